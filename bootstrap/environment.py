"""Creation of `.venv`. The next run notices if one was killed at any moment."""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bootstrap import (
    LOCKS,
    SetupError,
    is_current,
    read,
    stamp_file,
    venv,
    venv_identity,
    venv_python,
)

UNFINISHED = "unfinished\n"
"""Content of the first stamp file while the work goes on.

A run that finds it starts again.
"""


def set_up(root: str, lock: str) -> None:
    """Install the packages of a lock into `.venv`. Raise SetupError."""
    try:
        with exclusive_lock(root) as lock_file:
            if is_current(root, lock):
                return  # another run has done it
            purpose = "Microsite" if lock == LOCKS[0] else "what the tests need"
            say(f"Setting up {purpose} (once, about a minute) ...")
            if not is_valid_venv(root):
                recreate_venv(root, lock_file)
            write(stamp_file(root, LOCKS[0]), UNFINISHED)
            for name in LOCKS[1:]:
                with suppress(FileNotFoundError):
                    os.unlink(stamp_file(root, name))
            install(root, lock, lock_file)
            for name in reversed(
                LOCKS[: LOCKS.index(lock) + 1]
            ):  # the first one means that all is complete
                write(
                    stamp_file(root, name),
                    venv_identity(root) + (read(os.path.join(root, name)) or ""),
                )
    except OSError as problem:
        raise SetupError(os_error_message(problem, root)) from problem


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


@contextmanager
def exclusive_lock(root: str) -> Iterator[int]:
    """Wait for other runs, and lock them out. Yield the lock file, for child processes
    to inherit.

    The system releases the lock when the last of them ends, however it ends.
    """
    file = os.open(os.path.join(root, ".venv.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not acquire_lock(file, wait=False):
            say("Another run is setting up Microsite. Waiting for it ...")
            while not acquire_lock(file, wait=True):
                pass
        yield file
    finally:
        os.close(file)


def acquire_lock(file: int, *, wait: bool) -> bool:
    """Return False if another run has the lock. A disk without locks counts as free."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as refusal:
        return refusal.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def is_valid_venv(root: str) -> bool:
    """Return True if `.venv` is complete, has not been moved, and has a working Python
    and pip.

    One that was made by hand has no stamp file, and is used as it is.
    """
    made_from = read(stamp_file(root, LOCKS[0]))
    if made_from is not None and not made_from.startswith(venv_identity(root)):
        return False
    test = [
        venv_python(root),
        "-I",
        "-c",
        "import sys, pip; sys.exit(sys.version_info < (3, 11))",
    ]
    try:
        return subprocess.run(test, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def recreate_venv(root: str, lock_file: int) -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise SetupError(no_venv_message())
    folder = venv(root)
    if os.path.isdir(folder) and not os.path.islink(folder):
        shutil.rmtree(folder)
    elif os.path.lexists(folder):
        os.unlink(folder)
    os.mkdir(folder)
    write(stamp_file(root, LOCKS[0]), UNFINISHED)
    # Not sys.executable: that may lie in the folder just removed.
    process = run_subprocess(
        [getattr(sys, "_base_executable", sys.executable), "-I", "-m", "venv", folder],
        lock_file,
    )
    if process.returncode:
        if "ensurepip" in process.stdout:
            raise SetupError(no_venv_message())
        raise SetupError(
            f"Python could not make the folder {folder}. It says:\n{last_lines(process.stdout)}"
        )


def install(root: str, lock: str, lock_file: int) -> None:
    pip = [
        venv_python(root),
        "-I",
        "-X",
        "utf8",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
    ]
    options = ["--require-hashes", "--no-deps", "-r", os.path.join(root, lock)]
    process = run_subprocess([*pip, "install", "-q", *options], lock_file)
    if process.returncode:
        raise SetupError(pip_error_message(process.stdout, root))


def run_subprocess(
    command: list[str], lock_file: int
) -> subprocess.CompletedProcess[str]:
    """Run a program and capture its output.

    It keeps the lock even if this process is killed.
    """
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={
            **os.environ,
            "PIP_USER": "0",
            "PIP_TARGET": "",
            "PIP_PREFIX": "",
            "PIP_ROOT": "",
        },
        check=False,
        pass_fds=() if sys.platform == "win32" else (lock_file,),
    )


def no_venv_message() -> str:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return (
        f"This Python ({sys.executable}) came without the part that makes virtual environments.\n"
        f"On Debian and Ubuntu: apt install python3-venv   (or {version}-venv)\n"
        "Elsewhere: install Python from python.org, then run the same command again."
    )


NO_NETWORK = (
    "connection broken by",
    "Failed to establish a new connection",
    "NewConnectionError",
    "ConnectTimeout",
    "Connection refused",
    "Connection reset",
    "Connection aborted",
    "Max retries exceeded",
    "name resolution",
    "Name or service not known",
    "nodename nor servname",
    "getaddrinfo failed",
    "Network is unreachable",
    "Read timed out",
    "ReadTimeoutError",
    "ProxyError",
    "(from versions: none)",  # without retries pip says no more
)


def pip_error_message(output: str, root: str) -> str:
    """Return why pip failed, and the remedy, from its output."""
    if "No space left" in output:
        return os_error_message(OSError(errno.ENOSPC, ""), root)
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "A downloaded package is not the one that Microsite was tested with, so it was not installed.\n"
            "Try again. If it happens again, something between you and PyPI changes your downloads:\n"
            "ask your network administrator."
        )
    if "CERTIFICATE_VERIFY_FAILED" in output:
        return (
            "PyPI, where Microsite's packages come from, shows a certificate that is not accepted here.\n"
            "In an office, the network often filters connections. Ask for its certificate, set PIP_CERT to\n"
            "the name of the file, then try again."
        )
    if any(sign in output for sign in NO_NETWORK):
        return (
            "PyPI, where Microsite's packages come from, cannot be reached. The first run needs the internet.\n"
            "Check the connection, then try again. Behind a proxy, set HTTPS_PROXY first."
        )
    if "Permission denied" in output or "Read-only file system" in output:
        return os_error_message(OSError(errno.EACCES, ""), root)
    return (
        f"The packages that Microsite needs could not be installed for Python {sys.version.split()[0]}.\n"
        f"Try another version from Python 3.11 to 3.14. Output of pip:\n{last_lines(output)}"
    )


def os_error_message(problem: OSError, root: str) -> str:
    if problem.errno == errno.ENOSPC:
        return "The disk is full. Setting Microsite up needs about 150 MB. Free some space, then try again."
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"Microsite cannot write to {problem.filename or venv(root)}.\n"
            f"Setting up creates the folder .venv in {root}.\n"
            "Copy the project to your own folder, or ask for permission to change this one.\n"
            "If another program is using .venv, close it first."
        )
    return f"Microsite could not be set up in {root}: {problem.strerror or problem}."


def last_lines(output: str, count: int = 8) -> str:
    """Return the end of a program's output, without warnings if there is more than
    those.
    """
    lines = output.strip().splitlines()
    relevant = [line for line in lines if not line.startswith("WARNING")] or lines
    return "\n".join("    " + line for line in relevant[-count:])
