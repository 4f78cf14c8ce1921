"""Three-way merge of a workbook with the files: conflicts are questions, and nothing is
deleted.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from msgspec import Struct, json, structs

from microsite.apps.workbook.known_words import KINDS_WITH_SPEAKERS, TITLE_WORDS
from microsite.apps.workbook.read import (
    ASSUMED_LENGTH,
    BODY,
    Base,
    RecordRow,
    SheetRow,
    Workbook,
    cells_equal,
    column_fields,
    record_rows,
    record_texts,
    split_list,
)
from microsite.diagnostics.diagnostic import Diagnostic, Log, file_span
from microsite.model.dates import guess_time
from microsite.model.event import ReferenceIndex
from microsite.model.fields import BoundField
from microsite.model.kinds import RECORD_KINDS, RecordKind
from microsite.model.records.content import ALL_ROOMS, SessionKind
from microsite.model.schedule import MINUTES_PER_DAY, minute_of_day
from microsite.project import Project
from microsite.saving import yaml_edits
from microsite.saving.create import record_path, unused_id
from microsite.saving.text_file import (
    TextFile,
    new_errors,
    read_with_changes,
    source_files,
)
from microsite.saving.value_edits import inner_fields, record_edits, to_value
from microsite.site.changes import merge_parts, trim_common
from microsite.source.edits import TextEdit
from microsite.source.files import IMPORTS, MAX_SLUG_LENGTH, SLUG, slugify
from microsite.source.languages import languages_of, match_language
from microsite.source.nodes import Mapping as MappingNode
from microsite.source.nodes import Node, Plain, Scalar, truncate
from microsite.source.reader import SourceFiles

MAX_DELETED_ROWS = 6
TEXT_STEPS: tuple[tuple[str, str], ...] = (
    (r"<", "&lt;"),
    (r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1"),
    (r"[#*`~\[\]{}|>]", ""),
    (r".+", ""),
)
"""Patterns and replacements, tried in turn, that make a text simpler until it is sound.
"""
REQUIRED = frozenset("id title name kind start tier".split())
"""A row without is passed over."""
MAX_QUOTED = 300
CellError = tuple[Diagnostic, SheetRow | None, str]
"""With its row and field, if one causes it."""


def base_path(name: str) -> str:
    """Return the path in the project of what was imported last from a `schedule` or
    `document`.
    """
    return f"data/{IMPORTS}/{name}.json"


def read_base(root: Path, name: str) -> Base | None:
    """Return the cells of the last import; None if there was none, or it cannot be
    read.
    """
    with suppress(OSError, ValueError):
        return json.decode((root / base_path(name)).read_bytes(), type=Base)
    return None


def format_base(root: Path, workbook: Workbook) -> bytes:
    """Return the cells of this import, and of earlier schedules that are not in it, as
    a file.
    """
    base = read_base(root, workbook.saved_as) or {}
    new_base = (
        {}
        if workbook.name == "workbook"
        else {key: {**rows} for key, rows in base.items()}
    )
    for kind, rows in workbook.tables.items():
        old_records, records = base.get(kind, {}), new_base.setdefault(kind, {})
        for row in rows:
            if row.imported and (id_ := row.cells.get("id")):
                records[id_] = old_records.get(id_, {}) | row.imported
    return json.format(json.encode(new_base, order="sorted"), indent=1) + b"\n"


class ImportedChange(Struct, frozen=True):
    """A new record or a changed field of an import, or a conflict that a person
    decides.
    """

    sentence: str  # the change in words
    kind: str  # kind of the record
    id: str = ""  # empty for a record that other changes need, such as a room
    field: str = ""  # empty for a whole record

    @property
    def name(self) -> str:
        """Name that selects it: `session:welcome.end`.

        Empty if it cannot be chosen by itself.
        """
        if not self.id:
            return ""
        return (
            f"{self.kind}:{self.id}.{self.field}"
            if self.field
            else f"{self.kind}:{self.id}"
        )


class Selection(Struct):
    """Changes to apply, each named by a kind of record, an id or `id.field`."""

    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    take: frozenset[str] = frozenset()  # conflicts to decide for the imported version

    def includes(self, kind: str, *names: str) -> bool:
        """Return whether a change with these names may be applied."""
        aliases = {kind, *names, *(f"{kind}:{name}" for name in names)}
        return self.skip.isdisjoint(aliases) and not (
            self.only and self.only.isdisjoint(aliases)
        )

    def takes(self, kind: str, *names: str) -> bool:
        """Return whether conflicts with these names are decided for the imported
        version.
        """
        return not self.take.isdisjoint((*names, *(f"{kind}:{name}" for name in names)))


class Merge(Struct, eq=False, dict=True):
    """A merge of a workbook into the files of a project, before anything is written."""

    project: Project
    sources: SourceFiles
    workbook: Workbook
    selection: Selection
    files: dict[str, TextFile]  # by path, with the changes
    before: dict[str, bytes]  # bytes of the project's files, by path
    questions: list[str]
    after: dict[str, bytes] = {}  # new bytes of files that change or are new, by path
    documents: dict[str, bytes] = {}  # new Markdown files, by path
    added: list[ImportedChange] = []  # new records
    changes: list[ImportedChange] = []  # changed fields
    conflicts: list[ImportedChange] = []
    """Conflicts to decide. Each sentence is the start of a question or note."""
    rows: dict[tuple[str, str], SheetRow] = {}
    """Rows that change or create a record, by file and id."""
    edits: dict[str, list[TextEdit]] = {}  # by path
    entries: dict[str, list[yaml_edits.Fields]] = {}
    """New entries of lists, by kind of record."""

    @cached_property
    def speakers(self) -> ReferenceIndex:
        """People of the project and of the workbook.

        The id of a new one is made of the name.
        """
        index = ReferenceIndex()
        for record in record_rows(self.workbook.kinds["speaker"], self.sources):
            index.add(record.id, record.cells.get("name"))
        for row in self.workbook.tables.get("speaker", ()):
            name = row.cells.get("name", "")
            index.add(row.cells.get("id") or slugify(name), name)
        return index

    @cached_property
    def rooms(self) -> set[str]:
        """Names and ids of rooms of the project and of the workbook, case-folded."""
        sessions = self.workbook.tables.get("session", ())
        cells = (row.cells.get("room", "").casefold() for row in sessions)
        return {*ALL_ROOMS, *record_texts(RECORD_KINDS["room"], self.sources), *cells}

    def ask(self, question: str) -> None:
        """Add a question or a task for a person."""
        self.questions.append(question)

    def set_files(self) -> None:
        """Set the new bytes of all files."""
        for path, edits in self.edits.items():
            self._set_file(path, self.files[path].with_edits(edits))
        names = ("room", "track", "kind") if self.workbook.adds_names else ()
        entries = {
            name: self._missing_entries(RECORD_KINDS[name]) for name in names
        } | self.entries
        for kind, new in (
            (RECORD_KINDS[name], new) for name, new in entries.items() if new
        ):
            path = yaml_edits.data_path(kind.file, self.files)
            file = self.files.get(path, TextFile(path))
            try:
                self._set_file(path, yaml_edits.insert_entries(file, kind, new))
            except yaml_edits.CannotEditError as problem:
                self.ask(str(problem))
        self.after |= self.documents

    def _set_file(self, path: str, after: TextFile | None) -> None:
        if after is None:
            self.ask(
                f"{path} is in an encoding without some of these letters. Save it as"
                " UTF-8."
            )
        else:
            self.files[path] = after
            self.after[path] = after.data

    def _rooms_of(self, cell: str) -> tuple[str, ...]:
        """Return the rooms of a cell: several if each has a line, or if all are
        known.
        """
        parts = split_list(cell if "\n" in cell else cell.replace(" / ", ","))
        is_several = "\n" in cell or all(
            part.casefold() in self.rooms for part in parts
        )
        return parts if len(parts) > 1 and is_several else (cell,)

    def _missing_entries(self, kind: RecordKind) -> list[yaml_edits.Fields]:
        """Return the rooms, tracks or kinds that rows of sessions name, and that are
        not listed.
        """
        built_in = SessionKind if kind.name == "kind" else ALL_ROOMS
        listed_names = {"", *record_texts(kind, self.sources), *built_in}
        new_names: dict[str, str] = {}
        for cell in (row.cells.get(kind.name, "") for row in self.rows.values()):
            for name in self._rooms_of(cell) if kind.name == "room" else (cell,):
                if listed_names.isdisjoint((name.casefold(), slugify(name))):
                    new_names.setdefault(name.casefold(), name)
        entries: list[yaml_edits.Fields] = []
        ids: set[str] = set()
        for name in new_names.values():
            slug = unused_id(kind, name, ids)
            id_field = {"id": slug} if slugify(name) in ids else {}
            entries.append({"name": name, **id_field})
            ids.add(slug)
            self.added.append(
                ImportedChange(f"New {kind.name} “{truncate(name)}”", kind.name)
            )
        return entries

    def add_table(self, kind: RecordKind, rows: Sequence[SheetRow]) -> None:
        """Merge the rows of a kind of record with its records."""
        records = {record.id: record for record in record_rows(kind, self.sources)}
        titles = Counter(title_of(kind, record) for record in records.values())
        base = (
            self.workbook.base.get(kind.name, {})
            if self.workbook.base is not None
            else None
        )
        seen_ids: set[str] = set()
        for row, similar_ids in match_by_title(kind, rows, records):
            id_ = row.cells.get("id") or (
                similar_ids[0] if len(similar_ids) == 1 else ""
            )
            name = f"{kind.name} “{truncate(row.cells.get(kind.title_field) or id_)}”"
            if id_ and id_ in seen_ids:
                self.ask(
                    f"The {name} is in the sheet twice. Only the first was imported."
                )
            elif id_ in records:
                record = records[id_]
                title = f"“{truncate(title_of(kind, record))}”"
                if titles[title_of(kind, record)] > 1:
                    title += f" ({id_})"
                self._compare(
                    kind,
                    row,
                    record,
                    None if base is None else base.get(id_, {}),
                    title,
                )
            elif len(similar_ids) > 1 and base is not None and not id_:
                seen_ids.update(similar_ids)
                place = row.places.get("title", row.where)
                self.ask(f"Which {name} does {place} mean? It has no id.")
            elif base is not None and similar_ids and id_ not in base:
                seen_ids.update(similar_ids)
                self.ask(
                    f"The id of the {name} is “{similar_ids[0]}” here, and "
                    f"“{truncate(id_ or 'nothing')}” in the {self.workbook.name}. "
                    "Ids do not change, because links contain them. Write the old id "
                    f"in {row.places.get('id', row.where)}."
                )
            elif (
                base is not None
                and id_ in base
                and not self.selection.takes(kind.name, id_)
            ):
                note = f"The {name} was deleted here."
                self.conflicts.append(ImportedChange(note, kind.name, id_))
                self.workbook.notes.append(
                    f"{note} To import it again, add --take {id_}"
                )
            else:
                id_ = self._add(kind, row, id_, name, {*records, *seen_ids})
            seen_ids.add(id_)
            row.cells["id"] = id_
        deleted_records = [
            records[id_]
            for id_, cells in (base or {}).items()
            if id_ in records
            and id_ not in seen_ids
            and self.selection.includes(kind.name, id_)
            if records[id_].cells.get("source") or not cells.get("source")
        ]
        self._ask_about_deleted(kind, deleted_records)

    def _ask_about_deleted(
        self, kind: RecordKind, deleted_records: Sequence[RecordRow]
    ) -> None:
        """Say which records have no row any more. They are kept."""
        for record in deleted_records[:MAX_DELETED_ROWS]:
            title = truncate(record.cells.get(kind.title_field, record.id))
            advice = (
                " To keep it, delete its line “source:”."
                if "source" in record.cells
                else ""
            )
            self.ask(
                f"The {kind.name} “{title}” is no longer in the {self.workbook.name}. "
                f"It was kept. To delete it, edit {record.path}.{advice}"
            )
        if more := len(deleted_records[MAX_DELETED_ROWS:]):
            self.ask(f"{more} more {kind.name}s are no longer in it, and were kept.")

    def _add(
        self, kind: RecordKind, row: SheetRow, id_: str, name: str, used_ids: set[str]
    ) -> str:
        """Add the record of a row, or a question. Returns the id."""
        title, folder = row.cells.get(kind.title_field, ""), f"content/{kind.folder}/"
        names = {Path(path).stem for path in self.files if path.startswith(folder)}
        if id_ and not (SLUG.match(id_) and len(id_) <= MAX_SLUG_LENGTH):
            self.ask(
                f"The id of the {name} cannot be part of a web address:"
                f" “{truncate(id_)}”."
            )
            return id_
        if kind.folder and id_ in names:
            self.ask(f"The {name} was not exported, but a file with that name exists.")
            return id_
        if not title:
            place = row.places.get(kind.title_field, row.where)
            self.ask(
                f"There is no {kind.title_field} in {place}, so the row was not"
                " imported."
            )
            return id_
        id_ = id_ or unused_id(kind, title, used_ids | names)
        if not self.selection.includes(kind.name, id_):
            return ""
        columns = column_fields(kind)
        cells = {
            key: cell for key, cell in row.cells.items() if cell and key in columns
        }
        if kind.name == "session" and "kind" not in cells:
            cells["kind"] = _kind_of_title(
                title, has_speakers=bool(cells.get("speakers"))
            )
        if "start" in cells and not cells.keys() & {"end", "length"}:
            cells |= {"length": ASSUMED_LENGTH, "status": "provisional"}
        values: dict[str, yaml_edits.Value] = {}
        for key, cell in cells.items():
            values[key] = to_value(columns[key], self._value(columns[key], cell))
        path = record_path(kind, id_, cells, self.files)
        if kind.folder:
            self.documents[path] = yaml_edits.format_document(
                kind, values, row.cells.get(BODY, "")
            )
        else:
            self.entries.setdefault(kind.name, []).append({"id": id_, **values})
        sentence = f"New {kind.name} “{truncate(title)}” ({id_})"
        self.added.append(ImportedChange(sentence, kind.name, id_))
        self.rows[path, id_] = row
        if any(cell and " (" in key for key, cell in row.cells.items()):
            self.ask(
                f"To add the translations of the new {name}, import the sheet again."
            )
        return id_

    def _imported_cells(
        self,
        kind: RecordKind,
        row: SheetRow,
        record: RecordRow,
        base: dict[str, str] | None,
    ) -> Iterator[tuple[str, BoundField | None, str, str]]:
        """Yield name and field of each cell to merge, with its texts at the last import
        and now.
        """
        cells = row.cells
        if "length" in record.cells and "end" in cells and not cells.get("length"):
            cells = end_to_length(cells)
            base = base and end_to_length(base)
        columns: dict[str, BoundField | None] = {**column_fields(kind), BODY: None}
        columns |= {
            cell: columns.get(cell.partition(" (")[0]) for cell in cells if " (" in cell
        }
        for name, column in columns.items():
            is_emptied = base is not None and name in cells and name not in REQUIRED
            if cells.get(name) or is_emptied:
                old = self._with_slugs(column, (base or {}).get(name, ""))
                yield name, column, old, self._with_slugs(column, cells[name])

    def _compare(
        self,
        kind: RecordKind,
        row: SheetRow,
        record: RecordRow,
        base: dict[str, str] | None,
        title: str,
    ) -> None:
        """Merge a row into a record. `base` is None for a workbook that is not an
        export.

        `title` names the record in messages, in quotes.
        """
        takes = self.selection.takes
        for name, column, old, new in self._imported_cells(kind, row, record, base):
            ours = (
                record.body.text
                if name == BODY and record.body
                else record.cells.get(name, "")
            )
            label = "text" if name == BODY and kind.name != "speaker" else name
            place = f"{kind.name.capitalize()} {title}, {label}"
            key = f"{record.id}.{label}"
            is_unchanged = cells_equal(old, new, column) and not takes(kind.name, key)
            if cells_equal(ours, new, column) or is_unchanged:
                continue
            if not self.selection.includes(kind.name, record.id, key):
                row.imported[name] = old  # so that the next import offers it again
                continue
            is_clear = cells_equal(old, ours, column) or takes(
                kind.name, record.id, key, "all"
            )
            text = new if is_clear else merge_paragraphs(old, ours, new)
            before, after = quote_both(ours, text or new)
            if not (is_clear or text):
                question = (
                    f"{place}: “{before}” here, “{after}” in the {self.workbook.name}."
                )
                self.conflicts.append(
                    ImportedChange(question, kind.name, record.id, label)
                )
                self.ask(
                    f"{question} Yours was kept. To import the other, add --take {key}"
                )
                continue
            edits = self._edits(kind, record, name, column, text)
            pairs = ((a, b) for a in edits for b in self.edits.get(record.path, ()))
            if not edits or any(a.start < b.end and b.start < a.end for a, b in pairs):
                self.ask(f"{place}: write “{after}” yourself, in {record.path}.")
                continue
            self.edits.setdefault(record.path, []).extend(edits)
            self.rows[record.path, record.id] = row
            change = (
                f"{place}: “{before}” becomes “{after}”"
                if ours
                else f"{place}: {after}"
            )
            if not text:
                change = f"{place} removed: {before}"
            self.changes.append(ImportedChange(change, kind.name, record.id, label))

    def _edits(
        self,
        kind: RecordKind,
        record: RecordRow,
        name: str,
        column: BoundField | None,
        cell: str,
    ) -> list[TextEdit]:
        """Return the edits that set a field, or none if a person must make the
        change.
        """
        if record.path not in self.files:  # a portfolio shares it
            return []
        if column is None:
            body = record.body
            return (
                [TextEdit(body.start, body.end, f"\n{cell}\n")]
                if body is not None
                else []
            )
        key, _, language = name.removesuffix(")").partition(" (")
        node, parent, fields = record.node.values.get(key), record.node, kind.fields
        if isinstance(node, MappingNode) and column.record is None:
            key = next(
                (word for word in node.keys if match_language(word, (language,))),
                language,
            )
            key, parent = key or next(iter(node.keys)), node
            fields = inner_fields(column, [*node.keys, key])
        elif language:
            return self._translation(node, language, cell)
        with suppress(yaml_edits.CannotEditError):
            return [*record_edits(fields, parent, {key: self._value(column, cell)})]
        return []

    def _translation(
        self, node: Node | None, language: str, cell: str
    ) -> list[TextEdit]:
        """Return the edit that adds a language to a text on one line."""
        main = next(iter(languages_of(self.sources.root(""))), "en").partition("-")[0]
        if not isinstance(node, Scalar) or "\n" in node.text + cell:
            return []
        texts: dict[str, yaml_edits.Value] = {main: node.text, language: cell}
        return [
            TextEdit(node.start, yaml_edits.node_end(node), yaml_edits.flow_text(texts))
        ]

    def _with_slugs(self, column: BoundField | None, cell: str) -> str:
        if column is None or column.refers_to != "speaker" or not cell:
            return cell
        find, names = self.speakers.find, split_list(cell)
        return ", ".join(find(name) or find(slugify(name)) or name for name in names)

    def _value(self, column: BoundField, cell: str) -> Plain:
        cell = yaml_edits.remove_controls(cell).expandtabs(4)
        if column.record is not None:
            lines = filter(None, map(str.strip, cell.split("\n")))
            links = (
                line.rsplit(" ", 1) if " " in line else (line, line) for line in lines
            )
            return [{"label": label, "url": url} for label, url in links] or None
        if column.list_syntax is None:
            return cell or None
        is_room = column.refers_to == "room"
        parts = (
            self._rooms_of(cell)
            if is_room
            else split_list(self._with_slugs(column, cell))
        )
        return list(filter(None, parts)) or None


def merge_workbook(
    project: Project, sources: SourceFiles, workbook: Workbook, selection: Selection
) -> Merge:
    """Return the merge of a workbook into the files of a project."""
    texts = filter(None, map(TextFile.read, source_files(project.root)))
    files = {file.path: file for file in texts}
    before = {path: file.data for path, file in files.items()}
    merged = Merge(
        project, sources, workbook, selection, files, before, [*workbook.questions]
    )
    for name, rows in workbook.tables.items():
        merged.add_table(workbook.kinds[name], rows)
    merged.set_files()
    return merged


def title_of(kind: RecordKind, record: RecordRow) -> str:
    """Return the title of a record, else its id."""
    return record.cells.get(kind.title_field, record.id)


def _kind_of_title(title: str, *, has_speakers: bool) -> str:
    """Return the kind of session that a title suggests; a talk if none."""
    for kind, words in TITLE_WORDS.items():
        if has_speakers and kind not in KINDS_WITH_SPEAKERS:
            continue
        if re.search(rf"\b(?:{'|'.join(words)})\b", title.casefold()):
            return kind.value
    return SessionKind.TALK.value


def end_to_length(cells: dict[str, str]) -> dict[str, str]:
    """Return a row with a length in place of an end."""
    start, end = (guess_time(cells.get(name, "")) for name in ("start", "end"))
    if not start or not end:
        return cells
    minutes = (minute_of_day(end) - minute_of_day(start)) % MINUTES_PER_DAY
    return {**cells, "end": "", "length": f"{minutes} minutes"}


def quote_both(ours: str, theirs: str) -> list[str]:
    """Return two texts for a message; of long ones, the words that differ and some
    beside them.
    """
    texts = [" ".join(cell.split()) or "nothing" for cell in (ours, theirs)]
    is_long = max(map(len, texts)) > MAX_QUOTED // 3
    return [
        truncate(cell, MAX_QUOTED)
        for cell in (trim_common(*texts) if is_long else texts)
    ]


def merge_paragraphs(old: str, ours: str, theirs: str) -> str:
    """Return a text with the changes of both sides; empty if these touch the same
    paragraphs.
    """
    before, *versions = (
        re.split(r"\n{2,}", text.strip()) for text in (old, ours, theirs)
    )
    return "\n\n".join(merge_parts(before, *versions) or ())


def match_by_title(
    kind: RecordKind, rows: Sequence[SheetRow], records_by_id: Mapping[str, RecordRow]
) -> Iterator[tuple[SheetRow, list[str]]]:
    """Yield rows with the ids of unnamed records of their title, and time if several
    have it.
    """

    def title(cells: Mapping[str, str]) -> str:
        return cells.get(kind.title_field, "").casefold()

    row_ids = {row.cells.get("id") for row in rows}
    by_title: dict[str, list[RecordRow]] = {"": []}
    for record in records_by_id.values():
        if record.id not in row_ids and title(record.cells):
            by_title.setdefault(title(record.cells), []).append(record)
    counts = Counter(title(row.cells) for row in rows)
    for row in rows:
        count, records = counts[title(row.cells)], by_title.get(title(row.cells), [])
        if len(records) > 1 or count > 1:
            same_time = [
                record for record in records if _is_same_time(record.cells, row.cells)
            ]
            records = same_time if same_time or count > len(records) else records
        yield row, [record.id for record in records]


def _is_same_time(*rows: Mapping[str, str]) -> bool:
    """Return whether two sessions start at the same time, and on the same day if both
    give one.
    """
    texts = (cells.get("start", "") for cells in rows)
    starts = {guess_time(text) or text for text in texts}
    days = {cells["day"] for cells in rows if cells.get("day")}
    return len(starts) == 1 and len(days) <= 1


def find_errors(merged: Merge, *, with_pages: bool) -> Iterator[CellError]:
    """Yield the errors that a merge adds, each with the row that causes it."""
    errors = new_errors(merged.project, merged.after, with_pages=with_pages)
    after = (
        read_with_changes(merged.project, merged.after, Log())
        if errors
        else merged.sources
    )
    kinds = [merged.workbook.kinds[name] for name in merged.workbook.tables]
    records = [record for kind in kinds for record in record_rows(kind, after)]
    for error in errors:
        path, start = error.span.path, error.span.start
        for record in records:
            row = merged.rows.get((path, record.id)) if record.path == path else None
            node = record.node
            is_text = path.endswith(".md") and start >= node.end
            if row and (is_text or node.start <= start < yaml_edits.node_end(node)):
                names = [
                    "id",
                    *(name for name, key in node.keys.items() if key.start <= start),
                ]
                yield error, row, BODY if is_text else names[-1]
                break
        else:
            yield error, None, ""


def to_cell(
    error: Diagnostic, row: SheetRow | None, name: str, book: str
) -> Diagnostic:
    """Return a diagnostic at the cell that causes it, or unchanged if there is none."""
    if row is None:
        return error
    place = row.places.get(name, row.where)
    where = place if place.startswith(book) else f"{book}, {place}"
    field = r"\b(?:a line such as|inside the braces.*?:) “(\w+): ([^”]*)”"
    remedy = re.sub(field, r"“\2” in the column \1", error.help)
    return structs.replace(
        error, span=file_span(where), help=remedy, notes=(), fix=None
    )


def simplify(workbook: Workbook, row: SheetRow, name: str, error: Diagnostic) -> None:
    """Simplify the cell that causes an error, leave it out, or else leave out
    its row.
    """
    cell = row.cells.get(name, "")
    if name in ("abstract", BODY) and cell:
        texts = (re.sub(pattern, words, cell) for pattern, words in TEXT_STEPS)
        row.cells[name] = next(text for text in texts if text != cell)
        change = (
            "the text was simplified" if row.cells[name] else "the text was left out"
        )
    elif name not in REQUIRED and cell:
        row.cells[name], change = "", "it was left out"
        row.imported.pop(name, None)  # so that the next import offers it again
    else:
        for rows in workbook.tables.values():
            rows[:] = (sheet_row for sheet_row in rows if sheet_row is not row)
        change = "it was not imported"
    workbook.notes.append(f"{row.where}, {name}: {error.headline} So {change}.")
