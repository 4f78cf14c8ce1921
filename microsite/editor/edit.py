"""`edit`: the preview with forms in the browser."""

from __future__ import annotations

import sys
from argparse import Namespace
from functools import partial
from getpass import getpass

from microsite.cli import commands, serve
from microsite.editor.app import editor_application
from microsite.editor.security import PREFIX

MIN_PASSPHRASE = 8
"""Characters of a passphrase."""


def add_arguments(add: commands.Add) -> None:
    """Add the options of `edit`, which are those of `serve`."""
    serve.add_arguments(add)


def run(options: Namespace) -> int:
    """Serve the editor until interrupted. Return the exit code."""
    passphrase = ask_passphrase() if options.lan else None
    create = partial(editor_application, passphrase=passphrase)
    return serve.run(options, create, PREFIX.removeprefix("/"))


def ask_passphrase() -> str:
    """Return the passphrase that others on the network must give. Raises CommandError."""
    if not sys.stdin.isatty():
        problem = "With --lan, the editor asks for a passphrase, so it needs a terminal."
        raise commands.CommandError(problem)
    words = f"Choose a passphrase for others on this network, of {MIN_PASSPHRASE} letters or more: "
    passphrase = getpass(words)
    if len(passphrase) < MIN_PASSPHRASE:
        raise commands.CommandError(f"The passphrase needs {MIN_PASSPHRASE} letters or more.")
    return passphrase
