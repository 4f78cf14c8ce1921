"""Changes of people's files by commands: what they need, and how they fail."""

from collections.abc import Iterator
from contextlib import contextmanager

from microsite.console.command import CommandError
from microsite.console.output import errors_of
from microsite.model.event import Event
from microsite.project import Project
from microsite.saving import text_file
from microsite.saving.yaml_edits import CannotEditError


@contextmanager
def saving() -> Iterator[None]:
    """Turn the exceptions of an edit into CommandError."""
    try:
        yield
    except CannotEditError as problem:
        raise CommandError(
            f"{problem} Nothing was written.", 1, problem.diagnostics
        ) from None
    except text_file.ConcurrentEditError as problem:
        raise CommandError(str(problem), 1) from None


def load_existing(project: Project, action: str) -> Event:
    """Return the event of a project. Raise CommandError if it cannot be read."""
    event, log = text_file.load_with_changes(project, {})
    if event is None:
        raise CommandError(
            f"Nothing was {action}. Fix the errors above first.", 1, errors_of(log)
        )
    return event
