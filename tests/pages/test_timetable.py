"""The timetable of a day: its slots, and the positions of sessions."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.pages.registry import build_pages
from microsite.pages.timetable import TimeSlot, rails_of, timetable
from microsite.site import urls
from microsite.site.site import Site
from tests.export_helpers import html_of, make_site
from tests.making import EVENT, sessions_yaml

ROOMS = ("A", "B", "C", "D", "E")
LUNCH = "id: lunch\nkind: lunch\nstart: 11:00\nend: 11:45"


def slots_of(site: Site, *, in_columns: bool = True) -> tuple[TimeSlot, ...]:
    _, slots = timetable(site, site.event.days[0], in_columns=in_columns)
    return slots


def places_of(slots: tuple[TimeSlot, ...]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            slot.cells[0].session.start,
            [(cell.session.id, cell.place) for cell in slot.cells],
        )
        for slot in slots
    ]


def day_of(root: Path, *sessions: str, rooms: tuple[str, ...] = ROOMS) -> Site:
    return make_site(
        root, {"data/sessions.yaml": sessions_yaml(*sessions, rooms=rooms)}
    )


def test_timetable_gives_a_lunch_across_the_columns_a_row_of_its_own(
    tmp_path: Path,
) -> None:
    """Talks and lunch start together, but are not in columns."""
    site = day_of(
        tmp_path,
        "id: a\nstart: 10:00\nend: 11:00\nroom: A",
        "id: b\nstart: 10:30\nend: 11:30\nroom: B",
        "id: c\nstart: 11:00\nend: 12:00\nroom: C",
        LUNCH,
        rooms=("A", "B", "C"),
    )
    slots = slots_of(site)
    assert places_of(slots) == [
        ("10:00", [("a", "col-1 rows-2")]),
        ("10:30", [("b", "col-2 rows-2")]),
        ("11:00", [("c", "col-3")]),
        ("11:00", [("lunch", "")]),
    ]
    assert [(slot.opens, slot.closes) for slot in slots] == [
        ("fan-3", ""),
        ("", ""),
        ("", "fan-3"),
        ("", ""),
    ]
    assert slots[-1].rail == "break"


def test_timetable_keeps_rows_apart_where_a_room_is_used_twice(tmp_path: Path) -> None:
    site = day_of(
        tmp_path,
        "id: a\nstart: 10:00\nend: 12:00\nroom: A",
        "id: b\nstart: 10:30\nend: 11:30\nroom: B",
        "id: coffee\nkind: break\nstart: 11:00\nend: 11:30\nroom: A",
        "id: tea\nkind: break\nstart: 11:00\nend: 11:30\nroom: A",
        rooms=("A", "B"),
    )
    assert places_of(slots_of(site)) == [
        ("10:00", [("a", "col-1 rows-2")]),
        ("10:30", [("b", "col-2 rows-3")]),
        ("11:00", [("coffee", "col-1")]),
        ("11:00", [("tea", "col-1")]),
    ]


def test_timetable_gives_a_session_that_is_alone_the_whole_width(
    tmp_path: Path,
) -> None:
    """Columns are for sessions at the same time: a keynote needs no narrow one."""
    site = day_of(
        tmp_path,
        "id: keynote\nstart: 09:00\nend: 10:00\nroom: A",
        "id: a\nstart: 10:00\nend: 11:00\nroom: A",
        "id: b\nstart: 10:00\nend: 12:00\nroom: B",
        "id: c\nstart: 11:00\nend: 12:00\nroom: A",
        "id: closing\nstart: 12:00\nend: 12:30\nroom: B",
        rooms=("A", "B"),
    )
    assert places_of(slots_of(site)) == [
        ("09:00", [("keynote", "")]),
        ("10:00", [("a", "col-1"), ("b", "col-2 rows-2")]),
        ("11:00", [("c", "col-1")]),
        ("12:00", [("closing", "")]),
    ]
    page = html_of(site, urls.PROGRAMME)
    assert [room in page for room in (">A</li>", ">B</li>")] == [True, True]


def test_timetable_shows_rooms_that_are_open_all_day_once_above_the_columns(
    tmp_path: Path,
) -> None:
    talks = [
        f"id: {room}{at}\nstart: {at}:00\nlength: 60\nroom: {room.upper()}"
        for at in (10, 11)
        for room in "ab"
    ]
    overlapping = "id: c\nstart: 11:30\nlength: 60\nroom: C"
    quiet = "id: quiet\nkind: other\nstart: 09:30\nend: 17:00\nroom: D"
    desk = "id: desk\nkind: registration\nstart: 08:00\nend: 16:00\nroom: E"
    site = day_of(tmp_path, *talks, overlapping, quiet, desk)

    for in_columns in (True, False):
        first, second, *later_slots = places_of(slots_of(site, in_columns=in_columns))
        assert [first, second] == [
            ("08:00", [("desk", "")]),
            ("09:30", [("quiet", "")]),
        ]
        assert [start for start, _ in later_slots] == ["10:00", "11:00", "11:30"]
    assert timetable(site, site.event.days[0], in_columns=True)[0] == ("A", "B", "C")


def test_room_with_one_use_is_named_above_the_programme_and_has_no_column(
    tmp_path: Path,
) -> None:
    sessions = sessions_yaml(
        "id: a\nstart: 10:00\nend: 11:00\nroom: A",
        "id: b\nstart: 10:30\nend: 11:30\nroom: B",
        "id: stands\nstart: 10:15\nend: 11:15\nroom: C",
        rooms=("A", "B", "C"),
    )
    rooms = sessions.replace(
        "name: C", "name: C\n    floor: Ground floor\n    all_day: Exhibition"
    )
    site = make_site(tmp_path, {"data/sessions.yaml": rooms})

    assert places_of(slots_of(site)) == [
        ("10:15", [("stands", "")]),
        ("10:00", [("a", "col-1 rows-2")]),
        ("10:30", [("b", "col-2")]),
    ]
    html = html_of(site, urls.PROGRAMME)
    assert "<b>Open all day:</b> Exhibition (C, Ground floor)</p>" in html
    assert "Open all day" not in html_of(
        day_of(tmp_path / "none", LUNCH), urls.PROGRAMME
    )


def test_timetable_draws_a_long_session_beside_all_short_ones_that_start_in_it(
    tmp_path: Path,
) -> None:
    short = [
        f"id: b{at}\nstart: 1{at // 60}:{at % 60:02}\nlength: 15\nroom: B"
        for at in range(0, 150, 15)
    ]
    site = day_of(tmp_path, "id: a\nstart: 10:00\nlength: 150\nroom: A", *short)

    assert places_of(slots_of(site))[0] == (
        "10:00",
        [("a", "col-1 rows-10"), ("b0", "col-2")],
    )


def test_timetable_keeps_a_long_workshop_beside_the_others_in_a_short_day(
    tmp_path: Path,
) -> None:
    sessions = (
        "id: a\nstart: 10:00\nend: 13:00\nroom: A",
        "id: b\nstart: 10:30\nroom: B",
    )
    assert places_of(slots_of(day_of(tmp_path, *sessions)))[0][1] == [
        ("a", "col-1 rows-2")
    ]


@st.composite
def days(draw: st.DrawFn) -> tuple[str, ...]:
    """Strategy for overlapping talks in two to five rooms, and breaks mostly without a room."""
    sessions = []
    count = draw(st.integers(2, 5))
    for room in ROOMS[:count]:
        begin = 9 * 60 + 5 * draw(st.integers(0, 12))
        for length in draw(
            st.lists(st.sampled_from((15, 30, 45, 60, 90, 240)), max_size=5)
        ):
            kind = draw(st.sampled_from(("talk", "talk", "workshop", "panel", "break")))
            if begin + length < 18 * 60:
                sessions.append(_session(kind, begin, length, room))
            begin += length + draw(st.sampled_from((0, 0, 15, 30)))
    for kind in draw(
        st.lists(st.sampled_from(("lunch", "break", "registration")), max_size=3)
    ):
        begin = 9 * 60 + 15 * draw(st.integers(0, 20))
        room = draw(st.sampled_from(("", "", ROOMS[0])))
        sessions.append(
            _session(kind, begin, draw(st.sampled_from((15, 45, 60))), room)
        )
    return tuple(sessions)


def _session(kind: str, begin: int, length: int, room: str) -> str:
    place = f"\nroom: {room}" if room else ""
    start, end = (f"{at // 60:02}:{at % 60:02}" for at in (begin, begin + length))
    return f"kind: {kind}\nstart: {start}\nend: {end}{place}"


@settings(max_examples=60)
@given(days())
def test_timetable_has_a_place_for_every_session_of_any_day(
    sessions: tuple[str, ...],
) -> None:
    with TemporaryDirectory() as folder:
        site = day_of(Path(folder), *sessions)
        assert list(build_pages(site))
        if not sessions:
            return
        for in_columns in (True, False):
            slots = slots_of(site, in_columns=in_columns)
            assert rails_of(site, slots)
            session_ids = [cell.session.id for slot in slots for cell in slot.cells]
            assert sorted(session_ids) == sorted(
                session.id for session in site.event.days[0].sessions
            )
            starts = [
                slot.cells[0].session.start for slot in slots if not slot.is_all_day
            ]
            assert starts == sorted(starts)
        assert_rows_apart(slots_of(site))


def assert_rows_apart(slots: tuple[TimeSlot, ...]) -> None:
    """No two sessions overlap. Each row has columns or one session across all of them."""
    occupied_places: set[tuple[int, int]] = set()
    for row, slot in enumerate(slots):
        classes = [cell.place.split() for cell in slot.cells]
        columns = [int(names[0].removeprefix("col-")) for names in classes if names]
        assert len(columns) in (0, len(classes))
        assert columns == sorted(set(columns))
        for column, names in zip(columns, classes, strict=False):
            rows = int(names[1].removeprefix("rows-")) if len(names) > 1 else 1
            places = {(row + number, column) for number in range(rows)}
            assert not places & occupied_places
            occupied_places |= places
        if not columns:
            assert not any(place[0] == row for place in occupied_places)


def test_filter_has_only_fields_to_filter_by(tmp_path: Path) -> None:
    """A field of free text is on the page of a session only, and gives no empty choice."""
    sessions = sessions_yaml(
        "start: 10:00\nmaterial: A ruler", "start: 11:00", rooms=ROOMS
    )
    fields = "fields:\n  - {name: material, kind: text, shown: page}\n"
    html = html_of(
        make_site(tmp_path, {"data/sessions.yaml": fields + sessions}), urls.PROGRAMME
    )
    assert "field-material" not in html


@pytest.mark.parametrize(
    ("ends", "weekday"), [("2027-05-26", "Thursday"), ("2027-05-27", "Thursday 20 May")]
)
def test_weekday_that_comes_twice_has_a_date(
    tmp_path: Path, ends: str, weekday: str
) -> None:
    sessions = sessions_yaml("day: 1\nstart: 09:30", f"day: {ends}\nstart: 09:30")
    event = EVENT.replace("ends: 2027-05-20", f"ends: {ends}")
    site = make_site(tmp_path, {"data/sessions.yaml": sessions}, event)
    assert f">{weekday}</a>" in html_of(site, urls.PROGRAMME)
