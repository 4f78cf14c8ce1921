"""Limits on texts that would take the converter hours, or crash it."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from time import process_time

import pytest

from microsite.exports.markdown import to_markdown
from microsite.site.markdown import (
    MAX_DEPTH,
    MAX_LENGTH,
    PASTED_ROWS,
    Excess,
    find_excess,
    removed_tags,
    stray_stars,
    to_html,
    unclosed_marks,
)

ROOT = Path(__file__).parents[2]
EXCESSIVE = {
    "brackets": "[" * 40_000 + "]" * 40_000,
    "links that never end": "[a](" * 20_000,
    "tags that never end": "<a href='" * 10_000,
    "elements": "<div>" * 1_000,
    "elements with space between": "<div>\n\n" * 1_000,
    "bold elements": "<b>" * 900 + "x" + "</b>" * 900,
    "superscripts": "<sup>" * 300 + "x" + "</sup>" * 300,
    "tables": "<table><tr><td>" * 300 + "x" + "</td></tr></table>" * 300,
    "lists of elements": "<ol><li>" * 400 + "x" + "</li></ol>" * 400,
    "abbreviations": "*[ABC]: words\n" * 5_000,
    "code fences": "```a\n" * 5_000,
    "lists": "".join(f"{'  ' * depth}- one\n" for depth in range(300)),
    "numbered lists": "".join(f"{'    ' * depth}1. one\n" for depth in range(150)),
    "lists on a line": "1. " * 400,
    "notes": "".join(f"{'    ' * depth}!!! note\n" for depth in range(60)),
    "quotes": ">" * 5_000 + " one",
    "quotes and lists": "> - " * 300 + "one",
    "definitions": "term\n: meaning\n" * 270,
    "asterisks and underscores": "_a *b " * 400 + "* _" * 400,
    "asterisks": "*" * 10_000 + "a" + "*" * 10_000,
    "a book": "word " * 40_000,
}


@pytest.mark.parametrize("name", EXCESSIVE)
def test_find_excess_refuses_what_nobody_writes(name: str) -> None:
    excess = find_excess(EXCESSIVE[name])
    assert excess is not None
    assert bool(excess.mark) == (name != "a book")
    assert to_html(EXCESSIVE[name]) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Words and [a link](https://example.org/). " * 800,
        "- [a link](https://example.org/) (in English)\n" * 900,
        "- **Words** with `snake_case` in _italics_\n" * 90,
        "| one | two | three |\n|---|---|---|\n" + "| a | b | c |\n" * 900,
        "<table>" + "<tr><td>one</td></tr>" * 450 + "</table>",
        "<p>One.</p>\n" * 450,
        "".join(f"## Part {number}\n\nText.\n\n" for number in range(300)),
        "".join(f"{'    ' * depth}- one\n" for depth in range(20)),
        "> > > What somebody wrote.\n" * 50,
        "term\n:   meaning\n\n" * 270,
        "One.\n\n" + "- " * 60 + "\n\nTwo.\n\n" + "*" * 300 + "\n\nThree.",
    ],
)
def test_find_excess_accepts_what_people_write(text: str) -> None:
    assert find_excess(text) is None
    assert to_html(text) != ""


@pytest.mark.parametrize("marks", ["> " * 40, ">" * 49, "   > " * 47])
def test_find_excess_takes_linear_time_over_nested_quotes(marks: str) -> None:
    """Each mark used to double the time."""
    text = f"{marks}x\n\n" + "word " * 90
    before = process_time()
    assert find_excess(text) is None
    assert process_time() - before < 1
    assert to_html(text).count("<blockquote>") == marks.count(">")


@pytest.mark.parametrize("marks", [">" * 50, "> " * 50, "   >" * 50, ">    " * 50])
def test_find_excess_refuses_fifty_nested_quotes(marks: str) -> None:
    assert find_excess(f"One line.\n{marks}x\n\n" + "word " * 90) == Excess(10, ">")


@pytest.mark.parametrize(
    "text",
    [
        "`" * 20_000,
        "`` ` " * 15_000,
        " ".join("`" * length for length in range(1, 300)),
        "```\n" * 1_000,
        "&lt; <!-- --> " * 1_500,
        "word" * 20_000,
        "** " * 30_000,
        "**word" * 10_000,
        "word\t" * 15_000,
        "\t\n" * 40_000,
        "\n" * 90_000 + "\t",
    ],
)
def test_checks_of_a_text_take_linear_time(text: str) -> None:
    """Backticks used to take cubic time."""
    text = f"<b>x</b> {text}"
    before = process_time()
    assert find_excess(text) is None
    removed_tags(text)
    unclosed_marks(text)
    stray_stars(text, text)
    PASTED_ROWS.search(text)
    to_html(text)
    assert process_time() - before < 5


@pytest.mark.parametrize(
    "part",
    [
        *(
            "<div>",
            "[",
            "(",
            "<",
            "> ",
            "- ",
            "1. ",
            "# ",
            "*",
            "_",
            "_a *b ",
            "`",
            "|",
            "<b>",
        ),
        *(
            "!!! note\n    ",
            "[^1]: ",
            ": ",
            "a\n: ",
            "a\n: b\n",
            "<table><tr><td>",
            "<ol><li>",
        ),
    ],
)
def test_to_html_converts_text_below_limits(part: str) -> None:
    for count, joint in product((45, 90, 390), ("", "\n", "\n\n")):
        text = joint.join(part for _ in range(count))
        if find_excess(text) is None:
            to_markdown(to_html(text))
    assert len(part) < MAX_LENGTH


def test_to_markdown_converts_texts_as_deep_as_the_limits_allow() -> None:
    quotes, elements = MAX_DEPTH - 2, MAX_DEPTH - 2
    html = to_html(f"{'> ' * quotes}{'<b>' * elements}x{'</b>' * elements}")

    assert to_markdown(html).startswith("> " * quotes)
    assert "x" in to_markdown(html)


def test_texts_of_the_repository_are_below_the_limits() -> None:
    for path in (
        *ROOT.glob("content/**/*.md"),
        *ROOT.glob("examples/**/*.md"),
        *ROOT.glob("docs/*.md"),
    ):
        assert find_excess(path.read_text(encoding="utf-8")) is None, path
