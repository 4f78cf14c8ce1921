"""Diagnostics in the formats of `--format`: JSON, GitHub, GitLab, SARIF and JUnit."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any
from urllib.parse import quote

from microsite import __version__
from microsite.diagnostics import terminal
from microsite.diagnostics.catalogue import CATALOGUE, headline_template
from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.diagnostics.display import PathFormatter, project_path, sanitize
from microsite.diagnostics.source_text import Span
from microsite.diagnostics.terminal import format_location

Diagnostics = Iterable[Diagnostic]

JSON_VERSION = 1
"""Within one version, fields are only ever added. docs/findings.md describes them."""
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
GITHUB_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
GITLAB_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}
MAX_SUMMARY_ROWS = 500
"""GitHub accepts summaries up to 1 MiB; this many rows stay far below."""


def render_json(diagnostics: Diagnostics, format_path: PathFormatter = project_path) -> str:
    """Render all diagnostics with their counts. Lines and columns count characters from 1."""
    items = list(diagnostics)
    counts = Counter(item.severity for item in items)
    return _json_text(
        {
            "version": JSON_VERSION,
            "tool": {"name": "microsite", "version": __version__},
            "counts": {f"{severity}s": counts[severity] for severity in Severity},
            "diagnostics": [_json_item(item, format_path) for item in items],
        }
    )


def _json_item(item: Diagnostic, format_path: PathFormatter) -> dict[str, Any]:
    notes = [{"message": text, **_json_span(span, format_path)} for text, span in item.notes]
    return {
        "code": item.code,
        "severity": str(item.severity),
        "headline": item.headline,
        "help": item.help,
        **_json_span(item.span, format_path),
        "notes": notes,
        "fix": item.fix
        and {
            **_json_span(item.fix.span, format_path),
            "replacement": item.fix.replacement,
            "confidence": str(item.fix.confidence),
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


def render_github(diagnostics: Diagnostics, format_path: PathFormatter = project_path) -> str:
    """Render workflow commands, which GitHub Actions shows beside the lines of a change."""
    return "".join(f"{_github_command(item, format_path)}\n" for item in diagnostics)


def _github_command(item: Diagnostic, format_path: PathFormatter) -> str:
    span = item.span
    properties = {"file": format_path(span.path)}
    if span.source.text:
        properties |= {"line": str(span.line), "endLine": str(span.end_line)}
        if span.line == span.end_line:  # GitHub takes columns only within one line
            properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    properties["title"] = item.code
    escaped = (
        f"{name}={_github_escape(value).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
    )
    message = _github_escape(_message(item, "\n"))
    return f"::{GITHUB_COMMANDS[item.severity]} {','.join(escaped)}::{message}"


def _github_escape(text: str) -> str:
    return _sanitize_lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def render_github_summary(
    diagnostics: Diagnostics, format_path: PathFormatter = project_path
) -> str:
    """Render a Markdown table for the job summary: GitHub limits the number of annotations."""
    items = list(diagnostics)
    if not items:
        return "### Content checked\n\nNothing to put right.\n"
    rows = [
        f"| {item.severity} {item.code} | {_markdown_cell(format_location(item.span, format_path))}"
        f" | {_markdown_cell(_message(item))} |"
        for item in items[:MAX_SUMMARY_ROWS]
    ]
    more = len(items) - MAX_SUMMARY_ROWS
    if more > 0:
        rows.append(f"| | | and {more} more: see the log |")
    return "\n".join(["### Content checked", "", "| | where | what |", "|---|---|---|", *rows, ""])


def _markdown_cell(text: str) -> str:
    return re.sub(r"[&<>\\`*_\[\]|#~@]", lambda match: f"&#{ord(match[0])};", sanitize(text))


def render_gitlab(diagnostics: Diagnostics, format_path: PathFormatter = project_path) -> str:
    """Render a Code Quality report, which GitLab shows beside the changes of a merge request."""
    seen: Counter[str] = Counter()
    return _json_text(
        [
            {
                "description": _message(item),
                "check_name": item.code,
                "fingerprint": _fingerprint(item, seen),
                "severity": GITLAB_SEVERITIES[item.severity],
                "location": {
                    "path": format_path(item.span.path),
                    "lines": {"begin": item.span.line, "end": item.span.end_line},
                },
            }
            for item in diagnostics
        ]
    )


def _fingerprint(item: Diagnostic, seen: Counter[str]) -> str:
    """Return an id that stays the same if lines are added above. `seen` numbers equal lines."""
    line = item.span.source.line_text(item.span.line).strip()
    key = f"{item.code}\0{item.span.path}\0{line}\0{item.span.text}"
    seen[key] += 1
    return hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "replace")).hexdigest()[:40]


def render_sarif(diagnostics: Diagnostics, format_path: PathFormatter = project_path) -> str:
    """Render SARIF 2.1.0, the format that code scanners share, with the rules that matched."""
    items = list(diagnostics)
    codes = sorted({item.code for item in items})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": headline_template(CATALOGUE[code])},
            "defaultConfiguration": {"level": str(CATALOGUE[code].severity)},
        }
        for code in codes
    ]
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": {"name": "Microsite", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _sarif_result(item, codes.index(item.code), format_path, seen) for item in items
        ],
    }
    return _json_text({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _sarif_result(
    item: Diagnostic, rule: int, format_path: PathFormatter, seen: Counter[str]
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": item.code,
        "ruleIndex": rule,
        "level": str(item.severity),
        "message": {"text": _message(item)},
        "locations": [_sarif_location(item.span, format_path)],
        "partialFingerprints": {"microsite/v1": _fingerprint(item, seen)},
    }
    if item.notes:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": text}, **_sarif_location(span, format_path)}
            for number, (text, span) in enumerate(item.notes, 1)
        ]
    if item.fix:
        location = _sarif_location(item.fix.span, format_path)["physicalLocation"]
        replacement = {
            "deletedRegion": _sarif_region(item.fix.span),
            "insertedContent": {"text": item.fix.replacement},
        }
        change = {
            "artifactLocation": location["artifactLocation"],
            "replacements": [replacement],
        }
        result["fixes"] = [{"description": {"text": "Corrected"}, "artifactChanges": [change]}]
    return result


def _sarif_location(span: Span, format_path: PathFormatter) -> dict[str, Any]:
    uri = quote(format_path(span.path), errors="replace")
    location: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if span.source.text:
        location["region"] = _sarif_region(span)
    return {"physicalLocation": location}


def _sarif_region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def render_junit(diagnostics: Diagnostics, format_path: PathFormatter = project_path) -> str:
    """Render a JUnit report, one suite per file. Errors fail, other diagnostics are skipped."""
    items = sorted(diagnostics, key=lambda item: item.sort_key)
    suites = ""
    for path, group in groupby(items, lambda item: item.span.path):
        suite = list(group)
        cases = "".join(_junit_case(item, format_path) for item in suite)
        name = _xml_attribute(format_path(path))
        suites += f"  <testsuite name={name} {_junit_counts(suite)}>\n{cases}  </testsuite>\n"
    if not items:
        suites = (
            f'  <testsuite name="content" {_junit_counts([])}>\n'
            '    <testcase classname="content" name="Everything was checked"/>\n'
            "  </testsuite>\n"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="Microsite" {_junit_counts(items)}>\n{suites}</testsuites>\n'
    )


def _junit_counts(items: list[Diagnostic]) -> str:
    errors = sum(item.severity is Severity.ERROR for item in items)
    tests = max(1, len(items))
    return f'tests="{tests}" failures="{errors}" errors="0" skipped="{len(items) - errors}"'


def _junit_case(item: Diagnostic, format_path: PathFormatter) -> str:
    path = _xml_attribute(format_path(item.span.path))
    name = _xml_attribute(f"{item.code} {format_location(item.span, format_path)}")
    line = f" line={_xml_attribute(str(item.span.line))}" if item.span.source.text else ""
    if item.severity is Severity.ERROR:
        text = html.escape(
            _sanitize_lines(terminal.render([item], format_path).strip()), quote=False
        )
        kind, message = _xml_attribute(item.code), _xml_attribute(item.headline)
        result = f"<failure type={kind} message={message}>{text}</failure>"
    else:
        message = _xml_attribute(f"{item.severity}: {item.headline} {item.help}".strip())
        result = f"<skipped message={message}/>"
    return (
        f"    <testcase classname={path} name={name} file={path}{line}>\n"
        f"      {result}\n    </testcase>\n"
    )


def _xml_attribute(text: str) -> str:
    return '"' + html.escape(sanitize(text), quote=False).replace('"', "&quot;") + '"'


def _message(item: Diagnostic, separator: str = " ") -> str:
    return separator.join(part for part in (item.headline, item.help) if part)


def _sanitize_lines(text: str) -> str:
    return "\n".join(sanitize(line) for line in text.split("\n"))


RENDERERS: dict[str, Callable[[Diagnostics, PathFormatter], str]] = {
    "text": terminal.render,
    "json": render_json,
    "github": render_github,
    "gitlab": render_gitlab,
    "sarif": render_sarif,
    "junit": render_junit,
}
