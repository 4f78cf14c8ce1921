"""Bugs and system errors: no traceback is shown, and nothing is lost."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path
from typing import Any

import pytest

from microsite.cli import main


def test_crash_is_reported_in_file(stub: Any, project: Path, capsys: Any) -> None:
    stub.fails = ZeroDivisionError("deep within")

    assert main(["build", "--strict"]) == 2
    out, err = capsys.readouterr()
    report_path = project / ".cache" / "fault.txt"
    assert out == ""
    assert err == (
        "Sorry, Microsite has a bug. Your files and the published site are unchanged.\n"
        f"Please report it with the file {report_path}, and say what you did last.\n"
    )
    report = report_path.read_text(encoding="utf-8")
    assert "ZeroDivisionError: deep within" in report
    assert "Arguments: ['build', '--strict']" in report
    assert "Python 3." in report


def test_crash_prints_traceback_with_debug(
    stub: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROSITE_DEBUG", "1")
    stub.fails = ZeroDivisionError("deep within")
    main([])

    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_crash_report_goes_to_temporary_folder(
    stub: Any,
    project: Path,
    tmp_path: Path,
    capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (project / ".cache").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    stub.fails = ZeroDivisionError("deep within")
    main([])

    assert f"the file {tmp_path / 'microsite-fault.txt'}, " in capsys.readouterr().err
    assert "ZeroDivisionError" in (tmp_path / "microsite-fault.txt").read_text(
        encoding="utf-8"
    )


def test_crash_report_is_printed_when_no_file_can_be_written(
    stub: Any,
    project: Path,
    tmp_path: Path,
    capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (project / ".cache").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(
        tempfile, "gettempdir", lambda: str(tmp_path / "nowhere" / "at all")
    )
    stub.fails = ZeroDivisionError("deep within")
    main([])

    assert "ZeroDivisionError: deep within" in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_os_error_is_reported_in_one_line(
    number: int, stub: Any, project: Path, capsys: Any
) -> None:
    stub.fails = OSError(number, "It Says No", "some/file")

    assert main([]) == 2
    err = capsys.readouterr().err
    assert err.startswith("“some/file” cannot be used: it says no.\n")
    assert not (project / ".cache").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "site", "a" * 300],
        ["new", "site", "content/event.md/site"],
        ["verify", "a" * 300],
        ["diff", "a" * 300],
    ],
)
def test_path_that_cannot_exist_is_no_bug(
    arguments: list[str], project: Path, capsys: Any
) -> None:
    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert "cannot be used: " in err
    assert err.endswith("Choose another name or folder.\n")


def test_missing_file_is_reported_as_crash(stub: Any, capsys: Any) -> None:
    stub.fails = FileNotFoundError(errno.ENOENT, "No such file", "x")

    assert main([]) == 2
    assert capsys.readouterr().err.startswith("Sorry, Microsite has a bug")


def test_missing_package_is_named(stub: Any, capsys: Any) -> None:
    stub.fails = ModuleNotFoundError("No module named 'yaml'", name="yaml")

    assert main([]) == 2
    err = capsys.readouterr().err
    assert err.startswith("The package “yaml” is not installed where Microsite runs.\n")


def test_missing_module_of_engine_is_named(stub: Any, capsys: Any) -> None:
    stub.fails = ModuleNotFoundError(
        "No module named 'microsite.x'", name="microsite.x"
    )

    assert main([]) == 2
    assert capsys.readouterr().err.startswith(
        "A part of Microsite is missing: microsite.x."
    )


def test_interrupt_is_quiet(stub: Any, capsys: Any) -> None:
    stub.fails = KeyboardInterrupt()

    assert main([]) == 130
    assert capsys.readouterr() == ("", "")
