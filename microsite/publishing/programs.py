"""Other programs that send files: where they come from, their secrets, and their errors."""

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from microsite.cli.commands import CommandError
from microsite.project import read_words

INSTALL = read_words("publishing", "programs.ini")["install"]  # ways to install each program
KEYRING_SERVICE = "microsite"
SSH_PASSWORD = "MICROSITE_PASSWORD"  # noqa: S105 - the name of a variable
MAX_ERROR_LINES = 8


def find_program(name: str) -> str:
    """Return the path of a program. Raise CommandError if it is not installed."""
    if path := shutil.which(name):
        return path
    raise CommandError(f"Publishing here needs the program “{name}”. {INSTALL[name]}")


def run_program(
    name: str,
    *arguments: str,
    secrets: Iterable[str] = (),
    cwd: Path | None = None,
    allowed: Iterable[int] = (),
    extra: dict[str, str] | None = None,
) -> int:
    """Run a program, and return its exit code: 0 or one that is allowed. Raise CommandError.

    `secrets` are names of environment variables that it may read; see `environment_with`.
    """
    environment = environment_with(secrets) | (extra or {})
    command = [find_program(name), *arguments]
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode == 0 or done.returncode in allowed:
        return done.returncode
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()[-MAX_ERROR_LINES:]
    text = "\n".join(f"  {line}" for line in lines)
    raise CommandError(f"{name} stopped with code {done.returncode}:\n{text}{_hint(text, secrets)}")


def _hint(error: str, secrets: Iterable[str]) -> str:
    """Return advice for a frequent error of a program."""
    if "Host key verification failed" in error:
        return "\nConnect once by hand with ssh, and compare the fingerprint of the host."
    if "o such file" in error:
        return "\nCreate the folder on the host first, or correct its name in content/event.md."
    if "nrecognized option" in error or "unknown option" in error:
        return "\nThe program is too old or too new for this option. Install the current version."
    words = ("denied", "login", "log in", "logged in", "authent", "authoriz", "token")
    if any(word in error.lower() for word in words):
        names = ", ".join(secrets)
        return f"\nSet {names} in the environment or the keyring." if names else ""
    return ""


def environment_with(secrets: Iterable[str]) -> dict[str, str]:
    """Return the environment for a program, with secrets from the keyring that are not set."""
    environment = dict(os.environ)
    for name in secrets:
        if name not in environment and (value := secret_from_keyring(name)):
            environment[name] = value
    return environment


def secret_from_keyring(name: str) -> str | None:
    """Return a secret from the system keyring; None without it or without the package."""
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return None
    try:
        value: str | None = keyring.get_password(KEYRING_SERVICE, name)
    except Exception:  # noqa: BLE001 - each system has errors of its own
        return None
    return value


def ssh_options(work: Path) -> tuple[list[str], dict[str, str]]:
    """Return options for ssh and sftp, and variables that answer the question for a password.

    Without a password, ssh uses keys only. SSH_CONFIG names another configuration file.
    """
    config = os.environ.get("SSH_CONFIG")
    options = ["-F", config] if config else []
    password = environment_with((SSH_PASSWORD,)).get(SSH_PASSWORD)
    if not password:
        return [*options, "-o", "BatchMode=yes"], {}
    answer = f'"{sys.executable}" -c "import os; print(os.environ[\'{SSH_PASSWORD}\'])"'
    script = work / ("answer.cmd" if os.name == "nt" else "answer")
    text = f"@{answer}\r\n" if os.name == "nt" else f"#!/bin/sh\nexec {answer}\n"
    script.write_bytes(text.encode())
    script.chmod(0o700)
    variables = {"SSH_ASKPASS": str(script), "SSH_ASKPASS_REQUIRE": "force", SSH_PASSWORD: password}
    for name, value in (
        ("BatchMode", "no"),
        ("StrictHostKeyChecking", "yes"),
        ("NumberOfPasswordPrompts", "1"),
    ):
        options += ["-o", f"{name}={value}"]
    return options, variables
