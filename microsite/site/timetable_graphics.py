"""The drawing beside the timetable: a piece for each kind of row, turned to run downwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from microsite.site.line_layout import evenly_spaced, permute, split_evenly
from microsite.site.timeline import Shape

WIDTH, FAN_WIDTH, DEPTH = 180, 3000, 100
"""A rail is as wide beside the page as FAN_WIDTH is to WIDTH: 6 %."""
MIDDLE = WIDTH // 2
PITCH, GAP = 8, 17
"""Between the lines of the bundle; from its middle to the first of them."""
PITCHES = {Shape.KEYNOTE: 4, Shape.TALK: 6, Shape.PANEL: 12, Shape.QUESTIONS: 16}
MOST_SPLIT = 4
"""A rail has room for this many branches."""
LONGEST_OUTLINE = 24
"""Sessions of an outline that names all of them; a longer one is in short, and nothing is drawn
beside it.
"""
MOST_COLUMNS = 4
"""More columns than this stand in rows."""


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
    """Return the number of columns for some tracks: all, or rows with few free places."""
    if count <= MOST_COLUMNS:
        return count
    return min((MOST_COLUMNS, MOST_COLUMNS - 1), key=lambda columns: (-count % columns, -columns))


def rail_id(shape: Shape) -> str:
    """The piece for a row in which one thing goes on."""
    return shape.value


def branch_id(count: int) -> str:
    """The piece that parts into streams, for narrow screens."""
    return f"fork-{min(count, MOST_SPLIT)}"


def branch_row_id(index: int, count: int) -> str:
    """The piece beside the stream of this index, from 0, on narrow screens: its own branch is
    bright, others hollow.
    """
    shown = min(count, MOST_SPLIT)
    return f"run-{shown}-{index * shown // count + 1}"


def fan_out_id(columns: int) -> str:
    """The piece that leads from the bundle to columns."""
    return f"fan-{columns}"


def group_id(column: int, columns: int, lines: int) -> str:
    """The piece beside a column of this index, from 0: the lines that went there."""
    return f"group-{len(split_evenly(tuple(range(lines)), columns)[column])}"


def outline_id(together: Sequence[Shape]) -> str:
    """The piece beside what starts together, where all of it is one row: it parts into streams, and
    they meet again.
    """
    return together[0].value if len(together) == 1 else f"loop-{min(len(together), MOST_SPLIT)}"


def rails(used: Iterable[str], lines: int) -> tuple[TimetableGraphic, ...]:
    """The pieces that a page uses, each once, in the order of first use; `lines` is how many thin
    lines there are.
    """
    return tuple(_rail(identity, lines) for identity in dict.fromkeys(used) if identity)


@lru_cache(maxsize=256)
def _rail(identity: str, lines: int) -> TimetableGraphic:
    kind, *numbers = identity.split("-")
    count = int(numbers[0]) if numbers else 0
    box, hollow = f"0 0 {WIDTH} {DEPTH}", ""
    match kind:
        case "fan":
            thin, bright = _fan(count, lines)
            box = f"0 0 {FAN_WIDTH} {DEPTH}"
        case "fork":
            thin, bright = _fork(count, lines)
        case "loop":
            thin, middle = (
                _there_and_back(_bundle(lines), _forked(count, lines), _bundle(lines)),
                [MIDDLE] * count,
            )
            bright = _there_and_back(middle, _branches(count), middle)
        case "run":
            thin = _straight(sorted(set(_forked(count, lines))))
            places = _branches(count)
            own = places[int(numbers[1]) - 1]
            bright, hollow = (
                _straight([own]),
                _straight([place for place in places if place != own]),
            )
        case "group":
            thin, bright = _straight(_bundle(count)), _straight([MIDDLE])
        case "arrive":
            thin, bright = _arrival(lines), _straight([MIDDLE])
        case "break":
            thin, bright = _break(lines), _straight([MIDDLE])
        case "chair":
            thin, bright = _straight(_bundle(lines)), _straight([MIDDLE])
        case _:
            waist = _bundle(lines, pitch=PITCHES[Shape(kind)])
            thin, bright = (
                _there_and_back(_bundle(lines), waist, _bundle(lines)),
                _straight([MIDDLE]),
            )
    return TimetableGraphic(identity, box, thin, bright, hollow)


def _bundle(count: int, middle: int = MIDDLE, pitch: int = PITCH, gap: int = GAP) -> list[int]:
    """Lines on both sides of a middle, within the rail."""
    above = count // 2
    pitch = min(pitch, (MIDDLE - gap - 2) // max(1, count - above - 1))
    return [middle - gap - pitch * (above - 1 - index) for index in range(above)] + [
        middle + gap + pitch * index for index in range(count - above)
    ]


def _straight(places: Iterable[int]) -> str:
    return "".join(f"M{place} 0v{DEPTH}" for place in places)


def _there_and_back(top: Iterable[int], waist: Iterable[int], foot: Iterable[int]) -> str:
    return "".join(
        f"M{a} 0c0 22{_next(b - a)} 22{_next(b - a)} 50s{c - b} 28{_next(c - b)} 50"
        for a, b, c in zip(top, waist, foot, strict=True)
    )


def _over(top: Iterable[int], foot: Iterable[int]) -> str:
    return "".join(
        f"M{a} 0c0 60{_next(b - a)} 45{_next(b - a)} 100" for a, b in zip(top, foot, strict=True)
    )


def _arrival(lines: int) -> str:
    apart = evenly_spaced(lines, 5, WIDTH - 5)
    return "".join(
        f"M{a} 0v10c0 50{_next(b - a)} 40{_next(b - a)} 90"
        for a, b in zip(apart, _bundle(lines), strict=True)
    )


def _break(lines: int) -> str:
    """Everybody changes places twice: apart in the middle of the row, and into the bundle at its
    end.
    """
    once = permute(tuple(range(lines)), 0)
    twice = permute(once, 1)
    apart, bundle = evenly_spaced(lines, 8, WIDTH - 8), _bundle(lines)
    waist = [apart[once.index(line)] for line in range(lines)]
    foot = [bundle[twice.index(line)] for line in range(lines)]
    return _there_and_back(bundle, waist, foot)


def _branches(count: int) -> tuple[int, ...]:
    return evenly_spaced(count, 26, WIDTH - 26)


def _forked(count: int, lines: int) -> list[int]:
    """Return the places of the thin lines beside the branches on narrow screens."""
    groups = split_evenly(tuple(range(lines)), count)
    return [
        middle + (-22 if index == 0 else 22)
        for group, middle in zip(groups, _branches(count), strict=True)
        for index, _ in enumerate(group)
    ]


def _fork(count: int, lines: int) -> tuple[str, str]:
    return _over(_bundle(lines), _forked(count, lines)), _over([MIDDLE] * count, _branches(count))


def _fan(columns: int, lines: int) -> tuple[str, str]:
    """Return the lines from the bundle to the same place in each column, and the bright line."""
    bundle, thin = _bundle(lines), ""
    origins = [FAN_WIDTH * column // columns for column in range(columns)]
    for group, origin in zip(split_evenly(tuple(range(lines)), columns), origins, strict=True):
        for line, place in zip(group, _bundle(len(group)), strict=True):
            lag, across = (place - MIDDLE) * 44 // 100, origin + place - bundle[line]
            thin += f"M{bundle[line]} 0c0 {62 - lag}{_next(across)} {38 - lag}{_next(across)} 100"
    bright = "".join(f"M{MIDDLE} 0c0 62 {origin} 38 {origin} 100" for origin in origins)
    return thin, bright


def _next(number: int) -> str:
    """A number after another one: a minus keeps them apart by itself."""
    return f"{number}" if number < 0 else f" {number}"
