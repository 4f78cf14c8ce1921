"""Days that do not exist, wrong weekdays, and clock times in the wrong time of year."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct

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
MAX_CLOCK = 16


def check_days(context: LintContext) -> None:
    """Report D101 for a day that is another weekday, and D102 for one that does not exist."""
    for text in context.texts:
        for mention in text.dates:
            _check_day(context, text, mention)


def _check_day(context: LintContext, text: ProseText, mention: DateMention) -> None:
    years = [mention.year] if mention.year else [2000, 2001]
    if not any(mention.in_year(year) for year in years):
        if 0 < mention.day <= 31 and mention.year != 0:
            day = f"{mention.day} {MONTHS[mention.month - 1]} {mention.year or ''}".strip()
            context.report("D102", text, mention.place, day=day)
        return
    days = context.possible_dates(mention, text)
    if mention.weekday is None or not days or any(day.weekday() == mention.weekday for day in days):
        return
    day, weekday = formatting.format_date(days[0]), formatting.format_weekday(days[0])
    hint = _hint(context, days[0])
    context.report("D101", text, mention.place, day=day, weekday=weekday, hint=hint)


def _hint(context: LintContext, day: date) -> str:
    starts, ends = context.event.starts, context.event.ends
    if starts is None or ends is None or (day.year, day.month) != (starts.year, starts.month):
        return ""
    return f"content/event.md says {formatting.format_date_range(starts.date(), ends.date())}."


class ZoneName(Struct, frozen=True):
    """A name that clock times are given in."""

    name: str
    zone: ZoneInfo

    @property
    def city(self) -> str:
        """City whose clocks show it."""
        return self.zone.key.rpartition("/")[2].replace("_", " ")

    def abbreviations_on(self, day: date) -> set[str]:
        """Return what its clocks are called on a day; two on the day on which they change."""
        clocks = (time(), time(12), time(23, 59))
        return {datetime.combine(day, clock, self.zone).tzname() or "" for clock in clocks}


def check_zones(context: LintContext) -> None:
    """Report D103 for clock times in the time of another season, such as BST in winter."""
    zones = _zones(context)
    pattern = re.compile(rf"\b(?:{'|'.join(zones)})\b(?![+\-−/])")
    for text in context.texts:
        for match in text.find_pattern(pattern):
            before = text.text[max(0, match.start() - MAX_CLOCK) : match.start()]
            if CLOCK.search(before):
                _check_zone(context, text, match, zones[match[0]])


def _zones(context: LintContext) -> dict[str, ZoneName]:
    """Return the names that can be judged."""
    zones = {name: ZoneName(name, ZoneInfo(key)) for name, key in SUMMER_ELSEWHERE.items()}
    zone, year = context.event.zone, (context.event.starts or context.as_of).year
    for month in (1, 7):
        name = datetime(year, month, 1, 12, tzinfo=zone).tzname() or ""
        if name.isalpha():
            zones[name] = ZoneName(name, zone)
    return zones


def _check_zone(
    context: LintContext, text: ProseText, match: re.Match[str], zone: ZoneName
) -> None:
    start, end = text.sentence(match.start())
    near = [mention for mention in text.dates if start <= mention.start < end]
    if near:
        closest = min(near, key=lambda mention: abs(mention.start - match.start()))
        days = context.possible_dates(closest, text)[:1]
    else:
        days = _days_of_event(context, text)
    names = [zone.abbreviations_on(day) for day in days]
    if names and not any(zone.name in each for each in names):
        right, day = " or ".join(sorted(names[0])), formatting.format_date(days[0])
        facts = {"given": zone.name, "right": right, "city": zone.city, "day": day}
        context.report("D103", text, match.span(), **facts)


def _days_of_event(context: LintContext, text: ProseText) -> tuple[date, ...]:
    """Return the days that a clock time without a day can be about."""
    event = context.event
    if event.starts is None or event.ends is None or text.dated is not None:
        return ()
    days = [event.starts.date(), event.ends.date()]
    booking = event.record.booking
    if text.kind != "sessions" and booking is not None:
        days += [moment.date() for moment in (booking.opens, booking.closes) if moment]
    return tuple(days)
