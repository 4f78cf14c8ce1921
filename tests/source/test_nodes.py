"""Descriptions of nodes, and spans of nested values."""

from __future__ import annotations

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.nodes import Node, describe_node, span_at, truncate
from microsite.source.yaml_parser import parse_yaml

TEXT = "venue:\n  name: Hall\n  town:\n  access:\n    - name: Lift\n"


def tree() -> Node:
    """Return the nodes of the text above."""
    root = parse_yaml(SourceText("data/x.yaml", TEXT), Log())
    assert root is not None
    return root


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("venue", "name"), "Hall"),
        (("venue", "town"), "town"),
        (("venue", "postcode"), "name"),
        (("venue", "access", 0, "name"), "Lift"),
        (("venue", "access", 0, "text"), "name"),
        (("venue", "access", 7), "- name: Lift\n"),
        (("nothing",), "venue"),
    ],
)
def test_span_at_returns_value_or_nearest_ancestor(
    path: tuple[str | int, ...], text: str
) -> None:
    """Return the span of a value, else of its key, else of its record."""
    assert span_at(tree(), path).text == text


def test_describe_node_names_kind_or_text() -> None:
    root = tree()
    assert describe_node(root) == "a block of “name: value” lines"
    assert describe_node(parse_yaml(SourceText("x", "- a"), Log())) == "a list"  # type: ignore[arg-type]
    words = parse_yaml(SourceText("x", "some words"), Log())
    assert describe_node(words) == "“some words”"  # type: ignore[arg-type]


def test_truncate_returns_one_short_line() -> None:
    assert truncate("a\n  b") == "a b"
    assert truncate("word " * 30, 20) == "word word word word…"
