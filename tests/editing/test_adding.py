"""An entry is added in the style of the file, and no other byte changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.editing.adding import CannotAdd, DataList, with_entry
from microsite.editing.original import Original

WHERE = DataList("data/sessions.yaml", "sessions", ["id", "title", "start"])
NEW = [("id", "new"), ("title", "New: one")]


def added(text: str, after: str | None = None) -> str:
    original = Original.of(WHERE.path, text.encode())
    made = with_entry(original, WHERE, NEW, after).data.decode()
    kept = difference(text, made)
    assert kept is not None, "a line beside the new ones changed"
    return kept


def difference(before: str, after: str) -> str | None:
    """What was put in, where nothing else was done."""
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
        ("sessions:\n  - id: a\n    title: A\n", '  - id: new\n    title: "New: one"\n'),
        ("sessions:\n- id: a\n  title: A\n", '- id: new\n  title: "New: one"\n'),
        ("sessions:\n    -   id: a\n", '    -   id: new\n        title: "New: one"\n'),
        ("- id: a\n", '- id: new\n  title: "New: one"\n'),
        ("sessions:\n  - id: a\n\n  - id: b\n", '\n  - id: new\n    title: "New: one"\n'),
        ("sessions:\r\n  - id: a\r\n", '  - id: new\r\n    title: "New: one"\r\n'),
        ("sessions:\n  - id: a", '\n  - id: new\n    title: "New: one"\n'),
        ("sessions:\n", '  - id: new\n    title: "New: one"\n'),
        ("sessions:  # none\n# end\n", '  - id: new\n    title: "New: one"\n'),
        ("rooms:\n  - name: A\n", '\nsessions:\n  - id: new\n    title: "New: one"\n'),
        ("rooms:\n  - name: A", '\n\nsessions:\n  - id: new\n    title: "New: one"\n'),
    ],
)
def test_at_the_end(text: str, expected: str) -> None:
    assert added(text) == expected


def test_below_a_remark_on_the_last_line_and_above_what_follows() -> None:
    text = "sessions:\n  - id: a\n    title: A  # for now\n\n# the rooms\nrooms:\n  - name: A\n"
    made = with_entry(Original.of(WHERE.path, text.encode()), WHERE, NEW)
    assert made.text == text.replace(
        "# for now\n", '# for now\n  - id: new\n    title: "New: one"\n'
    )


def test_below_a_long_text() -> None:
    text = "sessions:\n  - id: a\n    abstract: |\n      One\n\n      Two\n\nrooms: []\n"
    made = with_entry(Original.of(WHERE.path, text.encode()), WHERE, NEW)
    assert made.text == text.replace("Two\n", 'Two\n  - id: new\n    title: "New: one"\n')


def test_below_a_certain_one_and_at_the_top() -> None:
    text = "sessions:\n  - id: a\n\n  # lunch\n  - id: b\n"
    original = Original.of(WHERE.path, text.encode())
    new = '  - id: new\n    title: "New: one"\n'
    assert with_entry(original, WHERE, NEW, "a").text == text.replace("\n\n", f"\n\n{new}\n", 1)
    assert with_entry(original, WHERE, NEW, "").text == text.replace(
        "  - id: a", f"{new}\n  - id: a"
    )


def test_an_empty_list() -> None:
    made = with_entry(Original.of(WHERE.path, b"sessions: []  # yet\n"), WHERE, NEW)
    assert made.text == 'sessions:\n  - id: new\n    title: "New: one"  # yet\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sessions: [{id: a}]\n", ', {id: new, title: "New: one"}'),
        ("sessions: [ {id: a, title: A} ]  # all\n", ', {id: new, title: "New: one"}'),
        ("sessions: [\n  {id: a},\n  {id: b, x: [1, 2]}\n]\n", ', {id: new, title: "New: one"}'),
        ("[{id: a}]\n", ', {id: new, title: "New: one"}'),
    ],
)
def test_a_list_in_brackets(text: str, expected: str) -> None:
    assert added(text) == expected


@pytest.mark.parametrize(
    ("speakers", "given", "written"),
    [
        ("speakers: a", ("b",), "speakers: b"),
        ("speakers: a", ("b", "c"), "speakers: [b, c]"),
        ("speakers: [a]", ("b",), "speakers: [b]"),
        ("speakers:\n      - a", ("b", "c"), "speakers:\n      - b\n      - c"),
        ("title: A", ("b",), "speakers: [b]"),
    ],
)
def test_lists_are_written_as_their_neighbours_are(
    speakers: str, given: tuple[str, ...], written: str
) -> None:
    where = DataList("data/sessions.yaml", "sessions", ["id", "title", "speakers"])
    text = f"sessions:\n  - id: a\n    {speakers}\n"
    made = with_entry(
        Original.of(where.path, text.encode()), where, [("id", "new"), ("speakers", given)]
    )
    assert made.text == f"{text}  - id: new\n    {written}\n"


def test_no_file_yet() -> None:
    assert with_entry(None, WHERE, NEW).data == b'sessions:\n  - id: new\n    title: "New: one"\n'


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
def test_a_file_that_cannot_take_it(text: str) -> None:
    with pytest.raises(CannotAdd):
        with_entry(Original.of(WHERE.path, text.encode()), WHERE, NEW)


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


@given(st.lists(ENTRY, min_size=1, max_size=6), st.sampled_from(["", "rooms:\n  - name: A\n"]))
def test_nothing_else_ever_changes(entries: list[str], below: str) -> None:
    text = "sessions:\n" + "".join(entries) + below
    made = with_entry(Original.of(WHERE.path, text.encode()), WHERE, NEW).data.decode()
    assert difference(text, made) is not None
