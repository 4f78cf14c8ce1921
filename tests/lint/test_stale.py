"""Words that go out of date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.lint.helpers import EVENT, RATES, lint_diagnostics, lint_spans

EARLY = "Book by then for the early-bird rate."


def test_words_of_early_rate_are_reported_once_it_has_ended(tmp_path: Path) -> None:
    def headlines_on(day: date) -> list[str]:
        return [
            diagnostic.headline
            for diagnostic in lint_diagnostics(
                tmp_path, EARLY, as_of=day, of_the_day=True
            )
        ]

    assert headlines_on(date(2027, 2, 26)) == []
    assert headlines_on(date(2027, 2, 27)) == [
        "“early-bird” is out of date: the early rate ended on Friday 26 February 2027."
    ]


def test_word_of_rates_for_early_price_is_reported_once_it_has_ended(
    tmp_path: Path,
) -> None:
    codes_and_words = lint_spans(
        tmp_path,
        "There is an early booking price.",
        as_of=date(2027, 3, 1),
        of_the_day=True,
    )

    assert codes_and_words == [("D104", "early booking")]


def test_lint_never_blocks_a_build(tmp_path: Path) -> None:
    assert lint_diagnostics(tmp_path, EARLY, as_of=date(2027, 3, 1)) == []


@pytest.mark.parametrize(
    "words", ["The early-bird rate has ended.", "The early rate ended in February."]
)
def test_lint_allows_words_that_say_the_early_rate_has_ended(
    tmp_path: Path, words: str
) -> None:
    assert (
        lint_diagnostics(tmp_path, words, as_of=date(2027, 3, 1), of_the_day=True) == []
    )


def test_names_of_rates_and_news_are_left_alone(tmp_path: Path) -> None:
    post = f"---\ntitle: Booking\ndate: 2027-01-11\n---\n{EARLY}\n"
    rates = RATES.replace("Early booking", "Early bird")

    assert (
        lint_diagnostics(
            tmp_path,
            files={"content/news/a.md": post},
            rates=rates,
            as_of=date(2027, 3, 1),
            of_the_day=True,
        )
        == []
    )


def test_lint_reports_early_rate_without_price(tmp_path: Path) -> None:
    rates = "rates:\n  - { id: all, name: Everybody, price: 100 }\n"

    assert lint_spans(tmp_path, EARLY, rates=rates) == [("D105", "early-bird")]
    assert lint_diagnostics(tmp_path, EARLY) == []
    assert lint_diagnostics(tmp_path, "Early booking is wise.", rates=rates) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This year we meet in Leeds.", "This year"),
        ("In this year's programme there is more.", "this year"),
        ("See you next year!", "next year"),
        ("As we said last month, it grows.", "last month"),
        ("Booking opens next week.", "next week"),
        ("The hall opens tomorrow.", "tomorrow"),
        ("More speakers coming soon.", "coming soon"),
        ("The programme will be announced shortly.", "announced shortly"),
        ("We will soon be announcing. They soon be published.", "soon be published"),
        ("Watch this space.", "Watch this space"),
        ("Booking is currently closed.", "currently closed"),
    ],
)
def test_words_that_mean_another_time_on_another_day_are_reported(
    tmp_path: Path, text: str, words: str
) -> None:
    assert lint_spans(tmp_path, text) == [("D106", words)]


@pytest.mark.parametrize(
    "text",
    [
        "Over the next year the child will need help.",
        "Her last year of school, and the first month after.",
        "Call, whether it happened this week or ten years ago.",
        "The towns of tomorrow, and tomorrow’s towns.",
        "Work as soon as you can; soon after that, rest.",
        "Children are soon found.",
        "What is currently known of it.",
        "The last few years; years to come; this yearbook.",
        "Read [this](https://www.example.org/this-year).",
        "<!-- this year -->",
        "`this year`",
    ],
)
def test_words_that_mean_any_time_are_left_alone(tmp_path: Path, text: str) -> None:
    assert lint_diagnostics(tmp_path, text) == []


def test_lint_allows_relative_words_in_dated_texts(tmp_path: Path) -> None:
    sessions = """\
sessions:
  - id: opening
    title: Opening
    kind: talk
    day: 1
    start: 09:30
    end: 10:00
    abstract: More of it tomorrow, and all this week.
"""
    post = "---\ntitle: News\ndate: 2027-01-11\n---\nThis year we meet tomorrow.\n"

    assert (
        lint_diagnostics(
            tmp_path, files={"content/news/a.md": post, "data/sessions.yaml": sessions}
        )
        == []
    )


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2027, 1, 10), "booking has not opened yet"),
        (date(2027, 1, 12), ""),
        (date(2027, 5, 13), ""),
        (date(2027, 5, 14), "booking has closed"),
        (date(2027, 5, 22), "the conference is over"),
    ],
)
def test_words_that_booking_is_open_are_reported_while_it_is_not(
    tmp_path: Path, day: date, state: str
) -> None:
    diagnostics = lint_diagnostics(
        tmp_path,
        "Booking is now open. Register on the day.",
        as_of=day,
        of_the_day=True,
    )

    assert [diagnostic.headline.rpartition(": ")[2] for diagnostic in diagnostics] == (
        [f"{state}."] if state else []
    )


@pytest.mark.parametrize(
    "text",
    [
        "Registration is open from 08:30.",
        "How to book a room today.",
        "Is booking open?",
        "Places are still to be found.",
    ],
)
def test_other_words_of_booking_are_left_alone(tmp_path: Path, text: str) -> None:
    assert (
        lint_diagnostics(tmp_path, text, as_of=date(2027, 6, 1), of_the_day=True) == []
    )


def test_lint_skips_other_languages(tmp_path: Path) -> None:
    event = EVENT + "languages: [de]\n"

    assert (
        lint_diagnostics(tmp_path, "This year on Tuesday 20 May 2027.", event=event)
        == []
    )
