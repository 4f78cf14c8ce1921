"""In which order lines run side by side, and where: whole numbers, the same every time."""

from __future__ import annotations

from math import gcd


def evenly_spaced(count: int, low: int, high: int) -> tuple[int, ...]:
    """Places from `low` to `high`, evenly; the middle where there is only one."""
    if count == 1:
        return ((low + high) // 2,)
    return tuple(low + (high - low) * index // (count - 1) for index in range(count))


def around(count: int, middle: int, pitch: int) -> tuple[int, ...]:
    """Places on both sides of a middle that stays free."""
    above = count // 2
    return tuple(middle + pitch * (index - above + (index >= above)) for index in range(count))


def split_evenly(order: tuple[int, ...], groups: int) -> list[tuple[int, ...]]:
    """Lines in groups of nearly the same size, neighbours together."""
    count = len(order)
    return [
        order[group * count // groups : (group + 1) * count // groups] for group in range(groups)
    ]


def permute(order: tuple[int, ...], turn: int) -> tuple[int, ...]:
    """The lines after a break: the same every time, and nobody beside whom they were beside."""
    count = len(order)
    steps = (3, 7, 5) if turn % 2 == 0 else (7, 3, 5)
    step = next(
        (step for step in steps if gcd(step, count) == 1 and step % count not in (1, count - 1)),
        None,
    )
    if step is None:
        return order[1::2] + order[::2]
    return tuple(order[(index * step + 2 * turn + 1) % count] for index in range(count))


def sorted_by_line(order: tuple[int, ...], places: tuple[int, ...]) -> tuple[int, ...]:
    """The place of line 0, of line 1 and so on, where `order` tells which line has which place."""
    return tuple(place for _, place in sorted(zip(order, places, strict=True)))
