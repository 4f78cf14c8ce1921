"""What can be made anew: which record it is, where it lives, and what has to be known of it."""

from __future__ import annotations

from msgspec import Struct

from microsite.editing.adding import DataList
from microsite.model.fields import Record, input_keys
from microsite.model.records.pages import NewsPost, ProsePage
from microsite.model.records.rates import Rate
from microsite.model.records.resources import Figure, Resource
from microsite.model.records.sessions import SessionRecord
from microsite.model.records.speakers import Speaker
from microsite.model.records.sponsors import Sponsor


class RecordKind(Struct, frozen=True):
    """A kind of record."""

    name: str
    """As it is typed and said: `session`."""
    model: type[Record]
    names: str
    """The field that it is called by: `title` or `name`."""
    file: str = ""
    """The data file that holds it, without ending; empty for a kind with files of its own."""
    folder: str = ""
    """The folder of content/ that holds its files."""
    asked: tuple[str, ...] = ()
    """The fields that are asked for, in order."""

    @property
    def data_list(self) -> DataList:
        """The list that holds it."""
        return DataList(f"data/{self.file}.yaml", self.file, input_keys(self.model))


KINDS: dict[str, RecordKind] = {
    kind.name: kind
    for kind in (
        RecordKind(
            "session",
            SessionRecord,
            "title",
            file="sessions",
            asked=(
                "title",
                "kind",
                "day",
                "start",
                "end",
                "room",
                "track",
                "chair",
                "speakers",
                "summary",
            ),
        ),
        RecordKind(
            "speaker", Speaker, "name", folder="speakers", asked=("name", "role", "organisation")
        ),
        RecordKind(
            "page", ProsePage, "title", folder="pages", asked=("title", "description", "menu")
        ),
        RecordKind("news", NewsPost, "title", folder="news", asked=("title", "date", "summary")),
        RecordKind(
            "resource",
            Resource,
            "title",
            file="resources",
            asked=("title", "kind", "url", "publisher", "published", "summary"),
        ),
        RecordKind(
            "figure",
            Figure,
            "statement",
            file="figures",
            asked=("statement", "value", "unit", "source", "url", "published"),
        ),
        RecordKind("sponsor", Sponsor, "name", file="sponsors", asked=("name", "tier", "url")),
        RecordKind("rate", Rate, "name", file="rates", asked=("name", "who", "price")),
    )
}
