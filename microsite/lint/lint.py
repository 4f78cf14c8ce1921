"""Lint: words that are wrong, or that are true only for a while.

Nothing here stops a build.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, product
from zoneinfo import ZoneInfo

from msgspec import Struct

from microsite.diagnostics.diagnostic import (
    CATALOGUE,
    Log,
    Severity,
    Suppression,
    find_suppressions,
)
from microsite.diagnostics.source_text import SourceText, Span
from microsite.lint import patterns
from microsite.lint.patterns import Pattern
from microsite.lint.texts import DateMention, LintContext, ProseText, plain_text
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
"""The three words after a number."""
WITHOUT_COUNTS = ("news", "resources", "rates", "sponsors")
"""Kinds of text whose numbers are of their own day, or of one thing each."""
UNITS = {"per cent": "%", "m": "million", "bn": "billion"}
"""Other forms of units."""
UNKNOWN = re.compile(
    r"[\s-]*(?:name|starts|ends|opens|closes|speakers|chair|room|track)\s*:.*"
)
"""Settings that have their own messages for what is to be confirmed."""


def check_days(context: LintContext) -> None:
    """Report D101 for wrong weekdays, D102 for days that do not exist."""
    for text, match in context.find(patterns.IMPOSSIBLE_TIME):
        context.report("D102", text, match.span(), day=match[0])
    for text in context.texts:
        for mention in text.dates:
            if _is_in_calendar(mention):
                _check_weekday(context, text, mention)
            elif 0 < mention.day <= 31 and mention.year != 0:
                month = MONTHS[mention.month - 1]
                day = f"{mention.day} {month} {mention.year or ''}".strip()
                context.report("D102", text, mention.place, day=day)


def _is_in_calendar(mention: DateMention) -> bool:
    """Return whether a day exists: in its year, else in a leap year."""
    return mention.in_year(mention.year or 2000) is not None


def _check_weekday(context: LintContext, text: ProseText, mention: DateMention) -> None:
    """Report D101 if a day is on another weekday in every possible year."""
    days = context.possible_dates(mention, text)
    if mention.weekday is None or not days:
        return
    if mention.weekday in {day.weekday() for day in days}:
        return

    event = context.event
    likeliest = days[0]
    hint = ""
    if event.starts and event.ends:
        first = event.starts.date()
        is_month_of_event = likeliest.replace(day=1) == first.replace(day=1)
        if is_month_of_event:
            right = ENGLISH.date_range(first, event.ends.date())
            hint = f"content/event.md says {right}."
    context.report(
        "D101",
        text,
        mention.place,
        day=ENGLISH.date(likeliest),
        weekday=ENGLISH.date(likeliest, "weekday"),
        hint=hint,
    )


def check_zones(context: LintContext) -> None:
    """Report D103 for times of another season, such as BST in winter."""
    zones = _zones_by_name(context)
    names = "|".join(rf"{name}(?<!\w{'.' * len(name)})" for name in zones)
    pattern = Pattern(regex=re.compile(rf"(?:{names})\b(?![+\-−/])"))
    for text, match in context.find(pattern):
        if patterns.CLOCK_TIME_BEFORE.search(text.before(match.start(), 16)):
            _check_zone(context, text, match, zones[match[0]])


def _zones_by_name(context: LintContext) -> dict[str, ZoneInfo]:
    """Return zones with their names in winter and summer, such as GMT and BST."""
    zones = {name.upper(): ZoneInfo(key) for name, key in SUMMER_ZONES.items()}
    zone = context.event.zone
    year = (context.event.starts or context.as_of).year
    for month in (1, 7):
        name = datetime(year, month, 1, 12, tzinfo=zone).tzname() or ""
        if name.isalpha():
            zones[name] = zone
    return zones


def _check_zone(
    context: LintContext, text: ProseText, match: re.Match[str], zone: ZoneInfo
) -> None:
    """Report D103 if a zone has another name on the days of a time."""
    days = _days_of_time(context, text, match.start())
    names = [_zone_names(zone, day) for day in days]
    if not names or any(match[0] in names_of_day for names_of_day in names):
        return
    context.report(
        "D103",
        text,
        match.span(),
        given=match[0],
        right=" or ".join(sorted(names[0])),
        city=zone.key.rpartition("/")[2].replace("_", " "),
        day=ENGLISH.date(days[0]),
    )


def _days_of_time(context: LintContext, text: ProseText, at: int) -> tuple[date, ...]:
    """Return the days that a time at a place in a text can be on.

    The day is that of the sentence, else any day of the event or its booking.
    """
    start, end = text.sentence(at)
    mentions = [mention for mention in text.dates if start <= mention.place[0] < end]
    if mentions:
        nearest = min(mentions, key=lambda mention: abs(mention.place[0] - at))
        return context.possible_dates(nearest, text)[:1]

    event = context.event
    if event.starts is None or event.ends is None or text.dated is not None:
        return ()
    moments: list[datetime | None] = [event.starts, event.ends]
    booking = event.record.booking
    if text.kind != "sessions" and booking is not None:
        moments += [booking.opens, booking.closes]
    return tuple(moment.date() for moment in moments if moment)


def _zone_names(zone: ZoneInfo, day: date) -> set[str]:
    """Return the names of a zone on a day: two if its clocks change."""
    times = (time(), time(12), time(23, 59))
    return {datetime.combine(day, at, zone).tzname() or "" for at in times}


def check_early_words(context: LintContext) -> None:
    """Report D105 for words of an early rate where there is none."""
    rates = context.event.rates
    if rates is None or not rates.rates or early_prices(rates):
        return
    for text, place in _early_words(context, patterns.EARLY_RATE):
        context.report("D105", text, place)


def check_ended_early_rate(context: LintContext) -> None:
    """Report D104 for words of an early rate that has ended, unless they say so."""
    rates = context.event.rates
    if rates is None:
        return
    prices = early_prices(rates)
    ends = [price.until for price in prices if price.until]
    if not ends or len(ends) < len(prices):
        return
    last_day = max(ends)
    if last_day >= context.as_of:
        return

    labels = {price.label for price in prices if price.label}
    alternatives = "".join(rf"|\b{re.escape(label)}\b" for label in sorted(labels))
    words = re.compile(
        patterns.EARLY_RATE.pattern + alternatives, patterns.EARLY_RATE.flags
    )
    for text, place in _early_words(context, words):
        start, end = text.sentence(place[0])
        if not patterns.HAS_ENDED.search(text.text[start:end]):
            context.report("D104", text, place, ended=ENGLISH.date(last_day, "full"))


def _early_words(
    context: LintContext, regex: re.Pattern[str]
) -> Iterator[tuple[ProseText, tuple[int, int]]]:
    """Yield the texts and places of such words, except in names of prices."""
    pattern = Pattern(regex=regex, clues=("early",))
    for text, match in context.find(pattern, *DATED):
        line = text.text[: match.start()].rpartition("\n")[2]
        is_name = text.kind == "rates" and patterns.NAME_SETTING.search(line)
        if not is_name:
            yield text, match.span()


def early_prices(rates: RatesFile) -> list[Price]:
    """Return the prices for booking early.

    They are those called so. If there are none, the first price of each rate with
    several is one.
    """
    prices = []
    for rate in rates.rates:
        for price in prices_of(rate):
            if patterns.EARLY.search(f"{rate.name}\n{price.label or ''}"):
                prices.append(price)
    if prices:
        return prices
    return [prices_of(rate)[0] for rate in rates.rates if len(rate.prices) > 1]


def check_relative_words(context: LintContext) -> None:
    """Report D106 for words that mean another time on another day.

    Texts with a date of their own may contain them.
    """
    year = (context.event.starts or context.as_of).year
    for text in context.exclude(*DATED):
        for start, end in _relative_words(text):
            better = (
                "Write the date or the month, or move it to a news post, which has a"
                " date."
            )
            if text.text[start:end].lower().endswith("year"):
                better = f"Write the year, such as “in {year}”."
            context.report("D106", text, (start, end), better=better)


def _relative_words(text: ProseText) -> Iterator[tuple[int, int]]:
    """Yield the places of such words.

    In a session, `this week` is the week of the conference.
    """
    is_session = text.kind == "sessions"
    for match in text.find_in_prose(patterns.RELATIVE_PERIOD):
        is_year = match["period"].lower() == "year"
        if is_session and not is_year:
            continue
        before = text.before(match.start(), 8)
        if match["this"] or not patterns.DETERMINER_BEFORE.search(before):
            yield match.span()

    if not is_session:
        for match in text.find_in_prose(patterns.RELATIVE_DAY):
            before = text.before(match.start(), 8)
            if not patterns.PREPOSITION_BEFORE.search(before):
                yield match.span()

    for match in text.find_in_prose(patterns.PROMISE):
        yield match.span()
    if text.kind in ("page", "event"):
        for match in text.find_in_prose(patterns.CURRENTLY):
            yield match.span()


def check_booking_words(context: LintContext) -> None:
    """Report D107 for words that booking is open while it is not."""
    state = booking_state(context.event, start_of(context.event, context.as_of))
    if state not in NOT_OPEN:
        return
    day = ENGLISH.date(context.as_of)
    for text, match in context.find(patterns.BOOKING_IS_OPEN, *DATED, "sessions"):
        context.report("D107", text, match.span(), state=NOT_OPEN[state], day=day)


def check_statements(context: LintContext) -> None:
    """Report D110 for figures whose sentence does not contain their value."""
    for figure in context.event.figures:
        if not _contains_value(figure.statement, figure.value):
            context.log.report(
                "D110", figure.span("statement"), name=figure.id, value=figure.value
            )


def _contains_value(statement: str, value: str) -> bool:
    """Return whether a sentence contains each number of a value, else all of it."""
    words = statement.casefold()
    numbers = _numbers(value)
    if not numbers:
        return value.casefold() in words
    mentioned = _numbers(statement)
    for number in range(1, 11):
        if NUMBERS[number] in words:
            mentioned.add(str(number))
    return numbers <= mentioned


def _numbers(words: str) -> set[str]:
    """Return the numbers in digits, without separators of thousands."""
    return {re.sub(r"[, ]", "", number) for number in patterns.DIGITS.findall(words)}


def check_numbers(context: LintContext) -> None:
    """Report D111 where other pages give another number of the same thing."""
    first_counts: dict[tuple[str, str], tuple[str, Span]] = {}
    # Figures come first, because they have sources.
    texts = sorted(
        context.exclude(*WITHOUT_COUNTS), key=lambda text: text.kind != "figures"
    )
    for text in texts:
        for count in _counts(text):
            span = text.source.span(*count.place)
            key = (count.unit, count.subject.casefold())
            first_number, first_span = first_counts.setdefault(
                key, (count.number, span)
            )
            if first_number == count.number or first_span.path == span.path:
                continue
            context.log.report(
                "D111",
                span,
                notes=(("The other number", first_span),),
                words=f"{plain_text(span)} {count.subject}",
                number=plain_text(first_span),
                other=f"{first_span.path}, line {first_span.line}",
            )


class _Count(Struct, frozen=True, kw_only=True):
    """A large number or a share, and what it counts."""

    place: tuple[int, int]
    number: str
    unit: str
    """With the sign of a currency in front."""
    subject: str
    """The three words that follow."""


def _counts(text: ProseText) -> Iterator[_Count]:
    """Yield the large numbers and the shares in the prose of a text."""
    for match in patterns.NUMBER.finditer(text.text):
        before = text.text[match.start() - 1 : match.start()]
        sign = before if before in "£$€" else ""
        unit = (match["unit"] or "").strip()
        is_large = "," in match["number"] and not sign
        if not unit and not is_large:
            continue
        after = text.text[match.end() : match.end() + 160]
        words = COUNTED.match(patterns.MARKUP.sub("", after))
        if words is None or max(map(len, words.groups())) < 5:
            continue
        if text.is_prose(match.start()):
            yield _Count(
                place=(match.start() - len(sign), match.end()),
                number=match["number"],
                unit=sign + UNITS.get(unit, unit),
                subject=" ".join(words.groups()),
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
            if _is_sound(text, match):
                continue
            if text.is_prose(match.start(), or_address=True):
                words = truncate(" ".join(match[0].split()), 60)
                context.report(
                    "D115", text, match.span(), words=words, advice=mark.advice
                )


def _is_sound(text: ProseText, match: re.Match[str]) -> bool:
    """Return whether a mark has a meaning where it is."""
    groups = match.groupdict()
    name = groups.get("ref")
    if name and (f"[{name}]:" in text.text or f"[^{name}]:" in text.text):
        return True
    is_in_settings = match.start() < text.body
    if groups.get("body") and is_in_settings:
        return True
    return text.text.endswith("\\", 0, match.start())  # escaped


def check_venue(context: LintContext) -> None:
    """Report D114 for the name of a venue that was published before."""
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
    event = context.event
    rates = event.rates
    if rates is None or not rates.rates:
        return
    known_amounts = _known_amounts(event, rates)
    prices_by_rate: dict[str, str] = {}
    signs = set[str]()
    for rate in rates.rates:
        prices = prices_of(rate)
        amounts = [price.amount for price in prices]
        currencies = [event.currency_of(price, rate, rates) for price in prices]
        prices_by_rate[rate.name] = ", ".join(map(ENGLISH.money, amounts, currencies))
        signs.update(CURRENCIES[currency].sign for currency in currencies)

    any_sign = "|".join(map(re.escape, sorted(signs)))
    pattern = Pattern(
        regex=re.compile(f"(?:{any_sign}){patterns.AMOUNT.pattern}", re.VERBOSE)
    )
    for text, match in context.find(
        pattern, "rates", "sponsors", "resources", "figures"
    ):
        amount = Decimal(match[1].replace(",", "") + (match[2] or ""))
        if amount not in known_amounts:
            _check_price(context, text, match, prices_by_rate)


def _known_amounts(event: Event, rates: RatesFile) -> set[Decimal | None]:
    """Return the amounts of rates, with and without VAT, and of tiers."""
    vat_factor = 1 + rates.vat_percent / 100
    factor = Decimal(1)
    if rates.vat is Vat.EXCLUDED:
        factor = vat_factor
    elif rates.vat is Vat.INCLUDED:
        factor = 1 / vat_factor

    amounts: set[Decimal | None] = set()
    for tier in event.records["tier"]:
        amounts |= {tier.price, tier.subsidised_price}
    for rate in rates.rates:
        for price in prices_of(rate):
            amounts |= {price.amount, round(price.amount * factor, 2)}
    return amounts


def _check_price(
    context: LintContext,
    text: ProseText,
    match: re.Match[str],
    prices_by_rate: dict[str, str],
) -> None:
    """Report D108 if an amount is called the price of a rate or of a place."""
    at = match.start()
    start, end = text.sentence(at)
    sentence = text.text[start:end]
    if patterns.OTHER_AMOUNT_WORD.search(sentence):
        return

    passage = text.text[max(start, at - 60) : min(end, at + 60)]
    if patterns.TICKET_WORD.search(sentence):
        for name, right in prices_by_rate.items():
            if re.search(rf"(?i)\b{re.escape(name)}\b", passage):
                what = f"“{name}”"
                context.report("D108", text, match.span(), what=what, prices=right)
                return

    if patterns.PRICE_BEFORE.search(text.text[start:at]):
        right = ", ".join(sorted(set(prices_by_rate.values())))
        context.report("D108", text, match.span(), what="a place", prices=right)


def check_dates(context: LintContext) -> None:
    """Report D109 for days of the conference or booking that are not in event.md."""
    for text in context.exclude("resources", "figures"):
        for mention in text.dates:
            end = mention.place[0]
            start = max(text.sentence(end)[0], end - 120)
            dates = context.possible_dates(mention, text)
            if not dates:
                continue
            for claim in _claims(context.event, text.text[start:end]):
                if claim.days.isdisjoint(dates):
                    context.report(
                        "D109",
                        text,
                        mention.place,
                        what=claim.subject,
                        right=claim.right,
                    )


class _Claim(Struct, frozen=True, kw_only=True):
    """What words say of the day that follows them."""

    subject: str
    """Such as `booking opens on`."""
    days: set[date]
    """The right days."""
    right: str
    """The right days in words."""


def _claims(event: Event, before: str) -> list[_Claim]:
    """Return what the words before a day say of it."""
    claims = (
        _claim_of_conference(event, before),
        _claim_of_booking(event, before),
        _claim_of_early_rate(event, before),
    )
    return [claim for claim in claims if claim]


def _claim_of_conference(event: Event, before: str) -> _Claim | None:
    is_called_off = event.record.status in (
        EventStatus.POSTPONED,
        EventStatus.CANCELLED,
    )
    if not event.starts or not event.ends or is_called_off:
        return None
    if not patterns.TAKES_PLACE_BEFORE.search(before):
        return None
    first = event.starts.date()
    last = event.ends.date()
    length = (last - first).days + 1
    return _Claim(
        subject="the conference is on",
        days={first + timedelta(days=number) for number in range(length)},
        right=ENGLISH.date_range(first, last),
    )


def _claim_of_booking(event: Event, before: str) -> _Claim | None:
    booking = event.record.booking
    match = patterns.BOOKING_DATE_BEFORE.search(before)
    if booking is None or match is None:
        return None
    is_opening = match["what"].lower() == "opens"
    moment = booking.opens if is_opening else booking.closes
    if moment is None:
        return None
    return _Claim(
        subject=f"booking {'opens' if is_opening else 'closes'} on",
        days={moment.date()},
        right=ENGLISH.date(moment.date(), "full"),
    )


def _claim_of_early_rate(event: Event, before: str) -> _Claim | None:
    if event.rates is None or not patterns.EARLY_RATE_ENDS_BEFORE.search(before):
        return None
    ends = {price.until for price in early_prices(event.rates) if price.until}
    if not ends:
        return None
    return _Claim(
        subject="the early rate ends on",
        days=ends,
        right=" or ".join(ENGLISH.date(day, "full") for day in sorted(ends)),
    )


DATE_DEPENDENT = frozenset(
    {"D104", "D107", "K133", "K139", "K144", "K171", "K172", "K173"}
)
"""Codes that are reported on some days only, or only when links are followed."""
CHECKS = (check_statements, check_filler, check_marks, check_venue)
ENGLISH_CHECKS = (
    check_days,
    check_zones,
    check_early_words,
    check_relative_words,
    check_prices,
    check_dates,
    check_numbers,
)
"""Checks of texts in English."""
DATED_CHECKS = (check_ended_early_rate, check_booking_words)
"""Checks of texts in English whose result depends on the day."""


def run_lint(
    event: Event, sources: SourceFiles, as_of: date, log: Log, *, dated: bool = False
) -> None:
    """Report D-codes for words that are wrong.

    With `dated`, report only those that are wrong on a day. They fail no build.
    """
    context = LintContext(event, sources, as_of, log)
    checks: list[Callable[[LintContext], None]] = []
    if not dated:
        checks += CHECKS
    if context.is_english:
        checks += DATED_CHECKS if dated else ENGLISH_CHECKS
    for check in checks:
        check(context)


def report_unused_suppressions(
    texts: Iterable[SourceText], log: Log, *, notes: bool
) -> None:
    """Report D112 for each suppression without use.

    Suppressions of notes count only if `notes` were looked for.
    """
    for suppression in chain.from_iterable(map(find_suppressions, texts)):
        if _is_in_code(suppression.span):
            continue  # an example
        reason = _reason_without_use(suppression, log, notes=notes)
        if reason:
            log.report("D112", suppression.span, given=suppression.code, why=reason)


def _is_in_code(span: Span) -> bool:
    """Return whether a place is inside the code of a Markdown file."""
    if not span.path.endswith(".md"):
        return False
    blocks = CODE.finditer(span.source.text)
    return any(block.start() <= span.start < block.end() for block in blocks)


def _reason_without_use(suppression: Suppression, log: Log, *, notes: bool) -> str:
    """Return why a suppression has no use; empty if it has one or may have one."""
    code = suppression.code
    entry = CATALOGUE.get(code)
    if entry is None:
        return f"There is no code “{code}”."
    if entry.severity is Severity.ERROR:
        return f"{code} is an error, which cannot be accepted."
    if suppression in log.used_suppressions or code in DATE_DEPENDENT:
        return ""
    if entry.severity is Severity.NOTE and not notes:
        return ""
    return (
        f"There is no {code} on this line or, for a comment alone on a line, on the"
        " next one."
    )
