"""Import of programmes from other systems. A second import changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microsite.cli import main
from microsite.importers.schedules import to_markdown
from tests.making import write_project
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
    persons = [{"guid": "p", "name": "Jo Example", "biography": "Jo knows.\r\n\r\nA lot."}]
    return {"schedule": {"conference": conference, "events": [event], "persons": persons}}


SESSIONIZE = {
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
        {"id": "2", "title": "Not placed yet", "startsAt": None, "endsAt": None, "speakers": []},
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


def site(
    root: Path,
    zone: str = "Europe/Berlin",
    starts: str = "2027-05-20 09:00",
    ends: str = "2027-05-21 17:00",
) -> Path:
    return write_project(root, {}, SETTINGS.format(zone=zone, starts=starts, ends=ends))


def bring_in(root: Path, file: Path, *more: str) -> int:
    return main(["import", "schedule", str(file), "--root", str(root), *more])


def everything(root: Path) -> dict[str, str]:
    files = [
        path
        for folder in ("content", "data")
        for path in (root / folder).rglob("*")
        if path.is_file()
    ]
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}


def test_import_of_schedule_xml(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root, file = site(tmp_path / "site"), tmp_path / "schedule.xml"
    file.write_text(XML, encoding="utf-8")

    assert bring_in(root, file) == 0
    assert "- New session “Opening: the coast” (opening-the-coast)" in capfd.readouterr().err
    assert set(everything(root)) == {"content/event.md"}
    assert bring_in(root, file, "--apply") == 0

    made = everything(root)
    assert made["data/sessions.yaml"] == (
        "rooms:\n  - name: Main hall\n  - name: Garden\n\ntracks:\n  - name: Policy\n\nsessions:\n"
        '  - id: opening-the-coast\n    title: "Opening: the coast"\n    kind: talk\n    day: 2027-05-20\n'
        "    start: 09:30\n    end: 10:15\n    room: Main hall\n    track: Policy\n"
        "    speakers: [jo-example, lukasz-fictional]\n    summary: What it was\n"
        "    abstract: |\n      In short.\n\n      At **length**.\n\n      - one\n"
        "  - id: night-swim\n    title: Night swim\n    kind: workshop\n    day: 2027-05-20\n"
        "    start: 00:30\n    end: 01:30\n    room: Main hall\n"
        "  - id: tea\n    title: Tea\n    kind: break\n    day: 2027-05-20\n"
        "    start: 13:00\n    end: 13:30\n    room: Garden\n"
    )
    assert made["content/speakers/lukasz-fictional.md"] == "---\nname: Łukasz Fictional\n---\n"
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
    before = everything(root)
    capfd.readouterr()

    assert bring_in(root, file, "--apply") == 0
    assert "There is nothing to take over." in capfd.readouterr().err
    assert everything(root) == before

    file.write_text(XML.replace("<start>13:00</start>", "<start>13:15</start>"), encoding="utf-8")
    assert bring_in(root, file, "--apply") == 0
    assert "- Session “Tea”, start: “13:00” becomes “13:15”" in capfd.readouterr().err
    after = before["data/sessions.yaml"].replace("13:00\n    end: 13:30", "13:15\n    end: 13:45")
    assert everything(root) == before | {"data/sessions.yaml": after}


@pytest.mark.parametrize("data", [hub(), SESSIONIZE], ids=["hub", "sessionize"])
def test_import_of_schedule_json_and_sessionize(data: dict[str, Any], tmp_path: Path) -> None:
    """Times with a zone become local. Those of Sessionize are local, although they end with Z."""
    root, file = site(tmp_path / "site", ends="2027-05-20 17:00"), tmp_path / "all.json"
    file.write_text(json.dumps(data), encoding="utf-8-sig")

    assert bring_in(root, file, "--apply") == 0

    made = everything(root)
    kind = "keynote" if "sessions" in data else "talk"
    assert made["data/sessions.yaml"] == (
        "rooms:\n  - name: Main hall\n\ntracks:\n  - name: Policy\n\nsessions:\n"
        f'  - id: opening-the-coast\n    title: "Opening: the coast"\n    kind: {kind}\n    start: 09:30\n'
        "    end: 10:15\n    room: Main hall\n    track: Policy\n    speakers: [jo-example]\n    abstract: In short.\n"
    )
    role = "role: Harbour master\n" if "sessions" in data else ""
    assert (
        made["content/speakers/jo-example.md"]
        == f"---\nname: Jo Example\n{role}---\n\nJo knows.\n\nA lot.\n"
    )


def test_import_reports_errors_at_the_session(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = site(tmp_path / "site", starts="2027-06-01 09:00", ends="2027-06-02 17:00")
    file = tmp_path / "schedule.xml"
    file.write_text(XML, encoding="utf-8")
    before = everything(root)

    assert bring_in(root, file, "--apply") == 1

    told = capfd.readouterr().err
    assert "schedule.xml, the session “Opening: the coast”  error S1" in told
    assert "Nothing was written" in told
    assert everything(root) == before


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
            "alert(1)\n\nHello there",
        ),
        ("loose <p>block</p> loose", "loose\n\nblock\n\nloose"),
        ("<h2>Head</h2><p>Text</p>", "## Head\n\nText"),
        ("<div><p>In a frame</p></div>", "In a frame"),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_to_markdown(text: str, markdown: str) -> None:
    assert to_markdown(text.replace("\r\n", "\n")) == markdown


@pytest.mark.parametrize(
    ("name", "zone", "starts", "ends", "sessions"),
    [
        ("31c3.xml", "Europe/Berlin", "2014-12-27 11:00", "2014-12-30 19:30", 138),
        ("debconf23.xml", "Asia/Kolkata", "2023-09-10 07:00", "2023-09-17 23:00", 117),
        ("voc-pretalx-democon.json", "Europe/Berlin", "2020-12-14 09:00", "2020-12-16 18:00", 36),
        ("sessionize-All.json", "Europe/London", "2017-05-27 08:00", "2017-05-28 18:00", 11),
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
    assert everything(root)["data/sessions.yaml"].count("\n  - id: ") == sessions
    capfd.readouterr()
    assert bring_in(root, file) == 0
    assert "There is nothing to take over." in capfd.readouterr().err
