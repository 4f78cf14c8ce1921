"""History of changes to people's files: undo and redo of the entries of the journal.

To undo an entry is a change too, with an entry that names it. To redo is to undo that entry. So
nothing is ever removed from the history, and each step can be taken back.
"""

import json
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from microsite.comparing.changes import merge_parts
from microsite.editing.journal import Versions, entry_paths, save
from microsite.editing.project_files import new_errors
from microsite.project import Project


class Entry(Struct, frozen=True):
    """An entry of the journal."""

    number: int
    moment: datetime  # the time of the change, in the time zone of this computer
    label: str
    paths: tuple[str, ...]
    reverts: int  # number of the entry that this one undoes; 0 for a change of its own
    file: Path

    def changes(self) -> dict[str, Versions]:
        """Return the bytes before and after, by path. Raises CannotUndoError if it is damaged."""
        try:
            with zipfile.ZipFile(self.file) as archive:
                data = {name: archive.read(name) for name in archive.namelist()}
        except Exception:  # noqa: BLE001 - zipfile raises anything for a damaged file
            reason = f"because its entry in {self.file.parent} is damaged."
            raise CannotUndoError(f"“{self.label}” cannot be undone, {reason}") from None
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


class CannotUndoError(Exception):
    """The change cannot be undone. The text says why, and gives the fix."""

    def __init__(self, text: str, conflicts: Sequence[FileConflict] = ()) -> None:
        super().__init__(text)
        self.conflicts = tuple(conflicts)


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
        return next((change for change in self.changes if change.number not in self.undone), None)

    @property
    def next_redo(self) -> Entry | None:
        """The change that was undone last, unless there has been another change since then."""
        changes = {entry.number: entry for entry in self.changes}
        for entry in self.entries:
            if not entry.reverts:
                return None
            if entry.reverts in changes and entry.number not in self.undone:
                return changes[entry.reverts]
        return None

    def undo(self, number: int | None = None, *, is_forced: bool = False) -> Entry:
        """Undo a change, by default the latest. Return it. Raises CannotUndoError, OSError.

        If it is forced, later edits of the same lines are replaced. To redo restores them.
        """
        entry = self.next_undo if number is None else self._change(number)
        if entry is None:
            raise CannotUndoError("There is nothing to undo.")
        if entry.number in self.undone:
            raise CannotUndoError(f"“{entry.label}” is already undone.")
        self._revert(entry, f"Undo: {entry.label}", is_forced=is_forced)
        return entry

    def redo(self, number: int | None = None, *, is_forced: bool = False) -> Entry:
        """Redo a change, by default the one undone last. See `undo`."""
        entry = self.next_redo if number is None else self._change(number)
        if entry is None:
            raise CannotUndoError("There is nothing to redo.")
        undos = (undo for undo in self.entries if undo.reverts == entry.number)
        undo = next((undo for undo in undos if undo.number not in self.undone), None)
        if undo is None:
            raise CannotUndoError(f"“{entry.label}” is not undone, so it cannot be redone.")
        self._revert(undo, f"Redo: {entry.label}", is_forced=is_forced)
        return entry

    def _change(self, number: int) -> Entry:
        for entry in self.changes:
            if entry.number == number:
                return entry
        raise CannotUndoError(f"There is no change number {number}.")

    def _revert(self, entry: Entry, label: str, *, is_forced: bool) -> None:
        changes: dict[str, Versions] = {}
        conflicts: list[FileConflict] = []
        for path, (before, after) in entry.changes().items():
            file = self.project.root / path
            now = file.read_bytes() if file.exists() else None
            if now == after:
                changes[path] = now, before
            elif now != before:
                data = merge(after, now, before, is_forced=is_forced)
                is_clear = data is not None or (is_forced and before is None)
                files = {} if data is None else {path: data}
                if not is_clear or new_errors(self.project, files, with_pages=False):
                    conflicts.append(FileConflict(path, after, now, before))
                changes[path] = now, data
        if conflicts:
            names = {conflict.path for conflict in conflicts}
            later = (change for change in self.changes if change.number > entry.number)
            active = (change for change in later if change.number not in self.undone)
            first = next((change.label for change in active if names & {*change.paths}), "")
            raise CannotUndoError(
                f"“{entry.label}” cannot be undone, because {', '.join(sorted(names))} was changed"
                " again since then, in the same lines. Nothing was changed. "
                + (f"Undo “{first}” first." if first else "Edit the file yourself."),
                conflicts,
            )
        save(self.project, label, changes, entry.number)


def _read_entry(path: Path) -> Entry | None:
    """Return an entry without the bytes of its files; None if it is damaged."""
    with suppress(Exception):  # zipfile raises anything for a damaged file
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read("entry.json"))
        moment = datetime.fromisoformat(about["moment"]).astimezone()
        paths = tuple(map(str, about["paths"]))
        return Entry(int(path.stem), moment, str(about["label"]), paths, about["reverts"], path)
    return None


def merge(
    base: bytes | None, ours: bytes | None, theirs: bytes | None, *, is_forced: bool = False
) -> bytes | None:
    """Merge two changes of a file by lines; None if they clash, unless the second is forced."""
    if base is None or ours is None or theirs is None:
        return theirs if is_forced else None
    lines = [data.splitlines(keepends=True) for data in (base, ours, theirs)]
    merged = merge_parts(*lines, is_forced=is_forced)
    return None if merged is None else b"".join(merged)
