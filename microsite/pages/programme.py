"""The programme and its changes, and the pages of sessions and speakers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from microsite.locales.locale import N_
from microsite.model.event import Day, Session
from microsite.model.records.content import Room, SessionKind, Speaker, Track
from microsite.model.records.event import Attendance
from microsite.pages import drawing, views
from microsite.pages.grid import grid_days
from microsite.pages.page import PageContent, date_text, event_facts, now_banner
from microsite.pages.timetable import (
    TimeSlot,
    day_heading,
    day_links,
    rails_of,
    timetable,
)
from microsite.site import urls
from microsite.site.changelog import CHANGES, all_feeds, changes_by_day
from microsite.site.changes import Change, Section
from microsite.site.facts import SESSION_FACTS
from microsite.site.graphics import TimetableGraphic
from microsite.site.site import Site
from microsite.site.state import (
    absolute,
    attendance,
    cancellation_label,
    disclosed_name,
    iso,
)
from microsite.site.structured_data import (
    programme_node,
    session_node,
    speaker_node,
    team_node,
)
from microsite.site.urls import asset_url, url_for
from microsite.source.files import slugify

MAX_WITHOUT_LETTERS = 60  # a longer list of speakers is from A to Z, without pictures
MAX_PARALLEL = 12
"""A page lists no more sessions at the same time; it links to the programme instead."""
MAX_CHIPS = 10  # more choices are in lists
MIN_CHAIRED = 3
"""Fewest sessions of a day that make a person its chair."""


class Finder(Struct, frozen=True, kw_only=True):
    """The choices above a programme."""

    chips: tuple[tuple[str, str], ...]
    lists: dict[str, tuple[str, ...]]
    labels: dict[str, str]  # names of the lists of custom fields
    count: int  # number of sessions, without breaks


class SessionGroup(Struct, frozen=True):
    """A track or a room: all that templates/pages/track.html and
    templates/pages/room.html read.
    """

    title: str
    about: str
    href: str
    sessions: tuple[views.SessionCard, ...]
    calendar_href: str = ""  # on a page of its own


def finder(site: Site, sessions: Sequence[views.SessionCard]) -> Finder:
    """Return the choices for sessions, without breaks."""
    lists = _place_and_kind_lists(site, sessions)
    labels = {}
    for field, label, words in _field_lists(site, sessions):
        lists[f"field-{field}"] = words
        labels[f"field-{field}"] = label
    return Finder(
        chips=_chips(site, lists), lists=lists, labels=labels, count=len(sessions)
    )


def _place_and_kind_lists(
    site: Site, sessions: Sequence[views.SessionCard]
) -> dict[str, tuple[str, ...]]:
    """Return the rooms, the tracks and the kinds of sessions, if there are several."""
    event = site.event
    rooms = set(chain.from_iterable(session.rooms for session in sessions))
    tracks = {session.track for session in sessions}
    kinds = {session.kind for session in sessions}
    kind_names = [kind.value.capitalize() for kind in SessionKind]
    kind_names += [kind.name for kind in event.records["kind"]]
    translated_names = [site.gettext(name) for name in kind_names]
    lists = {
        "room": tuple(room.name for room in event.rooms if room.name in rooms),
        "track": tuple(track.name for track in event.tracks if track.name in tracks),
        "kind": tuple(name for name in translated_names if name in kinds),
    }
    return {name: words for name, words in lists.items() if len(words) > 1}


def _field_lists(
    site: Site, sessions: Sequence[views.SessionCard]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield name, label and words of each field by which sessions can be filtered."""
    fields = site.event.kinds["session"].custom.values()
    choices = {field.name: field.custom.choices for field in fields if field.custom}
    custom = chain.from_iterable(session.custom for session in sessions)
    facts = [fact for fact in custom if fact.choice]
    for name in (*choices, *SESSION_FACTS):
        labels = {fact.choice: fact.name for fact in facts if fact.field == name}
        words = choices.get(name) or sorted(labels)
        used_words = tuple(word for word in words if labels.get(word))
        if used_words:
            yield name, labels[used_words[0]], used_words


def _chips(
    site: Site, lists: dict[str, tuple[str, ...]]
) -> tuple[tuple[str, str], ...]:
    """Return list and word of each chip: those that event.md names, or all but kinds.

    Return none if they are too many.
    """
    chips: list[tuple[str, str]] = []
    for name, words in lists.items():
        chips += [(name, word) for word in words]
    by_word = {word.casefold(): (name, word) for name, word in chips}

    settings = site.event.record.programme
    named_chips = {}
    for term in settings.chips if settings else ():
        for form in (term, site.gettext(term.capitalize())):
            key = form.casefold()
            if key in by_word:
                named_chips[key] = by_word[key]

    if named_chips:
        chips = list(named_chips.values())
    else:
        chips = [(name, word) for name, word in chips if name != "kind"]
    return tuple(chips) if len(chips) <= MAX_CHIPS else ()


def session_group(
    site: Site, place: Track | Room, cards: Iterable[views.SessionCard]
) -> SessionGroup:
    """Return a track or a room with those of the sessions that are there."""
    if isinstance(place, Room):
        about = views.join(place.floor, place.access, separator=". ")
    else:
        about = views.join(place.about)
    in_place = [card for card in cards if place in site.sessions[card.id].places]
    return SessionGroup(
        title=place.name,
        about=about,
        href=url_for(urls.group(place)),
        sessions=tuple(in_place),
    )


def group_addresses(site: Site, kind: str) -> list[str]:
    """Return the addresses of the rooms or tracks of a large programme."""
    if not site.event.is_large:
        return []
    used_places = set(
        chain.from_iterable(session.places for session in site.event.sessions)
    )
    places = used_places.intersection(site.event.records[kind])
    return sorted(urls.group(place) for place in places)


def build_group(site: Site, address: str) -> PageContent:
    """Return the content of the page of a room or a track."""
    place = next(place for place in site.event.places if urls.group(place) == address)
    sessions = [session for session in site.event.sessions if place in session.places]
    group = session_group(site, place, views.session_cards(site, sessions))
    if any(session.starts_at for session in sessions):
        calendar = views.calendar_href(site, f"{address}{urls.CALENDAR}")
        group = replace(group, calendar_href=calendar)
    return PageContent(group, title=group.title)


class ProgrammeDay(Struct, frozen=True, kw_only=True):
    """One day of the programme."""

    id: str  # `day-1`, its anchor
    href: str
    heading: str
    date_iso: str
    title: str
    note: str
    calendar_href: str
    """Its calendar file; empty if there is one day, or nothing lies ahead."""
    chair: views.Person | None
    """The person who chairs most of its sessions, and at least three."""
    columns: tuple[str, ...]
    """Tracks or rooms as columns on wide screens; empty if a list is clearer."""
    slots: tuple[TimeSlot, ...]
    strip: views.Picture | None  # the day, drawn small, if there are several


class ProgrammePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/programme.html, templates/pages/embed_programme.html
    and templates/pages/record.html may read, and of a large programme
    templates/pages/day.html, templates/pages/programme_days.html and
    templates/pages/all.html.
    """

    facts: tuple[views.Fact, ...]
    finder: Finder
    days: tuple[ProgrammeDay, ...]
    rails: tuple[TimetableGraphic, ...]
    """Pieces of the drawing that slots and cells name."""
    places: tuple[SessionGroup, ...]
    """Tracks, then rooms, with their sessions; empty if there is only one of each."""
    day_links: tuple[views.Link, ...]
    grid_href: str  # of a day: its page with rooms side by side; or empty
    calendar_href: str
    """Calendar file of the whole programme; empty if nothing lies ahead."""
    subscribe_href: str
    now_banner: views.Link | None
    open_rooms: tuple[views.DefinitionItem, ...]
    """Rooms open all day, with their use as the title."""
    unscheduled: tuple[views.SessionCard, ...]
    """Those without a time; none on the page of a day."""


def build_programme(site: Site) -> PageContent:
    """Return the programme; of a large one, the page with the links to its days."""
    return PageContent(
        programme_view(site, in_columns=True),
        description=_about(site),
        thing=programme_node(site),
        template="pages/programme_days.html" if site.event.is_large else "",
    )


def build_session_list(site: Site) -> PageContent:
    """Return all sessions, for a list, for notes, or for frames of other sites."""
    return PageContent(programme_view(site), description=_about(site))


def build_day(site: Site, address: str) -> PageContent:
    """Return a day of a large programme."""
    view = programme_view(site, address)
    return PageContent(view, title=view.days[0].heading, description=_about(site))


def _about(site: Site) -> str:
    text = N_("Programme of %(event)s: sessions, speakers, times and rooms. %(dates)s.")
    return site.gettext(text, event=site.event.record.title, dates=date_text(site))


def programme_view(
    site: Site, address: str = "", *, in_columns: bool = False
) -> ProgrammePage:
    """Return the view of all sessions; or of a day of a large programme, by address."""
    event = site.event
    addresses = day_addresses(site)
    only = addresses.get(address)
    days = programme_days(site, in_columns=in_columns, only=only)
    slots = list(chain.from_iterable(day.slots for day in days))
    cells = chain.from_iterable(slot.cells for slot in slots)
    cards = [cell.session for cell in cells if not cell.session.is_housekeeping]

    planned = [card for card in cards if not card.is_cancelled]
    groups = [session_group(site, place, planned) for place in event.places]
    grid = f"{address}grid/"
    calendar = views.calendar_href(site, urls.CALENDAR)
    webcal = re.sub("^https?:", "webcal:", absolute(site, urls.CALENDAR))
    open_rooms = []
    for room in event.rooms:
        if room.all_day:
            name = views.join(room.name, room.floor)
            open_rooms.append(views.DefinitionItem(room.all_day, name))
    return ProgrammePage(
        facts=programme_facts(site),
        finder=finder(site, cards),
        days=days,
        rails=rails_of(site, slots),
        places=tuple(group for group in groups if group.sessions),
        day_links=day_links(site, addresses),
        grid_href=url_for(grid) if grid in grid_days(site) else "",
        calendar_href=calendar,
        subscribe_href=webcal if calendar else "",
        now_banner=now_banner(site),
        open_rooms=tuple(open_rooms),
        unscheduled=() if only else views.session_cards(site, event.unscheduled),
    )


def programme_facts(site: Site, *, hours: bool = False) -> tuple[views.Fact, ...]:
    """Return the days and the place, and for people elsewhere the time zone."""
    facts: tuple[views.Fact, ...] = event_facts(site, hours=hours)
    if site.event.starts is None or attendance(site) is not Attendance.IN_PERSON:
        text = site.gettext("%(town)s time", town=site.locale.town(site.event.zone))
        facts += (views.Fact(site.gettext("Times"), text),)
    return facts


def day_addresses(site: Site) -> dict[str, Day]:
    """Return the days of a large programme that have sessions, by address."""
    if not site.event.is_large:
        return {}
    days = [day for day in site.event.days if day.sessions]
    return {urls.day(site.event, day.number): day for day in days}


def programme_days(
    site: Site, *, in_columns: bool, only: Day | None = None
) -> tuple[ProgrammeDay, ...]:
    """Return the days with sessions, or one of them.

    Days are in columns if that is allowed and clearer.
    """
    days = [day for day in site.event.days if day.sessions]
    if only is not None:
        days = [day for day in days if day is only]
    return tuple(_programme_day(site, day, in_columns=in_columns) for day in days)


def _programme_day(site: Site, day: Day, *, in_columns: bool) -> ProgrammeDay:
    columns, slots = timetable(site, day, in_columns=in_columns)
    chair = day_chair(day)
    calendar = ""
    strip = None
    if len(site.event.days) > 1:
        calendar = views.calendar_href(site, urls.day_calendar(day.number))
        strip = drawing.day_strip(site, day.number)
    return views.view_of(
        ProgrammeDay,
        day,
        id=f"day-{day.number}",
        href=url_for(urls.day(site.event, day.number)),
        heading=day_heading(site, day),
        calendar_href=calendar,
        chair=views.person(site, site.speakers[chair]) if chair else None,
        columns=columns,
        slots=slots,
        strip=strip,
    )


def day_chair(day: Day) -> str:
    """Return the slug of the person who chairs most sessions of a day.

    It is empty if nobody chairs at least three.
    """
    slugs = chain.from_iterable(session.chairs for session in day.sessions)
    for slug, count in Counter(slugs).most_common(1):
        if count >= MIN_CHAIRED:
            return slug
    return ""


class ChangeItem(Struct, frozen=True):
    """A change of the programme."""

    kind: str
    """`moved`, for which its component has a label; empty for a change of the event."""
    sentence: str
    href: str
    link: str


class ChangesDay(Struct, frozen=True):
    """The changes first published on one day."""

    date: str  # `3 March 2027`; empty if the day is not on record yet
    date_iso: str
    changes: tuple[ChangeItem, ...]


class ChangesPage(Struct, frozen=True):
    """Everything templates/pages/changes.html may read."""

    days: tuple[ChangesDay, ...]
    feed_href: str


def changes_view(site: Site) -> ChangesPage:
    """Return the view of the list of changes."""
    days = []
    for since, changes in changes_by_day(site).items():
        day = ChangesDay(
            date=site.locale.date(since) if since else "",
            date_iso=since.isoformat() if since else "",
            changes=tuple(_change_item(change) for change in changes),
        )
        days.append(day)
    feeds = [feed for feed in all_feeds(site) if feed.kind == CHANGES]
    feed_href = asset_url(feeds[0].atom) if feeds else ""
    return ChangesPage(tuple(days), feed_href)


def _change_item(change: Change) -> ChangeItem:
    return ChangeItem(
        kind="" if change.section is Section.EVENT else change.kind.value,
        sentence=change.sentence,
        href=url_for(change.address) if change.address else "",
        link=change.subject if change.address else "",
    )


class SessionPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/session.html and templates/pages/embed_session.html
    may read.
    """

    session: views.SessionCard
    facts: tuple[views.Fact, ...]
    details: tuple[views.Fact, ...]
    """Those other than time and place, of calendar and contacts too."""
    day_strip_highlight: drawing.DayStripHighlight | None
    abstract: views.RichText
    resources: tuple[views.ResourceItem, ...]
    picture: views.Picture | None
    parallel: tuple[views.SessionCard, ...]
    """At the same time; empty if there are too many."""
    repeats: tuple[views.SessionCard, ...]
    previous: views.SessionCard | None
    """The session before it on the same day that has a page."""
    next: views.SessionCard | None
    calendar_href: str
    links: tuple[views.Link, ...]
    contacts: tuple[views.Link, ...]
    """To ask a question or give feedback, each from its time on."""


def build_session(site: Site, address: str) -> PageContent:
    """Return the content of the page of a session."""
    session = site.sessions[urls.slug_of(address)]
    card = views.session_card(site, session)
    when = _when(site, session, card)
    where = _where(site, session, card)
    details = [
        views.Fact(site.gettext("Access"), card.access),
        views.Fact(site.gettext("Content note"), card.content_note),
        *(fact for fact in card.custom if fact.on_page),
    ]
    calendar = ""
    if session.is_scheduled and not session.is_cancelled:
        calendar = views.calendar_href(site, urls.session_calendar(session.id))
    contacts = tuple(views.contact_links(site, session))
    practical = _calendar_and_contacts(site, calendar, contacts)
    resources = [site.resources[id_] for id_ in session.resources]
    previous, following, parallel = _neighbours(site, session)
    view = SessionPage(
        session=card,
        facts=tuple(fact for fact in (when, where, *details) if fact.value),
        details=tuple(fact for fact in (*details, *practical) if fact.value),
        day_strip_highlight=drawing.day_strip_highlight(site, (session,)),
        abstract=views.rich_text(site, site.prose(session.record, "abstract")),
        resources=tuple(views.resource_item(site, resource) for resource in resources),
        picture=views.picture(site, session.record, "picture"),
        parallel=views.session_cards(site, parallel),
        repeats=views.session_cards(site, site.repeats_of(session)),
        previous=views.session_card(site, previous) if previous else None,
        next=views.session_card(site, following) if following else None,
        calendar_href=calendar,
        links=tuple(views.file_link(*link) for link in site.links(session.record)),
        contacts=contacts,
    )
    title = card.title
    if site.title_counts[title] > 1:
        day = card.day if len(site.event.days) > 1 else ""
        title = views.join(title, day, card.start)
    description = f"{card.kind}: {card.title}. {views.join(when.value, card.room)}."
    return PageContent(
        view,
        title=title,
        card=drawing.session_share_card(site, address, session, card),
        origin=session.span("id"),
        description=card.summary or description,
        thing=session_node(site, session),
    )


def _calendar_and_contacts(
    site: Site, calendar_href: str, contacts: Iterable[views.Link]
) -> Iterator[views.Fact]:
    """Yield facts with the calendar file of a session, and with its contacts."""
    ends = iso(site.event.ends_at_latest)
    yield views.Fact(
        site.gettext("Calendar"),
        site.gettext("Without a reminder") if calendar_href else "",
        href=calendar_href,
        until=ends,
    )
    for link in contacts:
        yield views.Fact(link.label, link.about, until=max(link.until, ends))


def _neighbours(
    site: Site, session: Session
) -> tuple[Session | None, Session | None, list[Session]]:
    """Return the previous, the next and the parallel sessions of a day with pages.

    Parallel sessions are left out if they are too many.
    """
    if not session.is_scheduled:
        return None, None, []
    days = {day.number: day.sessions for day in site.event.days}
    of_day = [other for other in days.get(session.day, ()) if other.has_own_page]
    others = [other for other in of_day if other is not session]

    start = session.start_minute
    taking_place = [other for other in others if not other.is_cancelled]
    earlier = [other for other in taking_place if other.start_minute < start]
    later = [other for other in taking_place if other.start_minute > start]
    previous = earlier[-1] if earlier else None
    following = later[0] if later else None

    parallel = [other for other in others if _overlap(session, other)]
    if len(parallel) > MAX_PARALLEL:
        parallel = []
    return previous, following, parallel


def _overlap(one: Session, other: Session) -> bool:
    return one.start_minute < other.end_minute and other.start_minute < one.end_minute


def _when(site: Site, session: Session, card: views.SessionCard) -> views.Fact:
    """Return the day and the time of a session."""
    if not session.is_scheduled:
        time = site.gettext("Not yet scheduled")
    else:
        time = site.locale.time_range(session.start, session.end)
        if card.ends_next_day:
            time = site.gettext("%(time)s the next day", time=time)
    return views.Fact(
        site.gettext("When"),
        views.join(card.day, time),
        card.start_iso,
        called_off=cancellation_label(site),
    )


def _where(site: Site, session: Session, card: views.SessionCard) -> views.Fact:
    """Return the room of a session, and its number of places; only that without one."""
    capacity = session.record.capacity or 0
    if not card.room:
        return views.Fact(site.gettext("Places"), str(capacity or ""))
    places = ""
    if capacity:
        places = site.locale.ngettext(
            "%(number)s place", "%(number)s places", capacity, number=capacity
        )
    floor = session.rooms[0].floor if len(session.rooms) == 1 else ""
    return views.Fact(site.gettext("Where"), views.join(card.room, floor, places))


class SpeakerListing(Struct, frozen=True):
    """A person and their sessions."""

    person: views.Person
    sessions: tuple[views.SessionCard, ...]
    letter: str = ""
    biography_html: Markup = Markup()  # only in the file with the whole event
    chaired: tuple[str, ...] = ()  # ids of the sessions of days that the person chairs


class SpeakersPage(Struct, frozen=True):
    """Everything templates/pages/speakers.html and templates/pages/team.html
    may read.
    """

    people: tuple[SpeakerListing, ...]


class SpeakerPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/speaker.html may read."""

    person: views.Person
    biography: views.RichText
    sessions: tuple[views.SessionCard, ...]
    day_strip_highlight: drawing.DayStripHighlight | None
    """The sessions of the speaker in the drawing of the first day with one."""


def speakers_view(site: Site) -> SpeakersPage:
    """Return the view of the list of speakers."""
    return SpeakersPage(speaker_listings(site))


def speaker_listings(site: Site) -> tuple[SpeakerListing, ...]:
    """Return the speakers: featured ones first, then by `order` and name.

    A long list is from A to Z.
    """
    is_long = len(site.event.speakers) > MAX_WITHOUT_LETTERS
    chairs = {day.number: day_chair(day) for day in site.event.days}

    def order(speaker: Speaker) -> tuple[object, ...]:
        return (
            _sort_name(site, speaker) if is_long else "",
            not speaker.featured,
            speaker.order is None,
            speaker.order or 0,
            _letters(speaker.name),
            speaker.slug,
        )

    listings = []
    for speaker in sorted(site.event.speakers, key=order):
        slug = speaker.slug
        sessions = site.sessions_by_speaker.get(slug, ())
        chaired = [session for session in sessions if slug in session.chairs]
        day_chaired = [item.id for item in chaired if chairs.get(item.day) == slug]
        listing = SpeakerListing(
            person=views.person(site, speaker),
            sessions=views.session_cards(site, sessions),
            letter=_sort_name(site, speaker)[:1] if is_long else "",
            chaired=tuple(day_chaired),
        )
        listings.append(listing)
    return tuple(listings)


def _sort_name(site: Site, speaker: Speaker) -> str:
    """Return the last name in capital letters; of an unnamed person, the role."""
    name = views.person(site, speaker).name
    if speaker.sort_as:
        name = speaker.sort_as
    elif name and (speaker.is_named or speaker.protected):
        name = name.split()[-1]
    return _letters(name).upper()


def _letters(name: str) -> str:
    return slugify(name) or name  # nothing is left of a name in another script


def build_team(site: Site) -> PageContent:
    """Return the page of people who do not speak, under their groups."""
    members = sorted(
        site.event.records["member"],
        key=lambda member: (member.order is None, member.order or 0),
    )
    people = []
    for member in members:
        listing = SpeakerListing(
            person=views.person(site, member),
            sessions=(),
            letter=member.group or "",
            biography_html=views.rich_text(site, site.body(member)).html,
        )
        people.append(listing)
    return PageContent(SpeakersPage(tuple(people)), thing=team_node(site))


def build_speaker(site: Site, address: str) -> PageContent:
    """Return the content of the page of a speaker."""
    speaker = site.speakers[urls.slug_of(address)]
    person = views.person(site, speaker)
    sessions = site.sessions_by_speaker.get(speaker.slug, ())
    card = drawing.event_card(site)  # as long as nobody may be named
    name = disclosed_name(speaker)
    if name and not speaker.protected:
        card = drawing.page_card(
            site, address, title=name, lines=(person.role,), sessions=sessions
        )
    view = SpeakerPage(
        person=person,
        biography=views.rich_text(site, site.body(speaker)),
        sessions=views.session_cards(site, sessions),
        day_strip_highlight=drawing.day_strip_highlight(site, sessions),
    )
    return PageContent(
        view,
        title=person.name,
        description=site.gettext(
            "%(name)s: at %(event)s.",
            name=views.join(person.name, person.role),
            event=site.event.record.title,
        ),
        card=card,
        origin=speaker.span("name"),
        indexed=not speaker.protected,
        thing=speaker_node(site, speaker),
    )
