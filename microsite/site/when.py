"""Days and times in words, as British readers write them. No locale of the machine is asked."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from microsite.model.dates import MONTHS
from microsite.model.event import Event
from microsite.model.records.rates import Currency

WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
SYMBOLS = {currency.value: currency.sign for currency in Currency}


def day(given: date) -> str:
    """`20 May 2027`."""
    return f"{given.day} {MONTHS[given.month - 1]} {given.year}"


def short_day(given: date) -> str:
    """`20 May`."""
    return f"{given.day} {MONTHS[given.month - 1]}"


def weekday(given: date) -> str:
    """`Thursday`."""
    return WEEKDAYS[given.weekday()]


def full_day(given: date) -> str:
    """`Thursday 20 May 2027`."""
    return f"{weekday(given)} {day(given)}"


def days(first: date, last: date) -> str:
    """`Thursday 20 May 2027`, `2 and 3 June 2027`, `2 to 5 June 2027`, `30 June to 2 July 2027`."""
    if first == last:
        return full_day(first)
    if (first.year, first.month) == (last.year, last.month):
        word = "and" if (last - first).days == 1 else "to"
        return f"{first.day} {word} {day(last)}"
    if first.year == last.year:
        return f"{short_day(first)} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def event_days(event: Event) -> str:
    """The days of an event; empty while they are to be announced."""
    if event.starts is None:
        return ""
    dates = [day.date for day in event.days if day.date] or [event.starts.date()]
    return days(min(event.starts.date(), *dates), max(dates))


def clock(given: time | datetime) -> str:
    """`09:30`."""
    return f"{given:%H:%M}"


def moment(given: datetime) -> str:
    """`Thursday 20 May 2027 at 09:30`."""
    return f"{full_day(given.date())} at {clock(given)}"


def length(minutes: int) -> str:
    """`45 minutes`, `1 hour`, `1 hour 30 minutes`."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(f"{hours} hour{'s' if hours > 1 else ''}")
    if rest:
        parts.append(f"{rest} minute{'s' if rest > 1 else ''}")
    return " ".join(parts)


def duration(minutes: int) -> str:
    """The length as machines read it: `PT1H30M`."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")


def money(amount: Decimal, currency: str) -> str:
    """`£345`, `£1,345.50`."""
    whole = amount == amount.to_integral_value()
    return f"{SYMBOLS[currency]}{amount:,.0f}" if whole else f"{SYMBOLS[currency]}{amount:,.2f}"


def number(given: Decimal) -> str:
    """`6` or `5.5`, without noughts at the end."""
    return f"{given.normalize():f}"
