"""Headers, caching and content types of the site: data for host files, recipes and tests."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

SINGLE_PAGE_STYLE = Path(__file__).with_name("single_page.css").read_text(encoding="utf-8")
STYLE_SOURCE = f"'sha256-{b64encode(sha256(SINGLE_PAGE_STYLE.encode()).digest()).decode()}'"

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
UNUSED_FEATURES = (
    "accelerometer autoplay browsing-topics camera display-capture encrypted-media geolocation "
    "gyroscope hid idle-detection local-fonts magnetometer microphone midi payment "
    "publickey-credentials-get screen-wake-lock serial usb xr-spatial-tracking".split()
)


def policy(directives: dict[str, str]) -> str:
    """Format a Content-Security-Policy."""
    return "; ".join(f"{name} {value}" for name, value in directives.items())


PAGE_POLICY = policy(POLICY)
HEADERS = {
    # It allows the inline style of the page with the whole event; only a header can forbid frames.
    "Content-Security-Policy": policy(
        POLICY | {"style-src": f"'self' {STYLE_SOURCE}", "frame-ancestors": "'none'"}
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
"""Sent with every file, as OWASP recommends. No referrer: a visit may put the visitor at risk."""

FINGERPRINTED = "assets/"
"""Folder of files whose names contain a digest of their bytes: they never change."""
CACHE_IMMUTABLE = "public, max-age=31536000, immutable"
CACHE_REVALIDATE = "no-cache"
"""Cached, but revalidated each time, so that pages are never out of date."""
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
OPEN_DATA = ("csv", "ics", "json", "md", "txt", "xml")
"""Extensions of files that programs on other sites may read."""
OPEN_HEADERS = {"Access-Control-Allow-Origin": "*"}
COMPRESSIBLE_TYPES = tuple("html css js txt md csv xml ics json webmanifest svg ico".split())
FOR_HOSTS = (".htaccess", "_headers", "_redirects", "staticwebapp.config.json", "web.config")
