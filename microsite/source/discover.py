"""Finds the files of a project, and says so where one is not what or where it should be."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.suggestions import closest_match, did_you_mean
from microsite.source.folders import Entry, entries_of

FOLDERS = ("news", "pages", "speakers")
DATA_FILES = ("figures", "rates", "redirects", "resources", "sessions", "sponsors")
RECORD = "published.txt"
"""The record of what was published, in data/: the one file there that no person writes."""
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LONGEST_SLUG = 80
NEARLY_EVENT = re.compile(r"event\.(?:md|markdown|txt)(?:\.txt|\.md)?\Z", re.IGNORECASE)


class FoundFile(Struct, frozen=True):
    """A file to read."""

    path: str
    """Relative to the project, with `/`, as it is shown to people."""
    on_disk: str
    """Where it lies."""
    slug: str
    """Its name without the ending; for news without the date in front."""


class Found(Struct):
    """The files of a project by what they hold; each group sorted by path."""

    event: FoundFile | None = None
    documents: dict[str, list[FoundFile]] = field(
        default_factory=lambda: {folder: [] for folder in FOLDERS}
    )
    """Markdown by folder: `news`, `pages`, `speakers`."""
    data: dict[str, FoundFile] = field(default_factory=dict)
    """YAML by name: `sessions`, `resources`, ..."""
    record: FoundFile | None = None
    unread: dict[str, list[str]] = field(
        default_factory=lambda: {folder: [] for folder in (*FOLDERS, "data")}
    )
    """What is there but cannot be read: slugs by folder, and names of data files under `data`."""
    unlisted: set[str] = field(default_factory=set)
    """Folders of which we cannot tell what they hold."""


def discover(root: Path, log: Log) -> Found:
    """List what there is to read. Reports F-codes for files that are misnamed, misplaced, or
    unsafe.
    """
    found = Found()
    listed = entries_of(root, str(root), log, wanted=("content", "data"))
    if listed is None:
        return found
    top = {entry.name: entry for entry in listed}
    content, data = top.get("content"), top.get("data")
    if content is None:
        names = [
            entry.name for entry in entries_of(root, str(root), Log()) or () if entry.is_folder
        ]
        guess = closest_match("content", names)
        advice = f"Rename “{guess}” to “content”. " if guess else ""
        log.report("F101", file_span("content/event.md"), folder="content", advice=advice)
    elif _is_folder(content, log):
        _content(root, content, found, log)
    if data is not None and _is_folder(data, log):
        _data(root, data, found, log)
    elif data is not None:
        found.unread["data"].extend(DATA_FILES)
    return found


def _is_folder(entry: Entry, log: Log) -> bool:
    """Whether it is a folder that can be listed; reports a file in its place."""
    if entry.is_safe and not entry.is_folder:
        log.report("F123", file_span(entry.path), name=entry.name)
    return entry.is_safe and entry.is_folder


def _content(root: Path, folder: Entry, found: Found, log: Log) -> None:
    entries = entries_of(root, folder.on_disk, log)
    if entries is None:
        return
    names = {entry.name for entry in entries}
    wants_event = "event.md" not in names
    for entry in entries:
        if entry.name == "event.md":
            _event(entry, found, log)
        elif entry.name in FOLDERS or entry.is_folder:
            _folder(root, entry, set(FOLDERS) - names, found, log)
        elif wants_event and NEARLY_EVENT.match(entry.name):
            log.report("F120", file_span(entry.path), name=entry.name, better="event.md")
            wants_event = False
        elif entry.is_safe:
            _misplaced(entry, log)
    if wants_event:
        log.report("F102", file_span("content/event.md"))


def _event(entry: Entry, found: Found, log: Log) -> None:
    if entry.is_folder:
        log.report("F122", file_span(entry.path), name=entry.name)
    elif entry.is_safe:
        found.event = FoundFile(entry.path, entry.on_disk, "event")


def _folder(root: Path, entry: Entry, missing: set[str], found: Found, log: Log) -> None:
    """A folder of content/, or what stands in the place of one."""
    if entry.name in FOLDERS:
        if _is_folder(entry, log):
            _documents(root, entry, found, log)
        else:
            found.unlisted.add(entry.name)
    elif meant := closest_match(entry.name, missing):
        log.report("F120", file_span(entry.path), name=entry.name, better=meant)
        found.unlisted.add(meant)
    elif entry.is_safe:
        log.report("F111", file_span(entry.path), name=entry.name)


def _documents(root: Path, folder: Entry, found: Found, log: Log) -> None:
    entries = entries_of(root, folder.on_disk, log)
    if entries is None:
        found.unlisted.add(folder.name)
    slugs: dict[str, str] = {}
    for entry in entries or ():
        stem, ending = os.path.splitext(entry.name)
        slug = re.sub(r"^\d{4}-\d{2}-\d{2}-", "", stem) if folder.name == "news" else stem
        if not entry.is_safe:
            found.unread[folder.name].append(slug)
        elif entry.is_folder:
            log.report("F113", file_span(entry.path), folder=folder.name)
            found.unread[folder.name].append(slug)
        elif ending.lower() not in (".md", ".markdown"):
            _misplaced(entry, log)
            found.unread[folder.name].append(slug)
        else:
            if not SLUG.match(slug) or len(slug) > LONGEST_SLUG:
                log.report(
                    "F110",
                    file_span(entry.path),
                    name=entry.name,
                    better=f"{slugify(stem) or 'page'}.md",
                )
                slug = slugify(slug) or "page"
            if slug in slugs:
                log.report(
                    "F109",
                    file_span(entry.path),
                    other=slugs[slug],
                    address=f"{folder.name}/{slug}/",
                )
            else:
                slugs[slug] = entry.path
                found.documents[folder.name].append(FoundFile(entry.path, entry.on_disk, slug))


def _data(root: Path, folder: Entry, found: Found, log: Log) -> None:
    entries = entries_of(root, folder.on_disk, log)
    if entries is None:
        found.unread["data"].extend(DATA_FILES)
    entries = _without_record(entries or (), found)
    known = {name: f"{name}.yaml" for name in DATA_FILES}
    names = {entry.name for entry in entries or ()}
    missing = [name for name in known if not {f"{name}.yaml", f"{name}.yml"} & names]
    for entry in entries:
        stem, ending = os.path.splitext(entry.name)
        meant = next((name for name in DATA_FILES if _is_nearly(entry.name, name)), None)
        if not entry.is_safe:
            found.unread["data"].append(stem)
        elif stem in known and ending in (".yaml", ".yml"):
            if entry.is_folder:
                log.report("F122", file_span(entry.path), name=entry.name)
                found.unread["data"].append(stem)
            elif stem in found.data:
                log.report("F115", file_span(entry.path), other=found.data[stem].path)
            else:
                found.data[stem] = FoundFile(entry.path, entry.on_disk, stem)
        elif meant and meant in missing:
            log.report("F120", file_span(entry.path), name=entry.name, better=known[meant])
            found.unread["data"].append(meant)
        elif not entry.is_folder and ending.lower() in (".yaml", ".yml"):
            suggestion = did_you_mean(entry.name, known.values())
            log.report("F114", file_span(entry.path), name=entry.name, suggestion=suggestion)
            if guess := closest_match(stem, missing):
                found.unread["data"].append(guess)
        else:
            _misplaced(entry, log)


def _without_record(entries: Iterable[Entry], found: Found) -> list[Entry]:
    """What data/ holds besides the record, which is noted."""
    others = []
    for entry in entries:
        if entry.name == RECORD and entry.is_safe and not entry.is_folder:
            found.record = FoundFile(entry.path, entry.on_disk, "published")
        else:
            others.append(entry)
    return others


def _is_nearly(given: str, name: str) -> bool:
    """Whether a file was meant to be a data file: capitals, or an ending that Notepad adds."""
    return re.match(rf"{name}(?:\.ya?ml)?(?:\.txt|\.ya?ml)\Z", given, re.IGNORECASE) is not None


def _misplaced(entry: Entry, log: Log) -> None:
    """Say what to do with a file that is not read."""
    stem, ending = os.path.splitext(entry.name.lower())
    if ending in (".doc", ".docx", ".odt", ".rtf", ".pages"):
        advice = "Copy its text into a .md file; Word documents are not read."
    elif ending in (".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".avif", ".heic", ".pdf"):
        advice = "Pictures and downloads live in assets/."
    elif ending in (".xls", ".xlsx", ".ods", ".csv"):
        advice = "Spreadsheets are not read here; the build reads .yaml files in data/."
    elif ending == ".txt" and entry.path.startswith("content/"):
        advice = (
            f"If it is a page, rename it to “{slugify(stem.removesuffix('.md')) or 'page'}.md”."
        )
    else:
        advice = (
            "Pages belong in content/pages/, news in content/news/, speakers in content/speakers/, "
            "and .yaml files in data/."
        )
    log.report("F112", file_span(entry.path), advice=advice)


@lru_cache(maxsize=1024)
def slugify(text: str) -> str:
    """The form of a name that an address uses: lower-case letters, digits and hyphens."""
    lower = text.lower().replace("ß", "ss").replace("ł", "l").replace("ø", "o")
    plain = (
        unicodedata.normalize("NFKD", lower)
        .encode("ascii", "ignore")
        .decode()
        .lower()
        .replace("'", "")
    )
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].rstrip("-")
