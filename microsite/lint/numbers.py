"""Statistics that are not the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from microsite.diagnostics.source_text import Span
from microsite.lint.texts import Lint, Text, said

NUMBER = re.compile(
    r"[0-9](?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]*(?:\.[0-9]+)?)"
    r"(?P<unit>%|[ ]per[ ]cent|[ ]?(?:million|billion|thousand)|(?:m|bn)\b)?"
)
"""Starts with what few places hold, so it is quick."""
TELLING = re.compile(
    r"[0-9](?:,[0-9]{3}|%|[ ]per[ ]cent|[ ]?(?:million|billion|thousand)|(?:m|bn)\b)"
)
"""Somewhere in each number that counts."""
SIGNS = "£$€"
INSIDE_A_WORD = re.compile(r"[\w.,/-]")
NEXT = re.compile(
    r"[ \t\xa0\n]+([^\W\d_][\w’'-]*)[ \t\xa0\n]+([^\W\d_][\w’'-]*)[ \t\xa0\n]+([^\W\d_][\w’'-]*)"
)
MARKUP = re.compile(r"\]\([^)\n]*\)|[*_\[\]`]")
REACH = 160
SAYS_MUCH = 5
"""Letters of a word that tells what is counted."""
DIGITS = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
SMALL = dict(
    zip(
        "1 2 3 4 5 6 7 8 9 10".split(),
        "one two three four five six seven eight nine ten".split(),
        strict=True,
    )
)
UNCOUNTED = ("news", "resources", "rates", "sponsors")
"""Kinds of text whose numbers are of their own day, or of one thing each."""
UNITS = {"per cent": "%", "m": "million", "bn": "billion"}


def check_statements(lint: Lint) -> None:
    """The sentence of a figure holds its value. Reports D110."""
    for figure in lint.event.figures:
        if not _holds(figure.statement, figure.value):
            lint.log.report("D110", figure.span("statement"), name=figure.id, value=figure.value)


def _holds(statement: str, value: str) -> bool:
    """Whether every number of a value, or the value in words where it has none, is in a sentence."""
    wanted = _numbers(value)
    if not wanted:
        return value.casefold() in statement.casefold()
    given = _numbers(statement)
    return all(
        number in given or SMALL.get(number, "\0") in statement.casefold() for number in wanted
    )


def _numbers(words: str) -> list[str]:
    return [re.sub(r"[, ]", "", number) for number in DIGITS.findall(words)]


class Count(Struct, frozen=True):
    """A number and what it counts."""

    text: int
    """In which of some texts it stands."""
    start: int
    end: int
    number: str
    unit: str
    """With the sign in front of it."""
    counted: str


def check_numbers(lint: Lint) -> None:
    """Report D111 where the same words are counted by another number on another page.

    The file of figures comes first: its numbers have sources.
    """
    first: dict[tuple[str, str], tuple[str, Span]] = {}
    for text in sorted(lint.texts, key=lambda text: text.kind != "figures"):
        for count in counts_in((text,)):
            span = text.span(count.start, count.end)
            number, earlier = first.setdefault(
                (count.unit, count.counted.casefold()), (count.number, span)
            )
            if number != count.number and earlier.path != span.path:
                lint.log.report(
                    "D111",
                    span,
                    words=f"{said(span)} {count.counted}",
                    number=said(earlier),
                    other=f"{earlier.path}, line {earlier.line}",
                    notes=(("The other number", earlier),),
                )


def counts_in(texts: Sequence[Text]) -> tuple[Count, ...]:
    """The large numbers and shares of some texts."""
    return tuple(
        count
        for place, text in enumerate(texts)
        if text.kind not in UNCOUNTED
        for count in _counts(place, text)
    )


def _counts(place: int, text: Text) -> Iterator[Count]:
    for match in NUMBER.finditer(text.text) if TELLING.search(text.text) else ():
        before = text.text[match.start() - 1 : match.start()]
        sign = before if before and before in SIGNS else ""
        number, unit = match[0].removesuffix(match["unit"] or ""), (match["unit"] or "").strip()
        if (not unit and ("," not in number or sign)) or INSIDE_A_WORD.match(before):
            continue
        after = MARKUP.sub("", text.text[match.end() : match.end() + REACH])
        words = NEXT.match(after)
        if (
            words is None
            or not any(len(word) >= SAYS_MUCH for word in words.groups())
            or not text.is_prose(match.start())
        ):
            continue
        counted = " ".join(words.groups())
        yield Count(
            place,
            match.start() - len(sign),
            match.end(),
            number,
            sign + UNITS.get(unit, unit),
            counted,
        )
