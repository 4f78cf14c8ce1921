"""Flesch reading ease of English texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from microsite.diagnostics.source_text import Span

FEWEST_WORDS = 100
"""Below this the measure says little."""
_NOT_PROSE = re.compile(r"\s*(?:#|\||>|```|~~~|!\[|\[\^?[^\]]+\]:|\*\[|<|:::|!!!|---|===)")
_LIST_MARK = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[”’\"')\]]*\s+(?=[“‘\"'(\[*]*[A-Z])")
_LINK_TARGET = re.compile(r"\]\([^)]*\)|\{[^}]*\}|`[^`]*`|https?://\S+|<[^>]*>")
_WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*")


class Reading(Struct, frozen=True):
    """Reading ease of a text, and its longest sentence."""

    score: int
    """About 0 (very hard) to 100 (very easy); 60 and more is plain English."""
    longest: Span
    """The sentence with the most words."""
    longest_words: int


def reading_ease(body: Span) -> Reading | None:
    """Return the reading ease of an English text in Markdown. None if it is too short."""
    sentences = [(span, words) for span in _sentences(body) if (words := _words(span.text))]
    count = sum(len(words) for _, words in sentences)
    if count < FEWEST_WORDS:
        return None
    syllables = sum(_syllables(word) for _, words in sentences for word in words)
    score = 206.835 - 1.015 * count / len(sentences) - 84.6 * syllables / count
    longest, words = max(sentences, key=lambda sentence: len(sentence[1]))
    return Reading(round(score), longest, len(words))


def _sentences(body: Span) -> Iterator[Span]:
    """Yield the sentences of paragraphs and list items, without headings, tables and code."""
    source, at = body.source, body.start
    for block in re.split(r"(\n[ \t]*(?:\n[ \t]*)*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s))", body.text):
        start, at = at, at + len(block)
        if not block.strip() or _NOT_PROSE.match(block):
            continue
        if mark := _LIST_MARK.match(block):
            start += mark.end()
        while end := _SENTENCE_END.search(source.text, start, at):
            yield _trimmed(source.span(start, end.start()))
            start = end.end()
        yield _trimmed(source.span(start, at))


def _trimmed(span: Span) -> Span:
    text = span.text
    start = span.start + len(text) - len(text.lstrip())
    return span.source.span(start, max(start, span.start + len(text.rstrip())))


def _words(sentence: str) -> list[str]:
    return _WORD.findall(_LINK_TARGET.sub(" ", sentence))


def _syllables(word: str) -> int:
    """Return an estimate: groups of vowels, without a silent e."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    plain = re.sub(
        r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", lambda end: end[0][0] if end[0] != "ed" else "d", plain
    )
    return max(1, len(re.findall(r"[aeiouy]+", plain)))
