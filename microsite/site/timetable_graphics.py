"""The drawing beside the timetable: a piece for each kind of row, running down the page.

Every piece begins and ends in the same bundle of lines, so that rows of any height join. A fan
leads from the bundle to columns side by side, and back. All numbers are whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from microsite.site.drawing import Shape, evenly_spaced, permute, signed, split_evenly

WIDTH, FAN_WIDTH, DEPTH = 180, 3000, 100
"""The width of a piece is 6 % of the page's, whose width in these units is FAN_WIDTH."""
MIDDLE = WIDTH // 2
SPACING, GAP = 8, 17
"""Between the lines of the bundle; from its middle to the first of them."""
SPACINGS = {Shape.KEYNOTE: 4, Shape.TALK: 6, Shape.PANEL: 12, Shape.QUESTIONS: 16}
MAX_BRANCHES = 4
MAX_OUTLINE_SESSIONS = 24
"""A longer outline is abridged, and nothing is drawn beside it."""
MAX_COLUMNS = 4
"""More streams stand in rows."""


class TimetableGraphic(Struct, frozen=True):
    """A piece of the drawing beside the timetable."""

    id: str
    """`panel`, `fork-3`, `run-3-1`, `group-4`, `fan-3`, `loop-3`."""
    view_box: str
    lines: str
    """Path data of the thin lines."""
    subject: str
    """Path data of the bright line and its branches."""
    hollow: str
    """Path data of branches that are elsewhere at the time; or empty."""


def columns_for(count: int) -> int:
    """Return the number of columns for streams; they stand in rows with few free places."""
    if count <= MAX_COLUMNS:
        return count
    return min((MAX_COLUMNS, MAX_COLUMNS - 1), key=lambda columns: (-count % columns, -columns))


def branch_id(count: int) -> str:
    """Return the piece that forks into streams, on a narrow screen."""
    return f"fork-{min(count, MAX_BRANCHES)}"


def branch_row_id(index: int, count: int) -> str:
    """Return the piece beside a stream on a narrow screen: its branch is bright, others hollow."""
    branches = min(count, MAX_BRANCHES)
    return f"run-{branches}-{index * branches // count + 1}"


def fan_out_id(columns: int) -> str:
    """Return the piece that leads from the bundle to columns."""
    return f"fan-{columns}"


def group_id(column: int, columns: int, lines: int) -> str:
    """Return the piece beside a column: the lines that went there."""
    return f"group-{len(split_evenly(tuple(range(lines)), columns)[column])}"


def outline_id(shapes: Sequence[Shape]) -> str:
    """Return the piece beside sessions that start together, in one row of an outline."""
    return shapes[0].value if len(shapes) == 1 else f"loop-{min(len(shapes), MAX_BRANCHES)}"


def timetable_graphics(ids: Iterable[str], lines: int) -> tuple[TimetableGraphic, ...]:
    """Return pieces with `lines` thin lines by id, each once, in the order of first use."""
    return tuple(_graphic(graphic_id, lines) for graphic_id in dict.fromkeys(ids) if graphic_id)


def _graphic(graphic_id: str, lines: int) -> TimetableGraphic:
    kind, *numbers = graphic_id.split("-")
    count = int(numbers[0]) if numbers else 0
    bundle, width = _bundle(lines), WIDTH
    branches = evenly_spaced(count, 26, WIDTH - 26)
    thin, bright, hollow = _straight(bundle), _straight([MIDDLE]), ""
    match kind:
        case "fan":
            (thin, bright), width = _fan(bundle, count), FAN_WIDTH
        case "fork":
            thin = _curves(bundle, _beside(branches, lines))
            bright = _curves([MIDDLE] * count, branches)
        case "loop":
            thin = _there_and_back(bundle, _beside(branches, lines), bundle)
            bright = _there_and_back([MIDDLE] * count, branches, [MIDDLE] * count)
        case "run":
            own = int(numbers[1]) - 1
            thin = _straight(sorted(set(_beside(branches, lines))))
            bright = _straight([branches[own]])
            hollow = _straight([*branches[:own], *branches[own + 1 :]])
        case "group":
            thin = _straight(_bundle(count))
        case "arrive":
            apart = evenly_spaced(lines, 5, WIDTH - 5)
            thin = _curves(apart, bundle, 50, 40, lead="v10")
        case "break":
            thin = _break(bundle)
        case _ if kind != Shape.CHAIR:
            thin = _there_and_back(bundle, _bundle(lines, SPACINGS[Shape(kind)]), bundle)
    return TimetableGraphic(graphic_id, f"0 0 {width} {DEPTH}", thin, bright, hollow)


def _bundle(count: int, spacing: int = SPACING) -> list[int]:
    """Return the x of lines on both sides of the middle."""
    above, below = count // 2, count - count // 2
    spacing = min(spacing, (MIDDLE - GAP - 2) // max(1, below - 1))
    left = [MIDDLE - GAP - spacing * index for index in reversed(range(above))]
    return left + [MIDDLE + GAP + spacing * index for index in range(below)]


def _beside(branches: Sequence[int], lines: int) -> list[int]:
    """Return the x of the thin lines on both sides of each branch."""
    groups = zip(split_evenly(tuple(range(lines)), len(branches)), branches, strict=True)
    return [x + (22 if index else -22) for group, x in groups for index in range(len(group))]


def _straight(places: Iterable[int]) -> str:
    return "".join(f"M{x} 0v{DEPTH}" for x in places)


def _curves(
    top: Sequence[int], foot: Sequence[int], near: int = 60, far: int = 45, lead: str = ""
) -> str:
    depth = DEPTH - 10 if lead else DEPTH
    return "".join(
        f"M{a} 0{lead}c0 {near}{signed(b - a)} {far}{signed(b - a)} {depth}"
        for a, b in zip(top, foot, strict=True)
    )


def _there_and_back(top: Sequence[int], waist: Sequence[int], foot: Sequence[int]) -> str:
    return "".join(
        f"M{a} 0c0 22{signed(b - a)} 22{signed(b - a)} 50s{c - b} 28{signed(c - b)} 50"
        for a, b, c in zip(top, waist, foot, strict=True)
    )


def _break(bundle: list[int]) -> str:
    """Change all places twice: apart in the middle of the row, and into the bundle at its end."""
    lines = range(len(bundle))
    first = permute(tuple(lines), 0)
    second = permute(first, 1)
    apart = evenly_spaced(len(bundle), 8, WIDTH - 8)
    waist = [apart[first.index(line)] for line in lines]
    return _there_and_back(bundle, waist, [bundle[second.index(line)] for line in lines])


def _fan(bundle: list[int], columns: int) -> tuple[str, str]:
    """Lead from the bundle to the same place in each column. Lines of a group bend a bit apart."""
    thin = ""
    origins = [FAN_WIDTH * column // columns for column in range(columns)]
    for group, origin in zip(split_evenly(tuple(bundle), columns), origins, strict=True):
        for top, x in zip(group, _bundle(len(group)), strict=True):
            lag = (x - MIDDLE) * 44 // 100
            thin += _curves([top], [origin + x], 62 - lag, 38 - lag)
    return thin, _curves([MIDDLE] * columns, [origin + MIDDLE for origin in origins], 62, 38)
