"""Data that every page shows around its content: names, menu, help, calls to action, footer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from msgspec import Struct

from microsite.comparing.changelog import CHANGES, all_feeds
from microsite.model.records.event import Attendance
from microsite.model.records.pages import ProsePage
from microsite.pages.page import Head
from microsite.pages.views import Link, Picture, TimedText, event_status, logo
from microsite.site import formatting, urls
from microsite.site.disclosure import is_cancelled_or_postponed
from microsite.site.hosting import HEADERS, PAGE_POLICY
from microsite.site.images import SourceImage, logo_size
from microsite.site.palette import scheme_of
from microsite.site.site import Edition, Site
from microsite.site.state import BookingState, booking_state, day_on, has_materials, is_over
from microsite.site.text_metrics import text_width
from microsite.site.timeline_values import timeline_of
from microsite.site.urls import UrlContext

LOGO_WIDTH, LOGO_HEIGHT = 144, 40
"""Pixels: the most that the organiser's logo takes up."""
TO_BE_ANNOUNCED = "To be announced"


class MenuItem(Struct, frozen=True):
    """An entry of the main menu."""

    label: str
    href: str
    current: str
    """`page` on the page itself, `true` below it, else empty: the value of aria-current."""


class HelpLineItem(Struct, frozen=True, kw_only=True):
    """A help line as it is shown."""

    name: str
    about: str
    phone: str
    phone_href: str
    text: str
    text_href: str
    href: str | None
    hours: str
    is_emergency: bool


class FeedLink(Struct, frozen=True):
    """A feed that browsers and readers can find from a page."""

    title: str
    type: str
    href: str


class SiteContext(Struct, frozen=True, kw_only=True):
    """Everything that `base.html` and the layouts may read besides the page itself."""

    language: str
    direction: str
    """`ltr` or `rtl`."""
    content_policy: str
    """The Content-Security-Policy, for hosts that send none."""
    referrer_policy: str
    event_title: str
    strapline: str
    when: str
    """`Thursday 20 May 2027`, or “To be announced”."""
    where: str
    """`Example House, London`, `Online`, or “To be announced”."""
    statuses: tuple[TimedText, ...]
    """“Postponed”, “Cancelled”, “Moved online”, “This event is over”, each for its time; mostly
    empty.
    """
    status_note: str
    newer_edition: NewerEdition | None
    """The edition in front, on the pages of a past one."""
    organiser: str
    organiser_href: str
    logo: Picture | None
    phone: str
    phone_href: str
    email: str
    home: str
    is_home: bool
    """Whether this is the first page."""
    menu: tuple[MenuItem, ...]
    more: tuple[MenuItem, ...]
    """Pages that the foot lists besides the menu."""
    editions: tuple[Link, ...]
    """The other editions of the series, the one in front first."""
    actions: tuple[CallToAction, ...]
    """What a visitor can do next, each for its time; at most one of them at any moment."""
    action_room: str
    """The widest label of those: the menu has room for it, so that nothing moves when one follows
    another.
    """
    help_title: str
    help_href: str
    """Empty where there are no help lines."""
    help_lines: tuple[HelpLineItem, ...]
    exit_href: str
    """Empty where there is no exit."""
    feeds: tuple[FeedLink, ...]
    manifest_href: str
    """What a phone reads when the site is put on its screen."""
    worker_href: str
    """The script that keeps pages for when there is no network; empty where none are to be kept."""
    copyright: str
    colour: str
    """Of the band at the top, as `#rrggbb`: what browsers put around the page."""
    colour_at_night: str
    """The same for dark screens."""


def site_context(site: Site, head: Head) -> SiteContext:
    """What surrounds one page."""
    details = site.event.record
    at = UrlContext(head.address, head.root)
    organiser = details.organiser
    language = details.languages[0]
    return SiteContext(
        language=language,
        direction="rtl"
        if language.split("-")[0] in ("ar", "he", "fa", "ur", "yi", "dv", "ps")
        else "ltr",
        content_policy=PAGE_POLICY,
        referrer_policy=HEADERS["Referrer-Policy"],
        event_title=details.title,
        strapline=details.strapline or "",
        when=date_text(site),
        where=place_text(site),
        statuses=tuple(
            TimedText(spell.what, spell.since, spell.until)
            for spell in timeline_of(site, "status", status_text)
        ),
        status_note=details.status_note or "",
        newer_edition=newer_edition(site, at),
        organiser=organiser.name,
        organiser_href=organiser.url or "",
        logo=logo(
            site, at, organiser.logo, "", details.span("organiser", "logo"), "logo", _logo_size
        ),
        phone=organiser.phone or "",
        phone_href=phone_href(organiser.phone),
        email=organiser.email or "",
        home=at.url_for(urls.HOME),
        is_home=not head.address,
        menu=_menu(site, at, head),
        more=_footer_links(site, at, head),
        editions=other_editions(site, at),
        actions=(next_steps := tuple(actions(site, at))),
        action_room=max((action.label for action in next_steps), key=text_width, default=""),
        help_title=details.help_title or "Find help",
        help_href=at.url_for(urls.HELP) if details.help_lines else "",
        help_lines=help_lines(site),
        exit_href=details.exit_url or "",
        feeds=tuple(_feeds(site, at, head)),
        manifest_href=at.asset_url(urls.MANIFEST),
        worker_href=at.asset_url(urls.WORKER) if details.offline else "",
        copyright=details.copyright or "",
        colour=scheme_of(site.event).light.hero,
        colour_at_night=scheme_of(site.event).dark.hero,
    )


def _feeds(site: Site, at: UrlContext, head: Head) -> Iterator[FeedLink]:
    """The news on every page; changes beside the programme, resources beside their list."""
    for feed in all_feeds(site):
        if not feed.kind or (feed.kind == CHANGES and head.section in ("home", "programme")):
            yield FeedLink(feed.title, "application/atom+xml", at.asset_url(feed.atom))
            yield FeedLink(feed.title, "application/feed+json", at.asset_url(feed.json))
        elif feed.kind != CHANGES and head.section == "resources":
            yield FeedLink(feed.title, "application/atom+xml", at.asset_url(feed.atom))


def _logo_size(picture: SourceImage) -> tuple[int, int]:
    return logo_size(picture, LOGO_WIDTH * LOGO_HEIGHT, LOGO_WIDTH, LOGO_HEIGHT)


def phone_href(number: str | None, scheme: str = "tel") -> str:
    """A link that calls a number, or writes to it; empty without one."""
    if not number:
        return ""
    return f"{scheme}:{'+' if number.startswith('+') else ''}{''.join(c for c in number if c.isdigit())}"


def date_text(site: Site) -> str:
    """The days of the event in words."""
    return formatting.format_event_dates(site.event) or TO_BE_ANNOUNCED


def place_text(site: Site) -> str:
    """The place of the event in words."""
    details = site.event.record
    if details.attendance is Attendance.ONLINE or status_is_online(site):
        return "Online"
    if details.venue is None:
        return TO_BE_ANNOUNCED
    place = ", ".join(part for part in (details.venue.name, details.venue.town) if part)
    return f"{place}, and online" if details.attendance is Attendance.HYBRID else place


def status_is_online(site: Site) -> bool:
    """Whether the event has moved online."""
    return site.event.record.status.value == "moved online"


def status_text(site: Site, moment: datetime) -> str:
    """What is to be said of the event before all else; empty where it goes ahead as announced."""
    status = event_status(site.event.record.status)
    if not status and site.current_edition is None and is_over(site.event, moment):
        return "This event is over"
    return status


def help_lines(site: Site) -> tuple[HelpLineItem, ...]:
    """The help lines, those for emergencies first."""
    lines = sorted(site.event.record.help_lines, key=lambda line: not line.emergency)
    return tuple(
        HelpLineItem(
            name=line.name,
            about=line.about,
            phone=line.phone or "",
            phone_href=phone_href(line.phone),
            text=line.text or "",
            text_href=phone_href(line.text, "sms"),
            href=line.url,
            hours=line.hours or "",
            is_emergency=line.emergency,
        )
        for line in lines
    )


def _menu(site: Site, at: UrlContext, head: Head) -> tuple[MenuItem, ...]:
    items = [
        _item(kind.label, address, kind.name, at, head)
        for address, kind in site.shown_kinds.items()
        if kind.in_menu
    ]
    listed = sorted((page for page in site.event.pages if page.menu), key=_page_order)
    return (
        *items,
        *(_item(p.menu_label or p.title, urls.page(p.slug), p.slug, at, head) for p in listed),
    )


def _footer_links(site: Site, at: UrlContext, head: Head) -> tuple[MenuItem, ...]:
    """The pages that the foot lists besides the menu: pages of text stand before the contact."""
    pages = sorted((page for page in site.event.pages if not page.menu), key=_page_order)
    items = [
        _item(page.menu_label or page.title, urls.page(page.slug), page.slug, at, head)
        for page in pages
    ]
    before: list[MenuItem] = []
    after: list[MenuItem] = []
    for address, kind in site.shown_kinds.items():
        if kind.in_footer:
            item = _item(kind.label, address, kind.name, at, head)
            (after if kind.name in ("contact", "search") else before).append(item)
    return (*before, *items, *after)


def _page_order(page: ProsePage) -> tuple[int, str]:
    return (page.order if page.order is not None else 10_000, page.title.casefold())


def _item(label: str, address: str, section: str, at: UrlContext, head: Head) -> MenuItem:
    current = "" if head.section != section else ("page" if head.is_section else "true")
    return MenuItem(label, at.url_for(address), current)


class NewerEdition(Struct, frozen=True):
    """Where to go from the page of a past edition."""

    lead: str
    """`This was the 2026 edition. The next one is`"""
    title: str
    when: str
    """Empty where that is to be announced."""
    href: str


def newer_edition(site: Site, at: UrlContext) -> NewerEdition | None:
    """What the pages of a past edition say before all else; None where this one is in front."""
    front, own = site.current_edition, site.edition
    if front is None or own is None:
        return None
    which = "latest" if is_over(front.event, site.now) else "next"
    lead = f"This was the {own.name} edition. The {which} one is"
    return NewerEdition(
        lead,
        front.event.record.title,
        formatting.format_event_dates(front.event),
        _home_of(front, at),
    )


def other_editions(site: Site, at: UrlContext) -> tuple[Link, ...]:
    """The home pages of the other editions, the one in front first."""
    return tuple(
        Link(each.name, _home_of(each, at))
        for each in site.editions
        if each.event is not site.event
    )


def _home_of(edition: Edition, at: UrlContext) -> str:
    """The home page of another edition, which lies beside this one."""
    return at.asset_url(f"../{edition.folder}index.html")


class CallToAction(Struct, frozen=True):
    """The one thing a visitor can do next, for a time."""

    label: str
    href: str
    since: str
    """From when on, as machines read it; empty for what holds on the day of the build: the others
    are hidden.
    """
    until: str
    """Up to when; empty where it holds for good."""


def actions(site: Site, at: UrlContext) -> Iterator[CallToAction]:
    """The calls to action, those that are still to come after the one of the day."""
    for spell in timeline_of(site, "action", call_to_action):
        label, address = spell.what
        yield CallToAction(
            label, address if "://" in address else at.url_for(address), spell.since, spell.until
        )


def call_to_action(site: Site, moment: datetime) -> tuple[str, str] | None:
    """What a visitor can do next, in words, and the address where; None where there is nothing to
    do.
    """
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


class NowBanner(Struct, frozen=True):
    """When the event is on, and where its programme is."""

    programme: str
    """The way to the programme; empty on the programme itself."""
    begins: str
    """The first midnight of its days, as machines read it, with zone offset."""
    ends: str


def live(site: Site, at: UrlContext) -> NowBanner | None:
    """None while there are no dates, where nothing takes place at them, and once it is over."""
    event = site.event
    if (
        event.starts is None
        or event.ends is None
        or not event.sessions
        or is_cancelled_or_postponed(site)
        or is_over(event, site.now)
    ):
        return None
    begins = datetime.combine(event.starts.date(), time(), event.zone)
    ends = max(
        (session.ends_at for session in event.sessions if session.ends_at), default=event.ends
    )
    programme = "" if at.address == urls.PROGRAMME else at.url_for(urls.PROGRAMME)
    return NowBanner(
        programme, begins.isoformat(timespec="minutes"), ends.isoformat(timespec="minutes")
    )
