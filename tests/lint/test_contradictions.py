"""Prices and days that contradict the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.helpers import EVENT, RATES, lint_diagnostics, lint_spans


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The public sector rate is £300.", "£300"),
        ("A place costs £299.", "£299"),
        ("Tickets are £1,345.50.", "£1,345.50"),
        (
            "Private sector delegates pay £345.",
            "",
        ),  # a price of another rate: the text may be about both
        ("Private sector delegates pay £480 each.", "£480"),
    ],
)
def test_lint_reports_unknown_price(tmp_path: Path, text: str, words: str) -> None:
    assert lint_spans(tmp_path, text) == ([("D108", words)] if words else [])


def test_lint_names_existing_prices(tmp_path: Path) -> None:
    (diagnostic,) = lint_diagnostics(tmp_path, "The public sector rate is £300.")

    assert (
        diagnostic.headline
        == "“£300” is not a price of “Public sector”: data/rates.yaml has £295, £345."
    )


@pytest.mark.parametrize(
    "text",
    [
        "The public sector rate is £295 until February.",
        "The public sector rate is £354 with VAT.",
        "The public sector rate is £354, all taxes paid.",
        "Public sector delegates save £50 on the price.",
        "For public sector bodies with an income below £250,000 the rate is lower.",
        "It has invested £145m in places.",
        "The dinner costs £40.",
        "We return the fee less £50.",
        "A cup of tea is £3.",
    ],
)
def test_other_amounts_are_left_alone(tmp_path: Path, text: str) -> None:
    assert lint_diagnostics(tmp_path, text) == []


def test_lint_ignores_prices_without_rates(tmp_path: Path) -> None:
    assert lint_diagnostics(tmp_path, "A place costs £299.", rates="rates: []\n") == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "The conference takes place on 19 May 2027.",
            "the conference is on 20 and 21 May 2027",
        ),
        (
            "This conference will be held in Leeds on Saturday 22 May.",
            "the conference is on 20 and 21 May 2027",
        ),
        (
            "The conference is on 20 May 2026.",
            "the conference is on 20 and 21 May 2027",
        ),
        ("Join us in Leeds on 27 May 2027.", "the conference is on 20 and 21 May 2027"),
        (
            "Booking opens on 12 January 2027.",
            "booking opens on Monday 11 January 2027",
        ),
        (
            "Booking closes at 17:00 on 14 May.",
            "booking closes on Thursday 13 May 2027",
        ),
        (
            "The early-bird rate ends on 27 February 2027.",
            "the early rate ends on Friday 26 February 2027",
        ),
    ],
)
def test_lint_reports_date_unlike_settings(
    tmp_path: Path, text: str, right: str
) -> None:
    (diagnostic,) = lint_diagnostics(tmp_path, text)

    assert diagnostic.code == "D109"
    assert diagnostic.headline.endswith(f", but {right}.")


@pytest.mark.parametrize(
    "text",
    [
        "The conference takes place on Thursday 20 May 2027.",
        "The conference is on 21 May.",
        "The conference was held on 19 May 2025.",
        "The conference dinner is on 19 May 2027.",
        "The conference is open for questions from 1 May 2027.",
        "Booking opens on 11 January 2027 and closes in May.",
        "The early-bird rate ends on 26 February.",
    ],
)
def test_other_days_are_left_alone(tmp_path: Path, text: str) -> None:
    assert lint_diagnostics(tmp_path, text) == []


def test_lint_ignores_dates_of_postponed_event(tmp_path: Path) -> None:
    text = "The conference is on 19 May 2027."

    assert (
        lint_diagnostics(tmp_path / "off", text, event=EVENT + "status: postponed\n")
        == []
    )
    undated_event = EVENT.replace("2027-05-20 09:00", "to be announced").replace(
        "2027-05-21 17:00", "to be announced"
    )
    assert (
        lint_diagnostics(tmp_path / "unsettled", text, event=undated_event, rates=RATES)
        == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "We meet on 22 May 2027 at Example House.",
        "We will meet in London on 22 May 2027.",
        "Join us in London on 22 May 2027.",
    ],
)
def test_check_dates_reports_another_day_on_which_we_meet(
    tmp_path: Path, text: str
) -> None:
    assert lint_spans(tmp_path, text) == [("D109", "22 May 2027")]
    assert lint_spans(tmp_path, text.replace("22", "21")) == []


@pytest.mark.parametrize(
    ("venue", "page", "words"),
    [
        ("Example House", "Take bus 12 to Former House.", ["Former House"]),
        ("Example House", "Take bus 12 to Former Houses or Example House.", []),
        ("Former House, east wing", "Take bus 12 to Former House.", []),
    ],
)
def test_lint_reports_name_of_former_venue(
    tmp_path: Path, venue: str, page: str, words: list[str]
) -> None:
    record = 'event - 2026-10-01 0 {"title": "Coasts", "place": "Former House"}\n'
    news = "---\ntitle: We move\ndate: 2027-01-02\n---\nFormer House is closed.\n"
    files = {"data/published.txt": record, "content/news/a.md": news}
    event = f"{EVENT}venue:\n  name: {venue}\n"

    codes_and_words = lint_spans(tmp_path, page, files=files, event=event)
    assert codes_and_words == [("D114", word) for word in words]
