"""The stylesheet: the files that `site.css` imports, in its order, as one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.diagnostics.suggestions import did_you_mean

IMPORT = re.compile(
    r"@import\s+url\(\s*[\"']?([^\"')]+)[\"']?\s*\)\s*(?:layer\(\s*([\w.-]+)\s*\))?\s*([^;]*);"
)
URL = re.compile(r"url\(\s*([\"']?)(?!data:|#)([^\"')]+)\1\s*\)")


def bundle(
    name: str,
    find: Callable[[str], Path | None],
    names: Callable[[], list[str]],
    place_of: Callable[[str], str | None],
    own: dict[str, str],
    log: Log,
) -> str:
    """The text of a stylesheet with its imports in place.

    `find` leads from a name inside assets/ to a file, `names` tells all there are, `place_of` leads
    to where that file goes in the output, relative to the stylesheet. `own` is the event's own, by
    the comment in whose place it comes: `TOKENS` for `/*TOKENS*/`. Reports T104 for what is
    missing.
    """
    sheet = _Sheet(find, names, place_of, log)
    text = sheet.read(name)
    return _squeeze(re.sub(r"/\*([A-Z]+)\*/", lambda mark: own.get(mark[1], ""), text))


class _Sheet:
    def __init__(
        self,
        find: Callable[[str], Path | None],
        names: Callable[[], list[str]],
        place_of: Callable[[str], str | None],
        log: Log,
    ) -> None:
        self.find = find
        self.names = names
        self.place_of = place_of
        self.log = log
        self.open: list[str] = []

    def read(self, name: str) -> str:
        """A stylesheet with what it imports, each import in its layer."""
        path = self.find(name)
        if path is None or name in self.open:
            return ""
        source = SourceText(f"assets/{name}", path.read_text(encoding="utf-8", errors="replace"))
        self.open.append(name)
        folder = PurePosixPath(name).parent

        def imported(match: re.Match[str]) -> str:
            inner = _joined(folder, match[1])
            if self.find(inner) is None:
                self._missing(source, match.start(1), match.end(1), inner)
                return ""
            text = self.read(inner)
            if match[3].strip():
                text = f"@media {match[3].strip()}{{{text}}}"
            return f"@layer {match[2]}{{{text}}}" if match[2] else text

        def placed(match: re.Match[str]) -> str:
            if re.match(r"[a-z]+:|/", match[2]):
                return match[0]
            plain = re.split(r"[?#]", match[2])[0]
            place = self.place_of(_joined(folder, plain))
            if place is None:
                self._missing(source, match.start(2), match.end(2), _joined(folder, plain))
                return match[0]
            return f"url({place})"

        text = IMPORT.sub(lambda match: f"\0{match.start()}\0", source.text)
        text = URL.sub(placed, text)
        imports = {match.start(): match for match in IMPORT.finditer(source.text)}
        text = re.sub(r"\0(\d+)\0", lambda match: imported(imports[int(match[1])]), text)
        self.open.pop()
        return text

    def _missing(self, source: SourceText, start: int, end: int, name: str) -> None:
        self.log.report(
            "T104", source.span(start, end), name=name, suggestion=did_you_mean(name, self.names())
        )


def _joined(folder: PurePosixPath, name: str) -> str:
    parts: list[str] = []
    for part in (*folder.parts, *PurePosixPath(name).parts):
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _squeeze(text: str) -> str:
    """The stylesheet without comments and spaces that mean nothing. Values and names stay as
    written.
    """
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = "\n".join(filter(None, map(str.strip, text.split("\n"))))
    for mark in "{};,>":
        text = mark.join(map(str.strip, text.split(mark)))
    text = re.sub(r":(?<=[\w-]:) (?=\S)", ":", text)
    return text.replace(";}", "}").strip() + "\n"
