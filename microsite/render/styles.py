"""Stylesheets: each with all that it imports in one small file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Protocol

from rcssmin import cssmin

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.diagnostics.suggestions import did_you_mean

REFERENCE = re.compile(
    r"@import\s+url\(\s*[\"']?(?P<sheet>[^\"')]+)[\"']?\s*\)\s*"
    r"(?:layer\(\s*(?P<layer>[\w.-]+)\s*\))?\s*(?P<media>[^;]*);"
    r"|url\(\s*([\"']?)(?!data:|#)(?P<file>[^\"')]+)\4\s*\)"
)


class StyleFiles(Protocol):
    """Files of assets/, and the parts of stylesheets that depend on the event."""

    event_css: dict[str, str]
    """By the comment that each replaces: `TOKENS` for `/*TOKENS*/`."""

    def find(self, name: str) -> Path | None:
        """Return a file by its name inside assets/."""

    def names(self, below: str) -> list[str]:
        """Return the files in a folder of assets/."""


def bundle_css(name: str, files: StyleFiles, link: Callable[[str], str | None], log: Log) -> str:
    """Return a stylesheet with all that it imports, and the parts of the event.

    `link` returns the link to a file of assets/. Report T104 if a file is missing.
    """
    text = _read(name, files, link, log, ())
    parts = re.sub(r"/\*([A-Z]+)\*/", lambda part: files.event_css.get(part[1], ""), text)
    return f"{cssmin(parts)}\n"


def _read(
    name: str,
    files: StyleFiles,
    link: Callable[[str], str | None],
    log: Log,
    importing: tuple[str, ...],
) -> str:
    """Return a stylesheet with its imports in place, each in its layer and media query."""
    path = files.find(name)
    if path is None or name in importing:
        return ""
    source = SourceText(f"assets/{name}", path.read_text(encoding="utf-8", errors="replace"))

    def report_missing(reference: re.Match[str], group: str, missing: str) -> None:
        suggestion = did_you_mean(missing, files.names("css"))
        span = source.span(*reference.span(group))
        log.report("T104", span, name=missing, suggestion=suggestion)

    def replacement(reference: re.Match[str]) -> str:
        if reference["sheet"]:
            inner = _joined(name, reference["sheet"])
            if files.find(inner) is None:
                report_missing(reference, "sheet", inner)
                return ""
            text = _read(inner, files, link, log, (*importing, name))
            if media := reference["media"].strip():
                text = f"@media {media}{{{text}}}"
            return f"@layer {reference['layer']}{{{text}}}" if reference["layer"] else text
        if re.match(r"[a-z]+:|/", reference["file"]):
            return reference[0]
        inner = _joined(name, re.split(r"[?#]", reference["file"])[0])
        target = link(inner)
        if target is None:
            report_missing(reference, "file", inner)
            return reference[0]
        return f"url({target})"

    return REFERENCE.sub(replacement, source.text)


def _joined(stylesheet: str, name: str) -> str:
    """Return the name inside assets/ of a file that a stylesheet refers to."""
    parts: list[str] = []
    for part in (*PurePosixPath(stylesheet).parent.parts, *PurePosixPath(name).parts):
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
