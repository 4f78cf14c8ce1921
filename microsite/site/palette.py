"""From two colours of an event to the colour of every role, light and dark, each pair of them easy
to read.

Contrast comes first: for every role the shade is looked for that meets the ratio. A colour that the
event gives is used as it is wherever it meets them all, and otherwise in its nearest shade that
does.
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, radians

from msgspec import Struct

from microsite.model.event import Event
from microsite.model.records.event import Hero
from microsite.site.oklch import (
    WHITE,
    Oklch,
    contrast,
    max_chroma_lightness,
    nearest_with_contrast,
    parse,
)

ACCENT, INK = "#8fd0c4", "#14211f"
"""The colours of an event that gives none."""
TEXT, MARKS = 7.0, 3.0
"""The least contrast of words (WCAG AAA) and of lines and borders (WCAG AA)."""
ALERT = nearest_with_contrast(Oklch(0, 0.2, 27), WHITE, 7.1, lighter=False)
CONTRAST_PAIRS: tuple[tuple[str, str, float], ...] = (
    ("ink", "ground", TEXT),
    ("ink", "ground_2", TEXT),
    ("ink_2", "ground", TEXT),
    ("ink_2", "ground_2", TEXT),
    ("on_hero", "hero", TEXT),
    ("on_deep", "deep", TEXT),
    ("on_deep", "deep_2", TEXT),
    ("on_deep_2", "deep", TEXT),
    ("on_deep_2", "deep_2", TEXT),
    ("core", "deep", TEXT),
    ("on_alert", "alert", TEXT),
    ("edge", "ground", MARKS),
    ("edge", "ground_2", MARKS),
    ("mark", "ground", MARKS),
    ("mark", "ground_2", MARKS),
    ("hero_2", "hero", MARKS),
    ("subject", "case_hero", MARKS),
    ("core", "case", MARKS),
)
"""Text colour, background and least contrast, in light and in dark."""


class Palette(Struct, frozen=True, kw_only=True):
    """The colour of each role, as `#rrggbb`. The custom properties of the stylesheet have the same
    names.
    """

    ground: str
    """The page."""
    ground_2: str
    """A tile on it."""
    ink: str
    """Words."""
    ink_2: str
    """Words that come second."""
    rule: str
    """A hairline."""
    edge: str
    """The border of a control."""
    hero: str
    """The band at the top."""
    on_hero: str
    hero_2: str
    """Thin lines on that band."""
    subject: str
    """The bright line on that band."""
    case_hero: str
    """Border of it."""
    core: str
    """The bright line on the page and on the deep band."""
    case: str
    """What encloses it there."""
    mark: str
    """The line under a link."""
    deep: str
    """The dark band."""
    deep_2: str
    on_deep: str
    on_deep_2: str
    deep_rule: str
    alert: str
    """“Exit this page”, and nothing else."""
    on_alert: str

    def roles(self) -> dict[str, str]:
        """The colours by the names of their custom properties: `ground-2`."""
        return {name.replace("_", "-"): getattr(self, name) for name in self.__struct_fields__}

    def failing_pairs(self) -> list[tuple[str, str, float]]:
        """The pairs that are not as easy to read as they must be, with what they have; always
        empty.
        """
        pairs = (
            (on, ground, least, contrast(getattr(self, on), getattr(self, ground)))
            for on, ground, least in CONTRAST_PAIRS
        )
        return [(on, ground, ratio) for on, ground, least, ratio in pairs if ratio < least]


class Scheme(Struct, frozen=True):
    """The colours of an event."""

    light: Palette
    dark: Palette
    accent: str
    """The shade of the event's main colour that is used for the band."""
    ink: str
    """The shade of the event's ink that is used for words."""


class _ThemeInput(Struct, frozen=True):
    """Colours that an event gives, and what follows from them."""

    accent: str
    ink: str
    hero: Hero

    @property
    def look(self) -> Oklch:
        """The main colour; one without a hue of its own takes the ink's."""
        look = parse(self.accent)
        return (
            look if look.chroma > 0.008 else Oklch(look.lightness, look.chroma, parse(self.ink).hue)
        )

    def tint(self, lightness: float, chroma: float) -> str:
        """A near-grey with as much of the ink's hue as the ink has."""
        return self.tinted(lightness, chroma).hex()

    def tinted(self, lightness: float, chroma: float) -> Oklch:
        """The same, as it looks."""
        ink = parse(self.ink)
        return Oklch(lightness, chroma * min(1.0, ink.chroma / 0.02), ink.hue)

    def loud(self) -> Oklch:
        """The main colour as a bright line on dark: lively, never neon. Warm hues may be louder
        than cool ones.
        """
        look = self.look
        peak = max_chroma_lightness(look.hue, 0.80, 0.88)
        most = 0.105 + 0.063 * max(0.0, cos(radians(look.hue - 75)))
        return Oklch(peak.lightness, min(peak.chroma, most, look.chroma * 1.5), look.hue)


def scheme_of(event: Event) -> Scheme:
    """The colours of an event, from its theme."""
    theme = event.record.theme
    return scheme(theme.accent, theme.ink, theme.hero) if theme else scheme(None, None, Hero.BRIGHT)


@lru_cache(maxsize=64)
def scheme(accent: str | None, ink: str | None, hero: Hero) -> Scheme:
    """The colours of an event that gives these."""
    given = _ThemeInput(accent or ACCENT, ink or INK, hero)
    light = _light(given)
    dark = _dark(given, light)
    assert not light.failing_pairs() + dark.failing_pairs()
    return Scheme(light, dark, light.hero, light.ink)


def _light(given: _ThemeInput) -> Palette:
    ground, ground_2 = given.tint(0.99, 0.003), given.tint(0.955, 0.007)
    ink_look = parse(given.ink)
    ink = (
        given.ink
        if contrast(given.ink, ground_2) >= TEXT
        else nearest_with_contrast(ink_look, ground_2, TEXT, lighter=False)
    )
    dark = (
        ink
        if contrast(WHITE, ink) >= 14.5
        else nearest_with_contrast(ink_look, WHITE, 15, lighter=False)
    )
    deep_2 = given.tint(max(0.17, parse(dark).lightness + 0.055), 0.032)
    hero, on_hero = (
        _bright_hero(given, dark) if given.hero is Hero.BRIGHT else (_deep_hero(given), WHITE)
    )
    core = hero if given.hero is Hero.BRIGHT else given.accent
    if contrast(core, dark) < TEXT:
        core = given.loud().hex() if given.hero is Hero.DEEP else core
        core = (
            core
            if contrast(core, dark) >= TEXT
            else nearest_with_contrast(parse(core), dark, 7.05, lighter=True)
        )
    vivid = Oklch(0, 0.21, given.look.hue) if given.look.chroma > 0.04 else given.look
    return Palette(
        ground=ground,
        ground_2=ground_2,
        ink=ink,
        ink_2=nearest_with_contrast(given.tinted(0, 0.03), ground_2, 7.4, lighter=False),
        rule=given.tint(0.87, 0.012),
        edge=nearest_with_contrast(given.tinted(0, 0.02), ground_2, 3.3, lighter=False),
        hero=hero,
        on_hero=on_hero,
        hero_2=on_hero
        if given.hero is Hero.BRIGHT
        else nearest_with_contrast(
            Oklch(0, min(0.06, given.look.chroma), given.look.hue), hero, 5.5, lighter=True
        ),
        subject=WHITE,
        case_hero=on_hero if given.hero is Hero.BRIGHT else hero,
        core=core,
        case=dark,
        mark=given.accent
        if contrast(given.accent, ground_2) >= MARKS
        else nearest_with_contrast(vivid, ground_2, 3.3, lighter=False),
        deep=dark,
        deep_2=deep_2,
        on_deep=given.tint(0.965, 0.006),
        on_deep_2=nearest_with_contrast(given.tinted(0, 0.02), deep_2, 7.4, lighter=True),
        deep_rule=given.tint(0.38, 0.025),
        alert=ALERT,
        on_alert=WHITE,
    )


def _dark(given: _ThemeInput, light: Palette) -> Palette:
    ground, ground_2 = given.tint(0.185, 0.018), given.tint(0.225, 0.021)
    hero = _dark_hero(given)
    line = given.accent if contrast(given.accent, ground_2) >= 8 else given.loud().hex()
    deep_2 = given.tint(0.255, 0.032)
    return Palette(
        ground=ground,
        ground_2=ground_2,
        ink=given.tint(0.945, 0.007),
        ink_2=nearest_with_contrast(given.tinted(0, 0.02), ground_2, 8, lighter=True),
        rule=given.tint(0.34, 0.02),
        edge=nearest_with_contrast(given.tinted(0, 0.02), ground_2, 3.3, lighter=True),
        hero=hero,
        on_hero=given.tint(0.965, 0.006),
        hero_2=nearest_with_contrast(parse(hero), hero, 4.6, lighter=True),
        subject=line,
        case_hero=hero,
        core=line,
        case=ground,
        mark=line,
        deep=given.tint(0.2, 0.03),
        deep_2=deep_2,
        on_deep=light.on_deep,
        on_deep_2=nearest_with_contrast(given.tinted(0, 0.02), deep_2, 7.4, lighter=True),
        deep_rule=light.deep_rule,
        alert=ALERT,
        on_alert=WHITE,
    )


def _bright_hero(given: _ThemeInput, dark: str) -> tuple[str, str]:
    """The band in the main colour, and the dark words on it, which may be darker than the ink."""
    if contrast(given.accent, dark) >= TEXT:
        return given.accent, dark
    darker = nearest_with_contrast(parse(dark), given.accent, TEXT, lighter=False)
    if contrast(given.accent, darker) >= TEXT:
        return given.accent, darker
    return nearest_with_contrast(given.look, dark, TEXT, lighter=True), dark


def _deep_hero(given: _ThemeInput) -> str:
    """The band in a shade of the main colour on which white is read."""
    if contrast(given.accent, WHITE) >= TEXT:
        return given.accent
    return nearest_with_contrast(given.look, WHITE, TEXT, lighter=False)


def _dark_hero(given: _ThemeInput) -> str:
    """The band at night keeps the event's hue, but for yellow and orange, of which every dark is a
    brown.
    """
    look = given.look
    if 40 <= look.hue <= 118 or look.chroma < 0.03:
        return given.tint(0.245, 0.026)
    return Oklch(0.27, min(0.065, look.chroma), look.hue).hex()
