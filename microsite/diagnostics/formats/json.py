"""Diagnostics as JSON, for programs."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from microsite import __version__
from microsite.diagnostics.diagnostic import Diagnostic, Fix, Severity
from microsite.diagnostics.display import PathFormatter
from microsite.diagnostics.source_text import Span

VERSION = 1
"""Of the format. Within one version, fields are only ever added: docs/findings.md."""


def render_json(
    diagnostics: Iterable[Diagnostic], format_path: PathFormatter = str
) -> str:
    """Return all diagnostics with their counts.

    Lines and columns count characters from 1.
    """
    items = list(diagnostics)
    counts = Counter(item.severity for item in items)
    report = {
        "version": VERSION,
        "tool": {"name": "microsite", "version": __version__},
        "counts": {f"{severity}s": counts[severity] for severity in Severity},
        "diagnostics": [_diagnostic(item, format_path) for item in items],
    }
    return json_text(report)


def json_text(value: Any) -> str:
    """Serialize to JSON that every program can read.

    Lone surrogates are replaced and control characters escaped.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    text = text.encode("utf-8", "replace").decode()
    return re.sub("[\x7f-\x9f]", lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _diagnostic(item: Diagnostic, format_path: PathFormatter) -> dict[str, Any]:
    notes = [
        {"message": text, **_location(span, format_path)} for text, span in item.notes
    ]
    return {
        "code": item.code,
        "severity": str(item.severity),
        "headline": item.headline,
        "help": item.help,
        **_location(item.span, format_path),
        "notes": notes,
        "fix": _fix(item.fix, format_path) if item.fix else None,
    }


def _fix(fix: Fix, format_path: PathFormatter) -> dict[str, Any]:
    return {
        **_location(fix.span, format_path),
        "replacement": fix.replacement,
        "confidence": str(fix.confidence),
    }


def _location(span: Span, format_path: PathFormatter) -> dict[str, Any]:
    path = format_path(span.path)
    if not span.source.text:
        return {"path": path, "start": None, "end": None}
    return {
        "path": path,
        "start": {"line": span.line, "column": span.column},
        "end": {"line": span.end_line, "column": span.end_column},
    }
