"""The largest and smallest sites that an editor may create."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from bench.words import FIRST_NAMES, LAST_NAMES, NOUNS, SMALL
from microsite.project import Project
from tests.browser.opened import finished
from tests.built import AS_OF
from tests.making import sessions_yaml, write_project

SITES_FOLDER = Path(__file__).parent.parent / "sites" / "golden"
ROOMS = tuple(
    f"{name} room"
    for name in (
        "Harbour",
        "Lantern",
        "Ferry",
        "Anchor",
        "Compass",
        "Tide",
        "Gull",
        "Rope",
    )
)
TRACKS = ("Building", "Planning", "Living", "Remembering")
SLOTS = (
    "09:00",
    "09:45",
    "10:30",
    "11:15",
    "12:00",
    "13:30",
    "14:15",
    "15:00",
    "15:45",
    "16:30",
)
CROWDED = """\
title: >-
  Everything that everybody ought to have been told about the Rechtsschutzversicherungsgesellschaften of our coasts,
  and was not: the second and last conference
strapline: Rather more than can be listened to in the time that there is, with an hour for lunch on each of the days
standfirst: For those who want to hear all of it.
description: A conference with more in it than anybody can go to.
timezone: Europe/London
starts: 2027-05-20 09:00
ends: 2027-05-21 17:15
base_url: https://coasts.example/
venue: {name: The House of the Worshipful Company of Measurers of High and Low Water, town: Stow-under-Example}
organiser: {name: The Society for the Understanding of Coasts and for the Improvement of Conferences about Them}
"""
SMALLEST = """\
title: Coasts in common
description: A conference about coasts.
timezone: Europe/London
starts: to be announced
organiser: {name: Example Conferences}
"""
LONGEST_TITLE = (
    "What a Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft does all day, why it has "
    "to be done, who asked for it, and how we came to be here: an inquiry in five parts, with an interval"
)
IMAGE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}"><path fill="#246" d="M0 0h{0}v{1}H0z"/></svg>'
SHAPES = (
    (400, 40),
    (40, 200),
    (100, 100),
    (300, 100),
    (90, 100),
    (200, 60),
    (60, 61),
    (500, 100),
    (100, 260),
)


@cache
def crowded() -> Path:
    """Build a site with 80 sessions on one day and 20 on the next, long titles and a long
    biography.
    """
    chance = Random(1)
    files = {"data/sessions.yaml": _sessions(chance), "data/sponsors.yaml": _sponsors()}
    files |= {
        f"assets/images/{number}.svg": IMAGE.format(*shape)
        for number, shape in enumerate(SHAPES)
    }
    for number, name in enumerate(_names()):
        words = 400 if number == 0 else 40
        files[f"content/speakers/{_slug(number)}.md"] = (
            f"---\nname: {name}\n---\n{_words(chance, words)}.\n"
        )
    return _built(files, CROWDED)


@cache
def single() -> Path:
    """Build a site with one session and without speakers and sponsors."""
    session = sessions_yaml("title: All of it\nstart: 09:30")
    return _built(
        {"data/sessions.yaml": session},
        SMALLEST.replace(
            "starts: to be announced",
            "starts: 2027-05-20 09:00\nends: 2027-05-20 10:00",
        ),
    )


@cache
def smallest() -> Path:
    """Build a site with only a title and the required settings."""
    return _built({}, SMALLEST)


@cache
def changed() -> Path:
    """Build the golden site with a changed programme, so that it has a page of changes."""
    folder = Path(mkdtemp(prefix="microsite-"))
    shutil.copytree(SITES_FOLDER / "changed", folder, dirs_exist_ok=True)
    return finished(Project.at(folder), AS_OF)


def _built(files: dict[str, str], event: str) -> Path:
    folder = Path(mkdtemp(prefix="microsite-"))
    return finished(Project.at(write_project(folder, files, event, overview="")), AS_OF)


def _slug(number: int) -> str:
    return f"speaker-{number}"


def _names() -> list[str]:
    return [
        f"{first} {last}"
        for first, last in zip(cycle(FIRST_NAMES), LAST_NAMES, strict=False)
    ]


def _words(chance: Random, count: int) -> str:
    return " ".join(
        chance.choice(NOUNS if number % 2 else SMALL) for number in range(count)
    ).capitalize()


def _sessions(chance: Random) -> str:
    text = "rooms:\n" + "".join(f"  - name: {room}\n" for room in ROOMS)
    text += (
        "tracks:\n"
        + "".join(f"  - name: {track}\n" for track in TRACKS)
        + "sessions:\n"
    )
    speakers = cycle(range(len(_names())))
    for number, (day, start, room) in enumerate(_places()):
        title = LONGEST_TITLE if number == 3 else _words(chance, chance.randint(3, 10))
        people = ", ".join(_slug(next(speakers)) for _ in range(chance.randint(1, 2)))
        text += (
            f"  - id: {_words(chance, 3).lower().replace(' ', '-')}-{number}\n    title: >-\n      {title}\n"
            f"    kind: talk\n    day: {day}\n    start: {start}\n    length: 45 minutes\n    room: {room}\n"
            f"    track: {chance.choice(TRACKS)}\n    speakers: [{people}]\n    summary: {_words(chance, 12)}.\n"
        )
    return text


def _places() -> Iterator[tuple[str, str, str]]:
    """Return 80 sessions on one day and 20 on the next."""
    for start in SLOTS:
        for room in ROOMS:
            yield "2027-05-20", start, room
    for start in SLOTS:
        for room in ROOMS[:2]:
            yield "2027-05-21", start, room


def _sponsors() -> str:
    """Return nine sponsors in a tier, with logos of different shapes, and one in another tier."""
    text = "tiers:\n  - {id: gold, name: Gold}\n  - {id: silver, name: Silver}\nsponsors:\n"
    text += "  - {id: one, name: The only one of its kind, tier: gold, words: We are alone.}\n"
    return text + "".join(
        f"  - {{id: s{number}, name: Sponsor {number}, tier: silver, logo: images/{number}.svg}}\n"
        for number in range(len(SHAPES))
    )
