"""What a page says, as Markdown: for each kind of page, its words from the view that its template
is given.

A piece of a copy is a line of Markdown, or the HTML of a text, which becomes Markdown when the copy
is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from markupsafe import Markup

from microsite.exports.markdown import escaped, link
from microsite.pages.cards import Person, SessionCard
from microsite.pages.contact import ContactPage
from microsite.pages.help_lines import HelpPage
from microsite.pages.home import HomePage
from microsite.pages.news import NewsPage, PostPage
from microsite.pages.parts import Fact, FigureItem, ResourceItem, TitledText
from microsite.pages.programme import ProgrammePage
from microsite.pages.prose import ProsePageView
from microsite.pages.rates import RatesPage, RateTable
from microsite.pages.resources import ResourcesPage
from microsite.pages.session import SessionPage
from microsite.pages.speaker import SpeakerPage
from microsite.pages.speakers import SpeakersPage
from microsite.pages.venue import VenuePage

Piece = str | Markup


def home(view: HomePage) -> Iterator[Piece]:
    """What the conference is."""
    yield escaped(view.standfirst)
    yield _facts(view.facts)
    yield view.overview.html
    yield from _titled("What you will take away", view.outcomes)
    yield from _titled("Who it is for", view.audience)
    yield from _sources(view.overview.sources)


def programme(view: ProgrammePage) -> Iterator[Piece]:
    """Every day, in order."""
    yield _facts(view.facts)
    for day in view.days:
        yield f"## {escaped(' '.join(part for part in (day.heading, day.title) if part))}"
        yield escaped(day.note)
        yield _list(_slot(cell.session) for slot in day.slots for cell in slot.cells)


def session(view: SessionPage) -> Iterator[Piece]:
    """A session."""
    card = view.session
    yield escaped(". ".join(part for part in (card.status, card.kind, card.status_note) if part))
    yield _facts(view.facts)
    yield escaped(card.summary)
    yield escaped(card.content_note)
    yield view.abstract.html
    people = [_person(chair, "chair") for chair in card.chairs] + [
        _person(speaker) for speaker in card.speakers
    ]
    yield from _section("Who takes part", people)
    yield from _section("To read", (_resource(resource) for resource in view.resources))
    yield from _sources(view.abstract.sources)


def speakers(view: SpeakersPage) -> Iterator[Piece]:
    """Everybody."""
    yield _list(_person(billing.person) for billing in view.people)


def speaker(view: SpeakerPage) -> Iterator[Piece]:
    """One person."""
    sample = "Provisional" if view.person.is_sample else ""
    yield escaped(
        ". ".join(part for part in (view.person.role, view.person.status, sample) if part)
    )
    yield view.biography.html
    yield from _sources(view.biography.sources)
    yield from _section("At the conference", (_slot(card) for card in view.sessions))


def resources(view: ResourcesPage) -> Iterator[Piece]:
    """The library and the figures."""
    yield view.introduction.html
    for shelf in view.shelves:
        yield from _section(shelf.kind, (_resource(resource) for resource in shelf.resources))
    yield from _sources(view.figures)


def rates(view: RatesPage) -> Iterator[Piece]:
    """What a place costs."""
    yield escaped("".join(state.words for state in view.states if not state.since))
    yield escaped(view.how)
    yield view.introduction.html
    yield from _rates(view.rates)
    yield escaped(view.vat)
    yield from _section("Included", (escaped(item) for item in view.included))
    yield view.terms.html
    yield from _sources(view.sources)


def venue(view: VenuePage) -> Iterator[Piece]:
    """Where it is, and how to get in."""
    yield escaped(
        ", ".join((view.name, *view.address)) + (" (provisional)" if view.is_provisional else "")
    )
    yield from _titled("Getting there", view.directions)
    yield from _titled("Access", view.access)
    yield escaped(view.access_contact)
    yield from _titled(
        "Rooms", (TitledText(room.name, "; ".join(room.facts)) for room in view.rooms)
    )


def news(view: NewsPage) -> Iterator[Piece]:
    """The posts, newest first."""
    yield _list(f"{post.date}: {link(escaped(post.title), post.href)}" for post in view.posts)


def post(view: PostPage) -> Iterator[Piece]:
    """One post."""
    yield view.post.date
    yield escaped(view.post.summary)
    yield view.body.html
    yield _updated(view.updated)
    yield from _sources(view.body.sources)


def prose(view: ProsePageView) -> Iterator[Piece]:
    """A page of text."""
    yield view.body.html
    yield _updated(view.updated)
    yield from _sources(view.body.sources)


def contact(view: ContactPage) -> Iterator[Piece]:
    """How to reach the organiser."""
    yield _list(
        escaped(line)
        for line in (view.organiser, view.phone, view.email, *view.address, view.hours)
        if line
    )


def help_lines(view: HelpPage) -> Iterator[Piece]:
    """Where to find help, emergencies first."""
    for line in view.lines:
        ways = (line.phone, f"text {line.text}" if line.text else "", line.href or "")
        yield _list(
            [
                f"**{escaped(line.name)}**: {escaped(line.about)} {', '.join(way for way in ways if way)}"
            ]
        )


COPIES: dict[str, Callable[[Any], Iterable[Piece]]] = {
    "pages/home.html": home,
    "pages/programme.html": programme,
    "pages/session.html": session,
    "pages/speakers.html": speakers,
    "pages/speaker.html": speaker,
    "pages/resources.html": resources,
    "pages/rates.html": rates,
    "pages/venue.html": venue,
    "pages/news.html": news,
    "pages/post.html": post,
    "pages/prose.html": prose,
    "pages/contact.html": contact,
    "pages/help.html": help_lines,
}
"""By the template of the page. Pages of other kinds have no copy."""


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _section(title: str, items: Iterable[str]) -> Iterator[Piece]:
    if listed := _list(items):
        yield f"## {escaped(title)}"
        yield listed


def _updated(day: str) -> Piece:
    return f"Last updated {day}" if day else ""


def _sources(figures: Iterable[FigureItem]) -> Iterator[Piece]:
    """The statistics that a text cites, with who says so."""
    yield from _section("Figures", (_figure(figure) for figure in figures))


def _figure(figure: FigureItem) -> str:
    source = link(escaped(figure.source), figure.href) if figure.href else escaped(figure.source)
    more = ", ".join(
        part for part in (figure.dated, "provisional" if figure.is_sample else "") if part
    )
    return f"{escaped(figure.statement)} Source: {source}{', ' + escaped(more) if more else ''}"


def _rates(table: RateTable | None) -> Iterator[Piece]:
    """Each sector with its prices."""
    if table is None:
        return
    for row in table.rows:
        prices = zip(table.periods, row.prices, strict=True)
        yield from _section(
            f"{row.name}{' (provisional)' if row.is_sample else ''}",
            (
                _price(price.amount, period.label, period.days)
                for period, price in prices
                if price.amount
            ),
        )


def _price(amount: str, label: str, days: str) -> str:
    return escaped(f"{amount}{f' ({label}, {days})' if days else ''}")


def _titled(title: str, items: Iterable[TitledText]) -> Iterator[Piece]:
    lines = (
        f"**{escaped(item.title)}**{': ' + escaped(item.text) if item.text else ''}"
        for item in items
    )
    yield from _section(title, lines)


def _facts(facts: Iterable[Fact]) -> str:
    return _list(
        f"{escaped(fact.name)}: {escaped(fact.value)}{' (provisional)' if fact.is_sample else ''}"
        for fact in facts
        if not fact.since
    )


def _person(person: Person, part: str = "") -> str:
    sample = "provisional" if person.is_sample else ""
    about = "; ".join(words for words in (part, person.role, person.status, sample) if words)
    return f"{link(escaped(person.name), person.href)}{': ' + escaped(about) if about else ''}"


def _slot(card: SessionCard) -> str:
    title = link(escaped(card.title), card.href) if card.href else escaped(card.title)
    people = ", ".join(person.name for person in (*card.chairs, *card.speakers))
    more = "; ".join(part for part in (card.room, people, card.status) if part)
    return f"{card.start} to {card.end}: {title}{' (' + escaped(more) + ')' if more else ''}"


def _resource(resource: ResourceItem) -> str:
    title = (
        link(escaped(resource.title), resource.href) if resource.href else escaped(resource.title)
    )
    more = ", ".join(
        part for part in (resource.publisher, resource.published, resource.summary) if part
    )
    return f"{title}{': ' + escaped(more) if more else ''}"
