"""Dates in prose: impossible days, wrong weekdays, clock times in the wrong time of year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct

from microsite.lint.texts import LintContext, ProseText
from microsite.model.dates import MONTHS
from microsite.site import formatting
from microsite.site.formatting import WEEKDAYS

SHORT_MONTHS = tuple(month[:3] for month in MONTHS)
MONTH_START = re.compile("[JFMASOND](?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec)")
MONTH = re.compile(rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(SHORT_MONTHS)}|Sept)\b\.?)(?!\w)")
_GAP = r"(?:[ \t\xa0]+|[ \t]*\n[ \t]*)"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)"
_ITEM = rf"(?:\b{_WEEKDAY}\b\.?,?{_GAP}(?:the{_GAP})?)?(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?"
_AND = r"[ \t\xa0]*(?:,|–|—|-|&|\band\b|\bor\b|\bto\b|\buntil\b)[ \t\xa0]*"
BEFORE = re.compile(rf"(?:{_ITEM}{_AND}){{0,3}}{_ITEM}(?:{_GAP}of)?{_GAP}\Z")
ITEM = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})\b\.?,?{_GAP}(?:the{_GAP})?)?(?<!\d)(?P<day>\d{{1,2}})"
)
AFTER = re.compile(rf"(?:,?{_GAP}(?P<year>\d{{4}})\b)?(?:{_GAP}?\((?P<weekday>{_WEEKDAY})\))?")
AMERICAN_BEFORE = re.compile(rf"\b(?P<weekday>{_WEEKDAY})\b\.?,?{_GAP}\Z")
AMERICAN_AFTER = re.compile(
    rf"{_GAP}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%]|\.\d|[ \t]*[ap]\.?m)"
    rf"(?:,?{_GAP}(?P<year>\d{{4}})\b)?"
)
MAX_BEFORE = 100
"""Characters in front of a month that can belong to its day."""


class DateMention(Struct, frozen=True):
    """A day in a text. It need not exist."""

    day: int
    month: int
    year: int | None
    weekday: int | None
    """From 0, Monday."""
    start: int
    end: int

    @property
    def place(self) -> tuple[int, int]:
        """Start and end."""
        return self.start, self.end

    def in_year(self, year: int) -> date | None:
        """Return the day in a year; None where there is none."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def find_dates(text: str) -> Iterator[DateMention]:
    """Yield the days that a text names, month by month."""
    starts = [
        (SHORT_MONTHS.index(found[0]), found.start())
        for found in MONTH_START.finditer(text)
        if found[0] in SHORT_MONTHS
    ]
    for index, at in sorted(starts):
        month = MONTH.match(text, at)
        if month and not text[at - 1 : at].isalnum():
            start = max(0, at - MAX_BEFORE)
            before = BEFORE.search(text[start:at])
            if before:
                yield from _british(text, before, start, month, index + 1)
            else:
                yield from _american(text, start, month, index + 1)


def _british(
    text: str, before: re.Match[str], offset: int, month: re.Match[str], number: int
) -> Iterator[DateMention]:
    after = AFTER.match(text, month.end())
    assert after
    *others, last = ITEM.finditer(before[0])
    year = int(after["year"]) if after["year"] else None
    earlier = (item for item in others if item["weekday"] and int(item["day"]) < int(last["day"]))
    for item in (*earlier, last):
        weekday = _weekday(item["weekday"] or (after["weekday"] if item is last else None))
        start = offset + before.start() + item.start()
        yield DateMention(int(item["day"]), number, year, weekday, start, after.end())


def _american(text: str, offset: int, month: re.Match[str], number: int) -> Iterator[DateMention]:
    after = AMERICAN_AFTER.match(text, month.end())
    before = AMERICAN_BEFORE.search(text[offset : month.start()])
    if after is None or (before is None and after["year"] is None):
        return
    start = offset + before.start() if before else month.start()
    year = int(after["year"]) if after["year"] else None
    weekday = _weekday(before and before["weekday"])
    yield DateMention(int(after["day"]), number, year, weekday, start, after.end())


def _weekday(word: str | None) -> int | None:
    return next(n for n, day in enumerate(WEEKDAYS) if day.startswith(word[:3])) if word else None


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
