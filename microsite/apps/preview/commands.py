"""The command of the preview: `serve`."""

from microsite.console.command import Command, CommandModule


def commands() -> tuple[Command, ...]:
    """Return the commands of this application."""
    return (
        Command(
            name="serve",
            summary="preview the site; it updates when you save",
            load=_load_serve,
        ),
    )


def _load_serve() -> CommandModule:
    from microsite.apps.preview import serve

    return serve
