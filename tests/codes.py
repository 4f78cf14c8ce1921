"""A reader of QR codes: what a phone reads from the codes on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from segno import consts

Modules = list[list[bool]]
"""The modules of a code without its margin, True where they are dark."""
MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda row, column: (row + column) % 2,
    lambda row, _: row % 2,
    lambda _, column: column % 3,
    lambda row, column: (row + column) % 3,
    lambda row, column: (row // 2 + column // 3) % 2,
    lambda row, column: row * column % 2 + row * column % 3,
    lambda row, column: (row * column % 2 + row * column % 3) % 2,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2,
)


def modules_of(svg: str) -> Modules:
    """Return the modules of a code that segno wrote with a margin of two modules."""
    match = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    assert match
    size, x, y = int(match[1]) - 4, 0, 0
    rows = [[False] * size for _ in range(size)]
    path = re.search(r' d="([^"]+)"', svg)
    assert path
    for command, first, second in re.findall(
        r"([Mmh])(-?\d+)(?: (-?[\d.]+))?", path[1]
    ):
        if command == "h":
            rows[y][x : x + int(first)] = [True] * int(first)
            x += int(first)
        elif command == "M":
            x, y = int(first) - 2, int(float(second)) - 2
        else:
            x, y = x + int(first), y + int(second)
    return rows


def read_code(rows: Modules) -> str:
    """Return the text of a code. There is no correction: each module must be right."""
    size = len(rows)
    version = (size - 17) // 4
    mask = MASKS[int(f"{not rows[8][2]:d}{rows[8][3]:d}{not rows[8][4]:d}", 2)]
    bits = "".join(
        f"{rows[row][column] ^ (mask(row, column) == 0):d}"
        for row, column in _places(size)
        if not _is_pattern(row, column, size, version)
    )
    level = {"01": "L", "00": "M", "11": "Q", "10": "H"}[
        f"{not rows[8][0]:d}{rows[8][1]:d}"
    ]
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8)]
    data = "".join(f"{word:08b}" for word in _in_order(words, version, level))
    assert data[:4] == "0100", "a code of bytes"
    digits = 8 if version < 10 else 16
    count, start = int(data[4 : 4 + digits], 2), 4 + digits
    return bytes(
        int(data[start + 8 * at : start + 8 * at + 8], 2) for at in range(count)
    ).decode()


def _is_pattern(row: int, column: int, size: int, version: int) -> bool:
    """Report whether a module helps to find and read the others, in place of data."""
    corners = (
        row < 9 and column < 9,
        row < 9 and column >= size - 8,
        row >= size - 8 and column < 9,
    )
    about = version >= 7 and (
        (row < 6 and column >= size - 11) or (row >= size - 11 and column < 6)
    )
    centres = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    aligns = any(
        abs(row - down) <= 2 and abs(column - across) <= 2
        for down in centres
        for across in centres
        if not (min(down, across) == 6 and max(down, across) in (6, size - 7))
    )
    return any(corners) or 6 in (row, column) or about or aligns


def _places(size: int) -> Iterator[tuple[int, int]]:
    """Yield rows and columns in the order of the bits: in pairs of columns, up and down."""
    pairs = [right for right in range(size - 1, 0, -1) if right > 6 and right % 2 == 0]
    pairs += [5, 3, 1]
    for number, right in enumerate(pairs):
        for row in range(size) if number % 2 else range(size - 1, -1, -1):
            yield row, right
            yield row, right - 1


def _in_order(words: list[int], version: int, level: str) -> list[int]:
    """Return the data of each block after another; they are stored in turns."""
    error = getattr(consts, f"ERROR_LEVEL_{level}")
    blocks_of: Any = consts.ECC
    lengths = [
        info.num_data
        for info in blocks_of[version][error]
        for _ in range(info.num_blocks)
    ]
    blocks: list[list[int]] = [[] for _ in lengths]
    rest = iter(words)
    for turn in range(max(lengths)):
        for block, length in zip(blocks, lengths, strict=True):
            if turn < length:
                block.append(next(rest))
    return [word for block in blocks for word in block]
