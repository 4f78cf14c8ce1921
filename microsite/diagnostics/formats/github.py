"""Diagnostics for GitHub Actions: annotations, and the summary of a job."""

import re
from collections.abc import Iterable

from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.diagnostics.display import PathFormatter, sanitize, sanitize_all
from microsite.diagnostics.formats.text import format_location

LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}
"""Commands of annotations by severity."""
MAX_ROWS = 500
"""GitHub accepts summaries up to 1 MiB."""
MARKUP = re.compile(r"[&<>\\`*_\[\]|#~@]")
"""Characters with a meaning in Markdown."""


def render_github(
    diagnostics: Iterable[Diagnostic], format_path: PathFormatter = str
) -> str:
    """Return workflow commands, which GitHub shows beside the lines of a change."""
    commands = [_command(item, format_path) for item in diagnostics]
    return "".join(f"{command}\n" for command in commands)


def render_github_summary(
    diagnostics: Iterable[Diagnostic], format_path: PathFormatter = str
) -> str:
    """Return a table in Markdown of all diagnostics.

    A job has a summary because GitHub limits the number of annotations.
    """
    items = list(diagnostics)
    lines = ["### Content checked", ""]
    if not items:
        lines.append("No errors or warnings.")
    else:
        lines += ["| | where | what |", "|---|---|---|"]

    for item in items[:MAX_ROWS]:
        location = _cell(format_location(item.span, format_path))
        text = _cell(item.message)
        lines.append(f"| {item.severity} {item.code} | {location} | {text} |")
    if len(items) > MAX_ROWS:
        lines.append(f"| | | and {len(items) - MAX_ROWS} more: see the log |")
    return "".join(f"{line}\n" for line in lines)


def _command(item: Diagnostic, format_path: PathFormatter) -> str:
    span = item.span
    properties = [f"file={_property(format_path(span.path))}"]
    if span.source.text:
        properties += [f"line={span.line}", f"endLine={span.end_line}"]
        if span.line == span.end_line:  # GitHub takes columns only within one line
            properties += [f"col={span.column}", f"endColumn={span.end_column}"]
    properties.append(f"title={item.code}")
    text = f"{item.headline}\n{item.help}".rstrip()
    return f"::{LEVELS[item.severity]} {','.join(properties)}::{_data(text)}"


def _data(text: str) -> str:
    """Return a text with the escapes of a command's message."""
    text = sanitize_all(text)
    return text.replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return a text with the escapes of a command's property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    """Return a text for a cell of a table, without markup of its own."""
    return MARKUP.sub(lambda match: f"&#{ord(match[0])};", sanitize(text))
