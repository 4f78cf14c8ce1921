"""Small projects for tests, written as by an editor and read as by the engine."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from microsite.diagnostics.diagnostic import Log
from microsite.model.event import Event
from microsite.model.loader import load_event
from microsite.source.reader import read_sources

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
    for name, text in {"content/event.md": f"---\n{event}---\n{overview}", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def sessions_yaml(*sessions: str, rooms: tuple[str, ...] = (), tracks: tuple[str, ...] = ()) -> str:
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
        for key, value in (("id", f"s{number}"), ("title", f"Session {number}"), ("kind", "talk")):
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


def load(root: Path) -> tuple[Event | None, Log]:
    """Return the event of a project and its log."""
    log = Log()
    return load_event(read_sources(root, log), log), log


def load_soundly(root: Path) -> Event:
    """Return the event of a project without errors."""
    event, log = load(root)
    assert event is not None
    assert [
        f"{found.span} {found.code} {found.headline}" for found in log if found.severity == "error"
    ] == []
    return event


def codes(log: Log) -> list[str]:
    """Return the reported codes, in order."""
    return [found.code for found in log]
