"""Pages with data of all kinds: home, case, today, recordings, and the whole event."""

import re
from collections.abc import Iterator
from html import unescape
from operator import attrgetter

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from microsite.model.event import Session
from microsite.model.records.content import NewsPost
from microsite.model.records.event import Theme, Voice
from microsite.pages import drawing, page, programme, rates, text_pages, views
from microsite.site import urls
from microsite.site.facts import custom_facts
from microsite.site.hosting import SINGLE_PAGE_STYLE, STYLE_SOURCE
from microsite.site.prose import Prose
from microsite.site.site import Site
from microsite.site.state import (
    TimedValue,
    absolute,
    cancellation_label,
    iso,
    timeline_of,
)
from microsite.site.structured_data import event_node
from microsite.site.urls import asset_url, url_for

LATEST_RESOURCES = 3
LATEST_NEWS = 2
FEATURED_PEOPLE = 6
MAX_SPONSORS = 12
MAX_DETAILED = 350
"""Sessions and speakers whose texts are in the file with the whole event."""
SECTIONS = frozenset({"programme", "speakers", "resources", "venue", "contact", "help"})
"""Sections in that file, by the names of their page kinds."""
LINK = re.compile(
    r'<a\b(?:[^<>]*?href="([^"]*)")?[^<>]*>((?:(?!<a\b).)*?)</a>', re.DOTALL
)
PICTURE = re.compile(
    r'(?:<picture><source[^<>]*>)?<img\b[^<>]*?alt="([^"]*)"[^<>]*>(?:</picture>)?'
)
HEADING = re.compile(r"<(/?)h([2-6])\b")


class HomePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/home.html may read."""

    standfirst: str
    facts: tuple[views.Fact, ...]
    is_provisional: bool  # True if all facts are provisional, which is said once
    actions: tuple[views.Link, ...]
    """Next steps of a visitor; one of them at any moment."""
    calendar_href: str  # calendar file of the event; empty if its days are provisional
    overview: views.RichText
    figures: tuple[views.FigureItem, ...]
    outcomes: tuple[views.DefinitionItem, ...]
    picture: views.Picture | None  # the photograph of a poster
    chart: drawing.Chart | None
    audience_drawing: drawing.AudienceDrawing | None
    audience_note: str
    outline: tuple[programme.ProgrammeDay, ...]
    is_large: bool
    rails: str
    """File with the pieces of the drawing that `slot.outline` names; or empty."""
    now_banner: views.Link | None
    people: tuple[views.Person, ...]
    speaker_count: int
    resources: tuple[views.ResourceItem, ...]
    resource_count: int
    prices: tuple[TimedValue[rates.LowestPrices], ...]
    sponsors: tuple[rates.SponsorGroup, ...]
    has_packages: bool
    sponsorship_note: str
    news: tuple[views.Link, ...]
    cpd: views.DefinitionItem | None  # the hours, or no title, and the offer


def build_home(site: Site) -> page.PageContent:
    """Return the content of the home page."""
    details = site.event.record
    return page.PageContent(
        _home_view(site),
        title=details.title,
        description=details.description,
        card=drawing.event_card(site),
        origin=site.event.overview,
        thing=event_node(site),
    )


def _home_view(site: Site) -> HomePage:
    event = site.event
    details = event.record
    is_off = bool(cancellation_label(site))
    speakers = [speaker for speaker in event.speakers if speaker.featured]
    figures = [figure for figure in event.figures if figure.featured]
    on_page = [fact for fact in custom_facts(site, details) if fact.on_page]
    facts = list(_main_facts(site))
    is_provisional = all(fact.is_sample for fact in facts)
    if is_provisional:
        facts = [replace(fact, is_sample=False) for fact in facts]

    picture = None
    if details.voice is Voice.POSTER:
        theme = details.theme or Theme()
        picture = views.picture(site, theme, "picture", site.images.hero)
    fallback = None
    if urls.PROGRAMME in site.shown_kinds and not is_off:
        fallback = (site.gettext("See the programme"), urls.PROGRAMME)
    return views.view_of(
        HomePage,
        details,
        facts=(*facts, *on_page),
        is_provisional=is_provisional and not is_off,
        actions=tuple(page.actions(site, fallback)),
        calendar_href=views.calendar_href(site, urls.SAVE_THE_DATE),
        overview=views.rich_text(site, site.overview()),
        figures=tuple(views.figure_item(site, figure) for figure in figures),
        outcomes=tuple(
            views.view_of(views.DefinitionItem, item) for item in details.outcomes
        ),
        picture=picture,
        chart=drawing.chart(site),
        audience_drawing=drawing.audience_drawing(site),
        outline=programme.programme_days(site, in_columns=False),
        is_large=event.is_large,
        rails=asset_url(site.drawings.rails) if site.drawings.rails else "",
        now_banner=page.now_banner(site, url_for(urls.PROGRAMME)),
        people=tuple(
            views.person(site, speaker) for speaker in speakers[:FEATURED_PEOPLE]
        ),
        speaker_count=len(event.speakers),
        resources=_latest_resources(site),
        resource_count=len(event.library.resources),
        prices=() if is_off else timeline_of(site, rates.lowest_prices),
        sponsors=rates.sponsor_groups(site, MAX_SPONSORS),
        has_packages=any(tier.offered for tier in event.records["tier"]),
        sponsorship_note=(event.sponsorship and event.sponsorship.subsidy) or "",
        news=tuple(_news_link(site, post) for post in site.news[:LATEST_NEWS]),
        cpd=_cpd_item(site),
    )


def _news_link(site: Site, post: NewsPost) -> views.Link:
    href = url_for(urls.news(post.slug))
    return views.Link(post.title, href, site.locale.date(post.date))


def _main_facts(site: Site) -> Iterator[views.Fact]:
    """Yield time, place, cost and availability of the event."""
    yield from page.event_facts(site, hours=True)
    if not site.is_over and (cost := rates.cost_fact(site)):
        yield cost
    yield from rates.availability_facts(site)


def _latest_resources(site: Site) -> tuple[views.ResourceItem, ...]:
    """Return the newest resources. Those that can be read come first."""
    current = []
    for resource in views.newest_first(site.event.library.resources):
        if resource.published and resource.id not in site.superseding:
            current.append(resource)
    current.sort(key=lambda resource: not resource.url)
    return tuple(
        views.resource_item(site, resource) for resource in current[:LATEST_RESOURCES]
    )


def _cpd_item(site: Site) -> views.DefinitionItem | None:
    """Return the hours of learning as the title, if they are known, and the offer."""
    cpd = site.event.record.cpd
    if cpd is None:
        return None
    hours = site.locale.number(cpd.hours) if cpd.hours else ""
    return views.DefinitionItem(hours, cpd.statement)


class CasePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/case.html may read."""

    facts: tuple[views.Fact, ...]
    description: str
    outcomes: tuple[views.DefinitionItem, ...]
    audiences: tuple[str, ...]
    attending: tuple[views.DefinitionItem, ...]
    """Sectors, with the number of people who booked."""
    cpd: views.DefinitionItem | None  # the hours, or no title, and the offer
    rates: rates.RatesPage


def has_case(site: Site) -> bool:
    """Return whether there are prices and reasons, until the event is over."""
    if site.is_over:
        return False
    return bool(site.event.records["rate"] and site.event.record.outcomes)


def case_view(site: Site) -> CasePage:
    """Return the view for the person who decides about the cost."""
    details = site.event.record
    booked = [sector for sector in details.audience if sector.attending]
    return CasePage(
        facts=page.event_facts(site),
        description=details.description,
        outcomes=tuple(
            views.view_of(views.DefinitionItem, item) for item in details.outcomes
        ),
        audiences=tuple(sector.name for sector in details.audience),
        attending=tuple(
            views.DefinitionItem(item.name, str(item.attending)) for item in booked
        ),
        cpd=_cpd_item(site),
        rates=rates.rates_view(site),
    )


class SessionsPage(Struct, frozen=True):
    """Everything templates/pages/embedding.html and templates/pages/recordings.html may
    read.
    """

    sessions: tuple[views.SessionCard, ...]


def has_embeds(site: Site) -> bool:
    """Return whether other sites may show the programme in frames."""
    if site.base_url is None:
        return False
    return bool(site.event.record.embeds and site.event.sessions)


def build_embedded_session(site: Site, address: str) -> page.PageContent:
    """Return a session for a frame of another site."""
    full = programme.build_session(site, address)
    return page.PageContent(full.view, title=full.title)


def sessions_view(site: Site) -> SessionsPage:
    """Return the view of the list of recordings, and of the code for other sites."""
    return SessionsPage(views.session_cards(site, site.event.sessions))


class TodayPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/today.html may read."""

    when: tuple[views.Fact, ...]
    days: tuple[programme.ProgrammeDay, ...]
    rooms: tuple[text_pages.RoomItem, ...]
    facts: tuple[views.DefinitionItem, ...]
    notices: tuple[views.Fact, ...]
    """Those of the day of the build, with times as names."""
    notices_href: str


def has_today(site: Site) -> bool:
    """Return whether there is a page of the day.

    It needs dated sessions. After the event there is none.
    """
    if site.is_over or cancellation_label(site):
        return False
    return site.event.starts is not None and bool(site.event.sessions)


def notices(site: Site) -> Iterator[views.Fact]:
    """Yield the notices, the latest first."""
    notes = [note for note in site.event.records["note"] if note.at]
    for note in sorted(notes, key=attrgetter("at"), reverse=True):
        time = iso(note.at.replace(tzinfo=site.event.zone))
        yield views.Fact(site.locale.time(note.at), note.text, iso=time)


def today_view(site: Site) -> TodayPage:
    """Return the view for the day of the event.

    Days before the current one come last.
    """
    event = site.event
    days = programme.programme_days(site, in_columns=False)
    today = str(site.as_of)
    begun = [day.date_iso for day in days if day.date_iso <= today]
    current = max(begun, default="")
    return TodayPage(
        when=programme.programme_facts(site, hours=True),
        days=tuple(sorted(days, key=lambda day: day.date_iso < current)),
        rooms=tuple(
            views.view_of(text_pages.RoomItem, room, sessions=())
            for room in event.rooms
        ),
        facts=tuple(
            views.DefinitionItem(fact.name, fact.text)
            for fact in event.record.on_the_day
        ),
        notices=tuple(item for item in notices(site) if item.iso.startswith(today)),
        notices_href=asset_url(urls.NOTICES),
    )


class SessionDetail(Struct, frozen=True):
    """Text and resources of a session."""

    abstract_html: Markup
    resources: tuple[views.ResourceItem, ...]


class SinglePage(Struct, frozen=True, kw_only=True):
    """Everything templates/files/single_page.html may read."""

    policy: str
    style_html: Markup
    drawing: tuple[int, str, str] | None
    """Width, and paths: thin lines, and the bright line."""
    site_href: str
    overview_html: Markup
    days: tuple[programme.ProgrammeDay, ...]
    unscheduled: tuple[views.SessionCard, ...]
    details: dict[str, SessionDetail]
    """By the ids of sessions; empty if they are too many."""
    is_provisional: bool
    people: tuple[programme.SpeakerListing, ...]
    venue: text_pages.VenuePage | None
    groups: tuple[text_pages.ResourceGroup, ...]
    figures: tuple[views.FigureItem, ...]
    contact: page.ContactPage
    packages: tuple[rates.TierGroup, ...]
    rates: rates.RateTable | None


def build_single_page(site: Site) -> page.PageContent:
    """Return the file that contains the whole event.

    A large event is without its texts.
    """
    event = site.event
    is_brief = len(site.sessions) + len(event.speakers) > MAX_DETAILED
    texts = LinkedTexts(site, dict(_anchors(site, is_brief=is_brief)))
    days = programme.programme_days(site, in_columns=False)
    details = {}
    people = []
    if not is_brief:
        abstract_level = 5 if len(days) > 1 else 4
        for session in site.sessions.values():
            details[session.id] = _session_detail(site, session, texts, abstract_level)
        for listing in programme.speaker_listings(site):
            biography = site.body(site.speakers[listing.person.slug])
            people.append(replace(listing, biography_html=texts.html(biography, 4)))

    overview_html = texts.html(site.overview(), 2)
    has_samples = any(session.record.sample for session in event.sessions)
    view = SinglePage(
        policy=(
            f"default-src 'none'; style-src {STYLE_SOURCE}; base-uri 'none';"
            " form-action 'none'"
        ),
        style_html=Markup("<style>{}</style>").format(Markup(SINGLE_PAGE_STYLE)),  # noqa: S704
        drawing=drawing.event_card(site).drawing,
        site_href=site.base_url or "",
        overview_html=overview_html,
        days=days,
        unscheduled=views.session_cards(site, event.unscheduled),
        details=details,
        is_provisional=has_samples or not event.is_confirmed("starts"),
        people=tuple(people),
        venue=text_pages.venue_view(site),
        groups=text_pages.resource_groups(site),
        figures=tuple(
            views.figure_item(site, site.figures[name]) for name in texts.cited
        ),
        contact=views.view_of(page.ContactPage, event.record.organiser),
        packages=tuple(rates.packages(site)),
        rates=rates.rate_table(site),
    )
    return page.PageContent(view, template="files/single_page.html")


def _session_detail(
    site: Site, session: Session, texts: "LinkedTexts", level: int
) -> SessionDetail:
    """Return the text of a session, with headings from a level down."""
    resources = [site.resources[id_] for id_ in session.resources]
    return SessionDetail(
        abstract_html=texts.html(site.prose(session.record, "abstract"), level),
        resources=tuple(views.resource_item(site, resource) for resource in resources),
    )


class LinkedTexts(Struct):
    """Texts of the project for the file: their links lead to places in it."""

    site: Site
    anchors: dict[str, str]  # places in the file, by path and anchor on the site
    cited: dict[str, None] = {}
    """Ids of the figures that texts cite, each once, in order."""

    def html(self, prose: Prose, level: int) -> Markup:
        """Return a text with headings from a level down.

        It has the descriptions of its pictures, and no anchors.
        """

        def move_heading(tag: re.Match[str]) -> str:
            new_level = min(6, int(tag[2]) - 2 + level)
            return f"<{tag[1]}h{new_level}"

        self.cited.update(dict.fromkeys(prose.figures))
        text = PICTURE.sub(r"[\1]", prose.html)
        text = re.sub(' id="[^"]*"', "", text)
        text = HEADING.sub(move_heading, text)
        text = LINK.sub(self._link, text)
        return Markup(text)  # noqa: S704 - it was cleaned when it was made

    def _link(self, link: re.Match[str]) -> str:
        """Return a link to a place in the file or on the site.

        Return only its text if it has no target there.
        """
        target = unescape(link[1] or "")
        if target.startswith(urls.ROOT):
            path = target.removeprefix(urls.ROOT)
            anchor = self.anchors.get(path) or self.anchors.get(path.partition("#")[0])
            target = anchor or absolute(self.site, path) or path
        elif target.startswith("#") and not target.startswith("#figure-"):
            target = ""
        if not target:
            return link[2]
        return f'<a href="{escape(target)}">{link[2]}</a>'


def _anchors(site: Site, *, is_brief: bool) -> Iterator[tuple[str, str]]:
    """Yield files and anchors of the site with their anchors in the file."""
    for session in site.sessions.values():
        for address in (urls.session(session.id), urls.place(site.event, session)):
            yield urls.output_path(address), f"#session-{session.id}"
    if not is_brief:
        for speaker in site.event.speakers:
            path = urls.output_path(urls.speaker(speaker.slug))
            yield path, f"#speaker-{speaker.slug}"
    for resource in site.event.library.resources:
        path = urls.output_path(urls.RESOURCES)
        yield f"{path}#{resource.id}", f"#resource-{resource.id}"
    for name in site.sections.keys() & SECTIONS:
        yield urls.output_path(site.sections[name]), f"#{name}"
