"""Registry of record kinds. Everything that handles records by kind reads these tables."""

from __future__ import annotations

from msgspec import Struct

from microsite.model.fields import Record
from microsite.model.records.event import EventRecord
from microsite.model.records.pages import NewsPost, ProsePage, Redirect
from microsite.model.records.rates import Rate, RatesFile
from microsite.model.records.resources import Figure, Resource, ResourcesFile
from microsite.model.records.sessions import DayRecord, Room, SessionRecord, Track
from microsite.model.records.speakers import Speaker
from microsite.model.records.sponsors import Sponsor, SponsorsFile, Tier


class RecordKind(Struct, frozen=True, kw_only=True):
    """A kind of record, and the files that contain it."""

    name: str
    """As people type it: `session`."""
    record: type[Record]
    title_field: str = "name"
    """Field with the title or name of a record."""
    file: str = ""
    """Data file of a list, without ending. Empty for a kind with Markdown files of its own."""
    key: str = ""
    """Key of the list in the data file."""
    folder: str = ""
    """Folder of the Markdown files in content/. Empty for the event."""
    reference_fields: tuple[str, ...] = ()
    """Attributes that a reference to a record may contain: the id, then other names."""
    prompted_fields: tuple[str, ...] = ()
    """Fields that `new` asks for, in order. Empty for a kind that it cannot create."""
    sheet: str = ""
    """Title of its sheet in a workbook. Empty for a kind without a sheet."""


RECORD_KINDS = {
    kind.name: kind
    for kind in (
        RecordKind(
            name="session",
            reference_fields=("id",),
            record=SessionRecord,
            title_field="title",
            file="sessions",
            key="sessions",
            prompted_fields=tuple(
                "title kind day start end room track chair speakers summary".split()
            ),
            sheet="Sessions",
        ),
        RecordKind(name="day", record=DayRecord, file="sessions", key="days"),
        RecordKind(
            name="room",
            reference_fields=("slug", "name"),
            record=Room,
            file="sessions",
            key="rooms",
        ),
        RecordKind(
            name="track",
            reference_fields=("slug", "name"),
            record=Track,
            file="sessions",
            key="tracks",
        ),
        RecordKind(
            name="speaker",
            reference_fields=("slug", "name"),
            record=Speaker,
            folder="speakers",
            prompted_fields=("name", "role", "organisation"),
            sheet="Speakers",
        ),
        RecordKind(
            name="page",
            reference_fields=("slug",),
            record=ProsePage,
            title_field="title",
            folder="pages",
            prompted_fields=("title", "description", "menu"),
        ),
        RecordKind(
            name="news",
            reference_fields=("slug",),
            record=NewsPost,
            title_field="title",
            folder="news",
            prompted_fields=("title", "date", "summary"),
        ),
        RecordKind(
            name="resource",
            reference_fields=("id",),
            record=Resource,
            title_field="title",
            file="resources",
            key="resources",
            prompted_fields=("title", "kind", "url", "publisher", "published", "summary"),
            sheet="Resources",
        ),
        RecordKind(
            name="figure",
            reference_fields=("id",),
            record=Figure,
            title_field="statement",
            file="figures",
            key="figures",
            prompted_fields=("statement", "value", "unit", "source", "url", "published"),
        ),
        RecordKind(
            name="tier", reference_fields=("id", "name"), record=Tier, file="sponsors", key="tiers"
        ),
        RecordKind(
            name="sponsor",
            record=Sponsor,
            file="sponsors",
            key="sponsors",
            prompted_fields=("name", "tier", "url"),
            sheet="Sponsors",
        ),
        RecordKind(
            name="rate",
            reference_fields=("id",),
            record=Rate,
            file="rates",
            key="rates",
            prompted_fields=("name", "who", "price"),
            sheet="Rates",
        ),
        RecordKind(
            name="redirect", record=Redirect, title_field="old", file="redirects", key="redirects"
        ),
        RecordKind(name="event", record=EventRecord, title_field="title"),
    )
}
"""Record kinds by name. A data file that is one list contains the first kind of that file."""

FILE_SETTINGS: dict[str, type[Record]] = {
    "resources": ResourcesFile,
    "rates": RatesFile,
    "sponsors": SponsorsFile,
}
"""Settings beside the lists of a data file, by name of the file."""


def kinds_in_file(file: str) -> list[RecordKind]:
    """Return the kinds of record that a data file contains, in the order of the registry."""
    return [kind for kind in RECORD_KINDS.values() if kind.file == file]
