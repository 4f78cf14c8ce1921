"""Diagnostics as SARIF 2.1.0, the format that code scanners share."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from microsite import __version__
from microsite.diagnostics.diagnostic import CATALOGUE, Diagnostic, Fix
from microsite.diagnostics.display import PathFormatter
from microsite.diagnostics.formats.gitlab import Fingerprints
from microsite.diagnostics.formats.json import json_text
from microsite.diagnostics.source_text import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(
    diagnostics: Iterable[Diagnostic], format_path: PathFormatter = str
) -> str:
    """Return a report of one run, with the rules that the results name."""
    items = list(diagnostics)
    codes = sorted({item.code for item in items})
    fingerprints = Fingerprints()

    results: list[dict[str, Any]] = []
    for item in items:
        result = {
            "ruleId": item.code,
            "ruleIndex": codes.index(item.code),
            "level": str(item.severity),
            "message": {"text": item.message},
            "locations": [{"physicalLocation": _location(item.span, format_path)}],
            "partialFingerprints": {"microsite/v1": fingerprints.next(item)},
        }
        if item.notes:
            result["relatedLocations"] = _related_locations(item, format_path)
        if item.fix:
            result["fixes"] = [_fix(item.fix, format_path)]
        results.append(result)

    driver = {
        "name": "Microsite",
        "version": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    entry = CATALOGUE[code]
    return {
        "id": code,
        "shortDescription": {"text": entry.template},
        "defaultConfiguration": {"level": str(entry.severity)},
    }


def _related_locations(
    item: Diagnostic, format_path: PathFormatter
) -> list[dict[str, Any]]:
    """Return the notes of a diagnostic, numbered from 1."""
    locations: list[dict[str, Any]] = []
    for number, (text, span) in enumerate(item.notes, 1):
        location = {
            "id": number,
            "message": {"text": text},
            "physicalLocation": _location(span, format_path),
        }
        locations.append(location)
    return locations


def _fix(fix: Fix, format_path: PathFormatter) -> dict[str, Any]:
    location = _location(fix.span, format_path)
    replacement = {
        "deletedRegion": location["region"],
        "insertedContent": {"text": fix.replacement},
    }
    change = {
        "artifactLocation": location["artifactLocation"],
        "replacements": [replacement],
    }
    return {"description": {"text": "Corrected"}, "artifactChanges": [change]}


def _location(span: Span, format_path: PathFormatter) -> dict[str, Any]:
    """Return a file and, if its text is known, a region of it."""
    uri = quote(format_path(span.path), errors="replace")
    location: dict[str, Any] = {
        "artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}
    }
    if span.source.text:
        location["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    return location
