"""Notes about work before launch, with their places."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import CATALOGUE, Log, Severity
from microsite.model.loader import load_event
from microsite.model.readiness import check_readiness
from microsite.source.inheritance import read_sources

EVENT = """\
---
title: A small fair
description: A day for people who make small things.
timezone: Europe/London
starts: 2027-05-20 09:00
ends: 2027-05-20 16:00
base_url: https://fair.example/
venue:
  name: Example House
  access:
    - {name: Step-free access, text: From the street to every room.}
booking:
  url: https://booking.example/
organiser:
  name: Example Fairs
---
What there is to see.
"""
KIM = """\
---
name: Kim Example
role: Maker
photo: images/kim.jpg
photo_alt: Kim at a workbench
---
Kim makes small things.
"""
SESSIONS = """\
sessions:
  - {id: opening, title: Opening, kind: keynote, start: "09:00", end: "10:00", speakers: [kim], abstract: Hello.}
"""
GOOD = {
    "content/event.md": EVENT,
    "content/speakers/kim.md": KIM,
    "data/sessions.yaml": SESSIONS,
}
DAY = date(2027, 1, 10)


def notes(
    root: Path, files: dict[str, str], as_of: date = DAY
) -> list[tuple[str, str, int]]:
    """Return the code, file and line of each note about a project."""
    for path, text in (GOOD | files).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    log = Log()
    event = load_event(read_sources(root, log), log)
    assert event is not None, [diagnostic.headline for diagnostic in log]
    assert log.errors == 0, [diagnostic.headline for diagnostic in log]
    readiness_log = Log()
    check_readiness(event, as_of, readiness_log)
    assert all(diagnostic.severity is Severity.NOTE for diagnostic in readiness_log)
    return [
        (diagnostic.code, diagnostic.span.path, diagnostic.span.line)
        for diagnostic in readiness_log
    ]


def test_readiness_of_ready_project_is_empty(tmp_path: Path) -> None:
    assert notes(tmp_path, {}) == []


def event_with(old: str, new: str) -> dict[str, str]:
    assert old in EVENT
    return {"content/event.md": EVENT.replace(old, new)}


def kim_with(old: str, new: str) -> dict[str, str]:
    assert old in KIM
    return {"content/speakers/kim.md": KIM.replace(old, new)}


def session(**fields: str) -> dict[str, str]:
    """Return the programme with one more session, from 10:00 to 11:00 by default."""
    plain = {
        "id": "more",
        "title": "More",
        "kind": "talk",
        "start": '"10:00"',
        "end": '"11:00"',
    } | {"speakers": "[kim]", "abstract": "More of it."}
    lines = [f"{name}: {value}" for name, value in (plain | fields).items() if value]
    return {"data/sessions.yaml": SESSIONS + "  - " + "\n    ".join(lines) + "\n"}


def resource(*lines: str) -> dict[str, str]:
    text = "resources:\n  - id: guide\n    title: A guide\n    kind: Guidance\n"
    return {"data/resources.yaml": text + "".join(f"    {line}\n" for line in lines)}


def figure(*lines: str) -> dict[str, str]:
    text = 'figures:\n  - id: makers\n    value: "46"\n    statement: There are 46 makers.\n    source: Example\n'
    return {"data/figures.yaml": text + "".join(f"    {line}\n" for line in lines)}


SOUND_FIGURE = (
    "url: https://example.org/",
    "published: 2026-01-01",
    "checked: 2026-10-01",
)
LONG = "A title that goes on and on and on until no card that was ever drawn could hold all of its words"

CASES: dict[str, tuple[dict[str, str], str, int]] = {
    "K101 speaker": (
        kim_with("role:", "sample: yes\nrole:"),
        "content/speakers/kim.md",
        3,
    ),
    "K101 session": (
        session(sample="yes", status="provisional"),
        "data/sessions.yaml",
        10,
    ),
    "K101 resource": (
        resource("url: https://example.org/", "checked: 2026-12-01", "sample: yes"),
        "data/resources.yaml",
        7,
    ),
    "K101 figure": (figure(*SOUND_FIGURE, "sample: yes"), "data/figures.yaml", 9),
    "K101 rate": (
        {
            "data/rates.yaml": "rates:\n  - id: all\n    name: Everybody\n    price: 10\n    sample: yes\n"
        },
        "data/rates.yaml",
        5,
    ),
    "K101 tier": (
        {
            "data/sponsors.yaml": "tiers:\n  - id: a\n    name: A\n    benefits: [{name: A stand}]\n    sample: yes\n"
        },
        "data/sponsors.yaml",
        5,
    ),
    "K101 page": (
        {"content/pages/privacy.md": "---\ntitle: Privacy\nsample: yes\n---\nText.\n"},
        "content/pages/privacy.md",
        3,
    ),
    "K101 news": (
        {
            "content/news/open.md": "---\ntitle: Open\ndate: 2027-01-01\nsample: yes\n---\nText.\n"
        },
        "content/news/open.md",
        4,
    ),
    "K102": (
        event_with("base_url", "sample: [venue]\nbase_url"),
        "content/event.md",
        7,
    ),
    "K103": (session(status="provisional"), "data/sessions.yaml", 10),
    "K104": (
        {
            "content/news/open.md": "---\ntitle: Open\ndate: 2027-01-01\ndraft: yes\n---\nText.\n"
        },
        "content/news/open.md",
        4,
    ),
    "K111": (kim_with("Kim Example", "to be confirmed"), "content/speakers/kim.md", 2),
    "K112": (
        kim_with("photo: images/kim.jpg\nphoto_alt: Kim at a workbench\n", ""),
        "content/speakers/kim.md",
        2,
    ),
    "K113": (kim_with("role: Maker\n", ""), "content/speakers/kim.md", 2),
    "K114": (kim_with("Kim makes small things.", ""), "content/speakers/kim.md", 2),
    "K115": (
        {"content/speakers/ash.md": KIM.replace("Kim", "Ash")},
        "content/speakers/ash.md",
        2,
    ),
    "K115 protected": (
        {
            "content/speakers/ash.md": "---\nname: Ash\nprotected: yes\nshown_as: An adviser\n---\n"
        },
        "content/speakers/ash.md",
        3,
    ),
    "K116": (
        {
            "content/speakers/kim.md": "---\nname: Kim Example\nprotected: yes\n"
            "shown_as: An adviser\n---\nFrom experience.\n"
        },
        "content/speakers/kim.md",
        3,
    ),
    "K121 talk": (session(speakers=""), "data/sessions.yaml", 4),
    "K121 panel": (
        session(kind="panel", speakers="", chair="kim"),
        "data/sessions.yaml",
        4,
    ),
    "K121 workshop": (session(kind="workshop", speakers=""), "data/sessions.yaml", 4),
    "K122": (session(abstract=""), "data/sessions.yaml", 4),
    "K123": (session(kind="panel"), "data/sessions.yaml", 4),
    "K124": (session(start='"10:21"'), "data/sessions.yaml", 6),
    "K125": (session(start="", end=""), "data/sessions.yaml", 4),
    "K131": (resource(), "data/resources.yaml", 3),
    "K132": (resource("url: https://example.org/"), "data/resources.yaml", 5),
    "K133": (
        resource("url: https://example.org/", "checked: 2026-07-01"),
        "data/resources.yaml",
        6,
    ),
    "K136": (figure(*SOUND_FIGURE[1:]), "data/figures.yaml", 5),
    "K137": (figure(SOUND_FIGURE[0], SOUND_FIGURE[2]), "data/figures.yaml", 3),
    "K138": (figure(*SOUND_FIGURE[:2]), "data/figures.yaml", 3),
    "K139": (figure(*SOUND_FIGURE[:2], "checked: 2026-01-09"), "data/figures.yaml", 8),
    "K141": (
        event_with("2027-05-20 09:00\nends: 2027-05-20 16:00", "to be announced"),
        "content/event.md",
        5,
    ),
    "K142": (
        event_with(EVENT[EVENT.index("venue:") : EVENT.index("booking:")], ""),
        "content/event.md",
        2,
    ),
    "K143 hybrid": (
        event_with("base_url", "attendance: hybrid\nbase_url"),
        "content/event.md",
        7,
    ),
    "K144": (
        event_with("url: https://booking.example/", "how: Write to us."),
        "content/event.md",
        13,
    ),
    "K145": (
        event_with(
            "base_url", "help_lines:\n  - {name: A, about: All, sample: yes}\nbase_url"
        ),
        "content/event.md",
        8,
    ),
    "K146": (
        event_with("base_url: https://fair.example/\n", ""),
        "content/event.md",
        2,
    ),
    "K147": (
        event_with(
            "\n  access:\n    - {name: Step-free access, text: From the street to every room.}",
            "",
        ),
        "content/event.md",
        9,
    ),
    "K105": (
        {"content/news/soon.md": "---\ntitle: Soon\ndate: 2027-01-17\n---\nHello.\n"},
        "content/news/soon.md",
        3,
    ),
    "K148": (
        event_with("name: Example Fairs", "name: Example Fairs\n  phone: 01753 37309"),
        "content/event.md",
        16,
    ),
    "K151": (
        {"data/sponsors.yaml": "tiers:\n  - id: a\n    name: A\n"},
        "data/sponsors.yaml",
        3,
    ),
    "K152": (
        {"data/sponsors.yaml": "tiers:\n  - id: a\n    name: A\n    offered: no\n"},
        "data/sponsors.yaml",
        4,
    ),
    "K161 session": (session(title=LONG), "data/sessions.yaml", 4),
    "K161 event": (event_with("A small fair", LONG), "content/event.md", 2),
    "K162": (
        event_with(
            "What there is to see.",
            "\n\n".join(
                [
                    "Interdisciplinary safeguarding professionals demonstrate organisational capability."
                ]
                * 20
            ),
        ),
        "content/event.md",
        17,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_readiness_notes_have_places(case: str, tmp_path: Path) -> None:
    files, path, line = CASES[case]

    assert notes(tmp_path, files) == [(case.partition(" ")[0], path, line)]


def test_readiness_cases_cover_every_code() -> None:
    elsewhere = {
        code for code in CATALOGUE if code.startswith(("K163", "K164", "K17", "K19"))
    }  # translations, link checks, and the record
    assert {case.partition(" ")[0] for case in CASES} == {
        code for code in CATALOGUE if code[0] == "K"
    } - elsewhere


FINE: dict[str, dict[str, str]] = {
    "a break needs nobody": session(kind="break", speakers="", abstract=""),
    "a welcome needs no abstract": session(kind="welcome", abstract=""),
    "a workshop can be run by its chair": session(
        kind="workshop", speakers="", chair="kim"
    ),
    "a repeat needs no abstract of its own": session(repeat_of="opening", abstract=""),
    "what is called off needs nothing": session(
        status="cancelled", speakers="", abstract=""
    ),
    "twenty minutes are no gap": session(start='"10:20"'),
    "sessions at once are no gap": {
        "data/sessions.yaml": session(start='"09:30"', end='"09:40"', speakers="[ash]")[
            "data/sessions.yaml"
        ]
        + '  - {id: close, title: Close, kind: closing, start: "10:10", end: "10:30"}\n',
        "content/speakers/ash.md": KIM.replace("Kim", "Ash"),
    },
    "a figure can be dated in words": figure(
        SOUND_FIGURE[0], "dated: 2024 to 2025", SOUND_FIGURE[2]
    ),
    "a link checked half a year ago": resource(
        "url: https://example.org/", "checked: 2026-07-15"
    ),
    "nobody can book what is called off": event_with(
        "booking:\n  url: https://booking.example/\n", "status: cancelled\n"
    ),
    "an online event needs no venue": event_with(
        EVENT[EVENT.index("venue:") : EVENT.index("booking:")],
        "attendance: online\nonline_url: https://online.example/\n",
    ),
    "a protected person needs no photograph or biography": {
        "content/speakers/kim.md": "---\nname: Kim\nprotected: yes\nshown_as: An adviser\n---\n"
    },
    "a tier that has a sponsor is seen": {
        "data/sponsors.yaml": "tiers:\n  - id: a\n    name: Friends\n    offered: no\n"
        "sponsors:\n  - id: b\n    name: B\n    tier: friends\n"
    },
    "other languages are not measured": event_with(
        "base_url", "languages: [fr]\nbase_url"
    )
    | {
        "content/event.md": EVENT.replace(
            "base_url", "languages: [fr]\nbase_url"
        ).replace(
            "What there is to see.",
            CASES["K162"][0]["content/event.md"]
            .partition("---\n")[2]
            .partition("---\n")[2],
        )
    },
}


@pytest.mark.parametrize("case", FINE)
def test_readiness_ignores_what_is_ready(case: str, tmp_path: Path) -> None:
    assert notes(tmp_path, FINE[case]) == []


def test_readiness_ignores_booking_of_past_event(tmp_path: Path) -> None:
    files = event_with("booking:\n  url: https://booking.example/\n", "")

    assert notes(tmp_path, files, date(2027, 5, 21)) == []
    assert notes(tmp_path, files, date(2027, 5, 20)) == [
        ("K144", "content/event.md", 2)
    ]


def test_staleness_is_seen_from_the_day_of_the_build(tmp_path: Path) -> None:
    files = resource("url: https://example.org/", "checked: 2026-12-01")

    assert notes(tmp_path, files, date(2027, 6, 1)) == []
    assert [code for code, _, _ in notes(tmp_path, files, date(2027, 6, 3))] == ["K133"]


def test_gaps_are_found_past_midnight_and_on_each_day(tmp_path: Path) -> None:
    sessions = """\
sessions:
  - {id: a, title: A, kind: social, day: 1, start: "22:00", end: "23:30"}
  - {id: b, title: B, kind: social, day: 1, start: "00:30", end: "01:00"}
  - {id: c, title: C, kind: keynote, day: 2, start: "09:00", end: "10:00", speakers: [kim], abstract: C.}
"""
    files = event_with("ends: 2027-05-20", "ends: 2027-05-21") | {
        "data/sessions.yaml": sessions
    }
    log = Log()
    assert notes(tmp_path, files) == [("K124", "data/sessions.yaml", 3)]
    event = load_event(read_sources(tmp_path, log), log)
    assert event is not None
    check_readiness(event, DAY, log)
    assert "There is no session from 23:30 to 00:30 on day 1." in [
        diagnostic.headline for diagnostic in log
    ]


@pytest.mark.parametrize(
    ("phone", "is_noted"),
    [
        ("01753 37309", True),
        ("01753 373096", False),
        ("+44 1753 37309", True),
        ("+44 (0)1753 373096", False),
        ("020 7946 00000", True),
        ("0800 1111", False),
        ("116 123", False),
        ("+49 30 123456", False),
    ],
)
def test_check_event_notes_british_numbers_with_a_digit_missing(
    tmp_path: Path, phone: str, is_noted: bool
) -> None:
    event = EVENT.replace(
        "name: Example Fairs", f"name: Example Fairs\n  phone: {phone}"
    )

    codes = [code for code, _, _ in notes(tmp_path, {"content/event.md": event})]
    assert codes == ["K148"] * is_noted


def test_check_provisional_notes_no_post_that_has_appeared(tmp_path: Path) -> None:
    assert notes(tmp_path, CASES["K105"][0], date(2027, 1, 17)) == []
