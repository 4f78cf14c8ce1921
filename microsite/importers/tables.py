"""The records of a project as tables: sheets, columns and cells. No spreadsheet program in sight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, get_args

from microsite.editing.adding import entries, listed
from microsite.editing.kinds import KINDS, RecordKind
from microsite.model.moments import MONTHS
from microsite.model.record import Record
from microsite.plain import dataclass
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.read import Sources

SHEETS = {"Sessions": "session", "Speakers": "speaker", "Resources": "resource", "Sponsors": "sponsor", "Rates": "rate"}
"""The sheets of a workbook, and the kind of record in each."""
BODY = "biography"
"""What the text below the settings is called as a column: it comes in with a new record, and never goes out."""
CLOCKS = frozenset(("start", "end"))
DAYS = frozenset(("day", "date", "published", "updated", "checked"))
MONTHS_IN_YEAR = 12
STARTS = frozenset(("start", "starts", "time", "start_time", "from", "begin"))
TITLES = frozenset(("title", "session", "name", "session_title", "talk"))
NAMES = frozenset(("name", "full_name", "speaker", "speaker_name"))
ROLES = frozenset(("role", "job_title", "organisation", "organization", "company", "position", "affiliation"))
"""Heads of columns that give away what stands below them."""
CLOCK = r"(\d{1,2})(?:[.:h](\d{2}))?(?::00)?\s*([ap])?\.?(?:m\.?)?"
PRIVATE = frozenset(("protected", "shown_as", "private_words"))
"""Fields that never leave the project."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it stands in its file."""

    id: str
    path: str
    """The file, relative to the project."""
    node: Mapping
    cells: dict[str, str]
    """What is written, by field; lists with commas between their parts."""
    body: str = ""
    """The text below the settings, for a kind with files of its own."""


def columns(kind: RecordKind) -> dict[str, bool]:
    """The fields that fit into a cell, and whether each is a list."""
    return {
        field.alias or name: "tuple" in str(field.annotation)
        for name, field in kind.model.model_fields.items()
        if not field.exclude and not _holds_records(field.annotation) and name not in PRIVATE | {"id"}
    }


def rows(kind: RecordKind, sources: Sources) -> Iterator[Row]:
    """The records of a kind, as they are written. People who are protected are left out."""
    fields = columns(kind)
    if kind.folder:
        for document in sources.documents.get(kind.folder, ()):
            if _cell(document.settings.values.get("protected")).lower() in ("", "no", "false", "n", "off"):
                cells = _cells(document.settings, fields)
                yield Row(document.slug, document.path, document.settings, cells, document.body.text)
        return
    source, root = sources.data.get(kind.file, (None, None))
    for entry in entries(listed(root, kind.file)):
        identity = _cell(entry.values.get("id"))
        if source is not None and identity:
            yield Row(identity, source.path, entry, _cells(entry, fields))


def kind_of_sheet(title: str, heads: list[str]) -> RecordKind | None:
    """The kind of record in a sheet: by its name, else by what its columns can only mean."""
    folded = title.strip().casefold().rstrip("s")
    named = next((kind for sheet, kind in SHEETS.items() if sheet.casefold().rstrip("s") == folded), None)
    names = {_folded(head) for head in heads}
    if named is None and names & STARTS and names & TITLES:
        named = "session"
    if named is None and names & NAMES and names & ROLES:
        named = "speaker"
    return KINDS[named] if named else None


def field_of(kind: RecordKind, head: str) -> str | None:
    """The field that a column holds, by its name or another word for it."""
    name = _folded(head)
    own = f"{kind.name}_"
    shorter = re.sub(rf"^{own}|_time$|^full_", "", name)
    for each in dict.fromkeys((name, shorter, f"{shorter}s")):
        if each in ("id", *columns(kind)):
            return each
        meant = kind.model.also_called.get(each.replace("_", " ")) or kind.model.also_called.get(each)
        if meant in ("id", *columns(kind)):
            return meant
    if kind.folder and name in ("bio", "biography", "about"):
        return BODY
    return kind.names if name in (kind.name, f"{kind.name}s") else None


def from_cell(value: Any, field: str) -> str:
    """What somebody sees in a cell, as they would type it here."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
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
    """A time as people write it in a sheet, `9.30`, `9:30am`, `2 pm`, on the 24-hour clock; empty where it is none."""
    match = re.fullmatch(CLOCK, text.lower())
    if match is None or not (match[2] or match[3]):
        return ""
    hour = int(match[1])
    if match[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match[3] == "p" else 0)
    return f"{hour:02}:{match[2] or '00'}"


def as_day(text: str) -> str:
    """A day as people write it, `20/5/2027` or `20 May 2027`, as `2027-05-20`; empty where it is not certain."""
    match = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text)
    if match:
        first, second, year = map(int, match.groups())
        day, month = (first, second) if first > MONTHS_IN_YEAR or first == second else (second, first)
        is_certain = month <= MONTHS_IN_YEAR and (day > MONTHS_IN_YEAR or day == month)
        return f"{year}-{month:02}-{day:02}" if is_certain else ""
    match = re.fullmatch(r"(?:[A-Za-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})", text)
    names = [name for name in MONTHS if match and name.casefold().startswith(match[2].casefold())]
    return f"{match[3]}-{MONTHS.index(names[0]) + 1:02}-{int(match[1]):02}" if match and len(names) == 1 else ""


def as_range(text: str) -> tuple[str, str] | None:
    """A start and an end that share a cell: `9.30 - 10.15`; None where it holds something else."""
    parts = re.split(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*", text)
    clocks = [as_clock(part.strip()) for part in parts]
    return (clocks[0], clocks[1]) if len(clocks) == 2 and all(clocks) else None


def tidy(text: str) -> str:
    """A cell's text in one form: so that only what somebody changed counts as a change."""
    lines = [
        line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")
    ]
    return "\n".join(lines).strip()


def parts_of(cell: str) -> tuple[str, ...]:
    """The parts of a list in a cell."""
    return tuple(part.strip() for part in re.split(r"[,;\n]", cell) if part.strip())


def _cells(record: Mapping, fields: dict[str, bool]) -> dict[str, str]:
    return {name: _cell(record.values.get(name)) for name in fields if name in record.values}


def _cell(node: Node | None) -> str:
    if isinstance(node, Sequence):
        return ", ".join(_cell(item) for item in node.items)
    return tidy(node.text) if isinstance(node, Scalar) and node.plain() is not None else ""


def _folded(head: str) -> str:
    return re.sub(r"[\s_-]+", "_", head.strip().casefold())


def _holds_records(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return True
    return any(_holds_records(inner) for inner in get_args(annotation))
