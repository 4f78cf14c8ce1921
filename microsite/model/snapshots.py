"""What was published, and since when: the facts of `data/published.txt`."""

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
    """What is kept of one thing. Fields are only ever added, each with what stands for it in older
    records.
    """


class PublishedSession(Fact, frozen=True):
    """A session as visitors were told of it."""

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
    """The conference as visitors were told of it."""

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
    """Where the event is published among others."""

    title: str
    """What keeps its ids apart from those of other events, in calendars and programme data."""
    folder: str = ""
    """The folder of its pages, from the root of its series: `2027/`."""


Known = TypeVar("Known", bound=Fact)


class Version(Struct, Generic[Known], frozen=True):
    """What was known of one thing from a day on."""

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
    """The record of what was published."""

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
        """The days on which something was first published; empty where there is no record."""
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
        """The record as it was on a day."""
        groups = self.sessions, self.addresses, self.events, self.realms
        return Published(*(_until(group, day) for group in groups))

    def without(self, is_private: Callable[[str], bool]) -> Published:
        """The record without any word for which `is_private` answers yes."""
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
    """A session without people and words that must not be known."""
    chairs = tuple(slug for slug in session.chairs if not is_private(slug))
    speakers = tuple(slug for slug in session.speakers if not is_private(slug))
    title = "A session" if is_private(session.title) else session.title
    if (title, chairs, speakers) == (session.title, session.chairs, session.speakers):
        return session
    return replace(session, title=title, chairs=chairs, speakers=speakers)


def in_succession(found: Iterable[Version[Known]]) -> tuple[Version[Known], ...]:
    """Versions of one thing in order, what repeats the one before left out, each with a number of its own.

    Two branches may have given the same number to different versions: then both count, so that no
    number falls.
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
    """The record of what was published, empty where there is none. Reports H101 for each line that
    is damaged.
    """
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
    """The kind, the name and the version that a line tells of; None where it makes no sense."""
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
    """By name, the versions in the order in which they were published."""

    def when(read: tuple[str, Version[Known]]) -> tuple[str, int, str]:
        line, version = read
        return (version.since.isoformat() if version.since else "", version.number, line)

    return {
        name: in_succession(one for _, one in sorted(lines, key=when))
        for name, lines in found.items()
    }


def renewed(before: str, new: Published, is_private: Callable[[str], bool]) -> str:
    """A record with new facts, its other lines as they are, but without words for which
    `is_private` answers yes.
    """
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
    """What there is to keep of a fact: what is not as it is where nothing is kept."""
    for name, default in _defaults(fact):
        value = getattr(fact, name)
        if value != default:
            yield name, _plain(value)


def _defaults(fact: Fact) -> Iterable[tuple[str, Any]]:
    """Return the fields of a fact with their defaults; `NODEFAULT` where there is none."""
    return ((field.name, field.default) for field in fields(fact))


def _plain(value: Any) -> Any:
    """A value as JSON has it; `09:30` for a time."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
