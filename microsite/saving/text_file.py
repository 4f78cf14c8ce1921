"""Files of a project: found, edited without a byte changed beside an edit, and saved
safely.
"""

import os
import re
import secrets
import shutil
from bisect import bisect_left
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct, structs

from microsite.cache import Cache
from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity
from microsite.diagnostics.display import sanitize
from microsite.lint.lint import run_lint
from microsite.model.event import Event
from microsite.model.loader import LoadedEdition, load_event
from microsite.pages.registry import build_pages
from microsite.project import BuildOptions, Project
from microsite.site.changes import changed_runs
from microsite.site.redirects import resolve_redirects
from microsite.site.site import Site
from microsite.source.decode import decode_text, normalise_newlines, read_bytes
from microsite.source.edits import NON_ASCII_SPACES, ZERO_WIDTH, TextEdit, apply_edits
from microsite.source.files import SourceFile, find_files
from microsite.source.inheritance import read_sources
from microsite.source.reader import SourceFiles

BYTE_ORDER_MARKS = {
    BOM_UTF8: "utf-8",
    BOM_UTF16_LE: "utf-16-le",
    BOM_UTF16_BE: "utf-16-be",
}
ASSETS = "assets/"
Contents = Mapping[str, bytes | None]
INVISIBLE = re.compile(f"[{NON_ASCII_SPACES}{ZERO_WIDTH}]")


class TextFile(Struct, frozen=True):
    """A text file on the disk."""

    path: str
    data: bytes = b""
    bom: bytes = b""
    encoding: str = "utf-8"
    raw: str = ""
    """The text with its own line ends. Bytes that are not UTF-8 are surrogates."""
    text: str = ""  # the text as the engine reads it, with lines that end with `\n`

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> "TextFile | None":
        """Return the file with these bytes, or None if they are not text."""
        text = decode_text(path, data, Log())
        if text is None:
            return None
        marks = (mark for mark in BYTE_ORDER_MARKS.items() if data.startswith(mark[0]))
        bom, encoding = next(marks, (b"", "utf-8"))
        raw = data[len(bom) :].decode(encoding, "surrogateescape")
        return cls(path, data, bom, encoding, raw, normalise_newlines(text))

    @classmethod
    def read(cls, file: SourceFile) -> "TextFile | None":
        """Return a file of a project, or None if it cannot be read, or is not text."""
        data = read_bytes(file, Log())
        return None if data is None else cls.from_bytes(file.path, data)

    def with_edits(self, edits: Iterable[TextEdit]) -> "TextFile | None":
        """Return the file after separate edits of `text`; None if it cannot encode
        them.
        """
        line_end = re.search("\r\n|\r|\n", self.raw)
        pairs = [
            match.start() - count
            for count, match in enumerate(re.finditer("\r\n", self.raw))
        ]
        ordered_edits = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
        raw_edits = []
        for edit in ordered_edits:
            start, end = (
                offset + bisect_left(pairs, offset) for offset in (edit.start, edit.end)
            )
            text = edit.text.replace("\n", line_end[0]) if line_end else edit.text
            if re.search("[\udc80-\udcff]", self.raw):  # saved in the Windows encoding
                with suppress(UnicodeEncodeError):
                    text = text.encode("cp1252").decode("utf-8", "surrogateescape")
            raw_edits.append(TextEdit(start, end, text))
        raw = apply_edits(self.raw, tuple(raw_edits)).encode(
            self.encoding, "surrogateescape"
        )
        after = TextFile.from_bytes(self.path, self.bom + raw)
        return (
            after
            if after and after.text == apply_edits(self.text, ordered_edits)
            else None
        )


def line_diff(before: str, after: str) -> Iterator[str]:
    """Yield removed (`-`) and added (`+`) lines with numbers; a hard space is
    `<U+00A0>`.
    """
    old, new = before.split("\n"), after.split("\n")
    for i, j, k, m in changed_runs(old, new):
        changed_lines = [("-", at, old[at]) for at in range(i, j)]
        changed_lines += [("+", at, new[at]) for at in range(k, m)]
        for sign, at, line in changed_lines:
            text = INVISIBLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", line)
            text = f"{text[:160]}…" if len(text) > 160 else text
            yield f"{at + 1:>6} {sign} {sanitize(text)}".rstrip()


def source_files(root: Path) -> list[SourceFile]:
    """Return the source files of a project, by path."""
    tree = find_files(root, Log())
    documents = (file for files in tree.documents.values() for file in files)
    files = (*([tree.event] if tree.event else ()), *documents, *tree.data.values())
    return sorted(files, key=lambda file: file.path)


def read_with_changes(project: Project, contents: Contents, log: Log) -> SourceFiles:
    """Read a project with these bytes in place of files, by path.

    None deletes a file.
    """
    if not contents:
        return read_sources(project.root, log)
    files = {file.path: read_bytes(file, Log()) for file in source_files(project.root)}
    with TemporaryDirectory() as folder:
        for path, data in (files | dict(contents)).items():
            if data is not None:
                target = Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        return read_sources(Path(folder), log, home=project.root)


def load_with_changes(project: Project, contents: Contents) -> tuple[Event | None, Log]:
    """Load the event with these bytes in place of files; see `read_with_changes`."""
    log = Log()
    return load_event(read_with_changes(project, contents, log), log), log


def new_diagnostics(before: Log, after: Log) -> list[Diagnostic]:
    """Return the diagnostics that a change adds, also if they repeat one that was there
    before.
    """
    counts = Counter((entry.code, entry.span.path, entry.headline) for entry in before)
    entries = []
    for entry in after:
        key = (entry.code, entry.span.path, entry.headline)
        counts[key] -= 1
        if counts[key] < 0:
            entries.append(entry)
    return entries


def new_errors(
    project: Project, contents: Contents, *, with_pages: bool
) -> list[Diagnostic]:
    """Return the errors that changed files add; see `new_problems`."""
    return _added(project, contents, {Severity.ERROR}, with_pages=with_pages)


def new_problems(
    project: Project, contents: Contents, *, with_pages: bool
) -> list[Diagnostic]:
    """Return the errors and warnings that changed files add.

    Broken links, missing pictures and colours are reported only `with_pages`, also
    those of other files.
    """
    severities = {Severity.ERROR, Severity.WARNING}
    return _added(project, contents, severities, with_pages=with_pages)


def _added(
    project: Project,
    contents: Contents,
    severities: AbstractSet[Severity],
    *,
    with_pages: bool,
) -> list[Diagnostic]:
    if not contents:
        return []
    cache = Cache(None)  # both have nearly the same texts
    after = _log_with(project, contents, cache, with_pages=with_pages)
    if not any(entry.severity in severities for entry in after):
        return []
    before = _log_with(project, {}, cache, with_pages=with_pages)
    return [
        entry
        for entry in new_diagnostics(before, after)
        if entry.severity in severities
    ]


def _log_with(
    project: Project, contents: Contents, cache: Cache, *, with_pages: bool
) -> Log:
    from microsite.build import build_moment  # a new record does not need it

    log = Log()
    sources = read_with_changes(project, contents, log)
    event = load_event(sources, log)
    if event is None:
        return log
    if with_pages:
        _check_pages(LoadedEdition(project, sources, event, log), contents, cache)
    run_lint(event, sources, build_moment(event, BuildOptions()).date(), log)
    return log


def _check_pages(edition: LoadedEdition, contents: Contents, cache: Cache) -> None:
    """Build all pages for what they report; and the colours, unless there are
    errors.
    """
    from microsite.build import create_sites
    from microsite.render.event_css import event_css

    project = edition.project
    site = create_sites([edition], BuildOptions(drafts=True), cache)[0].site
    with ExitStack() as stack:
        if any(path.startswith(ASSETS) for path in contents):
            project.cache.mkdir(parents=True, exist_ok=True)
            folder = stack.enter_context(TemporaryDirectory(dir=project.cache))
            site = _with_assets(site, Path(folder), contents)
        for _ in build_pages(site):
            pass
        resolve_redirects(site)
        if not edition.log.errors:
            event_css(site)


def _with_assets(site: Site, folder: Path, contents: Contents) -> Site:
    """Return a site with changed assets, in a folder that has all the others too."""
    own, *shared = site.images.folders
    for path in own.rglob("*"):
        name = path.relative_to(own).as_posix()
        if path.is_file() and ASSETS + name not in contents:
            _link(path, folder / name)
    for name, data in contents.items():
        if name.startswith(ASSETS) and data is not None:
            target = folder / name.removeprefix(ASSETS)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    folders = (folder, *shared)
    return structs.replace(
        site,
        images=structs.replace(site.images, folders=folders, found={}),
        downloads=structs.replace(site.downloads, folders=folders, found={}),
    )


def _link(path: Path, target: Path) -> None:
    """Link a file from another folder, or copy it if the file system has no links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


class ConcurrentEditError(Exception):
    """The file has changed since it was read."""

    def __str__(self) -> str:
        return "A file has just been changed by another program. Try again."


def replace_file(path: Path, before: bytes | None, after: bytes | None) -> None:
    """Replace a file; None stands for none.

    Raises ConcurrentEditError if it is not as `before`.
    """
    if before is None:
        create_file(path, after or b"")
        return
    real = path.resolve()
    draft = _temporary_file(real, after or b"")
    try:
        shutil.copymode(real, draft)
        if real.read_bytes() != before:
            raise ConcurrentEditError
        if after is None:
            path.unlink()
        else:
            os.replace(draft, real)
    except FileNotFoundError:
        raise ConcurrentEditError from None
    finally:
        draft.unlink(missing_ok=True)
    with suppress(OSError):  # the next folder is not empty
        for folder in path.parents if after is None else ():
            folder.rmdir()


def create_file(path: Path, data: bytes) -> None:
    """Create a file and its folders. Raises ConcurrentEditError if it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _temporary_file(path, data)
    try:
        try:
            os.link(draft, path)
        except OSError:  # the file exists, or the file system has no links
            with path.open("xb") as file:
                file.write(data)
    except FileExistsError:
        raise ConcurrentEditError from None
    finally:
        draft.unlink(missing_ok=True)


def _temporary_file(path: Path, data: bytes) -> Path:
    """Write the bytes into a hidden file beside a path, and make sure they are on the
    disk.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    with draft.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return draft
