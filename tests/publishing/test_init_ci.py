"""`init-ci` and the files of a new site for a team."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from microsite import __version__
from microsite.apps.publish.init_ci import HOSTS, PULL_FILE, WORKFLOWS
from microsite.cli import main
from tests.making import EVENT, write_project

GITHUB_FILE = ".github/workflows/site.yml"


@pytest.fixture(params=["/usr/bin/microsite", "build.py"])
def command(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the command that people type: Microsite is installed, or part of the project."""
    monkeypatch.setattr("sys.argv", [request.param])
    return "microsite" if "/" in request.param else "python build.py"


def init_ci(root: Path, *arguments: str) -> int:
    return main(["init-ci", *arguments, "--root", str(root)])


@pytest.mark.parametrize("host", HOSTS)
def test_init_ci_writes_a_workflow_and_lists_what_to_do(
    host: str, command: str, tmp_path: Path, capsys: Any
) -> None:
    root = write_project(tmp_path, {})

    assert init_ci(root, host) == 0

    assert f"{command} build --" in (root / WORKFLOWS[host].path).read_text("utf-8")
    err = capsys.readouterr().err
    setting = (
        "RCLONE_CONF, the content" if host == "portfolio" else "SITE_URL, the address"
    )
    assert setting in err
    assert "Commit the new files and push them." in err
    if command == "microsite":
        requirements = (root / "requirements.txt").read_text("utf-8")
        assert requirements == f"microsite[all]=={__version__}\n"
    else:
        assert not (root / "requirements.txt").exists()
    assert init_ci(root, host) == 0
    assert "is up to date" in capsys.readouterr().err


def test_init_ci_says_that_a_folder_of_a_repository_is_no_place(
    tmp_path: Path, capsys: Any
) -> None:
    words = "Move the site into a repository of its own"
    (tmp_path / ".git").mkdir()
    assert init_ci(write_project(tmp_path / "site", {}), "github") == 0
    assert f"  1. {words}" in capsys.readouterr().err

    (tmp_path / "site/.git").mkdir()
    assert init_ci(tmp_path / "site", "github") == 0
    assert words not in capsys.readouterr().err


@pytest.mark.parametrize(
    "answer, is_replaced", [("y\n", True), ("\n", False), ("n\n", False)]
)
def test_init_ci_asks_before_it_replaces_a_file(
    answer: str, is_replaced: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_project(tmp_path, {GITHUB_FILE: "name: ours\n"})
    terminal = io.StringIO(answer)
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdin", terminal)

    assert init_ci(root, "github") == (0 if is_replaced else 1)
    assert ((root / GITHUB_FILE).read_text("utf-8") != "name: ours\n") is is_replaced


def test_init_ci_replaces_nothing_if_nobody_can_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    root = write_project(tmp_path, {GITHUB_FILE: "name: ours\n"})
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    assert init_ci(root, "azure") == 1
    assert "A different file" in capsys.readouterr().err
    assert (root / GITHUB_FILE).read_text("utf-8") == "name: ours\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16"]
)  # PowerShell writes the second
def test_init_ci_keeps_requirements_and_names_the_line_to_add(
    encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr("sys.argv", ["microsite"])
    root = write_project(tmp_path, {})
    (root / "requirements.txt").write_text("requests\n", encoding)

    assert init_ci(root, "github") == 0
    assert f"microsite[all]=={__version__}" in capsys.readouterr().err
    assert (root / "requirements.txt").read_text(encoding) == "requests\n"


SOURCES = "sources:\n  - pretalx: https://pretalx.example/coasts\n"


@pytest.mark.parametrize(
    "host, pulls", [("github", True), ("azure", True), ("gitlab", False)]
)
def test_init_ci_adds_a_nightly_pull_to_an_event_with_sources(
    host: str, pulls: bool, tmp_path: Path, capsys: Any
) -> None:
    root = write_project(tmp_path, {}, EVENT + SOURCES)

    assert init_ci(root, host) == 0
    assert (root / PULL_FILE).exists() is pulls
    assert ("Allow GitHub Actions to create" in capsys.readouterr().err) is pulls
    assert init_ci(root, host) == 0


PORTFOLIO = "title: Coasts\nsummary: All.\n"
DEFAULTS = f"{PORTFOLIO}defaults:\n  {SOURCES.replace('  -', '    -')}"


@pytest.mark.parametrize(
    "portfolio, event, pulls",
    [
        (PORTFOLIO, EVENT, False),
        (PORTFOLIO, EVENT + SOURCES, True),
        (DEFAULTS, EVENT, True),
    ],
)
def test_init_ci_serves_a_portfolio(
    portfolio: str, event: str, pulls: bool, tmp_path: Path
) -> None:
    write_project(tmp_path / "events/one", {}, event)
    (tmp_path / "portfolio.yaml").write_text(portfolio, "utf-8")

    assert init_ci(tmp_path, "github") == 0
    assert (tmp_path / GITHUB_FILE).exists()
    assert (tmp_path / PULL_FILE).exists() is pulls


@pytest.mark.parametrize("arguments", [(), ("gitbub",)])
def test_init_ci_lists_hosts(
    arguments: tuple[str, ...], tmp_path: Path, capsys: Any
) -> None:
    assert init_ci(write_project(tmp_path, {}), *arguments) == 2
    assert (
        "init-ci github|gitlab|netlify|cloudflare|azure|portfolio"
        in capsys.readouterr().err
    )


def test_new_site_is_ready_for_a_team(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["microsite"])
    assert main(["new", "site", str(tmp_path / "conference")]) == 0

    readme = (tmp_path / "conference/README.md").read_text("utf-8")
    assert "`microsite publish`" in readme
    assert "build.py" not in readme
    patterns = (tmp_path / "conference/.gitignore").read_text("utf-8").splitlines()
    assert {"output/", ".cache/"} <= set(patterns)
    attributes = (tmp_path / "conference/.gitattributes").read_text("utf-8")
    assert "published.txt merge=union" in attributes
    assert not (tmp_path / "conference/gitignore").exists()


@pytest.mark.parametrize("kind", ["site", "portfolio"])
def test_new_site_has_the_same_bytes_in_every_copy(kind: str, tmp_path: Path) -> None:
    """Git for Windows would change the line ends of drawings, which are published as they are."""
    root, copy = tmp_path / "conference", tmp_path / "copy"
    assert main(["new", kind, str(root)]) == 0
    (root / "assets").mkdir(exist_ok=True)
    (root / "assets/logo.svg").write_bytes(b"<svg>\n</svg>\n")
    git = (
        "git",
        "-c",
        "user.name=Kim",
        "-c",
        "user.email=kim@example.org",
        "-C",
        str(root),
    )
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Start")):
        subprocess.run([*git, *command], check=True)

    clone = ("git", "clone", "-q", "-c", "core.autocrlf=true", str(root), str(copy))
    subprocess.run(clone, check=True)

    assert (copy / "assets/logo.svg").read_bytes() == b"<svg>\n</svg>\n"
