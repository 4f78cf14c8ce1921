"""Days and weekdays in prose, and the names of clock times."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.locales.locale import ENGLISH
from microsite.model.dates import MONTHS
from tests.lint.helpers import EVENT, lint_diagnostics, lint_spans


@pytest.mark.parametrize(
    "words",
    [
        "Tuesday 20 May 2027",
        "Tuesday, 20th May 2027",
        "Tues 20 May 2027",
        "Tuesday the 20th of May 2027",
        "Tuesday, May 20, 2027",
        "Tuesday, May 20th",
        "Tuesday 20 May",
        "20 May 2027 (Tuesday)",
        "Tuesday\n20 May 2027",
        "Tuesday 20 and Friday 21 May 2027",
        "Tuesday 20 to 21 May 2027",
        "Thursday 20 – Saturday 21 May",
        "Monday 4 September 2026",
    ],
)
def test_lint_reports_wrong_weekday(tmp_path: Path, words: str) -> None:
    diagnostics = lint_diagnostics(tmp_path, f"Tea is on {words} in the hall.")

    assert [diagnostic.code for diagnostic in diagnostics] == ["D101"]
    assert diagnostics[0].span.source.path == "content/pages/about.md"


@pytest.mark.parametrize(
    "words",
    [
        "Thursday 20 May 2027",
        "Thursday 20 and Friday 21 May 2027",
        "Thursday 20 to Friday 21 May",
        "Thursday, May 20, 2027",
        "Friday 4 September",  # of 2026, the year of the call for papers
        "Monday 11 January",
        "May 2027",
        "20 May 2027. Wednesday is a free day",
        "`Tuesday 20 May 2027`",
        "<!-- Tuesday 20 May 2027 -->",
        "On Tuesday, 20 people may come",
        "Tuesdays in May",
    ],
)
def test_lint_allows_right_weekday(tmp_path: Path, words: str) -> None:
    assert lint_diagnostics(tmp_path, f"Tea is on {words} in the hall.") == []


def test_lint_names_right_weekday_and_place(tmp_path: Path) -> None:
    (diagnostic,) = lint_diagnostics(
        tmp_path, "Come.\n\nTea is on Tuesday 20 May 2027."
    )

    assert (
        diagnostic.headline
        == "“Tuesday 20 May 2027” cannot be right: 20 May 2027 is a Thursday."
    )
    assert (
        diagnostic.help
        == "Change the weekday to “Thursday”, or correct the date. content/event.md says 20 and 21 May"
        " 2027."
    )
    assert (diagnostic.span.line, diagnostic.span.text) == (6, "Tuesday 20 May 2027")


def test_titles_and_settings_are_prose_too_and_comments_are_not(tmp_path: Path) -> None:
    sessions = """\
# Tuesday 20 May 2027
sessions:
  - id: opening
    title: Opening on Tuesday 20 May  # not Tuesday 20 May
    kind: talk
    day: 1
    start: 09:30
    end: 10:00
    abstract: |
      From Wednesday 21 May on.
"""
    diagnostics = lint_diagnostics(tmp_path, "", files={"data/sessions.yaml": sessions})

    assert [
        (diagnostic.span.line, diagnostic.span.text) for diagnostic in diagnostics
    ] == [
        (4, "Tuesday 20 May"),
        (10, "Wednesday 21 May"),
    ]


def test_lint_reads_dates_of_news_as_later_days(tmp_path: Path) -> None:
    post = "---\ntitle: News\ndate: 2026-11-24\n---\nOn {day} the programme follows.\n"

    assert (
        lint_diagnostics(
            tmp_path / "right",
            files={"content/news/a.md": post.format(day="Tuesday 1 December")},
        )
        == []
    )
    (wrong,) = lint_diagnostics(
        tmp_path / "wrong",
        files={"content/news/a.md": post.format(day="Monday 1 December")},
    )
    assert "1 December 2026 is a Tuesday" in wrong.headline


def test_lint_needs_event_date_for_dates_without_year(tmp_path: Path) -> None:
    event = EVENT.replace("2027-05-20 09:00", "to be announced").replace(
        "2027-05-21 17:00", "to be announced"
    )

    assert lint_diagnostics(tmp_path, "Tea is on Tuesday 20 May.", event=event) == []


@pytest.mark.parametrize(
    "words", ["31 June", "31 June 2027", "29 February 2027", "30 February"]
)
def test_lint_reports_impossible_date(tmp_path: Path, words: str) -> None:
    assert lint_spans(tmp_path, f"Book by {words}.") == [("D102", words)]


def test_lint_allows_leap_day_without_year(tmp_path: Path) -> None:
    assert (
        lint_diagnostics(tmp_path, "Book by 29 February, or by 29 February 2028.") == []
    )


@settings(max_examples=40, deadline=None)
@given(
    day=st.dates(date(2026, 9, 1), date(2027, 8, 1)),
    off=st.integers(0, 6),
    form=st.integers(0, 3),
)
def test_any_day_is_right_with_its_own_weekday_only(
    day: date, off: int, form: int
) -> None:
    """Dates with a year are recognised in every form."""
    weekday = ENGLISH.date(day + timedelta(days=off), "weekday")
    month = MONTHS[day.month - 1]
    words = (
        f"{weekday} {ENGLISH.date(day)}",
        f"{weekday[:3]} {ENGLISH.date(day)}",
        f"{weekday}, {month} {day.day}, {day.year}",
        f"{ENGLISH.date(day)} ({weekday})",
    )[form]
    with TemporaryDirectory() as folder:
        diagnostics = lint_diagnostics(Path(folder), f"Tea is on {words}.")

    assert [diagnostic.code for diagnostic in diagnostics] == (["D101"] if off else [])


@pytest.mark.parametrize(
    "words",
    [
        "at 09:00 GMT on 20 May 2027",
        "on 20 May at 9am GMT",
        "at 5pm BST on 14 January 2027",
        "at noon (BST) on 14 January 2027",
        "at 10:00 CEST on 14 January 2027",
    ],
)
def test_lint_reports_zone_of_other_season(tmp_path: Path, words: str) -> None:
    assert [
        diagnostic.code
        for diagnostic in lint_diagnostics(tmp_path, f"We begin {words}.")
    ] == ["D103"]


@pytest.mark.parametrize(
    "words",
    [
        "at 09:00 BST on 20 May 2027",
        "at 5pm GMT on 14 January 2027",
        "at 00:30 GMT on 28 March 2027, before the clocks change",
        "at 10:00 EST on 20 May 2027",  # some places use it all year
        "at 09:00 GMT+1 on 20 May 2027",
        "at 9am GMT, whatever the season",  # booking opens in winter
        "in BST, which is summer time",
        "with 12 GMT radios",
    ],
)
def test_lint_allows_zone_of_season(tmp_path: Path, words: str) -> None:
    assert lint_diagnostics(tmp_path, f"We begin {words}.") == []


def test_lint_reads_programme_on_event_days(tmp_path: Path) -> None:
    sessions = """\
sessions:
  - { id: a, title: Opening, kind: talk, day: 1, start: "09:30", end: "10:00", summary: On the stream at 9.30 GMT. }
"""
    (diagnostic,) = lint_diagnostics(tmp_path, files={"data/sessions.yaml": sessions})

    assert (
        diagnostic.headline == "On 20 May 2027 the clocks in London show BST, not GMT."
    )
    assert diagnostic.help == "Write “BST”, or “London time”."


def test_another_zone_has_other_names(tmp_path: Path) -> None:
    event = EVENT.replace("Europe/London", "America/New_York")

    assert lint_spans(
        tmp_path, "We begin at 9:00 EST on 20 May 2027.", event=event
    ) == [("D103", "EST")]
