"""Text is readable with any colours of an event."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from microsite.model.records.event import Hero
from microsite.site.colours import (
    BLACK,
    CONTRAST_PAIRS,
    WHITE,
    Oklch,
    Palette,
    contrast,
    luminance,
    nearest_with_contrast,
    parse,
    scheme,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
HEROES = st.sampled_from(Hero)


@given(COLOURS | st.none(), COLOURS | st.none(), HEROES)
@example(WHITE, WHITE, Hero.BRIGHT)
@example(WHITE, WHITE, Hero.DEEP)
@example(BLACK, BLACK, Hero.BRIGHT)
@example(BLACK, BLACK, Hero.DEEP)
@settings(max_examples=400, deadline=None)
def test_no_pair_ever_falls_short(accent: str | None, ink: str | None, hero: Hero) -> None:
    """Every pair of the table has its contrast, in light and in dark, for any colours."""
    found = scheme(accent, ink, hero)
    for palette in (found.light, found.dark):
        assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in palette.roles().values())
        for on, ground, least in CONTRAST_PAIRS:
            assert contrast(getattr(palette, on), getattr(palette, ground)) >= least, (on, ground)


@pytest.mark.parametrize("hero", Hero)
@pytest.mark.parametrize("ink", ["#0f1926", "#2a1410", "#0c1f14", "#26103a"])
def test_every_hue_passes(ink: str, hero: Hero) -> None:
    """All around the circle of hues, lively and pale."""
    for hue in range(0, 360, 3):
        for chroma in (0.04, 0.15, 0.3):
            found = scheme(Oklch(0.8, chroma, hue).hex(), ink, hero)
            assert found.light.failing_pairs() + found.dark.failing_pairs() == []


@given(COLOURS, COLOURS, HEROES)
@settings(deadline=None)
def test_a_colour_that_passes_is_used_as_it_is(accent: str, ink: str, hero: Hero) -> None:
    """The brand's own colour is the band, wherever words are read on it."""
    if hero is Hero.DEEP and contrast(accent, WHITE) >= 7:
        assert scheme(accent, ink, hero).light.hero == accent
    if hero is Hero.BRIGHT and contrast(accent, "#0f1926") >= 7:
        assert scheme(accent, "#0f1926", hero).light.hero == accent
    if contrast(ink, WHITE) >= 10:
        assert scheme(accent, ink, hero).light.ink == ink


@given(COLOURS, HEROES)
@settings(deadline=None)
def test_the_shade_in_its_place_passes_itself(accent: str, hero: Hero) -> None:
    """The suggested shade needs no further correction."""
    used = scheme(accent, "#0f1926", hero).light.hero
    assert scheme(used, "#0f1926", hero).light.hero == used


def test_a_correction_keeps_the_hue_and_moves_no_further_than_it_must() -> None:
    """A green that is too dark becomes a lighter green that just passes."""
    used = scheme("#0b7f78", "#0f1926", Hero.BRIGHT).light
    assert parse(used.hero).hue == pytest.approx(parse("#0b7f78").hue, abs=2)
    assert 7 <= contrast(used.hero, used.on_hero) < 7.2


def test_dark_words_may_be_darker_than_the_ink_so_that_the_accent_stays() -> None:
    """An orange on which this ink is not read keeps its shade: the words give way."""
    accent, ink = "#e8833a", "#1d3557"
    found = scheme(accent, ink, Hero.BRIGHT)
    assert contrast(accent, ink) < 7
    assert found.light.hero == accent
    assert found.light.ink == ink
    assert found.light.on_hero != ink


def test_the_night_keeps_the_hue_of_a_cool_event() -> None:
    """A blue event has a blue band in the dark; a yellow one takes the ink's hue, as dark yellow is
    brown.
    """
    blue = scheme("#00468b", "#0f1926", Hero.DEEP)
    yellow = scheme("#fcc22d", "#0f1926", Hero.BRIGHT)
    assert parse(blue.dark.hero).hue == pytest.approx(parse("#00468b").hue, abs=6)
    assert parse(yellow.dark.hero).hue == pytest.approx(parse("#0f1926").hue, abs=6)
    assert yellow.dark.core == "#fcc22d"


def test_a_grey_event_stays_grey() -> None:
    """Without colours there is none."""
    found = scheme("#c0c0c0", "#101010", Hero.BRIGHT)
    colours = {**found.light.roles(), **found.dark.roles()}
    del colours["alert"]
    assert all(parse(colour).chroma < 0.012 for colour in colours.values())


def test_the_roles_are_named_as_in_the_stylesheet() -> None:
    """Underscores in Python, hyphens in CSS."""
    roles = scheme(None, None, Hero.BRIGHT).light.roles()
    assert {"ground-2", "on-hero", "case-hero", "deep-rule", "on-alert"} <= roles.keys()
    assert len(roles) == len(Palette.__struct_fields__)


@given(COLOURS)
def test_a_colour_survives_being_looked_at(colour: str) -> None:
    """To OKLCH and back."""
    assert parse(colour).hex() == colour


@given(COLOURS, COLOURS, st.floats(1, 21), st.booleans())
def test_a_shade_has_its_contrast_or_is_the_last_there_is(
    colour: str, against: str, least: float, lighter: bool
) -> None:
    """Black and white are the ends."""
    found = nearest_with_contrast(parse(colour), against, least, lighter=lighter)
    assert contrast(found, against) >= least or found in (BLACK, WHITE)


def test_contrast_is_that_of_wcag() -> None:
    """Known values."""
    assert contrast(BLACK, WHITE) == 21
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.005)
    assert luminance("#ff0000") == pytest.approx(0.2126)


def test_colours_cost_next_to_nothing() -> None:
    """A few milliseconds at the very most, once; nothing the second time."""
    best = min(_timed(f"#8fd0{number:02x}") for number in range(20))
    assert best < 0.005
    started = perf_counter()
    scheme("#8fd000", None, Hero.BRIGHT)
    assert perf_counter() - started < 0.0005


def _timed(accent: str) -> float:
    started = perf_counter()
    scheme(accent, None, Hero.BRIGHT)
    return perf_counter() - started
