"""Snapshots of what was published, in `data/published.txt`: a line for each, so that Git can merge them.

session opening 2027-03-03 1 {"title": "Opening plenary", "day": "2027-05-20", "start": "11:00",
"end": "11:45"}

Lines are only added, and their order has no meaning: date and number say which version is later.
So the file stays valid whatever Git makes of two branches, including conflict markers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct, field
from msgspec.structs import fields, replace

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.model.dates import parse_date
from microsite.model.records.event import EventStatus
from microsite.model.records.sessions import SessionStatus


class Fact(Struct, frozen=True):
    """A snapshot of one thing. Fields are only ever added, with a default for older records."""


class PublishedSession(Fact, frozen=True):
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


class PublishedEvent(Fact, frozen=True):
    """The event as it was published."""

    title: str
    starts: datetime | None = None
    """On the wall, in the event's zone."""
    ends: datetime | None = None
    place: str = ""
    status: EventStatus = EventStatus.SCHEDULED
    provisional: bool = False
    """Whether its dates may still change."""


class PublishedAddress(Fact, frozen=True):
    """A page."""

    title: str = ""
    """By which a page is known again when its address changes; empty where it is not to be kept."""


class SiteIdentity(Fact, frozen=True):
    """The place of the event among others."""

    title: str
    """What keeps its ids apart from those of other events, in calendars and programme data."""
    folder: str = ""
    """The folder of its pages, from the root of its series: `2027/`."""


Known = TypeVar("Known", bound=Fact)


class Version(Struct, Generic[Known], frozen=True):
    """A snapshot with the day from which it was published."""

    since: date | None
    """The day it was first published; None for what the sources say now and no record has yet."""
    number: int
    """From 0, and rising; in calendars it is the SEQUENCE."""
    known: Known | None
    """None where it was gone."""
    place: Span | None = None
    """Its line in the record."""


Versions = dict[str, tuple[Version[Known], ...]]
"""By name; the earliest first, never two alike in succession."""


class Published(Struct, frozen=True):
    """Every snapshot on record."""

    sessions: Versions[PublishedSession] = field(default_factory=dict)
    addresses: Versions[PublishedAddress] = field(default_factory=dict)
    """By address from the root of the site: `speakers/kim/`."""
    events: Versions[PublishedEvent] = field(default_factory=dict)
    """Under the one name `-`."""
    realms: Versions[SiteIdentity] = field(default_factory=dict)
    """Under the one name `-`. The title of the first one stays, whatever becomes of the address of
    the site.
    """

    @property
    def days(self) -> frozenset[date]:
        """Days on which something was first published. Empty without a record."""
        groups: tuple[Iterable[tuple[Version[Fact], ...]], ...] = (
            self.sessions.values(),  # type: ignore[assignment]
            self.addresses.values(),
            self.events.values(),
            self.realms.values(),
        )
        return frozenset(
            one.since for group in groups for versions in group for one in versions if one.since
        )

    def as_of(self, day: date) -> Published:
        """Return the snapshots as they were on a day."""
        groups = self.sessions, self.addresses, self.events, self.realms
        return Published(*(_until(group, day) for group in groups))

    def without(self, is_private: Callable[[str], bool]) -> Published:
        """Return the snapshots without words for which `is_private` is true."""
        return Published(
            {
                name: tuple(
                    replace(one, known=one.known and _bare(one.known, is_private))
                    for one in versions
                )
                for name, versions in self.sessions.items()
                if not is_private(name)
            },
            {
                name: tuple(
                    replace(
                        one,
                        known=PublishedAddress()
                        if one.known and is_private(one.known.title)
                        else one.known,
                    )
                    for one in versions
                )
                for name, versions in self.addresses.items()
                if not is_private(name)
            },
            {
                name: tuple(
                    one for one in versions if not (one.known and is_private(one.known.title))
                )
                for name, versions in self.events.items()
            },
            self.realms,
        )


def _until(versions: Versions[Known], day: date) -> Versions[Known]:
    found = {
        name: tuple(one for one in each if one.since and one.since <= day)
        for name, each in versions.items()
    }
    return {name: each for name, each in found.items() if each}


def _bare(session: PublishedSession, is_private: Callable[[str], bool]) -> PublishedSession:
    """Return a session without people and words that are private."""
    chairs = tuple(slug for slug in session.chairs if not is_private(slug))
    speakers = tuple(slug for slug in session.speakers if not is_private(slug))
    title = "A session" if is_private(session.title) else session.title
    if (title, chairs, speakers) == (session.title, session.chairs, session.speakers):
        return session
    return replace(session, title=title, chairs=chairs, speakers=speakers)


def in_succession(found: Iterable[Version[Known]]) -> tuple[Version[Known], ...]:
    """Return the versions of one thing without repetitions, with rising numbers.

    Two branches can give the same number to different versions. Both count, so that no number falls.
    """
    kept: list[Version[Known]] = []
    for one in found:
        if not kept:
            kept.append(one)
        elif one.known != kept[-1].known:
            kept.append(replace(one, number=max(one.number, kept[-1].number + 1)))
    return tuple(kept)


ABOUT = "# What was published, and since when. Written by “python build.py record”: keep it with the project."
LINE = re.compile(
    r"(address|event|realm|session) (\S+) (\d{4}-\d{2}-\d{2}) (\d{1,6}) (gone|\{.*\})\s*\Z"
)
MARKS = re.compile(r"(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)( |\Z)")
"""What Git puts between two versions that it could not merge."""
KINDS: dict[str, type[Fact]] = {
    "address": PublishedAddress,
    "event": PublishedEvent,
    "realm": SiteIdentity,
    "session": PublishedSession,
}
GONE = "gone"


def parse_snapshots(source: SourceText | None, log: Log) -> Published:
    """Return the snapshots of a file, none without a file. Report H101 for each damaged line."""
    if source is None:
        return Published()
    found: dict[str, dict[str, list[tuple[str, Version[Fact]]]]] = {kind: {} for kind in KINDS}
    for number, line in enumerate(source.text.split("\n"), 1):
        if not line.strip() or line.startswith("#") or MARKS.match(line):
            continue
        read = _read(line, source, number)
        if read is None:
            log.report("H101", source.line_span(number), line=number)
        else:
            kind, name, version = read
            found[kind].setdefault(name, []).append((line, version))
    return Published(
        _ordered(found["session"]),  # type: ignore[arg-type]
        _ordered(found["address"]),  # type: ignore[arg-type]
        _ordered(found["event"]),  # type: ignore[arg-type]
        _ordered(found["realm"]),  # type: ignore[arg-type]
    )


def _read(line: str, source: SourceText, number: int) -> tuple[str, str, Version[Fact]] | None:
    """Return kind, name and version of a line, or None if it is damaged."""
    match = LINE.match(line)
    if match is None:
        return None
    kind, name, day, count, what = match.groups()
    try:
        since = parse_date(day)
    except ValueError:
        return None
    known = None
    if what != GONE:
        known = _parse_fact(KINDS[kind], what)
        if known is None:
            return None
    return kind, name, Version(since, int(count), known, source.line_span(number))


def _parse_fact(kind: type[Fact], text: str) -> Fact | None:
    """Return a snapshot from JSON, or None if it is damaged. Fields of newer engines are ignored."""
    try:
        data = msgspec.json.decode(text)
        for name, parse in PARSERS.items():
            if isinstance(data.get(name), str):
                data[name] = parse(data[name])
        return msgspec.convert(data, kind, builtin_types=(date, datetime, time), strict=False)
    except (AttributeError, ValueError):
        return None


def _parse_day(text: str) -> date | int:
    return int(text) if text.isdecimal() else date.fromisoformat(text)


PARSERS: dict[str, Callable[[str], Any]] = {
    "day": _parse_day,
    "start": time.fromisoformat,
    "end": time.fromisoformat,
    "starts": datetime.fromisoformat,
    "ends": datetime.fromisoformat,
}


def _ordered(found: dict[str, list[tuple[str, Version[Known]]]]) -> Versions[Known]:
    """Return versions by name, in the order of publication."""

    def when(read: tuple[str, Version[Known]]) -> tuple[str, int, str]:
        line, version = read
        return (version.since.isoformat() if version.since else "", version.number, line)

    return {
        name: in_succession(one for _, one in sorted(lines, key=when))
        for name, lines in found.items()
    }


def renewed(before: str, new: Published, is_private: Callable[[str], bool]) -> str:
    """Return the text of the file with new snapshots, without lines for which `is_private` is true."""
    lines = {*_all_lines(new)}
    for line in before.split("\n"):
        if LINE.match(line):
            lines.add(line.rstrip())
    for line in [line for line in lines if is_private(line)]:
        lines.remove(line)
        lines.update(_all_lines(parse_snapshots(SourceText("", line), Log()).without(is_private)))
    return "\n".join((ABOUT, *sorted(lines))) + "\n"


def _all_lines(published: Published) -> Iterable[str]:
    yield from _lines("address", published.addresses)
    yield from _lines("event", published.events)
    yield from _lines("realm", published.realms)
    yield from _lines("session", published.sessions)


def _lines(kind: str, things: Versions[Known]) -> Iterable[str]:
    for name, versions in things.items():
        for one in versions:
            what = GONE
            if one.known is not None:
                what = json.dumps(dict(_told(one.known)), ensure_ascii=False)
            assert one.since is not None
            yield f"{kind} {name} {one.since.isoformat()} {one.number} {what}"


def _told(fact: Fact) -> Iterable[tuple[str, Any]]:
    """Yield the fields that differ from their defaults."""
    for name, default in _defaults(fact):
        value = getattr(fact, name)
        if value != default:
            yield name, _plain(value)


def _defaults(fact: Fact) -> Iterable[tuple[str, Any]]:
    """Return the fields of a fact with their defaults; `NODEFAULT` where there is none."""
    return ((field.name, field.default) for field in fields(fact))


def _plain(value: Any) -> Any:
    """Return a value for JSON; `09:30` for a time."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
