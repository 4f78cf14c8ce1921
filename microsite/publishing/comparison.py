"""Comparison of a folder or a host with a build, by the digest of each file."""

import gzip
import http.client
import os
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from microsite import __version__
from microsite.publish.build_json import BUILD_JSON, digest_of_bytes, digest_of_file
from microsite.site.hosting import FOR_HOSTS

SECONDS = 20  # time limit for an answer
MAX_PAUSE = 30  # seconds; what a busy host asks for is granted up to here
MAX_BYTES = 64 * 1024 * 1024
HEADERS = {
    "User-Agent": f"Microsite/{__version__} verify",
    "Accept-Encoding": "gzip",
    "Cache-Control": "no-cache",
}


class State(StrEnum):
    """Result of a comparison of a file with the build."""

    SAME = "same"
    DIFFERS = "differs"
    MISSING = "missing"
    FORWARDED = "forwarded"  # the host redirects visitors itself
    KEPT = "kept"  # meant for the host, which does not publish it
    EXTRA = "extra"  # in the folder, but not in build.json


def verify_folder(folder: Path, files: Mapping[str, str]) -> dict[str, State]:
    """Return the state of each file of a folder or of its build."""
    walk = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    there = {path.relative_to(folder).as_posix() for path in walk}
    states = dict.fromkeys(there - {BUILD_JSON}, State.EXTRA)
    for path, digest in files.items():
        found = digest_of_file(str(folder / path))
        states[path] = State.SAME if found == digest else State.DIFFERS if found else State.MISSING
    return states


def forwarding_pages(folder: Path, files: Iterable[str]) -> set[str]:
    """Return the pages at old addresses of a site, which only redirect."""
    pages = [it for it in files if it.endswith((".html", ".htm")) and (folder / it).is_file()]
    return {it for it in pages if b'<meta http-equiv="refresh"' in (folder / it).read_bytes()}


class RequestFailed(Exception):
    """The host does not answer. The text says why, in words for people."""


class Response(Struct, frozen=True):
    """Answer of a host."""

    status: int
    data: bytes
    headers: dict[str, str] = {}  # names are in small letters
    redirected_to: str = ""  # the whole address that answered, if the host redirected


class SiteClient:
    """A site at an address on the web, with a connection for each thread."""

    def __init__(self, address: str) -> None:
        self.address = address if address.endswith("/") else f"{address}/"
        self._connections: dict[tuple[int, str], http.client.HTTPConnection] = {}

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()

    def get(self, path: str) -> Response:
        """Return a file, also after redirects within the host. Raise RequestFailed."""
        address, redirected_to = urljoin(self.address, quote(path)), ""
        for _ in range(4):
            response = self._get_with_retries(address)
            location = response.headers.get("location")
            if response.status not in (301, 302, 303, 307, 308) or not location:
                return replace(response, redirected_to=redirected_to)
            address = redirected_to = urljoin(address, location)
            if urlsplit(address).netloc != urlsplit(self.address).netloc:
                return Response(response.status, b"", redirected_to=redirected_to)
        return Response(508, b"", redirected_to=redirected_to)

    def _get_with_retries(self, address: str) -> Response:
        """Request an address, again if the connection breaks or the host is busy."""
        pause = 0.5
        for tries_left in (2, 1, 0):
            try:
                response = self._get_once(address)
                if response.status not in (429, 500, 502, 503, 504) or not tries_left:
                    return response
                wanted = response.headers.get("retry-after", "")
                pause = min(float(wanted), MAX_PAUSE) if wanted.isdigit() else pause
            except (OSError, http.client.HTTPException) as failure:
                if not tries_left:
                    message = f"{urlsplit(address).netloc} does not answer: {_reason(failure)}."
                    raise RequestFailed(message) from failure
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


def _reason(failure: Exception) -> str:
    match failure:
        case TimeoutError():
            return f"no answer for {SECONDS} seconds"
        case ssl.SSLCertVerificationError():
            return "its certificate is not valid for this name"
        case ConnectionRefusedError():
            return "it refused the connection"
        case OSError() if failure.strerror:
            return failure.strerror.lower()
    return str(failure) or "the connection was lost"


def verify_online(
    site: SiteClient,
    files: Mapping[str, str],
    forwarding: AbstractSet[str],
    progress: Callable[[int], None],
) -> dict[str, State]:
    """Return the state of each file of a build on the web. Raise RequestFailed.

    The host may redirect the `forwarding` pages anywhere, all others only to a page of the site.
    `progress` is called with the number of files after each of them.
    """

    def state_of(path: str) -> State:
        response = site.get(path)
        digest = digest_of_bytes(response.data)
        if response.status == 200 and digest == files[path]:
            return State.SAME
        if path in FOR_HOSTS or path in (".nojekyll", "CNAME"):
            return State.KEPT
        if response.redirected_to and (digest in files.values() or path in forwarding):
            return State.FORWARDED
        return State.DIFFERS if response.status == 200 else State.MISSING

    states: dict[str, State] = {}
    with ThreadPoolExecutor(max_workers=4) as pool:
        try:
            for path, state in zip(sorted(files), pool.map(state_of, sorted(files)), strict=True):
                states[path] = state
                progress(len(states))
        except RequestFailed:
            pool.shutdown(cancel_futures=True)
            raise
    return states
