"""Source files of a project, by role. Misnamed, misplaced and unsafe files are reported."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.display import closest_match, did_you_mean

FOLDERS = ("news", "pages", "speakers")
DATA_FILES = ("figures", "rates", "redirects", "resources", "sessions", "sponsors")
PUBLISHED_FILE = "published.txt"
"""The record of what was published, the only file in data/ that no person writes."""
ASSET_FOLDERS = ("assets", "templates")
"""Folders whose files are used by name, so that they are not listed."""
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
MAX_SLUG_LENGTH = 80
EVENT_FILE_MISSPELLINGS = re.compile(r"event\.(?:md|markdown|txt)(?:\.txt|\.md)?\Z", re.IGNORECASE)
IGNORED_NAMES = re.compile(
    r"\.|~\$|#.*#\Z|.*~\Z|.*\.(?:sw[a-px]|bak|tmp|orig|rej)\Z|Thumbs\.db\Z|desktop\.ini\Z|Icon\r\Z",
    re.IGNORECASE,
)
"""Hidden files, and files that editors, Office and file managers leave behind."""
ADVICE = {
    "Copy its text into a .md file; Word documents are not read.": ".doc .docx .odt .rtf .pages",
    "Pictures and downloads live in assets/.": ".jpg .jpeg .png .webp .gif .svg .avif .heic .pdf",
    "Spreadsheets are not read here; the build reads .yaml files in data/.": ".xls .xlsx .ods .csv",
}
"""Advice on files that are not read, with the endings that it is for."""
OTHER_ADVICE = (
    "Pages belong in content/pages/, news in content/news/, speakers in content/speakers/, and "
    ".yaml files in data/."
)
OS_ERROR_REASONS = {
    errno.EACCES: "you are not allowed to read it",
    errno.EPERM: "you are not allowed to read it",
    errno.ENOENT: "it was there a moment ago and is gone, or it is a link that leads nowhere",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.EIO: "the disk reports a fault",
}


class SourceFile(Struct, frozen=True):
    """A file to read."""

    path: str
    """Path relative to the project, with `/`, for messages."""
    real_path: str
    slug: str
    """Name without the ending, and for news without the date in front."""


class ProjectFiles(Struct):
    """Source files by role, each group sorted by path."""

    event: SourceFile | None = None
    documents: dict[str, list[SourceFile]] = field(
        default_factory=lambda: {folder: [] for folder in FOLDERS}
    )
    """Markdown files by folder."""
    data: dict[str, SourceFile] = field(default_factory=dict)
    """YAML files by name without ending."""
    record: SourceFile | None = None
    unreadable: dict[str, list[str]] = field(
        default_factory=lambda: {folder: [] for folder in (*FOLDERS, "data")}
    )
    """Slugs of unreadable files by folder, and names of data files under `data`."""
    unlistable: set[str] = field(default_factory=set)
    """Folders whose contents are unknown."""


class FolderEntry(Struct, frozen=True):
    """A file or folder in a folder."""

    name: str
    """Name for messages, without unprintable characters."""
    path: str
    """Path relative to the project."""
    real_path: str
    is_folder: bool
    is_safe: bool
    """Whether it can be read. If not, that has been reported."""


def find_files(root: Path, log: Log) -> ProjectFiles:
    """Find the source files of a project. Report F codes."""
    finder = FileFinder(root, log)
    finder.find()
    return finder.files


class FileFinder:
    """Looks through `content/` and `data/` once."""

    def __init__(self, root: Path, log: Log) -> None:
        self.root = root
        self.log = log
        self.files = ProjectFiles()

    def find(self) -> None:
        """Fill `files`."""
        root = str(self.root)
        entries = list_folder(self.root, root, self.log, only=("content", "data"))
        if entries is None:
            return
        top = {entry.name: entry for entry in entries}
        content, data = top.get("content"), top.get("data")
        if content is None:
            others = list_folder(self.root, root, Log()) or ()
            guess = closest_match("content", [entry.name for entry in others if entry.is_folder])
            advice = f"Rename “{guess}” to “content”. " if guess else ""
            span = file_span("content/event.md")
            self.log.report("F101", span, folder="content", advice=advice)
        elif self._is_folder(content):
            self._find_content(content)
        if data is not None and self._is_folder(data):
            self._find_data(data)
        elif data is not None:
            self.files.unreadable["data"].extend(DATA_FILES)

    def _report(self, code: str, entry: FolderEntry, **facts: Any) -> None:
        self.log.report(code, file_span(entry.path), **facts)

    def _is_folder(self, entry: FolderEntry) -> bool:
        """Return whether an entry can be listed. Report F123 for a file in place of a folder."""
        if entry.is_safe and not entry.is_folder:
            self._report("F123", entry, name=entry.name)
        return entry.is_safe and entry.is_folder

    def _file(self, entry: FolderEntry, slug: str) -> SourceFile | None:
        """Return an entry that is a file to read. Report F122 for a folder in its place."""
        if entry.is_folder:
            self._report("F122", entry, name=entry.name)
        is_file = entry.is_safe and not entry.is_folder
        return SourceFile(entry.path, entry.real_path, slug) if is_file else None

    def _find_content(self, folder: FolderEntry) -> None:
        entries = list_folder(self.root, folder.real_path, self.log)
        if entries is None:
            return
        names = {entry.name for entry in entries}
        is_event_missing = "event.md" not in names
        for entry in entries:
            if entry.name == "event.md":
                self.files.event = self._file(entry, "event")
            elif entry.name in FOLDERS or entry.is_folder:
                self._find_folder(entry, set(FOLDERS) - names)
            elif is_event_missing and EVENT_FILE_MISSPELLINGS.match(entry.name):
                self._report("F120", entry, name=entry.name, better="event.md")
                is_event_missing = False
            elif entry.is_safe:
                self._report_unread_file(entry)
        if is_event_missing:
            self.log.report("F102", file_span("content/event.md"))

    def _find_folder(self, entry: FolderEntry, missing: set[str]) -> None:
        meant = closest_match(entry.name, missing)
        if entry.name in FOLDERS and self._is_folder(entry):
            self._find_documents(entry)
        elif entry.name in FOLDERS:
            self.files.unlistable.add(entry.name)
        elif meant:
            self._report("F120", entry, name=entry.name, better=meant)
            self.files.unlistable.add(meant)
        elif entry.is_safe:
            self._report("F111", entry, name=entry.name)

    def _find_documents(self, folder: FolderEntry) -> None:
        entries = list_folder(self.root, folder.real_path, self.log)
        if entries is None:
            self.files.unlistable.add(folder.name)
        unreadable = self.files.unreadable[folder.name]
        paths: dict[str, str] = {}
        for entry in entries or ():
            stem, ending = os.path.splitext(entry.name)
            slug = re.sub(r"^\d{4}-\d{2}-\d{2}-", "", stem) if folder.name == "news" else stem
            if not entry.is_safe or entry.is_folder or ending.lower() not in (".md", ".markdown"):
                unreadable.append(slug)
                if entry.is_safe and entry.is_folder:
                    self._report("F113", entry, folder=folder.name)
                elif entry.is_safe:
                    self._report_unread_file(entry)
                continue
            if not SLUG.match(slug) or len(slug) > MAX_SLUG_LENGTH:
                better = f"{slugify(stem) or 'page'}.md"
                self._report("F110", entry, name=entry.name, better=better)
                slug = slugify(slug) or "page"
            if slug in paths:
                address = f"{folder.name}/{slug}/"
                self._report("F109", entry, other=paths[slug], address=address)
            else:
                paths[slug] = entry.path
                file = SourceFile(entry.path, entry.real_path, slug)
                self.files.documents[folder.name].append(file)

    def _find_data(self, folder: FolderEntry) -> None:
        files = self.files
        entries = list_folder(self.root, folder.real_path, self.log)
        if entries is None:
            files.unreadable["data"].extend(DATA_FILES)
            return
        names = {entry.name for entry in entries}
        missing = [name for name in DATA_FILES if not {f"{name}.yaml", f"{name}.yml"} & names]
        for entry in entries:
            stem, ending = os.path.splitext(entry.name)
            if entry.name == PUBLISHED_FILE and entry.is_safe and not entry.is_folder:
                files.record = self._file(entry, "published")
            elif not entry.is_safe:
                files.unreadable["data"].append(stem)
            elif stem not in DATA_FILES or ending not in (".yaml", ".yml"):
                self._report_unknown_data(entry, missing)
            elif (file := self._file(entry, stem)) is None:
                files.unreadable["data"].append(stem)
            elif files.data.setdefault(stem, file) is not file:
                self._report("F115", entry, other=files.data[stem].path)

    def _report_unknown_data(self, entry: FolderEntry, missing: list[str]) -> None:
        """Report an entry of data/ that is not read, and what it may have been meant for."""
        stem, ending = os.path.splitext(entry.name)
        meant = next((name for name in DATA_FILES if is_misspelt_name(entry.name, name)), None)
        if meant in missing:
            self._report("F120", entry, name=entry.name, better=f"{meant}.yaml")
        elif not entry.is_folder and ending.lower() in (".yaml", ".yml"):
            suggestion = did_you_mean(entry.name, [f"{name}.yaml" for name in DATA_FILES])
            self._report("F114", entry, name=entry.name, suggestion=suggestion)
            meant = closest_match(stem, missing)
        else:
            self._report_unread_file(entry)
            return
        if meant:
            self.files.unreadable["data"].append(meant)

    def _report_unread_file(self, entry: FolderEntry) -> None:
        stem, ending = os.path.splitext(entry.name.lower())
        meant = (advice for advice, endings in ADVICE.items() if ending in endings.split())
        advice = next(meant, OTHER_ADVICE)
        if ending == ".txt" and entry.path.startswith("content/"):
            name = slugify(stem.removesuffix(".md")) or "page"
            advice = f"If it is a page, rename it to “{name}.md”."
        self._report("F112", entry, advice=advice)


def is_misspelt_name(given: str, name: str) -> bool:
    """Return whether a data file was meant: wrong capitals, or an ending that Notepad adds."""
    return re.match(rf"{name}(?:\.ya?ml)?(?:\.txt|\.ya?ml)\Z", given, re.IGNORECASE) is not None


def list_folder(
    root: Path, folder: str, log: Log, only: tuple[str, ...] = ()
) -> list[FolderEntry] | None:
    """List a folder, or some of its entries, sorted by name.

    Report F105 and return `None` if that is impossible.
    """
    path = printable_name(Path(folder).relative_to(root).as_posix())
    try:
        with os.scandir(folder) as scan:
            entries = [
                entry
                for entry in scan
                if not IGNORED_NAMES.match(entry.name) and (not only or entry.name in only)
            ]
    except OSError as error:
        log.report("F105", file_span(path), reason=os_error_reason(error))
        return None
    entries.sort(key=lambda entry: (unicodedata.normalize("NFC", entry.name), entry.name))
    prefix = "" if path == "." else f"{path}/"
    return [stat_entry(root, entry, prefix, log) for entry in entries]


def stat_entry(root: Path, entry: os.DirEntry[str], prefix: str, log: Log) -> FolderEntry:
    """Describe an entry of a folder. Report F105 to F107 if it cannot or must not be read."""
    name = printable_name(entry.name)
    path = prefix + name
    try:
        mode = entry.stat().st_mode
    except OSError as error:
        log.report("F105", file_span(path), reason=os_error_reason(error))
        return FolderEntry(name, path, entry.path, is_folder=False, is_safe=False)
    is_folder, is_safe = stat.S_ISDIR(mode), False
    if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root.resolve()):
        log.report("F107", file_span(path))
    elif not (is_folder or stat.S_ISREG(mode)):
        log.report("F106", file_span(path))
    else:
        is_safe = True
    return FolderEntry(name, path, entry.path, is_folder, is_safe)


def reject_unsafe_files(root: Path, log: Log) -> None:
    """Report links in the asset folders that lead out of the project, and pipes and devices."""
    real_root = os.path.realpath(root)
    waiting = [entry for entry in _scan(root) if entry.name in ASSET_FOLDERS]
    while waiting:
        entry = waiting.pop()
        path = Path(entry.path).relative_to(root).as_posix()
        if entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(real_root):
            log.report("F107", file_span(path))
            continue
        if entry.is_dir(follow_symlinks=False):
            waiting += _scan(entry.path)
        with suppress(OSError):
            mode = entry.stat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                log.report("F106", file_span(path))


def _scan(folder: str | Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def printable_name(name: str) -> str:
    """Return a file name with replacement characters for unprintable ones."""
    return "".join(character if character.isprintable() else "�" for character in name)


def os_error_reason(error: OSError) -> str:
    """Return why the operating system refused, in plain words."""
    reason = (error.strerror or "it could not be opened").rstrip(".").lower()
    return OS_ERROR_REASONS.get(error.errno or 0, reason)


def slugify(text: str) -> str:
    """Return a name as lower-case ASCII letters, digits and hyphens, for use in an address."""
    lower = text.lower().replace("ß", "ss").replace("ł", "l").replace("ø", "o")
    ascii_text = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower().replace("'", "")).strip("-")
    return slug[:MAX_SLUG_LENGTH].rstrip("-")
