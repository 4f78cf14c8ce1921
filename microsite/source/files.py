"""Source files of a project, by role.

Misnamed, misplaced and unsafe files are reported.
"""

import os
import re
import stat
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, structs

from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.display import closest_match, did_you_mean, quote_path
from microsite.source.misplaced import ADVICE_BY_ENDING, OTHER_ADVICE, REASONS
from microsite.up_to_date import program

FOLDERS = ("news", "pages", "speakers", "team")
DATA_FILES = (
    "figures",
    "notes",
    "organisations",
    "rates",
    "redirects",
    "resources",
    "sessions",
    "sponsors",
)
DATA_ENDINGS = (".yaml", ".yml")
PUBLISHED_FILE = "published.txt"
"""The record of what was published: no person writes it."""
IMPORTS = "imports"  # a folder in data/: the contents of the last imports
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
MAX_SLUG_LENGTH = 80
IN_ASCII = str.maketrans(
    dict(zip("ßłøđðħıþæœ", ("ss", *"loddhi", "th", "ae", "oe"), strict=True))
)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
TRANSLATION = re.compile(
    rf"[a-z0-9]+(?:-[a-z0-9]+)*\.(?!md\Z|txt\Z){LANGUAGE.pattern}\Z"
)
"""A name such as `about.cy`: the page “about” in Welsh."""
EVENT_FILE_MISSPELLINGS = re.compile(
    r"event\.(?:md|markdown|txt)(?:\.txt|\.md)?\Z", re.IGNORECASE
)
DATA_FILE_MISSPELLINGS = re.compile(
    rf"(?i)({'|'.join(DATA_FILES)})(?:\.ya?ml)?(?:\.txt|\.ya?ml)\Z"
)
"""Wrong capitals, and endings that Notepad adds."""
IGNORED_NAMES = re.compile(
    r"\.|~\$|#.*#\Z|.*~\Z|.*\.(?:sw[a-px]|bak|tmp|orig|rej)\Z|Thumbs\.db\Z|desktop\.ini\Z|Icon\r\Z",
    re.IGNORECASE,
)
"""Hidden files, and files that editors, Office and file managers leave behind."""


class SourceFile(Struct, frozen=True):
    """A file to read, or an entry of a folder that may be one."""

    path: str  # relative to the project, with `/` and without unprintable characters
    real_path: str
    slug: str  # name without the ending, and for news without the date in front
    kind: Literal["file", "folder", "unsafe"] = "file"
    """An unsafe one has been reported."""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class ProjectFiles(Struct):
    """Source files by role, each group sorted by path."""

    event: SourceFile | None = None
    documents: dict[str, list[SourceFile]] = {}  # Markdown files by folder
    data: dict[str, SourceFile] = {}  # YAML files by name without ending
    record: SourceFile | None = None
    unreadable: dict[str, list[str]] = {}  # slugs by folder; data files under `data`
    unlistable: set[str] = set()  # folders whose contents are unknown


def find_files(root: Path, log: Log, prefix: str = "") -> ProjectFiles:
    """Find the source files of a project.

    Report F codes. Paths in messages get a prefix.
    """
    unreadable: dict[str, list[str]] = {folder: [] for folder in (*FOLDERS, "data")}
    files = ProjectFiles(
        documents={folder: [] for folder in FOLDERS}, unreadable=unreadable
    )
    return FileFinder(root, log, prefix, files).find()


class FileFinder(Struct):
    """Looks through `content/` and `data/` once."""

    root: Path
    log: Log
    prefix: str
    files: ProjectFiles

    def find(self) -> ProjectFiles:
        root = SourceFile(self.prefix.removesuffix("/"), str(self.root), "")
        entries = self._list(root, only=("content", "data"))
        top = {entry.name: entry for entry in entries or ()}
        if entries is not None and "content" not in top:
            folders = [
                name
                for name in os.listdir(self.root)
                if os.path.isdir(self.root / name)
            ]
            guess = closest_match("content", folders)
            advice = f"Rename “{guess}” to “content”. " if guess else ""
            span = file_span(f"{self.prefix}content/event.md")
            self.log.report("F101", span, folder="content", advice=advice)
        elif "content" in top and self._is("folder", top["content"]):
            self._find_content(top["content"])
        if "data" in top:
            self._find_data(top["data"])
        return self.files

    def _report(self, code: str, entry: SourceFile, **facts: Any) -> None:
        self.log.report(code, file_span(entry.path), name=entry.name, **facts)

    def _is(self, kind: str, entry: SourceFile) -> bool:
        """Return whether an entry is a folder or a file.

        Report F122 or F123 for the other one.
        """
        if entry.kind not in (kind, "unsafe"):
            self._report("F122" if kind == "file" else "F123", entry)
        return entry.kind == kind

    def _list(
        self, folder: SourceFile, only: tuple[str, ...] = ()
    ) -> list[SourceFile] | None:
        """List entries of a folder by name.

        Report F105 and return `None` if that is impossible.
        """
        try:
            names = os.listdir(folder.real_path)
        except OSError as error:
            self.log.report(
                "F105", file_span(folder.path or "."), reason=os_error_reason(error)
            )
            return None
        names.sort(key=lambda name: (unicodedata.normalize("NFC", name), name))
        names = [
            name
            for name in names
            if name in only or not (only or IGNORED_NAMES.match(name))
        ]
        return [self._entry(folder, name) for name in names]

    def _entry(self, folder: SourceFile, name: str) -> SourceFile:
        """Describe an entry of a folder.

        Report F105 to F107 if it cannot or must not be read.
        """
        printable = "".join(letter if letter.isprintable() else "�" for letter in name)
        path = f"{folder.path}/{printable}".lstrip("/")
        real_path = os.path.join(folder.real_path, name)
        kind: Literal["file", "folder", "unsafe"] = "unsafe"
        try:
            if code := unsafe_code(real_path, self.root):
                self.log.report(code, file_span(path))
            else:
                kind = "folder" if os.path.isdir(real_path) else "file"
        except OSError as error:
            self.log.report("F105", file_span(path), reason=os_error_reason(error))
        return SourceFile(path, real_path, os.path.splitext(printable)[0], kind)

    def _find_content(self, content: SourceFile) -> None:
        entries = self._list(content)
        if entries is None:
            return
        names = {entry.name for entry in entries}
        is_event_missing = "event.md" not in names
        for entry in entries:
            guess = closest_match(entry.name, set(FOLDERS) - names)
            if entry.name == "event.md":
                self.files.event = entry if self._is("file", entry) else None
            elif entry.name in FOLDERS and self._is("folder", entry):
                self._find_documents(entry)
            elif entry.name in FOLDERS:
                self.files.unlistable.add(entry.name)
            elif entry.kind == "folder":
                self._report("F120" if guess else "F111", entry, better=guess)
                self.files.unlistable.update([guess] if guess else ())
            elif is_event_missing and EVENT_FILE_MISSPELLINGS.match(entry.name):
                self._report("F120", entry, better="event.md")
                is_event_missing = False
            elif entry.name == f"{entry.slug}.md" and TRANSLATION.match(entry.slug):
                self.files.documents.setdefault("event", []).append(entry)
                self.files.unreadable.setdefault("event", [])
            else:
                self._report_unread_file(entry)
        if is_event_missing:
            self.log.report("F102", file_span(f"{self.prefix}content/event.md"))

    def _find_documents(self, folder: SourceFile) -> None:
        entries = self._list(folder)
        if entries is None:
            self.files.unlistable.add(folder.name)
        by_slug: dict[str, SourceFile] = {}
        for entry in entries or ():
            slug = entry.slug
            if folder.name == "news":
                slug = re.sub(r"^\d{4}-\d{2}-\d{2}-", "", slug)
            if entry.kind != "file" or not entry.name.lower().endswith(
                (".md", ".markdown")
            ):
                self.files.unreadable[folder.name].append(slug.removesuffix(".md"))
                if entry.kind == "folder":
                    self._report("F113", entry, folder=folder.name)
                elif entry.kind == "file" and entry.name.lower().endswith(".md.txt"):
                    self._report("F120", entry, better=f"{slugify(entry.slug[:-3])}.md")
                else:
                    self._report_unread_file(entry)
                continue
            is_sound = SLUG.match(slug) or TRANSLATION.match(slug)
            if not is_sound or len(slug) > MAX_SLUG_LENGTH:
                is_copy = re.match(
                    r"copy of |.*( - copy| copy|\(\d+\))$", entry.slug.lower()
                )
                keep = "If you do not need this copy, delete it. To keep it, rename"
                better = f"{slugify(entry.slug) or 'page'}.md"
                self._report(
                    "F110", entry, better=better, advice=keep if is_copy else "Rename"
                )
                slug = slugify(slug) or "page"
            if first := by_slug.get(slug):
                self._report(
                    "F109", entry, other=first.path, address=f"{folder.name}/{slug}/"
                )
            else:
                by_slug[slug] = structs.replace(entry, slug=slug)
        self.files.documents[folder.name] = list(by_slug.values())

    def _find_data(self, folder: SourceFile) -> None:
        files, unreadable = self.files, self.files.unreadable["data"]
        entries = self._list(folder) if self._is("folder", folder) else None
        if entries is None:
            unreadable.extend(DATA_FILES)
            return
        names = {entry.name for entry in entries}
        missing = [
            name for name in DATA_FILES if not {f"{name}.yaml", f"{name}.yml"} & names
        ]
        for entry in entries:
            if entry.name == PUBLISHED_FILE and entry.kind == "file":
                files.record = entry
            elif entry.kind == "unsafe":
                unreadable.append(entry.slug)
            elif entry.name == IMPORTS and entry.kind == "folder":
                continue
            elif entry.slug not in DATA_FILES or not entry.name.endswith(DATA_ENDINGS):
                self._report_unknown_data(entry, missing)
            elif not self._is("file", entry):
                unreadable.append(entry.slug)
            elif files.data.setdefault(entry.slug, entry) is not entry:
                self._report("F115", entry, other=files.data[entry.slug].path)

    def _report_unknown_data(self, entry: SourceFile, missing: list[str]) -> None:
        """Report an entry of data/ that is not read, and what it may have been meant
        for.
        """
        match = DATA_FILE_MISSPELLINGS.match(entry.name)
        guess = match[1].lower() if match else None
        if guess in missing:
            self._report("F120", entry, better=f"{guess}.yaml")
        elif entry.kind == "file" and entry.name.lower().endswith(DATA_ENDINGS):
            suggestion = did_you_mean(
                entry.name, [f"{name}.yaml" for name in DATA_FILES]
            )
            self._report("F114", entry, suggestion=suggestion)
            guess = closest_match(entry.slug, missing)
        else:
            self._report_unread_file(entry)
            guess = None
        self.files.unreadable["data"] += [guess] if guess else []

    def _report_unread_file(self, entry: SourceFile) -> None:
        if entry.kind == "unsafe":
            return
        stem, ending = os.path.splitext(entry.name.lower())
        facts = {
            "command": f"{program()} import",
            "path": quote_path(entry.path),
            "kind": {"news": "news", "speakers": "speaker"}.get(
                entry.path.split("/")[-2], "page"
            ),
            "name": slugify(stem.removesuffix(".md")) or "page",
        }
        advice = ADVICE_BY_ENDING.get(ending, OTHER_ADVICE)
        self._report("F112", entry, advice=advice.format(**facts))


def reject_unsafe_files(root: Path, log: Log, prefix: str = "") -> None:
    """Report links in the asset folders that lead out of the project, and pipes and
    devices.
    """
    waiting = [root / "assets", root / "templates"]
    while waiting:
        path = waiting.pop()
        with suppress(OSError):
            if code := unsafe_code(path, root):
                log.report(code, file_span(prefix + path.relative_to(root).as_posix()))
            elif not path.is_symlink() and path.is_dir():
                waiting += path.iterdir()


def unsafe_code(path: str | Path, root: Path) -> str | None:
    """Return the code for a link out of the project, a pipe or a device.

    Raise `OSError`.
    """
    if os.path.islink(path) and not Path(os.path.realpath(path)).is_relative_to(
        root.resolve()
    ):
        return "F107"
    mode = os.stat(path).st_mode
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "F106"


def os_error_reason(error: OSError) -> str:
    """Return why the operating system refused, in plain words."""
    reason = (error.strerror or "it could not be opened").rstrip(".").lower()
    return REASONS.get(error.errno or 0, reason)


def slugify(text: str) -> str:
    """Return a name as lower-case ASCII letters, digits and hyphens, for use in an
    address.
    """
    letters = unicodedata.normalize("NFKD", text.lower().translate(IN_ASCII))
    ascii_text = letters.encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower().replace("'", "")).strip("-")
    return slug[:MAX_SLUG_LENGTH].rstrip("-")
