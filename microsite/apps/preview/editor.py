"""Editors in which the preview opens files of the project."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from microsite.site.downloads import find_file

Command = tuple[str, ...]
"""Program and arguments. FILE, LINE and COLUMN are placeholders."""

FILE, LINE, COLUMN = "\0file", "\0line", "\0column"


class GuiEditor(Struct, frozen=True, kw_only=True):
    """An editor with its own window."""

    program: str
    name: str
    arguments: Command


GUI_EDITORS = (
    GuiEditor(
        program="code",
        name="Visual Studio Code",
        arguments=("-g", f"{FILE}:{LINE}:{COLUMN}"),
    ),
    GuiEditor(
        program="code-insiders",
        name="Visual Studio Code",
        arguments=("-g", f"{FILE}:{LINE}:{COLUMN}"),
    ),
    GuiEditor(
        program="codium",
        name="VSCodium",
        arguments=("-g", f"{FILE}:{LINE}:{COLUMN}"),
    ),
    GuiEditor(
        program="cursor",
        name="Cursor",
        arguments=("-g", f"{FILE}:{LINE}:{COLUMN}"),
    ),
    GuiEditor(
        program="zed",
        name="Zed",
        arguments=(f"{FILE}:{LINE}:{COLUMN}",),
    ),
    GuiEditor(
        program="subl",
        name="Sublime Text",
        arguments=(f"{FILE}:{LINE}:{COLUMN}",),
    ),
    GuiEditor(
        program="mate",
        name="TextMate",
        arguments=("-l", f"{LINE}:{COLUMN}", FILE),
    ),
    GuiEditor(
        program="bbedit",
        name="BBEdit",
        arguments=(f"+{LINE}", FILE),
    ),
    GuiEditor(
        program="gedit",
        name="Text Editor",
        arguments=(f"+{LINE}", FILE),
    ),
    GuiEditor(
        program="gnome-text-editor",
        name="Text Editor",
        arguments=(f"+{LINE}", FILE),
    ),
    GuiEditor(
        program="kate",
        name="Kate",
        arguments=("-l", LINE, "-c", COLUMN, FILE),
    ),
    GuiEditor(
        program="mousepad",
        name="Mousepad",
        arguments=("-l", LINE, "-c", COLUMN, FILE),
    ),
    GuiEditor(
        program="gvim",
        name="GVim",
        arguments=(f"+{LINE}", FILE),
    ),
    GuiEditor(
        program="notepad++",
        name="Notepad++",
        arguments=(f"-n{LINE}", f"-c{COLUMN}", FILE),
    ),
)
MAC_PATH = "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code"
"""Visual Studio Code on a Mac where its command has not been installed in PATH."""
TEXT_SUFFIXES = frozenset(
    {".md", ".markdown", ".yaml", ".yml", ".html", ".css", ".svg"}
)
"""Suffixes of files that may be opened: nothing that a system would run."""


class Editor(Struct, frozen=True):
    """Program that opens files."""

    name: str
    command: Command

    @property
    def knows_lines(self) -> bool:
        return any(LINE in part for part in self.command)

    def open(self, file: Path, line: int, column: int = 1) -> bool:
        """Start the editor without waiting for it.

        Return False if it cannot be started.
        """
        values = {FILE: str(file), LINE: str(line), COLUMN: str(column)}
        command = [
            re.sub("\0[a-z]+", lambda name: values[name[0]], part)
            for part in self.command
        ]
        try:
            job = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return False
        # Waiting removes the process from the system's table once it has ended.
        threading.Thread(target=job.wait, name="editor", daemon=True).start()
        return True


def find_editor(
    env: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Editor | None:
    """Return the editor of VISUAL or EDITOR, else a known one, else the system's.

    Return None if there is none. An editor that needs a terminal is ignored, because
    the preview occupies the terminal.
    """
    path = env.get("PATH")
    gui_editors = {editor.program: editor for editor in GUI_EDITORS}
    commands = (
        env.get("VISUAL"),
        env.get("EDITOR"),
        "code",
        "code-insiders",
        "codium",
        f"'{MAC_PATH}'",
    )
    for text in commands:
        if not text:
            continue
        try:
            program, *options = shlex.split(text, posix=platform != "win32")
        except ValueError:
            continue
        program = program.strip("\"'")
        editor = gui_editors.get(Path(program).stem.lower())
        file = shutil.which(program, path=path)
        if editor and file:
            return Editor(editor.name, (file, *options, *editor.arguments))
    if platform == "darwin":
        return Editor("the text editor", ("open", "-t", FILE))
    if platform == "win32":
        return Editor("Notepad", ("notepad.exe", FILE))
    if not has_windows(env, platform):
        return None
    file = shutil.which("xdg-open", path=path)
    return Editor("the text editor", (file, FILE)) if file else None


def has_windows(
    env: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> bool:
    """Return True if programs can show windows here.

    They cannot on a server without a screen.
    """
    if platform in ("darwin", "win32"):
        return True
    return bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def openable(root: Path, path: str) -> Path | None:
    """Return a text file of the project; None for other files and those outside."""
    file = find_file([root], path)
    if file is None or file.resolve().suffix.lower() not in TEXT_SUFFIXES:
        return None
    return file
