"""Snapshots of what was published, in `data/published.txt`: a line for each.

session opening 2027-03-03 1 {"title": "Opening plenary", "day": "2027-05-20", "start":
"11:00", …}

Lines are only added, and their order has no meaning: date and number say which version
is later. So the file stays valid whatever Git makes of two branches, including conflict
markers.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Generic, TypeVar

from msgspec import Struct, convert, json, structs

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.model.records.content import SessionStatus
from microsite.model.records.event import EventStatus

ONLINE = "Online"  # place of an event without a venue that takes place online


class Snapshot(Struct, frozen=True, omit_defaults=True):
    """A snapshot of one thing.

    Fields are only ever added, with a default for older records.
    """


class PublishedSession(Snapshot, frozen=True):
    """A session as it was published."""

    title: str
    day: date | int
    """The date of its conference day; the number while dates are to be announced."""
    start: time  # on the wall, in the event's zone
    end: time  # not later than `start` where it ends past midnight
    room: str = ""
    room_id: str = ""
    status: SessionStatus = SessionStatus.CONFIRMED
    chairs: tuple[str, ...] = ()  # slugs: what people are called is never kept here
    speakers: tuple[str, ...] = ()

    @property
    def room_key(self) -> str:
        """The id of its room; the name if it has no Latin letters to make an id
        from.
        """
        return (self.room_id or self.room) if self.room else ""


class PublishedEvent(Snapshot, frozen=True):
    """The event as it was published."""

    title: str
    starts: datetime | None = None  # on the wall, in the event's zone
    ends: datetime | None = None
    place: str = ""
    status: EventStatus = EventStatus.SCHEDULED
    provisional: bool = False  # True while its dates may still change


class PublishedAddress(Snapshot, frozen=True):
    """A page, known again by its title when its address changes."""

    title: str = ""  # empty where it is not to be kept


class SiteIdentity(Snapshot, frozen=True):
    """The place of the event among others."""

    title: str  # prefix of its ids in calendars and programme data, unique to the event
    folder: str = ""  # the folder of its pages, from the root of its series: `2027/`


AnySnapshot = TypeVar("AnySnapshot", bound=Snapshot)
SNAPSHOTS: dict[str, type[Snapshot]] = {
    "session": PublishedSession,
    "address": PublishedAddress,
}
SNAPSHOTS |= {"event": PublishedEvent, "realm": SiteIdentity}
"""Classes by kind of snapshot, in the order of the fields of `Published`."""


class SnapshotVersion(Struct, Generic[AnySnapshot], frozen=True):
    """A snapshot with the day from which it was published."""

    since: date | None  # None for what the sources say now and is not on record yet
    number: int  # from 0, and rising: SEQUENCE in calendars
    data: AnySnapshot | None  # None if the thing was gone
    span: Span | None = None


IsPrivate = Callable[[str], bool]
AnyVersion = SnapshotVersion[Any]
Versions = tuple[SnapshotVersion[AnySnapshot], ...]
"""Earliest first; no two alike in succession."""
VersionsById = dict[str, Versions[AnySnapshot]]


class Published(Struct, frozen=True):
    """Every snapshot on record."""

    sessions: VersionsById[PublishedSession] = {}
    addresses: VersionsById[PublishedAddress] = {}
    """By address from the root of the site: `speakers/kim/`."""
    events: VersionsById[PublishedEvent] = {}  # under the one id `-`
    realms: VersionsById[SiteIdentity] = {}
    """Under the one id `-`.

    The first title stays, whatever happens to the address of the site.
    """

    @property
    def days(self) -> frozenset[date]:
        """Days on which something was first published. Empty without a record."""
        groups = (
            versions for group in structs.astuple(self) for versions in group.values()
        )
        dates = (version.since for versions in groups for version in versions)
        return frozenset(filter(None, dates))

    def as_of(self, day: date) -> "Published":
        return self._map(
            lambda _, past: past if past.since and past.since <= day else None
        )

    def without(self, is_private: IsPrivate) -> "Published":
        """Return the snapshots without people and words for which `is_private`
        is true.
        """
        return self._map(lambda id_, version: _redact(id_, version, is_private))

    def _map(
        self, change: Callable[[str, AnyVersion], AnyVersion | None]
    ) -> "Published":
        groups: list[VersionsById[Any]] = []
        for group in structs.astuple(self):
            changed = {
                id_: [change(id_, version) for version in group[id_]] for id_ in group
            }
            versions = {id_: tuple(filter(None, changed[id_])) for id_ in changed}
            groups.append({id_: versions[id_] for id_ in versions if versions[id_]})
        return Published(*groups)


def _redact(id_: str, version: AnyVersion, is_private: IsPrivate) -> AnyVersion | None:
    data = version.data
    if is_private(id_) or (isinstance(data, PublishedEvent) and is_private(data.title)):
        return None
    if isinstance(data, PublishedAddress) and is_private(data.title):
        return structs.replace(version, data=PublishedAddress())
    if isinstance(data, PublishedSession):
        data = structs.replace(
            data,
            title="A session" if is_private(data.title) else data.title,
            chairs=tuple(slug for slug in data.chairs if not is_private(slug)),
            speakers=tuple(slug for slug in data.speakers if not is_private(slug)),
        )
    return structs.replace(version, data=data)


def deduplicate_versions(versions: Versions[AnySnapshot]) -> Versions[AnySnapshot]:
    """Return versions without repetitions.

    Numbers rise, even if two branches gave the same one.
    """
    unique = list(versions[:1])
    for version in versions[1:]:
        if version.data != unique[-1].data:
            number = max(version.number, unique[-1].number + 1)
            unique.append(structs.replace(version, number=number))
    return tuple(unique)


LINE = re.compile(
    r"(address|event|realm|session) (\S+) (\d{4}-\d\d-\d\d) (\d{1,6}) (gone|\{.*\})\s*"
)
CONFLICT_MARKER = re.compile(r"(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)( |\Z)")


def parse_snapshots(source: SourceText | None, log: Log) -> Published:
    """Return the snapshots of a file, none without a file.

    Report H101 for each damaged line.
    """
    if source is None:
        return Published()
    lines: list[tuple[str, str, str, AnyVersion]] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        if not line.strip() or line.startswith("#") or CONFLICT_MARKER.match(line):
            continue
        match, span = LINE.fullmatch(line), source.line_span(number)
        if match and (version := _parse_version(match, span)):
            lines.append((line, match[1], match[2], version))
        else:
            log.report("H101", span, line=number)
    lines.sort(key=lambda line: (line[3].since, line[3].number, line[0]))
    groups: dict[str, dict[str, list[AnyVersion]]] = {kind: {} for kind in SNAPSHOTS}
    for _, kind, id_, version in lines:
        groups[kind].setdefault(id_, []).append(version)
    unique = (
        {id_: deduplicate_versions((*ids[id_],)) for id_ in ids}
        for ids in groups.values()
    )
    return Published(*unique)


def _parse_version(line: re.Match[str], span: Span) -> AnyVersion | None:
    """Return the version in a line. Fields of newer engines are ignored."""
    try:
        snapshot = None
        if line[5] != "gone":
            data = json.decode(line[5])
            times = {
                key: time.fromisoformat(data[key])
                for key in ("start", "end")
                if key in data
            }
            snapshot = convert(data | times, SNAPSHOTS[line[1]], strict=False)
        return SnapshotVersion(
            date.fromisoformat(line[3]), int(line[4]), snapshot, span
        )
    except (RecursionError, TypeError, ValueError):
        return None
