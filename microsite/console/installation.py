"""What a person types to install this Microsite, wherever it came from."""

import json
import sys
from pathlib import Path

from microsite import __version__

WHEEL = f"microsite-{__version__}-py3-none-any.whl"
"""Name of the file of a release that pip installs."""


def source_address() -> str:
    """Return the address from which Microsite was installed, empty for a package index.

    Installers record the address of a file, a folder or a repository (PEP 610):
    `file:///…`, `https://…` or `git+https://…@COMMIT`.
    """
    # Takes 15 ms, and only messages about packages need it
    from importlib import metadata

    try:
        record = metadata.distribution("microsite").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return ""
    if not record:
        return ""

    origin = json.loads(record)
    address = str(origin["url"])
    if repository := origin.get("vcs_info"):
        return f"{repository['vcs']}+{address}@{repository['commit_id']}"
    return address


def requirement(extra: str, version: str = "") -> str:
    """Return Microsite with an extra, from where it came from, as pip is given it."""
    address = source_address()
    if address:
        return f"microsite[{extra}] @ {address}"
    return f"microsite[{extra}]{version}"


def install_command(extra: str) -> str:
    """Return the line that adds an extra to the installed package."""
    tool = "pipx install --force" if "pipx" in Path(sys.prefix).parts else "pip install"
    return f'{tool} "{requirement(extra)}"'


def reinstall_command() -> str:
    """Return the line that installs the package again."""
    return f"pip install --force-reinstall {source_address() or 'microsite'}"
