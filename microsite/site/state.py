"""Facts about the event: what is confirmed, and as of a moment booking, prices and
days.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain, groupby, pairwise
from operator import itemgetter
from typing import Generic, TypeVar
from urllib.parse import urljoin, urlsplit
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from microsite.model.event import Event, Session, period_of, prices_of
from microsite.model.records.content import Call, SessionStatus, Speaker, Track
from microsite.model.records.event import Attendance, EventStatus, Price, Rate, Venue
from microsite.site.site import Site, once_per_site
from microsite.source.files import slugify

FEEDBACK_DAYS = timedelta(days=14)
RECENT = timedelta(days=15)  # the programme marks what has changed for 14 days
CALLED_OFF = (EventStatus.CANCELLED, EventStatus.POSTPONED)
Value = TypeVar("Value")


class BookingState(StrEnum):
    """Availability of places."""

    NONE = "none"
    NOT_YET = "not yet"
    UNSETTLED = "unsettled"  # booking was to open, and its details are still a sample
    OPEN = "open"
    FEW_LEFT = "few left"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    OFF = "off"


def absolute(site: Site, address: str) -> str:
    """Return the absolute URL of an address; empty if the address of the site is not
    known.
    """
    return urljoin(site.base_url, address) if site.base_url else ""


@once_per_site
def uid_namespace(site: Site) -> str:
    """Return the namespace of ids of this event: `2025.tidewater.example`.

    It is the one that was first published; else it comes from the address in event.md,
    from the one the site is built for, or from the title. It never comes from a date.
    """
    for version in chain.from_iterable(site.event.published.realms.values()):
        if version.data:
            return version.data.title
    title, address = (
        site.event.record.title,
        site.event.record.base_url or site.base_url,
    )
    if address is None:
        return slugify(title) or str(uuid5(NAMESPACE_URL, title))
    parts = urlsplit(address)
    folders = [slug for folder in parts.path.split("/") if (slug := slugify(folder))]
    return ".".join([*reversed(folders), parts.hostname or "localhost"])


def uuid_of(site: Site, name: str) -> str:
    """Return an id that is the same whenever and wherever the site is built."""
    return str(uuid5(NAMESPACE_URL, f"microsite:{uid_namespace(site)}/{name}"))


def disclosed_name(speaker: Speaker) -> str:
    """Return the public name; empty for a placeholder, and while the name is to be
    confirmed.
    """
    if speaker.protected and not speaker.sample:
        return speaker.shown_as or ""
    return speaker.name if speaker.is_named and not speaker.sample else ""


def disclosed_names(site: Site, slugs: tuple[str, ...]) -> list[str]:
    """Return the public names of people, in order."""
    return [name for slug in slugs if (name := disclosed_name(site.speakers[slug]))]


def room_names(site: Site, session: Session) -> str:
    """Return the names of a session's rooms with commas, or “All rooms”; empty without
    a room.
    """
    return site.gettext("All rooms") if session.is_everywhere else session.room_names


def track_slug(event: Event, track: Track) -> str:
    """Return the slug of a track in names of classes; its number if it is in another
    script.
    """
    return slugify(track.slug) or str(event.tracks.index(track) + 1)


def is_provisional(site: Site, session: Session) -> bool:
    """Return whether a session may change: it is provisional, a placeholder, or without
    dates.
    """
    is_final = (
        session.record.status is not SessionStatus.PROVISIONAL
        and not session.record.sample
    )
    return not is_final or not site.event.is_confirmed("starts")


def cancellation_label(site: Site) -> str:
    """Return “Cancelled” or “Postponed”; empty for an event that takes place at its
    times.
    """
    return status_label(site) if site.event.record.status in CALLED_OFF else ""


def status_label(site: Site) -> str:
    """Return “Cancelled”, “Postponed” or “Moved online”; empty for an event as
    planned.
    """
    status = site.event.record.status
    return (
        ""
        if status is EventStatus.SCHEDULED
        else site.gettext(status.value.capitalize())
    )


def attendance(site: Site) -> Attendance:
    """Return the present form of attendance."""
    details = site.event.record
    return (
        Attendance.ONLINE
        if details.status is EventStatus.MOVED_ONLINE
        else details.attendance
    )


def venue(site: Site) -> Venue | None:
    """Return the venue; None while it is not settled, and online."""
    if attendance(site) is Attendance.ONLINE or not site.event.is_confirmed("venue"):
        return None
    return site.event.record.venue


def has_begun(event: Event, moment: datetime) -> bool:
    """Return whether a moment is on the first day of sessions or later, before
    the end.
    """
    is_due = booking_state(event, moment) not in (BookingState.OFF, BookingState.OVER)
    today = moment.astimezone(event.zone).date()
    return is_due and any(day <= today for day in dates_of(event))


def dates_of(event: Event) -> list[date]:
    """Return the dates of the days that have sessions."""
    return [day.date for day in event.days if day.sessions and day.date]


def iso(moment: datetime | None) -> str:
    """Return a moment as `2027-05-20T09:00+01:00`, or an empty string for None."""
    return moment.isoformat(timespec="minutes") if moment else ""


def start_of(event: Event, day: date) -> datetime:
    """Return the start of a day in the event's zone."""
    return datetime.combine(day, time(), event.zone)


def booking_state(event: Event, moment: datetime) -> BookingState:
    """Return the availability of places at a moment."""
    booking = event.record.booking
    if event.record.status in CALLED_OFF:
        return BookingState.OFF
    if event.is_over(moment):
        return BookingState.OVER
    if booking is None:
        return BookingState.NONE
    wall = moment.astimezone(event.zone).replace(tzinfo=None)
    opens_later = booking.opens is not None and booking.opens > wall
    if not event.is_confirmed("booking"):
        return BookingState.NOT_YET if opens_later else BookingState.UNSETTLED
    if booking.closes and booking.closes <= wall:
        return BookingState.CLOSED
    if booking.full:
        return BookingState.FULL
    if opens_later:
        return BookingState.NOT_YET
    return BookingState.FEW_LEFT if booking.few_left else BookingState.OPEN


def is_call_open(event: Event, call: Call, moment: datetime) -> bool:
    """Return whether people can answer a call at a moment."""
    wall = moment.astimezone(event.zone).replace(tzinfo=None)
    is_open = (call.opens or wall) <= wall and (
        call.closes is None or wall < call.closes
    )
    return (
        is_open and event.record.status not in CALLED_OFF and not event.is_over(moment)
    )


def current_price(rate: Rate, as_of: date) -> Price | None:
    """Return the price on a day; None before the first and after the last."""
    prices = ((price, *period_of(price)) for price in prices_of(rate))
    return next(
        (price for price, first, last in prices if first <= as_of <= last), None
    )


def change_times(event: Event) -> list[datetime]:
    """Return the moments at which something on the site changes, in order."""
    days: set[date | None] = {post.date for post in event.news if not post.draft}
    changes = (
        past[-1].since for past in event.published.sessions.values() if len(past) > 1
    )
    days.update(event.published.days, (since + RECENT for since in changes if since))
    for rate in (
        event.rates.rates if event.rates and event.is_confirmed("booking") else ()
    ):
        days.update(price.starts for price in rate.prices)
        days.update(
            price.until + timedelta(days=1) for price in rate.prices if price.until
        )
    offers = [
        event.sponsorship,
        *(job for it in event.records["sponsor"] for job in it.jobs),
    ]
    days.update(
        offer.closes + timedelta(days=1) for offer in offers if offer and offer.closes
    )
    moments = {event.ends_at_latest} if event.ends_at_latest else set()
    if event.record.status not in CALLED_OFF:
        dates = dates_of(event)
        days.update(dates)  # `today/` begins with the current one
        if any(
            session.record.feedback or event.record.feedback
            for session in event.sessions
        ):
            days.update(date_ + FEEDBACK_DAYS + timedelta(days=1) for date_ in dates)
        calls = [page.call for page in event.pages if page.call]
        wall_times = {
            moment for call in calls for moment in (call.opens, call.closes) if moment
        }
        moments |= {moment.replace(tzinfo=event.zone) for moment in wall_times}
        booking = event.record.booking
        walls = (booking.opens, booking.closes) if booking else ()
        for moment in (wall.replace(tzinfo=event.zone) for wall in walls if wall):
            before = booking_state(event, moment - timedelta(microseconds=1))
            moments.update([moment] if before != booking_state(event, moment) else [])
    return sorted(moments | {start_of(event, day) for day in days if day})


def unchanged_since(
    event: Event, now: datetime, others: Iterable[Event] = ()
) -> datetime:
    """Return the last moment of the day at which the site or another edition changed.

    After the last change of all, it is the moment of that change, on whatever day it
    was.
    """
    events = (event, *others)
    changes = [
        time_ for event in events for time_ in change_times(event) if time_ <= now
    ]
    if not all(is_final(event, now) for event in events):
        changes.append(start_of(event, now.astimezone(event.zone).date()))
    return max(changes).astimezone(event.zone)


def is_final(event: Event, moment: datetime) -> bool:
    """Return whether an event is over, and its site stays the same from a moment on."""
    return event.is_over(moment) and next_change(event, moment) is None


def next_half_year(day: date) -> date:
    """Return the first day of the half-year after that of a day."""
    return date(day.year, 7, 1) if day.month <= 6 else date(day.year + 1, 1, 1)


def next_change(event: Event, moment: datetime) -> datetime | None:
    """Return the next moment at which a build would differ, in the event's zone; None
    if never.
    """
    moments = [change for change in change_times(event) if change > moment]
    if event.record.security_contact:
        moments.append(
            start_of(event, next_half_year(moment.astimezone(event.zone).date()))
        )
    return min(moments, default=None)


class TimedValue(Struct, Generic[Value], frozen=True):
    """A value with the time for which it holds, as ISO dates and times."""

    value: Value
    since: str  # empty for the value at the time of the build
    until: str  # empty if the value stays


def timeline_of(
    site: Site, func: Callable[[Site, datetime], Value | None]
) -> tuple[TimedValue[Value], ...]:
    """Return the values of a function from the time of the build on, without empty
    ones.
    """
    later = [moment for moment in change_times(site.event) if moment > site.now]
    values = [
        ("", func(site, site.now)),
        *((iso(moment), func(site, moment)) for moment in later),
    ]
    starts = [next(group) for _, group in groupby(values, key=itemgetter(1))]
    steps = pairwise([*starts, ("", None)])
    return tuple(
        TimedValue(value, since, until) for (since, value), (until, _) in steps if value
    )
