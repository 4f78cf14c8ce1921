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
"""Code point of the digit 0, by the system of digits that a language uses."""
MONTH = re.compile("M{3,4}")
CENTS = re.compile(r"\.0+")
WELSH_AND = re.compile(r"\ba\(c\)(?= (?P<vowel>[aeiouwyâêîôûŵŷ])?)", re.IGNORECASE)
"""The word “and” in CLDR, which depends on the next word."""


def find_data(tag: str) -> CldrData | None:
    """Return the data of a language: of `cy-GB`, or else of `cy`.

    Return None if CLDR has none.
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
        """Return a text with the usual digits of the language."""
        zero = ZEROS.get(self.data.default_numbering_system)
        if zero is None:
            return text
        return text.translate({ord("0") + n: zero + n for n in range(10)})

    def date(self, value: dt.date, style: str = "long") -> str:
        """Format as `20 mai 2027`, in another style, or by a pattern of CLDR."""
        if style == "short":
            pattern = self._short_pattern
        elif style == "weekday":
            pattern = "cccc"
        elif style == "month":
            pattern = self.data.datetime_skeletons["yMMMM"].pattern
        else:
            pattern = style
        text = self._digits(format_date(value, pattern, self.data))
        if self.data.language == "fr":
            return re.sub(r"\b1\b", "1er", text)
        return text

    @property
    def _short_pattern(self) -> str:
        """Pattern of a date without the year, with the names of weekday and month."""
        patterns = self.data.datetime_skeletons
        skeleton = patterns.get("MMMMEd") or patterns["MMMEd"]
        return MONTH.sub("MMMM", skeleton.pattern.replace("E", "EEEE"))

    def date_range(self, first: dt.date, last: dt.date) -> str:
        """Format two dates as `2–3 juin 2027` or `30 juin – 2 juillet 2027`.

        A single day has its weekday: `jeudi 20 mai 2027`.
        """
        if first == last:
            return self.date(first, "full")
        if first.year != last.year:
            largest_difference = "y"
        elif first.month != last.month:
            largest_difference = "M"
        else:
            largest_difference = "d"
        formats = self.data.interval_formats
        patterns = formats.get("yMMMMd") or formats["yMMMd"]
        start, end = patterns[largest_difference]
        first_text = self.date(first, MONTH.sub("MMMM", start))
        return first_text + self.date(last, MONTH.sub("MMMM", end))

    def time(self, value: dt.time | dt.datetime) -> str:
        """Format as `09:30` or `9:30 AM`, as is usual in the language."""
        text = format_time(dt.time(value.hour, value.minute), "short", None, self.data)
        # The narrow space before PM looks like none.
        return self._digits(text.replace("\u202f", "\u00a0"))

    def datetime(self, value: dt.datetime) -> str:
        """Format as `jeudi 20 mai 2027, 09:30`."""
        # Quotes stand around words.
        pattern = str(self.data.datetime_formats["full"]).replace("'", "")
        return pattern.format(self.time(value), self.date(value.date(), "full"))

    def town(self, zone: ZoneInfo) -> str:
        """Format as `Londres`."""
        return get_timezone_location(zone, self.data, return_city=True)

    def duration(self, minutes: int) -> str:
        """Format as `45 minutes`, `1 heure`, `1 heure 30 minutes`."""
        hours, rest = divmod(minutes, 60)
        parts = []
        for count, unit in ((hours, "duration-hour"), (rest, "duration-minute")):
            if count:
                parts.append(format_unit(count, unit, locale=self.data))
        text = "".join(parts)
        if len(parts) == 2:
            text = self._pair_of_units.format(*parts)
        return self._digits(text)

    @property
    def _pair_of_units(self) -> str:
        """Pattern that joins hours and minutes."""
        for name in ("unit", "unit-short"):
            patterns = self.data.list_patterns.get(name, {})
            if "2" in patterns:
                return str(patterns["2"])
        return "{0} {1}"

    def money(self, amount: Decimal, currency: str) -> str:
        """Format as `345 €`, `1 345,50 €`."""
        has_cents = amount % 1 != 0
        pattern = self.data.currency_formats["standard"].pattern
        if not has_cents:
            pattern = CENTS.sub("", pattern)
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
