"""Snapshots of what was published, in `data/published.txt`: a line for each.

session opening 2027-03-03 1 {"title": "Opening plenary", "day": "2027-05-20", "start": "11:00", …}

Lines are only added, and their order has no meaning: date and number say which version is later.
So the file stays valid whatever Git makes of two branches, including conflict markers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct, field
from msgspec.structs import fields, replace

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.model.dates import parse_date
from microsite.model.records.event import EventStatus
from microsite.model.records.programme import SessionStatus


class Snapshot(Struct, frozen=True):
    """A snapshot of one thing. Fields are only ever added, with a default for older records."""


class PublishedSession(Snapshot, frozen=True):
    """A session as it was published."""

    title: str
    day: date | int
    """The date of its conference day; the number while dates are to be announced."""
    start: time
    """On the wall, in the event's zone."""
    end: time
    """Not later than `start` where it ends past midnight."""
    room: str = ""
    room_id: str = ""
    status: SessionStatus = SessionStatus.CONFIRMED
    chairs: tuple[str, ...] = ()
    """Slugs: what people are called is never kept here."""
    speakers: tuple[str, ...] = ()


class PublishedEvent(Snapshot, frozen=True):
    """The event as it was published."""

    title: str
    starts: datetime | None = None
    """On the wall, in the event's zone."""
    ends: datetime | None = None
    place: str = ""
    status: EventStatus = EventStatus.SCHEDULED
    provisional: bool = False
    """Whether its dates may still change."""


class PublishedAddress(Snapshot, frozen=True):
    """A page."""

    title: str = ""
    """By which a page is known again when its address changes; empty where it is not to be kept."""


class SiteIdentity(Snapshot, frozen=True):
    """The place of the event among others."""

    title: str
    """What keeps its ids apart from those of other events, in calendars and programme data."""
    folder: str = ""
    """The folder of its pages, from the root of its series: `2027/`."""


AnySnapshot = TypeVar("AnySnapshot", bound=Snapshot)
IsPrivate = Callable[[str], bool]


class SnapshotVersion(Struct, Generic[AnySnapshot], frozen=True):
    """A snapshot with the day from which it was published."""

    since: date | None
    """None for what the sources say now and is not on record yet."""
    number: int
    """From 0, and rising: SEQUENCE in calendars."""
    data: AnySnapshot | None
    """None if the thing was gone."""
    span: Span | None = None
    """Line of the file."""


VersionsById = dict[str, tuple[SnapshotVersion[AnySnapshot], ...]]
"""Versions by id, earliest first, never two alike in succession."""


class Published(Struct, frozen=True):
    """Every snapshot on record."""

    sessions: VersionsById[PublishedSession] = field(default_factory=dict)
    addresses: VersionsById[PublishedAddress] = field(default_factory=dict)
    """By address from the root of the site: `speakers/kim/`."""
    events: VersionsById[PublishedEvent] = field(default_factory=dict)
    """Under the one id `-`."""
    realms: VersionsById[SiteIdentity] = field(default_factory=dict)
    """Under the one id `-`. The first title stays, whatever happens to the address of the site."""

    @property
    def groups(self) -> dict[str, VersionsById[Any]]:
        """Versions by id, by kind of snapshot."""
        groups = (self.sessions, self.addresses, self.events, self.realms)
        return dict(zip(SNAPSHOTS, groups, strict=True))

    @property
    def days(self) -> frozenset[date]:
        """Days on which something was first published. Empty without a record."""
        return frozenset(
            version.since
            for group in self.groups.values()
            for versions in group.values()
            for version in versions
            if version.since
        )

    def as_of(self, day: date) -> Published:
        """Return the snapshots as they were on a day."""
        return Published(*(_until(group, day) for group in self.groups.values()))

    def without(self, is_private: IsPrivate) -> Published:
        """Return the snapshots without words for which `is_private` is true."""
        sessions = _map_data(self.sessions, lambda data: _redact_session(data, is_private))
        addresses = _map_data(
            self.addresses, lambda data: PublishedAddress() if is_private(data.title) else data
        )
        events = {
            id_: tuple(each for each in versions if not (each.data and is_private(each.data.title)))
            for id_, versions in self.events.items()
        }
        return Published(
            {id_: versions for id_, versions in sessions.items() if not is_private(id_)},
            {id_: versions for id_, versions in addresses.items() if not is_private(id_)},
            events,
            self.realms,
        )


def _until(group: VersionsById[AnySnapshot], day: date) -> VersionsById[AnySnapshot]:
    found = {
        id_: tuple(version for version in versions if version.since and version.since <= day)
        for id_, versions in group.items()
    }
    return {id_: versions for id_, versions in found.items() if versions}


def _map_data(
    group: VersionsById[AnySnapshot], change: Callable[[AnySnapshot], AnySnapshot]
) -> VersionsById[AnySnapshot]:
    """Return versions with changed snapshots."""
    return {
        id_: tuple(replace(each, data=each.data and change(each.data)) for each in versions)
        for id_, versions in group.items()
    }


def _redact_session(session: PublishedSession, is_private: IsPrivate) -> PublishedSession:
    """Return a session without people and words that are private."""
    return replace(
        session,
        title="A session" if is_private(session.title) else session.title,
        chairs=tuple(slug for slug in session.chairs if not is_private(slug)),
        speakers=tuple(slug for slug in session.speakers if not is_private(slug)),
    )


def deduplicate_versions(
    versions: Iterable[SnapshotVersion[AnySnapshot]],
) -> tuple[SnapshotVersion[AnySnapshot], ...]:
    """Return the versions of one thing without repetitions, with rising numbers.

    Two branches can give the same number to different versions. Both count: no number falls.
    """
    kept: list[SnapshotVersion[AnySnapshot]] = []
    for version in versions:
        if not kept:
            kept.append(version)
        elif version.data != kept[-1].data:
            kept.append(replace(version, number=max(version.number, kept[-1].number + 1)))
    return tuple(kept)


HEADER = (
    "# What was published, and since when. "
    "Written by the command “record”: keep it with the project."
)
LINE = re.compile(
    r"(address|event|realm|session) (\S+) (\d{4}-\d{2}-\d{2}) (\d{1,6}) (gone|\{.*\})\s*\Z"
)
CONFLICT_MARKER = re.compile(r"(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)( |\Z)")
SNAPSHOTS: dict[str, type[Snapshot]] = {
    "session": PublishedSession,
    "address": PublishedAddress,
    "event": PublishedEvent,
    "realm": SiteIdentity,
}
"""Classes by kind of snapshot, in the order of the fields of `Published`."""
REMOVED = "gone"


def parse_snapshots(source: SourceText | None, log: Log) -> Published:
    """Return the snapshots of a file, none without a file. Report H101 for each damaged line."""
    lines: dict[str, dict[str, list[tuple[str, SnapshotVersion[Any]]]]] = {}
    for number, line in enumerate(source.text.split("\n") if source else (), 1):
        assert source is not None
        if not line.strip() or line.startswith("#") or CONFLICT_MARKER.match(line):
            continue
        try:
            kind, id_, version = _parse_line(line, source.line_span(number))
        except (AttributeError, RecursionError, ValueError):
            log.report("H101", source.line_span(number), line=number)
        else:
            lines.setdefault(kind, {}).setdefault(id_, []).append((line, version))
    return Published(*(_ordered(lines.get(kind, {})) for kind in SNAPSHOTS))


def _parse_line(line: str, span: Span) -> tuple[str, str, SnapshotVersion[Any]]:
    """Return kind, id and version of a line. Raise an exception if it is damaged."""
    match = LINE.match(line)
    if match is None:
        raise ValueError(line)
    kind, id_, day, number, text = match.groups()
    data = None if text == REMOVED else _parse_snapshot(SNAPSHOTS[kind], text)
    return kind, id_, SnapshotVersion(parse_date(day), int(number), data, span)


def _parse_snapshot(kind: type[AnySnapshot], text: str) -> AnySnapshot:
    """Return a snapshot from JSON. Fields of newer engines are ignored."""
    data = msgspec.json.decode(text)
    for name, parse in PARSERS.items():
        if isinstance(data.get(name), str):
            data[name] = parse(data[name])
    return msgspec.convert(data, kind, builtin_types=(date, datetime, time), strict=False)


def _parse_day(text: str) -> date | int:
    return int(text) if text.isdecimal() else date.fromisoformat(text)


PARSERS: dict[str, Callable[[str], Any]] = {
    "day": _parse_day,
    "start": time.fromisoformat,
    "end": time.fromisoformat,
    "starts": datetime.fromisoformat,
    "ends": datetime.fromisoformat,
}


def _ordered(lines: dict[str, list[tuple[str, SnapshotVersion[Any]]]]) -> VersionsById[Any]:
    """Return versions by id, in the order of publication."""
    return {
        id_: deduplicate_versions(
            version
            for _, version in sorted(found, key=lambda it: (it[1].since, it[1].number, it[0]))
        )
        for id_, found in lines.items()
    }


def merge_record(before: str, new: Published, is_private: IsPrivate) -> str:
    """Return the text of the file with new snapshots, without private words."""
    lines = {*_format_lines(new)}
    lines.update(line.rstrip() for line in before.split("\n") if LINE.match(line))
    for line in [line for line in lines if is_private(line)]:
        lines.remove(line)
        public = parse_snapshots(SourceText("", line), Log()).without(is_private)
        lines.update(_format_lines(public))
    return "\n".join((HEADER, *sorted(lines))) + "\n"


def _format_lines(published: Published) -> Iterator[str]:
    for kind, group in published.groups.items():
        for id_, versions in group.items():
            for version in versions:
                assert version.since is not None
                data = REMOVED if version.data is None else _format_snapshot(version.data)
                yield f"{kind} {id_} {version.since.isoformat()} {version.number} {data}"


def _format_snapshot(snapshot: Snapshot) -> str:
    """Return the fields that differ from their defaults, as JSON."""
    values = ((each.name, each.default, getattr(snapshot, each.name)) for each in fields(snapshot))
    data = {name: _plain(value) for name, default, value in values if value != default}
    return json.dumps(data, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Return a value for JSON; `09:30` for a time."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
