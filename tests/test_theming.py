"""The examples in docs/theming.md do what they say, in a project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from microsite.build import build
from microsite.project import ENGINE_HOME, BuildOptions, Project
from tests.export_helpers import AS_OF
from tests.making import EVENT, sessions_yaml, write_project

THEMING = (
    (ENGINE_HOME / "docs" / "theming.md")
    .read_text("utf-8")
    .replace("workshops", "repairs")
)
"""The document, with a name that an engine with a page of workshops leaves free."""
EXAMPLES = dict(
    re.findall(
        r"`((?:pages|templates|assets)/\S+)`[^`]*:\n\n```\w+\n(.*?)```",
        THEMING,
        re.DOTALL,
    )
)
"""Text of each file that the document shows, by path."""
IMPORT = '{% from "components/badge.html" import badge %}\n'
SPEAKERS = (ENGINE_HOME / "templates/pages/speakers.html").read_text("utf-8")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert IMPORT in THEMING
    base = '{% extends "base.html" %}\n'
    block = "{% block content %}\n"
    files = {
        "data/sessions.yaml": sessions_yaml(
            "id: nets\ntitle: Mend a net\nkind: workshop\nstart: 10:00\nsummary: Bring a needle.",
            "id: talk\ntitle: On tides\nkind: talk\nstart: 11:00",
        ),
        "assets/css/voice.css": "@layer voice {\n  .badge {\n    color: var(--core);\n  }\n}\n",
        "content/speakers/kim.md": "---\nname: Kim Lee\n---\n",
        "templates/pages/speakers.html": SPEAKERS.replace(base, base + IMPORT).replace(
            block, block + '{{ badge("New") }}\n'
        ),
    }
    project = Project.at(
        write_project(tmp_path_factory.mktemp("theming"), files | EXAMPLES, EVENT)
    )
    outcome = build(project, BuildOptions(as_of=AS_OF, use_cache=False))
    assert list(outcome.log) == []
    return project.output


def page(output: Path, path: str) -> str:
    return (output / path).read_text("utf-8")


def test_project_kind_with_many_pages_has_a_page_at_each_address(output: Path) -> None:
    assert "Bring a needle." in page(output, "repairs/nets/index.html")
    assert not (output / "repairs" / "talk").exists()


def test_pages_of_a_project_kind_are_below_its_parent(output: Path) -> None:
    html = page(output, "repairs/nets/index.html")
    assert 'href="../../repairs/index.html">All repairs</a>' in html
    assert (
        'href="../../repairs/index.html" aria-current="true"'
        in html.partition("</nav>")[0]
    )
    assert (
        'href="../../repairs/index.html">Workshops</a>'
        in html.partition("<h1")[0].partition("<main")[2]
    )


def test_stylesheet_of_one_page_kind_contains_that_of_all(output: Path) -> None:
    (styles,) = output.glob("assets/css/pages/speakers.*.css")
    (shared,) = output.glob("assets/css/site.*.css")
    own = ".person_list{--gap:4rem}"
    assert styles.read_text("utf-8").strip() == shared.read_text("utf-8").strip() + own
    assert f"css/pages/{styles.name}" in page(output, "speakers/index.html")
    assert "css/pages/speakers" not in page(output, "index.html")


def test_project_replaces_a_stylesheet_of_the_voice(output: Path) -> None:
    (styles,) = output.glob("assets/css/site.*.css")
    assert "@layer voice{.badge{color:var(--core)}}" in styles.read_text("utf-8")


def test_new_component_is_on_the_page_that_imports_it(output: Path) -> None:
    assert '<span class="badge">New</span>' in page(output, "speakers/index.html")
