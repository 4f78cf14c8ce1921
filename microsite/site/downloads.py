"""Files of the project that visitors can save: slides, programmes, forms."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
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
ACTING = dict.fromkeys(
    ".htm .html .mht .mhtml .shtml .svgz .xht .xhtml .xml .xsl .xslt".split(), PAGE
)
PROGRAM = "a program, which a server may run"
ACTING |= dict.fromkeys(
    ".asp .aspx .cgi .jsp .phar .php .php5 .phtml .pl".split(), PROGRAM
)
"""Words for files that a browser or a server would run, by ending."""
WEB_SAFE = re.compile(r"[\w.-]+", re.ASCII)


class Download(Struct, frozen=True):
    """A file as it is published."""

    source: str  # its name inside assets/
    on_disk: Path
    path: str  # its place in the output; the name carries a digest of its bytes
    digest: str


class DownloadRegistry(Struct):
    """The downloads that pages link to. Each file is read once."""

    folders: tuple[Path, ...]  # the assets folders, the nearest first
    cache: Cache
    search: Callable[[bytes], bool] | None = None
    """Searches a download for private words, if there are any.

    Returns whether it can be read.
    """
    shared: str = ""  # path from the site to the folder of files that it shares: `../`
    found: dict[str, Download] = {}

    def find(self, name: str, span: Span, log: Log) -> str | None:
        """Return the place of a file in the output; None without one.

        Report I108, I109, I111.
        """
        name = name.removeprefix("assets/")
        if name in self.found:
            return self.found[name].path
        path = find_file(self.folders, name)
        if path is None:
            return None
        if (size := path.stat().st_size) > MAX_BYTES:
            log.report("I111", span, name=name, size=f"{size / 1024 / 1024:.1f} MB")
            return name
        data, pure = read_file(path), PurePosixPath(name)
        danger = ACTING.get(pure.suffix.lower(), "")
        if pure.suffix.lower() == ".svg":
            *_, danger = read_svg(data) or (0, 0, "an SVG that cannot be read")
        if danger:
            log.report("I108", span, name=name, what=danger)
        elif self.search is not None:
            key, search = engine_digest().encode() + data, partial(self.search, data)
            if self.cache.get("download", key, lambda: b"%d" % search()) == b"0":
                log.report("I109", span, name=name)
        digest = digest_of(data, 8)
        parts = pure.with_suffix("").parts
        safe = (
            part if WEB_SAFE.fullmatch(part) else slugify(part) or "file"
            for part in parts
        )
        target = f"{self.shared}assets/{'/'.join(safe)}.{digest[:8]}{pure.suffix}"
        self.found[name] = Download(name, path, target, digest)
        return target


def asset_files(folders: Sequence[Path], below: str) -> dict[str, Path]:
    """Return the files in a folder of the assets folders by name, sorted, without
    hidden ones.
    """
    files = dict[str, Path]()
    for folder in reversed(folders):
        paths = (path for path in (folder / below).rglob("[!.]*") if path.is_file())
        files |= {path.relative_to(folder).as_posix(): path for path in paths}
    return dict(sorted(files.items()))


def find_file(folders: Iterable[Path], name: str) -> Path | None:
    """Return the file of this name in the nearest of the folders, unless it lies
    elsewhere.
    """
    for folder in folders:
        path = folder / name
        if isfile(path) and path.resolve().is_relative_to(folder.resolve()):
            return path
    return None
