"""State and rebuilds of a preview.

A page being viewed is shown before the others are ready.
"""

import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import product
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct, field, structs

from microsite.apps.preview.editor import Editor
from microsite.build import (
    Outcome,
    cache_folder,
    create_editions,
    lay_out,
    private_words,
    read,
    render,
    write,
)
from microsite.cache import open_cache
from microsite.diagnostics.diagnostic import Diagnostic, DiagnosticError, Log, Severity
from microsite.output.private_words import PrivateWordSearch
from microsite.project import BuildOptions, Project
from microsite.source.reader import ParsedFiles


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
    """New pages by path in output/."""

    @property
    def errors(self) -> list[Diagnostic]:
        """Diagnostics that prevent the change from being shown."""
        return [
            error
            for error in self.outcome.log
            if error.blocks_build(strict=self.strict)
        ]

    @property
    def warnings(self) -> list[Diagnostic]:
        """Diagnostics that do not prevent it. Notes are left out."""
        warnings = []
        for entry in self.outcome.log:
            is_note = entry.severity is Severity.NOTE
            if not is_note and not entry.blocks_build(strict=self.strict):
                warnings.append(entry)
        return warnings

    @property
    def has_messages(self) -> bool:
        """Return True if the panel has something to show."""
        return bool(self.errors or self.warnings or self.outcome.hidden_news)

    @property
    def has_changed(self) -> bool:
        """Return True if there is something new to show."""
        published = self.outcome.published
        return bool(self.pages or (published and published.changed))


class PreviewState(Struct, eq=False):
    """State that the builder and the web server of a preview share."""

    project: Project
    editor: Editor | None
    latest: BuildStatus | None = None
    """Result of the last finished build."""
    change_options: Callable[..., object] = lambda: None
    """Builds with other options."""
    early: BuildStatus | None = None
    """New pages of the running build."""
    early_page_sent: threading.Event = field(default_factory=threading.Event)
    """Set once a page of the running build has been sent to a browser."""
    requested: list[str] = field(default_factory=list)
    """Paths of pages that browsers requested, the latest first."""
    token: str = field(default_factory=secrets.token_urlsafe)
    """Known only to this machine."""
    options: BuildOptions = field(default_factory=BuildOptions)
    """Options of the last build."""

    def status_of(self, path: str) -> BuildStatus | None:
        """Return the newest build that has the page at this path in output/."""
        early = self.early
        return early if early and path in early.pages else self.latest

    def page_sent(self, path: str, status: BuildStatus | None) -> None:
        """Note that a page has been sent to a browser, as `status` has it."""
        self.requested = [path, *(page for page in self.requested if page != path)][:4]
        if status is not None and path in status.pages:
            self.early_page_sent.set()


YIELD_SECONDS = 0.05
"""Longest pause after the first page, so that a browser can fetch it."""

IsConcerned = Callable[[str], bool]
"""True for the path of a page that does not show a build yet."""
Show = Callable[[BuildStatus, BuildStatus | None, IsConcerned], object]
"""Takes a build, the finished build before it, and the pages that do not show it."""


class Rebuilder:
    """Builds a project again, and abandons a build if more changes arrive."""

    def __init__(self, state: PreviewState, options: BuildOptions, show: Show) -> None:
        self.state = state
        self.state.change_options = self.change_options
        self.state.options = options
        self.show = show
        """Called from the building thread, for each early page and after each build."""
        self.has_pending: Callable[[], bool] = lambda: False
        """Returns True if files have changed since the running build began."""
        self._number = int(time.time() * 1000)
        # Files changed since the last finished build
        self._changed: frozenset[Path] = frozenset()
        self._lock = threading.Lock()
        self._parsed_files = ParsedFiles()

    def change_options(self, **options: object) -> None:
        """Build with other options."""
        self.state.options = structs.replace(self.state.options, **options)
        self.rebuild()

    def rebuild(self, changed_paths: frozenset[Path] = frozenset()) -> None:
        """Build, and show the result unless the build is abandoned."""
        state = self.state
        with self._lock:
            # Early pages have this number. The finished build, with a full panel, has
            # the next one.
            self._number += 2
            self._changed |= changed_paths
            outcome = self._build()
            if outcome is None:
                return
            before = state.latest
            early_pages = self._early_pages()
            state.latest = structs.replace(
                self._status(outcome, {}), number=self._number + 1
            )
            state.early = None
            self._changed = frozenset()
        self.show(state.latest, before, lambda page: page not in early_pages)

    def _build(self) -> Outcome | None:
        """Build, and show the pages that people look at first.

        Return None if a newer save makes the build useless before it is written.
        """
        project = self.state.project
        options = self.state.options
        outcome = Outcome()
        read(outcome, project, self._parsed_files)
        if not outcome.loaded:
            return outcome

        with open_cache(cache_folder(project, options)) as cache:
            create_editions(outcome, options, cache)
            if not outcome.is_blocked(options):
                self._show_requested_pages(outcome)
            lay_out(outcome)
            if outcome.is_blocked(options):
                return outcome

            artifacts = render(outcome)
            if outcome.is_blocked(options):
                return outcome

            if self.has_pending():
                return None
            write(outcome, project, options, artifacts)
        return outcome

    def _show_requested_pages(self, outcome: Outcome) -> None:
        """Build and show the pages that people look at, until one has an error."""
        if self.state.latest is None:
            return
        search = PrivateWordSearch(private_words(outcome.loaded))
        with outcome.timed("pages"):
            for path, edition in product(self.state.requested, outcome.editions):
                try:
                    html = edition.html(path, edition.site.log)
                except DiagnosticError:
                    return
                if html is None:
                    continue
                if outcome.log.errors or search.finds(path, html):
                    return
                self._show_early(path, html, outcome.log)

    def _status(self, outcome: Outcome, pages: Mapping[str, bytes]) -> BuildStatus:
        """Return the result of a build with new pages."""
        status = BuildStatus(
            outcome=outcome,
            number=self._number,
            only_styles={path.suffix for path in self._changed} == {".css"},
            strict=self.state.options.strict,
            changed_at=self._number,
            pages=pages,
        )
        latest = self.state.latest
        if latest is None or status.has_changed:
            return status
        return structs.replace(status, changed_at=latest.changed_at)

    def _early_pages(self) -> Mapping[str, bytes]:
        """Return the pages that the running build has shown."""
        early = self.state.early
        if early is None or early.number != self._number:
            return {}
        return early.pages

    def _show_early(self, path: str, page: bytes, log: Log) -> None:
        """Show a page of the running build if it is new.

        Its assets must be published already.
        """
        state = self.state
        output = state.project.output
        ready = self._early_pages()
        status = state.status_of(path)
        old_page = status.pages.get(path) if status else None
        with suppress(OSError):
            old_page = old_page or (output / path).read_bytes()
        # Complete addresses of files of the theme, for search engines, do not match.
        links = re.findall(rb"[\"'(\s](?:\.\./)*(assets/[^\"'\s()?#,<>]+)", page)
        has_assets = all(
            (output / unquote(link.decode())).is_file() for link in set(links)
        )
        if page == old_page or not has_assets:
            return
        state.early_page_sent.clear()
        state.early = self._status(Outcome(log), {**ready, path: page})
        self.show(state.early, state.latest, lambda name: name == path)
        if not ready:
            state.early_page_sent.wait(YIELD_SECONDS)
