"""Two changes of one value are merged: nothing is lost or doubled, or they clash."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.apps.editor.merging import merge


def test_merge_joins_blocks_and_lists() -> None:
    base: Any = {"a": "1", "b": ["x", "y"]}

    assert merge(base, {"a": "2", "b": ["x", "y"]}, {"a": "1", "b": ["x", "z"]}) == (
        {"a": "2", "b": ["x", "z"]},
        False,
    )
    assert merge("1", "2", "3") == ("2", True)
    assert merge(None, "2", None) == ("2", False)
    assert merge("1", None, "1") == (None, False)


def link(label: str, url: str = "https://example.org/") -> Any:
    return {"label": label, "url": url}


def test_an_entry_that_moved_up_is_not_doubled() -> None:
    """One side deletes the first link and adds one; the other changes the second."""
    base: Any = [link("Slides"), link("Paper")]
    mine: Any = [link("Paper"), link("Film")]
    theirs: Any = [link("Slides"), link("Paper", "https://example.org/2")]

    assert merge(base, mine, theirs) == (
        [link("Paper", "https://example.org/2"), link("Film")],
        False,
    )


def test_additions_of_both_sides_are_kept() -> None:
    base: Any = [link("Slides")]
    mine: Any = [link("Slides"), link("Paper")]
    theirs: Any = [link("Film"), link("Slides")]

    assert merge(base, mine, theirs) == (
        [link("Film"), link("Slides"), link("Paper")],
        False,
    )
    assert merge(None, [link("Paper")], [link("Film")]) == (
        [link("Paper"), link("Film")],
        False,
    )


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        pytest.param(
            [link("A", "1")], None, [link("A", "2")], id="deleted and changed"
        ),
        pytest.param(
            [link("A", "1")], [link("A", "2")], [link("A", "3")], id="changed twice"
        ),
        pytest.param([], [link("A", "1")], [link("A", "2")], id="added twice"),
        pytest.param([link("A")], [link("B")], [link("C")], id="renamed twice"),
        pytest.param([link("A")], [link("B")], None, id="renamed and deleted"),
        pytest.param(
            ["a", "b", "c"], ["b", "a", "c"], ["c", "a", "b"], id="two orders"
        ),
        pytest.param(
            [{"amount": "1"}], [{"amount": "2"}], [{"amount": "3"}], id="no name"
        ),
        pytest.param(["a"], ["a", "a"], ["a", "b"], id="a text twice"),
        pytest.param(["a"], "b", ["a", "b"], id="no list"),
    ],
)
def test_changes_that_exclude_each_other_clash(
    base: Any, mine: Any, theirs: Any
) -> None:
    assert merge(base, mine, theirs)[1]
    assert merge(base, theirs, mine)[1]


def test_names_of_people_are_merged_as_a_set_in_order() -> None:
    base: Any = ["kim", "sam"]

    assert merge(base, ["sam", "kim"], ["kim", "sam", "lee"]) == (
        ["sam", "lee", "kim"],
        False,
    )
    assert merge(base, ["lee", "kim", "sam"], ["kim"]) == (["lee", "kim"], False)
    assert merge(base, ["kim", "sam", "lee"], ["kim", "sam", "lee"])[0] == [
        "kim",
        "sam",
        "lee",
    ]
    assert merge(["kim"], ["lee"], ["kim", "sam"]) == (["lee", "sam"], False)
    assert merge(base, ["kim"], ["sam"]) == (None, False)
    assert merge(base, ["lee", "sam"], ["kim", "lee"]) == (["lee"], False)


TEXTS = st.lists(st.sampled_from("abcde"), unique=True, max_size=5)
GROUPS = st.lists(
    st.builds(link, st.sampled_from("abcd"), st.sampled_from("123")),
    unique_by=lambda group: group["label"],
    max_size=4,
)


@given(st.one_of(st.tuples(TEXTS, TEXTS, TEXTS), st.tuples(GROUPS, GROUPS, GROUPS)))
def test_nothing_is_lost_or_doubled_without_a_clash(
    lists: tuple[Any, Any, Any],
) -> None:
    base, mine, theirs = lists
    value, is_clash = merge(*lists)
    merged: Any = value or []
    names = [name_of(entry) for entry in merged]

    assert len(names) == len(set(names))
    assert merge(base, theirs, mine)[1] == is_clash
    if is_clash:
        return
    for side in (mine, theirs):
        for entry in side:
            if entry not in base:  # the side has added or changed it
                assert entry in merged
        for entry in base:
            if name_of(entry) not in map(name_of, side):
                assert name_of(entry) not in names
    for entry in base:
        if entry in mine and entry in theirs:
            assert entry in merged
    for entry in merged:
        assert entry in mine or entry in theirs


@given(GROUPS, GROUPS)
def test_a_side_without_a_change_takes_that_of_the_other(
    base: Any, changed: Any
) -> None:
    assert merge(base, changed, base) == (changed, False)
    assert merge(base, base, changed) == (changed, False)
    assert merge(base, changed, changed) == (changed, False)


def name_of(entry: Any) -> str:
    return str(entry["label"] if isinstance(entry, dict) else entry)
