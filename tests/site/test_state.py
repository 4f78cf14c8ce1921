"""States of an event on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from microsite.site.state import (
    BookingState,
    booking_state,
    current_price,
    next_change,
    unchanged_since,
)
from tests.making import EVENT, load_soundly, write_project

BOOKING = """\
booking:
  url: https://booking.example/
  opens: 2027-01-10 09:00
  closes: 2027-05-18 17:00
"""
RATES = """\
rates:
  - id: public
    name: Public sector
    prices:
      - amount: 245
        label: Early bird
        until: 2027-02-28
      - amount: 345
        from: 2027-03-01
"""


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2027-01-10T08:59", BookingState.NOT_YET),
        ("2027-01-10T09:00", BookingState.OPEN),
        ("2027-05-18T16:59", BookingState.OPEN),
        ("2027-05-18T17:00", BookingState.CLOSED),
        ("2027-05-20T16:59", BookingState.CLOSED),
        ("2027-05-20T17:00", BookingState.OVER),
    ],
)
def test_booking_state_follows_dates(
    tmp_path: Path, as_of: str, state: BookingState
) -> None:
    event = load_soundly(write_project(tmp_path, {}, EVENT + BOOKING))

    assert booking_state(event, at(as_of)) is state


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2027-01-10T08:59", BookingState.NOT_YET),
        ("2027-01-10T09:00", BookingState.UNSETTLED),
        ("2027-05-19T09:00", BookingState.UNSETTLED),
        ("2027-05-20T17:00", BookingState.OVER),
    ],
)
def test_booking_state_of_sample_never_opens(
    tmp_path: Path, as_of: str, state: BookingState
) -> None:
    event = load_soundly(
        write_project(tmp_path, {}, EVENT + BOOKING + "sample: [booking]\n")
    )

    assert booking_state(event, at(as_of)) is state


def test_change_times_skip_prices_of_sample_booking(tmp_path: Path) -> None:
    """The site changes only at the end of the event."""
    files = {"data/rates.yaml": RATES}
    event = load_soundly(
        write_project(tmp_path, files, EVENT + BOOKING + "sample: [booking]\n")
    )

    assert not event.is_confirmed("booking")
    assert next_change(event, at("2027-01-10T09:00")) == at("2027-05-20T17:00")


def test_booking_state_of_postponed_event_is_off(tmp_path: Path) -> None:
    event = load_soundly(
        write_project(tmp_path, {}, EVENT + BOOKING + "status: postponed\n")
    )

    assert booking_state(event, at("2027-02-01")) is BookingState.OFF


@pytest.mark.parametrize(
    ("as_of", "amount"), [("2027-02-28", 245), ("2027-03-01", 345), ("2028-01-01", 345)]
)
def test_current_price_of_day(tmp_path: Path, as_of: str, amount: int) -> None:
    event = load_soundly(write_project(tmp_path, {"data/rates.yaml": RATES}))
    assert event.rates is not None
    price = current_price(event.rates.rates[0], date.fromisoformat(as_of))

    assert price is not None and price.amount == amount


ZONE = ZoneInfo("Europe/London")


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


def test_is_over_after_last_session(tmp_path: Path) -> None:
    sessions = "sessions:\n  - { id: party, title: Party, kind: social, start: 22:00, end: 01:30 }\n"
    event = load_soundly(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    assert not event.is_over(at("2027-05-21T01:29"))
    assert event.is_over(at("2027-05-21T01:30"))


def test_builds_between_changes_are_equal(tmp_path: Path) -> None:
    event = load_soundly(write_project(tmp_path, {}, EVENT + BOOKING))

    assert unchanged_since(event, at("2027-01-10T08:59")) == at("2027-01-10")
    assert unchanged_since(event, at("2027-01-10T09:00")) == at("2027-01-10T09:00")
    assert unchanged_since(event, at("2027-01-10T23:59")) == at("2027-01-10T09:00")
    assert unchanged_since(event, at("2027-01-11T00:00")) == at("2027-01-11")
    assert unchanged_since(event, datetime(2027, 5, 20, 23, 30, tzinfo=UTC)) == at(
        "2027-05-20T17:00"
    ), "after its last change, the site stays the same"
    assert next_change(event, at("2027-01-10")) == at("2027-01-10T09:00")
    assert next_change(event, at("2027-05-20T17:00")) is None
