"""Pages of the site in the editor: each text leads to its form, and each form to its
page.
"""

import asyncio
from html import escape
from urllib.parse import quote

from tornado.web import HTTPError

from microsite.apps.editor.security import (
    PREFIX,
    EditHandler,
    EditorState,
    cookie_name,
    record_address,
)
from microsite.apps.preview.rebuild import BuildStatus
from microsite.apps.preview.server import SiteHandler
from microsite.build import Outcome
from microsite.pages.publication_record import SCHEMES
from microsite.site import urls

ADDRESSES = {
    kind: f"{folder}/{{}}/".removeprefix("/") for folder, kind in SCHEMES.items()
}
ADDRESSES |= dict.fromkeys(("room", "track", "day"), urls.PROGRAMME)
ADDRESSES |= dict.fromkeys(("resource", "resources"), urls.RESOURCES)
ADDRESSES |= dict.fromkeys(("rate", "rates"), urls.RATES)
ADDRESSES |= dict.fromkeys(("tier", "sponsor", "sponsors"), urls.SPONSORSHIP)
ADDRESSES |= {"figure": urls.HOME, "member": urls.TEAM}
"""Addresses of pages of one record, or of many, by kind."""
EVENT_PAGES = {"venue": urls.VENUE, "organiser": urls.CONTACT, "help_lines": urls.HELP}
"""Addresses of pages that show a part of event.md."""


def page_address(outcome: Outcome, kind: str, id_: str, field: str = "") -> str:
    """Return the address of the page that shows a record, or "" if none does."""
    if not outcome.editions:
        return ""
    edition = outcome.editions[0]
    address: str | None = None
    if kind == "event":
        address = EVENT_PAGES.get(field.partition(".")[0], urls.HOME)
    elif kind == "session":
        session = edition.site.sessions.get(id_)
        address = urls.session_address(edition.site.event, session) if session else None
    elif kind in ADDRESSES:
        address = ADDRESSES[kind].format(id_)
    paths = {page.path for page in edition.pages}
    if address is None or urls.output_path(address).partition("#")[0] not in paths:
        return ""
    return f"/{edition.loaded.folder}{address}"


def page_record(outcome: Outcome, path: str) -> str:
    """Return the kind and id of the record that a page is about, or those of
    the event.
    """
    if outcome.loaded:
        address = urls.page_url(path.removeprefix(outcome.loaded[0].folder))
        folder, _, slug = address.removesuffix("/").rpartition("/")
        kind = SCHEMES.get(folder, "")
        records = outcome.loaded[0].event.records.get(kind, ())
        if slug in {
            record.id if kind == "session" else record.slug for record in records
        }:
            return f"{kind}/{slug}"
    return "event/"


class EditSiteHandler(SiteHandler):
    """Files of the site. In pages, each text of a record is marked with its origin."""

    command = "edit"
    html: bytes | None = None

    async def prepare(self) -> None:  # type: ignore[override] # tornado awaits it
        """Build the page with origins, as the newest good build has it."""
        super().prepare()
        self.editor: EditorState = self.settings["editor"]
        self.path = urls.output_path(self.path_args[0])
        status = self.state.status_of(self.path)
        if self.path.endswith(".html") and status is not None:
            pages = self.editor.marked_pages
            number = pages.number if status.errors else status.number
            self.html = await asyncio.to_thread(
                pages.page, self.path, number, self.state.options
            )

    @property
    def has_session(self) -> bool:
        """True if the browser may use the editor."""
        return self.editor.has_session(
            self.get_cookie(cookie_name(self.request), "") or ""
        )

    @property
    def is_trusted(self) -> bool:
        return super().is_trusted and self.has_session

    def page(self, data: bytes, status: BuildStatus | None) -> bytes:
        """Return a page with the additions of the preview and the editor."""
        html = super().page(self.html or data, status)
        if not self.has_session:
            return html
        about = page_record(status.outcome, self.path) if status else "event/"
        attributes = f'data-record="{escape(about)}" data-day="{self.editor.other_day}"'
        script = f'<script src="{PREFIX}static/page.js" {attributes} defer>'
        style = (
            '<link rel="stylesheet"'
            f' href="{PREFIX}static/page.css">{script}</script></head>'
        )
        return html.replace(b"</head>", style.encode(), 1)


class ShowHandler(EditHandler):
    """Redirect from a form to the page that shows the record."""

    def get(self, kind: str, id_: str) -> None:
        """Redirect to the page, which highlights the field."""
        field = self.get_query_argument("field", "")
        address = page_address(self.state.outcome, kind, id_, field)
        if not address:
            raise HTTPError(404)
        page, mark, fragment = address.partition("#")
        self.redirect(f"{page}?show={quote(f'{kind}/{id_}/{field}')}{mark}{fragment}")


class EditOriginHandler(EditHandler):
    """Redirect from a text of a page to its form."""

    def get(self, kind: str, id_: str, path: str) -> None:
        id_ = id_.replace("%2F", "/")
        name = quote(path)
        self.redirect(
            f"{record_address(kind, id_)}?field={name}#f-{name.replace('.', '-')}"
        )
