"""Texts to nodes, and features that are not supported."""

from __future__ import annotations

import pytest

from microsite.diagnostics.diagnostic import Diagnostic, Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.nodes import Mapping, Node, Scalar
from microsite.source.yaml_parser import parse_yaml
from microsite.source.yaml_repair.patched_text import PatchedText


def read(text: str) -> tuple[Node | None, list[Diagnostic]]:
    """Return the nodes of a text, and the diagnostics."""
    log = Log()
    return parse_yaml(SourceText("data/sessions.yaml", text), log), list(log)


@pytest.mark.parametrize(
    "text",
    [
        "10:30",
        "NO",
        "yes",
        "012",
        "2026-02-30",
        "1_000",
        "0x1F",
        "1.10",
        "1e3",
        "007",
        "=",
    ],
)
def test_parse_yaml_keeps_values_as_text(text: str) -> None:
    """Scalars stay text: their field decides the type."""
    root, diagnostics = read(f"{text if text != '=' else 'x'}: {text}\n")
    assert isinstance(root, Mapping)
    (value,) = root.values.values()
    assert isinstance(value, Scalar)
    assert value.text == text
    assert diagnostics == []


def test_parse_yaml_distinguishes_null_and_empty_text() -> None:
    root, _ = read("a:\nb: ~\nc: null\nd: ''\ne: 'null'\n")
    assert root is not None
    assert root.to_python() == {"a": None, "b": None, "c": None, "d": "", "e": "null"}


def test_parse_yaml_returns_spans_of_values() -> None:
    root, _ = read("a:\n  - b: é😀\n    c: 'd'\n")
    assert isinstance(root, Mapping)
    inner = root.values["a"].items[0]  # type: ignore[union-attr]
    assert isinstance(inner, Mapping)
    assert [(key.span.text, value.span.text) for key, value in inner] == [
        ("b", "é😀"),
        ("c", "'d'"),
    ]
    assert (inner.values["c"].span.line, inner.values["c"].span.column) == (3, 8)


def test_parse_yaml_parses_part_of_file() -> None:
    """Spans are those of the file if only a part of it is YAML."""
    source = SourceText("content/event.md", "---\na: b\n---\nText\n")
    root = parse_yaml(PatchedText(source, 4, 9), Log())
    assert isinstance(root, Mapping)
    assert root.values["a"].span.text == "b"
    assert root.values["a"].span.line == 2


@pytest.mark.parametrize("text", ["", "\n", "# only remarks\n", "---\n"])
def test_parse_yaml_returns_nothing_for_empty_text(text: str) -> None:
    root, diagnostics = read(text)
    assert root is None or root.to_python() is None
    assert diagnostics == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a: 1\nb: 2\na: 3\n", ["Y124"]),
        ("a: 1\na: 2\na: 3\n", ["Y124", "Y124"]),
        ("- id: a\n  t: b\n  id: c\n  t: d\n", ["Y127"]),
        ("- id: a\n  t: b\n  t: d\n", ["Y124"]),
        ("a: *b\n", ["Y120"]),
        ("a: &b c\nd: *b\n", ["Y126", "Y120"]),
        ("a: &b\n  c: d\n", ["Y126"]),
        ("a: !important b\n", ["Y126"]),
        ("a: ! b\n", ["Y126"]),
        ("a: !!python/object:os.system b\n", ["Y126"]),
        ("a:\n  <<: b\n", ["Y125"]),
        ("? [a]\n: b\n", ["Y123"]),
        ("a: 1\n---\nb: 2\n", ["Y121"]),
        ("[" * 14 + "]" * 14, ["Y122"]),
    ],
)
def test_parse_yaml_reports_unsupported_features(text: str, codes: list[str]) -> None:
    """Each unsupported feature is reported and ignored."""
    assert [diagnostic.code for diagnostic in read(text)[1]] == codes


def test_parse_yaml_keeps_first_of_duplicate_keys() -> None:
    """The rest of the record is checked in the same run."""
    root, _ = read("a: 1\nb: 2\na: 3\n")
    assert root is not None
    assert root.to_python() == {"a": "1", "b": "2"}


def test_parse_yaml_does_not_expand_aliases() -> None:
    """A bomb of nested aliases is not expanded."""
    bomb = "a: &a [x, x, x, x]\n" + "".join(
        f"{chr(98 + number)}: &{chr(98 + number)} [*{chr(97 + number)}, *{chr(97 + number)}]\n"
        for number in range(20)
    )
    root, diagnostics = read(bomb)
    assert root is not None
    assert len(str(root.to_python())) < 10 * len(bomb)
    assert {diagnostic.code for diagnostic in diagnostics} == {"Y120", "Y126", "Y148"}


def test_parse_yaml_limits_number_of_problems() -> None:
    _, diagnostics = read("a: 1\n" * 500)
    assert len(diagnostics) == 100


def test_parse_yaml_stays_linear_with_many_errors() -> None:
    """The search for errors is linear; the rest is reported in the next run."""
    session = (
        "  - id: s{0}\n    title: Session {0}: more\n    abstract: |\n      "
        + "Words. " * 40
        + "\n"
    )
    _, diagnostics = read(
        "sessions:\n" + "".join(session.format(number) for number in range(1000))
    )
    assert diagnostics
    assert {diagnostic.code for diagnostic in diagnostics} == {"Y110"}
    assert diagnostics[0].span.line == 3
