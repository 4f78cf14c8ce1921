"""Errors that YAML accepts silently."""

from __future__ import annotations

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.yaml_parser import parse_yaml


def read(text: str) -> tuple[object, list[tuple[int, str]]]:
    """Return the contents of a text, and the lines and codes reported."""
    log = Log()
    root = parse_yaml(SourceText("data/sessions.yaml", text), log)
    return (None if root is None else root.to_python()), [
        (diagnostic.span.line, diagnostic.code) for diagnostic in log
    ]


@pytest.mark.parametrize(
    ("text", "diagnostics", "value"),
    [
        ("t: Session #1\n", [(1, "Y114")], {"t": "Session #1"}),
        ("t: Session # 2 on sea\n", [(1, "Y114")], {"t": "Session # 2 on sea"}),
        ("accent: #1b4d89\nx: 1\n", [(1, "Y114")], {"accent": "#1b4d89", "x": "1"}),
        ("t: One\n  two #3\n", [(2, "Y114")], {"t": "One two #3"}),
        ("start: 09:30 #was 10\n", [(1, "Y114")], {"start": "09:30"}),
        ('t: Opening"\n', [(1, "Y128")], {"t": 'Opening"'}),
        ('t: "a\\ab"\n', [(1, "Y106")], {"t": "a\x07b"}),
        ("s:\n  -a\n  -b\n", [(2, "Y131"), (3, "Y131")], {"s": ["a", "b"]}),
        (
            "s:\n  -id: a\n  -id: b\n",
            [(2, "Y131"), (3, "Y131")],
            {"s": [{"id": "a"}, {"id": "b"}]},
        ),
        ("s:\n  – a\n  – b\n", [(2, "Y137"), (3, "Y137")], {"s": ["a", "b"]}),
        (
            "v:\n  name:Hall\n  town:Here\n",
            [(2, "Y132"), (3, "Y132")],
            {"v": {"name": "Hall", "town": "Here"}},
        ),
        ("s:\n  - id:a\n", [(2, "Y132")], {"s": [{"id": "a"}]}),
        ("t = Hello\nx = 1\n", [(1, "Y133"), (2, "Y133")], {"t": "Hello", "x": "1"}),
        ("s: jane\n  - bob\n  - kim\n", [(2, "Y142")], {"s": ["jane", "bob", "kim"]}),
        (
            "v:\n\u00a0\u00a0a: 1\n\u00a0\u00a0b: 2\n",
            [(2, "Y103"), (3, "Y103")],
            {"v": {"a": "1", "b": "2"}},
        ),
    ],
)
def test_find_silent_errors_reports_and_repairs(
    text: str, diagnostics: list[tuple[int, str]], value: object
) -> None:
    """The error is reported at its line, and the nodes contain the intended value."""
    assert read(text) == (value, diagnostics)


@pytest.mark.parametrize(
    "text",
    [
        "t: Session  # a remark\n",
        "t: Session # ask Jo\n",
        "t: Main hall  # 2 chairs\n",
        "t: Main hall # 120 chairs\n",
        "start: 09:30 # 10 minutes later\n",
        "# a remark\nt: A  # – title:Hello\n",
        "v:  #the place\n  name: Hall\n",
        "t: https://example.org/#here\n",
        't: "“All about it”"\n',
        "t: “A” and “B”\n",
        't: 12"\n',
        "t: a – b\n",
        "t: The day\n  – and the night – of it\n",
        "t: It is\n  - in a way - done\n",
        "s:\n  - https://example.org/\n  - mailto:kim@example.org\n  - 10:30\n  - Note:this\n",
        "latitude:\n  -0.12\n",
        "t: 👨\u200d👩\u200d👧\n",
        "t: \u200fשלום\u200f\n",
        "t: a\u00a0b\n",
        "t: a\tb\n",
        "t: >\n  > quoted\n  - one\n  x:y\n",
        "t: 'a #1'\n",
        "a: [b, c]  # [d]\n",
        "--- # data\na: 1\n",
    ],
)
def test_find_silent_errors_accepts_what_may_be_meant(text: str) -> None:
    """Text that can be intended is not reported."""
    assert read(text)[1] == []
