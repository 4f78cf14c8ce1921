"""Editions of one series, side by side: each in the folder that its address names."""

from __future__ import annotations

import re

from microsite.diagnostics.diagnostic import Log
from microsite.model.conference import Event
from microsite.model.event import EventDetails

FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*/\Z")


def edition_folder(details: EventDetails) -> str:
    """Where the pages of an edition go, from the root of its series: `2027/`.

    Empty where there is no series, or where the addresses do not fit, which `check_series` tells.
    """
    if details.series is None or details.base_url is None:
        return ""
    address, root = (f"{url.rstrip('/')}/" for url in (details.base_url, details.series.url))
    folder = address.removeprefix(root)
    return folder if folder != address and FOLDER.match(folder) else ""


def check_series(event: Event, log: Log) -> None:
    """The address of an edition is that of its series, and one folder more."""
    details = event.details
    if details.series is not None and not edition_folder(details):
        year = event.starts.year if event.starts else "2027"
        better = f"{details.series.url.rstrip('/')}/{year}/"
        log.report("E101", details.place("base_url"), given=details.base_url or "", better=better)
