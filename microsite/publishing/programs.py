"""Other programs: where they come from, their secrets, and advice on their errors."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Container, Iterable, Sequence
from importlib import import_module
from pathlib import Path

from microsite.cli.commands import CommandError
from microsite.project import read_patterns, read_words

ADVICE = list(read_patterns("publishing", "advice.txt"))  # on errors, and patterns
INSTALL = read_words("publishing", "programs.ini")["install"]
"""Ways to install each program."""
KEYRING_SERVICE = "microsite"
SSH_PASSWORD = "MICROSITE_PASSWORD"  # noqa: S105 - the name of a variable
MAX_ERROR_LINES = 8


def find_program(name: str) -> str:
    """Return the path of a program. Raise CommandError if it is not installed."""
    if path := shutil.which(name):
        return path
    raise CommandError(f"The program “{name}” is not installed. {INSTALL[name]}")


def run_program(
    name: str,
    *arguments: str,
    secrets: Sequence[str] = (),
    variables: dict[str, str] | None = None,
    cwd: Path | None = None,
    allowed: Container[int] = (),
    text: str = "",
    seconds: float | None = None,
) -> str:
    """Return the output of a program. Raise CommandError with advice if it fails.

    `secrets` are names of environment variables that it may read; see
    `environment_with`. `allowed` are codes other than 0 with which it may stop.
    """
    try:
        process = subprocess.run(
            [find_program(name), *arguments],
            cwd=cwd,
            env=environment_with(secrets) | (variables or {}),
            input=text,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise CommandError(f"{name} took too long, and was stopped.") from None
    if process.returncode == 0 or process.returncode in allowed:
        return process.stdout.strip()
    lines = (process.stderr.strip() or process.stdout.strip()).splitlines()[
        -MAX_ERROR_LINES:
    ]
    output = "".join(f"\n  {line}" for line in lines)
    text = f"{name}:{output}".lower()
    hints = (words for words, pattern, _ in ADVICE if re.search(pattern, text))
    hint = next(hints, "").format(secrets=", ".join(secrets) or "them")
    raise CommandError(
        f"{hint}\n{name} stopped with code {process.returncode}:{output}".strip()
    )


def environment_with(secrets: Iterable[str]) -> dict[str, str]:
    """Return the environment for a program, with secrets from the keyring that are not
    set.
    """
    environment = dict(os.environ)
    for name in secrets:
        if name not in environment and (value := secret_from_keyring(name)):
            environment[name] = value
    return environment


def secret_from_keyring(name: str) -> str | None:
    """Return a secret from the system keyring; None without it or without the
    package.
    """
    try:
        value: str | None = import_module("keyring").get_password(KEYRING_SERVICE, name)
    except Exception:  # noqa: BLE001 - no package, or an error of this system's keyring
        return None
    return value


def ssh_options(work: Path) -> tuple[list[str], dict[str, str]]:
    """Return options for ssh and sftp, and variables that answer the question for a
    password.

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
    variables = {
        "SSH_ASKPASS": str(script),
        "SSH_ASKPASS_REQUIRE": "force",
        SSH_PASSWORD: password,
    }
    for setting in (
        "BatchMode=no",
        "StrictHostKeyChecking=yes",
        "NumberOfPasswordPrompts=1",
    ):
        options += ["-o", setting]
    return options, variables
