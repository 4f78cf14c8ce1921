"""The recipes in deploy/ match their definition and are valid."""

from __future__ import annotations

import re

import pytest

from tests.hosting.servers import DEPLOY
from tools.deploy_recipes import RECIPES


@pytest.mark.parametrize("name", RECIPES)
def test_recipes_are_made_from_the_definition(name: str) -> None:
    text = RECIPES[name]()

    assert (DEPLOY / name).read_text(encoding="utf-8") == text, (
        "run python tools/deploy_recipes.py"
    )
    assert text.count("CHANGE") >= 3


def sections() -> dict[str, list[str]]:
    """Return the sections of docs/hosting.md by their headings."""
    text = (DEPLOY.parent / "docs" / "hosting.md").read_text(encoding="utf-8")
    return {part.split("\n")[0]: part.splitlines() for part in text.split("\n## ")[1:]}


def test_host_pages_fit_on_one_screen() -> None:
    assert len(sections()) >= 10
    for title, lines in sections().items():
        assert len(lines) <= 32, title


def test_hosts_in_table_have_page_and_files() -> None:
    text = (DEPLOY.parent / "docs" / "hosting.md").read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^a-z0-9 ]", "", title.lower()).replace(" ", "-")
        for title in sections()
    }

    assert set(re.findall(r"\(#([a-z0-9-]+)\)", text)) <= anchors
    paths = set(re.findall(r"\b(?:deploy|\.github)/[\w./-]+\w", text))
    assert len(paths) >= 4
    for path in paths - {".github/workflows"}:
        assert (DEPLOY.parent / path).exists(), path
    for file in DEPLOY.iterdir():
        assert (
            file.name in text or file.suffix == ".py" or file.name == "__pycache__"
        ), f"{file.name} is on no page"
