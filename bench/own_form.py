"""The conference as sources of Microsite: `content/`, `data/` and the theme."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from textwrap import indent

from bench.conference import KINDS, TIERS, TRACKS, Conference, Session

ROOT = Path(__file__).parent.parent
THEME = (
    "templates",
    "assets/css",
    "assets/js",
    "assets/fonts",
    "assets/cards",
    "assets/icon.svg",
)
"""Files and folders of the theme."""
FIRST_POST = date(2025, 1, 1)
DAYS_WITH_POSTS = 365


LEAN = """\
offline: no
leave_out: [calendars, feeds, search, text copies, data files, whole event, qr codes]
theme:
  cards: no
"""
"""Settings that turn off everything that other tools do not create."""


def lean(conference: Conference, folder: Path) -> None:
    """Write the sources of a site without optional output, such as share cards and calendars."""
    microsite(conference, folder, LEAN)


def microsite(conference: Conference, folder: Path, settings: str = "") -> None:
    """Write the sources of a site. Texts outside the menu are news, which no footer lists."""
    for name in THEME:
        _copy(ROOT / name, folder / name)
    content(conference, folder, settings)


def content(conference: Conference, folder: Path, settings: str = "") -> None:
    """Write the sources of a site without a theme, as for an event of a portfolio."""
    _write(
        folder / "content/event.md",
        f"---\n{_event(conference)}{settings}---\n{conference.body}",
    )
    for speaker in conference.speakers:
        photo = (
            f"photo: images/people/{speaker.id}.jpg\nphoto_alt: {speaker.name}\n"
            if conference.portraits
            else ""
        )
        settings = (
            f"{photo}name: {speaker.name}\nrole: {speaker.role}\norganisation: {speaker.org}\n"
            f"links:\n  - label: Website\n    url: {speaker.link}\n"
        )
        _write(
            folder / f"content/speakers/{speaker.id}.md",
            f"---\n{settings}---\n{speaker.body}",
        )
    for number, page in enumerate(conference.pages):
        if page.in_menu:
            settings = f"title: {page.title}\ndescription: {page.summary}\nmenu: yes\norder: {number + 1}\n"
            _write(
                folder / f"content/pages/{page.id}.md",
                f"---\n{settings}---\n{page.body}",
            )
        else:
            dated = FIRST_POST + timedelta(days=number % DAYS_WITH_POSTS)
            settings = f"title: {page.title}\ndate: {dated}\nsummary: {page.summary}\n"
            _write(
                folder / f"content/news/{page.id}.md",
                f"---\n{settings}---\n{page.body}",
            )
    _write(folder / "data/sessions.yaml", _sessions(conference))
    _write(folder / "data/resources.yaml", _resources(conference))
    _write(folder / "data/sponsors.yaml", _sponsors(conference))


def _event(conference: Conference) -> str:
    url = f"base_url: {conference.url}/\n" if conference.url else ""
    return f"""\
title: {conference.name}
strapline: {conference.tagline}
description: {conference.tagline}.
timezone: {conference.timezone}
starts: {conference.days[0]} 09:00
ends: {conference.days[-1]} 17:45
{url}venue:
  name: {conference.venue}
  town: {conference.city}
  country: SE
organiser:
  name: {conference.name}
"""


def _sessions(conference: Conference) -> str:
    rooms = sorted({session.room for session in conference.sessions})
    return (
        f"rooms:\n{_entries(f'name: {room}' for room in rooms)}"
        f"tracks:\n{_entries(f'name: {track}' for track in TRACKS)}"
        f"days:\n{_entries(f'day: {day}' for day in conference.days)}"
        f"sessions:\n{_entries(_session(session) for session in conference.sessions)}"
    )


def _session(session: Session) -> str:
    resources = (
        f"resources: [{', '.join(session.resources)}]\n" if session.resources else ""
    )
    return f"""\
id: {session.id}
title: {session.title}
kind: talk
day: {session.day}
start: {session.start}
end: {session.end}
room: {session.room}
track: {session.track}
speakers: [{", ".join(session.speakers)}]
{resources}summary: {session.summary}
abstract: |
{indent(session.body, "  ")}"""


def _resources(conference: Conference) -> str:
    entries = _entries(
        f"id: {resource.id}\ntitle: {resource.title}\nkind: {resource.kind}\nurl: {resource.url}\nsummary: {resource.summary}"
        for resource in conference.resources
    )
    return f"kinds: [{', '.join(KINDS)}]\nresources:\n{entries}"


def _sponsors(conference: Conference) -> str:
    tiers = _entries(f"id: {tier.lower()}\nname: {tier}\noffered: no" for tier in TIERS)
    sponsors = _entries(
        f"id: {sponsor.id}\nname: {sponsor.name}\ntier: {sponsor.tier.lower()}\nurl: {sponsor.url}\nwords: {sponsor.summary}"
        for sponsor in conference.sponsors
    )
    return f"tiers:\n{tiers}sponsors:\n{sponsors}"


def _entries(texts: Iterable[str]) -> str:
    """Return a YAML list of these entries."""
    return "".join(f"  - {indent(text, '    ').strip()}\n" for text in texts)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy(source, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
