"""Lint: words that an editor should read again, first what contradicts the settings or other pages.

Nothing here stops a build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from microsite.diagnostics.diagnostic import CATALOGUE, Log, Severity, find_suppressions
from microsite.diagnostics.source_text import SourceText, Span
from microsite.lint import times
from microsite.lint.texts import LintContext, ProseText, plain_text
from microsite.model.event import Event
from microsite.model.records.event import EventStatus, Vat
from microsite.site import formatting
from microsite.site.state import prices_of
from microsite.source.reader import SourceFiles

NUMBER = re.compile(
    r"(?P<number>[0-9](?<![\w.,/-][0-9])(?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]*(?:\.[0-9]+)?))"
    r"(?P<unit>%|[ ]per[ ]cent|[ ]?(?:million|billion|thousand)|(?:m|bn)\b)?"
)
COUNTED = re.compile(r"[ \t\xa0\n]+([^\W\d_][\w’'-]*)" * 3)
MARKUP = re.compile(r"\]\([^)\n]*\)|[*_\[\]`]")
DIGITS = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
WORDS = "zero one two three four five six seven eight nine ten".split()
WITHOUT_COUNTS = ("news", "resources", "rates", "sponsors")
"""Kinds of text whose numbers are of their own day, or of one thing each."""
UNITS = {"per cent": "%", "m": "million", "bn": "billion"}


def check_statements(context: LintContext) -> None:
    """Report D110 for figures whose sentence lacks a number of their value, or all of it."""
    for figure in context.event.figures:
        wanted, words = _numbers(figure.value), figure.statement.casefold()
        there = {str(number) for number in range(1, 11) if WORDS[number] in words}
        there |= _numbers(figure.statement)
        if not (wanted <= there if wanted else figure.value.casefold() in words):
            span = figure.span("statement")
            context.log.report("D110", span, name=figure.id, value=figure.value)


def _numbers(words: str) -> set[str]:
    return {re.sub(r"[, ]", "", number) for number in DIGITS.findall(words)}


def check_numbers(context: LintContext) -> None:
    """Report D111 where the same words are counted by another number on another page."""
    first: dict[tuple[str, str], tuple[str, Span]] = {}
    texts = context.exclude(*WITHOUT_COUNTS)
    for text in sorted(texts, key=lambda text: text.kind != "figures"):  # figures have sources
        for place, given, unit, counted in _counts(text):
            span = text.source.span(*place)
            number, earlier = first.setdefault((unit, counted.casefold()), (given, span))
            if number != given and earlier.path != span.path:
                context.log.report(
                    "D111",
                    span,
                    words=f"{plain_text(span)} {counted}",
                    number=plain_text(earlier),
                    other=f"{earlier.path}, line {earlier.line}",
                    notes=(("The other number", earlier),),
                )


def _counts(text: ProseText) -> Iterator[tuple[tuple[int, int], str, str, str]]:
    """Yield large numbers and shares: place, number, unit with currency, and what is counted."""
    for match in NUMBER.finditer(text.text):
        before, unit = text.text[match.start() - 1 : match.start()], (match["unit"] or "").strip()
        sign = before if before in "£$€" else ""
        if not unit and ("," not in match["number"] or sign):
            continue
        after = MARKUP.sub("", text.text[match.end() : match.end() + 160])
        words = COUNTED.match(after)
        if words and max(map(len, words.groups())) >= 5 and text.is_prose(match.start()):
            place = match.start() - len(sign), match.end()
            yield place, match["number"], sign + UNITS.get(unit, unit), " ".join(words.groups())


FILLER = re.compile(
    r"\[(?:[A-Z]{2,3}:[ \t]|(?i:insert|check|confirm|ask|tbc|to be)\b)[^\]\n]{0,200}\](?![(\[:])"
    r"|(?<!\w)(?:XXX+|TBC|TBA|TBD|TODO|FIXME)(?!\w)|\?{3,}|(?i:lorem[ ]ipsum)"
)
MAY_BE_UNKNOWN = re.compile(
    r"[\s-]*(?:name|starts|ends|opens|closes|speakers|chair|room|track)\s*:.*"
)
"""Settings that have their own messages for what is to be confirmed."""


def check_filler(context: LintContext) -> None:
    """Report D113 for notes to oneself and filler text."""
    for text in context.texts:
        for match in text.find_pattern(FILLER):
            line = text.text[: match.start()].rpartition("\n")[2]
            if match.start() >= text.body or not MAY_BE_UNKNOWN.fullmatch(line):
                context.report("D113", text, match.span())


AMOUNT = (
    r"(\d{1,3}(?:,\d{3})+|\d{1,6})(\.\d\d)?"
    r"(?![\d,.]*\d|[ \t]?(?:m|k|bn|million|billion|thousand)\b)"
)
TICKET_WORDS = re.compile(
    r"(?i)\b(?:rates?|prices?|costs?|places?|tickets?|fees?|pays?|book|delegates?)\b"
)
NOT_A_TICKET_PRICE = re.compile(
    r"(?i)\b(?:sav\w+|discount\w*|off|less|deposit|refund\w*|charge\w*|income|turnover|"
    r"budget\w*|fund\w*|grant\w*|below|above|under|over|million|between|more|extra|plus|"
    r"vat|dinner|workshop|exhibit\w*|sponsor\w*|stand|bursar\w*|invested)\b"
)
PRICE_WORDS = re.compile(
    r"(?i)\b(?:place|ticket|rate|price|fee)s?\s+(?:for\s+[^.,;:()]{1,40}\s)?"
    r"(?:costs?|is|are|of|at)\s+(?:only\s+|just\s+)?\Z"
)
TAKES_PLACE = re.compile(
    r"(?i)(?:\b(?:the|this|our)\s+(?:conference|summit|congress|symposium|forum)\s+(?:itself\s+)?"
    r"(?:(?:is|will\s+be)|(?:takes\s+place|will\s+take\s+place|is\s+to\s+take\s+place|"
    r"will\s+be\s+held|is\s+being\s+held|is\s+held)(?:\s+(?:in|at)\s+[^.,;:()\n]{1,40}?)?)|"
    r"\bjoin\s+us(?:\s+(?:in|at)\s+[^.,;:()\n]{1,40}?)?)\s+(?:on|from)\s+\Z"
)
BOOKING = re.compile(
    r"(?i)\bbooking\s+(?P<what>opens|closes|ends)\s+(?:at\s+[\w:.]{1,8}\s+)?(?:on\s+)?\Z"
)
EARLY_ENDS = re.compile(
    r"(?i)\bearly[\s-]+\w+(?:\s+\w+){0,2}?\s+(?:ends?|closes?|"
    r"(?:holds?\s+|runs?\s+|is\s+available\s+)?until)\s+(?:on\s+)?\Z"
)


def check_prices(context: LintContext) -> None:
    """Report D108 for prices in prose that are not prices of the rates."""
    rates, tiers = context.event.rates, context.event.records["tier"]
    if rates is None or not rates.rates:
        return
    currency = rates.currency.value
    known = {price for tier in tiers for price in (tier.price, tier.subsidised_price)}
    factor = 1 + rates.vat_percent / 100
    with_or_without_vat = {Vat.EXCLUDED: factor, Vat.INCLUDED: 1 / factor}
    factor = with_or_without_vat.get(rates.vat, Decimal(1))
    in_words: dict[str, str] = {}
    for rate in rates.rates:
        amounts = [price.amount for price in prices_of(rate)]
        known.update(amounts, (round(amount * factor, 2) for amount in amounts))
        in_words[rate.name] = ", ".join(formatting.format_money(it, currency) for it in amounts)
    pattern = re.compile(re.escape(rates.currency.sign) + AMOUNT)
    for text in context.exclude("rates", "sponsors", "resources", "figures"):
        for match in text.find_pattern(pattern):
            if Decimal(match[1].replace(",", "") + (match[2] or "")) not in known:
                _check_price(context, text, match, in_words)


def _check_price(
    context: LintContext, text: ProseText, match: re.Match[str], prices: dict[str, str]
) -> None:
    """Report an amount that is called the price of a rate or place, with the right prices."""
    at, (start, end) = match.start(), text.sentence(match.start())
    sentence = text.text[start:end]
    if NOT_A_TICKET_PRICE.search(sentence):
        return
    around = text.text[max(start, at - 60) : min(end, at + 60)]
    for name, right in prices.items() if TICKET_WORDS.search(sentence) else ():
        if re.search(rf"(?i)\b{re.escape(name)}\b", around):
            context.report("D108", text, match.span(), what=f"“{name}”", prices=right)
            return
    if PRICE_WORDS.search(text.text[start:at]):
        right = ", ".join(sorted(set(prices.values())))
        context.report("D108", text, match.span(), what="a place", prices=right)


def check_dates(context: LintContext) -> None:
    """Report D109 for days of the conference and its booking that are not those of the settings."""
    for text in context.exclude("resources", "figures"):
        for mention in text.dates:
            end = mention.place[0]
            start = max(text.sentence(end)[0], end - 120)
            given = context.possible_dates(mention, text)
            for what, days, right in _claims(context.event, text.text[start:end]):
                if given and days.isdisjoint(given):
                    context.report("D109", text, mention.place, what=what, right=right)


def _claims(event: Event, before: str) -> Iterator[tuple[str, set[date], str]]:
    """Yield what words say of the day that follows them, the right days, and these in words."""
    called_off = event.record.status in (EventStatus.POSTPONED, EventStatus.CANCELLED)
    if event.starts and event.ends and not called_off and TAKES_PLACE.search(before):
        first, last = event.starts.date(), event.ends.date()
        days = {first + timedelta(days=number) for number in range((last - first).days + 1)}
        yield "the conference is on", days, formatting.format_date_range(first, last)
    booking, claim = event.record.booking, BOOKING.search(before)
    if booking is not None and claim:
        opens = claim["what"].lower() == "opens"
        moment = booking.opens if opens else booking.closes
        if moment is not None:
            what = f"booking {'opens' if opens else 'closes'} on"
            yield what, {moment.date()}, formatting.format_full_date(moment.date())
    if event.rates is not None and EARLY_ENDS.search(before):
        ends = {price.until for price in times.early_prices(event.rates) if price.until}
        if ends:
            right = " or ".join(formatting.format_full_date(day) for day in sorted(ends))
            yield "the early rate ends on", ends, right


CHECKS = (check_prices, check_dates, check_numbers)  # of English
DATE_DEPENDENT = frozenset(("D104", "D107", "K133", "K139", "K144", "K171", "K172", "K173"))
"""Codes that are reported on some days only, or only when links are followed."""


def run_lint(event: Event, sources: SourceFiles, as_of: date, log: Log) -> None:
    """Report words that are wrong, or that go stale: D-codes, all warnings."""
    context = LintContext(event, sources, as_of, log)
    check_statements(context)
    check_filler(context)
    for check in (*times.CHECKS, *CHECKS) if context.is_english else ():
        check(context)


def run_dated_lint(event: Event, sources: SourceFiles, as_of: date, log: Log) -> None:
    """Report words that are wrong on this day in the event's zone, for which no build may fail."""
    context = LintContext(event, sources, as_of, log)
    for check in times.DATED_CHECKS if context.is_english else ():
        check(context)


def report_unused_suppressions(texts: Iterable[SourceText], log: Log, *, notes: bool) -> None:
    """Report D112 for each suppression without use; those of notes if these were looked for."""
    for suppression in chain.from_iterable(map(find_suppressions, texts)):
        code, entry = suppression.code, CATALOGUE.get(suppression.code)
        why = f"There is nothing of {code} on its line, or on the one below a comment of its own."
        if entry is None:
            why = f"There is no “{code}”."
        elif entry.severity is Severity.ERROR:
            why = f"{code} is a mistake that has to be put right."
        elif (
            suppression in log.used_suppressions
            or code in DATE_DEPENDENT
            or (entry.severity is Severity.NOTE and not notes)
        ):
            continue
        log.report("D112", suppression.span, given=code, why=why)
