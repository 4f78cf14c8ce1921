"""All source files of a project, parsed."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.decode import read_text
from microsite.source.files import SourceFile, find_files, reject_unsafe_files
from microsite.source.front_matter import MarkdownFile, parse_markdown_file
from microsite.source.nodes import Node
from microsite.source.yaml_parser import parse_yaml


class SourceFiles(Struct):
    """Parsed source files. Unreadable ones are absent."""

    event: MarkdownFile | None = None
    documents: dict[str, tuple[MarkdownFile, ...]] = field(default_factory=dict)
    """Markdown files by folder: `news`, `pages`, `speakers`."""
    data: dict[str, tuple[SourceText, Node | None]] = field(default_factory=dict)
    """Data files by name without ending, with `None` for an empty one."""
    record: SourceText | None = None
    """The record of what was published."""
    unreadable: dict[str, list[str]] = field(default_factory=dict)
    """Slugs of unreadable files by folder, and names of data files under `data`."""
    unlistable: set[str] = field(default_factory=set)
    """Folders whose contents are unknown, so that no name in them can be called unknown."""
    texts: list[SourceText] = field(default_factory=list)
    """Texts of all files that were read."""


def read_sources(root: Path, log: Log) -> SourceFiles:
    """Read and parse everything under `content/` and `data/`. Report F, M and Y codes."""
    files = find_files(root, log)
    reject_unsafe_files(root, log)
    sources = SourceFiles(unreadable=files.unreadable, unlistable=files.unlistable)
    if files.event is not None:
        sources.event = _read_markdown_file(files.event, sources, log)
    for folder, documents in files.documents.items():
        parsed = [(file.slug, _read_markdown_file(file, sources, log)) for file in documents]
        sources.documents[folder] = tuple(document for _, document in parsed if document)
        sources.unreadable[folder] += [slug for slug, document in parsed if not document]
    for name, file in files.data.items():
        _read_data_file(name, read_text(file, log), sources, log)
    if files.record is not None:
        sources.record = read_text(files.record, log, may_conflict=True)
    return sources


def _read_markdown_file(file: SourceFile, sources: SourceFiles, log: Log) -> MarkdownFile | None:
    text = read_text(file, log)
    if text is None:
        return None
    sources.texts.append(text)
    return parse_markdown_file(text, file.slug, log)


def _read_data_file(name: str, text: SourceText | None, sources: SourceFiles, log: Log) -> None:
    if text is None:
        sources.unreadable["data"].append(name)
        return
    sources.texts.append(text)
    errors = log.errors
    if not text.text.strip():
        log.report("F119", text.file_span)
    root = parse_yaml(text, log)
    if root is None and log.errors == errors:
        log.report("Y140", text.line_span(1))
    if root is None and log.errors > errors:
        sources.unreadable["data"].append(name)
    else:
        sources.data[name] = (text, root)
