"""State of the site as of a moment: booking, prices, what is past and what is ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Generic, TypeVar

from msgspec import Struct

from microsite.model.event import Day, Event
from microsite.model.records.event import EventStatus, Price, Rate
from microsite.site.site import Site, once_per_site

CALLED_OFF = (EventStatus.CANCELLED, EventStatus.POSTPONED)
Value = TypeVar("Value")


class BookingState(StrEnum):
    """Availability of places."""

    NONE = "none"
    NOT_YET = "not yet"
    UNSETTLED = "unsettled"
    """Booking was to open, and its details are still a sample."""
    OPEN = "open"
    FEW_LEFT = "few left"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    OFF = "off"


def is_over(event: Event, moment: datetime) -> bool:
    """Return whether the whole event is past."""
    end = event.ends_at_latest
    return end is not None and end <= moment


def day_on(event: Event, moment: datetime) -> Day | None:
    """Return the day of the event at a moment, until the next one or the end; None otherwise."""
    if booking_state(event, moment) in (BookingState.OFF, BookingState.OVER):
        return None
    today = moment.astimezone(event.zone).date()
    days = (day for day in reversed(event.days) if day.sessions and day.date and day.date <= today)
    return next(days, None)


def has_materials(event: Event) -> bool:
    """Return whether a session has slides or a recording."""
    return any(session.record.slides or session.record.recording for session in event.sessions)


def start_of(event: Event, day: date) -> datetime:
    """Return the start of a day in the event's zone."""
    return datetime.combine(day, time(), event.zone)


def booking_state(event: Event, moment: datetime) -> BookingState:
    """Return the availability of places at a moment."""
    booking = event.record.booking
    if event.record.status in CALLED_OFF:
        return BookingState.OFF
    if is_over(event, moment):
        return BookingState.OVER
    if booking is None:
        return BookingState.NONE
    wall = moment.astimezone(event.zone).replace(tzinfo=None)
    opens_later = booking.opens is not None and booking.opens > wall
    if not has_current_price(event):
        return BookingState.NOT_YET if opens_later else BookingState.UNSETTLED
    if booking.closes and booking.closes <= wall:
        return BookingState.CLOSED
    if booking.full:
        return BookingState.FULL
    if opens_later:
        return BookingState.NOT_YET
    return BookingState.FEW_LEFT if booking.few_left else BookingState.OPEN


def has_current_price(event: Event) -> bool:
    """Return whether prices can be paid: not while booking is a sample."""
    return "booking" not in event.record.sample


def prices_of(rate: Rate) -> tuple[Price, ...]:
    """Return the prices of a rate, the earliest first; a constant price has no dates."""
    if rate.price is not None:
        return (Price(amount=rate.price),)
    return tuple(sorted(rate.prices, key=_period))


def current_price(rate: Rate, as_of: date) -> Price | None:
    """Return the price on a day; None before the first and after the last."""
    prices = ((price, *_period(price)) for price in prices_of(rate))
    return next((price for price, first, last in prices if first <= as_of <= last), None)


def _period(price: Price) -> tuple[date, date]:
    return price.starts or date.min, price.until or date.max


def change_times(event: Event) -> list[datetime]:
    """Return the moments at which something on the site changes, in order."""
    days: set[date | None] = {*event.published.days}
    days.update(post.date for post in event.news if not post.draft)
    for rate in event.rates.rates if event.rates and has_current_price(event) else ():
        days.update(price.starts for price in rate.prices)
        days.update(price.until + timedelta(days=1) for price in rate.prices if price.until)
    moments = {event.ends_at_latest} if event.ends_at_latest else set()
    if event.record.status not in CALLED_OFF:
        days.update(day.date for day in event.days if day.sessions)
        booking = event.record.booking
        for typed in (booking.opens, booking.closes) if booking else ():
            if typed:
                moment = typed.replace(tzinfo=event.zone)
                before = booking_state(event, moment - timedelta(microseconds=1))
                moments.update([moment] if before != booking_state(event, moment) else [])
    return sorted(moments | {start_of(event, day) for day in days if day})


def unchanged_since(event: Event, now: datetime, others: Iterable[Event] = ()) -> datetime:
    """Return the last moment of the day at which the site or another edition changed."""
    midnight = start_of(event, now.astimezone(event.zone).date())
    changes = (moment for each in (event, *others) for moment in change_times(each))
    return max([midnight, *(each for each in changes if each <= now)]).astimezone(event.zone)


def next_half_year(day: date) -> date:
    """Return the first day of the half-year after that of a day."""
    return date(day.year, 7, 1) if day.month <= 6 else date(day.year + 1, 1, 1)


def next_change(event: Event, moment: datetime) -> datetime | None:
    """Return the next moment at which a build would differ, in the event's zone; None if never."""
    moments = [change for change in change_times(event) if change > moment]
    if event.record.security_contact:
        today = moment.astimezone(event.zone).date()
        moments.append(start_of(event, next_half_year(today)))
    return min(moments, default=None)


class TimedValue(Struct, Generic[Value], frozen=True):
    """A value with the time for which it holds, as ISO dates and times."""

    value: Value
    since: str
    """Empty for the value at the time of the build."""
    until: str
    """Empty if the value stays."""


@once_per_site
def timeline_of(
    site: Site, func: Callable[[Site, datetime], Value | None]
) -> tuple[TimedValue[Value], ...]:
    """Return the values of a function from the time of the build on, without empty ones."""
    later = [moment for moment in change_times(site.event) if moment > site.now]
    values = [("", func(site, site.now))]
    values += [(moment.isoformat(timespec="minutes"), func(site, moment)) for moment in later]
    starts = [next(group) for _, group in groupby(values, key=itemgetter(1))]
    return tuple(
        TimedValue(value, since, until)
        for (since, value), (until, _) in pairwise([*starts, ("", None)])
        if value
    )
