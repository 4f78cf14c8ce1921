"""Where the words and the drawing of a share card stand. Sizes and places are in pixels."""

from __future__ import annotations

from itertools import pairwise
from math import ceil

from msgspec import Struct

from microsite.pages.share import HEIGHT, WIDTH, ShareCard
from microsite.render.typeface import Typeface

MARGIN, TOP = 60, 50
MEASURE = WIDTH - 2 * MARGIN
TRACKING = -0.016
"""Ems, after each character."""
LARGEST, LARGEST_BELOW_KICKER, SMALLEST, STEP = 152, 112, 44, 4
"""The size of a title, and between two sizes: titles that look alike are set alike, in letters that
are drawn once.
"""
MOST_LINES = 3
LARGE = 0.66
"""Of the largest size: a title that is no smaller is not set in more lines."""
LEADING, BELOW = 0.98, 0.16
"""From one line of a title to the next, and below the last, in its size."""
EXACT = 0.01
"""Ems."""
ASCENT = 0.79
"""From the top of a line to where its letters stand, in its size."""
KICKER, LINE, FOOT = 36, 42, 32
MOST_ROWS, ROW = 3, 1.25
"""How many lines of text there are below a title, and how far apart they are, in their size."""
FOOT_BASELINE = HEIGHT - 46
DRAWING_BOTTOM = 520
DRAWING_HEIGHTS = (226, 180, 140, 104, 76)
AIR = 26
"""Above the drawing."""


class Setting(Struct, frozen=True):
    """A line of text in its place."""

    text: str
    size: int
    x: int
    """Where its first character begins."""
    baseline: int


class Layout(Struct, frozen=True):
    """A card, laid out."""

    settings: tuple[Setting, ...]
    drawing: tuple[int, int] | None
    """Top and height; None without one."""


def lay_out(card: ShareCard, face: Typeface) -> Layout:
    """The card with each text as large as there is room for, and the drawing below."""
    settings = []
    y = TOP
    if card.kicker:
        y += ceil(KICKER * ASCENT)
        settings.append(Setting(clipped(card.kicker, KICKER, MEASURE, face), KICKER, MARGIN, y))
        y += KICKER
    rows = [row for line in card.lines for row in wrapped(line, LINE, 2, face)][
        : MOST_ROWS - bool(card.names)
    ]
    rows += [listed(card.names, LINE, MEASURE, face)] if card.names else []
    least = DRAWING_HEIGHTS[-1] + AIR if card.drawing else 0
    room = DRAWING_BOTTOM - least - ceil(len(rows) * LINE * ROW) - y
    size, lines = title_lines(
        card.title, LARGEST_BELOW_KICKER if card.kicker else LARGEST, room, face
    )
    for number, line in enumerate(lines):
        settings.append(
            Setting(line, size, MARGIN - size // 24, y + round((number * LEADING + ASCENT) * size))
        )
    y += round((len(lines) * LEADING + BELOW) * size) if lines else 0
    for row in rows:
        settings.append(Setting(row, LINE, MARGIN, y + round(LINE * ASCENT)))
        y += ceil(LINE * ROW)
    settings += _foot(card, face)
    height = next(
        (height for height in DRAWING_HEIGHTS if y + AIR <= DRAWING_BOTTOM - height),
        DRAWING_HEIGHTS[-1],
    )
    return Layout(tuple(settings), (DRAWING_BOTTOM - height, height) if card.drawing else None)


def title_lines(title: str, largest: int, room: int, face: Typeface) -> tuple[int, list[str]]:
    """The size of a title, and its lines: the fewest in which it is still large, else those in
    which it is largest.
    """
    words = title.split()
    best, lines = 0, []
    for count in range(1, min(MOST_LINES, len(words)) + 1):
        narrow = _narrowest(words, count, face)
        rows = _rows(words, narrow, face)
        size = (
            int(min(largest, MEASURE / narrow, room / (len(rows) * LEADING + BELOW))) // STEP * STEP
        )
        if size > best:
            best, lines = size, rows
        if size >= LARGE * largest:
            break
    if best >= SMALLEST or not words:
        return best, lines
    most = max(1, min(MOST_LINES, int((room / SMALLEST - BELOW) / LEADING)))
    return SMALLEST, wrapped(title, SMALLEST, most, face)


def wrapped(text: str, size: int, most: int, face: Typeface) -> list[str]:
    """A text in lines of a size, at most so many; what is left over is cut off with an ellipsis."""
    lines = _rows(text.split(), MEASURE / size, face)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [clipped(line, size, MEASURE, face) for line in lines]


def _rows(words: list[str], measure: float, face: Typeface) -> list[str]:
    """Words in lines no wider than so many ems, as far as they can be."""
    starts = _breaks([face.width(word, TRACKING) for word in words], _space(face), measure)
    return [" ".join(words[start:end]) for start, end in pairwise([*starts, len(words)])]


def _breaks(widths: list[float], space: float, measure: float) -> list[int]:
    """Which words, by how wide they are, begin a line. All in ems."""
    starts: list[int] = []
    end = measure
    for number, wide in enumerate(widths):
        end = end + space + wide
        if end > measure:
            starts.append(number)
            end = wide
    return starts


def _space(face: Typeface) -> float:
    """Ems between two words."""
    return face.advances[" "] + 2 * TRACKING


def _narrowest(words: list[str], count: int, face: Typeface) -> float:
    """The least measure, in ems, in which words stand in so many lines."""
    widths, space = [face.width(word, TRACKING) for word in words], _space(face)
    low, high = max(widths), sum(widths) + (len(words) - 1) * space + EXACT
    if len(_breaks(widths, space, low)) <= count:
        return low + EXACT
    while high - low > EXACT:
        middle = (low + high) / 2
        if len(_breaks(widths, space, middle)) <= count:
            high = middle
        else:
            low = middle
    return high


def clipped(line: str, size: int, measure: int, face: Typeface) -> str:
    """A line that fits, cut off with an ellipsis where it is too long."""
    if face.width(line, TRACKING) * size <= measure:
        return line
    end = "…" if face.has("…") else ""
    while line and face.width(line + end, TRACKING) * size > measure:
        line = (line.rpartition(" ")[0] or line[:-1]).rstrip(" ,.;:")
    return line + end


def listed(names: tuple[str, ...], size: int, measure: int, face: Typeface) -> str:
    """As many names as fit on a line, and how many more there are."""
    words = ", ".join(names)
    for count in range(len(names) - 1, 0, -1):
        if face.width(words, TRACKING) * size <= measure:
            break
        words = f"{', '.join(names[:count])} and {len(names) - count} more"
    return clipped(words, size, measure, face)


def _foot(card: ShareCard, face: Typeface) -> list[Setting]:
    """When and where on the left, the organiser on the right where there is room."""
    settings = []
    width = face.width(card.organiser, TRACKING) * FOOT
    left = face.width(card.foot, TRACKING) * FOOT
    if card.foot:
        settings.append(
            Setting(clipped(card.foot, FOOT, MEASURE, face), FOOT, MARGIN, FOOT_BASELINE)
        )
    if card.organiser and left + 2 * MARGIN // 3 + width <= MEASURE:
        x = WIDTH - MARGIN - ceil(width) if card.foot else MARGIN
        settings.append(Setting(card.organiser, FOOT, x, FOOT_BASELINE))
    return settings
