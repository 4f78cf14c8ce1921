"""The next site as a tree beside output: the spare one, brought up to date by what is different.

A file that stays is the same file in both trees (a hard link), so no file that is there is ever
written into: a new one takes its name. The spare tree holds the site before the one in output. A
folder of it is skipped when its mark proves that no name in it has changed since it was in line
with output, and nothing in it changes now; every other folder is compared name by name and put
right, so it does not matter how a tree was left.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from microsite.publish.files import digest_of_bytes, make_folder, remove, set_date, write_file
from microsite.publish.marks import NO_MARK, FileMark, FolderMark, file_mark, folder_mark
from microsite.publish.memory import Kept
from microsite.publish.place import Place


class Made(Struct, frozen=True):
    """A new file that waits to be put in its place."""

    waiting: str
    """Where it lies now."""
    date: int
    """The date it was given, in ns."""


class Plan(Struct):
    """Which files the next site has, and where each comes from."""

    files: dict[str, Kept] = field(default_factory=dict)
    """All of them, by path."""
    made: dict[str, Made] = field(default_factory=dict)
    """The new ones among them; the others stay as they are in output."""
    looked_into: set[str] = field(default_factory=set)
    """Those that stay, but had to be read: they may be another file than the spare tree has, with
    the same bytes.
    """


def folders_touched(changed: Iterable[str], before: set[str], after: set[str]) -> set[str]:
    """The folders in which a name comes, goes or gets new bytes, when these paths change."""
    touched = set()
    for path in changed:
        folder = path.rpartition("/")[0]
        touched.add(folder)
        while folder and not (folder in before and folder in after):
            folder = folder.rpartition("/")[0]
            touched.add(folder)
    return touched


def assemble(
    place: Place,
    plan: Plan,
    folders: set[str],
    touched: set[str],
    in_line: Mapping[str, FolderMark],
) -> tuple[dict[str, FolderMark], bool]:
    """Make the spare tree what the plan says, and put in the plan how its files look now.

    `folders` are all that the plan needs; in those `touched` something changes, and those `in_line`
    held, when they had these marks, the same files as output. Gives the marks of the finished
    tree's folders, and whether the files that stay could be shared with output, so that it is worth
    keeping. Raises OSError.
    """
    tree = Assembly(place, plan)
    make_folder(str(place.spare))
    marks: dict[str, FolderMark] = {}
    todo, astray = {""}, set()
    for folder in sorted(folders - todo):
        mark = None if folder.rpartition("/")[0] in astray else folder_mark(tree.prefix + folder)
        if mark is None:
            astray.add(folder)  # not there, or a link: what is seen below it is not in this tree
        if mark is not None and mark == in_line.get(folder) and folder not in touched:
            marks[folder] = mark
        else:
            todo.add(folder)
    wanted: dict[str, set[str]] = {folder: set() for folder in todo}
    for path in plan.files.keys() | folders - {""}:
        folder, _, name = path.rpartition("/")
        if folder in wanted:
            wanted[folder].add(name)
    for folder in sorted(todo):
        tree.bring_up(folder, wanted[folder], folders)
    for folder in todo - {""}:
        date = set_date(tree.prefix + folder)
        mark = folder_mark(tree.prefix + folder)
        if mark is not None and mark[0] == date:
            marks[folder] = mark
    return marks, tree.shares


class Assembly:
    """A tree while it is put together."""

    def __init__(self, place: Place, plan: Plan) -> None:
        self.prefix = f"{place.spare}/"
        self.shares = True
        """Whether every file that stays is the same file in both trees; without hard links they are
        copies.
        """
        self._output = f"{place.output}/"
        self._plan = plan

    def bring_up(self, folder: str, wanted: set[str], folders: set[str]) -> None:
        """Make a folder hold these names: folders, and the files of the plan, each the very file
        that it should be.
        """
        here = self.prefix + folder
        missing = set(wanted)
        present: list[os.DirEntry[str]] = []
        if not folder or make_folder(here):
            with os.scandir(here) as entries:
                present = list(entries)
        for entry in present:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name not in wanted:
                remove(entry.path)
            elif path not in folders and self._is_the_same(entry, path):
                missing.discard(entry.name)
        for name in sorted(missing):
            path = f"{folder}/{name}" if folder else name
            if path not in folders:
                if present:
                    remove(self.prefix + path)
                self._put(path)

    def _is_the_same(self, entry: os.DirEntry[str], path: str) -> bool:
        if path in self._plan.made:
            return False
        mark = self._plan.files[path].mark
        if mark == NO_MARK:
            mark = file_mark(self._output + path) or NO_MARK
        return entry.inode() == mark[3]

    def _put(self, path: str) -> None:
        here, file = self.prefix + path, self._plan.files[path]
        made = self._plan.made.get(path)
        if made is not None:
            os.rename(made.waiting, here)
            self._plan.files[path] = replace(file, mark=_if_dated(file_mark(here), made.date))
            return
        try:
            os.link(self._output + path, here)
        except OSError:
            self._copy(path)
        else:
            self._plan.files[path] = replace(file, mark=_if_the_same(file_mark(here), file.mark))

    def _copy(self, path: str) -> None:
        self.shares = False
        with open(self._output + path, "rb") as stays:
            data = stays.read()
        date = write_file(self.prefix + path, data)
        file = self._plan.files[path]
        mark = file_mark(self.prefix + path) if digest_of_bytes(data) == file.digest else None
        self._plan.files[path] = replace(file, mark=_if_dated(mark, date))


def _if_dated(mark: FileMark | None, date: int) -> FileMark:
    """The mark of a file that we wrote, if the system took the date we gave it."""
    return mark if mark is not None and mark[1] == date else NO_MARK


def _if_the_same(now: FileMark | None, before: FileMark) -> FileMark:
    """The mark of a file that has got another name, unless it has been written into meanwhile."""
    if now is None or (now[0], now[1], now[3], now[4]) != (
        before[0],
        before[1],
        before[3],
        before[4],
    ):
        return NO_MARK
    return now
