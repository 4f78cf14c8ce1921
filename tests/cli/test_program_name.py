"""Messages and new files name the command that people type: after pip, it is `microsite`."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from microsite.apps.diff.diff import render_markdown
from microsite.apps.new.starters import create_site
from microsite.cli import main
from microsite.cli.commands import COMMANDS
from microsite.cli.explain import help_page
from microsite.diagnostics.diagnostic import CATALOGUE
from microsite.project import ENGINE, ENGINE_HOME
from microsite.site.changes import ChangeKind, event_change
from tests.making import write_project
from tests.publishing.test_record import FILES, change, record_of


@pytest.fixture(autouse=True)
def microsite_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/microsite"])


def test_error_pages_name_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "K191"])

    assert "run `microsite record`" in capsys.readouterr().out


def test_checklist_names_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_project(tmp_path, FILES)
    record_of(root)
    change(root, "data/sessions.yaml", "start: 09:30", "start: 09:45")

    main(["check", "--root", str(root), "--as-of", "2027-02-01"])

    assert "run “microsite record”" in " ".join(capsys.readouterr().err.split())


def test_record_names_no_command_that_others_lack(tmp_path: Path) -> None:
    assert "build.py" not in record_of(write_project(tmp_path, FILES))


def test_starter_names_the_command(tmp_path: Path) -> None:
    create_site(tmp_path / "site", "site")

    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert not [path for path in files if b"build.py" in path.read_bytes()]
    assert "“microsite new session” adds a session" in (
        tmp_path / "site" / "data" / "sessions.yaml"
    ).read_text("utf-8")


def test_cut_comments_name_the_command() -> None:
    changes = [
        event_change()(ChangeKind.CHANGED, f"Change {number} " * 40)
        for number in range(300)
    ]

    assert "`microsite diff`" in render_markdown(changes)


@pytest.mark.parametrize("program_path", ["microsite", "build.py", "__main__.py"])
def test_every_error_page_names_the_command(
    program_path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command is found even where a line ends within it."""
    monkeypatch.setattr("sys.argv", [program_path])
    command = {"microsite": "microsite", "build.py": "python build.py"}.get(
        program_path, "python -m microsite"
    )
    pages = {code: help_page(code, ENGINE_HOME) for code in CATALOGUE}
    commands = {
        code: set(
            re.findall(
                r"`((?:python|microsite)[\w\s.-]*?) (?:check|record|serve)\b", page
            )
        )
        for code, page in pages.items()
    }

    assert sum(map(bool, commands.values())) > 40
    assert set().union(*commands.values()) == {command}
    if program_path != "build.py":
        assert not [code for code, page in pages.items() if "build.py" in page]


@cache
def strings() -> list[tuple[str, str]]:
    """Return every string in the code of the engine but docstrings, with `{program()}` as it is."""
    texts = []
    for path in sorted(ENGINE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)
        }
        inside = {
            part
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in ast.walk(node)
        }
        for node in ast.walk(tree):
            if node in docstrings or (
                node in inside and not isinstance(node, ast.JoinedStr)
            ):
                continue
            if isinstance(node, ast.JoinedStr) or (
                isinstance(node, ast.Constant) and isinstance(node.value, str)
            ):
                texts.append((path.relative_to(ENGINE).as_posix(), ast.unparse(node)))
    return texts


def test_every_string_names_the_command_that_was_typed() -> None:
    """New strings call `program()`. Only these few compare a text with the command."""
    fixed_texts = [(path, text) for path, text in strings() if "build.py" in text]

    assert sorted({path for path, _ in fixed_texts}) == [
        "apps/publish/init_ci.py",
        "console/crash.py",
        "up_to_date.py",
    ], fixed_texts
    commands = "|".join(COMMANDS)
    typed_command = re.compile(
        rf"(?:\bType|[`“:]) ?microsite (?:{commands})\b|\bmake (?:{commands})\b"
    )
    assert [
        (path, text) for path, text in strings() if typed_command.search(text)
    ] == []


def test_every_string_names_a_command_that_exists() -> None:
    """After the name of the program comes a command, or its place-holder."""
    texts = [text for _, text in strings()]
    texts += [entry.help + entry.headline for entry in CATALOGUE.values()]
    words = [
        word
        for text in texts
        for word in re.findall(r"\{program(?:\(\))?\} (\{?[\w-]+|\[)", text)
        if "is not a file" not in text
        and "Open it in" not in text  # programs of an office
    ]
    assert len(words) > 15
    assert {word for word in words if word not in COMMANDS} <= {
        "{argument",
        "{command",
        "[",
        "COMMAND",
    }


@pytest.mark.parametrize("folder", ["templates", "assets"])
def test_theme_names_no_command(folder: str) -> None:
    files = [path for path in (ENGINE_HOME / folder).rglob("*") if path.is_file()]

    assert not [path for path in files if b"build.py" in path.read_bytes()]
