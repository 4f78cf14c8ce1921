"""Marks without a meaning, and those that are meant as typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.helpers import lint_diagnostics, lint_spans


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A ` in a sentence.", "A ` in a sentence."),
        ("See [the quay] (https://quay.org/) first.", "[the quay] (https://quay.org/)"),
        ("See [the shop] (page:about).", "[the shop] (page:about)"),
        ("See (the start)[site:home] first.", "(the start)[site:home]"),
        ("See (the quay)[https://quay.org/] first.", "(the quay)[https://quay.org/]"),
        ("Write to (Jo) [mailto:jo@quay.org].", "(Jo) [mailto:jo@quay.org]"),
        ("See (the rooms)[#rooms].", "(the rooms)[#rooms]"),
        ("See the ~~old~~ quay.", "~~old~~"),
        ("See the ** old ** quay.", "** old **"),
        ("The quay is ** old **.", "** old **"),
        ("The quay is __ old __, but safe.", "__ old __"),
        ("The quay is old.[^1]", "[^1]"),
        ("See https://quayorg.", "https://quayorg"),
        ("See [the quay](https://quayorg).", "https://quayorg"),
    ],
)
def test_mark_without_a_meaning_is_reported(
    tmp_path: Path, text: str, words: str
) -> None:
    assert lint_spans(tmp_path, f"First.\n\n{text}") == [("D115", words)]


@pytest.mark.parametrize(
    "text",
    [
        "A \\` as Word documents are imported.",
        "See [the quay](https://quay.org/) (https is safe).",
        "The room [upstairs] (ask Jo) is small.",
        "As others found (see below)[1], it is small.",
        "The address is `(words)[site:home]` in no text.",
        "A room (with [a view](site:home)).",
    ],
)
def test_marks_that_are_meant_are_left_alone(tmp_path: Path, text: str) -> None:
    assert lint_diagnostics(tmp_path, f"First.\n\n{text}") == []
