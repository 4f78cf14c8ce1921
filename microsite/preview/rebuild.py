"""Builds again after each change, and remembers what came of it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct, field

from microsite.build import BuildCancelled, Outcome, PreviewHooks, build
from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity
from microsite.project import BuildOptions, Project

Pages = Callable[[str], bool]
"""Some of the pages, each known by its place in output."""
ASSET = re.compile(rb"[\"'(\s](?:\.\./)*(assets/[^\"'\s()?#,<>]+)")
"""A link to a file of the theme; its whole address, as search engines are told it, is none."""
FIRST = 4
"""How many pages are made before all others: those that were asked for last."""
WAY = 0.05
"""Seconds that a build gives way to whoever fetches the first page that it shows: they share one
lock of Python's.
"""


class Result(Struct, frozen=True):
    """What came of a build; or what is known of one that goes on."""

    outcome: Outcome
    number: int
    """Higher than that of every build before, also by an earlier preview that a page may still
    remember.
    """
    only_styles: bool
    """Whether nothing but stylesheets has changed since the one before."""
    strict: bool = False
    """Whether a warning stops the build."""
    changed_at: int = 0
    """The number of the last build that changed the site; at first that of the first, as pages of
    an earlier preview may be open.
    """
    pages: Mapping[str, bytes] = field(default_factory=dict)
    """Of a build that goes on: pages that are ready and new, by their place in output."""

    @property
    def mistakes(self) -> list[Diagnostic]:
        """What keeps the change from being shown."""
        return [found for found in self._told if found.blocks_build(strict=self.strict)]

    @property
    def warnings(self) -> list[Diagnostic]:
        """What should be looked at."""
        return [found for found in self._told if not found.blocks_build(strict=self.strict)]

    @property
    def _told(self) -> list[Diagnostic]:
        return [found for found in self.outcome.log if found.severity is not Severity.NOTE]

    @property
    def has_changed(self) -> bool:
        """Whether there is anything new to show."""
        return bool(self.outcome.published and self.outcome.published.changed)


class Rebuilder:
    """Builds when told of changes, one build at a time. One that is overtaken by another change is
    left for the next.

    The pages that somebody looks at are made first, and shown before the rest is ready and output
    exchanged.
    """

    def __init__(
        self,
        project: Project,
        options: BuildOptions,
        show: Callable[[Result, Result | None, Pages], None],
    ) -> None:
        self.project = project
        self.options = options
        self.show = show
        """Called from the thread that builds, when a page is ready early and after each build: with
        the result, the last one that was whole, and whether a page has not shown it yet.
        """
        self.latest: Result | None = None
        """What came of the last whole build."""
        self.has_more: Callable[[], bool] = lambda: False
        """Whether more has changed than the build that goes on was told of."""
        self._early: Result | None = None
        """What is known of the one that goes on, once it has pages to show."""
        self._number = int(time.time() * 1000)
        self._changed: frozenset[Path] = frozenset()
        """What changed since the last whole build."""
        self._asked_for: dict[str, None] = {}
        """The places of pages in output, the one that was asked for last at the end."""
        self._given = threading.Event()
        """Whether a page that was shown early has been fetched."""
        self._lock = threading.Lock()
        self._warm = PreviewHooks(
            requested=self._wanted, show=self._show_early, is_cancelled=lambda: self.has_more()
        )

    def early(self, path: str) -> Result | None:
        """What is known of a page, by its place in output, that is ready before the others; else
        None.
        """
        early = self._early
        return early if early is not None and path in early.pages else None

    def note(self, path: str, result: Result | None = None) -> None:
        """Somebody has been given a page, as a result has it: it is to be made first. `path` is its
        place in output.
        """
        others = [other for other in self._asked_for if other != path]
        self._asked_for = dict.fromkeys((*others[1 - FIRST :], path))
        if result is not None and path in result.pages:
            self._given.set()

    def rebuild(self, changed: frozenset[Path] = frozenset()) -> None:
        """Build, and show what came of it; nothing, where more changed meanwhile, so that it has to
        be done again.
        """
        with self._lock:
            self._number += 1
            self._changed |= changed
            try:
                outcome = build(self.project, self.options, self._warm)
            except BuildCancelled:
                return
            before, early = self.latest, self._early
            self.latest, self._early = self._result(outcome), None
            self._changed = frozenset()
        shown = early.pages.keys() if early and early.number == self._number else ()
        self.show(self.latest, before, lambda page: page not in shown)

    def _result(self, outcome: Outcome, pages: Mapping[str, bytes] | None = None) -> Result:
        only_styles = bool(self._changed) and all(path.suffix == ".css" for path in self._changed)
        has_changed = pages or (outcome.published and outcome.published.changed)
        changed_at = self._number if has_changed or self.latest is None else self.latest.changed_at
        return Result(
            outcome, self._number, only_styles, self.options.strict, changed_at, pages or {}
        )

    def _wanted(self) -> list[str]:
        """The pages that were asked for, the latest first; none while there is no site to look at."""
        return list(reversed(self._asked_for)) if self.latest else []

    def _show_early(self, path: str, data: bytes, log: Log) -> None:
        """Show a page of the build that goes on, where it is new, and all that it needs is in
        output already.
        """
        if not self._is_shown(path, data) and self._has_all_for(data):
            ready = self._early.pages if self._early and self._early.number == self._number else {}
            self._given.clear()
            self._early = self._result(Outcome(log), {**ready, path: data})
            self.show(self._early, self.latest, lambda page: page == path)
            if not ready:
                self._given.wait(WAY)

    def _has_all_for(self, data: bytes) -> bool:
        """Whether every picture, script and style that a page uses is in output."""
        return all(
            (self.project.output / unquote(name.decode())).is_file()
            for name in set(ASSET.findall(data))
        )

    def _is_shown(self, path: str, data: bytes) -> bool:
        if self._early is not None and path in self._early.pages:
            return self._early.pages[path] == data
        try:
            return (self.project.output / path).read_bytes() == data
        except OSError:
            return False
