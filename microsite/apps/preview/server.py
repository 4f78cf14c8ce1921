"""Web server of the preview: the files in output/, and an error panel in pages.

Only this machine, under its own names, may use it. With --lan, others can view pages.
"""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from hmac import compare_digest
from ipaddress import ip_address
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from livereload.handlers import LiveReloadHandler
from tornado.escape import json_decode
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError

from microsite.apps.preview.editor import openable
from microsite.apps.preview.rebuild import BuildStatus, IsConcerned, PreviewState
from microsite.compiled_templates import environment
from microsite.diagnostics.display import excerpt, sanitize
from microsite.diagnostics.formats import fixed_line
from microsite.site.downloads import find_file
from microsite.site.hosting import CONTENT_TYPES
from microsite.site.urls import output_path
from microsite.up_to_date import program

PREFIX = "/__microsite/"
"""Start of the preview's own addresses. No page can have one."""
Routes = Sequence[tuple[str, type[RequestHandler]]]
STATIC = Path(__file__).parent / "static"
TEMPLATES = environment(Path(__file__).parent)
PORT_TRIES = 20
"""Number of ports to try, counting up from the requested one."""
MAX_BODY = 16_000_000
"""Largest size of a request in bytes: a form with its record, twice."""
MAX_MESSAGE = 100_000
"""Largest size of a message from a page in bytes."""
STYLESHEET = re.compile(r"(?:[\w-]+/)?assets/css/(?:[\w-]+/)*[\w-]+\.\w+\.css")
"""Path of a stylesheet with a digest in its name."""
RELOAD = {"command": "reload", "path": "*", "liveCSS": False}
"""Message of livereload's protocol."""
UPDATE_PANEL = {"command": "panel"}
NO_SITE_YET = Path(__file__).with_name("empty.html").read_bytes()


class LocalHandler(RequestHandler):
    """Request handler that accepts only names of this machine.

    Otherwise another site could read the preview through its visitor's browser (DNS
    rebinding).
    """

    def prepare(self) -> None:
        """Refuse requests under other names."""
        if not is_local_host(self.request.host_name):
            raise HTTPError(403)
        self.state: PreviewState = self.settings["state"]
        self.is_local = is_loopback(self.request.remote_ip or "")

    def set_default_headers(self) -> None:
        """Keep pages and files out of the pages of other sites."""
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    @property
    def is_trusted(self) -> bool:
        """True if the page may have the token, which opens an editor here."""
        return self.is_local

    def panel(self, status: BuildStatus | None) -> str:
        """Return the error panel, with buttons for an editor only on this machine."""
        if status is None:
            return ""
        can_open = self.is_local and self.state.editor is not None
        has_site = (self.state.project.output / "index.html").exists()
        return error_panel(status, can_open=can_open, has_site=has_site)

    def send(self, data: bytes, file: Path) -> None:
        """Send bytes with the media type of a file."""
        own_type = CONTENT_TYPES.get(file.suffix.removeprefix("."))
        media_type = own_type or guess_type(file.name)[0] or "application/octet-stream"
        self.set_header("Content-Type", media_type)
        self.set_header("Cache-Control", "no-store")
        # The editor shows pages in a frame.
        self.set_header("Content-Security-Policy", "frame-ancestors 'self'")
        self.finish(data)


class SiteHandler(LocalHandler):
    """Files of the site."""

    command = "serve"

    def get(self, address: str) -> None:
        """Send a file; the index.html of a folder; or the 404 page."""
        path = output_path(address)
        status = self.state.status_of(path)
        result = self._read(path, status)
        if result is None and self._file(f"{address}/index.html"):
            self.redirect(f"/{address}/")
            return
        if result is None:
            self.set_status(404)
            result = self._read("404.html", status) or (Path("empty.html"), NO_SITE_YET)
        file, data = result
        if file.suffix != ".html":
            self.send(data, file)
            return
        self.send(self.page(data, status), file)
        self.state.page_sent(path, status)

    head = get

    def page(self, data: bytes, status: BuildStatus | None) -> bytes:
        """Return a page with the additions of the preview."""
        token = self.state.token if self.is_trusted else None
        number = status.number if status else 0
        return inject_preview(data, self.panel(status), number, token, self.command)

    def _read(self, path: str, status: BuildStatus | None) -> tuple[Path, bytes] | None:
        """Return a file and its bytes. Try again if a build replaces the file."""
        if status and path in status.pages:
            return Path(path), status.pages[path]
        for _ in range(3):
            file = self._file(path) or self._newer_stylesheet(path)
            if file is None:
                break
            with suppress(OSError):
                return file, file.read_bytes()
        return None

    def _file(self, path: str) -> Path | None:
        """Return the file in output/ at a path, or None if there is none."""
        return find_file([self.state.project.output], path)

    def _newer_stylesheet(self, path: str) -> Path | None:
        """Return the stylesheet of the same name in a later build.

        Pages that are still open request the old one.
        """
        if not STYLESHEET.fullmatch(path):
            return None
        file = self.state.project.output / path
        name = file.name.partition(".")[0]
        with suppress(OSError):
            return min(file.parent.glob(f"{name}.*.css"), default=None)
        return None


class PreviewHandler(LocalHandler):
    """Scripts and stylesheets of the preview, and the panel for open pages."""

    def get(self, name: str) -> None:
        """Send one of them. The panel is empty if there is nothing to report."""
        if name == "panel":
            self.send(self.panel(self.state.latest).encode(), Path("panel.html"))
            return
        if name not in {path.name for path in STATIC.iterdir()}:
            raise HTTPError(404)
        self.send((STATIC / name).read_bytes(), Path(name))


class Place(msgspec.Struct):
    """Place in a file of the project."""

    path: str
    line: int
    column: int = 1


class SourceHandler(LocalHandler):
    """Requests in JSON from a page of this preview that is opened on this machine."""

    def prepare(self) -> None:
        """Refuse other machines, other sites, and requests without the token."""
        super().prepare()
        headers = self.request.headers
        is_same_origin = headers.get("Origin") == f"http://{self.request.host}"
        token = headers.get("X-Microsite-Token", "")
        has_token = compare_digest(token.encode(), self.state.token.encode())
        if not self.is_local or not is_same_origin or not has_token:
            raise HTTPError(403)

    async def post(self, action: str) -> None:
        """Open a place in an editor, or switch drafts."""
        if action == "drafts":
            await asyncio.to_thread(
                self.state.change_options, drafts=not self.state.options.drafts
            )
            self.finish({})
            return
        try:
            place = msgspec.json.decode(self.request.body, type=Place)
        except (ValueError, RecursionError):
            raise HTTPError(400) from None
        self.finish(self._open(place))

    def _open(self, place: Place) -> dict[str, Any]:
        """Open a place, and return a description of the editor.

        Raise 404 if it is not a text of the project, 503 without an editor.
        """
        file = openable(self.state.project.root, place.path)
        if file is None:
            raise HTTPError(404)
        editor = self.state.editor
        if editor is None:
            raise HTTPError(503)
        has_started = editor.open(file, max(1, place.line), max(1, place.column))
        if not has_started:
            raise HTTPError(503)
        return {"editor": editor.name, "knows_lines": editor.knows_lines}


class ReloadSocket(LiveReloadHandler):  # type: ignore[misc] # livereload has no type hints
    """Connection to a page that waits for changes."""

    page = ""
    """Path in output/ of the page, once it has reported it."""

    def on_message(self, message: str) -> None:
        """Answer a page. If it shows an earlier build, send what it has missed."""
        try:
            data = json_decode(message)
            super().on_message(message)
            if data["command"] != "info":
                return
            self.page = output_path(unquote(urlsplit(data["url"]).path[1:]))
        except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
            self.close()
            return
        status = self.settings["state"].status_of(self.page)
        if status is None:
            return
        build = data.get("build")
        is_current = isinstance(build, int) and build >= status.changed_at
        if not is_current:
            self.send_message(RELOAD)
        elif build != status.number:
            self.send_message(UPDATE_PANEL)

    def send_message(self, message: dict[str, Any]) -> None:
        """Send a message, unless the page is gone."""
        with suppress(WebSocketClosedError):
            self.write_message(message).add_done_callback(
                lambda future: future.exception()
            )

    def check_origin(self, origin: str) -> bool:
        """Accept only pages of this preview."""
        is_same_origin = origin == f"http://{self.request.host}"
        return is_same_origin and is_local_host(self.request.host_name)


def is_local_host(name: str) -> bool:
    """Return True for `localhost` and for IP addresses.

    No other site can have such a name.
    """
    if name == "localhost":
        return True
    try:
        ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Return True for an address of this machine that no other machine can use."""
    with suppress(ValueError):
        return ip_address(address).is_loopback
    return False


def application(
    state: PreviewState,
    routes: Routes = (),
    site: type[SiteHandler] = SiteHandler,
    **settings: Any,
) -> Application:
    """Return the preview as a web application.

    `routes` and `settings` add to it.
    """
    return Application(
        [
            *routes,
            (r"/livereload", ReloadSocket),
            (rf"{PREFIX}(open|drafts)", SourceHandler),
            (rf"{PREFIX}(.*)", PreviewHandler),
            (r"/(.*)", site),
        ],
        state=state,
        **settings,
        log_function=lambda _: None,
        # In seconds: a phone that goes to sleep does not close its connection.
        websocket_ping_interval=20,
        websocket_max_message_size=MAX_MESSAGE,
    )


def listen(app: Application, host: str, port: int) -> tuple[HTTPServer, int]:
    """Serve at the port, or at one of the next that is free.

    Raise OSError if none of them is.
    """
    last_port = min(port + PORT_TRIES - 1, 65_535) if port else 0
    while True:
        try:
            sockets = bind_sockets(port, host)
        except OSError:
            if port == last_port:
                raise
            port += 1
        else:
            server = HTTPServer(app, max_body_size=MAX_BODY)
            server.add_sockets(sockets)
            return server, int(sockets[0].getsockname()[1])


def notify_pages(
    loop: asyncio.AbstractEventLoop,
    status: BuildStatus,
    before: BuildStatus | None,
    is_concerned: IsConcerned,
) -> None:
    """Send open pages what a build has changed, from any thread.

    `before` is the last finished build. A page loads again if the site has changed and
    the page does not show it yet. Otherwise it updates its error panel.
    """
    was_published = before is not None and before.outcome.published is not None
    reload = {**RELOAD, "liveCSS": status.only_styles and was_published}
    has_panel = any(build.has_messages for build in (status, before) if build)

    def send() -> None:
        for page in LiveReloadHandler.waiters.copy():
            if status.has_changed and is_concerned(page.page):
                page.send_message(reload)
            if has_panel and not status.pages:
                page.send_message(UPDATE_PANEL)

    loop.call_soon_threadsafe(send)


def inject_preview(
    html: bytes, panel: str, number: int, token: str | None, command: str
) -> bytes:
    """Return a page with the preview's scripts, and the panel at the start of its body.

    `number` is the number of the build. `token` lets the page open an editor; it is
    None on other machines. `command` is the one that started the preview.
    """
    names = {"number": number, "token": token, "command": f"{program()} {command}"}
    additions = TEMPLATES.get_template("head.html").render(names, prefix=PREFIX)
    page = html.replace(b"</head>", additions.encode() + b"</head>", 1)
    if not panel:
        return page
    body = re.search(rb"<body\b[^<>]*>", page)
    start = body.end() if body else 0
    template = f'<template shadowrootmode="open">{panel}</template>'
    element = f"<microsite-panel>{template}</microsite-panel>".encode()
    return page[:start] + element + page[start:]


def error_panel(status: BuildStatus, *, can_open: bool, has_site: bool = True) -> str:
    """Return the panel: over the page for errors, else in a corner.

    It is empty if it has no content. `can_open` adds a button that opens an editor at
    each place.
    """
    if not status.has_messages:
        return ""
    posts = status.outcome.hidden_news
    names = {
        "prefix": PREFIX,
        "sanitize": sanitize,
        "excerpt": excerpt,
        "fixed_line": fixed_line,
    }
    return TEMPLATES.get_template("panel.html", globals=names).render(
        errors=status.errors,
        warnings=status.warnings,
        posts=posts,
        shows_drafts=bool(posts) and status.outcome.editions[0].site.drafts,
        can_open=can_open,
        has_site=has_site,
    )
