"""State of a preview: its latest build, the pages that people look at, and its secret."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping

from msgspec import Struct, field

from microsite.build import Outcome
from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.diagnostics.source_text import Span
from microsite.preview.editor import Editor
from microsite.preview.source_lookup import Selection, SourceIndex, find_source, index_sources
from microsite.project import Project

MAX_REQUESTED = 4
"""Number of pages that are built before all others: those requested last."""


class BuildStatus(Struct, frozen=True):
    """Result of a build, or of the part of a running build that is known."""

    outcome: Outcome
    number: int
    """Higher than the number of every earlier build, also of an earlier preview."""
    only_styles: bool = False
    """True if only stylesheets have changed since the build before."""
    strict: bool = False
    changed_at: int = 0
    """Number of the last build that changed the site, or of the first build."""
    pages: Mapping[str, bytes] = field(default_factory=dict)
    """New pages of a running build, by path in output/."""

    @property
    def errors(self) -> list[Diagnostic]:
        """Diagnostics that prevent the change from being shown."""
        return [found for found in self.outcome.log if found.blocks_build(strict=self.strict)]

    @property
    def warnings(self) -> list[Diagnostic]:
        """Diagnostics that do not prevent it. Notes are left out."""
        found = (each for each in self.outcome.log if each.severity is not Severity.NOTE)
        return [each for each in found if not each.blocks_build(strict=self.strict)]

    @property
    def has_changed(self) -> bool:
        """Return True if there is something new to show."""
        return bool(self.outcome.published and self.outcome.published.changed)


class PreviewState:
    """State that the builder and the web server of a preview share."""

    def __init__(
        self, project: Project, editor: Editor | None, latest: BuildStatus | None = None
    ) -> None:
        self.project = project
        self.editor = editor
        self.token = secrets.token_urlsafe()
        """Known only to pages that are opened on this machine."""
        self.latest = latest
        """Result of the last finished build."""
        self.early: BuildStatus | None = None
        """New pages of the running build."""
        self.early_page_sent = threading.Event()
        """Set once a page of the running build has been sent to a browser."""
        self._requested: dict[str, None] = {}
        self._indexes: tuple[int, list[SourceIndex]] = (0, [])

    def status_of(self, path: str) -> BuildStatus | None:
        """Return the newest build that has the page at this path in output/."""
        early = self.early
        return early if early is not None and path in early.pages else self.latest

    @property
    def requested(self) -> list[str]:
        """Paths in output/ of the pages requested last, the latest first."""
        return list(reversed(self._requested))

    def page_sent(self, path: str, status: BuildStatus | None = None) -> None:
        """Note that a page has been sent to a browser, as `status` has it."""
        others = [other for other in self._requested if other != path]
        self._requested = dict.fromkeys((*others[1 - MAX_REQUESTED :], path))
        if status is not None and path in status.pages:
            self.early_page_sent.set()

    def find_source(self, selection: Selection) -> Span | None:
        """Return where something on a page is written. Read the sources again after each build."""
        number = self.latest.number if self.latest else 0
        if self._indexes[0] != number or not self._indexes[1]:
            self._indexes = (number, index_sources(self.project))
        return find_source(selection, self._indexes[1], self.project)
