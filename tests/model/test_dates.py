"""Dates, times, durations and time zones, as typed by people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from microsite.model.dates import (
    guess_date,
    guess_time,
    parse_date,
    parse_date_or_number,
    parse_datetime,
    parse_duration,
    parse_time,
)
from microsite.model.parsing import ParseError
from microsite.model.types import (
    parse_country,
    parse_latitude,
    parse_longitude,
    parse_new_address,
    parse_old_address,
    parse_stroke_count,
    parse_time_zone,
)


@pytest.mark.parametrize(
    "text", ["20 May 2027, 9am", "20 May 2027 09:00", "1 June 2027 at noon"]
)
def test_parse_date_reports_words_whole(text: str) -> None:
    with pytest.raises(ParseError) as error:
        parse_datetime(text)

    facts = error.value.facts
    assert (error.value.code, facts["given"]) == ("R121", text)
    assert "Did you mean 2027-0" in str(facts["guess"])


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_date, "2027-05-20", date(2027, 5, 20)),
        (parse_date, "2027-5-2", date(2027, 5, 2)),
        (parse_date, "2028-02-29", date(2028, 2, 29)),
        (parse_time, "09:30", time(9, 30)),
        (parse_time, "9:30", time(9, 30)),
        (parse_time, "00:00", time(0)),
        (parse_datetime, "2027-05-20 09:30", datetime(2027, 5, 20, 9, 30)),  # noqa: DTZ001 - on the wall
        (parse_datetime, "2027-05-20T09:30", datetime(2027, 5, 20, 9, 30)),  # noqa: DTZ001 - on the wall
        (parse_datetime, "To be announced", None),
        (parse_duration, "45", 45),
        (parse_duration, "45 minutes", 45),
        (parse_duration, "1 hour 30 minutes", 90),
        (parse_duration, "1h", 60),
        (parse_duration, "1:30", 90),
        (parse_time_zone, "Europe/London", "Europe/London"),
        (parse_date_or_number, "2", 2),
        (parse_date_or_number, "2027-05-20", date(2027, 5, 20)),
        (parse_stroke_count, "150", 150),
        (parse_latitude, "-38.7", Decimal("-38.7")),
        (parse_country, "pt", "PT"),
        (parse_old_address, "/speakers/j-smith", "speakers/j-smith/"),
        (parse_old_address, "agenda.html", "agenda.html"),
        (parse_new_address, "speaker:jo-smith", "speaker:jo-smith"),
        (parse_new_address, "https://example.org/x", "https://example.org/x"),
    ],
)
def test_parse_functions_return_values(
    parse: Callable[[str], object], text: str, value: object
) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text", "code"),
    [
        (parse_date, "20/05/2027", "R121"),
        (parse_date, "2027-13-01", "R122"),
        (parse_date, "2027-02-29", "R122"),
        (parse_date, "1027-02-01", "R122"),
        (parse_time, "9.30", "R123"),
        (parse_time, "24:00", "R123"),
        (parse_datetime, "2027-05-20", "R124"),
        (parse_duration, "soon", "R125"),
        (parse_duration, "0", "R126"),
        (parse_duration, "25:00", "R126"),
        (parse_time_zone, "BST", "R127"),
        (parse_time_zone, "London", "R127"),
        (parse_date_or_number, "0", "R121"),
        (parse_stroke_count, "151", "R133"),
        (parse_stroke_count, "0", "R133"),
        (parse_latitude, "138", "R133"),
        (parse_longitude, "-180.5", "R133"),
        (parse_country, "Portugal", "R119"),
        (parse_old_address, "https://example.org/x", "R134"),
        (parse_old_address, "a/../b", "R134"),
        (parse_old_address, "a?b", "R134"),
        (parse_new_address, "https://exa mple.org", "R111"),
    ],
)
def test_parse_functions_reject_other_values(
    parse: Callable[[str], object], text: str, code: str
) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("20/05/27", "2027-05-20"),
        ("20 May 2027", "2027-05-20"),
        ("May 20th, 2027", "2027-05-20"),
        ("2027/5/20", "2027-05-20"),
        ("27-05-20", "None"),
        ("31/2/2027", "None"),
    ],
)
def test_a_date_in_another_form_is_guessed(text: str, guess: str) -> None:
    assert str(guess_date(text)) == guess


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        ("9.30", time(9, 30)),
        ("930", time(9, 30)),
        ("9:30:00", time(9, 30)),
        ("12 am", time(0)),
        ("2 p.m.", time(14)),
        ("24:00", time(0)),
        ("24:45", time(0, 45)),
        ("25:00", None),
        ("12 noon", time(12)),
        ("9.30 Uhr", time(9, 30)),
        ("19 Uhr", time(19)),
        ("9:5", None),  # 09:05 or 09:50
        ("9:75", None),
        ("9-10", None),
        ("soon", None),
    ],
)
def test_a_time_in_another_form_is_guessed_if_it_is_certain(
    text: str, guess: time | None
) -> None:
    assert guess_time(text) == guess
