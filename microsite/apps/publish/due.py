"""`due`: report whether a published site has to be built again, because a date has
passed.

It prints `due=yes` or `due=no`, which a workflow can add to its outputs, and the reason
for people. Exit codes: 0 it is known or assumed to be due, 2 wrong usage.
"""

import sys
from argparse import Namespace
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from microsite.apps.publish.online import SiteClient
from microsite.console.command import Add, CommandError
from microsite.console.options import field_value
from microsite.console.output import echo
from microsite.model.types import parse_web_address
from microsite.output.build_json import BUILD_JSON, read_build_json
from microsite.up_to_date import program
from microsite.web import WebError


def add_arguments(add: Add) -> None:
    """Add the argument of `due`."""
    parse = partial(field_value, "The address", parse_web_address)
    add("url", "URL", "the address of the published site", type=parse)


def run(options: Namespace) -> int:
    """Print the answer. Return the exit code."""
    if options.url is None:
        message = (
            f"Add the address of the site: {program()} due https://conference.example/"
        )
        raise CommandError(message)
    data = b""
    with SiteClient(options.url) as site, suppress(WebError):
        data = site.get(BUILD_JSON).body
    due, reason = is_due(data, datetime.now(UTC))
    echo(f"The site {'needs a rebuild' if due else 'is up to date'}: {reason}.")
    sys.stdout.write(f"due={'yes' if due else 'no'}\n")
    return 0


def is_due(build_json: bytes, now: datetime) -> tuple[bool, str]:
    """Return whether a site is due at this time, and the reason. If in doubt, it is."""
    build = read_build_json(build_json)
    if build is None:
        return True, "its build.json cannot be read"
    change = build.next_change
    if change is None:
        return False, f"it has no further changes on a date (Microsite {build.engine})"
    if change.tzinfo is None or change <= now:
        return True, f"it was due to change at {change.isoformat()}"
    return False, f"it next changes at {change.isoformat()}"
