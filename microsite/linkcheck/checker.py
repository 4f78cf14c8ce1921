"""Polite checks of many addresses: a few hosts at once, one request at a time to each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from math import inf
from urllib.parse import urlsplit

from microsite.linkcheck.http_client import LinkResult, LinkStatus, check_url

MAX_HOSTS = 8
"""Hosts that are asked at once."""
PAUSE = 0.5
"""Seconds between two requests to a host."""
MAX_PAUSE = 30
"""Seconds; what a busy host asks for is granted up to here."""
MAX_SILENT = 5
"""Hosts that may be silent, with no other answering, before this machine seems to be offline."""


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
            self.update_offline_guess(address, result)
            is_busy = result.status is LinkStatus.TROUBLE or result.pause is not None
            wanted = max(result.pause or 0.0, pause)
            if not is_busy or wanted > MAX_PAUSE or self.offline_reason:
                return result
            time.sleep(wanted)
        raise AssertionError("the last try returns")

    def update_offline_guess(self, address: str, result: LinkResult) -> None:
        """Take this machine to be offline if several hosts are silent and none has answered."""
        if result.status in (LinkStatus.MADE_UP, LinkStatus.PRIVATE):
            return
        with self.lock:
            self.has_answer = self.has_answer or not result.is_silent
            if result.is_silent:
                self.silent_hosts.add(_host(address))
            if not self.has_answer and len(self.silent_hosts) >= self.max_silent:
                self.offline_reason = result.why
