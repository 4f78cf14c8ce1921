"""The command for files of other programs: `import`."""

from microsite.console.command import Command, CommandModule


def commands() -> tuple[Command, ...]:
    """Return the commands of this application."""
    return (
        Command(
            name="import",
            summary=(
                "import a Word document, a workbook or a schedule from another system"
            ),
            load=_load_import,
        ),
    )


def _load_import() -> CommandModule:
    from microsite.apps.importers import import_

    return import_
