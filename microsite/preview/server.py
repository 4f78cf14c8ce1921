"""The preview's web server: the site as it is in output/, with what the preview adds."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from microsite.preview.overlay import PREFIX, with_preview
from microsite.preview.rebuild import Result

STATIC = Path(__file__).parent / "static"
TRIES = 20
"""Ports to try, counting up from the one asked for."""
STYLESHEET = re.compile(r"assets/css/site\.\w+\.css")
TYPES = {".ics": "text/calendar", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}


class _Live(LiveReloadHandler):  # type: ignore[misc] # livereload says nothing of its types
    """A page that waits to be told of changes. Only pages of this preview may."""

    def initialize(self, latest: Callable[[], Result | None]) -> None:
        """Called by tornado with what the application was given."""
        self.latest = latest

    def on_message(self, message: str) -> None:
        """Greet a page; one that shows an earlier build, made before it could listen, is told at once."""
        super().on_message(message)
        said = json.loads(message)
        result = self.latest()
        if said.get("command") == "info" and result and said.get("build") != result.number:
            self.send_message(reload_message(only_styles=False))

    def check_origin(self, origin: str) -> bool:
        """Whether a page from there may listen."""
        return bool(urlsplit(origin).netloc == self.request.host)


class _Own(RequestHandler):
    """The preview's own files."""

    def get(self, name: str) -> None:
        """Send one of them."""
        path = STATIC / name
        if "/" in name or not path.is_file():
            raise HTTPError(404)
        self.set_header("Content-Type", content_type(path))
        self.set_header("Cache-Control", "no-store")
        self.finish(path.read_bytes())


class _Site(RequestHandler):
    """The files of the site."""

    def initialize(self, output: Path, root: Path, latest: Callable[[], Result | None]) -> None:
        """Called by tornado with what the application was given."""
        self.output = output
        self.root = root
        self.latest = latest

    def get(self, address: str) -> None:
        """Send a file; a folder by its index.html, an address that leads nowhere by the 404 page."""
        path = self._file(address)
        if path is None and STYLESHEET.fullmatch(address):
            path = next(iter(sorted(self.output.glob("assets/css/site.*.css"))), None)
        if path is None and self._file(f"{address}/index.html"):
            self.redirect(f"/{address}/")
            return
        if path is None:
            self.set_status(404)
            path = self._file("404.html")
        self.set_header("Cache-Control", "no-store")
        if path is None:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(with_preview(EMPTY, self.latest(), self.root))
            return
        self.set_header("Content-Type", content_type(path))
        data = path.read_bytes()
        self.finish(with_preview(data, self.latest(), self.root) if path.suffix == ".html" else data)

    def _file(self, address: str) -> Path | None:
        """The file at an address; None where there is none in output/."""
        name = f"{address}index.html" if address == "" or address.endswith("/") else address
        path = self.output / name
        inside = path.resolve().is_relative_to(self.output.resolve())
        return path if inside and path.is_file() else None

    def prepare(self) -> None:
        """Answer only to the names of this machine: another site must not read the preview through a visitor."""
        host = self.request.host_name
        if not (host == "localhost" or re.fullmatch(r"[\d.]+|\[?[0-9a-f:]+\]?", host)):
            raise HTTPError(403)

    head = get


EMPTY = (
    b'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Nothing to show yet</title></head>'
    b"<body><p>Nothing has been built yet.</p></body></html>"
)


def content_type(path: Path) -> str:
    """The media type of a file."""
    guessed = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") or guessed.endswith("json") else guessed


def application(output: Path, root: Path, latest: Callable[[], Result | None]) -> Application:
    """The preview as a web application."""
    return Application(
        [
            (r"/livereload", _Live, {"latest": latest}),
            (rf"{PREFIX}(.*)", _Own),
            (r"/(.*)", _Site, {"output": output, "root": root, "latest": latest}),
        ]
    )


def listen(made: Application, host: str, port: int) -> tuple[HTTPServer, int]:
    """Start to serve at the port, or the next that is free. Raises OSError where none is."""
    for number in range(port, port + TRIES) if port else (0,):
        server = HTTPServer(made)
        try:
            server.listen(number, host)
        except OSError:
            if number == port + TRIES - 1:
                raise
            continue
        return server, _port_of(server)
    raise AssertionError("the last try raises")


def reload_message(*, only_styles: bool) -> dict[str, Any]:
    """What livereload's protocol says to a page that should show something new."""
    return {"command": "reload", "path": "*", "liveCSS": only_styles}


def _port_of(server: HTTPServer) -> int:
    sockets: dict[int, socket.socket] = server._sockets  # noqa: SLF001 - tornado has no other way to ask
    return int(next(iter(sockets.values())).getsockname()[1])


def tell_pages(loop: asyncio.AbstractEventLoop, result: Result, before: Result | None) -> None:
    """Tell every open page of a build, from any thread."""
    told_before = bool(before and (before.mistakes or before.warnings))
    if not (result.has_changed or told_before or result.warnings):
        return
    quiet = not (result.mistakes or result.warnings or told_before)
    message = reload_message(only_styles=result.only_styles and quiet)

    def send() -> None:
        for page in LiveReloadHandler.waiters.copy():
            page.send_message(message)

    loop.call_soon_threadsafe(send)
