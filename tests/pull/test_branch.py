"""`pull --branch`: a branch with the changes in words, beside the files of the project."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.pull.source import TIDES, WELCOME, be_well, schedule, serving, write_event
from tests.pull.test_pull import files_of, pull


def git(root: Path, *arguments: str) -> str:
    process = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=True
    )
    return process.stdout.strip()


@pytest.fixture(autouse=True)
def identity(monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Robin Example")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "robin@example.org")


def commit_all(root: Path) -> None:
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Start")


def test_a_branch_has_the_changes_and_the_files_stay(
    tmp_path: Path, capsys: Any
) -> None:
    with serving() as (server, address):
        root = write_event(tmp_path / "site", f"schedule: {address}")
        commit_all(root)
        event = root / "content/event.md"
        event.write_text(event.read_text("utf-8") + "Not saved in Git yet.\n", "utf-8")
        before = files_of(root)

        assert pull(root, "--branch", "programme") == 0
        assert files_of(root) == before
        assert git(root, "branch", "--show-current") == "main"
        message = git(root, "log", "-1", "--format=%B", "programme")
        assert message.startswith("Pull changes to the programme\n\n")
        assert "“Tides and towns” is added" in message
        names = git(root, "diff", "--name-only", "main", "programme").split()
        assert names == [
            "content/speakers/kim-example.md",
            "data/imports/schedule.json",
            "data/sessions.yaml",
        ]

        assert pull(root, "--branch", "programme") == 0
        assert "Nothing has changed" in capsys.readouterr().err
        assert git(root, "rev-list", "--count", "main..programme") == "1"

        server.body = schedule(WELCOME, TIDES | {"start": "11:15"})
        assert pull(root, "--branch", "programme", "--format", "markdown") == 0
        out = capsys.readouterr().out
        assert "### Programme" in out
        assert "11:15" in out
        assert git(root, "rev-list", "--count", "main..programme") == "2"
        assert git(root, "worktree", "list").count("\n") == 0


def test_questions_are_in_the_message(tmp_path: Path) -> None:
    with serving() as (server, address):
        root = write_event(tmp_path / "site", f"schedule: {address}")
        assert pull(root) == 0
        sessions = root / "data/sessions.yaml"
        sessions.write_text(
            sessions.read_text("utf-8").replace("10:15", "10:20"), "utf-8"
        )
        commit_all(root)
        server.body = schedule(WELCOME, TIDES | {"start": "10:30"})
        assert pull(root, "--branch", "programme") == 1
    assert "“10:20” here, “10:30”" in git(root, "log", "-1", "--format=%B", "programme")


def test_pages_of_a_person_on_the_branch_stay_and_conflicts_stop_it(
    tmp_path: Path, capsys: Any
) -> None:
    with serving() as (_, address):
        root = write_event(tmp_path / "site", f"schedule: {address}")
        commit_all(root)
        assert pull(root, "--branch", "programme") == 0
        git(root, "switch", "--quiet", "programme")
        assert pull(root, "--branch", "programme") == 2
        assert "You are on the branch" in capsys.readouterr().err
        (root / "content/event.md").write_text("mine", "utf-8")
        git(root, "commit", "--quiet", "--all", "--message", "Mine")
        git(root, "switch", "--quiet", "main")
        (root / "content/event.md").write_text("theirs", "utf-8")
        git(root, "commit", "--quiet", "--all", "--message", "Theirs")
        assert pull(root, "--branch", "programme") == 1
    assert "contradict each other" in capsys.readouterr().err
    assert git(root, "show", "programme:content/event.md") == "mine"


def test_a_branch_needs_git(tmp_path: Path, capsys: Any) -> None:
    with serving(be_well) as (_, address):
        root = write_event(tmp_path, f"schedule: {address}")
        assert pull(root, "--branch", "programme") == 2
    assert "kept in Git" in capsys.readouterr().err


def test_events_of_a_portfolio_share_a_commit(tmp_path: Path) -> None:
    root = tmp_path / "portfolio"
    with serving() as (_, address):
        for name in ("one", "two"):
            write_event(root / "events" / name, f"schedule: {address}{name}")
        (root / "portfolio.yaml").write_text("title: Coasts\nsummary: All.\n", "utf-8")
        commit_all(root)
        assert pull(root, "--branch", "programme") == 0
    message = git(root, "log", "-1", "--format=%B", "programme")
    assert message.count("“Tides and towns” is added") == 2
    assert "\none\n" in message
    names = git(root, "diff", "--name-only", "main", "programme").split()
    assert "events/two/data/sessions.yaml" in names
