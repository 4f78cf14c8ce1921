"""Requests to the web with limits: of time, of bytes, and to hosts that are public."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from enum import StrEnum
from functools import partial
from threading import Thread
from typing import Any, Self
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from msgspec import Struct, structs
from urllib3 import exceptions

from microsite import __version__

MAX_SILENCE = 15.0  # seconds without a byte
MAX_REDIRECTS = 5
HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; Microsite/{__version__})",
    "Accept-Encoding": "gzip",
    "Accept-Language": "en",
}
REDIRECTS = (301, 302, 303, 307, 308)


class Problem(StrEnum):
    """Reason why there is no answer, in words that go after a colon."""

    INVALID = "its address is not valid"
    MADE_UP = "its host is a name for examples, which exists nowhere"
    PRIVATE = "it is not on the public web"
    NO_HOST = "its host does not exist"
    NO_LOOKUP = "its host name could not be looked up"
    UNREACHABLE = "its server could not be reached"
    REFUSED = "its server refused the connection"
    EXPIRED = "its certificate has expired"
    OTHER_NAME = "its certificate is for another name"
    UNVERIFIED = "its certificate could not be verified here"
    CLOSED = "its server closed the connection"
    SLOW = "its server did not answer"
    DAMAGED = "it is damaged"
    TOO_LARGE = "it is too large"
    ASTRAY = "it redirects to an address that is not valid"
    CIRCLE = "it redirects in a circle"


CERTIFICATES = {10: Problem.EXPIRED, 62: Problem.OTHER_NAME, 64: Problem.OTHER_NAME}
"""Codes of OpenSSL. Browsers, which know more of a chain, may not mind the others."""
PROBLEMS = (
    ((exceptions.ProxyError, exceptions.ProxySchemeUnknown), Problem.UNREACHABLE),
    ((exceptions.LocationValueError,), Problem.INVALID),
    ((ConnectionRefusedError,), Problem.REFUSED),
    ((exceptions.ConnectTimeoutError,), Problem.UNREACHABLE),
    ((TimeoutError,), Problem.SLOW),
    ((exceptions.DecodeError,), Problem.DAMAGED),
    ((exceptions.HTTPError,), Problem.CLOSED),
)
"""Errors, the most telling first: one often is the cause of another."""


class WebError(Exception):
    """A request without an answer.

    The text says why, in words that go after a colon.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Response(Struct, frozen=True):
    """Answer of a host."""

    status: int
    url: str
    headers: dict[str, str] = {}  # names are in small letters
    body: bytes = b""

    @property
    def location(self) -> str:
        """The address that it redirects to; empty if it does not. Raise WebError."""
        location = self.headers.get("location", "").strip()
        if self.status not in REDIRECTS or not location:
            return ""
        with suppress(UnicodeError):  # Python reads headers as Latin-1
            location = location.encode("latin-1").decode()
        with suppress(ValueError):
            location = urljoin(self.url, location)
            if urlsplit(location).scheme in ("http", "https"):
                return location
        raise WebError(Problem.ASTRAY)


def fetch(
    url: str,
    *,
    timeout: float,
    max_bytes: int,
    headers: Mapping[str, str] | None = None,
    allow_private: bool = False,
) -> Response:
    """Return the answer at an address, also after redirects. Raise WebError.

    A private address is allowed only at the host of the address, not of another one.
    """
    end = time.monotonic() + timeout
    for _ in range(MAX_REDIRECTS + 1):
        with Client(headers or {}, allow_private=allow_private) as client:
            response = client.request(url, end - time.monotonic(), max_bytes)
        if not response.location:
            return response
        hosts = {urlsplit(address).hostname for address in (url, response.location)}
        url, allow_private = response.location, allow_private and len(hosts) == 1
    raise WebError(Problem.CIRCLE)


class Client:
    """Connections to hosts, which are kept for further requests.

    Threads may share them.
    """

    def __init__(
        self,
        headers: Mapping[str, str],
        *,
        allow_private: bool = False,
        retries: urllib3.Retry | None = None,
    ) -> None:
        self._headers = {**HEADERS, **headers}
        self._allow_private = allow_private
        self._retries = retries or False
        # By host and proxy
        self._managers: dict[tuple[str, str], urllib3.PoolManager] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for manager in self._managers.values():
            manager.clear()

    def request(self, url: str, timeout: float, max_bytes: int = 0) -> Response:
        """Return the answer to one request; its body only with `max_bytes`.

        Raise WebError.
        """
        answer: Future[Response] = Future()

        def work() -> None:
            try:
                answer.set_result(self._request(url, max_bytes))
            except Exception as failure:  # noqa: BLE001 (raised again by `answer`)
                answer.set_exception(failure)

        # A time limit of a socket covers neither the name of the host nor a byte now
        # and then.
        Thread(target=work, daemon=True).start()
        try:
            return answer.result(timeout)
        except (exceptions.HTTPError, OSError, ValueError) as failure:
            raise WebError(_problem(failure)) from failure

    def _request(self, url: str, max_bytes: int) -> Response:
        with self._open(url) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            answer = Response(response.status, url, headers)
            if not max_bytes or answer.location:
                return answer
            body = response.read(max_bytes + 1)
        if len(body) > max_bytes:
            raise WebError(Problem.TOO_LARGE)
        return structs.replace(answer, body=body)

    def _open(self, url: str) -> urllib3.BaseHTTPResponse:
        """Send a request to the host: to the very number that is found to be public."""
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
        if parts.scheme not in ("http", "https") or not host:
            raise WebError(Problem.INVALID)
        proxy = "" if proxy_bypass(host) else getproxies().get(parts.scheme, "")
        numbers = [host]  # a proxy looks it up itself
        if not self._allow_private:
            _refuse_private_name(host)
            numbers = (
                [host] if proxy else _public_numbers(host, parts.port or parts.scheme)
            )
        headers = {**self._headers, "Host": _netloc(host, parts.port)}

        def ask(number: str) -> urllib3.BaseHTTPResponse:
            address = parts._replace(netloc=_netloc(number, parts.port)).geturl()
            options: dict[str, Any] = {"redirect": False, "preload_content": False}
            return self._manager(host, proxy).urlopen(
                "GET", address, headers=headers, **options
            )

        for number in numbers[:-1]:
            with suppress(exceptions.ConnectTimeoutError):
                return ask(number)
        return ask(numbers[-1])

    def _manager(self, host: str, proxy: str) -> urllib3.PoolManager:
        if (host, proxy) not in self._managers:
            address = proxy if "://" in proxy else f"http://{proxy}"
            kind = (
                partial(urllib3.ProxyManager, address) if proxy else urllib3.PoolManager
            )
            timeout = urllib3.Timeout(connect=MAX_SILENCE, read=MAX_SILENCE)
            self._managers[host, proxy] = kind(
                maxsize=4, retries=self._retries, server_hostname=host, timeout=timeout
            )
        return self._managers[host, proxy]


def _netloc(host: str, port: int | None) -> str:
    return (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")


def _refuse_private_name(host: str) -> None:
    top_level = host.rpartition(".")[2]
    if top_level in ("example", "test", "invalid"):
        raise WebError(Problem.MADE_UP)
    if top_level == "localhost":
        raise WebError(Problem.PRIVATE)
    with suppress(ValueError):  # it is a name
        if not is_public(ipaddress.ip_address(host)):
            raise WebError(Problem.PRIVATE)


def _public_numbers(host: str, port: int | str) -> list[str]:
    """Return the numbers of a host. Raise WebError if one of them is not public."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    if not all(
        is_public(ipaddress.ip_address(number.partition("%")[0])) for number in numbers
    ):
        raise WebError(Problem.PRIVATE)
    return numbers


def is_public(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether a number belongs to the public web, and not to a private
    network.
    """
    inner = getattr(number, "ipv4_mapped", None) or number
    return bool(inner.is_global and not inner.is_multicast)


def _problem(failure: BaseException) -> Problem:
    """Return what an error says of the address."""
    errors = [failure]
    while cause := errors[-1].__cause__ or errors[-1].__context__:
        errors.append(cause)
    for error in errors:
        if isinstance(error, socket.gaierror):
            return (
                Problem.NO_HOST
                if error.errno == socket.EAI_NONAME
                else Problem.NO_LOOKUP
            )
        if isinstance(error, ssl.SSLCertVerificationError):
            return CERTIFICATES.get(error.verify_code, Problem.UNVERIFIED)
    likely = (
        problem
        for kind, problem in PROBLEMS
        for error in errors
        if isinstance(error, kind)
    )
    return next(likely, Problem.INVALID)
