"""What stands in a cell, as somebody would type it here; and whether two cells say the same."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from microsite.model.dates import MONTHS, parse_duration

CLOCKS = frozenset(("start", "end"))
DAYS = frozenset(("day", "date", "published", "updated", "checked"))
MONTHS_IN_YEAR = 12
CLOCK = r"(\d{1,2})(?:[.:h](\d{2}))?(?::00)?\s*([ap])?\.?(?:m\.?)?"


def from_cell(value: Any, field: str) -> str:
    """What somebody sees in a cell, as they would type it here."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(value, float) and field in CLOCKS and 0 <= value < 1:  # Excel's part of a day
        minutes = round(value * 24 * 60)
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = tidy(str(value))
    return (as_clock(text) if field in CLOCKS else as_day(text) if field in DAYS else "") or text


def as_clock(text: str) -> str:
    """A time as people write it in a sheet, `9.30`, `9:30am`, `2 pm`, on the 24-hour clock; empty
    where it is none.
    """
    match = re.fullmatch(CLOCK, text.lower())
    if match is None or not (match[2] or match[3]):
        return ""
    hour = int(match[1])
    if match[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match[3] == "p" else 0)
    return f"{hour:02}:{match[2] or '00'}"


def as_minutes(text: str) -> int | None:
    """A time as the minutes of its day."""
    clock = as_clock(text)
    return int(clock[:2]) * 60 + int(clock[3:]) if clock else None


def as_day(text: str) -> str:
    """A day as people write it, `20/5/2027` or `20 May 2027`, as `2027-05-20`; empty where it is
    not certain.
    """
    match = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text)
    if match:
        first, second, year = map(int, match.groups())
        day, month = (
            (first, second) if first > MONTHS_IN_YEAR or first == second else (second, first)
        )
        is_certain = month <= MONTHS_IN_YEAR and (day > MONTHS_IN_YEAR or day == month)
        return f"{year}-{month:02}-{day:02}" if is_certain else ""
    match = re.fullmatch(
        r"(?:[A-Za-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})", text
    )
    names = [name for name in MONTHS if match and name.casefold().startswith(match[2].casefold())]
    return (
        f"{match[3]}-{MONTHS.index(names[0]) + 1:02}-{int(match[1]):02}"
        if match and len(names) == 1
        else ""
    )


def as_range(text: str) -> tuple[str, str] | None:
    """A start and an end that share a cell: `9.30 - 10.15`; None where it holds something else."""
    parts = re.split(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*", text)
    clocks = [as_clock(part.strip()) for part in parts]
    return (clocks[0], clocks[1]) if len(clocks) == 2 and all(clocks) else None


def tidy(text: str) -> str:
    """A cell's text in one form: so that only what somebody changed counts as a change."""
    lines = [
        line.rstrip()
        for line in text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u00a0", " ")
        .split("\n")
    ]
    return "\n".join(lines).strip()


def parts_of(cell: str) -> tuple[str, ...]:
    """The parts of a list in a cell."""
    return tuple(part.strip() for part in re.split(r"[,;\n]", cell) if part.strip())


def same(one: str, other: str, name: str, *, is_list: bool) -> bool:
    """Whether two cells of a field say the same."""
    if is_list:
        return parts_of(one) == parts_of(other)
    if name == "length" and one and other:
        return _minutes(one) == _minutes(other)
    if name in CLOCKS:
        return (as_clock(one) or one) == (as_clock(other) or other)
    return one.split() == other.split() if "\n" not in one + other else one == other


def _minutes(length: str) -> int | str:
    try:
        return parse_duration(length)
    except ValueError:
        return length


def with_length(cells: dict[str, str]) -> dict[str, str]:
    """A row that says when a session ends, as one that says how long it takes."""
    start, end = (as_minutes(cells.get(name, "")) for name in ("start", "end"))
    if start is None or end is None:
        return cells
    others = {name: cell for name, cell in cells.items() if name != "end"}
    return others | {"length": f"{(end - start) % (24 * 60)} minutes"}
