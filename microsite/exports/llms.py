"""llms.txt, and a Markdown copy of each page: the site for programs that read words only."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from microsite.cache import digest_of
from microsite.exports.event_json import PATH as EVENT_JSON
from microsite.exports.files import text_file
from microsite.exports.markdown import escaped, link
from microsite.exports.markdown_copies import COPIES
from microsite.exports.schedule import JSON_PATH as SCHEDULE_JSON
from microsite.model.records.event import Extra
from microsite.pages.layout import date_text, place_text
from microsite.pages.page import Page
from microsite.project import engine_digest
from microsite.render.artifacts import Artifact
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
