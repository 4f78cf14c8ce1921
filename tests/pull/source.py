"""A local server of programmes, which can misbehave."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.making import EVENT, write_project
from tests.serving import Host, running

Talk = dict[str, Any]
BOMB = gzip.compress(b" " * 20_000_000)
WELCOME = {"guid": "a", "title": "Welcome to the coast", "start": "09:30", "duration": "00:30"}
TIDES = {
    "guid": "b",
    "title": "Tides and towns",
    "start": "10:15",
    "duration": "00:45",
    "persons": [{"guid": "p", "name": "Kim Example"}],
}


def schedule(*talks: Talk, room: str = "Main hall") -> bytes:
    """Return a schedule.json with these talks, in one room."""
    days = [{"date": "2027-05-20", "rooms": {room: list(talks)}}]
    return json.dumps({"schedule": {"conference": {"days": days}}}).encode()


class Server(Host):
    """A server of one programme. Its handler calls `behave` for each request."""

    body = schedule(WELCOME, TIDES)
    etag = ""
    requests: list[tuple[str, dict[str, str]]]
    behave: Callable[[Handler], None]


class Handler(BaseHTTPRequestHandler):
    """Handler that leaves the answer to its server."""

    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Suppress the log."""

    def do_GET(self) -> None:
        self.server.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        with suppress(ConnectionError):
            self.server.behave(self)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a complete answer."""
        self.begin(status, **{"Content_Length": str(len(body)), **headers})
        self.wfile.write(body)

    def begin(self, status: int, **headers: str) -> None:
        """Send the status and the headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()


def be_well(it: Handler) -> None:
    """Send the programme, or 304 if it has not changed."""
    etag = it.server.etag
    if etag and it.headers["If-None-Match"] == etag:
        it.answer(304)
    else:
        it.answer(200, it.server.body, **({"ETag": etag} if etag else {}))


def drip(it: Handler) -> None:
    """Send a letter now and then, without an end."""
    it.begin(200)
    for _ in range(100):
        it.wfile.write(b" ")
        time.sleep(0.05)


def break_off(it: Handler) -> None:
    """Close the connection in the middle of the body."""
    it.begin(200, Content_Length=str(len(it.server.body)))
    it.wfile.write(it.server.body[:-40])


def be_cut(it: Handler) -> None:
    """Send a part of the body as if it were all."""
    it.answer(200, it.server.body[:-40])


def redirect_in_circle(it: Handler) -> None:
    it.answer(302, Location=it.path)


def redirect_inside(it: Handler) -> None:
    """Redirect to another private address."""
    it.answer(302, Location=f"http://localhost:{it.server.server_port}/")


def be_endless(it: Handler) -> None:
    it.begin(200)
    for _ in range(10_000):
        it.wfile.write(b" " * 100_000)


def send_bomb(it: Handler) -> None:
    it.answer(200, BOMB, Content_Encoding="gzip")


def send_sign_in(it: Handler) -> None:
    it.answer(200, b"\n<!DOCTYPE html><title>Sign in</title>", Content_Type="text/html")


def send_nonsense(it: Handler) -> None:
    it.answer(200, b"{'talks': nothing}")


def change(it: Handler) -> None:
    """Send another programme with each request."""
    number = len(it.server.requests)
    it.answer(200, schedule(WELCOME | {"title": f"Version {number}"}), ETag=f'"{number}"')


@contextmanager
def serving(behave: Callable[[Handler], None] = be_well) -> Iterator[tuple[Server, str]]:
    """Run a server during the block. Yield it, and its root address with a slash."""
    server = Server(("127.0.0.1", 0), Handler)
    server.requests, server.behave = [], behave
    with running(server) as address:
        yield server, f"{address}/"


def write_event(root: Path, *sources: str, files: dict[str, str] | None = None) -> Path:
    """Write a project with these entries of `sources`, each as lines `field: value`."""
    entries = "".join(
        f"  - {source}\n    allow_private: yes\n".replace("\n    \n", "\n") for source in sources
    )
    return write_project(root, files or {}, EVENT + f"sources:\n{entries}")
