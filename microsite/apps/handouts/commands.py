"""The command for workbooks and paper: `export`."""

from microsite.console.command import Command, CommandModule


def commands() -> tuple[Command, ...]:
    """Return the commands of this application."""
    return (
        Command(
            name="export",
            summary=(
                "export the records as a workbook, or signs, badges and other handouts"
            ),
            load=_load_export,
        ),
    )


def _load_export() -> CommandModule:
    from microsite.apps.handouts import export

    return export
