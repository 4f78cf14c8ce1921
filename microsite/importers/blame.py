"""Mistakes that a workbook would bring into the files, told where they stand in the workbook."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from pathlib import PurePosixPath

from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Diagnostic, Log, file_span
from microsite.diagnostics.source_text import SourceText
from microsite.editing.yaml_edit import get_entries, last_character
from microsite.source.front_matter import parse_markdown_file
from microsite.source.nodes import Mapping, Scalar
from microsite.source.nodes import Sequence as NodeList
from microsite.source.yaml_parser import parse_yaml


def in_the_workbook(
    found: Diagnostic, places: Lookup[tuple[str, str, str], str], book: str
) -> Diagnostic:
    """The mistake at the cell that brings it; as it is where it is not of the workbook."""
    path = found.span.path
    for identity, record in _records(found.span.source):
        if record.start <= found.span.start <= last_character(record):
            before = [name for name, key in record.keys.items() if key.start <= found.span.start]
            place = places.get((path, identity, before[-1] if before else "id")) or places.get(
                (path, identity, "id")
            )
            if place:
                where = place if place.startswith(book) else f"{book}, {place}"
                return replace(found, span=file_span(where), notes=(), fix=None)
    return found


def _records(source: SourceText) -> list[tuple[str, Mapping]]:
    """The records of a file, with their ids."""
    log = Log()
    if source.path.endswith(".md"):
        slug = PurePosixPath(source.path).stem
        document = parse_markdown_file(source, slug, log)
        return [(slug, document.settings)] if document is not None else []
    root = parse_yaml(source, log)
    lists = (
        [root]
        if isinstance(root, NodeList)
        else root.values.values()
        if isinstance(root, Mapping)
        else ()
    )
    found = [entry for each in lists for entry in get_entries(each)]
    return [
        (each.text, entry) for entry in found if isinstance(each := entry.values.get("id"), Scalar)
    ]
