"""Commands that send the site to its host, and check it there."""

from microsite.console.command import Command, CommandModule


def commands() -> tuple[Command, ...]:
    """Return the commands of this application."""
    return (
        Command(
            name="verify",
            summary="check that the live site matches the build",
            load=_load_verify,
        ),
        Command(
            name="publish",
            summary=("send the site to its host, after showing what will change there"),
            load=_load_publish,
        ),
        Command(
            name="init-ci",
            summary=(
                "add a workflow that builds and publishes the site when something "
                "changes"
            ),
            load=_load_init_ci,
        ),
        Command(
            name="due",
            summary=(
                "report whether the live site needs a rebuild, because a date has "
                "passed"
            ),
            load=_load_due,
        ),
        Command(
            name="record",
            summary="record what is published, to track later changes",
            load=_load_record,
        ),
    )


def _load_verify() -> CommandModule:
    from microsite.apps.publish import verify

    return verify


def _load_publish() -> CommandModule:
    from microsite.apps.publish import publish

    return publish


def _load_init_ci() -> CommandModule:
    from microsite.apps.publish import init_ci

    return init_ci


def _load_due() -> CommandModule:
    from microsite.apps.publish import due

    return due


def _load_record() -> CommandModule:
    from microsite.apps.publish import record

    return record
