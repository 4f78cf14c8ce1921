"""Diagnostics as JSON: for programs that want everything. docs/findings.md describes the shape.

Within one version of the shape fields are only ever added.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from microsite import __version__
from microsite.diagnostics.diagnostic import Diagnostic, Fix, Severity
from microsite.diagnostics.sanitize import PathFormatter, json_text, project_path
from microsite.diagnostics.source_text import Span

SHAPE = 1


def render(diagnostics: Iterable[Diagnostic], seen: PathFormatter = project_path) -> str:
    """One object with the counts and every diagnostic; lines and columns from 1, in characters."""
    found = list(diagnostics)
    counts = {f"{kind}s": sum(1 for each in found if each.severity is kind) for kind in Severity}
    whole = {
        "version": SHAPE,
        "tool": {"name": "microsite", "version": __version__},
        "counts": counts,
        "diagnostics": [_one(each, seen) for each in found],
    }
    return json_text(whole)


def _one(found: Diagnostic, seen: PathFormatter) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": str(found.severity),
        "headline": found.headline,
        "help": found.help,
        **_place(found.span, seen),
        "notes": [{"message": words, **_place(span, seen)} for words, span in found.notes],
        "fix": _fix(found.fix, seen) if found.fix else None,
    }


def _place(span: Span, seen: PathFormatter) -> dict[str, Any]:
    """The place; `start` and `end` are null for a file without text."""
    has_text = bool(span.source.text)
    return {
        "path": seen(span.path),
        "start": {"line": span.line, "column": span.column} if has_text else None,
        "end": {"line": span.end_line, "column": span.end_column} if has_text else None,
    }


def _fix(fix: Fix, seen: PathFormatter) -> dict[str, Any]:
    return {
        **_place(fix.span, seen),
        "replacement": fix.replacement,
        "confidence": str(fix.confidence),
    }
