"""Copies of pages as Markdown, from a template, and the list llms.txt."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from microsite.cache import digest_of, digest_of_values
from microsite.exports.event_json import PATH as EVENT_JSON
from microsite.exports.markdown import escape, link, to_markdown
from microsite.exports.schedule import JSON_PATH as SCHEDULE_JSON
from microsite.model.records.event import Extra
from microsite.pages.page import Page, date_text, place_text
from microsite.project import engine_digest
from microsite.render.artifacts import Artifact
from microsite.render.templates import Templates
from microsite.site import state, urls
from microsite.site.feeds import feeds
from microsite.site.site import Site

TEMPLATE, INDEX_TEMPLATE = "files/page.md", "files/llms.txt"
NAMES = "home programme session speakers speaker resources rates venue news post prose contact help"
COPIES = frozenset(f"pages/{name}.html" for name in NAMES.split())
"""Templates of the pages with a copy."""
GROUPS = ("", urls.PROGRAMME, urls.SPEAKERS, urls.NEWS)  # folders with a heading in the list


def llms_files(site: Site, pages: tuple[Page, ...], templates: Templates) -> Iterator[Artifact]:
    """Yield llms.txt and the copies: of pages that search engines may list, in no preview."""
    if site.drafts:
        return
    listed_pages = [page for page in pages if page.head.indexed and page.template in COPIES]
    if digest := templates.digest(INDEX_TEMPLATE, site.log):
        views = _index(site, listed_pages)
        inputs = digest_of_values(engine_digest(), digest, views)
        yield Artifact("llms.txt", inputs, partial(_render, templates, INDEX_TEMPLATE, **views))
    digest, is_over = templates.digest(TEMPLATE, site.log), state.is_over(site.event, site.now)
    for page in listed_pages if digest else ():
        inputs = digest_of(f"copy {engine_digest()} {digest} {is_over} {page.digest}")
        kind = page.template.removeprefix("pages/").removesuffix(".html")
        views = {"kind": kind, "page": page.head, "view": page.view, "is_over": is_over}
        produce = partial(_render, templates, TEMPLATE, **views)
        yield Artifact(f"{page.path}.md", inputs, produce, page.origin)


def _render(templates: Templates, template: str, **views: Any) -> bytes:
    text = templates.render(template, plain=escape, markdown=to_markdown, link=link, **views)
    return re.sub(rb"\n{3,}", b"\n\n", text).strip() + b"\n"


def _index(site: Site, listed_pages: list[Page]) -> dict[str, Any]:
    """Return what the template of llms.txt reads."""
    details, omissions = site.event.record, site.event.record.leave_out
    groups: dict[str, list[tuple[str, str, str]]] = {folder: [] for folder in GROUPS}
    for page in listed_pages:
        folder = "" if page.head.is_section else f"{page.head.section}/"
        entry = (f"{page.path}.md", page.head.title, page.head.description)
        groups.get(folder, groups[""]).append(entry)
    has_times = site.event.starts is not None and bool(site.event.sessions)
    return {
        "title": details.title,
        "description": details.description,
        "status_note": details.status_note,
        "base_url": site.base_url or "",
        "when": date_text(site),
        "where": place_text(site),
        "is_confirmed": site.event.is_confirmed("starts", "venue"),
        "status": state.status_label(site),
        "groups": groups,
        "event_json": "" if Extra.DATA_FILES in omissions else EVENT_JSON,
        "schedule": SCHEDULE_JSON if has_times and Extra.DATA_FILES not in omissions else "",
        "calendar": urls.CALENDAR if has_times and Extra.CALENDARS not in omissions else "",
        "feeds": feeds(site),
    }
