"""Texts in several languages in the forms of the editor: one input for each, and none is lost."""

from __future__ import annotations

from pathlib import Path

from microsite.apps.editor.forms import FormBuilder, FormField
from microsite.apps.editor.records import ProjectRecords
from microsite.apps.editor.saving import FieldChange, save
from microsite.project import Project
from microsite.source.nodes import Plain
from tests.making import EVENT, write_project

SESSIONS = """\
rooms:
  - name: {en: Main hall, cy: Prif neuadd}
sessions:
  - id: opening
    title: {en: Opening, cy: Agoriad}   # both
    kind: talk
    start: 09:30
    length: 45 minutes
    room: Main hall
    summary: Short.
    abstract:
      en: |
        First.

        Second.
      cy: Cyntaf.
    also_found_by:
      - {en: water, cy: dŵr}
"""


def project_of(tmp_path: Path) -> Project:
    event = EVENT + "languages: [en-GB, cy]\n"
    files = {
        "data/sessions.yaml": SESSIONS,
        "content/pages/about.md": "---\ntitle: About\n---\nA.\n",
    }
    files["content/pages/about.cy.md"] = "---\ntitle: Amdanom\n---\nB.\n"
    return Project.at(write_project(tmp_path, files, event))


def controls(fields: list[FormField]) -> dict[str, list[str]]:
    """Return what a browser sends for a form."""
    form: dict[str, list[str]] = {}
    for field in fields:
        if field.widget in ("group", "languages"):
            form |= controls(list(field.fields))
        elif field.widget == "groups":
            for item in field.items:
                form |= controls(list(item))
        elif field.widget in ("checks", "names"):
            form[field.name] = list(field.values)
        elif field.widget == "lines":
            form[field.name] = ["\n".join(field.values)]
        elif field.widget != "kept":
            form[field.name] = [field.value]
    return form


def form(
    project: Project, kind: str, id_: str
) -> tuple[FormBuilder, dict[str, Plain], list[FormField]]:
    records = ProjectRecords(project)
    entry = records.find(kind, id_)
    assert entry is not None
    builder = FormBuilder(kind, records)
    return builder, entry.values, builder.build(entry.values)


def save_form(project: Project, kind: str, id_: str, changes: dict[str, str]) -> str:
    """Fill in a form, save it, and return data/sessions.yaml."""
    builder, values, fields = form(project, kind, id_)
    entered_values = builder.read(
        controls(fields) | {name: [text] for name, text in changes.items()}, values
    )
    field_changes = [
        FieldChange(kind, id_, (key,), values.get(key), entered_values.get(key))
        for key in builder.fields
        if values.get(key) != entered_values.get(key)
    ]
    result = save(project, field_changes, label="Test")
    assert result.is_saved, result
    return (project.root / "data/sessions.yaml").read_text(encoding="utf-8")


def test_form_has_an_input_for_each_language(tmp_path: Path) -> None:
    _, _, fields = form(project_of(tmp_path), "session", "opening")
    by_name = {field.name: field for field in fields}

    assert [
        (field.name, field.label, field.value) for field in by_name["title"].fields
    ] == [
        ("title.en", "English", "Opening"),
        ("title.cy", "Welsh", "Agoriad"),
    ]
    assert [(field.name, field.value) for field in by_name["summary"].fields] == [
        ("summary.en", "Short."),
        ("summary.cy", ""),
    ]
    assert by_name["start"].widget == "text"
    assert by_name["also_found_by"].widget == "kept"


def test_unchanged_form_changes_nothing(tmp_path: Path) -> None:
    project = project_of(tmp_path)

    assert save_form(project, "session", "opening", {}) == SESSIONS
    assert save_form(project, "room", "main-hall", {}) == SESSIONS


def test_changed_text_keeps_its_other_language(tmp_path: Path) -> None:
    project = project_of(tmp_path)

    after = save_form(
        project, "session", "opening", {"title.cy": "Croeso", "start": "10:00"}
    )
    assert after == SESSIONS.replace("Agoriad", "Croeso").replace("09:30", "10:00")


def test_translation_can_be_added_and_removed(tmp_path: Path) -> None:
    project = project_of(tmp_path)
    after = save_form(project, "session", "opening", {"summary.cy": "Byr."})

    summaries = "    summary:\n      en: Short.\n      cy: Byr.\n"
    assert after == SESSIONS.replace("    summary: Short.\n", summaries)
    after = save_form(project, "session", "opening", {"abstract.cy": ""})
    assert "Cyntaf" not in after
    assert "        Second.\n" in after


def test_records_have_their_title_in_the_first_language(tmp_path: Path) -> None:
    records = ProjectRecords(project_of(tmp_path))

    assert [record.title for record in records.all_of("session")] == ["Opening"]
    assert [(record.id, record.title) for record in records.all_of("room")] == [
        ("main-hall", "Main hall")
    ]
    assert [(record.id, record.title) for record in records.all_of("page")] == [
        ("about.cy", "Amdanom"),
        ("about", "About"),
    ]
