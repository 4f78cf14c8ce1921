"""The command for new records and projects: `new`."""

from microsite.console.command import Command, CommandModule


def commands() -> tuple[Command, ...]:
    """Return the commands of this application."""
    return (
        Command(
            name="new",
            summary=(
                "add a session, speaker, page or other record; start a site, a "
                "portfolio or an edition"
            ),
            load=_load_new,
        ),
    )


def _load_new() -> CommandModule:
    from microsite.apps.new import new

    return new
