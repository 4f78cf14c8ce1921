"""Start of build.py: runs the command in `.venv`, from any Python 3.11 or newer.

It runs before every command and with the standard library alone, so it imports little.
The creation of `.venv` is in `environment`.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
"""The folder of build.py."""

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
"""Lock files. Each contains the one before it, so one environment serves them all."""

DEVELOPER = {"test": LOCKS[1], "lint": LOCKS[1], "bench": LOCKS[2]}
"""Lock file of each command for developers of the engine."""

POSIX = os.name == "posix"
IN_VENV = "microsite"
"""`-X microsite` on the command line: the environment has been checked already."""


class SetupError(Exception):
    """Microsite cannot be set up here. The message says why, and what to do."""


def main(arguments: list[str]) -> int:
    """Run a command in an environment that is created on first use.

    Return the exit code.
    """
    lock = DEVELOPER.get(arguments[0], LOCKS[0]) if arguments else LOCKS[0]
    try:
        if IN_VENV in sys._xoptions:
            return run(arguments)
        if satisfies_lock(ROOT, lock):
            return (
                run(arguments)
                if speaks_utf8()
                else exec_in_venv(sys.executable, arguments)
            )
        if not is_current(ROOT, lock):
            set_up(lock)
        elif reports_up_to_date(arguments):
            return 0
        try:
            return exec_in_venv(venv_python(ROOT), arguments)
        except OSError:
            # A .venv copied from another kind of machine has a Python that cannot run
            # here.
            os.unlink(stamp_file(ROOT, LOCKS[0]))
            set_up(lock)
            return exec_in_venv(venv_python(ROOT), arguments)
    except SetupError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 130


def set_up(lock: str) -> None:
    from bootstrap.environment import set_up as make

    make(ROOT, lock)


def reports_up_to_date(arguments: list[str]) -> bool:
    """Return True after printing the last report again if a build would change nothing.

    Then no second Python has to start. Nothing in `.venv` is imported for this.
    """
    if not speaks_utf8():
        return False
    try:
        from microsite.cli import is_up_to_date
    except ImportError:
        return False  # reported by the next Python
    return is_up_to_date(arguments, path_in_venv(ROOT))


def path_in_venv(root: str) -> list[str]:
    """Return the `sys.path` of `.venv`, if its Python is the running one."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    positions = [
        number
        for number, folder in enumerate(sys.path, 1)
        if os.path.basename(folder) == "lib-dynload"
    ]
    return [
        *sys.path[: max(positions, default=0)],
        os.path.join(venv(root), "lib", version, "site-packages"),
    ]


def run(arguments: list[str]) -> int:
    """Run the command in this process. A command of the engine ends the process."""
    if arguments and arguments[0] in DEVELOPER:
        from bootstrap.developer import main as run_developer_command

        return run_developer_command(arguments[0], arguments[1:])
    try:
        from microsite.cli import main_and_exit as engine
    except ModuleNotFoundError as missing:
        raise SetupError(missing_module_message(missing.name or "")) from missing
    return engine(arguments)


def missing_module_message(module: str) -> str:
    if module.partition(".")[0] == "microsite":
        return f"The folder “microsite” beside build.py lacks {module}. Download the project again."
    if in_own_venv(ROOT):
        return f"The package “{module}” is missing from .venv. Delete the folder .venv, then try again."
    return f"The package “{module}” is missing from {sys.prefix}. Install it: pip install -r requirements.txt"


def exec_in_venv(python: str, arguments: list[str]) -> int:
    """Replace this process by the same command in another Python, in UTF-8 mode."""
    command = [
        python,
        "-X",
        "utf8",
        "-X",
        IN_VENV,
        os.path.join(ROOT, "build.py"),
        *arguments,
    ]
    if POSIX:
        os.execv(python, command)  # noqa: S606  (no shell is needed)
    import subprocess  # Windows has no exec that keeps the console

    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            pass  # the child gets the interrupt too, and decides


def speaks_utf8() -> bool:
    return bool(sys.flags.utf8_mode) or (
        POSIX and sys.getfilesystemencoding() == "utf-8"
    )


def satisfies_lock(root: str, lock: str) -> bool:
    """Return True if the running Python has all packages, so that `.venv` is not
    needed.
    """
    if in_own_venv(root):
        return is_current(root, lock)
    activated = sys.prefix != sys.base_prefix
    return (activated or not is_current(root, lock)) and installed_versions_match(
        root, lock
    )


def in_own_venv(root: str) -> bool:
    return os.path.realpath(sys.prefix) == venv(root)


def venv(root: str) -> str:
    return os.path.join(root, ".venv")


def venv_python(root: str) -> str:
    return os.path.join(
        venv(root), *(("bin", "python") if POSIX else ("Scripts", "python.exe"))
    )


def stamp_file(root: str, lock: str) -> str:
    """Return the file that records the path, the Python and the lock file of
    `.venv`.
    """
    return os.path.join(venv(root), f"installed-{lock}")


def is_current(root: str, lock: str) -> bool:
    """Return True if `.venv` is complete, was made here from this lock, and has its
    Python.
    """
    made_from = read(stamp_file(root, lock))
    return made_from is not None and made_from == venv_identity(root) + (
        read(os.path.join(root, lock)) or ""
    )


def venv_identity(root: str) -> str:
    """Return the path of `.venv` and its real Python.

    If one changes, it has to be recreated.
    """
    real = os.path.realpath(venv_python(root)) if POSIX else base_python(root)
    return f"{venv(root)}\n{real if os.path.isfile(real) else 'no Python'}\n"


def base_python(root: str) -> str:
    """Return the Python that the copy in a virtual environment needs on Windows."""
    for line in (read(os.path.join(venv(root), "pyvenv.cfg")) or "").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "home":
            return os.path.join(value.strip(), "python.exe")
    return ""


def installed_versions_match(root: str, lock: str) -> bool:
    """Return True if the running Python has each package of the lock in exactly that
    version.
    """
    packages = pins(read(os.path.join(root, lock)) or "")
    return bool(packages) and packages <= installed(sys.path)


def pins(lock_text: str) -> set[str]:
    """Return `name==version` of each package in a lock that this machine needs."""
    packages = set()
    for line in lock_text.splitlines():
        if line[:1].isalnum() and "==" in line:
            pin, _, marker = line.rstrip(" \\").partition(";")
            if applies(marker.strip()):
                packages.add(pin.strip())
    return packages


def applies(marker: str) -> bool:
    """Return True if a condition of the lock holds here, or is not a plain
    comparison.
    """
    results = [_holds(comparison) for comparison in marker.split(" and ")]
    return None in results or all(results)


def _holds(comparison: str) -> bool | None:
    """Return whether a comparison holds here, or None if it is not a plain one."""
    environment = {
        "sys_platform": sys.platform,
        "platform_python_implementation": sys.implementation.name,
        "implementation_name": sys.implementation.name,
    }
    name, _, rest = comparison.partition(" ")
    operator, _, value = rest.partition(" ")
    if name not in environment or operator not in ("==", "!=") or " " in value:
        return None
    return (environment[name].lower() == value.strip("'\"").lower()) == (
        operator == "=="
    )


def installed(folders: list[str]) -> set[str]:
    """Return `name==version` of each package in these folders, from the names of its
    metadata.
    """
    packages = set()
    for folder in folders:
        try:
            names = os.listdir(folder)
        except OSError:
            continue  # a zip file, or not there
        for record in names:
            if record.endswith(".dist-info"):
                name, _, version = record.removesuffix(".dist-info").rpartition("-")
                packages.add(
                    f"{name.lower().replace('_', '-').replace('.', '-')}=={version}"
                )
    return packages


def read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return None
