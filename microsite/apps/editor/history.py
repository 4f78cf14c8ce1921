"""History of changes to people's files: undo and redo of the entries of the journal.

To undo an entry is a change too, with an entry that names it. To redo is to undo that
entry. So nothing is ever removed from the history, and each step can be taken back.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

from msgspec import Struct

from microsite.apps.editor.labels import again, in_the_past, kind_noun
from microsite.apps.editor.records import Entry as Record
from microsite.apps.editor.records import ProjectRecords, RecordFile
from microsite.apps.editor.saving import FieldDiagnostic, locate
from microsite.console.output import plural
from microsite.diagnostics.diagnostic import Diagnostic
from microsite.project import Project
from microsite.saving.fixes import fix_text
from microsite.saving.journal import LOCK, Versions, entry_paths, save
from microsite.saving.text_file import TextFile, load_with_changes, new_errors
from microsite.site.changes import merge_parts


class Entry(Struct, frozen=True):
    """An entry of the journal."""

    number: int
    moment: datetime  # the time of the change, in the time zone of this computer
    label: str
    paths: tuple[str, ...]
    reverts: int  # number of the entry that this one undoes; 0 for a change of its own
    file: Path

    @property
    def past(self) -> str:
        """Label as lists and messages have it: `Deleted the session “Opening”`."""
        return in_the_past(self.label)

    @property
    def quoted(self) -> str:
        """The same in quotes, for a sentence: `“Deleted the session ‘Opening’”`."""
        inner = self.past.replace("“", "‘").replace("”", "’")
        return f"“{inner}”"

    @property
    def again(self) -> str:
        """Words of the button that makes the change again: `Delete again`."""
        return again(self.label)

    def changes(self) -> dict[str, Versions]:
        """Return the bytes before and after, by path.

        Raises CannotUndoError if it is damaged.
        """
        try:
            with zipfile.ZipFile(self.file) as archive:
                data = {name: archive.read(name) for name in archive.namelist()}
        except Exception:  # noqa: BLE001 - zipfile raises anything for a damaged file
            reason = f"because its entry in {self.file.parent} is damaged."
            raise CannotUndoError(f"{self.quoted} cannot be undone, {reason}") from None
        return {
            path: (data.get(f"{number}.before"), data.get(f"{number}.after"))
            for number, path in enumerate(self.paths)
        }


class FileConflict(Struct, frozen=True):
    """A file that was changed again after the change to undo, in the same lines."""

    path: str
    after: bytes | None  # the file as the change left it
    now: bytes | None
    before: bytes | None  # the file as it would be without the change


class Obstacle(Struct, frozen=True):
    """Something that would be an error if a change were undone, or made again."""

    text: str
    kind: str = ""  # of the record to change first; empty if there is none
    id: str = ""
    path: tuple[str | int, ...] = ()  # its field, if that has a control of a form


class CannotUndoError(Exception):
    """The change cannot be undone. The text says why, and gives the fix."""

    def __init__(
        self,
        text: str,
        conflicts: Sequence[FileConflict] = (),
        obstacles: Sequence[Obstacle] = (),
    ) -> None:
        super().__init__(text)
        self.conflicts = tuple(conflicts)
        self.obstacles = tuple(obstacles)


class History:
    """The entries of a project's journal, the latest first."""

    def __init__(self, project: Project) -> None:
        self.project = project
        entries = map(_read_entry, entry_paths(project))
        self.entries = [entry for entry in entries if entry is not None]
        self.changes = [entry for entry in self.entries if not entry.reverts]
        """Entries that do not undo another one."""
        self.undone: set[int] = set()  # numbers of the entries that a later one undoes
        for entry in self.entries:
            if entry.reverts and entry.number not in self.undone:
                self.undone.add(entry.reverts)

    @property
    def next_undo(self) -> Entry | None:
        """The latest change that is not undone."""
        return next(
            (change for change in self.changes if change.number not in self.undone),
            None,
        )

    @property
    def next_redo(self) -> Entry | None:
        """The change that was undone last, unless there has been another change since
        then.
        """
        changes = {entry.number: entry for entry in self.changes}
        for entry in self.entries:
            if not entry.reverts:
                return None
            if entry.reverts in changes and entry.number not in self.undone:
                return changes[entry.reverts]
        return None

    def undo(
        self,
        number: int | None = None,
        *,
        is_forced: bool = False,
        with_errors: bool = False,
    ) -> Entry:
        """Undo a change, by default the latest. Return it. Raises CannotUndoError,
        OSError.

        If it is forced, later edits of the same lines are replaced. To redo restores
        them. It is refused if the site would have new errors, except `with_errors`.
        """
        entry = self.next_undo if number is None else self._change(number)
        if entry is None:
            raise CannotUndoError("There is nothing to undo.")
        if entry.number in self.undone:
            raise CannotUndoError(f"{entry.quoted} is already undone.")
        refusal = f"{entry.quoted} cannot be undone"
        with LOCK:
            changes = self._revert(entry, refusal, is_forced=is_forced)
            if not with_errors:
                self._check(changes, refusal)
            save(self.project, f"Undo: {entry.label}", changes, entry.number)
        return entry

    def redo(
        self,
        number: int | None = None,
        *,
        is_forced: bool = False,
        with_errors: bool = False,
    ) -> Entry:
        """Redo a change, by default the one undone last. See `undo`."""
        entry = self.next_redo if number is None else self._change(number)
        if entry is None:
            raise CannotUndoError("There is nothing to redo.")
        undos = (undo for undo in self.entries if undo.reverts == entry.number)
        undo = next((undo for undo in undos if undo.number not in self.undone), None)
        if undo is None:
            raise CannotUndoError(
                f"{entry.quoted} is not undone, so it cannot be done again."
            )
        refusal = f"{entry.quoted} cannot be done again"
        with LOCK:
            changes = self._revert(undo, refusal, is_forced=is_forced)
            if not with_errors:
                self._check(changes, refusal)
            save(self.project, f"Redo: {entry.label}", changes, undo.number)
        return entry

    def _change(self, number: int) -> Entry:
        for entry in self.changes:
            if entry.number == number:
                return entry
        raise CannotUndoError(f"There is no change number {number}.")

    def find(self, number: int) -> Entry | None:
        """Return a change by its number; None if there is none, or it is undone."""
        for entry in self.changes:
            if entry.number == number and number not in self.undone:
                return entry
        return None

    def _revert(
        self, entry: Entry, refusal: str, *, is_forced: bool
    ) -> dict[str, Versions]:
        """Return the files without a change. Raise CannotUndoError if a later one
        clashes.

        Its text begins with the refusal.
        """
        changes: dict[str, Versions] = {}
        conflicts: list[FileConflict] = []
        for path, (before, after) in entry.changes().items():
            file = self.project.root / path
            now = file.read_bytes() if file.exists() else None
            if now == after:
                changes[path] = now, before
            elif now != before:
                data = merge(after, now, before, is_forced=is_forced)
                if data is None and not (is_forced and before is None):
                    conflicts.append(FileConflict(path, after, now, before))
                changes[path] = now, data
        if conflicts:
            raise CannotUndoError(
                f"{refusal}, {self._later(entry, conflicts)}", conflicts
            )
        return changes

    def _check(self, changes: Mapping[str, Versions], refusal: str) -> None:
        """Raise CannotUndoError if the site would have errors with these changes."""
        contents = {path: data for path, (_, data) in changes.items()}
        obstacles = find_obstacles(self.project, contents)
        if obstacles:
            count = plural(len(obstacles), "error")
            reason = f"because the site would then have {count}. Nothing was changed."
            raise CannotUndoError(f"{refusal}, {reason}", obstacles=obstacles)

    def _later(self, entry: Entry, conflicts: Sequence[FileConflict]) -> str:
        """Return why a change that clashes with later ones stays, and the fix."""
        paths = {conflict.path for conflict in conflicts}
        advice = "Edit the file yourself."
        for change in self.changes:
            is_later = change.number > entry.number and change.number not in self.undone
            if is_later and paths.intersection(change.paths):
                advice = f"Undo {change.quoted} first."
                break
        return (
            f"because {', '.join(sorted(paths))} was changed again since then,"
            f" in the same lines. Nothing was changed. {advice}"
        )


def find_obstacles(
    project: Project, contents: Mapping[str, bytes | None]
) -> list[Obstacle]:
    """Return the errors that changed files would add, in words.

    Errors of a file that can be fixed automatically are no obstacle, so that a fix can
    be undone. Nor is any error while the project cannot be read.
    """
    errors = [
        error
        for error in new_errors(project, contents, with_pages=True)
        if not _is_fixable(error.span.path, contents)
    ]
    if not errors or load_with_changes(project, {})[0] is None:
        return []
    records = ProjectRecords(project)
    return [_obstacle(error, records, contents) for error in errors]


def _is_fixable(path: str, contents: Mapping[str, bytes | None]) -> bool:
    """Return whether a changed file has errors that `check --fix` would fix."""
    file = _staged_file(path, contents)
    return file is not None and fix_text(file, PurePosixPath(path).stem) is not None


def _staged_file(path: str, contents: Mapping[str, bytes | None]) -> TextFile | None:
    data = contents.get(path)
    return None if data is None else TextFile.from_bytes(path, data)


def _obstacle(
    error: Diagnostic, records: ProjectRecords, contents: Mapping[str, bytes | None]
) -> Obstacle:
    """Return an error with the record to change first, if that exists already."""
    path = error.span.path
    file = records.file(path)
    if path in contents:
        staged = _staged_file(path, contents)
        slug = PurePosixPath(path).stem
        file = RecordFile(staged, slug, records) if staged else None
    place = locate(error, file)
    if not place.kind:
        return Obstacle(f"{path}: {error.headline}")

    entry = file.find(place.kind, place.id) if file else None
    title = entry.title if entry and place.id else ""
    owner = f"{kind_noun(place.kind)} “{title}”" if title else kind_noun(place.kind)
    text = f"The {owner}: {error.headline}"
    if entry and (target := _named_record(place, entry, records)):
        text = f"The {owner} names the {kind_noun(target.kind)} “{target.title}”."
    if records.find(place.kind, place.id) is None:
        return Obstacle(text)
    return Obstacle(f"{text} Change it first.", place.kind, place.id, place.path)


def _named_record(
    place: FieldDiagnostic, entry: Record, records: ProjectRecords
) -> Record | None:
    """Return the record that a field names at its error, if there is one now."""
    field = entry.fields.get(str(place.path[0])) if place.path else None
    if field is None or not field.refers_to:
        return None
    span = place.diagnostic.span
    name = span.source.text[span.start : span.end].strip("\"' ").casefold()
    for target in records.all_of(field.refers_to):
        if name in (target.id.casefold(), target.title.casefold()):
            return target
    return None


def _read_entry(path: Path) -> Entry | None:
    """Return an entry without the bytes of its files; None if it is damaged."""
    with suppress(Exception):  # zipfile raises anything for a damaged file
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read("entry.json"))
        moment = datetime.fromisoformat(about["moment"]).astimezone()
        paths = tuple(map(str, about["paths"]))
        return Entry(
            int(path.stem), moment, str(about["label"]), paths, about["reverts"], path
        )
    return None


def merge(
    base: bytes | None,
    ours: bytes | None,
    theirs: bytes | None,
    *,
    is_forced: bool = False,
) -> bytes | None:
    """Merge two changes of a file by lines; None if they clash, unless the second is
    forced.
    """
    if base is None or ours is None or theirs is None:
        return theirs if is_forced else None
    lines = [data.splitlines(keepends=True) for data in (base, ours, theirs)]
    merged = merge_parts(*lines, is_forced=is_forced)
    return None if merged is None else b"".join(merged)
