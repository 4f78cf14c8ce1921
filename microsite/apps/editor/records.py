"""Records in the files of a project as plain values, also those with errors."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.fields import BoundField, fields_of, input_fields
from microsite.model.kinds import (
    FILE_SETTINGS,
    RECORD_KINDS,
    RecordKind,
    kinds_of_project,
)
from microsite.model.types import parse_markdown
from microsite.project import Project
from microsite.saving.text_file import TextFile, source_files
from microsite.saving.value_edits import node_value, plain_record
from microsite.saving.yaml_edits import (
    data_path,
    get_entries,
    get_list,
    remove_controls,
)
from microsite.source import nodes
from microsite.source.decode import decode_bytes
from microsite.source.files import slugify
from microsite.source.nodes import Node, Plain, Scalar
from microsite.source.reader import parse_text

EVENT = "content/event.md"
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""They make a text look different."""


def body_field(kind: str) -> BoundField | None:
    """Return the field with the text of a Markdown file, if the kind has such files."""
    record = FILE_SETTINGS[kind] if kind in FILE_SETTINGS else RECORD_KINDS[kind].record
    fields = fields_of(record).values()
    return next(
        (field for field in fields if field.from_file and field.name != "slug"), None
    )


def form_fields(
    kind: str, kinds: Mapping[str, RecordKind] = RECORD_KINDS
) -> dict[str, BoundField]:
    """Return the fields of a record that can be edited, the text of a Markdown file
    last.
    """
    body = body_field(kind)
    fields = kinds[kind].fields if kind in kinds else input_fields(FILE_SETTINGS[kind])
    return {**fields, **({body.key: body} if body else {})}


def clean_text(field: BoundField, text: str) -> str:
    """Return an entered text as a file can have it: without control characters and
    tabs.
    """
    text = DIRECTIONS.sub("", remove_controls(text))
    if not field.is_parsed_by(parse_markdown):
        return " ".join(text.split())
    lines = text.split("\n") if field.from_file else text.expandtabs(4).split("\n")
    return "\n".join(line if line.strip() else "" for line in lines).strip()


def first_text(node: Node) -> str:
    """Return a text, or the first of several languages; empty for anything else."""
    if isinstance(node, nodes.Mapping):
        node = next(iter(node.values.values()), node)
    return node.text.strip() if isinstance(node, Scalar) else ""


class Entry(Struct, frozen=True):
    """A record in a file."""

    kind: str
    id: str
    node: nodes.Mapping
    fields: dict[str, BoundField]  # as from `form_fields`
    body: Span | None = None

    @property
    def values(self) -> dict[str, Plain]:
        """Values by field, without empty ones."""
        has_lists = self.kind in FILE_SETTINGS  # which are records themselves
        pairs = [
            (key, node)
            for key, node in self.node
            if key.text in self.fields or not has_lists
        ]
        values = plain_record(
            self.fields, {key.text: node_value(node) for key, node in pairs}
        )
        field = body_field(self.kind)
        if field and self.body and self.body.text.strip():
            values[field.key] = self.body.text.strip()
        return values

    @property
    def title(self) -> str:
        """Title or name as it is written, else the id."""
        texts = {
            key.text: text for key, node in self.node if (text := first_text(node))
        }
        return title_of(self.kind, texts) or self.id or "Settings"


def title_of(kind: str, values: Mapping[str, Plain]) -> str:
    """Return the title or name of a record; of a person to be confirmed, the role."""
    record_kind = RECORD_KINDS.get(kind)
    key = (
        fields_of(record_kind.record)[record_kind.title_field].key
        if record_kind
        else ""
    )
    title = str(values.get(key) or "")
    is_announced = kind != "speaker" or title.casefold() not in TO_BE_ANNOUNCED
    return title if is_announced else str(values.get("role") or title)


class RecordFile:
    """A file of a project with its records. `problems` are those that prevent edits."""

    def __init__(self, text: TextFile, slug: str, records: "ProjectRecords") -> None:
        self.text = text
        self.path = text.path
        self.slug = slug
        self.records = records
        self.problems = Log()
        self.body: Span | None = None
        self.root: Node | None = None
        if source := decode_bytes(text.path, text.data, self.problems):
            parsed = parse_text(source, slug, self.problems)
            self.root = parsed.root
            self.body = parsed.document.body if parsed.document else None

    @cached_property
    def entries(self) -> list[Entry]:
        """Records, in the order in which they are written."""
        kinds = self.records.kinds
        if self.body is not None and isinstance(self.root, nodes.Mapping):
            names = {kind.folder: kind.name for kind in RECORD_KINDS.values()}
            name = names.get(self.path.split("/")[1], "event")
            id_ = self.slug if name != "event" else ""
            return [Entry(name, id_, self.root, form_fields(name, kinds), self.body)]
        entries = []
        stem = self.path.rpartition("/")[2].partition(".")[0]
        if stem in FILE_SETTINGS and isinstance(self.root, nodes.Mapping):
            entries.append(Entry(stem, "", self.root, form_fields(stem)))
        file_kinds = [kind for kind in kinds.values() if kind.file == stem]
        for kind in (
            file_kinds if isinstance(self.root, nodes.Mapping) else file_kinds[:1]
        ):
            entries += _list_entries(kind, get_list(self.root, kind.key))
        return entries

    def find(self, kind: str, id_: str) -> Entry | None:
        matches = (
            entry for entry in self.entries if (entry.kind, entry.id) == (kind, id_)
        )
        return next(matches, None)


def _list_entries(kind: RecordKind, node: Node | None) -> Iterator[Entry]:
    ids: set[str] = set()
    for number, entry in enumerate(get_entries(node), 1):
        id_ = entry_id(kind, entry)
        if not id_ or id_ in ids:
            id_ = f"{id_}~{number}"  # only a person can give it an id of its own
        ids.add(id_)
        yield Entry(kind.name, id_, entry, kind.fields)


def entry_id(kind: RecordKind, entry: nodes.Mapping) -> str:
    """Return the id of an entry of a list, or the text that identifies it."""
    values = {key.text: first_text(value) for key, value in entry}
    if kind.name in ("day", "redirect"):
        return values.get({"day": "day", "redirect": "from"}[kind.name], "").strip()
    name = values.get(kind.title_field, "")
    return values.get("id", "").strip() or slugify(name) or name.strip()


class ProjectRecords:
    """Files of a project as they are now."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.files = {file.path: file for file in source_files(project.root)}
        self._read: dict[str, RecordFile | None] = {}

    def file(self, path: str) -> RecordFile | None:
        """Return a file, or None if there is none or it is not text."""
        if path not in self._read:
            source = self.files.get(path)
            text = TextFile.read(source) if source else None
            self._read[path] = (
                RecordFile(text, source.slug, self) if source and text else None
            )
        return self._read[path]

    @cached_property
    def kinds(self) -> dict[str, RecordKind]:
        """Kinds of record with the custom fields of the project."""

        def root_of(name: str) -> Node | None:
            file = self.file(self.path_of(name or "event", ""))
            return file.root if file else None

        return kinds_of_project(root_of, Log())

    def path_of(self, kind: str, id_: str) -> str:
        """Return the path of the file with a record, or of the one that should
        have it.
        """
        record_kind = RECORD_KINDS.get(kind)
        if record_kind is None or record_kind.file:
            return data_path(record_kind.file if record_kind else kind, self.files)
        if not record_kind.folder:
            return EVENT
        folder = f"content/{record_kind.folder}/"
        paths = (file.path for file in self.files.values() if file.slug == id_)
        return next(
            (path for path in paths if path.startswith(folder)), f"{folder}{id_}.md"
        )

    def find(self, kind: str, id_: str) -> Entry | None:
        """Return a record, or None if there is none or its file has an error."""
        file = self.file(self.path_of(kind, id_))
        return file.find(kind, id_) if file else None

    def all_of(self, kind: str) -> list[Entry]:
        """Return the records of a kind, in the order of files and lists."""
        record_kind = RECORD_KINDS.get(kind)
        if record_kind and record_kind.folder:
            prefix = f"content/{record_kind.folder}/"
            paths = [path for path in self.files if path.startswith(prefix)]
        else:
            paths = [self.path_of(kind, "")]
        files = filter(None, map(self.file, paths))
        return [entry for file in files for entry in file.entries if entry.kind == kind]

    def broken_files(self) -> list[RecordFile]:
        """Return the files with an error that prevents edits."""
        return [
            file for file in map(self.file, self.files) if file and file.problems.errors
        ]
