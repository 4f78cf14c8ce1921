"""Three-way merge of a workbook with the files of a project.

Conflicts are questions, and nothing is deleted.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import chain, product
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
"""Patterns and replacements that make a text simpler, tried in turn."""
REQUIRED = frozenset({"id", "title", "name", "kind", "start", "tier"})
"""Fields that an import never empties."""
MAX_QUOTED = 300
"""Characters of a text in a message."""
CellError = tuple[Diagnostic, SheetRow | None, str]
"""An error with the row and field that cause it, if any."""


def base_path(name: str) -> str:
    """Return the path of the last import of a `schedule` or `document`."""
    return f"data/{IMPORTS}/{name}.json"


def read_base(root: Path, name: str) -> Base | None:
    """Return the cells of the last import.

    Return None if there was none, or it cannot be read.
    """
    with suppress(OSError, ValueError):
        return json.decode((root / base_path(name)).read_bytes(), type=Base)
    return None


def format_base(root: Path, workbook: Workbook) -> bytes:
    """Return the cells of this import as a file.

    For schedules and documents, records of earlier imports stay in it.
    """
    base = read_base(root, workbook.saved_as) or {}
    new_base: Base = {}
    if workbook.name != "workbook":
        for kind, old_records in base.items():
            new_base[kind] = {**old_records}
    for kind, rows in workbook.tables.items():
        old_records = base.get(kind, {})
        records = new_base.setdefault(kind, {})
        for row in rows:
            id_ = row.cells.get("id")
            if id_ and row.imported:
                records[id_] = old_records.get(id_, {}) | row.imported
    return json.format(json.encode(new_base, order="sorted"), indent=1) + b"\n"


class ImportedChange(Struct, frozen=True):
    """A new record, a changed field, or a conflict that a person decides."""

    sentence: str
    """The change in words."""
    kind: str
    """Kind of the record."""
    id: str = ""
    """Empty for a record that other changes need, such as a room."""
    field: str = ""
    """Empty for a whole record."""

    @property
    def name(self) -> str:
        """Name that selects it: `session:welcome.end`.

        Empty if it cannot be chosen by itself.
        """
        if not self.id:
            return ""
        if not self.field:
            return f"{self.kind}:{self.id}"
        return f"{self.kind}:{self.id}.{self.field}"


class Selection(Struct):
    """Changes to apply, each named by a kind of record, an id or `id.field`."""

    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    take: frozenset[str] = frozenset()
    """Conflicts to decide for the imported version."""

    def includes(self, kind: str, *names: str) -> bool:
        """Return whether a change with these names may be applied."""
        aliases = {kind, *names, *(f"{kind}:{name}" for name in names)}
        if not self.skip.isdisjoint(aliases):
            return False
        return not self.only or not self.only.isdisjoint(aliases)

    def takes(self, kind: str, *names: str) -> bool:
        """Return whether such conflicts are decided for the imported version."""
        return not self.take.isdisjoint((*names, *(f"{kind}:{name}" for name in names)))


class Merge(Struct, eq=False, dict=True):
    """A merge of a workbook into the files of a project, before anything is written."""

    project: Project
    sources: SourceFiles
    workbook: Workbook
    selection: Selection
    files: dict[str, TextFile]
    """Files by path, with the changes."""
    before: dict[str, bytes]
    """Bytes of the project's files, by path."""
    questions: list[str]
    after: dict[str, bytes] = {}
    """New bytes of files that change or are new, by path."""
    documents: dict[str, bytes] = {}
    """New Markdown files, by path."""
    added: list[ImportedChange] = []
    """New records."""
    changes: list[ImportedChange] = []
    """Changed fields."""
    conflicts: list[ImportedChange] = []
    """Conflicts to decide. Each sentence is the start of a question or note."""
    rows: dict[tuple[str, str], SheetRow] = {}
    """Rows that change or create a record, by file and id."""
    edits: dict[str, list[TextEdit]] = {}
    """Changes of files, by path."""
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
        missing: dict[str, list[yaml_edits.Fields]] = {}
        if self.workbook.adds_names:
            for name in ("room", "track", "kind"):
                missing[name] = self._missing_entries(RECORD_KINDS[name])
        for name, new in (missing | self.entries).items():
            if not new:
                continue
            kind = RECORD_KINDS[name]
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
        """Return the rooms of a cell.

        They are several if each has a line, or if all are known.
        """
        has_lines = "\n" in cell
        parts = split_list(cell if has_lines else cell.replace(" / ", ","))
        if len(parts) < 2:
            return (cell,)
        if has_lines or all(part.casefold() in self.rooms for part in parts):
            return parts
        return (cell,)

    def _missing_entries(self, kind: RecordKind) -> list[yaml_edits.Fields]:
        """Return the rooms, tracks or kinds that only rows of sessions name."""
        built_in = SessionKind if kind.name == "kind" else ALL_ROOMS
        listed_names = {"", *record_texts(kind, self.sources), *built_in}
        new_names: dict[str, str] = {}
        for row in self.rows.values():
            cell = row.cells.get(kind.name, "")
            names = self._rooms_of(cell) if kind.name == "room" else (cell,)
            for name in names:
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
        base: dict[str, dict[str, str]] | None = None
        if self.workbook.base is not None:
            base = self.workbook.base.get(kind.name, {})
        seen_ids: set[str] = set()
        for row, similar_ids in match_by_title(kind, rows, records):
            id_ = row.cells.get("id", "")
            if not id_ and len(similar_ids) == 1:
                id_ = similar_ids[0]
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
                old_cells = None if base is None else base.get(id_, {})
                self._compare(kind, row, record, old_cells, title)
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
        remaining = {
            id_: record for id_, record in records.items() if id_ not in seen_ids
        }
        self._ask_about_deleted(kind, base or {}, remaining)

    def _ask_about_deleted(
        self,
        kind: RecordKind,
        base: dict[str, dict[str, str]],
        records: dict[str, RecordRow],
    ) -> None:
        """Ask about imported records that have no row any more. They are kept."""
        deleted_records = []
        for id_, cells in base.items():
            record = records.get(id_)
            if record is None or not self.selection.includes(kind.name, id_):
                continue
            # An editor who deletes the source has decided to keep the record.
            is_kept = cells.get("source") and not record.cells.get("source")
            if not is_kept:
                deleted_records.append(record)

        for record in deleted_records[:MAX_DELETED_ROWS]:
            title = truncate(title_of(kind, record))
            advice = ""
            if "source" in record.cells:
                advice = " To keep it, delete its line “source:”."
            self.ask(
                f"The {kind.name} “{title}” is no longer in the {self.workbook.name}. "
                f"It was kept. To delete it, edit {record.path}.{advice}"
            )
        if more := len(deleted_records[MAX_DELETED_ROWS:]):
            self.ask(f"{more} more {kind.name}s are no longer in it, and were kept.")

    def _add(
        self, kind: RecordKind, row: SheetRow, id_: str, name: str, used_ids: set[str]
    ) -> str:
        """Add the record of a row, or a question.

        Return the id; empty if the record is not selected.
        """
        title = row.cells.get(kind.title_field, "")
        folder = f"content/{kind.folder}/"
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
        self._create(kind, row, id_, title)
        if any(cell and " (" in key for key, cell in row.cells.items()):
            self.ask(
                f"To add the translations of the new {name}, import the sheet again."
            )
        return id_

    def _create(self, kind: RecordKind, row: SheetRow, id_: str, title: str) -> None:
        """Add a record to the new files or entries."""
        columns = column_fields(kind)
        cells = {
            key: cell for key, cell in row.cells.items() if cell and key in columns
        }
        if kind.name == "session" and "kind" not in cells:
            has_speakers = bool(cells.get("speakers"))
            cells["kind"] = _kind_of_title(title, has_speakers=has_speakers)
        if "start" in cells and not cells.keys() & {"end", "length"}:
            cells |= {"length": ASSUMED_LENGTH, "status": "provisional"}

        values: dict[str, yaml_edits.Value] = {}
        for key, cell in cells.items():
            values[key] = to_value(columns[key], self._value(columns[key], cell))
        path = record_path(kind, id_, cells, self.files)
        if kind.folder:
            body = row.cells.get(BODY, "")
            self.documents[path] = yaml_edits.format_document(kind, values, body)
        else:
            self.entries.setdefault(kind.name, []).append({"id": id_, **values})
        sentence = f"New {kind.name} “{truncate(title)}” ({id_})"
        self.added.append(ImportedChange(sentence, kind.name, id_))
        self.rows[path, id_] = row

    def _imported_cells(
        self,
        kind: RecordKind,
        row: SheetRow,
        record: RecordRow,
        base: dict[str, str] | None,
    ) -> Iterator[tuple[str, BoundField | None, str, str]]:
        """Yield the cells to merge: name, field, text at the last import, text now."""
        cells = row.cells
        if "length" in record.cells and "end" in cells and not cells.get("length"):
            cells = end_to_length(cells)
            base = base and end_to_length(base)
        columns: dict[str, BoundField | None] = {**column_fields(kind), BODY: None}
        for name in cells:
            if " (" in name:  # a translation
                columns[name] = columns.get(name.partition(" (")[0])
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
        """Merge a row into a record.

        `base` is None for a workbook that is not an export. `title` names the record in
        messages, in quotes.
        """
        takes = self.selection.takes
        for name, column, old, new in self._imported_cells(kind, row, record, base):
            if name == BODY and record.body:
                ours = record.body.text
            else:
                ours = record.cells.get(name, "")
            label = "text" if name == BODY and kind.name != "speaker" else name
            place = f"{kind.name.capitalize()} {title}, {label}"
            key = f"{record.id}.{label}"
            if cells_equal(ours, new, column):
                continue
            is_unchanged = cells_equal(old, new, column)
            if is_unchanged and not takes(kind.name, key):
                continue
            if not self.selection.includes(kind.name, record.id, key):
                row.imported[name] = old  # so that the next import offers it again
                continue

            is_taken = takes(kind.name, record.id, key, "all")
            is_clear = is_taken or cells_equal(old, ours, column)
            text = new if is_clear else merge_paragraphs(old, ours, new)
            before, after = quote_both(ours, text or new)
            if not is_clear and not text:
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
            if not edits or self._overlaps(edits, record.path):
                self.ask(f"{place}: write “{after}” yourself, in {record.path}.")
                continue
            self.edits.setdefault(record.path, []).extend(edits)
            self.rows[record.path, record.id] = row
            if not text:
                change = f"{place} removed: {before}"
            elif ours:
                change = f"{place}: “{before}” becomes “{after}”"
            else:
                change = f"{place}: {after}"
            self.changes.append(ImportedChange(change, kind.name, record.id, label))

    def _overlaps(self, edits: Sequence[TextEdit], path: str) -> bool:
        """Return whether edits change the same text as earlier ones of a file."""
        earlier_edits = self.edits.get(path, ())
        return any(
            edit.start < earlier.end and earlier.start < edit.end
            for edit, earlier in product(edits, earlier_edits)
        )

    def _edits(
        self,
        kind: RecordKind,
        record: RecordRow,
        name: str,
        column: BoundField | None,
        cell: str,
    ) -> list[TextEdit]:
        """Return the edits that set a field.

        Return none if a person must make the change.
        """
        if record.path not in self.files:  # a portfolio shares it
            return []
        if column is None:
            body = record.body
            if body is None:
                return []
            return [TextEdit(body.start, body.end, f"\n{cell}\n")]

        key, _, language = name.removesuffix(")").partition(" (")
        node = record.node.values.get(key)
        parent = record.node
        fields = kind.fields
        if isinstance(node, MappingNode) and column.record is None:
            parent = node
            key = _key_of_language(node, language)
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
        """Return a cell with the ids of people in place of their names."""
        if column is None or column.refers_to != "speaker" or not cell:
            return cell
        find = self.speakers.find
        names = split_list(cell)
        return ", ".join(find(name) or find(slugify(name)) or name for name in names)

    def _value(self, column: BoundField, cell: str) -> Plain:
        """Return the value of a cell for a file; None if it is empty."""
        cell = yaml_edits.remove_controls(cell).expandtabs(4)
        if column.record is not None:
            return _links_in(cell) or None
        if column.list_syntax is None:
            return cell or None
        if column.refers_to == "room":
            parts = self._rooms_of(cell)
        else:
            parts = split_list(self._with_slugs(column, cell))
        return [part for part in parts if part] or None


def _links_in(cell: str) -> list[Plain]:
    """Return the links of a cell: on each line a label and a URL, or only a URL."""
    links: list[Plain] = []
    for line in map(str.strip, cell.split("\n")):
        if not line:
            continue
        label, _, url = line.rpartition(" ")
        links.append({"label": label or url, "url": url})
    return links


def _key_of_language(texts: MappingNode, language: str) -> str:
    """Return the key of a language in a text of several; the first if none is given.

    The language itself is the key if the text does not have it yet.
    """
    for key in texts.keys:
        if match_language(key, (language,)):
            return key
    return language or next(iter(texts.keys))


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
    start = guess_time(cells.get("start", ""))
    end = guess_time(cells.get("end", ""))
    if not start or not end:
        return cells
    minutes = (minute_of_day(end) - minute_of_day(start)) % MINUTES_PER_DAY
    return {**cells, "end": "", "length": f"{minutes} minutes"}


def quote_both(ours: str, theirs: str) -> list[str]:
    """Return two texts for a message.

    Of long texts, it quotes the words that differ and some beside them.
    """
    texts = [" ".join(cell.split()) or "nothing" for cell in (ours, theirs)]
    if max(map(len, texts)) > MAX_QUOTED // 3:
        texts = list(trim_common(*texts))
    return [truncate(text, MAX_QUOTED) for text in texts]


def merge_paragraphs(old: str, ours: str, theirs: str) -> str:
    """Return a text with the changes of both sides.

    It is empty if they changed the same paragraphs.
    """
    merged = merge_parts(_paragraphs(old), _paragraphs(ours), _paragraphs(theirs))
    return "\n\n".join(merged or ())


def _paragraphs(text: str) -> list[str]:
    return re.split(r"\n{2,}", text.strip())


def match_by_title(
    kind: RecordKind, rows: Sequence[SheetRow], records_by_id: Mapping[str, RecordRow]
) -> Iterator[tuple[SheetRow, list[str]]]:
    """Yield rows with the ids of the records that have their title.

    If several have it, only those at the same time count. Records whose ids are in the
    sheet are left out.
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
        count = counts[title(row.cells)]
        records = by_title.get(title(row.cells), [])
        if len(records) > 1 or count > 1:
            same_time = [
                record for record in records if _is_same_time(record.cells, row.cells)
            ]
            has_new_rows = count > len(records)
            if same_time or has_new_rows:
                records = same_time
        yield row, [record.id for record in records]


def _is_same_time(cells: Mapping[str, str], other_cells: Mapping[str, str]) -> bool:
    """Return whether two sessions start at the same time.

    If both have a day, it must be the same.
    """
    start = cells.get("start", "")
    other_start = other_cells.get("start", "")
    if (guess_time(start) or start) != (guess_time(other_start) or other_start):
        return False
    day = cells.get("day")
    other_day = other_cells.get("day")
    return not day or not other_day or day == other_day


def find_errors(merged: Merge, *, with_pages: bool) -> Iterator[CellError]:
    """Yield the errors that a merge adds, each with the row that causes it."""
    errors = new_errors(merged.project, merged.after, with_pages=with_pages)
    if not errors:
        return
    after = read_with_changes(merged.project, merged.after, Log())
    kinds = [merged.workbook.kinds[name] for name in merged.workbook.tables]
    records = list(chain.from_iterable(record_rows(kind, after) for kind in kinds))
    for error in errors:
        row, name = _cause_of(error, merged, records)
        yield error, row, name


def _cause_of(
    error: Diagnostic, merged: Merge, records: Sequence[RecordRow]
) -> tuple[SheetRow | None, str]:
    """Return the row and the field that cause an error; None and empty if none does."""
    path = error.span.path
    start = error.span.start
    for record in records:
        row = merged.rows.get((path, record.id))
        if row is None or record.path != path:
            continue
        node = record.node
        if path.endswith(".md") and start >= node.end:
            return row, BODY
        if node.start <= start < yaml_edits.node_end(node):
            names = [name for name, key in node.keys.items() if key.start <= start]
            return row, names[-1] if names else "id"
    return None, ""


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
    """Simplify the cell that causes an error, or leave it or its row out."""
    cell = row.cells.get(name, "")
    if name in ("abstract", BODY) and cell:
        texts = (re.sub(pattern, words, cell) for pattern, words in TEXT_STEPS)
        simpler = next(text for text in texts if text != cell)
        row.cells[name] = simpler
        change = "the text was simplified" if simpler else "the text was left out"
    elif name not in REQUIRED and cell:
        row.cells[name] = ""
        change = "it was left out"
        row.imported.pop(name, None)  # so that the next import offers it again
    else:
        for rows in workbook.tables.values():
            rows[:] = (sheet_row for sheet_row in rows if sheet_row is not row)
        change = "it was not imported"
    workbook.notes.append(f"{row.where}, {name}: {error.headline} So {change}.")
