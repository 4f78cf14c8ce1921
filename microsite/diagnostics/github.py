"""Diagnostics as GitHub Actions shows them: annotations beside the lines of a change, and a job
summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.diagnostics.sanitize import PathFormatter, project_path, sanitize
from microsite.diagnostics.terminal import format_location

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
SUMMARY_ROWS = 500
"""A summary may hold 1 MiB; this many rows stay far below."""


def render(diagnostics: Iterable[Diagnostic], seen: PathFormatter = project_path) -> str:
    """One workflow command a diagnostic. GitHub shows only some of each kind in a step: see
    `summary`.
    """
    return "".join(f"{_command(found, seen)}\n" for found in diagnostics)


def _command(found: Diagnostic, seen: PathFormatter) -> str:
    span = found.span
    where = {"file": seen(span.path)}
    if span.source.text:
        where |= {"line": str(span.line), "endLine": str(span.end_line)}
        if span.line == span.end_line:  # GitHub takes columns only within one line
            where |= {"col": str(span.column), "endColumn": str(span.end_column)}
    where["title"] = found.code
    properties = ",".join(f"{name}={_property(value)}" for name, value in where.items())
    message = "\n".join(part for part in (found.headline, found.help) if part)
    return f"::{COMMANDS[found.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """A message, escaped as workflow commands want it. Line ends stay; other controls become signs."""
    lines = "\n".join(sanitize(line) for line in text.split("\n"))
    return lines.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(diagnostics: Iterable[Diagnostic], seen: PathFormatter = project_path) -> str:
    """All diagnostics as a Markdown table, for the file that GITHUB_STEP_SUMMARY names."""
    found = list(diagnostics)
    if not found:
        return "### Content checked\n\nNothing to put right.\n"
    rows = [
        f"| {each.severity} {each.code} | {_cell(format_location(each.span, seen))} | {_words(each)} |"
        for each in found[:SUMMARY_ROWS]
    ]
    more = len(found) - SUMMARY_ROWS
    if more > 0:
        rows.append(f"| | | and {more} more: see the log |")
    return "\n".join(["### Content checked", "", "| | where | what |", "|---|---|---|", *rows, ""])


def _words(found: Diagnostic) -> str:
    return _cell(f"{found.headline} {found.help}".strip())


def _cell(text: str) -> str:
    """Text in a cell of a Markdown table, with nothing in it taken for Markdown or HTML."""
    return re.sub(r"[&<>\\`*_\[\]|#~@]", lambda found: f"&#{ord(found[0])};", sanitize(text))
