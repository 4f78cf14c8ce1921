"""Values are written so that they read back as they were, in quotes only where they need them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.editing.writing import (
    Value,
    clean,
    document,
    entry_lines,
    field_lines,
    in_order,
    written,
)
from microsite.source.nodes import Mapping, Plain
from microsite.source.yaml_parser import parse_yaml

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def read(text: str) -> Plain:
    log = Log()
    root = parse_yaml(SourceText("a.yaml", text), log)
    assert [(found.code, found.headline) for found in log] == []
    assert root is not None
    return root.to_python()


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        ("Opening plenary", "Opening plenary"),
        ("Don’t panic", "Don’t panic"),
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
def test_as_a_person_would_type_it(value: Value, typed: str) -> None:
    assert written(value) == typed


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


@given(TEXT)
def test_a_line_reads_back(text: str) -> None:
    assert read(f"x: {written(text)}\n") == {"x": one_line(text)}


@given(st.lists(TEXT, min_size=1, max_size=4, unique_by=one_line))
def test_a_list_reads_back(texts: list[str]) -> None:
    assert read(f"x: {written(tuple(texts))}\n") == {"x": [one_line(text) for text in texts]}


@given(st.lists(st.text(st.sampled_from("ab #:-|'\"“\t")), min_size=2, max_size=5))
def test_a_text_of_several_lines_reads_back(lines: list[str]) -> None:
    text = "\n".join(line.expandtabs(4).rstrip() for line in lines).strip("\n")
    if "\n" in text:
        typed = "\n".join(["- id: a", *field_lines("x", text, "  "), "  y: b"]) + "\n"
        assert read(typed) == [{"id": "a", "x": f"{text}\n", "y": "b"}]


def test_an_entry() -> None:
    assert entry_lines([("id", "a"), ("about", "One\n\nTwo")], "  ") == [
        "  - id: a",
        "    about: |",
        "      One",
        "",
        "      Two",
    ]


def test_a_document() -> None:
    assert document([("title", "A: b")], "\nText\n\n") == '---\ntitle: "A: b"\n---\n\nText\n'
    assert document([("title", "A")], "") == "---\ntitle: A\n---\n"


def test_the_order_is_that_of_the_neighbours() -> None:
    other = parse_yaml(SourceText("a", "end: x\nid: y\nroom: z\n"), Log())
    assert isinstance(other, Mapping)
    fields = [("id", "a"), ("start", "b"), ("end", "c"), ("summary", "d")]

    names = [
        name
        for name, _ in in_order(fields, ["id", "title", "start", "end", "room", "summary"], [other])
    ]

    assert names == ["end", "summary", "id", "start"]
