"""Dates, times and lengths of time, as people type them."""

import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from microsite.model.parsing import ParseError

TO_BE_ANNOUNCED = (
    "to be announced",
    "tba",
    "to be confirmed",
    "tbc",
    "tbd",
    "n.n.",
    "n. n.",
)
MONTHS = "January February March April May June July".split()
MONTHS += "August September October November December".split()
DATE_FORMS = (
    r"\A(?P<day>\d{1,2})[/.\- ](?P<month>\d{1,2})[/.\- ](?P<year>\d{4}|(?<!-)\d\d)\Z",
    r"\A(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})\Z",
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})",
    r"\b(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b",
)
"""Forms in which people type dates. In digits, the day is before the month."""
LENGTH_FORMS = (
    r"(?P<m>\d{1,4})\s*(?:m|mins?|minutes?)?",
    r"(?P<h>\d{1,2}):(?P<m>\d{2})",
    r"(?P<h>\d{1,2})\s*(?:h|hrs?|hours?)(?:\s*(?:and\s*)?(?P<m>\d{1,2})\s*(?:m|mins?|minutes?)?)?",
)
WITH_TIME = re.compile(
    r"(?i)(.{1,60}?)[\s,]{1,9}(?:at\s{1,9})?"
    r"((?!20\d\d$)\d{1,2}(?:[.:h]?\d{2})?\s?(?:[ap]\.?m\.?)?|noon|midday|midnight)"
)  # a day with a time behind it, which is not the year
TIME_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def parse_date(text: str) -> date:
    """Return a date such as `2026-06-10`."""
    numbers = _date_numbers(text)
    guess = _existing_date(numbers)
    if numbers is None or (guess and not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text)):
        advice = "Write the year, month and day, such as 2027-06-10."
        raise ParseError(
            "R121", given=text, guess=f"Did you mean {guess}?" if guess else advice
        )
    year, month, _ = numbers
    if not 1 <= month <= 12:
        raise ParseError("R122", given=text, why=f"there is no month {month}")
    if not 1900 <= year <= 2200:
        raise ParseError("R122", given=text, why=f"{year} is not a likely year")
    if guess is None:
        _, days = monthrange(year, month)
        raise ParseError(
            "R122", given=text, why=f"{MONTHS[month - 1]} {year} has {days} days"
        )
    return guess


def _date_numbers(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a text in any form, also those of a day that does
    not exist.
    """
    match = next(filter(None, (re.search(form, text) for form in DATE_FORMS)), None)
    word = match["month"].lower() if match else ""
    numbers = (
        number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(word)
    )
    month = int(word) if word.isdigit() else next(numbers, None)
    if match is None or month is None:
        return None
    return int(f"20{match['year']}"[-4:]), month, int(match["day"])


def guess_date(text: str) -> date | None:
    """Return the probable date of a text in another form."""
    return _existing_date(_date_numbers(text))


def _existing_date(numbers: tuple[int, int, int] | None) -> date | None:
    with suppress(ValueError):
        return date(*numbers) if numbers else None
    return None


def parse_time(text: str) -> time:
    """Return a time on the 24-hour clock, such as `09:30`."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    raise ParseError("R123", given=text, guess=_suggest_time(text))


def guess_time(text: str) -> time | None:
    """Return the time that a text in another form means, if there is only one."""
    times = _likely_times(text)
    return times[0] if len(times) == 1 else None


def guess_times(text: str) -> list[time] | None:
    """Return the start and the end that a text such as `9.30 - 10.15` means."""
    parts = re.split(r"-|–|—|\bto\b|\buntil\b", text.lower())
    times = [clock for part in parts if (clock := guess_time(part))]
    return times if len(times) == len(parts) == 2 else None


def _likely_times(text: str) -> list[time]:
    """Return the times that a text may mean: for `9:5`, which lacks a digit, two."""
    lowered = text.strip().lower()
    if word := TIME_WORDS.get(lowered.removeprefix("12 ")):
        return [word]
    match = re.fullmatch(
        r"(2[0-4]|[01]?\d)(?:[.,:h ]?([0-5]\d)(?::\d\d)?|[.,:h"
        r" ]([0-5]))?\s*([ap])?\.?m?\.?"
        r"(?:\s*(?:hrs|hours|o.clock|uhr))?",
        lowered,
    )
    if not match or not (any(match.groups()[1:]) or lowered.strip(" uhr").isdecimal()):
        return []
    hour, digit, half = int(match[1]), match[3], match[4]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    minutes = {int(digit), 10 * int(digit)} if digit else {int(match[2] or 0)}
    return [time(hour % 24, minute) for minute in sorted(minutes)]


def _suggest_time(text: str) -> str:
    """Return a sentence with the probable time, or with how to write one."""
    if times := guess_times(text):
        first, last = (f"{clock:%H:%M}" for clock in times)
        return f"Write the start and the end apart: “start: {first}” and “end: {last}”."
    if likely_times := _likely_times(text):
        return (
            f"Did you mean {' or '.join(f'{clock:%H:%M}' for clock in likely_times)}?"
        )
    return "Use the 24-hour clock, from 00:00 to 23:59, such as 09:30 or 14:05."


def parse_datetime(text: str) -> datetime | None:
    """Return a day and time without zone, `2027-05-20 09:30`.

    None for “to be announced”.
    """
    if text.lower() in TO_BE_ANNOUNCED:
        return None
    spaced = re.sub(r"(?<=\d)T(?=\d)", " ", text)
    day, _, clock = spaced.partition(" ")
    if clock and re.fullmatch(r"\d{4}-[\d-]+", day) and not clock.startswith("24"):
        return datetime.combine(parse_date(day), parse_time(clock.strip()))
    if moment := guess_datetime(spaced):
        raise ParseError(
            "R121", given=text, guess=f"Did you mean {moment:%Y-%m-%d %H:%M}?"
        )
    raise ParseError("R124", given=text, day=guess_date(spaced) or parse_date(text))


def guess_datetime(
    text: str, read: Callable[[str], date | None] = guess_date
) -> datetime | None:
    """Return the probable day and time of a text. At 24:00, the next day starts."""
    match = WITH_TIME.fullmatch(text)
    if match and (day := read(match[1])) and (clock := guess_time(match[2])):
        return datetime.combine(day, clock) + timedelta(days=match[2].startswith("24"))
    return None


def parse_duration(text: str) -> int:
    """Return whole minutes: `45`, `45 minutes`, `1 hour 30 minutes`, `1:30`."""
    lowered = text.lower().strip(" .")
    match = next(
        filter(None, (re.fullmatch(form, lowered) for form in LENGTH_FORMS)), None
    )
    if match is None:
        raise ParseError("R125", given=text)
    groups = match.groupdict()
    minutes = int(groups.get("h") or 0) * 60 + int(groups["m"] or 0)
    if not 0 < minutes <= 24 * 60:
        raise ParseError("R126", given=text)
    return minutes


def parse_date_or_number(text: str) -> date | int:
    """Return a day of the event: its date, or its number from 1."""
    if text.isalpha() or text in ("0", "00"):
        guess = "Write a date such as 2027-06-10, or the number of the day, from 1."
        guess += " If the conference lasts one day, delete the line."
        raise ParseError("R121", given=text, guess=guess)
    return int(text) if re.fullmatch(r"\d{1,2}", text) else parse_date(text)
