"""The event's own part of the stylesheets: its colours, its title, its hours and its
tracks.
"""

from decimal import Decimal
from math import ceil
from pathlib import Path

from msgspec.structs import asdict

from microsite.compiled_templates import environment
from microsite.diagnostics.diagnostic import Log
from microsite.model.records.event import EventRecord, Hero, Theme, Voice
from microsite.site.colours import (
    BLACK,
    MARKS,
    Palette,
    contrast,
    readable,
    scheme,
    scheme_of,
)
from microsite.site.drawing import hour_labels
from microsite.site.site import Site
from microsite.site.state import track_slug
from microsite.site.text_metrics import NARROW, WIDE, min_line_width, text_width

TEMPLATES = environment(Path(__file__).parent)
MIN_DENSITY, MAX_DENSITY = Decimal("0.6"), Decimal("1.5")


def event_css(site: Site) -> dict[str, str]:
    """Return the event's own part of the stylesheets, by the comment it replaces:
    `/*AXIS*/`.

    It also has the names of stylesheets for parts that the site does not have, without
    any CSS. Reports C101 for a colour in another shade, C102 for a density, C103 and
    C104 for a voice.
    """
    details = site.event.record
    colours = scheme_of(site.event)
    _check_colours(details, colours.light, site.log)
    tokens = {
        "light": _roles(colours.light),
        "dark": _roles(colours.dark),
        "density": f"{_density(details, site.log):f}",
        "title_widths": [
            f"{min_line_width(details.title, *width):g}" for width in (WIDE, NARROW)
        ],
    }
    grounds = (colours.light.ground_2, colours.dark.ground_2)
    tracks = [
        (
            track_slug(site.event, track),
            *(readable(track.colour, it, MARKS) for it in grounds),
        )
        for track in site.event.tracks
        if track.colour
    ]
    css = {
        "TOKENS": TEMPLATES.get_template("tokens.css").render(tokens),
        "AXIS": _axis(site),
        "TRACKS": TEMPLATES.get_template("tracks.css").render(tracks=tracks),
        "ROW": f"{_width_of_row(site)}em",
    }
    language = site.locale.tag.partition("-")[0]
    parts = {
        "exit_bar": details.exit_url,
        "header_language": len(site.event.languages) > 1,
        # With long compounds
        "long_words": language in "da de fi hu nb nl no sv".split(),
    }
    return css | {f"css/components/{name}.css": "" for name in parts if not parts[name]}


def _density(details: EventRecord, log: Log) -> Decimal:
    setting = (details.theme or Theme()).density
    density = (
        Decimal(1) if setting is None else min(MAX_DENSITY, max(MIN_DENSITY, setting))
    )
    if setting not in (None, density):
        span = details.span("theme", "density")
        log.report(
            "C102",
            span,
            given=setting,
            used=density,
            least=MIN_DENSITY,
            most=MAX_DENSITY,
        )
    return density.normalize()


def _axis(site: Site) -> str:
    """Return the places of the hours below the drawing of the first day with
    sessions.
    """
    drawings = site.drawings
    labels = hour_labels(drawings.first_day, site.locale) if drawings.first_day else []
    on_phone = (
        hour_labels(drawings.phone, site.locale, is_phone=True)
        if drawings.phone
        else []
    )
    numbers = {session.id: number for number, (session, _, _) in enumerate(labels, 1)}
    ticks = [
        (numbers[session.id], x, 100 - Decimal(x[:-1]), row % 2)
        for row, (session, _, x) in enumerate(on_phone)
        if session.id in numbers
    ]
    return TEMPLATES.get_template("axis.css").render(
        marks=[x for _, _, x in labels], ticks=ticks
    )


def _width_of_row(site: Site) -> int:
    """Return the width of a window, in em, in which the menu and a button fit beside
    the name.
    """
    labels = [kind.label for kind in site.shown_kinds.values() if kind.in_menu]
    labels += [page.menu_label or page.title for page in site.event.pages if page.menu]
    size, gap = (1.11, 1.5) if site.event.record.voice is Voice.NOTICE else (1.29, 1.1)
    return max(60, ceil(34 + sum(size * text_width(label) + gap for label in labels)))


def _roles(palette: Palette) -> dict[str, str]:
    """Return colours by their custom properties, and in `light` whether the band has
    light text.
    """
    roles = {role.replace("_", "-"): colour for role, colour in asdict(palette).items()}
    return roles | {"light": f"{contrast(palette.on_hero, BLACK) > 11:d}"}


def _check_colours(details: EventRecord, palette: Palette, log: Log) -> None:
    theme = details.theme or Theme()
    if theme.voice is not details.voice:
        log.report("C103", details.span("theme", "voice"))
    if theme.picture and theme.voice is not Voice.POSTER:
        log.report("C104", details.span("theme", "picture"), voice=theme.voice.value)
    if theme.ink and theme.ink != palette.ink:
        span, fault = details.span("theme", "ink"), "too light for text on the page"
        advice = f'Write ink: "{palette.ink}", or choose a darker colour.'
        log.report(
            "C101", span, given=theme.ink, fault=fault, used=palette.ink, advice=advice
        )
    if theme.accent and theme.accent != palette.hero and details.voice is Voice.NOTICE:
        hero, fault = Hero.BRIGHT, "too light for white text on it"
        if theme.hero is Hero.BRIGHT:
            hero, fault = Hero.DEEP, "too dark for dark text on it"
        span, lead = details.span("theme", "accent"), "Write"
        if scheme(theme.accent, theme.ink, hero).light.hero == theme.accent:
            lead = f"To keep {theme.accent}, add “hero: {hero}” to the theme. Or write"
        advice = f'{lead} accent: "{palette.hero}", or choose another colour.'
        log.report(
            "C101",
            span,
            given=theme.accent,
            fault=fault,
            used=palette.hero,
            advice=advice,
        )
