"""The search of the finished site for words that must not be published, such as a protected
speaker's name.
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
"""What may stand inside a word: a tag, and the fold of a long line in a calendar."""
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_JOINED_FROM = 6
"""Letters; a shorter name without its space, such as “Al Ito”, is too often part of other words."""
_SURE_IN_BINARY = 8
"""Letters; anything shorter turns up in the bytes of a picture by chance."""
_AROUND = 40
"""Bytes on both sides of letters in a picture that may belong to what they say."""
_READABLE = bytes(byte in b"\t\n\r" or 32 <= byte < 127 for byte in range(256))
"""By byte: 1 where it is ASCII that a person could read."""
_PERCENT = re.compile("%[0-9A-Fa-f]{2}")
_PIECE = re.compile("[a-z0-9]{3,}")


class PrivateWord:
    """One name, to be found in all the ways in which a site may write it."""

    def __init__(self, word: str, span: Span) -> None:
        self.span = span
        self.parts = [part for part in re.split(r"[\W_]+", _plain(word)) if part]
        self.longest = max(self.parts, key=len, default="")
        self.piece = max(_PIECE.findall(self.longest), key=len, default="").encode()
        """Of the longest part: letters that are the same bytes in every encoding of Latin text."""
        self.found_in: list[str] = []

    @property
    def letters(self) -> int:
        """How long the name is without what stands between its parts."""
        return sum(map(len, self.parts))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The parts with what may stand between them: spaces, tags, hyphens (a slug), dots (an
        address), nothing.
        """
        least = 0 if self.letters >= _JOINED_FROM else 1
        between = rf"(?:{_TAG}|[\W_]){{{least},12}}"
        body = between.join(map(re.escape, self.parts))
        before = r"(?<![^\W_])" if _has_cases(self.parts[0][0]) else ""
        after = r"(?![^\W_])" if _has_cases(self.parts[-1][-1]) else ""
        return re.compile(before + body + after)


class PrivateWordSearch:
    """Looks for private words in files and their paths, and remembers where they were."""

    def __init__(self, words: Mapping[str, Span]) -> None:
        self._words = [
            word for word in (PrivateWord(text, span) for text, span in words.items()) if word.parts
        ]
        self._paths: dict[PrivateWord, int] = {}

    @property
    def fingerprint(self) -> str:
        """The same for the same words, and does not tell them; empty where there are none."""
        if not self._words:
            return ""
        parts = sorted(" ".join(word.parts) for word in self._words)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def look(self, path: str, data: bytes) -> None:
        """Look in a file and its path."""
        if not self._words:
            return
        for word in self._found(self._words, path):
            self._paths[word] = self._paths.get(word, 0) + 1
        for word in self._found_in(data):
            word.found_in.append(path)

    def suspects(self, path: str, data: bytes) -> bool:
        """Whether a file has to be looked at, asked where what was found could not be reported."""
        return bool(self._words) and (
            any(self._found(self._words, path)) or any(self._found_in(data))
        )

    def _found_in(self, data: bytes) -> Iterator[PrivateWord]:
        """The words in a file. In one that is no text, such as a picture, only long ones: where its
        bytes can be read as letters, and throughout where those of the word are there at all.
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
        """Whether a file or its path holds one of the words."""
        self.look(path, data)
        return bool(self._paths) or any(word.found_in for word in self._words)

    def report(self, log: Log) -> None:
        """Report each word that was found (O131 in a file, O132 in a path), without repeating it."""
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
        """Whether one of the words stands in a text."""
        return any(self._found(self._words, text))

    @staticmethod
    def _found(words: list[PrivateWord], text: str) -> Iterator[PrivateWord]:
        left = list(words)
        for view in _views(text):
            for word in [
                word for word in left if word.longest in view and word.pattern.search(view)
            ]:
                left.remove(word)
                yield word


def _readable_in(data: bytes) -> str:
    """What may be letters in a file that is no text, with what is around them."""
    marks = data.translate(_READABLE)
    pieces = []
    start, end = marks.find(b"\1" * _SURE_IN_BINARY), 0
    while start >= 0:
        end = marks.find(b"\0", start)
        end = len(data) if end < 0 else end
        pieces.append(data[max(0, start - _AROUND) : end + _AROUND])
        start = marks.find(b"\1" * _SURE_IN_BINARY, end)
    return b"\0".join(pieces).decode(errors="replace")


def _views(text: str) -> Iterator[str]:
    """The text as it stands, and as a reader's program would show it."""
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
    """Without the differences that no reader sees: case, composed accents, soft hyphens and hidden
    spaces.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", text))
    folded = text.casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def _has_cases(character: str) -> bool:
    return character.lower() != character.upper() or character.isdigit()
