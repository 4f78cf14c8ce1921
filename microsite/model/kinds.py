"""Registry of record kinds.

Everything that handles records by kind reads these tables.
"""

from collections.abc import Callable

from msgspec import Struct, structs

from microsite.diagnostics.diagnostic import Log
from microsite.model.custom_fields import custom_fields
from microsite.model.fields import BoundField, Record, fields_of, input_fields
from microsite.model.records import content, event
from microsite.source.nodes import Mapping, Node


class RecordKind(Struct, frozen=True, eq=False, kw_only=True):
    """A kind of record, and the files that contain it."""

    name: str
    """As people type it: `session`."""
    record: type[Record]
    one: str
    """In a sentence, after “the”: `news post`."""
    many: str
    """As a title of a list: `Sessions`."""
    about: str = ""
    """A few words for the content list of the editor."""
    file: str = ""
    """Data file of a list, without ending. Empty for a kind with Markdown files."""
    folder: str = ""
    """Folder of the Markdown files in `content/`. Empty for the event."""
    title_field: str = "title"
    """Attribute with the title or name of a record."""
    reference_fields: tuple[str, ...] = ()
    """Attributes that a reference to a record may contain: the id, then other names."""
    sheet: str = ""
    """Title of its sheet in a workbook. Empty for a kind without a sheet."""
    custom_key: str = ""
    """Setting that declares custom fields: of its data file, or else of event.md."""
    custom: dict[str, BoundField] = {}
    """Fields that the project declares, by name."""

    @property
    def key(self) -> str:
        """Key of its list in a data file; empty for a kind with Markdown files."""
        return f"{self.name}s" if self.file else ""

    @property
    def fields(self) -> dict[str, BoundField]:
        """Fields that people type, by that name."""
        return input_fields(self.record) | self.custom


BY_SLUG = ("slug",)
BY_ID = ("id",)
BY_SLUG_OR_NAME = ("slug", "name")
BY_ID_OR_NAME = ("id", "name")
KINDS = (
    RecordKind(
        name="session",
        record=content.SessionRecord,
        one="session",
        many="Sessions",
        about="Talks, panels, breaks and everything else",
        file="sessions",
        reference_fields=BY_ID,
        sheet="Sessions",
        custom_key="fields",
    ),
    RecordKind(
        name="day",
        record=content.DayRecord,
        one="day",
        many="Days",
        about="Titles and notes of days",
        file="sessions",
    ),
    RecordKind(
        name="room",
        record=content.Room,
        one="room",
        many="Rooms",
        about="Rooms of the venue",
        file="sessions",
        title_field="name",
        reference_fields=BY_SLUG_OR_NAME,
    ),
    RecordKind(
        name="track",
        record=content.Track,
        one="track",
        many="Tracks",
        about="Strands of the programme",
        file="sessions",
        title_field="name",
        reference_fields=BY_SLUG_OR_NAME,
    ),
    RecordKind(
        name="kind",
        record=content.OwnKind,
        one="kind of session",
        many="Kinds",
        about="Kinds of session of your own",
        file="sessions",
        title_field="name",
        reference_fields=("name",),
    ),
    RecordKind(
        name="speaker",
        record=content.Speaker,
        one="speaker",
        many="Speakers",
        about="People and their biographies",
        folder="speakers",
        title_field="name",
        reference_fields=BY_SLUG_OR_NAME,
        sheet="Speakers",
        custom_key="speaker_fields",
    ),
    RecordKind(
        name="member",
        record=content.Member,
        one="member",
        many="Team",
        about="People who do not speak: team, committees, volunteers",
        folder="team",
        title_field="name",
        sheet="Team",
    ),
    RecordKind(
        name="organisation",
        record=event.Organisation,
        one="organisation",
        many="Organisations",
        about="Their names, links and logos",
        file="organisations",
        title_field="name",
        reference_fields=BY_ID_OR_NAME,
        sheet="Organisations",
    ),
    RecordKind(
        name="page",
        record=content.ProsePage,
        one="page",
        many="Pages",
        about="Pages of text",
        folder="pages",
        reference_fields=BY_SLUG,
    ),
    RecordKind(
        name="news",
        record=content.NewsPost,
        one="news post",
        many="News",
        about="Posts with a date",
        folder="news",
        reference_fields=BY_SLUG,
    ),
    RecordKind(
        name="resource",
        record=content.Resource,
        one="resource",
        many="Resources",
        about="Things to read or watch",
        file="resources",
        reference_fields=BY_ID,
        sheet="Resources",
    ),
    RecordKind(
        name="figure",
        record=content.Figure,
        one="figure",
        many="Figures",
        about="Statistics with their sources",
        file="figures",
        title_field="statement",
        reference_fields=BY_ID,
    ),
    RecordKind(
        name="tier",
        record=event.Tier,
        one="package",
        many="Packages",
        about="Packages for sponsors",
        file="sponsors",
        title_field="name",
        reference_fields=BY_ID_OR_NAME,
    ),
    RecordKind(
        name="sponsor",
        record=event.Sponsor,
        one="sponsor",
        many="Sponsors",
        about="Organisations that support the event",
        file="sponsors",
        title_field="name",
        sheet="Sponsors",
        custom_key="fields",
    ),
    RecordKind(
        name="rate",
        record=event.Rate,
        one="rate",
        many="Rates",
        about="Prices of places",
        file="rates",
        title_field="name",
        reference_fields=BY_ID,
        sheet="Rates",
    ),
    RecordKind(
        name="note",
        record=content.Note,
        one="note",
        many="Notes",
        file="notes",
        title_field="text",
    ),
    RecordKind(
        name="redirect",
        record=content.Redirect,
        one="redirect",
        many="Redirects",
        about="Old addresses and their new targets",
        file="redirects",
        title_field="old",
    ),
    RecordKind(
        name="event",
        record=event.EventRecord,
        one="event",
        many="Event",
        about="Title, dates, venue, booking and appearance",
        custom_key="fields",
    ),
)
RECORD_KINDS = {kind.name: kind for kind in KINDS}
"""Record kinds by name. A data file that is one list contains the first kind of that
file.
"""
FILE_SETTINGS: dict[str, type[Record]] = {
    "sessions": content.SessionsFile,
    "resources": content.ResourcesFile,
    "rates": event.RatesFile,
    "sponsors": event.SponsorsFile,
}
"""Settings beside the lists of a data file, by name of the file."""


def asked_fields(kind: str) -> list[str]:
    """Return the keys of fields that `new` asks for and forms show first, in order.

    Empty for a kind that `new` cannot create, and for the settings of a data file.
    """
    if kind not in RECORD_KINDS:
        return []
    fields = fields_of(RECORD_KINDS[kind].record).values()
    asked = [field for field in fields if field.asked]
    asked.sort(key=lambda field: field.asked)
    return [field.key for field in asked]


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
    for kind in KINDS:
        if not kind.custom_key:
            continue
        root = root_of(kind.file)
        if not isinstance(root, Mapping):
            continue
        declared = root.values.get(kind.custom_key)
        custom = custom_fields(kind.record, kind.name, declared, log)
        kinds[kind.name] = structs.replace(kind, custom=custom)
    return kinds
