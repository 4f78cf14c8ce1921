"""British formats of dates, times and amounts, whatever the locale of the machine."""

from datetime import date, datetime, time
from decimal import Decimal

from microsite.model.event import Event
from microsite.model.records.event import Currency
from microsite.model.types import MONTHS

WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def format_date(value: date) -> str:
    """Format as `20 May 2027`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def format_short_date(value: date) -> str:
    """Format as `Thursday 20 May`."""
    return f"{format_weekday(value)} {value.day} {MONTHS[value.month - 1]}"


def format_weekday(value: date) -> str:
    """Format as `Thursday`."""
    return WEEKDAYS[value.weekday()]


def format_full_date(value: date) -> str:
    """Format as `Thursday 20 May 2027`."""
    return f"{format_weekday(value)} {format_date(value)}"


def format_date_range(first: date, last: date) -> str:
    """Format as `Thursday 20 May 2027`, `2 and 3 June 2027` or `30 June to 2 July 2027`."""
    if first == last:
        return format_full_date(first)
    start, word = format_date(first), "to"
    if first.year == last.year:
        start = start.removesuffix(f" {first.year}")
        if first.month == last.month:
            start, word = str(first.day), "and" if (last - first).days == 1 else "to"
    return f"{start} {word} {format_date(last)}"


def format_event_dates(event: Event) -> str:
    """Format the days of an event; empty while they are to be announced."""
    if event.starts is None:
        return ""
    dates = [day.date for day in event.days if day.date] or [event.starts.date()]
    return format_date_range(min(event.starts.date(), *dates), max(dates))


def format_time(value: time | datetime) -> str:
    """Format as `09:30`."""
    return f"{value.hour:02}:{value.minute:02}"


def format_datetime(value: datetime) -> str:
    """Format as `Thursday 20 May 2027 at 09:30`."""
    return f"{format_full_date(value.date())} at {format_time(value)}"


def format_duration(minutes: int) -> str:
    """Format as `45 minutes`, `1 hour`, `1 hour 30 minutes`."""
    units = zip(divmod(minutes, 60), ("hour", "minute"), strict=True)
    return " ".join(f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in units if count)


def format_money(amount: Decimal, currency: str) -> str:
    """Format as `£345`, `£1,345.50`."""
    whole = amount == amount.to_integral_value()
    return f"{Currency(currency).sign}{amount:,.{0 if whole else 2}f}"


def format_number(value: Decimal) -> str:
    """Format as `6` or `5.5`, without trailing zeros."""
    return f"{value.normalize():f}"
