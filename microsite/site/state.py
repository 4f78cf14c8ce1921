"""What is true as of a day: booking, prices, what lies ahead and what lies behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from microsite.model.conference import Event
from microsite.model.event import EventStatus
from microsite.model.money import Price, Rate


class BookingState(StrEnum):
    """Whether a place can be had."""

    NONE = "none"
    """Nothing is said of booking."""
    NOT_YET = "not yet"
    OPEN = "open"
    FEW_LEFT = "few left"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    OFF = "off"
    """Cancelled or postponed."""


def is_over(event: Event, as_of: date) -> bool:
    """Whether the whole event lies behind us on this day."""
    return event.ends is not None and event.ends.date() < as_of


def booking_state(event: Event, as_of: date) -> BookingState:
    """Whether a place can be had on this day, in the event's zone."""
    booking = event.details.booking
    if event.details.status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return BookingState.OFF
    if is_over(event, as_of):
        return BookingState.OVER
    if booking is None:
        return BookingState.NONE
    if booking.closes and booking.closes.date() < as_of:
        return BookingState.CLOSED
    if booking.full:
        return BookingState.FULL
    if booking.opens and booking.opens.date() > as_of:
        return BookingState.NOT_YET
    return BookingState.FEW_LEFT if booking.few_left else BookingState.OPEN


def prices_of(rate: Rate) -> tuple[Price, ...]:
    """The prices of a rate, the earliest first; one that is the same every day has no dates."""
    if rate.price is not None:
        return (Price(amount=rate.price),)
    return tuple(sorted(rate.prices, key=lambda price: (price.starts or date.min, price.until or date.max)))


def price_in_force(rate: Rate, as_of: date) -> Price | None:
    """The price of a place on this day; None before the first and after the last."""
    for price in prices_of(rate):
        if (price.starts or date.min) <= as_of <= (price.until or date.max):
            return price
    return None


def is_published(dated: date, as_of: date) -> bool:
    """Whether a post of this date is to be seen yet."""
    return dated <= as_of


def _turning_days(event: Event) -> Iterator[date]:
    """The days on whose first minute something on the site changes."""
    one = timedelta(days=1)
    for rate in event.rates.rates if event.rates else ():
        for price in rate.prices:
            if price.starts:
                yield price.starts
            if price.until:
                yield price.until + one
    booking = event.details.booking
    if booking and booking.opens:
        yield booking.opens.date()
    if booking and booking.closes:
        yield booking.closes.date() + one
    if event.ends:
        yield event.ends.date() + one
    for post in event.news:
        if not post.draft:
            yield post.date
    yield from event.published.days


def half_year_after(as_of: date) -> date:
    """The first day of the half-year after the next one: six months to a year ahead."""
    return date(as_of.year + 1, 1 if as_of.month <= 6 else 7, 1)


def _next_half_year(as_of: date) -> date:
    return date(as_of.year, 7, 1) if as_of.month <= 6 else date(as_of.year + 1, 1, 1)


def next_change(event: Event, as_of: date) -> datetime | None:
    """The next moment, in the event's zone, at which a build would come out differently; None if never."""
    ahead = [turning for turning in _turning_days(event) if turning > as_of]
    if event.details.security_contact:
        ahead.append(_next_half_year(as_of))
    return datetime.combine(min(ahead), time(), event.zone) if ahead else None
