"""New entries, changed fields and values are written as a person would type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.model.kinds import RECORD_KINDS
from microsite.saving.text_file import TextFile
from microsite.saving.value_edits import record_edits
from microsite.saving.yaml_edits import (
    BlockList,
    CannotEditError,
    field_lines,
    format_document,
    format_value,
    get_entries,
    get_list,
    insert_entries,
    item_lines,
    remove_controls,
    sort_like,
)
from microsite.source.edits import apply_edits
from microsite.source.nodes import Mapping, Plain
from microsite.source.yaml_parser import parse_yaml

SESSION = RECORD_KINDS["session"]
PATH = "data/sessions.yaml"
NEW = {"id": "new", "title": "New: one"}


def text_file(path: str, data: bytes) -> TextFile:
    file = TextFile.from_bytes(path, data)
    assert file is not None
    return file


def added_lines(text: str, after: str | None = None) -> str:
    original = text_file(PATH, text.encode())
    text_after = insert_entries(original, SESSION, [NEW], after).data.decode()
    lines = difference(text, text_after)
    assert lines is not None, "a line beside the new ones changed"
    return lines


def difference(before: str, after: str) -> str | None:
    """Return the inserted text. None if anything else changed."""
    head = 0
    while head < len(before) and head < len(after) and before[head] == after[head]:
        head += 1
    tail = len(before) - head
    if before[head:] != (after[len(after) - tail :] if tail else ""):
        return None
    return after[head : len(after) - tail]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "sessions:\n  - id: a\n    title: A\n",
            '  - id: new\n    title: "New: one"\n',
        ),
        ("sessions:\n- id: a\n  title: A\n", '- id: new\n  title: "New: one"\n'),
        ("sessions:\n    -   id: a\n", '    -   id: new\n        title: "New: one"\n'),
        ("- id: a\n", '- id: new\n  title: "New: one"\n'),
        (
            "sessions:\n  - id: a\n\n  - id: b\n",
            '\n  - id: new\n    title: "New: one"\n',
        ),
        ("sessions:\r\n  - id: a\r\n", '  - id: new\r\n    title: "New: one"\r\n'),
        ("sessions:\n  - id: a", '\n  - id: new\n    title: "New: one"\n'),
        ("sessions:\n", '  - id: new\n    title: "New: one"\n'),
        ("sessions:  # none\n# end\n", '  - id: new\n    title: "New: one"\n'),
        ("rooms:\n  - name: A\n", '\nsessions:\n  - id: new\n    title: "New: one"\n'),
        ("rooms:\n  - name: A", '\n\nsessions:\n  - id: new\n    title: "New: one"\n'),
    ],
)
def test_insert_entries_at_the_end(text: str, expected: str) -> None:
    assert added_lines(text) == expected


def test_insert_entries_keeps_comments() -> None:
    text = "sessions:\n  - id: a\n    title: A  # for now\n\n# the rooms\nrooms:\n  - name: A\n"
    file = insert_entries(text_file(PATH, text.encode()), SESSION, [NEW])
    assert file.text == text.replace(
        "# for now\n", '# for now\n  - id: new\n    title: "New: one"\n'
    )


def test_insert_entries_below_a_long_text() -> None:
    text = (
        "sessions:\n  - id: a\n    abstract: |\n      One\n\n      Two\n\nrooms: []\n"
    )
    file = insert_entries(text_file(PATH, text.encode()), SESSION, [NEW])
    assert file.text == text.replace(
        "Two\n", 'Two\n  - id: new\n    title: "New: one"\n'
    )


def test_insert_entries_below_an_id_and_at_the_top() -> None:
    text = "sessions:\n  - id: a\n\n  # lunch\n  - id: b\n"
    original = text_file(PATH, text.encode())
    new = '  - id: new\n    title: "New: one"\n'
    assert insert_entries(original, SESSION, [NEW], "a").text == text.replace(
        "\n\n", f"\n\n{new}\n", 1
    )
    assert insert_entries(original, SESSION, [NEW], "").text == text.replace(
        "  - id: a", f"{new}\n  - id: a"
    )


def test_insert_entries_in_an_empty_list() -> None:
    file = insert_entries(text_file(PATH, b"sessions: []  # yet\n"), SESSION, [NEW])
    assert file.text == 'sessions:\n  - id: new\n    title: "New: one"  # yet\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sessions: [{id: a}]\n", ', {id: new, title: "New: one"}'),
        ("sessions: [ {id: a, title: A} ]  # all\n", ', {id: new, title: "New: one"}'),
        (
            "sessions: [\n  {id: a},\n  {id: b, x: [1, 2]}\n]\n",
            ', {id: new, title: "New: one"}',
        ),
        ("[{id: a}]\n", ', {id: new, title: "New: one"}'),
    ],
)
def test_insert_entries_in_brackets(text: str, expected: str) -> None:
    assert added_lines(text) == expected


@pytest.mark.parametrize(
    ("speakers", "speaker_ids", "line"),
    [
        ("speakers: a", ("b",), "speakers: b"),
        ("speakers: a", ("b", "c"), "speakers: [b, c]"),
        ("speakers: [a]", ("b",), "speakers: [b]"),
        ("speakers:\n      - a", ("b", "c"), "speakers:\n      - b\n      - c"),
        ("title: A", ("b",), "speakers: [b]"),
    ],
)
def test_insert_entries_matches_style_of_lists(
    speakers: str, speaker_ids: tuple[str, ...], line: str
) -> None:
    text = f"sessions:\n  - id: a\n    {speakers}\n"
    file = text_file(PATH, text.encode())
    file_after = insert_entries(file, SESSION, [{"id": "new", "speakers": speaker_ids}])
    assert file_after.text == f"{text}  - id: new\n    {line}\n"


def test_insert_entries_of_several_at_once_gives_the_same_as_one_by_one() -> None:
    later_entries = [{"id": "two", "start": "09:00"}, {"id": "three", "title": "Three"}]
    for text in (
        "sessions:\n  - id: a\n\n  - id: b\n",
        "sessions: [{id: a}]\n",
        "sessions: []\n",
        "",
    ):
        file = text_file(PATH, text.encode())
        step = insert_entries(file, SESSION, [NEW])
        for entry in later_entries:
            step = insert_entries(step, SESSION, [entry])
        assert insert_entries(file, SESSION, [NEW, *later_entries]).data == step.data


def test_insert_entries_creates_a_file() -> None:
    assert (
        insert_entries(TextFile(PATH), SESSION, [NEW]).data
        == b'sessions:\n  - id: new\n    title: "New: one"\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "sessions: [a, b]\n",
        "sessions: soon\n",
        "sessions:\n  - id: a\n\ttitle: A\n",
        "- a\n- b\n",
        "words\n",
    ],
)
def test_insert_entries_rejects_other_files(text: str) -> None:
    with pytest.raises(CannotEditError):
        insert_entries(text_file(PATH, text.encode()), SESSION, [NEW])


ENTRY = st.sampled_from(
    [
        "  - id: a\n",
        "  # note\n",
        "\n",
        "  - id: b\n    title: 'B'\n",
        "  - id: c\n    x: |\n      y\n\n",
        "  - title: D\n",
    ]
)


@given(
    st.lists(ENTRY, min_size=1, max_size=6),
    st.sampled_from(["", "rooms:\n  - name: A\n"]),
)
def test_insert_entries_changes_no_other_line(entries: list[str], below: str) -> None:
    text = "sessions:\n" + "".join(entries) + below
    text_after = insert_entries(
        text_file(PATH, text.encode()), SESSION, [NEW]
    ).data.decode()
    assert difference(text, text_after) is not None


FIELDS_FILE = """\
sessions:
  - id: a
    title: "A: b"  # settled
    start: 09:30
    speakers: [jo, kim]  # two
    abstract: |
      One

      Two

    # a remark
    sample: yes

  - {id: b, title: B, speakers: [jo]}
"""


def with_field(name: str, value: Plain, entry: int = 0) -> str:
    log = Log()
    root = parse_yaml(SourceText("a.yaml", FIELDS_FILE), log)
    record = get_entries(get_list(root, "sessions"))[entry]
    edits = record_edits(SESSION.fields, record, {name: value})
    return apply_edits(FIELDS_FILE, tuple(edits))


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("title", "New", 'title: "A: b"  #', 'title: "New"  #'),
        ("title", "New: one", 'title: "A: b"  #', 'title: "New: one"  #'),
        ("start", "10: 00", "09:30", '"10: 00"'),
        ("speakers", ["jo"], "[jo, kim]  # two", "[jo]  # two"),
        ("speakers", None, "    speakers: [jo, kim]  # two\n", ""),
        ("start", "10:00", "09:30", "10:00"),
        ("abstract", "Three", "One\n\n      Two\n", "Three\n"),
        ("abstract", "Three\n\nFour", "One\n\n      Two", "Three\n\n      Four"),
        ("abstract", None, "    abstract: |\n      One\n\n      Two\n", ""),
        ("room", ["Hall"], "09:30\n", "09:30\n    room: Hall\n"),
        ("sample", None, "    sample: yes\n", ""),
        ("id", None, "id: a\n    title", "title"),
    ],
)
def test_record_edits_change_only_the_field(
    name: str, value: Plain, old: str, new: str
) -> None:
    assert FIELDS_FILE.count(old) == 1
    assert with_field(name, value) == FIELDS_FILE.replace(old, new)


def test_record_edits_stay_inside_braces() -> None:
    assert with_field("title", "C, d", 1) == FIELDS_FILE.replace(
        "title: B", 'title: "C, d"'
    )
    assert with_field("room", ["Hall"], 1) == FIELDS_FILE.replace(
        "B, sp", "B, room: Hall, sp"
    )
    assert with_field("speakers", ["kim"], 1) == FIELDS_FILE.replace("[jo]}", "[kim]}")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def read(text: str) -> Plain:
    log = Log()
    root = parse_yaml(SourceText("a.yaml", text), log)
    assert [(diagnostic.code, diagnostic.headline) for diagnostic in log] == []
    assert root is not None
    return root.to_python()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Opening plenary", "Opening plenary"),
        ("Don’t panic", "Don’t panic"),
        ("“Nothing about us”", '"“Nothing about us”"'),
        ("09:30", "09:30"),
        ("NO", "NO"),
        ("Opening: welcome", '"Opening: welcome"'),
        ("Session #1", '"Session #1"'),
        ('The "big" day', 'The "big" day'),
        ("*New*", '"*New*"'),
        ("null", '"null"'),
        ("", '""'),
        ("C:\\Users", "C:\\Users"),
        ("@handle", '"@handle"'),
        (("jo", "kim, the second"), '[jo, "kim, the second"]'),
        ((), "[]"),
    ],
)
def test_format_value_as_a_person_types_it(
    value: str | tuple[str, ...], text: str
) -> None:
    assert format_value(value) == text


def one_line(text: str) -> str:
    return " ".join(remove_controls(text).split())


@given(TEXTS)
def test_format_value_of_text_round_trips(text: str) -> None:
    assert read(f"x: {format_value(text)}\n") == {"x": one_line(text)}


@given(st.lists(TEXTS, min_size=1, max_size=4, unique_by=one_line))
def test_format_value_of_lines_round_trips(texts: list[str]) -> None:
    """A line such as `- page:about` would be read as a mapping without its space."""
    lines = "\n".join(field_lines("x", BlockList([*texts, "page:about"]), ""))
    assert read(f"{lines}\n") == {"x": [*map(one_line, texts), "page:about"]}


@given(st.lists(TEXTS, min_size=1, max_size=4, unique_by=one_line))
def test_format_value_of_list_round_trips(texts: list[str]) -> None:
    assert read(f"x: {format_value(tuple(texts))}\n") == {
        "x": [one_line(text) for text in texts]
    }


@given(st.lists(st.text(st.sampled_from("ab #:-|'\"“\t")), min_size=2, max_size=5))
def test_field_lines_round_trip(lines: list[str]) -> None:
    text = "\n".join(line.expandtabs(4).rstrip() for line in lines).strip("\n")
    if "\n" in text:
        entry_text = (
            "\n".join(["- id: a", *field_lines("x", text, "  "), "  y: b"]) + "\n"
        )
        assert read(entry_text) == [{"id": "a", "x": f"{text}\n", "y": "b"}]


def test_item_lines_write_paragraphs_as_a_block() -> None:
    assert item_lines({"id": "a", "about": "One\n\nTwo"}, "  ") == [
        "  - id: a",
        "    about: |",
        "      One",
        "",
        "      Two",
    ]


def test_format_document_writes_settings_before_text() -> None:
    page = RECORD_KINDS["page"]
    values = {"description": "C", "title": "A: b"}
    expected = b'---\ntitle: "A: b"\ndescription: C\n---\n\nText\n'
    assert format_document(page, values, "\nText\n\n") == expected
    assert format_document(page, {"title": "A"}, "") == b"---\ntitle: A\n---\n"


def test_sort_like_follows_the_neighbours() -> None:
    neighbour = parse_yaml(SourceText("a", "end: x\nid: y\nroom: z\n"), Log())
    assert isinstance(neighbour, Mapping)
    fields = {"id": "a", "start": "b", "end": "c", "summary": "d"}

    order = ["id", "title", "start", "end", "room", "summary"]

    assert list(sort_like(fields, order, [neighbour])) == [
        "end",
        "summary",
        "id",
        "start",
    ]
