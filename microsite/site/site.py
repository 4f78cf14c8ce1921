"""The Site: an Event as of a day, with its addresses, lookups and linked prose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, TypeVar

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.diagnostics.suggestions import did_you_mean
from microsite.model.event import Event, Session
from microsite.model.fields import Record
from microsite.model.records.pages import NewsPost, ProsePage
from microsite.model.records.resources import Figure, Resource
from microsite.model.records.speakers import Speaker
from microsite.site import state, urls
from microsite.site.colours import scheme_of
from microsite.site.downloads import DownloadRegistry
from microsite.site.drawing_files import Drawings, render_drawings
from microsite.site.images import ImageRegistry, SourceImage
from microsite.site.markdown import MarkdownRenderer
from microsite.site.page_kinds import PageKind
from microsite.site.prose import Prose, anchors_of, resolve_links

Found = TypeVar("Found")
Built = TypeVar("Built")


class Edition(Struct, frozen=True):
    """One of the sites of a series, which are published side by side."""

    folder: str
    """Its folder in the output: `2027/`."""
    event: Event

    @property
    def name(self) -> str:
        """Return the name beside the others: `2027`."""
        return self.folder.removesuffix("/")


class Site(Struct, dict=True):
    """Everything that pages are made from."""

    event: Event
    as_of: date
    """The day the site is built for, in the event's zone."""
    base_url: str | None
    """Address of the site, ending in `/`; None if it is not known."""
    drafts: bool
    images: ImageRegistry
    downloads: DownloadRegistry
    log: Log
    editions: tuple[Edition, ...] = ()
    """Editions that are published side by side, the current one first; empty without a series."""
    clock: time = time()
    """The time of that day since which nothing has changed, on the wall in the event's zone."""
    markdown: MarkdownRenderer = field(default_factory=MarkdownRenderer)
    page_kinds: tuple[PageKind, ...] = ()
    """Kinds of pages, from the registry; `site:NAME` links lead to some of them."""
    _built: dict[tuple[str, ...], Any] = field(default_factory=dict)
    _speakers: dict[str, Speaker] = field(default_factory=dict)
    _sessions: dict[str, Session] = field(default_factory=dict)
    _resources: dict[str, Resource] = field(default_factory=dict)
    _figures: dict[str, Figure] = field(default_factory=dict)
    _titles: Counter[str] = field(default_factory=Counter)
    _sessions_by_resource: dict[str, tuple[Session, ...]] = field(default_factory=dict)
    _newer: dict[str, tuple[Resource, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        event = self.event
        self._speakers = {speaker.slug: speaker for speaker in event.speakers}
        self._sessions = {session.id: session for session in event.sessions}
        self._resources = {resource.id: resource for resource in event.library.resources}
        self._figures = {figure.id: figure for figure in event.figures}
        self._titles = Counter(session.title for session in event.sessions)
        self._sessions_by_resource = _grouped(
            (name, each) for each in event.sessions for name in each.resources
        )
        newer = event.library.resources
        self._newer = _grouped(
            (older.id, resource)
            for resource in newer
            for older in self.superseded_by_this(resource)
        )

    @cached_property
    def _sessions_by_speaker(self) -> dict[str, tuple[Session, ...]]:
        return _grouped(
            (slug, session) for session in self.event.sessions for slug in session.people
        )

    @cached_property
    def _repeats(self) -> dict[str, tuple[Session, ...]]:
        """By the id of a session that is repeated: it, and those that repeat it, by time."""
        found = self.event.sessions
        repeated = {each.repeat_of for each in found if each.repeat_of}
        return _grouped(
            (name, each) for each in found for name in (each.id, each.repeat_of) if name in repeated
        )

    @property
    def now(self) -> datetime:
        """Return the moment for which the site is built; it is unchanged since then."""
        return datetime.combine(self.as_of, self.clock, self.event.zone)

    def once(self, key: tuple[str, ...], build: Callable[[], Built]) -> Built:
        """Return what is built at the first call for this key. It must not be changed."""
        if key not in self._built:
            self._built[key] = build()
        built: Built = self._built[key]
        return built

    # Lookups

    def speaker(self, slug: str) -> Speaker:
        """Return the speaker with this slug, which exists."""
        return self._speakers[slug]

    def session(self, identity: str) -> Session:
        """Return the session with this id, which exists."""
        return self._sessions[identity]

    def resource(self, identity: str) -> Resource:
        """Return the resource with this id, which exists."""
        return self._resources[identity]

    def figure(self, identity: str) -> Figure:
        """Return the figure with this id, which exists."""
        return self._figures[identity]

    def shares_title(self, session: Session) -> bool:
        """Check for another session with the same title, such as a repeated workshop."""
        return self._titles[session.title] > 1

    def sessions_of(self, speaker: Speaker) -> tuple[Session, ...]:
        """Return the sessions of a speaker, by time."""
        return self._sessions_by_speaker.get(speaker.slug, ())

    def sessions_using(self, resource: Resource) -> tuple[Session, ...]:
        """Return the sessions to which a resource belongs, by time."""
        return self._sessions_by_resource.get(resource.id, ())

    def repeats_of(self, session: Session) -> tuple[Session, ...]:
        """Return the other times at which the same session runs."""
        together = self._repeats.get(session.repeat_of or session.id, ())
        return tuple(other for other in together if other.id != session.id)

    def superseded_by_this(self, resource: Resource) -> tuple[Resource, ...]:
        """Return the resources that this one replaces."""
        book = self.event.references["resource"]
        found = (self._resources.get(book.find(name) or "") for name in resource.supersedes)
        return tuple(older for older in found if older is not None)

    def superseding(self, resource: Resource) -> tuple[Resource, ...]:
        """Return the resources that replace this one."""
        return self._newer.get(resource.id, ())

    @property
    def edition(self) -> Edition | None:
        """Return the edition of this site; None without a series."""
        return next((edition for edition in self.editions if edition.event is self.event), None)

    @property
    def current_edition(self) -> Edition | None:
        """Return the current edition; None if it is this one."""
        return (
            self.editions[0] if self.editions and self.editions[0].event is not self.event else None
        )

    @cached_property
    def drawings(self) -> Drawings:
        """The drawings of the days."""
        return render_drawings(self.event, scheme_of(self.event))

    @cached_property
    def news(self) -> tuple[NewsPost, ...]:
        """The posts to be seen on this day, newest first; drafts only where they were asked for."""
        posts = (
            post
            for post in self.event.news
            if (self.drafts or (not post.draft and state.is_published(post.date, self.as_of)))
        )
        return tuple(sorted(posts, key=lambda post: (-post.date.toordinal(), post.slug)))

    @cached_property
    def sections(self) -> dict[str, str]:
        """Addresses of the sections that have something to show, by name."""
        return {
            kind.name: kind.address
            for kind in self.page_kinds
            if kind.is_section and kind.address is not None and kind.is_shown(self)
        }

    @cached_property
    def shown_kinds(self) -> dict[str, PageKind]:
        """Kinds with one page that has something to show, by the address of that page."""
        return {
            kind.address: kind
            for kind in self.page_kinds
            if kind.address is not None and kind.is_shown(self)
        }

    # Prose

    def prose(self, record: Record, field_name: str, text: str) -> Prose:
        """Return the linked prose of a field of a record."""
        return self._linked(text, record.span(field_name))

    def body(self, kind: str, record: Speaker | ProsePage | NewsPost, text: str) -> Prose:
        """Return the linked prose below the front matter of a Markdown file."""
        return self._linked(text, self.event.bodies[kind, record.slug])

    def overview(self) -> Prose:
        """Return the linked prose of event.md."""
        return self._linked(self.event.record.overview, self.event.overview)

    def _linked(self, text: str, span: Span) -> Prose:
        place = ("prose", span.path, str(span.start))
        return self.once(
            place, lambda: resolve_links(self.markdown.html(text), text, span, self, self.log)
        )

    def download(self, name: str, span: Span) -> str | None:
        """Return the place in the output of a file of assets/, or report I107."""
        path = self.downloads.find(name)
        if path is None:
            self.log.report(
                "I107", span, name=name, suggestion=did_you_mean(name, self.downloads.names())
            )
        return path

    # What prose may link to

    def address(self, scheme: str, name: str) -> str | None:
        """Return the output file to which a link of the project leads, if any."""
        names = self.event.references
        if scheme == "session":
            found = self._sessions.get(name)
            if found is None:
                return None
            return (
                urls.output_path(urls.session(name))
                if found.has_own_page
                else f"{urls.output_path(urls.PROGRAMME)}#{name}"
            )
        if scheme == "speaker" and name in self._speakers:
            return urls.output_path(urls.speaker(name))
        if scheme == "page" and names["page"].find(name) == name:
            return urls.output_path(urls.page(name))
        if scheme == "news" and any(post.slug == name for post in self.news):
            return urls.output_path(urls.news(name))
        if scheme == "resource" and name in self._resources:
            return f"{urls.output_path(urls.RESOURCES)}#{name}"
        if scheme == "figure" and name in self._figures:
            return name
        if scheme == "site" and name in self.sections:
            return urls.output_path(self.sections[name])
        if scheme == "file":
            return self.downloads.find(name)
        return None

    def is_excused(self, scheme: str, name: str) -> bool:
        """Check that the mistake behind a name that leads nowhere is reported elsewhere."""
        if scheme == "site":
            records = next((kind.record_kind for kind in self.page_kinds if kind.name == name), "")
            return bool(records) and not self.event.references[records].is_complete
        book = self.event.references.get(scheme)
        return book is not None and book.is_excused(name)

    def names(self, scheme: str) -> list[str]:
        """Return the names that links of a scheme can use."""
        if scheme == "site":
            return sorted(self.sections)
        if scheme == "news":
            return [post.slug for post in self.news]
        if scheme == "file":
            return self.downloads.names()
        book = self.event.references.get(scheme)
        return book.candidates if book else []

    def image(self, name: str, span: Span) -> SourceImage | None:
        """Return the image of this name in assets/, or report an I-code."""
        return self.images.find(name, span, self.log)

    def figure_value(self, figure: str) -> str | None:
        """Return the value of a figure, if it exists."""
        found = self._figures.get(figure)
        return found.value if found else None

    def anchors(self, scheme: str, name: str) -> frozenset[str] | None:
        """Return the headings of a text of the project that can be linked to."""
        texts: dict[str, Callable[[], str]] = {
            "page": lambda: next(page.body for page in self.event.pages if page.slug == name),
            "news": lambda: next(post.body for post in self.event.news if post.slug == name),
            "speaker": lambda: self._speakers[name].biography,
            "session": lambda: self._sessions[name].record.abstract,
        }
        return anchors_of(self.markdown.html(texts[scheme]())) if scheme in texts else None


def _grouped(pairs: Iterable[tuple[str, Found]]) -> dict[str, tuple[Found, ...]]:
    """Group values by name, in order."""
    groups: dict[str, list[Found]] = {}
    for name, found in pairs:
        groups.setdefault(name, []).append(found)
    return {name: tuple(found) for name, found in groups.items()}
