"""`diff` of commits and folders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from microsite.cli import main
from tests.making import EVENT, sessions_yaml, write_project

FILES = {"data/sessions.yaml": sessions_yaml("id: lunch\ntitle: Lunch\nstart: 12:00")}


def git(folder: Path, *arguments: str) -> str:
    identity = {
        f"GIT_{role}_{field}": "test@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for field in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull}
    process = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return process.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Repository with a project in a subfolder, two commits and a third version on the disk."""
    project = tmp_path / "repository" / "conference"
    write_project(project, FILES)
    git(project.parent, "init", "-q", "-b", "main")
    for number, time in enumerate(("12:00", "12:15", "12:30")):
        path = project / "data" / "sessions.yaml"
        path.write_text(
            FILES["data/sessions.yaml"].replace("12:00", time), encoding="utf-8"
        )
        if number < 2:
            git(project.parent, "add", ".")
            git(project.parent, "commit", "-q", "-m", f"version {number}")
    return project


def sentences(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["diff", "--format", "json", *arguments]) == 0
    return [
        change["sentence"] for change in json.loads(capsys.readouterr().out)["changes"]
    ]


def test_diff_compares_commits_and_working_files(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ["--root", str(repository)]

    assert sentences(root, capsys) == ["“Lunch” moves from 12:15–13:00 to 12:30–13:15."]
    assert sentences(["HEAD~1", *root], capsys) == [
        "“Lunch” moves from 12:00–12:45 to 12:30–13:15."
    ]
    assert sentences(["HEAD~1", "main", *root], capsys) == [
        "“Lunch” moves from 12:00–12:45 to 12:15–13:00."
    ]
    assert (
        git(repository, "status", "--porcelain") == "M conference/data/sessions.yaml"
    ), "nothing is touched"


def test_diff_reads_commit_without_data_folder(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "rm", "-q", "--cached", "-r", "data")
    git(repository, "commit", "-q", "-m", "no data")

    assert sentences(["HEAD", "--root", str(repository)], capsys) == [
        "“Lunch” is added: 12:30 to 13:15."
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own")
def test_diff_names_a_link_of_a_commit_that_leads_out_of_the_project(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "content" / "old.md").symlink_to("/etc/hosts")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "a link")

    assert main(["diff", "--root", str(repository)]) == 2
    assert "content/old.md is a link that leads out of it." in capsys.readouterr().err


def test_diff_compares_folders_without_git(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = write_project(tmp_path / "before", FILES)
    after = write_project(tmp_path / "after", FILES, EVENT.replace("Coasts", "Shores"))

    assert sentences([str(before), str(after), "--root", str(after)], capsys) == [
        "Title changes from Coasts in common to Shores in common."
    ]


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("no-such-branch", "is neither a folder nor a commit"),
        ("--upload-pack=x", "has no option"),
        ("HEAD:conference", "is neither a folder nor a commit"),
    ],
)
def test_diff_refuses_unknown_version(
    version: str, words: str, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", version, "--root", str(repository)]) == 2
    assert words in capsys.readouterr().err


def test_diff_refuses_commit_without_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    project = write_project(tmp_path / "project", FILES)

    assert main(["diff", "--root", str(project)]) == 2
    assert "is not kept in Git" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(["diff", str(tmp_path / "empty"), "--root", str(project)]) == 2
    assert "has no content/ folder" in capsys.readouterr().err


def test_diff_reports_errors_of_version(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "data" / "sessions.yaml").write_text(
        "sessions: [{id: lunch}]\n", encoding="utf-8"
    )

    assert main(["diff", "--root", str(repository)]) == 1
    captured_output = capsys.readouterr()
    assert captured_output.out == ""
    assert captured_output.err.startswith(
        "The newer version has 2 errors, so it cannot be compared:\n  data/sessions.yaml:1:"
    )


def test_diff_writes_markdown(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(
            [
                "diff",
                "--root",
                str(repository),
                "--format",
                "markdown",
                "--preview",
                "https://p.example/",
            ]
        )
        == 0
    )
    assert "**Moved.** “Lunch” moves" in capsys.readouterr().out
