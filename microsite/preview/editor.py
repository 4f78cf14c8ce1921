"""Opens a file of the project in the editor of whoever writes it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

Command = tuple[str, ...]
"""A program and its arguments; FILE, LINE and COLUMN stand for what is opened."""

FILE, LINE, COLUMN = "\0file", "\0line", "\0column"
GOTO: Command = ("-g", f"{FILE}:{LINE}:{COLUMN}")
COLONS: Command = (f"{FILE}:{LINE}:{COLUMN}",)
PLUS: Command = (f"+{LINE}", FILE)
WINDOWED: dict[str, tuple[str, Command]] = {
    "code": ("Visual Studio Code", GOTO),
    "code-insiders": ("Visual Studio Code", GOTO),
    "codium": ("VSCodium", GOTO),
    "cursor": ("Cursor", GOTO),
    "zed": ("Zed", COLONS),
    "subl": ("Sublime Text", COLONS),
    "mate": ("TextMate", ("-l", f"{LINE}:{COLUMN}", FILE)),
    "bbedit": ("BBEdit", PLUS),
    "gedit": ("Text Editor", PLUS),
    "gnome-text-editor": ("Text Editor", PLUS),
    "kate": ("Kate", ("-l", LINE, "-c", COLUMN, FILE)),
    "mousepad": ("Mousepad", ("-l", LINE, "-c", COLUMN, FILE)),
    "gvim": ("GVim", PLUS),
    "notepad++": ("Notepad++", (f"-n{LINE}", f"-c{COLUMN}", FILE)),
}
"""Editors with a window of their own, by program: what people call them, and how they are told of a
line.
"""
FIRST_CHOICE = ("code", "code-insiders", "codium")
ON_A_MAC = "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code"
"""Where Visual Studio Code lies on a Mac before it is asked to be found by its name."""
TEXTS = frozenset((".md", ".markdown", ".yaml", ".yml", ".html", ".css", ".svg"))
"""Endings of what may be opened: nothing that a system would run."""


class Editor(Struct, frozen=True):
    """A program to open files with."""

    name: str
    """What people call it."""
    command: Command

    @property
    def knows_lines(self) -> bool:
        """Whether it can be told which line to show."""
        return any(LINE in part for part in self.command)

    def open(self, file: Path, line: int, column: int = 1) -> bool:
        """Start it, and go on without it; False where it cannot be started."""
        facts = {FILE: str(file), LINE: str(line), COLUMN: str(column)}
        command = [re.sub("\0[a-z]+", lambda sign: facts[sign[0]], part) for part in self.command]
        quiet = subprocess.DEVNULL
        try:
            started = subprocess.Popen(
                command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
            )
        except OSError:
            return False
        threading.Thread(
            target=started.wait, name="editor", daemon=True
        ).start()  # nothing is left of one that ended
        return True


def find_editor(
    environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Editor | None:
    """The editor that was chosen for all programs, else one we know, else the system's own; None
    where there is none.

    One that needs a terminal is no use here: ours is taken.
    """
    for chosen in (environ.get("VISUAL"), environ.get("EDITOR")):
        if chosen and (editor := _chosen(chosen, platform)):
            return editor
    for program in FIRST_CHOICE:
        if found := shutil.which(program, path=environ.get("PATH")):
            return Editor(WINDOWED[program][0], (found, *WINDOWED[program][1]))
    return next(_of_the_system(environ, platform), None)


def _chosen(written: str, platform: str) -> Editor | None:
    """What VISUAL or EDITOR says, with its own options, where that is an editor with a window."""
    try:
        program, *options = shlex.split(written, posix=platform != "win32")
    except ValueError:
        return None
    known = WINDOWED.get(Path(program.strip('"')).stem.lower())
    found = shutil.which(program.strip('"'))
    return Editor(known[0], (found, *options, *known[1])) if known and found else None


def _of_the_system(environ: Mapping[str, str], platform: str) -> Iterator[Editor]:
    if platform == "darwin":
        if Path(ON_A_MAC).is_file():
            yield Editor(WINDOWED["code"][0], (ON_A_MAC, *GOTO))
        yield Editor("the text editor", ("open", "-t", FILE))
    elif platform == "win32":
        yield Editor("Notepad", ("notepad.exe", FILE))
    elif has_windows(environ, platform) and (
        found := shutil.which("xdg-open", path=environ.get("PATH"))
    ):
        yield Editor("the text editor", (found, FILE))


def has_windows(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether programs can show windows here: not on a server that is reached by a terminal."""
    return platform in ("darwin", "win32") or bool(
        environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    )


def openable(root: Path, path: str) -> Path | None:
    """A text of the project by its path in it; None where it is something else, or lies outside."""
    try:
        file = (root / path).resolve()
        is_ours = (
            file.is_relative_to(root.resolve()) and file.suffix.lower() in TEXTS and file.is_file()
        )
    except (OSError, ValueError):  # a name that no file can have
        return None
    return file if is_ours else None
