"""The command that checks a project: `check`."""

from microsite.console.command import Command, CommandModule


def commands() -> tuple[Command, ...]:
    """Return the commands of this application."""
    return (
        Command(
            name="check",
            summary="check for errors and list what is left to do before launch",
            load=_load_check,
        ),
    )


def _load_check() -> CommandModule:
    from microsite.apps.check import check

    return check
