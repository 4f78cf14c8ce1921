"""Values as people enter them in forms: dates, times and names in other words than
files have.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import partial
from typing import Any, NamedTuple

from microsite.locales.locale import ENGLISH, WEEKDAYS
from microsite.model import dates, types
from microsite.model.fields import BoundField
from microsite.model.record_reader import INVALID, parse_value

WEEKDAY = re.compile(
    r"^(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?[.,]?\s+",
    re.IGNORECASE,
)


class FormHelp(NamedTuple):
    """Help for a person who fills in a form, in place of help about lines of files."""

    words: str
    pattern: str
    """A regular expression for the help about lines of files."""


FORM_HELP = (
    FormHelp(
        words="Fill in the end or the length.",
        pattern=r"Add [^“]{0,120}“end: [^”]{0,120}” or “length: [^”]{0,120}”\.",
    ),
    FormHelp(
        words=r"Fill in the day, such as \1.",
        pattern=r"Add [^“]{0,120}“day: ([^”]{0,120})” or “day: 1”\.(?: To put .*)?",
    ),
    FormHelp(
        words="You can select what happens to the programme in the form of the event.",
        pattern=(
            r"To put all sessions without a valid day on the first day: .*|To "
            r"change all dates into numbers: .*"
        ),
    ),
    FormHelp(
        words="Select what happens to the programme, or check the dates.",
        pattern=r"If the conference was moved, move its programme .*",
    ),
    FormHelp(
        words="Fill it in.",
        pattern=(
            r"Add (?:a line|inside the braces)[^“]{0,120}“\w{1,40}: "
            r"[^”]{0,120}”\.(?: .*)?|Write a value after the colon, or delete "
            r"“\w{1,40}:”\."
        ),
    ),
    FormHelp(
        words=r"To add a \1, open “Session settings”.",
        pattern=(
            r"To add a (\w{1,40}), write “- name: [^”]{0,120}” below “\w{1,40}:” in "
            r"(?:the same file|\S{1,120}\.yaml)\."
        ),
    ),
    FormHelp(
        words="To add a person, open “Speakers” and then “New speaker”.",
        pattern=r"To add a new speaker: .*",
    ),
    FormHelp(
        words="Write each name in a field of its own: “Add another” adds one.",
        pattern=r"Write “\w{1,40}: \[[^\]]{0,400}\]”\..*",
    ),
    FormHelp(
        words="If it is not known yet, leave it empty.",
        pattern=r"If it is not known yet, delete “\w{1,40}”\.",
    ),
    FormHelp(
        words="Delete it until the name is known.",
        pattern=r"Delete it from “\w{1,40}” until the name is known\..*",
    ),
    FormHelp(
        words=r"such as \1.",
        pattern=r"such as “\w{1,40}: ([^”]{0,120})”\.",
    ),
    FormHelp(
        words=r"such as \1.",
        pattern=r'in straight quotes: "(#\w{1,20})"\.',
    ),
)


class EnteredError(ValueError):
    """Something entered that cannot be used. The text says why, and gives the fix."""

    def __init__(self, text: str, control: str = "") -> None:
        super().__init__(text)
        self.control = control  # name of the control that it is about


def in_form(text: str) -> str:
    """Return a message without advice on the lines of files, which a form does not
    show.
    """
    for help_ in FORM_HELP:
        text = re.sub(help_.pattern, help_.words, text)
    return text


def find_same(field: BoundField, text: str, choices: Iterable[str]) -> str:
    """Return the first choice that means the same value of a field as a text, else the
    text.
    """
    value, _ = parse_value(field, text)
    for choice in choices:
        if choice == text or (
            value is not INVALID and value == parse_value(field, choice)[0]
        ):
            return choice
    return text


def to_written(field: BoundField, text: str, year: int | None = None) -> str:
    """Return a clear text as files have it, `year` being that of the event.

    Raises EnteredError.
    """
    text = field.strip(text)
    if not text or parse_value(field, text)[0] is not INVALID:
        return text
    if field.is_parsed_by(dates.parse_date, dates.parse_date_or_number):
        return str(to_date(text, year) or text)
    if field.is_parsed_by(dates.parse_time):
        clock = dates.guess_time(text)
        return f"{clock:%H:%M}" if clock else text
    if field.is_parsed_by(dates.parse_datetime):
        moment = dates.guess_datetime(text, partial(to_date, year=year))
        return f"{moment:%Y-%m-%d %H:%M}" if moment else text
    if field.is_parsed_by(types.parse_web_address):
        address = f"https://{text}"
        is_address = types.WITHOUT_SCHEME.match(text)
        return (
            address
            if is_address and parse_value(field, address)[0] is not INVALID
            else text
        )
    return text


def to_date(text: str, year: int | None = None) -> date | None:
    """Return the date that a text means. Raises EnteredError for a wrong weekday."""
    weekday = WEEKDAY.match(text)
    rest = text[weekday.end() :].strip() if weekday else text.strip()
    day = dates.guess_date(rest) or dates.guess_date(f"{rest}, {year}")
    actual = ENGLISH.date(day, "weekday") if day else ""
    if day and weekday and actual[:3].lower() != weekday[1].lower():
        day_name = next(
            name for name in WEEKDAYS if name[:3].lower() == weekday[1].lower()
        )
        raise EnteredError(
            f"{ENGLISH.date(day)} is a {actual}, not a {day_name}. Check the date."
        )
    return day


def to_shown(field: BoundField, text: str) -> str:
    """Return the text of a file as a form shows it: a date in words."""
    value = parse_value(field, text)[0]
    if isinstance(value, datetime):
        return f"{ENGLISH.date(value)} {value:%H:%M}"
    return ENGLISH.date(value) if isinstance(value, date) else text


def confirmation(field: BoundField, text: str) -> str:
    """Return a sentence that confirms how a date or time is understood, else ""."""
    value: Any = parse_value(field, text)[0] if text else INVALID
    if isinstance(value, datetime):
        return f"{ENGLISH.date(value, 'full')}, {value:%H:%M}"
    if isinstance(value, date):
        return ENGLISH.date(value, "full")
    if isinstance(value, time):
        part_of_day = (" at night", " in the morning", " in the afternoon", "")[
            value.hour // 6
        ]
        return f"{value:%H:%M}{part_of_day}"
    return ""
