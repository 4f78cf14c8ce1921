"""The conferences in `examples/` load without errors, and Tidewater has every feature."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.model.event import Event, Session
from microsite.model.fields import Record, fields_of, input_fields
from microsite.model.loader import load_event
from microsite.model.records.content import SessionKind, SessionStatus
from microsite.source.inheritance import read_sources

EXAMPLES = Path(__file__).parent.parent / "examples"
FOLDERS = sorted(path.parent for path in EXAMPLES.glob("*/content"))
NOT_FOR_A_PAST_EDITION = {
    "EventRecord.sample",
    "EventRecord.status_note",
    "EventRecord.exit_url",
    "EventRecord.on_the_day",
    "EventRecord.questions",
    "EventRecord.feedback",
    "SessionRecord.questions",
    "SessionRecord.feedback",
    "SessionRecord.booked",
    "Room.stream",
    "Room.all_day",
    "ProsePage.call",
    "Sponsor.jobs",
    "Room.captions",
    "Booking.steps",
    "Audience.attending",
}
"""Fields that do not apply to a past conference or to a harmless subject."""
NOT_FOR_ONE_ALONE = {
    "EventRecord.series",
    "EventRecord.part_of",
    "EventRecord.subjects",
    "EventRecord.sectors",
    "EventRecord.publish",
    "EventRecord.sources",
    "EventRecord.fields",
    "EventRecord.speaker_fields",
    "SponsorsFile.fields",
    "Rate.currency",
    "Price.currency",
    "Tier.currency",
    "Organiser.logo_dark",
    "Theme.picture",
    "Theme.picture_alt",
    "EventRecord.programme",
    "SessionRecord.all_day",
    "SessionRecord.language",
    "SessionRecord.attendance",
    "SessionRecord.series",
    "Venue.plan",
    "Venue.plan_alt",
    "Venue.way",
}
"""Fields for several events or editions online, several currencies, fields of a project’s own, for a host, for a poster, for a large programme or house."""


def load_example(root: Path) -> tuple[Event, Log]:
    """Return an example and its log."""
    log = Log()
    event = load_event(read_sources(root, log), log)
    assert event is not None, [diagnostic.headline for diagnostic in log]
    return event, log


def sources(root: Path) -> list[Path]:
    """Return the files of an example, without output and cache."""
    folders = ("content", "data", "templates", "assets")
    return sorted(
        path
        for folder in folders
        for path in (root / folder).rglob("*")
        if path.is_file()
    )


@pytest.fixture(scope="module")
def tidewater() -> Event:
    """Load the example with every feature."""
    return load_example(EXAMPLES / "tidewater")[0]


@pytest.mark.parametrize("root", FOLDERS, ids=lambda root: root.name)
def test_example_loads_without_messages(root: Path) -> None:
    _, log = load_example(root)
    assert [
        f"{diagnostic.span.path}:{diagnostic.span.line} {diagnostic.headline}"
        for diagnostic in log
    ] == []


def test_one_page_example_is_one_file() -> None:
    root = EXAMPLES / "one-page"
    assert [path.relative_to(root).as_posix() for path in sources(root)] == [
        "content/event.md"
    ]
    event, _ = load_example(root)
    assert event.starts is None
    assert not event.sessions
    assert not event.speakers
    assert not event.pages
    assert not event.news
    assert not event.rates


def test_tidewater_has_two_days_and_three_tracks(tidewater: Event) -> None:
    assert [day.date for day in tidewater.days] == [
        date(2025, 9, 18),
        date(2025, 9, 19),
    ]
    assert len(tidewater.tracks) == 3
    assert len(tidewater.rooms) >= 4
    assert len(tidewater.sessions) >= 20
    assert {session.track.name for session in tidewater.sessions if session.track} == {
        track.name for track in tidewater.tracks
    }
    assert {session.kind for session in tidewater.sessions} == set(SessionKind)


def test_tidewater_night_belongs_to_day_before(tidewater: Event) -> None:
    sessions = {session.id: session for session in tidewater.sessions}
    across, after = sessions["fado-and-foghorns"], sessions["low-water-by-lamplight"]
    assert (across.day, across.start, across.end, across.duration_minutes) == (
        1,
        time(22, 30),
        time(0, 30),
        120,
    )
    assert (after.day, after.start) == (1, time(0, 45))
    assert after.starts_at == datetime(2025, 9, 19, 0, 45, tzinfo=tidewater.zone)
    assert after.starts_at is not None
    assert after.starts_at.utcoffset() == timedelta(0)
    assert tidewater.days[0].sessions[-1] is after


def test_tidewater_has_sessions_in_every_state(tidewater: Event) -> None:
    states = Counter(session.record.status for session in tidewater.sessions)
    assert states[SessionStatus.CANCELLED] == states[SessionStatus.PROVISIONAL] == 1
    assert [
        session.repeat_of for session in tidewater.sessions if session.repeat_of
    ] == ["flood-rehearsal"]
    panels = [
        session for session in tidewater.sessions if session.kind is SessionKind.PANEL
    ]
    assert len(panels) >= 2
    assert all(panel.chairs and len(panel.speakers) >= 3 for panel in panels)
    assert {len(panel.chairs) for panel in panels} == {1, 2}


def test_tidewater_parallel_slots_have_every_track(tidewater: Event) -> None:
    slots: dict[tuple[int, time], list[Session]] = {}
    for session in tidewater.sessions:
        if session.track:
            slots.setdefault((session.day, session.start), []).append(session)
    assert len(slots) >= 5
    for slot in slots.values():
        assert sorted(session.track.name for session in slot if session.track) == [
            "Hold",
            "Live with it",
            "Make room",
        ]


def test_tidewater_has_slides_and_recordings(tidewater: Event) -> None:
    assert tidewater.ends is not None
    assert tidewater.ends.date() < date(2026, 1, 1)
    slides = [
        session.record.slides for session in tidewater.sessions if session.record.slides
    ]
    assert any(name.startswith("https:") for name in slides)
    files = [name for name in slides if not name.startswith("https:")]
    assert files
    assert all((EXAMPLES / "tidewater" / "assets" / name).is_file() for name in files)
    recordings = [
        recording
        for session in tidewater.sessions
        for recording in session.record.recording
    ]
    assert {recording.captions for recording in recordings} == {True, False}


def directions(name: str) -> set[str]:
    """Return the directions of letters in a name: L, R (Hebrew), AL (Arabic)."""
    return {
        way
        for letter in name
        if (way := unicodedata.bidirectional(letter)) in ("L", "R", "AL")
    }


def test_tidewater_has_every_kind_of_person(tidewater: Event) -> None:
    names = [speaker.name for speaker in tidewater.speakers]
    assert len(names) >= 14
    assert any(directions(name) == {"AL"} for name in names)
    assert any(directions(name) == {"R"} for name in names)
    assert {"Łucja Falochrońska", "Siân Gwymonog", "Zoë Quaywhistle"} <= set(names)
    lengths = [len(speaker.biography.split()) for speaker in tidewater.speakers]
    assert min(lengths) == 0
    assert max(lengths) >= 400
    assert any(0 < length < 6 for length in lengths)
    busy = {slug for session in tidewater.sessions for slug in session.people}
    assert [
        speaker.slug for speaker in tidewater.speakers if speaker.slug not in busy
    ] == ["odile-marnage"]


def test_tidewater_names_protected_speaker_in_one_file_only() -> None:
    root = EXAMPLES / "tidewater"
    event, _ = load_example(root)
    (protected,) = (speaker for speaker in event.speakers if speaker.protected)
    assert protected.shown_as
    assert any(protected.slug in session.speakers for session in event.sessions)
    secrets = {protected.name, *protected.name.split(), *protected.private_words}
    for path in sources(root):
        if (
            path.suffix in (".md", ".yaml", ".txt", ".svg")
            and path.stem != protected.slug
        ):
            text = path.read_text(encoding="utf-8").casefold()
            assert [secret for secret in secrets if secret.casefold() in text] == [], (
                path
            )
    assert not any(word.casefold() in protected.slug for word in protected.name.split())


def test_tidewater_has_sponsors_in_four_tiers(tidewater: Event) -> None:
    assert tidewater.sponsorship is not None
    tiers = {tier.name: tier.id for tier in tidewater.sponsorship.tiers}
    counts = Counter(
        tiers.get(sponsor.tier, sponsor.tier)
        for sponsor in tidewater.sponsorship.sponsors
    )
    assert set(counts) == set(tiers.values())
    assert len(counts) == 4
    assert {1, 9} <= set(counts.values())


def test_tidewater_has_resources_that_supersede_and_that_have_no_address(
    tidewater: Event,
) -> None:
    resources = tidewater.library.resources
    assert any(resource.supersedes for resource in resources)
    assert any(resource.url is None for resource in resources)
    assert {resource.kind for resource in resources} == set(tidewater.library.kinds)
    assert sum(post.draft for post in tidewater.news) == 1


def test_tidewater_pictures_exist_and_are_described(tidewater: Event) -> None:
    assets = EXAMPLES / "tidewater" / "assets"
    pictures = set()
    for record in records(tidewater):
        for field in ("photo", "picture", "logo", "logo_dark"):
            if name := getattr(record, field, None):
                pictures.add(name)
                assert (assets / name).is_file(), name
                if field in ("photo", "picture"):
                    assert getattr(record, f"{field}_alt"), name
    assert len({name for name in pictures if name.startswith("images/people/")}) >= 8
    in_text = {"images/slow-way.png"}
    assert {
        path.relative_to(assets).as_posix() for path in (assets / "images").rglob("*.*")
    } == pictures | in_text


def records(event: Event) -> Iterator[Record]:
    """Yield every record of an event, and nested records."""
    queue: list[Any] = [
        event.record,
        *(session.record for session in event.sessions),
        *event.rooms,
        *event.tracks,
        *event.speakers,
        *event.library.resources,
        *event.figures,
        *event.pages,
        *event.news,
    ]
    if event.rates:
        queue += [event.rates, *event.rates.rates]
    if event.sponsorship:
        queue += [
            event.sponsorship,
            *event.sponsorship.tiers,
            *event.sponsorship.sponsors,
        ]
    while queue:
        record = queue.pop()
        if isinstance(record, Record):
            yield record
            queue += [getattr(record, name) for name in fields_of(type(record))]
        elif isinstance(record, tuple):
            queue += record


def test_examples_use_every_field(tidewater: Event) -> None:
    fields = set()
    written_fields = set()
    for record in records(tidewater):
        kind = type(record)
        public = list(input_fields(kind))
        fields |= {f"{kind.__name__}.{name}" for name in public}
        written_fields |= {
            f"{kind.__name__}.{name}" for name in public if record.has_written(name)
        }
    unused_fields = (
        {name for name in fields - written_fields if not name.endswith(".sample")}
        - NOT_FOR_A_PAST_EDITION
        - NOT_FOR_ONE_ALONE
    )
    assert not unused_fields, "Give each of these a place in examples/tidewater/."


def test_tidewater_uses_only_reserved_names_and_numbers(tidewater: Event) -> None:
    for record in records(tidewater):
        for name in fields_of(type(record)):
            value = getattr(record, name)
            if isinstance(value, str) and value.startswith("http"):
                host = value.split("/")[2]
                assert host in ("example.org", "example.com", "tidewater.example"), (
                    value
                )
