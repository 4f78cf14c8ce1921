"""Lint: words that are wrong, or that are true only for a while.

Nothing here stops a build.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, product
from zoneinfo import ZoneInfo

from microsite.diagnostics.diagnostic import CATALOGUE, Log, Severity, find_suppressions
from microsite.diagnostics.source_text import SourceText, Span
from microsite.lint import patterns
from microsite.lint.patterns import Pattern
from microsite.lint.texts import LintContext, ProseText, plain_text
from microsite.locales.locale import ENGLISH, NUMBERS
from microsite.model.choices import SUMMER_ZONES
from microsite.model.currencies import CURRENCIES
from microsite.model.dates import MONTHS
from microsite.model.event import Event, prices_of
from microsite.model.published import ONLINE
from microsite.model.records.event import EventStatus, Price, RatesFile, Vat
from microsite.site.markdown import CODE
from microsite.site.state import BookingState, booking_state, start_of
from microsite.source.nodes import truncate
from microsite.source.reader import SourceFiles

DATED = ("news", "figures", "resources")
"""Kinds of text that carry the day they were written."""
NOT_OPEN = {
    BookingState.NOT_YET: "booking has not opened yet",
    BookingState.UNSETTLED: "booking has not opened yet",
    BookingState.FULL: "the conference is fully booked",
    BookingState.CLOSED: "booking has closed",
    BookingState.OVER: "the conference is over",
    BookingState.OFF: "the conference is postponed or cancelled",
}
"""Why no place can be booked, by the state of booking."""
COUNTED = re.compile(r"[ \t\xa0\n]+([^\W\d_][\w’'-]*)" * 3)
WITHOUT_COUNTS = ("news", "resources", "rates", "sponsors")
"""Kinds of text whose numbers are of their own day, or of one thing each."""
UNITS = {"per cent": "%", "m": "million", "bn": "billion"}
UNKNOWN = re.compile(
    r"[\s-]*(?:name|starts|ends|opens|closes|speakers|chair|room|track)\s*:.*"
)
"""Settings that have their own messages for what is to be confirmed."""


def check_days(context: LintContext) -> None:
    """Report D101 for a day that is another weekday, and D102 for one that does not
    exist.
    """
    event = context.event
    for text, match in context.find(patterns.IMPOSSIBLE_TIME):
        context.report("D102", text, match.span(), day=match[0])
    for text in context.texts:
        for mention in text.dates:
            years = [mention.year] if mention.year else [2000, 2001]
            days = context.possible_dates(mention, text)
            if not any(mention.in_year(year) for year in years):
                if 0 < mention.day <= 31 and mention.year != 0:
                    day = (
                        f"{mention.day} {MONTHS[mention.month - 1]}"
                        f" {mention.year or ''}".strip()
                    )
                    context.report("D102", text, mention.place, day=day)
            elif days and mention.weekday not in (
                None,
                *(day.weekday() for day in days),
            ):
                hint = ""
                if (
                    event.starts
                    and event.ends
                    and f"{days[0]:%Y%m}" == f"{event.starts:%Y%m}"
                ):
                    right = ENGLISH.date_range(event.starts.date(), event.ends.date())
                    hint = f"content/event.md says {right}."
                day, weekday = ENGLISH.date(days[0]), ENGLISH.date(days[0], "weekday")
                context.report(
                    "D101", text, mention.place, day=day, weekday=weekday, hint=hint
                )


def check_zones(context: LintContext) -> None:
    """Report D103 for clock times in the time of another season, such as BST in
    winter.
    """
    zones = {name.upper(): ZoneInfo(key) for name, key in SUMMER_ZONES.items()}
    zone, year = context.event.zone, (context.event.starts or context.as_of).year
    for month in (1, 7):
        name = datetime(year, month, 1, 12, tzinfo=zone).tzname() or ""
        if name.isalpha():
            zones[name] = zone
    names = "|".join(rf"{name}(?<!\w{'.' * len(name)})" for name in zones)
    pattern = Pattern(regex=re.compile(rf"(?:{names})\b(?![+\-−/])"))
    for text, match in context.find(pattern):
        before = text.text[max(0, match.start() - 16) : match.start()]
        if patterns.CLOCK_TIME_BEFORE.search(before):
            _check_tz(context, text, match, zones[match[0]])


def _check_tz(
    context: LintContext, text: ProseText, match: re.Match[str], zone: ZoneInfo
) -> None:
    """Report a name that is not used on the day in its sentence, else on any day of the
    event.
    """
    event, booking = context.event, context.event.record.booking
    start, end = text.sentence(match.start())
    mentions = [mention for mention in text.dates if start <= mention.place[0] < end]
    if mentions:
        nearest = min(
            mentions, key=lambda mention: abs(mention.place[0] - match.start())
        )
        days = context.possible_dates(nearest, text)[:1]
    elif event.starts is None or event.ends is None or text.dated is not None:
        return
    else:
        moments = [event.starts, event.ends]
        if text.kind != "sessions" and booking is not None:
            moments += [moment for moment in (booking.opens, booking.closes) if moment]
        days = tuple(moment.date() for moment in moments)
    names = []
    for day in days:
        # A day on which they change has two names
        clocks = (time(), time(12), time(23, 59))
        names.append(
            {datetime.combine(day, clock, zone).tzname() or "" for clock in clocks}
        )
    if names and not any(match[0] in name for name in names):
        right = " or ".join(sorted(names[0]))
        city = zone.key.rpartition("/")[2].replace("_", " ")
        facts = {
            "given": match[0],
            "right": right,
            "city": city,
            "day": ENGLISH.date(days[0]),
        }
        context.report("D103", text, match.span(), **facts)


def check_early_words(context: LintContext) -> None:
    """Report D105 for words of an early rate where there is none."""
    rates = context.event.rates
    if rates is not None and rates.rates and not early_prices(rates):
        for text, place in _early_words(context, patterns.EARLY_RATE):
            context.report("D105", text, place)


def check_ended_early_rate(context: LintContext) -> None:
    """Report D104 for words of an early rate that has ended, unless they say so."""
    rates = context.event.rates
    prices = early_prices(rates) if rates else []
    ends = [price.until for price in prices if price.until]
    if not ends or len(ends) < len(prices) or max(ends) >= context.as_of:
        return
    labels = {price.label for price in prices if price.label}
    alternatives = "".join(rf"|\b{re.escape(label)}\b" for label in sorted(labels))
    words = re.compile(
        patterns.EARLY_RATE.pattern + alternatives, patterns.EARLY_RATE.flags
    )
    for text, place in _early_words(context, words):
        sentence = text.text[slice(*text.sentence(place[0]))]
        if patterns.HAS_ENDED.search(sentence) is None:
            context.report("D104", text, place, ended=ENGLISH.date(max(ends), "full"))


def _early_words(
    context: LintContext, regex: re.Pattern[str]
) -> Iterator[tuple[ProseText, tuple[int, int]]]:
    """Yield where such words stand, unless they are the name of a price."""
    pattern = Pattern(regex=regex, clues=("early",))
    for text in context.exclude(*DATED):
        for match in text.find_in_prose(pattern):
            line = text.text[: match.start()].rpartition("\n")[2]
            if text.kind != "rates" or not patterns.NAME_SETTING.search(line):
                yield text, match.span()


def early_prices(rates: RatesFile) -> list[Price]:
    """Return the prices for booking early: those called so, else the first of
    several.
    """
    prices = [(rate.name, price) for rate in rates.rates for price in prices_of(rate)]
    matches = [
        price
        for name, price in prices
        if patterns.EARLY.search(f"{name}\n{price.label or ''}")
    ]
    return matches or [
        prices_of(rate)[0] for rate in rates.rates if len(rate.prices) > 1
    ]


def check_relative_words(context: LintContext) -> None:
    """Report D106 for words that mean another time on another day, where nothing dates
    them.
    """
    for text in context.exclude(*DATED):
        for start, end in _relative_words(text):
            better = (
                "Write the date or the month, or move it to a news post, which has a"
                " date."
            )
            if text.text[start:end].lower().endswith("year"):
                year = (context.event.starts or context.as_of).year
                better = f"Write the year, such as “in {year}”."
            context.report("D106", text, (start, end), better=better)


def _relative_words(text: ProseText) -> Iterator[tuple[int, int]]:
    """Yield where such words stand.

    In a session, `this week` is the week of the conference.
    """
    is_session = text.kind == "sessions"
    for match in text.find_in_prose(patterns.RELATIVE_PERIOD):
        before = text.text[max(0, match.start() - 8) : match.start()]
        is_owned = patterns.DETERMINER_BEFORE.search(before) and not match["this"]
        is_year = match["period"].lower() == "year"
        if (is_year or not is_session) and not is_owned:
            yield match.span()
    for match in text.find_in_prose(patterns.RELATIVE_DAY):
        before = text.text[max(0, match.start() - 8) : match.start()]
        if not is_session and not patterns.PREPOSITION_BEFORE.search(before):
            yield match.span()
    words = [patterns.PROMISE]
    if text.kind in ("page", "event"):
        words.append(patterns.CURRENTLY)
    for pattern in words:
        yield from (match.span() for match in text.find_in_prose(pattern))


def check_booking_words(context: LintContext) -> None:
    """Report D107 for words that booking is open while it is not."""
    state = booking_state(context.event, start_of(context.event, context.as_of))
    day = ENGLISH.date(context.as_of)
    if state not in NOT_OPEN:
        return
    for text, match in context.find(patterns.BOOKING_IS_OPEN, *DATED, "sessions"):
        context.report("D107", text, match.span(), state=NOT_OPEN[state], day=day)


def check_statements(context: LintContext) -> None:
    """Report D110 for figures whose sentence lacks a number of their value, or all of
    it.
    """
    for figure in context.event.figures:
        numbers, words = _numbers(figure.value), figure.statement.casefold()
        mentions = {str(number) for number in range(1, 11) if NUMBERS[number] in words}
        mentions |= _numbers(figure.statement)
        if not (numbers <= mentions if numbers else figure.value.casefold() in words):
            context.log.report(
                "D110", figure.span("statement"), name=figure.id, value=figure.value
            )


def _numbers(words: str) -> set[str]:
    return {re.sub(r"[, ]", "", number) for number in patterns.DIGITS.findall(words)}


def check_numbers(context: LintContext) -> None:
    """Report D111 where the same words are counted by another number on another
    page.
    """
    numbers: dict[tuple[str, str], tuple[str, Span]] = {}
    texts = context.exclude(*WITHOUT_COUNTS)
    # Figures have sources
    for text in sorted(texts, key=lambda text: text.kind != "figures"):
        for place, number, unit, subject in _counts(text):
            span = text.source.span(*place)
            old_number, old_span = numbers.setdefault(
                (unit, subject.casefold()), (number, span)
            )
            if old_number != number and old_span.path != span.path:
                facts = {
                    "words": f"{plain_text(span)} {subject}",
                    "number": plain_text(old_span),
                }
                facts["other"] = f"{old_span.path}, line {old_span.line}"
                context.log.report(
                    "D111", span, notes=(("The other number", old_span),), **facts
                )


def _counts(text: ProseText) -> Iterator[tuple[tuple[int, int], str, str, str]]:
    """Yield large numbers and shares: place, number, unit with currency, and what is
    counted.
    """
    for match in patterns.NUMBER.finditer(text.text):
        before, unit = (
            text.text[match.start() - 1 : match.start()],
            (match["unit"] or "").strip(),
        )
        sign = before if before in "£$€" else ""
        if not unit and ("," not in match["number"] or sign):
            continue
        after = patterns.MARKUP.sub("", text.text[match.end() : match.end() + 160])
        words = COUNTED.match(after)
        if (
            words
            and max(map(len, words.groups())) >= 5
            and text.is_prose(match.start())
        ):
            place = match.start() - len(sign), match.end()
            yield (
                place,
                match["number"],
                sign + UNITS.get(unit, unit),
                " ".join(words.groups()),
            )


def check_filler(context: LintContext) -> None:
    """Report D113 for notes to oneself and filler text."""
    for text, match in context.find(patterns.FILLER):
        line = text.text[: match.start()].rpartition("\n")[2]
        if match.start() >= text.body or not UNKNOWN.fullmatch(line):
            context.report("D113", text, match.span())


def check_marks(context: LintContext) -> None:
    """Report D115 for marks that have no meaning here, and broken addresses."""
    for text, mark in product(context.texts, patterns.MARKS):
        for match in text.find(mark):
            groups = match.groupdict()
            name = groups.get("ref")
            is_defined = name and (
                f"[{name}]:" in text.text or f"[^{name}]:" in text.text
            )
            is_setting = groups.get("body") and match.start() < text.body
            is_meant = (
                is_defined or is_setting or text.text.endswith("\\", 0, match.start())
            )
            if not is_meant and text.is_prose(match.start(), or_address=True):
                words = truncate(" ".join(match[0].split()), 60)
                context.report(
                    "D115", text, match.span(), words=words, advice=mark.advice
                )


def check_venue(context: LintContext) -> None:
    """Report D114 for the name of a venue that was published, and is not that of
    event.md.
    """
    venue = context.event.record.venue
    if venue is None:
        return
    versions = chain.from_iterable(context.event.published.events.values())
    names = {version.data.place for version in versions if version.data} - {"", ONLINE}
    for name in sorted(name for name in names if name not in venue.name):
        pattern = Pattern(regex=re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"))
        for text, match in context.find(pattern, *DATED):
            context.report("D114", text, match.span(), venue=venue.name)


def check_prices(context: LintContext) -> None:
    """Report D108 for prices in prose that are not prices of the rates."""
    rates, tiers = context.event.rates, context.event.records["tier"]
    if rates is None or not rates.rates:
        return
    known_prices = {
        price for tier in tiers for price in (tier.price, tier.subsidised_price)
    }
    factor = 1 + rates.vat_percent / 100
    with_or_without_vat = {Vat.EXCLUDED: factor, Vat.INCLUDED: 1 / factor}
    factor = with_or_without_vat.get(rates.vat, Decimal(1))
    price_texts: dict[str, str] = {}
    signs = set[str]()
    for rate in rates.rates:
        prices = prices_of(rate)
        amounts = [price.amount for price in prices]
        currencies = [context.event.currency_of(price, rate, rates) for price in prices]
        known_prices.update(amounts, (round(amount * factor, 2) for amount in amounts))
        price_texts[rate.name] = ", ".join(map(ENGLISH.money, amounts, currencies))
        signs.update(CURRENCIES[currency].sign for currency in currencies)
    any_sign = "|".join(map(re.escape, sorted(signs)))
    pattern = Pattern(
        regex=re.compile(f"(?:{any_sign}){patterns.AMOUNT.pattern}", re.VERBOSE)
    )
    for text, match in context.find(
        pattern, "rates", "sponsors", "resources", "figures"
    ):
        if Decimal(match[1].replace(",", "") + (match[2] or "")) not in known_prices:
            _check_price(context, text, match, price_texts)


def _check_price(
    context: LintContext, text: ProseText, match: re.Match[str], prices: dict[str, str]
) -> None:
    """Report an amount that is called the price of a rate or place, with the right
    prices.
    """
    at, (start, end) = match.start(), text.sentence(match.start())
    sentence = text.text[start:end]
    if patterns.OTHER_AMOUNT_WORD.search(sentence):
        return
    passage = text.text[max(start, at - 60) : min(end, at + 60)]
    if patterns.TICKET_WORD.search(sentence):
        for name, right in prices.items():
            if re.search(rf"(?i)\b{re.escape(name)}\b", passage):
                context.report(
                    "D108", text, match.span(), what=f"“{name}”", prices=right
                )
                return
    if patterns.PRICE_BEFORE.search(text.text[start:at]):
        right = ", ".join(sorted(set(prices.values())))
        context.report("D108", text, match.span(), what="a place", prices=right)


def check_dates(context: LintContext) -> None:
    """Report D109 for days of the conference and its booking that are not those of the
    settings.
    """
    for text in context.exclude("resources", "figures"):
        for mention in text.dates:
            end = mention.place[0]
            start = max(text.sentence(end)[0], end - 120)
            dates = context.possible_dates(mention, text)
            for subject, days, right in _claims(context.event, text.text[start:end]):
                if dates and days.isdisjoint(dates):
                    context.report(
                        "D109", text, mention.place, what=subject, right=right
                    )


def _claims(event: Event, before: str) -> Iterator[tuple[str, set[date], str]]:
    """Yield what words say of the day that follows them, the right days, and these in
    words.
    """
    called_off = event.record.status in (EventStatus.POSTPONED, EventStatus.CANCELLED)
    if (
        event.starts
        and event.ends
        and not called_off
        and patterns.TAKES_PLACE_BEFORE.search(before)
    ):
        first, last = event.starts.date(), event.ends.date()
        days = {
            first + timedelta(days=number) for number in range((last - first).days + 1)
        }
        yield "the conference is on", days, ENGLISH.date_range(first, last)
    booking, claim = event.record.booking, patterns.BOOKING_DATE_BEFORE.search(before)
    if booking is not None and claim:
        opens = claim["what"].lower() == "opens"
        moment = booking.opens if opens else booking.closes
        if moment is not None:
            subject = f"booking {'opens' if opens else 'closes'} on"
            yield subject, {moment.date()}, ENGLISH.date(moment.date(), "full")
    if event.rates is not None and patterns.EARLY_RATE_ENDS_BEFORE.search(before):
        ends = {price.until for price in early_prices(event.rates) if price.until}
        if ends:
            right = " or ".join(ENGLISH.date(day, "full") for day in sorted(ends))
            yield "the early rate ends on", ends, right


DATE_DEPENDENT = frozenset(
    ("D104", "D107", "K133", "K139", "K144", "K171", "K172", "K173")
)
"""Codes that are reported on some days only, or only when links are followed."""
CHECKS = (check_statements, check_filler, check_marks, check_venue)
ENGLISH_CHECKS = (
    *(check_days, check_zones, check_early_words, check_relative_words),
    *(check_prices, check_dates, check_numbers),
)
DATED_CHECKS = (check_ended_early_rate, check_booking_words)  # of English


def run_lint(
    event: Event, sources: SourceFiles, as_of: date, log: Log, *, dated: bool = False
) -> None:
    """Report D-codes for words that are wrong; `dated` ones on a day, which fails no
    build.
    """
    context = LintContext(event, sources, as_of, log)
    of_english = DATED_CHECKS if dated else ENGLISH_CHECKS
    for check in (() if dated else CHECKS) + (of_english if context.is_english else ()):
        check(context)


def report_unused_suppressions(
    texts: Iterable[SourceText], log: Log, *, notes: bool
) -> None:
    """Report D112 for each suppression without use; those of notes if these were looked
    for.
    """
    for suppression in chain.from_iterable(map(find_suppressions, texts)):
        code, entry = suppression.code, CATALOGUE.get(suppression.code)
        span = suppression.span
        # One in the code of a Markdown file is an example.
        examples = CODE.finditer(span.source.text) if span.path.endswith(".md") else ()
        if any(code.start() <= span.start < code.end() for code in examples):
            continue
        is_of_use = suppression in log.used_suppressions or code in DATE_DEPENDENT
        why = (
            f"There is no {code} on this line or, for a comment alone on a line, on the"
            " next one."
        )
        if entry is None:
            why = f"There is no code “{code}”."
        elif entry.severity is Severity.ERROR:
            why = f"{code} is an error, which cannot be accepted."
        elif is_of_use or (entry.severity is Severity.NOTE and not notes):
            continue
        log.report("D112", span, given=code, why=why)
