"""Commands for portfolios: `pull`, which serves single events too, and `freeze`."""

from microsite.console.command import Command, CommandModule


def commands() -> tuple[Command, ...]:
    """Return the commands of this application."""
    return (
        Command(
            name="pull",
            summary=(
                "fetch the programme from the systems in “sources:”, and merge it"
            ),
            load=_load_pull,
        ),
        Command(
            name="freeze",
            summary="keep the site of a past event of a portfolio as final files",
            load=_load_freeze,
        ),
    )


def _load_pull() -> CommandModule:
    from microsite.apps.portfolio import pull

    return pull


def _load_freeze() -> CommandModule:
    from microsite.apps.portfolio import freeze

    return freeze
