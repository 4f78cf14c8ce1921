"""How a host is to serve the site: headers, caching and content types, as data.

The one definition: each host's own file, the recipes in `deploy/`, and the tests against real
servers are made from it.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from microsite.site.urls import NOT_FOUND

SINGLE_PAGE_STYLE = Path(__file__).with_name("single_page.css").read_text(encoding="utf-8")
"""Style inside the file of the whole event. It is the same for every event, so that the policy of
every host knows its digest.
"""
STYLE_SOURCE = f"'sha256-{b64encode(sha256(SINGLE_PAGE_STYLE.encode()).digest()).decode()}'"
"""The same as a source that a Content-Security-Policy allows."""

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
"""What a page may load: its own files, and nothing inline. Every page carries it, for hosts that
send no headers.
"""

ONLY_IN_HEADERS = {
    "style-src": f"{POLICY['style-src']} {STYLE_SOURCE}",
    "frame-ancestors": "'none'",
}
"""What only a header says: nobody may frame the site, which browsers obey in a header alone; and
the one style that stands in a file, that of the whole event, which has a policy of its own besides.
"""

NOT_NEEDED = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""Powers of a browser that no page asks for, so that none can."""


def policy(directives: dict[str, str]) -> str:
    """A Content-Security-Policy as it is written."""
    return "; ".join(f"{name} {value}" for name, value in directives.items())


PAGE_POLICY = policy(POLICY)
"""The policy that stands in every page."""

HEADERS = {
    "Content-Security-Policy": policy(POLICY | ONLY_IN_HEADERS),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in NOT_NEEDED),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
"""Sent with everything; all that OWASP's secure headers ask of a site without accounts.
Referrer-Policy: no other site learns that somebody was here, which may put them at risk.
"""

STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
"""Strict-Transport-Security, two years: advice only, as it binds the whole domain and cannot be
taken back.
"""

FINGERPRINTED = "assets/"
"""The folder of files whose names carry a digest of their bytes: they never change."""
CACHE_IMMUTABLE = "public, max-age=31536000, immutable"
CACHE_REVALIDATE = "no-cache"
"""May be kept, but is asked about each time: costs a few bytes, and nobody reads yesterday's
programme.
"""

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "webmanifest": "application/manifest+json",
    "svg": "image/svg+xml; charset=utf-8",
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the ending of a file's name. All text is UTF-8."""

RARE_CONTENT_TYPES = ("ics", "md", "webmanifest", "avif", "webp", "woff2")
"""Endings that hosts do not know, or call something else."""

OPEN_DATA = ("csv", "ics", "json", "md", "txt", "xml")
"""Endings of what programs on other sites may read: calendars, feeds, programme data."""
OPEN_HEADERS = {"Access-Control-Allow-Origin": "*"}

COMPRESSIBLE_TYPES = (
    "html",
    "css",
    "js",
    "txt",
    "md",
    "csv",
    "xml",
    "ics",
    "json",
    "webmanifest",
    "svg",
    "ico",
)
"""Endings of what is sent compressed; the others are compressed already."""

FOR_HOSTS = (".htaccess", "_headers", "_redirects", "staticwebapp.config.json", "web.config")
"""Files of the site that are meant for the host, not for visitors."""


@dataclass(frozen=True)
class ResolvedRedirect:
    """An old address and where it leads now."""

    old: str
    """Relative to the root, a folder or a file: `speakers/j-smith/`, `agenda.html`."""
    new: str
    """A page's address relative to the root, or a whole address on another site."""

    @property
    def leaves(self) -> bool:
        """Check that it leads to another site."""
        return "://" in self.new

    @property
    def old_forms(self) -> tuple[str, ...]:
        """The paths that a visitor may ask for."""
        folder = self.old.removesuffix("/")
        return (self.old,) if folder == self.old else (folder, self.old, f"{self.old}index.html")


def base_path(base_url: str | None) -> str:
    """The path under which the site lies, `/` or `/2027/`; the root where that is not known."""
    path = urlsplit(base_url).path if base_url else ""
    return path if path.endswith("/") else f"{path}/"


def not_found_path(base_url: str | None) -> str:
    """Return the path of the error page from the root of the host."""
    return f"{base_path(base_url)}{NOT_FOUND}"


def type_of(path: str) -> str | None:
    """The content type of a file by its name; None where it has no ending we know."""
    return CONTENT_TYPES.get(path.rpartition("/")[2].rpartition(".")[2])


def headers_of(path: str) -> dict[str, str]:
    """Return the headers of a file of the site, the content type included."""
    kind = type_of(path)
    is_open = path.endswith(tuple(f".{ending}" for ending in OPEN_DATA)) and path not in FOR_HOSTS
    return (
        HEADERS
        | (OPEN_HEADERS if is_open else {})
        | {"Cache-Control": CACHE_IMMUTABLE if path.startswith(FINGERPRINTED) else CACHE_REVALIDATE}
        | ({"Content-Type": kind} if kind else {})
    )
