"""Copies of pages as Markdown, from the views of their templates, and the list llms.txt."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any

from msgspec.structs import replace

from microsite.cache import digest_of
from microsite.exports.event_json import PATH as EVENT_JSON
from microsite.exports.markdown import escaped, link, to_markdown
from microsite.exports.schedule import JSON_PATH as SCHEDULE_JSON
from microsite.model.records.event import Extra
from microsite.pages import views
from microsite.pages.overview import HomePage
from microsite.pages.page import Page, date_text, place_text
from microsite.pages.programme import ProgrammePage, SessionPage
from microsite.pages.rates import RatesPage
from microsite.pages.text_pages import PostItem, PostPage, ProseView
from microsite.project import engine_digest
from microsite.render.artifacts import Artifact, text_file
from microsite.site import urls
from microsite.site.feeds import feeds
from microsite.site.site import Site
from microsite.site.state import absolute, is_confirmed

GROUPS = {"": "Pages", urls.PROGRAMME: "Sessions", urls.SPEAKERS: "Speakers", urls.NEWS: "News"}
"""Headings of the list, by the folder of the pages below each heading."""


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
    parts = COPIES[page.template](page.view)
    texts = (f"# {escaped(page.head.title)}", *chain.from_iterable(map(_markdown, parts)))
    return ("\n\n".join(filter(None, texts)) + "\n").encode()


def _index(site: Site, listed: list[Page]) -> str:
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


Part = str | views.RichText | tuple[str, Iterable[Any] | None]
"""Plain words, a text, or a list with its heading; a heading alone without a list."""


def _home_page(view: HomePage) -> Iterator[Part]:
    rows = view.audience_drawing.rows if view.audience_drawing else ()
    yield view.standfirst
    yield "", view.facts
    yield view.overview
    yield "What you will learn", view.outcomes
    yield (
        "Who it is for",
        [views.DefinitionItem(it.label, it.who) for it in rows if not it.is_subject],
    )
    yield "Figures", dict.fromkeys((*view.figures, *view.overview.figure_sources))


def _programme_page(view: ProgrammePage) -> Iterator[Part]:
    yield "", view.facts
    for day in view.days:
        yield _joined(" ", day.heading, day.title), None
        yield day.note
        yield "", (cell.session for slot in day.slots for cell in slot.cells)


def _session_page(view: SessionPage) -> Iterator[Part]:
    card = view.session
    chairs = [replace(chair, role=_joined("; ", "chair", chair.role)) for chair in card.chairs]
    yield _joined(". ", card.status, card.kind, card.status_note)
    yield "", view.facts
    yield card.summary
    yield card.content_note
    yield view.abstract
    yield "Chair and speakers", (*chairs, *card.speakers)
    yield "Further reading", view.resources
    yield "Figures", view.abstract.figure_sources


def _rates_page(view: RatesPage) -> Iterator[Part]:
    yield "".join(state.value for state in view.states if not state.since)
    yield view.how
    yield view.introduction
    for row in view.rates.rows if view.rates else ():
        periods = view.rates.periods if view.rates else ()
        prices = [
            f"{price.amount}{f' ({period.title}, {period.text})' if period.text else ''}"
            for period, price in zip(periods, row.prices, strict=True)
            if price.amount
        ]
        yield row.name + _sample(row, " (provisional)"), prices
    yield view.vat
    yield "Included", view.included
    yield view.terms
    yield "Figures", view.figure_sources


def _text(view: ProseView | PostPage) -> Iterator[Part]:
    yield view.body
    yield f"Last updated {view.updated}" if view.updated else ""
    yield "Figures", view.body.figure_sources


COPIES: dict[str, Callable[[Any], Iterable[Part]]] = {
    "pages/home.html": _home_page,
    "pages/programme.html": _programme_page,
    "pages/session.html": _session_page,
    "pages/speakers.html": lambda view: [("", (each.person for each in view.people))],
    "pages/speaker.html": lambda view: (
        _joined(". ", view.person.role, view.person.status, _sample(view.person, "Provisional")),
        view.biography,
        ("Figures", view.biography.figure_sources),
        ("Sessions", view.sessions),
    ),
    "pages/resources.html": lambda view: (
        view.introduction,
        *((group.kind, group.resources) for group in view.groups),
        ("Figures", view.figures),
    ),
    "pages/rates.html": _rates_page,
    "pages/venue.html": lambda view: (
        ", ".join((view.name, *view.address)) + (" (provisional)" if view.is_provisional else ""),
        ("Getting there", view.directions),
        ("Access", view.access),
        view.access_contact,
        ("Rooms", (views.DefinitionItem(room.name, "; ".join(room.facts)) for room in view.rooms)),
    ),
    "pages/news.html": lambda view: [("", view.posts)],
    "pages/post.html": lambda view: (view.post.date, view.post.summary, *_text(view)),
    "pages/prose.html": _text,
    "pages/contact.html": lambda view: [
        ("", (view.name, view.phone, view.email, *view.address, view.hours))
    ],
    "pages/help.html": lambda view: [("", [line]) for line in view.lines],
}
"""The parts of each page, by its template. Pages of other kinds have no copy."""


def _markdown(part: Part) -> Iterator[str]:
    if isinstance(part, str):
        yield escaped(part)
    elif isinstance(part, views.RichText):
        yield to_markdown(part.html)
    else:
        title, items = part
        lines = [f"- {line}" for item in items or () if (line := _line(item))]
        if title and (lines or items is None):
            yield f"## {escaped(title)}"
        yield "\n".join(lines)


def _line(item: Any) -> str:
    """Return an item of a list; empty for a fact that does not hold yet."""
    match item:
        case str():
            return escaped(item)
        case views.Fact():
            return (
                ""
                if item.since
                else escaped(f"{item.name}: {item.value}{_sample(item, ' (provisional)')}")
            )
        case views.DefinitionItem():
            return _joined(": ", f"**{escaped(item.title)}**", escaped(item.text))
        case PostItem():
            return f"{item.date}: {_link(item.title, item.href)}"
        case views.FigureItem():
            more = escaped(_joined(", ", item.dated, _sample(item, "provisional")))
            source = _joined(", ", _link(item.source, item.href), more)
            return f"{escaped(item.statement)} Source: {source}"
        case views.Person():
            about = escaped(_joined("; ", item.role, item.status, _sample(item, "provisional")))
            return _joined(": ", _link(item.name, item.href), about)
        case views.SessionCard():
            people = ", ".join(person.name for person in (*item.chairs, *item.speakers))
            more = escaped(_joined("; ", item.room, people, item.status))
            title = _link(item.title, item.href)
            return f"{item.start} to {item.end}: {title}{f' ({more})' if more else ''}"
        case views.ResourceItem():
            more = escaped(_joined(", ", item.publisher, item.published, item.summary))
            return _joined(": ", _link(item.title, item.href), more)
    ways = _joined(", ", item.phone, item.text and f"text {item.text}", item.href)
    return f"**{escaped(item.name)}**: {escaped(item.about)} {ways}"


def _link(words: str, address: str | None) -> str:
    return link(escaped(words), address) if address else escaped(words)


def _sample(item: Any, words: str) -> str:
    return words if item.is_sample else ""


def _joined(between: str, *parts: str | None) -> str:
    return between.join(part for part in parts if part)
