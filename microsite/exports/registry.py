"""Exports: every file of a site that is neither a page nor an asset, first those for its host."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from html import escape
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from msgspec.structs import asdict, replace

from microsite.cache import digest_of_values
from microsite.exports.event_json import event_json
from microsite.exports.feeds import feed_files
from microsite.exports.ical import calendars
from microsite.exports.markdown_copies import llms_files
from microsite.exports.schedule import schedule_files
from microsite.exports.web_app import web_manifest
from microsite.model.records.event import Extra
from microsite.pages.attending import notices
from microsite.pages.page import Page
from microsite.project import engine_digest
from microsite.render.artifacts import Artifact, child, json_file, text_file, xml_file
from microsite.render.templates import Templates
from microsite.site import hosting, urls
from microsite.site.redirects import HostRoot, ResolvedRedirect, resolve_redirects
from microsite.site.site import Site
from microsite.site.state import absolute, next_half_year
from microsite.site.urls import UrlContext, output_path


def former_pages(root: HostRoot) -> Iterator[Artifact]:
    """Yield the same for former folders of a site, and the page in front of a series."""
    yield from redirect_pages(root.site, root.base_url, root.former_folders)
    folder, details = root.folders[0], root.site.event.record
    if folder and details.series:
        target, words = f"{folder}index.html", f"Go to {details.title}"
        canonical = absolute(root.site, "")
        page = _html(root.site, target, canonical, details.series.name, words)
        yield text_file("index.html", page)


def redirect_pages(
    site: Site, base_url: str | None, redirects: Iterable[ResolvedRedirect]
) -> Iterator[Artifact]:
    """Yield a page for each old address that is a page; files can be redirected by hosts alone."""
    places = {redirect.old: redirect.span("from") for redirect in site.event.redirects}
    for redirect in redirects:
        old, new = redirect.old, redirect.new
        if not old.endswith(("/", ".html", ".htm")):
            continue
        target = canonical = new
        if not redirect.leaves:
            path = new.partition("#")[0]
            file = output_path(new) if not path or path.endswith("/") else new
            target = UrlContext.for_page(old).asset_url(file)
            canonical = f"{base_url}{path}" if base_url else ""
        words = "Go to the page at its new address"
        page = _html(site, target, canonical, "This page has moved", words)
        yield text_file(output_path(old) if old.endswith("/") else old, page, places.get(old))


def _html(site: Site, target: str, canonical: str, title: str, words: str) -> str:
    link = f'<link rel="canonical" href="{escape(canonical)}">\n' if canonical else ""
    return (
        f'<!doctype html>\n<html lang="{site.event.record.languages[0]}">\n'
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{hosting.PAGE_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n{link}"
        f'<meta http-equiv="refresh" content="0; url={escape(target)}">\n'
        f"</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        f'<p><a href="{escape(target)}">{escape(words)}</a></p>\n'
        "</main>\n</body>\n</html>\n"
    )


def sitemap(site: Site, pages: tuple[Page, ...]) -> Iterator[Artifact]:
    """Yield sitemap.xml if the address of the site is known, with the days in the sources."""
    if site.base_url is None or site.drafts:
        return
    posts = {urls.news(post.slug): max(post.date, post.updated or post.date) for post in site.news}
    changed = posts | {urls.page(page.slug): page.updated for page in site.event.pages}
    changed[urls.NEWS] = max(posts.values(), default=None)
    root = Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for page in pages:
        if page.head.indexed and page.head.canonical is not None:
            entry = child(root, "url")
            child(entry, "loc", page.head.canonical)
            if day := changed.get(page.head.address):
                child(entry, "lastmod", day.isoformat())
    yield xml_file("sitemap.xml", root)


SEARCH_TEMPLATE = "files/search_index.txt"
MAX_PAGES_IN_FULL = 500
"""The search index of more pages has only titles, headings and summaries."""
STATED_TYPES = {
    ending: hosting.CONTENT_TYPES[ending]
    for ending in sorted({"avif", "webmanifest", "webp", "woff2", *hosting.OPEN_DATA})
}  # hosts do not know the types of these, or get them wrong
APACHE_HEADERS = [  # `always` also goes with errors; only what was found is kept for ever
    *(f'Header always set {name} "{value}"' for name, value in hosting.HEADERS.items()),
    f'Header set Cache-Control "{hosting.CACHE_REVALIDATE}"',
    f'<If "%{{REQUEST_URI}} =~ m#/{hosting.FINGERPRINTED}#">',
    f'  Header set Cache-Control "{hosting.CACHE_IMMUTABLE}"',
    "</If>",
    f'<FilesMatch "\\.(?:{"|".join(hosting.OPEN_DATA)})$">',
    *(f'  Header always set {name} "{value}"' for name, value in hosting.OPEN_HEADERS.items()),
    "</FilesMatch>",
    "# mod_deflate marks the ETags of what it compresses, and would not know them again.",
    'RequestHeader edit* If-None-Match "-gzip\\"" "\\""',
]


def small_files(root: HostRoot) -> Iterator[Artifact]:
    """`robots.txt`, which keeps search engines out of a preview with drafts; for GitHub Pages,
    `.nojekyll`, without which it leaves out names that start with a dot, and `CNAME`, the domain;
    `security.txt` (RFC 9116), valid for at least half a year (see `next_change`).
    """
    site, base_url, details = root.site, root.base_url, root.site.event.record
    lines = ["User-agent: *", "Disallow: /" if site.drafts else "Disallow:"]
    if base_url and not site.drafts:
        lines += ["", *(f"Sitemap: {base_url}{folder}sitemap.xml" for folder in root.folders)]
    yield _lines("robots.txt", lines)
    yield text_file(".nojekyll", "")
    if details.custom_domain and details.base_url:
        yield text_file("CNAME", f"{urlsplit(details.base_url).hostname}\n")
    if contact := details.security_contact:
        lines = [
            f"Contact: {contact if '://' in contact else f'mailto:{contact}'}",
            f"Expires: {next_half_year(next_half_year(site.as_of)).isoformat()}T00:00:00Z",
            f"Preferred-Languages: {', '.join(details.languages)}",
        ]
        lines += [f"Canonical: {base_url}.well-known/security.txt"] if base_url else []
        yield _lines(".well-known/security.txt", lines)


def headers_file(root: HostRoot) -> Iterator[Artifact]:
    """`_headers`, for Netlify and Cloudflare, which join the values of a header in two rules."""
    rules = {"/*": hosting.HEADERS}
    for folder in root.folders:
        rules[f"/{folder}{hosting.FINGERPRINTED}*"] = {"Cache-Control": hosting.CACHE_IMMUTABLE}
    for ending, content_type in STATED_TYPES.items():
        open_headers = hosting.OPEN_HEADERS if ending in hosting.OPEN_DATA else {}
        rules[f"/*.{ending}"] = {"Content-Type": content_type} | open_headers
    lines = []
    for path, headers in rules.items():
        lines += [path, *(f"  {name}: {value}" for name, value in headers.items())]
    yield _lines("_headers", lines)


def redirects_file(root: HostRoot) -> Iterator[Artifact]:
    """`_redirects`, for Netlify, Cloudflare and GitLab Pages; only where there are some."""
    rules = [
        f"{root.base}{old} {redirect.move('', root.base).new} 301"
        for redirect in root.redirects
        for old in redirect.old_forms
        if not old.endswith("/index.html")
    ]
    if rules:
        yield _lines("_redirects", rules[:1000])  # GitLab Pages reads no file with more


def azure_config(root: HostRoot) -> Iterator[Artifact]:
    """`staticwebapp.config.json`, for Azure, which refuses an address that is listed twice."""
    routes: list[dict[str, object]] = []
    for redirect in root.redirects:
        route, target = f"{root.base}{redirect.old_forms[0]}", redirect.move("", root.base).new
        routes.append({"route": route, "redirect": target, "statusCode": 301})
    for folder in root.folders:
        route = f"{root.base}{folder}{hosting.FINGERPRINTED}*"
        routes.append({"route": route, "headers": {"Cache-Control": hosting.CACHE_IMMUTABLE}})
    routes.append(
        {"route": f"/*.{{{','.join(hosting.OPEN_DATA)}}}", "headers": hosting.OPEN_HEADERS}
    )
    config = {
        "globalHeaders": hosting.HEADERS | {"Cache-Control": hosting.CACHE_REVALIDATE},
        "mimeTypes": {f".{ending}": kind for ending, kind in STATED_TYPES.items()},
        "routes": routes,
        "responseOverrides": {"404": {"rewrite": f"{root.base}{urls.NOT_FOUND}"}},
        "trailingSlash": "auto",
    }
    yield json_file("staticwebapp.config.json", config)


def htaccess(root: HostRoot) -> Iterator[Artifact]:
    """`.htaccess`, for Apache and LiteSpeed: only what `AllowOverride FileInfo` permits, and each
    part only where its module is, because anything else is an error 500.
    """
    kinds = {ending: kind.partition(";")[0] for ending, kind in hosting.CONTENT_TYPES.items()}
    utf8 = [f".{ending}" for ending, kind in hosting.CONTENT_TYPES.items() if "charset" in kind]
    compressible = dict.fromkeys(kinds[ending] for ending in hosting.COMPRESSIBLE_TYPES)
    parts = {
        # AddType alone would lose against an AddCharset of the server's, so charsets stand apart.
        "mime": [
            *(f"AddType {kind} .{ending}" for ending, kind in kinds.items()),
            f"AddCharset utf-8 {' '.join(utf8)}",
        ],
        "rewrite": _apache_rewrites(root.redirects),
        "headers": APACHE_HEADERS,
        "deflate": [f"AddOutputFilterByType DEFLATE {' '.join(compressible)}"],
    }
    lines = [f"ErrorDocument 404 {root.base}{urls.NOT_FOUND}"]
    for module, inside in parts.items():
        lines += ["", f"<IfModule mod_{module}.c>", *(f"  {it}" for it in inside), "</IfModule>"]
    yield _lines(".htaccess", lines)


def _apache_rewrites(redirects: tuple[ResolvedRedirect, ...]) -> list[str]:
    """BASE is the path of this folder: the part of the address that a rule does not see."""
    hidden = "|".join(re.escape(name) for name in hosting.FOR_HOSTS)
    lines = [
        "RewriteEngine On",
        "RewriteCond %{REQUEST_URI}::$1 ^(.*?/)(.*)::\\2$",
        "RewriteRule ^(.*)$ - [E=BASE:%1]",
    ]
    for redirect in redirects:
        index = "(?:/(?:index\\.html)?)?" if redirect.old.endswith("/") else ""
        pattern = f"^{re.escape(redirect.old.removesuffix('/'))}{index}$"
        new = re.sub(r'[%$"\\]', r"\\\g<0>", redirect.new)
        base = "" if redirect.leaves else "%{ENV:BASE}"
        lines.append(f'RewriteRule {pattern} "{base}{new}" [R=301,L,NE]')
    return [
        *lines,
        f"RewriteRule ^(?:{hidden})$ - [R=404,L]",
        "RewriteCond %{REQUEST_FILENAME} -d",
        "RewriteCond %{REQUEST_FILENAME}/index.html !-f",
        "RewriteRule ^ - [R=404,L]",
    ]


def web_config(root: HostRoot) -> Iterator[Artifact]:
    """`web.config`, for IIS, without redirects: a module that is missing is an error 500."""
    document = Element("configuration")
    server = child(document, "system.webServer")
    static = child(server, "staticContent")
    for ending, content_type in hosting.CONTENT_TYPES.items():
        child(static, "remove", fileExtension=f".{ending}")
        child(static, "mimeMap", fileExtension=f".{ending}", mimeType=content_type)
    child(static, "clientCache", cacheControlMode="DisableCache")  # says no-cache
    headers = child(child(server, "httpProtocol"), "customHeaders")
    child(headers, "remove", name="X-Powered-By")
    for name, value in hosting.HEADERS.items():
        child(headers, "remove", name=name)
        child(headers, "add", name=name, value=value)
    errors = child(server, "httpErrors", errorMode="Custom", existingResponse="Auto")
    child(errors, "remove", statusCode="404", subStatusCode="-1")
    page = f"{root.base}{urls.NOT_FOUND}".lstrip("/").replace("/", "\\")
    child(errors, "error", statusCode="404", subStatusCode="-1", path=page, responseMode="File")
    seconds = int(hosting.CACHE_IMMUTABLE.partition("max-age=")[2].partition(",")[0])
    for folder in root.folders:
        place = child(document, "location", path=f"{folder}{hosting.FINGERPRINTED}".rstrip("/"))
        child(
            child(child(place, "system.webServer"), "staticContent"),
            "clientCache",
            cacheControlMode="UseMaxAge",
            cacheControlMaxAge=f"{seconds // 86400}.00:00:00",
            cacheControlCustom="public, immutable",
        )
    yield xml_file("web.config", document)


def _lines(path: str, lines: list[str]) -> Artifact:
    return text_file(path, "\n".join(lines) + "\n")


HOST_FILES: tuple[Callable[[HostRoot], Iterable[Artifact]], ...] = (
    small_files,
    headers_file,
    redirects_file,
    azure_config,
    htaccess,
    web_config,
    former_pages,
)


def notices_file(site: Site) -> Iterator[Artifact]:
    """Yield `notes.json`, which staff can replace on the host to change the page of the day."""
    if "today" in site.sections:
        yield json_file(urls.NOTICES, {"notes": [asdict(each) for each in notices(site)]})


def host_files(root: HostRoot, built: Iterable[Artifact]) -> Iterator[Artifact]:
    """Yield the files for the root of a host, beside those already built for the sites it holds."""
    for export in HOST_FILES:
        yield from export(root)
    front = root.folders[0]
    if front:
        for artifact in built:
            if artifact.path == f"{front}{urls.NOT_FOUND}":
                yield replace(artifact, path=urls.NOT_FOUND, origin=None)


EXPORTS: tuple[tuple[Extra | None, Callable[[Site], Iterable[Artifact]]], ...] = (
    (Extra.CALENDARS, calendars),
    (Extra.DATA_FILES, schedule_files),
    (Extra.DATA_FILES, event_json),
    (Extra.FEEDS, feed_files),
    (None, notices_file),
    (None, web_manifest),
    (None, lambda site: redirect_pages(site, site.base_url, resolve_redirects(site))),
)


def search_index(site: Site, pages: tuple[Page, ...], templates: Templates) -> Iterator[Artifact]:
    """Yield the index of the search: a template of all pages that are to be found."""
    digest = templates.digest(SEARCH_TEMPLATE, site.log)
    found = [page for page in pages if page.head.indexed or page.template == "pages/speaker.html"]
    if digest is not None:
        has_exit, in_full = bool(site.event.record.exit_url), len(found) <= MAX_PAGES_IN_FULL
        views = {"pages": found, "has_exit": has_exit, "in_full": in_full}
        digests = [page.digest for page in found]
        inputs = digest_of_values(engine_digest(), digest, digests, has_exit)
        produce = partial(templates.render, SEARCH_TEMPLATE, **views)
        yield Artifact(urls.SEARCH_INDEX, inputs, produce)


def export_artifacts(
    site: Site, pages: tuple[Page, ...], templates: Templates
) -> Iterator[Artifact]:
    """Yield every file of the site that is neither a page nor an asset."""
    leaves_out = site.event.record.leaves_out
    for extra, export in EXPORTS:
        if extra is None or not leaves_out(extra):
            yield from export(site)
    if "search" in site.sections:
        yield from search_index(site, pages, templates)
    yield from sitemap(site, pages)
    if not leaves_out(Extra.TEXT_COPIES):
        yield from llms_files(site, pages, templates)
