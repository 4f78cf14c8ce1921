"""The registry of page kinds, and page kinds that a project adds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from microsite.build import Outcome, build
from microsite.diagnostics.diagnostic import Log
from microsite.pages.page import PageContent
from microsite.pages.registry import PAGE_KINDS, build_pages, load_page_kinds
from microsite.project import ENGINE_HOME, BuildOptions, Project
from microsite.site.site import PageKind, Site
from tests.built import built
from tests.export_helpers import AS_OF, build_page, make_site
from tests.making import EVENT, sessions_yaml, write_project

THEMING = (ENGINE_HOME / "docs" / "theming.md").read_text(encoding="utf-8")
EXAMPLE, TEMPLATE = (
    code.replace("workshops", "repairs")
    for path in ("pages/workshops.py", "templates/pages/workshops.html")
    for code in re.findall(
        rf"`{re.escape(path)}`:\n\n```\w+\n(.*?)```", THEMING, re.DOTALL
    )[:1]
)
"""The two files in docs/theming.md, under a name that an engine with a page of workshops leaves free."""

RETURN = "    return WorkshopsPage("
CONTENT = "__import__('microsite.pages.page').pages.page.PageContent"

SESSIONS = {
    "data/sessions.yaml": sessions_yaml(
        "id: nets\ntitle: Mend a net\nkind: workshop\nstart: 10:00\nsummary: Bring a needle.",
        "id: talk\ntitle: On tides\nkind: talk\nstart: 11:00",
    )
}
FILES = SESSIONS | {
    "content/pages/about.md": "---\ntitle: About\n---\nSee [the repairs](site:repairs).\n",
}
WORKSHOPS = {"pages/repairs.py": EXAMPLE, "templates/pages/repairs.html": TEMPLATE}


def build_files(root: Path, files: dict[str, str]) -> Outcome:
    project = Project.at(write_project(root, FILES | files, EVENT))
    return build(project, BuildOptions(as_of=AS_OF, use_cache=False))


def with_kinds(site: Site, kinds: tuple[PageKind, ...]) -> Site:
    return replace(site, log=Log(), page_kinds=kinds, results={})


def errors_of(outcome: Outcome) -> list[tuple[str, str, int]]:
    return [
        (diagnostic.code, diagnostic.span.path, diagnostic.span.line)
        for diagnostic in outcome.log
        if diagnostic.severity == "error"
    ]


def test_page_for_unknown_addresses_offers_recordings_after_the_event() -> None:
    html = (built("tidewater").output / "404.html").read_text(encoding="utf-8")
    assert (
        "/recordings/index.html"
        in html.partition('id="instead"')[2].partition("<footer")[0]
    )


def test_project_page_kind_is_in_every_list_of_pages(tmp_path: Path) -> None:
    outcome = build_files(tmp_path, WORKSHOPS)
    output = tmp_path / "output"
    html = {
        path.parent.name or path.name: path.read_text(encoding="utf-8")
        for path in output.rglob("*.html")
    }

    assert errors_of(outcome) == []
    assert "Mend a net" in html["repairs"]
    assert "On tides" not in html["repairs"]
    menu = html["output"].partition("</nav>")[0] if "output" in html else ""
    home = (output / "index.html").read_text(encoding="utf-8")
    assert 'href="repairs/index.html"' in home, menu
    assert 'href="../repairs/index.html"' in html["about"]
    assert 'href="../repairs/index.html"' in html["search"]
    assert 'href="../repairs/index.html"' in html["offline"]
    assert "repairs/index.html" in (output / "404.html").read_text(encoding="utf-8")
    assert "repairs/index.html" in (output / "sw.js").read_text(encoding="utf-8")
    assert "repairs/index.html" in (output / "search/index.txt").read_text(
        encoding="utf-8"
    )


def test_page_kind_of_a_project_can_give_its_page_a_title(tmp_path: Path) -> None:
    content = f'{CONTENT}(repairs_view(site), title="Bring a needle")'
    program = EXAMPLE.replace("view=repairs_view", f"view=lambda site: {content}")
    assert program.count("Bring a needle") == 1

    outcome = build_files(tmp_path, WORKSHOPS | {"pages/repairs.py": program})

    assert errors_of(outcome) == []
    page = (tmp_path / "output/repairs/index.html").read_text(encoding="utf-8")
    assert "<title>Bring a needle" in page


def test_project_page_kind_can_have_a_text_copy(tmp_path: Path) -> None:
    program = EXAMPLE.replace("in_menu=True", "in_text_copies=True")
    copies = (ENGINE_HOME / "templates/files/page.md").read_text(encoding="utf-8")
    part = '{% elif kind == "repairs" %}\n{{ items(view.sessions, session) }}\n'
    before = '{% elif kind == "help" %}'
    files = {
        "pages/repairs.py": program,
        "templates/files/page.md": copies.replace(before, part + before),
    }
    outcome = build_files(tmp_path, WORKSHOPS | files)

    assert errors_of(outcome) == []
    assert "- 10:00 to 10:45: " in (
        tmp_path / "output/repairs/index.html.md"
    ).read_text("utf-8")
    assert "repairs/index.html.md" in (tmp_path / "output/llms.txt").read_text("utf-8")


def test_project_page_kind_without_pages_is_in_no_list(tmp_path: Path) -> None:
    files = {
        "data/sessions.yaml": sessions_yaml("title: On tides\nkind: talk\nstart: 11:00")
    }
    outcome = build_files(
        tmp_path, WORKSHOPS | files | {"content/pages/about.md": "---\ntitle: A\n---\n"}
    )

    assert errors_of(outcome) == []
    assert not (tmp_path / "output" / "repairs").exists()
    assert "repairs" not in (tmp_path / "output" / "index.html").read_text(
        encoding="utf-8"
    )


def test_links_to_unknown_section_are_reported_without_the_page_kind(
    tmp_path: Path,
) -> None:
    assert errors_of(build_files(tmp_path, {})) == [
        ("L101", "content/pages/about.md", 4)
    ]


@pytest.mark.parametrize(
    ("program", "line"),
    [
        ("import msgspec\ndef (", 2),
        ("\nimport nothing_of_this_name", 2),
        ("import sys\n\nsys.exit()", 3),
        ("PAGE_KIND = 'repairs'", 1),
        ("", 1),
        ("\x00", 1),
        (
            "from microsite.pages.registry import PageKind\nPAGE_KIND = PageKind(name='w')",
            2,
        ),
        (EXAMPLE.replace('name="repairs"', 'name="speakers"'), 1),
        (EXAMPLE.replace('name="repairs"', 'name="../up"'), 1),
        (EXAMPLE.replace('name="repairs"', "name=3"), 1),
        (EXAMPLE.replace('address="repairs/"', 'address="../repairs"'), 1),
        (EXAMPLE.replace("view=repairs_view", "view=None"), 1),
        (EXAMPLE.replace('    address="repairs/",\n', ""), 1),
    ],
)
def test_page_kind_that_cannot_be_loaded_is_reported(
    tmp_path: Path, program: str, line: int
) -> None:
    write_project(tmp_path, {"pages/repairs.py": program})
    log = Log()
    kinds = load_page_kinds((tmp_path / "pages",), log)

    assert kinds == PAGE_KINDS
    assert [
        (diagnostic.code, diagnostic.span.path, diagnostic.span.line)
        for diagnostic in log
    ] == [("T107", "pages/repairs.py", line)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (RETURN, f"    1 / 0\n{RETURN}"),
        (RETURN, RETURN.replace("return ", "")),
        (RETURN, f"    return {CONTENT}(1, title=2)\n{RETURN}"),
        ("is_shown=lambda site: ", "is_shown=lambda site: site.nothing or "),
        ('address="repairs/"', 'addresses=lambda site: ["repairs"]'),
        ('address="repairs/"', "addresses=lambda site: None"),
        (RETURN, f"{RETURN}1, "),
    ],
)
def test_page_kind_that_fails_is_reported(
    tmp_path: Path, before: str, after: str
) -> None:
    assert before in EXAMPLE
    program = EXAMPLE.replace(before, after)
    site = make_site(tmp_path, {**WORKSHOPS, **SESSIONS, "pages/repairs.py": program})
    log = Log()
    site = with_kinds(site, load_page_kinds((tmp_path / "pages",), log))

    assert "repairs/" not in {page.head.address for page in build_pages(site)}
    assert {(diagnostic.code, diagnostic.span.path) for diagnostic in log} == {
        ("T108", "pages/repairs.py")
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('    label="Workshops",\n', "its pages have no title"),
        (
            '    address="repairs/",\n',
            "it needs an address, or a function for its addresses",
        ),
    ],
)
def test_page_kind_without_a_part_is_reported_with_a_reason(
    tmp_path: Path, line: str, reason: str
) -> None:
    assert line in EXAMPLE
    outcome = build_files(
        tmp_path, WORKSHOPS | {"pages/repairs.py": EXAMPLE.replace(line, "")}
    )
    assert any(item.headline.endswith(f": {reason}.") for item in outcome.log)


def test_page_kind_that_fails_stops_the_build(tmp_path: Path) -> None:
    program = EXAMPLE.replace(RETURN, f"    1 / 0\n{RETURN}")
    outcome = build_files(tmp_path, WORKSHOPS | {"pages/repairs.py": program})

    line = program.partition("1 / 0")[0].count("\n") + 1
    assert errors_of(outcome) == [("T108", "pages/repairs.py", line)]
    assert not (tmp_path / "output").exists()


def test_page_kind_without_template_is_reported(tmp_path: Path) -> None:
    outcome = build_files(tmp_path, {"pages/repairs.py": EXAMPLE})

    assert [code for code, _, _ in errors_of(outcome)] == ["T103"]


def test_registry_reports_two_pages_at_one_address(tmp_path: Path) -> None:
    text = "---\ntitle: Workshops\n---\n"
    outcome = build_files(tmp_path, WORKSHOPS | {"content/pages/repairs.md": text})

    assert [code for code, _, _ in errors_of(outcome)] == ["O101"]


def test_project_page_kinds_stand_before_pages_of_text(tmp_path: Path) -> None:
    write_project(tmp_path, WORKSHOPS | {"pages/_notes.py": "1 / 0"})
    log = Log()
    names = [kind.name for kind in load_page_kinds((tmp_path / "pages",), log)]

    assert list(log) == []
    assert names == [
        *(kind.name for kind in PAGE_KINDS[: names.index("repairs")]),
        "repairs",
        *(kind.name for kind in PAGE_KINDS[names.index("repairs") :]),
    ]
    assert names[names.index("repairs") + 1] == "prose"


def test_engine_page_kind_is_one_row(tmp_path: Path) -> None:
    kind = PageKind(
        name="repairs",
        view=lambda _: PageContent(None),
        address="repairs/",
        label="Workshops",
        description="Workshops of {event}, {title}",
        in_menu=True,
        in_not_found_list=True,
    )
    site = make_site(tmp_path, {})
    site = with_kinds(site, (*PAGE_KINDS, kind))

    assert site.sections["repairs"] == "repairs/"
    page = build_page(site, "repairs/")
    assert page is not None
    assert (page.head.title, page.kind) == ("Workshops", kind)
    assert page.head.description == f"Workshops of {site.event.record.title}, Workshops"
    assert build_page(site, "404.html").view.links[-1].label == "Workshops"  # type: ignore[union-attr]


def test_build_page_builds_the_page_of_build_pages(tmp_path: Path) -> None:
    site = make_site(tmp_path, SESSIONS)
    for page in build_pages(site):
        single = build_page(site, page.head.address)
        assert single is not None
        assert single.digest == page.digest
    assert build_page(site, "no/such/page/") is None
