"""From any Python 3.11+ to the one in `.venv` that has what Microsite needs. build.py alone starts
this.

It runs before every command, so it imports next to nothing: what makes `.venv` is in `environment`,
and is only loaded when there is something to make. The standard library is all there is at this
point.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
"""The folder of build.py."""

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
"""The lists of exact versions; each holds all of the one before it, so one environment serves them
all.
"""

DEVELOPER = {"test": LOCKS[1], "lint": LOCKS[1], "bench": LOCKS[2]}
"""The commands that are not the engine's but the workshop's, and what they need."""

POSIX = os.name == "posix"
HANDED_OVER = "microsite"
"""`-X microsite` on the command line: the environment has been seen to, only run."""


class SetupError(Exception):
    """Microsite cannot be set up here. The text says why and what to do, in words for people."""


def main(arguments: list[str]) -> int:
    """Run one command in an environment that has what it needs, made on first use. Gives the exit
    code.
    """
    lock = DEVELOPER.get(arguments[0], LOCKS[0]) if arguments else LOCKS[0]
    try:
        if HANDED_OVER in sys._xoptions:
            return run(arguments)
        if will_do(ROOT, lock):
            return run(arguments) if speaks_utf8() else hand_over(sys.executable, arguments)
        if not is_current(ROOT, lock):
            set_up(lock)
        elif has_nothing_to_do(arguments):
            return 0
        try:
            return hand_over(venv_python(ROOT), arguments)
        except OSError:
            # A .venv brought from another kind of machine: its Python is there, but cannot run
            # here.
            os.unlink(stamp(ROOT, LOCKS[0]))
            set_up(lock)
            return hand_over(venv_python(ROOT), arguments)
    except SetupError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 130


def set_up(lock: str) -> None:
    from bootstrap.environment import set_up as make

    make(ROOT, lock)


def has_nothing_to_do(arguments: list[str]) -> bool:
    """Whether a build would change nothing, and this is told: then no second Python need start.
    Nothing that lies in `.venv` is loaded for it, and where the Python behind that is another, its
    notes are of no use here.
    """
    if not speaks_utf8():
        return False
    try:
        from microsite.cli import is_up_to_date
    except ImportError:
        return False  # which the next Python tells
    return is_up_to_date(arguments, path_in_venv(ROOT))


def path_in_venv(root: str) -> list[str]:
    """Where the Python in `.venv` looks for modules, if it is the running one: its own, then those
    packages.
    """
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    own = [
        number
        for number, folder in enumerate(sys.path, 1)
        if os.path.basename(folder) == "lib-dynload"
    ]
    return [
        *sys.path[: max(own, default=0)],
        os.path.join(venv(root), "lib", version, "site-packages"),
    ]


def run(arguments: list[str]) -> int:
    """Run the command in this very process, which one of the engine ends."""
    if arguments and arguments[0] in DEVELOPER:
        from bootstrap.developer import main as workshop

        return workshop(arguments[0], arguments[1:])
    try:
        from microsite.cli import main_and_exit as engine
    except ModuleNotFoundError as missing:
        raise SetupError(what_is_missing(missing.name or "")) from missing
    return engine(arguments)


def what_is_missing(module: str) -> str:
    if module.partition(".")[0] == "microsite":
        return f"The folder “microsite” beside build.py lacks {module}. Fetch the project again."
    if in_own_venv(ROOT):
        return (
            f"The package “{module}” has gone from .venv. Delete the folder .venv, then try again."
        )
    return f"The package “{module}” has gone from {sys.prefix}. Put it back: pip install -r requirements.txt"


def hand_over(python: str, arguments: list[str]) -> int:
    """Become the same command in another Python, whose exit code and signals are then ours.

    UTF-8 mode, so that file names and messages are the same in every locale.
    """
    command = [python, "-X", "utf8", "-X", HANDED_OVER, os.path.join(ROOT, "build.py"), *arguments]
    if POSIX:
        os.execv(python, command)  # noqa: S606  (no shell is what we want)
    import subprocess  # Windows has no exec that keeps the console

    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            pass  # the console tells the child as well; it decides


def speaks_utf8() -> bool:
    return bool(sys.flags.utf8_mode) or (POSIX and sys.getfilesystemencoding() == "utf-8")


def will_do(root: str, lock: str) -> bool:
    """Whether the Python that runs this has all it needs, so that no `.venv` comes into play."""
    if in_own_venv(root):
        return is_current(root, lock)
    activated = sys.prefix != sys.base_prefix
    return (activated or not is_current(root, lock)) and has_pins(root, lock)


def in_own_venv(root: str) -> bool:
    return os.path.realpath(sys.prefix) == venv(root)


def venv(root: str) -> str:
    return os.path.join(root, ".venv")


def venv_python(root: str) -> str:
    return os.path.join(venv(root), *(("bin", "python") if POSIX else ("Scripts", "python.exe")))


def stamp(root: str, lock: str) -> str:
    """The file that says what `.venv` was made from: its place, its Python, and the lock as
    installed.
    """
    return os.path.join(venv(root), f"installed-{lock}")


def is_current(root: str, lock: str) -> bool:
    """Whether `.venv` was made here, to the end, from this lock, and its Python is still there."""
    made_from = read(stamp(root, lock))
    return made_from is not None and made_from == place(root) + (
        read(os.path.join(root, lock)) or ""
    )


def place(root: str) -> str:
    """Where `.venv` is and the real Python behind it: when either changes, it has to be made anew."""
    real = os.path.realpath(venv_python(root)) if POSIX else base_python(root)
    return f"{venv(root)}\n{real if os.path.isfile(real) else 'no Python'}\n"


def base_python(root: str) -> str:
    """On Windows the Python in a virtual environment is a copy that needs the one named in its
    settings.
    """
    for line in (read(os.path.join(venv(root), "pyvenv.cfg")) or "").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "home":
            return os.path.join(value.strip(), "python.exe")
    return ""


def has_pins(root: str, lock: str) -> bool:
    """Whether the running Python has each package of the lock in just that version."""
    wanted = pins(read(os.path.join(root, lock)) or "")
    return bool(wanted) and wanted <= installed(sys.path)


def pins(lock_text: str) -> set[str]:
    """`name==version` of each package in a lock that this machine needs."""
    found = set()
    for line in lock_text.splitlines():
        if line[:1].isalnum() and "==" in line:
            pin, _, marker = line.rstrip(" \\").partition(";")
            if applies(marker.strip()):
                found.add(pin.strip())
    return found


def applies(marker: str) -> bool:
    """Whether a condition of the lock holds here. One that is not of plain comparisons counts as
    met: then the package is asked for, and pip has the last word.
    """
    held = [_holds(comparison) for comparison in marker.split(" and ")]
    return None in held or all(held)


def _holds(comparison: str) -> bool | None:
    """Whether one comparison of a condition holds here; None for one that is not plain."""
    here = {
        "sys_platform": sys.platform,
        "platform_python_implementation": sys.implementation.name,
        "implementation_name": sys.implementation.name,
    }
    name, _, rest = comparison.partition(" ")
    operator, _, value = rest.partition(" ")
    if name not in here or operator not in ("==", "!=") or " " in value:
        return None
    return (here[name].lower() == value.strip("'\"").lower()) == (operator == "==")


def installed(folders: list[str]) -> set[str]:
    """`name==version` of each package in these folders, told from the names of its records alone."""
    found = set()
    for folder in folders:
        try:
            names = os.listdir(folder)
        except OSError:
            continue  # a zip file, or not there
        for record in names:
            if record.endswith(".dist-info"):
                name, _, version = record.removesuffix(".dist-info").rpartition("-")
                found.add(f"{name.lower().replace('_', '-').replace('.', '-')}=={version}")
    return found


def read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return None
