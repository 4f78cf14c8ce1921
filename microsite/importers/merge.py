"""A workbook against the files: what changed where, from what both were when it was exported.

What changed in the workbook alone is taken over; what changed in both is a question; nothing is
ever deleted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Several
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Log
from microsite.editing.create import unused_id
from microsite.editing.dry_run import source_files
from microsite.editing.text_file import TextFile
from microsite.editing.yaml_edit import (
    CannotEditError,
    DataList,
    Value,
    change_field,
    format_document,
    get_entries,
    insert_entries,
)
from microsite.importers.cells import parts_of, same, with_length
from microsite.importers.matching import Matching
from microsite.importers.sheets import Line, Table, Workbook
from microsite.importers.tables import BODY, Row, columns, rows
from microsite.model.fields import Record, input_keys
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.model.records.sessions import Room, Track
from microsite.project import Project
from microsite.source.decode import read_bytes
from microsite.source.files import MAX_SLUG_LENGTH, SLUG, slugify
from microsite.source.nodes import Mapping, Scalar, truncate
from microsite.source.reader import SourceFiles
from microsite.source.yaml_repair.patched_text import TextEdit

PEOPLE = frozenset((("session", "speakers"), ("session", "chair")))
"""Fields that name people."""
MOST_NAMED = 6
"""Records of a kind that are gone, told one by one."""
KINDS_BY_WORD = {
    "lunch": ("lunch",),
    "break": ("coffee", "tea", "break", "refreshments"),
    "registration": ("registration", "arrival"),
    "welcome": ("welcome",),
    "keynote": ("keynote",),
    "panel": ("panel",),
    "workshop": ("workshop",),
    "questions": ("questions", "q&a"),
    "networking": ("networking", "drinks"),
    "closing": ("closing", "close"),
}
"""What a title says of the kind of a session."""


class Merged(Struct):
    """What comes of it."""

    changes: list[str] = field(default_factory=list)
    """What would be done, in sentences."""
    questions: list[str] = field(default_factory=list)
    """What somebody has to decide."""
    before: dict[str, bytes] = field(default_factory=dict)
    """The files that change, by path, as they are."""
    after: dict[str, bytes] = field(default_factory=dict)
    """The files that change or are new, as they would be."""
    places: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """By file, id and field: where the workbook says it, in words."""


def merge(project: Project, sources: SourceFiles, workbook: Workbook) -> Merged:
    """The files with what is new in a workbook. Nothing is written."""
    return _Merger(project, sources, workbook).merge()


class _Merger:
    def __init__(self, project: Project, sources: SourceFiles, workbook: Workbook) -> None:
        self.sources, self.workbook = sources, workbook
        self.done = Merged()
        self.originals: dict[str, TextFile] = {}
        for file in source_files(project.root):
            data = read_bytes(file, Log())
            original = None if data is None else TextFile.from_bytes(file.path, data)
            if original is not None:
                self.originals[file.path] = original
        self.edits: dict[str, list[TextEdit]] = {}
        self.new: list[tuple[RecordKind, str, dict[str, Value], str]] = []
        self.people = self._people()

    def _people(self) -> dict[str, str]:
        """The names of files in content/speakers/ by what people are called, as far as that is one
        person.
        """
        known = [
            (row.cells.get("name", ""), row.id)
            for row in rows(RECORD_KINDS["speaker"], self.sources)
        ]
        for table in self.workbook.tables:
            if table.kind.name == "speaker":
                new = [line.cells for line in table.rows]
                known += [
                    (each.get("name", ""), each.get("id") or slugify(each.get("name", "")))
                    for each in new
                ]
        slugs: dict[str, set[str]] = {}
        for name, slug in known:
            slugs.setdefault(name.casefold(), set()).add(slug)
        names = {name: each.pop() for name, each in slugs.items() if name and len(each) == 1}
        return names | {slug: slug for _, slug in known}

    def merge(self) -> Merged:
        """Compare everything; nothing is written."""
        for table in self.workbook.tables:
            self._table(table)
        for path, edits in self.edits.items():
            self._write(path, self.originals[path].with_edits(edits))
        self._list("rooms", self.workbook.rooms, Room)
        self._list("tracks", self.workbook.tracks, Track)
        for kind, identity, fields, body in self.new:
            self._add(kind, identity, fields, body)
        return self.done

    def _list(self, key: str, names: list[str], model: type[Record]) -> None:
        """Rooms or tracks that are not listed yet."""
        path = self._path_of(RECORD_KINDS["session"], "")
        _, root = self.sources.data.get("sessions", (None, None))
        listed_here = get_entries(root.values.get(key)) if isinstance(root, Mapping) else []
        written = [value for each in listed_here for value in each.values.values()]
        known = {value.text.casefold() for value in written if isinstance(value, Scalar)}
        for name in names:
            if name.casefold() not in known and slugify(name) not in known:
                self._put(path, DataList(path, key, input_keys(model)), [("name", name)])
                self.done.changes.append(f"New {key.removesuffix('s')} “{truncate(name, 60)}”")

    def _table(self, table: Table) -> None:
        kind = table.kind
        here = {row.id: row for row in rows(kind, self.sources)}
        base = self.workbook.base.get(kind.name, {}) if self.workbook.base is not None else None
        seen: set[str] = set()
        matching = Matching(table, here)
        for line in table.rows:
            like = matching.like(line)
            identity = line.cells.get("id") or (like[0] if len(like) == 1 else "")
            if identity in seen:
                self._ask(
                    f"The {_called(kind, line, identity)} is in the sheet twice. Only the first was looked at."
                )
            elif identity in here:
                self._compare(
                    table, line, here[identity], None if base is None else base.get(identity, {})
                )
            elif len(like) > 1 and base is not None and not identity:
                seen.update(like)
                self._ask(
                    f"Which {_called(kind, line, '')} is meant by {table.place(line, 'title')}? It has no id."
                )
            elif base is not None and like and identity not in base:
                seen.update(like)
                self._ask(
                    f"The id of the {_called(kind, line, identity)} is “{like[0]}” here, and “{_short(identity)}” in "
                    "the workbook. An id is part of an address that people keep, so it stays: put it back into "
                    f"{table.place(line, 'id')}."
                )
            else:
                identity = self._new(table, line, identity, here, base, seen)
            seen.add(identity)
        self._tell_of_gone(
            kind, [here[name] for name in base or () if name in here and name not in seen]
        )

    def _new(
        self,
        table: Table,
        line: Line,
        identity: str,
        here: dict[str, Row],
        base: dict[str, dict[str, str]] | None,
        seen: set[str],
    ) -> str:
        """A row that is none of the records here: a new record, or a question. Gives the id."""
        kind, name, title = (
            table.kind,
            _called(table.kind, line, identity),
            line.cells.get(table.kind.title_field, ""),
        )
        if base is not None and identity in base:
            self._ask(f"The {name} is in the workbook, but was deleted here. It stays deleted.")
        elif identity and not (SLUG.match(identity) and len(identity) <= MAX_SLUG_LENGTH):
            self._ask(f"The id of the {name} cannot be a name in addresses: “{_short(identity)}”.")
        elif kind.folder and f"content/{kind.folder}/{identity}.md" in self.originals:
            self._ask(f"The {name} is not one of those exported, but there is a file of that name.")
        elif not title:
            self._ask(
                f"There is no {kind.title_field} in {table.place(line, kind.title_field)}, so the row was passed over."
            )
        else:
            identity = identity or unused_id(kind, title, {*here, *seen, *self._files_of(kind)})
            given = {name: cell for name, cell in line.cells.items() if cell and name != "id"}
            body = given.pop(BODY, "")
            fields = {
                name: self._value(kind, name, cell)
                for name, cell in (assumed(kind, given) | given).items()
            }
            self.new.append((kind, identity, fields, body))
            self.done.changes.append(f"New {kind.name} “{truncate(title, 60)}” ({identity})")
            self._note_places(self._path_of(kind, identity), identity, table, line)
        return identity

    def _tell_of_gone(self, kind: RecordKind, gone: list[Row]) -> None:
        """Records whose rows somebody has taken out."""
        for row in gone[:MOST_NAMED]:
            self._ask(
                f"The {kind.name} “{truncate(row.cells.get(kind.title_field, row.id), 60)}” is no longer in the workbook. "
                f"It is kept here. If it is to go, delete it in {row.path}."
            )
        if len(gone) > MOST_NAMED:
            self._ask(
                f"So are {len(gone) - MOST_NAMED} more {kind.name}s: not in the workbook, and kept here."
            )

    def _ask(self, question: str) -> None:
        self.done.questions.append(question)

    def _note_places(self, path: str, identity: str, table: Table, line: Line) -> None:
        """Keep where the workbook says what a file would then say."""
        for name in ("id", *columns(table.kind)):
            self.done.places[path, identity, name] = table.place(line, name)

    def _path_of(self, kind: RecordKind, identity: str) -> str:
        """The file that a record goes into."""
        if kind.folder:
            return f"content/{kind.folder}/{identity}.md"
        path = DataList.of(kind).path
        other = f"data/{kind.file}.yml"
        return other if other in self.originals and path not in self.originals else path

    def _files_of(self, kind: RecordKind) -> set[str]:
        """The names of the files of a kind, also of those that are not exported."""
        folder = f"content/{kind.folder}/"
        return {
            Path(path).stem for path in self.originals if kind.folder and path.startswith(folder)
        }

    def _compare(self, table: Table, line: Line, row: Row, base: dict[str, str] | None) -> None:
        kind = table.kind
        if "length" in row.cells and "end" in line.cells and not line.cells.get("length"):
            line = replace(line, cells=with_length(line.cells))
        if line.cells.get(BODY, "").split() not in ([], row.body.split()):
            name = _called(kind, line, row.id)
            self._ask(
                f"The biography of the {name} is another one in the workbook. Change it by hand, in {row.path}."
            )
        for name, is_list in columns(kind).items():
            if name not in line.cells:
                continue
            ours = row.cells.get(name, "")
            theirs = self._named(kind, name, line.cells[name])
            was = base.get(name, "") if base is not None else ours
            if same(ours, theirs, name, is_list=is_list) or (base is None and not theirs):
                continue
            if same(was, theirs, name, is_list=is_list):
                continue
            what = f"{kind.name.capitalize()} “{truncate(row.cells.get(kind.title_field, row.id), 60)}”, {name}"
            if not same(was, ours, name, is_list=is_list):
                self._ask(
                    f"{what}: here “{_short(ours)}”, in the workbook “{_short(theirs)}”. Which?"
                )
                continue
            value = self._value(kind, name, theirs) if theirs else None
            edit = change_field(row.node, name, value, input_keys(kind.record))
            if edit is None:
                self._ask(f"{what}: “{_short(theirs)}” has to be put in by hand, in {row.path}.")
                continue
            self.edits.setdefault(row.path, []).append(edit)
            self._note_places(row.path, row.id, table, line)
            self.done.changes.append(f"{what}: “{_short(ours)}” becomes “{_short(theirs)}”")

    def _named(self, kind: RecordKind, name: str, cell: str) -> str:
        """A cell in which people are called by their names, with the names of their files instead."""
        if (kind.name, name) not in PEOPLE or not cell:
            return cell
        slugs = set(self.people.values())
        found = (
            self.people.get(part.casefold(), slugify(part) if slugify(part) in slugs else part)
            for part in parts_of(cell)
        )
        return ", ".join(found)

    def _value(self, kind: RecordKind, name: str, cell: str) -> Value:
        text = self._named(kind, name, cell)
        return parts_of(text) if columns(kind).get(name) else text

    def _add(self, kind: RecordKind, identity: str, fields: dict[str, Value], body: str) -> None:
        order = input_keys(kind.record)
        path = self._path_of(kind, identity)
        if kind.folder:
            listed = sorted(fields.items(), key=lambda each: order.index(each[0]))
            self.done.after[path] = format_document(listed, body).encode()
            return
        self._put(path, DataList.of(kind), [("id", identity), *fields.items()])

    def _put(self, path: str, where: DataList, fields: Several[tuple[str, Value]]) -> None:
        """An entry more in a list of a data file."""
        now = (
            TextFile.from_bytes(path, self.done.after[path])
            if path in self.done.after
            else self.originals.get(path)
        )
        try:
            self._write(path, insert_entries(now, where, [fields]))
        except CannotEditError as problem:
            self._ask(str(problem))

    def _write(self, path: str, after: TextFile | None) -> None:
        if after is None:
            self._ask(f"{path} is in an encoding without some of these letters. Save it as UTF-8.")
            return
        if path in self.originals:
            self.done.before[path] = self.originals[path].data
        self.done.after[path] = after.data


def assumed(kind: RecordKind, cells: dict[str, str]) -> dict[str, str]:
    """What goes without saying of a new record: the kind of a session, which sheets of others
    seldom tell.
    """
    if kind.name != "session":
        return {}
    title = cells.get("title", "").casefold()
    known = {word: what for what, words in KINDS_BY_WORD.items() for word in words}
    return {
        "kind": next(
            (what for word, what in known.items() if re.search(rf"\b{word}", title)), "talk"
        )
    }


def _called(kind: RecordKind, line: Line, identity: str) -> str:
    """A record in a sentence."""
    return f"{kind.name} “{truncate(line.cells.get(kind.title_field, '') or identity, 60)}”"


def _short(cell: str) -> str:
    return truncate(cell, 60) if cell else "nothing"
