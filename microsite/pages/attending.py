"""Pages for people who attend: reasons for the budget holder, the day itself, and recordings."""

from collections.abc import Iterator
from operator import attrgetter

from msgspec import Struct

from microsite.pages import views
from microsite.pages.page import Page, event_facts, make_page
from microsite.pages.programme import ProgrammeDay, build_session, programme_days
from microsite.pages.rates import RatesPage, build_rates
from microsite.pages.text_pages import RoomItem
from microsite.site import urls
from microsite.site.site import Site
from microsite.site.state import cancellation_label, is_over
from microsite.site.urls import UrlContext


class CasePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/case.html may read."""

    facts: tuple[views.Fact, ...]
    description: str
    outcomes: tuple[views.DefinitionItem, ...]
    audiences: tuple[str, ...]
    attending: tuple[views.DefinitionItem, ...]  # sectors, with the number of people who booked
    cpd: str
    rates: RatesPage


def has_case(site: Site) -> bool:
    """Return whether there are prices and reasons, until the event is over."""
    has_prices = bool(site.event.records["rate"]) and not is_over(site.event, site.now)
    return has_prices and bool(site.event.record.outcomes)


def build_case(site: Site, at: UrlContext) -> Page:
    """Build the page for the person who decides about the cost."""
    details, prices = site.event.record, build_rates(site, at).view
    assert isinstance(prices, RatesPage)
    booked = (each for each in details.audience if each.attending)
    view = CasePage(
        facts=event_facts(site),
        description=details.description,
        outcomes=tuple(views.view_of(views.DefinitionItem, it) for it in details.outcomes),
        audiences=tuple(each.name for each in details.audience),
        attending=tuple(views.DefinitionItem(it.name, str(it.attending)) for it in booked),
        cpd=details.cpd.statement if details.cpd else "",
        rates=prices,
    )
    return make_page(site, "case", at, view)


class SessionsPage(Struct, frozen=True):
    """Everything templates/pages/embedding.html and templates/pages/recordings.html may read."""

    sessions: tuple[views.SessionCard, ...]


def has_embeds(site: Site) -> bool:
    """Return whether other sites may show the programme in frames."""
    return site.event.record.embeds and site.base_url is not None and bool(site.event.sessions)


def build_embedded_session(site: Site, at: UrlContext) -> Page:
    """Build a session for a frame of another site."""
    page = build_session(site, at)
    return make_page(site, "embed_session", at, page.view, title=page.head.title)


def build_sessions(site: Site, at: UrlContext, kind: str) -> Page:
    """Build the list of recordings, or the page with the code for other sites."""
    cards = views.session_cards(site, at, site.event.sessions)
    return make_page(site, kind, at, SessionsPage(cards))


class TodayPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/today.html may read."""

    when: tuple[views.Fact, ...]
    days: tuple[ProgrammeDay, ...]
    rooms: tuple[RoomItem, ...]
    facts: tuple[views.DefinitionItem, ...]
    notices: tuple[views.DefinitionItem, ...]  # those of the day of the build, with times as titles
    notices_href: str


def has_today(site: Site) -> bool:
    """Return whether there is a page of the day: with dated sessions, until the event is over."""
    has_times = site.event.starts is not None and bool(site.event.sessions)
    return has_times and not cancellation_label(site) and not is_over(site.event, site.now)


def notices(site: Site) -> Iterator[views.DefinitionItem]:
    """Yield the notices, the latest first."""
    notes = [each for each in site.event.records["note"] if each.at]
    for note in sorted(notes, key=attrgetter("at"), reverse=True):
        time = note.at.replace(tzinfo=site.event.zone)
        yield views.DefinitionItem(time.isoformat(timespec="minutes"), note.text)


def build_today(site: Site, at: UrlContext) -> Page:
    """Build the page for the day of the event."""
    facts, today = site.event.record.on_the_day, site.as_of.isoformat()
    view = TodayPage(
        when=event_facts(site),
        days=programme_days(site, at, in_columns=False),
        rooms=tuple(views.view_of(RoomItem, room, sessions=()) for room in site.event.rooms),
        facts=tuple(views.DefinitionItem(each.name, each.text) for each in facts),
        notices=tuple(each for each in notices(site) if each.title.startswith(today)),
        notices_href=at.asset_url(urls.NOTICES),
    )
    return make_page(site, "today", at, view)
