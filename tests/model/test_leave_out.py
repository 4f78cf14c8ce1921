"""`leave_out` accepts each of its words in any form that people type."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from microsite.apps.diff.revisions import event_changes
from microsite.apps.schemas import ProjectSchemas
from microsite.model.event import Event
from microsite.model.records.event import Extra
from tests.making import EVENT, load, load_soundly, write_project


def event_with(root: Path, words: str) -> Event:
    return load_soundly(write_project(root, {}, f"{EVENT}leave_out: {words}\n"))


@pytest.mark.parametrize(
    ("words", "extras"),
    [
        ("[]", set()),
        ("feeds", {Extra.FEEDS}),
        ("[feeds, text copies]", {Extra.FEEDS, Extra.TEXT_COPIES}),
        (
            "[Text-Copies, DATA_FILES, whole  event]",
            {Extra.TEXT_COPIES, Extra.DATA_FILES, Extra.WHOLE_EVENT},
        ),
        ("[search, calendars, search]", {Extra.SEARCH, Extra.CALENDARS}),
        ("\n  - search\n  - calendars", {Extra.SEARCH, Extra.CALENDARS}),
    ],
)
def test_leave_out_accepts_spellings(
    tmp_path: Path, words: str, extras: set[Extra]
) -> None:
    details = event_with(tmp_path, words).record
    assert set(details.leave_out) == extras


def test_leave_out_is_empty_by_default(tmp_path: Path) -> None:
    assert load_soundly(write_project(tmp_path, {})).record.leave_out == ()


@pytest.mark.parametrize(
    ("words", "code", "cure"),
    [
        ("[feeds, calenders]", "R119", "Did you mean “calendars”?"),
        (
            "[feeds, cookies]",
            "R119",
            "calendars, feeds, search, text copies, data files",
        ),
        ("calendars, feeds", "R118", "[calendars, feeds]"),
        ("yes", "R119", "whole event"),
    ],
)
def test_leave_out_reports_unknown_word_with_fix(
    tmp_path: Path, words: str, code: str, cure: str
) -> None:
    _, log = load(write_project(tmp_path, {}, f"{EVENT}leave_out: {words}\n"))
    diagnostics = [
        (diagnostic.code, diagnostic.span.path, diagnostic.span.line)
        for diagnostic in log
    ]
    assert diagnostics == [(code, "content/event.md", 9)]
    assert cure in next(iter(log)).help


def test_leave_out_reports_empty_item(tmp_path: Path) -> None:
    _, log = load(write_project(tmp_path, {}, f"{EVENT}leave_out:\n  - feeds\n  -\n"))
    assert [diagnostic.code for diagnostic in log] == ["R104"]


@pytest.mark.parametrize(
    "words", ["feeds", ["feeds", "text copies"], ["Text-copies"], []]
)
def test_schema_accepts_spellings_of_leave_out(tmp_path: Path, words: object) -> None:
    schema = ProjectSchemas(load_soundly(write_project(tmp_path, {}))).schema("event")[
        "properties"
    ]["leave_out"]
    jsonschema.validate(words, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(["cookies"], schema)


def test_readiness_notes_left_out_features(tmp_path: Path) -> None:
    before = load_soundly(write_project(tmp_path / "before", {}))
    changes = event_changes(before, event_with(tmp_path / "after", "[feeds, search]"))
    assert [change.sentence for change in changes] == [
        "Leave out is now feeds, search."
    ]
