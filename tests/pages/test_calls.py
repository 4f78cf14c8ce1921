"""Calls for papers and the like, with their dates."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from microsite.pages.page import actions
from microsite.site.state import change_times
from tests.export_helpers import export_files, html_of, make_site
from tests.making import EVENT, load, write_project

PAGE = """\
---
title: Call for papers
call:
  opens: 2027-01-10 09:00
  closes: 2027-02-28 23:59
  url: https://proposals.example/
  label: Propose a talk
---
Send us your ideas.
"""
FILES = {"content/pages/call-for-papers.md": PAGE}


@pytest.mark.parametrize(
    ("as_of", "sentence", "is_open"),
    [
        (date(2027, 1, 9), "Opens on Sunday 10 January 2027 at 09:00.", False),
        (date(2027, 1, 15), "Open until Sunday 28 February 2027.", True),
        (date(2027, 3, 1), "Closed on Sunday 28 February 2027.", False),
    ],
)
def test_page_says_whether_its_call_is_open(
    tmp_path: Path, as_of: date, sentence: str, is_open: bool
) -> None:
    site = make_site(tmp_path, FILES, EVENT, as_of=as_of)

    match = re.search(
        r"<div(?: data-before=[^>]*)?>\n<p>(.*?)</div>",
        html_of(site, "call-for-papers/"),
        re.DOTALL,
    )
    assert match is not None and sentence in match[1]
    assert (
        '<a class="button" href="https://proposals.example/">' in match[1]
    ) is is_open
    labels = [action.label for action in actions(site) if not action.since]
    assert (labels == ["Propose a talk"]) is is_open


def test_site_changes_when_a_call_opens_and_closes(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES, EVENT, as_of=date(2027, 1, 1))

    moments = [f"{time_:%m-%d %H:%M}" for time_ in change_times(site.event)]
    assert {"01-10 09:00", "02-28 23:59"} <= set(moments)
    html = html_of(site, "call-for-papers/")
    assert (
        '<div data-since="2027-01-10T09:00+00:00" data-before="2027-02-28T23:59' in html
    )
    (page,) = json.loads(export_files(site)["event.json"])["pages"]
    assert page["call"]["closes"] == "2027-02-28T23:59+00:00"


def test_call_that_closes_first_is_an_error(tmp_path: Path) -> None:
    text = PAGE.replace("2027-02-28 23:59", "2026-12-31 12:00")
    _, log = load(write_project(tmp_path, {"content/pages/call-for-papers.md": text}))

    assert [(diagnostic.code, diagnostic.span.line) for diagnostic in log] == [
        ("W108", 5)
    ]


def test_booking_comes_before_a_call(tmp_path: Path) -> None:
    booking = "booking: {url: https://booking.example/}\n"
    site = make_site(tmp_path, FILES, EVENT + booking)

    labels = [action.label for action in actions(site) if not action.since]
    assert labels == ["Book a place"]


def test_call_without_dates_is_open(tmp_path: Path) -> None:
    text = "---\ntitle: Volunteers\ncall: {url: https://volunteers.example/}\n---\nHelp us.\n"
    site = make_site(tmp_path, {"content/pages/volunteers.md": text}, EVENT)

    html = html_of(site, "volunteers/")
    assert "<p>Open.</p>" in html and ">Volunteers</a></p>" in html
