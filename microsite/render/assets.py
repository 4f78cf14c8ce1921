"""Static files of the theme and the project, under names that contain a digest of their bytes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath

from rjsmin import jsmin

from microsite.cache import digest_of
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import did_you_mean
from microsite.diagnostics.source_text import SourceText
from microsite.render.artifacts import Artifact
from microsite.site.downloads import Download, read_unchanged
from microsite.site.images import SourceImage
from microsite.site.site import Site

STYLESHEETS = ("css/site.css", "css/fonts.css", "css/print.css", "css/enhanced.css")
PAGE_STYLES = "css/pages"
"""These, and each file in that folder, are published; other stylesheets only as parts of them, and
images and downloads only if a page uses them.
"""
PLAIN_NAMES = ("icon.svg", "favicon.ico")
"""Files of assets/ that browsers ask for by name."""
REFERENCE = re.compile(
    r"@import\s+url\(\s*[\"']?(?P<sheet>[^\"')]+)[\"']?\s*\)\s*"
    r"(?:layer\(\s*(?P<layer>[\w.-]+)\s*\))?\s*(?P<media>[^;]*);"
    r"|url\(\s*([\"']?)(?!data:|#)(?P<file>[^\"')]+)\4\s*\)"
)

_SPACE = r"(?:\s|/\*(?:[^*]|\*(?!/))*\*/)"
COMPACTION = re.compile(
    rf"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\))"""
    rf"|{_SPACE}*;{_SPACE}*(?=\}})"
    rf"|{_SPACE}*(?P<mark>[{{}};,>]){_SPACE}*"
    rf"|(?<=[\w-]:){_SPACE}+(?=[^;}}\s])"
    rf"|(?P<space>{_SPACE}+)",
    re.DOTALL,
)
"""Strings, which stay as they are; spaces and comments, which go or become one space; and the
last semicolon of a block."""
LAYER_SEAM = re.compile(rf"\}}/\*end (\w+)\*/{_SPACE}*@layer \1\{{")
"""The end of an import and the start of the next one into the same layer."""


class Assets:
    """Files that the theme and the project bring along."""

    def __init__(self, folders: tuple[Path, ...], event_css: dict[str, str], log: Log) -> None:
        """Use the assets folders, the nearest first, and CSS by the comment that it replaces:
        `TOKENS` for `/*TOKENS*/`.
        """
        self.folders = folders
        self.event_css = event_css
        self.log = log
        self._paths: dict[str, str] = {}
        self._data: dict[str, bytes] = {}

    def find(self, name: str) -> Path | None:
        """Return a file by its name inside assets/."""
        paths = (folder / name for folder in self.folders)
        return next((path for path in paths if os.path.isfile(path)), None)

    def names(self, below: str) -> list[str]:
        """Return the files in a folder of assets/, sorted, without hidden ones."""
        found: set[str] = set()
        for folder in self.folders:
            for parent, _, files in os.walk(folder / below):
                inside = Path(parent).relative_to(folder).as_posix()
                found.update(f"{inside}/{file}" for file in files if file[0] != ".")
        return sorted(found)

    def published(self) -> dict[str, str]:
        """Return the paths in the output by name inside assets/. Report T-codes of stylesheets."""
        if not self._paths:
            for name in (*self.names("fonts"), *PLAIN_NAMES):
                if path := self.find(name):
                    self._add(name, path.read_bytes())
            self._add_scripts()
            for name in (*STYLESHEETS, *self.names(PAGE_STYLES)):
                if self.find(name):
                    css = self._stylesheet(name, name, ())
                    css = re.sub(r"/\*([A-Z]+)\*/", lambda it: self.event_css.get(it[1], ""), css)
                    self._add(name, f"{compact_css(css)}\n".encode())
        return self._paths

    def artifacts(self) -> Iterator[Artifact]:
        """Yield the files to publish."""
        for name, path in self.published().items():
            content = self._data[name]
            yield Artifact(path, digest_of(content), partial(bytes, content))

    def _add_scripts(self) -> None:
        """Add the scripts in a folder with a digest: they import each other by relative names."""
        scripts = {
            name: _read_script(path) for name in self.names("js") if (path := self.find(name))
        }
        parts = (name.encode() + b"\0" + content for name, content in scripts.items())
        digest = digest_of(b"\0".join(parts), 4)
        for name, content in scripts.items():
            self._data[name] = content
            self._paths[name] = f"assets/js.{digest}/{name.removeprefix('js/')}"

    def _stylesheet(self, name: str, bundle: str, importing: tuple[str, ...]) -> str:
        """Return a stylesheet with its imports in place, each in its layer and media query.

        Links to files are relative to the stylesheet `bundle`. Report T104 if a file is missing.
        """
        path = self.find(name)
        if path is None or name in importing:
            return ""
        source = SourceText(f"assets/{name}", path.read_text(encoding="utf-8", errors="replace"))

        def replacement(reference: re.Match[str]) -> str:
            sheet, file = reference["sheet"], reference["file"]
            if file and re.match(r"[a-z]+:|/", file):
                return reference[0]
            target = sheet or re.split(r"[?#]", file)[0]
            target = normpath(join(dirname(name), target.lstrip("/")))
            target_path = self.find(target)
            if target_path is None:
                span = source.span(*reference.span("sheet" if sheet else "file"))
                suggestion = did_you_mean(target, self.names("css"))
                self.log.report("T104", span, name=target, suggestion=suggestion)
                return "" if sheet else reference[0]
            if file:
                if target not in self._paths:
                    self._add(target, target_path.read_bytes())
                return f"url({'../' * (bundle.count('/') + 1)}{self._paths[target]})"
            css = self._stylesheet(target, bundle, (*importing, name))
            if media := reference["media"].strip():
                css = f"@media {media}{{{css}}}"
            if layer := reference["layer"]:
                css = f"@layer {layer}{{{css}}}/*end {layer}*/"
            return css

        return REFERENCE.sub(replacement, source.text)

    def _add(self, name: str, content: bytes) -> None:
        pure = PurePosixPath(name)
        self._data[name] = content
        self._paths[name] = f"assets/{pure.with_suffix('')}.{digest_of(content, 4)}{pure.suffix}"


def compact_css(css: str) -> str:
    """Return a stylesheet without comments and without spaces that mean nothing.

    A space before a colon stays, because `p :is(b)` is not `p:is(b)`. (rcssmin mistakes one for the
    other within `@layer`.)
    """
    css = LAYER_SEAM.sub("", css)
    compact = COMPACTION.sub(lambda it: it["kept"] or it["mark"] or " " * bool(it["space"]), css)
    return compact.strip()


def _read_script(path: Path) -> bytes:
    content = path.read_bytes()
    return bytes(jsmin(content)) + b"\n" if path.suffix == ".js" else content


def file_artifacts(files: Iterable[tuple[str, SourceImage | Download]]) -> Iterator[Artifact]:
    """Yield files that are published as they are, by path in the output."""
    for path, file in files:
        yield Artifact(path, f"file {file.digest}", partial(read_unchanged, file))


def drawing_artifacts(site: Site) -> Iterator[Artifact]:
    """Yield the files of drawings; tiles only if an avatar shows a part of them."""
    drawings = site.drawings
    people = (each for each in site.event.speakers if each.protected or not each.photo)
    shown = {drawings.avatars[each.slug][0].partition("#")[0] for each in people if drawings.days}
    for path, content in drawings.contents.items():
        if path in shown or path not in drawings.tiles.values():
            yield Artifact(path, f"drawing {path}", content.encode)
