"""The preview's web server: the site as it is in output/, with what the preview adds."""

from __future__ import annotations

import asyncio
import mimetypes
import re
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from livereload.handlers import LiveReloadHandler
from tornado.escape import json_decode
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError
from tornado.websocket import WebSocketClosedError

from microsite.preview.desk import Desk, Open, Where
from microsite.preview.overlay import PREFIX, note_for, with_preview
from microsite.preview.rebuild import Pages, Result
from microsite.preview.visitor import Visitor, is_name_of_ours

STATIC = Path(__file__).parent / "static"
TRIES = 20
"""Ports to try, counting up from the one asked for."""
LAST_PORT = 65_535
STYLESHEET = re.compile(r"((?:.*/)?assets/css/(?:[\w-]+/)*[\w-]+\.)\w+\.css")
"""A stylesheet by its name of another build: a page that is open asks for the one it knows."""
TYPES = {
    ".ics": "text/calendar",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
PING = 20
"""Seconds between looks at whether a page that listens is still there: a phone that sleeps says no
goodbye.
"""


class _Live(LiveReloadHandler):  # type: ignore[misc] # livereload says nothing of its types
    """A page that waits to be told of changes. Only pages of this preview may."""

    def initialize(self, desk: Desk) -> None:
        """Called by tornado with what the application was given."""
        self.desk = desk
        self.page = ""
        """The place in output of the page that listens, once it has said so."""

    def on_message(self, message: str) -> None:
        """Greet a page; one that shows an earlier build, made before it could listen, is told at once.

        It is loaded anew where the site has changed since; else it takes in what there is to be
        told.
        """
        try:
            said = json_decode(message)
            super().on_message(message)
        except (ValueError, AttributeError, TypeError):
            self.close()
            return
        if said.get("command") != "info":
            return
        self.page = place_of(unquote(urlsplit(str(said.get("url", ""))).path[1:]))
        result = self.desk.result_for(self.page)
        build = said.get("build")
        if result and not (isinstance(build, int) and build >= result.changed_at):
            self.send_message(reload_message(only_styles=False))
        elif result and build != result.number:
            self.send_message({"command": "note"})

    def send_message(self, message: dict[str, Any]) -> None:
        """Tell the page something, unless it has just gone."""
        with suppress(WebSocketClosedError):
            self.write_message(message).add_done_callback(lambda sent: sent.exception())

    def check_origin(self, origin: str) -> bool:
        """Whether a page from there may listen."""
        return bool(urlsplit(origin).netloc == self.request.host) and is_name_of_ours(
            self.request.host_name
        )


class _Own(Visitor):
    """The preview's own files."""

    def get(self, name: str) -> None:
        """Send one of them."""
        path = STATIC / name
        if "/" in name or not path.is_file():
            raise HTTPError(404)
        self.set_header("Content-Type", content_type(path))
        self.set_header("Cache-Control", "no-store")
        self.finish(path.read_bytes())


class _Note(Visitor):
    """What there is to be told now, for pages that are open."""

    def initialize(self, desk: Desk) -> None:
        """Called by tornado with what the application was given."""
        self.desk = desk

    def get(self) -> None:
        """Send the note; empty where there is none."""
        result = self.desk.latest()
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(
            note_for(result, can_open=self.is_local and self.desk.editor is not None)
            if result
            else ""
        )


class _Site(Visitor):
    """The files of the site."""

    def initialize(self, desk: Desk) -> None:
        """Called by tornado with what the application was given."""
        self.desk = desk
        self.output = desk.project.output

    def get(self, address: str) -> None:
        """Send a file; a folder by its index.html, an address that leads nowhere by the 404 page."""
        result = self.desk.result_for(place_of(address))
        found = self._read(address, result)
        if found is None and self._file(f"{address}/index.html"):
            self.redirect(f"/{address}/")
            return
        self.set_header("Cache-Control", "no-store")
        if found is None:
            self.set_status(404)
            found = self._read("404.html", result) or (Path("empty.html"), EMPTY)
        path, data = found
        self.set_header("Content-Type", content_type(path))
        self.finish(self._dressed(data, result) if path.suffix == ".html" else data)
        if path.suffix == ".html":
            self.desk.note(place_of(address), result)  # from now on it is made first

    head = get

    def _dressed(self, html: bytes, result: Result | None) -> bytes:
        """A page with what the preview adds; more on this machine than on others."""
        desk = self.desk
        note = (
            note_for(result, can_open=self.is_local and desk.editor is not None) if result else ""
        )
        number = result.number if result else 0
        return with_preview(html, note, number, desk.token if self.is_local else None)

    def _read(self, address: str, result: Result | None) -> tuple[Path, bytes] | None:
        """A file and its bytes. A build may exchange the site in between: then we look again."""
        place = place_of(address)
        if result and place in result.pages:
            return self.output / place, result.pages[place]
        for _ in range(3):
            path = self._file(address)
            if path is None and (sheet := STYLESHEET.fullmatch(address)):
                path = next(iter(sorted(self.output.glob(f"{sheet[1]}*.css"))), None)
            if path is None:
                return None
            try:
                return path, path.read_bytes()
            except OSError:
                continue
        return None

    def _file(self, address: str) -> Path | None:
        """The file at an address; None where there is none in output/."""
        try:
            path = self.output / place_of(address)
            inside = path.resolve().is_relative_to(self.output.resolve())
            return path if inside and path.is_file() else None
        except (OSError, ValueError):  # a name that no file can have
            return None


EMPTY = (
    b'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Nothing to show yet</title></head>'
    b"<body><main><h1>Nothing to show yet</h1><p>The site appears here once it can be built.</p></main></body></html>"
)


def content_type(path: Path) -> str:
    """The media type of a file."""
    guessed = (
        TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )
    return (
        f"{guessed}; charset=utf-8"
        if guessed.startswith("text/") or guessed.endswith("json")
        else guessed
    )


def place_of(address: str) -> str:
    """The place in output of what is asked for: a folder is its index.html."""
    return f"{address}index.html" if address == "" or address.endswith("/") else address


def application(desk: Desk) -> Application:
    """The preview as a web application."""
    given = {"desk": desk}
    return Application(
        [
            (r"/livereload", _Live, given),
            (rf"{PREFIX}note", _Note, given),
            (rf"{PREFIX}where", Where, given),
            (rf"{PREFIX}open", Open, given),
            (rf"{PREFIX}(.*)", _Own),
            (r"/(.*)", _Site, given),
        ],
        log_function=lambda _: None,
        websocket_ping_interval=PING,
    )


def listen(made: Application, host: str, port: int) -> tuple[HTTPServer, int]:
    """Start to serve at the port, or the next that is free. Raises OSError where none is."""
    last = min(port + TRIES - 1, LAST_PORT)
    for number in range(port, last + 1) if port else (0,):
        server = HTTPServer(made)
        try:
            server.listen(number, host)
        except OSError:
            if number in (0, last):
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


def tell_pages(
    loop: asyncio.AbstractEventLoop,
    result: Result,
    before: Result | None,
    concerned: Pages = lambda _: True,
) -> None:
    """Tell open pages of a build, from any thread. `before` is the last whole one.

    A page is loaded anew where the site has changed and that concerns it: it has not shown the
    result yet. Otherwise it takes in what there is to be told.
    """
    messages = []
    if result.has_changed or result.pages:
        nothing_missed = before is not None and before.outcome.published is not None
        messages.append(reload_message(only_styles=result.only_styles and nothing_missed))
    if not result.pages and any(
        (each.mistakes, each.warnings) != ([], []) for each in (result, before) if each
    ):
        messages.append({"command": "note"})

    def send() -> None:
        for page in LiveReloadHandler.waiters.copy():
            for message in messages:
                if message["command"] == "reload" and not concerned(page.page):
                    continue
                page.send_message(message)

    loop.call_soon_threadsafe(send)
