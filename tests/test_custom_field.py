"""A field that is declared in YAML alone has a place in every output."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import jsonschema
import openpyxl
import pytest

from microsite.apps.diff.revisions import compare
from microsite.apps.schemas import ProjectSchemas
from microsite.apps.workbook.write import write_workbook
from microsite.build import build
from microsite.cli import main
from microsite.diagnostics.diagnostic import Log
from microsite.model.event import Event
from microsite.model.loader import load_event
from microsite.project import BuildOptions, Project
from microsite.source.inheritance import read_sources
from tests.editor.served import served
from tests.making import EVENT, write_project

PLACE = "venue:\n  name: Example House\n  address: [1 Example Street]\n"
FIELDS = """\
fields:
  - name: experience
    label: Good for
    kind: one of
    choices: [Beginners, Experts]
    shown: both
    filter: yes
  - {name: tags, kind: several of, choices: [Policy, Practice], filter: yes}
  - {name: hands-on, kind: yes/no, filter: yes}
  - {name: workbook, kind: link}
  - {name: budget-code, kind: text, shown: nowhere}
"""
SESSIONS = """\
sessions:
  - id: tides
    title: Tides
    kind: talk
    start: 10:00
    end: 11:00
    experience: beginners
    tags: [Policy, Practice]
    hands-on: yes
    workbook: https://example.org/tides
    budget-code: Hush-42
  - id: storms
    title: Storms
    kind: talk
    start: 11:00
    end: 12:00
    experience: Experts
    tags: Practice
"""
SPONSORS = """\
fields:
  - {name: stand, kind: number}
tiers:
  - {id: gold, name: Gold}
sponsors:
  - {id: trust, name: Example Trust, tier: gold, stand: 12}
"""
PEOPLE = "speaker_fields:\n  - {name: region, kind: text, shown: both}\n"
FILES = {
    "data/sessions.yaml": FIELDS + SESSIONS,
    "data/sponsors.yaml": SPONSORS,
    "content/speakers/jo.md": "---\nname: Jo Smith\nregion: North shore\n---\nHello.\n",
    "content/speakers/kim.md": "---\nname: Kim Real\nprotected: yes\nshown_as: A resident\n"
    "region: Secret bay\n---\n",
}


def project_with(root: Path, files: Mapping[str, str] = FILES) -> Path:
    theme = "fields:\n  - {name: season, kind: text}\nseason: Spring tide\n"
    return write_project(root, dict(files), EVENT + PLACE + PEOPLE + theme)


def load(root: Path) -> Event:
    event = load_event(read_sources(root, Log()), Log())
    assert event is not None
    return event


@cache
def output() -> Path:
    """Return the finished site."""
    folder = Path(mkdtemp(prefix="microsite-"))
    options = BuildOptions(
        as_of=date(2027, 1, 15), use_cache=False, base_url="https://coasts.example/"
    )
    outcome = build(
        Project.at(project_with(folder / "site"), folder / "output"), options
    )
    assert outcome.published is not None, [
        diagnostic.headline for diagnostic in outcome.log
    ]
    return folder / "output"


def text_of(path: str) -> str:
    return (output() / path).read_text(encoding="utf-8")


def session_json(document: str) -> dict[str, object]:
    """Return the session from event.json or schedule.json."""
    data = json.loads(text_of(document))
    if document == "event.json":
        return dict(data["sessions"][0])
    (day,) = data["schedule"]["conference"]["days"]
    return dict(next(iter(day["rooms"].values()))[0])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("programme/index.html", '<li class="card_fact">Good for: Beginners</li>'),
        ("programme/index.html", 'value="field-experience=Beginners"'),
        ("programme/index.html", 'data-field-tags="Policy\nPractice"'),
        ("programme/tides/index.html", "<dt>Good for</dt><dd>Beginners</dd>"),
        ("programme/tides/index.html", "<dt>Tags</dt><dd>Policy, Practice</dd>"),
        ("programme/tides/index.html", "<dt>Hands on</dt><dd>Yes</dd>"),
        (
            "programme/tides/index.html",
            '<a href="https://example.org/tides">example.org</a>',
        ),
        ("programme/tides/index.html", '"keywords":["Beginners","Policy","Practice"]'),
        ("programme/tides/index.html.md", "- Good for: Beginners"),
        ("search/index.txt", "Good for Beginners"),
        ("event.ics", "CATEGORIES:Talk,Beginners,Policy,Practice"),
        ("schedule.xml", "Good for: Beginners"),
        ("speakers/jo/index.html", "<dt>Region</dt><dd>North shore</dd>"),
        ("speakers/index.html", "Region: North shore"),
        ("sponsorship/index.html", "<dt>Stand</dt><dd>12</dd>"),
        ("index.html", "<dt>Season</dt><dd>Spring tide</dd>"),
    ],
)
def test_site_has_the_values(path: str, expected: str) -> None:
    assert expected in text_of(path)


def test_data_files_have_the_values() -> None:
    assert session_json("event.json")["custom"] == {
        "experience": "Beginners",
        "tags": ["Policy", "Practice"],
        "hands-on": True,
        "workbook": "https://example.org/tides",
    }
    assert "Tags: Policy, Practice" in str(session_json("schedule.json")["description"])


@pytest.mark.parametrize("secret", ["Hush-42", "budget-code", "Secret bay"])
def test_no_file_has_what_is_shown_nowhere_or_protected(secret: str) -> None:
    paths = [
        path for path in output().rglob("*") if path.is_file() and path.suffix != ".svg"
    ]
    assert [path.name for path in paths if secret.encode() in path.read_bytes()] == []


def test_schema_and_diff_know_the_field(tmp_path: Path) -> None:
    sessions = FILES["data/sessions.yaml"].replace(
        "experience: Experts", "experience: Beginners"
    )
    before = load(project_with(tmp_path / "before"))
    after = load(
        project_with(tmp_path / "after", {**FILES, "data/sessions.yaml": sessions})
    )
    schema = jsonschema.Draft7Validator(ProjectSchemas(before).schema("sessions"))
    session = {"id": "a", "title": "A", "kind": "talk", "start": "09:00"}

    assert schema.is_valid({"sessions": [session | {"experience": "experts"}]})
    assert not schema.is_valid({"sessions": [session | {"experience": "nobody"}]})
    assert [change.sentence for change in compare(before, after)] == [
        "“Storms”: good for changes."
    ]


def test_workbook_has_a_column_and_comes_back(tmp_path: Path) -> None:
    root = project_with(tmp_path / "site")
    sources = read_sources(root, Log())
    path = tmp_path / "site.xlsx"
    path.write_bytes(write_workbook(load(root), sources))
    book = openpyxl.load_workbook(path)
    sheet = book["Sessions"]
    heads = {cell.value: cell.column or 0 for cell in sheet[1]}
    assert [sheet.cell(2, heads[name]).value for name in ("experience", "tags")] == [
        "beginners",
        "Policy, Practice",
    ]
    assert (
        main(["import", "spreadsheet", str(path), "--root", str(root), "--apply"]) == 0
    )
    assert (root / "data/sessions.yaml").read_text("utf-8") == FILES[
        "data/sessions.yaml"
    ]

    sheet.cell(1, heads["experience"]).value = "Good for"  # the label
    sheet.cell(3, heads["experience"]).value = "Beginners"
    sheet.cell(3, heads["tags"]).value = "Policy, Practice"
    book.save(path)
    main(["import", "spreadsheet", str(path), "--root", str(root), "--apply"])
    storms = load(root).sessions[1].record
    assert [value for _, value in storms.custom] == [
        "Beginners",
        ("Policy", "Practice"),
    ]


def test_form_has_a_control_and_saves_the_smallest_change(tmp_path: Path) -> None:
    with served(project_with(tmp_path / "site")) as editor:
        page = editor.page("record/session/tides")
        assert "Good for" in page
        assert re.search(r'name="experience" value="Beginners"[^>]* checked', page)
        base = re.search(r'name="_base" value="(.*?)">', page)
        assert base is not None
        fields: dict[str, str | list[str]] = {
            "_base": base[1],
            "title": "Tides",
            "kind": "talk",
            "start": "10:00",
            "end": "11:00",
            "hands-on": "yes",
            "workbook": "https://example.org/tides",
            "budget-code": "Hush-42",
        }
        editor.send(
            "record/session/tides",
            fields | {"experience": "Experts", "tags": ["Practice"]},
        )
        sessions = editor.text("data/sessions.yaml")

    expected = FILES["data/sessions.yaml"].replace(
        "experience: beginners", "experience: Experts"
    )
    assert sessions == expected.replace(
        "tags: [Policy, Practice]", "tags: [Practice]", 1
    )


def test_field_is_declared_and_filled_in_with_forms_alone(tmp_path: Path) -> None:
    sessions = SESSIONS.partition("    experience")[0]
    root = write_project(tmp_path / "site", {"data/sessions.yaml": sessions})
    with served(root) as editor:
        declared = {
            "_base": "{}",
            "fields.0.name": "experience",
            "fields.0.kind": "one of",
            "fields.0.choices": "Beginners\nExperts",
        }
        editor.send("record/sessions/", declared)
        base = re.search(
            r'name="_base" value="(.*?)">', editor.page("record/session/tides")
        )
        assert base is not None
        fields = {"title": "Tides", "kind": "talk", "start": "10:00", "end": "11:00"}
        editor.send(
            "record/session/tides",
            {"_base": base[1], **fields, "experience": "Experts"},
        )

    assert values_in(root) == {"Experience": "Experts"}


def values_in(root: Path) -> dict[str, object]:
    """Return the custom values of the only session of a project."""
    (session,) = load(root).sessions
    return {field.shown_label: value for field, value in session.record.custom}
