"""Static files of the theme and the project, under names that carry a digest of their bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from msgspec import Struct, field

from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import Log
from microsite.digests import digest_of
from microsite.render.styles import bundle
from microsite.site.downloads import Download, unchanged_bytes
from microsite.site.renditions import PictureFile
from microsite.site.site import Site

ALWAYS_PUBLISHED = ("fonts", "js")
"""Folders of assets/ that are published whole; pictures and downloads only where a page uses them.
"""
STYLESHEETS = ("css/site.css", "css/fonts.css", "css/print.css", "css/enhanced.css")
PAGE_STYLES = "css/pages"
"""These, and each file in that folder, are published with what they import; others only as parts of
them.
"""
PLAIN_NAMES = ("icon.svg", "favicon.ico")
"""Files of assets/ that browsers ask for by name."""
COMMENT = re.compile(rb"^/\*.*?\*/\r?\n", re.MULTILINE | re.DOTALL)
"""In a script. Those that begin further in might be part of a text."""


class Published(Struct):
    """What is to be published, by its name inside assets/."""

    paths: dict[str, str] = field(default_factory=dict)
    """Where it goes in the output."""
    data: dict[str, bytes] = field(default_factory=dict)
    """What it holds."""


class Assets(Struct):
    """What the theme and the project bring along."""

    folders: tuple[Path, ...]
    """The assets folders, the nearest first."""
    own: dict[str, str]
    """What is the event's own in the stylesheets: see event_css()."""
    log: Log
    _found: dict[str, Path | None] = field(default_factory=dict)
    ready: Published = field(default_factory=Published)
    """What is to be published, once that has been put together."""

    def find(self, name: str) -> Path | None:
        """A file by its name inside assets/."""
        if name not in self._found:
            self._found[name] = next(
                (folder / name for folder in self.folders if os.path.isfile(folder / name)), None
            )
        return self._found[name]

    def names(self, below: str) -> list[str]:
        """The files in a folder of assets/, sorted, without hidden ones."""
        found: set[str] = set()
        for folder in self.folders:
            for parent, _, files in os.walk(folder / below):
                inside = Path(parent).relative_to(folder).as_posix()
                found.update(f"{inside}/{file}" for file in files if file[0] != ".")
        return sorted(found)

    def published(self) -> dict[str, str]:
        """Names inside assets/ and where they go in the output; the stylesheet is `css/site.css`."""
        return self.put_together().paths

    def put_together(self) -> Published:
        """What is to be published. Reports T-codes for stylesheets."""
        if not self.ready.paths:
            for folder in ALWAYS_PUBLISHED:
                self._publish_folder(folder)
            for name in PLAIN_NAMES:
                if path := self.find(name):
                    self._add(name, path.read_bytes())
            for name in (*STYLESHEETS, *self.names(PAGE_STYLES)):
                if self.find(name):
                    names = partial(self.names, "css")
                    css = bundle(
                        name,
                        self.find,
                        names,
                        partial(self._from_stylesheet, name),
                        self.own,
                        self.log,
                    )
                    self._add(name, css.encode())
        return self.ready

    def _publish_folder(self, folder: str) -> None:
        """Scripts import each other by relative name, so their folder carries the digest; fonts
        carry their own.
        """
        data = {name: _stripped(path) for name in self.names(folder) if (path := self.find(name))}
        if folder == "js":
            whole = digest_of(
                b"\0".join(
                    name.encode() + b"\0" + content for name, content in sorted(data.items())
                ),
                4,
            )
            for name, content in data.items():
                self.ready.data[name] = content
                self.ready.paths[name] = f"assets/js.{whole}/{name.removeprefix('js/')}"
        else:
            for name, content in data.items():
                self._add(name, content)

    def _from_stylesheet(self, sheet: str, name: str) -> str | None:
        """Where a file goes, seen from a stylesheet."""
        if name not in self.ready.paths:
            path = self.find(name)
            if path is None:
                return None
            self._add(name, path.read_bytes())
        return f"{'../' * (sheet.count('/') + 1)}{self.ready.paths[name]}"

    def _add(self, name: str, content: bytes) -> None:
        pure = PurePosixPath(name)
        self.ready.data[name] = content
        self.ready.paths[name] = (
            f"assets/{pure.with_suffix('')}.{digest_of(content, 4)}{pure.suffix}"
        )

    def artifacts(self) -> Iterator[Artifact]:
        """The files to publish."""
        for name, path in self.published().items():
            content = self.ready.data[name]
            yield Artifact(path, digest_of(content), partial(bytes, content))


def file_artifacts(files: Iterable[tuple[str, PictureFile | Download]]) -> Iterator[Artifact]:
    """Files as they are, each with its place in the output; they were read and hashed when a page
    first used them.
    """
    for path, file in files:
        yield Artifact(path, f"file {file.digest}", partial(unchanged_bytes, file))


def drawing_artifacts(site: Site) -> Iterator[Artifact]:
    """Yield a band for each day, the drawing beside the outline, and the tiles that stand in for
    portraits.
    """
    drawings = site.drawings
    without_photo = (
        speaker for speaker in site.event.speakers if speaker.protected or not speaker.photo
    )
    shown = {
        drawings.portraits[speaker.slug].path.partition("#")[0]
        for speaker in without_photo
        if drawings.days
    }
    tiles = (tile for tile in drawings.tiles.values() if tile.path in shown)
    outlined = (drawings.rails,) if drawings.rails else ()
    for file in (*drawings.bands.values(), *outlined, *tiles):
        yield Artifact(file.path, f"drawing {file.path}", file.content.encode)


def _stripped(path: Path) -> bytes:
    """What a file holds; of a script without comments that stand on lines of their own, from the
    first column.
    """
    content = path.read_bytes()
    return COMMENT.sub(b"", content) if path.suffix == ".js" else content
