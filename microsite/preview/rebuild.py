"""Builds again after each change, and remembers what came of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.pipeline import Options, Outcome, build
from microsite.plain import dataclass
from microsite.project import Project


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the latest build."""

    outcome: Outcome
    number: int
    """Higher than that of every build before, also by an earlier preview that a page may still remember."""
    only_styles: bool
    """Whether nothing but stylesheets has changed since the one before."""
    strict: bool = False
    """Whether a warning stops the build."""

    @property
    def mistakes(self) -> list[Diagnostic]:
        """What keeps the change from being shown."""
        return [found for found in self._told if self._stops(found)]

    @property
    def warnings(self) -> list[Diagnostic]:
        """What should be looked at."""
        return [found for found in self._told if not self._stops(found)]

    @property
    def _told(self) -> list[Diagnostic]:
        return [found for found in self.outcome.log if found.severity is not Severity.NOTE]

    def _stops(self, found: Diagnostic) -> bool:
        return self.strict or found.severity is Severity.ERROR

    @property
    def has_changed(self) -> bool:
        """Whether there is anything new to show."""
        return bool(self.outcome.published and self.outcome.published.changed)


class Rebuilder:
    """Builds when told of changes, one build at a time; changes that come meanwhile wait for the next."""

    def __init__(self, project: Project, options: Options, show: Callable[[Result, Result | None], None]) -> None:
        self.project = project
        self.options = options
        self.show = show
        """Called after each build, with its result and the one before, from the thread that built."""
        self.latest: Result | None = None
        self._lock = threading.Lock()

    def rebuild(self, changed: frozenset[Path] = frozenset()) -> Result:
        """Build, and show what came of it."""
        with self._lock:
            before = self.latest
            outcome = build(self.project, self.options)
            only_styles = bool(changed) and all(path.suffix == ".css" for path in changed)
            number = before.number + 1 if before else int(time.time() * 1000)
            self.latest = Result(outcome, number, only_styles, self.options.strict)
        self.show(self.latest, before)
        return self.latest
