"""Many addresses, looked at politely: a few hosts at once, one question at a time to each, and with
pauses.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from microsite.linkcheck.http_client import LinkResult, LinkStatus, check_url

HOSTS_AT_ONCE = 8
PAUSE = 0.5
"""Seconds between two questions to a host."""
TRIES = 3
LONGEST_PAUSE = 30
"""Seconds; what a busy host asks for is granted up to here."""
MOST_SILENT = 5
"""Hosts that may be silent, with no other answering, before this machine is taken to be offline."""


class OfflineError(Exception):
    """Nothing answers: it is this machine that has no way out. The text says why it seems so, in a
    few words.
    """


def check_all(addresses: Iterable[str], progress: Callable[[int], None]) -> dict[str, LinkResult]:
    """What was found at each address. `progress` is told how many are done. Raises OfflineError.

    Addresses of one host come one after the other, so that nobody is asked more than one thing at a
    time.
    """
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(_host(address), []).append(address)
    running = _LinkChecker(progress, len(by_host))
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        list(pool.map(running.visit_host, by_host.values()))
    if running.is_offline.is_set():
        raise OfflineError(running.reason)
    return running.found


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


class _LinkChecker:
    def __init__(self, progress: Callable[[int], None], hosts: int) -> None:
        self.progress = progress
        self.enough = min(MOST_SILENT, hosts)
        self.found: dict[str, LinkResult] = {}
        self.lock = threading.Lock()
        self.has_answer = False
        self.silent: set[str] = set()
        self.is_offline = threading.Event()
        self.reason = ""

    def visit_host(self, addresses: list[str]) -> None:
        """Ask one host for each of its addresses; a silent one is not asked again for the next."""
        silence: LinkResult | None = None
        for number, address in enumerate(addresses):
            if self.is_offline.is_set():
                return
            if number and silence is None:
                time.sleep(PAUSE)
            visit = silence or self.check_with_retries(address)
            silence = visit if visit.is_silent else None
            with self.lock:
                self.found[address] = visit
                self.progress(len(self.found))

    def check_with_retries(self, address: str) -> LinkResult:
        """One address, asked for again where its host is not well or busy."""
        pause = 1.0
        for left in reversed(range(TRIES)):
            visit = check_url(address)
            self.update_offline_guess(address, visit)
            is_busy = visit.verdict is LinkStatus.TROUBLE or visit.pause is not None
            wanted = visit.pause or pause
            if not is_busy or not left or wanted > LONGEST_PAUSE or self.is_offline.is_set():
                return visit
            time.sleep(wanted)
            pause *= 2
        raise AssertionError("the last try returns")

    def update_offline_guess(self, address: str, visit: LinkResult) -> None:
        """Whether it begins to look as if this machine were offline."""
        if visit.verdict in (LinkStatus.MADE_UP, LinkStatus.PRIVATE):
            return
        with self.lock:
            self.has_answer = self.has_answer or not visit.is_silent
            if visit.is_silent:
                self.silent.add(_host(address))
            if not self.has_answer and len(self.silent) >= self.enough:
                self.reason = visit.why
                self.is_offline.set()
