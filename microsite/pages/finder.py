"""The choices above a programme: tracks, kinds and rooms, and their sessions."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from microsite.model.records.content import Room, SessionKind, Track
from microsite.pages.page import Page, make_page
from microsite.pages.views import SessionCard, calendar_href, session_cards
from microsite.site import urls
from microsite.site.facts import SESSION_FACTS
from microsite.site.site import Site
from microsite.site.state import is_over
from microsite.site.urls import UrlContext

MAX_CHIPS = 10  # more choices are in lists


class Finder(Struct, frozen=True, kw_only=True):
    """The choices above a programme."""

    chips: tuple[tuple[str, str], ...]
    lists: dict[str, tuple[str, ...]]
    labels: dict[str, str]  # names of the lists of custom fields
    count: int  # number of sessions, without breaks
    is_over: bool


class SessionGroup(Struct, frozen=True):
    """A track or a room: all that templates/pages/track.html and templates/pages/room.html read."""

    title: str
    about: str
    href: str
    sessions: tuple[SessionCard, ...]
    calendar_href: str = ""  # on a page of its own


def finder(site: Site, sessions: Sequence[SessionCard]) -> Finder:
    """Return the choices for sessions, without breaks."""
    event, lists = site.event, {}
    names = {
        "room": [room.name for room in event.rooms],
        "track": [track.name for track in event.tracks],
        "kind": [site.gettext(kind.value.capitalize()) for kind in SessionKind]
        + [kind.name for kind in event.records["kind"]],
    }
    for name, values in names.items():
        words = (it.rooms if name == "room" else (getattr(it, name),) for it in sessions)
        used = {word for each in words for word in each}
        if len(found := tuple(value for value in values if value in used)) > 1:
            lists[name] = found
    labels = {}
    for field in (it.custom for it in event.kinds["session"].custom.values() if it.custom):
        used = {it.choice for each in sessions for it in each.custom if it.field == field.name}
        if found := tuple(it for it in field.choices or (field.shown_label,) if it in used):
            lists[f"field-{field.name}"] = found
            labels[f"field-{field.name}"] = field.shown_label
    own = [it for each in sessions for it in each.custom if it.field in SESSION_FACTS]
    for name in dict.fromkeys(it.field for it in own):
        lists[f"field-{name}"] = tuple(sorted({it.choice for it in own if it.field == name}))
        labels[f"field-{name}"] = next(it.name for it in own if it.field == name)
    chips = [(name, value) for name, values in lists.items() for value in values]
    known = {value.casefold(): (name, value) for name, value in chips}
    chosen = event.record.programme.chips if event.record.programme else ()
    named = [known[word.casefold()] for word in chosen if word.casefold() in known]
    chips = named or [chip for chip in chips if chip[0] != "kind"]
    shown, over = tuple(chips) if len(chips) <= MAX_CHIPS else (), is_over(event, site.now)
    return Finder(chips=shown, lists=lists, labels=labels, count=len(sessions), is_over=over)


def session_groups(
    site: Site, at: UrlContext, sessions: Sequence[SessionCard], places: Sequence[Track | Room] = ()
) -> tuple[SessionGroup, ...]:
    """Return places with their sessions: by default tracks, then rooms."""
    groups = []
    for place in places or (*site.event.tracks, *site.event.rooms):
        own = tuple(each for each in sessions if place.name in (each.track, *each.rooms))
        about = (place.floor if isinstance(place, Room) else place.about) or ""
        if own:
            groups.append(SessionGroup(place.name, about, at.url_for(urls.group(place)), own))
    return tuple(groups)


def group_addresses(site: Site, kind: str) -> list[str]:
    """Return the addresses of the rooms or tracks of a large programme."""
    used = {place for each in site.event.sessions for place in each.places(kind)}
    return sorted(map(urls.group, used)) if site.event.is_large else []


def build_group(site: Site, at: UrlContext, kind: str) -> Page:
    """Build the page of a room or a track."""
    event = site.event
    places: Sequence[Track | Room] = event.rooms if kind == "room" else event.tracks
    place = next(each for each in places if urls.group(each) == at.address)
    own = [each for each in event.sessions if place in each.places(kind)]
    (group,) = session_groups(site, at, session_cards(site, at, own), [place])
    is_timed = any(it.starts_at for it in own)
    calendar = calendar_href(site, at, f"{at.address}{urls.CALENDAR}") if is_timed else ""
    group = replace(group, calendar_href=calendar)
    return make_page(site, kind, at, group, title=group.title)
