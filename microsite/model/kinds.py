"""Registry of record kinds. Everything that handles records by kind reads these tables."""

from __future__ import annotations

from msgspec import Struct

from microsite.model.fields import Record
from microsite.model.records.event import EventRecord
from microsite.model.records.pages import (
    Figure,
    NewsPost,
    ProsePage,
    Redirect,
    Resource,
    ResourcesFile,
)
from microsite.model.records.programme import DayRecord, Room, SessionRecord, Speaker, Track
from microsite.model.records.rates import Rate, RatesFile, Sponsor, SponsorsFile, Tier


class RecordKind(Struct, frozen=True):
    """A kind of record, and the files that contain it."""

    name: str
    """As people type it: `session`."""
    record: type[Record]
    file: str = ""
    """Data file of a list, without ending. Empty for a kind with Markdown files of its own."""
    key: str = ""
    """Key of the list in the data file."""
    folder: str = ""
    """Folder of the Markdown files in content/. Empty for the event."""
    title_field: str = "name"
    """Field with the title or name of a record."""
    reference_fields: tuple[str, ...] = ()
    """Attributes that a reference to a record may contain: the id, then other names."""
    prompted_fields: tuple[str, ...] = ()
    """Fields that `new` asks for, in order. Empty for a kind that it cannot create."""
    sheet: str = ""
    """Title of its sheet in a workbook. Empty for a kind without a sheet."""


BY_ID = ("id",)
BY_SLUG = ("slug",)
BY_SLUG_OR_NAME = ("slug", "name")
KINDS = (
    RecordKind(
        "session",
        SessionRecord,
        "sessions",
        "sessions",
        title_field="title",
        reference_fields=BY_ID,
        prompted_fields=tuple("title kind day start end room track chair speakers summary".split()),
        sheet="Sessions",
    ),
    RecordKind("day", DayRecord, "sessions", "days"),
    RecordKind("room", Room, "sessions", "rooms", reference_fields=BY_SLUG_OR_NAME),
    RecordKind("track", Track, "sessions", "tracks", reference_fields=BY_SLUG_OR_NAME),
    RecordKind(
        "speaker",
        Speaker,
        folder="speakers",
        reference_fields=BY_SLUG_OR_NAME,
        prompted_fields=("name", "role", "organisation"),
        sheet="Speakers",
    ),
    RecordKind(
        "page",
        ProsePage,
        folder="pages",
        title_field="title",
        reference_fields=BY_SLUG,
        prompted_fields=("title", "description", "menu"),
    ),
    RecordKind(
        "news",
        NewsPost,
        folder="news",
        title_field="title",
        reference_fields=BY_SLUG,
        prompted_fields=("title", "date", "summary"),
    ),
    RecordKind(
        "resource",
        Resource,
        "resources",
        "resources",
        title_field="title",
        reference_fields=BY_ID,
        prompted_fields=("title", "kind", "url", "publisher", "published", "summary"),
        sheet="Resources",
    ),
    RecordKind(
        "figure",
        Figure,
        "figures",
        "figures",
        title_field="statement",
        reference_fields=BY_ID,
        prompted_fields=("statement", "value", "unit", "source", "url", "published"),
    ),
    RecordKind("tier", Tier, "sponsors", "tiers", reference_fields=("id", "name")),
    RecordKind(
        "sponsor",
        Sponsor,
        "sponsors",
        "sponsors",
        prompted_fields=("name", "tier", "url"),
        sheet="Sponsors",
    ),
    RecordKind(
        "rate",
        Rate,
        "rates",
        "rates",
        reference_fields=BY_ID,
        prompted_fields=("name", "who", "price"),
        sheet="Rates",
    ),
    RecordKind("redirect", Redirect, "redirects", "redirects", title_field="old"),
    RecordKind("event", EventRecord, title_field="title"),
)
RECORD_KINDS = {kind.name: kind for kind in KINDS}
"""Record kinds by name. A data file that is one list contains the first kind of that file."""

FILE_SETTINGS: dict[str, type[Record]] = {
    "resources": ResourcesFile,
    "rates": RatesFile,
    "sponsors": SponsorsFile,
}
"""Settings beside the lists of a data file, by name of the file."""
