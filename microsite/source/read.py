"""All sources of a project, read once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.memo import Batch
from microsite.plain import dataclass, field, replace
from microsite.source.ahead import Ahead
from microsite.source.decode import read_text
from microsite.source.discover import Found, FoundFile, discover
from microsite.source.front_matter import Document, read_document, read_document_again
from microsite.source.links import refuse_links_out
from microsite.source.nodes import Node
from microsite.source.yaml_pieces import read_again
from microsite.text import SourceText


@dataclass(slots=True)
class Sources:
    """The trees of a project. What could not be read is absent, and its name kept in `unread`."""

    event: Document | None = None
    documents: dict[str, Batch[Document]] = field(default_factory=dict)
    """By folder: `news`, `pages`, `speakers`."""
    data: dict[str, tuple[SourceText, Node | None]] = field(default_factory=dict)
    """By file name without ending; None for the tree of a file with nothing in it."""
    record: SourceText | None = None
    """The record of what was published."""
    unread: dict[str, list[str]] = field(default_factory=dict)
    """Slugs by folder, and names of data files under `data`."""
    unlisted: set[str] = field(default_factory=set)
    """Folders of which we cannot tell what they hold, so that no name can be called unknown."""
    texts: list[SourceText] = field(default_factory=list)
    """Every text that was read, by path."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What some Markdown files hold."""

    documents: Batch[Document]
    unread: tuple[str, ...]
    """The slugs of those that could not be read."""
    texts: tuple[SourceText, ...]


def read_sources(root: Path, log: Log, ahead: Ahead | None = None) -> Sources:
    """Read everything under `content/` and `data/`. Reports F-, M- and Y-codes.

    `ahead` reads Markdown files while this process is at data files.
    """
    found = _found(root, log)
    if ahead is not None:
        ahead.begin([file for files in found.documents.values() for file in files])
    refuse_links_out(root, log)
    sources = Sources(unread=found.unread, unlisted=found.unlisted)
    for name, file in found.data.items():
        _data_file(name, file, sources, log)
    if ahead is not None:
        ahead.read()
    of_data, sources.texts = sources.texts, []
    if found.event is not None:
        group = _documents([found.event], log)
        sources.event = next(iter(group.documents), None)
        sources.texts += group.texts
    for folder, files in found.documents.items():
        group = _documents(files, log)
        sources.documents[folder] = group.documents
        sources.unread[folder] += group.unread
        sources.texts += group.texts
    sources.texts += of_data
    if found.record is not None:
        sources.record = read_text(found.record, log, may_conflict=True)
    return sources


def _found(root: Path, log: Log) -> Found:
    """The files there are; looked at again where the names in content/ or data/ have changed."""
    listed = log.memo.listed_in((root / "content", root / "data")) if log.memo else None
    if listed is None:
        return discover(root, log)
    found = log.recall((discover, root, listed), partial(discover, root))
    unread = {folder: list(names) for folder, names in found.unread.items()}
    return replace(found, unread=unread, unlisted=set(found.unlisted))  # which others add to


def _documents(files: list[FoundFile], log: Log) -> _Group:
    """Some Markdown files, looked at again where one of them looks different from before."""
    names = [file.on_disk for file in files]
    looks = log.memo and log.memo.looks_of_each(names)
    if looks is None:
        return _read_documents(files, log)
    return log.recall((_read_documents, tuple(names), looks), partial(_read_documents, files))


def _read_documents(files: list[FoundFile], log: Log) -> _Group:
    documents, unread, texts = [], [], []
    for file in files:
        text = _text(file, log)
        document = None
        if text is not None:
            text = log.recall((SourceText, text.path, text.text), lambda _, text=text: text)  # type: ignore[misc]
            texts.append(text)
            document = _document(text, file, log)
        if document is None:
            unread.append(file.slug)
        else:
            documents.append(document)
    return _Group(Batch(documents), tuple(unread), tuple(texts))


def _document(text: SourceText, file: FoundFile, log: Log) -> Document | None:
    if log.memo is None:
        return read_document(text, file.slug, log)
    return read_document_again(text, file.slug, file.on_disk, log.memo.tops, log)


def _text(file: FoundFile, log: Log) -> SourceText | None:
    """The text of a file, read again where it looks different from before."""
    if log.memo and (known := log.memo.read.pop(file.on_disk, None)):
        return known
    mark = log.memo and log.memo.looks_of(file.on_disk)
    if mark is None:
        text = read_text(file, log)
        return text and log.memo.same_text(text) if log.memo else text
    return log.recall((read_text, file.on_disk, file.path, mark), partial(read_text, file))


def _data_file(name: str, file: FoundFile, sources: Sources, log: Log) -> None:
    before = log.errors
    text = _text(file, log)
    root = None
    if text is not None:
        sources.texts.append(text)
        if not text.text.strip():
            log.report("F119", text.whole)
        root = _tree(text, file, log)
        if root is None and log.errors == before:
            log.report("Y140", text.line_span(1))
    if text is None or (root is None and log.errors > before):
        sources.unread["data"].append(name)
    else:
        sources.data[name] = (text, root)


def _tree(text: SourceText, file: FoundFile, log: Log) -> Node | None:
    if log.memo is not None:
        return read_again(text, file.on_disk, log.memo.trees, log)
    from microsite.source.yaml_tree import read_yaml

    return read_yaml(text, log)
