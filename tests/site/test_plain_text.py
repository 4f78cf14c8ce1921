"""Clean HTML as plain text."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.site.markdown import to_html
from microsite.site.prose import plain_text, shortened


@pytest.mark.parametrize(
    "markdown, words",
    [
        ("", ""),
        ("One *two*\nthree & <b>four</b>.\n\nFive.", "One two three & four.\n\nFive."),
        (
            "Before\n\n- one\n- two\n    - deeper\n\nAfter",
            "Before\n\n- one\n- two\n- deeper\n\nAfter",
        ),
        ("1. one\n2. two", "- one\n- two"),
        ("## Heading\n\nText[^1]\n\n> Quoted\n", "Heading\n\nText[^1]\n\nQuoted"),
        ("| a | b |\n|---|---|\n| c | d |", "a b\nc d"),
        (
            '[words](https://example.org/ "a > b") and ![a wall](images/x.png)',
            "words and",
        ),
        ("one<br>two", "one\ntwo"),
        ("a `<b>` c", "a <b> c"),
    ],
)
def test_plain_text_separates_blocks(markdown: str, words: str) -> None:
    assert plain_text(to_html(markdown)) == words


@given(st.text())
def test_plain_text_keeps_every_word(text: str) -> None:
    assert (
        plain_text(f'<p title="{escape(text)}">{escape(text)}</p>').split()
        == text.split()
    )


def test_shortened_cuts_between_words() -> None:
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 12) == "one two…"
    assert shortened("onetwothree", 5) == "onet…"
    assert len(shortened("word " * 300, 1000)) <= 1000
