"""Diagnostics in the formats of `--format`: text, JSON, GitHub, GitLab, SARIF and JUnit."""

import hashlib
import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from microsite import __version__
from microsite.diagnostics.diagnostic import CATALOGUE, SUBJECTS, Diagnostic, Fix, Severity
from microsite.diagnostics.display import MAX_CELLS, PathFormatter, excerpt, sanitize, sanitize_all
from microsite.diagnostics.source_text import SourceText, Span, display_width

Diagnostics = Iterable[Diagnostic]

COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
BOLD, GREEN, DIM = "1", "32", "2"
LINE_NUMBER_CELLS = 5
GITLAB_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}
MAX_SAME_WARNINGS = 3  # warnings with the same code that are shown with their lines
MAX_LISTED = 10  # items of a kind in the list of what is to do
MARKUP = re.compile(r"[&<>\\`*_\[\]|#~@]")


def render_text(
    diagnostics: Iterable[Diagnostic],
    format_path: PathFormatter = str,
    *,
    colour: bool = False,
    width: int | None = None,
) -> str:
    """Render diagnostics with lines and fixes, of many alike the first, in `width` cells."""
    writer, items = TextWriter(format_path, width, colour), list(diagnostics)
    total = Counter(item.code for item in items)
    counts, blocks, hidden = Counter[str](), list[str](), dict[str, list[str]]()
    for item in items:
        counts[item.code] += 1
        is_many = item.severity is Severity.WARNING and total[item.code] > 2 * MAX_SAME_WARNINGS
        if is_many and counts[item.code] > MAX_SAME_WARNINGS:
            hidden.setdefault(item.code, []).append(format_location(item.span, format_path))
        else:
            blocks.append(writer.render(item))
    for code, places in hidden.items():
        title = f"warning {code} in {len(places)} other places"
        title = writer.style(title, COLOURS[Severity.WARNING])
        blocks.append("\n  ".join((title, *places)))
    return "".join(f"{block}\n\n" for block in blocks)


def render_checklist(
    notes: Iterable[Diagnostic], format_path: PathFormatter = str, *, colour: bool = False
) -> str:
    """Render notes as a checklist by subject. Help that is the same for a code appears once."""
    ordered = sorted(notes, key=lambda note: (note.code, note.sort_key))
    writer = TextWriter(format_path, None, colour)
    lines = []
    for subject, in_subject in groupby(ordered, lambda note: note.code[:3]):
        by_code = [list(group) for _, group in groupby(in_subject, lambda note: note.code)]
        lines.append(writer.style(f"{SUBJECTS[subject]} ({sum(map(len, by_code))})", BOLD))
        for items in by_code:
            shared = items[0].help if len({item.help for item in items}) == 1 else ""
            for item in items[:MAX_LISTED]:
                words = sanitize(item.headline if shared else item.message)
                lines.append(f"  {format_location(item.span, format_path)}  {words}")
            if more := len(items[MAX_LISTED:]):
                lines.append(f"  and {more} more like these")
            if shared:
                lines.append(f"    {items[0].code}: {sanitize(shared)}")
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def format_location(span: Span, format_path: PathFormatter = str) -> str:
    """Format a span as `data/sessions.yaml:41:16`, or as a path if its file has no text."""
    path = sanitize(format_path(span.path))
    return f"{path}:{span.line}:{span.column}" if span.source.text else path


class TextWriter(Struct):
    """Renders diagnostics as text, with the same paths, width and colours."""

    format_path: PathFormatter
    width: int | None
    colour: bool

    def render(self, item: Diagnostic) -> str:
        colour = COLOURS[item.severity]
        location = self.style(format_location(item.span, self.format_path), BOLD)
        severity = self.style(f"{item.severity} {item.code}", colour)
        parts = [f"{location}  {severity}", self._sentence(item.headline)]
        if item.span.source.text:
            parts += ["", self._excerpt(item.span, colour)]
        if item.help:
            parts.append(self._sentence(item.help))
        if item.fix and (line := fixed_line(item.fix)) is not None:
            number = f"{item.fix.span.line:{LINE_NUMBER_CELLS}}"
            parts += ["Corrected:", f"{number} | {self.style(line, GREEN)}"]
        for text, span in item.notes:
            parts.append(f"{self._sentence(text)} ({format_location(span, self.format_path)})")
            if span.source.text:
                parts.append(self._excerpt(span, DIM))
        return "\n".join(parts)

    def _excerpt(self, span: Span, colour: str) -> str:
        cells = MAX_CELLS
        if self.width is not None:
            cells = max(20, min(self.width, 120) - LINE_NUMBER_CELLS - 5)
        before, marked, after = excerpt(span, cells)
        indent = " " * (LINE_NUMBER_CELLS + 3 + display_width(before))
        carets = indent + self.style("^" * max(1, display_width(marked)), colour)
        more = f" down to line {span.end_line}" if span.end_line != span.line else ""
        line = f"{span.line:{LINE_NUMBER_CELLS}} | {before}{marked}{after}".rstrip()
        return f"{line}\n{carets}{more}"

    def _sentence(self, text: str) -> str:
        text = sanitize(text)
        if self.width is None:
            return text
        width = max(20, min(self.width, 100))
        return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)

    def style(self, text: str, style: str) -> str:
        """Return a text in a colour or bold, if colours are on."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour else text


def fixed_line(fix: Fix) -> str | None:
    """Return the line as a fix leaves it, if the fix concerns one line only."""
    span = fix.span
    if "\n" in fix.replacement or span.end_line != span.line or not span.source.text:
        return None
    line = span.source.line_text(span.line)
    start, end = span.column - 1, span.end_column - 1
    line = line[:start] + fix.replacement + line[end:]
    return "".join(excerpt(SourceText(span.path, line).span(start))) if line.strip() else None


def render_json(diagnostics: Diagnostics, format_path: PathFormatter = str) -> str:
    """Render all diagnostics with their counts. Lines and columns count characters from 1."""
    items = list(diagnostics)
    counts = Counter(item.severity for item in items)
    return _json_text(
        {
            "version": 1,  # within one version, fields are only ever added; see docs/findings.md
            "tool": {"name": "microsite", "version": __version__},
            "counts": {f"{severity}s": counts[severity] for severity in Severity},
            "diagnostics": [_json_item(item, format_path) for item in items],
        }
    )


def _json_item(item: Diagnostic, format_path: PathFormatter) -> dict[str, Any]:
    fix = item.fix
    return {
        "code": item.code,
        "severity": str(item.severity),
        "headline": item.headline,
        "help": item.help,
        **_json_span(item.span, format_path),
        "notes": [{"message": text, **_json_span(span, format_path)} for text, span in item.notes],
        "fix": fix
        and {
            **_json_span(fix.span, format_path),
            "replacement": fix.replacement,
            "confidence": str(fix.confidence),
        },
    }


def _json_span(span: Span, format_path: PathFormatter) -> dict[str, Any]:
    has_text = bool(span.source.text)
    return {
        "path": format_path(span.path),
        "start": {"line": span.line, "column": span.column} if has_text else None,
        "end": {"line": span.end_line, "column": span.end_column} if has_text else None,
    }


def _json_text(value: Any) -> str:
    """Serialize to JSON, with lone surrogates replaced and control characters escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "replace").decode()
    return re.sub("[\x7f-\x9f]", lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def render_gitlab(diagnostics: Diagnostics, format_path: PathFormatter = str) -> str:
    """Render a Code Quality report, which GitLab shows beside the changes of a merge request."""
    counts: Counter[str] = Counter()
    report = [
        {
            "description": item.message,
            "check_name": item.code,
            "fingerprint": _fingerprint(item, counts),
            "severity": GITLAB_SEVERITIES[item.severity],
            "location": {
                "path": format_path(item.span.path),
                "lines": {"begin": item.span.line, "end": item.span.end_line},
            },
        }
        for item in diagnostics
    ]
    return _json_text(report)


def _fingerprint(item: Diagnostic, counts: Counter[str]) -> str:
    """Return an id that stays the same if lines are added above. `counts` numbers equal lines."""
    line = item.span.source.line_text(item.span.line).strip()
    key = f"{item.code}\0{item.span.path}\0{line}\0{item.span.text}"
    counts[key] += 1
    return hashlib.sha256(f"{key}\0{counts[key]}".encode("utf-8", "replace")).hexdigest()[:40]


def render_sarif(diagnostics: Diagnostics, format_path: PathFormatter = str) -> str:
    """Render SARIF 2.1.0, the format that code scanners share, with the rules that matched."""
    items = list(diagnostics)
    codes = sorted({item.code for item in items})
    counts: Counter[str] = Counter()
    rules = []
    for code in codes:
        words, level = {"text": CATALOGUE[code].template}, {"level": str(CATALOGUE[code].severity)}
        rules.append({"id": code, "shortDescription": words, "defaultConfiguration": level})
    results = [
        {
            "ruleId": item.code,
            "ruleIndex": codes.index(item.code),
            "level": str(item.severity),
            "message": {"text": item.message},
            "locations": [{"physicalLocation": _sarif_location(item.span, format_path)}],
            "partialFingerprints": {"microsite/v1": _fingerprint(item, counts)},
            **_sarif_extras(item, format_path),
        }
        for item in items
    ]
    driver = {"name": "Microsite", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return _json_text({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _sarif_extras(item: Diagnostic, format_path: PathFormatter) -> dict[str, Any]:
    """Return the notes and the fix of a diagnostic, if it has any."""
    extras: dict[str, Any] = {}
    for number, (text, span) in enumerate(item.notes, 1):
        location = {"physicalLocation": _sarif_location(span, format_path)}
        note = {"id": number, "message": {"text": text}, **location}
        extras.setdefault("relatedLocations", []).append(note)
    if item.fix:
        change = _sarif_location(item.fix.span, format_path)
        region, content = change.pop("region"), {"text": item.fix.replacement}
        change["replacements"] = [{"deletedRegion": region, "insertedContent": content}]
        extras["fixes"] = [{"description": {"text": "Corrected"}, "artifactChanges": [change]}]
    return extras


def _sarif_location(span: Span, format_path: PathFormatter) -> dict[str, Any]:
    uri = quote(format_path(span.path), errors="replace")
    location: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if span.source.text:
        values = (span.line, span.column, span.end_line, span.end_column)
        names = ("startLine", "startColumn", "endLine", "endColumn")
        location["region"] = dict(zip(names, values, strict=True))
    return location


def render_template(name: str, diagnostics: Diagnostics, format_path: PathFormatter = str) -> str:
    """Render a template: a JUnit report, or commands or the Markdown of a summary for GitHub."""
    from microsite.diagnostics.templates import environment

    template = environment(Path(__file__).parent).get_template(name)
    text = template.render(
        items=list(diagnostics),
        format_path=format_path,
        format_location=format_location,
        render_text=render_text,
        sanitize=sanitize,
        sanitize_all=sanitize_all,
        cell=lambda text: MARKUP.sub(lambda match: f"&#{ord(match[0])};", sanitize(text)),
    )
    return f"{text.strip()}\n".lstrip()  # nothing if there are no diagnostics


RENDERERS: dict[str, Callable[[Diagnostics, PathFormatter], str]] = {
    "text": render_text,
    "json": render_json,
    "github": partial(render_template, "github.txt"),
    "gitlab": render_gitlab,
    "sarif": render_sarif,
    "junit": partial(render_template, "junit.xml"),
}
