"""The current edition of an event and the past ones of its series, each loaded from its folder."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity, file_span
from microsite.diagnostics.source_text import SourceText, Span
from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.event import Event, edition_folder
from microsite.model.loader import load_event
from microsite.project import EDITIONS, Project
from microsite.source.reader import ParsedFiles, SourceFiles, read_sources


class LoadedEdition(Struct, frozen=True, eq=False):
    """An edition before its site is created."""

    project: Project
    sources: SourceFiles
    event: Event
    log: Log

    @property
    def folder(self) -> str:
        """Folder of the edition in output/: `2027/`; empty outside a series."""
        return edition_folder(self.event.record)

    @property
    def source_prefix(self) -> str:
        """Folder of a past edition in messages: `editions/2026/`; empty for the current one."""
        front = self.project.front
        return "" if front is None else f"{self.project.root.relative_to(front).as_posix()}/"

    @property
    def private_words(self) -> dict[str, Span]:
        """Words that must appear nowhere in output/, each with the file that protects them."""
        words = private_words(self.event)
        return {word: relocate_span(span, self.source_prefix) for word, span in words.items()}


def load_editions(
    project: Project, log: Log, kept: ParsedFiles | None = None
) -> list[LoadedEdition]:
    """Read and load the current edition, then the past ones, latest first.

    Report F-, M-, Y-, R-, S- and E-codes. Return an empty list if `event.md` cannot be read. A
    preview passes the files of the current edition that it has `kept`.
    """
    sources = read_sources(project.root, log, kept)
    event = load_event(sources, log)
    if event is None:
        return []
    current = LoadedEdition(project, sources, event, log)
    return [current, *_load_past_editions(current)]


def _load_past_editions(current: LoadedEdition) -> list[LoadedEdition]:
    """Load the editions in `editions/`. Report E102 to E104, and every error in their sources."""
    series, log = current.event.record.series, current.log
    projects = current.project.past_editions
    if series is None or not current.folder:
        if projects and series is None:
            log.report("E102", file_span(EDITIONS))
        return []
    editions: dict[str, LoadedEdition] = {current.folder.casefold(): current}
    for project in projects:
        edition = _load_past_edition(project, series.url, log)
        if edition is None:
            continue
        twin = editions.setdefault(edition.folder.casefold(), edition)
        if twin is not edition and edition.folder:
            other = "the present one" if twin is current else f"the one in {twin.source_prefix}"
            span = edition.event.record.span("base_url")
            edition.log.report("E104", span, folder=edition.folder, other=other)
    past = [edition for edition in editions.values() if edition is not current]
    return sorted(past, key=_start, reverse=True)


def _load_past_edition(project: Project, series_url: str, log: Log) -> LoadedEdition | None:
    assert project.front is not None
    prefix = f"{project.root.relative_to(project.front).as_posix()}/"
    own_log = PastEditionLog(log, prefix)
    sources = read_sources(project.root, own_log)
    event = load_event(sources, own_log)
    if event is None:
        return None
    series = event.record.series
    if series is None or series.url.rstrip("/") != series_url.rstrip("/"):
        own_log.report("E103", event.record.span("series", "url"), url=series_url)
        return None
    return LoadedEdition(project, sources, event, own_log)


def _start(edition: LoadedEdition) -> tuple[str, str]:
    starts = edition.event.starts
    return (starts.isoformat() if starts else "", edition.folder)


class PastEditionLog(Log):
    """Log of a past edition. It passes errors on to the log of the build, with their full path.

    Warnings about a past edition are of no use to anybody, so they go no further.
    """

    def __init__(self, log: Log, prefix: str) -> None:
        super().__init__()
        self._log = log
        self._prefix = prefix

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic, and pass an error on."""
        super().add(diagnostic)
        if diagnostic.severity is Severity.ERROR:
            notes = tuple(
                (text, relocate_span(span, self._prefix)) for text, span in diagnostic.notes
            )
            fix = diagnostic.fix and replace(
                diagnostic.fix, span=relocate_span(diagnostic.fix.span, self._prefix)
            )
            span = relocate_span(diagnostic.span, self._prefix)
            self._log.add(replace(diagnostic, span=span, notes=notes, fix=fix))


def relocate_span(span: Span, prefix: str) -> Span:
    """Return a span of a past edition as seen from the root of the current one."""
    return replace(span, source=SourceText(f"{prefix}{span.path}", span.source.text))


def private_words(event: Event) -> dict[str, Span]:
    """Return the words that must appear nowhere in output/, each with the file that protects them.

    The span is the file alone: an excerpt would show the very words in the log.
    """
    words: dict[str, Span] = {}
    for speaker in event.speakers:
        if speaker.protected:
            file = file_span(speaker.span("name").path)
            words.update(dict.fromkeys(speaker.private_words, file))
            if speaker.name.casefold() not in TO_BE_ANNOUNCED:
                words[speaker.name] = file
    return words
