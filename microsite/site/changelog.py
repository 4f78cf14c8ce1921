"""Published changes of the programme, day by day, and their feed."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from markupsafe import escape
from msgspec import structs

from microsite.locales.locale import N_
from microsite.model.published import (
    AnySnapshot,
    PublishedEvent,
    PublishedSession,
    SnapshotVersion,
)
from microsite.model.records.content import Speaker
from microsite.model.records.event import EventStatus, Extra
from microsite.site import urls
from microsite.site.changes import (
    Change,
    ChangeKind,
    PeopleNames,
    event_change,
    sort_changes,
)
from microsite.site.feeds import Entry, Feed, entry_href, entry_id, feeds
from microsite.site.history import history
from microsite.site.programme_changes import (
    ComparedSession,
    name_day,
    programme_changes,
)
from microsite.site.site import Site, once_per_site

CHANGES = "changes"
MAX_ENTRIES = 200  # enough for a reader that looks in once a year
STATUS_CHANGES = {
    EventStatus.SCHEDULED: (
        ChangeKind.REINSTATED,
        N_("The conference will go ahead as planned."),
    ),
    EventStatus.POSTPONED: (ChangeKind.CANCELLED, N_("The conference is postponed.")),
    EventStatus.CANCELLED: (ChangeKind.CANCELLED, N_("The conference is cancelled.")),
    EventStatus.MOVED_ONLINE: (ChangeKind.MOVED, N_("The conference moves online.")),
}

DayStep = tuple[PublishedSession | None, PublishedSession | None]


@once_per_site
def changes_by_day(site: Site) -> dict[date | None, tuple[Change, ...]]:
    """Return every change by the day of its publication, the latest first.

    Changes that are not on record yet are under None, before all others.
    """
    past = history(site)
    sessions: dict[date | None, dict[str, DayStep]] = {}
    for session in (*past.sessions.values(), *past.gone):
        for since, before, after in _daily_steps(session.versions, past.first):
            sessions.setdefault(since, {})[session.ids[-1]] = (before, after)
    events = {}
    for since, old, new in _daily_steps(past.event, past.first):
        events[since] = (old, new)

    grouped_changes = {}
    days = sessions.keys() | events.keys()
    for since in sorted(days, key=lambda day: day or date.max, reverse=True):
        old, new = events.get(since, (None, None))
        changes: list[Change] = []
        shift = timedelta()
        if old and new:
            changes += _event_changes(site, old, new)
            if old.starts and new.starts:
                shift = new.starts.date() - old.starts.date()
        changes += _session_changes(site, sessions.get(since, {}), shift)
        if changes:
            grouped_changes[since] = sort_changes(changes)
    return grouped_changes


def _daily_steps(
    versions: tuple[SnapshotVersion[AnySnapshot], ...], first: date | None
) -> Iterator[tuple[date | None, AnySnapshot | None, AnySnapshot | None]]:
    """Yield each day with a change, with the state before it and at its end."""
    before: AnySnapshot | None = None
    for since, versions_of_day in groupby(versions, key=lambda version: version.since):
        *_, last = versions_of_day
        is_first_record = before is None and since == first
        if last.data != before and not is_first_record:
            yield since, before, last.data
        before = last.data


def _session_changes(
    site: Site, steps: dict[str, DayStep], shift: timedelta
) -> Iterator[Change]:
    """Yield the changes of sessions.

    A session that moves with the conference does not move.
    """
    old = {id_: before for id_, (before, _) in steps.items() if before}
    new = {id_: after for id_, (_, after) in steps.items() if after}
    for id_ in old.keys() & new.keys():
        day = old[id_].day
        if isinstance(day, date) and day + shift == new[id_].day:
            old[id_] = structs.replace(old[id_], day=new[id_].day)

    sessions = [*old.values(), *new.values()]
    people = _people_of(site, sessions)
    days = {day.number for day in site.event.days}
    days |= {_day_number(site, session) for session in sessions}
    has_other_days = len(days) > 1
    before = _compared_sessions(site, old, has_other_days=has_other_days)
    after = _compared_sessions(site, new, has_other_days=has_other_days)
    unscheduled_ids = {session.id for session in site.event.unscheduled}
    for change in programme_changes(before, after, people, unscheduled_ids):
        address = ""
        if session_id := site.event.references["session"].find(change.id):
            session = site.sessions[session_id]
            address = urls.session_address(site.event, session)
        yield structs.replace(change, address=address)


def _people_of(site: Site, sessions: list[PublishedSession]) -> PeopleNames:
    """Return the names of the people of sessions, also of those no longer listed."""
    slugs = set[str]()
    for session in sessions:
        slugs.update(session.chairs, session.speakers)
    slugs -= {speaker.slug for speaker in site.event.speakers}
    placeholder = site.gettext("a person who is no longer listed")
    speakers = list(site.event.speakers)
    speakers += [Speaker(slug=slug, name=placeholder) for slug in slugs]
    return PeopleNames(speakers, speakers, site.locale)


def _day_number(site: Site, session: PublishedSession) -> int:
    """Return the number of its day, from the present first day of the conference."""
    if isinstance(session.day, int):
        return session.day
    first = site.event.starts.date() if site.event.starts else session.day
    return (session.day - first).days + 1


def _compared_sessions(
    site: Site, sessions: dict[str, PublishedSession], *, has_other_days: bool
) -> dict[str, ComparedSession]:
    entries = []
    for id_, session in sessions.items():
        number = _day_number(site, session)
        day = None
        if site.event.starts:
            day = site.event.starts.date() + timedelta(days=number - 1)
        fields = structs.asdict(session) | {
            "id": id_,
            "day": number,
            "day_name": name_day(number, day, site.locale),
            "locale": site.locale,
            "has_other_days": has_other_days,
            "room_id": session.room_key,
        }
        entries.append(ComparedSession(**fields))
    new_day_at = site.event.record.new_day_at
    entries.sort(
        key=lambda entry: (entry.day, entry.start < new_day_at, entry.start, entry.id)
    )
    return {entry.id: entry for entry in entries}


def _event_changes(
    site: Site, before: PublishedEvent, after: PublishedEvent
) -> Iterator[Change]:
    change = event_change()
    gettext = site.gettext
    if before.status is not after.status:
        kind, sentence = STATUS_CHANGES[after.status]
        yield change(kind, gettext(sentence))
    if before.title != after.title:
        text = N_("The conference is now called “%(title)s”.")
        yield change(ChangeKind.RENAMED, gettext(text, title=after.title))
    if before.place != after.place and after.place and after.status is before.status:
        text = N_("The conference takes place at %(after)s.")
        if before.place:
            text = N_("The conference moves from %(before)s to %(after)s.")
        sentence = gettext(text, before=before.place, after=after.place)
        yield change(ChangeKind.MOVED, sentence)
    yield from _date_changes(site, before, after)


def _date_changes(
    site: Site, before: PublishedEvent, after: PublishedEvent
) -> Iterator[Change]:
    change = event_change()
    gettext = site.gettext
    locale = site.locale
    if before.provisional != after.provisional:
        text = N_("The dates are provisional again.")
        if not after.provisional:
            text = N_("The dates are confirmed.")
        yield change(ChangeKind.CHANGED, gettext(text))
    if after.starts and after.ends and before.starts is None:
        dates = locale.date_range(after.starts.date(), after.ends.date())
        text = N_("The conference takes place on %(dates)s.")
        yield change(ChangeKind.MOVED, gettext(text, dates=dates))
    elif before.starts and after.starts is None:
        yield change(ChangeKind.MOVED, gettext("The dates are to be announced again."))
    starts = N_("The conference starts on %(after)s, not %(before)s.")
    ends = N_("The conference ends on %(after)s, not %(before)s.")
    for text, old, new in (
        (starts, before.starts, after.starts),
        (ends, before.ends, after.ends),
    ):
        if old and new and old != new:
            sentence = gettext(
                text, before=locale.moment(old), after=locale.moment(new)
            )
            yield change(ChangeKind.MOVED, sentence)


@once_per_site
def all_feeds(site: Site) -> tuple[Feed, ...]:
    """Return the feeds that have entries: news, resources by kind, changes."""
    if Extra.FEEDS in site.event.record.leave_out:
        return ()
    return (*feeds(site), *_changes_feed(site), *site.own_feeds)


def _changes_feed(site: Site) -> Iterator[Feed]:
    """Yield the feed of recorded changes, unless it is empty.

    Each session has one entry a day.
    """
    entries = []
    for since, changes in changes_by_day(site).items():
        groups: dict[tuple[str, str], list[Change]] = {}
        for change in changes:
            groups.setdefault((change.record_kind, change.id), []).append(change)
        if since:
            entries += [_entry(site, since, group) for group in groups.values()]
    if entries:
        text = N_("%(event)s: changes to the programme")
        yield Feed(
            title=site.gettext(text, event=site.event.record.title),
            kind=CHANGES,
            folder=urls.CHANGES,
            page=urls.CHANGES,
            entries=tuple(entries[:MAX_ENTRIES]),
        )


def _entry(site: Site, since: date, changes: list[Change]) -> Entry:
    first = changes[0]
    address = first.address or f"{urls.CHANGES}#changes-{since.isoformat()}"
    return Entry(
        id=entry_id(site, f"{urls.CHANGES}#{since.isoformat()}-{first.id or '_event'}"),
        title=first.sentence,
        href=entry_href(site, urls.CHANGES, address),
        published=since,
        changed=since,
        summary=" ".join(change.sentence for change in changes),
        html="".join(f"<p>{escape(change.sentence)}</p>" for change in changes),
    )
