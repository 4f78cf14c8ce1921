"""Search for the user's editor, and its start at a line."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from microsite.apps.preview.editor import (
    COLUMN,
    FILE,
    LINE,
    Editor,
    find_editor,
    openable,
)
from tests.making import write_project
from tests.preview_helpers import PATIENCE, arguments_of, program


@pytest.mark.skipif(
    sys.platform == "win32",
    reason="programs are made with a first line that names Python",
)
def test_editor_opens_file_at_line(tmp_path: Path) -> None:
    code = program(tmp_path / "bin", "code")
    editor = find_editor({"PATH": str(tmp_path / "bin")}, "linux")
    assert editor is not None
    assert editor.name == "Visual Studio Code"
    assert editor.knows_lines

    before = threading.active_count()
    assert editor.open(tmp_path / "a file.md", 12, 3)
    assert arguments_of(code) == repr(["-g", f"{tmp_path}/a file.md:12:3"])
    end = time.monotonic() + PATIENCE
    while threading.active_count() > before:
        assert time.monotonic() < end, "it is waited for still"
        time.sleep(0.05)


@pytest.mark.skipif(
    sys.platform == "win32",
    reason="programs are made with a first line that names Python",
)
def test_find_editor_prefers_configured_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    program(folder, "code")
    kate = program(folder, "kate")
    monkeypatch.setenv("PATH", str(folder))

    editor = find_editor({"PATH": str(folder), "VISUAL": "kate --new"}, "linux")

    assert editor is not None
    assert editor.name == "Kate"
    assert editor.command == (str(kate), "--new", "-l", LINE, "-c", COLUMN, FILE)


@pytest.mark.parametrize(
    "chosen", ["vim", "nano -w", "emacs -nw", "'", "no-such-editor"]
)
def test_find_editor_ignores_terminal_editor(tmp_path: Path, chosen: str) -> None:
    assert (
        find_editor(
            {"PATH": str(tmp_path), "VISUAL": chosen, "EDITOR": chosen}, "linux"
        )
        is None
    )


def test_find_editor_falls_back_to_system(tmp_path: Path) -> None:
    mac, windows = (
        find_editor({"PATH": str(tmp_path)}, "darwin"),
        find_editor({"PATH": str(tmp_path)}, "win32"),
    )

    assert mac is not None
    assert windows is not None
    assert mac.command[-1] == windows.command[-1] == FILE
    assert not windows.knows_lines


@pytest.mark.skipif(
    sys.platform == "win32",
    reason="programs are made with a first line that names Python",
)
def test_find_editor_returns_none_without_screen(tmp_path: Path) -> None:
    opener = program(tmp_path / "bin", "xdg-open")
    path = {"PATH": str(tmp_path / "bin")}

    assert find_editor(path, "linux") is None
    assert find_editor(path | {"DISPLAY": ":0"}, "linux") == Editor(
        "the text editor", (str(opener), FILE)
    )


def test_editor_open_returns_false_when_program_is_missing(tmp_path: Path) -> None:
    assert not Editor("Gone", (str(tmp_path / "gone"), FILE)).open(tmp_path, 1)


def test_openable_accepts_only_texts_of_project(tmp_path: Path) -> None:
    root = write_project(
        tmp_path / "site",
        {"assets/run.sh": "", "assets/css/own.css": "", "data/rates.yaml": ""},
    )
    (tmp_path / "secret.md").write_text("secret")
    (root / "content/link.md").symlink_to(tmp_path / "secret.md")

    assert openable(root, "content/event.md") == root / "content/event.md"
    assert openable(root, "data/rates.yaml")
    for path in (
        "../secret.md",
        str(tmp_path / "secret.md"),
        "content/link.md",
        "assets/run.sh",
        "content",
        "no.md",
        "a\0.md",
        "",
    ):
        assert openable(root, path) is None, path
