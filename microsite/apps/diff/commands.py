"""The command that compares two versions: `diff`."""

from microsite.console.command import Command, CommandModule


def commands() -> tuple[Command, ...]:
    """Return the commands of this application."""
    return (
        Command(
            name="diff",
            summary="show what changed between two versions, in plain words",
            load=_load_diff,
        ),
    )


def _load_diff() -> CommandModule:
    from microsite.apps.diff import diff

    return diff
