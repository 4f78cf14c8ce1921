"""`init-ci`: add a workflow that builds, checks and publishes the site when something
changes.

Exit codes: 0 the workflow is there, 1 another file is in its place, 2 wrong usage.
"""

import re
import sys
from argparse import Namespace
from pathlib import Path

from microsite import DOCUMENTATION, __version__
from microsite.cli import installation
from microsite.cli.commands import ROOT, Add, CommandError, chosen_project, short_path
from microsite.cli.report import ask, echo
from microsite.editing.project_files import create_file, replace_file
from microsite.up_to_date import program

TEMPLATES = Path(__file__).with_name("workflows")
FROM_SOURCE = "python build.py"  # of a project that contains the engine; others use pip
REQUIREMENTS = "requirements.txt"
GITHUB_FILE = ".github/workflows/site.yml"
PULL_FILE = ".github/workflows/pull.yml"
ALONE = (
    "Move the site into a repository of its own. A workflow has no effect in a folder"
    " of another repository."
)
HOSTS = {"github": GITHUB_FILE, "gitlab": ".gitlab-ci.yml"}
HOSTS |= dict.fromkeys(("netlify", "cloudflare", "azure", "portfolio"), GITHUB_FILE)
"""Paths of the workflows in the repository.

The text file of each host lists what to set up.
"""


def add_arguments(add: Add) -> None:
    """Add the arguments of `init-ci`."""
    add("host", "HOST", f"one of: {', '.join(HOSTS)}")
    add(*ROOT)


def run(options: Namespace) -> int:
    """Write the workflow, and print what to do next. Return the exit code."""
    name, root = options.host, options.root
    chosen_project(options)
    if name not in HOSTS:
        raise CommandError(f"Name the host: {program()} init-ci {'|'.join(HOSTS)}")
    names = (
        [name, "pull"] if HOSTS[name] == GITHUB_FILE and _has_sources(root) else [name]
    )
    settings = list[str]()
    for host in names:
        path, data = (
            root / HOSTS.get(host, PULL_FILE),
            render_workflow(host, program()).encode(),
        )
        before = path.read_bytes() if path.is_file() else None
        if before is None:
            create_file(path, data)
            echo(f"Created {short_path(path)}.")
        elif before == data:
            echo(f"{short_path(path)} is up to date.")
        elif _may_replace(path):
            replace_file(path, before, data)
            echo(f"Replaced {short_path(path)}.")
        else:
            echo(f"{short_path(path)} stays as it is. Nothing was written.")
            return 1
        settings += (TEMPLATES / f"{host}.txt").read_text(encoding="utf-8").splitlines()
    steps = [*_pin_version(root), *settings, "Commit the new files and push them."]
    if not (root / ".git").exists() and any(
        (folder / ".git").exists() for folder in root.parents
    ):
        steps.insert(0, ALONE)
    echo("\nTo do next:")
    for number, step in enumerate(steps, 1):
        echo(f"  {number}. {step}")
    return 0


def _has_sources(root: Path) -> bool:
    """Return whether an event has sources from which its programme is pulled."""
    patterns = ("portfolio.yaml", "content/event.md", "events/*/content/event.md")
    files = (path for pattern in patterns for path in root.glob(pattern))
    return any(
        re.search(rb"^ *sources:", path.read_bytes(), re.MULTILINE) for path in files
    )


def render_workflow(host: str, command: str) -> str:
    """Return the workflow for a host, with the command that starts Microsite there.

    In a template, a line `#: github pip` limits the lines below it to these hosts and
    ways to install, up to the next such line. The lines after `#: end` are for all.
    """
    is_source = command == FROM_SOURCE
    conditions = {host, "source" if is_source else "pip", "end"}
    template = (
        f"{host}.yml" if host in ("gitlab", "portfolio", "pull") else "github.yml"
    )
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    first, *parts = re.split(r"^#: (.+)\n", text, flags=re.MULTILINE)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    sections = [part for words, part in pairs if conditions & set(words.split())]
    workflow = "".join((first, *sections)).replace("@host@", host)
    if not is_source:
        workflow = re.sub(r"\bdocs/(\w+)\.md", rf"{DOCUMENTATION}\1/", workflow)
    return workflow.replace("@program@", FROM_SOURCE if is_source else "microsite")


def _may_replace(path: Path) -> bool:
    """Ask whether to replace a file. Raise CommandError if nobody can answer."""
    message = f"A different file {short_path(path)} already exists."
    if not sys.stdin.isatty():
        raise CommandError(
            f"{message} Nothing was written. Rename or delete it first.", 1
        )
    return ask(f"{message}\nReplace it? [y/N] ").strip().lower() in ("y", "yes")


def _pin_version(root: Path) -> list[str]:
    """Write the version of Microsite for pip. Return what is left to do by hand."""
    if program() == FROM_SOURCE:
        return []
    path = root / REQUIREMENTS
    line = installation.requirement("all", f"=={__version__}")
    if installation.source_address().startswith("file:"):
        wheel = installation.WHEEL
        step = (
            "Microsite was installed from a file of this computer, which"
            f" {REQUIREMENTS} cannot name. Put the file {wheel} of the release next to"
            f" it, and add a line to it: ./{wheel}[all]"
        )
        return [step]
    if not path.exists():
        create_file(path, f"{line}\n".encode())
        echo(f"Created {short_path(path)}.")
    elif not re.search(rb"^microsite\b", path.read_bytes(), re.MULTILINE):
        return [f"Add a line to {short_path(path)}: {line}"]
    return []
