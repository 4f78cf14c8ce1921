"""Finds the files of a project, and says so where one is not what or where it should be."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.suggestions import closest_match, did_you_mean

FOLDERS = ("news", "pages", "speakers")
DATA_FILES = ("figures", "rates", "redirects", "resources", "sessions", "sponsors")
PUBLISHED_FILE = "published.txt"
"""The record of what was published, in data/: the one file there that no person writes."""
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
MAX_SLUG_LENGTH = 80
EVENT_FILE_MISSPELLINGS = re.compile(r"event\.(?:md|markdown|txt)(?:\.txt|\.md)?\Z", re.IGNORECASE)


class SourceFile(Struct, frozen=True):
    """A file to read."""

    path: str
    """Relative to the project, with `/`, as it is shown to people."""
    real_path: str
    """Where it lies."""
    slug: str
    """Its name without the ending; for news without the date in front."""


class ProjectFiles(Struct):
    """The files of a project by what they hold; each group sorted by path."""

    event: SourceFile | None = None
    documents: dict[str, list[SourceFile]] = field(
        default_factory=lambda: {folder: [] for folder in FOLDERS}
    )
    """Markdown by folder: `news`, `pages`, `speakers`."""
    data: dict[str, SourceFile] = field(default_factory=dict)
    """YAML by name: `sessions`, `resources`, ..."""
    record: SourceFile | None = None
    unreadable: dict[str, list[str]] = field(
        default_factory=lambda: {folder: [] for folder in (*FOLDERS, "data")}
    )
    """What is there but cannot be read: slugs by folder, and names of data files under `data`."""
    unlistable: set[str] = field(default_factory=set)
    """Folders of which we cannot tell what they hold."""


def find_files(root: Path, log: Log) -> ProjectFiles:
    """List what there is to read. Reports F-codes for files that are misnamed, misplaced, or
    unsafe.
    """
    found = ProjectFiles()
    listed = list_folder(root, str(root), log, wanted=("content", "data"))
    if listed is None:
        return found
    top = {entry.name: entry for entry in listed}
    content, data = top.get("content"), top.get("data")
    if content is None:
        names = [
            entry.name for entry in list_folder(root, str(root), Log()) or () if entry.is_folder
        ]
        guess = closest_match("content", names)
        advice = f"Rename “{guess}” to “content”. " if guess else ""
        log.report("F101", file_span("content/event.md"), folder="content", advice=advice)
    elif _is_folder(content, log):
        _content(root, content, found, log)
    if data is not None and _is_folder(data, log):
        _data(root, data, found, log)
    elif data is not None:
        found.unreadable["data"].extend(DATA_FILES)
    return found


def _is_folder(entry: FolderEntry, log: Log) -> bool:
    """Whether it is a folder that can be listed; reports a file in its place."""
    if entry.is_safe and not entry.is_folder:
        log.report("F123", file_span(entry.path), name=entry.name)
    return entry.is_safe and entry.is_folder


def _content(root: Path, folder: FolderEntry, found: ProjectFiles, log: Log) -> None:
    entries = list_folder(root, folder.real_path, log)
    if entries is None:
        return
    names = {entry.name for entry in entries}
    wants_event = "event.md" not in names
    for entry in entries:
        if entry.name == "event.md":
            _event(entry, found, log)
        elif entry.name in FOLDERS or entry.is_folder:
            _folder(root, entry, set(FOLDERS) - names, found, log)
        elif wants_event and EVENT_FILE_MISSPELLINGS.match(entry.name):
            log.report("F120", file_span(entry.path), name=entry.name, better="event.md")
            wants_event = False
        elif entry.is_safe:
            report_unread_file(entry, log)
    if wants_event:
        log.report("F102", file_span("content/event.md"))


def _event(entry: FolderEntry, found: ProjectFiles, log: Log) -> None:
    if entry.is_folder:
        log.report("F122", file_span(entry.path), name=entry.name)
    elif entry.is_safe:
        found.event = SourceFile(entry.path, entry.real_path, "event")


def _folder(
    root: Path, entry: FolderEntry, missing: set[str], found: ProjectFiles, log: Log
) -> None:
    """A folder of content/, or what stands in the place of one."""
    if entry.name in FOLDERS:
        if _is_folder(entry, log):
            _documents(root, entry, found, log)
        else:
            found.unlistable.add(entry.name)
    elif meant := closest_match(entry.name, missing):
        log.report("F120", file_span(entry.path), name=entry.name, better=meant)
        found.unlistable.add(meant)
    elif entry.is_safe:
        log.report("F111", file_span(entry.path), name=entry.name)


def _documents(root: Path, folder: FolderEntry, found: ProjectFiles, log: Log) -> None:
    entries = list_folder(root, folder.real_path, log)
    if entries is None:
        found.unlistable.add(folder.name)
    slugs: dict[str, str] = {}
    for entry in entries or ():
        stem, ending = os.path.splitext(entry.name)
        slug = re.sub(r"^\d{4}-\d{2}-\d{2}-", "", stem) if folder.name == "news" else stem
        if not entry.is_safe:
            found.unreadable[folder.name].append(slug)
        elif entry.is_folder:
            log.report("F113", file_span(entry.path), folder=folder.name)
            found.unreadable[folder.name].append(slug)
        elif ending.lower() not in (".md", ".markdown"):
            report_unread_file(entry, log)
            found.unreadable[folder.name].append(slug)
        else:
            if not SLUG.match(slug) or len(slug) > MAX_SLUG_LENGTH:
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
                found.documents[folder.name].append(SourceFile(entry.path, entry.real_path, slug))


def _data(root: Path, folder: FolderEntry, found: ProjectFiles, log: Log) -> None:
    entries = list_folder(root, folder.real_path, log)
    if entries is None:
        found.unreadable["data"].extend(DATA_FILES)
    entries = _without_record(entries or (), found)
    known = {name: f"{name}.yaml" for name in DATA_FILES}
    names = {entry.name for entry in entries or ()}
    missing = [name for name in known if not {f"{name}.yaml", f"{name}.yml"} & names]
    for entry in entries:
        stem, ending = os.path.splitext(entry.name)
        meant = next((name for name in DATA_FILES if is_misspelt_name(entry.name, name)), None)
        if not entry.is_safe:
            found.unreadable["data"].append(stem)
        elif stem in known and ending in (".yaml", ".yml"):
            if entry.is_folder:
                log.report("F122", file_span(entry.path), name=entry.name)
                found.unreadable["data"].append(stem)
            elif stem in found.data:
                log.report("F115", file_span(entry.path), other=found.data[stem].path)
            else:
                found.data[stem] = SourceFile(entry.path, entry.real_path, stem)
        elif meant and meant in missing:
            log.report("F120", file_span(entry.path), name=entry.name, better=known[meant])
            found.unreadable["data"].append(meant)
        elif not entry.is_folder and ending.lower() in (".yaml", ".yml"):
            suggestion = did_you_mean(entry.name, known.values())
            log.report("F114", file_span(entry.path), name=entry.name, suggestion=suggestion)
            if guess := closest_match(stem, missing):
                found.unreadable["data"].append(guess)
        else:
            report_unread_file(entry, log)


def _without_record(entries: Iterable[FolderEntry], found: ProjectFiles) -> list[FolderEntry]:
    """What data/ holds besides the record, which is noted."""
    others = []
    for entry in entries:
        if entry.name == PUBLISHED_FILE and entry.is_safe and not entry.is_folder:
            found.record = SourceFile(entry.path, entry.real_path, "published")
        else:
            others.append(entry)
    return others


def is_misspelt_name(given: str, name: str) -> bool:
    """Whether a file was meant to be a data file: capitals, or an ending that Notepad adds."""
    return re.match(rf"{name}(?:\.ya?ml)?(?:\.txt|\.ya?ml)\Z", given, re.IGNORECASE) is not None


def report_unread_file(entry: FolderEntry, log: Log) -> None:
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
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG_LENGTH].rstrip("-")


IGNORED_NAMES = re.compile(
    r"\.|~\$|#.*#\Z|.*~\Z|.*\.(?:sw[a-px]|bak|tmp|orig|rej)\Z|Thumbs\.db\Z|desktop\.ini\Z|Icon\r\Z",
    re.IGNORECASE,
)
"""What editors, Office and file managers leave beside a file while it is open, and hidden files."""
REASONS = {
    errno.EACCES: "you are not allowed to read it",
    errno.EPERM: "you are not allowed to read it",
    errno.ENOENT: "it was there a moment ago and is gone, or it is a link that leads nowhere",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.EIO: "the disk reports a fault",
}


class FolderEntry(Struct, frozen=True):
    """Something in a folder."""

    name: str
    """As it is shown to people: without what cannot be printed."""
    path: str
    """Relative to the project."""
    real_path: str
    is_folder: bool
    is_safe: bool
    """Whether it can be read. Where not, that has been reported."""


def list_folder(
    root: Path, folder: str, log: Log, wanted: tuple[str, ...] | None = None
) -> list[FolderEntry] | None:
    """What a folder holds, or those of it that are wanted, sorted by name; None where it cannot be
    listed.
    """
    try:
        listed = sorted(
            os.scandir(folder),
            key=lambda entry: (unicodedata.normalize("NFC", entry.name), entry.name),
        )
    except OSError as failure:
        log.report("F105", file_span(_below(root, folder)), reason=os_error_reason(failure))
        return None
    return list(_looked_at(root, folder, listed, wanted, log))


def _looked_at(
    root: Path,
    folder: str,
    listed: list[os.DirEntry[str]],
    wanted: tuple[str, ...] | None,
    log: Log,
) -> Iterator[FolderEntry]:
    below = _printable(_below(root, folder))
    above = "" if below == "." else f"{below}/"
    for entry in listed:
        if IGNORED_NAMES.match(entry.name) or (wanted is not None and entry.name not in wanted):
            continue
        name = _printable(entry.name)
        path = above + name
        kind = _kind(entry)
        is_folder, safe = (
            (kind == stat.S_IFDIR, True) if kind else _looked_into(root, entry, path, log)
        )
        yield FolderEntry(name, path, entry.path, is_folder, safe)


def _kind(entry: os.DirEntry[str]) -> int:
    """Of a folder or file its kind, which the list of the folder tells mostly; 0 for anything else."""
    with suppress(OSError):
        if entry.is_file(follow_symlinks=False):
            return stat.S_IFREG
        if entry.is_dir(follow_symlinks=False):
            return stat.S_IFDIR
    return 0


def _looked_into(root: Path, entry: os.DirEntry[str], path: str, log: Log) -> tuple[bool, bool]:
    """Whether it is a folder, or leads to one, and whether it can be read."""
    try:
        mode = entry.stat().st_mode
    except OSError as failure:
        log.report("F105", file_span(path), reason=os_error_reason(failure))
        return False, False
    safe = False
    if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root.resolve()):
        log.report("F107", file_span(path))
    elif not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        log.report("F106", file_span(path))
    else:
        safe = True
    return stat.S_ISDIR(mode), safe


def _below(root: Path, folder: str) -> str:
    """A folder of the project, relative to it, with `/`."""
    return Path(folder).relative_to(root).as_posix()


def _printable(name: str) -> str:
    """A name with what cannot be printed replaced."""
    if name.isprintable():
        return name
    return "".join(character if character.isprintable() else "�" for character in name)


def os_error_reason(failure: OSError) -> str:
    """Why the machine refused, in plain words, without a path or a number."""
    return (
        REASONS.get(failure.errno or 0)
        or (failure.strerror or "it could not be opened").rstrip(".").lower()
    )


SYMLINK_FOLDERS = ("assets", "templates")
"""What is used of them is found by name, so that they are looked through as a whole; other folders
are listed.
"""


def reject_symlinks_outside(root: Path, log: Log) -> None:
    """Report F107 for each link in these folders that leads out of the project."""
    home = os.path.realpath(root)
    waiting = [entry for entry in _scan(root) if entry.name in SYMLINK_FOLDERS]
    while waiting:
        entry = waiting.pop()
        if entry.is_symlink():
            if not Path(os.path.realpath(entry.path)).is_relative_to(home):
                log.report("F107", file_span(Path(entry.path).relative_to(root).as_posix()))
        elif entry.is_dir():
            waiting += _scan(entry.path)


def _scan(folder: str | Path) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except OSError:
        return []
