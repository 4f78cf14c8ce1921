"""`web.config`, for IIS."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from microsite.artifact import Artifact
from microsite.exports.files import text_file
from microsite.exports.xml import child, document
from microsite.site.hosting import CONTENT_TYPES, FINGERPRINTED, FOREVER, HEADERS, not_found_path
from microsite.site.site import Site


def web_config(site: Site) -> Iterator[Artifact]:
    """Nothing that needs a module besides those of every IIS, as one that is missing is an error 500.

    So there are no redirects: the pages at the old addresses forward.
    """
    root = Element("configuration")
    server = child(root, "system.webServer")
    static = child(server, "staticContent")
    for ending, kind in CONTENT_TYPES.items():
        child(static, "remove", fileExtension=f".{ending}")
        child(static, "mimeMap", fileExtension=f".{ending}", mimeType=kind)
    child(static, "clientCache", cacheControlMode="DisableCache")  # says no-cache
    sent = child(child(server, "httpProtocol"), "customHeaders")
    child(sent, "remove", name="X-Powered-By")
    for name, value in HEADERS.items():
        child(sent, "remove", name=name)
        child(sent, "add", name=name, value=value)
    errors = child(server, "httpErrors", errorMode="Custom", existingResponse="Auto")
    child(errors, "remove", statusCode="404", subStatusCode="-1")
    page = not_found_path(site.base_url).lstrip("/").replace("/", "\\")
    child(errors, "error", statusCode="404", subStatusCode="-1", path=page, responseMode="File")
    assets = child(root, "location", path=FINGERPRINTED.rstrip("/"))
    cache = child(child(assets, "system.webServer"), "staticContent")
    seconds = FOREVER.partition("max-age=")[2].partition(",")[0]
    child(
        cache,
        "clientCache",
        cacheControlMode="UseMaxAge",
        cacheControlMaxAge=f"{int(seconds) // 86400}.00:00:00",
        cacheControlCustom="public, immutable",
    )
    yield text_file("web.config", document(root))
