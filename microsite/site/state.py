"""Facts about the event: names, status, booking and prices, and when they change."""

from collections.abc import Callable, Iterable, Iterator
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

ONE_DAY = timedelta(days=1)
FEEDBACK_DAYS = timedelta(days=14)
"""Time after a day for which the site asks for feedback on its sessions."""
RECENT = timedelta(days=15)
"""Time after which a change is no longer new: the programme marks it for 14 days."""
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
    """Return the absolute URL of an address; empty if that of the site is not known."""
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

    address = site.event.record.base_url or site.base_url
    if address is None:
        title = site.event.record.title
        return slugify(title) or str(uuid5(NAMESPACE_URL, title))

    parts = urlsplit(address)
    folders = [slugify(folder) for folder in parts.path.split("/")]
    names = [*reversed(folders), parts.hostname or "localhost"]
    return ".".join(filter(None, names))


def uuid_of(site: Site, name: str) -> str:
    """Return an id that is the same whenever and wherever the site is built."""
    return str(uuid5(NAMESPACE_URL, f"microsite:{uid_namespace(site)}/{name}"))


def disclosed_name(speaker: Speaker) -> str:
    """Return the public name; empty for a placeholder, or while it is not confirmed."""
    if speaker.sample:
        return ""
    is_known = speaker.is_named or speaker.protected
    return speaker.name if is_known else ""


def disclosed_names(site: Site, slugs: tuple[str, ...]) -> list[str]:
    """Return the public names of people, in order."""
    names = [disclosed_name(site.speakers[slug]) for slug in slugs]
    return [name for name in names if name]


def room_names(site: Site, session: Session) -> str:
    """Return the names of a session's rooms, with commas, or “All rooms”.

    Return an empty text for a session without a room.
    """
    return site.gettext("All rooms") if session.is_everywhere else session.room_names


def track_slug(event: Event, track: Track) -> str:
    """Return the slug of a track in names of classes.

    It is the number of the track if the name is in another script.
    """
    return slugify(track.slug) or str(event.tracks.index(track) + 1)


def is_provisional(site: Site, session: Session) -> bool:
    """Return whether a session may change.

    It may if it is provisional or a placeholder, and as long as the event has no
    confirmed date.
    """
    if session.record.status is SessionStatus.PROVISIONAL or session.record.sample:
        return True
    return not site.event.is_confirmed("starts")


def cancellation_label(site: Site) -> str:
    """Return “Cancelled” or “Postponed”; empty for an event that takes place."""
    return status_label(site) if site.event.record.status in CALLED_OFF else ""


def status_label(site: Site) -> str:
    """Return “Cancelled”, “Postponed” or “Moved online”; empty if all is as planned."""
    status = site.event.record.status
    if status is EventStatus.SCHEDULED:
        return ""
    return site.gettext(status.value.capitalize())


def attendance(site: Site) -> Attendance:
    """Return the present form of attendance."""
    details = site.event.record
    if details.status is EventStatus.MOVED_ONLINE:
        return Attendance.ONLINE
    return details.attendance


def venue(site: Site) -> Venue | None:
    """Return the venue; None for an event online, or while it is not confirmed."""
    if attendance(site) is Attendance.ONLINE or not site.event.is_confirmed("venue"):
        return None
    return site.event.record.venue


def has_begun(event: Event, moment: datetime) -> bool:
    """Return whether a moment is between the first day of sessions and the end."""
    if booking_state(event, moment) in (BookingState.OFF, BookingState.OVER):
        return False
    today = moment.astimezone(event.zone).date()
    return any(day <= today for day in dates_of(event))


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

    wall = _wall_time(event, moment)
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
    if event.record.status in CALLED_OFF or event.is_over(moment):
        return False
    wall = _wall_time(event, moment)
    if call.opens and call.opens > wall:
        return False
    return call.closes is None or wall < call.closes


def _wall_time(event: Event, moment: datetime) -> datetime:
    """Return a moment as a clock in the event's zone shows it, without a zone."""
    return moment.astimezone(event.zone).replace(tzinfo=None)


def current_price(rate: Rate, as_of: date) -> Price | None:
    """Return the price on a day; None before the first and after the last."""
    for price in prices_of(rate):
        first, last = period_of(price)
        if first <= as_of <= last:
            return price
    return None


def change_times(event: Event) -> list[datetime]:
    """Return the moments at which something on the site changes, in order."""
    moments = {start_of(event, day) for day in _days_of_change(event)}
    moments.update(_moments_of_change(event))
    return sorted(moments)


def _days_of_change(event: Event) -> Iterator[date]:
    """Yield the days at whose start something on the site changes."""
    yield from _days_of_news(event)
    yield from _days_of_prices(event)
    yield from _days_after_offers(event)
    if event.record.status not in CALLED_OFF:
        yield from _days_of_programme(event)


def _days_of_news(event: Event) -> Iterator[date]:
    """Yield the days on which news and changes appear, and changes stop being new."""
    for post in event.news:
        if not post.draft:
            yield post.date
    yield from event.published.days
    for versions in event.published.sessions.values():
        since = versions[-1].since
        was_changed = len(versions) > 1
        if was_changed and since:
            yield since + RECENT


def _days_of_prices(event: Event) -> Iterator[date]:
    """Yield the days on which a price begins, and those after it ends."""
    if event.rates is None or not event.is_confirmed("booking"):
        return
    for rate in event.rates.rates:
        for price in rate.prices:
            if price.starts:
                yield price.starts
            if price.until:
                yield price.until + ONE_DAY


def _days_after_offers(event: Event) -> Iterator[date]:
    """Yield the days after the offers to sponsors, and their jobs, have closed."""
    closing_days = []
    if event.sponsorship:
        closing_days.append(event.sponsorship.closes)
    for sponsor in event.records["sponsor"]:
        for job in sponsor.jobs:
            closing_days.append(job.closes)
    for day in closing_days:
        if day:
            yield day + ONE_DAY


def _days_of_programme(event: Event) -> Iterator[date]:
    """Yield the days of the event, and the days on which requests for feedback end."""
    asks_feedback = any(
        session.record.feedback or event.record.feedback for session in event.sessions
    )
    for day in dates_of(event):
        yield day  # `today/` begins with the current day
        if asks_feedback:
            yield day + FEEDBACK_DAYS + ONE_DAY


def _moments_of_change(event: Event) -> Iterator[datetime]:
    """Yield the moments at which the event ends, and calls and booking open or end."""
    if event.ends_at_latest:
        yield event.ends_at_latest
    if event.record.status in CALLED_OFF:
        return
    for page in event.pages:
        if page.call:
            yield from _with_zone(event, page.call.opens, page.call.closes)
    booking = event.record.booking
    if booking is None:
        return
    for moment in _with_zone(event, booking.opens, booking.closes):
        just_before = moment - timedelta(microseconds=1)
        # Booking that is full, for example, looks the same after it has closed.
        if booking_state(event, just_before) != booking_state(event, moment):
            yield moment


def _with_zone(event: Event, *typed: datetime | None) -> Iterator[datetime]:
    """Yield moments that are typed in the event's zone, without those left out."""
    for moment in typed:
        if moment:
            yield moment.replace(tzinfo=event.zone)


def unchanged_since(
    event: Event, now: datetime, others: Iterable[Event] = ()
) -> datetime:
    """Return the last moment of the day at which the site or another edition changed.

    After the last change of all, it is the moment of that change, on whatever day it
    was.
    """
    events = (event, *others)
    changes = []
    for edition in events:
        changes += [change for change in change_times(edition) if change <= now]
    if not all(is_final(edition, now) for edition in events):
        today = now.astimezone(event.zone).date()
        changes.append(start_of(event, today))
    return max(changes).astimezone(event.zone)


def is_final(event: Event, moment: datetime) -> bool:
    """Return whether an event is over, and its site stays the same from a moment on."""
    return event.is_over(moment) and next_change(event, moment) is None


def next_half_year(day: date) -> date:
    """Return the first day of the half-year after that of a day."""
    return date(day.year, 7, 1) if day.month <= 6 else date(day.year + 1, 1, 1)


def next_change(event: Event, moment: datetime) -> datetime | None:
    """Return the next moment at which a build would differ; None if there is none.

    It is in the event's zone.
    """
    moments = [change for change in change_times(event) if change > moment]
    if event.record.security_contact:  # security.txt expires
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


def timeline_of(
    site: Site, func: Callable[[Site, datetime], Value | None]
) -> tuple[TimedValue[Value], ...]:
    """Return the values of a function from the time of the build on.

    Empty values are left out.
    """
    values = [("", func(site, site.now))]
    for moment in change_times(site.event):
        if moment > site.now:
            values.append((iso(moment), func(site, moment)))
    changes = [next(group) for _, group in groupby(values, key=itemgetter(1))]

    timeline = []
    for (since, value), (until, _) in pairwise([*changes, ("", None)]):
        if value:
            timeline.append(TimedValue(value, since, until))
    return tuple(timeline)
