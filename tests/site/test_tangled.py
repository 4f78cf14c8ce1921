"""Texts that would keep the converter busy for hours, or break it, are refused at once; what people
write is not.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from time import process_time

import pytest

from microsite.site.markdown import to_html
from microsite.site.tangled import LONGEST_TEXT, Tangle, tangle_of

ROOT = Path(__file__).parents[2]
TANGLED = {
    "brackets": "[" * 40_000 + "]" * 40_000,
    "links that never end": "[a](" * 20_000,
    "tags that never end": "<a href='" * 10_000,
    "tags in tags": "<div>" * 1_000,
    "tags in tags with space between": "<div>\n\n" * 1_000,
    "headings": "# One\n\n" * 5_000,
    "underlined headings": "One\n---\n" * 5_000,
    "abbreviations": "*[ABC]: words\n" * 5_000,
    "lists in lists": "".join(f"{'  ' * depth}- one\n" for depth in range(300)),
    "numbered lists in lists": "".join(f"{'    ' * depth}1. one\n" for depth in range(150)),
    "quotes in quotes": ">" * 5_000 + " one",
    "columns": "|a" * 5_000 + "\n" + "|-" * 5_000,
    "a book": "word " * 40_000,
}


@pytest.mark.parametrize("name", TANGLED)
def test_what_nobody_writes_is_refused(name: str) -> None:
    found = tangle_of(TANGLED[name])
    assert found is not None
    assert bool(found.sign) == (name != "a book")
    assert to_html(TANGLED[name]) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Words and [a link](https://example.org/). " * 800,
        "- [a link](https://example.org/) (in English)\n" * 900,
        "| one | two | three |\n|---|---|---|\n" + "| a | b | c |\n" * 900,
        "<table>" + "<tr><td>one</td></tr>" * 450 + "</table>",
        "".join(f"## Part {number}\n\nText.\n\n" for number in range(300)),
        "".join(f"{'    ' * depth}- one\n" for depth in range(20)),
        "> > > What somebody wrote.\n" * 50,
    ],
)
def test_what_people_write_is_not(text: str) -> None:
    assert tangle_of(text) is None
    assert to_html(text) != ""


@pytest.mark.parametrize("signs", ["> " * 40, ">" * 49, "   > " * 49])
def test_tangle_of_takes_linear_time_over_nested_quotes(signs: str) -> None:
    """A pasted thread of mails is quoted deeply; each sign once doubled the time."""
    text = f"{signs}x\n\n" + "word " * 90
    before = process_time()
    assert tangle_of(text) is None
    assert process_time() - before < 1
    assert to_html(text).count("<blockquote>") == signs.count(">")


@pytest.mark.parametrize("signs", [">" * 50, "> " * 50, "   >" * 50, ">    " * 50])
def test_tangle_of_refuses_fifty_nested_quotes(signs: str) -> None:
    assert tangle_of(f"One line.\n{signs}x\n\n" + "word " * 90) == Tangle(10, ">")


@pytest.mark.parametrize(
    "part",
    [
        "<div>",
        "[",
        "(",
        "<",
        "> ",
        "- ",
        "# ",
        "*",
        "_",
        "`",
        "|",
        "!!! note\n    ",
        "[^1]: ",
        ": ",
    ],
)
def test_whatever_passes_can_be_converted(part: str) -> None:
    """Just below the limits, nothing breaks: no depth exhausts the stack."""
    for count, joint in product((90, 390), ("", "\n", "\n\n")):
        text = joint.join(part for _ in range(count))
        if tangle_of(text) is None:
            to_html(text)
    assert len(part) < LONGEST_TEXT


def test_no_text_of_our_own_is_tangled() -> None:
    for path in (
        *ROOT.glob("content/**/*.md"),
        *ROOT.glob("examples/**/*.md"),
        *ROOT.glob("docs/*.md"),
    ):
        assert tangle_of(path.read_text(encoding="utf-8")) is None, path
