"""Creation of .venv: errors come with a fix, and only one run at a time does it."""

from __future__ import annotations

import errno
import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bootstrap import LOCKS, ROOT, SetupError, environment, is_current, read, stamp_file
from tests.bootstrap.conftest import SmallProject


@pytest.mark.parametrize(
    "number, words",
    [
        (errno.ENOSPC, "The disk is full."),
        (errno.EROFS, "Microsite cannot write to "),
        (errno.EACCES, "Copy the project to your own folder"),
        (errno.EIO, "Microsite could not be set up in "),
    ],
)
def test_set_up_reports_a_disk_that_refuses(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, words: str
) -> None:
    def refuse(path: str) -> None:
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(SetupError, match=words):
        environment.set_up(str(tmp_path), LOCKS[0])


def test_set_up_names_the_package_if_python_has_no_venv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SetupError, match="apt install python3-venv"):
        environment.set_up(str(tmp_path), LOCKS[0])
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    "output, words",
    [
        (
            "The virtual environment was not created ... because ensurepip is not\navailable.",
            "apt install",
        ),
        ("Error: something else", "It says:\n    Error: something else"),
    ],
)
def test_set_up_reports_a_venv_that_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, output: str, words: str
) -> None:
    failed = subprocess.CompletedProcess([""], 1, output)
    monkeypatch.setattr(
        environment, "run_subprocess", lambda command, lock_file: failed
    )
    with pytest.raises(SetupError, match=words):
        environment.set_up(str(tmp_path), LOCKS[0])
    assert read(stamp_file(str(tmp_path), LOCKS[0])) == environment.UNFINISHED


@pytest.mark.parametrize(
    "output, words",
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disk is full",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "not the one that",
        ),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]",
            "PIP_CERT",
        ),
        (
            "NewConnectionError: [Errno -3] Temporary failure in name resolution",
            "cannot be reached",
        ),
        (
            "WARNING: Retrying (...) after connection broken by 'SSLError(SSLEOFError(8, ...))'",
            "cannot be reached",
        ),
        ("('Cannot connect to proxy.', ProxyError", "HTTPS_PROXY"),
        ("ERROR: [Errno 13] Permission denied: '/x/.venv/lib'", "cannot write to"),
        (
            "error: metadata-generation-failed",
            "Try another version from Python 3.11 to 3.14.*metadata-generation-failed",
        ),
    ],
)
def test_error_message_says_why_pip_failed(output: str, words: str) -> None:
    assert re.search(words, environment.pip_error_message(output, "/x"), re.DOTALL)


@pytest.mark.slow
def test_larger_lock_serves_the_smaller(
    ready_project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Development packages are installed in addition, and a build can use them."""
    for name, value in ready_project.environment().items():
        monkeypatch.setenv(name, value)
    root = str(ready_project.root)
    ready_project.lock(
        ready_project.wheels / "plain_demo-1.0-py3-none-any.whl", name=LOCKS[1]
    )
    environment.set_up(root, LOCKS[1])
    assert [is_current(root, lock) for lock in LOCKS] == [True, True, False]


@pytest.mark.slow
def test_smaller_lock_alone_forgets_the_larger(
    ready_project: SmallProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new requirements.txt may have removed versions that the lock of the tests needs."""
    for name, value in ready_project.environment().items():
        monkeypatch.setenv(name, value)
    root = str(ready_project.root)
    ready_project.lock(
        ready_project.wheels / "plain_demo-1.0-py3-none-any.whl", name=LOCKS[1]
    )
    environment.set_up(root, LOCKS[1])
    ready_project.lock(ready_project.wheels / "plain_demo-2.0-py3-none-any.whl")
    environment.set_up(root, LOCKS[0])
    assert [is_current(root, lock) for lock in LOCKS] == [True, False, False]


@pytest.mark.skipif(
    sys.platform == "win32", reason="its locks end with the process that took them"
)
def test_turn_lasts_while_a_child_works(tmp_path: Path) -> None:
    """If a run is killed, its pip goes on, and the next run must wait for it."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from bootstrap.environment import exclusive_lock, run_subprocess\n"
        "with exclusive_lock(sys.argv[2]) as lock_file:\n"
        "    run_subprocess(['sh', '-c', 'touch started; sleep 1; touch ended'], lock_file)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, ROOT, str(tmp_path)], cwd=tmp_path
    )
    while not (tmp_path / "started").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with environment.exclusive_lock(str(tmp_path)):
        assert (tmp_path / "ended").exists()


def test_second_run_says_that_it_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from bootstrap.environment import exclusive_lock\n"
        "with exclusive_lock(sys.argv[2]):\n"
        "    print('mine', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", script, ROOT, str(tmp_path)]
    pipe, say = subprocess.PIPE, environment.say
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        release = process.stdin.close
        monkeypatch.setattr(environment, "say", lambda text: (say(text), release()))
        with environment.exclusive_lock(str(tmp_path)):
            assert "Waiting for it" in capsys.readouterr().err


def test_disk_without_locks_is_no_obstacle(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import fcntl

    def refuse(file: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with environment.exclusive_lock(str(tmp_path)) as lock_file:
        assert lock_file > 0


@pytest.mark.parametrize("kind", ["file", "link"])
def test_something_else_called_venv_makes_way(
    new_project: SmallProject, kind: str, tmp_path: Path
) -> None:
    target = tmp_path / "kept"
    target.mkdir()
    if kind == "file":
        new_project.venv.write_text("not a folder", encoding="utf-8")
    else:
        new_project.venv.symlink_to(target)
    assert not environment.is_valid_venv(str(new_project.root))
    with (
        environment.exclusive_lock(str(new_project.root)) as lock_file,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(
            environment,
            "run_subprocess",
            lambda command, lock_file: subprocess.CompletedProcess([""], 0, ""),
        )
        environment.recreate_venv(str(new_project.root), lock_file)
    assert new_project.venv.is_dir()
    assert not new_project.venv.is_symlink()
    assert target.is_dir()


def test_warnings_are_left_out_where_there_is_more() -> None:
    assert environment.last_lines("WARNING: one\nERROR: two\n") == "    ERROR: two"
    assert environment.last_lines("WARNING: one") == "    WARNING: one"
