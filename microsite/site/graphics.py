"""Graphics made of the lines of a day: pieces beside the timetable, and drawings as
files.

Every piece begins and ends in the same bundle of lines, so that rows of any height
join. All numbers are whole. A page shows a file with `<img>`, which works from disk and
under any content policy. Each file has the event's colours for light, dark and forced
colours.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from msgspec import Struct

from microsite.cache import digest_of
from microsite.compiled_templates import environment
from microsite.model.event import Event, Session
from microsite.model.records.event import Voice
from microsite.site import drawing
from microsite.site.colours import Scheme
from microsite.site.drawing import HEIGHT, DayDrawing, split_evenly

WIDTH, FAN_WIDTH, DEPTH = 180, 3000, 100
"""Of a piece, whose width is 6 % of the page's, FAN_WIDTH."""
CENTRE, GAP = WIDTH // 2, 17
"""The middle of a piece, and the distance from it to the first line."""
SPACINGS = {"keynote": 4, "talk": 6, "panel": 12, "questions": 16}
MAX_BRANCHES = 4
MAX_OUTLINE_SESSIONS = 24
"""A longer outline is abridged, and nothing is drawn beside it."""
POINT = re.compile(r"(\d+)([ -]\d+)?")  # in path data: x, and the y after it
STROKE = re.compile(r"M0 (\d+)([^M]*)")
TILE = 10  # units of a tile to a minute: in a tile nothing is stretched
WIDE_WINDOW, STREAM_WINDOW = 760, 480
"""Sides of an avatar: of a single session, and in a stream."""


class TimetableGraphic(Struct, frozen=True):
    """A piece of the drawing next to the timetable."""

    id: str  # `panel`, `fork-3`, `run-3-1`, `group-4`, `fan-3`, `loop-3`
    view_box: str
    lines: str  # path data of the thin lines
    subject: str  # path data of the bright line and its branches
    hollow: str  # path data of branches that are elsewhere at the time; or empty


def branch_row_id(index: int, count: int) -> str:
    """Return the piece beside a stream on a narrow screen: its branch is bright, others
    hollow.
    """
    branches = min(count, MAX_BRANCHES)
    return f"run-{branches}-{index * branches // count + 1}"


def group_id(column: int, columns: int, lines: int) -> str:
    """Return the piece beside a column: the lines that went there."""
    return f"group-{len(split_evenly(tuple(range(lines)), columns)[column])}"


def outline_id(shapes: Sequence[str]) -> str:
    """Return the piece beside sessions that start together, in one row of an
    outline.
    """
    return shapes[0] if len(shapes) == 1 else f"loop-{min(len(shapes), MAX_BRANCHES)}"


def timetable_graphics(ids: Iterable[str], lines: int) -> tuple[TimetableGraphic, ...]:
    """Return pieces with `lines` thin lines by id, each once, in the order of first
    use.
    """
    return tuple(
        _graphic(graphic_id, lines) for graphic_id in dict.fromkeys(ids) if graphic_id
    )


def _graphic(graphic_id: str, lines: int) -> TimetableGraphic:
    kind, *numbers = graphic_id.split("-")
    count = int(numbers[0]) if numbers else 0
    bundle = _bundle(lines)
    middles = [CENTRE] * count
    branches = drawing.evenly_spaced(count or 1, 26, WIDTH - 26)
    groups = zip(split_evenly(tuple(range(lines)), count or 1), branches, strict=True)
    beside = [
        x + (22 if nth else -22) for group, x in groups for nth in range(len(group))
    ]
    thin = _strokes(bundle)
    bright = _strokes([CENTRE])
    hollow = ""
    match kind:
        case "fan":
            thin, bright = _fan(bundle, count)
        case "fork":
            thin, bright = _strokes(bundle, beside), _strokes(middles, branches)
        case "loop":
            thin, bright = (
                _strokes(bundle, beside, bundle),
                _strokes(middles, branches, middles),
            )
        case "run":
            number = int(numbers[1]) - 1
            thin, bright = _strokes(sorted(set(beside))), _strokes([branches[number]])
            hollow = _strokes([*branches[:number], *branches[number + 1 :]])
        case "group":
            thin = _strokes(_bundle(count))
        case "arrive":
            ends = zip(drawing.evenly_spaced(lines, 5, WIDTH - 5), bundle, strict=True)
            thin = "".join(f"M{a} 0v10c0 50{b - a: d} 40{b - a: d} 90" for a, b in ends)
        # Lines change places in the middle of the row, and again at its end
        case "break":
            order = drawing.permute(tuple(range(lines)), 0)
            waist = drawing.by_line(order, drawing.evenly_spaced(lines, 8, WIDTH - 8))
            thin = _strokes(
                bundle, waist, drawing.by_line(drawing.permute(order, 1), bundle)
            )
        case _ if kind in SPACINGS:
            thin = _strokes(bundle, _bundle(lines, SPACINGS[kind]), bundle)
    width = FAN_WIDTH if kind == "fan" else WIDTH
    return TimetableGraphic(graphic_id, f"0 0 {width} {DEPTH}", thin, bright, hollow)


def _bundle(count: int, spacing: int = 8) -> tuple[int, ...]:
    room = CENTRE - GAP - 2
    return drawing.around(
        count, CENTRE, min(spacing, room // max(1, (count - 1) // 2)), GAP
    )


def _strokes(
    top: Sequence[int], *below: Sequence[int], near: int = 60, far: int = 45
) -> str:
    """Return path data of lines down a piece: to the places below, by way of a waist if
    given.
    """
    if not below:
        return "".join(f"M{x} 0v{DEPTH}" for x in top)
    lines = zip(top, *below, strict=True)
    if len(below) == 1:
        return "".join(
            f"M{a} 0c0 {near}{b - a: d} {far}{b - a: d} {DEPTH}" for a, b in lines
        )
    return "".join(
        f"M{a} 0c0 22{b - a: d} 22{b - a: d} 50s{c - b} 28{c - b: d} 50"
        for a, b, c in lines
    )


def _fan(bundle: tuple[int, ...], columns: int) -> tuple[str, str]:
    """Lead from the bundle to the same place in each column.

    Lines of a group bend a bit apart.
    """
    thin = ""
    origins = [FAN_WIDTH * column // columns for column in range(columns)]
    for group, origin in zip(split_evenly(bundle, columns), origins, strict=True):
        for top, x in zip(group, _bundle(len(group)), strict=True):
            lag = (x - CENTRE) * 44 // 100
            thin += _strokes([top], [origin + x], near=62 - lag, far=38 - lag)
    feet = [origin + CENTRE for origin in origins]
    return thin, _strokes([CENTRE] * columns, feet, near=62, far=38)


class Drawings(Struct, frozen=True):
    """The drawings of an event. Files are named by their paths in the output."""

    days: dict[int, DayDrawing]
    """By number of the day, in order, without days without sessions."""
    tiles: dict[int, str]  # files on the page's ground, undistorted, by day
    bands: dict[int, str]
    """Files on the band at the top of a page, of any width, by day."""
    rails: str
    """Pieces beside the outline, each a view by id; empty for more days or sessions."""
    contents: dict[str, str]  # SVG by file
    first_day: DayDrawing | None
    phone: DayDrawing | None  # the first day with fewer bends, and its band
    phone_band: str
    avatars: dict[str, str]  # parts of tiles in place of photos, by slug; or empty


class _Files:
    """The files of the drawings of an event, with its colours."""

    def __init__(self, colours: Scheme, *, is_tide: bool) -> None:
        light, dark = colours.light, colours.dark
        night = light.subject if dark.subject == dark.case_hero else dark.subject
        self.is_tide = is_tide
        self.contents: dict[str, str] = {}  # SVG by path in the output
        self.on_page = [  # ground, thin lines, casing and bright line: light, then dark
            (light.ground_2, light.ink, light.case, light.core),
            (dark.ground_2, dark.hero_2, dark.case, dark.core),
        ]
        self.on_hero = [
            (light.hero, light.hero_2, light.case_hero, light.subject),
            (dark.hero, dark.hero_2, dark.case_hero, night),
        ]

    def add(self, name: str, template: str, **values: object) -> str:
        """Add a file. Return its path in the output."""
        text = environment(Path(__file__).parent).get_template(template).render(values)
        content = "".join(text.splitlines()) + "\n"
        path = f"assets/drawing/{name}.{digest_of(content, 4)}.svg"
        self.contents[path] = content
        return path

    def add_band(self, name: str, day: DayDrawing) -> str:
        """Add a day whose lines run on, straight, as far again on both sides."""
        longer = rf"M-{day.width} \1h{day.width}\2h{day.width}"
        paths = [STROKE.sub(longer, path) for path in (day.lines, day.subject)]
        band = {
            "left": drawing.LEAD - day.core,
            "width": 3 * day.core,
            "is_tide": self.is_tide,
        }
        size = (day.width, HEIGHT)
        return self.add(
            name, "day.svg", size=size, paths=paths, colours=self.on_hero, band=band
        )

    def add_tile(self, name: str, day: DayDrawing) -> str:
        """Add a day in its true proportions, of which avatars show parts."""
        strokes = (day.lines, day.subject)
        paths = [
            POINT.sub(lambda it: f"{TILE * int(it[1])}{it[2] or ''}", it)
            for it in strokes
        ]
        size = (TILE * day.width, HEIGHT)
        return self.add(
            name, "day.svg", size=size, paths=paths, colours=self.on_page, band=None
        )

    def add_rails(self, event: Event) -> str:
        """Add the pieces beside the outline of a day, if it has sessions."""
        slots = groupby(event.sessions, key=lambda session: session.start_minute)
        shapes = (
            [drawing.shape_of(session.kind) for session in slot] for _, slot in slots
        )
        pieces = timetable_graphics(map(outline_id, shapes), drawing.line_count(event))
        size = (WIDTH, DEPTH)
        return self.add(
            "rails", "rails.svg", size=size, pieces=pieces, colours=self.on_page
        )


def render_drawings(event: Event, colours: Scheme) -> Drawings:
    """Return every drawing of an event."""
    files = _Files(colours, is_tide=event.record.voice is Voice.ALMANAC)
    days = drawing.draw_days(event)
    phone = next(iter(drawing.draw_days(event, drawing.PHONE_SPANS).values()), None)
    tiles = {
        number: files.add_tile(f"day-{number}", day) for number, day in days.items()
    }
    has_rails = len(days) == 1 and len(event.sessions) <= MAX_OUTLINE_SESSIONS
    return Drawings(
        days=days,
        tiles=tiles,
        bands={
            number: files.add_band(f"day-{number}-band", day)
            for number, day in days.items()
        },
        rails=files.add_rails(event) if has_rails else "",
        contents=files.contents,
        first_day=next(iter(days.values()), None),
        phone=phone,
        phone_band=files.add_band("phone", phone) if phone else "",
        avatars=_avatars(event, days, tiles),
    )


def avatar_window(
    day: DayDrawing, session: Session, index: int
) -> tuple[int, int, int]:
    """Return x, y and side of the part of a tile for one of a session's people."""
    y = day.places.get(session.id, HEIGHT // 2)
    side = STREAM_WINDOW if session.id in day.places else WIDE_WINDOW
    left, right = day.sides(session)
    middle = TILE * left + TILE * (right - left) * (2 * index + 1) // (
        2 * len(session.people)
    )
    x = min(max(0, middle - side // 2), max(0, TILE * day.width - side))
    return x, min(max(0, y - side // 2), HEIGHT - side), side


def _avatars(
    event: Event, days: dict[int, DayDrawing], tiles: dict[int, str]
) -> dict[str, str]:
    """Return the avatar of everybody: of their first session or else of the arrival."""
    windows: dict[str, tuple[int, tuple[int, int, int]]] = {}
    for session in event.sessions:
        for index, slug in enumerate(session.people):
            window = avatar_window(days[session.day], session, index)
            windows.setdefault(slug, (session.day, window))
    arrival = (0, (HEIGHT - WIDE_WINDOW) // 2, WIDE_WINDOW)
    for speaker in event.speakers if days else ():
        windows.setdefault(speaker.slug, (min(days), arrival))
    view = "#svgView(viewBox({0},{1},{2},{2}))"
    return {
        slug: tiles[day] + view.format(*window)
        for slug, (day, window) in windows.items()
    }
