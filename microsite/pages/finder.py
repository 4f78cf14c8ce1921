"""The choices above a programme: tracks, kinds and rooms, and their sessions."""

from collections.abc import Sequence

from msgspec import Struct

from microsite.model.records.content import SessionKind
from microsite.pages.views import SessionCard
from microsite.site.site import Site
from microsite.site.state import is_over

MAX_CHIPS = 10  # more choices are in lists


class Finder(Struct, frozen=True, kw_only=True):
    """The choices above a programme."""

    chips: tuple[tuple[str, str], ...]
    """Names (`track`, `kind`, `room`) and values; empty if there are too many."""
    lists: dict[str, tuple[str, ...]]
    count: int
    """Number of sessions, without breaks."""
    ends: str
    """End of the event as an ISO time, after which nothing is chosen; empty without dates."""
    is_over: bool


class SessionGroup(Struct, frozen=True):
    """A track or a room with its sessions."""

    title: str
    about: str
    sessions: tuple[SessionCard, ...]


def finder(site: Site, sessions: Sequence[SessionCard]) -> Finder:
    """Return the choices for sessions, without breaks."""
    event, lists = site.event, {}
    names = {
        "room": [room.name for room in event.rooms],
        "track": [track.name for track in event.tracks],
        "kind": [kind.value.capitalize() for kind in SessionKind],
    }
    for name, values in names.items():
        used = {getattr(session, name) for session in sessions}
        lists[name] = tuple(value for value in values if value in used)
    lists = {name: values for name, values in lists.items() if len(values) > 1}
    chips = [(name, value) for name, values in lists.items() for value in values]
    if chosen := event.record.programme.chips if event.record.programme else ():
        known = {value.casefold(): (name, value) for name, value in chips}
        chips = [known[word.casefold()] for word in chosen if word.casefold() in known]
    else:
        chips = [chip for chip in chips if chip[0] != "kind"]
    last = event.ends_at_latest
    return Finder(
        chips=tuple(chips) if len(chips) <= MAX_CHIPS else (),
        lists=lists,
        count=len(sessions),
        ends=last.isoformat(timespec="minutes") if last else "",
        is_over=is_over(event, site.now),
    )


def session_groups(site: Site, sessions: Sequence[SessionCard]) -> tuple[SessionGroup, ...]:
    """Return tracks, then rooms, with their sessions; rooms only if there are several."""
    tracks, rooms = (
        [
            SessionGroup(place.name, about or "", own)
            for place, about in places
            if (own := tuple(each for each in sessions if getattr(each, field) == place.name))
        ]
        for field, places in (
            ("track", [(track, track.about) for track in site.event.tracks]),
            ("room", [(room, room.floor) for room in site.event.rooms]),
        )
    )
    return (*tracks, *(rooms if len(rooms) > 1 else ()))
