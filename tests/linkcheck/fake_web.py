"""A small web on this machine, with hosts of many kinds, for tests of the link check."""

from __future__ import annotations

import datetime as dt
import gzip
import ipaddress
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from microsite.web import is_public

REAL_NUMBERS = socket.getaddrinfo
NO_HOST = "nowhere"
"""Prefix of hosts that do not exist."""


class Handler(BaseHTTPRequestHandler):
    """Request handler that behaves as the name of the address says."""

    server: FakeWeb
    asks: Counter[str]
    """The requested host."""

    def log_message(self, format: str, *args: object) -> None:
        """Suppress the log."""

    def do_GET(self) -> None:
        self.behave()

    def behave(self) -> None:
        name = self.path.partition("?")[0].strip("/").partition("/")[0] or "front"
        with self.server.lock:
            self.server.requests[self.command, self.path] += 1
            count = self.server.requests[self.command, self.path]
            host = str(self.headers["Host"])
            self.asks = Counter([host])
            self.server.now += self.asks
            self.server.most = max(self.server.most, self.server.now[host])
        try:
            getattr(self, f"on_{name.replace('-', '_')}", self.on_front)(count)
        finally:
            self.be_done()

    def be_done(self) -> None:
        """End a request before its response is sent, because the next one may follow at once."""
        with self.server.lock:
            self.server.now -= self.asks
            self.asks.clear()

    def answer(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.be_done()
        self.end_headers()

    def on_front(self, _: int) -> None:
        self.answer(200)

    def on_missing(self, _: int) -> None:
        self.answer(404)

    def on_gone(self, _: int) -> None:
        self.answer(410)

    def on_forbidden(self, _: int) -> None:
        self.answer(403)

    def on_strange(self, _: int) -> None:
        self.answer(999)

    def on_wall(self, _: int) -> None:
        self.answer(503, cf_mitigated="challenge")

    def on_busy_once(self, count: int) -> None:
        self.answer(200) if count > 1 else self.answer(429, Retry_After="7")

    def on_busy_all_day(self, _: int) -> None:
        self.answer(429, Retry_After="86400")

    def on_ill(self, _: int) -> None:
        self.answer(503)

    def on_ill_once(self, count: int) -> None:
        self.answer(200 if count > 1 else 500)

    def on_moved(self, _: int) -> None:
        self.answer(301, Location="/new-place")

    def on_moved_to_front(self, _: int) -> None:
        self.answer(308, Location="/")

    def on_elsewhere_today(self, _: int) -> None:
        self.answer(302, Location="/new-place")

    def on_moved_to_nothing(self, _: int) -> None:
        self.answer(301, Location="/missing")

    def on_loop(self, _: int) -> None:
        self.answer(302, Location="/loop")

    def on_endless(self, _: int) -> None:
        self.answer(302, Location=f"{self.path}/on")

    def on_cookie(self, _: int) -> None:
        self.answer(302, Location="/cookie", Set_Cookie="a=b")

    def on_to_file(self, _: int) -> None:
        self.answer(302, Location="file:///etc/passwd")

    def on_to_private(self, _: int) -> None:
        self.answer(302, Location="http://10.1.2.3/admin")

    def on_to_nonsense(self, _: int) -> None:
        self.answer(302, Location="http://[")

    def on_to_nowhere(self, _: int) -> None:
        self.answer(302, Location="http://nowhere.org/")

    def on_huge(self, _: int) -> None:
        self.answer(200, Content_Length=str(10**12))
        with_room = b"x" * 65536
        try:
            while True:
                self.wfile.write(with_room)
                self.server.sent += len(with_room)
        except OSError:
            pass

    def on_picture(self, _: int) -> None:
        self.answer(200, Content_Length="7")
        self.wfile.write(b"picture")

    def on_to_picture(self, _: int) -> None:
        self.answer(302, Location="/picture")

    def on_unchanged(self, _: int) -> None:
        self.answer(304 if self.headers["If-None-Match"] == '"1"' else 200, ETag='"1"')

    def on_truncated(self, _: int) -> None:
        self.answer(200, Content_Length="100")
        self.wfile.write(b"only the start")

    def on_packed(self, _: int) -> None:
        self.answer(200, Content_Encoding="gzip")
        self.wfile.write(gzip.compress(b"picture"))

    def on_bomb(self, _: int) -> None:
        self.answer(200, Content_Encoding="gzip")
        self.wfile.write(gzip.compress(bytes(100_000_000), 1))

    def on_damaged(self, _: int) -> None:
        self.answer(200, Content_Encoding="gzip")
        self.wfile.write(b"not packed at all")

    def on_drip_of_body(self, _: int) -> None:
        self.answer(200, Content_Length="1000")
        try:
            while not self.server.over.wait(0.1):
                self.wfile.write(b"x")
        except OSError:
            pass

    def on_hang(self, _: int) -> None:
        self.server.over.wait(60)

    def on_drip(self, _: int) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            while not self.server.over.wait(0.1):
                self.wfile.write(b"X-Drop: 1\r\n")
        except OSError:
            pass

    def on_garbage(self, _: int) -> None:
        self.wfile.write(b"\x00\xff not the web at all\r\n\r\n")

    def on_caf(self, _: int) -> None:
        self.answer(200)


class FakeWeb(ThreadingHTTPServer):
    """The server and its requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.requests: Counter[tuple[str, str]] = Counter()
        self.now: Counter[str] = Counter()
        self.most = 0
        """Requests to one host that overlapped."""
        self.sent = 0
        self.connections = 0

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that leave early."""

    def at(self, path: str, host: str = "host.org") -> str:
        return f"http://{host}:{self.server_port}/{path}"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWeb]:
    """Resolve all names to this machine, treat it as public, and record pauses without waiting."""
    resolve_to_localhost(monkeypatch)
    with serving(FakeWeb()) as server:
        yield server


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Recorded pauses in seconds."""
    seconds: list[float] = []
    monkeypatch.setattr("time.sleep", seconds.append)
    return seconds


def resolve_to_localhost(monkeypatch: pytest.MonkeyPatch) -> None:
    def numbers(host: str, *more: Any, **options: Any) -> Any:
        if host.startswith(NO_HOST):
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        if host.startswith("ill-found"):
            raise socket.gaierror(socket.EAI_AGAIN, "not today")
        return REAL_NUMBERS(
            "127.0.0.1" if host.endswith(".org") else host, *more, **options
        )

    localhost = ipaddress.ip_address("127.0.0.1")
    monkeypatch.setattr("socket.getaddrinfo", numbers)
    monkeypatch.setattr(
        "microsite.web.is_public",
        lambda number: number == localhost or is_public(number),
    )
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def serving(server: FakeWeb) -> Iterator[FakeWeb]:
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path, name: str, *, days: int) -> tuple[Path, Path]:
    """Return a self-signed certificate for a name that expires in the given days, with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    end = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    signed_certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - dt.timedelta(days=400))
        .not_valid_after(end)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / f"{name}.pem", folder / f"{name}.key"
    chain.write_bytes(signed_certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, secret


@contextmanager
def secure(chain: Path, secret: Path) -> Iterator[FakeWeb]:
    """The same web over HTTPS."""
    server = FakeWeb()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server):
        yield server
