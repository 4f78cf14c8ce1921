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
WELCOME = {
    "guid": "a",
    "title": "Welcome to the coast",
    "start": "09:30",
    "duration": "00:30",
}
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
        self.server.requests.append(
            (self.path, {k.lower(): v for k, v in self.headers.items()})
        )
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


def be_well(handler: Handler) -> None:
    """Send the programme, or 304 if it has not changed."""
    etag = handler.server.etag
    if etag and handler.headers["If-None-Match"] == etag:
        handler.answer(304)
    else:
        handler.answer(200, handler.server.body, **({"ETag": etag} if etag else {}))


def drip(handler: Handler) -> None:
    """Send a letter now and then, without an end."""
    handler.begin(200)
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def break_off(handler: Handler) -> None:
    """Close the connection in the middle of the body."""
    handler.begin(200, Content_Length=str(len(handler.server.body)))
    handler.wfile.write(handler.server.body[:-40])


def be_cut(handler: Handler) -> None:
    """Send a part of the body as if it were all."""
    handler.answer(200, handler.server.body[:-40])


def redirect_in_circle(handler: Handler) -> None:
    handler.answer(302, Location=handler.path)


def redirect_inside(handler: Handler) -> None:
    """Redirect to another private address."""
    handler.answer(302, Location=f"http://localhost:{handler.server.server_port}/")


def be_endless(handler: Handler) -> None:
    handler.begin(200)
    for _ in range(10_000):
        handler.wfile.write(b" " * 100_000)


def send_bomb(handler: Handler) -> None:
    handler.answer(200, BOMB, Content_Encoding="gzip")


def send_sign_in(handler: Handler) -> None:
    handler.answer(
        200, b"\n<!DOCTYPE html><title>Sign in</title>", Content_Type="text/html"
    )


def send_nonsense(handler: Handler) -> None:
    handler.answer(200, b"{'talks': nothing}")


def change(handler: Handler) -> None:
    """Send another programme with each request."""
    number = len(handler.server.requests)
    handler.answer(
        200, schedule(WELCOME | {"title": f"Version {number}"}), ETag=f'"{number}"'
    )


@contextmanager
def serving(
    behave: Callable[[Handler], None] = be_well,
) -> Iterator[tuple[Server, str]]:
    """Run a server during the block. Yield it, and its root address with a slash."""
    server = Server(("127.0.0.1", 0), Handler)
    server.requests, server.behave = [], behave
    with running(server) as address:
        yield server, f"{address}/"


def write_event(root: Path, *sources: str, files: dict[str, str] | None = None) -> Path:
    """Write a project with these entries of `sources`, each as lines `field: value`."""
    entries = "".join(
        f"  - {source}\n    allow_private: yes\n".replace("\n    \n", "\n")
        for source in sources
    )
    return write_project(root, files or {}, EVENT + f"sources:\n{entries}")
