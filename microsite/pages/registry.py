"""Registry of page kinds, from which pages, menu, search, links and lists derive.

A project adds kinds with files in `pages/` next to `templates/`.
"""

import re
import runpy
import traceback
from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import convert, structs

from microsite.cache import digest_of_values
from microsite.diagnostics.diagnostic import Guard, Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.locales.locale import N_
from microsite.pages import grid, overview, programme, rates, text_pages
from microsite.pages.page import Page, PageContent, build_page
from microsite.pages.views import join
from microsite.site import urls
from microsite.site.changelog import changes_by_day
from microsite.site.site import PageKind, Site


def _has_records(*names: str) -> Callable[[Site], bool]:
    """Return a function for sites with records of at least one of these kinds."""

    def has_records(site: Site) -> bool:
        return any(site.event.records.get(name) for name in names)

    return has_records


def _has_setting(name: str) -> Callable[[Site], bool]:
    """Return a function for sites whose event.md sets a field."""

    def has_setting(site: Site) -> bool:
        return bool(getattr(site.event.record, name))

    return has_setting


def _has_booking_without_rates(site: Site) -> bool:
    return bool(site.event.record.booking) and not site.event.records.get("rate")


def _has_cpd_sessions(site: Site) -> bool:
    return bool(site.event.record.cpd and site.event.records.get("session"))


def _has_recordings(site: Site) -> bool:
    records = [session.record for session in site.event.sessions]
    return any(record.slides or record.recording for record in records)


def _session_pages(site: Site, folder: str = urls.PROGRAMME) -> Iterator[str]:
    for session in site.sessions.values():
        if session.has_own_page:
            yield f"{folder}{session.id}/"


RECORD_KINDS_OF_PAGES = {"post": "news", "prose": "page"}
"""Kinds of records with pages of another name, by page kind."""
PAGE_KINDS = (
    PageKind(
        name="home",
        address=urls.HOME,
        view=overview.build_home,
        label=N_("Home"),
        about=N_("What it is about, who it is for, and what you will learn"),
        in_offline_list=True,
        in_not_found_list=True,
        in_text_copies=True,
    ),
    PageKind(
        name="programme",
        address=urls.PROGRAMME,
        view=programme.build_programme,
        is_shown=_has_records("session"),
        label=N_("Programme"),
        about=N_("Agenda: every session, with its time, room and speakers"),
        record_kind="session",
        in_menu=True,
        in_offline_list=True,
        in_not_found_list=True,
        in_text_copies=True,
    ),
    PageKind(
        name="all",
        address="programme/all/",
        view=programme.build_session_list,
        is_shown=lambda site: site.event.is_large,
        label=N_("All sessions"),
        parent="programme",
        is_section=False,
    ),
    PageKind(
        name="day",
        addresses=programme.day_addresses,
        view=programme.build_day,
        description=N_("Sessions of {event}: {title}."),
        parent="programme",
    ),
    PageKind(
        name="room",
        addresses=partial(programme.group_addresses, kind="room"),
        view=programme.build_group,
        description=N_("Sessions of {event}: {title}."),
        parent="programme",
    ),
    PageKind(
        name="track",
        addresses=partial(programme.group_addresses, kind="track"),
        view=programme.build_group,
        description=N_("Sessions of {event}: {title}."),
        parent="programme",
    ),
    PageKind(
        name="grid",
        addresses=grid.grid_days,
        view=grid.build_grid,
        description=N_("Sessions of {event}: {title}."),
        parent="programme",
    ),
    PageKind(
        name="changes",
        address=urls.CHANGES,
        view=programme.changes_view,
        is_shown=lambda site: bool(changes_by_day(site)),
        label=N_("Programme changes"),
        description=N_(
            "Sessions of {event} that were moved, added or cancelled, with dates."
        ),
        parent="programme",
        is_section=False,
        in_footer=True,
    ),
    PageKind(
        name="session",
        addresses=_session_pages,
        view=programme.build_session,
        parent="programme",
        in_text_copies=True,
    ),
    PageKind(
        name="speakers",
        address=urls.SPEAKERS,
        view=programme.speakers_view,
        is_shown=_has_records("speaker"),
        label=N_("Speakers"),
        description=N_("Speakers at {event} and their sessions."),
        about=N_("Speakers and their sessions"),
        record_kind="speaker",
        in_menu=True,
        in_offline_list=True,
        in_not_found_list=True,
        in_text_copies=True,
    ),
    PageKind(
        name="speaker",
        addresses=lambda site: map(urls.speaker, site.speakers),
        view=programme.build_speaker,
        parent="speakers",
        in_text_copies=True,
    ),
    PageKind(
        name="team",
        address=urls.TEAM,
        view=programme.build_team,
        is_shown=_has_records("member"),
        label=N_("Team"),
        description=N_("The people behind {event}: team, committees and volunteers."),
        about=N_("Organisers, committees and volunteers"),
        in_footer=True,
    ),
    PageKind(
        name="venue",
        address=urls.VENUE,
        view=text_pages.venue_view,
        is_shown=_has_setting("venue"),
        label=N_("Venue"),
        title=N_("Venue and access"),
        description=N_(
            "The venue of {event}, how to get there, and access information."
        ),
        about=N_(
            "The address, travel, rooms, step-free access, sign language and food"
        ),
        in_menu=True,
        in_offline_list=True,
        in_not_found_list=True,
        in_text_copies=True,
    ),
    PageKind(
        name="rates",
        address=urls.RATES,
        view=rates.rates_view,
        is_shown=_has_records("rate"),
        label=N_("Rates"),
        title=N_("Rates and booking"),
        description=N_("Prices for {event}, what they include, and how to book."),
        about=N_("Prices, VAT, how to book, refunds and cancelling"),
        record_kind="rate",
        in_menu=True,
        in_text_copies=True,
    ),
    PageKind(
        name="rates",
        address=urls.RATES,
        view=rates.rates_view,
        is_shown=_has_booking_without_rates,
        label=N_("Booking"),
        description=N_("How to book a place at {event}."),
        about=N_("How and when to book, and cancelling"),
        record_kind="rate",
        in_menu=True,
        in_text_copies=True,
    ),
    PageKind(
        name="today",
        address=urls.TODAY,
        view=overview.today_view,
        is_shown=overview.has_today,
        label=N_("Today"),
        title=N_("On the day"),
        description=N_("What is on now and next at {event}, room by room."),
        about=N_("Now and next, notices, streams and help on the day"),
        indexed=False,
        in_offline_list=True,
    ),
    PageKind(
        name="case",
        address=urls.CASE,
        view=overview.case_view,
        is_shown=overview.has_case,
        label=N_("Make the case"),
        description=N_(
            "Reasons to come to {event}, for the person who decides about the cost."
        ),
        about=N_(
            "A page for the person who decides about the cost: copy it or print it"
        ),
    ),
    PageKind(
        name="record",
        address="my-record/",
        view=programme.build_session_list,
        is_shown=_has_cpd_sessions,
        label=N_("My notes"),
        title=N_("My notes and CPD record"),
        description=N_(
            "A form for your notes on the sessions of {event}, with their minutes."
        ),
        about=N_("Notes on sessions, and a record of your learning to print"),
    ),
    PageKind(
        name="recordings",
        address=urls.RECORDINGS,
        view=overview.sessions_view,
        is_shown=_has_recordings,
        label=N_("Slides and recordings"),
        description=N_("Slides and recordings of the sessions of {event}."),
        about=N_("Slides and videos of sessions"),
        in_footer=True,
        in_not_found_list=True,
    ),
    PageKind(
        name="embedding",
        address="put-this-on-your-site/",
        view=overview.sessions_view,
        is_shown=overview.has_embeds,
        label=N_("Put this on your site"),
        description=N_("Code that shows the programme of {event} on another site."),
        about=N_("Code for other sites: show the programme or a session in a frame"),
    ),
    PageKind(
        name="embed_programme",
        address="embed/programme/",
        view=programme.build_session_list,
        is_shown=overview.has_embeds,
        title=N_("Programme"),
        description=N_("The programme of {event}, for frames."),
        is_section=False,
        indexed=False,
    ),
    PageKind(
        name="embed_session",
        addresses=partial(_session_pages, folder="embed/session/"),
        view=overview.build_embedded_session,
        is_shown=overview.has_embeds,
        description=N_("{title}: {event}, for frames."),
        indexed=False,
    ),
    PageKind(
        name="resources",
        address=urls.RESOURCES,
        view=text_pages.resources_view,
        is_shown=_has_records("resource"),
        label=N_("Resources"),
        description=N_(
            "Guidance, news and other reading for {event}, with dates and publishers."
        ),
        about=N_("Background reading, and the sources of figures"),
        record_kind="resource",
        in_menu=True,
        in_text_copies=True,
    ),
    PageKind(
        name="sponsorship",
        address=urls.SPONSORSHIP,
        view=rates.sponsorship_view,
        is_shown=_has_records("tier", "sponsor"),
        label=N_("Sponsorship"),
        title=N_("Sponsorship and exhibition"),
        description=N_("Sponsorship, exhibition and marketing packages at {event}."),
        about=N_("Sponsors, packages, exhibition stands and advertisements"),
        record_kind="tier",
        in_menu=True,
    ),
    PageKind(
        name="news",
        address=urls.NEWS,
        view=text_pages.news_view,
        is_shown=lambda site: bool(site.news),
        label=N_("News"),
        description=N_("News of {event}."),
        about=N_("Announcements and changes"),
        record_kind="news",
        in_menu=True,
        in_text_copies=True,
    ),
    PageKind(
        name="post",
        addresses=lambda site: (urls.news(post.slug) for post in site.news),
        view=text_pages.build_post,
        parent="news",
        in_text_copies=True,
    ),
    PageKind(
        name="prose",
        addresses=lambda site: (f"{it.slug}/" for it in site.event.pages),
        view=text_pages.build_prose,
        description=N_("{title}: {event}."),
        in_text_copies=True,
    ),
    PageKind(
        name="help",
        address=urls.HELP,
        view=text_pages.build_help,
        is_shown=_has_setting("help_lines"),
        label=N_("Help"),
        title=N_("Find help"),
        description=N_("Who to call, text or write to."),
        about=N_("Who to call, text or write to"),
        in_offline_list=True,
        in_text_copies=True,
    ),
    PageKind(
        name="contact",
        address=urls.CONTACT,
        view=text_pages.build_contact,
        label=N_("Contact"),
        about=N_("Phone, email and postal address"),
        in_footer=True,
        in_not_found_list=True,
        in_text_copies=True,
    ),
    PageKind(
        name="search",
        address=urls.SEARCH,
        view=text_pages.search_view,
        is_shown=_has_records("session", "speaker", "resource", "page"),
        label=N_("Search"),
        description=N_("Find a session, a speaker or a page of {event}."),
        extra="search",
        in_footer=True,
    ),
    PageKind(
        name="offline",
        address=urls.OFFLINE,
        view=text_pages.offline_view,
        is_shown=_has_setting("offline"),
        title=N_("You are offline"),
        description=N_("This page is not saved on this device."),
        is_section=False,
        indexed=False,
    ),
    PageKind(
        name="single_page",
        address=urls.WHOLE_EVENT,
        view=overview.build_single_page,
        is_shown=_has_records("session"),
        title=N_("Full event on one page"),
        description=N_(
            "{event}: programme, speakers, venue and resources on one page."
        ),
        extra="whole event",
        is_section=False,
        indexed=False,
    ),
    PageKind(
        name="not_found",
        address=urls.NOT_FOUND,
        view=text_pages.build_not_found,
        title=N_("Page not found"),
        description=N_("There is no page at this address."),
        is_section=False,
        indexed=False,
    ),
)
"""Page kinds of the engine, in the order of the menu."""


def build_pages(site: Site, only: str | None = None) -> Iterator[Page]:
    """Build the pages of a site, or only the one at an address.

    Report O106 at the source of a page that fails. A kind of the project has reported
    T108 then.
    """
    for kind in site.page_kinds:
        for address in kind.addresses_on(site):
            if only not in (None, address):
                continue
            page: Page | None = None
            with Guard(site.log, _source_of(site, kind, address)):
                page = build_page(site, kind, address)
            if page is not None:
                yield page


def _source_of(site: Site, kind: PageKind, address: str) -> Span:
    """Return the record that a page shows, or else the event."""
    slug = urls.slug_of(address)
    record_kind = RECORD_KINDS_OF_PAGES.get(kind.name, kind.name)
    body = site.event.bodies.get((record_kind, slug))
    if body:
        return body
    if record_kind == "session" and slug in site.sessions:
        return site.sessions[slug].span()
    return site.event.record.span()


class PageKindError(Exception):
    """A page kind that breaks a rule; the message names the rule."""


def load_page_kinds(folders: Sequence[Path], log: Log) -> tuple[PageKind, ...]:
    """Return the engine's page kinds with those in folders `pages/`.

    These are before pages of text. Of files with the same name, the nearest counts.
    Report T107 for a file that defines no page kind. Files whose names start with `_`
    are not read.
    """
    names = {kind.name for kind in PAGE_KINDS}
    added = []
    paths: dict[str, Path] = {}
    for folder in reversed(folders):
        paths |= {path.name: path for path in folder.glob("[!_.]*.py")}
    for _, path in sorted(paths.items()):
        source = SourceText(f"pages/{path.name}", "")
        try:
            source = SourceText(
                source.path, path.read_text(encoding="utf-8", errors="replace")
            )
            variables = runpy.run_path(str(path), run_name=f"pages.{path.stem}")
            kind = _checked(variables.get("PAGE_KIND"), names)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the project's program
            _report(log, "T107", source, str(path), error)
        else:
            names.add(kind.name)
            added.append(_guarded(kind, source, str(path), log))
    position = [kind.name for kind in PAGE_KINDS].index("prose")
    return (*PAGE_KINDS[:position], *added, *PAGE_KINDS[position:])


def _checked(kind: object, names: Container[str]) -> PageKind:
    """Return a page kind of a project. Raise PageKindError; names are those in use."""
    if not isinstance(kind, PageKind):
        raise PageKindError("it does not define PAGE_KIND as a PageKind")
    kind = convert(structs.asdict(kind), PageKind)  # checks the types of all fields
    if not re.fullmatch("[a-z][a-z0-9_]*", kind.name):
        raise PageKindError(
            "its name must consist of lower-case letters, digits and underscores"
        )
    if kind.name in names:
        raise PageKindError(f"the page kind “{kind.name}” already exists")
    if not (kind.address or kind.addresses):
        raise PageKindError("it needs an address, or a function for its addresses")
    if not kind.addresses:
        _checked_address(kind.address)
    return kind


def _checked_address(address: object) -> str:
    pattern = r"([^/\s]+/)+|[^/\s]+\.html"
    if not isinstance(address, str) or not re.fullmatch(pattern, address):
        raise PageKindError(
            f"“{address}” is not the address of a page, such as “workshops/”"
        )
    return address


def _guarded(kind: PageKind, source: SourceText, path: str, log: Log) -> PageKind:
    """Return the kind with functions that report T108 instead of raising exceptions."""

    def guard(
        function: Callable[..., Any], fallback: object, *arguments: object
    ) -> Any:
        try:
            return function(*arguments)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the project's program
            _report(log, "T108", source, path, error)
            return fallback

    def addresses(site: Site) -> tuple[str, ...]:
        return tuple(map(_checked_address, kind.addresses_on(site)))

    def view(*arguments: object) -> PageContent:
        content = kind.view(*arguments)
        if content is None:
            raise PageKindError("its function returns no view")
        content = content if isinstance(content, PageContent) else PageContent(content)
        assert digest_of_values(content.view), "every value in the view can be encoded"
        content = structs.replace(content, origin=content.origin or source.file_span)
        # Checks the types of all fields
        content = convert(structs.asdict(content), PageContent)
        if not (content.title or kind.title or kind.label).strip():
            raise PageKindError("its pages have no title")
        return content

    return structs.replace(
        kind,
        view=partial(guard, view, None),
        is_shown=partial(guard, kind.is_shown, False),
        addresses=partial(guard, addresses, ()),
    )


def _report(
    log: Log, code: str, source: SourceText, path: str, error: BaseException
) -> None:
    """Report an error at the line of the project's file where it was raised."""
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    name = "" if isinstance(error, PageKindError) else type(error).__name__
    line = _line_of(error, path)
    span = source.file_span
    if line and line <= len(source.line_starts):
        span = source.line_span(line)
    reason = join(name, " ".join(message.split()), separator=": ").rstrip(".?")
    log.report(code, span, reason=reason)


def _line_of(error: BaseException, path: str) -> int | None:
    """Return the last line of a file that took part in an error; None if none did."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path]
    return lines[-1] if lines else None
