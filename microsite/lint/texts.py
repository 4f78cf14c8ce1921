"""Texts of a project as they are written: their prose, and the dates that it names."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log, Severity
from microsite.diagnostics.source_text import SourceText, Span
from microsite.lint.patterns import SENTENCE_BREAK, Pattern
from microsite.locales.locale import WEEKDAYS
from microsite.model.dates import MONTHS
from microsite.model.event import Event
from microsite.source.reader import SourceFiles

SHORT_MONTHS = [month[:3] for month in MONTHS]
SHORT_WEEKDAYS = [day[:3] for day in WEEKDAYS]
_GAP = r"(?:[ \t\xa0]+|[ \t]*\n[ \t]*)"
_WEEKDAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)"
)
_DAY = rf"(?:\b{_WEEKDAY}\b\.?,?{_GAP}(?:the{_GAP})?)?(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?"
_AND = r"[ \t\xa0]*(?:,|–|—|-|&|\band\b|\bor\b|\bto\b|\buntil\b)[ \t\xa0]*"
_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(SHORT_MONTHS)}|Sept)\b\.?)(?!\w)"
_AFTER_FIRST_LETTER = "|".join(month[1:] for month in (*MONTHS, *SHORT_MONTHS, "Sept"))
MONTH_START = re.compile(rf"[JFMASOND](?:{_AFTER_FIRST_LETTER})(?!\w)")
MAX_AROUND = 100  # characters around the start of a month that can belong to its date
_AMERICAN_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:%]|\.\d|[ \t]*[ap]\.?m)"
DATE = re.compile(
    rf"(?:(?P<days>(?:{_DAY}{_AND}){{0,3}}{_DAY})(?:{_GAP}of)?{_GAP}"
    rf"|\b(?P<before>{_WEEKDAY})\b\.?,?{_GAP})?"
    rf"(?<![^\W_])(?P<month>{_MONTH})"
    rf"(?(days)|{_GAP}{_AMERICAN_DAY}(?(before)|(?=,?{_GAP}\d{{4}}\b)))"
    rf"(?:,?{_GAP}(?P<year>\d{{4}})\b)?"
    rf"(?(days)(?:{_GAP}?\((?P<after>{_WEEKDAY})\))?)"
)
"""`Thursday 20 and Friday 21 May 2027`, or in American order with its weekday or year.
"""
DAY = re.compile(
    _DAY.replace(_WEEKDAY, f"(?P<weekday>{_WEEKDAY})").replace(r"\d{1,2}", r"(\d\d?)")
)
SENTENCE_LIMIT = 400  # characters, at most, from a place to either end of its sentence
NOT_READ = re.compile(r"(`+[^`\n]*`+|\{[:#.][^{}\n]*\})|\]\([^)\s]*|https?://\S+")
"""Code and attributes, and targets of links."""
COMMENT = re.compile(r"<!(?=--).*?(?:(-->)|\Z)", re.DOTALL)
FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
BEFORE_EVENT = timedelta(days=300)
AFTER_EVENT = timedelta(days=120)


class DateMention(Struct, frozen=True):
    """A day in a text. It need not exist."""

    day: int
    month: int
    year: int | None
    weekday: int | None  # from 0, Monday
    place: tuple[int, int]  # start and end

    def in_year(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def find_dates(text: str) -> Iterator[DateMention]:
    """Yield the days that a text names."""
    end = 0
    for month_start in MONTH_START.finditer(text):
        position = month_start.start()
        match = DATE.search(
            text, max(end, position - MAX_AROUND), position + MAX_AROUND
        )
        if match is None:
            continue
        end = match.end()
        month = SHORT_MONTHS.index(match["month"][:3]) + 1
        year = int(match["year"]) if match["year"] else None
        days = [
            (item["weekday"], int(item[2]), match.start() + item.start())
            for item in DAY.finditer(match["days"] or "")
        ] or [(match["before"], int(match["day"]), match.start())]
        *earlier_days, (weekday, last_day, at) = days
        # Of `Thursday 20 and Friday 21 May`, each day counts; of `20 to 21 May`, only
        # the last.
        named_days = [day for day in earlier_days if day[0] and day[1] < last_day]
        for word, day, start in (
            *named_days,
            (weekday or match["after"], last_day, at),
        ):
            number = SHORT_WEEKDAYS.index(word[:3]) if word else None
            yield DateMention(day, month, year, number, (start, end))


class ProseText:
    """One file: settings in YAML and then Markdown, of which either may be empty."""

    def __init__(
        self, source: SourceText, kind: str, body: int, dated: date | None = None
    ) -> None:
        self.source = source
        self.text = source.text
        self.folded = source.text.casefold()
        # `event`, `page`, `news`, `speaker`, or the name of a data file
        self.kind = kind
        self.body = body  # start of the Markdown
        self.dated = dated  # the day of a news post
        matches, end = COMMENT.finditer(self.text), len(self.text) + 1
        self.comments = [
            (match.start(), match.end() if match[1] else end) for match in matches
        ]
        """Start and end of each HTML comment.

        One that never ends contains the end of the text.
        """
        self.dates = [
            day for day in find_dates(self.text) if self.is_prose(day.place[0])
        ]
        """Days that its prose names."""

    def find(self, pattern: Pattern) -> Iterable[re.Match[str]]:
        """Return where a pattern matches, in prose or not."""
        clues = pattern.clues
        if clues and not any(clue in self.folded for clue in clues):
            return ()
        return pattern.regex.finditer(self.text)

    def find_in_prose(self, pattern: Pattern) -> Iterator[re.Match[str]]:
        """Yield where a pattern matches in prose."""
        return (match for match in self.find(pattern) if self.is_prose(match.start()))

    def is_prose(self, at: int, *, or_address: bool = False) -> bool:
        """Return whether visitors read what stands there: no comment, no code, no
        address.
        """
        text = self.text
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        line = text[start : end if end != -1 else len(text)]
        if at < self.body:
            if re.search(r"(?:^|\s)#(?:\s|$)", line[: at - start + 1]):
                return False
        elif (
            line.startswith(("    ", "\t"))
            or len(FENCE.findall(text, self.body, at)) % 2
        ):
            return False
        unread_spans = [(first + 4, last) for first, last in self.comments]
        matches = NOT_READ.finditer(text, start, start + len(line))
        unread_spans += (
            match.span() for match in matches if match[1] or not or_address
        )
        return not any(first <= at < last for first, last in unread_spans)

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the probable start and end of the sentence around a place."""
        start, ceiling = (
            max(0, at - SENTENCE_LIMIT),
            min(len(self.text), at + SENTENCE_LIMIT),
        )
        for match in SENTENCE_BREAK.finditer(self.text, start, at):
            start = match.end()
        ends = SENTENCE_BREAK.search(self.text, at, ceiling)
        return start, ends.start() if ends else ceiling


class LintContext:
    """Event, texts and log that the checks work with."""

    def __init__(
        self, event: Event, sources: SourceFiles, as_of: date, log: Log
    ) -> None:
        self.event = event
        self.as_of = as_of
        self.log = log
        errors = (
            diagnostic.span
            for diagnostic in log
            if diagnostic.severity is Severity.ERROR
        )
        self.lines_with_errors = {(span.path, span.line) for span in errors}
        self.texts: list[ProseText] = []
        """Texts that hold words of the event, as they are ordered in the project."""
        if sources.event is not None:
            self.texts.append(
                ProseText(sources.event.source, "event", sources.event.body.start)
            )
        post_dates = {post.slug: post.date for post in event.news}
        for folder, kind in (
            ("news", "news"),
            ("pages", "page"),
            ("speakers", "speaker"),
        ):
            for document in sources.documents.get(folder, ()):
                day = post_dates.get(document.slug) if kind == "news" else None
                if "." not in document.slug:
                    self.texts.append(
                        ProseText(document.source, kind, document.body.start, day)
                    )
        for kind in ("sessions", "rates", "sponsors", "figures", "resources"):
            if root := sources.data.get(kind):
                self.texts.append(ProseText(root.source, kind, len(root.source.text)))
        self.is_english = event.record.languages[0].lower().startswith("en")

    def report(
        self, code: str, text: ProseText, place: tuple[int, int], **facts: Any
    ) -> None:
        """Report words of a text from one offset to another, unless an error is on
        their line.
        """
        span = text.source.span(*place)
        if (span.path, span.line) not in self.lines_with_errors:
            self.log.report(code, span, **{"words": plain_text(span)} | facts)

    def exclude(self, *kinds: str) -> Iterator[ProseText]:
        return (text for text in self.texts if text.kind not in kinds)

    def find(
        self, pattern: Pattern, *excluded: str
    ) -> Iterator[tuple[ProseText, re.Match[str]]]:
        """Yield where a pattern matches in the prose of texts that are not of excluded
        kinds.
        """
        for text in self.exclude(*excluded):
            yield from ((text, match) for match in text.find_in_prose(pattern))

    def possible_dates(self, mention: DateMention, text: ProseText) -> tuple[date, ...]:
        """Return the days that a mention can be about, likeliest first, near a post or
        event.
        """
        starts, ends = self.event.starts, self.event.ends
        first, last, years = date.min, date.max, [mention.year or 0]
        if mention.year is None:
            if text.dated is not None:
                first, last = text.dated - AFTER_EVENT, text.dated + BEFORE_EVENT
            elif starts is not None and ends is not None:
                first, last = starts.date() - BEFORE_EVENT, ends.date() + AFTER_EVENT
            else:
                return ()
            years = [first.year + 1, first.year, first.year + 2]
        days = (mention.in_year(year) for year in years)
        return tuple(day for day in days if day and first <= day <= last)


def plain_text(span: Span) -> str:
    """Return the words at a place, on one line, without marks of Markdown."""
    return " ".join(re.sub(r"\]\([^)\]]*\)|[*_\[\]`]", "", span.text).split())
