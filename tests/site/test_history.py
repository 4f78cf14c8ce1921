"""A large programme through three rounds of changes, with checks of every entry."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from icalendar import Calendar
from msgspec.structs import replace

from microsite.apps.publish.record import merge_record
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.exports.ical import calendars
from microsite.model.published import parse_snapshots
from microsite.pages.publication_record import new_snapshots
from microsite.project import ENGINE_HOME
from microsite.render.templates import Templates
from microsite.site.changelog import changes_by_day
from microsite.site.site import Site
from tests.export_helpers import site_of
from tests.making import EVENT, load_soundly, write_project

SESSIONS = 130
DAYS = (date(2027, 1, 10), date(2027, 2, 10), date(2027, 3, 10), date(2027, 3, 11))
FIVE_DAYS = EVENT.replace("ends: 2027-05-20 17:00", "ends: 2027-05-24 23:00")


def programme(round_: int) -> str:
    """Return the sessions of a round. Times, titles, rooms or states have changed."""
    lines = ["rooms:", *(f"  - name: Room {room}" for room in range(17)), "sessions:"]
    for number in range(SESSIONS):
        kind = number % 10 if round_ >= 1 + number % 2 else None
        if kind == 4:
            continue
        hour, room = 9 + number // 17 % 15, (number + (kind == 3)) % 17
        title = f"Session {number}{' again' if kind == 2 else ''}"
        state = ", status: cancelled" if kind == 5 else ""
        start = f"{hour:02}:{'05' if kind == 1 else '00'}"
        lines.append(
            f"  - {{id: s{number}, title: {title}, kind: break, day: {number // 260 + 1}, start: '{start}', "
            f"length: 50, room: Room {room}{state}}}"
        )
    return "\n".join(lines) + "\n"


def in_round(root: Path, round_: int, record: str) -> tuple[Site, str]:
    """Return the site of a round and its record."""
    event = load_soundly(
        write_project(
            root / str(round_), {"data/sessions.yaml": programme(round_)}, FIVE_DAYS
        )
    )
    before = replace(event, published=parse_snapshots(SourceText("", record), Log()))
    after = merge_record(
        record,
        new_snapshots(site_of(before, root, as_of=DAYS[round_]), ()),
        lambda _: False,
    )
    snapshots = parse_snapshots(SourceText("", after), Log())
    return site_of(replace(event, published=snapshots), root, as_of=DAYS[round_]), after


def entries(site: Site) -> dict[int, tuple[int, str]]:
    """Return SEQUENCE and STATUS of each entry by the number of its session."""
    data = next(
        artifact.produce()
        for artifact in calendars(site, Templates((ENGINE_HOME / "templates",)))
        if artifact.path == "event.ics"
    )
    return {
        int(str(entry["UID"]).partition("@")[0][1:]): (
            int(str(entry["SEQUENCE"])),
            str(entry["STATUS"]),
        )
        for entry in Calendar.from_ical(data).events
    }


def test_many_sessions_are_followed_one_by_one(tmp_path: Path) -> None:
    record, sizes, days = "", [], []
    for round_ in range(4):
        site, record = in_round(tmp_path, round_, record)
        days = [(day, len(changes)) for day, changes in changes_by_day(site).items()]
        sizes.append(len(record.splitlines()))
        for number, (sequence, status) in entries(site).items():
            has_changed = number % 10 in (1, 2, 3, 4, 5) and round_ >= 1 + number % 2
            assert sequence == int(has_changed), (round_, number)
            assert status == (
                "CANCELLED" if has_changed and number % 10 in (4, 5) else "CONFIRMED"
            ), (round_, number)
        assert len(entries(site)) == SESSIONS
    assert days == [(DAYS[2], 39), (DAYS[1], 26)]
    assert sizes[1] - sizes[0] == 26
    assert sizes[2] - sizes[1] == 39
    assert sizes[3] == sizes[2]
