"""Lists of the records of each kind, with a search."""

from msgspec import Struct

from microsite.editor.labels import KINDS
from microsite.editor.problems import saved_change
from microsite.editor.records import Entry, ProjectRecords
from microsite.editor.security import PREFIX, EditHandler


class ScreenKind(Struct, frozen=True):
    """A kind of record in the words of the editor."""

    name: str
    one: str
    many: str
    about: str = ""
    settings: str = ""  # kind of the settings beside its list
    details: str = ""  # fields whose values stand beside a title

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
        texts = (entry.values.get(key) for key in self.details.split())
        return ", ".join(text for text in texts if isinstance(text, str))


SCREEN_KINDS = {name: ScreenKind(name, **KINDS[name]) for name in KINDS.sections()}
"""Kinds in the order of the content list.

Those of settings have no entry of their own there.
"""


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
