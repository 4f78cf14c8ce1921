"""Saving changes only what was entered, merges other changes, and adds no error."""

import random
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from microsite.apps.editor.records import ProjectRecords, RecordFile, form_fields
from microsite.apps.editor.saving import FieldChange, SaveResult, Staging, save
from microsite.model.kinds import RECORD_KINDS
from microsite.project import Project
from microsite.saving.journal import entry_paths
from microsite.source.nodes import Plain
from tests.making import EVENT, load_soundly, write_project

SESSIONS = """\
# Programme of the day.
rooms:
  - name: Main hall   # the big one
    capacity: 120

  # Small rooms
  - {name: Room A, capacity: 20}
tracks:
  - name: Practice
    colour: '#1b4d89'

sessions:
  # Morning
  - id: opening
    title: "Opening: the tide"
    kind: keynote
    start: 09:30     # not earlier
    end: '10:15'
    room: Main hall
    speakers: [kim, sam]
    recording:
      url: https://example.org/a   # public
      captions: yes
    abstract: |
      First.

      Second.
    also_found_by:
      - water
      # and
      - sea level

  - id: coffee
    title: Coffee
    kind: break
    start: 10:15
    length: 30 minutes
    summary: >
      Tea
      and coffee.
    sample:
"""
EVENT_FILE = (
    EVENT
    + "venue:\n  # To be confirmed\n  name: Example House\n  address: [1 Example Street, Exampleton]\n"
    "  access:\n    - name: Step-free access\n      text: From the street.\n"
    "help_lines:\n- name: Helpline\n  about: For anybody\n  phone: 020 7946 0001\n"
)
SPEAKER = (
    "---\nname: {}\nrole: Pilot # of ships\n---\n\nText with *marks*.\n\nMore.\n\n\n"
)
FILES = {
    "data/sessions.yaml": SESSIONS,
    "content/speakers/kim.md": SPEAKER.format("Kim Example"),
    "content/speakers/sam.md": SPEAKER.format("Sam Example"),
    "data/rates.yaml": "currency: EUR\nrates:\n- id: all\n  name: All\n  prices:\n"
    "  - {amount: 100, until: 2027-02-28}\n  - {amount: 150, from: 2027-03-01}\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project.at(write_project(tmp_path / "site", FILES, EVENT_FILE))
    load_soundly(project.root)
    return project


def text_of(project: Project, path: str = "data/sessions.yaml") -> str:
    return (project.root / path).read_bytes().decode()


def change(
    project: Project, kind: str, id_: str, field: str, value: object
) -> SaveResult:
    """Save one field as a form would."""
    entry = ProjectRecords(project).find(kind, id_)
    assert entry
    new = FieldChange(
        kind, id_, (field,), entry.values.get(field), cast("Plain", value)
    )
    return save(project, [new], label="Test")


@pytest.mark.parametrize(
    ("kind", "id_", "field", "value", "old", "new"),
    [
        (
            "session",
            "opening",
            "title",
            'A "new" one',
            '"Opening: the tide"',
            '"A \\"new\\" one"',
        ),
        ("session", "opening", "start", "09:45", "09:30     #", "09:45     #"),
        ("session", "opening", "end", "10:10", "'10:15'", "'10:10'"),
        ("session", "opening", "speakers", ["sam", "kim"], "[kim, sam]", "[sam, kim]"),
        (
            "session",
            "opening",
            "also_found_by",
            ["water", "sea"],
            "- sea level",
            "- sea",
        ),
        (
            "session",
            "opening",
            "recording",
            {"url": "https://example.org/b", "captions": "yes"},
            "/a   # public",
            "/b   # public",
        ),
        (
            "session",
            "opening",
            "abstract",
            "First.\n\nThird.",
            "      Second.",
            "      Third.",
        ),
        ("session", "coffee", "summary", "Tea.", "Tea\n      and coffee.", "Tea."),
        ("session", "coffee", "sample", "yes", "sample:\n", "sample: yes\n"),
        ("session", "coffee", "length", "45 minutes", "30 minutes", "45 minutes"),
        ("session", "opening", "room", None, "    room: Main hall\n", ""),
        (
            "session",
            "coffee",
            "room",
            "Main hall",
            "30 minutes\n",
            "30 minutes\n    room: Main hall\n",
        ),
        ("room", "room-a", "capacity", "25", "capacity: 20", "capacity: 25"),
        ("room", "main-hall", "capacity", None, "    capacity: 120\n", ""),
    ],
)
def test_change_is_the_smallest_edit(
    project: Project, kind: str, id_: str, field: str, value: object, old: str, new: str
) -> None:
    result = change(project, kind, id_, field, value)

    assert result.is_saved, result
    assert text_of(project) == SESSIONS.replace(old, new, 1)


def test_save_changes_nested_fields_and_text_of_a_file(project: Project) -> None:
    before = text_of(project, "content/event.md")
    venue = ProjectRecords(project).find("event", "")
    assert venue
    changes = [
        FieldChange("event", "", ("venue", "name"), "Example House", "Other House"),
        FieldChange(
            "event", "", ("venue", "access", 0, "text"), "From the street.", "By lift."
        ),
        FieldChange(
            "speaker", "kim", ("biography",), "Text with *marks*.\n\nMore.", "Less."
        ),
    ]

    assert save(project, changes, label="Test").is_saved
    assert text_of(project, "content/event.md") == before.replace(
        "Example House", "Other House"
    ).replace("From the street.", "By lift.")
    assert text_of(project, "content/speakers/kim.md").endswith(
        "# of ships\n---\n\nLess.\n\n\n"
    )


def test_lists_of_blocks_grow_and_shrink(project: Project) -> None:
    prices = [
        {"amount": "100", "until": "2027-02-28"},
        {"amount": "150", "from": "2027-03-01"},
    ]

    assert change(
        project,
        "rate",
        "all",
        "prices",
        [*prices[:1], {"amount": "160", "from": "2027-03-01"}],
    ).is_saved
    assert "{amount: 160, from: 2027-03-01}" in text_of(project, "data/rates.yaml")
    assert change(project, "rate", "all", "prices", prices[:1]).is_saved
    assert text_of(project, "data/rates.yaml").endswith(
        "  - {amount: 100, until: 2027-02-28}\n"
    )


def test_line_ends_and_encoding_stay(project: Project) -> None:
    path = project.root / "data/sessions.yaml"
    data = b"\xef\xbb\xbf" + SESSIONS.replace("\n", "\r\n").encode()
    path.write_bytes(data)

    assert change(project, "session", "opening", "abstract", "One.\n\nTwo.").is_saved
    new = data.replace(b"First.", b"One.").replace(b"Second.", b"Two.")
    assert path.read_bytes() == new


def test_other_changes_of_the_file_are_merged(project: Project) -> None:
    path = project.root / "data/sessions.yaml"
    entry = ProjectRecords(project).find("session", "opening")
    assert entry
    path.write_text(
        SESSIONS.replace("room: Main hall", "room: Room A"), encoding="utf-8"
    )

    mine = FieldChange("session", "opening", ("title",), entry.values["title"], "Mine")
    assert save(project, [mine], label="Test").is_saved
    assert 'title: "Mine"' in text_of(project)
    assert "room: Room A" in text_of(project)


def test_change_of_the_same_field_shows_both(project: Project) -> None:
    path = project.root / "data/sessions.yaml"
    theirs = SESSIONS.replace('"Opening: the tide"', "Theirs")
    path.write_text(theirs, encoding="utf-8")
    mine = FieldChange("session", "opening", ("title",), "Opening: the tide", "Mine")

    result = save(project, [mine], label="Test")

    assert not result.is_saved
    assert result.conflicts == ((mine, "Theirs"),)
    assert text_of(project) == theirs


def test_error_is_not_saved_and_names_its_field(project: Project) -> None:
    result = change(project, "session", "opening", "start", "25:00")

    assert not result.is_saved
    assert [(error.kind, error.id, error.path) for error in result.errors] == [
        ("session", "opening", ("start",))
    ]
    assert text_of(project) == SESSIONS
    result = change(project, "session", "opening", "title", None)
    assert [error.path for error in result.errors] == [("title",)]
    result = change(project, "session", "opening", "speakers", ["kim", "nobody"])
    assert [error.path[0] for error in result.errors] == ["speakers"]
    assert not entry_paths(project)


@pytest.mark.parametrize(
    ("key", "value", "advice"),
    [
        ("title", None, "Fill it in."),
        ("end", None, "Fill in the end or the length."),
        ("room", ["Attic"], "To add a room, open “Session settings”."),
        (
            "kind",
            "Keynot",
            "Did you mean “keynote”? To add a kind, open “Session settings”.",
        ),
        (
            "speakers",
            ["nobody"],
            "To add a person, open “Speakers” and then “New speaker”.",
        ),
        ("speakers", ["TBC"], "Delete it until the name is known."),
    ],
)
def test_advice_in_forms_is_not_about_lines_of_files(
    project: Project, key: str, value: Plain, advice: str
) -> None:
    [error] = change(project, "session", "opening", key, value).errors

    assert error.diagnostic.help.endswith(advice)


def test_records_are_created_and_deleted(project: Project) -> None:
    new: Any = {
        "title": "Tides",
        "kind": "talk",
        "start": "09:00",
        "length": "10 minutes",
    }
    addition = save(project, [FieldChange("session", after=new)], label="Add")
    assert addition.ids == ("tides",)
    assert ProjectRecords(project).all_of("session")[0].id == "tides"
    deletion = save(project, [FieldChange("session", "tides")], label="Delete")
    assert deletion.is_saved
    assert text_of(project) == SESSIONS
    assert len(entry_paths(project)) == 2


def test_new_speaker_is_a_file_and_is_deleted_with_it(project: Project) -> None:
    values: Any = {
        "name": "Lee Example",
        "links": [{"label": "Profile", "url": "https://example.org/lee"}],
        "biography": "Lee sails.",
    }
    assert save(project, [FieldChange("speaker", after=values)], label="x").ids == (
        "lee-example",
    )
    entry = ProjectRecords(project).find("speaker", "lee-example")
    assert entry
    assert entry.values == values
    assert save(project, [FieldChange("speaker", "lee-example")], label="x").is_saved
    assert not (project.root / "content/speakers/lee-example.md").exists()
    result = save(project, [FieldChange("speaker", "kim")], label="x")
    assert not result.is_saved
    assert result.errors[0].kind == "session"


def test_save_creates_the_file_of_its_settings(project: Project) -> None:
    kinds = FieldChange("resources", path=("kinds",), after=["Report", "Film"])

    assert save(project, [kinds], label="Kinds").is_saved
    assert "kinds:" in text_of(project, "data/resources.yaml")


def test_hidden_characters_and_tabs_are_left_out(project: Project) -> None:
    assert change(
        project, "session", "coffee", "title", "Tea\u202e \x00and  cake\ufeff"
    ).is_saved
    assert change(
        project, "session", "opening", "abstract", "a\tb\n   \nc  \nd"
    ).is_saved
    assert "title: Tea and cake\n" in text_of(project)
    assert "    abstract: |\n      a   b\n\n      c  \n      d\n" in text_of(project)


def test_page_with_links_to_it_cannot_be_deleted(project: Project) -> None:
    page = {"title": "About", "body": "## Why\n\nBecause."}
    new = FieldChange("page", after=cast("Plain", page))
    assert save(project, [new], label="Add").ids == ("about",)
    assert change(
        project, "session", "opening", "abstract", "See [why](page:about#why)."
    ).is_saved

    deletion = save(project, [FieldChange("page", "about")], label="Delete")
    assert [(error.kind, error.id, error.path) for error in deletion.errors] == [
        ("session", "opening", ("abstract",))
    ]
    change_of_body = change(project, "page", "about", "body", "## What\n\nThat.")
    assert [error.path for error in change_of_body.errors] == [("abstract",)]


WORDS = (
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")
        ),
        min_size=1,
        max_size=30,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
PARAGRAPHS = (
    st.lists(
        st.one_of(
            WORDS,
            st.sampled_from(
                [
                    "- item",
                    "# Heading",
                    "---",
                    "key: value",
                    "  indented",
                    "> quote",
                    "",
                    "* * *",
                    "| a |",
                ]
            ),
        ),
        min_size=1,
        max_size=6,
    )
    .map("\n".join)
    .map(str.strip)
    .filter(bool)
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@example(
    375, ["0", "0", "key: value\n---", *["0"] * 9]
)  # a heading right below the settings
@given(st.integers(), st.lists(st.one_of(WORDS, PARAGRAPHS), min_size=12, max_size=12))
def test_random_edits_give_what_was_entered(seed: int, texts: list[str]) -> None:
    """After any edits, the file has the new values, and every line that is not theirs."""
    chosen = random.Random(seed)
    for path, text in {
        **FILES,
        "content/event.md": f"---\n{EVENT_FILE}---\nWelcome.\n",
    }.items():
        slug = Path(path).stem
        staging = Staging(_OneFile(path, text, slug))  # type: ignore[arg-type]
        entries = staging.records.all_of("")
        expected = {(entry.kind, entry.id): dict(entry.values) for entry in entries}
        pool = list(texts)
        changes = []
        for entry in chosen.sample(entries, min(3, len(entries))):
            fields = [
                (key, field)
                for key, field in form_fields(entry.kind).items()
                if field.record is None and key not in ("id", "name", "day", "from")
            ]
            for key, field in chosen.sample(fields, min(3, len(fields))):
                value: object = pool[chosen.randrange(len(pool))]
                if field.list_syntax is not None:
                    value = [
                        " ".join(paragraph.split())
                        for paragraph in chosen.sample(pool, 2)
                    ]
                elif not any(
                    word in key for word in ("abstract", "biography", "overview")
                ):
                    value = " ".join(str(value).split())
                if chosen.random() < 0.2 and key in entry.values:
                    value = None
                before = entry.values.get(key)
                changes.append(FieldChange(entry.kind, entry.id, (key,), before, value))  # type: ignore[arg-type]
                expected[entry.kind, entry.id][key] = value  # type: ignore[assignment]
        staging.apply(changes)
        assert staging.conflicts == []
        after = staging.file(path)
        assert after
        for entry in after.entries:
            expected_values = {
                k: v for k, v in expected[entry.kind, entry.id].items() if v is not None
            }
            assert entry.values == expected_values
        for comment in (
            "# Programme of the day.",
            "# Small rooms",
            "# Morning",
            "# To be confirmed",
        ):
            assert (comment in text) == (comment in after.text.text)


class _OneFile:
    """Records of one file in memory."""

    kinds = RECORD_KINDS

    def __init__(self, path: str, text: str, slug: str) -> None:
        from microsite.saving.text_file import TextFile

        source = TextFile.from_bytes(path, text.encode())
        assert source
        self.path, self.only = path, RecordFile(source, slug, self)  # type: ignore[arg-type]

    def file(self, path: str) -> RecordFile | None:
        return self.only if path == self.path else None

    def path_of(self, kind: str, id_: str) -> str:
        return self.path

    def all_of(self, kind: str) -> list[object]:
        return list(self.only.entries)
