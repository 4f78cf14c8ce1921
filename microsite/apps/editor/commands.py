"""Commands of the editor: `edit`, and changes of files that can be undone."""

from microsite.console.command import Command, CommandModule


def commands() -> tuple[Command, ...]:
    """Return the commands of this application."""
    return (
        Command(
            name="edit",
            summary="edit the site with forms in the browser, and preview it",
            load=_load_edit,
        ),
        Command(
            name="reschedule",
            summary="move the programme after the dates of the event have changed",
            load=_load_reschedule,
        ),
        Command(
            name="undo",
            summary=(
                "take back the latest change that a command or the browser made to "
                "your files"
            ),
            load=_load_undo,
        ),
        Command(
            name="redo",
            summary="restore the change that undo took back last",
            load=_load_undo,
        ),
    )


def _load_edit() -> CommandModule:
    from microsite.apps.editor import edit

    return edit


def _load_reschedule() -> CommandModule:
    from microsite.apps.editor import reschedule

    return reschedule


def _load_undo() -> CommandModule:
    from microsite.apps.editor import undo

    return undo
