"""Prices and days in prose that are not those of the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct

from microsite.lint.dates import Mention, days_meant, mentions
from microsite.lint.stale import early_prices
from microsite.lint.texts import Lint, Text, said
from microsite.model.event import Rates
from microsite.model.records.event import EventStatus
from microsite.model.records.rates import Vat
from microsite.site import formatting
from microsite.site.state import prices_of

AMOUNT = re.compile(
    r"(\d{1,3}(?:,\d{3})+|\d{1,6})(\.\d\d)?(?![\d,.]*\d|[ \t]?(?:m|k|bn|million|billion|thousand)\b)"
)
ABOUT_A_PLACE = re.compile(
    r"\b(?:rates?|prices?|costs?|places?|tickets?|fees?|pays?|book|delegates?)\b", re.IGNORECASE
)
ABOUT_MORE = re.compile(
    r"\b(?:sav\w+|discount\w*|off|less|deposit|refund\w*|charge\w*|income|turnover|budget\w*|fund\w*|grant\w*|below|above|"
    r"under|over|million|between|more|extra|plus|vat|dinner|workshop|exhibit\w*|sponsor\w*|stand|bursar\w*|invested)\b",
    re.IGNORECASE,
)
"""Words with which an amount is something else than the price of a place."""
COSTS = re.compile(
    r"\b(?:place|ticket|rate|price|fee)s?\s+(?:for\s+[^.,;:()]{1,40}\s)?(?:costs?|is|are|of|at)\s+(?:only\s+|just\s+)?\Z",
    re.IGNORECASE,
)
NEAR = 60
"""Characters between the name of a rate and an amount that is said to be its price."""

TAKES_PLACE = re.compile(
    r"(?:\b(?:the|this|our)\s+(?:conference|summit|congress|symposium|forum)\s+(?:itself\s+)?"
    r"(?:(?:is|will\s+be)|(?:takes\s+place|will\s+take\s+place|is\s+to\s+take\s+place|will\s+be\s+held|is\s+being\s+held|"
    r"is\s+held)(?:\s+(?:in|at)\s+[^.,;:()\n]{1,40}?)?)|\bjoin\s+us(?:\s+(?:in|at)\s+[^.,;:()\n]{1,40}?)?)"
    r"\s+(?:on|from)\s+\Z",
    re.IGNORECASE,
)
BOOKING = re.compile(
    r"\bbooking\s+(?P<what>opens|closes|ends)\s+(?:at\s+[\w:.]{1,8}\s+)?(?:on\s+)?\Z", re.IGNORECASE
)
EARLY_ENDS = re.compile(
    r"\bearly[\s-]+\w+(?:\s+\w+){0,2}?\s+(?:ends?|closes?|(?:holds?\s+|runs?\s+|is\s+available\s+)?until)\s+(?:on\s+)?\Z",
    re.IGNORECASE,
)
CLAIM_REACH = 120


def check_prices(lint: Lint) -> None:
    """Prices in prose are prices of the rates. Reports D108."""
    rates = lint.event.rates
    if rates is None or not rates.rates:
        return
    known = _PriceList.of(lint, rates)
    for text in lint.but("rates", "sponsors", "resources", "figures"):
        at = text.text.find(known.sign)
        while at != -1:
            amount = AMOUNT.match(text.text, at + len(known.sign))
            if amount and text.is_prose(at):
                _check_price(lint, text, at, amount, known)
            at = text.text.find(known.sign, at + 1)


class _PriceList(Struct, frozen=True):
    """The prices that prose can name, with and without VAT."""

    sign: str
    """Of the currency."""
    currency: str
    by_name: dict[str, tuple[str, frozenset[Decimal], str]]
    """By the name of a rate in small letters: its name, its prices, and these in words."""
    every: frozenset[Decimal]

    @staticmethod
    def of(lint: Lint, rates: Rates) -> _PriceList:
        """The price list of the event."""
        details = rates.settings
        currency = details.currency.value
        by_name = {}
        for rate in rates.rates:
            amounts = [price.amount for price in prices_of(rate)]
            words = ", ".join(formatting.format_money(amount, currency) for amount in amounts)
            by_name[rate.name.lower()] = (
                rate.name,
                frozenset(_with_vat(amounts, details.vat, details.vat_percent)),
                words,
            )
        every = {amount for _, amounts, _ in by_name.values() for amount in amounts}
        tiers = lint.event.sponsorship.tiers if lint.event.sponsorship else ()
        every.update(
            price
            for tier in tiers
            for price in (tier.price, tier.subsidised_price)
            if price is not None
        )
        return _PriceList(formatting.SYMBOLS[currency], currency, by_name, frozenset(every))


def _with_vat(amounts: Iterable[Decimal], vat: Vat, percent: Decimal) -> Iterator[Decimal]:
    factor = 1 + percent / 100
    for amount in amounts:
        yield amount
        if vat is Vat.EXCLUDED:
            yield round(amount * factor, 2)
        elif vat is Vat.INCLUDED:
            yield round(amount / factor, 2)


def _check_price(
    lint: Lint, text: Text, at: int, written: re.Match[str], known: _PriceList
) -> None:
    amount = Decimal(written[1].replace(",", "") + (written[2] or ""))
    start, end = text.sentence(at)
    sentence = text.text[start:end]
    if amount in known.every or ABOUT_MORE.search(sentence):
        return
    span = text.span(at, written.end())
    before = text.text[start:at]
    around = text.lowered[max(start, at - NEAR) : min(end, at + NEAR)]
    if ABOUT_A_PLACE.search(sentence):
        for name, (shown, amounts, prices) in known.by_name.items():
            if re.search(rf"\b{re.escape(name)}\b", around) and amount not in amounts:
                lint.log.report("D108", span, words=said(span), what=f"“{shown}”", prices=prices)
                return
    if COSTS.search(before):
        prices = ", ".join(sorted({words for _, _, words in known.by_name.values()}))
        lint.log.report("D108", span, words=said(span), what="a place", prices=prices)


def check_dates(lint: Lint) -> None:
    """Days in prose of the conference and of its booking are those of the settings. Reports D109."""
    for text in lint.but("resources", "figures"):
        for mention in mentions(text):
            start, _ = text.sentence(mention.start)
            before = text.text[max(start, mention.start - CLAIM_REACH) : mention.start]
            _check_event_day(lint, text, mention, before)
            _check_booking_day(lint, text, mention, before)


def _check_event_day(lint: Lint, text: Text, mention: Mention, before: str) -> None:
    event = lint.event
    if event.starts is None or event.ends is None or not TAKES_PLACE.search(before):
        return
    if event.record.status in (EventStatus.POSTPONED, EventStatus.CANCELLED):
        return
    first, last = event.starts.date(), event.ends.date()
    given = days_meant(mention, text, event)
    if given and not any(first <= day <= last for day in given):
        _tell(
            lint, text, mention, "the conference is on", formatting.format_date_range(first, last)
        )


def _check_booking_day(lint: Lint, text: Text, mention: Mention, before: str) -> None:
    event, booking = lint.event, lint.event.record.booking
    if booking is not None and (claim := BOOKING.search(before)):
        opens = claim["what"].lower() == "opens"
        moment: datetime | None = booking.opens if opens else booking.closes
        if moment is not None and _is_wrong(lint, text, mention, {moment.date()}):
            _tell(
                lint,
                text,
                mention,
                f"booking {'opens' if opens else 'closes'} on",
                formatting.format_full_date(moment.date()),
            )
    if event.rates is not None and EARLY_ENDS.search(before):
        ends = {price.until for price in early_prices(event.rates) if price.until}
        if ends and _is_wrong(lint, text, mention, ends):
            _tell(
                lint,
                text,
                mention,
                "the early rate ends on",
                " or ".join(formatting.format_full_date(day) for day in sorted(ends)),
            )


def _is_wrong(lint: Lint, text: Text, mention: Mention, right: set[date]) -> bool:
    given = days_meant(mention, text, lint.event)
    return bool(given) and right.isdisjoint(given)


def _tell(lint: Lint, text: Text, mention: Mention, what: str, right: str) -> None:
    span = text.span(mention.start, mention.end)
    lint.log.report("D109", span, words=said(span), what=what, right=right)
