"""Formats of all languages but British English, from the CLDR data in Babel."""

import datetime as dt
import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale as CldrData
from babel import UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from microsite.locales.locale import Locale

ZEROS = {"arab": 0x660, "arabext": 0x6F0, "beng": 0x9E6, "deva": 0x966, "mymr": 0x1040}
"""Code points of the digit 0 in systems of digits that are the usual ones of a
language.
"""
MONTH = re.compile("M{3,4}")
CENTS = re.compile(r"\.0+")
WELSH_AND = re.compile(r"\ba\(c\)(?= (?P<vowel>[aeiouwyâêîôûŵŷ])?)", re.IGNORECASE)
"""The word “and” in CLDR, which depends on the next word."""


def find_data(tag: str) -> CldrData | None:
    """Return the data of a language: of `cy-GB`, or else of `cy`; None if CLDR has
    none.
    """
    for name in (tag, tag.partition("-")[0]):
        with suppress(UnknownLocaleError, ValueError):
            return CldrData.parse(name, sep="-")
    return None


class CldrLocale(Locale):
    """A language with the formats of CLDR."""

    def __init__(self, tag: str, data: CldrData) -> None:
        super().__init__(tag)
        self.data = data
        self.options: Any = {"locale": data, "numbering_system": "default"}

    def _digits(self, text: str) -> str:
        """Write a text with the usual digits of the language."""
        zero = ZEROS.get(self.data.default_numbering_system)
        return (
            text.translate({ord("0") + n: zero + n for n in range(10)})
            if zero
            else text
        )

    def date(self, value: dt.date, style: str = "long") -> str:
        """Format as `20 mai 2027`, in another style, or by a pattern of CLDR."""
        patterns = self.data.datetime_skeletons
        short = (patterns.get("MMMMEd") or patterns["MMMEd"]).pattern.replace(
            "E", "EEEE"
        )
        patterns_by_style = {"short": MONTH.sub("MMMM", short), "weekday": "cccc"}
        patterns_by_style["month"] = patterns["yMMMM"].pattern
        text = self._digits(
            format_date(value, patterns_by_style.get(style, style), self.data)
        )
        return re.sub(r"\b1\b", "1er", text) if self.data.language == "fr" else text

    def date_range(self, first: dt.date, last: dt.date) -> str:
        """Format as `jeudi 20 mai 2027`, `2–3 juin 2027` or `30 juin – 2
        juillet 2027`.
        """
        if first == last:
            return self.date(first, "full")
        formats = self.data.interval_formats
        unit = (
            "y"
            if first.year != last.year
            else "M"
            if first.month != last.month
            else "d"
        )
        days = zip(
            (formats.get("yMMMMd") or formats["yMMMd"])[unit],
            (first, last),
            strict=True,
        )
        return "".join(
            self.date(day, MONTH.sub("MMMM", pattern)) for pattern, day in days
        )

    def time(self, value: dt.time | dt.datetime) -> str:
        """Format as `09:30` or `9:30 AM`, as is usual in the language."""
        text = format_time(dt.time(value.hour, value.minute), "short", None, self.data)
        # Before PM, where it looks like none
        return self._digits(text.replace("\u202f", "\u00a0"))

    def datetime(self, value: dt.datetime) -> str:
        """Format as `jeudi 20 mai 2027, 09:30`."""
        # Around words
        pattern = str(self.data.datetime_formats["full"]).replace("'", "")
        return pattern.format(self.time(value), self.date(value.date(), "full"))

    def town(self, zone: ZoneInfo) -> str:
        """Format as `Londres`."""
        return get_timezone_location(zone, self.data, return_city=True)

    def duration(self, minutes: int) -> str:
        """Format as `45 minutes`, `1 heure`, `1 heure 30 minutes`."""
        units = zip(
            divmod(minutes, 60), ("duration-hour", "duration-minute"), strict=True
        )
        parts = [
            format_unit(count, unit, locale=self.data) for count, unit in units if count
        ]
        lists = (
            self.data.list_patterns.get(name, {}) for name in ("unit", "unit-short")
        )
        pattern = next((list_["2"] for list_ in lists if "2" in list_), "{0} {1}")
        return self._digits(
            pattern.format(*parts) if len(parts) == 2 else "".join(parts)
        )

    def money(self, amount: Decimal, currency: str) -> str:
        """Format as `345 €`, `1 345,50 €`."""
        pattern, has_cents = (
            self.data.currency_formats["standard"].pattern,
            amount % 1 != 0,
        )
        pattern = pattern if has_cents else CENTS.sub("", pattern)
        text = format_currency(
            amount, currency, pattern, currency_digits=has_cents, **self.options
        )
        return self._digits(text)

    def number(self, value: Decimal) -> str:
        """Format as `6` or `5,5`, without trailing zeros."""
        return self._digits(format_decimal(value, **self.options))

    def list(self, items: Iterable[str]) -> str:
        """Format as `a, b et c`."""
        text = format_list([*items], "standard", self.data)
        return WELSH_AND.sub(lambda match: "ac" if match["vowel"] else "a", text)
