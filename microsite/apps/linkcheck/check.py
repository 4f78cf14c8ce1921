"""Links to other sites: found in the sources, requested, and reported.

A few hosts are asked at once, and each for one address at a time, without the body.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from enum import StrEnum
from html import unescape
from itertools import chain
from math import inf
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from msgspec import Struct, field, json

from microsite import __version__
from microsite.diagnostics.diagnostic import Confidence, Fix, Log
from microsite.diagnostics.source_text import Span
from microsite.model.dates import parse_date
from microsite.model.parsing import ParseError
from microsite.model.readiness import LINK_STALE_AFTER
from microsite.model.types import NO, parse_web_address
from microsite.site.markdown import to_html
from microsite.source.edits import strip_curly_quotes
from microsite.source.nodes import Mapping, Node, Scalar, Sequence, truncate
from microsite.source.reader import SourceFiles
from microsite.web import Client, Problem, Response, WebError

PAUSE = 0.5
"""Seconds between two requests to a host."""
MAX_PAUSE = 30
"""Seconds that a busy host may ask to wait."""
MAX_SECONDS = 30.0
"""Time limit for an answer."""
MAX_SILENT = 5
"""Hosts that may be silent before this machine seems to be offline."""
CACHE_FILE = "links"
"""Name inside .cache."""
CACHE_TTL = timedelta(days=7)
"""Time for which good answers and refusals are trusted."""
GRACE_PERIOD = timedelta(days=7)
"""Time that a host may be silent before its links count as dead."""
REFUSED = frozenset({401, 402, 403, 405, 406, 407, 418, 421, 429, 451, 501, 999})
"""Status codes of answers to programs that people may not get."""
BOT_WALL_HEADERS = frozenset({"cf-mitigated", "x-datadome", "x-amzn-waf-action"})
HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; Microsite/{__version__}; link check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
}
ADDRESS = re.compile(r"(?i)https?://\S+")
HREF = re.compile(r'(?i)<a\b[^<>]*?\shref="(https?:[^"]*)"')
NOT_CHECKED = frozenset({"base_url", "series", "unchecked_links"})
"""Settings with addresses of the site itself, or that are not to be checked."""


class ExternalLink(Struct, frozen=True):
    """An address on the web, and where it is written."""

    address: str
    """Without the part after `#`, which is not sent to a server."""
    span: Span
    checked: date | None = None
    """Day of the last check by a person, as its record says."""


def links_of(sources: SourceFiles) -> Iterator[ExternalLink]:
    """Yield the links of a project, file by file.

    Those of people who may be protected are left out.
    """
    documents = [sources.event] if sources.event is not None else []
    documents += chain.from_iterable(sources.documents.values())
    protected_by_slug = {
        document.slug: document.settings.values.get("protected")
        for document in documents
    }
    hidden_slugs = set()
    for slug, node in protected_by_slug.items():
        if node is None:
            continue
        value = str(node.to_python() or "no").lower()
        if value not in NO:
            hidden_slugs.add(slug)

    for document in documents:
        if document.slug.partition(".")[0] not in hidden_slugs:
            yield from _node_links(document.settings)
            yield from _text_links(document.body.text, document.body)
    for root in sources.data.values():
        yield from _node_links(root)


def is_ignored(address: str, patterns: Iterable[str]) -> bool:
    """Return whether an address is one of those named.

    A pattern with a path matches the start of an address, another one its host.
    """
    target = _without_scheme(address)
    host = target.partition("/")[0]
    for pattern in patterns:
        name = _without_scheme(pattern)
        site = name.rstrip("/")
        if "/" in site:
            if target.startswith(name):
                return True
        else:
            ends = (f".{site}", f".{site}:{urlsplit(address).port}")
            if f".{host}".endswith(ends):
                return True
    return False


def _without_scheme(address: str) -> str:
    """Return an address in lower case without `https://` and `www.`."""
    return re.sub(r"^https?://(www\.)?|^www\.", "", address.strip().lower())


def _node_links(node: Node, checked: date | None = None) -> Iterator[ExternalLink]:
    """Yield the links of settings.

    `checked` is the day of the last check that the record around them has.
    """
    if isinstance(node, Mapping):
        checked = None
        day = node.values.get("checked")
        if isinstance(day, Scalar):
            with suppress(ValueError):
                checked = parse_date(day.text)
        for key, value in node:
            if key.text not in NOT_CHECKED:
                yield from _node_links(value, checked)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _node_links(item, checked)
    elif ADDRESS.fullmatch(text := strip_curly_quotes(node.text.strip())):
        with suppress(ParseError):  # the record has an error at this address
            address = urldefrag(parse_web_address(text)).url
            yield ExternalLink(address, node.span, checked)
    else:
        yield from _text_links(node.text, node.span)


def _text_links(text: str, span: Span) -> Iterator[ExternalLink]:
    """Yield the links of a text as a page has them.

    They can be bare addresses or references such as [words][1].
    """
    if "http" not in text.lower() and "www." not in text:
        return
    counts: Counter[str] = Counter()
    for match in HREF.finditer(to_html(text)):
        address = unescape(match[1])
        without_scheme = address.partition("://")[2]
        form = address if address in span.text else without_scheme
        places = _places_of(form, span.text)
        if places:
            start, end = places[min(counts[form], len(places) - 1)]
        else:
            start, end = 0, len(span.text)
        counts[form] += 1
        place = span.source.span(span.start + start, span.start + end)
        yield ExternalLink(urldefrag(address).url, place)


def _places_of(address: str, text: str) -> list[tuple[int, int]]:
    """Return where a text has an address, and not a longer one."""
    if not address:
        return []
    pattern = rf"{re.escape(address)}(?![\w/%?&=#~])"
    return [match.span() for match in re.finditer(pattern, text)]


class LinkStatus(StrEnum):
    """Result of a check: the code that reports it.

    The codes are stored in the cache.
    """

    OK = ""
    GONE = "K171"
    UNSAFE = "K172"
    """Browsers warn of it."""
    PRIVATE = "K173"
    """It is inside a private network."""
    MADE_UP = "K174"
    """It is a name for examples, which does not exist."""
    REFUSED = "K176"
    """The host rejects programs, but perhaps not people."""
    TROUBLE = "K177"
    """No answer, or an error of the host, perhaps only today."""


BY_PROBLEM = {
    **dict.fromkeys(
        (Problem.INVALID, Problem.ASTRAY, Problem.NO_HOST), LinkStatus.GONE
    ),
    **dict.fromkeys((Problem.EXPIRED, Problem.OTHER_NAME), LinkStatus.UNSAFE),
    Problem.PRIVATE: LinkStatus.PRIVATE,
    Problem.MADE_UP: LinkStatus.MADE_UP,
}
"""Results of requests without an answer. All others are trouble."""
SILENT = (Problem.NO_HOST, Problem.NO_LOOKUP, Problem.UNREACHABLE, Problem.UNVERIFIED)
"""Problems that this machine may have with all hosts, as when it is offline."""


class LinkResult(Struct, frozen=True):
    """Result of the check of an address."""

    status: LinkStatus
    why: str = ""
    """A few words that follow a colon."""
    moved_to: str = ""
    """New address, if it has moved permanently."""
    pause: float | None = None
    """Seconds that the host asks to wait before the next request."""
    is_silent: bool = False
    """True if nothing answered at all, as when this machine is offline."""


class _CachedResult(Struct, frozen=True):
    """Result of an earlier check."""

    result: LinkResult
    checked: date
    since: date
    """Day of the first check with this result."""


def check_links(
    links: list[ExternalLink],
    cache: Path | None,
    today: date,
    log: Log,
    progress: Callable[[int, int], None],
) -> tuple[int, int]:
    """Report K17-codes of addresses.

    Return the number of addresses, and how many have a result in the cache. Call
    `progress` with the numbers of checked and of all others. Raise OfflineError.
    """
    addresses = dict.fromkeys(link.address for link in links)
    cached_results = _read_cache(cache) if cache is not None else {}
    results = {
        address: result
        for address, result in cached_results.items()
        if address in addresses
    }
    fresh_addresses = {
        address for address, result in results.items() if _is_fresh(result, today)
    }
    queue = [address for address in addresses if address not in fresh_addresses]
    new_results = check_all(queue, lambda count: progress(count, len(queue)))
    for address, result in new_results.items():
        since = today
        before = results.get(address)
        if before and before.result.status is result.status is LinkStatus.TROUBLE:
            since = before.since
        results[address] = _CachedResult(result, today, since)

    if cache is not None:
        with suppress(OSError):
            cache.parent.mkdir(parents=True, exist_ok=True)
            cache.write_bytes(json.encode(results))
    for link in links:
        _report(link, results[link.address], today, log)
    return len(addresses), len(fresh_addresses)


def _read_cache(cache: Path) -> dict[str, _CachedResult]:
    """Return the results of earlier checks by address; none if it cannot be read."""
    with suppress(OSError, ValueError):
        return json.decode(cache.read_bytes(), type=dict[str, _CachedResult])
    return {}


def _is_fresh(cached: _CachedResult, today: date) -> bool:
    """Return whether an address need not be checked again."""
    if cached.result.status not in (LinkStatus.OK, LinkStatus.REFUSED):
        return False
    return timedelta() <= today - cached.checked <= CACHE_TTL


def _report(link: ExternalLink, record: _CachedResult, today: date, log: Log) -> None:
    """Report the result of a check at a link."""
    status = record.result.status
    why = record.result.why
    address = truncate(link.address.partition("://")[2].rstrip("/"), 80)
    if status is LinkStatus.OK:
        if record.result.moved_to:
            _report_move(link, address, record.result.moved_to, log)
        return
    if status is LinkStatus.REFUSED and link.checked:
        is_checked_by_people = today - link.checked <= LINK_STALE_AFTER
        if is_checked_by_people:
            return
    if status is LinkStatus.TROUBLE and today - record.since >= GRACE_PERIOD:
        status = LinkStatus.GONE
        why = f"{why}, since at least {record.since}"
    log.report(status.value, link.span, address=address, why=why)


def _report_move(link: ExternalLink, address: str, to: str, log: Log) -> None:
    """Report K178 for a page that leads to the home page now, else K175."""
    had_path = urlsplit(link.address).path.strip("/")
    has_path = urlsplit(to).path.strip("/")
    if had_path and not has_path:
        log.report("K178", link.span, address=address, to=to)
        return
    fix = None
    if link.span.text == link.address:
        fix = Fix(link.span, to, Confidence.LIKELY)
    log.report("K175", link.span, fix=fix, address=address, to=to)


class OfflineError(Exception):
    """Nothing answers: this machine seems to be offline.

    The text says why, in a few words.
    """


def check_all(
    addresses: Iterable[str], progress: Callable[[int], None]
) -> dict[str, LinkResult]:
    """Check addresses, and return the results by address.

    `progress` receives the number done. Raises OfflineError.
    """
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
        by_host.setdefault(host, []).append(address)
    checker = _Checker(progress, min(MAX_SILENT, len(by_host)))
    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(checker.check_host, by_host, by_host.values()))
    if checker.offline_reason:
        raise OfflineError(checker.offline_reason)
    return checker.results


class _Checker(Struct):
    """Checks of several hosts at once, and what they have in common."""

    progress: Callable[[int], None]
    max_silent: int
    results: dict[str, LinkResult] = {}
    lock: threading.Lock = field(default_factory=threading.Lock)
    has_answer: bool = False
    silent_hosts: set[str] = set()
    offline_reason: str = ""

    def check_host(self, host: str, addresses: list[str]) -> None:
        """Check the addresses of one host; a silent host is not asked again."""
        silence: LinkResult | None = None
        for number, address in enumerate(addresses):
            if self.offline_reason:
                return
            if number and silence is None:
                time.sleep(PAUSE)
            result = silence or self.check_with_retries(host, address)
            silence = result if result.is_silent else None
            with self.lock:
                self.results[address] = result
                self.progress(len(self.results))

    def check_with_retries(self, host: str, address: str) -> LinkResult:
        """Check an address, again if its host is busy or has an error."""
        pauses = iter((1.0, 2.0))
        while True:
            result = check_url(address)
            with self.lock:
                if result.is_silent:
                    self.silent_hosts.add(host)
                elif result.status not in (LinkStatus.MADE_UP, LinkStatus.PRIVATE):
                    self.has_answer = True
                if not self.has_answer and len(self.silent_hosts) >= self.max_silent:
                    self.offline_reason = self.offline_reason or result.why
            is_busy = result.status is LinkStatus.TROUBLE or result.pause is not None
            seconds = max(result.pause or 0.0, next(pauses, inf))
            if not is_busy or seconds > MAX_PAUSE or self.offline_reason:
                return result
            time.sleep(seconds)


def check_url(address: str) -> LinkResult:
    """Check an address once, and follow where it leads."""
    seen_addresses = {address}
    moved_to = ""
    target = address
    is_permanent = True
    wants_cookies = False
    try:
        with Client(HEADERS) as client:
            for _ in range(8):
                response = client.request(target, MAX_SECONDS)
                if not response.location:
                    return _classify_response(response, moved_to)
                wants_cookies = wants_cookies or "set-cookie" in response.headers
                target = response.location
                if target in seen_addresses:
                    break
                seen_addresses.add(target)
                is_permanent = is_permanent and response.status in (301, 308)
                if is_permanent:
                    moved_to = target
    except WebError as failure:
        problem = failure.problem
        status = BY_PROBLEM.get(problem, LinkStatus.TROUBLE)
        is_silent = problem in SILENT and target == address
        return LinkResult(status, str(problem), is_silent=is_silent)
    if wants_cookies:
        return LinkResult(LinkStatus.REFUSED, "it requires a cookie")
    return LinkResult(LinkStatus.GONE, str(Problem.CIRCLE))


def _classify_response(response: Response, moved_to: str) -> LinkResult:
    """Return what an answer means that does not lead elsewhere."""
    status = response.status
    headers = response.headers
    if 200 <= status < 400:
        return LinkResult(LinkStatus.OK, moved_to=moved_to)
    is_refused = status in REFUSED or not BOT_WALL_HEADERS.isdisjoint(headers)
    if status in (404, 410) and not is_refused:
        return LinkResult(LinkStatus.GONE, f"the page does not exist ({status})")
    retry_after = headers.get("retry-after", "").strip()
    pause = float(retry_after) if re.fullmatch(r"\d{1,6}", retry_after) else None
    if 400 <= status < 500 or is_refused:
        does = "refuses programs" if is_refused else "rejected the request"
        return LinkResult(
            LinkStatus.REFUSED, f"its server {does} ({status})", pause=pause
        )
    return LinkResult(
        LinkStatus.TROUBLE, f"its server reported an error ({status})", pause=pause
    )
