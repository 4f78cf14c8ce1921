"""One address on the web, looked at as a browser would, but for what it holds: whether a page is
there.

Only `http` and `https`, only hosts of the public web, only what an answer starts with: nothing is
read of a page.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from microsite import __version__

SECONDS = 15
"""How long a host may take for each part of an answer."""
LONGEST = 30
"""Seconds for one answer as a whole: a host that sends a letter now and then holds nobody up."""
MAX_REDIRECTS = 8
PERMANENT, REDIRECTS = frozenset((301, 308)), frozenset((301, 302, 303, 307, 308))
GONE = frozenset((404, 410))
BUSY = 429
REFUSED = frozenset((401, 402, 403, 405, 406, 407, 418, 421, BUSY, 451, 501, 999))
"""Answers to a robot that say nothing of what people get."""
BOT_WALL_HEADERS = frozenset(("cf-mitigated", "x-datadome", "x-amzn-waf-action"))
"""Headers with which walls against robots give themselves away, whatever their status says."""
RESERVED_TLDS = frozenset(("example", "test", "invalid"))
"""Endings of names that exist nowhere."""
HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; Microsite/{__version__}; link check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en",
}


class LinkStatus(StrEnum):
    """What became of a visit."""

    OK = "there"
    GONE = "gone"
    """Nobody will find anything there."""
    UNSAFE = "unsafe"
    """Browsers warn of it."""
    PRIVATE = "private"
    """Inside a network of its own."""
    MADE_UP = "made up"
    """A name that exists nowhere, as examples use it."""
    REFUSED = "refused"
    """Robots are turned away; people may not be."""
    TROUBLE = "trouble"
    """No answer, or a host that is not well: perhaps only today."""


class LinkResult(Struct, frozen=True):
    """What was found at an address."""

    verdict: LinkStatus
    why: str = ""
    """A few words that go after a colon."""
    moved_to: str = ""
    """Where it has moved for good; empty where it has not."""
    pause: float | None = None
    """Seconds the host asks to wait before it is asked again."""
    is_silent: bool = False
    """Whether nothing answered at all, as when this machine is offline."""


class RequestFailed(Exception):
    """A visit that ends before there is an answer."""

    def __init__(self, visit: LinkResult) -> None:
        super().__init__(visit.why)
        self.visit = visit


def check_url(address: str) -> LinkResult:
    """LinkResult an address once, and follow where it leads."""
    seen, moved_to = {address}, ""
    here, is_permanent, wants_cookies = address, True, False
    try:
        for _ in range(MAX_REDIRECTS):
            status, headers = _answer(here)
            where = headers.get("location", "")
            if status not in REDIRECTS or not where:
                return _classify_response(status, headers, moved_to)
            wants_cookies = wants_cookies or "set-cookie" in headers
            here = urljoin(here, _readable(where))
            if urlsplit(here).scheme not in ("http", "https"):
                return LinkResult(LinkStatus.GONE, "it leads to something that is no page")
            if here in seen:
                break
            seen.add(here)
            is_permanent = is_permanent and status in PERMANENT
            moved_to = here if is_permanent else moved_to
    except RequestFailed as end:
        return end.visit if here == address else replace(end.visit, is_silent=False)
    except ValueError:
        return LinkResult(LinkStatus.GONE, "it leads to something that is no address")
    if wants_cookies:
        return LinkResult(LinkStatus.REFUSED, "its host wants to leave a cookie first")
    return LinkResult(LinkStatus.GONE, "it leads round in a circle")


def _readable(where: str) -> str:
    """The address of a header, which Python reads as Latin-1, as the UTF-8 that it is."""
    with suppress(UnicodeError):
        return where.encode("latin-1").decode("utf-8").strip()
    return where.strip()


def _classify_response(status: int, headers: Mapping[str, str], moved_to: str) -> LinkResult:
    asked = headers.get("retry-after", "").strip()
    pause = float(asked) if re.fullmatch(r"\d{1,6}", asked) else None
    is_wall = not BOT_WALL_HEADERS.isdisjoint(headers)
    if 200 <= status < 400:
        return LinkResult(LinkStatus.OK, moved_to=moved_to)
    if status in GONE and not is_wall:
        return LinkResult(LinkStatus.GONE, f"its host has no such page ({status})")
    if status in REFUSED or is_wall:
        return LinkResult(
            LinkStatus.REFUSED, f"its host turns programs away ({status})", pause=pause
        )
    if 400 <= status < 500:
        return LinkResult(
            LinkStatus.REFUSED, f"its host does not understand the question ({status})"
        )
    return LinkResult(LinkStatus.TROUBLE, f"its host is out of order ({status})", pause=pause)


def _answer(address: str) -> tuple[int, Mapping[str, str]]:
    """What a host answers: to HEAD, and where it does not like that, to GET. Raises RequestFailed."""
    try:
        status, headers = _ask("HEAD", address)
    except RequestFailed as end:
        if end.visit.is_silent or end.visit.verdict is not LinkStatus.TROUBLE:
            raise
        status, headers = 500, {}
    return (status, headers) if status < 400 or status == BUSY else _ask("GET", address)


def _ask(method: str, address: str) -> tuple[int, Mapping[str, str]]:
    """One request. Raises RequestFailed."""
    try:
        connection, target = _connection(address)
    except (UnicodeError, http.client.InvalidURL):
        raise RequestFailed(
            LinkResult(LinkStatus.GONE, "this is no address that can be followed")
        ) from None
    rang = threading.Event()
    bell = threading.Timer(LONGEST, _close_connection, (connection, rang))
    bell.daemon = True
    bell.start()
    try:
        _open(connection)
        connection.request(method, target, headers=HEADERS)
        answer = connection.getresponse()
        if rang.is_set():
            raise TimeoutError
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    except (OSError, http.client.HTTPException, ValueError) as failure:
        is_slow = rang.is_set() or isinstance(failure, TimeoutError)
        words = "its host does not answer" if is_slow else "its host breaks off"
        raise RequestFailed(LinkResult(LinkStatus.TROUBLE, words)) from None
    finally:
        bell.cancel()
        connection.close()


def _close_connection(connection: http.client.HTTPConnection, rang: threading.Event) -> None:
    rang.set()
    line = connection.sock
    with suppress(OSError):
        if line is not None:
            line.shutdown(socket.SHUT_RDWR)


def _open(connection: http.client.HTTPConnection) -> None:
    """Connect. Raises RequestFailed."""
    try:
        connection.connect()
    except ssl.SSLCertVerificationError as failure:
        raise RequestFailed(_untrusted(failure)) from None
    except ConnectionRefusedError:
        raise RequestFailed(LinkResult(LinkStatus.TROUBLE, "its host lets nobody in")) from None
    except (ssl.SSLError, ConnectionResetError):
        raise RequestFailed(LinkResult(LinkStatus.TROUBLE, "its host breaks off")) from None
    except (OSError, http.client.HTTPException):
        raise RequestFailed(
            LinkResult(LinkStatus.TROUBLE, "its host does not answer", is_silent=True)
        ) from None


def _untrusted(failure: ssl.SSLCertVerificationError) -> LinkResult:
    """What a certificate that does not hold means. Some of them browsers forgive, as they know more
    of the chain.
    """
    match failure.verify_code:
        case 10:
            return LinkResult(LinkStatus.UNSAFE, "its certificate has run out")
        case 62 | 64:
            return LinkResult(LinkStatus.UNSAFE, "its certificate is for another name")
    return LinkResult(
        LinkStatus.TROUBLE, "it is not known here who vouches for its certificate", is_silent=True
    )


def _connection(address: str) -> tuple[http.client.HTTPConnection, str]:
    """A connection that is not open yet, and what to ask for there. Raises RequestFailed."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii")
    if host.rpartition(".")[2] in RESERVED_TLDS:
        raise RequestFailed(LinkResult(LinkStatus.MADE_UP))
    if host.rpartition(".")[2] == "localhost" or not _may_be_public(host):
        raise RequestFailed(LinkResult(LinkStatus.PRIVATE))
    target = quote(parts.path, safe="/%~:@!$&'()*+,;=") or "/"
    target += f"?{quote(parts.query, safe='/%?~:@!$&()*+,;=[]')}" if parts.query else ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if proxy and not urllib.request.proxy_bypass(host):
        return _through(proxy, parts.scheme, f"{host}:{port}", target)
    kind = _SafePinned if parts.scheme == "https" else _Pinned
    return kind(host, port, timeout=SECONDS), target


def _may_be_public(host: str) -> bool:
    """Whether a host is a name, or a number of the public web."""
    try:
        return is_public(ipaddress.ip_address(host))
    except ValueError:
        return True


def _through(
    proxy: str, scheme: str, place: str, target: str
) -> tuple[http.client.HTTPConnection, str]:
    """A connection through the proxy that this machine is told to use, which finds the host itself."""
    at = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    name, port = at.hostname or "", at.port or 8080
    if scheme == "http":
        return http.client.HTTPConnection(name, port, timeout=SECONDS), f"http://{place}{target}"
    tunnel = http.client.HTTPSConnection(name, port, timeout=SECONDS)
    tunnel.set_tunnel(place)
    return tunnel, target


class _Pinned(http.client.HTTPConnection):
    """A connection to the very number that was looked at: a name cannot point elsewhere in between."""

    def connect(self) -> None:
        """Open it. Raises RequestFailed where nobody but those inside a network could."""
        self.sock = _connect_public(self.host, self.port)


class _SafePinned(http.client.HTTPSConnection):
    """The same, and nobody can listen."""

    def connect(self) -> None:
        """Open it. Raises RequestFailed."""
        self.sock = _connect_public(self.host, self.port)
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _connect_public(host: str, port: int) -> socket.socket:
    """A line to a host of the public web: to the first of its numbers that answers. Raises RequestFailed
    and OSError.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as failure:
        if failure.errno == socket.EAI_NONAME:
            raise RequestFailed(
                LinkResult(LinkStatus.GONE, f"there is no host “{host}”", is_silent=True)
            ) from None
        raise RequestFailed(
            LinkResult(LinkStatus.TROUBLE, "its host cannot be found today", is_silent=True)
        ) from None
    numbers = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not all(is_public(ipaddress.ip_address(number.partition("%")[0])) for number in numbers):
        raise RequestFailed(LinkResult(LinkStatus.PRIVATE))
    for number in numbers[:-1]:
        with suppress(OSError):
            return socket.create_connection((number, port), timeout=SECONDS)
    return socket.create_connection((numbers[-1], port), timeout=SECONDS)


def is_public(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether a number belongs to the public web, and not to this machine or a network of its own."""
    inner = getattr(number, "ipv4_mapped", None) or number
    return bool(inner.is_global and not inner.is_multicast)
