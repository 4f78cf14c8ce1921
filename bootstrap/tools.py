"""Programs that the tests need beside Python: found on this machine, or put there, or an error with
its cure.

Tests ask for `chromium()`, or `find` another. Nothing is skipped for want of one.
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


class MissingToolError(Exception):
    """A program is not on this machine. The text says which, and what to type to get it."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One program, and how to come by it."""

    name: str
    variable: str
    """The environment variable that names it, before anything else is looked at."""
    commands: tuple[str, ...]
    """Its names on PATH, the likeliest first."""
    places: tuple[str, ...]
    """Where it lies when it is not on PATH: patterns in which `~` and variables are filled in."""
    version: str
    """The option that makes it say its version and end."""
    debian: tuple[str, ...] = ()
    """The Debian packages that bring it; none where only its own installer does."""
    installer: tuple[str, ...] = ()
    """Arguments to this Python that bring it anywhere else."""
    cure: str = ""
    """What to type when all that does not help, on systems other than Debian."""


CHROMIUM = Tool(
    name="Chromium",
    variable="MICROSITE_CHROMIUM",
    commands=(
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "msedge",
    ),
    places=(
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        "$PROGRAMFILES/Google/Chrome/Application/chrome.exe",
        "$LOCALAPPDATA/Google/Chrome/Application/chrome.exe",
        "$PROGRAMFILES/Microsoft/Edge/Application/msedge.exe",
        "${PROGRAMFILES(X86)}/Microsoft/Edge/Application/msedge.exe",
        "$PLAYWRIGHT_BROWSERS_PATH/chromium-*/chrome-*/chrome",
        "~/.cache/ms-playwright/chromium-*/chrome-*/chrome",
        "~/Library/Caches/ms-playwright/chromium-*/chrome-*/*.app/Contents/MacOS/*",
        "$LOCALAPPDATA/ms-playwright/chromium-*/chrome-*/chrome.exe",
    ),
    version="--version",
    debian=("chromium", "fonts-liberation"),
    installer=("-m", "playwright", "install", "chromium"),
    cure="Install Google Chrome or Chromium",
)


def of_debian(command: str, version: str, package: str, name: str | None = None) -> Tool:
    """A program that is got by its package, on Debian or any other system; it may lie where only
    root looks.
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


GIT = of_debian("git", "--version", "git", "Git")
JQ = of_debian("jq", "--version", "jq")
NGINX = of_debian("nginx", "-v", "nginx-light")
APACHE = of_debian("apache2", "-v", "apache2-bin", "Apache")
CADDY = of_debian("caddy", "version", "caddy", "Caddy")
SSHD = of_debian("sshd", "-V", "openssh-server", "an SSH server")
SFTP = of_debian("ssh", "-V", "openssh-client", "an SSH client")
RSYNC = of_debian("rsync", "--version", "rsync")
RCLONE = of_debian("rclone", "version", "rclone")
SHELLCHECK = of_debian("shellcheck", "--version", "shellcheck")

NODE = of_debian("node", "--version", "nodejs", "Node.js")
NPM = of_debian("npm", "--version", "npm")

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
    """A Chromium that starts. Raises MissingToolError."""
    return find(CHROMIUM)


def find(tool: Tool) -> Path:
    """The first program of this kind that works. Raises MissingToolError, with the command that
    brings it.
    """
    named = os.environ.get(tool.variable)
    if named:
        path = shutil.which(named)
        if path is None or not works(path, tool):
            raise MissingToolError(
                f"{tool.variable} says {named}, and no {tool.name} starts there."
            )
        return Path(path)
    for path in candidates(tool):
        if works(path, tool):
            return Path(path)
    raise MissingToolError(
        f"The tests need {tool.name}, which is not on this machine.\n{how_to_get(tool)}"
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
    """Whether it starts: Ubuntu's Chromium can be there and only ask to be installed."""
    if sys.platform == "win32":  # a browser asked for its version opens a window instead
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


def how_to_get(tool: Tool) -> str:
    if tool.debian and is_debian():
        return f"Type: apt-get install {' '.join(tool.debian)}   (or set {tool.variable} to where one is)"
    other = f"{tool.cure}, or set {tool.variable} to where one is."
    if tool.installer:
        return f"Type: {sys.executable} {' '.join(tool.installer)}\nor: {other}"
    return other


def ensure(tool: Tool) -> Path:
    """The program, put on this machine if it is not there yet. Raises MissingToolError."""
    try:
        return find(tool)
    except MissingToolError:
        if os.environ.get(tool.variable):
            raise
    for way in installers(tool):
        for command in way:
            sys.stderr.write(f"The tests need {tool.name}: {' '.join(command)}\n")
            run(command)
        try:
            return find(
                tool
            )  # what the installer says of itself does not count, only that it starts
        except MissingToolError:
            continue
    return find(tool)


def run(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(OSError):
        subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment, check=False
        )


def installers(tool: Tool) -> list[list[list[str]]]:
    """The ways to bring the tool here without asking anybody, each a row of commands, the best
    first.
    """
    ways = []
    if tool.debian and is_debian() and is_root():
        apt = ["apt-get", "-q", "-y"]
        ways.append([[*apt, "update"], [*apt, "install", "--no-install-recommends", *tool.debian]])
    if tool.installer:
        ways.append([[sys.executable, *tool.installer]])
    return ways


def is_debian() -> bool:
    return shutil.which("apt-get") is not None


def is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0
