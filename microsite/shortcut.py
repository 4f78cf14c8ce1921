"""Sees, before anything else is loaded, that a build has nothing to do.

A build without mistakes leaves a note in .cache: what was asked for, how every file looked that it
read, how every file looks that it made, and what it told. When the same is asked for again and all
of them still look the same, a build would make what is there already and tell the same. Whatever is
in doubt gets a whole build, which looks for itself.

Nothing is imported here but what Python has loaded or built in: the rest of the engine takes ten
times as long to load as this takes to run.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
import time

from microsite.sealed import keep, kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Mark = tuple[int, int, int, int, int]

NOTE = os.path.join(".cache", "unchanged")
"""Inside the project."""

WHAT = f"unchanged 2 {sys.version}"
"""What the note is: its number is to be raised when it comes to hold something else, and only the
Python that wrote it can read it.
"""

ENGINE = os.path.dirname(os.path.abspath(__file__))
HOME = (
    os.path.join(ENGINE, "theme")
    if os.path.isdir(os.path.join(ENGINE, "theme"))
    else os.path.dirname(ENGINE)
)

SECONDS = "\0"
"""Stands in the summary for how long it took."""

FOLDERS = ("content", "data", "editions", "templates", "assets")
"""What a build reads of a project, and the last two of what the engine brings along."""

ASKS_FOR_MORE = ("--help", "-h", "--version", "--no-cache", "--timings", "--format")
"""Options with which there is more to tell than the summary, or nothing to be remembered."""

TICK = 50_000_000
"""Nanoseconds; more than the longest tick of a clock that dates changes finely."""
OLD_ENOUGH = 3_000_000_000
"""Nanoseconds; more than the coarsest dates there are (FAT: 2 s)."""
FINE = 1_000_000
"""Where the date of a change, which nobody can set, is no multiple of this, the file system dates
finely.
"""


class Before:
    """A build that is about to start: what it was asked for, and how its inputs look."""

    def __init__(self, root: str, request: tuple[Any, ...]) -> None:
        self.root = root
        self.request = request
        self.inputs = look_at_inputs(root)
        self.moment = time.time_ns()


def is_settled(marks: dict[str, Mark | None], moment: int) -> bool:
    """Whether all changed so long before a moment (ns) that a change from then on would show in
    their dates.
    """
    for mark in marks.values():
        if mark is not None:
            latest = max(mark[1], mark[2])
            ticks = TICK if mark[2] % FINE else OLD_ENOUGH
            if latest > moment - ticks:
                return False
    return True


class InDoubtError(Exception):
    """There is something among the inputs whose looks do not tell whether it is the same."""


def before(arguments: list[str], path: list[str] | None = None) -> Before | None:
    """What is known before a build; None where it is no build, or none that can be cut short.

    `path` is where the Python that builds looks for modules, if it is not this one.
    """
    if os.name == "nt":  # the date of the last change can be set back there
        return None
    if arguments and arguments[0] != "build" and not arguments[0].startswith("-"):
        return None
    if any(argument.partition("=")[0] in ASKS_FOR_MORE for argument in arguments):
        return None
    try:
        root = _root(arguments)
        here = os.getcwd()
        libraries = tuple(
            _library(name)
            for name in path or sys.path
            if name and os.path.abspath(name) not in (here, HOME)
        )
        zones = os.environ.get("PYTHONTZPATH", "")
        request = (tuple(arguments), here, libraries, zones)
        return Before(root, request)
    except (OSError, InDoubtError, ValueError):
        return None


def _root(arguments: list[str]) -> str:
    """The project, as the command line will come to see it. Where this is wrong, no note is found
    there.
    """
    named = [argument[7:] for argument in arguments if argument.startswith("--root=")]
    named += [
        arguments[index + 1]
        for index, argument in enumerate(arguments[:-1])
        if argument == "--root"
    ]
    if len(named) > 1:
        raise InDoubtError
    here = os.getcwd()
    if named:
        return os.path.join(here, named[0])
    return (
        here
        if os.path.isdir("content") or not os.path.isdir(os.path.join(HOME, "content"))
        else HOME
    )


def _library(path: str) -> tuple[str, int, int]:
    """A folder of packages: installing one, or another version of it, changes its entries, and so
    its date.
    """
    try:
        seen = os.stat(path)
    except OSError:
        return (path, 0, 0)
    return (path, seen.st_mtime_ns, seen.st_ino)


def look_at_inputs(root: str) -> dict[str, Mark | None]:
    """How everything looks that a build may read, by path; None for a folder. Raises OSError,
    InDoubtError.
    """
    marks: dict[str, Mark | None] = {
        name: None for name in os.listdir(root) if name[0] != "." and name != "output"
    }
    waiting = [os.path.join(root, name) for name in FOLDERS]
    if os.path.abspath(root) != HOME:
        waiting += [os.path.join(HOME, name) for name in FOLDERS[-2:]]
    waiting.append(ENGINE)
    return marks | look_below(*waiting)


def look_below(*folders: str) -> dict[str, Mark | None]:
    """How everything in some folders looks, by path; None for a folder. Raises OSError,
    InDoubtError.
    """
    marks: dict[str, Mark | None] = {}
    waiting = list(folders)
    for folder in folders:
        if os.path.islink(folder):
            raise InDoubtError
    while waiting:
        folder = waiting.pop()
        if not os.path.isdir(folder):
            continue
        marks[folder] = None
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_symlink():
                    raise InDoubtError
                if not entry.is_dir(follow_symlinks=False):
                    marks[entry.path] = _mark(entry.stat(follow_symlinks=False))
                elif entry.name != "__pycache__" or not folder.startswith(ENGINE):
                    waiting.append(entry.path)
    return marks


def _mark(seen: os.stat_result) -> Mark:
    return (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, seen.st_mode)


def nothing_to_do(build: Before) -> str | None:
    """What to tell a person where a build would change nothing; None where it has to be looked at
    more closely.
    """
    sealed = kept(os.path.join(build.root, NOTE), WHAT)
    if sealed is None:
        return None
    note = marshal.loads(sealed)  # noqa: S302 - nobody else wrote it
    if note["request"] != build.request or note["inputs"] != build.inputs:
        return None
    if not note["from"] <= time.time() < note["until"] or note["written"] <= machine_started():
        return None
    try:
        if any(_look_at_zone(path) != mark for path, mark in note["zones"].items()):
            return None
        if not _still_there(note["output"], note["names"], note["folders"], note["files"]):
            return None
    except OSError:
        return None
    if note["told_by"] is not None and (note["told_by"] != _program() or sys.stderr.isatty()):
        return None  # warnings name the command, and on a terminal have its width and colours
    told: str = note["told"]
    return told


def _program() -> str:
    return os.path.basename(sys.argv[0]) if sys.argv else ""


def _look_at_zone(path: str) -> Mark | None:
    return _mark(os.stat(path)) if os.path.exists(path) else None


def _still_there(
    output: str, names: list[str], folders: dict[str, tuple[int, int, int]], files: dict[str, Mark]
) -> bool:
    """Whether output holds these files and nothing else, each as it was left. Raises OSError."""
    if not stat.S_ISDIR(os.lstat(output).st_mode):
        return False
    here = os.getcwd()
    os.chdir(output)  # from the inside, a look at each of thousands of files takes half the time
    try:
        return sorted(os.listdir()) == names and _look_the_same(folders, files)
    finally:
        os.chdir(here)


def _look_the_same(folders: dict[str, tuple[int, int, int]], files: dict[str, Mark]) -> bool:
    """Whether these are all here, as they were left. Raises OSError."""
    look = os.lstat
    for path, folder in folders.items():
        seen = look(path)
        if (seen.st_mtime_ns, seen.st_ino, seen.st_mode) != folder:
            return False
    for path, mark in files.items():
        seen = look(path)
        if (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, seen.st_mode) != mark:
            return False
    return True


def remember(
    build: Before,
    *,
    warnings: str,
    summary: str,
    days: tuple[float, float],
    zones: Iterable[str],
    output: str,
    files: Mapping[str, Mark],
    folders: Mapping[str, tuple[int, int, int]],
) -> None:
    """Leave a note of a build without mistakes, unless something is in doubt.

    `warnings`, as they stand in a log, and the `summary` are to be told again; `days` are the
    moments between which all holds, in seconds since 1970; `zones` the files of its time zone.
    `files` and `folders` are the marks of all that it published.
    """
    needed = {path.rpartition("/")[0] for path in files}
    for folder in list(needed):
        while folder := folder.rpartition("/")[0]:
            needed.add(folder)
    needed.discard("")
    try:
        now = look_at_inputs(build.root)
        if (
            now != build.inputs
            or not is_settled(now, build.moment)
            or needed != folders.keys() - {""}
            or not all(map(any, files.values()))
        ):
            return
        note = {
            "request": build.request,
            "inputs": now,
            "from": days[0],
            "until": days[1],
            "written": time.time(),
            "zones": {path: _look_at_zone(path) for path in zones},
            "output": output,
            "names": sorted({path.partition("/")[0] for path in files}),
            "folders": {path: tuple(mark) for path, mark in folders.items() if path},
            "files": {path: tuple(mark) for path, mark in files.items()},
            "told": warnings + summary,
            "told_by": _program() if warnings else None,
        }
        keep(os.path.join(build.root, NOTE), marshal.dumps(note), WHAT)
    except (OSError, InDoubtError, ValueError):
        return


def machine_started() -> float:
    """When the machine was started, in seconds since 1970: after a power cut a file can have lost
    its bytes.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    running = time.monotonic() if clock is None else time.clock_gettime(clock)
    return time.time() - running
