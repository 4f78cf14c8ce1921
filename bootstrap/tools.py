"""Programs that the tests need besides Python: found here, installed, or reported with
a remedy.

Tests call `chromium()`, or `find` another. Nothing is skipped because one is missing.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from glob import glob
from pathlib import Path

from bootstrap import language_server
from microsite.apps.handouts.browsers import BROWSERS


class MissingToolError(Exception):
    """A program is not on this machine. The message says what to type to get it."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program, and how to find or install it."""

    name: str
    variable: str
    """Environment variable with its path, which comes before everything else."""
    commands: tuple[str, ...]
    """Its names on PATH, in order of preference."""
    places: tuple[str, ...]
    """Patterns of its path outside PATH, with `~` and variables."""
    version: str
    """Option that prints its version."""
    debian: tuple[str, ...] = ()
    """Debian packages that contain it."""
    installer: tuple[str, ...] = ()
    """Arguments of this Python that install it on other systems."""
    cure: str = ""
    """Advice for systems other than Debian."""


CHROMIUM = Tool(
    name="Chromium",
    variable="MICROSITE_CHROMIUM",
    commands=(
        # The one without windows comes first, because it needs less processor time.
        "chromium-headless-shell",
        *(name for name in BROWSERS if "/" not in name),
    ),
    places=(
        *(place for place in BROWSERS if "/" in place),
        "$PLAYWRIGHT_BROWSERS_PATH/chromium-*/chrome-*/chrome",
        "~/.cache/ms-playwright/chromium-*/chrome-*/chrome",
        "~/Library/Caches/ms-playwright/chromium-*/chrome-*/*.app/Contents/MacOS/*",
        "$LOCALAPPDATA/ms-playwright/chromium-*/chrome-*/chrome.exe",
    ),
    version="--version",
    debian=("chromium-headless-shell", "fonts-liberation", "fonts-dejavu-core"),
    installer=("-m", "playwright", "install", "chromium"),
    cure="Install Google Chrome or Chromium",
)


def debian_package(
    command: str, version: str, package: str, name: str | None = None
) -> Tool:
    """Return a program that has a package.

    It may be in a folder that only root has on PATH.
    """
    return Tool(
        name=name or command,
        variable=f"MICROSITE_{command.upper()}",
        commands=(command,),
        places=tuple(
            f"{folder}/{command}"
            for folder in ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")
        ),
        version=version,
        debian=(package,),
        cure=f"Install {name or command}",
    )


GIT = debian_package("git", "--version", "git", "Git")
JQ = debian_package("jq", "--version", "jq")
NGINX = debian_package("nginx", "-v", "nginx-light")
APACHE = debian_package("apache2", "-v", "apache2-bin", "Apache")
CADDY = debian_package("caddy", "version", "caddy", "Caddy")
SSHD = debian_package("sshd", "-V", "openssh-server", "an SSH server")
SFTP = debian_package("ssh", "-V", "openssh-client", "an SSH client")
RSYNC = debian_package("rsync", "--version", "rsync")
RCLONE = debian_package("rclone", "version", "rclone")
SHELLCHECK = debian_package("shellcheck", "--version", "shellcheck")

NODE = debian_package("node", "--version", "nodejs", "Node.js")
NPM = debian_package("npm", "--version", "npm")

YAML_SERVER = Tool(
    name="the YAML language server",
    variable="MICROSITE_YAML_SERVER",
    commands=(),
    places=(str(language_server.program()),),
    version="--version",
    installer=("-m", "bootstrap.language_server"),
    cure="Install Node.js and npm first",
)

SERVER_TOOLS = (
    GIT,
    JQ,
    NGINX,
    APACHE,
    CADDY,
    SSHD,
    SFTP,
    RSYNC,
    RCLONE,
    SHELLCHECK,
    NODE,
    NPM,
    YAML_SERVER,
)
"""Programs that `test --all` needs besides Chromium."""


@functools.cache
def chromium() -> Path:
    """Return a Chromium that starts. Raise MissingToolError."""
    return find(CHROMIUM)


def find(tool: Tool) -> Path:
    """Return the first program of this kind that works. Raise MissingToolError."""
    command = os.environ.get(tool.variable)
    if command:
        path = shutil.which(command)
        if path is None or not works(path, tool):
            raise MissingToolError(
                f"{tool.variable} says {command}, and no {tool.name} starts there."
            )
        return Path(path)
    for path in candidates(tool):
        if works(path, tool):
            return Path(path)
    raise MissingToolError(
        f"The tests need {tool.name}, which is not on this machine.\n{install_hint(tool)}"
    )


def candidates(tool: Tool) -> Iterator[str]:
    for command in tool.commands:
        path = shutil.which(command)
        if path:
            yield path
    for place in tool.places:
        pattern = os.path.expanduser(os.path.expandvars(place))
        yield from sorted(filter(os.path.isfile, glob(pattern)), reverse=True)


def works(path: str, tool: Tool) -> bool:
    """Return True if it starts. Ubuntu's Chromium may only ask to be installed."""
    # A browser asked for its version opens a window instead
    if sys.platform == "win32":
        return os.path.isfile(path)
    try:
        return (
            subprocess.run(
                [path, tool.version], capture_output=True, timeout=60, check=False
            ).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def install_hint(tool: Tool) -> str:
    if tool.debian and is_debian():
        return f"Type: apt-get install {' '.join(tool.debian)}   (or set {tool.variable} to where one is)"
    hint = f"{tool.cure}, or set {tool.variable} to where one is."
    if tool.installer:
        return f"Type: {sys.executable} {' '.join(tool.installer)}\nor: {hint}"
    return hint


def find_or_install(tool: Tool) -> Path:
    """Return a program, after installing it if necessary. Raise MissingToolError.

    In a terminal, ask before each way to install it.
    """
    try:
        return find(tool)
    except MissingToolError:
        if os.environ.get(tool.variable):
            raise
    for way in installers(tool):
        commands = " && ".join(" ".join(command) for command in way)
        if not is_agreed(
            f"The tests need {tool.name}. Install it with: {commands}? [y/N] "
        ):
            continue
        for command in way:
            sys.stderr.write(f"The tests need {tool.name}: {' '.join(command)}\n")
            run(command)
        try:
            return find(tool)  # whatever the installer's exit code
        except MissingToolError:
            continue
    return find(tool)


def is_agreed(question: str) -> bool:
    """Return the answer of the person at the terminal; True if there is none."""
    is_asked = sys.stdin is not None and sys.stdin.isatty() and not os.environ.get("CI")
    return not is_asked or input(question).strip().lower() in ("y", "yes")


def run(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(OSError):
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            env=environment,
            check=False,
        )


def installers(tool: Tool) -> list[list[list[str]]]:
    """Return the ways to install the program without questions, each a list of
    commands.
    """
    ways = []
    if tool.debian and is_debian() and is_root():
        apt = ["apt-get", "-q", "-y"]
        ways.append(
            [
                [*apt, "update"],
                [*apt, "install", "--no-install-recommends", *tool.debian],
            ]
        )
    if tool.installer:
        ways.append([[sys.executable, *tool.installer]])
    return ways


def is_debian() -> bool:
    return shutil.which("apt-get") is not None


def is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0
