"""The drawings as files, for the pages that show a part of one: portraits to come, and where in the
day a session is.

A page shows them with `<img>`, which costs it nothing but a line, works from disk and under any
content policy. Each file has the event's colours in it, for light, for dark and for forced colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import count, groupby

from msgspec import Struct

from microsite.cache import digest_of
from microsite.model.event import Event, Session
from microsite.site.drawing import HEIGHT, DayDrawing, Window, draw_days, line_count
from microsite.site.palette import Palette, Scheme
from microsite.site.timeline import end_of, shape_of
from microsite.site.timetable_graphics import DEPTH, LONGEST_OUTLINE, WIDTH, outline_id, rails

TILE = 10
"""How many units of a tile a minute is: in a tile nothing is stretched, so its lines grow and
shrink with it.
"""
WIDE_WINDOW, STREAM_WINDOW = 760, 480
"""The side of a portrait, in units of a tile: of somebody whom everybody hears, and of one of
several streams.
"""
Colours = tuple[str, str, str, str]
"""Colours of the ground, the thin lines, the casing and the bright line."""
COMMAND = re.compile(r"([Mhc])([-\d ]*)")


class DrawingFile(Struct, frozen=True):
    """A drawing as it is published."""

    path: str
    """Its place in the output; the name carries a digest of its bytes."""
    content: str


class Portrait(Struct, frozen=True):
    """Substitute for a portrait: the part of the day in which a person speaks."""

    path: str
    """A drawing file in the output, and which part of it to show."""
    turn: int
    """Quarter turns, 0 to 3."""


class Drawn(Struct, frozen=True):
    """Drawings of an event."""

    days: dict[int, DayDrawing]
    """By the number of the day, in order; days on which nothing takes place are left out."""
    tiles: dict[int, DrawingFile]
    """On the page's ground, undistorted."""
    bands: dict[int, DrawingFile]
    """On the band at the top of a page, to be stretched to any width."""
    rails: DrawingFile | None
    """The pieces beside an outline of the one day there is, each a view of its own name; None where
    it is a long one, or there are more.
    """


class Drawings(Drawn, frozen=True):
    """The drawings of an event, and what of them stands for whom."""

    portraits: Mapping[str, Portrait]
    """By the slug of each speaker; empty where nothing takes place."""


def make_drawings(event: Event, colours: Scheme, drawn: Drawn | None = None) -> Drawings:
    """Every drawing of an event; `drawn` is what `draw` gives, where that is known. Done once for a
    site.
    """
    drawn = drawn or draw(event, colours)
    portraits = _Portraits(event, drawn.days, drawn.tiles)
    return Drawings(drawn.days, drawn.tiles, drawn.bands, drawn.rails, portraits)


def draw(event: Event, colours: Scheme) -> Drawn:
    """Draw an event. A pure function of when what takes place, and of the colours."""
    days = draw_days(event)
    tiles = {number: _file(f"day-{number}", _tile(day, colours)) for number, day in days.items()}
    bands = {
        number: _file(f"day-{number}-band", _band(day, colours)) for number, day in days.items()
    }
    is_outlined = len(days) == 1 and len(event.sessions) <= LONGEST_OUTLINE
    pieces = _file("rails", _rails(event, colours)) if is_outlined else None
    return Drawn(days, tiles, bands, pieces)


class _Portraits(Mapping[str, Portrait]):
    """A portrait for everybody: their first session, or, without one, the arrival. Each is made
    when asked for.
    """

    def __init__(
        self, event: Event, days: dict[int, DayDrawing], tiles: dict[int, DrawingFile]
    ) -> None:
        self._days, self._tiles = days, tiles
        self._first: dict[str, tuple[int, Session, int] | None] = {}
        """By slug: the number of their first session, the session, and which of its people they
        are.
        """
        if days:
            for number, session in enumerate(event.sessions):
                if session.day in days:
                    for index, slug in enumerate(session.people):
                        self._first.setdefault(slug, (number, session, index))
            for speaker in event.speakers:
                self._first.setdefault(speaker.slug, None)
        self._made: dict[str, Portrait] = {}

    def __getitem__(self, slug: str) -> Portrait:
        if slug not in self._made:
            self._made[slug] = self._make(self._first[slug])
        return self._made[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)

    def __len__(self) -> int:
        return len(self._first)

    def _make(self, first: tuple[int, Session, int] | None) -> Portrait:
        if first is None:
            arrival = Window(0, (HEIGHT - WIDE_WINDOW) // 2, WIDE_WINDOW, WIDE_WINDOW)
            return Portrait(_view(self._tiles[next(iter(self._days))], arrival), 0)
        number, session, index = first
        window = portrait_window(self._days[session.day], session, index)
        return Portrait(_view(self._tiles[session.day], window), (number + index) % 4)


def portrait_window(day: DayDrawing, session: Session, index: int) -> Window:
    """The part of a tile that shows the person of this index among a session's people."""
    y = day.y(session)
    side = STREAM_WINDOW if session.id in day.places else WIDE_WINDOW
    left, right = day.x(session.start_minute), day.x(end_of(session))
    middle = TILE * left + TILE * (right - left) * (2 * index + 1) // (2 * len(session.people))
    x = min(max(0, middle - side // 2), max(0, TILE * day.width - side))
    return Window(x, min(max(0, y - side // 2), HEIGHT - side), side, side)


def _view(file: DrawingFile, window: Window) -> str:
    return f"{file.path}#svgView(viewBox({window.x},{window.y},{window.width},{window.height}))"


def _file(name: str, content: str) -> DrawingFile:
    digest = digest_of(content, 4)
    return DrawingFile(f"assets/drawing/{name}.{digest}.svg", content)


def _tile(day: DayDrawing, colours: Scheme) -> str:
    """The drawing in whole proportions, a minute TILE units wide."""
    return _svg(
        TILE * day.width,
        (_wider(day.lines), _wider(day.subject)),
        *_on_page(colours),
        (5, 10, 42, 26),
        HEIGHT,
        "",
    )


def _band(day: DayDrawing, colours: Scheme) -> str:
    """The drawing for the band: it may be stretched, and its lines stay as they are; bolder ones
    where it is tall.
    """
    return _svg(
        day.width,
        (day.lines, day.subject),
        _on_hero(colours.light),
        _on_hero(colours.dark),
        (1, 9, 7, 3),
        day.width,
        "path{vector-effect:non-scaling-stroke}"
        "@media(min-height:9rem){.c{stroke-width:9}.s{stroke-width:5}}"
        "@media(min-height:9rem) and (max-width:60rem){.c{stroke-width:8}.s{stroke-width:4}.l use{display:none}}",
    )


def _rails(event: Event, colours: Scheme) -> str:
    """The pieces beside what the days hold, next to each other, on the page's ground; each may be
    stretched.
    """
    together = (
        list(group)
        for day in event.days
        for _, group in groupby(day.sessions, key=lambda each: each.start_minute)
    )
    used = (outline_id([shape_of(session.kind) for session in group]) for group in together)
    pieces = "".join(
        f'<view id="{piece.id}" viewBox="{left} 0 {WIDTH} {DEPTH}" preserveAspectRatio="none"/>'
        f'<g transform="translate({left})"><path class="l" d="{piece.lines}"/>'
        f'<path class="c" d="{piece.subject}"/><path class="s" d="{piece.subject}"/></g>'
        for left, piece in zip(
            count(0, 2 * WIDTH),
            rails(used, line_count(event)),
            strict=False,
        )
    )
    by_day, by_night = _on_page(colours)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{DEPTH}" fill="none">'
        "<style>"
        f"path{{vector-effect:non-scaling-stroke}}.c{{stroke-width:7}}.s{{stroke-width:4}}{_rules(by_day)}"
        f"{_otherwise(by_night)}</style>{pieces}</svg>\n"
    )


def _on_hero(palette: Palette) -> Colours:
    return palette.hero, palette.hero_2, palette.case_hero, palette.subject


def _on_page(colours: Scheme) -> tuple[Colours, Colours]:
    light, dark = colours.light, colours.dark
    return (light.ground_2, light.ink, light.case, light.core), (
        dark.ground_2,
        dark.hero_2,
        dark.case,
        dark.core,
    )


def _svg(
    width: int,
    paths: tuple[str, str],
    light: Colours,
    dark: Colours,
    sizes: tuple[int, int, int, int],
    shown: int,
    style: str,
) -> str:
    """Return a drawing file: ground, thin lines, casing and bright line, light and dark."""
    lines, subject = paths
    line, apart, case, bright = sizes
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{shown}" height="{HEIGHT}"'
        f' preserveAspectRatio="none" fill="none"><style>{style}{_otherwise(dark)}</style>'
        f'<path class="g" fill="{light[0]}" d="M0 0H{width}V{HEIGHT}H0z"/>'
        f'<g class="l" stroke="{light[1]}" stroke-width="{line}"><path id="l" d="{lines}"/>'
        f'<use href="#l" y="{apart}"/><use href="#l" y="-{apart}"/></g>'
        f'<path class="c" stroke="{light[2]}" stroke-width="{case}" d="{subject}"/>'
        f'<path class="s" stroke="{light[3]}" stroke-width="{bright}" d="{subject}"/></svg>\n'
    )


def _otherwise(dark: Colours) -> str:
    """The colours by night, and where somebody has chosen their own."""
    forced = _rules(("Canvas", "CanvasText", "CanvasText", "Highlight"))
    return f"@media(prefers-color-scheme:dark){{{_rules(dark)}}}@media(forced-colors:active){{{forced}}}"


def _rules(colours: Colours) -> str:
    ground, line, case, subject = colours
    return f".g{{fill:{ground}}}.l{{stroke:{line}}}.c{{stroke:{case}}}.s{{stroke:{subject}}}"


@lru_cache(maxsize=64)
def _wider(data: str) -> str:
    """A path with every distance across multiplied by TILE."""

    def stretched(match: re.Match[str]) -> str:
        numbers = [int(number) for number in re.findall(r"-?\d+", match[2])]
        across = [
            n * TILE if match[1] == "h" or index % 2 == 0 else n for index, n in enumerate(numbers)
        ]
        text = "".join(f"{n}" if n < 0 else f" {n}" for n in across)
        return match[1] + text.removeprefix(" ")

    return COMMAND.sub(stretched, data)
