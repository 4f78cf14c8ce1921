"""Diagnostics in the formats of `--format`: text, JSON, GitHub, GitLab, SARIF and
JUnit.
"""

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

from microsite import __version__
from microsite.diagnostics.diagnostic import (
    CATALOGUE,
    SUBJECTS,
    Diagnostic,
    Fix,
    Severity,
)
from microsite.diagnostics.display import (
    MAX_CELLS,
    PathFormatter,
    excerpt,
    sanitize,
    sanitize_all,
)
from microsite.diagnostics.source_text import SourceText, Span, display_width

Diagnostics = Iterable[Diagnostic]

COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
LINE_NUMBER_CELLS = 5
GITLAB_SEVERITIES = {
    Severity.ERROR: "critical",
    Severity.WARNING: "minor",
    Severity.NOTE: "info",
}
MAX_SAME_WARNINGS = 3  # warnings with the same code that are shown with their lines
MAX_LISTED = 10  # items of a kind in the list of what is to do
MARKUP = re.compile(r"[&<>\\`*_\[\]|#~@]")


def render_text(
    diagnostics: Diagnostics,
    format_path: PathFormatter = str,
    *,
    colour: bool = False,
    width: int | None = None,
) -> str:
    """Render diagnostics with lines and fixes, of many alike the first, in `width`
    cells.
    """
    items = list(diagnostics)
    total = Counter(item.code for item in items)
    counts, shown, hidden = Counter[str](), list[Diagnostic](), dict[str, list[Span]]()
    for item in items:
        counts[item.code] += 1
        is_many = (
            item.severity is Severity.WARNING
            and total[item.code] > 2 * MAX_SAME_WARNINGS
        )
        if is_many and counts[item.code] > MAX_SAME_WARNINGS:
            hidden.setdefault(item.code, []).append(item.span)
        else:
            shown.append(item)
    style = partial(_style, colour)
    return _render(
        "text.txt",
        shown,
        format_path,
        style=style,
        colours=COLOURS,
        hidden=hidden,
        fixed_line=fixed_line,
        wrap=partial(_wrap, width),
        numbered_excerpt=partial(_numbered_excerpt, style, width),
    )


def render_checklist(
    notes: Diagnostics, format_path: PathFormatter = str, *, colour: bool = False
) -> str:
    """Render notes as a checklist by subject."""
    ordered = sorted(notes, key=lambda note: (note.code, note.sort_key))
    subjects = [
        (
            SUBJECTS[subject],
            [list(items) for _, items in groupby(group, lambda note: note.code)],
        )
        for subject, group in groupby(ordered, lambda note: note.code[:3])
    ]
    names = {
        "subjects": subjects,
        "max_listed": MAX_LISTED,
        "style": partial(_style, colour),
    }
    return _render("checklist.txt", ordered, format_path, **names)


def format_location(span: Span, format_path: PathFormatter = str) -> str:
    """Format a span as `data/sessions.yaml:41:16`, or as a path if its file has no
    text.
    """
    path = sanitize(format_path(span.path))
    return f"{path}:{span.line}:{span.column}" if span.source.text else path


def _style(has_colours: bool, text: str, style: str) -> str:
    """Return a text in a colour or bold, if colours are on."""
    return f"\x1b[{style}m{text}\x1b[0m" if has_colours else text


def _wrap(width: int | None, text: str) -> str:
    text = sanitize(text)
    if width is None:
        return text
    width = max(20, min(width, 100))
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def _numbered_excerpt(
    style: Callable[..., str], width: int | None, span: Span, colour: str
) -> str:
    """Return a line with its number, and below it carets that mark the span."""
    cells = (
        MAX_CELLS if width is None else max(20, min(width, 120) - LINE_NUMBER_CELLS - 5)
    )
    before, marked, after = excerpt(span, cells)
    indent = " " * (LINE_NUMBER_CELLS + 3 + display_width(before))
    carets = indent + style("^" * max(1, display_width(marked)), colour)
    more = f" down to line {span.end_line}" if span.end_line != span.line else ""
    line = f"{span.line:{LINE_NUMBER_CELLS}} | {before}{marked}{after}".rstrip()
    return f"{line}\n{carets}{more}"


def fixed_line(fix: Fix) -> str | None:
    """Return the line as a fix leaves it, if the fix concerns one line only."""
    span = fix.span
    if "\n" in fix.replacement or span.end_line != span.line or not span.source.text:
        return None
    line = span.source.line_text(span.line)
    start, end = span.column - 1, span.end_column - 1
    line = line[:start] + fix.replacement + line[end:]
    return (
        "".join(excerpt(SourceText(span.path, line).span(start)))
        if line.strip()
        else None
    )


def render_json(diagnostics: Diagnostics, format_path: PathFormatter = str) -> str:
    """Render all diagnostics with their counts.

    Lines and columns count characters from 1.
    """
    items = list(diagnostics)
    counts = Counter(item.severity for item in items)
    return _json_text(
        {
            # Within one version, fields are only ever added; see docs/findings.md
            "version": 1,
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
        "notes": [
            {"message": text, **_json_span(span, format_path)}
            for text, span in item.notes
        ],
        "fix": (
            fix
            and {
                **_json_span(fix.span, format_path),
                "replacement": fix.replacement,
                "confidence": str(fix.confidence),
            }
        ),
    }


def _json_span(span: Span, format_path: PathFormatter) -> dict[str, Any]:
    has_text = bool(span.source.text)
    return {
        "path": format_path(span.path),
        "start": {"line": span.line, "column": span.column} if has_text else None,
        "end": {"line": span.end_line, "column": span.end_column} if has_text else None,
    }


def _json_text(value: Any) -> str:
    """Serialize to JSON, with lone surrogates replaced and control characters
    escaped.
    """
    text = (
        json.dumps(value, indent=2, ensure_ascii=False)
        .encode("utf-8", "replace")
        .decode()
    )
    return re.sub("[\x7f-\x9f]", lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def render_gitlab(diagnostics: Diagnostics, format_path: PathFormatter = str) -> str:
    """Render a Code Quality report, which GitLab shows beside the changes of a merge
    request.
    """
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
    """Return an id that stays the same if lines are added above. `counts` numbers equal
    lines.
    """
    line = item.span.source.line_text(item.span.line).strip()
    key = f"{item.code}\0{item.span.path}\0{line}\0{item.span.text}"
    counts[key] += 1
    return hashlib.sha256(
        f"{key}\0{counts[key]}".encode("utf-8", "replace")
    ).hexdigest()[:40]


def render_sarif(diagnostics: Diagnostics, format_path: PathFormatter = str) -> str:
    """Render SARIF 2.1.0, the format that code scanners share, with the rules that
    matched.
    """
    items = list(diagnostics)
    codes = sorted({item.code for item in items})
    counts: Counter[str] = Counter()
    rules = []
    for code in codes:
        words, level = (
            {"text": CATALOGUE[code].template},
            {"level": str(CATALOGUE[code].severity)},
        )
        rules.append(
            {"id": code, "shortDescription": words, "defaultConfiguration": level}
        )
    results = [
        {
            "ruleId": item.code,
            "ruleIndex": codes.index(item.code),
            "level": str(item.severity),
            "message": {"text": item.message},
            "locations": [
                {"physicalLocation": _sarif_location(item.span, format_path)}
            ],
            "partialFingerprints": {"microsite/v1": _fingerprint(item, counts)},
            **_sarif_extras(item, format_path),
        }
        for item in items
    ]
    driver = {"name": "Microsite", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
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
        extras["fixes"] = [
            {"description": {"text": "Corrected"}, "artifactChanges": [change]}
        ]
    return extras


def _sarif_location(span: Span, format_path: PathFormatter) -> dict[str, Any]:
    uri = quote(format_path(span.path), errors="replace")
    location: dict[str, Any] = {
        "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}
    }
    if span.source.text:
        values = (span.line, span.column, span.end_line, span.end_column)
        names = ("startLine", "startColumn", "endLine", "endColumn")
        location["region"] = dict(zip(names, values, strict=True))
    return location


def render_template(
    name: str, diagnostics: Diagnostics, format_path: PathFormatter = str
) -> str:
    """Render a JUnit report, commands for GitHub, or the Markdown of a job summary
    there.
    """
    text = _render(
        name,
        list(diagnostics),
        format_path,
        render_text=render_text,
        sanitize_all=sanitize_all,
        cell=lambda text: MARKUP.sub(
            lambda match: f"&#{ord(match[0])};", sanitize(text)
        ),
    )
    return f"{text.strip()}\n".lstrip()  # nothing if there are no diagnostics


def _render(
    name: str, items: list[Diagnostic], format_path: PathFormatter, **names: object
) -> str:
    from microsite.diagnostics.templates import environment

    names |= {
        "format_location": format_location,
        "format_path": format_path,
        "sanitize": sanitize,
    }
    return (
        environment(Path(__file__).parent).get_template(name).render(names, items=items)
    )


RENDERERS: dict[str, Callable[[Diagnostics, PathFormatter], str]] = {
    "text": render_text,
    "json": render_json,
    "github": partial(render_template, "github.txt"),
    "gitlab": render_gitlab,
    "sarif": render_sarif,
    "junit": partial(render_template, "junit.xml"),
}
