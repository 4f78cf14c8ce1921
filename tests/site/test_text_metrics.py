"""Widths of titles: any title fills its measure, in the fewest lines."""

from __future__ import annotations

import unicodedata
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.site.text_metrics import (
    NARROW,
    SAFETY_MARGIN,
    WIDE,
    min_line_width,
    text_width,
)

ASCII_WORDS = st.lists(
    st.text(
        st.characters(codec="ascii", categories=("L", "N", "P")),
        min_size=1,
        max_size=12,
    ),
    min_size=1,
    max_size=7,
)


def title_line_widths(title: str) -> tuple[float, float]:
    """Return the widest line of a title on a wide screen and on a phone."""
    return min_line_width(title, *WIDE), min_line_width(title, *NARROW)


def narrowest(words: list[str], lines: int) -> float:
    """Return the widest line of the best way to break words into the given number of lines."""
    ways = combinations(range(1, len(words)), min(lines, len(words)) - 1)
    return min(
        max(
            text_width(" ".join(words[start:end]))
            for start, end in zip((0, *way), (*way, len(words)), strict=True)
        )
        for way in ways
    )


def test_text_width_adds_up_the_letters() -> None:
    """Widths come from the table and the letter spacing of the stylesheet."""
    assert text_width("i") < text_width("m")
    assert text_width("ab") == pytest.approx(text_width("a") + text_width("b"))
    assert text_width("a b") == pytest.approx(
        text_width("a") + text_width("b") + 0.161 - 0.026 + 0.03
    )


@pytest.mark.parametrize(
    "title, wide, narrow",
    [
        ("Coasts", 1, 1),
        ("Tackling harbour lines", 1, 2),
        ("Waiting lists after the recovery plan", 1, 2),
        (
            "Improving outcomes for children with speech, language and communication needs",
            3,
            5,
        ),
    ],
)
def test_title_line_widths_take_the_fewest_lines(
    title: str, wide: int, narrow: int
) -> None:
    """Breaks are the same as in manual typesetting."""
    words = title.split()
    widths = title_line_widths(title)
    for width, lines, measure in zip(
        widths, (wide, narrow), (WIDE[0], NARROW[0]), strict=True
    ):
        assert width == pytest.approx(
            narrowest(words, lines) * SAFETY_MARGIN, abs=0.011
        )
        assert lines == 1 or narrowest(words, lines - 1) > measure


@given(ASCII_WORDS, st.integers(1, NARROW[1]))
@settings(deadline=None)
def test_min_line_width_is_the_best_there_is(words: list[str], most: int) -> None:
    """The result is compared with every way of breaking the title."""
    within = [
        lines
        for lines in range(1, len(words) + 1)
        if narrowest(words, lines) <= NARROW[0]
    ]
    lines = min([most, *within])
    width = min_line_width(" ".join(words), NARROW[0], most)
    assert width == pytest.approx(
        max(1.0, narrowest(words, lines) * SAFETY_MARGIN), abs=0.011
    )


@given(st.text(max_size=400))
@settings(deadline=None)
def test_title_line_widths_are_legible_for_any_title(title: str) -> None:
    """Any text in any script is set at a readable size, always the same."""
    wide, narrow = title_line_widths(title)
    assert 1 <= narrow <= NARROW[2]
    assert 1 <= wide <= WIDE[2]
    assert (wide, narrow) == title_line_widths(title)


@pytest.mark.parametrize(
    "title", ["Żółć i gęś", "Nước biển dâng", "Dŵr a thŷ", "Þróun strandarinnar"]
)
def test_text_width_knows_letters_of_european_languages(title: str) -> None:
    """A combining accent has no width."""
    plain = "".join(
        c for c in unicodedata.normalize("NFD", title) if not unicodedata.combining(c)
    )
    assert text_width(title) == pytest.approx(text_width(plain), abs=0.4)


def test_title_line_widths_break_square_scripts_anywhere() -> None:
    """A title in a script without spaces does not count as one word."""
    wide, narrow = title_line_widths("海辺の町の会議二〇二七年")
    assert wide <= WIDE[0]
    assert narrow <= NARROW[0]


def test_title_line_widths_are_limited_for_an_endless_word() -> None:
    """A long title wraps instead of becoming too small."""
    assert title_line_widths("W" * 400) == (WIDE[2], NARROW[2])
