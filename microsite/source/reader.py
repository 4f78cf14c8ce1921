"""All source files of a project, parsed."""

import time
from pathlib import Path

from msgspec import Struct

from microsite import up_to_date
from microsite.diagnostics.diagnostic import Guard, Log, file_span
from microsite.diagnostics.source_text import SourceText
from microsite.source.decode import read_text
from microsite.source.files import (
    DATA_ENDINGS,
    SourceFile,
    find_files,
    reject_unsafe_files,
)
from microsite.source.front_matter import MarkdownFile, parse_markdown_file
from microsite.source.nodes import Node
from microsite.source.yaml_parser import parse_yaml


class SourceFiles(Struct):
    """Parsed source files. Unreadable ones are absent."""

    event: MarkdownFile | None = None
    documents: dict[str, tuple[MarkdownFile, ...]] = {}
    """Markdown files by folder: `news`, `pages`, `speakers`."""
    data: dict[str, Node] = {}
    """Contents of data files by name without ending, if they have any."""
    record: SourceText | None = None  # the record of what was published
    unreadable: dict[str, list[str]] = {}
    """Slugs of unreadable files by folder, and names of data files under `data`."""
    unlistable: set[str] = set()
    """Folders whose contents are unknown, so that no name in them can be called
    unknown.
    """
    texts: list[SourceText] = []  # texts of all files that were read
    languages: tuple[str, ...] = ()  # those that have pages, the main one first

    def root(self, name: str) -> Node | None:
        """Return the content of a data file; without a name, the settings of
        event.md.
        """
        if not name:
            return self.event.settings if self.event else None
        return self.data.get(name)


class ParsedFile(Struct, frozen=True):
    """A Markdown or data file. Without `text` it cannot be read."""

    text: SourceText | None = None
    document: MarkdownFile | None = None
    root: Node | None = None
    is_empty: bool = False  # true for a data file that contains only comments


ParsedFiles = dict[str, tuple[list[int], ParsedFile]]
"""With their stats, kept between builds."""


def read_folder(
    root: Path, log: Log, parsed_files: ParsedFiles | None = None, prefix: str = ""
) -> SourceFiles:
    """Read and parse everything under `content/` and `data/`.

    Report F, M and Y codes.
    """
    files = find_files(root, log, prefix)
    reject_unsafe_files(root, log, prefix)
    sources = SourceFiles(unreadable=files.unreadable, unlistable=files.unlistable)

    def get(file: SourceFile) -> ParsedFile:
        parsed = ParsedFile()
        with Guard(log, file_span(file.path)):
            parsed = (
                _parse(file, log)
                if parsed_files is None
                else _reuse(file, log, parsed_files)
            )
        if parsed.text is not None:
            sources.texts.append(parsed.text)
        return parsed

    if files.event is not None:
        sources.event = get(files.event).document
    for folder, documents in files.documents.items():
        parsed_documents = [(file.slug, get(file).document) for file in documents]
        sources.documents[folder] = tuple(
            document for _, document in parsed_documents if document
        )
        sources.unreadable[folder] += [
            slug for slug, document in parsed_documents if not document
        ]
    for name, file in files.data.items():
        parsed = get(file)
        if parsed.root is not None:
            sources.data[name] = parsed.root
        elif not parsed.is_empty:
            sources.unreadable["data"].append(name)
    if files.record is not None:
        sources.record = read_text(files.record, log)
    return sources


def _reuse(file: SourceFile, log: Log, parsed_files: ParsedFiles) -> ParsedFile:
    """Return a file as it was parsed before, or parse it.

    Keep it if nothing is reported.
    """
    path = file.real_path
    stats, now_ns = up_to_date.file_stat(path), time.time_ns()
    before, earlier = (
        (len(log), len(log.used_suppressions)),
        parsed_files.pop(path, None),
    )
    parsed = earlier[1] if earlier and earlier[0] == stats else _parse(file, log)
    is_settled = stats and up_to_date.without_recent({path: stats}, now_ns)
    if is_settled and before == (len(log), len(log.used_suppressions)):
        parsed_files[path] = (stats, parsed)
    return parsed


def _parse(file: SourceFile, log: Log) -> ParsedFile:
    text = read_text(file, log)
    if text is None:
        return ParsedFile()
    errors, is_data = log.errors, file.path.endswith(DATA_ENDINGS)
    if is_data and not text.text.strip():
        log.report("F119", text.file_span)
    parsed = parse_text(text, file.slug, log)
    if is_data and parsed.root is None and log.errors == errors:
        log.report("Y140", text.line_span(1))
        return ParsedFile(text, is_empty=True)
    return parsed


def parse_text(text: SourceText, slug: str, log: Log) -> ParsedFile:
    """Parse a data file, or a Markdown file of this id. Report M- and Y-codes."""
    if text.path.endswith(DATA_ENDINGS):
        return ParsedFile(text, root=parse_yaml(text, log))
    document = parse_markdown_file(text, slug, log)
    return ParsedFile(text, document, document.settings if document else None)
