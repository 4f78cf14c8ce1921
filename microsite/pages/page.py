"""A page before it is rendered, and the data around its content, such as the menu."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property, partial
from urllib.parse import quote

from markupsafe import Markup
from msgspec import Struct

from microsite.cache import digest_of_values
from microsite.diagnostics.source_text import Span
from microsite.locales.locale import N_
from microsite.locales.untranslated import language_name
from microsite.model.loader import LoadedEdition
from microsite.model.records.event import Attendance, Extra, Theme, Voice
from microsite.pages.drawing import CARD_SIZE, ShareCard, day_strip, page_card
from microsite.pages.views import Fact, Link, Picture, join, picture, view_of
from microsite.site import state, urls
from microsite.site.changelog import CHANGES, all_feeds
from microsite.site.colours import Scheme, scheme_of
from microsite.site.hosting import FRAMED, HEADERS, PAGE_POLICY
from microsite.site.images import has_package
from microsite.site.site import PageKind, Site, once_per_site
from microsite.site.structured_data import Node, breadcrumb_node, data_block
from microsite.site.text_metrics import text_width
from microsite.site.urls import asset_url, url_for

TO_BE_ANNOUNCED = N_("To be announced")


class PageVersion(Struct, frozen=True):
    """A page in one language of the site."""

    language: str
    name: str  # of the language, in that language: `Cymraeg`
    href: str
    url: str  # absolute; empty if the address of the site is not known


class Head(Struct, frozen=True, kw_only=True):
    """Title, description and place of a page."""

    title: str  # without the title of the event
    description: str
    canonical: str | None  # absolute; None if the address of the site is not known
    root: str  # path from the page to the site's root: `../`; empty on the home page
    address: str
    """Address relative to the root: `speakers/kim/`; empty on the home page."""
    href: str  # link to it
    trail: tuple[Link, ...]
    indexed: bool
    structured_data: Markup  # text of an application/ld+json element; or empty
    card: Picture | None  # the share card of the page, by its absolute address
    has_code: bool  # True if its folder has its address as a QR code, for paper
    versions: tuple[PageVersion, ...]
    """The page in each language of the site, the main one first; empty if there is only
    one.
    """
    feeds: tuple[Link, ...]


class PageContent(Struct, frozen=True):
    """The view of a page, with what the row of its kind in the registry does
    not say.
    """

    view: object  # a frozen Struct. The template sees nothing else of the event.
    title: str = ""
    description: str = ""
    origin: Span | None = None
    indexed: bool = True
    thing: Node | None = None
    """Structured data without the trail, for a page that is indexed."""
    card: ShareCard | None = None  # None for one with the title of the page
    root: str | None = None  # the start of its links, if they are not relative to it
    template: str = ""  # path in templates/; empty for `pages/KIND.html`


class Page(Struct, frozen=True, dict=True):
    """A page of the site."""

    kind: PageKind
    head: Head
    template: str  # path in templates/: `pages/session.html`
    view: object
    origin: Span | None
    card: ShareCard | None

    @property
    def path(self) -> str:
        """Path in output/."""
        return urls.output_path(self.head.address)

    @cached_property
    def digest(self) -> str:
        """Digest of everything that the page shows."""
        return digest_of_values(self.template, self.head, self.view)


def build_page(site: Site, kind: PageKind, address: str) -> Page | None:
    """Build the page of a kind at an address; None without a view."""
    content = kind.view(site, address) if kind.address is None else kind.view(site)
    if content is None:
        return None
    if not isinstance(content, PageContent):
        content = PageContent(content)
    title = content.title or kind.title or kind.label
    description = content.description or _description_of_kind(site, kind, title)
    above = _above(site, kind, address)
    indexed = content.indexed and kind.indexed
    nodes = []
    if indexed and content.thing:
        nodes.append(content.thing)
    if indexed and len(above) > 1 and site.base_url:
        nodes.append(breadcrumb_node(site, (*above, (title, address))))

    is_shared = site.base_url is not None and not address.startswith(FRAMED)
    theme = site.event.record.theme or Theme()
    card = card_picture = None
    image_url = ""
    if is_shared and theme.cards:
        card = content.card or page_card(site, address, title)
        url = f"{site.base_url}{card.path}"
        card_picture = Picture(url, card.words, *CARD_SIZE, "")
        image_url = state.absolute(site, card.path)
    head = Head(
        title=title,
        description=description,
        canonical=None if site.base_url is None else f"{site.base_url}{address}",
        root=urls.root_of(address) if content.root is None else content.root,
        address=address,
        href=url_for(address),
        trail=tuple(Link(label, url_for(target)) for label, target in above),
        indexed=indexed,
        structured_data=data_block(nodes, image_url),
        card=card_picture,
        has_code=is_shared and _has_code(site, address),
        versions=tuple(_versions(site, address)) if len(site.versions) > 1 else (),
        feeds=tuple(_feed_links(site, kind.parent or kind.name)),
    )
    template = content.template or f"pages/{kind.name}.html"
    return Page(kind, head, template, content.view, content.origin, card)


def _description_of_kind(site: Site, kind: PageKind, title: str) -> str:
    text = kind.description.replace("{title}", title)
    return text.replace("{event}", site.event.record.title)


def _has_code(site: Site, address: str) -> bool:
    """Return whether the folder of a page has its address as a QR code."""
    has_codes = Extra.QR_CODES not in site.event.record.leave_out
    has_folder = urls.output_path(address) != address
    return has_codes and has_folder and has_package("segno")


def _above(site: Site, kind: PageKind, address: str) -> list[tuple[str, str]]:
    """Return label and address of the pages above a page: home, then its section."""
    above = [(site.gettext("Home"), urls.HOME)] if address else []
    if kind.parent in site.sections:
        parent = site.sections[kind.parent]
        above.append((site.shown_kinds[parent].label, parent))
    return above


def _versions(site: Site, address: str) -> Iterator[PageVersion]:
    """Yield a page in each language of the site."""
    for version in site.versions:
        language = version.event.record.languages[0]
        folder = f"{site.images.shared}{version.language_folder}"
        href = asset_url(f"{folder}{urls.output_path(address)}")
        url = state.absolute(site, f"{folder}{address}")
        yield PageVersion(language, language_name(language, language), href, url)


class HelpLineItem(Struct, frozen=True, kw_only=True):
    """A help line."""

    name: str
    about: str
    phone: str
    phone_href: str
    text: str
    text_href: str
    href: str
    hours: str
    also_found_by: tuple[str, ...]


class ContactPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/contact.html may read: the organiser."""

    name: str
    href: str
    phone: str
    phone_href: str
    email: str
    address: tuple[str, ...]
    hours: str


class NewerEdition(Struct, frozen=True):
    """The current edition, on the pages of a past one."""

    lead: str  # `This was the 2026 edition. The next one is`
    title: str
    when: str
    href: str


class SiteContext(Struct, frozen=True, kw_only=True):
    """Everything that `base.html` and the layouts may read in addition to the page."""

    language: str
    direction: str
    content_policy: str  # content-Security-Policy, for hosts that send none
    referrer_policy: str
    event_title: str
    strapline: str
    sample: tuple[str, ...]  # fields of the event that are not settled
    when: str  # `Thursday 20 May 2027`, or “To be announced”
    where: str  # `Example House, London`, `Online`, or “To be announced”
    statuses: tuple[state.TimedValue[str], ...]
    ahead: state.TimedValue[bool] | None  # until the end of the event; None after it
    status_note: str
    newer_edition: NewerEdition | None
    organiser: ContactPage
    logo: Picture | None
    logo_dark: Picture | None
    logo_has_name: bool
    logo_is_plain: bool  # True for a drawing in one colour, shown in black or white
    strip: Picture | None
    """The first day, below the band of every page; None in most voices."""
    pages: dict[str, str]
    """Links to pages by the name of their kind: those with something to show."""
    menu: tuple[Link, ...]
    footer_links: tuple[Link, ...]
    part_of: Link | None  # the portfolio to which the event belongs
    editions: tuple[Link, ...]
    """The other editions of the series, the current one first."""
    actions: tuple[Link, ...]
    """Next steps of a visitor; at most one of them at any moment."""
    reserved_label: str
    """The widest label of those, for which the menu reserves its width."""
    help_title: str
    help_lines: tuple[HelpLineItem, ...]
    exit_href: str
    offline: bool
    is_online: bool
    """True if people can take part from elsewhere, and so from other time zones."""
    copyright: str
    colours: Scheme
    """Colours of the event as `#rrggbb`, such as `site.colours.light.hero`."""


@once_per_site
def site_context(site: Site) -> SiteContext:
    """Return the data around all pages."""
    event = site.event.record
    steps = [link for link in actions(site) if not link.href.startswith("mailto:")]
    others = [edition for edition in site.editions if edition.event is not site.event]
    days = site.drawings.days
    strip = None
    if days and event.voice is Voice.ALMANAC:
        strip = day_strip(site, min(days))
    show = partial(site.images.logo, area=144 * 40, max_width=144, max_height=40)
    ahead = state.timeline_of(site, lambda site, moment: not site.event.is_over(moment))
    return view_of(
        SiteContext,
        event,
        language=site.locale.tag,
        direction=site.locale.direction,
        content_policy=PAGE_POLICY,
        referrer_policy=HEADERS["Referrer-Policy"],
        event_title=event.title,
        when=date_text(site),
        where=place_text(site),
        statuses=state.timeline_of(site, status_text),
        ahead=next(iter(ahead), None),
        newer_edition=_newer_edition(site),
        organiser=view_of(ContactPage, event.organiser),
        logo=picture(site, event.organiser, "logo", show, ""),
        logo_dark=picture(site, event.organiser, "logo_dark", show, ""),
        logo_has_name=event.organiser.logo_has_name,
        logo_is_plain=site.images.is_plain(event.organiser.logo),
        strip=strip,
        pages={
            kind.name: url_for(address) for address, kind in site.shown_kinds.items()
        },
        menu=_menu(site, is_footer=False),
        footer_links=_menu(site, is_footer=True),
        editions=tuple(
            Link(edition.name, _home_of(site, edition)) for edition in others
        ),
        part_of=Link(event.part_of.name, event.part_of.url) if event.part_of else None,
        actions=tuple(steps),
        reserved_label=max((step.label for step in steps), key=text_width, default=""),
        help_title=event.help_title or site.gettext("Find help"),
        help_lines=help_lines(site),
        is_online=state.attendance(site) is not Attendance.IN_PERSON,
        colours=scheme_of(site.event),
    )


def _menu(site: Site, *, is_footer: bool) -> tuple[Link, ...]:
    """Return the links of the menu or the footer, in the order of the registry."""
    links: list[Link] = []
    for kind in site.page_kinds:
        is_listed = kind.in_footer if is_footer else kind.in_menu
        if kind.name == "prose":
            links += _prose_links(site, is_footer=is_footer)
        elif is_listed and kind in site.shown_kinds.values():
            links.append(Link(kind.label, url_for(kind.address or urls.HOME)))
    return tuple(links)


def _prose_links(site: Site, *, is_footer: bool) -> Iterator[Link]:
    """Yield the links to pages of text, first those with `order`."""
    pages = [page for page in site.event.pages if page.menu is not is_footer]
    pages.sort(key=lambda page: (page.order is None, page.order, page.title.casefold()))
    for page in pages:
        yield Link(page.menu_label or page.title, url_for(urls.page(page.slug)))


def _feed_links(site: Site, section: str) -> Iterator[Link]:
    """Yield the feeds of a page.

    News are on every page, changes with the programme, resources with their list.
    """
    for feed in all_feeds(site):
        sections = ("home", "programme") if feed.kind == CHANGES else ("resources",)
        if not feed.kind or section in sections:
            yield Link(feed.title, asset_url(feed.atom))
            if feed.kind in ("", CHANGES):
                yield Link(feed.title, asset_url(feed.json))


def _home_of(site: Site, edition: LoadedEdition) -> str:
    """Return a link to the home page of another edition."""
    return asset_url(f"{site.host_root}{edition.folder}index.html")


def _newer_edition(site: Site) -> NewerEdition | None:
    """Return the current edition with words that lead to it; None on its own pages."""
    current = site.current_edition
    if current is None or site.edition is None:
        return None
    text = N_("This was the %(name)s edition. The next one is")
    if current.event.is_over(site.now):
        text = N_("This was the %(name)s edition. The latest one is")
    return NewerEdition(
        lead=site.gettext(text, name=site.edition.name),
        title=current.event.record.title,
        when=site.locale.event_dates(current.event),
        href=_home_of(site, current),
    )


def help_lines(site: Site) -> tuple[HelpLineItem, ...]:
    """Return the help lines, those for emergencies first."""
    lines = sorted(site.event.record.help_lines, key=lambda line: not line.emergency)
    return tuple(view_of(HelpLineItem, line) for line in lines)


def date_text(site: Site) -> str:
    """Return the days of the event."""
    return site.locale.event_dates(site.event) or site.gettext(TO_BE_ANNOUNCED)


def place_text(site: Site) -> str:
    """Return the place of the event."""
    event = site.event.record
    if state.attendance(site) is Attendance.ONLINE:
        return site.gettext("Online")
    if event.venue is None:
        return site.gettext(TO_BE_ANNOUNCED)
    place = join(event.venue.name, event.venue.town)
    if event.attendance is Attendance.HYBRID:
        return site.gettext("%(place)s, and online", place=place)
    return place


def event_facts(site: Site, *, hours: bool = False) -> tuple[Fact, Fact]:
    """Return the days of the event and its place.

    With `hours`, a single day has its hours.
    """
    when = date_text(site)
    starts = site.event.starts
    ends = site.event.ends
    if hours and starts and ends and starts.date() == ends.date():
        time = site.locale.time_range(starts, ends).replace(" ", "\N{NO-BREAK SPACE}")
        when = site.gettext("%(date)s, %(time)s", date=when, time=time)
    where = place_text(site)
    is_settled = where != site.gettext(TO_BE_ANNOUNCED)
    sample = () if site.is_over else site.event.record.sample
    return (
        Fact(
            site.gettext("When"),
            when,
            is_sample="starts" in sample,
            called_off=state.cancellation_label(site),
        ),
        Fact(
            site.gettext("Where"),
            where,
            is_sample="venue" in sample and is_settled,
        ),
    )


def status_text(site: Site, moment: datetime) -> str:
    """Return the announcement above everything else.

    It is empty if the event takes place as planned.
    """
    if label := state.status_label(site):
        return label
    if site.current_edition is None and site.event.is_over(moment):
        return site.gettext("This conference has taken place")
    return ""


def actions(site: Site, fallback: tuple[str, str] | None = None) -> Iterator[Link]:
    """Yield the call to action at the time of the build, then later ones.

    The fallback, a label and an address, is used at times without one.
    """

    def action_at(site: Site, moment: datetime) -> tuple[str, str] | None:
        return call_to_action(site, moment) or fallback

    for step in state.timeline_of(site, action_at):
        label, target = step.value
        # An address with a scheme stays
        href = target if ":" in target else url_for(target)
        yield Link(label, href, since=step.since, until=step.until)


def call_to_action(site: Site, moment: datetime) -> tuple[str, str] | None:
    """Return the label and the address of a visitor's next step at a moment."""
    event = site.event
    booking = event.record.booking
    places = state.booking_state(event, moment)
    if state.has_begun(event, moment):
        return site.gettext("Today’s programme"), urls.TODAY
    if booking and places is state.BookingState.FULL and booking.waiting_list_url:
        return site.gettext("Join the waiting list"), booking.waiting_list_url
    if booking and places in (state.BookingState.OPEN, state.BookingState.FEW_LEFT):
        return site.gettext("Book a place"), booking.url or urls.RATES
    for page in event.pages:
        if page.call and state.is_call_open(event, page.call, moment):
            return page.call.label or page.title, urls.page(page.slug)
    email = event.record.organiser.email
    is_early = places in (state.BookingState.NOT_YET, state.BookingState.UNSETTLED)
    if email and is_early:
        label = site.gettext("Tell me when booking opens")
        fields = site.gettext("Name:\nOrganisation:\nSector:\nNumber of places:")
        subject = quote(f"{label}: {event.record.title}")
        body = quote(fields.replace("\n", "\r\n"))
        return label, f"mailto:{email}?subject={subject}&body={body}"
    if places is state.BookingState.OVER and urls.RECORDINGS in site.shown_kinds:
        return site.gettext("Slides and recordings"), urls.RECORDINGS
    return None


def now_banner(site: Site, programme: str = "") -> Link | None:
    """Return the times of the event, with a link to the programme from other pages.

    Return None without sessions or dates, and once the event is over.
    """
    event = site.event
    if event.starts is None or event.ends is None or not event.sessions:
        return None
    if state.cancellation_label(site) or site.is_over:
        return None
    begins = state.iso(state.start_of(event, event.starts.date()))
    return Link("", programme, since=begins, until=state.iso(event.ends_at_latest))
