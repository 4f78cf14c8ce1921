"""`data/published.txt` as text: a line for each fact, so that two versions of the file can be
merged by joining them.

session opening 2027-03-03 1 {"title": "Opening plenary", "day": "2027-05-20", "start": "11:00",
"end": "11:45"}

Lines are only ever added. Their order means nothing: a day and a number say which is the later one.
So whatever Git makes of two branches that both wrote to it, marks of a conflict included, is again
a sound record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, time
from typing import Any

from msgspec.structs import fields

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.json_text import spaced
from microsite.model.moments import parse_day
from microsite.model.published import (
    Fact,
    Known,
    Published,
    PublishedAddress,
    PublishedEvent,
    PublishedRealm,
    PublishedSession,
    Version,
    Versions,
    in_succession,
)

ABOUT = "# What was published, and since when. Written by “python build.py record”: keep it with the project."
LINE = re.compile(
    r"(address|event|realm|session) (\S+) (\d{4}-\d{2}-\d{2}) (\d{1,6}) (gone|\{.*\})\s*\Z"
)
MARKS = re.compile(r"(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)( |\Z)")
"""What Git puts between two versions that it could not merge."""
KINDS: dict[str, type[Fact]] = {
    "address": PublishedAddress,
    "event": PublishedEvent,
    "realm": PublishedRealm,
    "session": PublishedSession,
}
GONE = "gone"


def read_published(source: SourceText | None, log: Log) -> Published:
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
        since = parse_day(day)
    except ValueError:
        return None
    known = None
    if what != GONE:
        from microsite.model.checking import read_fact

        known = read_fact(KINDS[kind], what)
        if known is None:
            return None
    return kind, name, Version(since, int(count), known, source.line_span(number))


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
        lines.update(_all_lines(read_published(SourceText("", line), Log()).without(is_private)))
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
                what = spaced(dict(_told(one.known)))
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
