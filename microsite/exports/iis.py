"""`web.config`, for IIS."""

from __future__ import annotations

from collections.abc import Iterator

from microsite.exports.files import text_file
from microsite.exports.xml import Element, child, document
from microsite.render.artifacts import Artifact
from microsite.site.host_root import HostRoot
from microsite.site.hosting import CONTENT_TYPES, FOREVER, HEADERS


def web_config(host: HostRoot) -> Iterator[Artifact]:
    """Nothing that needs a module besides those of every IIS, as one that is missing is an error 500.

    So there are no redirects: the pages at the old addresses forward.
    """
    root = Element("configuration", {})
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
    page = host.not_found.lstrip("/").replace("/", "\\")
    child(errors, "error", statusCode="404", subStatusCode="-1", path=page, responseMode="File")
    for folder in host.fingerprinted:
        _keep_for_ever(child(root, "location", path=folder.rstrip("/")))
    yield text_file("web.config", document(root))


def _keep_for_ever(location: Element) -> None:
    seconds = FOREVER.partition("max-age=")[2].partition(",")[0]
    child(
        child(child(location, "system.webServer"), "staticContent"),
        "clientCache",
        cacheControlMode="UseMaxAge",
        cacheControlMaxAge=f"{int(seconds) // 86400}.00:00:00",
        cacheControlCustom="public, immutable",
    )
