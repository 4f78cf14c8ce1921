"""The home page: what the conference is, why to come, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from microsite.model.conference import Event
from microsite.model.resources import Resource
from microsite.pages.cards import Person, SessionCard, person, session_card
from microsite.pages.furniture import TO_BE_ANNOUNCED, when_words, where_words
from microsite.pages.page import Page, make_page
from microsite.pages.parts import FigureItem, Link, ResourceItem, Text, figure_item, resource_item, text_of
from microsite.pages.rates import RateRow, rate_rows
from microsite.site import urls, when
from microsite.site.site import Site
from microsite.site.state import BookingState, booking_state
from microsite.site.urls import At

READ_FIRST = 3
FEATURED_PEOPLE = 6


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact in the list under the title: `When`, `Where`, `Places`."""

    name: str
    value: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class TitledText:
    """Something with a name and a sentence."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class OutlineDay:
    """A day in outline."""

    title: str
    href: str
    sessions: tuple[SessionCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """Everything templates/pages/home.html may read."""

    title: str
    strapline: str
    standfirst: str
    facts: tuple[Fact, ...]
    overview: Text
    figures: tuple[FigureItem, ...]
    """The featured ones."""
    outcomes: tuple[TitledText, ...]
    audience: tuple[TitledText, ...]
    audience_note: str
    outline: tuple[OutlineDay, ...]
    programme: Link | None
    people: tuple[Person, ...]
    """Featured speakers; empty where none are."""
    speakers: Link | None
    resources: tuple[ResourceItem, ...]
    """The newest."""
    all_resources: Link | None
    rates: tuple[RateRow, ...]
    rates_link: Link | None
    sponsorship: Link | None
    news: tuple[Link, ...]
    """The newest, with their dates in the label."""
    cpd: str


def build(site: Site) -> Iterator[Page]:
    """The home page, at the root."""
    event, at = site.event, At.page(urls.HOME)
    details = event.details
    view = HomePage(
        title=details.title,
        strapline=details.strapline or "",
        standfirst=details.standfirst or "",
        facts=tuple(_facts(site)),
        overview=text_of(site, at, site.overview()),
        figures=tuple(figure_item(figure) for figure in event.figures if figure.featured),
        outcomes=tuple(TitledText(outcome.title, outcome.text or "") for outcome in details.outcomes),
        audience=tuple(TitledText(sector.name, sector.who or "") for sector in details.audience),
        audience_note=details.audience_note or "",
        outline=tuple(_outline(site, at)),
        programme=_section(site, at, "programme", "Full programme"),
        people=tuple(person(site, at, speaker.slug) for speaker in event.speakers if speaker.featured)[
            :FEATURED_PEOPLE
        ],
        speakers=_section(site, at, "speakers", f"All {len(event.speakers)} speakers"),
        resources=tuple(resource_item(site, at, resource) for resource in _newest_resources(event)),
        all_resources=_section(site, at, "resources", f"All {len(event.library.resources)} resources"),
        rates=rate_rows(site),
        rates_link=_section(site, at, "rates", "Rates and booking"),
        sponsorship=_section(site, at, "sponsorship", "Compare the packages"),
        news=tuple(
            Link(f"{when.day(post.date)}: {post.title}", at.to(urls.news(post.slug))) for post in site.news[:READ_FIRST]
        ),
        cpd=details.cpd.statement if details.cpd else "",
    )
    yield make_page(
        site,
        "home",
        urls.HOME,
        view,
        title=details.title,
        description=details.description,
        section="home",
        origin=event.overview,
    )


def _section(site: Site, at: At, name: str, label: str) -> Link | None:
    return Link(label, at.to(urls.SECTIONS[name])) if name in site.sections else None


def _facts(site: Site) -> Iterator[Fact]:
    details = site.event.details
    starts, ends = site.event.starts, site.event.ends
    yield Fact("When", when_words(site), "starts" in details.sample)
    if starts and ends and starts.date() == ends.date():
        yield Fact("Time", f"{when.clock(starts)} to {when.clock(ends)}", "starts" in details.sample)
    yield Fact("Where", where_words(site), "venue" in details.sample and where_words(site) != TO_BE_ANNOUNCED)
    if places := places_words(site):
        yield Fact("Places", places, "booking" in details.sample)


def places_words(site: Site) -> str:
    """How things stand with booking, in words; empty where nothing is to be said."""
    booking = site.event.details.booking
    match booking_state(site.event, site.as_of):
        case BookingState.NOT_YET if booking and booking.opens:
            return f"Booking opens on {when.full_day(booking.opens.date())}"
        case BookingState.OPEN if booking and booking.closes:
            return f"Booking is open until {when.full_day(booking.closes.date())}"
        case BookingState.OPEN:
            return "Booking is open"
        case BookingState.FEW_LEFT:
            return "Only a few places are left"
        case BookingState.FULL:
            return "Every place is taken"
        case BookingState.CLOSED:
            return "Booking has closed"
        case _:
            return ""


def _outline(site: Site, at: At) -> Iterator[OutlineDay]:
    for day in site.event.days:
        if day.sessions:
            heading = day.title or (when.full_day(day.date) if day.date else f"Day {day.number}")
            sessions = tuple(session_card(site, at, session) for session in day.sessions)
            yield OutlineDay(heading, at.to(f"{urls.PROGRAMME}#day-{day.number}"), sessions)


def _newest_resources(event: Event) -> list[Resource]:
    superseded = {older for resource in event.library.resources for older in resource.supersedes}
    current = [resource for resource in event.library.resources if resource.id not in superseded and resource.published]
    return sorted(current, key=lambda r: r.published.toordinal() if r.published else 0, reverse=True)[:READ_FIRST]
