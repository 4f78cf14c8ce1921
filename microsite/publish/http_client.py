"""Files of a site as a host serves them, requested politely."""

from __future__ import annotations

import gzip
import http.client
import ssl
import threading
import time
import zlib
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from microsite import __version__

SECONDS = 20
"""Time limit for an answer."""
TRIES = 3
MAX_PAUSE = 30
"""Seconds; what a busy host asks for is granted up to here."""
MAX_BYTES = 64 * 1024 * 1024
MAX_REDIRECTS = 3
BUSY = frozenset((429, 500, 502, 503, 504))
REDIRECTS = frozenset((301, 302, 303, 307, 308))
HEADERS = {
    "User-Agent": f"Microsite/{__version__} verify",
    "Accept-Encoding": "gzip",
    "Cache-Control": "no-cache",
}


class RequestFailed(Exception):
    """The host does not answer. The text says why, in words for people."""


class Response(Struct, frozen=True):
    """Answer of a host."""

    status: int
    data: bytes
    headers: dict[str, str] = {}
    """Names are in small letters."""
    redirected_to: str = ""
    """The whole address that answered, if the host redirected."""


class SiteClient:
    """A site at an address on the web, with a connection for each thread; a context manager."""

    def __init__(self, address: str) -> None:
        self.address = address if address.endswith("/") else f"{address}/"
        self._connections: dict[tuple[int, str], http.client.HTTPConnection] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._connections.values():
            connection.close()

    def get(self, path: str) -> Response:
        """Return a file, also after redirects within the host. Raise RequestFailed."""
        address, redirected_to = urljoin(self.address, quote(path)), ""
        for _ in range(MAX_REDIRECTS + 1):
            response = self._get_with_retries(address)
            location = response.headers.get("location")
            if response.status not in REDIRECTS or not location:
                return replace(response, redirected_to=redirected_to)
            address = redirected_to = urljoin(address, location)
            if urlsplit(address).netloc != urlsplit(self.address).netloc:
                return Response(response.status, b"", redirected_to=redirected_to)
        return Response(508, b"", redirected_to=redirected_to)

    def _get_with_retries(self, address: str) -> Response:
        """Request an address, again if the connection breaks or the host is busy."""
        pause = 0.5
        for tries_left in reversed(range(TRIES)):
            try:
                response = self._get_once(address)
            except (OSError, http.client.HTTPException) as failure:
                if not tries_left:
                    message = f"{urlsplit(address).netloc} does not answer: {reason(failure)}."
                    raise RequestFailed(message) from failure
            else:
                if response.status not in BUSY or not tries_left:
                    return response
                wanted = response.headers.get("retry-after", "")
                pause = min(float(wanted), MAX_PAUSE) if wanted.isdigit() else pause
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last try returns or raises")

    def _get_once(self, address: str) -> Response:
        scheme, host, path, query, _ = urlsplit(address)
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        key = threading.get_ident(), scheme
        connection = self._connections.setdefault(key, kind(host, timeout=SECONDS))
        try:
            connection.request("GET", f"{path or '/'}{query and f'?{query}'}", headers=HEADERS)
            response = connection.getresponse()
            data = response.read(MAX_BYTES + 1)
        except (OSError, http.client.HTTPException):
            connection.close()  # it opens by itself when it is used again
            raise
        if len(data) > MAX_BYTES:
            connection.close()
            raise http.client.HTTPException("the file is too large")
        headers = {name.lower(): value for name, value in response.getheaders()}
        if headers.get("content-encoding") == "gzip":
            try:
                data = gzip.decompress(data)
            except (OSError, EOFError, zlib.error):
                data = b""
        return Response(response.status, data, headers)


def reason(failure: Exception) -> str:
    """Return why there was no answer, in a few words."""
    match failure:
        case TimeoutError():
            return f"nothing came for {SECONDS} seconds"
        case ssl.SSLCertVerificationError():
            return "its certificate is not valid for this name"
        case ConnectionRefusedError():
            return "it refuses the connection"
        case OSError() if failure.strerror:
            return failure.strerror.lower()
    return str(failure) or "the line broke"
