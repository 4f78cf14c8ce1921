"""Detection of an unchanged project from the sizes and timestamps of its files.

This module runs before every build, so it imports only cheap modules of the standard
library.
"""

import json
import os
import sys
import time
import zlib
from itertools import pairwise
from typing import Any, NamedTuple

ENGINE = os.path.dirname(os.path.abspath(__file__))
_THEME = os.path.join(ENGINE, "theme")
HOME = _THEME if os.path.isdir(_THEME) else os.path.dirname(ENGINE)
FROZEN = "frozen"  # the folder of an event that holds its final files
INPUT_FOLDERS = (
    "content",
    "data",
    "editions",
    "locales",
    "pages",
    "templates",
    "assets",
    FROZEN,
)
EVENTS = "events"
"""The folder of a portfolio that holds its events, each a project of its own."""
UNKNOWN_OPTIONS = ("--help", "-h", "--version", "--no-cache", "--timings", "--format")
"""Options that ask for more than the summary of a build, or for a complete build."""
SECONDS = "\0"  # placeholder for the duration of the build
FORMAT = b"manifest 2"  # to be changed with the fields of `Manifest`
CLOCK_TICK_NS = 50_000_000
COARSE_CLOCK_NS = 3_000_000_000  # 16 ms on most file systems, 2 s on FAT, with a margin

Stats = dict[str, list[int]]
"""Size, times of change in ns, inode and mode of files, by path."""
FOLDER, LINK = [0] * 5, [1]
"""Stand for the stats of every folder and of every symbolic link."""


class Manifest(NamedTuple):
    """Record of the last build: the files it published, and when it needs no
    repetition.
    """

    digests: dict[str, str]  # digest of each published file, by path in `output/`
    input_digests: dict[str, str]
    """Digest of everything that each file was created from."""
    outputs: Stats
    """Stats of `output/` without the files whose next change may not show."""
    private_words: str  # digest of the private words that none of the files contains
    written: float  # seconds since 1970
    request: list[Any] | None
    """Options of the build. `None` if a build has to be repeated."""
    inputs: Stats
    timezone_files: Stats
    valid: tuple[float, float]
    """Seconds since 1970 between which the output stays the same."""
    program: str | None
    """Name of the command in the report. `None` if the report does not name it."""
    report: str


NO_MANIFEST = Manifest({}, {}, {}, "", 0.0, None, {}, {}, (0.0, 0.0), None, "")


class Snapshot(NamedTuple):
    """State of a project before a build."""

    manifest: str  # path of the manifest
    output: str
    request: list[Any]
    inputs: Stats
    time_ns: int


def take_snapshot(
    arguments: list[str], module_path: list[str] | None = None
) -> Snapshot | None:
    """Return the state of the project, or `None` if the arguments ask for something
    else.

    `module_path` is the `sys.path` of the Python that builds, if it is not this one.
    """
    if os.name == "nt":  # the time of the last change can be set back there
        return None
    is_build = not arguments or arguments[0] == "build" or arguments[0].startswith("-")
    if not is_build or any(
        argument.partition("=")[0] in UNKNOWN_OPTIONS for argument in arguments
    ):
        return None
    try:
        cwd, now = os.getcwd(), time.time_ns()
        root = os.path.join(cwd, _option(arguments, "--root") or default_root())
        if is_portfolio(root) or portfolio_of(root):
            return None
        output = os.path.join(
            cwd, _option(arguments, "--output") or os.path.join(root, "output")
        )
        request = [arguments, cwd, *environment(module_path)]
        inputs = scan_inputs(root)
    except (OSError, ValueError):
        return None
    manifest = manifest_path(os.path.join(root, ".cache"), output)
    return Snapshot(manifest, output, request, inputs, now)


def environment(module_path: list[str] | None = None) -> list[Any]:
    """Return everything about this Python, or one with another `sys.path`, that a build
    needs.
    """
    own_folders = (os.getcwd(), HOME)
    paths = filter(None, module_path or sys.path)
    libraries = [
        [it, *file_stat(it)] for it in paths if os.path.abspath(it) not in own_folders
    ]
    return [sys.version, os.environ.get("PYTHONTZPATH", ""), libraries]


def default_root() -> str:
    """Return the working folder if it is a project or a portfolio, else that of the
    engine.
    """
    is_known = os.path.isdir("content") or is_portfolio("")
    return (
        os.getcwd()
        if is_known or not os.path.isdir(os.path.join(HOME, "content"))
        else HOME
    )


def is_portfolio(root: str) -> bool:
    """Return whether a folder holds a portfolio of events."""
    return os.path.isfile(os.path.join(root, "portfolio.yaml"))


def portfolio_of(root: str) -> str:
    """Return the folder of the portfolio to which an event belongs; empty if there is
    none.
    """
    events, name = os.path.split(os.path.abspath(root))
    portfolio, folder = os.path.split(events)
    return portfolio if name and folder == EVENTS and is_portfolio(portfolio) else ""


def scan_inputs(root: str, *, with_engine: bool = True) -> Stats:
    """Return the stats of everything that a build may read. Raise OSError."""
    names = (name for name in os.listdir(root) if name[0] != "." and name != "output")
    stats = dict.fromkeys(names, FOLDER)
    folders = [os.path.join(root, name) for name in INPUT_FOLDERS]
    if with_engine:
        folders += [
            os.path.join(HOME, "templates"),
            os.path.join(HOME, "assets"),
            ENGINE,
        ]
    for folder in dict.fromkeys(folders):
        if os.path.islink(folder):
            stats[folder] = LINK
        elif os.path.isdir(folder):
            stats |= {folder: FOLDER} | scan_folder(folder, f"{folder}/")
    return {path: stat for path, stat in stats.items() if "__pycache__" not in path}


def scan_folder(folder: str, prefix: str = "") -> Stats:
    """Return the stats of everything in a folder, each path with this prefix.

    Raise OSError.
    """
    stats: Stats = {}
    waiting = [(folder, prefix)]
    while waiting:
        folder, prefix = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_symlink():
                    stats[path] = LINK
                elif entry.is_dir(follow_symlinks=False):
                    stats[path] = FOLDER
                    waiting.append((entry.path, f"{path}/"))
                else:
                    stats[path] = _numbers(entry.stat(follow_symlinks=False))
    return stats


def without_recent(stats: Stats, now_ns: int) -> Stats:
    """Return the stats without links and recent files, whose next change may
    not show.
    """
    settled = {}
    for path, stat in stats.items():
        if stat is not LINK:
            is_fine = stat[2] % 1_000_000  # the change time of an inode cannot be set
            tick = CLOCK_TICK_NS if is_fine else COARSE_CLOCK_NS
            if max(stat[1], stat[2]) < now_ns - tick:
                settled[path] = stat
    return settled


def up_to_date_report(snapshot: Snapshot) -> str | None:
    """Return the report of the last build if a new one would change nothing, else
    `None`.
    """
    manifest = load_manifest(snapshot.manifest)
    if manifest.request != snapshot.request or manifest.inputs != snapshot.inputs:
        return None
    if manifest.program is not None and (
        manifest.program != program() or sys.stderr.isatty()
    ):
        # Warnings name the command, and have the width and colours of a terminal
        return None
    try:
        is_valid = (
            manifest.valid[0] <= time.time() < manifest.valid[1]
            and all(
                file_stat(path) == stat
                for path, stat in manifest.timezone_files.items()
            )
            and not os.path.islink(snapshot.output)
            and scan_folder(snapshot.output) == manifest.outputs
        )
    except OSError:
        return None
    return manifest.report if is_valid else None


def manifest_path(cache: str, output: str) -> str:
    """Return the path of the manifest of a site.

    Each name of an output folder has its own.
    """
    return os.path.join(cache, f"manifest-{os.path.basename(output)}.json")


def load_manifest(path: str) -> Manifest:
    """Return the last build's manifest; an empty one if it is missing or damaged.

    It has no stats after a restart: a power cut may damage files that were written
    shortly before.
    """
    try:
        with open(path, encoding="utf-8") as file:
            checksum, _, text = file.read().partition("\n")
        if checksum != _checksum(text):
            return NO_MANIFEST
        manifest = Manifest(**json.loads(text))
    except (OSError, ValueError, TypeError):
        return NO_MANIFEST
    if manifest.written <= machine_start():
        return manifest._replace(outputs={}, request=None)
    return manifest


def save_manifest(path: str, manifest: Manifest) -> None:
    """Write the manifest in one step. Raise OSError."""
    text = json.dumps(manifest._replace(written=time.time())._asdict())
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.lexists(f"{path}.new"):
        os.unlink(f"{path}.new")
    with open(f"{path}.new", "x", encoding="utf-8") as file:
        file.write(f"{_checksum(text)}\n{text}")
    os.replace(f"{path}.new", path)


def machine_start() -> float:
    """Return when the machine was started, in seconds since 1970."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.time() - (
        time.monotonic() if clock is None else time.clock_gettime(clock)
    )


def file_stat(path: str) -> list[int]:
    """Return the stats of a file or folder; an empty list if it does not exist."""
    try:
        return _numbers(os.stat(path))
    except OSError:
        return []


def program() -> str:
    """Return the command that people type."""
    started = os.path.basename(sys.argv[0]).lower() if sys.argv else ""
    if started.removesuffix(".exe") == "microsite":
        return "microsite"
    return "python -m microsite" if started == "__main__.py" else "python build.py"


def _numbers(stat: os.stat_result) -> list[int]:
    return [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_mode]


def _option(arguments: list[str], name: str) -> str:
    """Return the value of an option. Raise ValueError if it is repeated."""
    values = [
        word.removeprefix(f"{name}=")
        for word in arguments
        if word.startswith(f"{name}=")
    ]
    values += [value for word, value in pairwise(arguments) if word == name]
    if len(values) > 1:
        raise ValueError(name)
    return values[0] if values else ""


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode(), zlib.crc32(FORMAT)):08x}"
