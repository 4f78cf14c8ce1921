"""The home page: what the conference is, why to come, and how."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from microsite.model.records.resources import Resource
from microsite.pages.cards import Person, person
from microsite.pages.drawing import (
    AudienceDrawing,
    Chart,
    DayStrip,
    audience_drawing,
    chart,
    day_strip,
)
from microsite.pages.layout import TO_BE_ANNOUNCED, NowBanner, date_text, now_banner, place_text
from microsite.pages.page import Page, make_page
from microsite.pages.rates import NOT_OPEN_YET, RateTable, booking_status_text, rate_table
from microsite.pages.share_image import event_card
from microsite.pages.sponsorship import SponsorGroup, sponsor_groups
from microsite.pages.timetable import TimeSlot, timetable
from microsite.pages.views import (
    DefinitionItem,
    Fact,
    FigureItem,
    Link,
    ResourceItem,
    RichText,
    calendar_href,
    figure_item,
    resource_item,
    rich_text,
)
from microsite.site import formatting, urls
from microsite.site.disclosure import cancellation_label
from microsite.site.site import Site
from microsite.site.state import BookingState, booking_state
from microsite.site.structured_data import event_nodes
from microsite.site.timeline_values import timeline_of
from microsite.site.timetable_graphics import LONGEST_OUTLINE
from microsite.site.urls import UrlContext

LATEST_COUNT = 3
FEATURED_PEOPLE = 6
PAST_BOOKING = frozenset((BookingState.OVER, BookingState.OFF))
"""When nobody needs to know what a place costs."""


class DaySummary(Struct, frozen=True):
    """A day in outline."""

    title: str
    href: str
    slots: tuple[TimeSlot, ...]
    strip: DayStrip | None
    """The day, drawn small, where there are several."""
    rails: str
    """A file with the pieces of the drawing that `slot.outline` names, where it is the only one; or
    empty.
    """


class HomePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/home.html may read."""

    title: str
    strapline: str
    standfirst: str
    facts: tuple[Fact, ...]
    calendar_href: str
    """The calendar file with the date; or empty."""
    overview: RichText
    figures: tuple[FigureItem, ...]
    """The featured ones."""
    outcomes: tuple[DefinitionItem, ...]
    chart: Chart | None
    """The first day, drawn; None while nothing is planned."""
    audience: tuple[DefinitionItem, ...]
    meeting: AudienceDrawing | None
    """The same as lines that come together; None where nobody is named."""
    audience_note: str
    outline: tuple[DaySummary, ...]
    outline_in_full: bool
    """Whether it names every one of several sessions that run side by side; not in a long
    programme.
    """
    programme: Link | None
    live: NowBanner | None
    people: tuple[Person, ...]
    """Featured speakers; empty where none are."""
    speakers: Link | None
    resources: tuple[ResourceItem, ...]
    """The newest."""
    all_resources: Link | None
    rates: RateTable | None
    rates_link: Link | None
    sponsors: tuple[SponsorGroup, ...]
    sponsorship: Link | None
    sponsorship_note: str
    news: tuple[Link, ...]
    """The newest, with their dates in the label."""
    cpd: str


def build_home(site: Site, address: str) -> Page:
    """Build the home page."""
    event, at = site.event, UrlContext.for_page(address)
    details = event.record
    outline = tuple(_outline(site, at))
    has_offers = event.sponsorship is not None and any(
        tier.offered for tier in event.sponsorship.tiers
    )
    view = HomePage(
        title=details.title,
        strapline=details.strapline or "",
        standfirst=details.standfirst or "",
        facts=tuple(_facts(site)),
        calendar_href=calendar_href(site, at, urls.SAVE_THE_DATE),
        overview=rich_text(site, at, site.overview()),
        figures=tuple(figure_item(figure) for figure in event.figures if figure.featured),
        outcomes=tuple(
            DefinitionItem(outcome.title, outcome.text or "") for outcome in details.outcomes
        ),
        chart=chart(site),
        meeting=audience_drawing(site),
        audience=tuple(
            DefinitionItem(sector.name, sector.who or "") for sector in details.audience
        ),
        audience_note=details.audience_note or "",
        outline=outline,
        outline_in_full=len(event.sessions) <= LONGEST_OUTLINE,
        programme=_section(site, at, "programme", "Full programme"),
        live=now_banner(site, at),
        people=tuple(
            person(site, at, speaker.slug) for speaker in event.speakers if speaker.featured
        )[:FEATURED_PEOPLE],
        speakers=_section(site, at, "speakers", f"All {len(event.speakers)} speakers"),
        resources=tuple(resource_item(site, at, resource) for resource in _newest_resources(site)),
        all_resources=_section(
            site, at, "resources", f"All {len(event.library.resources)} resources"
        ),
        rates=None if booking_state(event, site.now) in PAST_BOOKING else rate_table(site),
        rates_link=_section(site, at, "rates", "Rates and booking"),
        sponsors=sponsor_groups(site, at),
        sponsorship_note=event.sponsorship.settings.subsidy or "" if event.sponsorship else "",
        sponsorship=_section(
            site, at, "sponsorship", "Compare the packages" if has_offers else "Who supports us"
        ),
        news=tuple(
            Link(
                f"{formatting.format_date(post.date)}: {post.title}",
                at.url_for(urls.news(post.slug)),
            )
            for post in site.news[:LATEST_COUNT]
        ),
        cpd=details.cpd.statement if details.cpd else "",
    )
    return make_page(
        site,
        "home",
        address,
        view,
        title=details.title,
        card=event_card(site),
        description=details.description,
        section="home",
        origin=event.overview,
        things=event_nodes(site),
    )


def _section(site: Site, at: UrlContext, name: str, label: str) -> Link | None:
    return Link(label, at.url_for(site.sections[name])) if name in site.sections else None


def _facts(site: Site) -> Iterator[Fact]:
    details = site.event.record
    starts, ends = site.event.starts, site.event.ends
    is_sample = "starts" in details.sample
    off = cancellation_label(site)
    yield Fact("When", date_text(site), is_sample=is_sample, called_off=off)
    if starts and ends and starts.date() == ends.date():
        yield Fact(
            "Time",
            f"{formatting.format_time(starts)} to {formatting.format_time(ends)}",
            is_sample=is_sample,
            called_off=off,
        )
    where = place_text(site)
    yield Fact("Where", where, is_sample="venue" in details.sample and where != TO_BE_ANNOUNCED)
    for spell in timeline_of(site, "places", booking_status_text):
        is_sample = "booking" in details.sample and spell.what != NOT_OPEN_YET
        yield Fact("Places", spell.what, is_sample=is_sample, since=spell.since, until=spell.until)


def _outline(site: Site, at: UrlContext) -> Iterator[DaySummary]:
    for day in site.event.days:
        if day.sessions:
            heading = day.title or (
                formatting.format_full_date(day.date) if day.date else f"Day {day.number}"
            )
            _, slots = timetable(site, at, day, in_columns=False)
            small = day_strip(site, at, day.number) if len(site.event.days) > 1 else None
            pieces = site.drawings.rails
            rails = at.asset_url(pieces.path) if pieces else ""
            yield DaySummary(
                heading, at.url_for(f"{urls.PROGRAMME}#day-{day.number}"), slots, small, rails
            )


def _newest_resources(site: Site) -> list[Resource]:
    resources = site.event.library.resources
    current = [
        resource for resource in resources if resource.published and not site.superseding(resource)
    ]
    return sorted(
        current, key=lambda r: r.published.toordinal() if r.published else 0, reverse=True
    )[:LATEST_COUNT]
