"""Saving: the one function that changes the files of a project for the editor in the
browser.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, structs

from microsite.apps.editor import labels
from microsite.apps.editor.entered import in_form
from microsite.apps.editor.merging import merge
from microsite.apps.editor.records import (
    Entry,
    ProjectRecords,
    RecordFile,
    body_field,
    clean_text,
    form_fields,
)
from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.model.event import Event
from microsite.model.kinds import FILE_SETTINGS, RECORD_KINDS
from microsite.model.types import (
    parse_asset,
    parse_markdown,
    parse_new_address,
    parse_picture,
)
from microsite.project import Project
from microsite.saving import journal, text_file
from microsite.saving.create import draft_record, existing_ids, unused_id
from microsite.saving.value_edits import (
    plain_record,
    plain_value,
    record_edits,
    remove_item,
    to_value,
)
from microsite.saving.yaml_edits import CannotEditError, node_end
from microsite.source import nodes
from microsite.source.edits import TextEdit
from microsite.source.front_matter import SETTING
from microsite.source.nodes import Plain

PAGE_TYPES = (parse_markdown, parse_picture, parse_asset, parse_new_address)
"""Types whose values only the pages check: whether a link or file exists."""
ATTEMPTS = 10  # number of times that changes are merged with those of another program

Owner = tuple[str, str]  # kind and id of a record
Values = dict[str, Plain]  # by field


class FieldChange(Struct, frozen=True):
    """A change of one field, or without a path of a whole record.

    A new record has the values `after`; an empty id is made from its title. None
    deletes it.
    """

    kind: str  # name in `RECORD_KINDS` or `FILE_SETTINGS`
    id: str = ""  # empty for the event and for settings
    path: tuple[str | int, ...] = ()
    """Keys and indexes.

    The text of a Markdown file is a field like others: `body`, `biography`.
    """
    before: Plain = None  # value when the form was opened
    after: Plain = None


FieldConflict = tuple[FieldChange, Plain]  # with the value of the field in the file now


class FieldDiagnostic(Struct, frozen=True):
    """A diagnostic, and the record that it is about.

    The kind is empty if it is about none.
    """

    diagnostic: Diagnostic
    kind: str = ""
    id: str = ""
    path: tuple[str | int, ...] = ()
    """Field that has a control of a form; empty if none has."""

    @property
    def is_error(self) -> bool:
        return self.diagnostic.severity is Severity.ERROR


class SaveResult(Struct, frozen=True):
    """Result of saving.

    Nothing is saved if there are errors, conflicts or a problem.
    """

    ids: tuple[str, ...] = ()  # ids of new records
    number: int = 0  # of the change in the journal; 0 if no file had to be changed
    errors: tuple[FieldDiagnostic, ...] = ()  # errors that the changes would add
    conflicts: tuple[FieldConflict, ...] = ()
    problem: str = ""  # reason in words, if the files cannot be changed
    warnings: tuple[FieldDiagnostic, ...] = ()  # warnings that the changes have added

    @property
    def is_saved(self) -> bool:
        return not (self.errors or self.conflicts or self.problem)


def save(
    project: Project,
    changes: Sequence[FieldChange],
    *,
    label: str,
    files: Mapping[str, bytes] = {},
) -> SaveResult:
    """Change the files of a project, unless that would add errors or overwrite other
    changes.

    Changes of the file since `before` are merged field by field. `label` names the
    change in the journal. `files` are pictures that belong to it, by path.
    """
    with journal.LOCK:
        for _ in range(ATTEMPTS):
            new_files = {
                file: files[file]
                for file in files
                if not (project.root / file).exists()
            }
            try:
                staging = Staging(ProjectRecords(project))
                staging.apply(changes)
                if staging.conflicts:
                    return SaveResult(conflicts=tuple(staging.conflicts))
                problems = staging.problems(new_files)
                if new_errors := tuple(each for each in problems if each.is_error):
                    return SaveResult(errors=new_errors)
                versions = staging.versions()
                versions |= {path: (None, data) for path, data in new_files.items()}
                number = journal.save(project, label, versions) if versions else 0
                return SaveResult(tuple(staging.new_ids), number, warnings=problems)
            except text_file.ConcurrentEditError:
                continue
            except CannotEditError as problem:
                errors = tuple(map(FieldDiagnostic, problem.diagnostics))
                return SaveResult(problem=str(problem), errors=errors)
            except OSError as failure:
                return SaveResult(problem=labels.failure_in_words(failure))
        return SaveResult(
            problem="Another program is changing the same file. Save again."
        )


class Staging(Struct):
    """Files of a project with changes that are not written yet."""

    records: ProjectRecords
    staged_files: dict[str, RecordFile | None] = {}
    """Changed files by path; None for a deleted one."""
    new_ids: list[str] = []
    conflicts: list[FieldConflict] = []
    affects_pages: bool = False
    """True if pages may have errors that the records do not show, such as broken links.
    """

    def file(self, path: str) -> RecordFile | None:
        """Return a file as it would be."""
        return (
            self.staged_files[path]
            if path in self.staged_files
            else self.records.file(path)
        )

    def apply(self, changes: Sequence[FieldChange]) -> None:
        """Stage changes, and find those that clash with changes of the files."""
        for change in changes:
            if not change.path and change.after is None:
                self._delete(change)
            elif not change.path:
                self._create(change)
        self._set_all([change for change in changes if change.path])

    def versions(self) -> dict[str, journal.Versions]:
        """Return the bytes of the changed files, before and after."""
        versions: dict[str, journal.Versions] = {}
        for path, new in self.staged_files.items():
            files = (self.records.file(path), new)
            before, after = (file.text.data if file else None for file in files)
            if before != after:
                versions[path] = before, after
        return versions

    def problems(self, new_files: Mapping[str, bytes]) -> tuple[FieldDiagnostic, ...]:
        """Return the errors and warnings that the changes would add, with files by
        path.
        """
        contents = {path: after for path, (_, after) in self.versions().items()}
        contents |= new_files
        diagnostics = text_file.new_problems(
            self.records.project, contents, with_pages=self.affects_pages
        )
        return tuple(locate(each, self.file(each.span.path)) for each in diagnostics)

    def _set_all(self, changes: Sequence[FieldChange]) -> None:
        by_path: dict[str, dict[Owner, Values]] = {}
        for change in changes:
            path = self.records.path_of(change.kind, change.id)
            owners = by_path.setdefault(path, {})
            values = owners.setdefault((change.kind, change.id), {})
            self._merge_field(self._entry(path, change), change, values)
        for path, owners in by_path.items():
            try:
                self._set_values(
                    path, {owner: new for owner, new in owners.items() if new}
                )
            except CannotEditError:  # edits that touch each other
                for owner, values in owners.items():
                    for key, value in values.items():
                        self._set_values(path, {owner: {key: value}})

    def _merge_field(self, entry: Entry, change: FieldChange, values: Values) -> None:
        """Add the merged value of a field to the new values of its record, or a
        conflict.
        """
        key = str(change.path[0])
        field = entry.fields.get(key)
        if field is None:
            raise CannotEditError(f"There is no field “{key}”.")
        theirs = values.get(key, entry.values.get(key))
        rest = change.path[1:]
        mine = plain_value(field, _with_part(theirs, rest, change.after), clean_text)
        base = plain_value(field, _with_part(theirs, rest, change.before))
        value, is_conflict = merge(base, mine, theirs)
        if is_conflict:
            self.conflicts.append((change, theirs))
        elif value != entry.values.get(key):
            values[key] = value
            if field.record or field.is_parsed_by(*PAGE_TYPES):
                self.affects_pages = True

    def _entry(self, path: str, change: FieldChange) -> Entry:
        file = self.file(path)
        if file and file.problems.errors:
            raise CannotEditError(
                f"{path} has an error. Fix it first.", list(file.problems)
            )
        if file is None and change.kind in FILE_SETTINGS:
            text = text_file.TextFile.from_bytes(path, f"{change.kind}:\n".encode())
            file = RecordFile(text, "", self.records) if text else None
            self.staged_files[path] = file
        entry = file.find(change.kind, change.id) if file else None
        if entry is None:
            raise CannotEditError(
                f"“{change.id or change.kind}” is no longer in {path}. It was deleted"
                " or renamed."
            )
        return entry

    def _set_values(self, path: str, changes: Mapping[Owner, Values]) -> None:
        file = self.file(path)
        if file is None or not changes:
            return
        edits: list[TextEdit] = []
        expected: list[Values] = []
        for entry in file.entries:
            values = changes.get((entry.kind, entry.id), {})
            body = body_field(entry.kind)
            settings = {
                key: values[key] for key in values if body is None or key != body.key
            }
            edits += record_edits(entry.fields, entry.node, settings)
            if body is not None and body.key in values:
                edits.append(_body_edit(entry, values[body.key]))
            record = entry.values | values
            expected.append(
                {key: value for key, value in record.items() if value is not None}
            )
        self._stage(file, edits, expected)

    def _stage(
        self, file: RecordFile, edits: list[TextEdit], expected: list[Values]
    ) -> None:
        """Stage the edits of a file if they give the expected records, and nothing
        else.
        """
        edits.sort(key=lambda edit: (edit.start, edit.end))
        is_apart = all(first.end <= second.start for first, second in pairwise(edits))
        text = file.text.with_edits(edits) if is_apart else None
        after = RecordFile(text, file.slug, self.records) if text else None
        if after is None or [entry.values for entry in after.entries] != expected:
            raise CannotEditError(
                f"{file.path} cannot be changed safely here. Use an editor."
            )
        self.staged_files[file.path] = after

    def _create(self, change: FieldChange) -> None:
        kind = self.records.kinds[change.kind]
        body = body_field(change.kind)
        fields = form_fields(change.kind, self.records.kinds)
        after = change.after if isinstance(change.after, dict) else {}
        values = {key: value for key, value in after.items() if key in fields}
        values = plain_record(fields, values, clean_text)
        text = values.pop(body.key, "") if body else ""
        mapping = {key: to_value(fields[key], value) for key, value in values.items()}
        event, _ = text_file.load_with_changes(self.records.project, {})
        id_ = change.id or self._new_id(change, values, event)
        if "id" in fields and fields["id"].is_required:
            mapping = {"id": id_, **mapping}
        path, (_, data) = draft_record(
            self.records.project, kind, id_, mapping, str(text or "")
        )
        file = text_file.TextFile.from_bytes(path, data or b"")
        if file is None:
            raise CannotEditError(f"{path} cannot be created with these values.")
        record_file = RecordFile(file, id_ if kind.folder else "", self.records)
        self.staged_files[path] = record_file
        entries = [entry for entry in record_file.entries if entry.kind == kind.name]
        entry = record_file.find(kind.name, id_) or entries[-1]
        self.new_ids.append(entry.id)
        self.affects_pages = True

    def _new_id(
        self, change: FieldChange, values: Mapping[str, Plain], event: Event | None
    ) -> str:
        kind = RECORD_KINDS[change.kind]
        ids = {entry.id for entry in self.records.all_of(kind.name)} | set(self.new_ids)
        if event and kind.reference_fields:
            ids |= existing_ids(kind, event)
        return unused_id(kind, str(values.get(kind.title_field) or ""), ids)

    def _delete(self, change: FieldChange) -> None:
        path = self.records.path_of(change.kind, change.id)
        entry = self._entry(path, change)
        self.affects_pages = True
        if RECORD_KINDS[change.kind].folder:
            self.staged_files[path] = None
        elif file := self.file(path):
            expected = [item.values for item in file.entries if item is not entry]
            self._stage(file, [remove_item(entry.node)], expected)


def _with_part(value: Plain, path: Sequence[str | int], part: Plain) -> Plain:
    """Return a value with another value at a path."""
    if not path:
        return part
    step, *rest = path
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
    old = entry.body.text
    start = entry.body.start + len(old) - len(old.lstrip())
    new = str(value or "")
    if not old.strip():
        gap = "" if old.startswith("\n") else "\n"
        return TextEdit(entry.body.end, entry.body.end, f"{gap}{new}\n")
    # A text that starts with white space, such as a list, is compared without it.
    line = entry.body.source.text.rfind("\n", 0, start) + 1
    start = line if line >= entry.body.start else start
    # It would read as another setting
    if start == entry.body.start and SETTING.match(new):
        new = f"\n{new}"
    return TextEdit(start, entry.body.start + len(old.rstrip()), new)


def locate(diagnostic: Diagnostic, file: RecordFile | None) -> FieldDiagnostic:
    """Return a diagnostic with the field that it is about, among the records of its
    file.
    """
    at = diagnostic.span.start
    for entry in reversed(file.entries if file else ()):
        body = body_field(entry.kind)
        is_in_body = entry.body and entry.body.start <= at <= entry.body.end and at > 0
        if is_in_body or entry.node.start <= at <= max(
            node_end(entry.node), entry.node.start
        ):
            path = (body.key,) if body and is_in_body else _path_to(entry.node, at)
            path = _named_field(diagnostic, entry) or path
            field = entry.fields.get(str(path[0])) if path and path[0] != "id" else None
            if field is None:
                path = ()
            elif not field.record:
                path = path[:1]
            advice = in_form(diagnostic.help) if path else diagnostic.help
            shown = structs.replace(diagnostic, help=advice)
            return FieldDiagnostic(shown, entry.kind, entry.id, path)
    return FieldDiagnostic(diagnostic)


def _named_field(diagnostic: Diagnostic, entry: Entry) -> tuple[str | int, ...]:
    """Return the field that a diagnostic about a missing one names in quotes."""
    body = body_field(entry.kind)
    if body is not None and "below the settings of the file" in diagnostic.help:
        return (body.key,)
    if diagnostic.code == "R101":
        keys = re.findall(r"“(\w+)”", diagnostic.headline)
        required_keys = {
            key for key, field in entry.fields.items() if field.is_required
        }
        candidates = required_keys - entry.values.keys()
    elif diagnostic.help.startswith("Add "):
        keys = re.findall(r"“(\w+):?", diagnostic.help)
        blocks = {key for key, field in entry.fields.items() if field.record}
        candidates = (set(entry.fields) - entry.values.keys()) | blocks
    else:
        keys = (
            re.findall(r"“(\w+):", diagnostic.help) if diagnostic.code[0] == "K" else []
        )
        candidates = set(entry.fields)
    return tuple(key for key in keys if key in candidates)[:1]


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
