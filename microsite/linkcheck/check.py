"""The links of a project that lead to other sites: looked at, remembered, and told of where they
stand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from microsite.diagnostics.diagnostic import Confidence, Fix, Log
from microsite.linkcheck.checker import check_all
from microsite.linkcheck.http_client import LinkResult, LinkStatus
from microsite.linkcheck.links import ExternalLink
from microsite.model.readiness import LINK_STALE_AFTER

MEMORY = "links"
"""Inside .cache."""
CACHE_TTL = timedelta(days=7)
"""How long an answer that was good, or a refusal, is believed without asking again."""
GRACE_PERIOD = timedelta(days=7)
"""How long a host may be out of order before its links count as dead."""
CACHEABLE = (LinkStatus.OK, LinkStatus.REFUSED)
CODES = {
    LinkStatus.GONE: "K171",
    LinkStatus.UNSAFE: "K172",
    LinkStatus.PRIVATE: "K173",
    LinkStatus.MADE_UP: "K174",
    LinkStatus.REFUSED: "K176",
    LinkStatus.TROUBLE: "K177",
}


class LinkCheckSummary(Struct, frozen=True):
    """What a check came to."""

    links: int
    """Addresses, each once."""
    remembered: int
    """Those that were not asked for again."""


def check_links(
    links: Iterable[ExternalLink],
    memory: Path | None,
    today: date,
    log: Log,
    progress: Callable[[int, int], None],
) -> LinkCheckSummary:
    """Look at each address, and report K17-codes where it stands. Raises OfflineError, with nothing reported.

    `progress` is told how many are done, and of how many. Without `memory` nothing is remembered.
    """
    listed = list(links)
    addresses = list(dict.fromkeys(link.address for link in listed))
    known = {address: kept for address, kept in _remembered(memory).items() if address in addresses}
    fresh = {address for address, kept in known.items() if kept.is_fresh(today)}
    wanted = [address for address in addresses if address not in fresh]
    found = check_all(wanted, lambda done: progress(done, len(wanted)))
    for address, visit in found.items():
        before = known.get(address)
        is_old_trouble = (
            before is not None and before.visit.verdict is visit.verdict is LinkStatus.TROUBLE
        )
        known[address] = _Kept(
            visit, today, before.since if before is not None and is_old_trouble else today
        )
    if memory is not None:
        answers = {address: kept.as_plain() for address, kept in known.items()}
        with suppress(OSError):
            memory.parent.mkdir(parents=True, exist_ok=True)
            memory.write_text(json.dumps(answers), encoding="utf-8")
    for link in listed:
        _report(link, known[link.address], today, log)
    return LinkCheckSummary(len(addresses), len(fresh))


class _Kept(Struct, frozen=True):
    """What was found, and when."""

    visit: LinkResult
    seen: date
    since: date
    """Since when it has been so."""

    def is_fresh(self, today: date) -> bool:
        """Whether it is believed without asking again."""
        return self.visit.verdict in CACHEABLE and timedelta() <= today - self.seen <= CACHE_TTL

    def as_plain(self) -> list[str]:
        """For the memory."""
        return [
            self.visit.verdict.value,
            self.visit.why,
            self.visit.moved_to,
            self.seen.isoformat(),
            self.since.isoformat(),
        ]

    @classmethod
    def from_plain(cls, plain: Any) -> _Kept:
        """Out of the memory. Raises ValueError and TypeError where it is of another version."""
        verdict, why, moved_to, seen, since = map(str, plain)
        return cls(
            LinkResult(LinkStatus(verdict), why, moved_to),
            date.fromisoformat(seen),
            date.fromisoformat(since),
        )


def _remembered(memory: Path | None) -> dict[str, _Kept]:
    if memory is None:
        return {}
    try:
        return {
            address: _Kept.from_plain(plain)
            for address, plain in json.loads(memory.read_bytes()).items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _report(link: ExternalLink, kept: _Kept, today: date, log: Log) -> None:
    visit = kept.visit
    is_old_trouble = visit.verdict is LinkStatus.TROUBLE and today - kept.since >= GRACE_PERIOD
    is_known_to_people = link.checked is not None and today - link.checked <= LINK_STALE_AFTER
    if visit.verdict is LinkStatus.OK:
        if visit.moved_to:
            _report_move(link, visit.moved_to, log)
        return
    if visit.verdict is LinkStatus.REFUSED and is_known_to_people:
        return
    why = f"{visit.why}, since {kept.since} or longer" if is_old_trouble else visit.why
    code = CODES[LinkStatus.GONE if is_old_trouble else visit.verdict]
    log.report(code, link.place, address=_short(link.address), why=why)


def _report_move(link: ExternalLink, to: str, log: Log) -> None:
    """A page that has moved for good: to one of its own, or only to the front page, which is as
    good as gone.
    """
    place, before = link.place, urlsplit(link.address)
    if urlsplit(to).path in ("", "/") and before.path not in ("", "/"):
        log.report("K178", place, address=_short(link.address), to=to)
        return
    is_whole = place.text == link.address
    fix = Fix(place, to, Confidence.LIKELY) if is_whole else None
    log.report("K175", place, fix=fix, address=_short(link.address), to=to)


def _short(address: str) -> str:
    """An address without what everybody takes for granted, cut where it is long."""
    plain = address.partition("://")[2].rstrip("/")
    return plain if len(plain) <= 80 else f"{plain[:79]}…"
