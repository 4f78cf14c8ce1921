"""Source lookup chooses the right place of several."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from microsite.preview.source_lookup import (
    ElementInfo,
    Selection,
    find_source,
    index_sources,
    words_of,
)
from microsite.project import Project
from tests.making import EVENT, write_project

SESSIONS = """\
days:
  - day: 2027-05-20
    title: The water comes in
sessions:
  - id: opening
    title: Opening
    kind: talk
    start: 09:00
    end: 09:30
    speakers: [kim-lee]
    abstract: |
      First part.

      - One item of two
      - Another *item*, [linked](speaker:kim-lee)
  - id: morning-break
    title: Break
    kind: break
    start: 10:30
    end: 11:00
  - id: afternoon-break
    title: Break
    kind: break
    start: 15:30
    end: 16:00
"""
SPEAKER = """\
---
name: Kim Lee
role: Harbour master
---
Kim Lee knows the tide.

| When | Where |
|---|---|
| Noon | Quay |
"""
FILES = {
    "data/sessions.yaml": SESSIONS,
    "content/speakers/kim-lee.md": SPEAKER,
    "data/rates.yaml": "rates:\n  - {id: public, name: Public sector, price: 1250}\n",
}
Find = Callable[..., str]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Return `find(page, level, ...)`, which returns `file:line` and its text."""
    project = Project.at(
        write_project(tmp_path / "site", FILES, overview="## A part\n\nIt’s the sea:\nevery day.\n")
    )

    def found(page: str, *levels: ElementInfo | str, block: int = 0, kind: str = "home") -> str:
        steps = tuple(
            level if isinstance(level, ElementInfo) else ElementInfo(level) for level in levels
        )
        span = find_source(
            Selection(page, kind, True, steps, block), index_sources(project), project
        )
        return f"{span.path}:{span.line} {span.source.line_text(span.line).strip()}" if span else ""

    return found


def test_find_source_returns_only_place(find: Find) -> None:
    assert find("", "Coasts in common") == "content/event.md:2 title: Coasts in common"
    assert find("", "A part") == "content/event.md:10 ## A part"
    assert find("", "It's the sea: every day.").startswith("content/event.md:12 ")
    assert (
        find("programme/opening/", "One item of two") == "data/sessions.yaml:14 - One item of two"
    )
    assert find("programme/opening/", "Another item, linked").startswith("data/sessions.yaml:15 ")
    assert find("speakers/kim-lee/", "Quay") == "content/speakers/kim-lee.md:9 | Noon | Quay |"


def test_find_source_chooses_place_by_context(find: Find) -> None:
    """The id around a text, a link in it, the page and nearby text decide."""
    title = ElementInfo("Break")
    later = "data/sessions.yaml:22 title: Break"
    assert find("programme/", title, ElementInfo("15:30 Break", about="#afternoon-break")) == later
    assert find("", ElementInfo("Break", about="programme/#afternoon-break")) == later
    assert find("programme/afternoon-break/", title) == later
    assert find("", title, ElementInfo("15:30 Break")) == later
    assert find("", title, ElementInfo("10:30 Break")) == "data/sessions.yaml:17 title: Break"


def test_find_source_returns_person_of_name(find: Find) -> None:
    name = ElementInfo("Kim Lee", about="speakers/kim-lee/index.html")
    card = ElementInfo("Opening Kim Lee", about="#opening")

    assert find("programme/", name, card) == "content/speakers/kim-lee.md:2 name: Kim Lee"
    line = ElementInfo("Chair: Kim Lee, Harbour master", about=name.about)
    assert find("programme/", line, card).startswith("content/speakers/kim-lee.md:")


def test_find_source_returns_paragraph_of_link(find: Find) -> None:
    """A click on a link in running text selects the text."""
    link = ElementInfo("Kim Lee", about="speakers/kim-lee/")
    paragraph = ElementInfo("Kim Lee knows the tide.")

    assert (
        find("speakers/kim-lee/", link, paragraph, block=1)
        == "content/speakers/kim-lee.md:5 Kim Lee knows the tide."
    )


def test_find_source_matches_dates_times_and_prices(find: Find) -> None:
    assert find("", "Thursday 20 May 2027") == "content/event.md:5 starts: 2027-05-20 09:00"
    assert (
        find("", ElementInfo("Thursday", moments=("2027-05-20T09:00+01:00",)))
        == "content/event.md:5 starts: 2027-05-20 09:00"
    )
    assert find("programme/opening/", "09:00 to 09:30") == "data/sessions.yaml:8 start: 09:00"
    assert find(
        "rates/", "£1,250 a place", ElementInfo("Public sector £1,250 a place", about="#public")
    ).startswith("data/rates")


def test_find_source_returns_record_around_picture(find: Find) -> None:
    assert (
        find("speakers/", "", ElementInfo("Kim Lee", about="speakers/kim-lee/"))
        == "content/speakers/kim-lee.md:2 name: Kim Lee"
    )


def test_find_source_ignores_words_of_unrelated_record(find: Find) -> None:
    """A label of the design does not match the same word in the content of another page."""
    assert find("speakers/kim-lee/", "Noon") == "content/speakers/kim-lee.md:9 | Noon | Quay |"
    assert find("", "Noon") == ""


def test_find_source_searches_templates(find: Find) -> None:
    assert find("", "Who it is for").startswith("templates/pages/home.html:")
    assert find("", "Never written anywhere at all") == ""


def test_find_source_searches_past_edition(tmp_path: Path) -> None:
    series = (
        "series: {name: Coasts, url: 'https://coasts.example/'}\nbase_url: https://coasts.example/"
    )
    past = f"---\n{EVENT.replace('2027-', '2026-')}{series}2026/\n---\n"
    root = write_project(
        tmp_path / "site", {"editions/2026/content/event.md": past}, f"{EVENT}{series}2027/\n"
    )
    project = Project.at(root)
    places = [
        find_source(
            Selection(page, "home", True, (ElementInfo("Coasts in common"),)),
            index_sources(project),
            project,
        )
        for page in ("2026/", "2027/")
    ]

    assert [place.path for place in places if place] == [
        "editions/2026/content/event.md",
        "content/event.md",
    ]


def test_find_source_ignores_unreadable_file(find: Find, tmp_path: Path) -> None:
    (tmp_path / "site/data/sessions.yaml").write_text("sessions: [\n", encoding="utf-8")

    assert (
        find("speakers/kim-lee/", "Harbour master")
        == "content/speakers/kim-lee.md:3 role: Harbour master"
    )


def test_words_of_ignores_markup() -> None:
    assert words_of("**Don’t** [panic](page:x), it’s 1,000 &amp; more…") == (
        "dont",
        "panic",
        "its",
        "1000",
        "more",
    )
    assert words_of("Don't panic, it's 1000 & more") == words_of(
        "**Don’t** [panic](page:x), it’s 1,000 &amp; more…"
    )
