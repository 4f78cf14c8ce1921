"""Colours of an event: from its accent and ink to the colour of every role.

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

BLACK = "#000000"
WHITE = "#ffffff"
TEXT = 7.0
"""The least contrast of text (WCAG AAA)."""
MARKS = 3.0
"""The least contrast of lines and borders (WCAG AA)."""


DEFAULT_ACCENT = "#8fd0c4"
DEFAULT_INK = "#14211f"


class Oklch(Struct, frozen=True):
    """A colour by lightness, chroma and hue; screens cannot show every one."""

    lightness: float
    chroma: float
    hue: float

    def linear(self) -> tuple[float, ...]:
        """Return linear red, green and blue.

        One is outside 0 to 1 if no screen can show the colour.
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
        """Return the shade with most chroma, up to its own, that screens can show."""
        low = 0.0
        high = 2 * self.chroma  # its own chroma is tried first
        for _ in range(15):
            shade = replace(self, chroma=(low + high) / 2)
            is_shown = all(-1e-4 <= light <= 1.0001 for light in shade.linear())
            if is_shown and shade == self:
                return self
            if is_shown:
                low = shade.chroma
            else:
                high = shade.chroma
        return replace(self, chroma=low)

    def hex(self) -> str:
        """Return the nearest colour that screens show."""
        levels = [_encode(light) for light in self.in_gamut().linear()]
        return f"#{bytes(levels).hex()}"


def parse(colour: str) -> Oklch:
    """Return a `#rrggbb` in OKLCH."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    chroma = math.hypot(a, b)
    hue = math.degrees(math.atan2(b, a)) % 360
    return Oklch(lightness, chroma, hue)


def _linear(colour: str) -> tuple[float, ...]:
    """Return linear red, green and blue of a `#rrggbb`, from 0 to 1."""
    return tuple(_decode(level / 255) for level in bytes.fromhex(colour[1:]))


def _decode(level: float) -> float:
    """Return the light of a level of sRGB; both run from 0 to 1."""
    if level <= 0.04045:
        return level / 12.92
    return math.pow((level + 0.055) / 1.055, 2.4)


def _encode(light: float) -> int:
    """Return the level of sRGB, from 0 to 255, that is nearest to a light."""
    light = min(1.0, max(0.0, light))
    if light <= 0.0031308:
        return round(255 * (light * 12.92))
    return round(255 * (1.055 * math.pow(light, 1 / 2.4) - 0.055))


def luminance(light: tuple[float, ...]) -> float:
    """Return the relative luminance of linear red, green and blue, from 0 to 1."""
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours."""
    luminances = [luminance(_linear(colour)) for colour in (first, second)]
    dark, light = sorted(luminances)
    return (light + 0.05) / (dark + 0.05)


def nearest_with_contrast(colour: Oklch, ground: str, least: float) -> str:
    """Return the shade closest to a light or dark ground with this contrast.

    If no shade has it, return black or white, whichever stands out more.
    """
    edge = luminance(_linear(ground)) + 0.05
    # The contrast of the ground with white exceeds that with black.
    is_lighter = edge * edge < 0.05 * 1.05
    target = (edge * least if is_lighter else edge / least) - 0.05
    if 0 < target < 1:
        lightness = _lightness_for(colour, target)
        while 0 < lightness < 1:
            rounded = replace(colour, lightness=lightness).hex()
            if contrast(rounded, ground) >= least:
                return rounded
            lightness += 0.001 if is_lighter else -0.001
    return WHITE if is_lighter else BLACK


def _lightness_for(colour: Oklch, target: float) -> float:
    """Return about the lightness at which a colour has this luminance."""
    lightness = math.cbrt(target)
    for _ in range(6):
        shade = replace(colour, lightness=lightness).in_gamut()
        lightness *= math.cbrt(target / max(luminance(shade.linear()), 1e-6))
        lightness = min(1.0, lightness)
    return lightness


def readable(
    colour: str,
    ground: str,
    least: float,
    *,
    shade: Oklch | None = None,
    target: float = 0,
) -> str:
    """Return a colour or, if it lacks this contrast, its nearest shade that has it.

    `shade` is another colour to take shades of, `target` a higher contrast for them.
    """
    if contrast(colour, ground) >= least:
        return colour
    return nearest_with_contrast(shade or parse(colour), ground, target or least)


class Palette(Struct, frozen=True, kw_only=True):
    """The colour of each role.

    The stylesheet has a custom property for each, such as `--ground-2`.

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
    """The colours of an event, light and dark."""

    light: Palette
    dark: Palette
    card: Palette
    """Those of its share cards and icons."""


class ThemeInput(Struct, frozen=True):
    """Colours that an event gives, and those that follow from them."""

    accent: str
    ink: str
    hero: Hero

    @property
    def look(self) -> Oklch:
        """Return the accent; a grey takes its hue from the ink."""
        look = parse(self.accent)
        if look.chroma > 0.008:
            return look
        return replace(look, hue=parse(self.ink).hue)

    def tint(self, lightness: float, chroma: float) -> Oklch:
        """Return a near-grey with as much of the ink's hue as the ink has."""
        ink = parse(self.ink)
        return Oklch(lightness, chroma * min(1.0, ink.chroma / 0.02), ink.hue)

    def accent_on_dark(self) -> str:
        """Return the accent as a bright line: lively, never neon.

        Warm hues may be louder.
        """
        look = self.look
        shades = []
        for step in range(9):
            lightness = 0.8 + step / 100
            shades.append(Oklch(lightness, 0.4, look.hue).in_gamut())
        peak = max(shades, key=lambda shade: shade.chroma)
        warmth = max(0.0, math.cos(math.radians(look.hue - 75)))
        most = 0.105 + 0.063 * warmth
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
    theme = ThemeInput(accent or DEFAULT_ACCENT, ink or DEFAULT_INK, hero)
    if voice is Voice.ALMANAC:
        theme = replace(theme, hero=Hero.DEEP)
    light = _light(theme)
    is_yellow = 70 <= theme.look.hue <= 118
    is_pale = contrast(theme.accent, BLACK) >= TEXT
    if voice is Voice.ALMANAC and is_yellow and is_pale:
        # The dark shade of such a yellow is olive.
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
    """Return the colours in light, with the roles of the voice `notice`."""
    look = theme.look
    is_bright = theme.hero is Hero.BRIGHT
    ground_2 = theme.tint(0.955, 0.007).hex()
    ink = readable(theme.ink, ground_2, TEXT)
    deep = readable(ink, WHITE, 14.5, shade=parse(theme.ink), target=15)
    deep_2 = theme.tint(max(0.17, parse(deep).lightness + 0.055), 0.032).hex()
    if not is_bright:
        hero = readable(theme.accent, WHITE, TEXT, shade=look)
        on_hero = WHITE
        muted = replace(look, chroma=min(0.06, look.chroma))
        hero_2 = nearest_with_contrast(muted, hero, 5.5)
        core = theme.accent
        if contrast(core, deep) < TEXT:
            core = theme.accent_on_dark()
    elif contrast(theme.accent, BLACK) >= TEXT:
        hero = core = theme.accent
        # The words on it may be darker than the ink.
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
    """Return the colours in the dark, with the roles of the voice `notice`."""
    look = theme.look
    is_bright = theme.hero is Hero.BRIGHT
    ground = theme.tint(0.185, 0.018).hex()
    ground_2 = theme.tint(0.225, 0.021).hex()
    deep_2 = theme.tint(0.255, 0.032).hex()
    is_yellow = 40 <= look.hue <= 118
    is_grey = look.chroma < 0.03
    if is_yellow or is_grey:  # the dark of yellow is brown
        hero = theme.tint(0.245, 0.026).hex()
    else:
        hero = Oklch(0.27, min(0.065, look.chroma), look.hue).hex()
    line = theme.accent
    if contrast(line, ground_2) < 8:
        line = theme.accent_on_dark()
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
