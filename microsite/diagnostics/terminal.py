"""Diagnostics as text for terminals and logs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import groupby

from msgspec import Struct

from microsite.diagnostics.diagnostic import Diagnostic, Fix, Severity
from microsite.diagnostics.display import MAX_CELLS, PathFormatter, excerpt, project_path, sanitize
from microsite.diagnostics.source_text import SourceText, Span

COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
BOLD, GREEN, DIM = "1", "32", "2"
LINE_NUMBER_CELLS = 5
CHECKLIST_SUBJECTS = {
    "K10": "Not settled yet",
    "K11": "Speakers",
    "K12": "Programme",
    "K13": "Resources and figures",
    "K14": "The event",
    "K15": "Sponsors",
    "K16": "Wording",
    "K17": "Links to other sites",
    "K19": "What was published",
}
"""Subjects by the first three characters of a code, in the order of the checklist."""


def render(
    diagnostics: Iterable[Diagnostic],
    format_path: PathFormatter = project_path,
    *,
    colour: bool = False,
    width: int | None = None,
) -> str:
    """Render diagnostics with their lines and fixes. Sentences wrap at `width` cells, if given."""
    writer = TerminalWriter(format_path, width, colour)
    return "".join(f"{writer.render(item)}\n\n" for item in diagnostics)


def render_checklist(
    notes: Iterable[Diagnostic], format_path: PathFormatter = project_path, *, colour: bool = False
) -> str:
    """Render notes as a checklist by subject. Help that is the same for a code appears once."""
    ordered = sorted(notes, key=lambda note: (note.code, note.sort_key))
    lines = []
    for subject, group in groupby(ordered, lambda note: note.code[:3]):
        in_subject = list(group)
        title = f"{CHECKLIST_SUBJECTS[subject]} ({len(in_subject)})"
        lines.append(f"\x1b[{BOLD}m{title}\x1b[0m" if colour else title)
        for code, same_code in groupby(in_subject, lambda note: note.code):
            items = list(same_code)
            shared = items[0].help if len({item.help for item in items}) == 1 else ""
            for item in items:
                own = f" {item.help}" if item.help and not shared else ""
                location = format_location(item.span, format_path)
                lines.append(f"  {location}  {sanitize(item.headline + own)}")
            if shared:
                lines.append(f"    {code}: {sanitize(shared)}")
        lines.append("")
    return "\n".join(lines) + "\n" if lines else ""


def format_location(span: Span, format_path: PathFormatter = project_path) -> str:
    """Format a span as `data/sessions.yaml:41:16`, or as a path if its file has no text."""
    path = sanitize(format_path(span.path))
    return f"{path}:{span.line}:{span.column}" if span.source.text else path


class TerminalWriter(Struct):
    """Renders diagnostics with the same paths, width and colours."""

    format_path: PathFormatter
    width: int | None
    colour: bool

    def render(self, item: Diagnostic) -> str:
        """Render one diagnostic."""
        colour = COLOURS[item.severity]
        location = self._style(format_location(item.span, self.format_path), BOLD)
        severity = self._style(f"{item.severity} {item.code}", colour)
        parts = [f"{location}  {severity}", self._sentence(item.headline)]
        if item.span.source.text:
            parts += ["", self._excerpt(item.span, colour)]
        if item.help:
            parts.append(self._sentence(item.help))
        if item.fix and (line := fixed_line(item.fix)) is not None:
            number = f"{item.fix.span.line:{LINE_NUMBER_CELLS}}"
            parts += ["Corrected:", f"{number} | {self._style(line, GREEN)}"]
        for text, span in item.notes:
            parts.append(f"{self._sentence(text)} ({format_location(span, self.format_path)})")
            if span.source.text:
                parts.append(self._excerpt(span, DIM))
        return "\n".join(parts)

    def _excerpt(self, span: Span, colour: str) -> str:
        cells = MAX_CELLS
        if self.width is not None:
            cells = max(20, min(self.width, 120) - LINE_NUMBER_CELLS - 5)
        part = excerpt(span, cells)
        carets = " " * (LINE_NUMBER_CELLS + 3 + part.before) + self._style("^" * part.under, colour)
        more = f" down to line {part.end_line}" if part.end_line else ""
        return f"{part.line:{LINE_NUMBER_CELLS}} | {part.text}".rstrip() + f"\n{carets}{more}"

    def _sentence(self, text: str) -> str:
        text = sanitize(text)
        if self.width is None:
            return text
        width = max(20, min(self.width, 100))
        return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)

    def _style(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour else text


def fixed_line(fix: Fix) -> str | None:
    """Return the line as a fix leaves it, if the fix concerns one line only."""
    span = fix.span
    if "\n" in fix.replacement or span.end_line != span.line or not span.source.text:
        return None
    line = span.source.line_text(span.line)
    start, end = span.column - 1, span.end_column - 1
    line = line[:start] + fix.replacement + line[end:]
    return excerpt(SourceText(span.path, line).span(start)).text if line.strip() else None
