"""Pages for people who attend: reasons for the budget holder, the day itself, and recordings."""

from collections.abc import Iterator

from msgspec import Struct

from microsite.model.event import Session
from microsite.pages import views
from microsite.pages.page import Page, event_facts, make_page
from microsite.pages.rates import RatesPage, build_rates
from microsite.site.site import Site
from microsite.site.state import is_over
from microsite.site.urls import UrlContext


class CasePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/case.html may read."""

    facts: tuple[views.Fact, ...]
    description: str
    outcomes: tuple[views.DefinitionItem, ...]
    audiences: tuple[str, ...]
    cpd: str
    rates: RatesPage


def has_case(site: Site) -> bool:
    """Return whether there are prices and reasons, until the event is over."""
    has_reasons = bool(site.event.record.outcomes and site.event.records["rate"])
    return has_reasons and not is_over(site.event, site.now)


def build_case(site: Site, at: UrlContext) -> Page:
    """Build the page for the person who decides about the cost."""
    details, prices = site.event.record, build_rates(site, at).view
    assert isinstance(prices, RatesPage)
    view = CasePage(
        facts=event_facts(site),
        description=details.description,
        outcomes=tuple(
            views.DefinitionItem(each.title, each.text or "") for each in details.outcomes
        ),
        audiences=tuple(each.name for each in details.audience),
        cpd=details.cpd.statement if details.cpd else "",
        rates=prices,
    )
    return make_page(site, "case", at, view)


class RecordingsPage(Struct, frozen=True):
    """Everything templates/pages/recordings.html may read."""

    sessions: tuple[views.SessionCard, ...]
    is_over: bool


def with_materials(site: Site) -> Iterator[Session]:
    """Yield the sessions with slides or a recording."""
    return (each for each in site.event.sessions if each.record.slides or each.record.recording)


def build_recordings(site: Site, at: UrlContext) -> Page:
    """Build the list of slides and recordings."""
    cards = views.session_cards(site, at, with_materials(site))
    return make_page(site, "recordings", at, RecordingsPage(cards, is_over(site.event, site.now)))
