"""Start of build.py and the quick checks of bootstrap/__init__.py."""

from __future__ import annotations

import ast
import os
import runpy
import shutil
import subprocess
import sys
from glob import glob
from pathlib import Path

import pytest

import bootstrap
from bootstrap import (
    LOCKS,
    ROOT,
    SetupError,
    applies,
    installed,
    is_current,
    pins,
    stamp_file,
    venv_identity,
)
from microsite import cli

BUILD = Path(ROOT, "build.py")


def old_pythons() -> list[str]:
    """Return the Pythons of this machine that are too old for Microsite."""
    names = ["python2", *(f"python3.{minor}" for minor in range(4, 11))]
    on_path = [path for path in map(shutil.which, names) if path]
    pyenv_paths = glob(os.path.expanduser("~/.pyenv/versions/*/bin/python"))
    probe = "import sys; sys.exit(sys.version_info < (3, 11))"
    return [
        path
        for path in [*on_path, *pyenv_paths]
        if subprocess.run([path, "-c", probe], check=False).returncode == 1
    ]


def test_old_pythons_can_read_the_build_module() -> None:
    ast.parse(BUILD.read_text(encoding="utf-8"), feature_version=(3, 7))
    for python in old_pythons():
        result = subprocess.run(
            [python, str(BUILD)], capture_output=True, encoding="utf-8", check=False
        )
        assert result.returncode == 2
        assert result.stderr.startswith(
            "Microsite needs Python 3.11 or newer, and this is Python "
        )
        assert python in result.stderr


def test_old_pythons_say_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 6, 15, "final", 0))
    with pytest.raises(SystemExit) as ending:
        runpy.run_path(str(BUILD), run_name="__main__")
    assert ending.value.code == 2
    assert f"this is Python 3.6.15 ({sys.executable})" in capsys.readouterr().err


def test_importing_the_build_module_does_nothing() -> None:
    """The workers of a parallel build start in this way."""
    assert "HERE" not in runpy.run_path(str(BUILD), run_name="__mp_main__")


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Folder with a `.venv` that is valid for its lock file."""
    if os.name == "nt":
        pytest.skip("there the Python in .venv is no link")
    root = str(tmp_path)
    python = Path(bootstrap.venv_python(root))
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    Path(root, LOCKS[0]).write_text("plain-demo==1.0\n", encoding="utf-8")
    Path(stamp_file(root, LOCKS[0])).write_text(
        f"{venv_identity(root)}plain-demo==1.0\n", encoding="utf-8"
    )
    return root


def test_stamp_is_current_for_its_lock_alone(folder: str) -> None:
    assert is_current(folder, LOCKS[0])
    assert not is_current(folder, LOCKS[1])


def test_stamp_of_another_lock_is_not_current(folder: str) -> None:
    Path(folder, LOCKS[0]).write_text("plain-demo==1.1\n", encoding="utf-8")
    assert not is_current(folder, LOCKS[0])


def test_stamp_of_a_moved_folder_is_not_current(folder: str) -> None:
    Path(folder, "inside").mkdir()
    shutil.copytree(Path(folder, ".venv"), Path(folder, "inside/.venv"), symlinks=True)
    shutil.copy(Path(folder, LOCKS[0]), Path(folder, "inside"))
    assert not is_current(os.path.join(folder, "inside"), LOCKS[0])


def test_stamp_is_not_current_without_its_python(folder: str) -> None:
    python = Path(bootstrap.venv_python(folder))
    python.unlink()
    python.symlink_to("/usr/bin/python-that-was-removed")
    assert not is_current(folder, LOCKS[0])


def test_damaged_stamp_is_not_current(folder: str) -> None:
    path = Path(stamp_file(folder, LOCKS[0]))
    path.write_bytes(path.read_bytes()[:-1])
    assert not is_current(folder, LOCKS[0])
    path.write_bytes(b"\xff\xfe")
    assert not is_current(folder, LOCKS[0])


def test_base_python_on_windows_is_that_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    assert bootstrap.base_python(str(tmp_path)) == ""
    (tmp_path / ".venv/pyvenv.cfg").write_text(
        "home = /Python313\nversion = 3.13\n", encoding="utf-8"
    )
    assert bootstrap.base_python(str(tmp_path)) == os.path.join(
        "/Python313", "python.exe"
    )


def test_exec_in_venv_starts_a_child_without_exec(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On Windows the command runs in a child process, and its exit code is passed on."""
    (tmp_path / "build.py").write_text(
        "import sys; sys.exit(int(sys.argv[1]))", encoding="utf-8"
    )
    monkeypatch.setattr(bootstrap, "POSIX", False)
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    assert bootstrap.exec_in_venv(sys.executable, ["5"]) == 5


def test_pins_are_those_for_this_system() -> None:
    lock = (
        "# a comment with a==b\n"
        "jinja2==3.1.6 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"
        "elsewhere==1.0 ; sys_platform == 'amiga' \\\n    --hash=sha256:22\n"
        "here==2.0 ; sys_platform != 'amiga' \\\n    --hash=sha256:33\n"
    )
    assert pins(lock) == {"jinja2==3.1.6", "here==2.0"}


def test_conditions_of_pins_apply_to_this_system() -> None:
    assert applies("")
    assert applies(f"sys_platform == '{sys.platform}'")
    assert not applies(f"sys_platform != '{sys.platform}'")
    assert applies("platform_python_implementation == 'CPython'")
    assert applies("python_full_version < '3.12' and sys_platform == 'amiga'"), (
        "pip decides"
    )


def test_installed_reads_names_and_versions_of_packages(tmp_path: Path) -> None:
    for name in (
        "Jinja2-3.1.6.dist-info",
        "python_frontmatter-1.1.0.dist-info",
        "zope.event-5.0.dist-info",
        "bin",
    ):
        (tmp_path / name).mkdir()
    packages = installed([str(tmp_path), str(tmp_path / "not there")])
    assert packages == {"jinja2==3.1.6", "python-frontmatter==1.1.0", "zope-event==5.0"}


def test_environment_with_all_packages_satisfies_the_lock(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A container with the packages in its Python needs no .venv."""
    root = str(tmp_path)
    (tmp_path / LOCKS[0]).write_text("plain-demo==1.0\n", encoding="utf-8")
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    assert not bootstrap.satisfies_lock(root, LOCKS[0])
    (tmp_path / "packages/plain_demo-1.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "packages")])
    assert bootstrap.satisfies_lock(root, LOCKS[0])


def test_start_ends_process_after_engine_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def leave(arguments: list[str]) -> None:
        raise SystemExit(f"left with {' '.join(arguments)}")

    monkeypatch.setattr(cli, "main_and_exit", leave)
    with pytest.raises(SystemExit, match="left with check --strict"):
        bootstrap.run(["check", "--strict"])


def test_empty_lock_matches_no_environment(tmp_path: Path) -> None:
    assert not bootstrap.installed_versions_match(str(tmp_path), LOCKS[0])


def test_start_uses_lock_of_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    locks: list[str] = []

    def set_up(lock: str) -> None:
        locks.append(lock)
        raise SetupError("No further.")

    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap, "set_up", set_up)
    for command in (
        [],
        ["build"],
        ["test", "tests/model"],
        ["lint"],
        ["bench"],
        ["--root", "test"],
    ):
        assert bootstrap.main(command) == 2
    assert locks == [LOCKS[0], LOCKS[0], LOCKS[1], LOCKS[1], LOCKS[2], LOCKS[0]]


def test_start_says_that_the_keyboard_stopped_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def set_up(lock: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap, "set_up", set_up)
    assert bootstrap.main([]) == 130
    assert capsys.readouterr().err == "Stopped.\n"
