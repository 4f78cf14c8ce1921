"""Graphics made of the lines of a day: pieces beside the timetable, and files.

Every piece begins and ends in the same bundle of lines, so that rows of any height
join. All numbers are whole. A page shows a file with `<img>`, which works from disk and
under any content policy. Each file has the event's colours for light, dark and forced
colours.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from msgspec import Struct

from microsite.cache import digest_of
from microsite.compiled_templates import environment
from microsite.model.event import Event, Session
from microsite.model.records.event import Voice
from microsite.site import drawing
from microsite.site.colours import Scheme
from microsite.site.drawing import HEIGHT, DayDrawing, split_evenly

WIDTH = 180
"""Width of a piece."""
FAN_WIDTH = 3000
"""Width of the page in the same units."""
DEPTH = 100
"""Height of a piece, which is stretched to that of its row."""
CENTRE = WIDTH // 2
GAP = 17
"""Distance from the middle of a piece to the first line."""
SPACINGS = {"keynote": 4, "talk": 6, "panel": 12, "questions": 16}
"""Distances between lines, by shape of a session."""
MAX_BRANCHES = 4
MAX_OUTLINE_SESSIONS = 24
"""A longer outline is abridged, and nothing is drawn beside it."""
POINT = re.compile(r"(?P<x>\d+)(?P<y>[ -]\d+)?")
"""A point in path data."""
STROKE = re.compile(r"M0 (\d+)([^M]*)")
"""A line in path data: the y of its start, and the rest."""
TILE = 10
"""Units of a tile to a minute. In a tile nothing is stretched."""
WIDE_WINDOW = 760
"""Side of an avatar of a single session."""
STREAM_WINDOW = 480
"""Side of an avatar of a session beside others."""


class TimetableGraphic(Struct, frozen=True):
    """A piece of the drawing next to the timetable."""

    id: str
    """`panel`, `fork-3`, `run-3-1`, `group-4`, `fan-3`, `loop-3`."""
    view_box: str
    lines: str
    """Path data of the thin lines."""
    subject: str
    """Path data of the bright line and its branches."""
    hollow: str
    """Path data of branches that are elsewhere at the time; or empty."""


def branch_row_id(index: int, count: int) -> str:
    """Return the piece beside a stream on a narrow screen.

    The branch of the stream is bright, the others are hollow.
    """
    branches = min(count, MAX_BRANCHES)
    number = index * branches // count + 1
    return f"run-{branches}-{number}"


def group_id(column: int, columns: int, lines: int) -> str:
    """Return the piece beside a column: the lines that went there."""
    groups = split_evenly(tuple(range(lines)), columns)
    return f"group-{len(groups[column])}"


def outline_id(shapes: Sequence[str]) -> str:
    """Return the piece beside sessions that start together, a row of an outline."""
    if len(shapes) == 1:
        return shapes[0]
    return f"loop-{min(len(shapes), MAX_BRANCHES)}"


def timetable_graphics(ids: Iterable[str], lines: int) -> tuple[TimetableGraphic, ...]:
    """Return the pieces of these ids, with `lines` thin lines.

    Each is there once, in the order of first use. Empty ids are left out.
    """
    unique_ids = dict.fromkeys(filter(None, ids))
    return tuple(_graphic(graphic_id, lines) for graphic_id in unique_ids)


def _graphic(graphic_id: str, lines: int) -> TimetableGraphic:
    kind, *numbers = graphic_id.split("-")
    count = int(numbers[0]) if numbers else 0
    bundle = _bundle(lines)
    middles = [CENTRE] * count
    branches = drawing.evenly_spaced(count or 1, 26, WIDTH - 26)
    beside = _beside(branches, lines)
    thin = _strokes(bundle)
    bright = _strokes([CENTRE])
    hollow = ""
    match kind:
        case "fan":
            thin = _fan_lines(bundle, count)
            bright = _fan_branches(count)
        case "fork":
            thin = _strokes(bundle, beside)
            bright = _strokes(middles, branches)
        case "loop":
            thin = _strokes(bundle, beside, bundle)
            bright = _strokes(middles, branches, middles)
        case "run":
            own = int(numbers[1]) - 1
            thin = _strokes(sorted(set(beside)))
            bright = _strokes([branches[own]])
            hollow = _strokes([*branches[:own], *branches[own + 1 :]])
        case "group":
            thin = _strokes(_bundle(count))
        case "arrive":
            thin = _arrival_lines(bundle)
        case "break":
            thin = _break_lines(bundle)
        case _ if kind in SPACINGS:
            thin = _strokes(bundle, _bundle(lines, SPACINGS[kind]), bundle)
    width = FAN_WIDTH if kind == "fan" else WIDTH
    return TimetableGraphic(graphic_id, f"0 0 {width} {DEPTH}", thin, bright, hollow)


def _bundle(count: int, spacing: int = 8) -> tuple[int, ...]:
    """Return the x of so many lines on both sides of the middle."""
    room = CENTRE - GAP - 2
    most = room // max(1, (count - 1) // 2)
    return drawing.around(count, CENTRE, min(spacing, most), GAP)


def _beside(branches: Sequence[int], lines: int) -> list[int]:
    """Return the x of each line: of a group, the first is left of its branch."""
    groups = split_evenly(tuple(range(lines)), len(branches))
    places = []
    for group, x in zip(groups, branches, strict=True):
        for index in range(len(group)):
            places.append(x - 22 if index == 0 else x + 22)
    return places


def _strokes(
    top: Sequence[int], *below: Sequence[int], near: int = 60, far: int = 45
) -> str:
    """Return path data of lines down a piece, from the places at its top.

    They are straight, or lead to the places below, by way of a waist if it is given.
    """
    if not below:
        return "".join(f"M{x} 0v{DEPTH}" for x in top)
    data = ""
    if len(below) == 1:
        for start, end in zip(top, *below, strict=True):
            move = f"{end - start: d}"
            data += f"M{start} 0c0 {near}{move} {far}{move} {DEPTH}"
        return data
    for start, waist, end in zip(top, *below, strict=True):
        move = f"{waist - start: d}"
        back = end - waist
        data += f"M{start} 0c0 22{move} 22{move} 50s{back} 28{back: d} 50"
    return data


def _arrival_lines(bundle: tuple[int, ...]) -> str:
    """Return path data of lines that come from everywhere into the bundle."""
    data = ""
    places = drawing.evenly_spaced(len(bundle), 5, WIDTH - 5)
    for start, end in zip(places, bundle, strict=True):
        move = f"{end - start: d}"
        data += f"M{start} 0v10c0 50{move} 40{move} 90"
    return data


def _break_lines(bundle: tuple[int, ...]) -> str:
    """Return path data of lines that change places twice.

    They do so in the middle of the row, and again at its end.
    """
    lines = len(bundle)
    order = drawing.permute(tuple(range(lines)), 0)
    waist = drawing.by_line(order, drawing.evenly_spaced(lines, 8, WIDTH - 8))
    end = drawing.by_line(drawing.permute(order, 1), bundle)
    return _strokes(bundle, waist, end)


def _fan_lines(bundle: tuple[int, ...], columns: int) -> str:
    """Return path data of lines from the bundle to the same place in each column.

    Lines of a group bend a bit apart.
    """
    data = ""
    groups = split_evenly(bundle, columns)
    for group, origin in zip(groups, _column_origins(columns), strict=True):
        for top, x in zip(group, _bundle(len(group)), strict=True):
            lag = (x - CENTRE) * 44 // 100
            data += _strokes([top], [origin + x], near=62 - lag, far=38 - lag)
    return data


def _fan_branches(columns: int) -> str:
    """Return path data of the branches from the middle to each column."""
    feet = [origin + CENTRE for origin in _column_origins(columns)]
    return _strokes([CENTRE] * columns, feet, near=62, far=38)


def _column_origins(columns: int) -> list[int]:
    """Return the left edge of each column of the page."""
    return [FAN_WIDTH * column // columns for column in range(columns)]


class Drawings(Struct, frozen=True):
    """The drawings of an event. Files are named by their paths in the output."""

    days: dict[int, DayDrawing]
    """By number of the day, in order, without days without sessions."""
    tiles: dict[int, str]
    """Files on the page's ground, undistorted, by day."""
    bands: dict[int, str]
    """Files on the band at the top of a page, of any width, by day."""
    rails: str
    """Pieces beside the outline, each a view by id; empty for more days or sessions."""
    contents: dict[str, str]
    """SVG by file."""
    first_day: DayDrawing | None
    phone: DayDrawing | None
    """The first day with fewer bends."""
    phone_band: str
    """Its band; empty without a day."""
    avatars: dict[str, str]
    """Parts of tiles in place of photos, by slug; or empty."""


class _Files:
    """The files of the drawings of an event, with its colours."""

    def __init__(self, colours: Scheme, *, is_tide: bool) -> None:
        light = colours.light
        dark = colours.dark
        night = dark.subject
        if night == dark.case_hero:  # the bright line would not show in its casing
            night = light.subject
        self.is_tide = is_tide
        self.contents: dict[str, str] = {}
        """SVG by path in the output."""
        self.on_page = [
            (light.ground_2, light.ink, light.case, light.core),
            (dark.ground_2, dark.hero_2, dark.case, dark.core),
        ]
        """Ground, thin lines, casing and bright line, in light and in the dark."""
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
        paths = [POINT.sub(_in_tile, path) for path in (day.lines, day.subject)]
        size = (TILE * day.width, HEIGHT)
        return self.add(
            name, "day.svg", size=size, paths=paths, colours=self.on_page, band=None
        )

    def add_rails(self, event: Event) -> str:
        """Add the pieces beside the outline of a day, if it has sessions."""
        ids = []
        for _, slot in groupby(event.sessions, key=attrgetter("start_minute")):
            ids.append(outline_id([drawing.shape_of(session.kind) for session in slot]))
        pieces = timetable_graphics(ids, drawing.line_count(event))
        size = (WIDTH, DEPTH)
        return self.add(
            "rails", "rails.svg", size=size, pieces=pieces, colours=self.on_page
        )


def _in_tile(point: re.Match[str]) -> str:
    """Return a point of a path in a tile, where a minute has more units."""
    return f"{TILE * int(point['x'])}{point['y'] or ''}"


def render_drawings(event: Event, colours: Scheme) -> Drawings:
    """Return every drawing of an event."""
    files = _Files(colours, is_tide=event.record.voice is Voice.ALMANAC)
    days = drawing.draw_days(event)
    phone_days = drawing.draw_days(event, drawing.PHONE_SPANS)
    phone = next(iter(phone_days.values()), None)
    tiles = {}
    for number, day in days.items():
        tiles[number] = files.add_tile(f"day-{number}", day)
    bands = {}
    for number, day in days.items():
        bands[number] = files.add_band(f"day-{number}-band", day)
    has_rails = len(days) == 1 and len(event.sessions) <= MAX_OUTLINE_SESSIONS
    return Drawings(
        days=days,
        tiles=tiles,
        bands=bands,
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
    side = STREAM_WINDOW if session.id in day.places else WIDE_WINDOW
    # The people of a session share its time evenly.
    left, right = day.sides(session)
    from_left = TILE * (right - left) * (2 * index + 1) // (2 * len(session.people))
    x = TILE * left + from_left - side // 2
    y = day.places.get(session.id, HEIGHT // 2) - side // 2

    max_x = max(0, TILE * day.width - side)
    max_y = HEIGHT - side
    return min(max(0, x), max_x), min(max(0, y), max_y), side


def _avatars(
    event: Event, days: dict[int, DayDrawing], tiles: dict[int, str]
) -> dict[str, str]:
    """Return the avatar of everybody: of their first session or else of the arrival.

    It is an address of a part of a tile. There are none without days.
    """
    if not days:
        return {}
    avatars: dict[str, str] = {}
    for session in event.sessions:
        for index, slug in enumerate(session.people):
            x, y, side = avatar_window(days[session.day], session, index)
            avatar = tiles[session.day] + _view(x, y, side)
            avatars.setdefault(slug, avatar)
    arrival = _view(0, (HEIGHT - WIDE_WINDOW) // 2, WIDE_WINDOW)
    for speaker in event.speakers:
        avatars.setdefault(speaker.slug, tiles[min(days)] + arrival)
    return avatars


def _view(x: int, y: int, side: int) -> str:
    """Return the fragment of an address that shows a square of an SVG file."""
    return f"#svgView(viewBox({x},{y},{side},{side}))"
