"""Import of programmes from other systems. A second import changes nothing."""

from __future__ import annotations

import cProfile
import io
import json
import re
import sys
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from microsite.apps.importers.word import to_markdown
from microsite.cli import main
from microsite.web import Response
from tests.export_helpers import export_files, site_of
from tests.importers.documents import png
from tests.making import load_soundly, write_project
from tests.standards.real_schedules import real_file

SETTINGS = """\
title: Coasts in common
description: A conference about coasts.
timezone: {zone}
starts: {starts}
ends: {ends}
organiser:
  name: Example Conferences
"""

XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <conference><title>Coasts</title></conference>
  <day index="1" date="2027-05-20">
    <room name="Main hall">
      <event id="1" guid="a">
        <date>2027-05-20T09:30:00+02:00</date><start>09:30</start><duration>00:45</duration>
        <title>Opening: the coast</title><subtitle>What it was</subtitle><track>Policy</track><type>lecture</type>
        <abstract>In short.</abstract>
        <description><![CDATA[<p>At <b>length</b>.</p><ul><li>one</li></ul>]]></description>
        <persons><person id="1">Jo Example</person><person id="2">Łukasz Fictional</person></persons>
      </event>
      <event id="2" guid="b">
        <date>2027-05-21T00:30:00+02:00</date><start>00:30</start><duration>01:00</duration>
        <title>Night swim</title><type>Workshop (60 minutes)</type><persons/>
      </event>
    </room>
    <room name="Garden">
      <event id="3" guid="c"><start>13:00</start><duration>00:30</duration><title>Tea</title><type/></event>
      <event id="4" guid="d"><title>No time yet</title></event>
    </room>
  </day>
</schedule>
"""


def hub() -> dict[str, Any]:
    """Return a schedule.json of the newer kind, without rooms under its days."""
    event = {
        "title": "Opening: the coast",
        "start": "2027-05-20T07:30:00+00:00",
        "end": "2027-05-20T08:15:00+00:00",
        "room": {"name": "Main hall"},
        "track": {"slug": "policy"},
        "subtitle": None,
        "abstract": {"en": "In\u200b short."},
        "participants": [{"guid": "p", "name": "Jo Example"}],
    }
    conference = {
        "title": "Coasts",
        "days": [{"date": "2027-05-20"}],
        "tracks": [{"slug": "policy", "name": "Policy"}],
    }
    persons = [
        {"guid": "p", "name": "Jo Example", "biography": "Jo knows.\r\n\r\nA lot."}
    ]
    return {
        "schedule": {"conference": conference, "events": [event], "persons": persons}
    }


SESSIONIZE: dict[str, Any] = {
    "sessions": [
        {
            "id": "1",
            "title": "Opening: the coast",
            "description": "In short.",
            "startsAt": "2027-05-20T09:30:00Z",
            "endsAt": "2027-05-20T10:15:00Z",
            "speakers": ["s"],
            "categoryItems": [1, 2],
            "roomId": 7,
        },
        {
            "id": "2",
            "title": "Not placed yet",
            "startsAt": None,
            "endsAt": None,
            "speakers": [],
        },
    ],
    "speakers": [
        {
            "id": "s",
            "fullName": "Jo Example",
            "tagLine": "Harbour master",
            "bio": "Jo knows.\n\nA lot.",
            "email": "a@b.example",
        }
    ],
    "categories": [
        {"title": "Session format", "items": [{"id": 1, "name": "Keynote"}]},
        {"title": "Track", "items": [{"id": 2, "name": "Policy"}]},
    ],
    "rooms": [{"id": 7, "name": "Main hall"}],
}


def views() -> dict[str, Any]:
    """Return the other views of Sessionize of the same programme."""
    session = dict(SESSIONIZE["sessions"][0])
    session |= {"speakers": [{"id": "s", "name": "Jo Example"}], "room": "Main hall"}
    session["categories"] = [
        {"name": category["title"], "categoryItems": category["items"]}
        for category in SESSIONIZE["categories"]
    ]
    del session["categoryItems"]
    room = {"id": 7, "name": "Main hall", "sessions": [session]}
    return {
        "grid": [
            {"date": "2027-05-20T00:00:00", "rooms": [room, room], "timeSlots": []}
        ],
        "sessions": [{"groupId": 1, "groupName": "Policy", "sessions": [session]}],
        "speakers": [
            {**SESSIONIZE["speakers"][0], "sessions": [{"id": 1, "name": "Opening"}]}
        ],
        "wall": [{"id": "s", "fullName": "Jo Example", "tagLine": "Harbour master"}],
    }


CALENDAR = """\
BEGIN:VCALENDAR
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19701025T020000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1@example
DTSTART:20270520T073000Z
DTEND:20270520T081500Z
SUMMARY:Opening: the
  coast
LOCATION:Main hall
DESCRIPTION:In short\\, and\\n\\n<b>long</b>.
CATEGORIES:Keynote
ATTENDEE;CN="Jo Example":invalid:nomail
BEGIN:VALARM
DESCRIPTION:Soon
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:2@example
DTSTART;TZID="Europe/London":20270520T093000
DURATION:PT1H30M
SUMMARY:In London time
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:3@example
DTSTART:20270520T120000
SUMMARY:Without an end
END:VEVENT
BEGIN:VEVENT
UID:4@example
DTSTART;VALUE=DATE:20270520
SUMMARY:All day
END:VEVENT
END:VCALENDAR
"""


def site(
    root: Path,
    zone: str = "Europe/Berlin",
    starts: str = "2027-05-20 09:00",
    ends: str = "2027-05-21 17:00",
) -> Path:
    return write_project(root, {}, SETTINGS.format(zone=zone, starts=starts, ends=ends))


def bring_in(root: Path, file: Path, *more: str) -> int:
    return main(["import", "schedule", str(file), "--root", str(root), *more])


def files_of(root: Path) -> dict[str, str]:
    files = [
        path
        for folder in ("content", "data")
        for path in (root / folder).rglob("*")
        if path.is_file() and path.parent.name != "imports"
    ]
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files
    }


def test_import_of_schedule_xml(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root, file = site(tmp_path / "site"), tmp_path / "schedule.xml"
    file.write_text(XML, encoding="utf-8")

    assert bring_in(root, file) == 0
    assert (
        "- New session “Opening: the coast” (opening-the-coast)"
        in capfd.readouterr().err
    )
    assert set(files_of(root)) == {"content/event.md"}
    assert bring_in(root, file, "--apply") == 0

    files = files_of(root)
    assert files["data/sessions.yaml"] == (
        "rooms:\n  - name: Main hall\n  - name: Garden\n\ntracks:\n  - name: Policy\n\nsessions:\n"
        '  - id: opening-the-coast\n    title: "Opening: the coast"\n    kind: talk\n    day: 2027-05-20\n'
        "    start: 09:30\n    end: 10:15\n    room: Main hall\n    track: Policy\n"
        "    speakers: [jo-example, lukasz-fictional]\n    summary: What it was\n"
        "    abstract: |\n      In short.\n\n      At **length**.\n\n      - one\n"
        "    source: a\n"
        "  - id: night-swim\n    title: Night swim\n    kind: workshop\n    day: 2027-05-20\n"
        "    start: 00:30\n    end: 01:30\n    room: Main hall\n    source: b\n"
        "  - id: tea\n    title: Tea\n    kind: break\n    day: 2027-05-20\n"
        "    start: 13:00\n    end: 13:30\n    room: Garden\n    source: c\n"
        "  - id: no-time-yet\n    title: No time yet\n    kind: talk\n    room: Garden\n    source: d\n"
    )
    assert files["content/speakers/lukasz-fictional.md"] == (
        "---\nname: Łukasz Fictional\nsource: 2\n---\n"
    )
    assert main(["build", "--root", str(root)]) == 0


def test_second_import_changes_only_differences(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root, file = site(tmp_path / "site"), tmp_path / "schedule.xml"
    file.write_text(XML, encoding="utf-8")
    assert bring_in(root, file, "--apply") == 0
    programme = root / "data" / "sessions.yaml"
    text = programme.read_text("utf-8").replace(
        "    end: 10:15\n", "    length: 45\n    content_note: Mind the step.\n"
    )
    programme.write_text(text, encoding="utf-8")
    before = files_of(root)
    capfd.readouterr()

    assert bring_in(root, file, "--apply") == 0
    assert "No changes to import." in capfd.readouterr().err
    assert files_of(root) == before

    file.write_text(
        XML.replace("<start>13:00</start>", "<start>13:15</start>"), encoding="utf-8"
    )
    assert bring_in(root, file, "--apply") == 0
    assert "- Session “Tea”, start: “13:00” becomes “13:15”" in capfd.readouterr().err
    after = before["data/sessions.yaml"].replace(
        "13:00\n    end: 13:30", "13:15\n    end: 13:45"
    )
    assert files_of(root) == before | {"data/sessions.yaml": after}


NOT_PLACED = (
    "  - id: not-placed-yet\n    title: Not placed yet\n    kind: talk\n    source: 2\n"
)


@pytest.mark.parametrize("data", [hub(), SESSIONIZE], ids=["hub", "sessionize"])
def test_import_of_schedule_json_and_sessionize(
    data: dict[str, Any], tmp_path: Path
) -> None:
    """Times with a zone become local. Those of Sessionize are local, although they end with Z."""
    root, file = site(tmp_path / "site", ends="2027-05-20 17:00"), tmp_path / "all.json"
    file.write_text(json.dumps(data), encoding="utf-8-sig")

    assert bring_in(root, file, "--apply") == 0

    files = files_of(root)
    kind = "keynote" if "sessions" in data else "talk"
    source = "    source: 1\n" if "sessions" in data else ""
    assert files["data/sessions.yaml"] == (
        "rooms:\n  - name: Main hall\n\ntracks:\n  - name: Policy\n\nsessions:\n"
        f'  - id: opening-the-coast\n    title: "Opening: the coast"\n    kind: {kind}\n    start: 09:30\n'
        "    end: 10:15\n    room: Main hall\n    track: Policy\n    speakers: [jo-example]\n    abstract: In short.\n"
        f"{source}{NOT_PLACED if source else ''}"
    )
    role = "role: Harbour master\n" if "sessions" in data else ""
    assert (
        files["content/speakers/jo-example.md"]
        == f"---\nname: Jo Example\n{role}source: {'s' if role else 'p'}\n---\n\nJo knows.\n\nA lot.\n"
    )


@pytest.mark.parametrize("view", ["grid", "sessions"])
def test_views_of_sessionize_give_the_same_sessions(view: str, tmp_path: Path) -> None:
    root, file = (
        site(tmp_path / "site", ends="2027-05-20 17:00"),
        tmp_path / "view.json",
    )
    file.write_text(json.dumps(views()[view]), encoding="utf-8")

    assert bring_in(root, file, "--apply") == 0

    files = files_of(root)
    assert files["data/sessions.yaml"].endswith(
        "sessions:\n"
        '  - id: opening-the-coast\n    title: "Opening: the coast"\n    kind: keynote\n'
        "    start: 09:30\n    end: 10:15\n    room: Main hall\n    track: Policy\n"
        "    speakers: [jo-example]\n    abstract: In short.\n    source: 1\n"
    )
    assert (
        files["content/speakers/jo-example.md"]
        == "---\nname: Jo Example\nsource: s\n---\n"
    )
    file.write_text(json.dumps(views()["speakers"]), encoding="utf-8")
    assert bring_in(root, file, "--apply") == 0
    person = files_of(root)["content/speakers/jo-example.md"]
    assert person.startswith("---\nname: Jo Example\nrole: Harbour master\n")
    file.write_text(json.dumps(views()[view]), encoding="utf-8")
    assert bring_in(root, file, "--apply") == 0
    assert files_of(root)["content/speakers/jo-example.md"] == person


@pytest.mark.parametrize("view", ["speakers", "wall"])
def test_views_of_sessionize_with_people_only(view: str, tmp_path: Path) -> None:
    root, file = site(tmp_path / "site"), tmp_path / "view.json"
    file.write_text(json.dumps(views()[view]), encoding="utf-8")

    assert bring_in(root, file, "--apply") == 0

    files = files_of(root)
    assert "role: Harbour master\n" in files["content/speakers/jo-example.md"]
    assert "data/sessions.yaml" not in files
    assert bring_in(root, file) == 0


@pytest.mark.parametrize("ends", ["2027-06-01 17:00", "2027-06-02 17:00"])
def test_import_refuses_a_programme_of_other_days_in_one_sentence(
    ends: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path / "site", starts="2027-06-01 09:00", ends=ends)
    file = tmp_path / "schedule.xml"
    file.write_text(XML, encoding="utf-8")
    before = files_of(root)

    assert bring_in(root, file, "--apply") == 1

    messages = capfd.readouterr().err
    assert (
        "“schedule.xml” is for Thursday 20 May 2027, but content/event.md says"
        in messages
    )
    assert messages.count("\n") == 1
    assert files_of(root) == before


def test_import_passes_over_sessions_of_other_days(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    file = schedule(tmp_path, event("A"), event("B", date="2027-05-21T10:00:00+02:00"))

    assert bring_in(root, file, "--apply") == 0
    assert (
        "1 of 2 sessions are not on the days of this event." in capfd.readouterr().err
    )
    assert "title: B" not in files_of(root)["data/sessions.yaml"]


def event(name: str, people: str = "", guid: str = "", **texts: str) -> str:
    """Return an event of a schedule, of 30 minutes at 10:00."""
    date = texts.get("date", "2027-05-20T10:00:00+02:00")
    texts = {
        "date": date,
        "start": date[11:16],
        "duration": "00:30",
        "room": "Hall",
    } | texts
    texts = {"title": name} | texts
    inside = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in texts.items())
    person = f'<person id="{guid}1">{people}</person>' if people else ""
    return f'<event guid="{guid}">{inside}<persons>{person}</persons></event>'


def schedule(folder: Path, *events: str) -> Path:
    """Write a schedule with these events."""
    file = folder / "schedule.xml"
    file.write_text(
        f'<schedule><day date="2027-05-20"><room>{"".join(events)}</room></day></schedule>',
        "utf-8",
    )
    return file


@pytest.mark.parametrize(
    ("texts", "note", "line"),
    [
        ({"room": "R" * 61}, "was cut to 60 characters.", f"room: {'R' * 59}…"),
        ({"track": "T" * 61}, "was cut to 60 characters.", f"track: {'T' * 59}…"),
        ({"title": "N" * 401}, "was cut to 400 characters.", f"title: {'N' * 399}…"),
        (
            {"abstract": "A lost \ufffd."},
            "a letter is missing in schedule.xml",
            "abstract: A lost ?.",
        ),
        ({"duration": "00:00"}, "has no length", "status: provisional"),
        ({"duration": ""}, "has no length", "status: provisional"),
        ({"duration": "soon"}, "has no length", "status: provisional"),
        ({"duration": "99999999:00"}, "that cannot be read", ""),
        ({"date": "2027-05-20Tnoon"}, "that cannot be read", ""),
        ({"date": "", "start": "noon"}, "that cannot be read", ""),
        ({"abstract": "<<<Back to the main page>>>"}, "P101", "&lt;&lt;&lt;Back to"),
        ({"abstract": "See [it](x/y) *now*"}, "L104", "abstract: See it *now*"),
        (
            {"abstract": '<p>One <img src="https://x.example/p.png">'},
            "",
            "https://x.example/p.png",
        ),
        ({"abstract": "<p>One <img src=x> two"}, "", "abstract: One two"),
        ({"abstract": "<p>One <![0 two"}, "", "abstract: One &lt;!\\[0 two"),
        ({"abstract": "One <<<<<<< two\n<<<<<<< three"}, "", "three"),
    ],
)
def test_import_survives_one_flaw_and_site_builds(
    texts: dict[str, str],
    note: str,
    line: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    flawed_event = event("Flawed", "Ann", **texts)
    file = schedule(
        tmp_path,
        flawed_event,
        event("Sound", start="11:00", date="2027-05-20T11:00+02:00"),
    )

    assert bring_in(root, file, "--apply") == 0

    messages = capfd.readouterr().err
    assert note in messages or "So the text was simplified." in messages
    sessions = files_of(root)["data/sessions.yaml"]
    assert "title: Sound" in sessions
    assert line in sessions
    assert main(["build", "--root", str(root)]) == 0
    assert bring_in(root, file) == 0
    assert "No changes to import." in capfd.readouterr().err


def test_import_survives_flaw_in_biography(tmp_path: Path) -> None:
    root, file = site(tmp_path / "site"), tmp_path / "all.json"
    data = json.loads(json.dumps(SESSIONIZE))
    data["speakers"][0] |= {"tagLine": "t" * 500, "bio": "Jo <knows>.\n\n<<<<<<< HEAD"}
    file.write_text(json.dumps(data), "utf-8")

    assert bring_in(root, file, "--apply") == 0
    assert "Jo &lt;knows>." in files_of(root)["content/speakers/jo-example.md"]
    assert main(["build", "--root", str(root)]) == 0


def test_rooms_that_differ_in_case_or_signs_only_stay_apart(tmp_path: Path) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    names = ("Saal 1", "saal 1", "C++", "C#")
    times = (f"2027-05-20T1{number}:00:00+02:00" for number in range(4))
    events = (
        event(name, room=name, date=at) for name, at in zip(names, times, strict=True)
    )
    file = schedule(tmp_path, *(event for event in events))

    assert bring_in(root, file, "--apply") == 0
    sessions = files_of(root)["data/sessions.yaml"]
    assert sessions.startswith("rooms:\n  - name: Saal 1\n  - name: C++\n  - ")
    assert main(["build", "--root", str(root)]) == 0


@pytest.mark.parametrize(
    ("title", "type_", "people", "kind"),
    [
        ("How to Break PDFs", "", "Ann", "talk"),
        ("Teaching data science to teams", "", "Ann", "talk"),
        ("Closed-source firmware", "", "Ann", "talk"),
        ("Container networking", "", "Ann", "talk"),
        ("Lunch with the board", "", "Ann", "talk"),
        ("Lunch with the board", "Lunch", "Ann", "talk"),
        ("A hall", "Breakout session", "Ann", "Breakout session"),
        ("A hall", "Democracy", "Ann", "Democracy"),
        ("A hall", "Demos", "Ann", "demonstration"),
        ("A hall", "Workshops (60 minutes)", "Ann", "workshop"),
        ("A hall", "lightning talk", "Ann", "lightning talks"),
        ("Opening keynote", "", "Ann", "keynote"),
        ("Breakfast", "", "", "break"),
        ("Coffee break", "lecture", "", "break"),
        ("Lunch break", "", "", "lunch"),
        ("Arrival", "", "", "registration"),
    ],
)
def test_kinds_come_from_whole_words(
    title: str, type_: str, people: str, kind: str, tmp_path: Path
) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    file = schedule(tmp_path, event(title, people, type=type_))

    assert bring_in(root, file, "--apply") == 0
    assert f"    kind: {kind}\n" in files_of(root)["data/sessions.yaml"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<schedule>",
        b"<schedule/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><schedule>&b;</schedule>',
        b"[1, 2]",
        b"{}",
        b'{"schedule": {"conference": {"days": [{"date": "soon", "rooms": {"A": [{"title": "x", "start": "9"}]}}]}}}',
        b'{"schedule": {"conference": {"days": 3}}}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_read_schedule_rejects_other_files(
    data: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root, file = site(tmp_path / "site"), tmp_path / "schedule.json"
    file.write_bytes(data)

    assert bring_in(root, file, "--apply") == 1
    assert "“schedule.json”" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Plain *words*\r\nand more", "Plain *words*\nand more"),
        ("one<br>two", "one<br>\ntwo"),
        (
            'See <a href="https://a.org/">this</a>\n\nand that',
            "See [this](https://a.org/)\n\nand that",
        ),
        (
            '<script>alert(1)</script><p onclick="x">Hello <a href="javascript:x">there</a></p>',
            "Hello there",
        ),
        ("loose <p>block</p> loose", "loose\n\nblock\n\nloose"),
        ("<h2>Head</h2><p>Text</p>", "## Head\n\nText"),
        ("<div><p>In a frame</p></div>", "In a frame"),
        ("a < b and c > d", "a < b and c > d"),
        ("a<b and x > y", "a<b and x > y"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n    - b"),
        ("<p>x</p><pre>a = 1\n  b = 2</pre>", "x\n\n```\na = 1\n  b = 2\n```"),
        ("<p>Use <code>x()</code></p>", "Use `x()`"),
        ("Use <code>x()</code>", "Use `x()`"),
        (
            "**bold** and<br>[x](https://example.org/)",
            "**bold** and<br>\n[x](https://example.org/)",
        ),
        ("- one\n- two <b>x</b>\n- three", "- one\n- two **x**\n- three"),
        ("<script>alert(1)</script>", ""),
        ("<style>p {}</style><p>Hi</p>", "Hi"),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", "Term\n: Meaning"),
        ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
    ],
)
def test_to_markdown_converts_texts_of_schedules(text: str, markdown: str) -> None:
    assert to_markdown(text.replace("\r\n", "\n")) == markdown


@pytest.mark.parametrize(
    ("name", "zone", "starts", "ends", "sessions"),
    [
        ("31c3.xml", "Europe/Berlin", "2014-12-27 11:00", "2014-12-30 19:30", 138),
        ("debconf23.xml", "Asia/Kolkata", "2023-09-10 07:00", "2023-09-17 23:00", 117),
        (
            "voc-pretalx-democon.json",
            "Europe/Berlin",
            "2020-12-14 09:00",
            "2020-12-16 18:00",
            36,
        ),
        (
            "sessionize-All.json",
            "Europe/London",
            "2017-05-27 08:00",
            "2017-05-28 18:00",
            11,
        ),
    ],
)
def test_import_of_real_schedules(
    name: str,
    zone: str,
    starts: str,
    ends: str,
    sessions: int,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    root, file = site(tmp_path / "site", zone, starts, ends), real_file(name)

    assert bring_in(root, file, "--apply") == 0
    assert files_of(root)["data/sessions.yaml"].count("\n  - id: ") == sessions
    capfd.readouterr()
    assert bring_in(root, file) == 0
    assert "No changes to import." in capfd.readouterr().err


def test_import_makes_valid_ids_from_long_titles(tmp_path: Path) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    title = "A conversation of experiences and of rivers with old walls in town ab/Second part"
    file = schedule(
        tmp_path, event(title), event(title, date="2027-05-20T11:00:00+02:00")
    )

    assert bring_in(root, file, "--apply") == 0
    assert "-in-town-ab-2\n" in files_of(root)["data/sessions.yaml"]
    assert main(["build", "--root", str(root)]) == 0


def test_import_avoids_file_names_reserved_by_windows(tmp_path: Path) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")

    assert bring_in(root, schedule(tmp_path, event("A", "Con")), "--apply") == 0
    assert "content/speakers/con-speaker.md" in files_of(root)


def test_import_asks_about_another_time_zone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path / "site", zone="Europe/London", ends="2027-05-20 17:00")
    file = schedule(tmp_path, event("A"), event("B", date="", start="12:00"))
    zone = "<conference><time_zone_name>Europe/Berlin</time_zone_name></conference>"
    file.write_text(file.read_text("utf-8").replace("<day", f"{zone}<day"), "utf-8")

    assert bring_in(root, file, "--apply") == 1
    message = "were converted to Europe/London: “A” at 10:00, here 09:00. Sessions affected: 2."
    assert message in capfd.readouterr().err
    sessions = files_of(root)["data/sessions.yaml"]
    assert "start: 09:00" in sessions
    assert "start: 11:00" in sessions


def test_import_asks_where_date_and_start_differ(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    file = schedule(tmp_path, event("A", start="11:00", date="2027-05-20T11:00:00Z"))

    assert bring_in(root, file) == 1
    message = "were converted to Europe/Berlin: “A” at 11:00, here 13:00."
    assert message in capfd.readouterr().err


def test_sessionize_lists_what_is_passed_over(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root, file = site(tmp_path / "site"), tmp_path / "all.json"
    data = json.loads(json.dumps(SESSIONIZE))
    file.write_text(json.dumps(data), "utf-8")

    assert bring_in(root, file) == 0
    messages = capfd.readouterr().err
    assert "- The session “Not placed yet” has no time yet." in messages


def edit(root: Path, old: str, new: str) -> None:
    path = root / "data" / "sessions.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_second_import_keeps_edits_and_applies_changes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A change on one side is applied; one on both sides is a question, and stays as it is here."""
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    file = schedule(tmp_path, event("A", guid="a", abstract="Words.", subtitle="One"))
    assert bring_in(root, file, "--apply") == 0
    edit(root, "abstract: Words.", "abstract: My words.")
    before = files_of(root)

    assert bring_in(root, file, "--apply") == 0
    assert files_of(root) == before

    schedule(tmp_path, event("A", guid="a", abstract="Words.", subtitle="Two"))
    assert bring_in(root, file, "--apply") == 0
    text = files_of(root)["data/sessions.yaml"]
    assert "abstract: My words." in text
    assert "summary: Two" in text

    schedule(tmp_path, event("A", guid="a", abstract="Other words.", subtitle="Two"))
    capfd.readouterr()
    assert bring_in(root, file, "--apply") == 1
    question = (
        "abstract: “My words.” here, “Other words.” in the schedule. Yours was kept."
    )
    assert (
        f"{question} To import the other, add --take a.abstract"
        in capfd.readouterr().err
    )
    assert "abstract: My words." in files_of(root)["data/sessions.yaml"]
    assert bring_in(root, file, "--apply") == 0

    assert bring_in(root, file, "--apply", "--take", "a.abstract") == 0
    assert "abstract: Other words." in files_of(root)["data/sessions.yaml"]


def test_first_import_over_typed_content_asks(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    sessions = "sessions:\n  - id: mine\n    title: A\n    kind: talk\n    start: 10:00\n    length: 20\n"
    (root / "data").mkdir(exist_ok=True)
    (root / "data/sessions.yaml").write_text(
        f"{sessions}    abstract: Mine.\n", "utf-8"
    )
    file = schedule(tmp_path, event("A", guid="a", abstract="Theirs.", subtitle="New"))

    assert bring_in(root, file, "--apply") == 1

    messages = capfd.readouterr().err
    assert (
        "length: “20” here, “30 minutes” in the schedule. Yours was kept." in messages
    )
    assert "“Mine.” here, “Theirs.” in the schedule. Yours was kept." in messages
    merged_sessions = f"{sessions}    room: Hall\n    summary: New\n    abstract: Mine.\n    source: a\n"
    assert (
        files_of(root)["data/sessions.yaml"]
        == f"{merged_sessions}\nrooms:\n  - name: Hall\n"
    )
    assert bring_in(root, file, "--apply") == 0
    assert bring_in(root, file, "--apply", "--take", "mine.length") == 0
    assert "length: 30 minutes" in files_of(root)["data/sessions.yaml"]


def test_second_import_keeps_what_was_deleted_here(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    later = event("B", guid="b", date="2027-05-20T11:00+02:00")
    file = schedule(tmp_path, event("A", guid="a"), later)
    assert bring_in(root, file, "--apply") == 0
    text = files_of(root)["data/sessions.yaml"]
    (root / "data/sessions.yaml").write_text(text[: text.index("  - id: b")], "utf-8")

    assert bring_in(root, file, "--apply") == 0
    assert (
        "“B” was deleted here. To import it again, add --take b"
        in capfd.readouterr().err
    )
    assert "title: B" not in files_of(root)["data/sessions.yaml"]
    assert bring_in(root, file, "--apply", "--take", "b") == 0
    assert "title: B" in files_of(root)["data/sessions.yaml"]


def test_second_import_renews_biographies(tmp_path: Path) -> None:
    root, file = site(tmp_path / "site"), tmp_path / "all.json"
    file.write_text(json.dumps(SESSIONIZE), "utf-8")
    assert bring_in(root, file, "--apply") == 0
    file.write_text(
        json.dumps(SESSIONIZE).replace("Jo knows.", "Jo knows more."), "utf-8"
    )

    assert bring_in(root, file, "--apply") == 0
    text = files_of(root)["content/speakers/jo-example.md"]
    assert text.endswith("---\n\nJo knows more.\n\nA lot.\n")


@pytest.mark.slow
def test_work_of_import_grows_linearly(tmp_path: Path) -> None:
    """Twice the sessions need far less than four times the calls of functions."""
    calls = []
    for count in (70, 140, 280):  # each of them has a page for each room
        root = site(tmp_path / f"site{count}", ends="2027-05-20 17:00")
        file = schedule(
            tmp_path,
            *(
                event(
                    f"Talk {number}",
                    f"Ann {number}",
                    guid=f"{number}",
                    room=f"Hall {number % 8}",
                )
                for number in range(count)
            ),
        )
        for apply in (["--apply"], []):
            profile = cProfile.Profile()
            assert profile.runcall(bring_in, root, file, *apply) == 0
            calls.append(sum(entry.callcount for entry in profile.getstats()))
    imports, second = calls[::2], calls[1::2]
    for few, more, most in (imports, second):
        assert most - more < 3 * (more - few)


def test_import_keeps_summary_slides_and_links_and_lists_the_rest(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    texts = {"abstract": "A line.", "description": "All of it.", "logo": "/logos/1.png"}
    talk = event("A", guid="a", **texts).replace(
        "</event>",
        '<attachments><attachment href="https://x.example/a.pdf">Slides</attachment>'
        '<attachment href="/system/a.zip">Code</attachment></attachments>'
        '<links><link href="https://x.example/b?c=1&amp;d=2">More [it]</link></links></event>',
    )

    assert bring_in(root, schedule(tmp_path, talk), "--apply") == 0

    note = "- The session “A”: there is no place here for /system/a.zip, /logos/1.png."
    assert note in capfd.readouterr().err
    text = files_of(root)["data/sessions.yaml"]
    assert "    summary: A line.\n    abstract: All of it.\n" in text
    assert (
        "links:\n      - label: More [it]\n        url: https://x.example/b?c=1&d=2\n"
        in text
    )
    assert "    slides: https://x.example/a.pdf\n" in text
    assert bring_in(root, tmp_path / "schedule.xml", "--apply") == 0
    assert "No changes to import." in capfd.readouterr().err


PERSON: dict[str, Any] = {
    "guid": "p",
    "name": "Jo Example",
    "links": [
        {"title": "Blog", "url": "https://jo.example/blog"},
        {"title": None, "url": "https://town.example/jo"},
        {"title": "No address", "url": "jo"},
    ],
}


def person_file(folder: Path, **changes: Any) -> Path:
    """Write a schedule with one person."""
    data = hub()
    data["schedule"]["persons"] = [{**PERSON, **changes}]
    file = folder / "schedule.json"
    file.write_text(json.dumps(data), "utf-8")
    return file


def test_import_keeps_links_of_people(tmp_path: Path) -> None:
    root = site(tmp_path / "site")
    assert bring_in(root, person_file(tmp_path), "--apply") == 0
    path = root / "content/speakers/jo-example.md"
    blog = "  - label: Blog\n    url: https://jo.example/blog\n"
    town = "  - label: town.example\n    url: https://town.example/jo\n"
    assert f"links:\n{blog}{town}source: p\n" in path.read_text()
    path.write_text(path.read_text().replace("label: town.example", "label: At work"))

    assert bring_in(root, person_file(tmp_path), "--apply") == 0
    assert "label: At work" in path.read_text()

    new = [{"title": "Town", "url": "https://town.example/jo/"}]
    assert (
        bring_in(root, person_file(tmp_path, links=new), "--apply", "--take", "all")
        == 0
    )
    assert (
        "links:\n  - label: Town\n    url: https://town.example/jo/\nsource"
        in path.read_text()
    )


def test_import_downloads_pictures_only_when_asked(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = site(tmp_path / "site")
    downloads = {"https://x.example/jo": png(), "https://x.example/page": b"<html>"}
    monkeypatch.setattr(
        "microsite.apps.importers.import_.fetch",
        lambda url, **_: Response(200, url, {}, downloads[url]),
    )
    file = person_file(tmp_path, avatar="https://x.example/jo")
    assert bring_in(root, file, "--apply") == 0
    assert (
        "People with pictures: 1. To get them, add --pictures" in capfd.readouterr().err
    )
    assert not (root / "assets").exists()

    assert (
        bring_in(
            root, person_file(tmp_path, avatar="https://x.example/page"), "--pictures"
        )
        == 0
    )
    assert (
        bring_in(
            root,
            person_file(tmp_path, avatar="https://x.example/page"),
            "--pictures",
            "--apply",
        )
        == 0
    )
    assert (
        "The picture of Jo Example: browsers cannot show it" in capfd.readouterr().err
    )
    file = person_file(tmp_path, avatar="https://x.example/jo")
    assert bring_in(root, file, "--pictures", "--apply") == 0

    assert (root / "assets/images/people/jo-example.png").read_bytes() == png()
    text = files_of(root)["content/speakers/jo-example.md"]
    assert "photo: images/people/jo-example.png\nphoto_alt: Jo Example\n" in text
    assert bring_in(root, file, "--pictures", "--apply") == 0
    assert "No changes to import." in capfd.readouterr().err
    assert main(["build", "--root", str(root), "--strict"]) == 0


class Terminal(io.StringIO):
    """Standard input of a person who types answers."""

    def isatty(self) -> bool:
        """Return that somebody can answer."""
        return True


@pytest.mark.parametrize(
    ("answers", "code", "titles"),
    [
        ("y\nn\ny\nh\n", 1, ["Mine", "B"]),
        ("what\na\nt\n", 0, ["New", "B", "C"]),
        ("n\na\nt\n", 0, ["New", "C"]),
        ("y\nq\n", 2, ["Mine"]),
        ("y\n", 2, ["Mine"]),
        ("", 2, ["Mine"]),
    ],
)
def test_person_chooses_change_by_change(
    answers: str,
    code: int,
    titles: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    first, second, third = (
        event(name, guid=name, date=f"2027-05-20T1{hour}:00:00+02:00")
        for hour, name in enumerate("ABC")
    )
    bring_in(root, schedule(tmp_path, first), "--apply")
    edit(root, "title: A", "title: Mine")
    before = files_of(root)
    schedule(
        tmp_path,
        first.replace("<title>A", "<title>New").replace("00:30", "00:40"),
        second,
        third,
    )
    monkeypatch.setattr(sys, "stdin", Terminal(answers))

    assert bring_in(root, tmp_path / "schedule.xml") == code

    text = files_of(root)["data/sessions.yaml"]
    assert re.findall("title: (.*)", text) == titles
    assert code != 2 or files_of(root) == before


def test_refused_person_is_offered_again_with_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    file = schedule(tmp_path, event("A", "Ann", guid="a"))
    monkeypatch.setattr(sys, "stdin", Terminal("n\na\n"))
    assert bring_in(root, file) == 0
    assert "speakers" not in files_of(root)["data/sessions.yaml"]

    assert bring_in(root, file, "--apply") == 0

    assert "speakers: [ann]" in files_of(root)["data/sessions.yaml"]


def test_import_never_changes_protected_people(tmp_path: Path) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    path = root / "content/speakers/a.md"
    path.parent.mkdir(parents=True)
    path.write_text(
        "---\nname: Ann\nprotected: yes\nshown_as: A witness\n---\n", "utf-8"
    )

    assert (
        bring_in(root, schedule(tmp_path, event("A", "Ann", guid="a")), "--apply") == 0
    )

    assert list((root / "content/speakers").iterdir()) == [path]
    assert "speakers: a\n" in files_of(root)["data/sessions.yaml"].replace("[a]", "a")


def test_second_import_recognises_sessions_and_people(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    times = [f"2027-05-20T{hour}:00:00+02:00" for hour in (10, 12, 14)]
    breakfasts = [event("Breakfast", guid=f"b{at[11:13]}", date=at) for at in times]
    removed_session = event("Gone", guid="g", date="2027-05-20T16:00:00+02:00")
    talk = event("Old title", "Ann", guid="a", date="2027-05-20T15:00:00+02:00")
    file = schedule(tmp_path, *breakfasts, talk, removed_session)
    assert bring_in(root, file, "--apply") == 0

    moved_event = breakfasts[1].replace("12:00", "12:15")
    renamed_talk = talk.replace("Old title", "New title").replace("Ann", "Anna")
    schedule(tmp_path, breakfasts[0], moved_event, breakfasts[2], renamed_talk)
    capfd.readouterr()
    assert bring_in(root, file, "--apply") == 1

    messages = capfd.readouterr().err
    assert "New session" not in messages
    assert "New speaker" not in messages
    assert "The session “Gone” is no longer in the schedule. It was kept." in messages
    files = files_of(root)
    assert "  - id: old-title\n    title: New title\n" in files["data/sessions.yaml"]
    assert "  - id: breakfast-2\n" in files["data/sessions.yaml"]
    assert "start: 12:15" in files["data/sessions.yaml"]
    assert files["content/speakers/ann.md"] == "---\nname: Anna\nsource: a1\n---\n"
    assert main(["build", "--root", str(root)]) == 0


def person_with_id(name: str, id_: str) -> str:
    return f'<person id="{id_}">{name}</person>'


def test_people_of_one_name_are_told_apart_by_their_ids(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path)
    speakers = person_with_id("Jo Example", "1") + person_with_id("Jo Example", "2")
    file = schedule(
        tmp_path,
        event("Ebb", speakers, "a"),
        event("Flow", person_with_id("Jo Example", "2"), "b"),
        event("Tide", person_with_id("Jo Example", "1"), "c"),
    )

    assert bring_in(root, file, "--apply") == 0
    assert main(["build", "--root", str(root)]) == 0
    assert (
        "This person and “jo-example” are both called Jo Example."
        in capfd.readouterr().err
    )
    loaded_event = load_soundly(root)
    people = {session.title: session.speakers for session in loaded_event.sessions}
    assert people == {
        "Ebb": ("jo-example", "jo-example-2"),
        "Flow": ("jo-example-2",),
        "Tide": ("jo-example",),
    }
    files = files_of(root)
    assert bring_in(root, file, "--apply") == 0
    assert files_of(root) == files


def test_ids_within_a_contribution_of_indico_are_not_ids_of_people(
    tmp_path: Path,
) -> None:
    root = site(tmp_path)
    talks = [
        {
            "id": str(number),
            "title": title,
            "startDate": {
                "date": "2027-05-20",
                "time": f"1{number}:00:00",
                "tz": "Europe/Paris",
            },
            "duration": 30,
            "speakers": [{"id": "0", "fullName": f"Example, {name}"} for name in names],
        }
        for number, (title, names) in enumerate(
            {"Ebb": ["Jo"], "Flow": ["Kim", "Jo"]}.items()
        )
    ]
    file = tmp_path / "indico.json"
    file.write_text(json.dumps({"results": [{"contributions": talks}]}), "utf-8")

    assert bring_in(root, file, "--apply") == 0

    people = {
        session.title: session.speakers for session in load_soundly(root).sessions
    }
    assert people == {"Ebb": ("jo-example",), "Flow": ("kim-example", "jo-example")}


def test_person_who_has_another_id_in_the_source_now_stays_the_same(
    tmp_path: Path,
) -> None:
    root = site(tmp_path)
    for id_ in ("1", "9"):
        file = schedule(tmp_path, event("Ebb", person_with_id("Jo Example", id_), "a"))
        assert bring_in(root, file, "--apply") == 0

    assert [person.slug for person in load_soundly(root).speakers] == ["jo-example"]


def test_import_applies_only_selected_changes(tmp_path: Path) -> None:
    """Changes that are left out are offered again."""
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    events = [
        event(name, guid=name, date=f"2027-05-20T1{n}:00+02:00")
        for n, name in enumerate("ABC")
    ]
    file = schedule(tmp_path, *events)
    assert bring_in(root, file, "--apply", "--only", "a") == 0
    assert files_of(root)["data/sessions.yaml"].count("- id:") == 1
    assert bring_in(root, file, "--apply", "--skip", "c") == 0
    assert files_of(root)["data/sessions.yaml"].count("- id:") == 2
    assert bring_in(root, file, "--apply") == 0

    schedule(
        tmp_path,
        *(event.replace("00:30", "00:45").replace("Hall", "Attic") for event in events),
    )
    assert (
        bring_in(root, file, "--apply", "--only", "a.end, b", "--skip", "b.room") == 0
    )
    text = files_of(root)["data/sessions.yaml"]
    assert [
        text.count(line) for line in ("end: 10:45", "end: 11:45", "end: 12:45")
    ] == [1, 1, 0]
    assert "room: Attic" not in text
    assert bring_in(root, file, "--apply") == 0
    text = files_of(root)["data/sessions.yaml"]
    assert [text.count(line) for line in ("end: 12:45", "room: Attic")] == [1, 3]


def test_exports_keep_guids_of_the_source(tmp_path: Path) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    guid = "5B3F4F6A-0C3D-4E5F-8A9B-000000000001"
    file = schedule(
        tmp_path, event("A", guid=guid), event("B", date="2027-05-20T11:00+02:00")
    )
    assert bring_in(root, file, "--apply") == 0
    files = export_files(site_of(load_soundly(root), root, None))
    assert f'<event guid="{guid.lower()}"' in files["schedule.xml"].decode()


def test_exports_keep_links_of_the_source(tmp_path: Path) -> None:
    root = site(tmp_path / "site", ends="2027-05-20 17:00")
    link = (
        '<links><link href="https://x.example/?a=1&amp;b=2">More</link></links></event>'
    )
    bring_in(
        root,
        schedule(tmp_path, event("A", guid="a").replace("</event>", link)),
        "--apply",
    )

    files = export_files(site_of(load_soundly(root), root))

    rooms = json.loads(files["schedule.json"])["schedule"]["conference"]["days"][0][
        "rooms"
    ]
    link_there = {
        "title": "More",
        "url": "https://x.example/?a=1&b=2",
        "type": "related",
    }
    assert rooms["Hall"][0]["links"] == [link_there]


def test_import_of_a_calendar(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Zones are those of the entry, of the calendar or of the event; entries of a day have no time."""
    root, file = (
        site(tmp_path / "site", ends="2027-05-20 17:00"),
        tmp_path / "event.ics",
    )
    file.write_text(CALENDAR.replace("\n", "\r\n"), encoding="utf-8")

    assert bring_in(root, file, "--apply") == 0

    assert files_of(root)["data/sessions.yaml"] == (
        "rooms:\n  - name: Main hall\n\nsessions:\n"
        '  - id: opening-the-coast\n    title: "Opening: the coast"\n    kind: keynote\n'
        "    start: 09:30\n    end: 10:15\n    room: Main hall\n"
        "    abstract: |\n      In short, and\n\n      **long**.\n    source: 1@example\n"
        "  - id: in-london-time\n    title: In London time\n    kind: talk\n"
        "    start: 10:30\n    end: 12:00\n    status: cancelled\n    source: 2@example\n"
        "  - id: without-an-end\n    title: Without an end\n    kind: talk\n"
        "    start: 12:00\n    length: 30 minutes\n    status: provisional\n    source: 3@example\n"
    )
    messages = capfd.readouterr().err
    assert "The session “All day” has no time yet." in messages
    assert (
        "“Opening: the coast”: there is no place here for the attendees Jo Example."
        in messages
    )
    assert bring_in(root, file) == 0
