"""Finds the files of a project, and says so where one is not what or where it should be."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from microsite.diagnostics.diagnostic import Log, nowhere
from microsite.diagnostics.suggest import did_you_mean

FOLDERS = ("news", "pages", "speakers")
DATA_FILES = ("figures", "rates", "resources", "sessions", "sponsors")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LONGEST_SLUG = 80
IGNORED = re.compile(
    r"\.|~\$|#.*#\Z|.*~\Z|.*\.(?:sw[a-px]|bak|tmp|orig|rej)\Z|Thumbs\.db\Z|desktop\.ini\Z|Icon\r\Z",
    re.IGNORECASE,
)
"""What editors, Office and file managers leave beside a file while it is open, and hidden files."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read."""

    path: str
    """Relative to the project, with `/`."""
    on_disk: Path
    slug: str
    """Its name without the ending; for news without the date in front."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a project by what they hold; each group sorted by path."""

    event: FoundFile | None
    documents: dict[str, tuple[FoundFile, ...]]
    """Markdown by folder: `news`, `pages`, `speakers`."""
    data: dict[str, FoundFile]
    """YAML by name: `sessions`, `resources`, ..."""


def discover(root: Path, log: Log) -> Found:
    """List what there is to read. Reports F-codes for files that are misnamed, misplaced, or unsafe."""
    content = root / "content"
    if not content.is_dir():
        log.report("F101", nowhere("content/event.md"), folder="content")
        return Found(None, dict.fromkeys(FOLDERS, ()), {})
    event = None
    documents: dict[str, tuple[FoundFile, ...]] = dict.fromkeys(FOLDERS, ())
    for entry in _entries(root, content, log):
        path = f"content/{entry.name}"
        if entry.is_dir():
            if entry.name in FOLDERS:
                documents[entry.name] = tuple(_documents(root, content / entry.name, log))
            else:
                log.report("F111", nowhere(path), name=entry.name, suggestion=did_you_mean(entry.name, FOLDERS))
        elif entry.name == "event.md":
            event = FoundFile(path, Path(entry.path), "event")
        else:
            _misplaced(path, log)
    if event is None:
        log.report("F102", nowhere("content/event.md"))
    return Found(event, documents, _data(root, log))


def _documents(root: Path, folder: Path, log: Log) -> Iterator[FoundFile]:
    slugs: dict[str, str] = {}
    for entry in _entries(root, folder, log):
        path = f"content/{folder.name}/{entry.name}"
        stem, ending = os.path.splitext(entry.name)
        if entry.is_dir():
            log.report("F113", nowhere(path), folder=folder.name)
            continue
        if ending.lower() not in (".md", ".markdown"):
            _misplaced(path, log)
            continue
        slug = re.sub(r"^\d{4}-\d{2}-\d{2}-", "", stem) if folder.name == "news" else stem
        if not SLUG.match(slug) or len(slug) > LONGEST_SLUG:
            log.report("F110", nowhere(path), name=entry.name, better=f"{slugify(stem) or 'page'}.md")
        if slug in slugs:
            log.report("F109", nowhere(path), other=slugs[slug], address=f"{folder.name}/{slug}/")
            continue
        slugs[slug] = path
        yield FoundFile(path, Path(entry.path), slug)


def _data(root: Path, log: Log) -> dict[str, FoundFile]:
    folder = root / "data"
    found: dict[str, FoundFile] = {}
    if not folder.is_dir():
        return found
    for entry in _entries(root, folder, log):
        path = f"data/{entry.name}"
        stem, ending = os.path.splitext(entry.name)
        if entry.is_dir() or ending.lower() not in (".yaml", ".yml"):
            _misplaced(path, log)
        elif stem not in DATA_FILES:
            log.report(
                "F114",
                nowhere(path),
                name=entry.name,
                suggestion=did_you_mean(entry.name, [f"{name}.yaml" for name in DATA_FILES]),
            )
        elif stem in found:
            log.report("F115", nowhere(path), other=found[stem].path)
        else:
            found[stem] = FoundFile(path, Path(entry.path), stem)
    return found


def _misplaced(path: str, log: Log) -> None:
    """Say what to do with a file that is not read."""
    ending = os.path.splitext(path)[1].lower()
    if ending in (".doc", ".docx", ".odt", ".rtf", ".pages"):
        log.report("F112", nowhere(path), advice="Copy its text into a .md file; Word documents are not read.")
    elif ending in (".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".avif", ".heic", ".pdf"):
        log.report("F112", nowhere(path), advice="Pictures and downloads live in assets/.")
    elif ending in (".xls", ".xlsx", ".ods", ".csv"):
        log.report(
            "F112",
            nowhere(path),
            advice="Spreadsheets are not read here; the build reads .yaml files in data/.",
        )
    else:
        log.report(
            "F112",
            nowhere(path),
            advice="Pages belong in content/pages/, news in content/news/, speakers in content/speakers/, "
            "and .yaml files in data/.",
        )


def _entries(root: Path, folder: Path, log: Log) -> list[os.DirEntry[str]]:
    """What a folder holds, sorted by name, without what is ignored and what is not safe to read."""
    kept = []
    try:
        listed = sorted(os.scandir(folder), key=lambda entry: unicodedata.normalize("NFC", entry.name))
    except OSError as failure:
        log.report("F105", nowhere(folder.relative_to(root).as_posix()), reason=reason(failure))
        return []
    for entry in listed:
        path = nowhere((folder / entry.name).relative_to(root).as_posix())
        if IGNORED.match(entry.name):
            continue
        try:
            mode = entry.stat().st_mode
        except OSError as failure:
            log.report("F105", path, reason=reason(failure))
            continue
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root.resolve()):
            log.report("F107", path)
        elif not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            log.report("F106", path)
        else:
            kept.append(entry)
    return kept


def reason(failure: OSError) -> str:
    """Why the machine refused, in its own words, without a path or a number."""
    return (failure.strerror or "it could not be opened").rstrip(".").lower()


def slugify(text: str) -> str:
    """The form of a name that an address uses: lower-case letters, digits and hyphens."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ł", "l").replace("ø", "o"))
    plain = folded.encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].rstrip("-")
