"""Files of the project that visitors can save: slides, programmes, forms."""

import re
from collections.abc import Callable, Iterable, Sequence
from os.path import isfile
from pathlib import Path, PurePosixPath

from msgspec import Struct

from microsite.cache import Cache, digest_of
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.project import engine_digest, read_file
from microsite.site.svg import read_svg
from microsite.source.files import slugify

MAX_BYTES = 50 * 1024 * 1024
PAGE = "a web page, which browsers would show as part of this site"
PROGRAM = "a program, which a server may run"
ACTIVE_FILES = {
    ".htm": PAGE,
    ".html": PAGE,
    ".mht": PAGE,
    ".mhtml": PAGE,
    ".shtml": PAGE,
    ".svgz": PAGE,
    ".xht": PAGE,
    ".xhtml": PAGE,
    ".xml": PAGE,
    ".xsl": PAGE,
    ".xslt": PAGE,
    ".asp": PROGRAM,
    ".aspx": PROGRAM,
    ".cgi": PROGRAM,
    ".jsp": PROGRAM,
    ".phar": PROGRAM,
    ".php": PROGRAM,
    ".php5": PROGRAM,
    ".phtml": PROGRAM,
    ".pl": PROGRAM,
}
"""Words for files that a browser or a server would run, by ending."""
WEB_SAFE = re.compile(r"[\w.-]+", re.ASCII)


class Download(Struct, frozen=True):
    """A file as it is published."""

    source: str
    """Its name inside assets/."""
    on_disk: Path
    path: str
    """Its path in the output, with a digest of its bytes in the name."""
    digest: str


class DownloadRegistry(Struct):
    """The downloads that pages link to. Each file is read once."""

    folders: tuple[Path, ...]
    """The assets folders, the nearest first."""
    cache: Cache
    search: Callable[[bytes], bool] | None = None
    """Searches a download for private words, if there are any.

    Returns whether it can be read.
    """
    shared: str = ""
    """Path from the site to the folder of files that it shares: `../`."""
    found: dict[str, Download] = {}

    def find(self, name: str, span: Span, log: Log) -> str | None:
        """Return the path of a file in the output; None if there is no such file.

        Report I108, I109, I111.
        """
        name = name.removeprefix("assets/")
        if name in self.found:
            return self.found[name].path
        path = find_file(self.folders, name)
        if path is None:
            return None
        size = path.stat().st_size
        if size > MAX_BYTES:
            log.report("I111", span, name=name, size=f"{size / 1024 / 1024:.1f} MB")
            return name
        data = read_file(path)
        danger = _danger_of(name, data)
        if danger:
            log.report("I108", span, name=name, what=danger)
        elif self.search is not None and not self._is_readable(data, self.search):
            log.report("I109", span, name=name)
        digest = digest_of(data, 8)
        target = f"{self.shared}{_output_path(name, digest)}"
        self.found[name] = Download(name, path, target, digest)
        return target

    def _is_readable(self, data: bytes, search: Callable[[bytes], bool]) -> bool:
        """Return whether private words can be looked for in a file, from the cache."""
        key = engine_digest().encode() + data
        return self.cache.get("download", key, lambda: b"%d" % search(data)) != b"0"


def _danger_of(name: str, data: bytes) -> str:
    """Return words for what a browser or a server would do with a file; or nothing."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix != ".svg":
        return ACTIVE_FILES.get(suffix, "")
    svg = read_svg(data)
    if svg is None:
        return "an SVG that cannot be read"
    _, _, unsafe = svg
    return unsafe


def _output_path(name: str, digest: str) -> str:
    """Return the path of a download in the output, safe for addresses."""
    path = PurePosixPath(name)
    parts = []
    for part in path.with_suffix("").parts:
        parts.append(part if WEB_SAFE.fullmatch(part) else slugify(part) or "file")
    return f"assets/{'/'.join(parts)}.{digest[:8]}{path.suffix}"


def asset_files(folders: Sequence[Path], below: str) -> dict[str, Path]:
    """Return the files in a folder of the assets folders by name, in order.

    Hidden files are left out. The nearest file of a name counts.
    """
    files = {}
    for folder in reversed(folders):
        for path in (folder / below).rglob("[!.]*"):
            if path.is_file():
                files[path.relative_to(folder).as_posix()] = path
    return dict(sorted(files.items()))


def find_file(folders: Iterable[Path], name: str) -> Path | None:
    """Return the file of this name in the nearest of the folders that has it.

    A file that a link leads to from outside a folder does not count.
    """
    for folder in folders:
        path = folder / name
        if isfile(path) and path.resolve().is_relative_to(folder.resolve()):
            return path
    return None
