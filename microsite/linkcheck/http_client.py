"""Checks of one address of the public web by `http` or `https`: HEAD, or GET without its body."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from microsite import __version__

SECONDS = 15
"""Time limit for each part of an answer."""
MAX_SECONDS = 30
"""Time limit for an answer as a whole, as some hosts send a letter now and then."""
MAX_REDIRECTS = 8
PERMANENT, REDIRECTS = frozenset((301, 308)), frozenset((301, 302, 303, 307, 308))
GONE = frozenset((404, 410))
BUSY = 429
REFUSED = frozenset((401, 402, 403, 405, 406, 407, 418, 421, BUSY, 451, 501, 999))
"""Answers to a robot that say nothing of what people get."""
BOT_WALL_HEADERS = frozenset(("cf-mitigated", "x-datadome", "x-amzn-waf-action"))
RESERVED_TLDS = frozenset(("example", "test", "invalid"))
HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; Microsite/{__version__}; link check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en",
}


class LinkStatus(StrEnum):
    """Result of a check. The values are stored in the cache."""

    OK = "there"
    GONE = "gone"
    UNSAFE = "unsafe"
    """Browsers warn of it."""
    PRIVATE = "private"
    """Inside a private network."""
    MADE_UP = "made up"
    """A name for examples, which exists nowhere."""
    REFUSED = "refused"
    """Robots are turned away; people may not be."""
    TROUBLE = "trouble"
    """No answer, or an error of the host: perhaps only today."""


class LinkResult(Struct, frozen=True):
    """Result of the check of an address."""

    status: LinkStatus
    why: str = ""
    """A few words that go after a colon."""
    moved_to: str = ""
    """New address, if it has moved for good."""
    pause: float | None = None
    """Seconds the host asks to wait before the next request."""
    is_silent: bool = False
    """True if nothing answered at all, as when this machine is offline."""


class RequestFailed(Exception):
    """A check that ends before there is an answer."""

    def __init__(self, status: LinkStatus, why: str = "", *, is_silent: bool = False) -> None:
        super().__init__(why)
        self.result = LinkResult(status, why, is_silent=is_silent)


def check_url(address: str) -> LinkResult:
    """Check an address once, and follow where it leads."""
    seen, moved_to = {address}, ""
    here, is_permanent, wants_cookies = address, True, False
    try:
        for _ in range(MAX_REDIRECTS):
            status, headers = _head_or_get(here)
            location = headers.get("location", "")
            if status not in REDIRECTS or not location:
                return _classify_response(status, headers, moved_to)
            wants_cookies = wants_cookies or "set-cookie" in headers
            with suppress(UnicodeError):  # Python reads headers as Latin-1
                location = location.encode("latin-1").decode("utf-8")
            here = urljoin(here, location.strip())
            if urlsplit(here).scheme not in ("http", "https"):
                return LinkResult(LinkStatus.GONE, "it leads to something that is no page")
            if here in seen:
                break
            seen.add(here)
            is_permanent = is_permanent and status in PERMANENT
            moved_to = here if is_permanent else moved_to
    except RequestFailed as failure:
        return failure.result if here == address else replace(failure.result, is_silent=False)
    except ValueError:
        return LinkResult(LinkStatus.GONE, "it leads to something that is no address")
    if wants_cookies:
        return LinkResult(LinkStatus.REFUSED, "its host wants to leave a cookie first")
    return LinkResult(LinkStatus.GONE, "it leads round in a circle")


def _classify_response(status: int, headers: Mapping[str, str], moved_to: str) -> LinkResult:
    if 200 <= status < 400:
        return LinkResult(LinkStatus.OK, moved_to=moved_to)
    is_wall = not BOT_WALL_HEADERS.isdisjoint(headers)
    if status in GONE and not is_wall:
        return LinkResult(LinkStatus.GONE, f"its host has no such page ({status})")
    retry_after = headers.get("retry-after", "").strip()
    pause = float(retry_after) if re.fullmatch(r"\d{1,6}", retry_after) else None
    if status in REFUSED or is_wall:
        why = f"its host turns programs away ({status})"
        return LinkResult(LinkStatus.REFUSED, why, pause=pause)
    if 400 <= status < 500:
        why = f"its host does not understand the question ({status})"
        return LinkResult(LinkStatus.REFUSED, why)
    return LinkResult(LinkStatus.TROUBLE, f"its host is out of order ({status})", pause=pause)


def _head_or_get(address: str) -> tuple[int, Mapping[str, str]]:
    """Return the status and headers of an address. Raises RequestFailed."""
    try:
        status, headers = _request("HEAD", address)
    except RequestFailed as failure:
        if failure.result.is_silent or failure.result.status is not LinkStatus.TROUBLE:
            raise
        status, headers = 500, {}
    return (status, headers) if status < 400 or status == BUSY else _request("GET", address)


def _request(method: str, address: str) -> tuple[int, Mapping[str, str]]:
    try:
        connection, target = _connection(address)
    except (UnicodeError, http.client.InvalidURL):
        raise RequestFailed(LinkStatus.GONE, "this is no address that can be followed") from None
    start = time.monotonic()

    def break_off() -> None:
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(MAX_SECONDS, break_off)
    timer.daemon = True
    timer.start()
    try:
        _connect(connection)
        connection.request(method, target, headers=HEADERS)
        response = connection.getresponse()
        if time.monotonic() - start >= MAX_SECONDS:
            raise TimeoutError
        return response.status, {name.lower(): value for name, value in response.getheaders()}
    except (OSError, http.client.HTTPException, ValueError) as failure:
        is_slow = time.monotonic() - start >= MAX_SECONDS or isinstance(failure, TimeoutError)
        why = "its host does not answer" if is_slow else "its host breaks off"
        raise RequestFailed(LinkStatus.TROUBLE, why) from None
    finally:
        timer.cancel()
        connection.close()


def _connect(connection: http.client.HTTPConnection) -> None:
    status, is_silent = LinkStatus.TROUBLE, False
    try:
        connection.connect()
    except ssl.SSLCertVerificationError as failure:
        if failure.verify_code in (10, 62, 64):
            is_old = failure.verify_code == 10
            why = "its certificate has run out" if is_old else "its certificate is for another name"
            status = LinkStatus.UNSAFE
        else:  # browsers forgive some of these, as they know more of the chain
            why, is_silent = "it is not known here who vouches for its certificate", True
    except ConnectionRefusedError:
        why = "its host lets nobody in"
    except (ssl.SSLError, ConnectionResetError):
        why = "its host breaks off"
    except (OSError, http.client.HTTPException):
        why, is_silent = "its host does not answer", True
    else:
        return
    raise RequestFailed(status, why, is_silent=is_silent)


def _connection(address: str) -> tuple[http.client.HTTPConnection, str]:
    """Return a connection that is not open yet, and the target to request."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
    top_level = host.rpartition(".")[2]
    if top_level in RESERVED_TLDS:
        raise RequestFailed(LinkStatus.MADE_UP)
    with suppress(ValueError):  # it is a name
        if not is_public(ipaddress.ip_address(host)):
            raise RequestFailed(LinkStatus.PRIVATE)
    if top_level == "localhost":
        raise RequestFailed(LinkStatus.PRIVATE)
    target = quote(parts.path, safe="/%~:@!$&'()*+,;=") or "/"
    target += f"?{quote(parts.query, safe='/%?~:@!$&()*+,;=[]')}" if parts.query else ""
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy or urllib.request.proxy_bypass(host):
        kind = _PublicHTTPSConnection if is_secure else _PublicHTTPConnection
        return kind(host, port, timeout=SECONDS), target
    at = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    via = (at.hostname or "", at.port or 8080)
    if not is_secure:
        connection = http.client.HTTPConnection(*via, timeout=SECONDS)
        return connection, f"http://{host}:{port}{target}"
    tunnel = http.client.HTTPSConnection(*via, timeout=SECONDS)
    tunnel.set_tunnel(f"{host}:{port}")
    return tunnel, target


class _PublicHTTPConnection(http.client.HTTPConnection):
    """Connects to the very address that was checked: a name cannot point elsewhere in between."""

    def connect(self) -> None:
        self.sock = _connect_public(self.host, self.port)


class _PublicHTTPSConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        self.sock = _connect_public(self.host, self.port)
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _connect_public(host: str, port: int) -> socket.socket:
    """Connect to the first address of a public host that answers."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as failure:
        if failure.errno == socket.EAI_NONAME:
            status, why = LinkStatus.GONE, f"there is no host “{host}”"
        else:
            status, why = LinkStatus.TROUBLE, "its host cannot be found today"
        raise RequestFailed(status, why, is_silent=True) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(is_public(ipaddress.ip_address(each.partition("%")[0])) for each in addresses):
        raise RequestFailed(LinkStatus.PRIVATE)
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=SECONDS)
    return socket.create_connection((addresses[-1], port), timeout=SECONDS)


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether an address belongs to the public web, and not to a private network."""
    inner = getattr(address, "ipv4_mapped", None) or address
    return bool(inner.is_global and not inner.is_multicast)
