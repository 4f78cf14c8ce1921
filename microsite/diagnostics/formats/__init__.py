"""Formats of diagnostics: text, JSON, GitHub, GitLab, SARIF and JUnit.

Each module has one format. `RENDERERS` has them by the names that `--format` takes.
"""

from collections.abc import Callable, Iterable
from typing import Final

from microsite.diagnostics.diagnostic import Diagnostic
from microsite.diagnostics.display import PathFormatter
from microsite.diagnostics.formats.checklist import MAX_LISTED, render_checklist
from microsite.diagnostics.formats.github import render_github, render_github_summary
from microsite.diagnostics.formats.gitlab import GITLAB_SEVERITIES, render_gitlab
from microsite.diagnostics.formats.json import render_json
from microsite.diagnostics.formats.junit import render_junit
from microsite.diagnostics.formats.sarif import render_sarif
from microsite.diagnostics.formats.text import fixed_line, format_location, render_text

__all__ = [
    "GITLAB_SEVERITIES",
    "MAX_LISTED",
    "RENDERERS",
    "fixed_line",
    "format_location",
    "render_checklist",
    "render_github",
    "render_github_summary",
    "render_gitlab",
    "render_json",
    "render_junit",
    "render_sarif",
    "render_text",
]

Renderer = Callable[[Iterable[Diagnostic], PathFormatter], str]
"""Returns diagnostics as text, with each path as the second argument formats it."""

RENDERERS: Final[dict[str, Renderer]] = {
    "text": render_text,
    "json": render_json,
    "github": render_github,
    "gitlab": render_gitlab,
    "sarif": render_sarif,
    "junit": render_junit,
}
"""Renderers by the names that `--format` takes."""
