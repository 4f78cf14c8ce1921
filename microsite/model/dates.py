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
DATE_GUESSES = (
    r"\A(?P<day>\d{1,2})[/.\- ](?P<month>\d{1,2})[/.\- ](?P<year>\d{4})\Z",
    r"\A(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})\Z",
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})",
)
"""Dates in other forms, the day before the month."""


def parse_date(given: str) -> date:
    """Return a date such as `2026-06-10`."""
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", given)
    if not match:
        meant = guess_date(given)
        advice = "Write it as year-month-day, such as 2027-06-10."
        raise ParseError("R121", given=given, guess=f"Did you mean {meant}?" if meant else advice)
    year, month, day = (int(part) for part in match.groups())
    if not 1 <= month <= 12:
        raise ParseError("R122", given=given, why=f"there is no month {month}")
    if not 1900 <= year <= 2200:
        raise ParseError("R122", given=given, why=f"{year} is not a year this can be about")
    days = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    if not 1 <= day <= days:
        raise ParseError("R122", given=given, why=f"{MONTHS[month - 1]} {year} has {days} days")
    return date(year, month, day)


def guess_date(given: str) -> date | None:
    """Return the probable date of a text in another form."""
    match = next(filter(None, (re.search(pattern, given) for pattern in DATE_GUESSES)), None)
    if match is None:
        return None
    word = match["month"].lower()
    named = (number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(word))
    month = int(word) if word.isdigit() else next(named, 0)
    try:
        return date(int(match["year"]), month, int(match["day"]))
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
        hour, digits = int(match[1]), match[2] or "00"
        if match[3] and hour <= 12:
            hour = hour % 12 + (12 if match[3] == "p" else 0)
        minutes = [digits] if len(digits) == 2 else [f"0{digits}", f"{digits}0"]
        if hour < 24 and all(int(each) < 60 for each in minutes):
            return f"Did you mean {' or '.join(f'{hour:02}:{each}' for each in minutes)}?"
    return "Write it on the 24-hour clock, such as 09:30 or 14:05."


def parse_datetime(given: str) -> datetime | None:
    """Return a day and time without zone, `2027-05-20 09:30`. None for “to be announced”."""
    if given.lower() in TO_BE_ANNOUNCED:
        return None
    day, _, clock = given.replace("T", " ").partition(" ")
    if re.fullmatch(r"\d+[/.\-][\d/.\-]*", day) and clock:
        return datetime.combine(parse_date(day), parse_time(clock.strip()))
    raise ParseError("R124", given=given, day=parse_date(given))


DURATIONS = (
    r"(?P<m>\d{1,4})\s*(?:m|mins?|minutes?)?",
    r"(?P<h>\d{1,2}):(?P<m>\d{2})",
    r"(?P<h>\d{1,2})\s*(?:h|hrs?|hours?)(?:\s*(?:and\s*)?(?P<m>\d{1,2})\s*(?:m|mins?|minutes?)?)?",
)


def parse_duration(given: str) -> int:
    """Return whole minutes: `45`, `45 minutes`, `1 hour 30 minutes`, `1:30`."""
    text = given.lower().strip()
    match = next(filter(None, (re.fullmatch(pattern, text) for pattern in DURATIONS)), None)
    if match is None:
        raise ParseError("R125", given=given)
    found = match.groupdict()
    minutes = int(found.get("h") or 0) * 60 + int(found["m"] or 0)
    if not 0 < minutes <= 24 * 60:
        raise ParseError("R126", given=given)
    return minutes


def parse_time_zone(given: str) -> str:
    """Return a time zone by its IANA name, such as `Europe/London`."""
    meant = ABBREVIATED_ZONES.get(given.lower())
    if meant is None:
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
    if not re.fullmatch(r"\d{1,2}", given):
        return parse_date(given)
    if int(given) == 0:
        guess = "Write a date such as 2027-06-10, or the number of the day, from 1."
        raise ParseError("R121", given=given, guess=guess)
    return int(given)


Day = Annotated[date, text_type(parse_date, DAY_PATTERN, "2027-05-20")]
TimeOfDay = Annotated[time, text_type(parse_time, r"^\d{1,2}:\d{2}$", "09:30")]
LocalDateTime = Annotated[datetime | None, text_type(parse_datetime, example="2027-05-20 09:30")]
Duration = Annotated[int, text_type(parse_duration, example="45 minutes")]
TimeZone = Annotated[str, text_type(parse_time_zone, example="Europe/London")]
DayOrNumber = Annotated[
    date | int, text_type(parse_date_or_number, r"^(\d{4}-\d{2}-\d{2}|\d{1,2})$", "2027-05-20")
]
