"""Lists of the records of each kind, with a search."""

from typing import Any
from urllib.parse import quote

from msgspec import Struct
from tornado.web import HTTPError

from microsite.editor.records import Entry, ProjectRecords
from microsite.editor.security import PREFIX, EditHandler
from microsite.preview.server import Routes
from microsite.project import read_words

MAX_SHOWN = 200  # records of a list that are shown at once


class ScreenKind(Struct, frozen=True):
    """A kind of record in the words of the editor."""

    name: str
    one: str
    many: str
    about: str = ""
    settings: str = ""  # kind of the settings beside its list
    shown: str = ""  # fields whose values stand beside a title


WORDS, KINDS = (read_words("editor", file) for file in ("words.ini", "kinds.ini"))
SCREEN_KINDS = {name: ScreenKind(name, **KINDS[name]) for name in KINDS.sections()}
"""Kinds in the order of the content list. Those of settings have no entry of their own there."""


def record_address(kind: str, id_: str = "") -> str:
    """Return the address of the form of a record."""
    return f"{PREFIX}record/{kind}/{quote(id_, safe='')}"


def is_list(kind: str) -> bool:
    """Return whether there can be several records of a kind."""
    return kind in SCREEN_KINDS and bool(SCREEN_KINDS[kind].about) and kind != "event"


def list_address(kind: str) -> str:
    """Return the address of the list of a kind; for a single record, of all content."""
    return f"{PREFIX}content/{kind}" if is_list(kind) else f"{PREFIX}content"


def describe(entry: Entry) -> str:
    """Return a few words about a record, beside its title."""
    keys = SCREEN_KINDS[entry.kind].shown.split()
    texts = (entry.values.get(key) for key in keys)
    return ", ".join(text for text in texts if isinstance(text, str))


class ContentHandler(EditHandler):
    """All kinds of content."""

    def get(self) -> None:
        """Send the list of kinds, with the number of records."""
        records = ProjectRecords(self.project)
        rows: list[dict[str, Any]] = []
        for kind in SCREEN_KINDS.values():
            if kind.about:
                is_event = kind.name == "event"
                url = record_address("event") if is_event else list_address(kind.name)
                count = "" if is_event else len(records.all_of(kind.name))
                rows.append({"name": kind.many, "about": kind.about, "url": url, "count": count})
        self.page("content.html", title="Content", rows=rows, broken=records.broken_files())


class ListHandler(EditHandler):
    """The records of one kind."""

    def get(self, name: str) -> None:
        """Send the records that contain the words of a search."""
        kind = SCREEN_KINDS.get(name)
        if kind is None or not is_list(name):
            raise HTTPError(404)
        records = ProjectRecords(self.project)
        query = self.get_query_argument("q", "")
        words = query.casefold().split()
        rows = []
        for entry in records.all_of(name):
            about = describe(entry)
            text = f"{entry.title} {entry.id} {about}".casefold()
            if all(word in text for word in words):
                url = record_address(name, entry.id)
                rows.append({"title": entry.title, "about": about, "url": url})
        settings = SCREEN_KINDS.get(kind.settings)
        self.page(
            "list.html",
            title=kind.many,
            kind=kind,
            rows=rows[:MAX_SHOWN],
            count=len(rows),
            query=query,
            deleted=self.get_query_argument("deleted", ""),
            new_url=f"{PREFIX}new/{name}",
            settings=settings and {"url": record_address(settings.name), "name": settings.many},
            broken=[it for it in records.broken_files() if it.path == records.path_of(name, "")],
        )


ROUTES: Routes = (("content", ContentHandler), (r"content/(\w+)", ListHandler))
