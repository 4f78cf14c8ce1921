"""Fields that a project declares are read like those of the engine."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from microsite.apps.diff.revisions import compare
from microsite.apps.schemas import ProjectSchemas
from microsite.model.fields import Record
from tests.making import EVENT, load, load_soundly, write_project

FIELDS = """\
fields:
  - {name: experience, label: Who it suits, kind: one of, choices: [Beginner, Far advanced]}
  - {name: tags, kind: several of, choices: [Policy, Practice]}
  - {name: hands-on, kind: yes/no}
  - {name: video, kind: link}
  - {name: cost, kind: number}
  - {name: due, kind: date}
  - {name: note, kind: text}
sessions:
  - id: opening
    title: Opening
    kind: welcome
    start: 09:00
    end: 10:00
"""


def session_with(*lines: str) -> str:
    return FIELDS + "".join(f"    {line}\n" for line in lines)


def values_of(record: Record) -> dict[str, object]:
    return {field.shown_label: value for field, value in record.custom}


def test_each_kind_is_read_as_its_type(tmp_path: Path) -> None:
    sessions = session_with(
        "due: 2027-06-01",
        "experience: far-advanced",
        "tags: Policy",
        "hands-on: yes",
        "video: https://video.example/",
        "cost: 6.5",
        "note: Bring a coat",
    )
    event = load_soundly(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    assert values_of(event.sessions[0].record) == {
        "Who it suits": "Far advanced",
        "Tags": ("Policy",),
        "Hands on": True,
        "Video": "https://video.example/",
        "Cost": Decimal("6.5"),
        "Due": date(2027, 6, 1),
        "Note": "Bring a coat",
    }


def test_people_sponsors_and_the_event_have_fields_too(tmp_path: Path) -> None:
    field = "- {name: region, kind: text}\n"
    settings = f"fields:\n  {field}speaker_fields:\n  {field}region: North\n"
    files = {
        "content/speakers/jo.md": "---\nname: Jo Smith\nregion: South\n---\n",
        "data/sponsors.yaml": f"fields:\n  {field}tiers:\n  - {{id: gold, name: Gold}}\nsponsors:\n"
        "  - {id: trust, name: Trust, tier: gold, region: West}\n",
    }
    event, log = load(write_project(tmp_path, files, f"{EVENT}{settings}"))

    assert log.errors == 0
    assert event is not None
    records = (event.record, event.speakers[0], event.records["sponsor"][0])
    assert [values_of(record)["Region"] for record in records] == [
        "North",
        "South",
        "West",
    ]


@pytest.mark.parametrize(
    ("line", "code", "cure"),
    [
        ("experience: Beginer", "R119", "Did you mean “Beginner”?"),
        ("experiance: Beginner", "R102", "Did you mean “experience”?"),
        ("tags: [Policy, Practise]", "R119", "Did you mean “Practice”?"),
        ("experience: [Beginner]", "R103", ""),
        ("hands-on: perhaps", "R107", "hands-on: yes"),
        ("video: video.example", "R111", "https://video.example"),
        ("cost: little", "R109", "12"),
        ("due: 1 June 2027", "R121", "2027-06-01"),
    ],
)
def test_a_wrong_value_is_reported_where_it_is(
    tmp_path: Path, line: str, code: str, cure: str
) -> None:
    _, log = load(write_project(tmp_path, {"data/sessions.yaml": session_with(line)}))

    assert [(diagnostic.code, diagnostic.span.line) for diagnostic in log] == [
        (code, 15)
    ]
    assert cure in next(iter(log)).help


def test_values_of_a_wrong_declaration_are_not_reported_as_well(tmp_path: Path) -> None:
    sessions = session_with("experience: Beginner").replace(
        "kind: one of", "kind: on of"
    )
    _, log = load(write_project(tmp_path, {"data/sessions.yaml": sessions}))

    assert [(diagnostic.code, diagnostic.span.line) for diagnostic in log] == [
        ("R119", 2)
    ]


def test_schema_and_comparison_know_custom_fields(tmp_path: Path) -> None:
    before, after = (
        load_soundly(
            write_project(tmp_path / name, {"data/sessions.yaml": session_with(line)})
        )
        for name, line in (
            ("old", "experience: Beginner"),
            ("new", "experience: Far advanced"),
        )
    )
    schema = jsonschema.Draft7Validator(ProjectSchemas(after).schema("sessions"))
    session = {
        "id": "a",
        "title": "A",
        "kind": "talk",
        "start": "09:00",
        "experience": "beginner",
    }

    assert schema.is_valid({"sessions": [session]})
    assert not schema.is_valid({"sessions": [session | {"experience": "expert"}]})
    (change,) = compare(before, after)
    assert change.sentence == "“Opening”: who it suits changes."
    assert change.differences[0].after == "Far advanced"
