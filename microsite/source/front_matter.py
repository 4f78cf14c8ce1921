"""Front matter of Markdown files: settings at the top, text below."""

from __future__ import annotations

import re
from typing import cast

import frontmatter
from frontmatter.default_handlers import YAMLHandler
from msgspec import Struct

from microsite.diagnostics.diagnostic import Confidence, Fix, Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.source.nodes import Mapping, Node, describe_node, truncate
from microsite.source.yaml_parser import parse_patched
from microsite.source.yaml_repair.characters import ZERO_WIDTH
from microsite.source.yaml_repair.patched_text import PatchedText, TextEdit, parse_error


class MarkdownFile(Struct, frozen=True, eq=False):
    """A Markdown file: its settings as a tree, its text as written."""

    source: SourceText
    slug: str
    settings: Mapping
    body: Span

    @property
    def path(self) -> str:
        """The file, relative to the project."""
        return self.source.path


class _Handler(YAMLHandler):
    """Lets python-frontmatter split where we found the fences, and read settings as nodes with
    their spans.
    """

    def __init__(self, parts: SplitFile, log: Log) -> None:
        super().__init__()
        self.parts = parts
        self.log = log

    def split(self, text: str) -> tuple[str, str]:  # noqa: ARG002
        """Return the settings and the body; the fences have been checked before."""
        return self.parts.settings.text, self.parts.body.text

    def load(self, fm: str, **kwargs: object) -> dict[str, Node | None]:  # noqa: ARG002
        """Return the tree of the settings, under a name that no setting can have."""
        return {"": parse_patched(self.parts.settings, self.log)}


def parse_markdown_file(source: SourceText, slug: str, log: Log) -> MarkdownFile | None:
    """Return the parts of a Markdown file; report and return None if its settings are damaged."""
    parts = split_front_matter(source, log)
    if parts is None:
        return None
    before = log.errors
    metadata, _ = frontmatter.parse(source.text, handler=_Handler(parts, log))
    root = cast("Node | None", metadata[""])
    if root is None:
        if log.errors > before:
            return None
        root = Mapping(source, parts.settings.start, parts.settings.start)
    if not isinstance(root, Mapping):
        log.report("M103", root.span, given=describe_node(root))
        return None
    return MarkdownFile(source, slug, root, parts.body)


DASH_CHARACTERS = "-–—−‐‑"
ALMOST_OPENING_FENCE = re.compile(
    rf"[\s{ZERO_WIDTH}]*(?:[{DASH_CHARACTERS}]+|\+{{3,}}|`{{3,}}|~{{3,}}|={{3,}}|_{{3,}}|\*{{3,}})"
    rf"[\s{ZERO_WIDTH}]*(?:ya?ml|toml)?\s*(?:#.*)?\Z"
)
ALMOST_CLOSING_FENCE = re.compile(
    rf"[{ZERO_WIDTH}]*(?:[{DASH_CHARACTERS}]{{2,}}|[–—]|\.{{3}}|\+{{3,}}|`{{3,}}|~{{3,}}|={{3,}}|_{{3,}}|\*{{3,}})[\s{ZERO_WIDTH}]*\Z"
)

SETTING = re.compile(r"[a-z][a-z_]*\s*[:=](?:\s|\Z)")
"""Start of a line that reads as a setting."""


class SplitFile(Struct, frozen=True):
    """A Markdown file taken apart."""

    settings: PatchedText
    body: Span


def split_front_matter(source: SourceText, log: Log) -> SplitFile | None:
    """Tell the settings of a Markdown file from its text.

    Reports M-codes. None where there are no settings; with other mistakes, the parts as they must
    be meant.
    """
    finder = FenceScanner(source, log)
    start = finder.opening()
    return None if start is None else finder.parts(start)


class FenceScanner:
    """Looks for the fences of one file. Lines count from 0."""

    def __init__(self, source: SourceText, log: Log) -> None:
        self.source = source
        self.log = log
        self.lines = source.text.split("\n")
        self.is_bare = False
        """Whether the settings start without a line above them."""

    def opening(self) -> int | None:
        """The first line of the settings; None, with a report, where there are none."""
        first = next((number for number, line in enumerate(self.lines) if line.strip()), None)
        if first is None:
            self.log.report("M101", self.source.line_span(1))
            return None
        if self._is_fence(first):
            return first + 1
        if ALMOST_OPENING_FENCE.match(self.lines[first]):
            self._report_nearly(first)
            return first + 1
        if SETTING.match(self.lines[first]):
            at = self._start(first)
            fix = Fix(self.source.span(at, at), "---\n", Confidence.CERTAIN)
            self.log.report("M101", self.source.line_span(first + 1), fix=fix)
            self.is_bare = True
            return first
        for number in range(first + 1, len(self.lines) - 1):
            if self._is_fence(number) and SETTING.match(self.lines[number + 1]):
                self.log.report("M105", self.source.line_span(first + 1), line=number + 1)
                return number + 1
        self.log.report("M101", self.source.line_span(first + 1))
        return None

    def parts(self, start: int) -> SplitFile:
        """The settings from their first line to where they end, and the text below."""
        close, stray = self._closing(start)
        seam = None if close is not None and stray is not None else self._seam(start, close)
        if close is not None and seam is not None and not self._is_text(start, seam, close):
            seam = None
        if close is None or seam is not None:
            end = self._start(seam) if seam is not None else len(self.source.text)
            if not self.is_bare:  # else what to write above and below is told in one
                self._report_unclosed(start, seam)
            return self._cut(start, end, end, None)
        return self._cut(start, self._start(close), self._start(close + 1), stray)

    def _cut(self, start: int, end: int, body: int, stray: int | None) -> SplitFile:
        begins = self._start(start)
        draft = PatchedText(self.source, begins, max(begins, end))
        if stray is not None:
            at = self._start(stray) - begins
            draft.apply((TextEdit(at, at + len(self.lines[stray]), ""),))
        return SplitFile(draft, self.source.span(max(begins, body), len(self.source.text)))

    def _closing(self, start: int) -> tuple[int | None, int | None]:
        """The line that closes the settings, and a line among them that looks as if it did."""
        numbers = range(start, len(self.lines))
        exact = next((number for number in numbers if self._is_fence(number)), None)
        limit = len(self.lines) if exact is None else exact
        nearly = next(
            (n for n in range(start, limit) if ALMOST_CLOSING_FENCE.match(self.lines[n])), None
        )
        if nearly is None and exact is None:
            nearly = next(
                (number for number in numbers if self.lines[number].strip() == "---"), None
            )
        if nearly is not None:
            if exact is not None and self._are_settings(nearly + 1, exact):
                self._report_stray(nearly)
                return exact, nearly
            self._report_nearly(nearly)
            return nearly, None
        if exact is not None:
            second = next((n for n in range(exact + 1, len(self.lines)) if self._is_fence(n)), None)
            if second is not None and self._are_settings(exact + 1, second):
                self._report_stray(exact)
                return second, exact
        return exact, None

    def _seam(self, start: int, close: int | None) -> int | None:
        """The first line after an empty one that reads as text rather than as settings."""
        last = len(self.lines) if close is None else close
        for number in range(start + 1, last):
            line = self.lines[number]
            if line.strip() and not self.lines[number - 1].strip() and not line[0].isspace():
                settings_follow = any(
                    SETTING.match(self.lines[later]) for later in range(number, last)
                )
                if not settings_follow and not line.startswith("- "):
                    return number
        return None

    def _is_text(self, start: int, seam: int, close: int) -> bool:
        """Whether the lines between a seam and a fence are text, and the fence only a rule in it."""
        begins, divides, ends = self._start(start), self._start(seam), self._start(close)
        whole, above = self.source.text[begins:ends], self.source.text[begins:divides]
        return parse_error(whole) is not None and parse_error(above) is None

    def _are_settings(self, start: int, end: int) -> bool:
        """Whether lines, from the first on, are settings and nothing else."""
        lines = self.lines[start:end]
        return bool(lines and SETTING.match(lines[0])) and all(
            not line.strip()
            or line[0].isspace()
            or line.startswith(("-", "#"))
            or SETTING.match(line)
            for line in lines
        )

    def _is_fence(self, number: int) -> bool:
        return self.lines[number].rstrip() == "---"

    def _start(self, number: int) -> int:
        """The offset of a line; of the end of the text for the line after the last."""
        starts = self.source.line_starts
        return starts[number] if number < len(starts) else len(self.source.text)

    def _report_nearly(self, number: int) -> None:
        at = self._start(number)
        fix = Fix(self.source.span(at, at + len(self.lines[number])), "---", Confidence.CERTAIN)
        given = re.sub(f"[{ZERO_WIDTH}]", "", self.lines[number])
        shown = truncate(given, 30)
        if shown == "---":
            shown = "---, with something in front or behind that may not be seen"
        self.log.report("M104", self.source.line_span(number + 1), given=shown, fix=fix)

    def _report_stray(self, number: int) -> None:
        at = self._start(number)
        fix = Fix(self.source.span(at, self._start(number + 1)), "", Confidence.LIKELY)
        self.log.report("M106", self.source.line_span(number + 1), line=number + 2, fix=fix)

    def _report_unclosed(self, start: int, seam: int | None) -> None:
        span = self.source.line_span(max(start, 1))
        if seam is None:
            end = len(self.source.text)
            added = "---\n" if self.source.text.endswith("\n") else "\n---\n"
            advice = "Put a line with three hyphens, “---”, below the last setting."
            self.log.report("M102", span, advice=advice, fix=Fix(self.source.span(end, end), added))
            return
        at = self._start(seam)
        place = self.source.line_span(seam + 1)
        advice = f"Put a line with three hyphens, “---”, above line {seam + 1}, where the text seems to start."
        fix = Fix(self.source.span(at, at), "---\n", Confidence.LIKELY)
        notes = (("The text seems to start here", place),)
        self.log.report("M102", span, advice=advice, notes=notes, fix=fix)
