"""Search of the finished site for words that must not be published, such as the name of a protected
speaker.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cached_property

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span

_TAG = r"<[^<>]{0,2000}>"
_WITHIN = re.compile(_TAG + r"|\r?\n[ \t]")
"""Parts that may interrupt a word: a tag, and the fold of a long line in a calendar."""
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_JOINED_FROM = 6
"""Letters. A shorter name without its space, such as “Al Ito”, is often part of a word."""
_SURE_IN_BINARY = 8
"""Number of letters. Shorter words occur at random in the bytes of an image."""
_AROUND = 40
"""Bytes on both sides of letters in an image that may belong to the same text."""
_READABLE = bytes(byte in b"\t\n\r" or 32 <= byte < 127 for byte in range(256))
"""By byte: 1 for readable ASCII."""
_PERCENT = re.compile("%[0-9A-Fa-f]{2}")
_PIECE = re.compile("[a-z0-9]{3,}")


class PrivateWord:
    """A name in all the forms in which a site may contain it."""

    def __init__(self, word: str, span: Span) -> None:
        self.span = span
        self.parts = [part for part in re.split(r"[\W_]+", _plain(word)) if part]
        self.longest = max(self.parts, key=len, default="")
        self.piece = max(_PIECE.findall(self.longest), key=len, default="").encode()
        """Letters of the longest part that are the same bytes in every Latin encoding."""
        self.found_in: list[str] = []

    @property
    def letters(self) -> int:
        """Return the number of letters in all parts."""
        return sum(map(len, self.parts))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return a pattern of the parts with spaces, tags, signs or nothing between them."""
        least = 0 if self.letters >= _JOINED_FROM else 1
        between = rf"(?:{_TAG}|[\W_]){{{least},12}}"
        body = between.join(map(re.escape, self.parts))
        before = r"(?<![^\W_])" if _has_cases(self.parts[0][0]) else ""
        after = r"(?![^\W_])" if _has_cases(self.parts[-1][-1]) else ""
        return re.compile(before + body + after)


class PrivateWordSearch:
    """Searches files and their paths for private words, and collects the places."""

    def __init__(self, words: Mapping[str, Span]) -> None:
        self._words = [
            word for word in (PrivateWord(text, span) for text, span in words.items()) if word.parts
        ]
        self._paths: dict[PrivateWord, int] = {}

    @property
    def fingerprint(self) -> str:
        """Return a digest of the words, which does not reveal them; empty if there are none."""
        if not self._words:
            return ""
        parts = sorted(" ".join(word.parts) for word in self._words)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def look(self, path: str, data: bytes) -> None:
        """Search a file and its path."""
        if not self._words:
            return
        for word in self._found(self._words, path):
            self._paths[word] = self._paths.get(word, 0) + 1
        for word in self._found_in(data):
            word.found_in.append(path)

    def _found_in(self, data: bytes) -> Iterator[PrivateWord]:
        """Yield the words in a file. In a binary file only long ones count: in its readable parts,
        and everywhere if the letters of the word occur.
        """
        try:
            text = data.decode()
        except UnicodeDecodeError:
            lowered = data.lower()
            words = [word for word in self._words if word.letters >= _SURE_IN_BINARY]
            there = [word for word in words if word.piece in lowered]
            yield from self._found(there, data.decode(errors="replace") if there else "")
            yield from self._found(
                [word for word in words if word not in there], _readable_in(data)
            )
        else:
            yield from self._found(self._words, text)

    def finds(self, path: str, data: bytes) -> bool:
        """Search a file and its path, and return whether any word was found."""
        self.look(path, data)
        return bool(self._paths) or any(word.found_in for word in self._words)

    def report(self, log: Log) -> None:
        """Report each word that was found (O131 in a file, O132 in a path) without quoting it."""
        for word in self._words:
            clean = sorted(
                path for path in word.found_in if not any(self._found(self._words, path))
            )
            if clean:
                others = f" and {len(word.found_in) - 1} more" if len(word.found_in) > 1 else ""
                log.report("O131", word.span, path=clean[0], others=others)
            if word in self._paths or (word.found_in and not clean):
                log.report("O132", word.span)

    def holds(self, text: str) -> bool:
        """Return whether a text contains one of the words."""
        return any(self._found(self._words, text))

    @staticmethod
    def _found(words: list[PrivateWord], text: str) -> Iterator[PrivateWord]:
        left = list(words)
        for view in _readable_forms(text):
            for word in [
                word for word in left if word.longest in view and word.pattern.search(view)
            ]:
                left.remove(word)
                yield word


def _readable_in(data: bytes) -> str:
    """Return the readable parts of a binary file, with some bytes around them."""
    marks = data.translate(_READABLE)
    pieces = []
    start, end = marks.find(b"\1" * _SURE_IN_BINARY), 0
    while start >= 0:
        end = marks.find(b"\0", start)
        end = len(data) if end < 0 else end
        pieces.append(data[max(0, start - _AROUND) : end + _AROUND])
        start = marks.find(b"\1" * _SURE_IN_BINARY, end)
    return b"\0".join(pieces).decode(errors="replace")


def _readable_forms(text: str) -> Iterator[str]:
    """Yield the text as it is, and as a browser or calendar would show it."""
    if not text:
        return
    plain = _plain(text)
    yield plain
    bare = text
    if "\\u" in bare:
        bare = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), bare)
    if "%" in bare and _PERCENT.search(bare):
        from urllib.parse import unquote

        bare = unquote(bare)
    if "&" in bare:
        from html import unescape

        bare = unescape(unescape(bare))
    if bare != text:
        plain = _plain(bare)
        yield plain
    together = _WITHIN.sub("", plain)
    yield together if together.isascii() else unicodedata.normalize("NFC", together)


def _plain(text: str) -> str:
    """Return a text without differences in case, accents, soft hyphens and hidden spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", text))
    folded = text.casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def _has_cases(character: str) -> bool:
    return character.lower() != character.upper() or character.isdigit()
