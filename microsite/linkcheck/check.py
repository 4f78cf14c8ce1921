"""Check of the links to other sites: requested politely, cached, and reported where they are.

A few hosts are asked at once, and each for one address at a time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from math import inf
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from microsite.diagnostics.diagnostic import Confidence, Fix, Log
from microsite.linkcheck.http_client import LinkResult, LinkStatus, check_url
from microsite.linkcheck.links import ExternalLink
from microsite.model.readiness import LINK_STALE_AFTER

MAX_HOSTS = 8
"""Hosts that are asked at once."""
PAUSE = 0.5
"""Seconds between two requests to a host."""
MAX_PAUSE = 30
"""Seconds; what a busy host asks for is granted up to here."""
MAX_SILENT = 5
"""Hosts that may be silent, with no other answering, before this machine seems to be offline."""
CACHE_FILE = "links"
"""Inside .cache."""
CACHE_TTL = timedelta(days=7)
"""Good answers and refusals are believed for so long."""
GRACE_PERIOD = timedelta(days=7)
"""A host may be out of order for so long before its links count as dead."""


class _CachedResult(Struct, frozen=True):
    result: LinkResult
    checked: date
    since: date
    """The first check with this result."""

    def is_fresh(self, today: date) -> bool:
        """Return whether it is believed without another request."""
        is_stable = self.result.status in (LinkStatus.OK, LinkStatus.REFUSED)
        return is_stable and timedelta() <= today - self.checked <= CACHE_TTL


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
    known: dict[str, _CachedResult] = {}
    if cache is not None:
        with suppress(OSError, ValueError):
            known = msgspec.json.decode(cache.read_bytes(), type=dict[str, _CachedResult])
    known = {address: kept for address, kept in known.items() if address in addresses}
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


def _report(link: ExternalLink, kept: _CachedResult, today: date, log: Log) -> None:
    result, status, why = kept.result, kept.result.status, kept.result.why
    address, to = link.address.partition("://")[2].rstrip("/"), result.moved_to
    address = address if len(address) <= 80 else f"{address[:79]}…"
    if status is LinkStatus.OK and not to:
        return
    if status is LinkStatus.OK:
        if urlsplit(to).path in ("", "/") and urlsplit(link.address).path not in ("", "/"):
            log.report("K178", link.span, address=address, to=to)  # as good as gone
            return
        is_whole = link.span.text == link.address
        fix = Fix(link.span, to, Confidence.LIKELY) if is_whole else None
        log.report("K175", link.span, fix=fix, address=address, to=to)
        return
    is_known_to_people = link.checked is not None and today - link.checked <= LINK_STALE_AFTER
    if status is LinkStatus.REFUSED and is_known_to_people:
        return
    if status is LinkStatus.TROUBLE and today - kept.since >= GRACE_PERIOD:
        status, why = LinkStatus.GONE, f"{why}, since {kept.since} or longer"
    log.report(status.value, link.span, address=address, why=why)


class OfflineError(Exception):
    """Nothing answers: this machine seems to be offline. The text says why, in a few words."""


def check_all(addresses: Iterable[str], progress: Callable[[int], None]) -> dict[str, LinkResult]:
    """Check addresses; `progress` receives the number done. Raises OfflineError."""
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(_host(address), []).append(address)
    checker = _Checker(progress, min(MAX_SILENT, len(by_host)))
    with ThreadPoolExecutor(MAX_HOSTS) as pool:
        list(pool.map(checker.check_host, by_host.values()))
    if checker.offline_reason:
        raise OfflineError(checker.offline_reason)
    return checker.results


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


class _Checker:
    def __init__(self, progress: Callable[[int], None], max_silent: int) -> None:
        self.progress = progress
        self.max_silent = max_silent
        self.results: dict[str, LinkResult] = {}
        self.lock = threading.Lock()
        self.has_answer = False
        self.silent_hosts: set[str] = set()
        self.offline_reason = ""

    def check_host(self, addresses: list[str]) -> None:
        """Check the addresses of one host; a silent host is not asked again."""
        silence: LinkResult | None = None
        for number, address in enumerate(addresses):
            if self.offline_reason:
                return
            if number and silence is None:
                time.sleep(PAUSE)
            result = silence or self.check_with_retries(address)
            silence = result if result.is_silent else None
            with self.lock:
                self.results[address] = result
                self.progress(len(self.results))

    def check_with_retries(self, address: str) -> LinkResult:
        """Check an address, again if its host is busy or has an error."""
        for pause in (1.0, 2.0, inf):
            result = check_url(address)
            if result.status not in (LinkStatus.MADE_UP, LinkStatus.PRIVATE):
                self.update_offline_guess(address, result)
            is_busy = result.status is LinkStatus.TROUBLE or result.pause is not None
            wanted = max(result.pause or 0.0, pause)
            if not is_busy or wanted > MAX_PAUSE or self.offline_reason:
                return result
            time.sleep(wanted)
        raise AssertionError("the last try returns")

    def update_offline_guess(self, address: str, result: LinkResult) -> None:
        """Take this machine to be offline if several hosts are silent and none has answered."""
        with self.lock:
            if result.is_silent:
                self.silent_hosts.add(_host(address))
            else:
                self.has_answer = True
            if not self.has_answer and len(self.silent_hosts) >= self.max_silent:
                self.offline_reason = result.why
