"""Makes `.venv` and installs a lock into it, so that a run killed at any moment is noticed by the
next.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bootstrap import LOCKS, SetupError, is_current, place, read, stamp, venv, venv_python

UNFINISHED = "unfinished\n"
"""What the first stamp says while the work goes on; whoever finds it starts afresh."""


def set_up(root: str, lock: str) -> None:
    """Make `.venv` hold what `lock` lists. Raises SetupError where that cannot be."""
    try:
        with alone(root) as turn:
            if is_current(root, lock):
                return  # the run that we waited for has done it
            what = "Microsite" if lock == LOCKS[0] else "what the tests need"
            say(f"Setting up {what} (once, about a minute) ...")
            if not is_usable(root):
                make_anew(root, turn)
            write(stamp(root, LOCKS[0]), UNFINISHED)
            for other in LOCKS[1:]:
                with suppress(FileNotFoundError):
                    os.unlink(stamp(root, other))
            install(root, lock, turn)
            for done in reversed(
                LOCKS[: LOCKS.index(lock) + 1]
            ):  # the first comes last: it says that all is well
                write(stamp(root, done), place(root) + (read(os.path.join(root, done)) or ""))
    except OSError as problem:
        raise SetupError(in_plain_words(problem, root)) from problem


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


@contextmanager
def alone(root: str) -> Iterator[int]:
    """One run at a time; a second waits. Gives the open lock file, for programs that must not outlive it.

    The system lets go of the lock when the last of them ends, however it ends.
    """
    file = os.open(os.path.join(root, ".venv.lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not take_turn(file, wait=False):
            say("Another run is setting Microsite up; waiting for it ...")
            while not take_turn(file, wait=True):
                pass
        yield file
    finally:
        os.close(file)


def take_turn(file: int, *, wait: bool) -> bool:
    """Take the lock, or say that somebody else has it. A disk that knows no locks counts as free."""
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


def is_usable(root: str) -> bool:
    """Whether the `.venv` that is there can be built upon: finished, not moved, its Python and pip
    at work.

    One that somebody made by hand has no stamp, and is taken over with what is in it.
    """
    made_from = read(stamp(root, LOCKS[0]))
    if made_from is not None and not made_from.startswith(place(root)):
        return False
    test = [venv_python(root), "-I", "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(test, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_anew(root: str, turn: int) -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise SetupError(no_venv_module())
    folder = venv(root)
    if os.path.isdir(folder) and not os.path.islink(folder):
        shutil.rmtree(folder)
    elif os.path.lexists(folder):
        os.unlink(folder)
    os.mkdir(folder)
    write(stamp(root, LOCKS[0]), UNFINISHED)
    # Not sys.executable: that may lie in the folder just removed.
    done = call(
        [getattr(sys, "_base_executable", sys.executable), "-I", "-m", "venv", folder], turn
    )
    if done.returncode:
        if "ensurepip" in done.stdout:
            raise SetupError(no_venv_module())
        raise SetupError(
            f"Python could not make the folder {folder}. It says:\n{last_lines(done.stdout)}"
        )


def install(root: str, lock: str, turn: int) -> None:
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
    wanted = ["--require-hashes", "--no-deps", "-r", os.path.join(root, lock)]
    done = call([*pip, "install", "-q", *wanted], turn)
    if done.returncode:
        raise SetupError(why_pip_failed(done.stdout, root))


def call(command: list[str], turn: int) -> subprocess.CompletedProcess[str]:
    """Run a program with its words caught. It holds our turn while it runs, even when we are
    killed.
    """
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PIP_USER": "0", "PIP_TARGET": "", "PIP_PREFIX": "", "PIP_ROOT": ""},
        check=False,
        pass_fds=() if sys.platform == "win32" else (turn,),
    )


def no_venv_module() -> str:
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
    "(from versions: none)",  # all that is left of it when pip is told not to try again
)


def why_pip_failed(output: str, root: str) -> str:
    """What went wrong when packages were installed, and the cure, from what pip printed."""
    if "No space left" in output:
        return in_plain_words(OSError(errno.ENOSPC, ""), root)
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "A downloaded package is not the one that Microsite was tested with, so it was not installed.\n"
            "Try again. If it goes on, something between you and PyPI changes what you download:\n"
            "ask whoever looks after your network."
        )
    if "CERTIFICATE_VERIFY_FAILED" in output:
        return (
            "PyPI, where Microsite's packages come from, shows a certificate that is not accepted here.\n"
            "In an office this is often the network's own filter: ask for its certificate, name the file in\n"
            "the variable PIP_CERT, then try again."
        )
    if any(sign in output for sign in NO_NETWORK):
        return (
            "PyPI, where Microsite's packages come from, cannot be reached. Setting up needs the internet,\n"
            "once. Check the connection, then try again. Behind a proxy, set HTTPS_PROXY first."
        )
    if "Permission denied" in output or "Read-only file system" in output:
        return in_plain_words(OSError(errno.EACCES, ""), root)
    return (
        f"The packages that Microsite needs could not be installed for Python {sys.version.split()[0]}.\n"
        f"Any of Python 3.11 to 3.14 will do: name another one to try. pip says:\n{last_lines(output)}"
    )


def in_plain_words(problem: OSError, root: str) -> str:
    if problem.errno == errno.ENOSPC:
        return (
            "The disk is full. Setting Microsite up needs about 150 MB: make room, then try again."
        )
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"Microsite cannot write to {problem.filename or venv(root)}.\n"
            f"Setting up makes the folder .venv inside {root}:\n"
            "copy the project to a folder of your own, or ask for the right to change this one.\n"
            "If another program is using .venv, close it first."
        )
    return f"Microsite could not be set up in {root}: {problem.strerror or problem}."


def last_lines(output: str, count: int = 8) -> str:
    """The end of what a program said, without its warnings where it said more than those."""
    lines = output.strip().splitlines()
    telling = [line for line in lines if not line.startswith("WARNING")] or lines
    return "\n".join("    " + line for line in telling[-count:])
