"""All sources of a project, read once."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.source.decode import read_text
from microsite.source.files import SourceFile, find_files, reject_symlinks_outside
from microsite.source.front_matter import MarkdownFile, parse_markdown_file
from microsite.source.nodes import Node
from microsite.source.yaml_parser import parse_yaml


class SourceFiles(Struct):
    """The trees of a project. What could not be read is absent, and its name kept in `unread`."""

    event: MarkdownFile | None = None
    documents: dict[str, tuple[MarkdownFile, ...]] = field(default_factory=dict)
    """By folder: `news`, `pages`, `speakers`."""
    data: dict[str, tuple[SourceText, Node | None]] = field(default_factory=dict)
    """By file name without ending; None for the tree of a file with nothing in it."""
    record: SourceText | None = None
    """The record of what was published."""
    unreadable: dict[str, list[str]] = field(default_factory=dict)
    """Slugs by folder, and names of data files under `data`."""
    unlistable: set[str] = field(default_factory=set)
    """Folders of which we cannot tell what they hold, so that no name can be called unknown."""
    texts: list[SourceText] = field(default_factory=list)
    """Every text that was read, by path."""


def read_sources(root: Path, log: Log) -> SourceFiles:
    """Read everything under `content/` and `data/`. Report F-, M- and Y-codes."""
    found = find_files(root, log)
    reject_symlinks_outside(root, log)
    sources = SourceFiles(unreadable=found.unreadable, unlistable=found.unlistable)
    data_files = [(name, read_text(file, log)) for name, file in found.data.items()]
    if found.event is not None:
        sources.event = _read_markdown_file(found.event, sources, log)
    for folder, files in found.documents.items():
        documents = [(file, _read_markdown_file(file, sources, log)) for file in files]
        sources.documents[folder] = tuple(document for _, document in documents if document)
        sources.unreadable[folder] += [file.slug for file, document in documents if not document]
    for name, text in data_files:
        _read_data_file(name, text, sources, log)
    if found.record is not None:
        sources.record = read_text(found.record, log, may_conflict=True)
    return sources


def _read_markdown_file(file: SourceFile, sources: SourceFiles, log: Log) -> MarkdownFile | None:
    text = read_text(file, log)
    if text is None:
        return None
    sources.texts.append(text)
    return parse_markdown_file(text, file.slug, log)


def _read_data_file(name: str, text: SourceText | None, sources: SourceFiles, log: Log) -> None:
    before = log.errors
    root = None
    if text is not None:
        sources.texts.append(text)
        if not text.text.strip():
            log.report("F119", text.file_span)
        root = parse_yaml(text, log)
        if root is None and log.errors == before:
            log.report("Y140", text.line_span(1))
    if text is None or (root is None and log.errors > before):
        sources.unreadable["data"].append(name)
    else:
        sources.data[name] = (text, root)
