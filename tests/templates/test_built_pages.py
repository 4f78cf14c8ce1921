"""Every page of the sites in this repository, parsed as by a browser."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from microsite.build import build
from microsite.project import BuildOptions, Project
from microsite.site.urls import ROOT
from tests.built import BuiltSite, built
from tests.making import EVENT, sessions_yaml, write_project

BINARY = (".png", ".webp", ".avif", ".jpg", ".woff2", ".ico", ".pdf")
SPEAKER = "---\nname: to be confirmed\nrole: Harbour master\n---\n"


@cache
def parse_page(path: Path) -> Element:
    """Return a page as a tree. An error in its HTML fails."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(path.read_text(encoding="utf-8"))
    return tree


@pytest.fixture(scope="module", params=["first", "tidewater", "one-page"])
def site(request: pytest.FixtureRequest) -> BuiltSite:
    """Return each site."""
    return built(request.param)


def test_pages_have_unique_and_resolved_ids(site: BuiltSite) -> None:
    """References of labels and of links within the page exist."""
    for path in site.pages():
        elements = list(parse_page(path).iter())
        ids = Counter(element.get("id") for element in elements if element.get("id"))
        assert [name for name, count in ids.items() if count > 1] == [], path
        for element in elements:
            targets = [
                *(element.get("aria-labelledby") or "").split(),
                element.get("popovertarget"),
            ]
            link = element.get("href") or ""
            targets.append(link[1:] if link.startswith("#") else None)
            assert [name for name in targets if name and name not in ids] == [], path


def test_no_file_has_a_link_that_was_not_made_relative(site: BuiltSite) -> None:
    texts = [
        file
        for file in site.output.rglob("*")
        if file.suffix not in BINARY and file.is_file()
    ]
    assert len(texts) > 10
    assert [file for file in texts if ROOT.encode() in file.read_bytes()] == []


def test_tables_have_captions_and_headers(site: BuiltSite) -> None:
    """Tables have a caption, and heads for rows or columns. Tables in prose are the author's."""
    for path in site.pages():
        for table in parse_page(path).iter("table"):
            if (table.get("class") or "").endswith("_table"):
                assert table.find("caption") is not None, path
                assert all(
                    head.get("scope") in ("row", "col") for head in table.iter("th")
                ), path


# Messages for visitors


def pages_of(
    root: Path,
    files: dict[str, str],
    event: str = EVENT,
    as_of: date = date(2027, 1, 1),
) -> dict[str, str]:
    """Return the pages of a project by path, with plain spaces."""
    project = Project.at(write_project(root, files, event))
    outcome = build(project, BuildOptions(as_of=as_of, use_cache=False))
    assert outcome.published is not None, [
        diagnostic.headline for diagnostic in outcome.log
    ]
    return {
        path.relative_to(project.output).as_posix(): path.read_text(
            encoding="utf-8"
        ).replace("\N{NO-BREAK SPACE}", " ")
        for path in project.output.rglob("*.html")
        if "<h1" in path.read_text(encoding="utf-8")
    }


@pytest.mark.parametrize(
    "status, sentence",
    [
        ("cancelled", "Cancelled."),
        ("postponed", "Postponed."),
        ("moved online", "Moved online."),
    ],
)
def test_every_page_announces_changed_status(
    tmp_path: Path, status: str, sentence: str
) -> None:
    """The announcement comes before all other content."""
    event = f"{EVENT}status: {status}\nstatus_note: We write to everybody.\n"
    for path, html in pages_of(
        tmp_path, {"data/sessions.yaml": sessions_yaml("start: 09:00")}, event
    ).items():
        if "status" in html:
            before, _, after = html.partition(sentence)
            assert after, path
            assert "<h1" not in before, path
            assert "We write to everybody." in after, path


def test_pages_announce_past_event(tmp_path: Path) -> None:
    """The page no longer links to booking."""
    event = f"{EVENT}booking:\n  url: https://booking.example/\n"
    before, after = (
        pages_of(tmp_path / name, {}, event, as_of)["index.html"]
        for name, as_of in (("before", date(2027, 1, 1)), ("after", date(2027, 6, 1)))
    )
    assert "Book a place" in before
    assert "This conference has taken place." in after
    assert "Book a place" not in after


def test_pages_have_no_heading_without_content(tmp_path: Path) -> None:
    """An organiser may have neither phone nor email."""
    bare = EVENT.replace(
        EVENT[EVENT.index("organiser:") :], "organiser: {name: Example}\n"
    )
    assert "Contact us" not in pages_of(tmp_path, {}, bare)["contact/index.html"]


def test_pages_do_not_link_to_empty_sections(tmp_path: Path) -> None:
    """Without sessions, speakers or resources there are no such pages and no links to them."""
    for path, html in pages_of(tmp_path, {}).items():
        assert not re.search(
            r'href="[^"]*(programme|speakers|resources|venue|sponsorship|rates|news)/',
            html,
        ), path


def test_programme_works_with_one_session(tmp_path: Path) -> None:
    """The page has its time and a link back."""
    pages = pages_of(
        tmp_path,
        {"data/sessions.yaml": sessions_yaml("title: Only this\nstart: 09:00")},
    )
    assert "Only this" in pages["programme/index.html"]
    assert 'href="../../programme/index.html#s1"' in pages["programme/s1/index.html"]
    assert "Previous and next sessions" not in pages["programme/s1/index.html"]


def test_pages_mark_provisional_facts(tmp_path: Path) -> None:
    """The page says so in words wherever a visitor would assume a fact."""
    sessions = sessions_yaml(
        "title: First\nstart: 09:00\nspeakers: kim\nstatus: provisional",
        "title: Second\nstart: 10:00\nstatus: cancelled\nstatus_note: The boat is ill.",
        "title: Third\nstart: 11:00",
    )
    files = {"data/sessions.yaml": sessions, "content/speakers/kim.md": SPEAKER}
    pages = pages_of(tmp_path, files, f"{EVENT}sample: [starts]\n")
    programme = pages["programme/index.html"]
    assert "This programme is provisional." in programme
    assert re.search(r"First</a> <span class=\"tag\"[^>]*>Provisional", programme)
    assert re.search(
        r"<s><a [^>]*>Second</a></s> <span class=\"tag\">Cancelled", programme
    )
    assert "The boat is ill." in programme
    assert not re.search(r"Third</a> <span", programme)
    assert "<h1><s>Second</s></h1>" in pages["programme/s2/index.html"]
    assert "The boat is ill." in pages["programme/s2/index.html"]
    assert "Some speakers are still to be confirmed." in pages["speakers/index.html"]
    assert "Name to be confirmed" in pages["speakers/kim/index.html"]
    assert re.search(
        r"Thursday 20 May 2027, 09:00\sto\s17:00 <span class=\"tag\" data-before=[^>]*>Provisional",
        pages["index.html"],
    )


def test_items_in_one_line_are_apart(site: BuiltSite) -> None:
    """The spaces around their dots are those between the items."""
    for path in site.pages():
        for row in parse_page(path).iterfind(".//ul[@class='session_card__meta']"):
            assert all((item.tail or "").isspace() for item in row), path


def test_help_page_has_nothing_above_its_numbers() -> None:
    page = built("first").output / "help" / "index.html"
    opening = (
        page.read_text(encoding="utf-8")
        .partition("<h1")[2]
        .partition('class="help_lines"')
    )
    assert opening[1]
    assert 'class="facts"' not in opening[0]
