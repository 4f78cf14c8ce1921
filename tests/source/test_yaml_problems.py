"""Common YAML errors: report, position and repaired reading."""

from __future__ import annotations

import pytest

from microsite.diagnostics.diagnostic import Confidence, Diagnostic, Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.yaml_parser import parse_yaml


def read(text: str) -> tuple[object, list[Diagnostic]]:
    """Return the contents of a text, and the diagnostics."""
    log = Log()
    root = parse_yaml(SourceText("data/sessions.yaml", text), log)
    return (None if root is None else root.to_python()), list(log)


@pytest.mark.parametrize(
    ("text", "place", "code", "value"),
    [
        ("a:\n\tb: 1\n", (2, 1), "Y101", {"a": {"b": "1"}}),
        ("a: 1\n\tb: 2\n", (2, 1), "Y101", {"a": "1", "b": "2"}),
        ("s:\n  - id: a\n\t\tb: 2\n", (3, 1), "Y101", {"s": [{"id": "a", "b": "2"}]}),
        ("a: 1\n\t\nb: 2\n", (2, 1), "Y102", {"a": "1", "b": "2"}),
        ("-\ta\n", (1, 2), "Y102", ["a"]),
        ("t:\u00a0Hello\nx: 1\n", (1, 3), "Y103", {"t": "Hello", "x": "1"}),
        ("t:\u00a0Hello\n", (1, 3), "Y103", {"t": "Hello"}),
        (
            "s:\n  -\u00a0id: a\n    t: b\n",
            (2, 4),
            "Y103",
            {"s": [{"id": "a", "t": "b"}]},
        ),
        ("v:\n\u3000a: 1\n", (2, 1), "Y103", {"v": {"a": "1"}}),
        ("\u200bt: x\n", (1, 1), "Y104", {"t": "x"}),
        ("a: 1\n\ufefft: x\n", (2, 1), "Y104", {"a": "1", "t": "x"}),
        ("a: jane-\u200bsmith\n", (1, 9), "Y104", {"a": "jane-smith"}),
        ("t: a\x0bb\n", (1, 5), "Y105", {"t": "a b"}),
        ("t: a\u2028b\n", (1, 5), "Y107", {"t": "a b"}),
        ("t: “Opening: welcome”\n", (1, 4), "Y108", {"t": "Opening: welcome"}),
        ("t: „Don't: go“\n", (1, 4), "Y108", {"t": "Don't: go"}),
        (
            "id: a\nt: Opening: welcome\n",
            (2, 11),
            "Y110",
            {"id": "a", "t": "Opening: welcome"},
        ),
        ('t: The "big: one" day\n', (1, 12), "Y110", {"t": 'The "big: one" day'}),
        ("t: é😀a: b\n", (1, 7), "Y110", {"t": "é😀a: b"}),
        ("t: a: b  # a remark: here\n", (1, 5), "Y110", {"t": "a: b"}),
        (
            "- {by: Bus, t: Lines: 4}\n",
            (1, 21),
            "Y110",
            [{"by": "Bus", "t": "Lines: 4"}],
        ),
        (
            "v: {t: Lines: 4, 12 on: Sunday, x: 3}\n",
            (1, 13),
            "Y110",
            {"v": {"t": "Lines: 4, 12 on: Sunday", "x": "3"}},
        ),
        ("- {a: S, b:, c: 1}\n", (1, 10), "R104", [{"a": "S", "b": None, "c": "1"}]),
        ("- {a: S, b:}\n", (1, 10), "R104", [{"a": "S", "b": None}]),
        ("t: 'Don't panic'\n", (1, 8), "Y111", {"t": "Don't panic"}),
        ('t: "The "big" day"\n', (1, 9), "Y112", {"t": 'The "big" day'}),
        ("t: 'x' (y)\n", (1, 6), "Y112", {"t": "'x' (y)"}),
        ('t: "Opening\nx: 1\n', (1, 4), "Y113", {"t": "Opening", "x": "1"}),
        (
            't: "Opening\nx: "1"\ny: 2\n',
            (1, 4),
            "Y113",
            {"t": "Opening", "x": "1", "y": "2"},
        ),
        ('t:\n  "one\n  two\n', (2, 3), "Y113", {"t": "one two"}),
        ("t: @handle\n", (1, 4), "Y115", {"t": "@handle"}),
        ("t: *New* day\n", (1, 4), "Y115", {"t": "*New* day"}),
        ("- **bold** text\n", (1, 3), "Y115", ["**bold** text"]),
        ("t: [Draft] Session\n", (1, 4), "Y116", {"t": "[Draft] Session"}),
        ("t: {{ name }}\nx: 1\n", (1, 4), "Y116", {"t": "{{ name }}", "x": "1"}),
        ("t: ? what\n", (1, 4), "Y117", {"t": "? what"}),
        ("t: > 50 things\n", (1, 4), "Y118", {"t": "> 50 things"}),
        ("s: [a, b]]\n", (1, 10), "Y129", {"s": ["a", "b"]}),
        (
            "s:\n  - id: a\n    t: b\n     x: 1\n",
            (4, 1),
            "Y130",
            {"s": [{"id": "a", "t": "b", "x": "1"}]},
        ),
        (
            "s:\n  - id: a\n   t: b\n   x: 1\n",
            (3, 1),
            "Y130",
            {"s": [{"id": "a", "t": "b", "x": "1"}]},
        ),
        (
            "s:\n  - id: a\n - id: b\n",
            (3, 1),
            "Y130",
            {"s": [{"id": "a"}, {"id": "b"}]},
        ),
        ("  a: 1\nb: 2\nc: 3\n", (1, 1), "Y130", {"a": "1", "b": "2", "c": "3"}),
        ("s:\n  -id: a\n    t: b\n", (2, 3), "Y131", {"s": [{"id": "a", "t": "b"}]}),
        (
            "a: 1\nt:Hello\nm: yes\n",
            (2, 1),
            "Y132",
            {"a": "1", "t": "Hello", "m": "yes"},
        ),
        (
            "a: 1\nt = Hello\nm: yes\n",
            (2, 1),
            "Y133",
            {"a": "1", "t": "Hello", "m": "yes"},
        ),
        ("venue\n  name: Hall\n", (1, 1), "Y133", {"venue": {"name": "Hall"}}),
        (
            "bio: |\nOne.\nTwo.\nx: 1\n",
            (2, 1),
            "Y134",
            {"bio": "One.\nTwo.\n", "x": "1"},
        ),
        ("s: [jane, bob\nx: 1\n", (1, 4), "Y135", {"s": ["jane", "bob"], "x": "1"}),
        ("s: [jane,\n  bob\nx: 1\n", (1, 4), "Y135", {"s": ["jane", "bob"], "x": "1"}),
        ("s: {a: b\nx: 1\n", (1, 4), "Y135", {"s": {"a": "b"}, "x": "1"}),
        ('p: "C:\\Users\\kim.jpg"\n', (1, 7), "Y136", {"p": "images/kim.jpg"}),
        ("s:\n  – id: a\n    t: b\n", (2, 3), "Y137", {"s": [{"id": "a", "t": "b"}]}),
        ("s:\n  • id: a\n    t: b\n", (2, 3), "Y137", {"s": [{"id": "a", "t": "b"}]}),
        ("a: 1\nt： Hello\n", (2, 2), "Y139", {"a": "1", "t": "Hello"}),
        (
            "s:\n  - id: a    t: b\n    u: c\n",
            (2, 14),
            "Y146",
            {"s": [{"id": "a", "t": "b", "u": "c"}]},
        ),
        (
            "s:\n  - id: a  - id: b\n",
            (2, 14),
            "Y146",
            {"s": [{"id": "a"}, {"id": "b"}]},
        ),
        ("a: 1\n...\nb: 2\n", (2, 1), "Y121", {"a": "1", "b": "2"}),
        ("...\n- a\n", (1, 1), "Y121", ["a"]),
    ],
)
def test_parse_yaml_reports_and_repairs_error(
    text: str, place: tuple[int, int], code: str, value: object
) -> None:
    """The error is reported once at its place, and the rest is read as meant."""
    root, diagnostics = read(text)
    assert [
        ((diagnostic.span.line, diagnostic.span.column), diagnostic.code)
        for diagnostic in diagnostics
    ] == [(place, code)]
    assert root == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("s:\n  - id: a\n    t: b\n  x: 1\n", "Y130"),
        ("bio: hello\nthere we are\nx: 1\n", "Y133"),
        ("links:  - label: A\n    url: b\n", "Y117"),
        ("a: 1\n- b\n", "Y143"),
        ("- a\nb: 1\n", "Y143"),
        ("a: A text.\n  - b: 1\n", "Y142"),
        ("ab\n: 2\nc: 3\n", "Y145"),
        ("a: 1\n> b: 2\nc: 3\n", "Y144"),
        ("a: 1\n: b\n", "Y199"),
    ],
)
def test_parse_yaml_returns_no_nodes_after_ambiguous_repair(
    text: str, code: str
) -> None:
    """The error is reported, but no guess is used."""
    root, diagnostics = read(text)
    assert [diagnostic.code for diagnostic in diagnostics] == [code]
    assert root is None


def test_parse_yaml_reports_all_errors_of_file() -> None:
    text = "a: b: c\nd:e\nf: 'g'h'\ng: [h, i\nj: @k\nl:\n  – m\n"
    root, diagnostics = read(text)
    assert [(diagnostic.span.line, diagnostic.code) for diagnostic in diagnostics] == [
        (1, "Y110"),
        (2, "Y132"),
        (3, "Y111"),
        (4, "Y135"),
        (5, "Y115"),
        (7, "Y137"),
    ]
    assert root == {
        "a": "b: c",
        "d": "e",
        "f": "g'h",
        "g": ["h", "i"],
        "j": "@k",
        "l": ["m"],
    }


def test_parse_yaml_returns_spans_of_source_after_repair() -> None:
    """Errors found in repaired text are reported at their place in the file."""
    source = SourceText("data/sessions.yaml", "a: b: c\nd:\u00a0“e: f”\ng: h\n")
    root = parse_yaml(source, Log())
    assert root is not None
    assert [key.span.text for key, _ in root] == ["a", "d", "g"]  # type: ignore[union-attr]
    assert [value.span.text for _, value in root] == ["b: c", "“e: f”", "h"]  # type: ignore[union-attr]


def test_parse_yaml_drops_errors_that_follow_from_another() -> None:
    """A setting joined to the line above is one error, although the next lines make no sense."""
    _, diagnostics = read(
        "who: Schools and others prices:\n      - { amount: 295 }\n    sample: yes\n\n  - id: b\n"
    )
    assert [(diagnostic.span.line, diagnostic.code) for diagnostic in diagnostics] == [
        (1, "Y110")
    ]


def test_parse_yaml_ignores_lists_inside_texts() -> None:
    """Longer text is not taken for structure, even beside an error."""
    _, diagnostics = read("a: |\n  one\n  * two\n  – three\n  x:y\nb: c: d\n")
    assert [diagnostic.code for diagnostic in diagnostics] == ["Y110"]


@pytest.mark.parametrize(
    ("text", "correct_line"),
    [
        ("title: Opening: welcome\n", 'title: "Opening: welcome"'),
        ('title: Say "hi": now\n', "title: 'Say \"hi\": now'"),
        ('title: "Don\'t "say" it"\n', "title: 'Don’t \"say\" it'"),
        ("- title:Opening\n  x: 1\n", "- title: Opening"),
        ("  -id: a\n", "- id: a"),
    ],
)
def test_help_shows_corrected_line(text: str, correct_line: str) -> None:
    """The help shows the line as it should be."""
    _, diagnostics = read(text)
    assert diagnostics[0].help.endswith(correct_line)
    assert read(f"{correct_line}\n")[1] == []


def test_certain_fixes_leave_valid_text() -> None:
    """Fixes applied from last to first leave a valid text."""
    text = "s:\n\t– id:\u00a0a\n\t  t:Hello\n\u200bu: “x: y”\nv： z\n"
    _, diagnostics = read(text)
    assert len(diagnostics) >= 5
    for diagnostic in sorted(
        diagnostics, key=lambda diagnostic: diagnostic.span.start, reverse=True
    ):
        assert diagnostic.fix is not None
        assert diagnostic.fix.confidence is Confidence.CERTAIN
        text = (
            text[: diagnostic.fix.span.start]
            + diagnostic.fix.replacement
            + text[diagnostic.fix.span.end :]
        )
    assert read(text) == ({"s": [{"id": "a", "t": "Hello"}], "u": "x: y", "v": "z"}, [])
