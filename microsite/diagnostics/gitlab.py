"""Diagnostics as a GitLab Code Quality report, shown beside the changes of a merge request."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.diagnostics.sanitize import PathFormatter, json_text, project_path

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(diagnostics: Iterable[Diagnostic], seen: PathFormatter = project_path) -> str:
    """A list of findings. A fingerprint stays the same when lines above are added or taken away."""
    told: Counter[str] = Counter()
    findings = [_finding(found, seen, told) for found in diagnostics]
    return json_text(findings)


def _finding(found: Diagnostic, seen: PathFormatter, told: Counter[str]) -> dict[str, Any]:
    path = seen(found.span.path)
    return {
        "description": " ".join(part for part in (found.headline, found.help) if part),
        "check_name": found.code,
        "fingerprint": fingerprint(found, told),
        "severity": SEVERITIES[found.severity],
        "location": {"path": path, "lines": {"begin": found.span.line, "end": found.span.end_line}},
    }


def fingerprint(found: Diagnostic, told: Counter[str]) -> str:
    """What tells a finding from every other, wherever its line moves. `told` counts those that are
    alike.
    """
    line = found.span.source.line_text(found.span.line).strip()
    alike = f"{found.code}\0{found.span.path}\0{line}\0{found.span.text}"
    told[alike] += 1
    return hashlib.sha256(f"{alike}\0{told[alike]}".encode("utf-8", "replace")).hexdigest()[:40]
