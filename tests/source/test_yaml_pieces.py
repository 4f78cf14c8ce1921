"""An edited data file is read in part, and always as if it were read whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Log
from microsite.source import yaml_pieces
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.yaml_pieces import PiecedTree, read_again
from microsite.source.yaml_tree import read_yaml
from microsite.text import SourceText

ENTRIES = (
    "  - id: opening\n    title: Opening\n    speakers: [kim, lee]\n    abstract: |\n      One.\n\n      - two\n",
    "  - id: tides\n    title: 'Tides: high'\n    abstract: >+\n      Folded\n      text.\n\n\n",
    '  # a remark\n  - id: waves\n    title: "Waves"\n    recording:\n      url: https://example.org/\n',
    "  - id: last\n    title: The last\n      of all\n",
)
TEXT = f"rooms:\n  - name: Hall\n  - name: Annex\nsessions:\n{''.join(ENTRIES)}days:\n  - day: 1\n  - day: 2\n"
SNIPPETS = "\n|  |- |  - id: x\n|: |#|'|\"|>|[|]|{|&a |*a|---\n|...\n|%|\t|\n\n|    title: again\n|\n  - |é|—|? |!x ".split(
    "|"
)
SNIPPETS += ["|", "    more: words\n", "\n      deeper: 1\n"]


def told(node: Node | None) -> Any:
    """All that a tree says, with its places."""
    if node is None:
        return None
    place = (node.span.start, node.span.end)
    if isinstance(node, Scalar):
        return (place, node.text, node.style)
    if isinstance(node, Sequence):
        return (place, [told(item) for item in node.items])
    return (place, [(told(key), told(value)) for key, value in node])


def tree_of(text: str) -> PiecedTree:
    source, log = SourceText("data/sessions.yaml", text), Log()
    root = read_yaml(source, log)
    assert isinstance(root, Mapping)
    assert len(log) == 0
    return PiecedTree(source, root)


def test_a_tree_in_pieces_is_the_same_tree() -> None:
    assert told(tree_of(TEXT).root) == told(
        read_yaml(SourceText("data/sessions.yaml", TEXT), Log())
    )


def test_an_edited_entry_is_read_and_the_others_are_the_same_nodes() -> None:
    tree = tree_of(TEXT)
    sessions = tree.root.values["sessions"]
    assert isinstance(sessions, Sequence)
    before = list(sessions.items)

    assert tree.follow(
        SourceText("data/sessions.yaml", TEXT.replace("Tides: high", "Tides: higher still"))
    )

    assert [new is old for new, old in zip(sessions.items, before, strict=True)] == [
        True,
        False,
        True,
        True,
    ]
    assert before[3].span.text.startswith("id: last")


def test_edited_entries_are_read_and_those_between_them_are_the_same_nodes() -> None:
    tree = tree_of(TEXT)
    sessions = tree.root.values["sessions"]
    assert isinstance(sessions, Sequence)
    before = list(sessions.items)
    text = TEXT.replace("Opening", "Opened").replace("Waves", "Higher waves")

    assert tree.follow(SourceText("data/sessions.yaml", text))

    assert [new is old for new, old in zip(sessions.items, before, strict=True)] == [
        False,
        True,
        False,
        True,
    ]
    assert told(tree.root) == told(read_yaml(SourceText("data/sessions.yaml", text), Log()))


def test_an_entry_that_becomes_like_another_is_told() -> None:
    text = "sessions:\n  - id: a\n    title: One\n\n  - id: b\n    title: One\n  - id: c\n    title: One\n"
    trees: dict[str, PiecedTree] = {}
    log = Log()
    read_again(SourceText("data/sessions.yaml", text), "sessions", trees, log)
    assert not len(log)

    read_again(
        SourceText("data/sessions.yaml", text.replace("id: b", "id: a")), "sessions", trees, log
    )

    assert [found.code for found in log] == ["Y148"]


def test_what_is_not_in_entries_of_one_list_is_read_whole() -> None:
    for text in (
        TEXT.replace("Hall", "Foyer").replace("Opening", "Start"),
        TEXT.replace("  - id: tides\n", ""),
        TEXT.replace("  - id: tides\n", "").replace("Waves", "Waves\n  - id: tides"),
        "",
    ):
        tree = tree_of(TEXT)
        assert not tree.follow(SourceText("data/sessions.yaml", text))
        assert told(tree.root) == told(read_yaml(SourceText("data/sessions.yaml", TEXT), Log()))


EDIT = st.tuples(
    st.integers(0, len(TEXT)),
    st.integers(0, 30),
    st.one_of(st.sampled_from(SNIPPETS), st.text("ab:-# \n", max_size=8)),
)
WORD = st.sampled_from(
    ["Opening", "two", "Tides", "text.", "Waves", "The last", "kim", "tides", "waves"]
)


@given(st.lists(st.lists(EDIT, min_size=1, max_size=3), min_size=1, max_size=4))
def test_any_edit_gives_the_tree_of_a_whole_reading(
    saves: list[list[tuple[int, int, str]]],
) -> None:
    texts, text = [], TEXT
    for edits in saves:
        for at, removed, added in edits:
            text = text[:at] + added + text[at + removed :]
        texts.append(text)
    assert_read_as_whole(texts)


@given(
    st.lists(
        st.lists(st.tuples(WORD, st.sampled_from(SNIPPETS)), min_size=1, max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_so_do_edits_of_several_entries(saves: list[list[tuple[str, str]]]) -> None:
    texts, text = [], TEXT
    for edits in saves:
        for word, added in edits:
            text = text.replace(word, f"{word}{added}", 1)
        texts.append(text)
    assert_read_as_whole(texts)


def assert_read_as_whole(texts: Iterable[str]) -> None:
    """One text after the other is read as if nothing had been known of it."""
    trees: dict[str, PiecedTree] = {}
    read_again(SourceText("data/sessions.yaml", TEXT), "sessions", trees, Log())
    for text in texts:
        source = SourceText("data/sessions.yaml", text)
        again, whole = Log(), Log()

        found, wanted = read_again(source, "sessions", trees, again), read_yaml(source, whole)

        assert told(found) == told(wanted)
        assert list(again) == list(whole)


@given(st.text("ab", max_size=12), st.text("ab", max_size=12), st.integers(1, 5), st.booleans())
def test_what_two_texts_have_in_common_is_found_stretch_by_stretch(
    one: str, other: str, stretch: int, at_end: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_pieces, "STRETCH", stretch)
        found = yaml_pieces._common(one, other, at_end=at_end)
    if at_end:
        one, other = one[::-1], other[::-1]
    assert found == next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
