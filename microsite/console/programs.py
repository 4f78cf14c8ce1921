"""Other programs: where they come from, their secrets, and advice on their errors."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Container, Iterable, Sequence
from importlib import import_module
from pathlib import Path

from msgspec import Struct

from microsite.console.command import CommandError


class Advice(Struct, frozen=True, kw_only=True):
    """Advice on a frequent error of programs."""

    pattern: str
    """Regular expression that matches the error, in lower case."""
    programs: frozenset[str] = frozenset()
    """Names of the programs that report the error; empty for all."""
    text: str
    """What to do; `{secrets}` stands for the variables that the program reads."""


INSTALL = {
    "rsync": (
        "Debian and Ubuntu: apt install rsync. macOS: brew install rsync. On Windows,"
        " write “sftp:” instead of “rsync:”, below “publish:”."
    ),
    "sftp": (
        "Debian and Ubuntu: apt install openssh-client. Windows: Settings, Optional"
        " features, OpenSSH Client."
    ),
    "rclone": "See https://rclone.org/install/, then type: rclone config",
    "netlify": "Install Node.js, then type: npm install --global netlify-cli",
    "wrangler": "Install Node.js, then type: npm install --global wrangler",
    "git": "See https://git-scm.com/downloads",
    "gh": "See https://cli.github.com",
    "glab": "See https://gitlab.com/gitlab-org/cli",
}
"""How to install each program, by its name."""
ADVICE = (
    Advice(
        pattern="tell me who you are|auto-detect email|empty ident",
        text=(
            "Git does not know your name yet. Type once:"
            ' git config --global user.name "Your name"'
        ),
    ),
    Advice(
        pattern=r"\brejected\b|non-fast-forward|fetch first",
        programs=frozenset({"git"}),
        text=(
            "Someone else has sent other changes to this branch. Choose another name"
            " for the branch."
        ),
    ),
    Advice(
        pattern=(
            "could not read username|authentication failed|permission denied"
            "|access rights"
        ),
        programs=frozenset({"git", "gh", "glab"}),
        text=(
            "Git could not sign in. Sign in once, for example with GitHub Desktop."
            " Then try again."
        ),
    ),
    Advice(
        pattern="would be overwritten|commit your changes",
        text="Some files have changes that are not published. Propose them first.",
    ),
    Advice(
        pattern="could not resolve host|unable to access",
        text="There seems to be no internet connection.",
    ),
    Advice(
        pattern="host key verification failed",
        text="Connect once by hand with ssh, and compare the fingerprint of the host.",
    ),
    Advice(
        pattern="no such file",
        text=(
            "Create the folder on the host first, or correct its name below “publish:”."
        ),
    ),
    Advice(
        pattern="unrecognized option|unknown option",
        text=(
            "The program is too old or too new for this option. Install the current"
            " version."
        ),
    ),
    Advice(
        pattern="denied|log ?in|logged in|authent|authoriz|token",
        programs=frozenset({"netlify", "wrangler", "rclone"}),
        text="Set {secrets} in the environment or the keyring.",
    ),
)
"""Advice on errors. The first one that fits is given."""
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
    output = process.stdout.strip()
    if process.returncode == 0 or process.returncode in allowed:
        return output

    error_lines = (process.stderr.strip() or output).splitlines()
    error = "".join(f"\n  {line}" for line in error_lines[-MAX_ERROR_LINES:])
    advice = _advice_on(name, error).format(secrets=", ".join(secrets) or "them")
    raise CommandError(
        f"{advice}\n{name} stopped with code {process.returncode}:{error}".strip()
    )


def _advice_on(program: str, error: str) -> str:
    """Return advice on an error of a program; empty if there is none."""
    for advice in ADVICE:
        if advice.programs and program not in advice.programs:
            continue
        if re.search(advice.pattern, error.lower()):
            return advice.text
    return ""


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


GIT_SECONDS = 300


def run_git(root: Path, *arguments: str, tool: str = "git", text: str = "") -> str:
    """Return the output of a program that asks nothing.

    Raise CommandError if it fails.
    """
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GH_PROMPT_DISABLED": "1", "LC_ALL": "C.UTF-8"}
    return run_program(
        tool, *arguments, cwd=root, variables=quiet, text=text, seconds=GIT_SECONDS
    )
