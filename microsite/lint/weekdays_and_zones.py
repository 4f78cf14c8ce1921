"""Days that do not exist, wrong weekdays, and clock times in the wrong time of year."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from microsite.lint.texts import DateMention, LintContext, ProseText
from microsite.model.dates import MONTHS
from microsite.site import formatting

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
"""Names of summer time, and where they hold. Those of winter time also mean other things elsewhere.
"""
CLOCK = re.compile(
    r"(?:\d{1,2}[:.]\d{2}|\d{1,2}[ \t]?[ap]\.?m\.?|\bnoon|\bmidday|\bmidnight)[ \t\xa0]*\(?\Z",
    re.IGNORECASE,
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
    days, starts, ends = (
        context.possible_dates(mention, text),
        context.event.starts,
        context.event.ends,
    )
    if mention.weekday is None or not days or any(day.weekday() == mention.weekday for day in days):
        return
    hint = ""
    if starts and ends and (days[0].year, days[0].month) == (starts.year, starts.month):
        right = formatting.format_date_range(starts.date(), ends.date())
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
    start, end = text.sentence(match.start())
    near = [mention for mention in text.dates if start <= mention.place[0] < end]
    if near:
        closest = min(near, key=lambda mention: abs(mention.place[0] - match.start()))
        days = context.possible_dates(closest, text)[:1]
    else:
        days = _days_of_event(context, text)
    clocks = (time(), time(12), time(23, 59))  # a day on which they change has two names
    names = [
        {datetime.combine(day, clock, zone).tzname() or "" for clock in clocks} for day in days
    ]
    if names and not any(match[0] in each for each in names):
        right, day = " or ".join(sorted(names[0])), formatting.format_date(days[0])
        city = zone.key.rpartition("/")[2].replace("_", " ")
        facts = {"given": match[0], "right": right, "city": city, "day": day}
        context.report("D103", text, match.span(), **facts)


def _days_of_event(context: LintContext, text: ProseText) -> tuple[date, ...]:
    """Return the days that a clock time without a day can be about."""
    event = context.event
    if event.starts is None or event.ends is None or text.dated is not None:
        return ()
    moments = [event.starts, event.ends]
    booking = event.record.booking
    if text.kind != "sessions" and booking is not None:
        moments += [moment for moment in (booking.opens, booking.closes) if moment]
    return tuple(moment.date() for moment in moments)
