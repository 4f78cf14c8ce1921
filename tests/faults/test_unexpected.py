"""Unexpected exceptions: the file is named, the rest is reported, and no file is published."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microsite.cli import main
from microsite.model import loader
from microsite.pages import programme
from microsite.render.templates import Templates
from microsite.site import site
from microsite.source import reader
from tests.making import sessions_yaml, write_project

FILES = {
    "content/speakers/kim.md": "---\nname: Kim\n---\nA short text with FAULT.\n",
    "content/pages/second.md": "---\ntitle: Second\n---\n[Read](page:missing)\n",
    "data/sessions.yaml": sessions_yaml("start: 10:00\nspeakers: [kim]"),
}


def failing(original: Callable[..., Any], word: str) -> Callable[..., Any]:
    """Return a function that fails if one of its arguments, or its path, contains a word."""

    def function(*arguments: Any, **keywords: Any) -> Any:
        texts = [str(getattr(argument, "path", argument)) for argument in arguments]
        if not word or any(word in text for text in texts):
            raise RecursionError("deep within")
        return original(*arguments, **keywords)

    return function


@pytest.mark.parametrize(
    ("owner", "name", "word", "place"),
    [
        (reader, "parse_markdown_file", "kim.md", "content/speakers/kim.md"),
        (reader, "parse_yaml", "sessions", "data/sessions.yaml"),
        (loader, "read_record", "speaker “kim”", "content/speakers/kim.md"),
        (loader, "read_record", "Session 1", "data/sessions.yaml"),
        (site, "resolve_links", "FAULT", "content/speakers/kim.md"),
        (programme, "SpeakerPage", "", "content/speakers/kim.md"),
        (programme, "SessionPage", "", "data/sessions.yaml"),
        (Templates, "render", "pages/speaker.", "content/speakers/kim.md"),
    ],
)
@pytest.mark.parametrize("debug", [False, True])
def test_build_names_file_that_cannot_be_processed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Any,
    owner: Any,
    name: str,
    word: str,
    place: str,
    debug: bool,
) -> None:
    root = write_project(tmp_path, FILES)
    if owner is Templates:
        (root / "content/pages/second.md").unlink()
    monkeypatch.setenv("MICROSITE_DEBUG", "0")
    monkeypatch.setattr(owner, name, failing(getattr(owner, name), word))
    arguments = ["--root", str(root), "--no-cache"] + ["--traceback"] * debug
    assert main(arguments) == 1
    err = capsys.readouterr().err
    assert "O106" in err
    assert place in err
    assert "RecursionError: deep within" in err
    assert "fault in Microsite, not in your files" not in err
    assert ("Traceback" in err) == debug
    if owner is not Templates:
        assert "page:missing" in err
    assert not (root / "output").exists()


def test_unreadable_file_of_theme_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """An error while reading, unlike one while opening, carries no name."""
    read_bytes = Path.read_bytes

    def read(path: Path) -> bytes:
        if path.name == "site.js":
            raise OSError(errno.EIO, "Input/output error")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    root = write_project(tmp_path, {})
    assert main(["--root", str(root), "--no-cache"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("The disk cannot read or write “")
    assert "assets/js/site.js”: input/output error.\n" in err
