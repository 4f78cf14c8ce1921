"""The documentation site, which Microsite builds from `docs/`, and commands in the documentation."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from bootstrap import DEVELOPER
from microsite import DOCUMENTATION
from microsite.build import build, check
from microsite.cli.commands import parser_for
from microsite.diagnostics.diagnostic import CATALOGUE, Log, Severity
from microsite.project import ENGINE_HOME, BuildOptions, Project
from tools import content_reference, docs_site

DOCS = ENGINE_HOME / "docs"
SITE = ENGINE_HOME / "examples" / "docs"
OPTIONS = BuildOptions(as_of=date(2027, 1, 10), use_cache=False)
COMMAND = re.compile(r"(?:python build\.py|microsite) (.+)")


def copy_of_site(root: Path) -> Path:
    """Copy the project of the site without generated files."""
    for name in ("content/event.md", "templates"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (SITE / name).is_dir() else shutil.copy
        copy(SITE / name, root / name)
    return root


def reported(log: Log) -> list[str]:
    """Return the errors and warnings, each with its place."""
    return [
        f"{diagnostic.span.path}:{diagnostic.span.line} {diagnostic.code} {diagnostic.headline}"
        for diagnostic in log
        if diagnostic.severity is not Severity.NOTE
    ]


def test_docs_site_has_no_warnings(tmp_path: Path) -> None:
    """Links, anchors and pictures are checked, too."""
    root = copy_of_site(tmp_path)
    docs_site.write_pages(root)

    outcome = check(Project.at(root), OPTIONS)

    assert reported(outcome.log) == []
    pages = {path.stem for path in (root / "content" / "pages").glob("*.md")}
    assert {code.lower() for code in CATALOGUE} <= pages
    assert {f"fields-{Path(name).stem}" for name in content_reference.pages()} <= pages


def test_docs_site_is_at_the_address_that_explain_prints() -> None:
    settings = (SITE / "content" / "event.md").read_text("utf-8")
    assert f"\nbase_url: {DOCUMENTATION}\n" in settings


def test_docs_site_is_published_by_the_workflow() -> None:
    text = (ENGINE_HOME / ".github" / "workflows" / "site.yml").read_text("utf-8")
    steps = [
        step.get("run", "") for step in yaml.safe_load(text)["jobs"]["build"]["steps"]
    ]
    [commands] = [run.splitlines() for run in steps if "tools/docs_site.py" in run]

    assert [line.partition(" --format")[0] for line in commands] == [
        ".venv/bin/python tools/docs_site.py",
        "python build.py build --root examples/docs",
        "cp -R examples/docs/output output/docs",
    ]


def test_docs_site_pages_can_be_reached() -> None:
    """Every document has a link from another one or from an index."""
    sources = {
        path.relative_to(DOCS).as_posix(): path.read_text("utf-8")
        for path in docs_site.documents()
    }
    home = (SITE / "content" / "event.md").read_text("utf-8")
    linked = set(re.findall(r"\(page:([\w-]+)", home))
    for name, text in (sources | docs_site.index_pages(sources)).items():
        converted = docs_site.converted(text, name.rpartition("/")[0])
        linked |= set(re.findall(r"\(page:([\w-]+)", converted)) - {
            docs_site.slug_of(name)
        }

    assert {docs_site.slug_of(name) for name in sources} - linked == set()


def test_docs_site_templates_build(tmp_path: Path) -> None:
    root = copy_of_site(tmp_path)
    event = root / "content" / "event.md"
    settings = event.read_text("utf-8").rpartition("---\n")[0]
    event.write_text(f"{settings}---\nSee [the start](page:start).\n", "utf-8")
    (root / "content" / "pages").mkdir()
    (root / "content" / "pages" / "start.md").write_text(
        "---\ntitle: Start here\nmenu: yes\n---\nText.\n", "utf-8"
    )

    outcome = build(Project.at(root), OPTIONS)

    assert reported(outcome.log) == []
    for page in ("index.html", "search/index.html", "start/index.html"):
        html = (root / "output" / page).read_text("utf-8")
        assert html.count("Start here") >= 2
        assert "announced" not in html


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        ("[a](hosting.md)", "[a](page:hosting)"),
        ("[a](fields/event.md#venue)", "[a](page:fields-event#venue)"),
        ("[a](errors/S103.md)", "[a](page:s103)"),
        ("[all](errors/)", "[all](page:messages)"),
        ("[`build.py`](../microsite/build.py)", "`build.py`"),
        (
            "[a](#below), [b](https://a.example/)",
            "[a](#below), [b](https://a.example/)",
        ),
        ("![Home](images/home.png)", "![Home](images/home.png)"),
        ("`[a](hosting.md)`", "`[a](hosting.md)`"),
        ("As typed:\n\n    a: 1\n\nAnd:\n", "As typed:\n\n```\na: 1\n```\n\nAnd:\n"),
        (
            "1. a\n\n   ```\n   b\n     c\n   ```\n\n2. d\n",
            "1. a\n\n```\nb\n  c\n```\n\n2. d\n",
        ),
        ("Type `python\nbuild.py check`.", "Type `microsite check`."),
        (
            "Type `python build.py` for `microsite`.",
            "Type `python build.py` for `microsite`.",
        ),
    ],
)
def test_converted_changes_links_code_and_commands(text: str, converted: str) -> None:
    assert docs_site.converted(text, "") == converted


def test_field_reference_is_current() -> None:
    """Run `python tools/content_reference.py` when this fails."""
    pages = content_reference.pages()

    assert {path.name for path in (DOCS / "fields").iterdir()} == set(pages)
    for name, text in pages.items():
        assert (DOCS / "fields" / name).read_text("utf-8") == text


def typed_commands() -> list[str]:
    """Return the commands in the documents, except those in `docs/decisions/`."""
    texts = [
        path.read_text("utf-8")
        for path in docs_site.documents()
        if "decisions" not in path.parts
    ]
    code = [
        line.strip() for text in texts for line in re.findall(r"(?m)^[^`\n]+$", text)
    ]
    prose = [re.sub(r"(?ms)^ *```.*?^ *```$", "", text) for text in texts]
    code += [
        " ".join(words.split())
        for text in prose
        for words in re.findall(r"`([^`]+)`", text)
    ]
    matches = (COMMAND.fullmatch(line) for line in code)
    return list(
        dict.fromkeys(match[1].partition(" #")[0].strip() for match in matches if match)
    )


@pytest.mark.parametrize("line", typed_commands())
def test_commands_in_docs_have_known_options(line: str) -> None:
    name, *rest = shlex.split(line)
    if name.startswith("-"):
        name, rest = "build", [name, *rest]
    if name not in DEVELOPER and line != "--version":
        parser_for(name).parse(rest)
