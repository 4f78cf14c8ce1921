"""Small projects for tests, written as by an editor and read as by the engine."""

from __future__ import annotations

from pathlib import Path
from random import Random
from textwrap import dedent, indent

from microsite.diagnostics.diagnostic import Log
from microsite.model.event import Event
from microsite.model.loader import load_event
from microsite.source.inheritance import read_sources

EVENT = """\
title: Coasts in common
description: A conference about coasts.
timezone: Europe/London
starts: 2027-05-20 09:00
ends: 2027-05-20 17:00
organiser:
  name: Example Conferences
"""


def write_project(
    root: Path, files: dict[str, str], event: str = EVENT, overview: str = "Welcome.\n"
) -> Path:
    """Write a project with these files; `event` is the settings of event.md."""
    for name, text in {
        "content/event.md": f"---\n{event}---\n{overview}",
        **files,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def sessions_yaml(
    *sessions: str, rooms: tuple[str, ...] = (), tracks: tuple[str, ...] = ()
) -> str:
    """Return a data/sessions.yaml with these sessions. Missing ids, titles, kinds and lengths are
    filled in.
    """
    text = ""
    for key, names in (("rooms", rooms), ("tracks", tracks)):
        if names:
            text += f"{key}:\n" + "".join(f"  - name: {name}\n" for name in names)
    text += "sessions:\n"
    for number, session in enumerate(sessions, 1):
        lines = dedent(session).strip()
        for key, value in (
            ("id", f"s{number}"),
            ("title", f"Session {number}"),
            ("kind", "talk"),
        ):
            if (
                f"{key}:" not in lines.split("\n")[0]
                and f"\n{key}:" not in lines
                and not lines.startswith(f"{key}:")
            ):
                lines += f"\n{key}: {value}"
        if "end:" not in lines and "length:" not in lines:
            lines += "\nlength: 45 minutes"
        text += "  - " + indent(lines, "    ").lstrip() + "\n"
    return text


def vast_files(sessions: int, rooms: int, people: int) -> dict[str, str]:
    """Return the files of a programme with so many sessions on each of two days.

    Rooms begin and pause at different times. With few rooms the day ends after midnight.
    """
    chance = Random(3)
    words = "open harbour signal river kernel parser tide model query garden stack bridge".split()
    names = "".join(f"  - name: Room {room}\n" for room in range(rooms))
    text = f"rooms:\n{names}tracks:\n{names.replace('Room', 'Track')}sessions:\n"
    number = 0
    for day in (1, 2):
        for room in range(rooms):
            minute = 9 * 60 + chance.choice((0, 0, 30))
            for _ in range(-(-sessions // rooms)):
                length = chance.choice((20, 25, 30, 50, 55))
                number += 1
                title = " ".join(
                    chance.choice(words) for _ in range(chance.randint(2, 9))
                )
                text += (
                    f"  - {{id: s{number}, title: {title.capitalize()}, kind: talk, day: {day}, "
                    f"start: '{minute // 60 % 24:02}:{minute % 60:02}', length: {length} minutes, "
                    f"room: Room {room}, track: Track {room}, speakers: [p{number % people}]}}\n"
                )
                minute += length + chance.choice((0, 5, 10, 30))
    last = (
        "Ahlgren",
        "Baker",
        "Carvalho",
        "Dube",
        "Evans",
        "Ferreira",
        "Georgiou",
        "Zhang",
    )
    return {"data/sessions.yaml": text} | {
        f"content/speakers/p{person}.md": f"---\nname: Kim {last[person % 8]}{person}\n---\n"
        for person in range(people)
    }


def load(root: Path) -> tuple[Event | None, Log]:
    """Return the event of a project and its log."""
    log = Log()
    return load_event(read_sources(root, log), log), log


def load_soundly(root: Path) -> Event:
    """Return the event of a project without errors."""
    event, log = load(root)
    assert event is not None
    assert [
        f"{diagnostic.span} {diagnostic.code} {diagnostic.headline}"
        for diagnostic in log
        if diagnostic.severity == "error"
    ] == []
    return event


def codes(log: Log) -> list[str]:
    """Return the reported codes, in order."""
    return [diagnostic.code for diagnostic in log]
