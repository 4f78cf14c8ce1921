"""Statistics that are not the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.lint.texts import Lint, Text, said
from microsite.patterns import regex
from microsite.plain import dataclass
from microsite.text import Span

NUMBER = regex(
    r"[0-9](?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]*(?:\.[0-9]+)?)"
    r"(?P<unit>%|[ ]per[ ]cent|[ ]?(?:million|billion|thousand)|(?:m|bn)\b)?"
)
"""Starts with what few places hold, so it is quick."""
TELLING = regex(r"[0-9](?:,[0-9]{3}|%|[ ]per[ ]cent|[ ]?(?:million|billion|thousand)|(?:m|bn)\b)")
"""Somewhere in each number that counts."""
SIGNS = "£$€"
INSIDE_A_WORD = regex(r"[\w.,/-]")
NEXT = regex(r"[ \t\xa0\n]+([^\W\d_][\w’'-]*)[ \t\xa0\n]+([^\W\d_][\w’'-]*)[ \t\xa0\n]+([^\W\d_][\w’'-]*)")
MARKUP = regex(r"\]\([^)\n]*\)|[*_\[\]`]")
REACH = 160
SAYS_MUCH = 5
"""Letters of a word that tells what is counted."""
DIGITS = regex(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
SMALL = dict(
    zip("1 2 3 4 5 6 7 8 9 10".split(), "one two three four five six seven eight nine ten".split(), strict=True)
)
UNITS = {"per cent": "%", "m": "million", "bn": "billion"}


def check_statements(lint: Lint) -> None:
    """The sentence of a figure holds its value. Reports D110."""
    for figure in lint.event.figures:
        if not _holds(figure.statement, figure.value):
            lint.log.report("D110", figure.place("statement"), name=figure.id, value=figure.value)


def _holds(statement: str, value: str) -> bool:
    """Whether every number of a value, or the value in words where it has none, is in a sentence."""
    wanted = _numbers(value)
    if not wanted:
        return value.casefold() in statement.casefold()
    given = _numbers(statement)
    return all(number in given or SMALL.get(number, "\0") in statement.casefold() for number in wanted)


def _numbers(words: str) -> list[str]:
    return [re.sub(r"[, ]", "", number) for number in DIGITS.findall(words)]


@dataclass(frozen=True, slots=True)
class _Count:
    """A number and what it counts."""

    number: str
    span: Span
    counted: str


def check_numbers(lint: Lint) -> None:
    """What is counted in the same words has the same number on every page. Reports D111."""
    first: dict[str, _Count] = {}
    texts = sorted(lint.but("news", "resources", "rates", "sponsors"), key=lambda text: text.kind != "figures")
    for text in texts:
        for key, count in _counts(text):
            earlier = first.setdefault(key, count)
            if earlier.number != count.number and earlier.span.path != count.span.path:
                other = f"{earlier.span.path}, line {earlier.span.line}"
                words, there = f"{said(count.span)} {count.counted}", said(earlier.span)
                notes = (("The other number", earlier.span),)
                lint.log.report("D111", count.span, words=words, number=there, other=other, notes=notes)


def _counts(text: Text) -> Iterator[tuple[str, _Count]]:
    """The large numbers and shares of a text, by the words after them."""
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
        unit = UNITS.get(unit, unit)
        key = f"{sign}{unit} {counted.casefold()}"
        yield key, _Count(number, text.span(match.start() - len(sign), match.end()), counted)
