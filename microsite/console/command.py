"""Commands as values, and the error that ends a command."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from microsite.diagnostics.diagnostic import Diagnostic

Add = Callable[..., None]  # `Parser.add` of the parser of a command


class CommandModule(Protocol):
    """What the module of a command defines."""

    def add_arguments(self, add: Add, /) -> None:
        """Add the arguments and options of the command."""

    def run(self, options: Namespace, /) -> int:
        """Run the command, and return its exit code."""


class Command(Struct, frozen=True, kw_only=True):
    """A command of the command line."""

    name: str
    """As people type it."""
    summary: str
    """What it does, as a phrase that starts with a verb."""
    load: Callable[[], CommandModule]
    """Import its module. Starting one command must not take the time of all."""


class CommandError(Exception):
    """Ends a command with a message and an exit code.

    The code is 2 for a command that is typed wrongly.
    """

    def __init__(
        self, message: str, code: int = 2, diagnostics: Sequence[Diagnostic] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.diagnostics = diagnostics
        """Printed before the message."""
