"""Lists of the records of each kind, with a search."""

from msgspec import Struct

from microsite.apps.editor.labels import SETTINGS_NOUNS
from microsite.apps.editor.problems import saved_change
from microsite.apps.editor.records import Entry, ProjectRecords
from microsite.apps.editor.security import PREFIX, EditHandler
from microsite.diagnostics.display import capitalized
from microsite.model.fields import input_fields
from microsite.model.kinds import FILE_SETTINGS, RECORD_KINDS, kinds_in_file


class ScreenKind(Struct, frozen=True, kw_only=True):
    """A kind of record in the words of the editor."""

    name: str
    one: str
    many: str
    about: str = ""
    """Empty for the settings of a data file, which have no entry of their own."""
    settings: str = ""
    """The settings that stand beside its list, if there are any."""
    details: tuple[str, ...] = ()
    """Keys of the fields whose values stand beside a title."""

    @property
    def is_list(self) -> bool:
        """Return whether there can be several records."""
        return bool(self.about) and self.name != "event"

    @property
    def address(self) -> str:
        """Address of the list of the kind; for a single record, of all content."""
        return f"{PREFIX}content/{self.name}" if self.is_list else f"{PREFIX}content"

    def describe(self, entry: Entry) -> str:
        """Return a few words about a record, beside its title."""
        texts = (entry.values.get(key) for key in self.details)
        return ", ".join(text for text in texts if isinstance(text, str))


def _screen_kind(name: str) -> ScreenKind:
    kind = RECORD_KINDS[name]
    main_kinds = {next(iter(kinds_in_file(file).values())) for file in FILE_SETTINGS}
    fields = input_fields(kind.record).values()
    return ScreenKind(
        name=name,
        one=kind.one,
        many=kind.many,
        about=kind.about,
        settings=kind.file if kind in main_kinds else "",
        details=tuple(field.key for field in fields if field.in_lists),
    )


def _settings_kind(file: str) -> ScreenKind:
    noun = SETTINGS_NOUNS[file]
    return ScreenKind(name=file, one=noun, many=capitalized(noun))


CONTENT_KINDS = (
    "event",
    "session",
    "speaker",
    "member",
    "organisation",
    "page",
    "news",
    "resource",
    "figure",
    "sponsor",
    "tier",
    "rate",
    "room",
    "track",
    "kind",
    "day",
    "redirect",
)
"""Kinds of record in the order of the content list."""
SCREEN_KINDS = {name: _screen_kind(name) for name in CONTENT_KINDS}
SCREEN_KINDS |= {file: _settings_kind(file) for file in FILE_SETTINGS}
"""Kinds that have a form, by name."""


class ContentHandler(EditHandler):
    """All kinds of content."""

    def get(self) -> None:
        """Send the list of kinds, with the number of records."""
        self.page(
            "content.html",
            kinds=SCREEN_KINDS.values(),
            records=ProjectRecords(self.project),
        )


class ListHandler(EditHandler):
    """The records of one kind."""

    def get(self, name: str) -> None:
        """Send the records that contain the words of a search."""
        kind = SCREEN_KINDS[name]
        records = ProjectRecords(self.project)
        path = records.path_of(name, "")
        words = self.get_query_argument("q", "").casefold().split()
        entries = []
        for entry in records.all_of(name):
            text = f"{entry.title} {entry.id} {kind.describe(entry)}".casefold()
            if all(word in text for word in words):
                entries.append(entry)
        self.page(
            "list.html",
            kind=kind,
            entries=entries,
            settings=SCREEN_KINDS.get(kind.settings),
            saved=saved_change(self),
            broken=[file for file in records.broken_files() if file.path == path],
        )
