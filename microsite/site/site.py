"""The site of an event at a moment, with lookups, links and linked texts."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cached_property, wraps
from operator import attrgetter
from typing import Any, Concatenate, ParamSpec, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Guard, Log
from microsite.diagnostics.display import did_you_mean
from microsite.diagnostics.source_text import Span
from microsite.locales.locale import ENGLISH, Locale
from microsite.locales.untranslated import mark_language
from microsite.model.event import Event, Session
from microsite.model.fields import Record
from microsite.model.kinds import RECORD_KINDS
from microsite.model.loader import LoadedEdition
from microsite.model.published import Published
from microsite.model.records.content import (
    NewsPost,
    ProsePage,
    Resource,
    SessionRecord,
    Speaker,
)
from microsite.model.records.event import Organisation
from microsite.site import urls
from microsite.site.colours import scheme_of
from microsite.site.downloads import DownloadRegistry, asset_files
from microsite.site.graphics import Drawings, render_drawings
from microsite.site.images import ImageRegistry
from microsite.site.markdown import to_html
from microsite.site.prose import Prose, anchors_of, resolve_links

T = TypeVar("T")
P = ParamSpec("P")


class PageKind(Struct, frozen=True, kw_only=True):
    """A kind of page, and the lists it appears in.

    Its template is `templates/pages/NAME.html`. A kind with an `address` has one page.
    A kind without one has a page at each of its `addresses`.
    """

    name: str
    view: Callable[..., Any]
    """Returns the view of its only page or of the page at an address.

    It can also return a `PageContent`.
    """
    address: str | None = None
    """Of its only page, relative to the root of the site: `workshops/`."""
    is_shown: "Callable[[Site], bool]" = lambda site: True  # noqa: ARG005
    addresses: "Callable[[Site], Iterable[str]] | None" = None
    label: str = ""
    title: str = ""
    """Title of its pages, unless they have their own; empty if it is the label."""
    description: str = ""
    """For pages without one of their own.

    `{title}` is the title of the page, `{event}` that of the event.
    """
    parent: str = ""
    indexed: bool = True
    """False keeps its pages out of search engines."""
    about: str = ""
    """Its content, for the search. A kind without this is not found by the search."""
    extra: str = ""
    """Word of `leave_out` that turns it off: `search`."""
    record_kind: str = ""
    """Kind of the records without which it has nothing to show: `session`."""
    is_section: bool = True
    """Links such as `site:NAME` lead to its only page."""
    in_menu: bool = False
    in_footer: bool = False
    in_offline_list: bool = False
    in_not_found_list: bool = False
    in_text_copies: bool = False
    """Has a copy as Markdown, for programs: `templates/files/page.md`."""

    def translate(self, locale: Locale) -> "PageKind":
        """Return the kind with its texts in the language of a site."""
        return replace(
            self,
            label=locale.gettext(self.label),
            title=locale.gettext(self.title),
            description=locale.gettext(self.description),
            about=locale.gettext(self.about),
        )

    def addresses_on(self, site: "Site") -> tuple[str, ...]:
        """Return the addresses of its pages; none if it has nothing to show."""
        if self.extra in site.event.record.leave_out or not self.is_shown(site):
            return ()
        if self.addresses:
            return tuple(self.addresses(site))
        return () if self.address is None else (self.address,)


class Site(Struct, kw_only=True, eq=False, dict=True):
    """Everything that pages are made from. It does not change."""

    event: Event
    now: datetime
    """The moment it is built for, in the event's zone; nothing has changed since."""
    base_url: str | None
    """Address of the site, ending in `/`; None if it is not known."""
    drafts: bool = False
    """Whether news posts that are drafts, or dated later, are shown."""
    images: ImageRegistry
    downloads: DownloadRegistry
    log: Log
    locale: Locale = ENGLISH
    editions: tuple[LoadedEdition, ...] = ()
    """Side by side, the current one first; or empty."""
    versions: tuple[LoadedEdition, ...] = ()
    """The site in each language, the main one first."""
    to_html: Callable[[str], str] = to_html
    page_kinds: tuple[PageKind, ...] = ()
    own_feeds: tuple[Any, ...] = ()
    """Further feeds, of the front site of a portfolio."""
    results: dict[tuple[Any, ...], Any] = {}
    """Results of functions that are computed only once, by function and arguments."""

    def __post_init__(self) -> None:
        """Build the lookups.

        Sessions are in the order of their times, then those without.
        """
        event = self.event
        sessions = (*event.sessions, *event.unscheduled)
        self.gettext = self.locale.gettext
        self.page_kinds = tuple(kind.translate(self.locale) for kind in self.page_kinds)
        self.as_of = self.now.date()
        self.is_over = event.is_over(self.now)

        self.sessions = {session.id: session for session in sessions}
        self.speakers = {speaker.slug: speaker for speaker in event.speakers}
        self.resources = {resource.id: resource for resource in event.library.resources}
        self.figures = {figure.id: figure for figure in event.figures}

        self.title_counts = Counter(session.title for session in sessions)
        self.sessions_by_resource = _group(sessions, attrgetter("resources"))
        self.sessions_by_speaker = _group(sessions, attrgetter("people"))
        self._sessions_by_repeated = _group(sessions, attrgetter("id", "repeat_of"))
        self.superseding = _group(event.library.resources, self.superseded_ids)

        self.hidden_news: list[NewsPost] = []
        shown_news = []
        for post in sorted(event.news, key=_newest_first):
            is_hidden = post.draft or post.date > self.as_of
            if is_hidden:
                self.hidden_news.append(post)
            if self.drafts or not is_hidden:
                shown_news.append(post)
        self.news = tuple(shown_news)

        own_editions = (edition for edition in self.editions if edition.event is event)
        self.edition: LoadedEdition | None = next(own_editions, None)
        current = self.editions[0] if self.editions else None
        self.current_edition = None if current is self.edition else current
        self.host_root = ""
        if self.edition:
            self.host_root = "../" * self.edition.folder.count("/")
        main_event = self.versions[0].event if self.versions else event
        self.is_translation = main_event is not event

    def organisation(self, name: str | None) -> Organisation | None:
        """Return the organisation of this name or id, if it is on record."""
        id_ = self.event.references["organisation"].find(name or "")
        organisations = self.event.records["organisation"]
        return next((record for record in organisations if record.id == id_), None)

    def superseded_ids(self, resource: Resource) -> list[str]:
        """Return the ids of the resources that one supersedes."""
        index = self.event.references["resource"]
        ids = (index.find(name) for name in resource.supersedes)
        return [id_ for id_ in ids if id_ in self.resources]

    def repeats_of(self, session: Session) -> tuple[Session, ...]:
        """Return the other times at which the same session runs."""
        sessions = self._sessions_by_repeated[session.repeat_of or session.id]
        return tuple(other for other in sessions if other.id != session.id)

    @cached_property
    def published(self) -> Published:
        """Snapshots on record on the day of the build."""
        return self.event.published.as_of(self.as_of)

    @cached_property
    def drawings(self) -> Drawings:
        return render_drawings(self.event, scheme_of(self.event))

    @cached_property
    def shown_kinds(self) -> dict[str, PageKind]:
        """Kinds with one page that has something to show, by its address."""
        kinds = {}
        for kind in self.page_kinds:
            if kind.address is not None:
                kinds.update(dict.fromkeys(kind.addresses_on(self), kind))
        return kinds

    @cached_property
    def sections(self) -> dict[str, str]:
        """Addresses of the sections that have something to show, by name."""
        # Not from `shown_kinds`: redirects need the sections, and kinds that are no
        # sections need redirects.
        sections = {}
        for kind in self.page_kinds:
            if kind.is_section and kind.address is not None:
                for address in kind.addresses_on(self):
                    sections[kind.name] = address
        return sections

    def prose(self, record: Record, field_name: str) -> Prose:
        """Return the linked prose of a field of a record."""
        text = getattr(record, field_name)
        return _resolve_links(self, text, record.span(field_name))

    def body(self, record: Speaker | ProsePage | NewsPost) -> Prose:
        """Return the linked prose below the front matter of a Markdown file."""
        kind = next(
            name for name, kind in RECORD_KINDS.items() if kind.record is type(record)
        )
        text = record.biography if isinstance(record, Speaker) else record.body
        return _resolve_links(self, text, self.event.bodies[kind, record.slug])

    def overview(self) -> Prose:
        """Return the linked prose of event.md."""
        return _resolve_links(self, self.event.record.overview, self.event.overview)

    def slides(self, session: Session) -> str:
        """Return the address of a session's slides, or their path in the output."""
        return self._file_address(session.record.slides or "", session.span("slides"))

    def links(self, record: SessionRecord | Speaker) -> Iterator[tuple[str, str]]:
        """Yield words and address of each link of a record.

        The address of a file is its path in the output.
        """
        for number, link in enumerate(record.links):
            span = record.span("links", number, "url")
            address = self._file_address(link.url, span)
            if address:
                yield link.label, address

    def _file_address(self, name: str, span: Span) -> str:
        """Return a web address, or the path of a file of assets/ in the output.

        Report I107.
        """
        if not name or name.startswith(("http://", "https://")):
            return name
        path = self.downloads.find(name, span, self.log)
        if path is None:
            suggestion = did_you_mean(name, self.link_names("file"))
            self.log.report("I107", span, name=name, suggestion=suggestion)
        return path or ""

    @cached_property
    def _targets(self) -> dict[tuple[str, str], tuple[str, str | None]]:
        """Address and text, if any, of each target of links, by scheme and name.

        The text is in Markdown.
        """
        targets: dict[tuple[str, str], tuple[str, str | None]] = {}
        for id_, session in self.sessions.items():
            address = urls.session_address(self.event, session)
            targets["session", id_] = address, session.record.abstract
        for slug, speaker in self.speakers.items():
            targets["speaker", slug] = urls.speaker(slug), speaker.biography
        for page in self.event.pages:
            targets["page", page.slug] = urls.page(page.slug), page.body
        for post in self.news:
            targets["news", post.slug] = urls.news(post.slug), post.body
        for id_ in self.resources:
            targets["resource", id_] = f"{urls.RESOURCES}#{id_}", None
        for name, address in self.sections.items():
            targets["site", name] = address, None
        return targets

    def link_target(self, scheme: str, name: str) -> str | None:
        """Return the path in the output of the page to which a link leads, if any."""
        if scheme == "figure":
            return name if name in self.figures else None
        target = self._targets.get((scheme, name))
        return urls.output_path(target[0]) if target else None

    def link_names(self, scheme: str) -> list[str]:
        """Return the names that links of a scheme can use."""
        if scheme == "file":
            return list(asset_files(self.downloads.folders, "downloads"))
        if scheme in ("site", "news"):
            return [name for kind, name in self._targets if kind == scheme]
        index = self.event.references.get(scheme)
        return index.candidates if index else []

    def is_excused(self, scheme: str, name: str) -> bool:
        """Return whether a missing target is the consequence of another error."""
        if scheme == "site":
            kinds = (kind for kind in self.page_kinds if kind.name == name)
            kind = next(kinds, None)
            if kind is None or not kind.record_kind:
                return False
            return not self.event.references[kind.record_kind].is_complete
        index = self.event.references.get(scheme)
        return index is not None and index.is_excused(name)

    def anchors(self, scheme: str, name: str) -> frozenset[str] | None:
        """Return the headings of a text of the project that can be linked to."""
        _, text = self._targets.get((scheme, name), ("", None))
        return None if text is None else anchors_of(self.to_html(text))


def _newest_first(post: NewsPost) -> tuple[int, str]:
    return -post.date.toordinal(), post.slug


def _group(
    values: Iterable[T], keys_of: Callable[[T], Iterable[str]]
) -> dict[str, tuple[T, ...]]:
    """Return the values by each of their keys."""
    groups: dict[str, list[T]] = {}
    for value in values:
        for key in filter(None, keys_of(value)):
            groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}


def once_per_site(
    build: Callable[Concatenate[Site, P], T],
) -> Callable[Concatenate[Site, P], T]:
    """Call a function once for each site and arguments.

    Its result must not be changed.
    """

    @wraps(build)
    def cached(site: Site, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (build, *args)
        if key not in site.results:
            site.results[key] = build(site, *args, **kwargs)
        result: T = site.results[key]
        return result

    return cached


@once_per_site
def _resolve_links(site: Site, text: str, span: Span) -> Prose:
    """Return a text as linked prose, with the words of Markdown in its language."""
    with Guard(site.log, span):
        html = site.to_html(text)
        back = site.gettext("Jump back to footnote %(num)s in the text", num=r"\1")
        html = re.sub(r"Jump back to footnote (\d+) in the text", back, html)
        prose = resolve_links(html, text, span, site)
        return replace(prose, html=mark_language(prose.html, text))
    return Prose()
