"""One conference site in the making. Most builds make one; that of a series makes each edition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import Log, nowhere
from microsite.exports.kinds import export_artifacts, last_artifact
from microsite.frame import frame_of
from microsite.lint.lint import lint_in_parts
from microsite.model.conference import Event
from microsite.model.moments import TO_BE_ANNOUNCED
from microsite.model.noted import long_texts
from microsite.model.series import edition_folder
from microsite.options import Options
from microsite.pages.kinds import build_page
from microsite.pages.old_addresses import check_old_addresses
from microsite.pages.page import Page
from microsite.piece_memory import Piece, PieceMemory
from microsite.plain import dataclass, field, replace
from microsite.project import Project
from microsite.publish.private import Search
from microsite.render.assets import Assets, Published, file_artifacts
from microsite.render.card_files import TYPEFACE, card_artifacts
from microsite.render.compiled import CompiledTemplates
from microsite.render.drawings import drawing_artifacts
from microsite.render.pages import page_artifacts
from microsite.render.pictures import picture_artifacts
from microsite.render.shelf import Shelf
from microsite.render.templates import Templates
from microsite.sealed import clear_drafts
from microsite.shares import share_out
from microsite.site.colours import event_css
from microsite.site.downloads import DownloadBook
from microsite.site.editions import Edition
from microsite.site.memory import MarkdownMemory
from microsite.site.pictures import PictureBook
from microsite.site.site import Site
from microsite.site.state import settled_since, start_of
from microsite.site.urls import address_of
from microsite.source.ahead import Ahead
from microsite.source.read import Sources
from microsite.text import SourceText, Span
from microsite.warm import Warm

Made = TypeVar("Made")
LARGE = 200
"""Sessions and speakers for which another process is worth its start."""


@dataclass
class EditionInMaking:
    """The event, and what is made of it stage by stage."""

    project: Project
    sources: Sources
    event: Event
    options: Options
    log: Log
    ahead: Ahead | None = None
    """Who has begun to convert its texts."""
    site: Site = field(init=False)
    pages: tuple[Page, ...] = ()
    _exported: tuple[Callable[[], tuple[Artifact, ...]], ...] = ()
    """What gives each of the long exports, where they have been begun."""
    _memory: PieceMemory | None = None
    """What of its pieces is remembered."""
    lacks_places: bool = False
    """Whether some of its pages come from another process or an earlier build, and not from a known
    place.
    """
    markdown: MarkdownMemory = field(init=False)
    shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        """What is on record of people who must not be known now is as if it had never been."""
        if words := private_words(self.event):
            published = self.event.published.without(Search(words).holds)
            self.event = replace(self.event, published=published)

    @property
    def folder(self) -> str:
        """Where it goes in output: `2027/`; empty where it is all there is."""
        return edition_folder(self.event.details)

    def open(self, editions: Iterable[EditionInMaking], base_url: str | None) -> None:
        """Make what its pages are made from. `base_url` is where output will be found."""
        assets = self.project.layers("assets")
        moment = settled_since(
            self.event, self._now(), (each.event for each in editions if each is not self)
        )
        self.markdown = self.log.recall(
            (MarkdownMemory, self.cache), lambda _: MarkdownMemory(self._kept("markdown"))
        )
        self.markdown.begin()
        self.markdown.prepare(long_texts(self.event), self.options.jobs, self.ahead)
        self.site = Site(
            event=self.event,
            as_of=moment.date(),
            clock=moment.time(),
            base_url=f"{base_url}{self.folder}" if base_url else None,
            drafts=self.options.drafts,
            pictures=PictureBook(assets, self._kept("pictures")),
            downloads=DownloadBook(assets),
            log=self.log,
            editions=tuple(Edition(each.folder, each.event) for each in editions if each.folder),
            texts=self.markdown,
        )

    @property
    def cache(self) -> Path | None:
        """Where to remember things; None where nothing is to be remembered."""
        return self.project.cache if self.options.use_cache else None

    def _kept(self, name: str) -> Path | None:
        return self.cache and self.cache / name

    def page_alone(self, path: str) -> bytes | None:
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

    def lay_out(self, warm: Warm | None = None, *, remember: bool = False) -> None:
        """Make its pages, and look at its words. `remember` says whether to take from earlier
        builds what is as it was, and leave it to later ones. Raises OvertakenError where `warm`
        says so.
        """
        if remember:
            self._memory = self._remembered()
        is_large = len(self.event.sessions) + len(self.event.speakers) >= LARGE
        if self._memory is None or self._memory.is_blank:
            self.site.pictures.look_at(_pictures_of(self.event), self.options.jobs)
        jobs, go_on = self.options.jobs if is_large else 1, warm.go_on if warm else None
        made = share_out(self.site, self.markdown, jobs, self._looks(), self._memory, go_on)
        self.pages, self._exported, self.lacks_places = made.pages, made.exported, made.was_helped
        check_old_addresses(self.site, self.pages)
        self.markdown.save()
        self.site.pictures.save()

    def _remembered(self) -> PieceMemory | None:
        folder = self._kept("pieces")
        frame = (
            frame_of(self.site, self.project.layers("assets"), folder / "assets")
            if folder
            else None
        )
        return (
            PieceMemory(folder, frame, self.event, self.markdown.digest)
            if folder and frame
            else None
        )

    def _looks(self) -> Iterator[Piece]:
        """A look at its words that are wrong, or that go stale, in pieces: of one in front. They
        report D-codes, all warnings.
        """
        if self.project.front is None:
            for part in lint_in_parts(
                self.event, self.sources, self.site.as_of, self.log, self.site.kept
            ):
                yield Piece(*part)

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
        """The templates of its project."""
        folders = self.project.layers("templates")

        def make(_log: Log) -> Templates:
            return Templates(folders, CompiledTemplates(self._kept("templates")))

        return self._of_files(make, folders)

    @cached_property
    def assets(self) -> Assets:
        """What its theme brings along."""
        folders, own = self.project.layers("assets"), event_css(self.site)

        def make(log: Log) -> Assets:
            assets = Assets(folders, own, log)
            if self._memory is None:
                assets.put_together()
            else:
                assets.ready = self._memory.of_assets(
                    f"assets {own}", Published, assets.put_together, log
                )
            return assets

        return self._of_files(make, folders, *own.values())

    def _of_files(self, make: Callable[[Log], Made], folders: tuple[Path, ...], *more: str) -> Made:
        """What is made of all files in some folders; again where one of them looks different from
        before.
        """
        looks = self.log.memo and self.log.memo.looks_below(folders)
        return (
            make(self.log)
            if looks is None
            else self.log.recall((make.__qualname__, folders, looks, *more), make)
        )

    def render(self) -> Iterator[Artifact]:
        """Every file of the site, each in its place in output."""
        self.shelf = Shelf(self._kept("made"))
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
        yield from export_artifacts(site, pages, self._exported)
        yield from assets.artifacts()
        yield from drawing_artifacts(site)
        yield from picture_artifacts(site.pictures, self.shelf)
        yield from card_artifacts(pages, assets.find(TYPEFACE), self.shelf)
        yield from file_artifacts((file.path, file) for file in site.downloads.found.values())

    def remember(self) -> None:
        """Keep for the next build what this one has made."""
        if self._memory is not None:
            self._memory.save()
        self.templates.compiled.save()
        self.shelf.tidy()
        if self.cache is not None:
            clear_drafts(str(self.cache))

    @property
    def private_words(self) -> dict[str, Span]:
        """Words that must appear nowhere in the output, each with the file that says so."""
        within = inside(self.project)
        return {word: moved(place, within) for word, place in private_words(self.event).items()}


def _pictures_of(event: Event) -> list[str]:
    """The pictures that records name, each once: of such there can be many."""
    sponsors = event.sponsorship.sponsors if event.sponsorship else ()
    portraits = (speaker.photo for speaker in event.speakers if not speaker.protected)
    logos = (name for sponsor in sponsors for name in (sponsor.logo, sponsor.logo_dark))
    names = (*portraits, *logos, *(post.picture for post in event.news))
    return list(dict.fromkeys(name for name in names if name))


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
            file = nowhere(speaker.place("name").path)
            words.update(dict.fromkeys(speaker.private_words, file))
            if speaker.name.casefold() not in TO_BE_ANNOUNCED:
                words[speaker.name] = file
    return words
