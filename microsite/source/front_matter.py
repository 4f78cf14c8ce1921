"""Markdown files with front matter, which is never taken for text, however it is
fenced.
"""

import re
from typing import Any

from frontmatter.default_handlers import YAMLHandler
from msgspec import Struct

from microsite.diagnostics.diagnostic import Confidence, Fix, Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.source.edits import ZERO_WIDTH, TextEdit
from microsite.source.nodes import Mapping, describe_node, truncate
from microsite.source.yaml_parser import parse_yaml
from microsite.source.yaml_repair.patched_text import PatchedText, parse_error

DASH_CHARACTERS = "-–—−‐‑"
ALMOST_OPENING_FENCE = re.compile(
    rf"[\s{ZERO_WIDTH}]*(?:[{DASH_CHARACTERS}]+|([+`~=_*])\1\1+)[\s{ZERO_WIDTH}]*(?:ya?ml|toml)?"
    r"\s*(?:#.*)?\Z"
)
ALMOST_CLOSING_FENCE = re.compile(
    rf"[{ZERO_WIDTH}]*(?:[{DASH_CHARACTERS}]{{2,}}|[–—]|([+`~=_*.])\1\1+)[\s{ZERO_WIDTH}]*\Z"
)
SETTING = re.compile(r"[a-z][a-z_]*\s*[:=](?:\s|\Z)")


class FrontMatterHandler(YAMLHandler):
    """Splits files whose fences have been checked. The text keeps its blank lines."""

    FM_BOUNDARY = re.compile(r"^---[^\S\n]*$\n?", re.MULTILINE)


class MarkdownFile(Struct, frozen=True, eq=False):
    """A Markdown file: its settings as nodes, and the text below them."""

    source: SourceText
    slug: str
    settings: Mapping
    body: Span
    language: str = ""
    """Language of the text, if it is not that in which the file is read."""


def parse_markdown_file(source: SourceText, slug: str, log: Log) -> MarkdownFile | None:
    """Parse a Markdown file.

    Report M and Y codes; return `None` if the settings are unusable.
    """
    scanner = FenceScanner(source, log)
    start = scanner.find_settings()
    if start is None:
        return None
    settings, body = scanner.split(start)
    errors = log.errors
    root = parse_yaml(settings, log)
    if root is None and log.errors > errors:
        return None
    root = root or Mapping(source, settings.start, settings.start)
    if not isinstance(root, Mapping):
        log.report("M103", root.span, given=describe_node(root))
        return None
    return MarkdownFile(source, slug, root, body)


class FenceScanner:
    """Splits a file into settings and text, and reports M codes. Lines count from 0."""

    def __init__(self, source: SourceText, log: Log) -> None:
        self.source = source
        self.log = log
        self.lines = source.text.split("\n")
        self.fences = [n for n, line in enumerate(self.lines) if line.rstrip() == "---"]
        self.settings = {n for n, line in enumerate(self.lines) if SETTING.match(line)}
        self.codes: list[str] = []  # reported codes

    def find_settings(self) -> int | None:
        """Return the first line of the settings. Report M101 if there are none."""
        first = next(
            (number for number, line in enumerate(self.lines) if line.strip()), 0
        )
        if first in self.fences:
            return first + 1
        if ALMOST_OPENING_FENCE.match(self.lines[first]):
            self._report_almost_fence(first)
            return first + 1
        if first in self.settings:
            self._report(
                "M101", first, fix=Fix(self.source.span(self._offset(first)), "---\n")
            )
            return first
        for number in self.fences:
            if number + 1 in self.settings:
                self._report("M105", first, line=number + 1)
                return number + 1
        self._report("M101", first)
        return None

    def split(self, start: int) -> tuple[PatchedText, Span]:
        """Split the file, given the first line of the settings."""
        close, stray = self._find_closing_fence(start)
        body = None if stray is not None else self._find_body_start(start, close)
        begin, length = self._offset(start), len(self.source.text)
        if close is None or (body is not None and self._is_text(start, body, close)):
            end = text = length if body is None else self._offset(body)
            if "M101" not in self.codes:  # it says what to write above and below
                self._report_unclosed(start, body)
        elif not self.codes:
            settings, content = FrontMatterHandler().split(self.source.text)
            end, text = begin + len(settings), length - len(content)
        else:
            end, text = self._offset(close), self._offset(close + 1)
        patched = PatchedText(self.source, begin, max(begin, end))
        if stray is not None:
            at = self._offset(stray) - begin
            patched.apply([TextEdit(at, at + len(self.lines[stray]), "")])
        return patched, self.source.span(max(begin, text), length)

    def _find_closing_fence(self, start: int) -> tuple[int | None, int | None]:
        """Return the line that closes the settings, and a line among them that looks
        like it.
        """
        fences = [number for number in self.fences if number >= start]
        above = range(start, fences[0] if fences else len(self.lines))
        almost = [
            number for number in above if ALMOST_CLOSING_FENCE.match(self.lines[number])
        ]
        if not almost and not fences:
            almost = [number for number in above if self.lines[number].strip() == "---"]
        candidates: list[int | None] = [*almost[:1], *fences[:2], None, None]
        first, second = candidates[:2]
        if first is not None and second is not None and first + 1 in self.settings:
            between = set(range(first + 1, second)) - self.settings
            if all(re.match(r"\Z|[\s#-]", self.lines[number]) for number in between):
                span = self.source.span(self._offset(first), self._offset(first + 1))
                self._report(
                    "M106", first, line=first + 2, fix=Fix(span, "", Confidence.LIKELY)
                )
                return second, first
        if almost:
            self._report_almost_fence(almost[0])
        return first, None

    def _find_body_start(self, start: int, close: int | None) -> int | None:
        """Return the first line after an empty one that reads as text rather than
        settings.
        """
        end = len(self.lines) if close is None else close
        last_setting = max(
            (number for number in self.settings if number < end), default=0
        )
        for number in range(max(start, last_setting) + 1, end):
            is_text = re.match(r"(?!- )\S", self.lines[number])
            if is_text and not self.lines[number - 1].strip():
                return number
        return None

    def _is_text(self, start: int, body: int, close: int) -> bool:
        """Return whether the lines above a fence are text, and the fence only a rule in
        it.
        """
        ends = (self._offset(number) for number in (close, body))
        text, above = (self.source.text[self._offset(start) : end] for end in ends)
        return parse_error(text) is not None and parse_error(above) is None

    def _offset(self, number: int) -> int:
        """Return the offset of a line, or of the end of the text after the last one."""
        starts = self.source.line_starts
        return starts[number] if number < len(starts) else len(self.source.text)

    def _report(self, code: str, number: int, **facts: Any) -> None:
        self.codes.append(code)
        self.log.report(code, self.source.line_span(number + 1), **facts)

    def _report_almost_fence(self, number: int) -> None:
        line, at = self.lines[number], self._offset(number)
        fence = truncate(re.sub(f"[{ZERO_WIDTH}]", "", line), 30)
        if fence == "---":
            fence = "---, with spaces or invisible characters beside it"
        fix = Fix(self.source.span(at, at + len(line)), "---")
        self._report("M104", number, given=fence, fix=fix)

    def _report_unclosed(self, start: int, body: int | None) -> None:
        place, notes = "below the last setting", []
        fence, confidence = "---\n", Confidence.CERTAIN
        at = len(self.source.text)
        if body is not None:
            place = f"above line {body + 1}, where the text seems to start"
            notes.append(
                ("The text seems to start here", self.source.line_span(body + 1))
            )
            at, confidence = self._offset(body), Confidence.LIKELY
        elif not self.source.text.endswith("\n"):
            fence = "\n---\n"
        advice = f"Add a line of three hyphens, “---”, {place}."
        fix = Fix(self.source.span(at), fence, confidence)
        self._report("M102", max(start - 1, 0), advice=advice, notes=notes, fix=fix)
