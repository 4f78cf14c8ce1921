"""Requests for the files of a published site."""

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

from microsite import __version__

SECONDS = 20
"""Time limit of an answer."""
TRIES = 3
LONGEST_PAUSE = 30
"""Limit in seconds of the pause that a busy host asks for."""
LARGEST = 64 * 1024 * 1024
"""Bytes of one file."""
MAX_REDIRECTS = 3
BUSY = frozenset((429, 500, 502, 503, 504))
REDIRECTS = frozenset((301, 302, 303, 307, 308))


class RequestFailed(Exception):
    """The host does not answer. The text says why, in words for people."""


class Response(Struct, frozen=True):
    """Answer to a request for a path."""

    status: int
    data: bytes
    redirected_to: str
    """Full address of the answer after a redirect, else empty."""


class SiteClient:
    """A site on the web. A `with` block closes its connections."""

    def __init__(self, address: str) -> None:
        self.address = address if address.endswith("/") else f"{address}/"
        self._own = threading.local()
        self._open: list[http.client.HTTPConnection] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._open:
            connection.close()

    def get(self, path: str) -> Response:
        """Request a file. Follow redirects within the host. Raise RequestFailed."""
        address, redirected_to = urljoin(self.address, quote(path)), ""
        for _ in range(MAX_REDIRECTS + 1):
            status, headers, data = self._ask(address)
            where = headers.get("location")
            if status not in REDIRECTS or not where:
                return Response(status, data, redirected_to)
            address = redirected_to = urljoin(address, where)
            if urlsplit(address).netloc != urlsplit(self.address).netloc:
                return Response(status, b"", redirected_to)
        return Response(508, b"", redirected_to)

    def _ask(self, address: str) -> tuple[int, dict[str, str], bytes]:
        """Send a request, again if the connection breaks or the host is busy."""
        pause = 0.5
        for left in reversed(range(TRIES)):
            try:
                status, headers, data = self._ask_once(address)
            except (OSError, http.client.HTTPException) as failure:
                if connection := getattr(self._own, urlsplit(address).scheme, None):
                    connection.close()  # it opens by itself when it is used again
                if not left:
                    raise RequestFailed(
                        f"{urlsplit(address).netloc} does not answer: {reason(failure)}."
                    ) from failure
            else:
                if status not in BUSY or not left:
                    return status, headers, data
                asked = headers.get("retry-after", "")
                pause = min(float(asked), LONGEST_PAUSE) if asked.isdigit() else pause
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last try returns or raises")

    def _ask_once(self, address: str) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(address)
        connection: http.client.HTTPConnection | None = getattr(self._own, parts.scheme, None)
        if connection is None:
            kind = (
                http.client.HTTPSConnection
                if parts.scheme == "https"
                else http.client.HTTPConnection
            )
            connection = kind(parts.netloc, timeout=SECONDS)
            setattr(self._own, parts.scheme, connection)
            self._open.append(connection)
        target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        headers = {
            "User-Agent": f"Microsite/{__version__} verify",
            "Accept-Encoding": "gzip",
            "Cache-Control": "no-cache",
        }
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        data = answer.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise http.client.HTTPException("the file is too large")
        given = {name.lower(): value for name, value in answer.getheaders()}
        if given.get("content-encoding") == "gzip":
            try:
                data = gzip.decompress(data)
            except (OSError, EOFError, zlib.error):
                data = b""
        return answer.status, given, data


def reason(failure: Exception) -> str:
    """Return the reason for a missing answer, in a few words."""
    if isinstance(failure, TimeoutError):
        return f"nothing came for {SECONDS} seconds"
    if isinstance(failure, ssl.SSLCertVerificationError):
        return "its certificate is not valid for this name"
    if isinstance(failure, ConnectionRefusedError):
        return "it refuses the connection"
    if isinstance(failure, OSError) and failure.strerror:
        return failure.strerror.lower()
    return str(failure) or "the line broke"
