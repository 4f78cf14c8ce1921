"""State of the site as of a moment: booking, prices, what is past and what is ahead."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

from microsite.model.event import Day, Event
from microsite.model.records.event import EventStatus
from microsite.model.records.rates import Price, Rate

if TYPE_CHECKING:
    from microsite.site.site import Site

Value = TypeVar("Value")


class BookingState(StrEnum):
    """Availability of places."""

    NONE = "none"
    """Nothing is said of booking."""
    NOT_YET = "not yet"
    UNSETTLED = "unsettled"
    """It was to have opened, and what is said of booking is still a sample."""
    OPEN = "open"
    FEW_LEFT = "few left"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    OFF = "off"
    """Cancelled or postponed."""


def is_over(event: Event, moment: datetime) -> bool:
    """Check that the whole event is past."""
    end = event.ends_at_latest
    return end is not None and end <= moment


def day_on(event: Event, moment: datetime) -> Day | None:
    """Return the day of the event at a moment, until the next one or the end; None otherwise."""
    if is_over(event, moment) or event.record.status in (
        EventStatus.CANCELLED,
        EventStatus.POSTPONED,
    ):
        return None
    today = moment.astimezone(event.zone).date()
    return next(
        (day for day in reversed(event.days) if day.sessions and day.date and day.date <= today),
        None,
    )


def has_materials(event: Event) -> bool:
    """Check for slides or recordings."""
    return any(session.record.slides or session.record.recording for session in event.sessions)


def start_of(event: Event, day: date) -> datetime:
    """Return the start of a day in the event's zone."""
    return datetime.combine(day, time(), event.zone)


def booking_state(event: Event, moment: datetime) -> BookingState:
    """Return the availability of places at a moment."""
    booking = event.record.booking
    if event.record.status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return BookingState.OFF
    if is_over(event, moment):
        return BookingState.OVER
    if booking is None:
        return BookingState.NONE
    wall = moment.astimezone(event.zone).replace(tzinfo=None)
    if "booking" in event.record.sample:
        return (
            BookingState.NOT_YET
            if booking.opens and booking.opens > wall
            else BookingState.UNSETTLED
        )
    if booking.closes and booking.closes <= wall:
        return BookingState.CLOSED
    if booking.full:
        return BookingState.FULL
    if booking.opens and booking.opens > wall:
        return BookingState.NOT_YET
    return BookingState.FEW_LEFT if booking.few_left else BookingState.OPEN


def has_current_price(event: Event) -> bool:
    """Check that prices can be paid: not while booking is a sample."""
    return "booking" not in event.record.sample


def prices_of(rate: Rate) -> tuple[Price, ...]:
    """Return the prices of a rate, the earliest first; a constant price has no dates."""
    if rate.price is not None:
        return (Price(amount=rate.price),)
    return tuple(
        sorted(rate.prices, key=lambda price: (price.starts or date.min, price.until or date.max))
    )


def current_price(rate: Rate, as_of: date) -> Price | None:
    """Return the price on a day; None before the first and after the last."""
    for price in prices_of(rate):
        if (price.starts or date.min) <= as_of <= (price.until or date.max):
            return price
    return None


def is_published(dated: date, as_of: date) -> bool:
    """Check that a post of this date is visible."""
    return dated <= as_of


def _turning_days(event: Event) -> Iterator[date]:
    """Yield the days at whose start something on the site changes."""
    one = timedelta(days=1)
    for rate in event.rates.rates if event.rates else ():
        for price in rate.prices:
            if price.starts:
                yield price.starts
            if price.until:
                yield price.until + one
    for day in event.days:
        if day.date:
            yield day.date
    for post in event.news:
        if not post.draft:
            yield post.date
    yield from event.published.days


def _time_dependent_state(event: Event, moment: datetime, posts: list[date]) -> tuple[object, ...]:
    """Return everything that depends on the moment. `posts` are the dates of the news, in order."""
    today, day = moment.astimezone(event.zone).date(), day_on(event, moment)
    rates = event.rates.rates if event.rates and has_current_price(event) else ()
    prices = [price for rate in rates for price in rate.prices]
    return (
        booking_state(event, moment),
        is_over(event, moment),
        day and day.number,
        [
            ((price.starts or date.min) <= today, today <= (price.until or date.max))
            for price in prices
        ],
        bisect_right(posts, today),
        sum(day <= today for day in event.published.days),
    )


def change_times(event: Event) -> tuple[datetime, ...]:
    """Return the moments at which something on the site changes, in order."""
    moments = sorted(_candidate_times(event))
    posts = sorted(post.date for post in event.news if not post.draft)
    standings = [_time_dependent_state(event, moment, posts) for moment in moments]
    before = (
        [_time_dependent_state(event, moments[0] - timedelta(days=1), posts), *standings]
        if moments
        else []
    )
    return tuple(
        moment for moment, old, new in zip(moments, before, standings, strict=False) if old != new
    )


def _candidate_times(event: Event) -> set[datetime]:
    """Return the moments at which something may change."""
    found = {start_of(event, day) for day in _turning_days(event)}
    booking = event.record.booking
    if booking:
        found.update(
            moment.replace(tzinfo=event.zone)
            for moment in (booking.opens, booking.closes)
            if moment
        )
    if end := event.ends_at_latest:
        found.add(end)
    return found


def unchanged_since(event: Event, now: datetime, beside: Iterable[Event] = ()) -> datetime:
    """Return the last moment of the day at which the site or another edition changed.

    Two builds give the same bytes if nothing changed between them.
    """
    midnight = start_of(event, now.astimezone(event.zone).date())
    turned = (
        moment
        for each in (event, *beside)
        for moment in change_times(each)
        if midnight <= moment <= now
    )
    return max(turned, default=midnight).astimezone(event.zone)


def half_year_after(as_of: date) -> date:
    """Return the first day of the half-year after the next one: six months to a year ahead."""
    return date(as_of.year + 1, 1 if as_of.month <= 6 else 7, 1)


def _next_half_year(as_of: date) -> date:
    return date(as_of.year, 7, 1) if as_of.month <= 6 else date(as_of.year + 1, 1, 1)


def next_change(event: Event, moment: datetime) -> datetime | None:
    """Return the next moment at which a build would differ, in the event's zone; None if never."""
    ahead = [turning for turning in change_times(event) if turning > moment]
    if event.record.security_contact:
        ahead.append(start_of(event, _next_half_year(moment.astimezone(event.zone).date())))
    return min(ahead, default=None)


class TimedValue(Struct, Generic[Value], frozen=True):
    """A value with the time for which it holds, as ISO dates and times."""

    value: Value
    since: str
    """Empty for the value at the time of the build."""
    until: str
    """Empty if the value stays."""


def timeline_of(
    site: Site, name: str, func: Callable[[Site, datetime], Value | None]
) -> tuple[TimedValue[Value], ...]:
    """Return the values of a function from the time of the build on, without empty ones.

    `name` identifies the function, whose values are kept for other pages.
    """
    return site.once(("timeline", name), lambda: tuple(_timed_values(site, func)))


def _timed_values(
    site: Site, func: Callable[[Site, datetime], Value | None]
) -> Iterator[TimedValue[Value]]:
    changes = site.once(("change times",), lambda: change_times(site.event))
    value, since = func(site, site.now), ""
    for moment in changes:
        following = func(site, moment) if moment > site.now else value
        if following != value:
            until = moment.isoformat(timespec="minutes")
            if value:
                yield TimedValue(value, since, until)
            value, since = following, until
    if value:
        yield TimedValue(value, since, "")
