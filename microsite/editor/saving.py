"""Saving: the one function that changes the files of a project for the editor in the browser."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from itertools import groupby, pairwise
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from microsite.build import create_sites
from microsite.cache import Cache
from microsite.diagnostics.diagnostic import Diagnostic, Log, Severity
from microsite.editing import journal
from microsite.editing.create import existing_ids, insert_entry, record_path, unused_id
from microsite.editing.project_files import (
    Changed,
    ConcurrentEditError,
    TextFile,
    create_file,
    load_with_changes,
    new_diagnostics,
    read_with_changes,
    replace_file,
)
from microsite.editing.yaml_edit import CannotEditError, format_document, node_end
from microsite.editor.records import (
    Entry,
    ProjectRecords,
    RecordFile,
    body_field,
    clean_value,
    form_fields,
    plain_value,
)
from microsite.editor.value_edits import item_span, merge, record_edits, remove_item
from microsite.model.event import Event
from microsite.model.fields import input_fields
from microsite.model.kinds import RECORD_KINDS
from microsite.model.loader import LoadedEdition, load_event
from microsite.model.types import parse_asset, parse_markdown, parse_new_address, parse_picture
from microsite.pages.registry import build_pages
from microsite.project import BuildOptions, Project
from microsite.site.redirects import resolve_redirects
from microsite.source import nodes
from microsite.source.front_matter import SETTING
from microsite.source.nodes import Plain
from microsite.source.yaml_repair.patched_text import TextEdit

PAGE_TYPES = (parse_markdown, parse_picture, parse_asset, parse_new_address)
"""Types whose values only the pages check: whether a link or file exists."""
ATTEMPTS = 10  # number of times that changes are merged with those of another program


class Action(StrEnum):
    """Kinds of change."""

    SET = "set"
    CREATE = "create"
    DELETE = "delete"
    MOVE = "move"


class FieldChange(Struct, frozen=True):
    """A change of one field, or of a whole record.

    - `SET` writes `after` to the field at `path`; None removes it.
    - `CREATE` adds a record with the values `after`. An empty id is made from its title.
    - `DELETE` removes a record.
    - `MOVE` puts an entry of a list below the one whose id is `after`; "" is the top.
    """

    kind: str  # name in `RECORD_KINDS` or `FILE_SETTINGS`
    id: str = ""  # empty for the event and for settings
    path: tuple[str | int, ...] = ()
    """Keys and indexes. The text of a Markdown file is a field like others: `body`, `biography`."""
    before: Plain = None  # value when the form was opened
    after: Plain = None
    action: Action = Action.SET


class Conflict(Struct, frozen=True):
    """A field that was changed here and in the file."""

    change: FieldChange
    theirs: Plain  # value of the field in the file


class FieldDiagnostic(Struct, frozen=True):
    """A diagnostic, and the record that it is about. The kind is empty if it is about none."""

    diagnostic: Diagnostic
    kind: str = ""
    id: str = ""
    path: tuple[str | int, ...] = ()  # field that has a control of a form; empty if none has


class SaveResult(Struct, frozen=True):
    """Result of saving. Nothing is saved if there are errors, conflicts or a problem."""

    is_saved: bool = False
    files: Mapping[str, journal.Versions] = {}  # files that are changed, or would be, by path
    ids: tuple[str, ...] = ()  # ids of new records
    errors: tuple[FieldDiagnostic, ...] = ()  # errors that the changes would add
    warnings: tuple[FieldDiagnostic, ...] = ()  # warnings that the changes add
    conflicts: tuple[Conflict, ...] = ()
    problem: str = ""  # reason in words, if the files cannot be changed


def save(
    project: Project,
    changes: Sequence[FieldChange],
    *,
    label: str,
    files: Mapping[str, bytes] | None = None,
    dry_run: bool = False,
) -> SaveResult:
    """Change the files of a project, unless that would add errors or overwrite other changes.

    Changes of the file since `before` are merged field by field. `label` names the change in the
    journal. `files` are pictures that belong to it, by path. A `dry_run` only checks.
    """
    with journal.LOCK:
        for _ in range(ATTEMPTS):
            try:
                staging = Staging(ProjectRecords(project))
                conflicts = staging.apply(changes)
                if conflicts:
                    return SaveResult(conflicts=tuple(conflicts))
                with _pictures_in_place(project, files or {}):
                    result = staging.check()
                if result.errors or dry_run or not (result.files or files):
                    return replace(result, is_saved=not result.errors and not dry_run)
                versions = dict(result.files)
                for path, data in (files or {}).items():
                    there = project.root / path
                    versions[path] = there.read_bytes() if there.exists() else None, data
                journal.save(project, label, versions)
            except ConcurrentEditError:
                continue
            except CannotEditError as problem:
                found = tuple(map(FieldDiagnostic, problem.diagnostics))
                return SaveResult(problem=str(problem), errors=found)
            except OSError as failure:
                reason = (failure.strerror or str(failure)).lower()
                return SaveResult(problem=f"The change cannot be saved: {reason}.")
            return replace(result, is_saved=True)
        return SaveResult(problem="Another program is changing the same file. Save again.")


@contextmanager
def _pictures_in_place(project: Project, files: Mapping[str, bytes]) -> Iterator[None]:
    """Put new pictures into assets/ while the records that show them are checked."""
    new = [path for path in files if not (project.root / path).exists()]
    for path in new:
        create_file(project.root / path, files[path])
    try:
        yield
    finally:
        for path in new:
            replace_file(project.root / path, files[path], None)


class Staging:
    """Files of a project with changes that are not written yet."""

    def __init__(self, records: ProjectRecords) -> None:
        self.records = records
        self.staged: dict[str, RecordFile | None] = {}
        """Changed files by path; None for a deleted one."""
        self.new_ids: list[str] = []
        self.affects_pages = False
        """True if pages may have errors that the records do not show, such as broken links."""

    def file(self, path: str) -> RecordFile | None:
        """Return a file as it would be."""
        return self.staged[path] if path in self.staged else self.records.file(path)

    def apply(self, changes: Sequence[FieldChange]) -> list[Conflict]:
        """Stage changes, and return those that clash with changes of the files."""
        conflicts: list[Conflict] = []
        for action, group in groupby(changes, attrgetter("action")):
            if action is Action.SET:
                conflicts += self._set_all(list(group))
                continue
            for change in group:
                if action is Action.CREATE:
                    self._create(change)
                else:
                    self._remove_or_move(change)
        return conflicts

    def check(self) -> SaveResult:
        """Load the project with and without the changes, and return what they add."""
        files: dict[str, journal.Versions] = {}
        for path, file in self.staged.items():
            old = self.records.file(path)
            before = old.text.data if old else None
            after = file.text.data if file else None
            if before != after:
                files[path] = before, after
        if not files:
            return SaveResult(ids=tuple(self.new_ids))
        changed = {path: after for path, (_, after) in files.items()}
        found: dict[Severity, list[FieldDiagnostic]] = {each: [] for each in Severity}
        new = diagnose_changes(self.records.project, changed, with_pages=self.affects_pages)
        for diagnostic in new:
            located = locate(diagnostic, self.file(diagnostic.span.path))
            found[diagnostic.severity].append(located)
        return SaveResult(
            files=files,
            ids=tuple(self.new_ids),
            errors=tuple(found[Severity.ERROR]),
            warnings=tuple(found[Severity.WARNING]),
        )

    def _set_all(self, changes: Sequence[FieldChange]) -> list[Conflict]:
        by_path: dict[str, dict[tuple[str, str], dict[str, Plain]]] = {}
        conflicts = []
        for change in changes:
            path = self.records.path_of(change.kind, change.id)
            entry = self._entry(path, change)
            new = by_path.setdefault(path, {}).setdefault((change.kind, change.id), {})
            key = str(change.path[0])
            field = entry.fields.get(key)
            if field is None:
                raise CannotEditError(f"There is no field “{key}”.")
            theirs = new[key] if key in new else entry.values.get(key)
            rest = change.path[1:]
            mine = clean_value(field, _with_part(theirs, rest, change.after))
            base = plain_value(field, _with_part(theirs, rest, change.before))
            value, is_conflict = merge(base, mine, theirs)
            if is_conflict:
                conflicts.append(Conflict(change, theirs))
            elif value != entry.values.get(key):
                new[key] = value
                if field.record or field.is_parsed_by(*PAGE_TYPES):
                    self.affects_pages = True
        for path, values in by_path.items():
            try:
                self._set_values(path, {key: new for key, new in values.items() if new})
            except CannotEditError:  # edits that touch each other
                for owner, new in values.items():
                    for name, value in new.items():
                        self._set_values(path, {owner: {name: value}})
        return conflicts

    def _entry(self, path: str, change: FieldChange) -> Entry:
        file = self.file(path)
        if file and file.problems.errors:
            raise CannotEditError(f"{path} has an error. Fix it first.", list(file.problems))
        entry = file.find(change.kind, change.id) if file else None
        if entry is None and not change.id and change.kind not in RECORD_KINDS:
            text = TextFile.from_bytes(path, f"{change.kind}:\n".encode() if file is None else b"")
            self.staged[path] = file = RecordFile(text, "", self.records) if text else None
            entry = file.find(change.kind, "") if file else None
        if entry is None:
            raise CannotEditError(
                f"“{change.id or change.kind}” is no longer in {path}. It was deleted or renamed."
            )
        return entry

    def _set_values(self, path: str, changes: Mapping[tuple[str, str], dict[str, Plain]]) -> None:
        file = self.file(path)
        if file is None or not changes:
            return
        edits: list[TextEdit] = []
        expected: list[dict[str, Plain]] = []
        for entry in file.entries:
            values = changes.get((entry.kind, entry.id), {})
            body = body_field(entry.kind)
            settings = {key: it for key, it in values.items() if body is None or key != body.key}
            edits += record_edits(entry.fields, entry.node, settings)
            if body is not None and body.key in values:
                edits.append(_body_edit(entry, values[body.key]))
            expected.append({k: v for k, v in {**entry.values, **values}.items() if v is not None})
        self._stage(file, edits, expected)

    def _stage(
        self, file: RecordFile, edits: Iterable[TextEdit], expected: Sequence[dict[str, Plain]]
    ) -> None:
        """Stage the edits of a file if they give the expected records, and nothing else."""
        ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
        is_apart = all(a.end <= b.start for a, b in pairwise(ordered))
        text = file.text.with_edits(ordered) if is_apart else None
        after = RecordFile(text, file.slug, self.records) if text else None
        if after is None or [entry.values for entry in after.entries] != list(expected):
            raise CannotEditError(
                f"{file.path} cannot be changed safely here. Change it in an editor."
            )
        self.staged[file.path] = after

    def _create(self, change: FieldChange) -> None:
        kind = self.records.kinds[change.kind]
        body = body_field(change.kind)
        given = change.after if isinstance(change.after, dict) else {}
        fields = form_fields(change.kind, self.records.kinds)
        cleaned = {key: clean_value(fields[key], it) for key, it in given.items() if key in fields}
        values = {key: value for key, value in cleaned.items() if value is not None}
        text = values.pop(body.key, "") if body else ""
        flat: dict[str, str | tuple[str, ...]] = {}
        nested: dict[str, Plain] = {}
        for key, value in values.items():
            if isinstance(value, str):
                flat[key] = value
            elif isinstance(value, list) and all(isinstance(it, str) for it in value):
                flat[key] = tuple(map(str, value))
            else:
                nested[key] = value
        event, _ = load_with_changes(self.records.project, {})
        old: RecordFile | None = None
        id_ = change.id or str(values.get("id") or "") or self._new_id(change, values, event)
        if kind.folder:
            path = record_path(kind, id_, values, ())
            if self.file(path) is not None or self.records.find(kind.name, id_):
                raise CannotEditError(f"There is already a {kind.name} “{id_}”. Change its name.")
            file = TextFile.from_bytes(path, format_document(kind, flat, str(text or "")))
        else:
            path = self.records.path_of(kind.name, id_)
            if "id" in input_fields(kind.record) and input_fields(kind.record)["id"].is_required:
                flat = {"id": id_, **flat}
            old = self.file(path)
            before = old.text if old else TextFile.from_bytes(path, b"") or TextFile(path)
            file = insert_entry(self.records.project, before, kind, list(flat.items()))
        if file is None:
            raise CannotEditError(f"{path} cannot be created with these values.")
        self.staged[path] = after = RecordFile(file, id_ if kind.folder else "", self.records)
        known = {each.id for each in old.entries} if old else set()
        new = next(
            each for each in after.entries if each.kind == kind.name and each.id not in known
        )
        self.new_ids.append(new.id)
        self.affects_pages = True
        if nested:
            self._set_values(path, {(kind.name, new.id): nested})

    def _new_id(self, change: FieldChange, values: Mapping[str, Plain], event: Event | None) -> str:
        kind = RECORD_KINDS[change.kind]
        taken = {entry.id for entry in self.records.all_of(kind.name)} | set(self.new_ids)
        if event and kind.reference_fields:
            taken |= existing_ids(kind, event)
        return unused_id(kind, str(values.get(kind.title_field) or ""), taken)

    def _remove_or_move(self, change: FieldChange) -> None:
        path = self.records.path_of(change.kind, change.id)
        entry = self._entry(path, change)
        file = self.file(path)
        assert file is not None
        self.affects_pages |= change.action is Action.DELETE
        if RECORD_KINDS[change.kind].folder:
            self.staged[path] = None
            return
        edits = [remove_item(entry.node)]
        others = [each for each in file.entries if each is not entry]
        if change.action is Action.MOVE:
            siblings = [each for each in others if each.kind == change.kind]
            above = next((it for it in siblings if it.id == change.after), None)
            if above is None and change.after:
                raise CannotEditError(f"“{change.after}” is no longer in {path}.")
            if not siblings:
                return
            start, end = item_span(entry.node)
            lines = file.text.text[start:end].rstrip("\n") + "\n"
            edits = [TextEdit(start, end, "")]
            at = item_span(above.node)[1] if above else item_span(siblings[0].node)[0]
            edits.append(TextEdit(at, at, lines))
            others.insert(others.index(above) + 1 if above else others.index(siblings[0]), entry)
        self._stage(file, edits, [each.values for each in others])


def _with_part(value: Plain, path: tuple[str | int, ...], part: Plain) -> Plain:
    """Return a value with another value at a path."""
    if not path:
        return part
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(value) if isinstance(value, list) else []
        items += [None] * (step + 1 - len(items))
        items[step] = _with_part(items[step], rest, part)
        return items
    values = dict(value) if isinstance(value, dict) else {}
    values[step] = _with_part(values.get(step), rest, part)
    return values


def _body_edit(entry: Entry, value: Plain) -> TextEdit:
    """Return the edit of the text of a Markdown file. Empty lines around it stay."""
    assert entry.body is not None
    source, old = entry.body.source.text, entry.body.text
    start = entry.body.start + len(old) - len(old.lstrip())
    new = str(value or "")
    if not old.strip():
        gap = "" if old.startswith("\n") else "\n"
        return TextEdit(entry.body.end, entry.body.end, f"{gap}{new}\n")
    # A text that starts with white space, such as a list, is compared without it.
    line = source.rfind("\n", 0, start) + 1
    start = line if line >= entry.body.start else start
    if start == entry.body.start and SETTING.match(new):  # it would read as another setting
        new = f"\n{new}"
    return TextEdit(start, entry.body.start + len(old.rstrip()), new)


def locate(diagnostic: Diagnostic, file: RecordFile | None) -> FieldDiagnostic:
    """Return a diagnostic with the field that it is about, among the records of its file."""
    at = diagnostic.span.start
    for entry in reversed(file.entries if file else ()):
        body = body_field(entry.kind)
        is_in_body = entry.body and entry.body.start <= at <= entry.body.end and at > 0
        if is_in_body or entry.node.start <= at <= max(node_end(entry.node), entry.node.start):
            path = (body.key,) if body and is_in_body else _path_to(entry.node, at)
            path = _named_field(diagnostic, entry) or path
            field = entry.fields.get(str(path[0])) if path and path[0] != "id" else None
            path = path[:1] if field and not field.record else path if field else ()
            return FieldDiagnostic(diagnostic, entry.kind, entry.id, path)
    return FieldDiagnostic(diagnostic)


def _named_field(diagnostic: Diagnostic, entry: Entry) -> tuple[str | int, ...]:
    """Return the field that a diagnostic about a missing one names in quotes."""
    if diagnostic.code == "R101":
        named = re.findall(r"“(\w+)”", diagnostic.headline)
        required = {key for key, field in entry.fields.items() if field.is_required}
        known = required - entry.values.keys()
    else:
        named = re.findall(r"“(\w+):", diagnostic.help) if diagnostic.code[0] == "K" else []
        known = set(entry.fields)
    return tuple(key for key in named if key in known)[:1]


def _path_to(node: nodes.Node, at: int) -> tuple[str | int, ...]:
    if isinstance(node, nodes.Mapping):
        for key, value in node:
            if key.start <= at <= max(key.end, node_end(value)):
                return (key.text, *_path_to(value, at))
    elif isinstance(node, nodes.Sequence):
        for index, item in enumerate(node.items):
            if item.start <= at <= node_end(item):
                return (index, *_path_to(item, at))
    return ()


def diagnose_changes(project: Project, changed: Changed, *, with_pages: bool) -> list[Diagnostic]:
    """Return the diagnostics that changed files add.

    Some errors, such as links without a target, appear only `with_pages`, also in other records.
    """
    cache = Cache(None)  # both have nearly the same texts
    before = _log_with(project, {}, cache, with_pages=with_pages)
    after = _log_with(project, changed, cache, with_pages=with_pages)
    return new_diagnostics(before, after)


def _log_with(project: Project, changed: Changed, cache: Cache, *, with_pages: bool) -> Log:
    log = Log()
    sources = read_with_changes(project, changed, log)
    event = load_event(sources, log)
    if event is not None and not log.errors and with_pages:
        loaded = LoadedEdition(project, sources, event, log)
        site = create_sites([loaded], BuildOptions(drafts=True), cache)[0].site
        for _ in build_pages(site):
            pass  # only what it reports is of interest
        resolve_redirects(site)
    return log
