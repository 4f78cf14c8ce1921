"""One conference site in the making. Most builds make one; that of a series makes each edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cached_property

from msgspec.structs import replace

from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import Log, file_span
from microsite.diagnostics.source_text import SourceText, Span
from microsite.exports.registry import export_artifacts, last_artifact
from microsite.lint.lint import lint
from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.event import Event, edition_folder
from microsite.options import Options
from microsite.pages.old_addresses import check_old_addresses
from microsite.pages.page import Page
from microsite.pages.registry import PAGE_KINDS, build_page, build_pages
from microsite.project import Project
from microsite.publish.private import Search
from microsite.render.assets import Assets, drawing_artifacts, file_artifacts
from microsite.render.pages import page_artifacts
from microsite.render.pictures import picture_artifacts
from microsite.render.share_cards import FONT, card_artifacts
from microsite.render.templates import Templates
from microsite.site.colours import event_css
from microsite.site.downloads import DownloadBook
from microsite.site.editions import Edition
from microsite.site.pictures import PictureBook
from microsite.site.site import Site
from microsite.site.state import settled_since, start_of
from microsite.site.urls import address_of
from microsite.source.reader import SourceFiles


class EditionBuild:
    """One edition of an event while its site is built."""

    def __init__(
        self, project: Project, sources: SourceFiles, event: Event, options: Options, log: Log
    ) -> None:
        if words := private_words(event):
            published = event.published.without(Search(words).holds)
            event = replace(event, published=published)
        self.project = project
        self.sources = sources
        self.event = event
        self.options = options
        self.log = log
        self.site: Site
        self.pages: tuple[Page, ...] = ()

    @property
    def folder(self) -> str:
        """Where it goes in output: `2027/`; empty where it is all there is."""
        return edition_folder(self.event.details)

    def load_site(self, editions: Iterable[EditionBuild], base_url: str | None) -> None:
        """Create the site. `base_url` is the address of `output/`."""
        assets = self.project.layers("assets")
        moment = settled_since(
            self.event, self._now(), (each.event for each in editions if each is not self)
        )
        self.site = Site(
            event=self.event,
            as_of=moment.date(),
            clock=moment.time(),
            base_url=f"{base_url}{self.folder}" if base_url else None,
            drafts=self.options.drafts,
            pictures=PictureBook(assets),
            downloads=DownloadBook(assets),
            log=self.log,
            page_kinds=PAGE_KINDS,
            editions=tuple(Edition(each.folder, each.event) for each in editions if each.folder),
        )

    def build_page(self, path: str) -> bytes | None:
        """One page, finished, by its place in output, before all others; None where there is no such page.

        Raises Reported where its template fails.
        """
        if not path.startswith(self.folder):
            return None
        page = build_page(self.site, address_of(path.removeprefix(self.folder)))
        artifacts = (
            page_artifacts([page], self.site, self.templates, self.assets.published(), self.log)
            if page
            else ()
        )
        return next((artifact.produce() for artifact in artifacts), None)

    def build_pages(self) -> None:
        """Build the pages, and check the words of the current edition."""
        self.pages = tuple(build_pages(self.site))
        check_old_addresses(self.site, self.pages)
        if self.project.front is None:
            lint(self.event, self.sources, self.site.as_of, self.log)

    def _now(self) -> datetime:
        """The moment it is built for, in the event's zone."""
        asked = self.options.as_of
        if asked is None:
            return datetime.now(self.event.zone)
        return (
            asked.replace(tzinfo=self.event.zone)
            if isinstance(asked, datetime)
            else start_of(self.event, asked)
        )

    @cached_property
    def templates(self) -> Templates:
        """Templates of the project."""
        return Templates(self.project.layers("templates"))

    @cached_property
    def assets(self) -> Assets:
        """Assets of the theme and the project."""
        assets = Assets(self.project.layers("assets"), event_css(self.site), self.log)
        assets.put_together()
        return assets

    def render(self) -> Iterator[Artifact]:
        """Every file of the site, each in its place in output."""
        artifacts = list(self._artifacts())
        artifacts.append(last_artifact(self.site, artifacts))
        self._check_forwarded_files({artifact.path for artifact in artifacts})
        within = inside(self.project)
        for artifact in artifacts if self.folder else ():
            origin = artifact.origin and moved(artifact.origin, within)
            yield replace(artifact, path=f"{self.folder}{artifact.path}", origin=origin)
        if not self.folder:
            yield from artifacts

    def _check_forwarded_files(self, paths: AbstractSet[str]) -> None:
        """Report L112 for each redirect from a file that is there. Those from pages have been told
        already.
        """
        for redirect in self.event.redirects:
            if redirect.old in paths and not redirect.old.endswith((".html", ".htm")):
                self.log.report(
                    "L112", redirect.place("from"), old=redirect.old, what="a file of the site"
                )

    def _artifacts(self) -> Iterator[Artifact]:
        """Every file of the site but the last."""
        site, pages, assets = self.site, self.pages, self.assets
        yield from page_artifacts(pages, site, self.templates, assets.published(), self.log)
        yield from export_artifacts(site, pages)
        yield from assets.artifacts()
        yield from drawing_artifacts(site)
        yield from picture_artifacts(site.pictures)
        yield from card_artifacts(pages, assets.find(FONT))
        yield from file_artifacts((file.path, file) for file in site.downloads.found.values())

    @property
    def private_words(self) -> dict[str, Span]:
        """Words that must appear nowhere in the output, each with the file that says so."""
        within = inside(self.project)
        return {word: moved(place, within) for word, place in private_words(self.event).items()}


def inside(project: Project) -> str:
    """The folder of a past edition as it is shown to people; empty for the present one."""
    return "" if project.front is None else f"{project.root.relative_to(project.front).as_posix()}/"


def moved(span: Span, within: str) -> Span:
    """A place as it is seen from the root of the present edition."""
    return replace(span, source=SourceText(f"{within}{span.path}", span.source.text))


def private_words(event: Event) -> dict[str, Span]:
    """Words that must appear nowhere in the output, each with the file that says so.

    The place is the file alone: an excerpt would tell the very words to whoever reads the log.
    """
    words: dict[str, Span] = {}
    for speaker in event.speakers:
        if speaker.protected:
            file = file_span(speaker.place("name").path)
            words.update(dict.fromkeys(speaker.private_words, file))
            if speaker.name.casefold() not in TO_BE_ANNOUNCED:
                words[speaker.name] = file
    return words
