"""Names that records can be called by, also those of records that could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.diagnostics.suggestions import did_you_mean
from microsite.model.fields import Record
from microsite.source.nodes import Mapping, Node, Scalar, span_at


class ReferenceIndex(Struct, eq=False):
    """The names of one kind of record. A name that is only `reserved` is known, but leads nowhere.

    Known as the very object, which nobody changes once all sessions are placed.
    """

    ids: dict[str, str] = field(default_factory=dict)
    """By id, folded, the id as it is written."""
    called: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By other name, as it is written and folded, the ids of the records that share it."""
    shown: list[str] = field(default_factory=list)
    """What to suggest, as it would be written."""
    reserved: set[str] = field(default_factory=set)
    """Ids of records that have mistakes of their own: nobody who names them is to blame."""
    closed: bool = True
    """False where the file that holds the records, or the name of one, could not be read: any name
    may be right.
    """

    def add(self, identity: str, *also: str | None) -> None:
        """Make an id known, with other ways to write it."""
        self.shown.append(identity)
        self.ids.setdefault(identity.casefold(), identity)
        for name in filter(None, also):
            for written in dict.fromkeys((name, name.casefold())):
                known = self.called.get(written, ())
                if identity not in known:
                    self.called[written] = (*known, identity)

    def matches(self, name: str) -> tuple[str, ...]:
        """The ids that a name can stand for; more than one where records share it.

        An id comes before the name of another record, and what is written exactly so before what
        differs in its capitals.
        """
        folded = name.casefold()
        identity = self.ids.get(folded)
        if identity == name:
            return (identity,)
        if name != folded and name in self.called:
            return self.called[name]
        return (identity,) if identity is not None else self.called.get(folded, ())

    def find(self, name: str) -> str | None:
        """The id of a sound record, or None; None too where the name could mean several."""
        matches = self.matches(name)
        return matches[0] if len(matches) == 1 and matches[0] not in self.reserved else None

    @property
    def is_whole(self) -> bool:
        """Whether every record there is could be read."""
        return self.closed and not self.reserved

    def is_excused(self, name: str) -> bool:
        """Whether a name that is not found should be passed over: the fault is told elsewhere."""
        return not self.closed or not self.reserved.isdisjoint(self.matches(name))

    def resolve(
        self, name: str, place: Callable[[], Span], code: str, owner: str, log: Log
    ) -> str | None:
        """The id that a name stands for. Where there is none, None and a report in the words of
        `code`; where there are several, None and S124.

        `place` tells where it stands, where that is to be told.
        """
        identity = self.find(name)
        if identity is None and len(matches := self.matches(name)) > 1:
            choices = " or ".join(f"“{match}”" for match in sorted(matches))
            log.report("S124", place(), owner=owner, given=name, choices=choices)
        elif identity is None and not self.is_excused(name):
            log.report(
                code, place(), owner=owner, given=name, suggestion=did_you_mean(name, self.shown)
            )
        return identity


Names = tuple[tuple[str, str | None], ...]
"""The ids of sound records, each with another way to write it."""


def build_index(names: Names, unsound: tuple[Node, ...], *, closed: bool) -> ReferenceIndex:
    """The names of the records in a list: of those that are sound, and of those whose entries did
    not come out so.
    """
    book = ReferenceIndex(closed=closed)
    for identity, also in names:
        book.add(identity, also)
    known = set(book.shown)
    for item in unsound:
        values = item.values if isinstance(item, Mapping) else {}
        written = [
            node.text for key in ("id", "name") if isinstance(node := values.get(key), Scalar)
        ]
        if not written:
            book.closed = False
        for name in written:
            if name.casefold() not in book.ids and name.casefold() not in book.called:
                book.ids[name.casefold()] = name
                if name not in known:
                    book.reserved.add(name)
    return book


def unsound_among(items: Iterable[Node], records: Iterable[Record]) -> tuple[Node, ...]:
    """The entries of a list of which none of its records was read."""
    sound = {record.span().start for record in records}
    return tuple(item for item in items if span_at(item, ()).start not in sound)
