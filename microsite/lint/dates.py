"""Days as they are written in prose: `Thursday 20 May 2027`, `2nd and 3rd June`, `May 12, 2027`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from microsite.model.dates import MONTHS
from microsite.site.formatting import WEEKDAYS

SHORT_MONTHS = tuple(month[:3] for month in MONTHS)
MONTH_START = re.compile("[JFMASOND](?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec)")
MONTH = re.compile(rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(SHORT_MONTHS)}|Sept)\b\.?)(?!\w)")
_GAP = r"(?:[ \t\xa0]+|[ \t]*\n[ \t]*)"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)"
_ITEM = rf"(?:\b{_WEEKDAY}\b\.?,?{_GAP}(?:the{_GAP})?)?(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?"
_AND = r"[ \t\xa0]*(?:,|–|—|-|&|\band\b|\bor\b|\bto\b|\buntil\b)[ \t\xa0]*"
BEFORE = re.compile(rf"(?:{_ITEM}{_AND}){{0,3}}{_ITEM}(?:{_GAP}of)?{_GAP}\Z")
ITEM = re.compile(
    rf"(?:\b(?P<weekday>{_WEEKDAY})\b\.?,?{_GAP}(?:the{_GAP})?)?(?<!\d)(?P<day>\d{{1,2}})"
)
AFTER = re.compile(rf"(?:,?{_GAP}(?P<year>\d{{4}})\b)?(?:{_GAP}?\((?P<weekday>{_WEEKDAY})\))?")
AMERICAN_BEFORE = re.compile(rf"\b(?P<weekday>{_WEEKDAY})\b\.?,?{_GAP}\Z")
AMERICAN_AFTER = re.compile(
    rf"{_GAP}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%]|\.\d|[ \t]*[ap]\.?m)"
    rf"(?:,?{_GAP}(?P<year>\d{{4}})\b)?"
)
MAX_BEFORE = 100
"""Characters in front of a month that can belong to its day."""


class DateMention(Struct, frozen=True):
    """A day in a text. It need not exist."""

    day: int
    month: int
    year: int | None
    weekday: int | None
    """From 0, Monday."""
    start: int
    end: int

    @property
    def place(self) -> tuple[int, int]:
        """Start and end."""
        return self.start, self.end

    def in_year(self, year: int) -> date | None:
        """Return the day in a year; None where there is none."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def find_dates(text: str) -> Iterator[DateMention]:
    """Yield the days that a text names, month by month."""
    starts = [
        (SHORT_MONTHS.index(found[0]), found.start())
        for found in MONTH_START.finditer(text)
        if found[0] in SHORT_MONTHS
    ]
    for index, at in sorted(starts):
        month = MONTH.match(text, at)
        if month and not text[at - 1 : at].isalnum():
            start = max(0, at - MAX_BEFORE)
            before = BEFORE.search(text[start:at])
            if before:
                yield from _british(text, before, start, month, index + 1)
            else:
                yield from _american(text, start, month, index + 1)


def _british(
    text: str, before: re.Match[str], offset: int, month: re.Match[str], number: int
) -> Iterator[DateMention]:
    after = AFTER.match(text, month.end())
    assert after
    *others, last = ITEM.finditer(before[0])
    year = int(after["year"]) if after["year"] else None
    earlier = (item for item in others if item["weekday"] and int(item["day"]) < int(last["day"]))
    for item in (*earlier, last):
        weekday = _weekday(item["weekday"] or (after["weekday"] if item is last else None))
        start = offset + before.start() + item.start()
        yield DateMention(int(item["day"]), number, year, weekday, start, after.end())


def _american(text: str, offset: int, month: re.Match[str], number: int) -> Iterator[DateMention]:
    after = AMERICAN_AFTER.match(text, month.end())
    before = AMERICAN_BEFORE.search(text[offset : month.start()])
    if after is None or (before is None and after["year"] is None):
        return
    start = offset + before.start() if before else month.start()
    year = int(after["year"]) if after["year"] else None
    weekday = _weekday(before and before["weekday"])
    yield DateMention(int(after["day"]), number, year, weekday, start, after.end())


def _weekday(word: str | None) -> int | None:
    return next(n for n, day in enumerate(WEEKDAYS) if day.startswith(word[:3])) if word else None
