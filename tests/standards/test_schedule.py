"""schedule.json and schedule.xml: valid, and with the same content."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element, fromstring

import jsonschema
import pytest

from microsite.exports.schedule import MAX_ID, stable_ids
from microsite.site.site import Site
from tests.export_helpers import BASE_URL, export_files, make_site, site_of
from tests.making import EVENT, load_soundly, sessions_yaml
from tests.standards.real_schedules import real_file

ROOT = Path(__file__).parents[2]
OWN_SCHEMA = Path(__file__).with_name("schedule.schema.json")
FORMATS = jsonschema.FormatChecker()
for name, check in {
    "uri": lambda text: (
        re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", text) is not None
    ),
    "uuid": lambda text: str(UUID(text)) == text,
    "date": lambda text: date.fromisoformat(text).isoformat() == text,
    "date-time": lambda text: datetime.fromisoformat(text).utcoffset() is not None,
}.items():
    FORMATS.checks(name, raises=ValueError)(check)

ONCE = {
    "title",
    "subtitle",
    "type",
    "date",
    "start",
    "duration",
    "abstract",
    "slug",
    "track",
    "room",
}
AT_MOST_ONCE = {"persons", "language", "description", "links", "attachments", "url"}
CONFERENCE = {
    "title",
    "acronym",
    "start",
    "end",
    "days",
    "timeslot_duration",
    "base_url",
    "time_zone_name",
}
HOURS = re.compile(r"\d{1,2}:[0-5]\d")

BUSY = sessions_yaml(
    "id: a\nday: 1\nstart: 09:30\nroom: Hall\ntrack: Sea\nspeakers: [kim, guarded, unnamed, sample]\n"
    "resources: [wall]\nslides: https://example.org/slides",
    "id: b\nday: 1\nstart: 23:30\nend: 02:15\nroom: Hall\nstatus: cancelled\nstatus_note: The tide is out.",
    "id: c\nday: 2\nstart: 10:00\nstatus: provisional",
    "id: d\nday: 2\nstart: 12:00\nkind: lunch\nsample: yes\nroom: '& <Annex>'",
    rooms=("Hall", "'& <Annex>'"),
    tracks=("Sea",),
)
FILES = {
    "data/sessions.yaml": BUSY,
    "data/resources.yaml": "resources:\n"
    "  - {id: wall, title: The wall, kind: Report, url: 'https://example.org/wall'}\n",
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\n---\nkim@coasts.example\n",
    "content/speakers/guarded.md": "---\nname: Zebedee Hiddenreef\nprotected: yes\nshown_as: A resident\n---\nBy.\n",
    "content/speakers/unnamed.md": "---\nname: to be confirmed\n---\n",
    "content/speakers/sample.md": "---\nname: Pat Placeholder\nsample: yes\n---\n",
}
TWO_DAYS = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")


def tidewater(base_url: str | None = "https://tidewater.example/2025/") -> Site:
    root = ROOT / "examples" / "tidewater"
    return site_of(load_soundly(root), root, base_url)


def busy(root: Path, base_url: str | None = BASE_URL) -> Site:
    return make_site(root, FILES, TWO_DAYS, base_url=base_url)


def sites(root: Path) -> list[Site]:
    return [
        tidewater(),
        tidewater(None),
        busy(root / "1"),
        busy(root / "2", None),
        site_of(load_soundly(ROOT), ROOT),
    ]


def check_xml(data: bytes) -> Element:
    """Check that a schedule has everything that its readers rely on."""
    root = fromstring(data)
    assert [child.tag for child in root][:2] == ["version", "conference"]
    conference = root.find("conference")
    assert conference is not None
    assert {child.tag for child in conference} <= CONFERENCE
    assert len(list(conference)) == len({child.tag for child in conference})
    assert all(child.tag == "day" for child in root[2:]) and len(root) > 2
    indexes = [day.get("index") for day in root.iter("day")]
    assert len(set(indexes)) == len(indexes)
    for day in root.iter("day"):
        assert moment(day.get("start")) < moment(day.get("end"))
        assert moment(day.get("start")).date() == date.fromisoformat(
            day.get("date") or ""
        )
    events = list(root.iter("event"))
    for event in events:
        tags = [child.tag for child in event]
        assert len(set(tags)) == len(tags)
        assert ONCE <= set(tags) <= ONCE | AT_MOST_ONCE
        assert HOURS.fullmatch(event.findtext("start") or "") and HOURS.fullmatch(
            event.findtext("duration") or ""
        )
        assert moment(event.findtext("date")).utcoffset() is not None
        assert 0 < int(event.get("id") or 0) <= MAX_ID
        assert (event.findtext("url") or BASE_URL).startswith("https://")
    identities: list[Callable[[Element], str | None]] = [
        lambda event: event.get("id"),
        lambda event: event.get("guid"),
        lambda event: event.findtext("slug"),
    ]
    for identity in identities:
        assert len({identity(event) for event in events}) == len(events)
    return root


def moment(text: str | None) -> datetime:
    return datetime.fromisoformat(text or "")


def schema_of(path: Path) -> jsonschema.protocols.Validator:
    schema = json.loads(path.read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema, format_checker=FORMATS)


def events_of(data: dict[str, Any]) -> list[dict[str, Any]]:
    days = data["schedule"]["conference"]["days"]
    return [event for day in days for room in day["rooms"].values() for event in room]


def test_schedule_json_fits_our_schema(tmp_path: Path) -> None:
    for site in sites(tmp_path):
        data = json.loads(export_files(site)["schedule.json"])
        assert [
            error.message for error in schema_of(OWN_SCHEMA).iter_errors(data)
        ] == []


def test_schedule_json_fits_the_published_schema(tmp_path: Path) -> None:
    schema = schema_of(real_file("voc-schedule.schema.json"))
    for site in sites(tmp_path):
        data = json.loads(export_files(site)["schedule.json"])
        assert [error.message for error in schema.iter_errors(data)] == []


def test_our_schema_refuses_what_the_published_one_refuses() -> None:
    """A published example of an invalid schedule is invalid by our checks too."""
    wrong = json.loads(
        real_file("voc-invalid-example.json").read_text(encoding="utf-8")
    )
    assert list(schema_of(OWN_SCHEMA).iter_errors(wrong))


def test_schedule_json_and_xml_have_the_same_sessions(tmp_path: Path) -> None:
    for site in sites(tmp_path):
        files = export_files(site)
        data, root = (
            json.loads(files["schedule.json"]),
            check_xml(files["schedule.xml"]),
        )
        assert data["schedule"]["version"] == root.findtext("version")
        by_guid = {event["guid"]: event for event in events_of(data)}
        assert {event.get("guid") for event in root.iter("event")} == set(by_guid)
        assert len(by_guid) == len(site.event.sessions)
        for event in root.iter("event"):
            json_event = by_guid[event.get("guid") or ""]
            for name in (
                "date",
                "start",
                "duration",
                "room",
                "slug",
                "title",
                "subtitle",
                "type",
                "abstract",
            ):
                assert (event.findtext(name) or "") == json_event[name]
            assert [
                (person.text, person.get("id")) for person in event.iter("person")
            ] == [
                (person["name"], str(person["id"])) for person in json_event["persons"]
            ]


def test_schedule_has_time_and_room_of_every_session() -> None:
    site = tidewater()
    events = {
        event["slug"]: event
        for event in events_of(json.loads(export_files(site)["schedule.json"]))
    }
    for session in site.event.sessions:
        event = events[f"tidewater_2025-{session.id}"]
        assert (moment(event["date"]), moment(event["end"])) == (
            session.starts_at,
            session.ends_at,
        )
        assert event["title"] == session.title
        assert session.room is None or event["room"] == session.room.name
        assert event["track"] == (session.track.name if session.track else None)
        hours, minutes = event["duration"].split(":")
        assert timedelta(hours=int(hours), minutes=int(minutes)) == timedelta(
            minutes=session.duration_minutes
        )


def test_schedule_has_states_rooms_and_nights(tmp_path: Path) -> None:
    data = json.loads(export_files(busy(tmp_path))["schedule.json"])
    first, second = data["schedule"]["conference"]["days"]
    assert list(first["rooms"]) == ["Hall"]
    assert list(second["rooms"]) == ["& <Annex>", "To be announced"]
    plain, night = first["rooms"]["Hall"]
    assert night["subtitle"] == "Cancelled: The tide is out."
    assert (night["start"], night["duration"], night["date"]) == (
        "23:30",
        "02:45",
        "2027-05-20T23:30:00+01:00",
    )
    assert (first["day_start"], first["day_end"]) == (
        "2027-05-20T05:00:00+01:00",
        "2027-05-21T04:59:00+01:00",
    )
    assert plain["links"] == [
        {"title": "The wall", "url": "https://example.org/wall", "type": "related"}
    ]
    assert plain["attachments"][0]["url"] == "https://example.org/slides"
    assert [
        event["subtitle"] for room in second["rooms"].values() for event in room
    ] == ["Provisional"] * 2


def test_schedule_names_people_as_the_pages_do(tmp_path: Path) -> None:
    files = export_files(busy(tmp_path))
    (plain, *_) = events_of(json.loads(files["schedule.json"]))
    assert [person["name"] for person in plain["persons"]] == [
        "Kim Ebbtide",
        "A resident",
    ]
    assert "url" not in plain["persons"][1]
    for name in ("schedule.json", "schedule.xml"):
        assert not re.search(rb"Hiddenreef|Placeholder|@coasts", files[name])


def test_schedule_version_changes_with_programme(tmp_path: Path) -> None:
    def version(number: int, text: str) -> str:
        files = dict(FILES, **{"data/sessions.yaml": text})
        root = fromstring(
            export_files(make_site(tmp_path / str(number), files, TWO_DAYS))[
                "schedule.xml"
            ]
        )
        return root.findtext("version") or ""

    assert version(1, BUSY) == version(2, BUSY)
    assert version(3, BUSY.replace("09:30", "09:35")) != version(1, BUSY)


def test_stable_ids_are_unique_and_stay() -> None:
    names = [f"session-{number}" for number in range(5000)]
    ids = stable_ids(names)
    assert len(set(ids.values())) == len(names)
    assert all(0 < number <= MAX_ID for number in ids.values())
    assert stable_ids(reversed(names)) == ids
    without = stable_ids(names[1:])
    assert sum(ids[name] != number for name, number in without.items()) <= 1


def test_stable_ids_that_collide_move_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("microsite.exports.schedule.MAX_ID", 3)
    assert sorted(stable_ids(["a", "b", "c"]).values()) == [1, 2, 3]


def test_schedule_needs_dates_and_sessions(tmp_path: Path) -> None:
    event = EVENT.replace(
        "starts: 2027-05-20 09:00\nends: 2027-05-20 17:00", "starts: to be announced"
    )
    for site in (
        make_site(
            tmp_path / "1", {"data/sessions.yaml": sessions_yaml("start: 09:30")}, event
        ),
        make_site(tmp_path / "2", {}),
    ):
        assert [
            path for path in export_files(site) if path.startswith("schedule.")
        ] == []


@pytest.mark.parametrize(
    "title", ["Éa", "東京の海", "A" * 90, "9 lives", "Coasts -- in / common"]
)
def test_any_title_has_an_acronym(tmp_path: Path, title: str) -> None:
    event = EVENT.replace("Coasts in common", title)
    site = make_site(
        tmp_path, {"data/sessions.yaml": sessions_yaml("start: 09:30")}, event
    )
    data = json.loads(export_files(site)["schedule.json"])
    assert [error.message for error in schema_of(OWN_SCHEMA).iter_errors(data)] == []


def test_slugs_of_short_ids_have_four_characters(tmp_path: Path) -> None:
    """The form of schedule.xml asks for four characters behind the acronym."""
    session = sessions_yaml("id: nym\nstart: 09:30\nend: 10:00")
    site = make_site(tmp_path, {"data/sessions.yaml": session})
    slug = (
        fromstring(export_files(site)["schedule.xml"]).findtext(".//event/slug") or ""
    )
    assert re.fullmatch(r"[a-z0-9_]{4,}-_nym", slug)
