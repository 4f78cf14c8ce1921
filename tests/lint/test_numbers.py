"""Statistics that differ between pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint.helpers import lint_diagnostics, lint_spans

FIGURE = """\
figures:
  - id: homes
    value: "{value}"
    statement: {statement}
    source: Example Institute
"""


@pytest.mark.parametrize(
    ("value", "statement", "is_reported"),
    [
        ("1,200", "About 1,300 homes are at risk.", True),
        ("1,200", "About 1200 homes are at risk.", False),
        ("Over 2,000", "More than 2,000 homes are at risk.", False),
        ("1 in 6", "In 1 of 6 homes there is a risk.", False),
        ("6", "Six homes are at risk.", False),
        ("Six", "Some are as young as six.", False),
        ("Six", "Some are as young as seven.", True),
        ("£145m", "It has invested £145m.", False),
    ],
)
def test_figure_statement_contains_its_value(
    tmp_path: Path, value: str, statement: str, is_reported: bool
) -> None:
    files = {"data/figures.yaml": FIGURE.format(value=value, statement=statement)}

    assert [
        diagnostic.code for diagnostic in lint_diagnostics(tmp_path, files=files)
    ] == (["D110"] if is_reported else [])


@pytest.mark.parametrize(
    ("sentence", "contradiction"),
    [
        (
            "There are 47,000 children in gangs now.",
            "An estimated 46,000 children in gangs are known.",
        ),
        (
            "It is 17% of all referrals today.",
            "[16% of all](https://www.example.org/) referrals are of children.",
        ),
        (
            "It costs £5m for victims of crime.",
            "It costs £6 million for victims of crime.",
        ),
    ],
)
def test_lint_reports_two_counts_of_one_thing(
    tmp_path: Path, sentence: str, contradiction: str
) -> None:
    (diagnostic,) = lint_diagnostics(
        tmp_path,
        sentence,
        files={"content/pages/b.md": f"---\ntitle: B\n---\n{contradiction}\n"},
    )

    assert (diagnostic.code, diagnostic.span.path) == ("D111", "content/pages/b.md")
    assert "content/pages/about.md, line 4" in diagnostic.headline


@pytest.mark.parametrize(
    ("sentence", "second_sentence"),
    [
        (
            "There are 46,000 children in gangs.",
            "An estimated 46,000 children in gangs are known.",
        ),
        (
            "Cancel 28 days before the conference.",
            "Cancel 14 days before the conference.",
        ),
        (
            "In 2026 there were children in gangs.",
            "In 2027 there were children in gangs.",
        ),
        (
            "A stand is £1,000 for each exhibitor here.",
            "A stand is £2,000 for each exhibitor here.",
        ),
    ],
)
def test_other_numbers_are_left_alone(
    tmp_path: Path, sentence: str, second_sentence: str
) -> None:
    assert (
        lint_diagnostics(
            tmp_path,
            sentence,
            files={"content/pages/b.md": f"---\ntitle: B\n---\n{second_sentence}\n"},
        )
        == []
    )


def test_lint_allows_two_counts_of_one_thing_on_one_page(tmp_path: Path) -> None:
    text = (
        "There were 46,000 children in gangs. Now there are 47,000 children in gangs."
    )

    assert lint_spans(tmp_path, text) == []
