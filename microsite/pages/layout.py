"""Data that every page shows around its content: names, menu, help, calls to action, footer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial

from msgspec import Struct

from microsite.comparing.changelog import CHANGES, all_feeds
from microsite.model.records.event import Attendance, EventStatus
from microsite.model.records.pages import ProsePage
from microsite.pages.page import Head
from microsite.pages.views import Link, Picture, TimedText, join, logo, timed_texts, view_of
from microsite.site import urls
from microsite.site.colours import scheme_of
from microsite.site.disclosure import is_cancelled_or_postponed
from microsite.site.formatting import format_event_dates
from microsite.site.hosting import HEADERS, PAGE_POLICY
from microsite.site.images import logo_size
from microsite.site.site import Edition, Site
from microsite.site.state import (
    BookingState,
    booking_state,
    day_on,
    has_materials,
    is_over,
    timeline_of,
)
from microsite.site.text_metrics import text_width
from microsite.site.urls import UrlContext

LOGO_WIDTH, LOGO_HEIGHT = 144, 40
"""Largest size of the organiser's logo in pixels."""
TO_BE_ANNOUNCED = "To be announced"
RIGHT_TO_LEFT = ("ar", "he", "fa", "ur", "yi", "dv", "ps")


class MenuItem(Struct, frozen=True):
    """An entry of the menu or footer."""

    label: str
    href: str
    current: str
    """Value of aria-current: `page` on the page itself, `true` below it; or empty."""


class HelpLineItem(Struct, frozen=True, kw_only=True):
    """A help line."""

    name: str
    about: str
    phone: str
    phone_href: str
    text: str
    text_href: str
    href: str | None
    hours: str


class FeedLink(Struct, frozen=True):
    """A feed that browsers and feed readers can find from a page."""

    title: str
    type: str
    href: str


class NewerEdition(Struct, frozen=True):
    """The current edition, on the pages of a past one."""

    lead: str
    """`This was the 2026 edition. The next one is`"""
    title: str
    when: str
    href: str


class CallToAction(Struct, frozen=True):
    """A visitor's next step during some time."""

    label: str
    href: str
    since: str
    """ISO time from which it holds; empty if it holds on the day of the build."""
    until: str
    """ISO time until which it holds; empty if it holds for good."""


class NowBanner(Struct, frozen=True):
    """Times of the event, for the banner that says what is on now."""

    programme: str
    """URL of the programme; empty on the programme itself."""
    begins: str
    """First midnight of its days as an ISO time."""
    ends: str


class SiteContext(Struct, frozen=True, kw_only=True):
    """Everything that `base.html` and the layouts may read besides the page itself."""

    language: str
    direction: str
    """`ltr` or `rtl`."""
    content_policy: str
    """Content-Security-Policy, for hosts that send none."""
    referrer_policy: str
    event_title: str
    strapline: str
    when: str
    """`Thursday 20 May 2027`, or “To be announced”."""
    where: str
    """`Example House, London`, `Online`, or “To be announced”."""
    statuses: tuple[TimedText, ...]
    """“Postponed”, “Cancelled”, “Moved online”, “This event is over”; mostly empty."""
    status_note: str
    newer_edition: NewerEdition | None
    organiser: str
    organiser_href: str
    logo: Picture | None
    phone: str
    phone_href: str
    email: str
    home: str
    is_home: bool
    menu: tuple[MenuItem, ...]
    footer_links: tuple[MenuItem, ...]
    editions: tuple[Link, ...]
    """The other editions of the series, the current one first."""
    actions: tuple[CallToAction, ...]
    """Next steps of a visitor; at most one of them at any moment."""
    reserved_label: str
    """The widest label of those. The menu reserves its width, so that nothing moves."""
    help_title: str
    help_href: str
    help_lines: tuple[HelpLineItem, ...]
    exit_href: str
    feeds: tuple[FeedLink, ...]
    manifest_href: str
    worker_href: str
    copyright: str
    theme_color: str
    """Colour of the band at the top, as `#rrggbb`, for browsers."""
    theme_color_dark: str


def site_context(site: Site, head: Head) -> SiteContext:
    """Return the data around a page."""
    event, organiser = site.event.record, site.event.record.organiser
    at, scheme, language = (
        UrlContext(head.address, head.root),
        scheme_of(site.event),
        event.languages[0],
    )
    next_steps = tuple(actions(site, at))
    others = (edition for edition in site.editions if edition.event is not site.event)
    size = partial(
        logo_size, area=LOGO_WIDTH * LOGO_HEIGHT, max_width=LOGO_WIDTH, max_height=LOGO_HEIGHT
    )
    return view_of(
        SiteContext,
        event,
        language=language,
        direction="rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr",
        content_policy=PAGE_POLICY,
        referrer_policy=HEADERS["Referrer-Policy"],
        event_title=event.title,
        when=date_text(site),
        where=place_text(site),
        statuses=timed_texts(site, status_text),
        newer_edition=newer_edition(site, at),
        organiser=organiser.name,
        organiser_href=organiser.url or "",
        logo=logo(site, at, organiser.logo, "", event.span("organiser", "logo"), size),
        phone=organiser.phone or "",
        phone_href=phone_href(organiser.phone),
        email=organiser.email or "",
        home=at.url_for(urls.HOME),
        is_home=not head.address,
        menu=_menu(site, at, head, is_footer=False),
        footer_links=_menu(site, at, head, is_footer=True),
        editions=tuple(Link(edition.name, _edition_url(edition, at)) for edition in others),
        actions=next_steps,
        reserved_label=max((action.label for action in next_steps), key=text_width, default=""),
        help_title=event.help_title or "Find help",
        help_href=at.url_for(urls.HELP) if event.help_lines else "",
        help_lines=help_lines(site),
        exit_href=event.exit_url or "",
        feeds=tuple(_feeds(site, at, head.section)),
        manifest_href=at.asset_url(urls.MANIFEST),
        worker_href=at.asset_url(urls.WORKER) if event.offline else "",
        theme_color=scheme.light.hero,
        theme_color_dark=scheme.dark.hero,
    )


def _feeds(site: Site, at: UrlContext, section: str) -> Iterator[FeedLink]:
    """Yield news on every page, changes beside the programme, and resources beside their list."""
    for feed in all_feeds(site):
        is_main = feed.kind in ("", CHANGES)
        sections = ("home", "programme") if feed.kind == CHANGES else ("resources",)
        if feed.kind and section not in sections:
            continue
        yield FeedLink(feed.title, "application/atom+xml", at.asset_url(feed.atom))
        if is_main:
            yield FeedLink(feed.title, "application/feed+json", at.asset_url(feed.json))


def _menu(site: Site, at: UrlContext, head: Head, *, is_footer: bool) -> tuple[MenuItem, ...]:
    """Return the entries of the menu or the footer, in the order of the registry."""
    here = "page" if head.is_section else "true"
    entries: list[tuple[str, str, str]] = []
    for kind in site.page_kinds:
        address, is_listed = kind.address, kind.in_footer if is_footer else kind.in_menu
        if kind.name == "prose":
            pages = [page for page in site.event.pages if page.menu is not is_footer]
            for page in sorted(pages, key=_menu_order):
                entries.append((page.menu_label or page.title, urls.page(page.slug), page.slug))
        elif is_listed and address is not None and address in site.shown_kinds:
            entries.append((kind.label, address, kind.name))
    return tuple(
        MenuItem(label, at.url_for(address), here if section == head.section else "")
        for label, address, section in entries
    )


def _menu_order(page: ProsePage) -> tuple[int, str]:
    return (page.order if page.order is not None else 10_000, page.title.casefold())


def phone_href(number: str | None, scheme: str = "tel") -> str:
    """Return a link that calls a number, or sends it a message; empty without a number."""
    if not number:
        return ""
    plus = "+" if number.startswith("+") else ""
    return f"{scheme}:{plus}{''.join(c for c in number if c.isdigit())}"


def date_text(site: Site) -> str:
    """Return the days of the event."""
    return format_event_dates(site.event) or TO_BE_ANNOUNCED


def place_text(site: Site) -> str:
    """Return the place of the event."""
    event = site.event.record
    if event.attendance is Attendance.ONLINE or event.status is EventStatus.MOVED_ONLINE:
        return "Online"
    if event.venue is None:
        return TO_BE_ANNOUNCED
    place = join(event.venue.name, event.venue.town)
    return f"{place}, and online" if event.attendance is Attendance.HYBRID else place


def status_text(site: Site, moment: datetime) -> str:
    """Return the announcement above everything else; empty if the event takes place as planned."""
    status = site.event.record.status
    if status is not EventStatus.SCHEDULED:
        return status.value.capitalize()
    return (
        "This event is over" if site.current_edition is None and is_over(site.event, moment) else ""
    )


def help_lines(site: Site) -> tuple[HelpLineItem, ...]:
    """Return the help lines, those for emergencies first."""
    return tuple(
        view_of(
            HelpLineItem,
            line,
            phone_href=phone_href(line.phone),
            text_href=phone_href(line.text, "sms"),
            href=line.url,
        )
        for line in sorted(site.event.record.help_lines, key=lambda line: not line.emergency)
    )


def newer_edition(site: Site, at: UrlContext) -> NewerEdition | None:
    """Return the current edition, on a site of a past one."""
    front, own = site.current_edition, site.edition
    if front is None or own is None:
        return None
    which = "latest" if is_over(front.event, site.now) else "next"
    lead = f"This was the {own.name} edition. The {which} one is"
    title, dates = front.event.record.title, format_event_dates(front.event)
    return NewerEdition(lead, title, dates, _edition_url(front, at))


def _edition_url(edition: Edition, at: UrlContext) -> str:
    return at.asset_url(f"../{edition.folder}index.html")


def actions(site: Site, at: UrlContext) -> Iterator[CallToAction]:
    """Yield the call to action of the day of the build, then those of later times."""
    for spell in timeline_of(site, call_to_action):
        label, target = spell.value
        href = target if "://" in target else at.url_for(target)
        yield CallToAction(label, href, spell.since, spell.until)


def call_to_action(site: Site, moment: datetime) -> tuple[str, str] | None:
    """Return the label and the address of a visitor's next step at a moment."""
    event = site.event
    booking, state = event.record.booking, booking_state(event, moment)
    if booking and state is BookingState.FULL and booking.waiting_list_url:
        return "Join the waiting list", booking.waiting_list_url
    if booking and state in (BookingState.OPEN, BookingState.FEW_LEFT):
        return "Book a place", booking.url or urls.RATES
    if day := day_on(event, moment):
        return "Today’s programme", f"{urls.PROGRAMME}#day-{day.number}"
    if state is BookingState.OVER and has_materials(event):
        return "Slides and recordings", urls.PROGRAMME
    return None


def now_banner(site: Site, at: UrlContext) -> NowBanner | None:
    """Return the times of the event; None if it has no dates, is cancelled, or is over."""
    event = site.event
    if event.starts is None or event.ends is None or not event.sessions:
        return None
    if is_cancelled_or_postponed(site) or is_over(event, site.now):
        return None
    begins = datetime.combine(event.starts.date(), time(), event.zone)
    ends = max((each.ends_at for each in event.sessions if each.ends_at), default=event.ends)
    programme = "" if at.address == urls.PROGRAMME else at.url_for(urls.PROGRAMME)
    return NowBanner(
        programme, begins.isoformat(timespec="minutes"), ends.isoformat(timespec="minutes")
    )
