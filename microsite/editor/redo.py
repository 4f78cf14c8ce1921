"""`redo`: restores the change that `undo` took back last.

Exit codes: 0 the change is restored, 1 it is in conflict with a later one, 2 wrong usage.
"""

from argparse import Namespace
from functools import partial

from microsite.cli import commands
from microsite.editor import undo
from microsite.editor.history import History


def add_arguments(add: commands.Add) -> None:
    """Add the arguments of `redo`."""
    undo.add_number(add)


def run(options: Namespace) -> int:
    """Redo a change. Return the exit code."""
    history = History(commands.chosen_project(options))
    action = partial(history.redo, is_forced=options.force)
    return undo.apply(action, options.number, "Restored", "undo")
