"""Whether a published site is due to be built again, because a rate ends, booking opens, or the
event is over.

Usage: python deploy/due.py https://conference.example/

Prints `due=yes` or `due=no`, which a workflow can append to its outputs, and the reason for people.
What is online tells: its build.json holds the next moment at which the site changes by itself.
Whatever is in doubt is due.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from datetime import UTC, datetime

SECONDS = 20


def is_due(record: bytes, now: datetime) -> tuple[bool, str]:
    """Whether a build.json is of the past at this moment, and why."""
    try:
        found = json.loads(record)
        changes = found.get("next_change")
        engine = found["engine"]
        moment = datetime.fromisoformat(changes) if changes else None
    except (ValueError, KeyError, AttributeError, TypeError):
        return True, "its build.json cannot be read"
    if moment is None:
        return False, f"nothing in it changes by itself any more (Microsite {engine})"
    if moment.tzinfo is None or moment <= now:
        return True, f"it was to change at {changes}"
    return False, f"it next changes at {changes}"


def fetched(address: str) -> bytes:
    """The build.json of a site; empty where there is none. Raises ValueError for what is no
    address.
    """
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"“{address}” is not an address")
    request = urllib.request.Request(  # noqa: S310 - of the web, as was just seen
        f"{address.rstrip('/')}/build.json",
        headers={"User-Agent": "Microsite due", "Cache-Control": "no-cache"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            data: bytes = answer.read(64 * 1024 * 1024)
    except OSError:
        return b""
    return data


def main(address: str) -> int:
    """Print the answer; gives the exit code."""
    try:
        record = fetched(address)
    except ValueError as problem:
        sys.stderr.write(
            f"{problem}. Say where the site is: deploy/due.py https://conference.example/\n"
        )
        return 2
    due, why = is_due(record, datetime.now(UTC))
    sys.stderr.write(f"The site is {'due to be built' if due else 'up to date'}: {why}.\n")
    sys.stdout.write(f"due={'yes' if due else 'no'}\n")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
