"""Diagnostics as text, with their lines and fixes, for people."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from microsite.diagnostics.diagnostic import Diagnostic, Fix, Severity
from microsite.diagnostics.display import MAX_CELLS, PathFormatter, excerpt, sanitize
from microsite.diagnostics.source_text import SourceText, Span, display_width

COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
"""Codes of the colours of a terminal: red, yellow and cyan."""
BOLD = "1"
DIM = "2"
GREEN = "32"
LINE_NUMBER_CELLS = 5
MIN_WIDTH = 20  # cells of a line in a terminal, however narrow that is
MAX_TEXT_WIDTH = 100
MAX_EXCERPT_WIDTH = 120
MAX_SAME_WARNINGS = 3  # warnings with the same code that are shown with their lines


def render_text(
    diagnostics: Iterable[Diagnostic],
    format_path: PathFormatter = str,
    *,
    colour: bool = False,
    width: int | None = None,
) -> str:
    """Return diagnostics with their lines and fixes, wrapped to `width` cells.

    Of many warnings with the same code, only the first are shown. The others are
    listed by place at the end.
    """
    items = list(diagnostics)
    shown, hidden = _fold_warnings(items)

    renderer = _TextRenderer(format_path, colour, width)
    lines: list[str] = []
    for item in shown:
        lines += renderer.lines(item)
    for code, spans in hidden.items():
        lines += renderer.lines_of_hidden(code, spans)
    return "".join(f"{line}\n" for line in lines)


def format_location(span: Span, format_path: PathFormatter = str) -> str:
    """Format a span as `data/sessions.yaml:41:16`, or as a path.

    It is a path if the text of its file is not known.
    """
    path = sanitize(format_path(span.path))
    return f"{path}:{span.line}:{span.column}" if span.source.text else path


def apply_style(text: str, style: str, *, has_colours: bool) -> str:
    """Return a text in a colour or bold, if colours are on."""
    return f"\x1b[{style}m{text}\x1b[0m" if has_colours else text


def fixed_line(fix: Fix) -> str | None:
    """Return the line as a fix leaves it, if the fix concerns one line only."""
    span = fix.span
    if "\n" in fix.replacement or span.end_line != span.line or not span.source.text:
        return None

    line = span.source.line_text(span.line)
    start = span.column - 1
    end = span.end_column - 1
    line = line[:start] + fix.replacement + line[end:]
    if not line.strip():
        return None
    return "".join(excerpt(SourceText(span.path, line).span(start)))


def _fold_warnings(
    items: list[Diagnostic],
) -> tuple[list[Diagnostic], dict[str, list[Span]]]:
    """Return the diagnostics to show, and the spans of the others by code."""
    totals = Counter(item.code for item in items)
    counts: Counter[str] = Counter()
    shown: list[Diagnostic] = []
    hidden: dict[str, list[Span]] = {}
    for item in items:
        counts[item.code] += 1
        is_warning = item.severity is Severity.WARNING
        is_frequent = totals[item.code] > 2 * MAX_SAME_WARNINGS
        if is_warning and is_frequent and counts[item.code] > MAX_SAME_WARNINGS:
            hidden.setdefault(item.code, []).append(item.span)
        else:
            shown.append(item)
    return shown, hidden


class _TextRenderer(Struct, frozen=True):
    """Renders diagnostics for one terminal or file."""

    format_path: PathFormatter
    has_colours: bool
    width: int | None
    """Cells of a line; None for text that is not wrapped."""

    def lines(self, item: Diagnostic) -> Iterator[str]:
        """Yield the lines of a diagnostic, and an empty one after them."""
        colour = COLOURS[item.severity]
        location = self._style(self._location(item.span), BOLD)
        kind = self._style(f"{item.severity} {item.code}", colour)
        yield f"{location}  {kind}"
        yield self._wrap(item.headline)

        if item.span.source.text:
            yield ""
            yield self._numbered_excerpt(item.span, colour)
        if item.help:
            yield self._wrap(item.help)
        if item.fix:
            yield from self._fix_lines(item.fix)
        for text, span in item.notes:
            yield f"{self._wrap(text)} ({self._location(span)})"
            if span.source.text:
                yield self._numbered_excerpt(span, DIM)
        yield ""

    def lines_of_hidden(self, code: str, spans: list[Span]) -> Iterator[str]:
        """Yield the places of warnings that are not shown, and an empty line."""
        heading = f"warning {code} in {len(spans)} other places"
        yield self._style(heading, COLOURS[Severity.WARNING])
        for span in spans:
            yield f"  {self._location(span)}"
        yield ""

    def _fix_lines(self, fix: Fix) -> Iterator[str]:
        line = fixed_line(fix)
        if line is not None:
            yield "Corrected:"
            yield f"{fix.span.line:{LINE_NUMBER_CELLS}} | {self._style(line, GREEN)}"

    def _numbered_excerpt(self, span: Span, colour: str) -> str:
        """Return a line with its number, and below it carets that mark the span."""
        cells = MAX_CELLS
        if self.width is not None:
            width = min(self.width, MAX_EXCERPT_WIDTH)
            cells = max(MIN_WIDTH, width - LINE_NUMBER_CELLS - 5)
        before, marked, after = excerpt(span, cells)
        line = f"{span.line:{LINE_NUMBER_CELLS}} | {before}{marked}{after}".rstrip()

        indent = " " * (LINE_NUMBER_CELLS + len(" | ") + display_width(before))
        carets = self._style("^" * max(1, display_width(marked)), colour)
        is_longer = span.end_line != span.line
        more = f" down to line {span.end_line}" if is_longer else ""
        return f"{line}\n{indent}{carets}{more}"

    def _location(self, span: Span) -> str:
        return format_location(span, self.format_path)

    def _style(self, text: str, style: str) -> str:
        return apply_style(text, style, has_colours=self.has_colours)

    def _wrap(self, text: str) -> str:
        text = sanitize(text)
        if self.width is None:
            return text
        return textwrap.fill(
            text,
            max(MIN_WIDTH, min(self.width, MAX_TEXT_WIDTH)),
            break_long_words=False,
            break_on_hyphens=False,
        )
