"""`due`: report whether a published site has to be built again, because a date has passed.

It prints `due=yes` or `due=no`, which a workflow can add to its outputs, and the reason for people.
Exit codes: 0 it is known or assumed to be due, 2 wrong usage.
"""

import json
import sys
from argparse import Namespace
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from microsite.cli import commands
from microsite.cli.report import echo
from microsite.model.types import parse_web_address
from microsite.publish.build_json import BUILD_JSON
from microsite.publishing.comparison import SiteClient
from microsite.source.web import WebError
from microsite.up_to_date import program


def add_arguments(add: commands.Add) -> None:
    """Add the argument of `due`."""
    parse = partial(commands.field_value, "The address", parse_web_address)
    add("url", "URL", "the address of the published site", type=parse)


def run(options: Namespace) -> int:
    """Print the answer. Return the exit code."""
    if options.url is None:
        message = f"Add the address of the site: {program()} due https://conference.example/"
        raise commands.CommandError(message)
    data = b""
    with SiteClient(options.url) as site, suppress(WebError):
        data = site.get(BUILD_JSON).body
    due, reason = is_due(data, datetime.now(UTC))
    echo(f"The site {'needs a rebuild' if due else 'is up to date'}: {reason}.")
    sys.stdout.write(f"due={'yes' if due else 'no'}\n")
    return 0


def is_due(build_json: bytes, now: datetime) -> tuple[bool, str]:
    """Return whether a site is due at this time, and the reason. If in doubt, it is."""
    try:
        found = json.loads(build_json)
        change, engine = found.get("next_change"), found["engine"]
        moment = datetime.fromisoformat(change) if change else None
    except (ValueError, KeyError, AttributeError, TypeError):
        return True, "its build.json cannot be read"
    if moment is None:
        return False, f"it has no further changes on a date (Microsite {engine})"
    if moment.tzinfo is None or moment <= now:
        return True, f"it was due to change at {change}"
    return False, f"it next changes at {change}"
