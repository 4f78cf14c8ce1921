"""Exports: every file of a site that is neither a page nor an asset, first those for
its host.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from microsite.cache import digest_of, digest_of_values
from microsite.exports.event_json import PATH as EVENT_JSON
from microsite.exports.event_json import event_json
from microsite.exports.ical import calendars
from microsite.exports.markdown import escape, link, to_markdown
from microsite.exports.schedule import JSON_PATH as SCHEDULE_JSON
from microsite.exports.schedule import schedule_files
from microsite.exports.web_app import web_manifest
from microsite.model.records.event import Extra
from microsite.pages.overview import notices
from microsite.pages.page import Page, date_text, place_text
from microsite.pages.programme import SessionPage, SpeakerPage
from microsite.project import engine_digest
from microsite.render.artifacts import Artifact, json_file, rendered_file, text_file
from microsite.render.templates import Templates
from microsite.site import state, urls
from microsite.site.changelog import all_feeds
from microsite.site.feeds import entry_href, feeds
from microsite.site.redirects import HostRoot, ResolvedRedirect, resolve_redirects
from microsite.site.site import Site

REDIRECT_TEMPLATE = "files/redirect.html"
SEARCH_TEMPLATE = "files/search_index.txt"
COPY_TEMPLATE, LIST_TEMPLATE = "files/page.md", "files/llms.txt"
GROUPS = ("", urls.PROGRAMME, urls.SPEAKERS, urls.NEWS)
"""Folders with a heading in llms.txt."""
ALSO_SEARCHED = ("speaker", "today")  # kinds of pages that search engines may not list
MAX_TEXTS = 160_000
"""Characters of abstracts and biographies in the index of the search."""
HOST_TEMPLATES: dict[str, tuple[str, str | None]] = {
    "_headers": ("files/headers.txt", None),
    "_redirects": ("files/redirects.txt", "redirects"),
    ".htaccess": ("files/htaccess.txt", None),
    ".well-known/security.txt": ("files/security.txt", "contact"),
    "robots.txt": ("files/robots.txt", None),
    "staticwebapp.config.json": ("files/staticwebapp.config.json", None),
    "web.config": ("files/web.config", None),
}
"""Templates of files for hosts by path in the output, each with a view that it cannot
lack.
"""


def feed_files(site: Site, templates: Templates) -> Iterator[Artifact]:
    """Yield every feed as Atom (RFC 4287) and JSON Feed 1.1; moments of days are at
    noon.
    """
    organiser = site.event.record.organiser
    for feed in all_feeds(site):
        link = state.absolute(site, feed.atom)
        views = {
            "feed": feed,
            "author": organiser.name,
            "author_url": organiser.url,
            "id": link or f"urn:uuid:{state.uuid_of(site, feed.atom)}",
            "link": link,
            "json_link": state.absolute(site, feed.json),
            "page": entry_href(site, feed.folder, feed.page),
            "updated": max(entry.changed for entry in feed.entries),
        }
        for path, template in (
            (feed.atom, "files/feed.xml"),
            (feed.json, "files/feed.json"),
        ):
            yield from rendered_file(path, template, site, templates, views)


def redirect_pages(
    site: Site,
    base_url: str | None,
    redirects: Iterable[ResolvedRedirect],
    templates: Templates,
) -> Iterator[Artifact]:
    """Yield a page for each old address that is a page; files can be redirected by
    hosts alone.
    """
    places = {redirect.old: redirect.span("from") for redirect in site.event.redirects}
    for redirect in redirects:
        old, new = redirect.old, redirect.new
        if not old.endswith(("/", ".html", ".htm")):
            continue
        href = canonical = new
        if not redirect.leaves:
            path = new.partition("#")[0]
            href = f"{urls.root_of(old)}{urls.output_path(new)}"
            canonical = f"{base_url}{path}" if base_url else ""
        views = {
            "href": href,
            "canonical": canonical,
            "title": site.gettext("This page has moved"),
        }
        views["words"] = site.gettext("Go to the page at its new address")
        file, origin = urls.output_path(old), places.get(old)
        yield from rendered_file(
            file, REDIRECT_TEMPLATE, site, templates, views, origin
        )


def sitemap(
    site: Site, pages: tuple[Page, ...], templates: Templates
) -> Iterator[Artifact]:
    """Yield sitemap.xml if the address of the site is known, with the days in the
    sources.
    """
    if site.base_url is None or site.drafts:
        return
    posts = {
        urls.news(post.slug): max(post.date, post.updated or post.date)
        for post in site.news
    }
    days = posts | {urls.page(page.slug): page.updated for page in site.event.pages}
    days[urls.NEWS] = max(posts.values(), default=None)
    heads = [page.head for page in pages if page.head.indexed and page.head.canonical]
    views = {
        "entries": [
            (head.canonical, days.get(head.address), head.versions) for head in heads
        ]
    }
    yield from rendered_file("sitemap.xml", "files/sitemap.xml", site, templates, views)


def _apache_redirects(
    redirects: tuple[ResolvedRedirect, ...],
) -> Iterator[tuple[str, str]]:
    """Yield the pattern and the target of each redirect.

    BASE is the path of the folder.
    """
    for redirect in redirects:
        index = "(?:/(?:index\\.html)?)?" if redirect.old.endswith("/") else ""
        new = re.sub(r'[%$"\\]', r"\\\g<0>", redirect.new)
        base = "" if redirect.leaves else "%{ENV:BASE}"
        yield f"^{re.escape(redirect.old.removesuffix('/'))}{index}$", f"{base}{new}"


def host_files(
    root: HostRoot, files: list[Artifact], templates: Templates
) -> Iterator[Artifact]:
    """Yield the files for the root of a host, beside those already built for the sites
    it holds.
    """
    site = root.site
    event = site.event.record
    # GitHub Pages leaves out names with a dot without it
    yield text_file(".nojekyll", "")
    if event.custom_domain and event.base_url:
        yield text_file("CNAME", f"{urlsplit(event.base_url).hostname}\n")
    views = _host_views(root)
    for path, (template, view_name) in HOST_TEMPLATES.items():
        if view_name is None or views[view_name]:
            yield from rendered_file(path, template, site, templates, views)
    yield from redirect_pages(site, root.base_url, root.former_folders, templates)
    if front := root.folders[0]:
        if event.series:
            words = site.gettext("Go to %(title)s", title=event.title)
            views = {"title": event.series.name, "words": words}
            views |= {
                "href": f"{front}index.html",
                "canonical": state.absolute(site, ""),
            }
            yield from rendered_file(
                "index.html", REDIRECT_TEMPLATE, site, templates, views
            )
        for file in files:
            if file.path == f"{front}{urls.NOT_FOUND}":
                yield replace(file, path=urls.NOT_FOUND, origin=None)


def _host_views(root: HostRoot) -> dict[str, Any]:
    """Return everything that the templates of files for hosts read."""
    event = root.site.event.record
    site_paths = (
        path for kind in root.site.page_kinds for path in kind.addresses_on(root.site)
    )
    paths = {"index.html", *(re.sub("/.*", "/*", path) for path in site_paths)}
    return {
        "base": root.base,
        "base_url": root.base_url,
        "folders": root.folders,
        "drafts": root.site.drafts,
        "page_paths": sorted(paths) if event.embeds else [],
        "apache_redirects": list(_apache_redirects(root.redirects)),
        "redirects": [
            redirect.move(root.base, root.base) for redirect in root.redirects
        ],
        "embeds": event.embeds,
        "contact": event.security_contact,
        # See `next_change`
        "expires": state.next_half_year(state.next_half_year(root.site.as_of)),
        "languages": event.languages,
    }


def cut_texts(pages: list[Page]) -> dict[str, tuple[str, str]]:
    """Return the beginning and the rest of long texts of a large site, by the paths of
    pages.
    """
    texts = {}
    for page in pages:
        match page.view:
            case SessionPage(abstract=text) | SpeakerPage(biography=text) if text.html:
                texts[page.path] = text.html.striptags()
    share = MAX_TEXTS // (len(pages) or 1)
    is_large = sum(map(len, texts.values())) > MAX_TEXTS
    long_texts = {
        path: text for path, text in texts.items() if is_large and len(text) > share
    }
    ends = {
        path: text.rfind(" ", 0, share) + 1 or share
        for path, text in long_texts.items()
    }
    return {
        path: (text[: ends[path]], text[ends[path] :])
        for path, text in long_texts.items()
    }


def search_index(
    site: Site, pages: tuple[Page, ...], templates: Templates
) -> Iterator[Artifact]:
    """Yield the index of the search and, for a large site, the rest of its long
    texts.
    """
    hits = [
        page for page in pages if page.head.indexed or page.kind.name in ALSO_SEARCHED
    ]
    has_exit, long_texts = bool(site.event.record.exit_url), cut_texts(hits)
    if digest := templates.digest(SEARCH_TEMPLATE, site.log):
        inputs = digest_of_values(
            engine_digest(), digest, [hit.digest for hit in hits], has_exit
        )
        views = {"pages": hits, "has_exit": has_exit, "cut": long_texts}
        produce = partial(templates.render, SEARCH_TEMPLATE, urls.SEARCH_INDEX, **views)
        yield Artifact(urls.SEARCH_INDEX, inputs, produce)
    if long_texts:
        yield json_file(
            urls.SEARCH_REST, {path: rest for path, (_, rest) in long_texts.items()}
        )


def llms_files(
    site: Site, pages: tuple[Page, ...], templates: Templates
) -> Iterator[Artifact]:
    """Yield llms.txt and copies as Markdown: of pages that search engines list, in no
    preview.
    """
    if site.drafts:
        return
    listed_pages = [
        page for page in pages if page.head.indexed and page.kind.in_text_copies
    ]
    if digest := templates.digest(LIST_TEMPLATE, site.log):
        views = _list_views(site, listed_pages)
        inputs = digest_of_values(engine_digest(), digest, views)
        yield Artifact(
            "llms.txt", inputs, partial(_render_copy, templates, LIST_TEMPLATE, **views)
        )
    digest = templates.digest(COPY_TEMPLATE, site.log)
    for page in listed_pages if digest else ():
        inputs = digest_of(
            f"copy {engine_digest()} {digest} {site.is_over} {page.digest}"
        )
        views = {"kind": page.kind.name, "page": page.head, "view": page.view}
        views["is_over"] = site.is_over
        produce = partial(_render_copy, templates, COPY_TEMPLATE, page.path, **views)
        yield Artifact(f"{page.path}.md", inputs, produce, page.origin)


def _render_copy(
    templates: Templates, template: str, path: str = "", /, **views: Any
) -> bytes:
    def markdown(html: str) -> str:
        return to_markdown(urls.make_relative(html, path))

    text = templates.render(
        template, path, plain=escape, markdown=markdown, link=link, **views
    )
    return re.sub(rb"\n{3,}", b"\n\n", text).strip() + b"\n"


def _list_views(site: Site, listed_pages: list[Page]) -> dict[str, Any]:
    """Return what the template of llms.txt reads."""
    details, omissions = site.event.record, site.event.record.leave_out
    groups: dict[str, list[tuple[str, str, str]]] = {folder: [] for folder in GROUPS}
    for page in listed_pages:
        folder = f"{page.kind.parent}/" if page.kind.parent else ""
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
        "schedule": (
            SCHEDULE_JSON if has_times and Extra.DATA_FILES not in omissions else ""
        ),
        "calendar": (
            urls.CALENDAR if has_times and Extra.CALENDARS not in omissions else ""
        ),
        "feeds": feeds(site),
    }


def export_artifacts(
    site: Site,
    pages: tuple[Page, ...],
    templates: Templates,
    portfolio: Path | None = None,
) -> Iterator[Artifact]:
    """Yield every file that is neither a page nor an asset.

    A portfolio needs event.json.
    """
    omissions = site.event.record.leave_out
    if "today" in site.sections:  # staff can replace this file on the host
        notes = [{"time": notice.iso, "text": notice.value} for notice in notices(site)]
        yield json_file(urls.NOTICES, {"notes": notes})
    yield from web_manifest(site, templates)
    if Extra.CALENDARS not in omissions:
        yield from calendars(site, templates)
    if portfolio or Extra.DATA_FILES not in omissions:
        yield from event_json(site)
    if Extra.DATA_FILES not in omissions:
        yield from schedule_files(site, templates)
    yield from feed_files(site, templates)
    yield from redirect_pages(site, site.base_url, resolve_redirects(site), templates)
    if "search" in site.sections:
        yield from search_index(site, pages, templates)
    yield from sitemap(site, pages, templates)
    if Extra.TEXT_COPIES not in omissions:
        yield from llms_files(site, pages, templates)
