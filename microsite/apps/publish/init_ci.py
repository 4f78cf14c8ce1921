"""`init-ci`: add a workflow that builds, checks and publishes the site when something
changes.

Exit codes: 0 the workflow is there, 1 another file is in its place, 2 wrong usage.
"""

import re
import sys
from argparse import Namespace
from pathlib import Path

from msgspec import Struct

from microsite import DOCUMENTATION, __version__
from microsite.console import installation
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project, short_path
from microsite.console.output import ask, echo
from microsite.saving.text_file import create_file, replace_file
from microsite.up_to_date import program

TEMPLATES = Path(__file__).with_name("workflows")
FROM_SOURCE = "python build.py"  # of a project that contains the engine; others use pip
REQUIREMENTS = "requirements.txt"
GITHUB_FILE = ".github/workflows/site.yml"
PULL_FILE = ".github/workflows/pull.yml"
SITE_URL_STEP = (
    "On GitHub: Settings, Secrets and variables, Actions, Variables: add SITE_URL, the"
    " address of the site."
)
OWN_REPOSITORY_STEP = (
    "Move the site into a repository of its own. A workflow has no effect in a folder"
    " of another repository."
)


class Workflow(Struct, frozen=True, kw_only=True):
    """A workflow, and what is left to do by hand."""

    path: str
    """Path in the repository."""
    template: str
    """Name of the file in `workflows/` from which it is rendered."""
    steps: tuple[str, ...]
    """Settings on the pages of the host."""


WORKFLOWS = {
    "github": Workflow(
        path=GITHUB_FILE,
        template="github.yml",
        steps=(
            "On GitHub: Settings, Pages, Source: GitHub Actions.",
            SITE_URL_STEP,
        ),
    ),
    "gitlab": Workflow(
        path=".gitlab-ci.yml",
        template="gitlab.yml",
        steps=(
            (
                "On GitLab: Settings, CI/CD, Variables: add SITE_URL, the address of"
                " the site."
            ),
            (
                "On GitLab: Settings, CI/CD, Job token permissions: switch on “Allow"
                " Git push requests to the repository”."
            ),
            (
                "On GitLab: Build, Pipeline schedules: add one with the interval 7 */3"
                " * * *"
            ),
            (
                "For the programme of systems in “sources:”: add another pipeline"
                " schedule, 23 3 * * *, with a variable PULL set to yes."
            ),
            (
                "To get the changes as a comment on each merge request: create a"
                " project access token with the role Reporter and the scope api, and"
                " add it as the masked variable COMMENT_TOKEN."
            ),
        ),
    ),
    "netlify": Workflow(
        path=GITHUB_FILE,
        template="github.yml",
        steps=(
            (
                "On Netlify: create a project without Git, and an access token under"
                " User settings, Applications."
            ),
            (
                "On GitHub: Settings, Secrets and variables, Actions, Secrets: add"
                " NETLIFY_AUTH_TOKEN, the token."
            ),
            (
                "On GitHub: Settings, Secrets and variables, Actions, Variables: add"
                " NETLIFY_SITE_ID, the ID of the project."
            ),
            SITE_URL_STEP,
        ),
    ),
    "cloudflare": Workflow(
        path=GITHUB_FILE,
        template="github.yml",
        steps=(
            (
                "On Cloudflare: create a Pages project by direct upload with the"
                " production branch main, and an API token that may edit Cloudflare"
                " Pages."
            ),
            (
                "On GitHub: Settings, Secrets and variables, Actions, Secrets: add"
                " CLOUDFLARE_API_TOKEN, the token."
            ),
            (
                "On GitHub: Settings, Secrets and variables, Actions, Variables: add"
                " CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_PROJECT, the name of the"
                " project."
            ),
            SITE_URL_STEP,
        ),
    ),
    "azure": Workflow(
        path=GITHUB_FILE,
        template="github.yml",
        steps=(
            (
                "On Azure: create a Static Web App with the deployment source Other,"
                " and copy its deployment token."
            ),
            (
                "On GitHub: Settings, Secrets and variables, Actions, Secrets: add"
                " AZURE_STATIC_WEB_APPS_API_TOKEN, the token."
            ),
            SITE_URL_STEP,
        ),
    ),
    "portfolio": Workflow(
        path=GITHUB_FILE,
        template="portfolio.yml",
        steps=(
            (
                "On GitHub: Settings, Secrets and variables, Actions, Secrets: add"
                " RCLONE_CONF, the content of the file that “rclone config file” names."
            ),
            (
                "On GitHub: Settings, Secrets and variables, Actions, Variables: add"
                " RCLONE_TARGET, the place in the store, such as r2:events."
            ),
        ),
    ),
    "pull": Workflow(
        path=PULL_FILE,
        template="pull.yml",
        steps=(
            (
                "On GitHub: Settings, Actions, General: tick “Allow GitHub Actions to"
                " create and approve pull requests”, for the nightly pull."
            ),
        ),
    ),
}
"""Workflows by host. `pull` is added on GitHub to an event with sources."""
HOSTS = tuple(name for name in WORKFLOWS if name != "pull")


def add_arguments(add: Add) -> None:
    """Add the arguments of `init-ci`."""
    add("host", "HOST", f"one of: {', '.join(HOSTS)}")
    add(*ROOT)


def run(options: Namespace) -> int:
    """Write the workflow, and print what to do next. Return the exit code."""
    host = options.host
    root = options.root
    chosen_project(options)
    if host not in HOSTS:
        raise CommandError(f"Name the host: {program()} init-ci {'|'.join(HOSTS)}")

    names = [host]
    if WORKFLOWS[host].path == GITHUB_FILE and _has_sources(root):
        names.append("pull")
    for name in names:
        if not _add_workflow(root, name):
            return 1

    steps = []
    if _is_below_repository(root):
        steps.append(OWN_REPOSITORY_STEP)
    steps += _pin_version(root)
    for name in names:
        steps += WORKFLOWS[name].steps
    steps.append("Commit the new files and push them.")
    echo("\nTo do next:")
    for number, step in enumerate(steps, 1):
        echo(f"  {number}. {step}")
    return 0


def _add_workflow(root: Path, name: str) -> bool:
    """Write a workflow. Return False if another file stays in its place."""
    path = root / WORKFLOWS[name].path
    data = render_workflow(name, program()).encode()
    if not path.is_file():
        create_file(path, data)
        echo(f"Created {short_path(path)}.")
        return True

    before = path.read_bytes()
    if before == data:
        echo(f"{short_path(path)} is up to date.")
        return True
    if _may_replace(path):
        replace_file(path, before, data)
        echo(f"Replaced {short_path(path)}.")
        return True
    echo(f"{short_path(path)} stays as it is. Nothing was written.")
    return False


def _is_below_repository(root: Path) -> bool:
    """Return whether a folder is only part of a Git repository."""
    if (root / ".git").exists():
        return False
    return any((folder / ".git").exists() for folder in root.parents)


def _has_sources(root: Path) -> bool:
    """Return whether an event has sources from which its programme is pulled."""
    for pattern in ("portfolio.yaml", "content/event.md", "events/*/content/event.md"):
        for path in root.glob(pattern):
            if re.search(rb"^ *sources:", path.read_bytes(), re.MULTILINE):
                return True
    return False


def render_workflow(host: str, command: str) -> str:
    """Return the workflow for a host, with the command that starts Microsite there.

    In a template, a line `#: github pip` limits the lines below it to these hosts and
    ways to install, up to the next such line. The lines after `#: end` are for all.
    """
    is_source = command == FROM_SOURCE
    conditions = {host, "source" if is_source else "pip", "end"}
    text = (TEMPLATES / WORKFLOWS[host].template).read_text(encoding="utf-8")
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
