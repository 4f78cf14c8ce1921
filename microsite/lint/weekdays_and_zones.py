"""Days that do not exist, weekdays that do not go with their day, and clock times in the wrong time
of year.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct

from microsite.lint.dates import Mention, days_meant, mentions
from microsite.lint.texts import Lint, Text, said
from microsite.model.dates import MONTHS
from microsite.site import formatting

LONGEST_MONTH = 31
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
LONGEST_CLOCK = 16


def check_days(lint: Lint) -> None:
    """Each day that a text names exists, and is the weekday that it says. Reports D101 and D102."""
    for text in lint.texts:
        for mention in mentions(text):
            _check_day(lint, text, mention)


def _check_day(lint: Lint, text: Text, mention: Mention) -> None:
    span = text.span(mention.start, mention.end)
    month = MONTHS[mention.month - 1]
    if not any(
        mention.in_year(year) for year in ([mention.year] if mention.year else (2000, 2001))
    ):
        if 0 < mention.day <= LONGEST_MONTH and mention.year != 0:
            written = f"{month} {mention.year}" if mention.year else month
            lint.log.report("D102", span, words=said(span), day=f"{mention.day} {written}")
        return
    days = days_meant(mention, text, lint.event)
    if mention.weekday is None or not days or any(day.weekday() == mention.weekday for day in days):
        return
    lint.log.report(
        "D101",
        span,
        words=said(span),
        day=formatting.format_date(days[0]),
        weekday=formatting.format_weekday(days[0]),
        hint=_hint(lint, days[0]),
    )


def _hint(lint: Lint, day: date) -> str:
    starts, ends = lint.event.starts, lint.event.ends
    if starts is None or ends is None or (day.year, day.month) != (starts.year, starts.month):
        return ""
    return f"content/event.md says {formatting.format_date_range(starts.date(), ends.date())}."


class _Zone(Struct, frozen=True):
    """A name that clock times are given in."""

    name: str
    zone: ZoneInfo

    @property
    def city(self) -> str:
        """A place whose clocks show it."""
        return self.zone.key.rpartition("/")[2].replace("_", " ")

    def names_on(self, day: date) -> set[str]:
        """What its clocks are called on a day; two on the day on which they change."""
        moments = (
            datetime.combine(day, clock, self.zone) for clock in (time(), time(12), time(23, 59))
        )
        return {moment.tzname() or "" for moment in moments}


def check_zones(lint: Lint) -> None:
    """Clock times are given in the time of their season: BST only in summer. Reports D103."""
    zones = _zones(lint)
    pattern = re.compile(rf"\b(?:{'|'.join(zones)})\b(?![+\-−/])")
    ends = {name[-2:] for name in zones}  # few, in capitals: most texts have none of them
    for text in lint.texts:
        if any(end in text.text for end in ends) and any(name in text.text for name in zones):
            for match in pattern.finditer(text.text):
                if (
                    CLOCK.search(text.text[max(0, match.start() - LONGEST_CLOCK) : match.start()])
                    is None
                ):
                    continue
                if text.is_prose(match.start()):
                    _check_zone(lint, text, match, zones[match[0]])


def _zones(lint: Lint) -> dict[str, _Zone]:
    """The names that can be judged, by what is written."""
    zones = {name: _Zone(name, ZoneInfo(key)) for name, key in SUMMER_ELSEWHERE.items()}
    zone, year = lint.event.zone, (lint.event.starts or lint.as_of).year
    for month in (1, 7):
        name = datetime(year, month, 1, 12, tzinfo=zone).tzname() or ""
        if name.isalpha():
            zones[name] = _Zone(name, zone)
    return zones


def _check_zone(lint: Lint, text: Text, match: re.Match[str], zone: _Zone) -> None:
    start, end = text.sentence(match.start())
    near = [mention for mention in mentions(text) if start <= mention.start < end]
    if near:
        closest = min(near, key=lambda mention: abs(mention.start - match.start()))
        days = days_meant(closest, text, lint.event)[:1]
    else:
        days = _days_of_event(lint, text)
    names = [zone.names_on(day) for day in days]
    if names and not any(zone.name in each for each in names):
        right = " or ".join(sorted(names[0]))
        lint.log.report(
            "D103",
            text.span(match.start(), match.end()),
            given=zone.name,
            right=right,
            city=zone.city,
            day=formatting.format_date(days[0]),
        )


def _days_of_event(lint: Lint, text: Text) -> tuple[date, ...]:
    """The days that a clock time without a day can be about."""
    event = lint.event
    if event.starts is None or event.ends is None or text.dated is not None:
        return ()
    days = [event.starts.date(), event.ends.date()]
    booking = event.record.booking
    if text.kind != "sessions" and booking is not None:
        days += [moment.date() for moment in (booking.opens, booking.closes) if moment]
    return tuple(days)
