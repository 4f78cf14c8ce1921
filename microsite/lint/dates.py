"""Days as they are written in prose: `Thursday 20 May 2027`, `2nd and 3rd June`, `Tuesday, May 12,
2027`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from microsite.lint.texts import Text
from microsite.model.dates import MONTHS
from microsite.model.event import Event
from microsite.site.formatting import WEEKDAYS

SHORT = tuple(month[:3] for month in MONTHS)
STARTS = re.compile("[JFMASOND](?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec)")
"""With what every month starts; one look at each letter instead of twelve."""
MONTH = re.compile(rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(SHORT)}|Sept)\b\.?)(?!\w)")
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
    rf"{_GAP}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%]|\.\d|[ \t]*[ap]\.?m)(?:,?{_GAP}(?P<year>\d{{4}})\b)?"
)
LONGEST = 100
"""Characters in front of a month that can belong to its day."""
BEFORE_EVENT = timedelta(days=300)
AFTER_EVENT = timedelta(days=120)


class Mention(Struct, frozen=True):
    """A day in a text. It need not exist."""

    day: int
    month: int
    year: int | None
    weekday: int | None
    """From 0, Monday; None where it is not said."""
    start: int
    end: int

    def in_year(self, year: int) -> date | None:
        """The day in a year; None where there is none."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def mentions(text: Text) -> tuple[Mention, ...]:
    """The days that a text names, month by month."""
    if text.days is None:
        text.days = tuple(_mentions(text))
    return text.days


def _mentions(text: Text) -> Iterator[Mention]:
    starts = [
        (SHORT.index(name[0]), name.start())
        for name in STARTS.finditer(text.text)
        if name[0] in SHORT
    ]
    for number, at in sorted(starts):
        if (month := MONTH.match(text.text, at)) and not text.text[at - 1 : at].isalnum():
            yield from (
                mention
                for mention in _around(text, month, number + 1)
                if text.is_prose(mention.start)
            )


def _around(text: Text, month: re.Match[str], number: int) -> Iterator[Mention]:
    start = max(0, month.start() - LONGEST)
    before = BEFORE.search(text.text[start : month.start()])
    return (
        _british(text, before, start, month, number)
        if before
        else _american(text, start, month, number)
    )


def _british(
    text: Text, before: re.Match[str], offset: int, month: re.Match[str], number: int
) -> Iterator[Mention]:
    after = AFTER.match(text.text, month.end())
    year = int(after["year"]) if after and after["year"] else None
    end = after.end() if after else month.end()
    items = list(ITEM.finditer(before[0]))
    last = int(items[-1]["day"])
    for item in items:
        is_last, day = item is items[-1], int(item["day"])
        weekday = item["weekday"] or (after["weekday"] if after and is_last else None)
        if is_last or (weekday and day < last):
            start = offset + before.start() + item.start()
            yield Mention(day, number, year, _weekday(weekday), start, end)


def _american(text: Text, offset: int, month: re.Match[str], number: int) -> Iterator[Mention]:
    after = AMERICAN_AFTER.match(text.text, month.end())
    before = AMERICAN_BEFORE.search(text.text[offset : month.start()])
    if after is None or (before is None and after["year"] is None):
        return
    start = offset + before.start() if before else month.start()
    year = int(after["year"]) if after["year"] else None
    yield Mention(
        int(after["day"]), number, year, _weekday(before and before["weekday"]), start, after.end()
    )


def _weekday(word: str | None) -> int | None:
    return (
        None
        if word is None
        else next(n for n, name in enumerate(WEEKDAYS) if name.startswith(word[:3]))
    )


def days_meant(mention: Mention, text: Text, event: Event) -> tuple[date, ...]:
    """The days that a mention can be about, the likeliest first; none where no year is evident."""
    if mention.year is not None:
        years = [mention.year]
    else:
        span = _near(text, event)
        years = [] if span is None else [span[0].year + 1, span[0].year, span[0].year + 2]
        years = [
            year
            for year in years
            if span and (day := mention.in_year(year)) and span[0] <= day <= span[1]
        ]
    return tuple(day for year in years if (day := mention.in_year(year)))


def _near(text: Text, event: Event) -> tuple[date, date] | None:
    """The first and last day that a day without a year can be: after a post, or before the event
    and not long after.
    """
    if text.dated is not None:
        return text.dated - AFTER_EVENT, text.dated + BEFORE_EVENT
    if event.starts is None or event.ends is None:
        return None
    return event.starts.date() - BEFORE_EVENT, event.ends.date() + AFTER_EVENT
