"""Base of the editor's request handlers: who may use it, and what its pages may load.

Each browser needs a session, because every user of this computer can reach the port.
The address that `edit` prints, and the one that it opens, have a token that starts one.
Browsers on other machines give the passphrase instead.
"""

import asyncio
import secrets
from datetime import datetime, timedelta
from functools import partial
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from msgspec import Struct, field
from tornado.httputil import (
    HTTPInputError,
    HTTPServerRequest,
    parse_body_arguments,
    split_host_and_port,
)
from tornado.web import HTTPError, RequestHandler, stream_request_body

from microsite.apps.editor.entered import EnteredError
from microsite.apps.editor.labels import failure_in_words
from microsite.apps.editor.origins import MarkedPages
from microsite.apps.editor.saving import FieldDiagnostic, SaveResult
from microsite.apps.preview.rebuild import PreviewState
from microsite.apps.preview.server import is_local_host, is_loopback
from microsite.build import Outcome
from microsite.compiled_templates import environment
from microsite.locales.locale import ENGLISH
from microsite.project import Project
from microsite.site.hosting import CONTENT_TYPES

PREFIX = "/_edit/"  # start of the editor's addresses
TEMPLATES = Path(__file__).parent / "templates"
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1", "[::1]")
CONTENT_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
"""What the editor’s pages may load: files of this server only."""
HEADERS = {
    "Content-Security-Policy": "; ".join(CONTENT_POLICY),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Headers of every answer."""
MAX_BYTES = 64 * 1024 * 1024  # of a file that a browser sends
NO_LIMIT = 1 << 40
"""A file that is too large is read and ignored, to answer with a message."""
WRONG_PASSPHRASE_SECONDS = 1.0
"""Pause after a wrong passphrase, of all browsers together."""
MAX_WARNED_CHANGES = 100  # changes whose warnings are kept
HERE = "Someone at the computer with the site"
IDLE = timedelta(minutes=5)
"""Time after which a lock ends. An open form renews it each minute."""


def record_address(kind: str, id_: str = "", screen: str = "record") -> str:
    """Return the address of the form of a record, or of another screen of it."""
    return f"{PREFIX}{screen}/{kind}/{quote(id_, safe='')}"


def cookie_name(request: HTTPServerRequest) -> str:
    """Return the name of the cookie of a session.

    Two editors on two ports need two names.
    """
    _, port = split_host_and_port(request.host)
    return f"microsite_edit_{port or 80}"


class Lock(Struct, frozen=True):
    """A person who has the form of a record open."""

    owner: str
    name: str
    since: datetime
    last_seen: datetime

    @property
    def words(self) -> str:
        """The sentence that others see."""
        return f"{self.name} is editing this since {self.since:%H:%M}."


class EditorState(Struct, eq=False):
    """State that all screens of the editor share."""

    preview: PreviewState
    marked_pages: MarkedPages
    access_token: str
    """In the address that the terminal shows, and the session of this machine."""
    opening_token: str
    """In the address with which the browser is started; empty once it is used."""
    passphrase: str | None = None
    """Asked of other machines; None if no other may use the editor."""
    passphrase_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One guess at a time."""
    sessions: dict[str, str] = field(default_factory=dict)
    """Names of people by the secrets of their browsers."""
    locks: dict[str, Lock] = field(default_factory=dict)
    """Records that people are editing."""
    warnings: dict[int, tuple[FieldDiagnostic, ...]] = field(default_factory=dict)
    """Warnings that the latest changes caused, by their number in the journal."""

    def __post_init__(self) -> None:
        self.sessions[self.access_token] = HERE

    @property
    def project(self) -> Project:
        return self.preview.project

    @property
    def outcome(self) -> Outcome:
        """The last build."""
        return self.preview.latest.outcome if self.preview.latest else Outcome()

    @property
    def other_day(self) -> str:
        """Day that the preview shows, in words. Empty if it is today."""
        outcome = self.outcome
        if outcome.as_of is None:
            return ""
        today = datetime.now(outcome.loaded[0].event.zone).date()
        return "" if outcome.as_of == today else ENGLISH.date(outcome.as_of, "full")

    def note_warnings(self, result: SaveResult) -> None:
        """Keep the warnings of a change for the page that says that it is saved."""
        if result.warnings:
            self.warnings[result.number] = result.warnings
        for number in sorted(self.warnings)[:-MAX_WARNED_CHANGES]:
            del self.warnings[number]

    def has_session(self, secret: str) -> bool:
        """Return True if a browser has given the secret of a session."""
        return any(is_equal(secret, session) for session in self.sessions)

    def accept_token(self, token: str) -> bool:
        """Return True if a token may start a session. The opening token may do so once.

        Other users of the computer can read the opening token in the list of its
        processes.
        """
        if is_equal(token, self.access_token):
            return True
        is_opening = bool(self.opening_token) and is_equal(token, self.opening_token)
        if is_opening:
            self.opening_token = ""
        return is_opening

    def claim(self, record: str, owner: str, *, is_forced: bool = False) -> Lock | None:
        """Return the lock of another person, or None once the record is locked for this
        one.
        """
        now = datetime.now().astimezone()
        lock = self.locks.get(record)
        if (
            lock
            and lock.owner != owner
            and not is_forced
            and now - lock.last_seen < IDLE
        ):
            return lock
        since = lock.since if lock and lock.owner == owner else now
        self.locks[record] = Lock(owner, self.sessions.get(owner, HERE), since, now)
        return None

    def other_locks(self, owner: str) -> list[tuple[str, Lock]]:
        """Return the records that other people are editing."""
        earliest = datetime.now().astimezone() - IDLE
        locks = (item for item in self.locks.items() if item[1].last_seen > earliest)
        return [(record, lock) for record, lock in locks if lock.owner != owner]


def is_equal(entered: str, secret: str) -> bool:
    """Compare with a secret in a time that does not depend on where they differ."""
    return compare_digest(entered.encode(), secret.encode())


class EditHandler(RequestHandler):
    """Handler of a screen. It accepts only browsers with a session.

    Every POST needs the secret token of the page, so that no other site can send one.
    """

    needs_session = True

    def initialize(self) -> None:
        """Make ready what every page needs, also that of a request that cannot
        be read.
        """
        self.state: EditorState = self.settings["editor"]
        self.project = self.state.project

    async def prepare(self) -> None:
        """Refuse other machines, other names of this one, and requests without a
        session.
        """
        self.is_local = is_loopback(self.request.remote_ip or "")
        name = self.request.host_name
        is_allowed = (
            name in LOCAL_NAMES
            if self.state.passphrase is None
            else is_local_host(name)
        )
        if not is_allowed or not (self.is_local or self.state.passphrase):
            raise HTTPError(403)

        is_get = self.request.method == "GET"
        if is_get and self.start_session():
            return
        if self.needs_session and not self.person:
            if is_get and self.state.passphrase:
                self.redirect(
                    f"{PREFIX}passphrase?next={quote(self.request.uri or '')}"
                )
                return
            raise HTTPError(403)
        if self.request.method not in ("GET", "HEAD"):
            self.check_token()

    @property
    def person(self) -> str:
        """Secret of the browser's session; empty if it has none."""
        secret = self.get_cookie(cookie_name(self.request), "") or ""
        return secret if self.state.has_session(secret) else ""

    def start_session(self) -> bool:
        """Start the session of an address with a token. Return True if the address was
        answered.

        The answer leads to the address without the token, which no history or bookmark
        may keep.
        """
        token = self.get_query_argument("token", "")
        if not token:
            return False
        if not self.person:
            if not self.state.accept_token(token):
                return False
            self.remember_session(self.state.access_token)
        parts = urlsplit(self.request.uri or "")
        others = [pair for pair in parse_qsl(parts.query) if pair[0] != "token"]
        self.redirect(
            parts._replace(scheme="", netloc="", query=urlencode(others)).geturl()
        )
        return True

    def remember_session(self, secret: str) -> None:
        """Send the cookie of a session, which the browser keeps until it is closed."""
        name = cookie_name(self.request)
        self.set_cookie(name, secret, httponly=True, samesite="Strict", path="/")

    def check_origin(self) -> None:
        """Raise 403 for a form from another site."""
        if self.request.headers.get("Origin") not in (
            None,
            f"http://{self.request.host}",
        ):
            raise HTTPError(403)

    def check_token(self) -> None:
        """Raise 403 for a form without the token in `_token` or a header, or from
        another site.
        """
        self.check_origin()
        header = self.request.headers.get("X-Microsite-Token")
        token = header or self.get_body_argument("_token", "")
        if not is_equal(token, self.state.preview.token):
            raise HTTPError(403)

    def own_address(self, name: str) -> str:
        """Return the address of the editor in an argument, else that of the first
        screen.
        """
        address = self.get_argument(name, PREFIX)
        return address if address.startswith(PREFIX) and "\\" not in address else PREFIX

    def set_default_headers(self) -> None:
        """Set the headers of every answer, also of errors."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def page(self, template: str, **values: Any) -> None:
        """Send a page.

        The status is 422 if it shows the `problems` of a form that was sent.
        """
        is_post = self.request.method == "POST"
        if is_post and values.get("problems"):
            self.set_status(422)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        defaults = {
            "token": self.state.preview.token if self.person else "",
            "prefix": PREFIX,
            "path": self.request.path,
            "address": self.request.uri,
            "is_post": is_post,
            "problems": (),
            "argument": partial(self.get_argument, default=""),
            "record_address": record_address,
            "other_day": self.state.other_day,
        }
        self.finish(
            environment(TEMPLATES).get_template(template).render({**defaults, **values})
        )

    def write_error(self, status_code: int, **details: Any) -> None:
        """Send the page of an error.

        If files cannot be changed, it says why and what to do.
        """
        failure = details.get("exc_info", (None, None, None))[1]
        reason = failure_in_words(failure) if isinstance(failure, OSError) else ""
        self.page("error.html", code=status_code, reason=reason)

    def log_exception(self, kind: Any, failure: Any, trace: Any) -> None:
        """Print the details of a bug, but not of a full disk or a protected file."""
        if not isinstance(failure, OSError):
            super().log_exception(kind, failure, trace)


@stream_request_body
class UploadHandler(EditHandler):
    """Handler of a form with a file in the control `file`.

    Tornado calls `data_received`.
    """

    async def prepare(self) -> None:
        """Allow a large request. Its token is checked once it has arrived."""
        self.chunks: list[bytes] = []
        self.size = 0
        await super().prepare()
        self.request.connection.set_max_body_size(NO_LIMIT)  # type: ignore[union-attr]

    def check_token(self) -> None:
        """Wait for the body, which has the token."""

    def data_received(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size <= MAX_BYTES:
            self.chunks.append(chunk)

    def read_form(self) -> tuple[str, bytes]:
        """Return the file of the form, if it has one.

        Raises HTTPError or EnteredError.
        """
        request = self.request
        if self.size > MAX_BYTES:  # the other fields may be behind the file
            if request.headers.get("Origin") != f"http://{request.host}":
                raise HTTPError(403)
            limit = MAX_BYTES // 1024 // 1024
            raise EnteredError(
                f"The file has more than {limit} MB. Make it smaller first."
            )
        try:
            kind = request.headers.get("Content-Type", "")
            body = b"".join(self.chunks)
            parse_body_arguments(kind, body, request.body_arguments, request.files)
        except HTTPInputError:
            raise HTTPError(400) from None
        super().check_token()
        files = request.files.get("file", [])
        return (files[0].filename, files[0].body) if files else ("", b"")


class NotFoundHandler(EditHandler):
    """Answer to addresses of the editor that do not exist."""

    def get(self) -> None:
        """Send 404.

        The address of the editor without a slash leads to its first screen.
        """
        if self.request.path == PREFIX[:-1]:
            self.redirect(PREFIX)
            return
        raise HTTPError(404)

    post = get


class PassphraseHandler(EditHandler):
    """Form for the passphrase, which starts a session. Guesses wait for one another."""

    needs_session = False

    def check_token(self) -> None:
        """Check only the origin: a page has no token before the session."""
        self.check_origin()

    def get(self, error: str = "") -> None:
        self.page("passphrase.html", error=error, next=self.own_address("next"))

    async def post(self) -> None:
        """Start a session if the passphrase is right."""
        passphrase = self.get_body_argument("passphrase", "", strip=False)
        secret = self.state.passphrase or ""
        async with self.state.passphrase_lock:
            is_right = bool(secret) and is_equal(passphrase, secret)
            if not is_right:
                await asyncio.sleep(WRONG_PASSPHRASE_SECONDS)
        if not is_right:
            self.get(
                "This is not the passphrase. Ask the person who started the editor."
            )
            return
        session = secrets.token_urlsafe()
        name = self.get_body_argument("name", "").strip()[:60]
        self.state.sessions[session] = name or "Someone on another computer"
        self.remember_session(session)
        self.redirect(self.own_address("next"))


class StaticHandler(EditHandler):
    """Stylesheets and scripts of the editor."""

    needs_session = False

    def get(self, name: str) -> None:
        path = Path(__file__).parent / "static" / name
        if not path.is_file():
            raise HTTPError(404)
        self.set_header("Content-Type", CONTENT_TYPES[path.suffix[1:]])
        self.finish(path.read_bytes())
