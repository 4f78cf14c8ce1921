"""Ids and names by which records can be referred to, including those of records with errors."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import did_you_mean
from microsite.model.fields import Record


class ReferenceIndex(Struct, eq=False):
    """Ids and names of the records of one kind. A reference to a broken record has no target."""

    ids: dict[str, str] = field(default_factory=dict)
    """Ids as they are written, by their case-folded form."""
    names: dict[str, list[str]] = field(default_factory=dict)
    """Ids of the records that share a name, by the name as it is written and case-folded."""
    candidates: list[str] = field(default_factory=list)
    """Ids to suggest."""
    broken: set[str] = field(default_factory=set)
    """Ids and names of records with errors: a reference to one is not an error as well."""
    complete: bool = True
    """False if a file or the id of a record could not be read: then any id may exist."""

    def add(self, id_: str, *names: str | None) -> None:
        """Add a record with its id and other names."""
        self.candidates.append(id_)
        self.ids.setdefault(id_.casefold(), id_)
        for form in (form for name in names if name for form in (name, name.casefold())):
            ids = self.names.setdefault(form, [])
            if id_ not in ids:
                ids.append(id_)

    def add_broken(self, names: Iterable[str]) -> None:
        """Add the id and names of a record with errors."""
        names = list(names)
        self.complete &= bool(names)
        for name in names:
            folded = name.casefold()
            if folded not in self.ids and folded not in self.names:
                self.ids[folded] = name
                self.broken.add(name)

    def matches(self, name: str) -> list[str]:
        """Return the ids that a reference can mean: more than one if records share a name.

        An id comes before the name of another record, and the same capitals before others.
        """
        folded = name.casefold()
        id_ = self.ids.get(folded)
        if name not in (id_, folded) and name in self.names:
            return self.names[name]
        return self.names.get(folded, []) if id_ is None else [id_]

    def find(self, name: str) -> str | None:
        """Return the id of the record, or None if there is none, or more than one."""
        matches = self.matches(name)
        return matches[0] if len(matches) == 1 and matches[0] not in self.broken else None

    @property
    def is_complete(self) -> bool:
        """Return whether every record could be read."""
        return self.complete and not self.broken

    def is_excused(self, name: str) -> bool:
        """Return whether a missing target is the consequence of another error."""
        return not self.complete or not self.broken.isdisjoint(self.matches(name))

    def resolve(
        self, name: str, code: str, owner: str, record: Record, *path: str | int, log: Log
    ) -> str | None:
        """Return the id of the target of a reference at a path of a record.

        Report `code` if there is none, S124 if there are several.
        """
        matches = self.matches(name)
        if len(matches) > 1:
            choices = " or ".join(f"“{match}”" for match in sorted(matches))
            log.report("S124", record.span(*path), owner=owner, given=name, choices=choices)
        elif self.find(name) is None and not self.is_excused(name):
            suggestion = did_you_mean(name, self.candidates)
            log.report(code, record.span(*path), owner=owner, given=name, suggestion=suggestion)
        return self.find(name)
