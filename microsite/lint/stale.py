"""Words that are true for a while only: of a rate that ends, of booking, and of the year in which
they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.lint.texts import Lint, Text, said
from microsite.model.event import Rates
from microsite.model.records.rates import Price, Rate
from microsite.site import formatting
from microsite.site.state import BookingState, booking_state, prices_of, start_of

DATED = ("news", "figures", "resources")
"""Kinds of text that carry the day on which they were written."""
EARLY = re.compile(
    r"early[ \t\n-]?bird\b|early[ \t]+(?:rate|price|fee|discount|ticket)s?\b", re.IGNORECASE
)
NAMED = re.compile(r"\bearly", re.IGNORECASE)
OVER = re.compile(
    r"\b(?:has|have|had)\s+(?:now\s+)?(?:ended|closed|passed|gone|finished)\b|\b(?:ended|closed|was|were|no longer)\b",
    re.IGNORECASE,
)
OWN_NAME = re.compile(r"(?:label|name|id):[^,\n]*\Z")

PERIODS = (("year", ()), ("month", ("sessions",)), ("week", ("sessions",)))
"""A length of time, and the kinds of text in which `this week` is the week of the conference."""
WHICH = re.compile(r"\b(?:(?P<any>this)|next|last)\s+\Z")
OWNED = re.compile(r"\b(?:the|a|an|each|every|very|my|your|his|her|its|our|their|of|per)\s+\Z")
ANY_TIME = re.compile(r"\w|\s+or\b")
ADVERBS = ("tomorrow", "yesterday")
AS_A_SUBJECT = re.compile(r"\b(?:of|for|and|or)\s+\Z")
PROMISED = (
    r"available|announced|published|open|opens|opening|released|confirmed|added|follow|follows|revealed|posted|live|back|"
    r"coming|updated|launched|on sale"
)
SOON_AFTER = re.compile(rf"\b(?:{PROMISED})\s+(?:very\s+|quite\s+)?\Z")
SOON_BEFORE = re.compile(rf"\w+\s+be\s+(?:{PROMISED})\b")
NOT_SOON = re.compile(r"\w|\s+(?:after|before|afterwards|as|enough)\b")
NOW = re.compile(
    r"currently\s+(?:being|open|closed|available|unavailable|planned|planning|accepting|full|sold|unknown)\b"
)

OPEN = re.compile(
    r"\b(?:booking|registration)\s+is\s+(?:now\s+)?open\b(?!\s+(?:from|at|until|till|to|on|all|between|for))"
    r"|\b(?:book|register)(?:\s+(?:your|a)\s+(?:place|ticket|seat)s?)?\s+(?:now|today)\b"
    r"|\btickets\s+are\s+(?:now\s+|still\s+)?(?:on\s+sale|available)\b"
    r"|\b(?:some|a few|there)?\s*places\s+are\s+still\s+(?:available|free)\b",
    re.IGNORECASE,
)
OPEN_NEEDLES = ("book", "regist", "ticket", "places")


def check_early(lint: Lint) -> None:
    """Words of an early rate go with a rate that there is. Reports D105."""
    rates = lint.event.rates
    if rates is None or not rates.rates or early_prices(rates):
        return
    for text in lint.but(*DATED):
        for start, end in _early(text, EARLY):
            span = text.span(start, end)
            lint.log.report("D105", span, words=said(span))


def check_early_is_not_over(lint: Lint) -> None:
    """No words of an early rate are left when it has ended, unless they say so. Reports D104."""
    rates = lint.event.rates
    prices = early_prices(rates) if rates else []
    ends = [price.until for price in prices if price.until]
    if not ends or len(ends) < len(prices) or max(ends) >= lint.as_of:
        return
    labels = {price.label for price in prices if price.label}
    pattern = re.compile(
        "|".join([EARLY.pattern, *(rf"\b{re.escape(label)}\b" for label in sorted(labels))]),
        EARLY.flags,
    )
    for text in lint.but(*DATED):
        for start, end in _early(text, pattern):
            first, last = text.sentence(start)
            if OVER.search(text.text[first:last]) is None:
                span = text.span(start, end)
                lint.log.report(
                    "D104", span, words=said(span), ended=formatting.format_full_date(max(ends))
                )


def early_prices(rates: Rates) -> list[Price]:
    """The prices that hold for those who book early: those called so, else the first of several."""
    called = [price for rate in rates.rates for price in prices_of(rate) if _is_early(rate, price)]
    return called or [prices_of(rate)[0] for rate in rates.rates if len(rate.prices) > 1]


def _is_early(rate: Rate, price: Price) -> bool:
    return bool(NAMED.search(rate.name) or (price.label and NAMED.search(price.label)))


def _early(text: Text, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where such words stand, which are not the name of a price."""
    if "early" not in text.lowered:
        return
    for match in text.found(pattern):
        line = text.text.rfind("\n", 0, match.start()) + 1
        if text.kind != "rates" or OWN_NAME.search(text.text[line : match.start()]) is None:
            yield match.start(), match.end()


def check_relative(lint: Lint) -> None:
    """No words that mean another time on another day, where nothing says when they were written.
    Reports D106.
    """
    for text in lint.but(*DATED):
        for start, end in _relative(text):
            span = text.span(start, end)
            lint.log.report("D106", span, words=said(span), better=_better(lint, span.text))


def _relative(text: Text) -> Iterator[tuple[int, int]]:
    """Where such words stand."""
    for period, kinds in PERIODS:
        if text.kind not in kinds:
            yield from _periods(text, period)
    if text.kind != "sessions":
        yield from _adverbs(text)
    yield from _promises(text)
    if text.kind in ("page", "event"):
        for at in text.hits("currently"):
            if now := NOW.match(text.lowered, at):
                yield at, now.end()


def _periods(text: Text, period: str) -> Iterator[tuple[int, int]]:
    """`this year`, `next month`, but not `the next year` or `this week or ten years ago`."""
    for at in text.hits(period):
        end = at + len(period)
        which = WHICH.search(text.lowered, max(0, at - 12), at)
        if which is None or ANY_TIME.match(text.lowered, end):
            continue
        if which["any"] or not OWNED.search(text.lowered, max(0, which.start() - 8), which.start()):
            yield which.start(), end


def _adverbs(text: Text) -> Iterator[tuple[int, int]]:
    """`tomorrow`, but not `the towns of tomorrow`."""
    for word in ADVERBS:
        for at in text.hits(word):
            end = at + len(word)
            around = text.lowered[at - 1 : at] + text.lowered[end : end + 1]
            if not re.search(r"[\w'’-]", around) and not AS_A_SUBJECT.search(
                text.lowered, max(0, at - 8), at
            ):
                yield at, end


def _promises(text: Text) -> Iterator[tuple[int, int]]:
    """`coming soon`, `will soon be announced`, but not `soon after`."""
    for word in ("soon", "shortly"):
        for at in text.hits(word):
            end = at + len(word)
            if NOT_SOON.match(text.lowered, end):
                continue
            if before := SOON_AFTER.search(text.lowered, max(0, at - 24), at):
                yield before.start(), end
            elif after := SOON_BEFORE.match(text.lowered, at):
                yield at, after.end()
    for at in text.hits("watch this space"):
        yield at, at + len("watch this space")


def _better(lint: Lint, words: str) -> str:
    """How the same is said so that it stays true."""
    if words.lower().endswith("year"):
        year = (lint.event.starts or lint.as_of).year
        return f"Write the year, such as “in {year}”."
    return "Write the day or the month, or leave it to a news post, which is dated."


STATES = {
    BookingState.NOT_YET: "booking has not opened yet",
    BookingState.UNSETTLED: "booking has not opened yet",
    BookingState.FULL: "every place is taken",
    BookingState.CLOSED: "booking has closed",
    BookingState.OVER: "the conference is over",
    BookingState.OFF: "the conference does not take place as announced",
}


def check_booking_words(lint: Lint) -> None:
    """No words that booking is open while it is not. Reports D107."""
    state = booking_state(lint.event, start_of(lint.event, lint.as_of))
    if state not in STATES:
        return
    for text in lint.but(*DATED, "sessions"):
        if any(needle in text.lowered for needle in OPEN_NEEDLES):
            for match in text.found(OPEN):
                span = text.span(match.start(), match.end())
                lint.log.report(
                    "D107",
                    span,
                    words=said(span),
                    state=STATES[state],
                    day=formatting.format_date(lint.as_of),
                )
