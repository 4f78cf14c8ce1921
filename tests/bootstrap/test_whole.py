"""build.py with a real Python, a real .venv and a real pip."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bootstrap import LOCKS
from tests.bootstrap.conftest import BASE_PYTHON, Finished, SmallProject, restamp

SETTING_UP = "Setting up Microsite (once, about a minute) ...\n"
FirstRun = tuple[SmallProject, Finished]

pytestmark = pytest.mark.slow


def test_first_run_sets_up_in_one_line(first_run: FirstRun) -> None:
    project, result = first_run
    assert result.err == SETTING_UP
    assert result.code == 0
    report = json.loads(result.out)
    assert report["argv"] == ["build", "--as-of", "the day"]
    assert Path(report["prefix"]) == project.venv
    assert report["demo"] == "1.0"
    assert report["utf8"] == 1


def test_next_run_says_nothing_from_anywhere(
    first_run: FirstRun, tmp_path: Path
) -> None:
    result = first_run[0].run("côté", cwd=tmp_path)
    assert result.err == ""
    report = json.loads(result.out)
    assert report["argv"] == ["côté"]
    assert Path(report["cwd"]) == tmp_path


@pytest.mark.parametrize("code", [0, 1, 2, 77])
def test_exit_code_is_the_engines(first_run: FirstRun, code: int) -> None:
    result = first_run[0].run("exit", str(code))
    assert (result.code, result.out, result.err) == (code, "", "")


@pytest.mark.parametrize("locale", ["C", "POSIX", "de_DE.ISO-8859-1"])
def test_locale_does_not_matter(first_run: FirstRun, locale: str) -> None:
    project, _ = first_run
    result = SmallProject(project.root, project.wheels, {"LC_ALL": locale}).run("café")
    assert json.loads(result.out)["argv"] == ["café"]


def test_safe_path_does_not_matter(first_run: FirstRun) -> None:
    project, _ = first_run
    assert (
        SmallProject(project.root, project.wheels, {"PYTHONSAFEPATH": "1"})
        .run("exit", "7")
        .code
        == 7
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to hand on")
def test_signals_reach_the_engine(first_run: FirstRun) -> None:
    process = first_run[0].start("sleep")
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGTERM


def test_activated_venv_runs_in_place(ready_project: SmallProject) -> None:
    result = ready_project.run("build", python=ready_project.python)
    assert result.err == ""
    assert Path(json.loads(result.out)["prefix"]) == ready_project.venv


def test_another_environment_with_all_packages_is_used(
    new_project: SmallProject, ready_project: SmallProject
) -> None:
    """In a container or an activated environment with the same packages, nothing is created."""
    result = new_project.run("build", python=ready_project.python)
    assert result.err == ""
    assert Path(json.loads(result.out)["prefix"]) == ready_project.venv
    assert not new_project.venv.exists()


def test_another_environment_reads_arguments_as_utf8(
    new_project: SmallProject, ready_project: SmallProject
) -> None:
    new_project.settings = {
        "LC_ALL": "de_DE.ISO-8859-1",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    result = new_project.run("café", python=ready_project.python)
    assert json.loads(result.out)["argv"] == ["café"]


def test_interrupted_setup_starts_again(new_project: SmallProject) -> None:
    process = new_project.start("build", start_new_session=True)
    stamp = new_project.venv / f"installed-{LOCKS[0]}"
    wait_until(lambda: stamp.exists() and (new_project.venv / "pyvenv.cfg").exists())
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=120)
    (new_project.venv / "left over").touch()

    result = new_project.run("build")

    assert (result.code, result.err) == (0, SETTING_UP)
    assert json.loads(result.out)["demo"] == "1.0"
    assert not (new_project.venv / "left over").exists()


def test_bootstrap_survives_two_first_runs_at_once(new_project: SmallProject) -> None:
    runs = [new_project.start("build"), new_project.start("build")]
    ends = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], ends
    assert [json.loads(out)["demo"] for out, _ in ends] == ["1.0", "1.0"]
    assert "".join(err for _, err in ends).count(SETTING_UP) == 1


def test_moved_folder_is_set_up_again(ready_project: SmallProject) -> None:
    moved = SmallProject(ready_project.root.with_name("moved"), ready_project.wheels)
    ready_project.root.rename(moved.root)
    result = moved.run("build")
    assert (result.code, result.err) == (0, SETTING_UP)
    assert Path(json.loads(result.out)["prefix"]) == moved.venv


@pytest.mark.skipif(
    sys.platform == "win32", reason="there the Python in .venv is no link"
)
def test_python_of_another_machine_is_replaced(ready_project: SmallProject) -> None:
    interpreter = Path(ready_project.python)
    interpreter.unlink()
    interpreter.write_text("not for this processor", encoding="utf-8")
    interpreter.chmod(0o755)
    restamp(ready_project)
    result = ready_project.run("build")
    assert (result.code, result.err) == (0, SETTING_UP)


def test_new_lock_is_installed_on_top(ready_project: SmallProject) -> None:
    ready_project.lock(ready_project.wheels / "plain_demo-2.0-py3-none-any.whl")
    (ready_project.venv / "of mine").touch()
    result = ready_project.run("build")
    assert (result.code, result.err) == (0, SETTING_UP)
    assert json.loads(result.out)["demo"] == "2.0"
    assert (ready_project.venv / "of mine").exists()


def test_hand_made_venv_is_taken_over(ready_project: SmallProject) -> None:
    (ready_project.venv / f"installed-{LOCKS[0]}").unlink()
    (ready_project.venv / "of mine").touch()
    assert ready_project.run("exit", "3").code == 3
    assert (ready_project.venv / "of mine").exists()
    assert ready_project.run("build").err == ""


def test_bootstrap_reports_missing_network_and_recovers(
    new_project: SmallProject,
) -> None:
    away = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_RETRIES": "0"}
    new_project.settings = {**away, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    result = new_project.run("build")
    assert result.code == 2
    assert "cannot be reached" in result.err
    assert "Check the connection, then try again." in result.err

    new_project.settings = {}
    assert new_project.run("exit", "0").code == 0


def test_package_with_another_hash_is_refused(ready_project: SmallProject) -> None:
    lock = ready_project.root / LOCKS[0]
    ready_project.lock(ready_project.wheels / "plain_demo-2.0-py3-none-any.whl")
    start, digest, _ = lock.read_text(encoding="utf-8").partition("sha256:")
    lock.write_text(f"{start}{digest}{'0' * 64}\n", encoding="utf-8")
    result = ready_project.run("build")
    assert result.code == 2
    assert "is not the one that Microsite was tested with" in result.err


def test_bootstrap_reports_read_only_folder(new_project: SmallProject) -> None:
    (new_project.root / ".venv.lock").mkdir()  # root can write to every disk
    result = new_project.run("build")
    assert result.code == 2
    assert result.err.startswith("Microsite could not be set up in ")


def test_missing_package_and_missing_engine_are_said(
    ready_project: SmallProject,
) -> None:
    cli = ready_project.root / "microsite/cli.py"
    cli.write_text("import not_there\n", encoding="utf-8")
    result = ready_project.run("build")
    assert result.code == 2
    assert (
        result.err
        == "The package “not_there” is missing from .venv. Delete the folder .venv, then try again.\n"
    )

    shutil.rmtree(cli.parent)
    result = ready_project.run("build")
    assert result.code == 2
    assert "lacks microsite" in result.err


def test_bootstrap_imports_only_cheap_modules(first_run: FirstRun) -> None:
    """Only cheap modules are imported before the engine's own Python starts."""
    script = (
        "import os, pkgutil, runpy, sys\n"
        "before = set(sys.modules)\n"
        "os.execv = lambda *command: sys.exit(' '.join(sorted(set(sys.modules) - before)))\n"
        "sys.argv = [sys.argv[1]]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    project, _ = first_run
    command = [BASE_PYTHON, "-c", script, str(project.root / "build.py")]
    result = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=project.environment(),
        cwd=project.root,
    )
    assert result.stderr.split() == ["bootstrap", "microsite", "microsite.cli"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no exec")
def test_bootstrap_detects_unchanged_project_without_second_python(
    first_run: FirstRun,
) -> None:
    """The first Python detects it, because it knows the module path of `.venv`."""
    project, _ = first_run
    elsewhere = SmallProject(
        project.root, project.wheels, {"PYTHONPATH": str(project.wheels)}
    )
    for variant in (project, elsewhere):
        result = variant.run("done")
        assert (result.code, result.err) == (0, "")
        path = variant.run("path").out.splitlines()
        assert [name for name in path if name] == result.out.splitlines()


def test_bootstrap_runs_in_ascii_locale(ready_project: SmallProject) -> None:
    ready_project.settings = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    assert json.loads(ready_project.run("done").out)["argv"] == ["done"]


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)
