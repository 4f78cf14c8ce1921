"""When we are at fault, or the machine refuses: no traceback in sight, and nothing lost."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path
from typing import Any

import pytest

from microsite.cli import main


def test_a_fault_of_ours_is_an_apology_and_a_file(stub: Any, project: Path, capsys: Any) -> None:
    stub.fails = ZeroDivisionError("deep within")

    assert main(["build", "--strict"]) == 2
    out, err = capsys.readouterr()
    kept = project / ".cache" / "fault.txt"
    assert out == ""
    assert err == (
        "Sorry, this is a fault in Microsite, not in your files. What was published before still stands.\n"
        f"Please send us the file {kept}, and say what you did last.\n"
    )
    report = kept.read_text(encoding="utf-8")
    assert "ZeroDivisionError: deep within" in report
    assert "Arguments: ['build', '--strict']" in report
    assert "Python 3." in report


def test_the_traceback_is_shown_to_those_who_ask(
    stub: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROSITE_DEBUG", "1")
    stub.fails = ZeroDivisionError("deep within")
    main([])

    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_where_the_project_cannot_be_written_the_report_goes_elsewhere(
    stub: Any, project: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".cache").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    stub.fails = ZeroDivisionError("deep within")
    main([])

    assert f"the file {tmp_path / 'microsite-fault.txt'}, " in capsys.readouterr().err
    assert "ZeroDivisionError" in (tmp_path / "microsite-fault.txt").read_text(encoding="utf-8")


def test_where_nothing_can_be_written_the_report_is_shown(
    stub: Any, project: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".cache").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "nowhere" / "at all"))
    stub.fails = ZeroDivisionError("deep within")
    main([])

    assert "ZeroDivisionError: deep within" in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_machine_that_refuses_is_told_in_a_line(
    number: int, stub: Any, project: Path, capsys: Any
) -> None:
    stub.fails = OSError(number, "It Says No", "some/file")

    assert main([]) == 2
    err = capsys.readouterr().err
    assert err.startswith("The machine does not let us use “some/file”: it says no.\n")
    assert not (project / ".cache").exists()


def test_a_file_we_lost_is_a_fault_of_ours(stub: Any, capsys: Any) -> None:
    stub.fails = FileNotFoundError(errno.ENOENT, "No such file", "x")

    assert main([]) == 2
    assert capsys.readouterr().err.startswith("Sorry, this is a fault in Microsite")


def test_a_package_that_is_gone_is_named(stub: Any, capsys: Any) -> None:
    stub.fails = ModuleNotFoundError("No module named 'yaml'", name="yaml")

    assert main([]) == 2
    err = capsys.readouterr().err
    assert err.startswith("The package “yaml” is not installed where Microsite runs.\n")


def test_a_part_of_the_engine_that_is_gone_is_named(stub: Any, capsys: Any) -> None:
    stub.fails = ModuleNotFoundError("No module named 'microsite.x'", name="microsite.x")

    assert main([]) == 2
    assert capsys.readouterr().err.startswith("A part of Microsite is missing: microsite.x.")


def test_ctrl_c_is_quiet(stub: Any, capsys: Any) -> None:
    stub.fails = KeyboardInterrupt()

    assert main([]) == 130
    assert capsys.readouterr() == ("", "")
