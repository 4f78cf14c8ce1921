"""Copies of pages as Markdown, from a template, and the list llms.txt."""

import re
from collections.abc import Iterator
from functools import partial

from microsite.cache import digest_of
from microsite.exports.event_json import PATH as EVENT_JSON
from microsite.exports.markdown import escaped, link, to_markdown
from microsite.exports.schedule import JSON_PATH as SCHEDULE_JSON
from microsite.locales.locale import N_
from microsite.model.records.event import Extra
from microsite.pages.page import Page, date_text, place_text
from microsite.project import engine_digest
from microsite.render.artifacts import Artifact, text_file
from microsite.render.templates import Templates
from microsite.site import state, urls
from microsite.site.feeds import feeds
from microsite.site.site import Site

TEMPLATE = "files/page.md"
_COPIED = (
    "home programme session speakers speaker resources rates venue news post prose contact help"
)
COPIES = frozenset(f"pages/{name}.html" for name in _COPIED.split())
"""Templates of the pages with a copy."""
GROUPS = {"": "Pages", urls.PROGRAMME: "Sessions", urls.SPEAKERS: "Speakers", urls.NEWS: "News"}
"""Headings of the list, by the folder of the pages below each heading."""


def llms_files(site: Site, pages: tuple[Page, ...], templates: Templates) -> Iterator[Artifact]:
    """Yield llms.txt and the copies: of pages that search engines may list, in no preview."""
    if site.drafts:
        return
    listed = [page for page in pages if page.head.indexed and page.template in COPIES]
    yield text_file("llms.txt", _index(site, listed))
    digest = templates.digest(TEMPLATE, site.log)
    for page in listed if digest else ():
        inputs = digest_of(f"copy {engine_digest()} {digest} {page.digest}")
        yield Artifact(f"{page.path}.md", inputs, partial(_render, templates, page), page.origin)


def _render(templates: Templates, page: Page) -> bytes:
    kind = page.template.removeprefix("pages/").removesuffix(".html")
    views = {"kind": kind, "page": page.head, "view": page.view}
    text = templates.render(TEMPLATE, plain=escaped, markdown=to_markdown, link=link, **views)
    return re.sub(rb"\n{3,}", b"\n\n", text).strip() + b"\n"


def _index(site: Site, listed: list[Page]) -> str:
    details = site.event.record
    gettext, when, where = site.gettext, date_text(site), place_text(site)
    text = N_("When: %(when)s. Where: %(where)s. This is provisional.")
    if state.is_confirmed(site, "starts", "venue"):
        text = N_("When: %(when)s. Where: %(where)s.")
    title, about = escaped(details.title), escaped(details.description)
    lines = [f"# {title}", f"> {about}", gettext(text, when=when, where=where)]
    if details.status_note:
        status = state.status_label(site) or gettext("Scheduled")
        lines.append(escaped(f"{status}: {details.status_note}"))
    groups: dict[str, list[str]] = {heading: [] for heading in GROUPS.values()}
    for page in listed:
        head, folder = page.head, "" if page.head.is_section else f"{page.head.section}/"
        entry = _entry(site, f"{page.path}.md", head.title, head.description)
        groups[GROUPS.get(folder, GROUPS[""])].append(entry)
    groups[N_("Data")] = list(_data(site))
    for heading, entries in groups.items():
        lines += [f"## {gettext(heading)}", "\n".join(entries)] if entries else []
    return "\n\n".join(lines) + "\n"


def _data(site: Site) -> Iterator[str]:
    leaves_out, gettext = site.event.record.leaves_out, site.gettext
    has_times = site.event.starts is not None and bool(site.event.sessions)
    if not leaves_out(Extra.DATA_FILES):
        about = gettext("Event, programme, people, resources, prices.")
        yield _entry(site, EVENT_JSON, gettext("Everything as JSON"), about)
        if has_times:
            about = gettext("In the form that conference apps read.")
            yield _entry(site, SCHEDULE_JSON, gettext("Programme as JSON"), about)
    if has_times and not leaves_out(Extra.CALENDARS):
        yield _entry(site, urls.CALENDAR, gettext("Programme as a calendar"), "iCalendar.")
    for feed in feeds(site):
        yield _entry(site, feed.json, feed.title, "JSON Feed.")


def _entry(site: Site, path: str, title: str, about: str) -> str:
    return f"- {link(escaped(title), state.absolute(site, path) or path)}: {escaped(about)}"
