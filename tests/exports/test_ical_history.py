"""Calendars over time: changes raise SEQUENCE, and cancelled sessions stay as cancelled."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from icalendar import Event as Entry

from tests.making import EVENT, sessions_yaml
from tests.recording import BASE, Desk

ROOMS = ("Main hall", "Garden room")
FILES = {
    "data/sessions.yaml": sessions_yaml(
        "id: opening\ntitle: Opening\nstart: 09:30\nend: 10:15\nroom: Main hall\nspeakers: [kim]",
        "id: walls\ntitle: Walls\nstart: 10:30\nend: 11:15\nroom: Garden room",
        "id: lunch\ntitle: Lunch\nkind: lunch\nstart: 12:00\nend: 13:00",
        "id: dance\ntitle: Dance\nkind: social\nstart: 23:00\nend: 01:30",
        rooms=ROOMS,
    ),
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\n---\nKim.\n",
    "content/speakers/robin.md": "---\nname: Robin Shore\n---\nRobin.\n",
}
FIRST = "2027-01-10"


@pytest.fixture(scope="module")
def recorded_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A site with a record since FIRST."""
    desk = Desk.at(tmp_path_factory.mktemp("recorded"), FILES)
    desk.record(FIRST)
    return desk


@pytest.fixture
def desk(recorded_desk: Desk, tmp_path: Path) -> Desk:
    """Return a copy of the site that a test may change."""
    return recorded_desk.copy(tmp_path)


def sequence(entry: Entry) -> int:
    return int(str(entry["SEQUENCE"]))


def sequences(entries: dict[str, Entry]) -> dict[str, int]:
    return {name: sequence(entry) for name, entry in entries.items()}


def test_calendar_ignores_record_without_changes(tmp_path: Path) -> None:
    site_without_record = Desk.at(tmp_path / "one", FILES).built(FIRST)
    desk = Desk.at(tmp_path / "two", FILES)
    desk.record(FIRST)
    files = {
        path.relative_to(site_without_record): path.read_bytes()
        for path in site_without_record.rglob("*.*")
        if path.is_file()
    }
    site_with_record = desk.built(FIRST)
    assert {
        path.relative_to(site_with_record): path.read_bytes()
        for path in site_with_record.rglob("*.*")
        if path.is_file()
    } == files


@pytest.mark.parametrize(
    "old, new",
    [
        ("start: 09:30\n    end: 10:15", "start: 09:40\n    end: 10:25"),
        ("end: 10:15", "end: 10:20"),
        ("room: Main hall\n    speakers", "room: Garden room\n    speakers"),
        ("title: Opening", "title: Opening plenary"),
        ("speakers: [kim]", "speakers: [kim, robin]"),
        ("speakers: [kim]", "status: provisional\n    speakers: [kim]"),
        ("speakers: [kim]", "status: cancelled\n    speakers: [kim]"),
    ],
)
def test_sequence_rises_with_each_change(desk: Desk, old: str, new: str) -> None:
    """Before and after `record`, the number rises for that session only."""
    first = desk.entries(FIRST)
    assert set(sequences(first).values()) == {0}
    desk.change("data/sessions.yaml", old, new)
    pending = desk.entries("2027-03-03")
    desk.record("2027-03-03")
    after = desk.entries("2027-03-03")
    for entries in (pending, after):
        assert sequences(entries) == sequences(first) | {"opening": 1}
        assert entries["opening"]["UID"] == first["opening"]["UID"]
    stamps = [entry["opening"].DTSTAMP for entry in (first, pending, after)]
    assert stamps == sorted(stamps)
    assert (
        after["opening"].DTSTAMP
        == after["opening"].LAST_MODIFIED
        == datetime(2027, 3, 3, 0, 0, 1, tzinfo=UTC)
    )
    assert "LAST-MODIFIED" not in first["opening"]
    assert desk.entries("2027-09-01") == after
    assert (
        desk.entries("2027-09-01", "programme/opening/session.ics")["opening"]
        == after["opening"]
    )


def test_sequence_counts_changes_on_one_day(desk: Desk) -> None:
    numbers = [sequences(desk.entries(FIRST))["opening"]]
    for old, new in (
        ("09:30", "09:40"),
        ("09:40", "09:30"),
        ("09:30", "09:35"),
        ("Main hall\n    sp", "Garden room\n    sp"),
    ):
        desk.change("data/sessions.yaml", old, new)
        desk.record("2027-03-03")
        numbers.append(sequences(desk.entries("2027-03-03"))["opening"])
    assert numbers == [0, 1, 2, 3, 4]


def test_cancelled_and_reinstated_session_stays_one_entry(desk: Desk) -> None:
    events = []
    for day, old, new in (
        ("2027-03-03", "room: Garden room", "room: Garden room\n    status: cancelled"),
        ("2027-03-04", "\n    status: cancelled", ""),
    ):
        desk.change("data/sessions.yaml", old, new)
        desk.record(day)
        entry = desk.entries(day)["walls"]
        events.append((sequence(entry), str(entry["STATUS"]), str(entry["SUMMARY"])))
    assert events == [(1, "CANCELLED", "Cancelled: Walls"), (2, "CONFIRMED", "Walls")]


def test_removed_session_is_cancelled_with_last_details(desk: Desk) -> None:
    first = desk.entries(FIRST)
    desk.change(
        "data/sessions.yaml",
        "start: 10:30\n    end: 11:15",
        "start: 10:45\n    end: 11:30",
    )
    desk.record("2027-03-03")
    for name in ("walls", "lunch", "dance"):
        desk.drop(name)
    desk.redirect("programme/walls/", "site:programme")
    desk.redirect("programme/dance/", "site:programme")
    pending = desk.entries("2027-03-04")
    desk.record("2027-03-05")
    after = desk.entries("2027-03-05")
    for entries in (pending, after):
        assert set(entries) == set(first)
        assert sequences(entries) == {"opening": 0, "walls": 2, "lunch": 1, "dance": 1}
        assert {
            str(entries[name]["STATUS"]) for name in ("walls", "lunch", "dance")
        } == {"CANCELLED"}
    assert (after["walls"].start, after["walls"].end) == (
        datetime(2027, 5, 20, 9, 45, tzinfo=UTC),
        datetime(2027, 5, 20, 10, 30, tzinfo=UTC),
    )
    assert (after["dance"].start, after["dance"].end) == (
        first["dance"].start,
        first["dance"].end,
    )
    assert str(after["walls"]["SUMMARY"]) == "Cancelled: Walls"
    assert str(after["walls"]["LOCATION"]) == "Garden room"
    assert str(after["walls"]["TRANSP"]) == "TRANSPARENT"
    assert after["walls"]["UID"] == first["walls"]["UID"]
    assert desk.entries("2027-03-05", "programme/walls/session.ics") == {
        "walls": after["walls"]
    }
    assert "walls" not in desk.entries("2027-03-05", "programme/day-1.ics")


def test_renamed_session_keeps_uid(desk: Desk) -> None:
    """Subscribers see the change of a session, which is never lost or doubled."""
    first = desk.entries(FIRST)
    desk.change(
        "data/sessions.yaml",
        "id: walls\n    title: Walls",
        "id: dykes\n    title: Dykes",
    )
    desk.change("data/sessions.yaml", "id: lunch", "id: midday")
    desk.redirect("programme/walls/", "session:dykes")
    pending = desk.entries("2027-03-03")
    desk.record("2027-03-03")
    after = desk.entries("2027-03-03")
    for entries in (pending, after):
        assert {entry["UID"] for entry in entries.values()} == {
            entry["UID"] for entry in first.values()
        }
        assert sequences(entries) == sequences(first) | {"walls": 1}
        assert str(entries["walls"]["SUMMARY"]) == "Dykes"
        assert str(entries["walls"]["URL"]) == f"{BASE}programme/dykes/"
    calendar = desk.entries("2027-03-03", "programme/dykes/session.ics")
    assert (
        desk.entries("2027-03-03", "programme/walls/session.ics")
        == calendar
        == {"walls": after["walls"]}
    )
    desk.change("data/sessions.yaml", "id: dykes", "id: dams")
    desk.redirect("programme/dykes/", "session:dams")
    desk.record("2027-03-04")
    assert sequences(desk.entries("2027-03-04")) == sequences(first) | {"walls": 1}
    old_page = desk.built("2027-03-04") / "programme/walls/index.html"
    assert "url=../../programme/dams/index.html" in old_page.read_text("utf-8")


def test_session_that_existed_beside_another_keeps_own_uid(desk: Desk) -> None:
    """A replaced session is cancelled, even if its page redirects."""
    desk.drop("walls")
    desk.redirect("programme/walls/", "session:opening")
    desk.record("2027-03-03")
    entries = desk.entries("2027-03-03")
    assert sequences(entries) == {"opening": 0, "walls": 1, "lunch": 0, "dance": 0}
    assert str(entries["walls"]["STATUS"]) == "CANCELLED"


@pytest.mark.parametrize(
    "old, new",
    [
        ("2027-05-20", "2027-05-27"),
        ("timezone", "status: postponed\ntimezone"),
        ("timezone", "venue:\n  name: Example House\ntimezone"),
        ("timezone", "status: moved online\ntimezone"),
    ],
)
def test_sequence_of_every_entry_rises_with_event(
    desk: Desk, old: str, new: str
) -> None:
    desk.change("content/event.md", old, new)
    desk.record("2027-03-03")
    entries = desk.entries("2027-03-03") | desk.entries(
        "2027-03-03", "save-the-date.ics"
    )
    assert all(number > 0 for number in sequences(entries).values())
    assert len({entry.DTSTAMP.date() for entry in entries.values()}) == 1


def test_sequence_and_timestamp_only_rise(desk: Desk) -> None:
    """Changes of half a year are recorded at once, later, or on two branches."""
    steps = (
        ("title: Opening", "title: Opening plenary"),
        ("start: 09:30", "start: 09:45"),
        ("title: Opening plenary", "title: Opening"),
        ("speakers: [kim]", "speakers: [robin]"),
        ("start: 09:45", "start: 09:30"),
    )
    path = desk.root / "data" / "published.txt"
    entries = [desk.entries(FIRST)["opening"]]
    for month, (old, new) in enumerate(steps, 2):
        desk.change("data/sessions.yaml", old, new)
        entries.append(desk.entries(f"2027-0{month}-03")["opening"])
        before = path.read_text("utf-8")
        desk.record(f"2027-0{month}-05")
        entries.append(desk.entries(f"2027-0{month}-05")["opening"])
        if month % 2:
            continue
        ours = path.read_text("utf-8")
        path.write_text(before, encoding="utf-8")
        desk.change("data/sessions.yaml", "room: Main hall", "room: Garden room")
        desk.record(f"2027-0{month}-04")
        desk.change(
            "data/sessions.yaml",
            "room: Garden room\n    speakers",
            "room: Main hall\n    speakers",
        )
        path.write_text(ours + path.read_text("utf-8"), encoding="utf-8")
        entries.append(desk.entries(f"2027-0{month}-06")["opening"])
    for earlier, later in pairwise(entries):
        assert sequence(earlier) <= sequence(later)
        assert earlier.DTSTAMP <= later.DTSTAMP
        texts = {
            key: str(earlier.get(key))
            for key in ("SUMMARY", "DTSTART", "LOCATION", "DESCRIPTION")
        }
        if any(str(later.get(key)) != value for key, value in texts.items()):
            assert sequence(earlier) < sequence(later)


def test_calendar_ignores_later_records(desk: Desk) -> None:
    desk.change("data/sessions.yaml", "title: Opening", "title: Opening plenary")
    desk.record("2027-03-03")
    assert sequences(desk.entries(FIRST))["opening"] == 1
    assert (
        desk.entries(FIRST)["opening"].DTSTAMP
        < desk.entries("2027-03-03")["opening"].DTSTAMP
    )
    assert set(sequences(desk.entries("2027-01-09")).values()) == {0}


def test_calendar_keeps_recorded_names_private(tmp_path: Path) -> None:
    desk = Desk.at(tmp_path, FILES)
    desk.record(FIRST)
    desk.change("data/sessions.yaml", "title: Walls", "title: Kim Ebbtide on walls")
    desk.record("2027-03-03")
    desk.change("data/sessions.yaml", "title: Kim Ebbtide on walls", "title: Walls")
    desk.change(
        "content/speakers/kim.md",
        "name: Kim Ebbtide",
        "name: Kim Ebbtide\nprotected: yes\nshown_as: A resident",
    )
    for _ in range(2):
        output = desk.built("2027-03-04")
        assert not [
            path
            for path in output.rglob("*.*")
            if path.is_file() and b"Ebbtide" in path.read_bytes()
        ]
        desk.record("2027-03-04")
    assert "Ebbtide" not in (desk.root / "data" / "published.txt").read_text("utf-8")


def test_calendar_keeps_removed_sessions_without_others(tmp_path: Path) -> None:
    """The calendar stays for its subscribers, with all sessions cancelled."""
    desk = Desk.at(
        tmp_path,
        {
            "data/sessions.yaml": sessions_yaml(
                "id: only\ntitle: Only\nkind: break\nstart: 09:30"
            )
        },
        EVENT,
    )
    desk.record(FIRST)
    (desk.root / "data/sessions.yaml").unlink()
    desk.redirect("programme/", "site:home")
    desk.redirect("search/", "site:home")
    desk.redirect("event.html", "site:home")
    assert str(desk.entries("2027-03-03")["only"]["STATUS"]) == "CANCELLED"


def test_calendar_uids_survive_new_base_url(desk: Desk) -> None:
    """Ids in the data of conference apps do not change."""
    first = {str(entry["UID"]) for entry in desk.entries(FIRST).values()}
    before = (desk.built(FIRST) / "schedule.xml").read_text("utf-8")
    guids = re.findall(r"guid='([^']+)'|guid=\"([^\"]+)\"", before)
    desk.change("content/event.md", BASE, "https://elsewhere.example/")
    desk.change("data/sessions.yaml", "id: walls", "id: dykes")
    desk.redirect("programme/walls/", "session:dykes")
    assert {str(entry["UID"]) for entry in desk.entries("2027-03-03").values()} == first
    assert "opening@2027.coasts.example" in first
    after = (desk.built("2027-03-03") / "schedule.xml").read_text("utf-8")
    assert re.findall(r"guid='([^']+)'|guid=\"([^\"]+)\"", after) == guids
    assert guids


def test_calendar_uids_change_when_first_base_url_is_given(tmp_path: Path) -> None:
    """A record without an address does not bind the ids to the title."""
    desk = Desk.at(tmp_path, FILES, EVENT)
    desk.record(FIRST)
    desk.change("content/event.md", "timezone", f"base_url: {BASE}\ntimezone")
    assert {
        str(entry["UID"]).partition("@")[2] for entry in desk.entries(FIRST).values()
    } == {"2027.coasts.example"}
