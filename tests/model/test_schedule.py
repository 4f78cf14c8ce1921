"""Sessions in time: zones, nights, lengths, days."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.model.event import Session
from tests.making import EVENT, codes, load, load_soundly, sessions_yaml, write_project

TWO_DAYS = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")


def placed_sessions(
    root: Path, *sessions: str, event: str = EVENT
) -> tuple[Session, ...]:
    return load_soundly(
        write_project(root, {"data/sessions.yaml": sessions_yaml(*sessions)}, event)
    ).sessions


def test_times_are_in_the_zone_of_the_event(tmp_path: Path) -> None:
    (session,) = placed_sessions(tmp_path, "start: 09:30\nend: 10:15")

    assert session.starts_at is not None and session.ends_at is not None
    assert session.starts_at.isoformat() == "2027-05-20T09:30:00+01:00"
    assert session.ends_at.isoformat() == "2027-05-20T10:15:00+01:00"
    assert session.duration_minutes == 45


def test_schedule_puts_night_session_on_day_before(tmp_path: Path) -> None:
    late, small_hours = placed_sessions(
        tmp_path,
        "day: 1\nstart: 22:30\nend: 00:30",
        "day: 2027-05-20\nstart: 00:45\nlength: 30",
        event=TWO_DAYS,
    )

    assert (late.day, small_hours.day) == (1, 1)
    assert late.duration_minutes == 120
    assert (
        late.ends_at is not None
        and late.ends_at.isoformat() == "2027-05-21T00:30:00+01:00"
    )
    assert (
        small_hours.starts_at is not None
        and small_hours.starts_at.isoformat() == "2027-05-21T00:45:00+01:00"
    )
    assert late.start_minute < small_hours.start_minute


@pytest.mark.parametrize(
    ("start", "until", "session", "ends", "minutes"),
    [
        (
            "2027-03-27",
            "2027-03-28",
            "start: 23:30\nend: 02:30",
            "2027-03-28T02:30:00+01:00",
            120,
        ),
        (
            "2027-03-27",
            "2027-03-28",
            "start: 23:30\nlength: 120",
            "2027-03-28T02:30:00+01:00",
            120,
        ),
        (
            "2027-10-30",
            "2027-10-31",
            "start: 23:30\nend: 02:30",
            "2027-10-31T02:30:00+00:00",
            240,
        ),
        (
            "2027-10-30",
            "2027-10-31",
            "start: 23:30\nlength: 180",
            "2027-10-31T01:30:00+00:00",
            180,
        ),
    ],
)
def test_session_end_is_right_on_nights_when_clocks_change(
    tmp_path: Path, start: str, until: str, session: str, ends: str, minutes: int
) -> None:
    """An end is wall-clock time, and a length is elapsed time."""
    event = EVENT.replace("2027-05-20 09:00", f"{start} 20:00").replace(
        "2027-05-20 17:00", f"{until} 02:00"
    )
    (session_,) = placed_sessions(tmp_path, session, event=event)

    assert session_.ends_at is not None
    assert session_.ends_at.isoformat() == ends
    assert session_.duration_minutes == minutes


def test_schedule_reports_session_without_end(tmp_path: Path) -> None:
    text = "sessions:\n  - id: a\n    title: A\n    kind: talk\n    start: 09:00\n"
    _, log = load(write_project(tmp_path, {"data/sessions.yaml": text}))

    assert codes(log) == ["S102"]
    assert next(iter(log)).span.line == 5


@pytest.mark.parametrize(
    ("session", "code"),
    [
        ("start: 14:00\nend: 13:00", "S110"),
        ("start: 14:00\nend: 14:00", "S110"),
        ("start: 14:00\nend: 15:00\nlength: 45 minutes", "S111"),
        ("start: 14:00\nend: 15:00\nday: 2027-05-22", "S112"),
        ("start: 14:00\nend: 15:00\nday: 3", "S112"),
        ("start: 14:00\nend: 15:00\nroom: Attic", "S105"),
        ("start: 14:00\nend: 15:00\ntrack: Attic", "S106"),
        ("start: 14:00\nend: 15:00\nspeakers: [nobody]", "S103"),
        ("start: 14:00\nend: 15:00\nchair: nobody", "S104"),
        ("start: 14:00\nend: 15:00\nresources: [nothing]", "S107"),
        ("start: 14:00\nend: 15:00\nrepeat_of: nothing", "S109"),
    ],
)
def test_schedule_reports_impossible_times(
    tmp_path: Path, session: str, code: str
) -> None:
    _, log = load(
        write_project(tmp_path, {"data/sessions.yaml": sessions_yaml(session)})
    )

    assert codes(log) == [code]


def test_schedule_reports_all_errors_at_once(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "start: 9.30\nspeakers: [nobody]",
        "start: 10:00\nspeakers: [noone]",
        "start: 25:00",
    )
    _, log = load(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    assert codes(log) == ["R123", "S103", "R123"]


def test_schedule_does_not_report_broken_speaker_as_missing(tmp_path: Path) -> None:
    files = {
        "content/speakers/kim.md": "---\nname: Kim\nrole: [\n---\n",
        "content/speakers/lou.md": "---\nrole: Pilot\n---\n",
        "data/sessions.yaml": sessions_yaml("start: 10:00\nspeakers: [kim, lou]"),
    }
    _, log = load(write_project(tmp_path, files))

    assert "S103" not in codes(log)
    assert "R101" in codes(log)


def test_schedule_knows_broken_session_by_id(tmp_path: Path) -> None:
    sessions = sessions_yaml("id: first\nstart: noon", "start: 10:00\nrepeat_of: first")
    _, log = load(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    assert codes(log) == ["R123"]


def test_dates_may_be_announced_later(tmp_path: Path) -> None:
    event = EVENT.replace("2027-05-20 09:00", "to be announced").replace(
        "ends: 2027-05-20 17:00\n", ""
    )
    first, second = placed_sessions(
        tmp_path, "start: 09:00", "day: 2\nstart: 09:00", event=event
    )

    assert (first.starts_at, second.starts_at) == (None, None)
    assert (first.day, second.day) == (1, 2)


def test_schedule_reports_date_while_dates_are_open(tmp_path: Path) -> None:
    event = EVENT.replace("2027-05-20 09:00", "to be announced").replace(
        "ends: 2027-05-20 17:00\n", ""
    )
    sessions = sessions_yaml("start: 09:00\nday: 2027-05-20")
    _, log = load(write_project(tmp_path, {"data/sessions.yaml": sessions}, event))

    assert codes(log) == ["S121"]


def test_on_two_days_each_session_says_which(tmp_path: Path) -> None:
    _, log = load(
        write_project(
            tmp_path, {"data/sessions.yaml": sessions_yaml("start: 09:00")}, TWO_DAYS
        )
    )

    assert codes(log) == ["S120"]


def test_schedule_reports_double_bookings(tmp_path: Path) -> None:
    files = {
        "content/speakers/kim.md": "---\nname: Kim Tideline\n---\n",
        "data/sessions.yaml": sessions_yaml(
            "start: 09:00\nlength: 60\nroom: Hall\nspeakers: kim",
            "start: 09:30\nlength: 60\nroom: Hall\nchair: kim",
            rooms=("Hall",),
        ),
    }
    _, log = load(write_project(tmp_path, files))

    assert sorted(codes(log)) == ["S114", "S115"]


def test_long_session_is_compared_with_all_that_follow(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "start: 09:00\nlength: 3 hours\nroom: Hall",
        "start: 09:30\nroom: Hall",
        "start: 10:30\nroom: Hall",
        "start: 12:00\nroom: Hall",
        rooms=("Hall",),
    )
    _, log = load(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    diagnostics = [(diagnostic.code, diagnostic.span.line) for diagnostic in log]
    assert [code for code, _ in diagnostics] == ["S115", "S115"]
    assert diagnostics[0][1] < diagnostics[1][1]


@pytest.mark.parametrize(
    ("lunch", "talk", "is_reported"),
    [
        ("", "start: 12:30\nroom: Hall", True),
        ("", "start: 13:00\nroom: Hall", False),
        ("", "start: 11:45\nlength: 60", True),
        ("", "start: 12:30\nkind: posters", False),
        ("", "start: 12:30\nkind: tour", False),
        ("", "start: 12:30\nstatus: cancelled", False),
        ("", "start: 10:00\nlength: 5 hours\nkind: workshop", False),
        ("room: Foyer", "start: 12:30\nroom: Hall", False),
        ("room: Foyer", "start: 12:30\nroom: Hall\nkind: keynote", True),
    ],
)
def test_check_breaks_reports_talks_during_lunch(
    tmp_path: Path, lunch: str, talk: str, is_reported: bool
) -> None:
    lunch = f"start: 12:00\nlength: 60\nkind: lunch\n{lunch}"
    sessions = sessions_yaml(lunch, talk, rooms=("Hall", "Foyer"))
    _, log = load(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    assert codes(log) == ["S126"] * is_reported


@pytest.mark.parametrize(
    ("first", "second", "is_reported"),
    [("Kim Lee", "Kim  Lee", True), ("Mo", "mo", False), ("tbc", "tbc", False)],
)
def test_check_names_reports_people_with_the_same_name(
    tmp_path: Path, first: str, second: str, is_reported: bool
) -> None:
    people = {"a": first, "b": second}
    files = {
        f"content/speakers/{id_}.md": f"---\nname: {people[id_]}\n---\n"
        for id_ in people
    }
    _, log = load(write_project(tmp_path, files))

    assert codes(log) == ["S125"] * is_reported


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("[1 Quay, Port, PT1 1AA]", ("1 Quay", "Port", "PT1 1AA")),
        ("[1 Quay, Port pt1 1aa]", ("1 Quay", "Port pt1 1aa")),
        ("[1 Quay, Port]", ("1 Quay", "Port", "PT1 1AA")),
        ("[]", ("PT1 1AA",)),
    ],
)
def test_postal_address_has_the_postcode_once(
    tmp_path: Path, address: str, lines: tuple[str, ...]
) -> None:
    venue = f"venue:\n  name: House\n  postcode: PT1 1AA\n  address: {address}\n"
    event, _ = load(write_project(tmp_path, {}, EVENT + venue))

    assert event is not None and event.record.venue is not None
    assert event.record.venue.postal_address == lines


@pytest.mark.parametrize(
    ("until", "expected_codes"),
    [
        (["26", "26", "26", "26"], []),
        (["26", "26", "20", "26"], ["W119"]),
        (["26", "20"], []),
        (["26", "26", "20", "20"], []),
        (["26", "20", "21", "26"], []),
    ],
)
def test_check_rates_reports_days_that_differ_from_all_others(
    tmp_path: Path, until: list[str], expected_codes: list[str]
) -> None:
    rates = "".join(
        f"  - {{id: r{number}, name: Rate {number}, prices: "
        f"[{{label: Early, amount: 1, until: 2027-02-{day}}}]}}\n"
        for number, day in enumerate(until)
    )
    _, log = load(write_project(tmp_path, {"data/rates.yaml": f"rates:\n{rates}"}))

    assert codes(log) == expected_codes


def test_schedule_ignores_cancelled_sessions_in_clashes(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "start: 09:00\nroom: Hall\nstatus: cancelled",
        "start: 09:15\nroom: Hall",
        rooms=("Hall",),
    )
    event, log = load(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    assert codes(log) == []
    assert event is not None and event.sessions[0].is_cancelled


clock = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(
    lambda parts: f"{parts[0]:02}:{parts[1]:02}"
)


@settings(max_examples=60, deadline=None)
@given(
    start=clock,
    minutes=st.integers(1, 14 * 60),
    zone=st.sampled_from(["Europe/London", "Asia/Kolkata", "UTC"]),
)
def test_start_and_length_always_make_sense(
    tmp_path_factory: pytest.TempPathFactory, start: str, minutes: int, zone: str
) -> None:
    """A session ends after it starts, as many wall-clock minutes later as its length."""
    root = tmp_path_factory.mktemp("site")
    event = EVENT.replace("Europe/London", zone)
    (session,) = placed_sessions(
        root, f"start: {start}\nlength: {minutes}", event=event
    )

    assert session.starts_at is not None and session.ends_at is not None
    assert session.ends_at.replace(tzinfo=None) - session.starts_at.replace(
        tzinfo=None
    ) == timedelta(minutes=minutes)
    assert (
        session.end_minute - session.start_minute == minutes == session.duration_minutes
    )
    assert (session.end.hour, session.end.minute) == (
        session.ends_at.hour,
        session.ends_at.minute,
    )
