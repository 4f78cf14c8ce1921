"""The programme and its changes, and the pages of sessions and speakers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

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
from microsite.site.changes import Section
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
    event = site.event
    rooms = {room for session in sessions for room in session.rooms}
    tracks = {session.track for session in sessions}
    kinds = {session.kind for session in sessions}
    own_kinds = (kind.name for kind in event.records["kind"])
    names = map(
        site.gettext, (*(kind.value.capitalize() for kind in SessionKind), *own_kinds)
    )
    lists = {
        "room": tuple(room.name for room in event.rooms if room.name in rooms),
        "track": tuple(track.name for track in event.tracks if track.name in tracks),
        "kind": tuple(name for name in names if name in kinds),
    }
    lists = {name: words for name, words in lists.items() if len(words) > 1}
    labels = {}
    fields = event.kinds["session"].custom.values()
    choices = {field.name: field.custom.choices for field in fields if field.custom}
    facts = [fact for session in sessions for fact in session.custom if fact.choice]
    for name in (*choices, *SESSION_FACTS):
        label_of = {fact.choice: fact.name for fact in facts if fact.field == name}
        words = choices.get(name) or sorted(label_of)
        if values := tuple(word for word in words if label_of.get(word)):
            lists[f"field-{name}"] = values
            labels[f"field-{name}"] = label_of[values[0]]
    chips = [(name, value) for name, values in lists.items() for value in values]
    by_word = {value.casefold(): (name, value) for name, value in chips}
    terms = event.record.programme.chips if event.record.programme else ()
    forms = [
        form.casefold()
        for word in terms
        for form in (word, site.gettext(word.capitalize()))
    ]
    named_chips = [by_word[form] for form in dict.fromkeys(forms) if form in by_word]
    chips = named_chips or [chip for chip in chips if chip[0] != "kind"]
    chips = chips if len(chips) <= MAX_CHIPS else []
    return Finder(chips=tuple(chips), lists=lists, labels=labels, count=len(sessions))


def session_group(
    site: Site, place: Track | Room, cards: Iterable[views.SessionCard]
) -> SessionGroup:
    """Return a track or a room with those of the sessions that are there."""
    texts = (place.floor, place.access) if isinstance(place, Room) else (place.about,)
    return SessionGroup(
        title=place.name,
        about=views.join(*texts, separator=". "),
        href=url_for(urls.group(place)),
        sessions=tuple(
            card for card in cards if place in site.sessions[card.id].places
        ),
    )


def group_addresses(site: Site, kind: str) -> list[str]:
    """Return the addresses of the rooms or tracks of a large programme."""
    places = {place for session in site.event.sessions for place in session.places}
    own_places = places.intersection(site.event.records[kind])
    return sorted(map(urls.group, own_places)) if site.event.is_large else []


def build_group(site: Site, address: str) -> PageContent:
    """Return the content of the page of a room or a track."""
    place = next(place for place in site.event.places if urls.group(place) == address)
    sessions = [session for session in site.event.sessions if place in session.places]
    group = session_group(site, place, views.session_cards(site, sessions))
    is_timed = any(session.starts_at for session in sessions)
    calendar = (
        views.calendar_href(site, f"{address}{urls.CALENDAR}") if is_timed else ""
    )
    return PageContent(replace(group, calendar_href=calendar), title=group.title)


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
    """Return all sessions, for a list of them, for notes, or for frames of
    other sites.
    """
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
    """Return the view of all sessions, or of the day of a large programme at an
    address.
    """
    event = site.event
    addresses = day_addresses(site)
    only = addresses.get(address)
    days = programme_days(site, in_columns=in_columns, only=only)
    slots = [slot for day in days for slot in day.slots]
    cards = [cell.session for slot in slots for cell in slot.cells]
    planned = [
        card for card in cards if not card.is_housekeeping and not card.is_cancelled
    ]
    groups = (session_group(site, place, planned) for place in event.places)
    calendar = views.calendar_href(site, urls.CALENDAR)
    webcal = re.sub("^https?:", "webcal:", absolute(site, urls.CALENDAR))
    open_rooms = [
        (it.all_day, views.join(it.name, it.floor)) for it in event.rooms if it.all_day
    ]
    return ProgrammePage(
        facts=programme_facts(site),
        finder=finder(site, [card for card in cards if not card.is_housekeeping]),
        days=days,
        rails=rails_of(site, slots),
        places=tuple(group for group in groups if group.sessions),
        day_links=day_links(site, addresses),
        grid_href=(
            url_for(grid) if (grid := f"{address}grid/") in grid_days(site) else ""
        ),
        calendar_href=calendar,
        subscribe_href=webcal if calendar else "",
        now_banner=now_banner(site),
        open_rooms=tuple(views.DefinitionItem(*texts) for texts in open_rooms),
        unscheduled=views.session_cards(site, () if only else event.unscheduled),
    )


def programme_facts(site: Site, *, hours: bool = False) -> tuple[views.Fact, ...]:
    """Return the days and the place, and for people elsewhere the time zone."""
    facts: tuple[views.Fact, ...] = event_facts(site, hours=hours)
    if site.event.starts is None or attendance(site) is not Attendance.IN_PERSON:
        text = site.gettext("%(town)s time", town=site.locale.town(site.event.zone))
        facts += (views.Fact(site.gettext("Times"), text),)
    return facts


def day_addresses(site: Site) -> dict[str, Day]:
    """Return the days of a large programme that have sessions, by the addresses of
    their pages.
    """
    days = site.event.days if site.event.is_large else ()
    return {urls.day(site.event, day.number): day for day in days if day.sessions}


def programme_days(
    site: Site, *, in_columns: bool, only: Day | None = None
) -> tuple[ProgrammeDay, ...]:
    """Return the days with sessions, or one, in columns if that is allowed and
    clearer.
    """
    several = len(site.event.days) > 1
    days = []
    for day in site.event.days:
        if day.sessions and (only is None or day is only):
            columns, slots = timetable(site, day, in_columns=in_columns)
            chair = day_chair(day)
            calendar = views.calendar_href(site, urls.day_calendar(day.number))
            view = views.view_of(
                ProgrammeDay,
                day,
                id=f"day-{day.number}",
                href=url_for(urls.day(site.event, day.number)),
                heading=day_heading(site, day),
                calendar_href=calendar if several else "",
                chair=views.person(site, site.speakers[chair]) if chair else None,
                columns=columns,
                slots=slots,
                strip=drawing.day_strip(site, day.number) if several else None,
            )
            days.append(view)
    return tuple(days)


def day_chair(day: Day) -> str:
    """Return who chairs most sessions of a day, and at least three; or an empty
    text.
    """
    chairs = Counter(slug for session in day.sessions for slug in session.chairs)
    return next((slug for slug, count in chairs.most_common(1) if count > 2), "")


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
        items = []
        for change in changes:
            href = url_for(change.address) if change.address else ""
            kind = "" if change.section is Section.EVENT else change.kind.value
            items.append(
                ChangeItem(kind, change.sentence, href, change.subject if href else "")
            )
        iso = since.isoformat() if since else ""
        days.append(
            ChangesDay(site.locale.date(since) if since else "", iso, tuple(items))
        )
    feeds = (asset_url(feed.atom) for feed in all_feeds(site) if feed.kind == CHANGES)
    return ChangesPage(tuple(days), next(feeds, ""))


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
    when, where = _time_and_place(site, session, card)
    details = (
        views.Fact(site.gettext("Access"), card.access),
        views.Fact(site.gettext("Content note"), card.content_note),
        *(fact for fact in card.custom if fact.on_page),
    )
    takes_place = session.is_scheduled and not session.is_cancelled
    file = urls.session_calendar(session.id)
    calendar = views.calendar_href(site, file) if takes_place else ""
    alarm = site.gettext("Without a reminder") if calendar else ""
    contacts = tuple(views.contact_links(site, session))
    ends = iso(site.event.ends_at_latest)
    how_to = (
        views.Fact(site.gettext("Calendar"), alarm, href=calendar, until=ends),
        *(
            views.Fact(link.label, link.about, until=max(link.until, ends))
            for link in contacts
        ),
    )
    resources = [site.resources[id_] for id_ in session.resources]
    earlier, later, parallel = _neighbours(site, session)
    view = SessionPage(
        session=card,
        facts=tuple(fact for fact in (when, where, *details) if fact.value),
        details=tuple(fact for fact in (*details, *how_to) if fact.value),
        day_strip_highlight=drawing.day_strip_highlight(site, (session,)),
        abstract=views.rich_text(site, site.prose(session.record, "abstract")),
        resources=tuple(views.resource_item(site, resource) for resource in resources),
        picture=views.picture(site, session.record, "picture"),
        parallel=views.session_cards(
            site, parallel if len(parallel) <= MAX_PARALLEL else ()
        ),
        repeats=views.session_cards(site, site.repeats_of(session)),
        previous=views.session_card(site, earlier[-1]) if earlier else None,
        next=views.session_card(site, later[0]) if later else None,
        calendar_href=calendar,
        links=tuple(views.file_link(*link) for link in site.links(session.record)),
        contacts=contacts,
    )
    shares_title = site.title_counts[card.title] > 1
    day = card.day if len(site.event.days) > 1 else ""
    description = f"{card.kind}: {card.title}. {views.join(when.value, card.room)}."
    return PageContent(
        view,
        title=views.join(card.title, day, card.start) if shares_title else card.title,
        card=drawing.session_share_card(site, address, session, card),
        origin=session.span("id"),
        description=card.summary or description,
        thing=session_node(site, session),
    )


def _neighbours(site: Site, session: Session) -> tuple[list[Session], ...]:
    """Return earlier, later and parallel sessions of the same day that have pages."""
    days = {day.number: day.sessions for day in site.event.days}
    of_day = days.get(session.day, ()) if session.is_scheduled else ()
    others = [other for other in of_day if other.has_own_page and other is not session]
    start, end = session.start_minute, session.end_minute
    taking_place = [other for other in others if not other.is_cancelled]
    earlier = [other for other in taking_place if other.start_minute < start]
    later = [other for other in taking_place if other.start_minute > start]
    parallel = [
        other
        for other in others
        if other.start_minute < end and start < other.end_minute
    ]
    return earlier, later, parallel


def _time_and_place(
    site: Site, session: Session, card: views.SessionCard
) -> Iterator[views.Fact]:
    """Yield when and where a session takes place, which may be unknown."""
    time = site.locale.time_range(session.start, session.end)
    if card.ends_next_day:
        time = site.gettext("%(time)s the next day", time=time)
    if not session.is_scheduled:
        time = site.gettext("Not yet scheduled")
    when = views.join(card.day, time)
    off = cancellation_label(site)
    yield views.Fact(site.gettext("When"), when, card.start_iso, called_off=off)
    seats = session.record.capacity or 0
    places = site.locale.ngettext(
        "%(number)s place", "%(number)s places", seats, number=seats
    )
    floor = session.rooms[0].floor if len(session.rooms) == 1 else ""
    where = views.join(card.room, floor, places if seats else "")
    nowhere = views.Fact(site.gettext("Places"), str(seats or ""))
    yield views.Fact(site.gettext("Where"), where) if card.room else nowhere


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
    """Return the speakers: featured ones first, then by `order` and name; or many from
    A to Z.
    """
    is_long = len(site.event.speakers) > MAX_WITHOUT_LETTERS
    chairs = {day.number: day_chair(day) for day in site.event.days}

    def letters(name: str) -> str:
        return slugify(name) or name  # nothing is left of a name in another script

    def key(speaker: Speaker) -> tuple[object, ...]:
        name = (speaker.shown_as or "") if speaker.protected else speaker.name
        order = (speaker.order is None, speaker.order or 0, letters(name), speaker.slug)
        return (sort_name(speaker) if is_long else "", not speaker.featured, *order)

    def sort_name(speaker: Speaker) -> str:
        name = views.person(site, speaker).name
        sort_as = None if speaker.protected else speaker.sort_as
        if not sort_as and name and (speaker.is_named or speaker.protected):
            sort_as = name.split()[-1]
        return letters(sort_as or name).upper()  # a role by its first word

    listings = []
    for speaker in sorted(site.event.speakers, key=key):
        slug = speaker.slug
        sessions = site.sessions_by_speaker.get(slug, ())
        cards = views.session_cards(site, sessions)
        letter = sort_name(speaker)[:1] if is_long else ""
        chaired = [
            it.id for it in sessions if slug in it.chairs and chairs.get(it.day) == slug
        ]
        person = views.person(site, speaker)
        listings.append(SpeakerListing(person, cards, letter, chaired=tuple(chaired)))
    return tuple(listings)


def build_team(site: Site) -> PageContent:
    """Return the page of people who do not speak.

    Their groups take the place of letters.
    """
    members = sorted(
        site.event.records["member"], key=lambda it: (it.order is None, it.order or 0)
    )
    people = []
    for member in members:
        person = views.person(site, member)
        words = views.rich_text(site, site.body(member)).html
        people.append(SpeakerListing(person, (), member.group or "", words))
    return PageContent(SpeakersPage(tuple(people)), thing=team_node(site))


def build_speaker(site: Site, address: str) -> PageContent:
    """Return the content of the page of a speaker."""
    speaker = site.speakers[urls.slug_of(address)]
    person = views.person(site, speaker)
    sessions = site.sessions_by_speaker.get(speaker.slug, ())
    names = {
        "name": views.join(person.name, person.role),
        "event": site.event.record.title,
    }
    card = drawing.event_card(site)  # as long as nobody may be named
    if (disclosed := disclosed_name(speaker)) and not speaker.protected:
        card = drawing.page_card(site, address, disclosed, (person.role,), (), sessions)
    view = SpeakerPage(
        person=person,
        biography=views.rich_text(site, site.body(speaker)),
        sessions=views.session_cards(site, sessions),
        day_strip_highlight=drawing.day_strip_highlight(site, sessions),
    )
    return PageContent(
        view,
        title=person.name,
        description=site.gettext("%(name)s: at %(event)s.", **names),
        card=card,
        origin=speaker.span("name"),
        indexed=not speaker.protected,
        thing=speaker_node(site, speaker),
    )
