"""Registry of page kinds. Pages, menu, search, links and lists of pages derive from
this table.

A project adds kinds with files in `pages/` next to `templates/`.
"""

import re
import runpy
import traceback
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import convert, structs

from microsite.cache import digest_of_values
from microsite.comparing.changelog import changes_by_day
from microsite.diagnostics.diagnostic import Guard, Log
from microsite.diagnostics.source_text import SourceText
from microsite.pages import grid, overview, programme, rates, text_pages
from microsite.pages.page import Page, PageContent, build_page
from microsite.pages.views import join
from microsite.project import read_words
from microsite.site import urls
from microsite.site.site import PageKind, Site

DETAILS = read_words("pages", "page_kinds.ini")
"""Words of the page kinds, and the lists that they appear in."""
SEARCHED = ("session", "speaker", "resource", "page")
"""Kinds of record that make a search useful."""


def _kind(
    name: str,
    view: Callable[..., Any],
    place: str | Callable[[Site], Iterable[str]],
    is_shown: Callable[[Site], bool] = lambda site: True,  # noqa: ARG005
) -> PageKind:
    """Return a kind with its details.

    The place is its address, or returns those of its pages.
    """
    places = {"address" if isinstance(place, str) else "addresses": place}
    details = {
        "name": name,
        "view": view,
        "is_shown": is_shown,
        **places,
        **DETAILS[name],
    }
    return convert(details, PageKind, strict=False)


def _has(*names: str, setting: str = "", without: str = "") -> Callable[[Site], bool]:
    """Return a function that says whether a site has such records and settings."""

    def is_shown(site: Site) -> bool:
        records = site.event.records
        is_set = not setting or bool(getattr(site.event.record, setting))
        return (
            is_set
            and any([not names, *map(records.get, names)])
            and not records.get(without)
        )

    return is_shown


def _pages_of_sessions(site: Site, folder: str = urls.PROGRAMME) -> Iterator[str]:
    return (
        f"{folder}{session.id}/"
        for session in site.sessions.values()
        if session.has_own_page
    )


def _has_recordings(site: Site) -> bool:
    return any(
        session.record.slides or session.record.recording
        for session in site.event.sessions
    )


_frames = partial(_pages_of_sessions, folder="embed/session/")
PAGE_KINDS = (
    _kind("home", overview.build_home, urls.HOME),
    _kind("programme", programme.build_programme, urls.PROGRAMME, _has("session")),
    _kind(
        "all",
        programme.build_session_list,
        "programme/all/",
        lambda site: site.event.is_large,
    ),
    _kind("day", programme.build_day, programme.day_addresses),
    _kind(
        "room", programme.build_group, partial(programme.group_addresses, kind="room")
    ),
    _kind(
        "track", programme.build_group, partial(programme.group_addresses, kind="track")
    ),
    _kind("grid", grid.build_grid, grid.grid_days),
    _kind(
        "changes",
        programme.changes_view,
        urls.CHANGES,
        lambda site: bool(changes_by_day(site)),
    ),
    _kind("session", programme.build_session, _pages_of_sessions),
    _kind("speakers", programme.speakers_view, urls.SPEAKERS, _has("speaker")),
    _kind(
        "speaker",
        programme.build_speaker,
        lambda site: map(urls.speaker, site.speakers),
    ),
    _kind("team", programme.build_team, urls.TEAM, _has("member")),
    _kind("venue", text_pages.venue_view, urls.VENUE, _has(setting="venue")),
    _kind("rates", rates.rates_view, urls.RATES, _has("rate")),
    _kind(
        "booking", rates.rates_view, urls.RATES, _has(setting="booking", without="rate")
    ),
    _kind("today", overview.today_view, urls.TODAY, overview.has_today),
    _kind("case", overview.case_view, urls.CASE, overview.has_case),
    _kind(
        "record",
        programme.build_session_list,
        "my-record/",
        _has("session", setting="cpd"),
    ),
    _kind("recordings", overview.sessions_view, urls.RECORDINGS, _has_recordings),
    _kind(
        "embedding",
        overview.sessions_view,
        "put-this-on-your-site/",
        overview.has_embeds,
    ),
    _kind(
        "embed_programme",
        programme.build_session_list,
        "embed/programme/",
        overview.has_embeds,
    ),
    _kind(
        "embed_session", overview.build_embedded_session, _frames, overview.has_embeds
    ),
    _kind("resources", text_pages.resources_view, urls.RESOURCES, _has("resource")),
    _kind(
        "sponsorship", rates.sponsorship_view, urls.SPONSORSHIP, _has("tier", "sponsor")
    ),
    _kind("news", text_pages.news_view, urls.NEWS, lambda site: bool(site.news)),
    _kind(
        "post",
        text_pages.build_post,
        lambda site: (urls.news(post.slug) for post in site.news),
    ),
    _kind(
        "prose",
        text_pages.build_prose,
        lambda site: (f"{it.slug}/" for it in site.event.pages),
    ),
    _kind("help", text_pages.build_help, urls.HELP, _has(setting="help_lines")),
    _kind("contact", text_pages.build_contact, urls.CONTACT),
    _kind("search", text_pages.search_view, urls.SEARCH, _has(*SEARCHED)),
    _kind("offline", text_pages.offline_view, urls.OFFLINE, _has(setting="offline")),
    _kind("single_page", overview.build_single_page, urls.WHOLE_EVENT, _has("session")),
    _kind("not_found", text_pages.build_not_found, urls.NOT_FOUND),
)


def build_pages(site: Site, only: str | None = None) -> Iterator[Page]:
    """Build the pages of a site, or only the one at an address.

    Report O106 at the source of a page that fails. A kind of the project has reported
    T108 then.
    """
    for kind in site.page_kinds:
        for address in kind.addresses_on(site):
            if only not in (None, address):
                continue
            slug = urls.slug_of(address)
            name = {"post": "news", "prose": "page"}.get(kind.name, kind.name)
            session = site.sessions.get(slug) if name == "session" else None
            span = (
                site.event.bodies.get((name, slug))
                or (session or site.event.record).span()
            )
            page: Page | None = None
            with Guard(site.log, span):
                page = build_page(site, kind, address)
            if page is not None:
                yield page


class PageKindError(Exception):
    """A page kind that breaks a rule; the message names the rule."""


def load_page_kinds(folders: Sequence[Path], log: Log) -> tuple[PageKind, ...]:
    """Return the engine's page kinds, with those in folders `pages/` before pages of
    text.

    Report T107 for a file that defines no page kind. Files whose names start with `_`
    are not read.
    """
    kinds = {kind.name for kind in PAGE_KINDS}
    added = []
    paths = {
        path.name: path
        for folder in reversed(folders)
        for path in folder.glob("[!_.]*.py")
    }
    for _, path in sorted(paths.items()):
        source = SourceText(f"pages/{path.name}", "")
        try:
            source = SourceText(
                source.path, path.read_text(encoding="utf-8", errors="replace")
            )
            variables = runpy.run_path(str(path), run_name=f"pages.{path.stem}")
            kind = _checked(variables.get("PAGE_KIND"), kinds)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the project's program
            _report(log, "T107", source, str(path), error)
        else:
            kinds.add(kind.name)
            added.append(_guarded(kind, source, str(path), log))
    position = [kind.name for kind in PAGE_KINDS].index("prose")
    return (*PAGE_KINDS[:position], *added, *PAGE_KINDS[position:])


def _checked(kind: object, kinds: Container[str]) -> PageKind:
    if not isinstance(kind, PageKind):
        raise PageKindError("it does not define PAGE_KIND as a PageKind")
    kind = convert(structs.asdict(kind), PageKind)  # checks the types of all fields
    if not re.fullmatch("[a-z][a-z0-9_]*", kind.name):
        raise PageKindError(
            "its name must consist of lower-case letters, digits and underscores"
        )
    if kind.name in kinds:
        raise PageKindError(f"the page kind “{kind.name}” already exists")
    if not (kind.address or kind.addresses):
        raise PageKindError("it needs an address, or a function for its addresses")
    return (
        kind
        if kind.addresses
        else structs.replace(kind, address=_checked_address(kind.address))
    )


def _checked_address(address: object) -> str:
    if not (
        isinstance(address, str) and re.fullmatch(r"([^/\s]+/)+|[^/\s]+\.html", address)
    ):
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
    message = str(error)
    name = "" if isinstance(error, PageKindError) else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    line = next(
        (frame.lineno for frame in reversed(frames) if frame.filename == path), None
    )
    if isinstance(error, SyntaxError):
        message = error.msg
        line = error.lineno if error.filename == path else line
    is_in_text = line is not None and line <= len(source.line_starts)
    span = source.line_span(line) if line and is_in_text else source.file_span
    reason = join(name, " ".join(message.split()), separator=": ").rstrip(".?")
    log.report(code, span, reason=reason)
