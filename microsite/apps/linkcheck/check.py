"""Links to other sites: found in the sources, requested politely, and reported where
they are.

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

PAUSE = 0.5  # seconds between two requests to a host
MAX_PAUSE = 30  # seconds; what a busy host asks for is granted up to here
MAX_SECONDS = 30.0  # time limit for an answer
MAX_SILENT = 5  # hosts that may be silent before this machine seems to be offline
CACHE_FILE = "links"  # inside .cache
CACHE_TTL = timedelta(days=7)  # good answers and refusals are believed for so long
GRACE_PERIOD = timedelta(days=7)
"""Time that a host may be silent before its links count as dead."""
REFUSED = frozenset((401, 402, 403, 405, 406, 407, 418, 421, 429, 451, 501, 999))
"""Answers to a robot that say nothing of what people get."""
BOT_WALL_HEADERS = frozenset(("cf-mitigated", "x-datadome", "x-amzn-waf-action"))
HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; Microsite/{__version__}; link check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
}
ADDRESS = re.compile(r"(?i)https?://\S+")
HREF = re.compile(r'(?i)<a\b[^<>]*?\shref="(https?:[^"]*)"')
NOT_CHECKED = frozenset(("base_url", "series", "unchecked_links"))
"""Settings with addresses of the site itself, or that are not to be checked."""


class ExternalLink(Struct, frozen=True):
    """An address on the web, and where it is written."""

    address: str  # without the part after `#`, which goes to no server
    span: Span
    checked: date | None = None  # the day of the last check, as its record says


def links_of(sources: SourceFiles) -> Iterator[ExternalLink]:
    """Yield the links of a project, file by file, without those of people who may be
    protected.
    """
    documents = [sources.event] if sources.event is not None else []
    documents += chain.from_iterable(sources.documents.values())
    nodes = {
        document.slug: document.settings.values.get("protected")
        for document in documents
    }
    values = {
        slug: node.to_python() for slug, node in nodes.items() if node is not None
    }
    hidden_slugs = {
        slug for slug, value in values.items() if str(value or "no").lower() not in NO
    }
    for document in documents:
        if document.slug.partition(".")[0] not in hidden_slugs:
            yield from _node_links(document.settings)
            yield from _text_links(document.body.text, document.body)
    for root in sources.data.values():
        yield from _node_links(root)


def is_ignored(address: str, patterns: Iterable[str]) -> bool:
    """Return whether an address is one of those named: by its host, or by how it
    starts.
    """
    texts = (text.strip().lower() for text in (address, *patterns))
    target, *names = (re.sub(r"^https?://(www\.)?|^www\.", "", text) for text in texts)
    host = target.partition("/")[0]
    for name in names:
        site = name.rstrip("/")
        ends = (f".{site}", f".{site}:{urlsplit(address).port}")
        if target.startswith(name) if "/" in site else f".{host}".endswith(ends):
            return True
    return False


def _node_links(node: Node, checked: date | None = None) -> Iterator[ExternalLink]:
    if isinstance(node, Mapping):
        day, checked = node.values.get("checked"), None
        with suppress(ValueError):
            checked = parse_date(day.text) if isinstance(day, Scalar) else None
        for key, value in node:
            if key.text not in NOT_CHECKED:
                yield from _node_links(value, checked)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _node_links(item, checked)
    elif ADDRESS.fullmatch(text := strip_curly_quotes(node.text.strip())):
        with suppress(ParseError):  # the record has an error at this address
            yield ExternalLink(
                urldefrag(parse_web_address(text)).url, node.span, checked
            )
    else:
        yield from _text_links(node.text, node.span)


def _text_links(text: str, span: Span) -> Iterator[ExternalLink]:
    """Yield the links of a text as a page has them, also bare ones and those such as
    [words][1].
    """
    if "http" not in text.lower() and "www." not in text:
        return
    counts: Counter[str] = Counter()
    for match in HREF.finditer(to_html(text)):
        address = unescape(match[1])
        forms = (address, address.partition("://")[2])
        form = next((form for form in forms if form in span.text), "")
        pattern = rf"{re.escape(form)}(?![\w/%?&=#~])"
        places = (
            [place.span() for place in re.finditer(pattern, span.text)] if form else []
        )
        start, end = (
            places[min(counts[form], len(places) - 1)]
            if places
            else (0, len(span.text))
        )
        counts[form] += 1
        place = span.source.span(span.start + start, span.start + end)
        yield ExternalLink(urldefrag(address).url, place)


class LinkStatus(StrEnum):
    """Result of a check: the code that reports it.

    The codes are stored in the cache.
    """

    OK = ""
    GONE = "K171"
    UNSAFE = "K172"  # browsers warn of it
    PRIVATE = "K173"  # inside a private network
    MADE_UP = "K174"  # a name for examples, which exists nowhere
    REFUSED = "K176"  # robots are turned away; people may not be
    TROUBLE = "K177"  # no answer, or an error of the host: perhaps only today


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
    why: str = ""  # a few words that go after a colon
    moved_to: str = ""  # new address, if it has moved for good
    pause: float | None = None  # seconds the host asks to wait before the next request
    is_silent: bool = False
    """True if nothing answered at all, as when this machine is offline."""


class _CachedResult(Struct, frozen=True):
    result: LinkResult
    checked: date
    since: date  # the first check with this result


def check_links(
    links: list[ExternalLink],
    cache: Path | None,
    today: date,
    log: Log,
    progress: Callable[[int, int], None],
) -> tuple[int, int]:
    """Report K17-codes of addresses. Return their number, and how many have a result in
    the cache.

    Call `progress` with the numbers of checked and of all others. Raise OfflineError.
    """
    addresses = dict.fromkeys(link.address for link in links)
    results: dict[str, _CachedResult] = {}
    if cache is not None:
        with suppress(OSError, ValueError):
            results = json.decode(cache.read_bytes(), type=dict[str, _CachedResult])
    results = {
        address: result for address, result in results.items() if address in addresses
    }
    recent = (
        key
        for key in results
        if timedelta() <= today - results[key].checked <= CACHE_TTL
    )
    certain = (LinkStatus.OK, LinkStatus.REFUSED)
    fresh_addresses = {
        address for address in recent if results[address].result.status in certain
    }
    queue = [address for address in addresses if address not in fresh_addresses]
    for address, result in check_all(
        queue, lambda count: progress(count, len(queue))
    ).items():
        before = results.get(address)
        is_old_trouble = (
            before and before.result.status is result.status is LinkStatus.TROUBLE
        )
        since = before.since if before and is_old_trouble else today
        results[address] = _CachedResult(result, today, since)
    if cache is not None:
        with suppress(OSError):
            cache.parent.mkdir(parents=True, exist_ok=True)
            cache.write_bytes(json.encode(results))
    for link in links:
        _report(link, results[link.address], today, log)
    return len(addresses), len(fresh_addresses)


def _report(link: ExternalLink, record: _CachedResult, today: date, log: Log) -> None:
    status, why, to = record.result.status, record.result.why, record.result.moved_to
    address = truncate(link.address.partition("://")[2].rstrip("/"), 80)
    if status is LinkStatus.OK:
        paths = [urlsplit(target).path.strip("/") for target in (link.address, to)]
        if to and paths[0] and not paths[1]:  # as good as gone
            log.report("K178", link.span, address=address, to=to)
        elif to:
            fix = (
                Fix(link.span, to, Confidence.LIKELY)
                if link.span.text == link.address
                else None
            )
            log.report("K175", link.span, fix=fix, address=address, to=to)
        return
    if (
        status is LinkStatus.REFUSED
        and link.checked
        and today - link.checked <= LINK_STALE_AFTER
    ):
        return  # people know that it works
    if status is LinkStatus.TROUBLE and today - record.since >= GRACE_PERIOD:
        status, why = LinkStatus.GONE, f"{why}, since at least {record.since}"
    log.report(status.value, link.span, address=address, why=why)


class OfflineError(Exception):
    """Nothing answers: this machine seems to be offline.

    The text says why, in a few words.
    """


def check_all(
    addresses: Iterable[str], progress: Callable[[int], None]
) -> dict[str, LinkResult]:
    """Check addresses; `progress` receives the number done. Raises OfflineError."""
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
    seen_addresses, moved_to = {address}, ""
    target, is_permanent, wants_cookies = address, True, False
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
                moved_to = target if is_permanent else moved_to
    except WebError as failure:
        problem = failure.problem
        status = BY_PROBLEM.get(problem, LinkStatus.TROUBLE)
        return LinkResult(
            status, str(problem), is_silent=problem in SILENT and target == address
        )
    if wants_cookies:
        return LinkResult(LinkStatus.REFUSED, "it requires a cookie")
    return LinkResult(LinkStatus.GONE, str(Problem.CIRCLE))


def _classify_response(response: Response, moved_to: str) -> LinkResult:
    status, headers = response.status, response.headers
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
