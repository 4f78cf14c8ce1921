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
MAX_AROUND = 100
"""Characters around the start of a month that can belong to its date."""
_AMERICAN_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:%]|\.\d|[ \t]*[ap]\.?m)"
DATE = re.compile(
    rf"(?:(?P<days>(?:{_DAY}{_AND}){{0,3}}{_DAY})(?:{_GAP}of)?{_GAP}"
    rf"|\b(?P<before>{_WEEKDAY})\b\.?,?{_GAP})?"
    rf"(?<![^\W_])(?P<month>{_MONTH})"
    rf"(?(days)|{_GAP}{_AMERICAN_DAY}(?(before)|(?=,?{_GAP}\d{{4}}\b)))"
    rf"(?:,?{_GAP}(?P<year>\d{{4}})\b)?"
    rf"(?(days)(?:{_GAP}?\((?P<after>{_WEEKDAY})\))?)"
)
"""`Thursday 20 and Friday 21 May 2027`, or in American order with weekday or year."""
DAY = re.compile(
    _DAY.replace(_WEEKDAY, f"(?P<weekday>{_WEEKDAY})").replace(r"\d{1,2}", r"(\d\d?)")
)
SENTENCE_LIMIT = 400
"""Characters, at most, from a place to either end of its sentence."""
NOT_READ = re.compile(r"(`+[^`\n]*`+|\{[:#.][^{}\n]*\})|\]\([^)\s]*|https?://\S+")
"""Code and attributes, and targets of links."""
COMMENT = re.compile(r"<!(?=--).*?(?:(-->)|\Z)", re.DOTALL)
FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
KINDS_BY_FOLDER = {"news": "news", "pages": "page", "speakers": "speaker"}
DATA_KINDS = ("sessions", "rates", "sponsors", "figures", "resources")
BEFORE_EVENT = timedelta(days=300)
AFTER_EVENT = timedelta(days=120)


class DateMention(Struct, frozen=True):
    """A day in a text. It need not exist."""

    day: int
    month: int
    year: int | None
    weekday: int | None
    """From 0, Monday."""
    place: tuple[int, int]
    """Start and end in the text."""

    def in_year(self, year: int) -> date | None:
        """Return the day in a year; None if it does not exist."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def find_dates(text: str) -> Iterator[DateMention]:
    """Yield the days that a text names."""
    end = 0
    for month_start in MONTH_START.finditer(text):
        position = month_start.start()
        start = max(end, position - MAX_AROUND)
        match = DATE.search(text, start, position + MAX_AROUND)
        if match:
            end = match.end()
            yield from _mentions_in(match)


def _mentions_in(match: re.Match[str]) -> Iterator[DateMention]:
    """Yield the days of a match of DATE.

    Of `Thursday 20 and Friday 21 May`, each day counts; of `20 to 21 May`, only the
    last.
    """
    days = []
    for item in DAY.finditer(match["days"] or ""):
        days.append((item["weekday"], int(item[2]), match.start() + item.start()))
    if not days:  # American order
        days.append((match["before"], int(match["day"]), match.start()))
    *earlier_days, (weekday, last_day, last_start) = days
    counted = [day for day in earlier_days if day[0] and day[1] < last_day]
    counted.append((weekday or match["after"], last_day, last_start))

    month = SHORT_MONTHS.index(match["month"][:3]) + 1
    year = int(match["year"]) if match["year"] else None
    for word, day, start in counted:
        number = SHORT_WEEKDAYS.index(word[:3]) if word else None
        yield DateMention(day, month, year, number, (start, match.end()))


class ProseText:
    """One file: settings in YAML and then Markdown, of which either may be empty."""

    def __init__(
        self, source: SourceText, kind: str, body: int, dated: date | None = None
    ) -> None:
        self.source = source
        self.text = source.text
        self.folded = source.text.casefold()
        self.kind = kind
        """`event`, `page`, `news`, `speaker`, or the name of a data file."""
        self.body = body
        """Start of the Markdown."""
        self.dated = dated
        """Day of a news post."""
        self.comments = list(_comments(self.text))
        """Start and end of each HTML comment."""
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
        """Return whether visitors read what is at a place.

        They do not read comments, code and, unless `or_address`, addresses.
        """
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        line = self.text[start:] if end == -1 else self.text[start:end]
        if at < self.body:
            is_in_yaml_comment = re.search(r"(?:^|\s)#(?:\s|$)", line[: at - start + 1])
            if is_in_yaml_comment:
                return False
        else:
            fences = FENCE.findall(self.text, self.body, at)
            is_in_code_block = len(fences) % 2 == 1
            if is_in_code_block or line.startswith(("    ", "\t")):
                return False

        if any(first + 4 <= at < last for first, last in self.comments):
            return False
        for match in NOT_READ.finditer(self.text, start, start + len(line)):
            is_code = bool(match[1])
            if or_address and not is_code:
                continue
            if match.start() <= at < match.end():
                return False
        return True

    def before(self, at: int, length: int) -> str:
        """Return at most so many characters before a place."""
        return self.text[max(0, at - length) : at]

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the probable start and end of the sentence around a place."""
        start = max(0, at - SENTENCE_LIMIT)
        for match in SENTENCE_BREAK.finditer(self.text, start, at):
            start = match.end()
        limit = min(len(self.text), at + SENTENCE_LIMIT)
        next_break = SENTENCE_BREAK.search(self.text, at, limit)
        return start, next_break.start() if next_break else limit


def _comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each HTML comment.

    One that never ends contains the end of the text.
    """
    for match in COMMENT.finditer(text):
        is_closed = match[1]
        yield match.start(), match.end() if is_closed else len(text) + 1


class LintContext:
    """Event, texts and log that the checks work with."""

    def __init__(
        self, event: Event, sources: SourceFiles, as_of: date, log: Log
    ) -> None:
        self.event = event
        self.as_of = as_of
        self.log = log
        errors = [item.span for item in log if item.severity is Severity.ERROR]
        self.lines_with_errors = {(span.path, span.line) for span in errors}
        self.texts = list(_texts_of(event, sources))
        """Texts that hold words of the event, as they are ordered in the project."""
        self.is_english = event.record.languages[0].lower().startswith("en")

    def report(
        self, code: str, text: ProseText, place: tuple[int, int], **facts: Any
    ) -> None:
        """Report the words at a place, unless an error is on their line."""
        span = text.source.span(*place)
        if (span.path, span.line) not in self.lines_with_errors:
            self.log.report(code, span, **{"words": plain_text(span)} | facts)

    def exclude(self, *kinds: str) -> Iterator[ProseText]:
        """Yield the texts that are not of some kinds."""
        return (text for text in self.texts if text.kind not in kinds)

    def find(
        self, pattern: Pattern, *excluded: str
    ) -> Iterator[tuple[ProseText, re.Match[str]]]:
        """Yield matches in prose with their texts, without those of excluded kinds."""
        for text in self.exclude(*excluded):
            for match in text.find_in_prose(pattern):
                yield text, match

    def possible_dates(self, mention: DateMention, text: ProseText) -> tuple[date, ...]:
        """Return the days that a mention can be about, the likeliest first.

        A day without a year is near the news post, else near the event.
        """
        if mention.year is not None:
            day = mention.in_year(mention.year)
            return (day,) if day else ()
        if text.dated is not None:
            first = text.dated - AFTER_EVENT
            last = text.dated + BEFORE_EVENT
        elif self.event.starts is not None and self.event.ends is not None:
            first = self.event.starts.date() - BEFORE_EVENT
            last = self.event.ends.date() + AFTER_EVENT
        else:
            return ()
        years = (first.year + 1, first.year, first.year + 2)
        days = [mention.in_year(year) for year in years]
        return tuple(day for day in days if day and first <= day <= last)


def _texts_of(event: Event, sources: SourceFiles) -> Iterator[ProseText]:
    """Yield the texts of a project in the default language."""
    if sources.event is not None:
        yield ProseText(sources.event.source, "event", sources.event.body.start)

    post_dates = {post.slug: post.date for post in event.news}
    for folder, kind in KINDS_BY_FOLDER.items():
        for document in sources.documents.get(folder, ()):
            is_translation = "." in document.slug
            if is_translation:
                continue
            day = post_dates.get(document.slug) if kind == "news" else None
            yield ProseText(document.source, kind, document.body.start, day)

    for kind in DATA_KINDS:
        if root := sources.data.get(kind):
            yield ProseText(root.source, kind, len(root.source.text))


def plain_text(span: Span) -> str:
    """Return the words at a place, on one line, without marks of Markdown."""
    return " ".join(re.sub(r"\]\([^)\]]*\)|[*_\[\]`]", "", span.text).split())
