"""Registry of record kinds.

Everything that handles records by kind reads these tables.
"""

from collections.abc import Callable

from msgspec import Struct, structs

from microsite.diagnostics.diagnostic import Log
from microsite.model.fields import Field, Record, custom_fields, fields_of, input_fields
from microsite.model.records import content, event
from microsite.project import read_words
from microsite.source.nodes import Mapping, Node


class RecordKind(Struct, frozen=True, eq=False):
    """A kind of record, and the files that contain it."""

    name: str  # as people type it: `session`
    record: type[Record]
    file: str = ""
    """Data file of a list, without ending.

    Empty for a kind with Markdown files of its own.
    """
    folder: str = ""  # folder of the Markdown files in content/. Empty for the event.
    reference_fields: tuple[str, ...] = ()
    """Attributes that a reference to a record may contain: the id, then other names."""
    sheet: str = ""
    """Title of its sheet in a workbook. Empty for a kind without a sheet."""
    custom: dict[str, Field] = {}  # fields that the project declares, by name

    @property
    def key(self) -> str:
        return f"{self.name}s" if self.file else ""

    @property
    def title_field(self) -> str:
        """Field with the title or name of a record."""
        names = ("title", "name", "statement", "old", "text")
        return next(name for name in names if name in fields_of(self.record))

    @property
    def fields(self) -> dict[str, Field]:
        """Fields that people type, by that name."""
        return input_fields(self.record) | self.custom


BY_ID = ("id",)
BY_SLUG = ("slug",)
BY_NAME = ("slug", "name")
BY_BOTH = ("id", "name")
KINDS = (
    RecordKind("session", content.SessionRecord, "sessions", "", BY_ID, "Sessions"),
    RecordKind("day", content.DayRecord, "sessions"),
    RecordKind("room", content.Room, "sessions", reference_fields=BY_NAME),
    RecordKind("track", content.Track, "sessions", reference_fields=BY_NAME),
    RecordKind("kind", content.OwnKind, "sessions", reference_fields=("name",)),
    RecordKind("speaker", content.Speaker, "", "speakers", BY_NAME, "Speakers"),
    RecordKind("member", content.Member, "", "team", sheet="Team"),
    RecordKind(
        "organisation",
        event.Organisation,
        "organisations",
        "",
        BY_BOTH,
        "Organisations",
    ),
    RecordKind("page", content.ProsePage, folder="pages", reference_fields=BY_SLUG),
    RecordKind("news", content.NewsPost, folder="news", reference_fields=BY_SLUG),
    RecordKind("resource", content.Resource, "resources", "", BY_ID, "Resources"),
    RecordKind("figure", content.Figure, "figures", reference_fields=BY_ID),
    RecordKind("tier", event.Tier, "sponsors", reference_fields=BY_BOTH),
    RecordKind("sponsor", event.Sponsor, "sponsors", sheet="Sponsors"),
    RecordKind("rate", event.Rate, "rates", "", BY_ID, "Rates"),
    RecordKind("note", content.Note, "notes"),
    RecordKind("redirect", content.Redirect, "redirects"),
    RecordKind("event", event.EventRecord),
)
RECORD_KINDS = {kind.name: kind for kind in KINDS}
"""Record kinds by name.

A data file that is one list contains the first kind of that file.
"""
WORDS = read_words("model", "kinds.ini")
FIELDS_KEYS = dict(WORDS["custom"])
"""Settings that declare custom fields, by kind: of its data file, or else of event.md.
"""
PROMPTED_FIELDS = {kind: names.split() for kind, names in WORDS["prompted"].items()}
"""Fields that `new` asks for, in order, by the kinds that it can create."""
FILE_SETTINGS: dict[str, type[Record]] = {
    "sessions": content.SessionsFile,
    "resources": content.ResourcesFile,
    "rates": event.RatesFile,
    "sponsors": event.SponsorsFile,
}
"""Settings beside the lists of a data file, by name of the file."""


def kinds_in_file(name: str) -> dict[str, RecordKind]:
    """Return the kinds of record in a data file by the keys of their lists, the main
    one first.
    """
    return {kind.key: kind for kind in KINDS if kind.file == name}


def kinds_of_project(
    root_of: Callable[[str], Node | None], log: Log
) -> dict[str, RecordKind]:
    """Return the kinds with the custom fields of a project, whose files `root_of`
    returns.
    """
    kinds = dict(RECORD_KINDS)
    for name, key in FIELDS_KEYS.items():
        kind, root = kinds[name], root_of(kinds[name].file)
        declared = root.values.get(key) if isinstance(root, Mapping) else None
        custom = custom_fields(kind.record, name, declared, log)
        kinds[name] = structs.replace(kind, custom=custom) if custom else kind
    return kinds
