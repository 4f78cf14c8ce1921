"""Words and formats of one language, for everything that visitors read."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from microsite.diagnostics.diagnostic import Log
from microsite.locales.catalogues import NO_TRANSLATIONS, load_translations
from microsite.locales.no_break import no_break_pattern
from microsite.model.currencies import CURRENCIES
from microsite.model.dates import MONTHS
from microsite.model.event import Event

RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "yi", "dv", "ps"})
NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
"""Words for numbers, from 0."""
WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)


def N_(message: str) -> str:  # noqa: N802 - by this name, gettext's tools find messages
    """Mark a message that is translated where it is shown."""
    return message


class Locale:
    """British English, and the base of other languages.

    A message is its English text, with named placeholders such as `%(title)s`. Without
    values, a text is returned as it is, for Jinja to fill in.
    """

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.translations = NO_TRANSLATIONS
        self.direction = "rtl" if tag.split("-", 1)[0] in RIGHT_TO_LEFT else "ltr"
        self.digest = ""
        """Digest of its catalogues; empty without any."""
        self.unreviewed = 0
        """Number of translations that nobody has reviewed."""

    @classmethod
    def load(cls, tag: str, folders: Sequence[Path], log: Log) -> "Locale":
        """Return the words and formats of a language.

        `folders` have the project's own words, which come first.
        """
        locale = cls(tag)
        if tag not in ("en", "en-GB"):
            from microsite.locales.cldr import CldrLocale, find_data  # Babel: 40 ms

            data = find_data(tag)
            if data:
                locale = CldrLocale(tag, data)
        translations, digest, unreviewed = load_translations(tag, folders, log)
        locale.translations = translations
        locale.digest = digest
        locale.unreviewed = unreviewed
        return locale

    def gettext(self, message: str, **values: object) -> str:
        """Translate a message."""
        # The catalogues have their own settings under the empty message.
        text = self.translations.gettext(message) if message else ""
        return self._fill(text, values)

    def ngettext(self, singular: str, plural: str, count: int, **values: object) -> str:
        """Translate a message about a number of things."""
        return self._fill(self.translations.ngettext(singular, plural, count), values)

    def pgettext(self, context: str, message: str, **values: object) -> str:
        """Translate a message with words that mean something else elsewhere."""
        return self._fill(self.translations.pgettext(context, message), values)

    def _fill(self, text: str, values: dict[str, object]) -> str:
        return text % values if values else text

    @cached_property
    def one_line(self) -> re.Pattern[str]:
        """Pattern of words that belong on one line: see `no_break_pattern`."""
        dates = [self.date(dt.date(2027, month, 20)) for month in range(1, 13)]
        own_months = re.findall(r"[^\W\d]{3,}", " ".join(dates))
        return no_break_pattern({*MONTHS, *own_months})

    def date(self, value: dt.date, style: str = "long") -> str:
        """Format as `20 May 2027`; in the style `full`, as `Thursday 20 May 2027`.

        Other styles are `short` (without the year), `weekday` and `month` (with the
        year).
        """
        weekday = WEEKDAYS[value.weekday()]
        month = MONTHS[value.month - 1]
        texts = {
            "long": f"{value.day} {month} {value.year}",
            "full": f"{weekday} {value.day} {month} {value.year}",
            "short": f"{weekday} {value.day} {month}",
            "weekday": weekday,
            "month": f"{month} {value.year}",
        }
        return texts[style]

    def date_range(self, first: dt.date, last: dt.date) -> str:
        """Format two dates as `2 and 3 June 2027` or `30 June to 2 July 2027`.

        A single day has its weekday: `Thursday 20 May 2027`.
        """
        end = self.date(last)
        if first == last:
            return self.date(first, "full")
        if first.year != last.year:
            return f"{self.date(first)} to {end}"
        if first.month != last.month:
            start = self.date(first).removesuffix(f" {first.year}")
            return f"{start} to {end}"
        word = "and" if (last - first).days == 1 else "to"
        return f"{first.day} {word} {end}"

    def event_dates(self, event: Event) -> str:
        """Format the days of an event; empty while they are to be announced."""
        if event.starts is None:
            return ""
        dates = [day.date for day in event.days if day.date] or [event.starts.date()]
        return self.date_range(min(event.starts.date(), *dates), max(dates))

    def time(self, value: dt.time | dt.datetime) -> str:
        """Format as `09:30`."""
        return f"{value.hour:02}:{value.minute:02}"

    def time_range(
        self, first: dt.time | dt.datetime, last: dt.time | dt.datetime
    ) -> str:
        """Format as `09:30 to 10:15`."""
        start = self.time(first)
        end = self.time(last)
        return self.gettext("%(start)s to %(end)s", start=start, end=end)

    def datetime(self, value: dt.datetime) -> str:
        """Format as `Thursday 20 May 2027 at 09:30`."""
        return f"{self.date(value.date(), 'full')} at {self.time(value)}"

    def moment(self, value: dt.datetime, implied: dt.time = dt.time()) -> str:
        """Format as `datetime`, without the time if that is implied."""
        if value.time() == implied:
            return self.date(value, "full")
        return self.datetime(value)

    def town(self, zone: ZoneInfo) -> str:
        """Format as `Los Angeles`, for the name of a time zone."""
        return zone.key.rpartition("/")[2].replace("_", " ")

    def duration(self, minutes: int) -> str:
        """Format as `45 minutes`, `1 hour`, `1 hour 30 minutes`."""
        hours, rest = divmod(minutes, 60)
        words = []
        for count, unit in ((hours, "hour"), (rest, "minute")):
            if count:
                words.append(f"{count} {unit}" if count == 1 else f"{count} {unit}s")
        return " ".join(words)

    def money(self, amount: Decimal, currency: str) -> str:
        """Format as `£345`, `£1,345.50`, `CHF 345`."""
        facts = CURRENCIES[currency]
        space = "\N{NO-BREAK SPACE}" if facts.sign[-1].isalpha() else ""
        is_whole = amount == amount.to_integral_value()
        decimals = 0 if is_whole else facts.decimals
        return f"{facts.sign}{space}{amount:,.{decimals}f}"

    def number(self, value: Decimal) -> str:
        """Format as `6` or `5.5`, without trailing zeros."""
        return f"{value.normalize():f}"

    def count(self, value: int) -> str:
        """Format as `three`, or as a number above twelve and in other languages."""
        # In most languages, the word for a number depends on the noun.
        if self.tag.startswith("en") and value < len(NUMBERS):
            return NUMBERS[value]
        return self.number(Decimal(value))

    def list(self, items: Iterable[str]) -> str:
        """Format as `a, b and c`."""
        *first, last = list(items) or [""]
        return f"{', '.join(first)} and {last}" if first else last


ENGLISH = Locale("en-GB")  # the language of diagnostics, commands and the editor
