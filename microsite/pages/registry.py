"""Registry of page kinds. Pages, menu, search, links and lists of pages derive from this table.

A project adds kinds with files in `pages/` next to `templates/`.
"""

import re
import runpy
import traceback
from collections.abc import Callable, Container, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import convert
from msgspec.structs import asdict, replace

from microsite.comparing.changelog import changes_by_day
from microsite.diagnostics.diagnostic import Guard, Log
from microsite.diagnostics.source_text import SourceText
from microsite.model.records.event import Extra
from microsite.pages import attending, finder, overview, programme, rates, text_pages
from microsite.pages.page import Page
from microsite.pages.views import join
from microsite.site import urls
from microsite.site.site import PageKind, Site
from microsite.site.urls import UrlContext


def _has(*names: str, unless: Extra | None = None) -> Callable[[Site], bool]:
    """Return a function that says whether an event has such records, and leaves nothing out."""

    def is_shown(site: Site) -> bool:
        is_left_out = unless is not None and site.event.record.leaves_out(unless)
        return not is_left_out and any(site.event.records[name] for name in names)

    return is_shown


PAGE_KINDS = (
    PageKind(
        name="home",
        page=overview.build_home,
        address=urls.HOME,
        label="Home",
        about="What it is about, who it is for, and what you will learn",
        in_offline_list=True,
        in_not_found_list=True,
    ),
    PageKind(
        name="programme",
        page=programme.build_programme,
        address=urls.PROGRAMME,
        is_shown=_has("session"),
        label="Programme",
        about="Agenda: every session, with its time, room and speakers",
        record_kind="session",
        in_menu=True,
        in_offline_list=True,
        in_not_found_list=True,
    ),
    PageKind(
        name="all",
        page=partial(programme.build_programme, kind="all"),
        address="programme/all/",
        is_shown=lambda site: site.event.is_large,
        label="All sessions",
        parent="programme",
        is_section=False,
    ),
    *(
        PageKind(
            name=name,
            page=partial(build, kind=name),
            addresses=partial(addresses, kind=name),
            description="Sessions of {event}: {title}.",
            parent="programme",
        )
        for name, build, addresses in (
            ("day", programme.build_programme, programme.day_addresses),
            ("room", finder.build_group, finder.group_addresses),
            ("track", finder.build_group, finder.group_addresses),
        )
    ),
    PageKind(
        name="changes",
        page=programme.build_changes,
        address=urls.CHANGES,
        is_shown=lambda site: bool(changes_by_day(site)),
        label="Programme changes",
        description="Sessions of {event} that were moved, added or cancelled, with dates.",
        parent="programme",
        is_section=False,
        in_footer=True,
    ),
    PageKind(
        name="session",
        page=programme.build_session,
        addresses=lambda site: (
            urls.session(each.id) for each in site.sessions.values() if each.has_own_page
        ),
        parent="programme",
    ),
    PageKind(
        name="speakers",
        page=programme.build_speakers,
        address=urls.SPEAKERS,
        is_shown=_has("speaker"),
        label="Speakers",
        description="Speakers at {event} and their sessions.",
        about="Speakers and their sessions",
        record_kind="speaker",
        in_menu=True,
        in_offline_list=True,
        in_not_found_list=True,
    ),
    PageKind(
        name="speaker",
        page=programme.build_speaker,
        addresses=lambda site: map(urls.speaker, site.speakers),
        parent="speakers",
    ),
    PageKind(
        name="venue",
        page=text_pages.build_venue,
        address=urls.VENUE,
        is_shown=lambda site: site.event.record.venue is not None,
        label="Venue",
        title="Venue and access",
        description="The venue of {event}, how to get there, and access information.",
        about="The address, travel, rooms, step-free access, sign language and food",
        in_menu=True,
        in_offline_list=True,
        in_not_found_list=True,
    ),
    PageKind(
        name="rates",
        page=rates.build_rates,
        address=urls.RATES,
        is_shown=lambda site: _has("rate")(site) or site.event.record.booking is not None,
        label="Rates",
        title="Rates and booking",
        description="Prices for {event}, what they include, and how to book.",
        about="Prices, VAT, how to book, refunds and cancelling",
        record_kind="rate",
        in_menu=True,
    ),
    PageKind(
        name="today",
        page=attending.build_today,
        address=urls.TODAY,
        is_shown=attending.has_today,
        label="Today",
        title="On the day",
        description="What is on now and next at {event}, room by room.",
        about="Now and next, notices, streams and help on the day",
        in_offline_list=True,
        indexed=False,
    ),
    PageKind(
        name="case",
        page=attending.build_case,
        address=urls.CASE,
        is_shown=attending.has_case,
        label="Make the case",
        description="Reasons to come to {event}, for the person who decides about the cost.",
        about="A page for the person who decides about the cost: copy it or print it",
    ),
    PageKind(
        name="record",
        page=partial(programme.build_programme, kind="record"),
        address=urls.RECORD,
        is_shown=lambda site: _has("session")(site) and site.event.record.cpd is not None,
        label="My notes",
        title="My notes and CPD record",
        description="A form for your notes on the sessions of {event}, with their minutes.",
        about="Notes on sessions, and a record of your learning to print",
    ),
    PageKind(
        name="recordings",
        page=attending.build_recordings,
        address=urls.RECORDINGS,
        is_shown=lambda site: any(
            each.record.slides or each.record.recording for each in site.event.sessions
        ),
        label="Slides and recordings",
        description="Slides and recordings of the sessions of {event}.",
        about="Slides and videos of sessions",
        in_footer=True,
    ),
    PageKind(
        name="embedding",
        page=attending.build_embedding,
        address=urls.EMBEDDING,
        is_shown=attending.has_embeds,
        label="Put this on your site",
        description="Code that shows the programme of {event} on another site.",
        about="Code for other sites: show the programme or a session in a frame",
    ),
    PageKind(
        name="embed_programme",
        page=partial(programme.build_programme, kind="embed_programme"),
        address=urls.EMBEDDED_PROGRAMME,
        is_shown=attending.has_embeds,
        is_section=False,
        title="Programme",
        description="The programme of {event}, for frames.",
        indexed=False,
    ),
    PageKind(
        name="embed_session",
        page=attending.build_embedded_session,
        addresses=lambda site: map(urls.embedded_session, attending.embedded_sessions(site)),
        description="{title}: {event}, for frames.",
        indexed=False,
    ),
    PageKind(
        name="resources",
        page=text_pages.build_resources,
        address=urls.RESOURCES,
        is_shown=_has("resource"),
        label="Resources",
        description="Guidance, news and other reading for {event}, with dates and publishers.",
        about="Background reading, and the sources of figures",
        record_kind="resource",
        in_menu=True,
    ),
    PageKind(
        name="sponsorship",
        page=rates.build_sponsorship,
        address=urls.SPONSORSHIP,
        is_shown=_has("tier", "sponsor"),
        label="Sponsorship",
        title="Sponsorship and exhibition",
        description="Sponsorship, exhibition and marketing packages at {event}.",
        about="Sponsors, packages, exhibition stands and advertisements",
        record_kind="tier",
        in_menu=True,
    ),
    PageKind(
        name="news",
        page=text_pages.build_news,
        address=urls.NEWS,
        is_shown=lambda site: bool(site.news),
        label="News",
        description="News of {event}.",
        about="Announcements and changes",
        record_kind="news",
        in_menu=True,
    ),
    PageKind(
        name="post",
        page=text_pages.build_post,
        addresses=lambda site: (urls.news(post.slug) for post in site.news),
        parent="news",
    ),
    PageKind(
        name="prose",
        page=text_pages.build_prose,
        addresses=lambda site: (urls.page(page.slug) for page in site.event.pages),
        description="{title}: {event}.",
    ),
    PageKind(
        name="help",
        page=text_pages.build_help,
        address=urls.HELP,
        is_shown=lambda site: bool(site.event.record.help_lines),
        label="Help",
        title="Find help",
        description="Who to call, text or write to.",
        about="Who to call, text or write to",
        in_offline_list=True,
    ),
    PageKind(
        name="contact",
        page=text_pages.build_contact,
        address=urls.CONTACT,
        label="Contact",
        about="Phone, email and postal address",
        in_footer=True,
        in_not_found_list=True,
    ),
    PageKind(
        name="search",
        page=text_pages.build_search,
        address=urls.SEARCH,
        is_shown=_has("session", "speaker", "resource", "page", unless=Extra.SEARCH),
        label="Search",
        description="Find a session, a speaker or a page of {event}.",
        in_footer=True,
    ),
    PageKind(
        name="offline",
        page=text_pages.build_offline,
        address=urls.OFFLINE,
        is_shown=lambda site: site.event.record.offline,
        is_section=False,
        title="You are offline",
        description="This page is not saved on this device.",
        indexed=False,
    ),
    PageKind(
        name="single_page",
        page=overview.build_single_page,
        address=urls.WHOLE_EVENT,
        is_shown=_has("session", unless=Extra.WHOLE_EVENT),
        is_section=False,
        title="Full event on one page",
        description="{event}: programme, speakers, venue and resources on one page.",
        indexed=False,
    ),
    PageKind(
        name="not_found",
        page=text_pages.build_not_found,
        address=urls.NOT_FOUND,
        title="Page not found",
        description="There is no page at this address.",
        indexed=False,
        is_section=False,
    ),
)


def build_pages(site: Site) -> Iterator[Page]:
    """Build every page of a site. A kind of the project that fails has reported T108."""
    for kind in site.page_kinds:
        for address in kind.addresses_on(site):
            if (page := _build(kind, site, address)) is not None:
                yield page


def build_page(site: Site, address: str) -> Page | None:
    """Build the page at an address; None if there is none."""
    kinds = (kind for kind in site.page_kinds if address in kind.addresses_on(site))
    return next((_build(kind, site, address) for kind in kinds), None)


def _build(kind: PageKind, site: Site, address: str) -> Any:
    """Build a page. Report O106 at the source of a page that fails."""
    slug, event = urls.slug_of(address), site.event
    name = {"post": "news", "prose": "page"}.get(kind.name, kind.name)
    session = site.sessions.get(slug) if name == "session" else None
    span = event.bodies.get((name, slug)) or (session or event.record).span()
    with Guard(site.log, span):
        return kind.page(site, UrlContext.for_page(address))
    return None


class PageKindError(Exception):
    """A page kind that breaks a rule; the message names the rule."""


def load_page_kinds(folder: Path, log: Log) -> tuple[PageKind, ...]:
    """Return the engine's page kinds, with those in a project's `pages/` before pages of text.

    Report T107 for a file that defines no page kind. Files whose names start with `_` are not read.
    """
    kinds = {kind.name: kind for kind in PAGE_KINDS}
    added = []
    for path in sorted(folder.glob("[!_.]*.py")):
        source = SourceText(f"pages/{path.name}", "")
        try:
            source = SourceText(source.path, path.read_text(encoding="utf-8", errors="replace"))
            variables = runpy.run_path(str(path), run_name=f"pages.{path.stem}")
            kind = _checked(variables.get("PAGE_KIND"), kinds)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the project's program
            _report(log, "T107", source, str(path), error)
        else:
            kinds[kind.name] = kind
            added.append(_guarded(kind, source, str(path), log))
    position = list(kinds).index("prose")
    return (*PAGE_KINDS[:position], *added, *PAGE_KINDS[position:])


def _checked(kind: object, kinds: Container[str]) -> PageKind:
    if not isinstance(kind, PageKind):
        raise PageKindError("it does not define PAGE_KIND as a PageKind")
    kind = convert(asdict(kind), PageKind)  # checks the types of all fields
    if not re.fullmatch("[a-z][a-z0-9_]*", kind.name):
        raise PageKindError("its name must consist of lower-case letters, digits and underscores")
    if kind.name in kinds:
        raise PageKindError(f"the page kind “{kind.name}” already exists")
    return kind if kind.address is None else replace(kind, address=_checked_address(kind.address))


def _checked_address(address: object) -> str:
    if not (isinstance(address, str) and re.fullmatch(r"([^/\s]+/)+|[^/\s]+\.html", address)):
        raise PageKindError(f"“{address}” is not the address of a page, such as “workshops/”")
    return address


def _guarded(kind: PageKind, source: SourceText, path: str, log: Log) -> PageKind:
    """Return the kind with functions that report T108 instead of raising exceptions."""

    def guard(function: Callable[..., Any], fallback: object, *arguments: object) -> Any:
        try:
            return function(*arguments)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the project's program
            _report(log, "T108", source, path, error)
            return fallback

    def addresses(site: Site) -> tuple[str, ...]:
        return tuple(map(_checked_address, kind.addresses(site)))

    def page(site: Site, at: UrlContext) -> Page:
        built = kind.page(site, at)
        if not isinstance(built, Page):
            raise PageKindError("its page function does not return a page")
        assert built.digest, "every value in its view can be encoded"
        return built if built.origin else replace(built, origin=source.file_span)

    return replace(
        kind,
        page=partial(guard, page, None),
        is_shown=partial(guard, kind.is_shown, False),
        addresses=partial(guard, addresses, ()),
    )


def _report(log: Log, code: str, source: SourceText, path: str, error: BaseException) -> None:
    message, name = str(error), "" if isinstance(error, PageKindError) else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    line = next((each.lineno for each in reversed(frames) if each.filename == path), None)
    if isinstance(error, SyntaxError):
        message, line = error.msg, error.lineno if error.filename == path else line
    is_in_text = line is not None and line <= len(source.line_starts)
    span = source.line_span(line) if line and is_in_text else source.file_span
    reason = join(name, " ".join(message.split()), separator=": ").rstrip(".")
    log.report(code, span, reason=reason)
