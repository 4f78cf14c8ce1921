"""Markdown files with front matter: YAML settings between two lines of three hyphens.

Settings are never taken for text to publish, however their fences are typed.
"""

from __future__ import annotations

import re

from frontmatter.default_handlers import YAMLHandler
from msgspec import Struct

from microsite.diagnostics.diagnostic import Confidence, Fix, Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.source.nodes import Mapping, describe_node, truncate
from microsite.source.yaml_parser import parse_patched
from microsite.source.yaml_repair.characters import ZERO_WIDTH
from microsite.source.yaml_repair.patched_text import PatchedText, TextEdit, parse_error

DASH_CHARACTERS = "-–—−‐‑"
ALMOST_OPENING_FENCE = re.compile(
    rf"[\s{ZERO_WIDTH}]*(?:[{DASH_CHARACTERS}]+|\+{{3,}}|`{{3,}}|~{{3,}}|={{3,}}|_{{3,}}|\*{{3,}})"
    rf"[\s{ZERO_WIDTH}]*(?:ya?ml|toml)?\s*(?:#.*)?\Z"
)
ALMOST_CLOSING_FENCE = re.compile(
    rf"[{ZERO_WIDTH}]*(?:[{DASH_CHARACTERS}]{{2,}}|[–—]|\.{{3}}|\+{{3,}}|`{{3,}}|~{{3,}}|={{3,}}"
    rf"|_{{3,}}|\*{{3,}})[\s{ZERO_WIDTH}]*\Z"
)
SETTING = re.compile(r"[a-z][a-z_]*\s*[:=](?:\s|\Z)")


class FrontMatterHandler(YAMLHandler):
    """Splits files whose fences have been checked. The text keeps its blank lines."""

    FM_BOUNDARY = re.compile(r"^---[^\S\n]*$\n?", re.MULTILINE)


HANDLER = FrontMatterHandler()


class MarkdownFile(Struct, frozen=True, eq=False):
    """A Markdown file: its settings as nodes, and the text below them."""

    source: SourceText
    slug: str
    settings: Mapping
    body: Span

    @property
    def path(self) -> str:
        """Path relative to the project."""
        return self.source.path


def parse_markdown_file(source: SourceText, slug: str, log: Log) -> MarkdownFile | None:
    """Parse a Markdown file. Report M and Y codes; return `None` if the settings are unusable."""
    parts = split_front_matter(source, log)
    if parts is None:
        return None
    settings, body = parts
    errors = log.errors
    root = parse_patched(settings, log)
    if root is None and log.errors > errors:
        return None
    root = root or Mapping(source, settings.start, settings.start)
    if not isinstance(root, Mapping):
        log.report("M103", root.span, given=describe_node(root))
        return None
    return MarkdownFile(source, slug, root, body)


def split_front_matter(source: SourceText, log: Log) -> tuple[PatchedText, Span] | None:
    """Split a Markdown file into settings and text, and report M codes for its fences.

    Return `None` if there are no settings, and the parts as they must be meant for other errors.
    """
    scanner = FenceScanner(source, log)
    start = scanner.find_settings()
    return None if start is None else scanner.split(start)


class FenceScanner:
    """Looks for the fences of one file. Lines count from 0."""

    def __init__(self, source: SourceText, log: Log) -> None:
        self.source = source
        self.log = log
        self.lines = source.text.split("\n")
        self.is_opened = True
        """Whether a line stands above the settings that is meant as a fence."""

    def find_settings(self) -> int | None:
        """Return the first line of the settings. Report M101 if there are none."""
        first = next((number for number, line in enumerate(self.lines) if line.strip()), None)
        if first is None:
            self.log.report("M101", self.source.line_span(1))
            return None
        if self._is_fence(first):
            return first + 1
        if ALMOST_OPENING_FENCE.match(self.lines[first]):
            self._report_almost_fence(first)
            return first + 1
        if SETTING.match(self.lines[first]):
            at = self._offset(first)
            fix = Fix(self.source.span(at, at), "---\n")
            self.log.report("M101", self.source.line_span(first + 1), fix=fix)
            self.is_opened = False
            return first
        for number in range(first + 1, len(self.lines) - 1):
            if self._is_fence(number) and SETTING.match(self.lines[number + 1]):
                self.log.report("M105", self.source.line_span(first + 1), line=number + 1)
                return number + 1
        self.log.report("M101", self.source.line_span(first + 1))
        return None

    def split(self, start: int) -> tuple[PatchedText, Span]:
        """Split the file, given the first line of the settings."""
        close, stray = self._find_closing_fence(start)
        body = None
        if close is None or stray is None:
            body = self._find_body_start(start, close)
        if close is not None and (body is None or not self._is_text(start, body, close)):
            if stray is None and self._is_well_formed(start, close):
                settings, text = HANDLER.split(self.source.text)
                end = self._offset(start) + len(settings)
                return self._cut(start, end, len(self.source.text) - len(text), None)
            return self._cut(start, self._offset(close), self._offset(close + 1), stray)
        end = len(self.source.text) if body is None else self._offset(body)
        if self.is_opened:  # otherwise M101 says what to write above and below
            self._report_unclosed(start, body)
        return self._cut(start, end, end, None)

    def _cut(self, start: int, end: int, body: int, stray: int | None) -> tuple[PatchedText, Span]:
        begin = self._offset(start)
        patched = PatchedText(self.source, begin, max(begin, end))
        if stray is not None:
            at = self._offset(stray) - begin
            patched.apply((TextEdit(at, at + len(self.lines[stray]), ""),))
        return patched, self.source.span(max(begin, body), len(self.source.text))

    def _is_well_formed(self, start: int, close: int) -> bool:
        is_first = not any(line.strip() for line in self.lines[: start - 1])
        return start > 0 and is_first and self._is_fence(start - 1) and self._is_fence(close)

    def _find_closing_fence(self, start: int) -> tuple[int | None, int | None]:
        """Return the line that closes the settings, and a line among them that looks like it."""
        exact = self._next_fence(start)
        lines = range(start, len(self.lines) if exact is None else exact)
        almost = next((n for n in lines if ALMOST_CLOSING_FENCE.match(self.lines[n])), None)
        if almost is None and exact is None:
            almost = next((n for n in lines if self.lines[n].strip() == "---"), None)
        first, second = (almost, exact) if almost is not None else (exact, None)
        if almost is None and exact is not None:
            second = self._next_fence(exact + 1)
        if first is not None and second is not None and self._are_settings(first + 1, second):
            self._report_stray_fence(first)
            return second, first
        if almost is not None:
            self._report_almost_fence(almost)
        return first, None

    def _next_fence(self, start: int) -> int | None:
        """Return the first line from a number on that is a fence."""
        lines = range(start, len(self.lines))
        return next((number for number in lines if self._is_fence(number)), None)

    def _find_body_start(self, start: int, close: int | None) -> int | None:
        """Return the first line after an empty one that reads as text rather than settings."""
        last = len(self.lines) if close is None else close
        for number in range(start + 1, last):
            line = self.lines[number]
            if not line.strip() or self.lines[number - 1].strip() or line[0].isspace():
                continue
            settings_follow = any(SETTING.match(later) for later in self.lines[number:last])
            if not settings_follow and not line.startswith("- "):
                return number
        return None

    def _is_text(self, start: int, body: int, close: int) -> bool:
        """Return whether the lines above a fence are text, and the fence only a rule in it."""
        begin, divide, end = self._offset(start), self._offset(body), self._offset(close)
        whole, above = self.source.text[begin:end], self.source.text[begin:divide]
        return parse_error(whole) is not None and parse_error(above) is None

    def _are_settings(self, start: int, end: int) -> bool:
        """Return whether lines are settings and nothing else, from the first one on."""
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

    def _offset(self, number: int) -> int:
        """Return the offset of a line, or of the end of the text after the last one."""
        starts = self.source.line_starts
        return starts[number] if number < len(starts) else len(self.source.text)

    def _report_almost_fence(self, number: int) -> None:
        line = self.lines[number]
        at = self._offset(number)
        fix = Fix(self.source.span(at, at + len(line)), "---")
        given = truncate(re.sub(f"[{ZERO_WIDTH}]", "", line), 30)
        if given == "---":
            given = "---, with something in front or behind that may not be seen"
        self.log.report("M104", self.source.line_span(number + 1), given=given, fix=fix)

    def _report_stray_fence(self, number: int) -> None:
        span = self.source.span(self._offset(number), self._offset(number + 1))
        fix = Fix(span, "", Confidence.LIKELY)
        self.log.report("M106", self.source.line_span(number + 1), line=number + 2, fix=fix)

    def _report_unclosed(self, start: int, body: int | None) -> None:
        span = self.source.line_span(max(start, 1))
        if body is None:
            end = len(self.source.text)
            fence = "---\n" if self.source.text.endswith("\n") else "\n---\n"
            advice = "Put a line with three hyphens, “---”, below the last setting."
            self.log.report("M102", span, advice=advice, fix=Fix(self.source.span(end, end), fence))
            return
        at = self._offset(body)
        line = f"Put a line with three hyphens, “---”, above line {body + 1}"
        advice = f"{line}, where the text seems to start."
        fix = Fix(self.source.span(at, at), "---\n", Confidence.LIKELY)
        notes = (("The text seems to start here", self.source.line_span(body + 1)),)
        self.log.report("M102", span, advice=advice, notes=notes, fix=fix)
