"""Calendars, read by an independent library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from icalendar import Event as Entry

from tests.export_helpers import AS_OF, BASE_URL, export_files, make_site, site_of
from tests.making import EVENT, load_soundly, sessions_yaml

ROOT = Path(__file__).parents[2]
DAYS = EVENT.replace("ends: 2027-05-20 17:00", "ends: 2027-05-21 17:00")


def entries(data: bytes) -> dict[str, Entry]:
    """Return the entries of a calendar file by UID, after general checks."""
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar = Calendar.from_ical(data)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    events = {str(entry["UID"]): entry for entry in calendar.events}
    assert len(events) == len(calendar.events)
    for entry in events.values():
        assert entry.errors == []
        assert entry.DTSTAMP is not None
        assert entry.DTSTAMP.utcoffset() == timedelta(0)
        assert {"SUMMARY", "DTSTART", "DTEND", "SEQUENCE", "STATUS"} <= set(entry)
        assert not {"ATTENDEE", "ORGANIZER", "CONTACT"} & set(entry)
    return events


def programme(
    root: Path, sessions: str, event: str = EVENT, **more: Any
) -> dict[str, Entry]:
    """Return the entries of the whole programme."""
    site = make_site(root, {"data/sessions.yaml": sessions}, event, **more)
    return entries(export_files(site)["event.ics"])


def test_calendar_contains_every_session() -> None:
    root = ROOT / "examples" / "tidewater"
    event = load_soundly(root)
    files = export_files(site_of(event, root, "https://tidewater.example/2025/"))
    events = entries(files["event.ics"])
    assert set(events) == {
        f"{session.id}@2025.tidewater.example" for session in event.sessions
    }
    for session in event.sessions:
        entry = events[f"{session.id}@2025.tidewater.example"]
        assert (entry.start, entry.end) == (session.starts_at, session.ends_at)
        assert str(entry["SUMMARY"]).removeprefix("Cancelled: ") == session.title
        assert session.room is None or str(entry["LOCATION"]).startswith(
            f"{session.room.name}, Casa das Marés"
        )
        calendar = f"programme/{session.id}/session.ics"
        assert (calendar in files) == session.has_own_page
        if calendar in files:
            assert entries(files[calendar]) == {str(entry["UID"]): entry}
    in_days = {
        **entries(files["programme/day-1.ics"]),
        **entries(files["programme/day-2.ics"]),
    }
    assert in_days == events


def test_save_the_date_has_one_entry(tmp_path: Path) -> None:
    files = export_files(make_site(tmp_path, {}))
    assert [path for path in files if path.endswith(".ics")] == ["save-the-date.ics"]
    (entry,) = entries(files["save-the-date.ics"]).values()
    assert entry.start == datetime(2027, 5, 20, 8, tzinfo=UTC)
    assert entry.end == datetime(2027, 5, 20, 16, tzinfo=UTC)
    assert str(entry["SUMMARY"]) == "Coasts in common"
    assert str(entry["URL"]) == BASE_URL


def test_save_the_date_uses_days_for_longer_events(tmp_path: Path) -> None:
    event = EVENT.replace("ends: 2027-05-20 17:00", "ends: 2027-05-22 02:00")
    (entry,) = entries(
        export_files(make_site(tmp_path, {}, event))["save-the-date.ics"]
    ).values()
    assert (entry.start, entry.end) == (date(2027, 5, 20), date(2027, 5, 22))


def test_save_the_date_counts_night_as_one_day(tmp_path: Path) -> None:
    event = EVENT.replace("ends: 2027-05-20 17:00", "ends: 2027-05-21 02:00")
    (entry,) = entries(
        export_files(make_site(tmp_path, {}, event))["save-the-date.ics"]
    ).values()
    assert entry.end == datetime(2027, 5, 21, 1, tzinfo=UTC)


def test_calendars_are_absent_without_dates(tmp_path: Path) -> None:
    event = EVENT.replace(
        "starts: 2027-05-20 09:00\nends: 2027-05-20 17:00", "starts: to be announced"
    )
    files = export_files(
        make_site(
            tmp_path, {"data/sessions.yaml": sessions_yaml("start: 09:30")}, event
        )
    )
    assert [path for path in files if path.endswith(".ics")] == []


@pytest.mark.parametrize(
    "zone, first, last, before, after",
    [
        ("Europe/London", "2027-03-27", "2027-03-28", 0, 1),
        ("Europe/London", "2027-10-30", "2027-10-31", 1, 0),
        ("America/New_York", "2027-03-13", "2027-03-14", -5, -4),
        ("Asia/Kolkata", "2027-03-27", "2027-03-28", 5.5, 5.5),
        ("Australia/Lord_Howe", "2027-04-03", "2027-04-04", 11, 10.5),
    ],
)
def test_calendar_times_are_right_when_clocks_change(
    tmp_path: Path, zone: str, first: str, last: str, before: float, after: float
) -> None:
    event = (
        EVENT.replace("Europe/London", zone)
        .replace("2027-05-20 09:00", f"{first} 09:00")
        .replace("2027-05-20 17:00", f"{last} 17:00")
    )
    sessions = sessions_yaml(
        f"id: saturday\nday: {first}\nstart: 10:00\nlength: 60",
        f"id: night\nday: {first}\nstart: 00:15\nlength: 4 hours",
        f"id: sunday\nday: {last}\nstart: 10:00\nlength: 60",
    )
    events = {
        uid.split("@")[0]: entry
        for uid, entry in programme(tmp_path, sessions, event).items()
    }
    saturday, sunday = date.fromisoformat(first), date.fromisoformat(last)
    ten = timedelta(hours=10)
    midnight = datetime(saturday.year, saturday.month, saturday.day, tzinfo=UTC)
    assert events["saturday"].start == midnight + ten - timedelta(hours=before)
    assert events["sunday"].start == midnight + timedelta(days=1) + ten - timedelta(
        hours=after
    )
    assert events["night"].start == midnight + timedelta(
        days=1, minutes=15
    ) - timedelta(hours=before)
    assert all(
        entry.end - entry.start == timedelta(hours=1)
        for key, entry in events.items()
        if key != "night"
    )
    assert events["night"].end - events["night"].start == timedelta(hours=4)
    assert sunday - saturday == timedelta(days=1)


def test_calendar_uses_next_date_after_midnight(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "id: dance\nday: 1\nstart: 23:00\nend: 01:30",
        "id: tea\nday: 1\nstart: 02:00\nlength: 30",
    )
    site = make_site(tmp_path, {"data/sessions.yaml": sessions}, DAYS)
    files = export_files(site)
    events = entries(files["programme/day-1.ics"])
    dance, tea = events["dance@2027.coasts.example"], events["tea@2027.coasts.example"]
    assert (dance.start, dance.end) == (
        datetime(2027, 5, 20, 22, tzinfo=UTC),
        datetime(2027, 5, 21, 0, 30, tzinfo=UTC),
    )
    assert tea.start == datetime(2027, 5, 21, 1, tzinfo=UTC)
    assert "programme/day-2.ics" not in files


def test_calendar_shows_status_of_sessions(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "id: on\nstart: 09:30",
        "id: off\nstart: 10:30\nstatus: cancelled\nstatus_note: The speaker is ill.",
        "id: maybe\nstart: 11:30\nstatus: provisional",
        "id: sample\nstart: 12:30\nsample: yes",
    )
    events = {
        uid.split("@")[0]: entry for uid, entry in programme(tmp_path, sessions).items()
    }
    assert {key: str(entry["STATUS"]) for key, entry in events.items()} == {
        "on": "CONFIRMED",
        "off": "CANCELLED",
        "maybe": "TENTATIVE",
        "sample": "TENTATIVE",
    }
    assert str(events["off"]["SUMMARY"]) == "Cancelled: Session 2"
    assert "Cancelled. The speaker is ill." in str(events["off"]["DESCRIPTION"])
    assert str(events["off"]["TRANSP"]) == "TRANSPARENT"
    assert "Provisional" in str(events["maybe"]["DESCRIPTION"])
    assert "Provisional" not in str(events["on"]["DESCRIPTION"])


@pytest.mark.parametrize(
    "status, words, prefix",
    [
        ("postponed", "POSTPONED", "Postponed: "),
        ("cancelled", "CANCELLED", "Cancelled: "),
    ],
)
def test_calendar_cancels_sessions_of_cancelled_event(
    tmp_path: Path, status: str, words: str, prefix: str
) -> None:
    files = export_files(
        make_site(
            tmp_path,
            {"data/sessions.yaml": sessions_yaml("start: 09:30")},
            f"{EVENT}status: {status}\n",
        )
    )
    for name in ("event.ics", "save-the-date.ics"):
        (entry,) = entries(files[name]).values()
        assert str(entry["STATUS"]) == "CANCELLED"
        assert str(entry["SUMMARY"]).startswith(prefix)
        assert words in str(entry["DESCRIPTION"]).upper()


def test_calendar_marks_sample_dates_tentative(tmp_path: Path) -> None:
    files = export_files(
        make_site(
            tmp_path,
            {"data/sessions.yaml": sessions_yaml("start: 09:30")},
            f"{EVENT}sample: [starts]\n",
        )
    )
    for name in ("event.ics", "save-the-date.ics"):
        (entry,) = entries(files[name]).values()
        assert str(entry["STATUS"]) == "TENTATIVE"


VENUE = "venue:\n  name: Example House\n  address: [1 Example Street, London]\n  latitude: 51.5\n  longitude: -0.12\n"


@pytest.mark.parametrize(
    "more, place, is_mapped",
    [
        (VENUE, "Main hall, Example House, 1 Example Street, London", True),
        (f"{VENUE}sample: [venue]\n", "Main hall", False),
        (f"{VENUE}status: moved online\n", "Online", False),
        (
            "attendance: online\nonline_url: https://example.org/stream\n",
            "https://example.org/stream",
            False,
        ),
        (
            f"{VENUE}attendance: hybrid\n",
            "Main hall, Example House, 1 Example Street, London",
            True,
        ),
    ],
)
def test_calendar_contains_location(
    tmp_path: Path, more: str, place: str, is_mapped: bool
) -> None:
    sessions = sessions_yaml("start: 09:30\nroom: Main hall", rooms=("Main hall",))
    (entry,) = programme(tmp_path, sessions, EVENT + more).values()
    assert str(entry["LOCATION"]) == place
    assert ("GEO" in entry) == is_mapped


PEOPLE = {
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\nrole: Harbour master\n---\nWorks at kim@coasts.example.\n",
    "content/speakers/guarded.md": "---\nname: Zebedee Hiddenreef\nprotected: yes\nshown_as: A resident\n"
    "private_words: [Saltings Lane]\n---\nLives by the sea.\n",
    "content/speakers/unnamed.md": "---\nname: to be confirmed\nrole: Minister\n---\n",
    "content/speakers/placeholder.md": "---\nname: Pat Placeholder\nsample: yes\n---\n",
}


def test_calendar_protects_people(tmp_path: Path) -> None:
    session = "start: 09:30\nchair: kim\nspeakers: [guarded, unnamed, placeholder]"
    files = export_files(
        make_site(tmp_path, {"data/sessions.yaml": sessions_yaml(session), **PEOPLE})
    )
    (entry,) = entries(files["event.ics"]).values()
    assert str(entry["DESCRIPTION"]).startswith(
        "Chair: Kim Ebbtide\n\nWith A resident\n\n"
    )
    for path, data in files.items():
        assert b"Hiddenreef" not in data, path
        assert b"Saltings" not in data, path
        assert not path.endswith(".ics") or b"Placeholder" not in data, path


def test_calendar_uids_are_stable(tmp_path: Path) -> None:
    first_entries = programme(
        tmp_path / "1", sessions_yaml("id: opening\nstart: 09:30")
    )
    second_entries = programme(
        tmp_path / "2",
        sessions_yaml("id: opening\ntitle: Renamed\nstart: 14:00\nkind: panel"),
        EVENT.replace("Coasts in common", "Other title").replace(
            "2027-05-20", "2028-06-01"
        ),
    )
    assert set(first_entries) == set(second_entries) == {"opening@2027.coasts.example"}


def test_calendar_uids_differ_between_editions(tmp_path: Path) -> None:
    sessions = sessions_yaml("id: opening\nstart: 09:30")
    realms = {
        base: next(iter(programme(tmp_path / str(number), sessions, base_url=base)))
        for number, base in enumerate(
            [
                "https://coasts.example/",
                "https://coasts.example/2028/",
                "https://User.example:8443/a b/C/",
                None,
            ]
        )
    }
    assert list(realms.values()) == [
        "opening@coasts.example",
        "opening@2028.coasts.example",
        "opening@c.a-b.user.example",
        "opening@coasts-in-common",
    ]


def test_calendar_uids_use_base_url_of_sources(tmp_path: Path) -> None:
    event = f"{EVENT}base_url: https://coasts.example/\n"
    events = programme(
        tmp_path,
        sessions_yaml("id: opening\nstart: 09:30"),
        event,
        base_url="https://preview.example/9/",
    )
    assert set(events) == {"opening@coasts.example"}
    assert (
        str(events["opening@coasts.example"]["URL"])
        == "https://preview.example/9/programme/opening/"
    )


def test_calendar_has_no_url_without_base_url(tmp_path: Path) -> None:
    (entry,) = programme(
        tmp_path, sessions_yaml("start: 09:30"), base_url=None
    ).values()
    assert "URL" not in entry
    assert "http" not in str(entry.get("DESCRIPTION", ""))


def test_calendar_does_not_depend_on_day_of_build(tmp_path: Path) -> None:
    files = {"data/sessions.yaml": sessions_yaml("start: 09:30")}
    early_files = export_files(make_site(tmp_path, files))
    late_files = export_files(
        make_site(tmp_path, files, as_of=AS_OF + timedelta(days=200))
    )
    assert {
        path: early_files[path] for path in early_files if path.endswith(".ics")
    } == {path: late_files[path] for path in late_files if path.endswith(".ics")}


def test_calendar_escapes_hostile_titles(tmp_path: Path) -> None:
    title = r'Tides; \n, "BEGIN:VALARM" \\ and END:VEVENT'
    (entry,) = programme(
        tmp_path, sessions_yaml(f"start: 09:30\ntitle: '{title}'")
    ).values()
    assert str(entry["SUMMARY"]) == title
    assert entry.subcomponents == []


def test_calendar_description_is_plain_text(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "start: 09:30\nabstract: |\n  The *wall* & the [tide](https://example.org/).\n\n  - one\n  - two\n\n"
        "  <!-- not for visitors --> <script>alert(1)</script>"
    )
    (entry,) = programme(tmp_path, sessions).values()
    assert str(entry["DESCRIPTION"]).startswith(
        "The wall & the tide.\n\n- one\n- two\n\n"
    )
    assert "not for visitors" not in str(entry["DESCRIPTION"])
    assert "alert" not in str(entry["DESCRIPTION"])
