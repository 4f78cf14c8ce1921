"""The records of a project as tables: sheets, columns and cells. No spreadsheet program in sight."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from microsite.editing.yaml_edit import get_entries, get_list
from microsite.importers.cells import tidy
from microsite.model.fields import field_with_alias, input_fields
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.reader import SourceFiles

SHEET_NAMES = {kind.sheet: kind.name for kind in RECORD_KINDS.values() if kind.sheet}
"""Kinds of record by title of sheet."""
BODY = "biography"
"""What the text below the settings is called as a column: it comes in with a new record, and never
goes out.
"""
STARTS = frozenset(("start", "starts", "time", "start_time", "from", "begin"))
TITLES = frozenset(("title", "session", "name", "session_title", "talk"))
NAMES = frozenset(("name", "full_name", "speaker", "speaker_name"))
ROLES = frozenset(
    ("role", "job_title", "organisation", "organization", "company", "position", "affiliation")
)
"""Heads of columns that give away what stands below them."""
PRIVATE = frozenset(("protected", "shown_as", "private_words"))
"""Fields that never leave the project."""


class Row(Struct, frozen=True):
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
        key: field.list_syntax is not None
        for key, field in input_fields(kind.record).items()
        if field.record is None and key not in PRIVATE | {"id"}
    }


def rows(kind: RecordKind, sources: SourceFiles) -> Iterator[Row]:
    """The records of a kind, as they are written. People who are protected are left out."""
    fields = columns(kind)
    if kind.folder:
        for document in sources.documents.get(kind.folder, ()):
            if _cell(document.settings.values.get("protected")).lower() in (
                "",
                "no",
                "false",
                "n",
                "off",
            ):
                cells = _cells(document.settings, fields)
                yield Row(
                    document.slug, document.path, document.settings, cells, document.body.text
                )
        return
    source, root = sources.data.get(kind.file, (None, None))
    for entry in get_entries(get_list(root, kind.file)):
        identity = _cell(entry.values.get("id"))
        if source is not None and identity:
            yield Row(identity, source.path, entry, _cells(entry, fields))


def kind_of_sheet(title: str, heads: list[str]) -> RecordKind | None:
    """The kind of record in a sheet: by its name, else by what its columns can only mean."""
    folded = title.strip().casefold().rstrip("s")
    named = next(
        (kind for sheet, kind in SHEET_NAMES.items() if sheet.casefold().rstrip("s") == folded),
        None,
    )
    names = {_folded(head) for head in heads}
    if named is None and names & STARTS and names & TITLES:
        named = "session"
    if named is None and names & NAMES and names & ROLES:
        named = "speaker"
    return RECORD_KINDS[named] if named else None


def field_of(kind: RecordKind, head: str) -> str | None:
    """The field that a column holds, by its name or another word for it."""
    name = _folded(head)
    own = f"{kind.name}_"
    shorter = re.sub(rf"^{own}|_time$|^full_", "", name)
    for each in dict.fromkeys((name, shorter, f"{shorter}s")):
        if each in ("id", *columns(kind)):
            return each
        meant = field_with_alias(kind.record, each)
        if meant is not None and meant.key in ("id", *columns(kind)):
            return meant.key
    if kind.folder and name in ("bio", "biography", "about"):
        return BODY
    return kind.title_field if name in (kind.name, f"{kind.name}s") else None


def _cells(record: Mapping, fields: dict[str, bool]) -> dict[str, str]:
    return {name: _cell(record.values.get(name)) for name in fields if name in record.values}


def _cell(node: Node | None) -> str:
    if isinstance(node, Sequence):
        return ", ".join(_cell(item) for item in node.items)
    return tidy(node.text) if isinstance(node, Scalar) and node.to_python() is not None else ""


def _folded(head: str) -> str:
    return re.sub(r"[\s_-]+", "_", head.strip().casefold())
