"""Types and parse functions of dates, times, durations and time zones."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from microsite.diagnostics.display import closest_match
from microsite.model.types import ParseError, text_type

TO_BE_ANNOUNCED = ("to be announced", "tba", "to be confirmed", "tbc")
MONTHS = (
    "January February March April May June July August September October November December"
).split()
DAY_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
ABBREVIATED_ZONES = {
    "gmt": "Europe/London",
    "bst": "Europe/London",
    "uk": "Europe/London",
    "cet": "Europe/Paris",
    "cest": "Europe/Paris",
    "est": "America/New_York",
    "edt": "America/New_York",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
}
"""Those that are zones by these names as well, such as GMT, know nothing of summer time."""


def parse_date(given: str) -> date:
    """Return a date such as `2026-06-10`."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", given)
    if not match:
        raise ParseError("R121", given=given, guess=suggest_date(given))
    year, month, day = (int(part) for part in match.groups())
    if not 1 <= month <= 12:
        raise ParseError("R122", given=given, why=f"there is no month {month}")
    if not 1900 <= year <= 2200:
        raise ParseError("R122", given=given, why=f"{year} is not a year this can be about")
    days = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    if not 1 <= day <= days:
        raise ParseError("R122", given=given, why=f"{MONTHS[month - 1]} {year} has {days} days")
    return date(year, month, day)


def suggest_date(given: str) -> str:
    """Return a sentence with the probable date, or with how to write one."""
    meant = guess_date(given)
    return f"Did you mean {meant}?" if meant else "Write it as year-month-day, such as 2027-06-10."


def guess_date(given: str) -> str | None:
    """Return the probable date, the day before the month, or None."""
    numbers = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", given)
    if numbers:
        day, month, year = (int(part) for part in numbers.groups())
        return _iso(year, month, day)
    slashes = re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", given)
    if slashes:
        return _iso(*(int(part) for part in slashes.groups()))
    date_in_words = r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([A-Za-z]{3,9})\.?,?\s+(\d{4})"
    if words := re.search(date_in_words, given):
        for number, month_name in enumerate(MONTHS, 1):
            if month_name.lower().startswith(words[2].lower()):
                return _iso(int(words[3]), number, int(words[1]))
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def parse_time(given: str) -> time:
    """Return a time on the 24-hour clock, such as `09:30`."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", given)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise ParseError("R123", given=given, guess=suggest_time(given))


def suggest_time(given: str) -> str:
    """Return a sentence with the probable time, or with how to write one."""
    text = given.lower()
    if text in ("24:00", "24.00", "midnight"):
        return "Midnight is written 00:00."
    if text in ("noon", "midday"):
        return "Noon is written 12:00."
    both = re.fullmatch(r"(\d{1,2})[.:](\d{2})\s*(?:-|–|—|to|until)\s*(\d{1,2})[.:](\d{2})", text)
    if both:
        first, last = f"{int(both[1]):02}:{both[2]}", f"{int(both[3]):02}:{both[4]}"
        advice = "Write the start and the end on lines of their own"
        return f"{advice}: “start: {first}” and “end: {last}”."
    match = re.fullmatch(
        r"(\d{1,2})(?:[.:h ]?(\d{1,2}))?(?::\d{2})?\s*([ap])?\.?m?\.?(?:\s*(?:hrs|hours|o.clock))?",
        text,
    )
    if match and (match[2] or match[3]):
        hour, minute = int(match[1]), match[2] or "00"
        if match[3] == "p" and hour < 12:
            hour += 12
        if match[3] == "a" and hour == 12:
            hour = 0
        meant = [
            f"{hour:02}:{minutes}"
            for minutes in ([minute] if len(minute) == 2 else [f"0{minute}", f"{minute}0"])
        ]
        if hour < 24 and all(int(minutes[3:]) < 60 for minutes in meant):
            return f"Did you mean {' or '.join(meant)}?"
    return "Write it on the 24-hour clock, such as 09:30 or 14:05."


def parse_datetime(given: str) -> datetime | None:
    """Return a day and time without zone, `2027-05-20 09:30`. None for “to be announced”."""
    if given.lower() in TO_BE_ANNOUNCED:
        return None
    day, _, clock = given.replace("T", " ").partition(" ")
    if re.fullmatch(r"\d+[/.\-][\d/.\-]*", day) and clock:
        return datetime.combine(parse_date(day), parse_time(clock.strip()))
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", given):
        raise ParseError("R124", given=given, day=parse_date(given).isoformat())
    parse_date(given)
    raise ParseError("R124", given=given, day="2027-05-20")


def parse_duration(given: str) -> int:
    """Return whole minutes: `45`, `45 minutes`, `1 hour 30 minutes`, `1:30`."""
    text = given.lower().strip()
    match = (
        re.fullmatch(r"(?P<m>\d{1,4})\s*(?:m|mins?|minutes?)?", text)
        or re.fullmatch(r"(?P<h>\d{1,2}):(?P<m>\d{2})", text)
        or re.fullmatch(
            r"(?P<h>\d{1,2})\s*(?:h|hrs?|hours?)"
            r"(?:\s*(?:and\s*)?(?P<m>\d{1,2})\s*(?:m|mins?|minutes?)?)?",
            text,
        )
    )
    if match:
        found = match.groupdict()
        minutes = int(found.get("h") or 0) * 60 + int(found.get("m") or 0)
        if 0 < minutes <= 24 * 60:
            return minutes
        raise ParseError("R126", given=given)
    raise ParseError("R125", given=given)


def parse_time_zone(given: str) -> str:
    """Return a time zone by its IANA name, such as `Europe/London`."""
    if abbreviated := ABBREVIATED_ZONES.get(given.lower()):
        raise ParseError("R127", given=given, suggestion=f"Did you mean “{abbreviated}”?")
    try:
        return ZoneInfo(given).key
    except (OSError, ValueError, KeyError):
        pass
    names = (name for name in available_timezones() if "/" in name)
    zones = sorted(name for name in names if not name.startswith("Etc/"))
    cities = {zone.rpartition("/")[2].lower(): zone for zone in zones}
    words = [given.lower().replace(" ", "_"), *re.findall(r"[^\W\d_]+", given.lower())]
    city = next((cities[word] for word in words if word in cities), None)
    meant = city or closest_match(given, zones)
    advice = "Write it like Europe/London or America/New_York."
    suggestion = f"Did you mean “{meant}”?" if meant else advice
    raise ParseError("R127", given=given, suggestion=suggestion)


def parse_date_or_number(given: str) -> date | int:
    """Return a day of the event: its date, or its number from 1."""
    if re.fullmatch(r"\d{1,2}", given):
        if int(given) == 0:
            guess = "Write a date such as 2027-06-10, or the number of the day, from 1."
            raise ParseError("R121", given=given, guess=guess)
        return int(given)
    return parse_date(given)


Day = Annotated[date, text_type(parse_date, DAY_PATTERN, "2027-05-20")]
TimeOfDay = Annotated[time, text_type(parse_time, r"^\d{1,2}:\d{2}$", "09:30")]
LocalDateTime = Annotated[datetime | None, text_type(parse_datetime, example="2027-05-20 09:30")]
Duration = Annotated[int, text_type(parse_duration, example="45 minutes")]
TimeZone = Annotated[str, text_type(parse_time_zone, example="Europe/London")]
DayOrNumber = Annotated[
    date | int, text_type(parse_date_or_number, r"^(\d{4}-\d{2}-\d{2}|\d{1,2})$", "2027-05-20")
]
