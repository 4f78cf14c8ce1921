"""Base of the editor's request handlers: who may use it, and what its pages may load."""

import asyncio
import secrets
from datetime import datetime, timedelta
from functools import partial
from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import quote

from msgspec import Struct, field
from tornado.httputil import HTTPInputError, parse_body_arguments
from tornado.web import HTTPError, RequestHandler, stream_request_body

from microsite.build import Outcome
from microsite.diagnostics.templates import environment
from microsite.editor.entered import EnteredError
from microsite.editor.labels import failure_in_words
from microsite.editor.origins import MarkedPages
from microsite.editor.saving import FieldDiagnostic, SaveResult
from microsite.locales.locale import ENGLISH
from microsite.preview.rebuild import PreviewState
from microsite.preview.server import is_local_host, is_loopback
from microsite.project import Project
from microsite.site.hosting import CONTENT_TYPES

PREFIX = "/_edit/"  # start of the editor's addresses
COOKIE = "microsite_edit"
TEMPLATES = Path(__file__).parent / "templates"
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1", "[::1]")
HEADERS = Path(__file__).with_name("headers.txt").read_text(encoding="utf-8").splitlines()
MAX_BYTES = 64 * 1024 * 1024  # of a file that a browser sends
NO_LIMIT = 1 << 40  # a file that is too large is read and ignored, to answer with a message
WRONG_PASSPHRASE_SECONDS = 1.0  # pause after a wrong passphrase, so that guessing takes long
MAX_WARNED_CHANGES = 100  # changes whose warnings are kept
HERE = "Someone at the computer with the site"
IDLE = timedelta(minutes=5)  # time after which a lock ends. An open form renews it each minute.


def record_address(kind: str, id_: str = "", screen: str = "record") -> str:
    """Return the address of the form of a record, or of another screen of it."""
    return f"{PREFIX}{screen}/{kind}/{quote(id_, safe='')}"


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
    passphrase: str | None = None  # asked of other machines; None if no other may use the editor
    sessions: dict[str, str] = field(default_factory=dict)
    """Names of people by the secrets of their browsers, which gave the passphrase."""
    locks: dict[str, Lock] = field(default_factory=dict)  # records that people are editing
    warnings: dict[int, tuple[FieldDiagnostic, ...]] = field(default_factory=dict)
    """Warnings that the latest changes caused, by their number in the journal."""

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

    def claim(self, record: str, owner: str, *, is_forced: bool = False) -> Lock | None:
        """Return the lock of another person, or None once the record is locked for this one."""
        now = datetime.now().astimezone()
        lock = self.locks.get(record)
        if lock and lock.owner != owner and not is_forced and now - lock.last_seen < IDLE:
            return lock
        since = lock.since if lock and lock.owner == owner else now
        self.locks[record] = Lock(owner, self.sessions.get(owner, HERE), since, now)
        return None

    def other_locks(self, owner: str) -> list[tuple[str, Lock]]:
        """Return the records that other people are editing."""
        earliest = datetime.now().astimezone() - IDLE
        locks = (item for item in self.locks.items() if item[1].last_seen > earliest)
        return [(record, lock) for record, lock in locks if lock.owner != owner]


class EditHandler(RequestHandler):
    """Handler of a screen. It accepts only this machine, or browsers that know the passphrase.

    Every POST needs the secret token of the page, so that no other site can send one.
    """

    needs_session = True

    def initialize(self) -> None:
        """Make ready what every page needs, also that of a request that cannot be read."""
        self.state: EditorState = self.settings["editor"]
        self.project = self.state.project

    async def prepare(self) -> None:
        """Refuse other machines, other names of this one, and forms without the token."""
        self.is_local = is_loopback(self.request.remote_ip or "")
        name = self.request.host_name
        is_allowed = name in LOCAL_NAMES if self.state.passphrase is None else is_local_host(name)
        if not is_allowed or not (self.is_local or self.state.passphrase):
            raise HTTPError(403)
        if self.needs_session and not (self.is_local or self.person):
            if self.request.method == "GET":
                self.redirect(f"{PREFIX}passphrase?next={quote(self.request.uri or '')}")
                return
            raise HTTPError(403)
        if self.request.method not in ("GET", "HEAD"):
            self.check_token()

    @property
    def person(self) -> str:
        """Secret of the browser's session; empty for this machine."""
        cookie = self.get_cookie(COOKIE, "") or ""
        sessions = self.state.sessions
        is_known = any(compare_digest(cookie.encode(), session.encode()) for session in sessions)
        return cookie if is_known else ""

    def check_token(self) -> None:
        """Raise 403 for a form without the token in `_token` or a header, or from another site."""
        header = self.request.headers.get("X-Microsite-Token")
        token = header or self.get_body_argument("_token", "")
        is_known = compare_digest(token.encode(), self.state.preview.token.encode())
        origin = self.request.headers.get("Origin")
        if not is_known or origin not in (None, f"http://{self.request.host}"):
            raise HTTPError(403)

    def own_address(self, name: str) -> str:
        """Return the address of the editor in an argument, else that of the first screen."""
        address = self.get_argument(name, PREFIX)
        return address if address.startswith(PREFIX) and "\\" not in address else PREFIX

    def set_default_headers(self) -> None:
        """Set the headers of every answer, also of errors."""
        for header in HEADERS:
            self.set_header(*header.split(": ", 1))

    def page(self, template: str, **values: Any) -> None:
        """Send a page. The status is 422 if it shows the `problems` of a form that was sent."""
        is_post = self.request.method == "POST"
        if is_post and values.get("problems"):
            self.set_status(422)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        defaults = {
            "token": self.state.preview.token,
            "prefix": PREFIX,
            "path": self.request.path,
            "address": self.request.uri,
            "is_post": is_post,
            "problems": (),
            "argument": partial(self.get_argument, default=""),
            "record_address": record_address,
            "other_day": self.state.other_day,
        }
        self.finish(environment(TEMPLATES).get_template(template).render({**defaults, **values}))

    def write_error(self, status_code: int, **details: Any) -> None:
        """Send the page of an error. If files cannot be changed, it says why and what to do."""
        failure = details.get("exc_info", (None, None, None))[1]
        reason = failure_in_words(failure) if isinstance(failure, OSError) else ""
        self.page("error.html", code=status_code, reason=reason)

    def log_exception(self, kind: Any, failure: Any, trace: Any) -> None:
        """Print the details of a bug, but not of a full disk or a protected file."""
        if not isinstance(failure, OSError):
            super().log_exception(kind, failure, trace)


@stream_request_body
class UploadHandler(EditHandler):
    """Handler of a form with a file in the control `file`. Tornado calls `data_received`."""

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
        """Return the file of the form, if it has one. Raises HTTPError or EnteredError."""
        request = self.request
        if self.size > MAX_BYTES:  # the other fields may be behind the file
            if request.headers.get("Origin") != f"http://{request.host}":
                raise HTTPError(403)
            limit = MAX_BYTES // 1024 // 1024
            raise EnteredError(f"The file has more than {limit} MB. Make it smaller first.")
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
        """Send 404. The address of the editor without a slash leads to its first screen."""
        if self.request.path == PREFIX[:-1]:
            self.redirect(PREFIX)
            return
        raise HTTPError(404)

    post = get


class PassphraseHandler(EditHandler):
    """Form for the passphrase, which other machines must give."""

    needs_session = False

    def get(self, error: str = "") -> None:
        self.page("passphrase.html", error=error, next=self.own_address("next"))

    async def post(self) -> None:
        """Start a session if the passphrase is right."""
        passphrase = self.get_body_argument("passphrase", "", strip=False)
        secret = self.state.passphrase or ""
        if not secret or not compare_digest(passphrase.encode(), secret.encode()):
            await asyncio.sleep(WRONG_PASSPHRASE_SECONDS)
            self.get("This is not the passphrase. Ask the person who started the editor.")
            return
        session = secrets.token_urlsafe()
        name = self.get_body_argument("name", "").strip()[:60]
        self.state.sessions[session] = name or "Someone on another computer"
        self.set_cookie(COOKIE, session, httponly=True, samesite="Strict", path="/")
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
