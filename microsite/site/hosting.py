"""Headers, caching and content types of the site, for the files of hosts.

Recipes and tests read them, too.
"""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _content_types(table: str) -> dict[str, str]:
    """Return content types by extension, from a list in the format of mime.types."""
    types = {}
    for line in table.splitlines():
        if line.startswith("#"):
            continue
        kind, *extensions = line.split()
        for extension in extensions:
            types[extension] = kind.replace(";", "; ")
    return types


SINGLE_PAGE_STYLE = _read("single_page.css")
STYLE_DIGEST = sha256(SINGLE_PAGE_STYLE.encode()).digest()
STYLE_SOURCE = f"'sha256-{b64encode(STYLE_DIGEST).decode()}'"
"""The only style inside a page that the policy allows."""

POLICY = (
    "default-src 'none'; "
    "style-src 'self'{style}; "
    "img-src 'self'; "
    "font-src 'self'; "
    "script-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "worker-src 'self'; "
    "base-uri 'none'; "
    "form-action 'self'"
)
PAGE_POLICY = POLICY.format(style="")
"""Policy inside each page."""
FILE_POLICY = POLICY.format(style=f" {STYLE_SOURCE}")
"""Policy of every file, among them the page of the whole event with its style."""
REFUSED_FEATURES = (
    "accelerometer",
    "autoplay",
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
"""Features of browsers that no page of the site can use."""
HEADERS = {
    # A policy in a page itself cannot forbid frames.
    "Content-Security-Policy": f"{FILE_POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A visit may put the visitor at risk.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in REFUSED_FEATURES),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
"""Headers of every file, as OWASP recommends, by name."""

FRAMED = "embed/"
"""Folder of the pages that other sites may show in frames."""
FRAME_HEADERS = {
    "Content-Security-Policy": f"{FILE_POLICY}; frame-ancestors *",
    "X-Frame-Options": "",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Values for these pages. One that is empty is not sent."""

FINGERPRINTED = "assets/"
"""Folder of files that never change: their names have a digest."""
CACHE_IMMUTABLE = "public, max-age=31536000, immutable"
CACHE_REVALIDATE = "no-cache"
"""Cached, but revalidated each time, so that pages are never outdated."""
CONTENT_TYPES = _content_types(_read("mime.types"))
OPEN_DATA = ("csv", "ics", "json", "md", "txt", "xml")
"""Extensions of files that programs on other sites may read."""
ENDINGS = sorted({"avif", "webmanifest", "webp", "woff2", *OPEN_DATA})
STATED_TYPES = {ending: CONTENT_TYPES[ending] for ending in ENDINGS}
"""Types that hosts do not know, or get wrong."""
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
"""Extensions of files that are text, which hosts send compressed."""
FOR_HOSTS = (
    ".htaccess",
    "_headers",
    "_redirects",
    "staticwebapp.config.json",
    "web.config",
)
