"""What is true as of a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from microsite.site.state import BookingState, booking_state, is_over, next_change, price_in_force
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
        ("2027-01-09", BookingState.NOT_YET),
        ("2027-01-10", BookingState.OPEN),
        ("2027-05-18", BookingState.OPEN),
        ("2027-05-19", BookingState.CLOSED),
        ("2027-05-20", BookingState.CLOSED),
        ("2027-05-21", BookingState.OVER),
    ],
)
def test_booking_follows_its_dates(tmp_path: Path, as_of: str, state: BookingState) -> None:
    event = load_soundly(write_project(tmp_path, {}, EVENT + BOOKING))

    assert booking_state(event, date.fromisoformat(as_of)) is state


def test_a_postponed_event_takes_no_bookings(tmp_path: Path) -> None:
    event = load_soundly(write_project(tmp_path, {}, EVENT + BOOKING + "status: postponed\n"))

    assert booking_state(event, date(2027, 2, 1)) is BookingState.OFF


@pytest.mark.parametrize(("as_of", "amount"), [("2027-02-28", 245), ("2027-03-01", 345), ("2028-01-01", 345)])
def test_the_price_in_force(tmp_path: Path, as_of: str, amount: int) -> None:
    event = load_soundly(write_project(tmp_path, {"data/rates.yaml": RATES}))
    assert event.rates is not None
    price = price_in_force(event.rates.rates[0], date.fromisoformat(as_of))

    assert price is not None and price.amount == amount


def test_nothing_changes_between_the_turning_days(tmp_path: Path) -> None:
    """Walking a year a day at a time finds no other day on which the state differs."""
    files = {
        "data/rates.yaml": RATES,
        "content/news/2027-04-01-late.md": "---\ntitle: Late news\ndate: 2027-04-01\n---\nText.\n",
    }
    event = load_soundly(write_project(tmp_path, files, EVENT + BOOKING))
    assert event.rates is not None

    def state(day: date) -> tuple[object, ...]:
        price = price_in_force(event.rates.rates[0], day) if event.rates else None
        return booking_state(event, day), price, is_over(event, day), sum(post.date <= day for post in event.news)

    day = date(2026, 12, 1)
    expected = next_change(event, day)
    for _ in range(365):
        tomorrow = day + timedelta(days=1)
        if state(tomorrow) != state(day):
            assert expected is not None and expected.date() == tomorrow
        if expected is not None and expected.date() == tomorrow:
            expected = next_change(event, tomorrow)
        day = tomorrow
    assert expected is None
