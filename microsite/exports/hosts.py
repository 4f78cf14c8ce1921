"""Files that hosts and crawlers look for by name, made from the definition in site/hosting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from microsite.exports.files import child, json_file, text_file, xml_file
from microsite.render.artifacts import Artifact
from microsite.site.host_root import HostRoot
from microsite.site.hosting import (
    CACHE_IMMUTABLE,
    CACHE_REVALIDATE,
    COMPRESSIBLE_TYPES,
    CONTENT_TYPES,
    FINGERPRINTED,
    FOR_HOSTS,
    HEADERS,
    OPEN_DATA,
    OPEN_HEADERS,
    RARE_CONTENT_TYPES,
    ResolvedRedirect,
)
from microsite.site.state import half_year_after

MAX_REDIRECT_RULES = 1000
"""GitLab Pages reads no `_redirects` with more. The pages at the old addresses redirect all the
same.
"""


def no_jekyll(_root: HostRoot) -> Iterator[Artifact]:
    """`.nojekyll`: without it, GitHub Pages leaves out names that start with a dot."""
    yield text_file(".nojekyll", "")


def security_txt(root: HostRoot) -> Iterator[Artifact]:
    """`security.txt` (RFC 9116), valid for at least half a year (see `next_change`)."""
    site = root.site
    contact = site.event.record.security_contact
    if contact is None:
        return
    lines = [
        f"Contact: {contact if '://' in contact else f'mailto:{contact}'}",
        f"Expires: {half_year_after(site.as_of).isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(site.event.record.languages)}",
    ]
    if root.base_url:
        lines.append(f"Canonical: {root.base_url}.well-known/security.txt")
    yield _lines(".well-known/security.txt", lines)


def cname(root: HostRoot) -> Iterator[Artifact]:
    """`CNAME`: the domain for which GitHub Pages is to answer."""
    details = root.site.event.record
    if details.custom_domain and details.base_url:
        yield text_file("CNAME", f"{urlsplit(details.base_url).hostname}\n")


def robots_txt(root: HostRoot) -> Iterator[Artifact]:
    """`robots.txt`: everything may be read; a preview with drafts is kept out of search engines."""
    lines = ["User-agent: *", "Disallow: /" if root.site.drafts else "Disallow:"]
    if root.base_url and not root.site.drafts:
        lines += ["", *(f"Sitemap: {root.base_url}{folder}sitemap.xml" for folder in root.folders)]
    yield _lines("robots.txt", lines)


def headers_file(root: HostRoot) -> Iterator[Artifact]:
    """`_headers`, for Netlify and Cloudflare.

    They revalidate by themselves, and join the values of a header that two rules give.
    """
    rules = [("/*", HEADERS)]
    rules += [(f"/{folder}*", {"Cache-Control": CACHE_IMMUTABLE}) for folder in root.fingerprinted]
    for ending, content_type in _stated_types().items():
        open_headers = OPEN_HEADERS if ending in OPEN_DATA else {}
        rules.append((f"/*.{ending}", {"Content-Type": content_type} | open_headers))
    lines = []
    for path, headers in rules:
        lines += [path, *(f"  {name}: {value}" for name, value in headers.items())]
    yield _lines("_headers", lines)


def redirects_file(root: HostRoot) -> Iterator[Artifact]:
    """`_redirects`, for Netlify, Cloudflare and GitLab Pages; only where there are some."""
    rules = [
        f"{root.base}{old} {_target(redirect, root.base)} 301"
        for redirect in root.forwardings
        for old in redirect.old_forms
        if not old.endswith("/index.html")
    ]
    if rules:
        yield _lines("_redirects", rules[:MAX_REDIRECT_RULES])


def azure_config(root: HostRoot) -> Iterator[Artifact]:
    """`staticwebapp.config.json`, for Azure Static Web Apps; the first route that fits counts.

    Of the forms of an old address only the shortest is listed: one that is listed twice is refused,
    and the page that stands at the others redirects as well.
    """
    routes: list[dict[str, object]] = [
        {
            "route": f"{root.base}{redirect.old_forms[0]}",
            "redirect": _target(redirect, root.base),
            "statusCode": 301,
        }
        for redirect in root.forwardings
    ]
    routes += [
        {"route": f"{root.base}{folder}*", "headers": {"Cache-Control": CACHE_IMMUTABLE}}
        for folder in root.fingerprinted
    ]
    routes.append({"route": f"/*.{{{','.join(OPEN_DATA)}}}", "headers": OPEN_HEADERS})
    config = {
        "globalHeaders": HEADERS | {"Cache-Control": CACHE_REVALIDATE},
        "mimeTypes": {f".{ending}": kind for ending, kind in _stated_types().items()},
        "routes": routes,
        "responseOverrides": {"404": {"rewrite": root.not_found}},
        "trailingSlash": "auto",
    }
    yield json_file("staticwebapp.config.json", config)


def htaccess(root: HostRoot) -> Iterator[Artifact]:
    """`.htaccess`, for Apache, LiteSpeed and most shared hosting.

    Only what `AllowOverride FileInfo` permits, each part only where its module is: anything else
    is an error 500.
    """
    parts = (
        [f"ErrorDocument 404 {root.not_found}"],
        _if_module("mod_mime.c", _apache_types()),
        _if_module("mod_rewrite.c", _apache_rewrites(root.forwardings)),
        _if_module("mod_headers.c", _apache_headers()),
        _if_module("mod_deflate.c", _apache_compression()),
    )
    yield text_file(".htaccess", "\n\n".join("\n".join(lines) for lines in parts) + "\n")


def _if_module(module: str, lines: list[str]) -> list[str]:
    return [f"<IfModule {module}>", *(f"  {line}" for line in lines), "</IfModule>"]


def _apache_types() -> list[str]:
    """AddType alone would lose against an AddCharset of the server's, so charsets stand apart."""
    types = [f"AddType {kind.partition(';')[0]} .{end}" for end, kind in CONTENT_TYPES.items()]
    utf8 = [f".{ending}" for ending, kind in CONTENT_TYPES.items() if "charset" in kind]
    return [*types, f"AddCharset utf-8 {' '.join(utf8)}"]


def _apache_rewrites(redirects: tuple[ResolvedRedirect, ...]) -> list[str]:
    """BASE is the path of this folder: the part of the address that a rule does not see."""
    hidden = "|".join(re.escape(name) for name in FOR_HOSTS)
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


def _apache_headers() -> list[str]:
    """`always` also goes with errors; what is kept for ever goes only with what was found."""
    return [
        *(f'Header always set {name} "{value}"' for name, value in HEADERS.items()),
        f'Header set Cache-Control "{CACHE_REVALIDATE}"',
        f'<If "%{{REQUEST_URI}} =~ m#/{FINGERPRINTED}#">',
        f'  Header set Cache-Control "{CACHE_IMMUTABLE}"',
        "</If>",
        f'<FilesMatch "\\.(?:{"|".join(OPEN_DATA)})$">',
        *(f'  Header always set {name} "{value}"' for name, value in OPEN_HEADERS.items()),
        "</FilesMatch>",
        "# mod_deflate marks the ETags of what it compresses, and would not know them again.",
        'RequestHeader edit* If-None-Match "-gzip\\"" "\\""',
    ]


def _apache_compression() -> list[str]:
    kinds = dict.fromkeys(CONTENT_TYPES[ending].partition(";")[0] for ending in COMPRESSIBLE_TYPES)
    return [f"AddOutputFilterByType DEFLATE {' '.join(kinds)}"]


def web_config(root: HostRoot) -> Iterator[Artifact]:
    """`web.config`, for IIS: nothing that needs a module besides those of every IIS, as one that is
    missing is an error 500.

    So there are no redirects: the pages at the old addresses redirect.
    """
    document = Element("configuration")
    server = child(document, "system.webServer")
    static = child(server, "staticContent")
    for ending, content_type in CONTENT_TYPES.items():
        child(static, "remove", fileExtension=f".{ending}")
        child(static, "mimeMap", fileExtension=f".{ending}", mimeType=content_type)
    child(static, "clientCache", cacheControlMode="DisableCache")  # says no-cache
    headers = child(child(server, "httpProtocol"), "customHeaders")
    child(headers, "remove", name="X-Powered-By")
    for name, value in HEADERS.items():
        child(headers, "remove", name=name)
        child(headers, "add", name=name, value=value)
    errors = child(server, "httpErrors", errorMode="Custom", existingResponse="Auto")
    child(errors, "remove", statusCode="404", subStatusCode="-1")
    page = root.not_found.lstrip("/").replace("/", "\\")
    child(errors, "error", statusCode="404", subStatusCode="-1", path=page, responseMode="File")
    seconds = int(CACHE_IMMUTABLE.partition("max-age=")[2].partition(",")[0])
    for folder in root.fingerprinted:
        location = child(document, "location", path=folder.rstrip("/"))
        child(
            child(child(location, "system.webServer"), "staticContent"),
            "clientCache",
            cacheControlMode="UseMaxAge",
            cacheControlMaxAge=f"{seconds // 86400}.00:00:00",
            cacheControlCustom="public, immutable",
        )
    yield xml_file("web.config", document)


def _stated_types() -> dict[str, str]:
    """Content types that hosts need to be given, by ending."""
    return {ending: CONTENT_TYPES[ending] for ending in sorted({*RARE_CONTENT_TYPES, *OPEN_DATA})}


def _target(redirect: ResolvedRedirect, base: str) -> str:
    """Return the target of a redirect, from the root of the host."""
    return redirect.new if redirect.leaves else f"{base}{redirect.new}"


def _lines(path: str, lines: list[str]) -> Artifact:
    return text_file(path, "\n".join(lines) + "\n")
