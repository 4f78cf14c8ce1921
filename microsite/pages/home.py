"""The home page."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from microsite.pages import drawing, views
from microsite.pages.page import NowBanner, Page, event_facts, make_page, now_banner
from microsite.pages.rates import RateTable, SponsorGroup, booking_facts, rate_table, sponsor_groups
from microsite.pages.share_image import event_card
from microsite.pages.timetable import TimeSlot, day_heading, timetable
from microsite.site import urls
from microsite.site.formatting import format_date, format_time
from microsite.site.graphics import MAX_OUTLINE_SESSIONS
from microsite.site.site import Site
from microsite.site.state import BookingState, booking_state
from microsite.site.structured_data import event_nodes
from microsite.site.urls import UrlContext

LATEST_COUNT, FEATURED_PEOPLE = 3, 6


class DaySummary(Struct, frozen=True):
    """A day in outline."""

    title: str
    href: str
    slots: tuple[TimeSlot, ...]
    strip: drawing.DayStrip | None
    rails: str
    """File with the pieces of the drawing that `slot.outline` names; or empty."""


class HomePage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/home.html may read."""

    standfirst: str
    facts: tuple[views.Fact, ...]
    calendar_href: str
    overview: views.RichText
    figures: tuple[views.FigureItem, ...]
    outcomes: tuple[views.DefinitionItem, ...]
    chart: drawing.Chart | None
    audience: tuple[views.DefinitionItem, ...]
    meeting: drawing.AudienceDrawing | None
    audience_note: str
    outline: tuple[DaySummary, ...]
    outline_in_full: bool
    """Whether it names every parallel session. A long programme does not."""
    programme: views.Link | None
    live: NowBanner | None
    people: tuple[views.Person, ...]
    speakers: views.Link | None
    resources: tuple[views.ResourceItem, ...]
    all_resources: views.Link | None
    rates: RateTable | None
    rates_link: views.Link | None
    sponsors: tuple[SponsorGroup, ...]
    sponsorship: views.Link | None
    sponsorship_note: str
    news: tuple[views.Link, ...]
    cpd: str


def build_home(site: Site, at: UrlContext) -> Page:
    """Build the home page."""
    event, details, sponsorship = site.event, site.event.record, site.event.sponsorship
    has_offers = sponsorship is not None and any(tier.offered for tier in sponsorship.tiers)
    featured = [speaker for speaker in event.speakers if speaker.featured][:FEATURED_PEOPLE]
    newest = [
        resource
        for resource in views.newest_first(event.library.resources)
        if resource.published and resource.id not in site.superseding
    ]
    has_prices = booking_state(event, site.now) not in (BookingState.OVER, BookingState.OFF)

    def section(name: str, label: str) -> views.Link | None:
        """Return a link to a section; None if it has nothing to show."""
        return views.Link(label, at.url_for(site.sections[name])) if name in site.sections else None

    view = views.view_of(
        HomePage,
        details,
        facts=_facts(site),
        calendar_href=views.calendar_href(site, at, urls.SAVE_THE_DATE),
        overview=views.rich_text(site, at, site.overview()),
        figures=tuple(views.figure_item(figure) for figure in event.figures if figure.featured),
        outcomes=tuple(
            views.DefinitionItem(each.title, each.text or "") for each in details.outcomes
        ),
        chart=drawing.chart(site),
        meeting=drawing.audience_drawing(site),
        audience=tuple(
            views.DefinitionItem(each.name, each.who or "") for each in details.audience
        ),
        outline=tuple(_outline(site, at)),
        outline_in_full=len(event.sessions) <= MAX_OUTLINE_SESSIONS,
        programme=section("programme", "Full programme"),
        live=now_banner(site, at),
        people=tuple(views.person(site, at, speaker.slug) for speaker in featured),
        speakers=section("speakers", f"All {len(event.speakers)} speakers"),
        resources=tuple(views.resource_item(site, at, each) for each in newest[:LATEST_COUNT]),
        all_resources=section("resources", f"All {len(event.library.resources)} resources"),
        rates=rate_table(site) if has_prices else None,
        rates_link=section("rates", "Rates and booking"),
        sponsors=sponsor_groups(site, at),
        sponsorship=section(
            "sponsorship", "Compare the packages" if has_offers else "Who supports us"
        ),
        sponsorship_note=(sponsorship and sponsorship.settings.subsidy) or "",
        news=tuple(
            views.Link(f"{format_date(post.date)}: {post.title}", at.url_for(urls.news(post.slug)))
            for post in site.news[:LATEST_COUNT]
        ),
        cpd=details.cpd.statement if details.cpd else "",
    )
    return make_page(
        site,
        "home",
        at,
        view,
        title=details.title,
        description=details.description,
        card=event_card(site),
        origin=event.overview,
        things=event_nodes(site),
    )


def _facts(site: Site) -> tuple[views.Fact, ...]:
    starts, ends, (when, where) = site.event.starts, site.event.ends, event_facts(site)
    times = []
    if starts and ends and starts.date() == ends.date():
        text = f"{format_time(starts)} to {format_time(ends)}"
        times.append(replace(when, name="Time", value=text))
    return (when, *times, where, *booking_facts(site))


def _outline(site: Site, at: UrlContext) -> Iterator[DaySummary]:
    rails = at.asset_url(site.drawings.rails) if site.drawings.rails else ""
    for day in site.event.days:
        if day.sessions:
            title, href = day.title or day_heading(day), f"{urls.PROGRAMME}#day-{day.number}"
            _, slots = timetable(site, at, day, in_columns=False)
            strip = drawing.day_strip(site, at, day.number) if len(site.event.days) > 1 else None
            yield DaySummary(title, at.url_for(href), slots, strip, rails)
