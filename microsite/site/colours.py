"""The event's own part of the stylesheet: its colours, its spacing, and what is computed from its
title and days.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from microsite.diagnostics.diagnostic import Log
from microsite.model.event import Event
from microsite.model.records.event import EventRecord, Hero
from microsite.site.hour_labels import hour_labels
from microsite.site.oklch import contrast, nearest_with_contrast, parse
from microsite.site.palette import MARKS, Scheme, scheme, scheme_of
from microsite.site.site import Site
from microsite.site.text_metrics import title_line_widths
from microsite.source.files import slugify

TIGHTEST, LOOSEST = Decimal("0.6"), Decimal("1.5")
"""Bounds of the density."""


def tokens_css(site: Site) -> str:
    """The custom properties of the event: light, dark, spacing, the title's lines.

    Reports C101 for a colour of the theme that is used in another shade, and C102 for a density out
    of bounds.
    """
    event = site.event
    found = scheme_of(event)
    _check_colours(event.record, found, site.log)
    density = _density(event.record, site.log)
    wide, narrow = title_line_widths(event.record.title)
    light = found.light.roles()
    dark = {role: colour for role, colour in found.dark.roles().items() if colour != light[role]}
    spacing = f"--density:{density:f};--w1:{wide:g};--w2:{narrow:g}"
    return (
        f":root{{color-scheme:light dark;{_properties(light)}{spacing}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{_properties(dark)}}}}}\n"
    )


def event_css(site: Site) -> dict[str, str]:
    """What is the event's own in the stylesheets, by the words of the comment in whose place it
    comes: `/*AXIS*/`.

    Each stands in the file of what uses it, so that pages without it do not carry it. Reports as
    tokens_css does.
    """
    first = next(iter(site.drawings.days.values()), None)
    marks = hour_labels(site.event, first) if first else ()
    return {
        "TOKENS": tokens_css(site),
        "AXIS": "".join(f".at-{number}{{--x:{mark.x}}}\n" for number, mark in enumerate(marks, 1)),
        "TRACKS": "".join(_tracks(site.event, scheme_of(site.event))),
    }


def _properties(colours: dict[str, str]) -> str:
    return "".join(f"--{role}:{colour};" for role, colour in colours.items())


def _tracks(event: Event, found: Scheme) -> Iterator[str]:
    """The colour of each track that has one of its own, in the nearest shade that stands out by day
    and by night.
    """
    for track in event.tracks:
        if track.colour:
            look = parse(track.colour)
            day, night = (
                track.colour
                if contrast(track.colour, ground) >= MARKS
                else nearest_with_contrast(look, ground, MARKS, lighter=lighter)
                for ground, lighter in ((found.light.ground_2, False), (found.dark.ground_2, True))
            )
            name = track.id or slugify(track.name)
            yield f".track-{name}{{--track:{day}}}\n"
            yield f"@media (prefers-color-scheme:dark){{.track-{name}{{--track:{night}}}}}\n"


def _check_colours(details: EventRecord, used: Scheme, log: Log) -> None:
    """Say which colours had to change, and to what."""
    theme = details.theme
    if theme is None:
        return
    if theme.ink and theme.ink != used.ink:
        advice = f'Write ink: "{used.ink}", or a darker colour of your own.'
        log.report(
            "C101",
            details.span("theme", "ink"),
            given=theme.ink,
            fault="too light for words on the page",
            used=used.ink,
            advice=advice,
        )
    if theme.accent and theme.accent != used.accent:
        other = Hero.DEEP if theme.hero is Hero.BRIGHT else Hero.BRIGHT
        advice = f'Write accent: "{used.accent}", or another colour of your own.'
        if scheme(theme.accent, theme.ink, other).accent == theme.accent:
            advice = (
                f"With a line “hero: {other}” in the theme, {theme.accent} is used as it is. Or else w"
                + advice[1:]
            )
        log.report(
            "C101",
            details.span("theme", "accent"),
            given=theme.accent,
            fault="too dark for dark words on it"
            if theme.hero is Hero.BRIGHT
            else "too light for white words on it",
            used=used.accent,
            advice=advice,
        )


def _density(details: EventRecord, log: Log) -> Decimal:
    """The space between things as a factor."""
    given = details.theme.density if details.theme else None
    if given is None:
        return Decimal(1)
    used = min(LOOSEST, max(TIGHTEST, given))
    if used != given:
        log.report(
            "C102",
            details.span("theme", "density"),
            given=given,
            used=used,
            least=TIGHTEST,
            most=LOOSEST,
        )
    return used.normalize()
