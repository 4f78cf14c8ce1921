"""Commands in README work as written."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap import DEVELOPER
from microsite.cli.commands import parser_for
from microsite.diagnostics.diagnostic import CATALOGUE
from tests.cli.test_diff import git
from tests.importers.documents import paragraph, run, write_word
from tests.making import EVENT, sessions_yaml, write_project

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND_LINES = list(
    dict.fromkeys(
        re.findall(
            r"^(?:python build\.py|microsite).*$|(?<=`)(?:python build\.py|microsite)\s[^`]+",
            README,
            re.MULTILINE,
        )
    )
)
"""Each command line of README, in order."""
NOT_RUN = (
    *(
        "build.py test",
        "new session",
        "serve",
        "microsite edit",
        "undo",
        "handouts",
        "publish",
    ),
    "microsite pull",
)
"""Commands that run these tests, ask questions, wait for Ctrl+C, or need a host."""
REPLACEMENTS = {
    "https://conference.example/": "output",
    "FILE.docx": "notes.docx",
    "FILE.xml": "output/2027/schedule.xml",
    "--root examples/tidewater": "",
}
"""Replacements for the names of files and addresses in README."""
SERIES = """\
base_url: https://coasts.example/2027/
series:
  name: Coasts in common
  url: https://coasts.example/
"""


def arguments(line: str) -> list[str]:
    return shlex.split(re.sub(r"^(?:python build\.py|microsite)", "", line))


def test_readme_names_the_version_of_python_that_the_package_needs() -> None:
    package = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'requires-python = ">=3.11"' in package
    assert "Python 3.11 or newer" in README
    assert "Programming Language :: Python :: 3.11" in package


@pytest.mark.parametrize("name", ["README.md", "docs/getting-started.md"])
def test_documents_show_the_message_that_is_written(name: str) -> None:
    facts = {"owner": "Opening plenary", "given": "j-smth"}
    text = (ROOT / name).read_text(encoding="utf-8")
    assert f"\n{CATALOGUE['S103'].headline.format(**facts)}\n" in text


def test_readme_shows_commands() -> None:
    assert len(COMMAND_LINES) > 10


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_readme_commands_have_known_options(line: str) -> None:
    """The command and each of its options exist."""
    name, *rest = arguments(line) or ["build"]
    if name in DEVELOPER:
        return
    parser_for(name).parse(rest)


def test_make_knows_what_readme_says() -> None:
    targets = set(
        re.findall(
            r"^(\w+): *;", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    assert set(re.findall(r"`make (\w+)`", README)) <= targets


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small conference, the first of a series, in Git, with a Word document."""
    sessions = sessions_yaml(
        "title: Tides\nstart: 09:30", "title: Storms\nstart: 10:30"
    )
    root = write_project(
        tmp_path_factory.mktemp("readme") / "project",
        {"data/sessions.yaml": sessions},
        EVENT + SERIES,
    )
    write_word(
        root / "notes.docx",
        paragraph(run("Notes"), style="Title"),
        paragraph(run("What we heard.")),
    )
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "The conference")
    subprocess.run(
        [sys.executable, ROOT / "build.py"], cwd=root, capture_output=True, check=True
    )
    return root


@pytest.mark.parametrize(
    "line",
    [line for line in COMMAND_LINES if not any(name in line for name in NOT_RUN)],
)
def test_readme_commands_run(line: str, project: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(project, tmp_path / "here")
    for words, replacement in REPLACEMENTS.items():
        line = line.replace(words, replacement)
    command = [sys.executable, str(ROOT / "build.py"), *arguments(line)]

    result = subprocess.run(
        command,
        cwd=copy,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr
