"""The report of the last build, which the next one repeats if nothing has changed."""

import zoneinfo
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from math import inf
from zoneinfo import ZoneInfo

from microsite import up_to_date
from microsite.build import Outcome
from microsite.site import state
from microsite.up_to_date import Snapshot, file_stat, program, save_manifest


def save_report(
    as_of: date | None, outcome: Outcome, snapshot: Snapshot, text: str
) -> None:
    """Let the next build give this report again if it would change nothing.

    `as_of` is the day for which the site was built; None for now.
    """
    published = outcome.published
    moment = outcome.moment
    is_sound = all(diagnostic.is_content_error for diagnostic in outcome.log)
    if published is None or moment is None or not is_sound:
        return

    zone = outcome.loaded[0].event.zone
    valid = (-inf, inf)
    if as_of is None:
        valid = (moment.timestamp(), _end_of_validity(outcome, moment, zone))
    zone_files = [f"{folder}/{zone.key}" for folder in zoneinfo.TZPATH]
    manifest = published.manifest._replace(
        request=snapshot.request,
        inputs=up_to_date.without_recent(snapshot.inputs, snapshot.time_ns),
        timezone_files={path: file_stat(path) for path in zone_files},
        valid=valid,
        program=program() if program() in text else None,
        report=text,
    )
    with suppress(OSError):
        save_manifest(snapshot.manifest, manifest)


def _end_of_validity(outcome: Outcome, moment: datetime, zone: ZoneInfo) -> float:
    """Return when a site has to be built again, in seconds since 1970.

    That is at its next change, at midnight at the latest, and never for a final site.
    """
    if all(state.is_final(edition.event, moment) for edition in outcome.loaded):
        return inf
    midnight = datetime.combine(moment.date() + timedelta(days=1), time(), zone)
    return min(midnight, outcome.next_change or midnight).timestamp()
