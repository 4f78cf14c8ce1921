"""Diagnostics as SARIF 2.1.0, the standard that code scanners share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from microsite import __version__
from microsite.diagnostics.catalogue import CATALOGUE
from microsite.diagnostics.diagnostic import Diagnostic, Fix
from microsite.diagnostics.explain import headline_template
from microsite.diagnostics.gitlab import fingerprint
from microsite.diagnostics.sanitize import PathFormatter, json_text, project_path
from microsite.diagnostics.source_text import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(diagnostics: Iterable[Diagnostic], seen: PathFormatter = project_path) -> str:
    """One run of one tool, with the rules that found something."""
    found = list(diagnostics)
    codes = sorted({each.code for each in found})
    rules = {code: index for index, code in enumerate(codes)}
    told: Counter[str] = Counter()
    run = {
        "tool": {
            "driver": {
                "name": "Microsite",
                "version": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, rules[each.code], seen, told) for each in found],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    entry = CATALOGUE[code]
    return {
        "id": code,
        "shortDescription": {"text": headline_template(entry)},
        "defaultConfiguration": {"level": str(entry.severity)},
    }


def _result(
    found: Diagnostic, rule: int, seen: PathFormatter, told: Counter[str]
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": str(found.severity),
        "message": {"text": " ".join(part for part in (found.headline, found.help) if part)},
        "locations": [_location(found.span, seen)],
        "partialFingerprints": {"microsite/v1": fingerprint(found, told)},
    }
    if found.notes:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": words}, **_location(span, seen)}
            for number, (words, span) in enumerate(found.notes, 1)
        ]
    if found.fix:
        result["fixes"] = [_fix(found.fix, seen)]
    return result


def _location(span: Span, seen: PathFormatter) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(span, seen)}
    if span.source.text:
        physical["region"] = _region(span)
    return {"physicalLocation": physical}


def _artifact(span: Span, seen: PathFormatter) -> dict[str, str]:
    return {"uri": quote(seen(span.path), errors="replace"), "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(fix: Fix, seen: PathFormatter) -> dict[str, Any]:
    replacement = {"deletedRegion": _region(fix.span), "insertedContent": {"text": fix.replacement}}
    return {
        "description": {"text": "Corrected"},
        "artifactChanges": [
            {"artifactLocation": _artifact(fix.span, seen), "replacements": [replacement]}
        ],
    }
