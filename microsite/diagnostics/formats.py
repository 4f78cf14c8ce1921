"""The ways in which diagnostics can be told: `--format`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from microsite.diagnostics import github, gitlab, json, junit, sarif, terminal
from microsite.diagnostics.diagnostic import Diagnostic
from microsite.diagnostics.sanitize import PathFormatter

Renderer = Callable[[Iterable[Diagnostic], PathFormatter], str]
"""Takes the diagnostics, and how paths are seen from where they are read; gives the whole text."""

RENDERERS: dict[str, Renderer] = {
    "text": terminal.render,
    "json": json.render,
    "github": github.render,
    "gitlab": gitlab.render,
    "sarif": sarif.render,
    "junit": junit.render,
}
