"""Times: days that do not exist, wrong weekdays and zones, and words that are true for a while."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from microsite.lint.texts import DateMention, LintContext, ProseText
from microsite.model.records.event import Price, RatesFile
from microsite.model.types import MONTHS
from microsite.site import formatting
from microsite.site.state import BookingState, booking_state, prices_of, start_of

SUMMER_ELSEWHERE = {
    "BST": "Europe/London",
    "CEST": "Europe/Paris",
    "EEST": "Europe/Helsinki",
    "EDT": "America/New_York",
    "CDT": "America/Chicago",
    "MDT": "America/Denver",
    "PDT": "America/Los_Angeles",
    "AEDT": "Australia/Sydney",
}
"""Names of summer time, and where they hold. Those of winter time mean other things elsewhere."""
CLOCK = re.compile(
    r"(?i)(?:\d{1,2}[:.]\d{2}|\d{1,2}[ \t]?[ap]\.?m\.?|\bnoon|\bmidday|\bmidnight)[ \t\xa0]*\(?\Z"
)


def check_days(context: LintContext) -> None:
    """Report D101 for a day that is another weekday, and D102 for one that does not exist."""
    for text in context.texts:
        for mention in text.dates:
            years = [mention.year] if mention.year else [2000, 2001]
            if any(mention.in_year(year) for year in years):
                _check_weekday(context, text, mention)
            elif 0 < mention.day <= 31 and mention.year != 0:
                day = f"{mention.day} {MONTHS[mention.month - 1]} {mention.year or ''}".strip()
                context.report("D102", text, mention.place, day=day)


def _check_weekday(context: LintContext, text: ProseText, mention: DateMention) -> None:
    event, days = context.event, context.possible_dates(mention, text)
    if mention.weekday is None or not days or any(day.weekday() == mention.weekday for day in days):
        return
    hint = ""
    if event.starts and event.ends and f"{days[0]:%Y%m}" == f"{event.starts:%Y%m}":
        right = formatting.format_date_range(event.starts.date(), event.ends.date())
        hint = f"content/event.md says {right}."
    day, weekday = formatting.format_date(days[0]), formatting.format_weekday(days[0])
    context.report("D101", text, mention.place, day=day, weekday=weekday, hint=hint)


def check_zones(context: LintContext) -> None:
    """Report D103 for clock times in the time of another season, such as BST in winter."""
    zones = {name: ZoneInfo(key) for name, key in SUMMER_ELSEWHERE.items()}
    zone, year = context.event.zone, (context.event.starts or context.as_of).year
    for month in (1, 7):
        name = datetime(year, month, 1, 12, tzinfo=zone).tzname() or ""
        if name.isalpha():
            zones[name] = zone
    pattern = re.compile(rf"\b(?:{'|'.join(zones)})\b(?![+\-−/])")
    for text in context.texts:
        for match in text.find_pattern(pattern):
            if CLOCK.search(text.text[max(0, match.start() - 16) : match.start()]):
                _check_zone(context, text, match, zones[match[0]])


def _check_zone(
    context: LintContext, text: ProseText, match: re.Match[str], zone: ZoneInfo
) -> None:
    """Report a name that is not used on the day in its sentence, else on any day of the event."""
    event, booking = context.event, context.event.record.booking
    start, end = text.sentence(match.start())
    near = [mention for mention in text.dates if start <= mention.place[0] < end]
    if near:
        closest = min(near, key=lambda mention: abs(mention.place[0] - match.start()))
        days = context.possible_dates(closest, text)[:1]
    elif event.starts is None or event.ends is None or text.dated is not None:
        return
    else:
        moments = [event.starts, event.ends]
        if text.kind != "sessions" and booking is not None:
            moments += [moment for moment in (booking.opens, booking.closes) if moment]
        days = tuple(moment.date() for moment in moments)
    clocks = (time(), time(12), time(23, 59))  # a day on which they change has two names
    names = [
        {datetime.combine(day, clock, zone).tzname() or "" for clock in clocks} for day in days
    ]
    if names and not any(match[0] in each for each in names):
        right, day = " or ".join(sorted(names[0])), formatting.format_date(days[0])
        city = zone.key.rpartition("/")[2].replace("_", " ")
        facts = {"given": match[0], "right": right, "city": city, "day": day}
        context.report("D103", text, match.span(), **facts)


DATED = ("news", "figures", "resources")
"""Kinds of text that carry the day on which they were written."""
EARLY_WORDS = re.compile(
    r"(?i)early[ \t\n-]?bird\b|early[ \t]+(?:rate|price|fee|discount|ticket)s?\b"
)
EARLY = re.compile(r"(?i)\bearly")
ENDED_WORDS = re.compile(
    r"(?i)\b(?:has|have|had)\s+(?:now\s+)?(?:ended|closed|passed|gone|finished)\b"
    r"|\b(?:ended|closed|was|were|no longer)\b"
)
OWN_NAME = re.compile(r"(?:label|name|id):[^,\n]*\Z")

RELATIVE_PERIODS = re.compile(
    r"(?i)\b(?:(?P<this>this)|next|last)\s+(?P<period>year|month|week)(?!\w|\s+or\b)"
)
"""`this year`, `next month`, but not `this week or ten years ago`."""
OWNED = re.compile(r"(?i)\b(?:the|a|an|each|every|very|my|your|his|her|its|our|their|of|per)\s+\Z")
"""With these in front, `next` and `last` are relative to something else: `the next year`."""
RELATIVE_DAYS = re.compile(r"(?i)(?<![\w'’-])(?:tomorrow|yesterday)(?![\w'’-])")
AS_A_SUBJECT = re.compile(r"(?i)\b(?:of|for|and|or)\s+\Z")
"""In front of a day that is none: `the towns of tomorrow`."""
PROMISED = (
    r"(?:available|announced|published|open|opens|opening|released|confirmed|added|follow|follows|"
    r"revealed|posted|live|back|coming|updated|launched|on sale)"
)
PROMISES = re.compile(
    rf"(?i)\b{PROMISED}\s+(?:very\s+|quite\s+)?(?:soon|shortly)\b"
    r"(?!\s+(?:after|before|afterwards|as|enough)\b)"
    rf"|(?:soon|shortly)\s+be\s+{PROMISED}\b|watch this space"
)
"""`coming soon`, `will soon be announced`, but not `soon after`."""
CURRENTLY = re.compile(
    r"(?i)currently\s+(?:being|open|closed|available|unavailable|planned|planning|accepting|full|"
    r"sold|unknown)\b"
)

OPEN = re.compile(
    r"(?i)\b(?:booking|registration)\s+is\s+(?:now\s+)?open\b"
    r"(?!\s+(?:from|at|until|till|to|on|all|between|for))"
    r"|\b(?:book|register)(?:\s+(?:your|a)\s+(?:place|ticket|seat)s?)?\s+(?:now|today)\b"
    r"|\btickets\s+are\s+(?:now\s+|still\s+)?(?:on\s+sale|available)\b"
    r"|\b(?:some|a few|there)?\s*places\s+are\s+still\s+(?:available|free)\b"
)
NOT_OPEN = {
    BookingState.NOT_YET: "booking has not opened yet",
    BookingState.UNSETTLED: "booking has not opened yet",
    BookingState.FULL: "every place is taken",
    BookingState.CLOSED: "booking has closed",
    BookingState.OVER: "the conference is over",
    BookingState.OFF: "the conference does not take place as announced",
}


def check_early_words(context: LintContext) -> None:
    """Report D105 for words of an early rate where there is none."""
    rates = context.event.rates
    if rates is not None and rates.rates and not early_prices(rates):
        for text, place in _early_words(context, EARLY_WORDS):
            context.report("D105", text, place)


def check_ended_early_rate(context: LintContext) -> None:
    """Report D104 for words of an early rate that has ended, unless they say so."""
    rates = context.event.rates
    prices = early_prices(rates) if rates else []
    ends = [price.until for price in prices if price.until]
    if not ends or len(ends) < len(prices) or max(ends) >= context.as_of:
        return
    labels = {price.label for price in prices if price.label}
    words = [EARLY_WORDS.pattern, *(rf"\b{re.escape(label)}\b" for label in sorted(labels))]
    ended = formatting.format_full_date(max(ends))
    for text, place in _early_words(context, re.compile("|".join(words))):
        if ENDED_WORDS.search(text.text[slice(*text.sentence(place[0]))]) is None:
            context.report("D104", text, place, ended=ended)


def _early_words(
    context: LintContext, pattern: re.Pattern[str]
) -> Iterator[tuple[ProseText, tuple[int, int]]]:
    """Yield where such words stand, unless they are the name of a price."""
    for text in context.exclude(*DATED):
        for match in text.find_pattern(pattern) if "early" in text.lower else ():
            line = text.text[: match.start()].rpartition("\n")[2]
            if text.kind != "rates" or OWN_NAME.search(line) is None:
                yield text, match.span()


def early_prices(rates: RatesFile) -> list[Price]:
    """Return the prices for booking early: those called so, else the first of several."""
    called = [
        price
        for rate in rates.rates
        for price in prices_of(rate)
        if EARLY.search(rate.name) or EARLY.search(price.label or "")
    ]
    return called or [prices_of(rate)[0] for rate in rates.rates if len(rate.prices) > 1]


def check_relative_words(context: LintContext) -> None:
    """Report D106 for words that mean another time on another day, where nothing dates them."""
    for text in context.exclude(*DATED):
        for start, end in _relative_words(text):
            better = "Write the day or the month, or leave it to a news post, which is dated."
            if text.text[start:end].lower().endswith("year"):
                year = (context.event.starts or context.as_of).year
                better = f"Write the year, such as “in {year}”."
            context.report("D106", text, (start, end), better=better)


def _relative_words(text: ProseText) -> Iterator[tuple[int, int]]:
    """Yield where such words stand. In a session, `this week` is the week of the conference."""
    is_session = text.kind == "sessions"
    for match in text.find_pattern(RELATIVE_PERIODS, "year", "month", "week"):
        is_year, before = match["period"].lower() == "year", max(0, match.start() - 8)
        is_owned = OWNED.search(text.text, before, match.start()) and not match["this"]
        if (is_year or not is_session) and not is_owned:
            yield match.span()
    for match in text.find_pattern(RELATIVE_DAYS, "tomorrow", "yesterday"):
        before = max(0, match.start() - 8)
        if not is_session and not AS_A_SUBJECT.search(text.text, before, match.start()):
            yield match.span()
    for match in text.find_pattern(PROMISES, "soon", "shortly", "watch this space"):
        yield match.span()
    if text.kind in ("page", "event"):
        yield from (match.span() for match in text.find_pattern(CURRENTLY))


def check_booking_words(context: LintContext) -> None:
    """Report D107 for words that booking is open while it is not."""
    state = booking_state(context.event, start_of(context.event, context.as_of))
    if state not in NOT_OPEN:
        return
    day = formatting.format_date(context.as_of)
    for text in context.exclude(*DATED, "sessions"):
        for match in text.find_pattern(OPEN):
            context.report("D107", text, match.span(), state=NOT_OPEN[state], day=day)


CHECKS = (check_days, check_zones, check_early_words, check_relative_words)
"""Checks of English, whatever the day."""
DATED_CHECKS = (check_ended_early_rate, check_booking_words)
