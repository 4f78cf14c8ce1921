"""Cells of a sheet, as the text that a person would type here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from microsite.model import dates
from microsite.model.fields import input_fields
from microsite.model.kinds import RECORD_KINDS


def _fields_parsed_by(*parsers: Callable[[str], Any]) -> frozenset[str]:
    return frozenset(
        key
        for kind in RECORD_KINDS.values()
        for key, field in input_fields(kind.record).items()
        if field.is_parsed_by(*parsers)
    )


TIME_FIELDS = _fields_parsed_by(dates.parse_time)
DATE_FIELDS = _fields_parsed_by(dates.parse_date, dates.parse_date_or_number)
DURATION_FIELDS = _fields_parsed_by(dates.parse_duration)
TIME = re.compile(r"(\d{1,2})(?:[.:h](\d{2}))?(?::00)?\s*([ap])?\.?(?:m\.?)?")
NUMERIC_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
WRITTEN_DATE = re.compile(
    r"(?:[A-Za-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})"
)
RANGE = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*")
MONTHS_IN_YEAR = 12
MINUTES_IN_DAY = 24 * 60


def from_cell(value: Any, field: str) -> str:
    """Return the value of a cell as text."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            has_time = value.time() != time()
            return value.strftime("%Y-%m-%d %H:%M") if has_time else value.date().isoformat()
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case timedelta():
            hours, minutes = divmod(round(value.total_seconds() / 60), 60)
            return f"{hours:02}:{minutes:02}"
        case float() if field in TIME_FIELDS and 0 <= value < 1:  # in Excel, a part of a day
            hours, minutes = divmod(round(value * MINUTES_IN_DAY), 60)
            return f"{hours % 24:02}:{minutes:02}"
        case float() if value.is_integer():
            return str(int(value))
    text = normalise(str(value))
    if field in TIME_FIELDS:
        return parse_time(text) or text
    return (parse_date(text) if field in DATE_FIELDS else "") or text


def parse_time(text: str) -> str:
    """Return `9.30`, `9:30am` or `2 pm` as `09:30` or `14:00`; empty for anything else."""
    match = TIME.fullmatch(text.lower())
    if match is None or not (match[2] or match[3]):
        return ""
    hour = int(match[1])
    if match[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match[3] == "p" else 0)
    return f"{hour:02}:{match[2] or '00'}"


def parse_time_range(text: str) -> tuple[str, str] | None:
    """Return start and end of `9.30 - 10.15`; None for anything else."""
    times = [parse_time(part.strip()) for part in RANGE.split(text)]
    return (times[0], times[1]) if len(times) == 2 and all(times) else None


def parse_date(text: str) -> str:
    """Return `20/5/2027` or `20 May 2027` as `2027-05-20`; empty if it is not certain."""
    if match := NUMERIC_DATE.fullmatch(text):
        first, second, year = map(int, match.groups())
        is_day_first = first > MONTHS_IN_YEAR or first == second
        day, month = (first, second) if is_day_first else (second, first)
        is_certain = month <= MONTHS_IN_YEAR and (day > MONTHS_IN_YEAR or day == month)
        return f"{year}-{month:02}-{day:02}" if is_certain else ""
    if match := WRITTEN_DATE.fullmatch(text):
        for month, name in enumerate(dates.MONTHS, 1):
            if name.casefold().startswith(match[2].casefold()):
                return f"{match[3]}-{month:02}-{int(match[1]):02}"
    return ""


def normalise(text: str) -> str:
    """Return a text with one kind of space and line end, so that only real changes count."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def split_list(cell: str) -> tuple[str, ...]:
    """Return the parts of a list in a cell."""
    return tuple(part.strip() for part in re.split(r"[,;\n]", cell) if part.strip())


def cells_equal(one: str, other: str, name: str, *, is_list: bool) -> bool:
    """Return whether two cells of a field mean the same."""
    if is_list:
        return split_list(one) == split_list(other)
    if name in DURATION_FIELDS and one and other:
        with suppress(ValueError):
            return dates.parse_duration(one) == dates.parse_duration(other)
    if name in TIME_FIELDS:
        return (parse_time(one) or one) == (parse_time(other) or other)
    return one == other if "\n" in one + other else one.split() == other.split()


def end_to_length(cells: Mapping[str, str]) -> dict[str, str]:
    """Return a row with a length in place of an end."""
    start, end = (parse_time(cells.get(name, "")) for name in ("start", "end"))
    if not start or not end:
        return dict(cells)
    minutes = [int(each[:2]) * 60 + int(each[3:]) for each in (start, end)]
    others = {name: cell for name, cell in cells.items() if name != "end"}
    return others | {"length": f"{(minutes[1] - minutes[0]) % MINUTES_IN_DAY} minutes"}
