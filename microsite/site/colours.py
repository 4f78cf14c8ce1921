"""Colours of an event: from its accent and ink to the colour of every role, light and
dark.

Contrast comes first: a colour of the event is used as it is if it meets every contrast,
otherwise in its nearest shade that does. A colour is written `#rrggbb`. In OKLCH
lightness runs from 0 to 1, chroma from 0 to about 0.4, hue from 0 to 360 degrees.
Contrast is that of WCAG 2, from 1 to 21.
"""

import math
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from microsite.model.event import Event
from microsite.model.records.event import Hero, Theme, Voice
from microsite.site.voice_roles import VOICE_ROLES

BLACK, WHITE = "#000000", "#ffffff"
TEXT, MARKS = 7.0, 3.0
"""The least contrast of text (WCAG AAA), and of lines and borders (WCAG AA)."""


class Oklch(Struct, frozen=True):
    """A colour by lightness, chroma and hue; screens cannot show every one."""

    lightness: float
    chroma: float
    hue: float

    def linear(self) -> tuple[float, ...]:
        """Return linear red, green and blue; outside 0 to 1 if a screen cannot
        show it.
        """
        a = self.chroma * math.cos(math.radians(self.hue))
        b = self.chroma * math.sin(math.radians(self.hue))
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )

    def in_gamut(self) -> "Oklch":
        """Return the most colourful one of this lightness and hue that screens can
        show.
        """
        low, high = 0.0, 2 * self.chroma  # its own chroma is tried first
        for _ in range(15):
            shade = replace(self, chroma=(low + high) / 2)
            is_shown = all(-1e-4 <= light <= 1.0001 for light in shade.linear())
            if is_shown and shade == self:
                return self
            low, high = (shade.chroma, high) if is_shown else (low, shade.chroma)
        return replace(self, chroma=low)

    def hex(self) -> str:
        """Return the nearest colour that screens show."""
        lights = (min(1.0, max(0.0, light)) for light in self.in_gamut().linear())
        curve = (
            x * 12.92 if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055
            for x in lights
        )
        return f"#{bytes(round(255 * level) for level in curve).hex()}"


def parse(colour: str) -> Oklch:
    """Return a `#rrggbb` in OKLCH."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def _linear(colour: str) -> tuple[float, ...]:
    levels = (level / 255 for level in bytes.fromhex(colour[1:]))
    return tuple(
        x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in levels
    )


def luminance(light: tuple[float, ...]) -> float:
    """Return the relative luminance of linear red, green and blue, from 0 to 1."""
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours."""
    dark, light = sorted(luminance(_linear(colour)) for colour in (first, second))
    return (light + 0.05) / (dark + 0.05)


def nearest_with_contrast(colour: Oklch, ground: str, least: float) -> str:
    """Return the shade closest to a light or dark ground with this contrast, or black
    or white.
    """
    edge = luminance(_linear(ground)) + 0.05
    # The contrast with white exceeds that with black
    is_lighter = edge * edge < 0.05 * 1.05
    target = (edge * least if is_lighter else edge / least) - 0.05
    if 0 < target < 1:
        lightness = math.cbrt(target)
        for _ in range(6):
            shade = replace(colour, lightness=lightness).in_gamut()
            lightness *= math.cbrt(target / max(luminance(shade.linear()), 1e-6))
            lightness = min(1.0, lightness)
        while 0 < lightness < 1:
            rounded = replace(colour, lightness=lightness).hex()
            if contrast(rounded, ground) >= least:
                return rounded
            lightness += 0.001 if is_lighter else -0.001
    return WHITE if is_lighter else BLACK


def readable(
    colour: str,
    ground: str,
    least: float,
    *,
    shade: Oklch | None = None,
    target: float = 0,
) -> str:
    """Return a colour or, if it lacks this contrast, its shade (or another's) with the
    target.
    """
    if contrast(colour, ground) >= least:
        return colour
    return nearest_with_contrast(shade or parse(colour), ground, target or least)


class Palette(Struct, frozen=True, kw_only=True):
    """The colour of each role. The stylesheet has a custom property for each, as
    `--ground-2`.

    `ground` is the page, `ground_2` a tile on it, `ink` text and `ink_2` secondary
    text. `rule` is a thin line, `edge` the border of a control, `mark` the line below a
    link. `hero` is the band at the top, with a `title`, text (`on_hero`), thin lines
    (`hero_2`), and the bright line (`subject`) in its casing. `core` and `case` are the
    bright line and its casing elsewhere, `deep` is the dark band, and `alert` is for
    “Exit this page” alone.
    """

    ground: str
    ground_2: str
    ink: str
    ink_2: str
    rule: str
    edge: str
    hero: str
    on_hero: str
    title: str
    hero_2: str
    subject: str
    case_hero: str
    tint: str
    core: str
    case: str
    mark: str
    deep: str
    deep_2: str
    on_deep: str
    on_deep_2: str
    deep_rule: str
    alert: str
    on_alert: str


class Scheme(Struct, frozen=True):
    """The colours of an event, light and dark, and those of its share cards and
    icons.
    """

    light: Palette
    dark: Palette
    card: Palette


class ThemeInput(Struct, frozen=True):
    """Colours that an event gives, and those that follow from them."""

    accent: str
    ink: str
    hero: Hero

    @property
    def look(self) -> Oklch:
        """Return the accent; without a hue of its own it takes that of the ink."""
        look = parse(self.accent)
        return look if look.chroma > 0.008 else replace(look, hue=parse(self.ink).hue)

    def tint(self, lightness: float, chroma: float) -> Oklch:
        """Return a near-grey with as much of the ink's hue as the ink has."""
        ink = parse(self.ink)
        return Oklch(lightness, chroma * min(1.0, ink.chroma / 0.02), ink.hue)

    def accent_on_dark(self) -> str:
        """Return the accent as a bright line: lively, never neon.

        Warm hues may be louder.
        """
        look = self.look
        shades = (
            Oklch(0.8 + step / 100, 0.4, look.hue).in_gamut() for step in range(9)
        )
        peak = max(shades, key=lambda shade: shade.chroma)
        most = 0.105 + 0.063 * max(0.0, math.cos(math.radians(look.hue - 75)))
        return replace(peak, chroma=min(peak.chroma, most, look.chroma * 1.5)).hex()


def scheme_of(event: Event) -> Scheme:
    """Return the colours of an event, from its theme."""
    theme = event.record.theme or Theme()
    return scheme(theme.accent, theme.ink, theme.hero, event.record.voice)


@lru_cache(maxsize=64)
def scheme(
    accent: str | None, ink: str | None, hero: Hero, voice: Voice = Voice.NOTICE
) -> Scheme:
    """Return the colours that follow from an accent and an ink. They are readable."""
    theme = ThemeInput(accent or "#8fd0c4", ink or "#14211f", hero)
    if voice is Voice.ALMANAC:
        theme = replace(theme, hero=Hero.DEEP)
    light = _light(theme)
    is_pale_yellow = (
        contrast(theme.accent, BLACK) >= TEXT and 70 <= theme.look.hue <= 118
    )
    if voice is Voice.ALMANAC and is_pale_yellow:  # its dark shade is olive
        light = replace(light, hero=light.deep)
    return Scheme(
        light=_with_roles(light, voice, "light"),
        dark=_with_roles(_dark(theme, light), voice, "dark"),
        card=_with_roles(light, voice, "card"),
    )


def _with_roles(palette: Palette, voice: Voice, name: str) -> Palette:
    """Return a palette with the roles that a voice takes from others."""
    roles = VOICE_ROLES.get((voice, name), {})
    colours = {role: getattr(palette, source) for role, source in roles.items()}
    return replace(palette, **colours)


def _light(theme: ThemeInput) -> Palette:
    look = theme.look
    is_bright = theme.hero is Hero.BRIGHT
    ground_2 = theme.tint(0.955, 0.007).hex()
    ink = readable(theme.ink, ground_2, TEXT)
    deep = readable(ink, WHITE, 14.5, shade=parse(theme.ink), target=15)
    deep_2 = theme.tint(max(0.17, parse(deep).lightness + 0.055), 0.032).hex()
    if not is_bright:
        hero, on_hero = readable(theme.accent, WHITE, TEXT, shade=look), WHITE
        hero_2 = nearest_with_contrast(
            replace(look, chroma=min(0.06, look.chroma)), hero, 5.5
        )
        core = (
            theme.accent
            if contrast(theme.accent, deep) >= TEXT
            else theme.accent_on_dark()
        )
    # The words on it may be darker than the ink
    elif contrast(theme.accent, BLACK) >= TEXT:
        hero = core = theme.accent
        on_hero = hero_2 = readable(deep, theme.accent, TEXT)
    else:
        hero = core = nearest_with_contrast(look, deep, TEXT)
        on_hero = hero_2 = deep
    vivid = replace(look, chroma=0.21) if look.chroma > 0.04 else look
    return Palette(
        ground=theme.tint(0.99, 0.003).hex(),
        ground_2=ground_2,
        ink=ink,
        ink_2=nearest_with_contrast(theme.tint(0, 0.03), ground_2, 7.4),
        rule=theme.tint(0.87, 0.012).hex(),
        edge=nearest_with_contrast(theme.tint(0, 0.02), ground_2, 3.3),
        hero=hero,
        on_hero=on_hero,
        title=on_hero,
        hero_2=hero_2,
        subject=WHITE,
        case_hero=on_hero if is_bright else hero,
        tint=Oklch(0.962, min(0.03, look.chroma), look.hue).hex(),
        core=readable(core, deep, TEXT, target=7.05),
        case=deep,
        mark=readable(theme.accent, ground_2, MARKS, shade=vivid, target=3.3),
        deep=deep,
        deep_2=deep_2,
        on_deep=theme.tint(0.965, 0.006).hex(),
        on_deep_2=nearest_with_contrast(theme.tint(0, 0.02), deep_2, 7.4),
        deep_rule=theme.tint(0.38, 0.025).hex(),
        alert=nearest_with_contrast(Oklch(0, 0.2, 27), WHITE, 7.1),
        on_alert=WHITE,
    )


def _dark(theme: ThemeInput, light: Palette) -> Palette:
    look = theme.look
    ground, ground_2 = theme.tint(0.185, 0.018).hex(), theme.tint(0.225, 0.021).hex()
    deep_2 = theme.tint(0.255, 0.032).hex()
    if 40 <= look.hue <= 118 or look.chroma < 0.03:  # the dark of yellow is brown
        hero = theme.tint(0.245, 0.026).hex()
    else:
        hero = Oklch(0.27, min(0.065, look.chroma), look.hue).hex()
    is_bright = theme.hero is Hero.BRIGHT
    line = (
        theme.accent
        if contrast(theme.accent, ground_2) >= 8
        else theme.accent_on_dark()
    )
    return replace(
        light,
        ground=ground,
        ground_2=ground_2,
        ink=theme.tint(0.945, 0.007).hex(),
        ink_2=nearest_with_contrast(theme.tint(0, 0.02), ground_2, 8),
        rule=theme.tint(0.34, 0.02).hex(),
        edge=nearest_with_contrast(theme.tint(0, 0.02), ground_2, 3.3),
        hero=hero,
        on_hero=light.on_deep,
        title=readable(line, hero, TEXT) if is_bright else light.on_deep,
        hero_2=nearest_with_contrast(parse(line if is_bright else hero), hero, 4.9),
        subject=line,
        case_hero=line if is_bright else hero,
        tint=hero,
        core=line,
        case=ground,
        mark=line,
        deep=theme.tint(0.2, 0.03).hex(),
        deep_2=deep_2,
        on_deep_2=nearest_with_contrast(theme.tint(0, 0.02), deep_2, 7.4),
    )
