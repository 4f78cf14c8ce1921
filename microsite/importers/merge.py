"""A workbook against the files: what changed where, from what both were when it was exported.

What changed in the workbook alone is taken over; what changed in both is a question; nothing is ever deleted.
"""

from __future__ import annotations

from pathlib import Path

from microsite.diagnostics.diagnostic import Log
from microsite.editing.adding import CannotAdd, with_entry
from microsite.editing.fields import change_field
from microsite.editing.kinds import RecordKind
from microsite.editing.making import free_id
from microsite.editing.original import Original
from microsite.editing.trial import found_files
from microsite.editing.writing import Value, document
from microsite.importers.tables import Row, columns, parts_of, rows
from microsite.importers.workbook import Table, Workbook
from microsite.model.record import public_fields
from microsite.plain import dataclass, field
from microsite.project import Project
from microsite.source.decode import read_bytes
from microsite.source.discover import LONGEST_SLUG, SLUG
from microsite.source.nodes import shortened
from microsite.source.read import Sources
from microsite.source.yaml_draft import Edit


@dataclass(slots=True)
class Merged:
    """What comes of it."""

    changes: list[str] = field(default_factory=list)
    """What would be done, in sentences."""
    questions: list[str] = field(default_factory=list)
    """What somebody has to decide."""
    before: dict[str, bytes] = field(default_factory=dict)
    """The files that change, by path, as they are."""
    after: dict[str, bytes] = field(default_factory=dict)
    """The files that change or are new, as they would be."""


def merge(project: Project, sources: Sources, workbook: Workbook) -> Merged:
    """The files with what is new in a workbook. Nothing is written."""
    return _Merger(project, sources, workbook).merge()


class _Merger:
    def __init__(self, project: Project, sources: Sources, workbook: Workbook) -> None:
        self.sources, self.workbook = sources, workbook
        self.done = Merged()
        self.originals: dict[str, Original] = {}
        for file in found_files(project.root):
            data = read_bytes(file, Log())
            original = None if data is None else Original.of(file.path, data)
            if original is not None:
                self.originals[file.path] = original
        self.edits: dict[str, list[Edit]] = {}
        self.new: list[tuple[RecordKind, str, dict[str, Value]]] = []

    def merge(self) -> Merged:
        for table in self.workbook.tables:
            self._table(table)
        for path, edits in self.edits.items():
            self._write(path, self.originals[path].edited(edits))
        for kind, identity, fields in self.new:
            self._add(kind, identity, fields)
        return self.done

    def _table(self, table: Table) -> None:
        kind = table.kind
        here = {row.id: row for row in rows(kind, self.sources)}
        base = (self.workbook.base or {}).get(kind.name, {}) if self.workbook.base is not None else None
        seen: set[str] = set()
        by_title = {row.cells.get(kind.names, "").casefold(): row.id for row in here.values()}
        for cells in table.rows:
            given = cells.get("id", "")
            title = cells.get(kind.names, "")
            identity = given or ("" if base is not None else by_title.get(title.casefold(), ""))
            name = f"{kind.name} “{shortened(title or identity, 60)}”"
            if identity and identity in seen:
                self.done.questions.append(f"The {name} is in the sheet twice. Only the first one was looked at.")
            elif identity in here:
                self._compare(
                    kind, here[identity], cells, table.fields, None if base is None else base.get(identity, {})
                )
            elif base is not None and identity in base:
                self.done.questions.append(f"The {name} is in the workbook, but was deleted here. It stays deleted.")
            elif identity and not (SLUG.match(identity) and len(identity) <= LONGEST_SLUG):
                self.done.questions.append(f"The id of the {name} cannot be a name in addresses: “{_short(identity)}”.")
            elif kind.folder and f"content/{kind.folder}/{identity}.md" in self.originals:
                self.done.questions.append(
                    f"The {name} is not one of those exported, but there is a file of that name."
                )
            elif title:
                identity = identity or free_id(kind, title, {*here, *seen, *self._files_of(kind)})
                fields = {name: _value(kind, name, cell) for name, cell in cells.items() if cell and name != "id"}
                self.new.append((kind, identity, fields))
                self.done.changes.append(f"New {kind.name} “{shortened(title, 60)}” ({identity})")
            else:
                self.done.questions.append(f"A row of {kind.name}s has no {kind.names}, so it was passed over.")
            seen.add(identity)
        for gone in (base or {}).keys() & here.keys() - seen:
            self.done.questions.append(f"The {kind.name} “{gone}” is no longer in the workbook. It is kept here.")

    def _files_of(self, kind: RecordKind) -> set[str]:
        """The names of the files of a kind, also of those that are not exported."""
        folder = f"content/{kind.folder}/"
        return {Path(path).stem for path in self.originals if kind.folder and path.startswith(folder)}

    def _compare(
        self, kind: RecordKind, row: Row, cells: dict[str, str], fields: set[str], base: dict[str, str] | None
    ) -> None:
        for name, is_list in columns(kind).items():
            ours, theirs = row.cells.get(name, ""), cells.get(name, "")
            if name not in fields or _same(ours, theirs, is_list=is_list):
                continue
            was = base.get(name, "") if base is not None else ours
            if _same(was, theirs, is_list=is_list) or (base is None and not theirs):
                continue
            what = f"{kind.name.capitalize()} “{shortened(row.cells.get(kind.names, row.id), 60)}”, {name}"
            if not _same(was, ours, is_list=is_list):
                self.done.questions.append(f"{what}: here “{_short(ours)}”, in the workbook “{_short(theirs)}”. Which?")
                continue
            edit = change_field(
                row.node, name, _value(kind, name, theirs) if theirs else None, public_fields(kind.model)
            )
            if edit is None:
                self.done.questions.append(f"{what}: “{_short(theirs)}” has to be put in by hand, in {row.path}.")
                continue
            self.edits.setdefault(row.path, []).append(edit)
            self.done.changes.append(f"{what}: “{_short(ours)}” becomes “{_short(theirs)}”")

    def _add(self, kind: RecordKind, identity: str, fields: dict[str, Value]) -> None:
        order = public_fields(kind.model)
        if kind.folder:
            listed = sorted(fields.items(), key=lambda each: order.index(each[0]))
            self.done.after[f"content/{kind.folder}/{identity}.md"] = document(listed, "").encode()
            return
        where = kind.data_list
        path = where.path if where.path in self.originals else f"data/{kind.file}.yml"
        path = path if path in self.originals else where.path
        now = Original.of(path, self.done.after[path]) if path in self.done.after else self.originals.get(path)
        try:
            self._write(path, with_entry(now, where, [("id", identity), *fields.items()]))
        except CannotAdd as problem:
            self.done.questions.append(str(problem))

    def _write(self, path: str, after: Original | None) -> None:
        if after is None:
            self.done.questions.append(f"{path} is in an encoding without some of these letters. Save it as UTF-8.")
            return
        if path in self.originals:
            self.done.before[path] = self.originals[path].data
        self.done.after[path] = after.data


def _value(kind: RecordKind, name: str, cell: str) -> Value:
    return parts_of(cell) if columns(kind).get(name) else cell


def _same(one: str, other: str, *, is_list: bool) -> bool:
    if is_list:
        return parts_of(one) == parts_of(other)
    return one.split() == other.split() if "\n" not in one + other else one == other


def _short(cell: str) -> str:
    return shortened(cell, 60) if cell else "nothing"
