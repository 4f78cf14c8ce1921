"""Files for contributors: links, version of the changelog, issue forms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from microsite import __version__

ROOT = Path(__file__).resolve().parent.parent
FILES = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CODE_OF_CONDUCT.md",
    "CHANGELOG.md",
)
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
CHANGES = (
    "Added",
    "Changed",
    "Deprecated",
    "Removed",
    "Fixed",
    "Security",
    "Known limits",
)


@pytest.mark.parametrize("name", FILES)
def test_links_lead_to_files(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    targets = [
        target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)
    ]

    assert [
        target
        for target in targets
        if "://" not in target and not (ROOT / target).exists()
    ] == []


def test_changelog_starts_with_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    unreleased, *versions = re.findall(
        r"(?m)^## \[(.+)\](?: - \d{4}-\d\d-\d\d)?$", text
    )

    assert unreleased == "Unreleased"
    assert versions[0] == __version__
    assert set(re.findall(r"(?m)^### (.+)$", text)) <= set(CHANGES)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_issue_forms_have_the_fields_that_github_needs(form: Path) -> None:
    content = yaml.safe_load(form.read_text("utf-8"))

    assert {"name", "description", "body"} <= set(content)
    fields = [field for field in content["body"] if field["type"] != "markdown"]
    assert fields
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)
    assert {field["type"] for field in fields} <= {"input", "textarea", "dropdown"}


def test_commands_of_make_that_contributors_need_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for name in ("CONTRIBUTING.md", "docs/development.md"):
        for target in re.findall(r"`make ([\w-]+)`", (ROOT / name).read_text("utf-8")):
            assert f"\n{target}:" in makefile, target
