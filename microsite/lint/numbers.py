"""Statistics that are not the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from microsite.diagnostics.source_text import Span
from microsite.lint.texts import LintContext, ProseText, plain_text

NUMBER = re.compile(
    r"[0-9](?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]*(?:\.[0-9]+)?)"
    r"(?P<unit>%|[ ]per[ ]cent|[ ]?(?:million|billion|thousand)|(?:m|bn)\b)?"
)
CURRENCIES = "£$€"
INSIDE_A_WORD = re.compile(r"[\w.,/-]")
COUNTED = re.compile(r"[ \t\xa0\n]+([^\W\d_][\w’'-]*)" * 3)
MARKUP = re.compile(r"\]\([^)\n]*\)|[*_\[\]`]")
MAX_AFTER = 160
"""Characters after a number that can say what is counted."""
MIN_SIGNIFICANT = 5
"""Letters of a word that says what is counted."""
DIGITS = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
WORDS = "zero one two three four five six seven eight nine ten".split()
WITHOUT_COUNTS = ("news", "resources", "rates", "sponsors")
"""Kinds of text whose numbers are of their own day, or of one thing each."""
UNITS = {"per cent": "%", "m": "million", "bn": "billion"}


def check_statements(context: LintContext) -> None:
    """Report D110 for figures whose sentence lacks their value."""
    for figure in context.event.figures:
        if not _holds(figure.statement, figure.value):
            span = figure.span("statement")
            context.log.report("D110", span, name=figure.id, value=figure.value)


def _holds(statement: str, value: str) -> bool:
    """Return whether each number of a value is in a sentence, or the value where it has none."""
    numbers, words = _numbers(value), statement.casefold()
    if not numbers:
        return value.casefold() in words
    given = _numbers(statement)
    in_words = [str(number) for number in range(1, 11) if WORDS[number] in words]
    return all(number in given or number in in_words for number in numbers)


def _numbers(words: str) -> list[str]:
    return [re.sub(r"[, ]", "", number) for number in DIGITS.findall(words)]


class Count(Struct, frozen=True):
    """A number and what it counts."""

    start: int
    end: int
    number: str
    unit: str
    """With the sign in front of it."""
    counted: str


def check_numbers(context: LintContext) -> None:
    """Report D111 where the same words are counted by another number on another page.

    The file of figures comes first: its numbers have sources.
    """
    first: dict[tuple[str, str], tuple[str, Span]] = {}
    texts = context.exclude(*WITHOUT_COUNTS)
    for text in sorted(texts, key=lambda text: text.kind != "figures"):
        for count in find_counts(text):
            span = text.span(count.start, count.end)
            key = (count.unit, count.counted.casefold())
            number, earlier = first.setdefault(key, (count.number, span))
            if number != count.number and earlier.path != span.path:
                context.log.report(
                    "D111",
                    span,
                    words=f"{plain_text(span)} {count.counted}",
                    number=plain_text(earlier),
                    other=f"{earlier.path}, line {earlier.line}",
                    notes=(("The other number", earlier),),
                )


def find_counts(text: ProseText) -> Iterator[Count]:
    """Yield the large numbers and shares of a text."""
    for match in NUMBER.finditer(text.text):
        before = text.text[match.start() - 1 : match.start()]
        sign = before if before and before in CURRENCIES else ""
        number, unit = match[0].removesuffix(match["unit"] or ""), (match["unit"] or "").strip()
        if (not unit and ("," not in number or sign)) or INSIDE_A_WORD.match(before):
            continue
        after = MARKUP.sub("", text.text[match.end() : match.end() + MAX_AFTER])
        words = COUNTED.match(after)
        if (
            words
            and any(len(word) >= MIN_SIGNIFICANT for word in words.groups())
            and text.is_prose(match.start())
        ):
            start, counted = match.start() - len(sign), " ".join(words.groups())
            yield Count(start, match.end(), number, sign + UNITS.get(unit, unit), counted)
