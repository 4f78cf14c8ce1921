"""Copies of pages as Markdown, from the views of their templates, and the list llms.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Literal

from microsite.cache import digest_of
from microsite.exports.event_json import PATH as EVENT_JSON
from microsite.exports.markdown import escaped, link, to_markdown
from microsite.exports.schedule import JSON_PATH as SCHEDULE_JSON
from microsite.model.records.event import Extra
from microsite.pages.home import HomePage
from microsite.pages.page import ContactPage, Page, date_text, place_text
from microsite.pages.programme import ProgrammePage, SessionPage, SpeakerPage, SpeakersPage
from microsite.pages.rates import RatesPage, RateTable
from microsite.pages.text_pages import (
    HelpPage,
    NewsPage,
    PostPage,
    ProseView,
    ResourcesPage,
    VenuePage,
)
from microsite.pages.views import (
    DefinitionItem,
    Fact,
    FigureItem,
    Person,
    ResourceItem,
    SessionCard,
)
from microsite.project import engine_digest
from microsite.render.artifacts import Artifact, text_file
from microsite.site import urls
from microsite.site.disclosure import absolute, is_confirmed
from microsite.site.feeds import feeds
from microsite.site.site import Site

GROUPS = {"": "Pages", urls.PROGRAMME: "Sessions", urls.SPEAKERS: "Speakers", urls.NEWS: "News"}
"""The headings of the list by the folder whose pages, but for the first, stand below it."""


def llms_files(site: Site, pages: tuple[Page, ...]) -> Iterator[Artifact]:
    """Yield llms.txt and the copies: of pages that search engines may list, in no preview."""
    if site.drafts:
        return
    listed = [page for page in pages if page.head.indexed and page.template in COPIES]
    yield text_file("llms.txt", _index(site, listed))
    for page in listed:
        inputs = digest_of(f"copy {engine_digest()} {page.digest}")
        yield Artifact(f"{page.path}.md", inputs, partial(_render, page), page.origin)


def _render(page: Page) -> bytes:
    texts = (f"# {escaped(page.head.title)}", *COPIES[page.template](page.view))
    return ("\n\n".join(text for text in texts if text) + "\n").encode()


def _index(site: Site, listed: list[Page]) -> str:
    """Return the list of all copies, and of the same facts in other forms."""
    details = site.event.record
    provisional = "" if is_confirmed(site, "starts", "venue") else " This is provisional."
    lines = [
        f"# {escaped(details.title)}",
        f"> {escaped(details.description)}",
        f"When: {date_text(site)}. Where: {place_text(site)}.{provisional}",
    ]
    if details.status_note:
        lines.append(escaped(f"{details.status.value.capitalize()}: {details.status_note}"))
    groups: dict[str, list[str]] = {heading: [] for heading in GROUPS.values()}
    for page in listed:
        head, folder = page.head, "" if page.head.is_section else f"{page.head.section}/"
        entry = _entry(site, f"{page.path}.md", head.title, head.description)
        groups[GROUPS.get(folder, GROUPS[""])].append(entry)
    groups["Data"] = list(_data(site))
    for heading, entries in groups.items():
        lines += [f"## {heading}", "\n".join(entries)] if entries else []
    return "\n\n".join(lines) + "\n"


def _data(site: Site) -> Iterator[str]:
    leaves_out = site.event.record.leaves_out
    has_times = site.event.starts is not None and bool(site.event.sessions)
    if not leaves_out(Extra.DATA_FILES):
        about = "Event, programme, people, resources, prices."
        yield _entry(site, EVENT_JSON, "Everything as JSON", about)
        if has_times:
            about = "In the form that conference apps read."
            yield _entry(site, SCHEDULE_JSON, "Programme as JSON", about)
    if has_times and not leaves_out(Extra.CALENDARS):
        yield _entry(site, urls.CALENDAR, "Programme as a calendar", "iCalendar.")
    for feed in feeds(site):
        yield _entry(site, feed.json, feed.title, "JSON Feed.")


def _entry(site: Site, path: str, title: str, about: str) -> str:
    return f"- {link(escaped(title), absolute(site, path) or path)}: {escaped(about)}"


def _home_page(view: HomePage) -> Iterator[str]:
    yield escaped(view.standfirst)
    yield _facts(view.facts)
    yield to_markdown(view.overview.html)
    yield from _titled("What you will take away", view.outcomes)
    yield from _titled("Who it is for", view.audience)
    yield from _sources(view.overview.figure_sources)


def _programme_page(view: ProgrammePage) -> Iterator[str]:
    yield _facts(view.facts)
    for day in view.days:
        yield f"## {escaped(_joined(' ', day.heading, day.title))}"
        yield escaped(day.note)
        yield _list(_slot(cell.session) for slot in day.slots for cell in slot.cells)


def _session_page(view: SessionPage) -> Iterator[str]:
    card = view.session
    yield escaped(_joined(". ", card.status, card.kind, card.status_note))
    yield _facts(view.facts)
    yield escaped(card.summary)
    yield escaped(card.content_note)
    yield to_markdown(view.abstract.html)
    people = [_person(chair, "chair") for chair in card.chairs]
    yield from _section("Who takes part", [*people, *map(_person, card.speakers)])
    yield from _section("To read", map(_resource, view.resources))
    yield from _sources(view.abstract.figure_sources)


def _speakers_page(view: SpeakersPage) -> Iterator[str]:
    yield _list(_person(billing.person) for billing in view.people)


def _speaker_page(view: SpeakerPage) -> Iterator[str]:
    sample = view.person.is_sample and "Provisional"
    yield escaped(_joined(". ", view.person.role, view.person.status, sample))
    yield to_markdown(view.biography.html)
    yield from _sources(view.biography.figure_sources)
    yield from _section("At the conference", map(_slot, view.sessions))


def _resources_page(view: ResourcesPage) -> Iterator[str]:
    yield to_markdown(view.introduction.html)
    for group in view.groups:
        yield from _section(group.kind, map(_resource, group.resources))
    yield from _sources(view.figures)


def _rates_page(view: RatesPage) -> Iterator[str]:
    yield escaped("".join(state.value for state in view.states if not state.since))
    yield escaped(view.how)
    yield to_markdown(view.introduction.html)
    yield from _rates(view.rates) if view.rates else ()
    yield escaped(view.vat)
    yield from _section("Included", map(escaped, view.included))
    yield to_markdown(view.terms.html)
    yield from _sources(view.figure_sources)


def _venue_page(view: VenuePage) -> Iterator[str]:
    yield escaped(", ".join((view.name, *view.address)) + _provisional(view.is_provisional))
    yield from _titled("Getting there", view.directions)
    yield from _titled("Access", view.access)
    yield escaped(view.access_contact)
    rooms = (DefinitionItem(room.name, "; ".join(room.facts)) for room in view.rooms)
    yield from _titled("Rooms", rooms)


def _news_page(view: NewsPage) -> Iterator[str]:
    yield _list(f"{post.date}: {link(escaped(post.title), post.href)}" for post in view.posts)


def _post_page(view: PostPage) -> Iterator[str]:
    yield view.post.date
    yield escaped(view.post.summary)
    yield from _prose_page(view)


def _prose_page(view: ProseView | PostPage) -> Iterator[str]:
    yield to_markdown(view.body.html)
    yield f"Last updated {view.updated}" if view.updated else ""
    yield from _sources(view.body.figure_sources)


def _contact_page(view: ContactPage) -> Iterator[str]:
    lines = (view.name, view.phone, view.email, *view.address, view.hours)
    yield _list(escaped(line) for line in lines if line)


def _help_lines_page(view: HelpPage) -> Iterator[str]:
    for line in view.lines:
        ways = _joined(", ", line.phone, line.text and f"text {line.text}", line.href)
        yield f"- **{escaped(line.name)}**: {escaped(line.about)} {ways}"


COPIES: dict[str, Callable[[Any], Iterable[str]]] = {
    "pages/home.html": _home_page,
    "pages/programme.html": _programme_page,
    "pages/session.html": _session_page,
    "pages/speakers.html": _speakers_page,
    "pages/speaker.html": _speaker_page,
    "pages/resources.html": _resources_page,
    "pages/rates.html": _rates_page,
    "pages/venue.html": _venue_page,
    "pages/news.html": _news_page,
    "pages/post.html": _post_page,
    "pages/prose.html": _prose_page,
    "pages/contact.html": _contact_page,
    "pages/help.html": _help_lines_page,
}
"""By the template of the page. Pages of other kinds have no copy."""


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    if listed := _list(items):
        yield f"## {escaped(title)}"
        yield listed


def _sources(figures: Iterable[FigureItem]) -> Iterator[str]:
    lines = []
    for figure in figures:
        source, sample = _link(figure.source, figure.href), figure.is_sample and "provisional"
        more = escaped(_joined(", ", figure.dated, sample))
        lines.append(f"{escaped(figure.statement)} Source: {_joined(', ', source, more)}")
    yield from _section("Figures", lines)


def _rates(table: RateTable) -> Iterator[str]:
    for row in table.rows:
        prices = [
            f"{price.amount}{f' ({period.label}, {period.days})' if period.days else ''}"
            for period, price in zip(table.periods, row.prices, strict=True)
            if price.amount
        ]
        yield from _section(row.name + _provisional(row.is_sample), map(escaped, prices))


def _titled(title: str, items: Iterable[DefinitionItem]) -> Iterator[str]:
    lines = (_joined(": ", f"**{escaped(item.title)}**", escaped(item.text)) for item in items)
    yield from _section(title, lines)


def _facts(facts: Iterable[Fact]) -> str:
    return _list(
        f"{escaped(fact.name)}: {escaped(fact.value)}{_provisional(fact.is_sample)}"
        for fact in facts
        if not fact.since
    )


def _person(person: Person, part: str = "") -> str:
    sample = person.is_sample and "provisional"
    about = escaped(_joined("; ", part, person.role, person.status, sample))
    return _joined(": ", link(escaped(person.name), person.href), about)


def _slot(card: SessionCard) -> str:
    people = ", ".join(person.name for person in (*card.chairs, *card.speakers))
    more = escaped(_joined("; ", card.room, people, card.status))
    title = _link(card.title, card.href)
    return f"{card.start} to {card.end}: {title}{f' ({more})' if more else ''}"


def _resource(resource: ResourceItem) -> str:
    more = escaped(_joined(", ", resource.publisher, resource.published, resource.summary))
    return _joined(": ", _link(resource.title, resource.href), more)


def _link(words: str, address: str | None) -> str:
    return link(escaped(words), address) if address else escaped(words)


def _provisional(is_provisional: bool) -> str:
    return " (provisional)" if is_provisional else ""


def _joined(between: str, *parts: str | Literal[False] | None) -> str:
    return between.join(part for part in parts if part)
