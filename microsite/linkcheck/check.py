"""Check of the links to other sites: asked for, remembered, and reported where they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from microsite.diagnostics.diagnostic import Confidence, Fix, Log
from microsite.linkcheck.checker import check_all
from microsite.linkcheck.http_client import LinkResult, LinkStatus
from microsite.linkcheck.links import ExternalLink
from microsite.model.readiness import LINK_STALE_AFTER

CACHE_FILE = "links"
"""Inside .cache."""
CACHE_TTL = timedelta(days=7)
"""Good answers and refusals are believed for so long."""
GRACE_PERIOD = timedelta(days=7)
"""A host may be out of order for so long before its links count as dead."""
CACHEABLE = (LinkStatus.OK, LinkStatus.REFUSED)
CODES = {
    LinkStatus.GONE: "K171",
    LinkStatus.UNSAFE: "K172",
    LinkStatus.PRIVATE: "K173",
    LinkStatus.MADE_UP: "K174",
    LinkStatus.REFUSED: "K176",
    LinkStatus.TROUBLE: "K177",
}


class _CachedResult(Struct, frozen=True):
    result: LinkResult
    checked: date
    since: date
    """The first check with this result."""

    def is_fresh(self, today: date) -> bool:
        """Return whether it is believed without another request."""
        age = today - self.checked
        return self.result.status in CACHEABLE and timedelta() <= age <= CACHE_TTL


def check_links(
    links: Iterable[ExternalLink],
    cache: Path | None,
    today: date,
    log: Log,
    progress: Callable[[int, int], None],
) -> tuple[int, int]:
    """Report K17-codes of addresses. Return their number, and how many have a result in the cache.

    Call `progress` with the numbers of checked and of all others. Raise OfflineError.
    """
    links = list(links)
    addresses = dict.fromkeys(link.address for link in links)
    known = {address: kept for address, kept in _read(cache).items() if address in addresses}
    fresh = {address for address, kept in known.items() if kept.is_fresh(today)}
    wanted = [address for address in addresses if address not in fresh]
    for address, result in check_all(wanted, lambda done: progress(done, len(wanted))).items():
        before = known.get(address)
        is_old_trouble = before and before.result.status is result.status is LinkStatus.TROUBLE
        since = before.since if before and is_old_trouble else today
        known[address] = _CachedResult(result, today, since)
    if cache is not None:
        with suppress(OSError):
            cache.parent.mkdir(parents=True, exist_ok=True)
            cache.write_bytes(msgspec.json.encode(known))
    for link in links:
        _report(link, known[link.address], today, log)
    return len(addresses), len(fresh)


def _read(cache: Path | None) -> dict[str, _CachedResult]:
    try:
        data = cache.read_bytes() if cache else b"{}"
        return msgspec.json.decode(data, type=dict[str, _CachedResult])
    except (OSError, ValueError):
        return {}


def _report(link: ExternalLink, kept: _CachedResult, today: date, log: Log) -> None:
    result, status, why = kept.result, kept.result.status, kept.result.why
    if status is LinkStatus.OK:
        if result.moved_to:
            _report_move(link, result.moved_to, log)
        return
    is_known_to_people = link.checked is not None and today - link.checked <= LINK_STALE_AFTER
    if status is LinkStatus.REFUSED and is_known_to_people:
        return
    if status is LinkStatus.TROUBLE and today - kept.since >= GRACE_PERIOD:
        status, why = LinkStatus.GONE, f"{why}, since {kept.since} or longer"
    log.report(CODES[status], link.span, address=_shorten(link.address), why=why)


def _report_move(link: ExternalLink, to: str, log: Log) -> None:
    """Report a page that has moved for good; a move to the front page is as good as gone."""
    address = _shorten(link.address)
    if urlsplit(to).path in ("", "/") and urlsplit(link.address).path not in ("", "/"):
        log.report("K178", link.span, address=address, to=to)
        return
    is_whole = link.span.text == link.address
    fix = Fix(link.span, to, Confidence.LIKELY) if is_whole else None
    log.report("K175", link.span, fix=fix, address=address, to=to)


def _shorten(address: str) -> str:
    plain = address.partition("://")[2].rstrip("/")
    return plain if len(plain) <= 80 else f"{plain[:79]}…"
