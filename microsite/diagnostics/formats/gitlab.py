"""Diagnostics as a Code Quality report.

GitLab shows it beside the changes of a merge request.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.diagnostics.display import PathFormatter
from microsite.diagnostics.formats.json import json_text

GITLAB_SEVERITIES = {
    Severity.ERROR: "critical",
    Severity.WARNING: "minor",
    Severity.NOTE: "info",
}


def render_gitlab(
    diagnostics: Iterable[Diagnostic], format_path: PathFormatter = str
) -> str:
    """Return a Code Quality report."""
    fingerprints = Fingerprints()
    report: list[dict[str, Any]] = []
    for item in diagnostics:
        span = item.span
        location = {
            "path": format_path(span.path),
            "lines": {"begin": span.line, "end": span.end_line},
        }
        issue = {
            "description": item.message,
            "check_name": item.code,
            "fingerprint": fingerprints.next(item),
            "severity": GITLAB_SEVERITIES[item.severity],
            "location": location,
        }
        report.append(issue)
    return json_text(report)


class Fingerprints:
    """Ids of the diagnostics of one report, for services that compare two of them."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def next(self, item: Diagnostic) -> str:
        """Return the id of the next diagnostic.

        It stays the same if lines are added above. Equal lines are numbered.
        """
        span = item.span
        line = span.source.line_text(span.line).strip()
        key = f"{item.code}\0{span.path}\0{line}\0{span.text}"
        self._counts[key] += 1
        numbered_key = f"{key}\0{self._counts[key]}"
        digest = hashlib.sha256(numbered_key.encode("utf-8", "replace"))
        return digest.hexdigest()[:40]
