"""Rebuilds of a preview: a page that somebody looks at is shown before the others are ready."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote

from microsite.build import BuildCancelled, Outcome, PreviewHooks, build
from microsite.diagnostics.diagnostic import Log
from microsite.preview.state import BuildStatus, PreviewState
from microsite.project import BuildOptions
from microsite.source.reader import ParsedFiles

ASSET_LINK = re.compile(rb"[\"'(\s](?:\.\./)*(assets/[^\"'\s()?#,<>]+)")
"""Relative link to a file of the theme. Complete addresses, for search engines, do not match."""
YIELD_SECONDS = 0.05
"""Longest pause after the first page of a build, so that a browser can fetch it at once."""

IsConcerned = Callable[[str], bool]
"""Returns True for the path in output/ of a page that does not show a build yet."""
Show = Callable[[BuildStatus, BuildStatus | None, IsConcerned], object]
"""Takes a build, the last finished build before it, and the pages that do not show it yet."""


class Rebuilder:
    """Builds a project again after changes, one build at a time.

    A build is abandoned if more changes arrive before it is published.
    """

    def __init__(self, state: PreviewState, options: BuildOptions, show: Show) -> None:
        self.state = state
        self.options = options
        self.show = show
        """Called from the building thread, for each early page and after each build."""
        self.has_pending: Callable[[], bool] = lambda: False
        """Returns True if files have changed since the running build began."""
        self._number = int(time.time() * 1000)
        self._changed: frozenset[Path] = frozenset()
        """Files changed since the last finished build."""
        self._lock = threading.Lock()
        self._hooks = PreviewHooks(
            requested=lambda: state.requested if state.latest else (),
            show=self._show_early,
            parsed_files=ParsedFiles(),
            is_cancelled=lambda: self.has_pending(),  # noqa: PLW0108 - it is replaced later
        )

    def rebuild(self, changed: frozenset[Path] = frozenset()) -> None:
        """Build, and show the result unless the build is abandoned."""
        state = self.state
        with self._lock:
            self._number += 1
            self._changed |= changed
            try:
                outcome = build(state.project, self.options, self._hooks)
            except BuildCancelled:
                return
            before, shown = state.latest, self._early_pages()
            state.latest, state.early = self._status(outcome), None
            self._changed = frozenset()
        self.show(state.latest, before, lambda page: page not in shown)

    def _status(self, outcome: Outcome, pages: Mapping[str, bytes] | None = None) -> BuildStatus:
        latest = self.state.latest
        has_changed = pages or (outcome.published and outcome.published.changed)
        return BuildStatus(
            outcome,
            self._number,
            only_styles=bool(self._changed) and {path.suffix for path in self._changed} == {".css"},
            strict=self.options.strict,
            changed_at=self._number if has_changed or latest is None else latest.changed_at,
            pages=pages or {},
        )

    def _early_pages(self) -> Mapping[str, bytes]:
        early = self.state.early
        return early.pages if early is not None and early.number == self._number else {}

    def _show_early(self, path: str, page: bytes, log: Log) -> None:
        """Show a page of the running build if it is new and its assets are published already."""
        state, ready = self.state, self._early_pages()
        if self._shown(path) == page or not self._has_assets(page):
            return
        state.early_page_sent.clear()
        state.early = self._status(Outcome(log), {**ready, path: page})
        self.show(state.early, state.latest, lambda other: other == path)
        if not ready:
            state.early_page_sent.wait(YIELD_SECONDS)

    def _has_assets(self, page: bytes) -> bool:
        """Return True if every image, script and stylesheet of a page is in output/."""
        output = self.state.project.output
        names = set(ASSET_LINK.findall(page))
        return all((output / unquote(name.decode())).is_file() for name in names)

    def _shown(self, path: str) -> bytes | None:
        """Return the page that browsers get at a path now."""
        early = self.state.early
        if early is not None and path in early.pages:
            return early.pages[path]
        try:
            return (self.state.project.output / path).read_bytes()
        except OSError:
            return None
