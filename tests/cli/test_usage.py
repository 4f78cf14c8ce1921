"""Commands and options, and messages for those that are not valid."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from microsite import __version__
from microsite.cli import main
from microsite.cli.commands import COMMANDS
from microsite.project import ENGINE_HOME


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("help",)])
def test_help_lists_commands(arguments: tuple[str, ...], capsys: Any) -> None:
    code, out, err = say(capsys, *arguments)

    assert (code, err) == (0, "")
    for command in COMMANDS.values():
        assert f"  {command.name:<10} {command.summary}" in out


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("form", ["{} --help", "help {}", "{} -h"])
def test_command_help_lists_options(name: str, form: str, capsys: Any) -> None:
    code, out, err = say(capsys, *form.format(name).split())

    assert (code, err) == (0, "")
    assert f"python build.py {name}" in out or f"python -m microsite {name}" in out
    assert "show this help" in out


@pytest.mark.parametrize("name", ["build", "check"])
def test_build_and_check_have_all_options(name: str, capsys: Any) -> None:
    _, out, _ = say(capsys, name, "--help")

    flags = "--root --base-url --as-of --strict --format --drafts --no-cache --timings".split()
    assert not [flag for flag in flags if flag not in out]
    assert ("--output" in out) == (name == "build")


def test_version_option_prints_version_and_folder_to_copy_templates_from(
    capsys: Any,
) -> None:
    code, out, err = say(capsys, "--version")

    version, _, folder = out.rstrip("\n").partition(", theme in ")
    assert (code, version, err) == (0, f"Microsite {__version__}", "")
    assert (Path(folder) / "templates" / "base.html").is_file()


@pytest.mark.parametrize(
    "command, words",
    [
        ("biuld", "“biuld” is not a command. Did you mean “build”?"),
        (
            "frobnicate",
            "“frobnicate” is not a command. The commands are: build, edit, serve, ",
        ),
        ("s103", "“s103” is not a command. To read about it: "),
        ("fair", "“fair” is not a command. To build that folder: "),
        ("--strct", "“build” has no option “--strct”. Did you mean --strict?"),
        ("—strict", "“build” has no option “—strict”. Did you mean --strict?"),
        ("-strict", "“build” has no option “-strict”. Did you mean --strict?"),
        ("check --output x", "“check” has no option “--output”."),
        (
            "--zzzzzzzzz",
            "“build” has no option “--zzzzzzzzz”. The options are: --as-of, --base-url, ",
        ),
        ("--strict check", "Put the command first: "),
        ("build now", "“build” does not take the argument “now”."),
        ("--root", "“--root” needs a value: --root FOLDER"),
        ("--as-of --strict", "“--as-of” needs a value: --as-of DATE"),
        ("--strict=yes", "“--strict” takes no value."),
        (
            "--format=yaml",
            "“yaml” is not a format. You can write: text, json, github, gitlab, sarif, junit.",
        ),
        ("--format jsn", "“jsn” is not a format. Did you mean “json”?"),
        (
            "--as-of 20/05/2027",
            "--as-of: “20/05/2027” is not a date in the right format. Did you mean 2027-05-20?",
        ),
        (
            "--as-of 2027-02-30",
            "--as-of: “2027-02-30” is not a date: February 2027 has 28 days.",
        ),
        (
            "--base-url fair.example",
            "--base-url: “fair.example” is not a complete web address. Write: https://fair.example",
        ),
        (
            "--base-url https://[",
            "--base-url: “https://[” is not a complete web address.",
        ),
        ("explain S193", "There is no code “S193”. Did you mean S1"),
    ],
)
def test_usage_error_names_remedy(
    command: str,
    words: str,
    capsys: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "fair" / "content").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    code, out, err = say(capsys, *command.split())

    assert (code, out) == (2, "")
    assert err.startswith(words)
    assert "Traceback" not in err


class TestRoot:
    """Choice of the project's folder."""

    def test_missing_root_suggests_folder(self, capsys: Any, project: Path) -> None:
        code, _, err = say(capsys, "--root", "../fare")

        assert code == 2
        parent = project.parent.as_posix()
        assert err == f"There is no folder “{parent}/fare”. Did you mean --root .?\n"

    def test_missing_root_without_suggestion(self, capsys: Any, project: Path) -> None:
        code, _, err = say(capsys, "--root", "nowhere/at/all")

        assert (code, err) == (
            2,
            "There is no folder “nowhere/at/all”. Check the spelling.\n",
        )

    def test_root_refuses_file(self, capsys: Any, project: Path) -> None:
        code, _, err = say(capsys, "--root", "content/event.md")

        assert code == 2
        assert (
            err
            == "“content/event.md” is a file. Name the folder that contains content/: --root FOLDER\n"
        )

    def test_root_refuses_folder_without_content(
        self, capsys: Any, project: Path
    ) -> None:
        (project / "empty" / "far" / "down").mkdir(parents=True)
        code, _, err = say(capsys, "--root", "empty/far")

        assert code == 2
        assert (
            "The folder “empty/far” has no content/ folder, so there is nothing to build."
            in err
        )
        assert "Name the project: --root FOLDER. To start one: " in err
        assert err.endswith(" new site FOLDER\n")

    def test_root_suggests_parent(self, capsys: Any, project: Path) -> None:
        code, _, err = say(capsys, "--root", "content")

        assert code == 2
        assert "Did you mean --root .?" in err

    def test_root_suggests_subfolder(self, capsys: Any, project: Path) -> None:
        code, _, err = say(capsys, "--root", str(project.parent))

        assert code == 2
        assert err.endswith("so there is nothing to build. Did you mean --root .?\n")

    def test_root_defaults_to_working_folder(self, stub: Any, project: Path) -> None:
        main([])

        assert stub.calls[0][0].root == project
        assert stub.calls[0][0].output == project / "output"

    def test_root_defaults_to_engine_outside_project(
        self, stub: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        main([])

        assert stub.calls[0][0].root == ENGINE_HOME

    def test_root_in_deleted_working_folder(
        self, capsys: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deleted_folder = tmp_path / "gone"
        deleted_folder.mkdir()
        monkeypatch.chdir(deleted_folder)
        deleted_folder.rmdir()
        code, _, err = say(capsys, "--root", "x")

        assert code == 2
        assert "Traceback" not in err


def test_options_are_passed_to_build(stub: Any, project: Path, tmp_path: Path) -> None:
    main(
        f"build --root . --output {tmp_path}/out --base-url https://fair.example/2027/ --as-of 2027-05-20 "
        "--strict --drafts --no-cache".split()
    )
    built_project, options = stub.calls[0]

    assert (built_project.root, built_project.output) == (project, tmp_path / "out")
    assert options.as_of == date(2027, 5, 20)
    assert options.base_url == "https://fair.example/2027/"
    assert (options.strict, options.drafts, options.use_cache) == (True, True, False)


def test_options_have_defaults(stub: Any) -> None:
    main([])
    _, options = stub.calls[0]

    assert (options.as_of, options.base_url) == (None, None)
    assert (options.strict, options.drafts, options.use_cache) == (False, False, True)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["biuld"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys; from microsite.cli import main; main(sys.argv[1:]); "
        "heavy = 'yaml jinja2 markdown nh3 PIL asyncio importlib.metadata'.split(); "
        "print(sorted(set(heavy) & set(sys.modules)))"
    )
    process = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ENGINE_HOME,
        capture_output=True,
        text=True,
        check=True,
    )

    assert process.stdout.splitlines()[-1] == "[]"
