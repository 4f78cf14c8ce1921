"""The editions of a series that are over, whose sites are made beside the one in front."""

from __future__ import annotations

from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity, file_span
from microsite.edition import EditionBuild, inside, moved
from microsite.model.loader import load_event
from microsite.project import EDITIONS
from microsite.source.reader import read_sources


def past_editions(front: EditionBuild) -> list[EditionBuild]:
    """The editions in `editions/`, the latest first. Reports E102 to E104, and every error of
    theirs.
    """
    series, projects = front.event.details.series, front.project.past_editions
    if series is None or not front.folder:
        if projects and series is None:
            front.log.report("E102", file_span(EDITIONS))
        return []
    found = [front]
    for project in projects:
        log = _LogOfPast(front.log, inside(project))
        sources = read_sources(project.root, log)
        event = load_event(sources, log)
        if event is None:
            continue
        details = event.details
        if details.series is None or details.series.url.rstrip("/") != series.url.rstrip("/"):
            log.report("E103", details.place("series", "url"), url=series.url)
            continue
        edition = EditionBuild(project, sources, event, front.options, log)
        twin = next(
            (each for each in found if each.folder.casefold() == edition.folder.casefold()), None
        )
        if twin is not None and edition.folder:
            other = f"the one in {inside(twin.project)}" if twin is not front else "the present one"
            log.report("E104", details.place("base_url"), folder=edition.folder, other=other)
        found.append(edition)
    return sorted(found[1:], key=_when, reverse=True)


def _when(edition: EditionBuild) -> tuple[str, str]:
    starts = edition.event.starts
    return (starts.isoformat() if starts else "", edition.folder)


class _LogOfPast(Log):
    """Tells the errors of a past edition as found in its folder; nobody is to be troubled with
    more.
    """

    def __init__(self, front: Log, within: str) -> None:
        super().__init__()
        self._front = front
        self._within = within

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep it, and pass an error on."""
        super().add(diagnostic)
        if diagnostic.severity is Severity.ERROR:
            notes = tuple((words, moved(place, self._within)) for words, place in diagnostic.notes)
            fix = diagnostic.fix and replace(
                diagnostic.fix, span=moved(diagnostic.fix.span, self._within)
            )
            span = moved(diagnostic.span, self._within)
            self._front.add(replace(diagnostic, span=span, notes=notes, fix=fix))
