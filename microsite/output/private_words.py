"""Search of the finished site for private words, such as the name of a protected
speaker.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import product
from urllib.parse import unquote

from microsite.cache import digest_of
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.output.file_texts import FileTexts

_TAG = r"<[^<>]{0,2000}>"
_WITHIN = re.compile(_TAG + r"|\r?\n[ \t]")
"""Parts that may interrupt a word: a tag, and the fold of a long line in a calendar."""
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_JOINED_FROM = 6
"""Letters; a shorter name without its space (“Al Ito”) is often part of a word."""
_SURE_IN_BYTES = 6  # letters; shorter words occur at random in the bytes of an image
_SURE_IN_NOISE = 8  # letters; shorter readable parts do
_AROUND = 40
"""Bytes on both sides of letters in an image that may belong to the same text."""
_READABLE = bytes(byte in b"\t\n\r" or 32 <= byte < 127 for byte in range(256))
"""1 for each."""


class PrivateWord:
    """A name in all the forms in which a site may contain it, and the places where it
    was found.
    """

    def __init__(self, word: str, span: Span) -> None:
        self.span = span
        self.parts = [part for part in re.split(r"[\W_]+", _plain(word)) if part]
        self.longest = max(self.parts, key=len, default="")
        self.piece = max(
            re.findall("[a-z0-9]{3,}", self.longest), key=len, default=""
        ).encode()
        """Letters of the longest part that are the same bytes in every Latin encoding.
        """
        self.wide_piece = b"\0".join(
            self.piece[n : n + 1] for n in range(len(self.piece))
        )
        name = "".join(self.parts)
        self.letters = len(name)
        between = rf"(?:{_TAG}|[\W_]){{{0 if len(name) >= _JOINED_FROM else 1},12}}"
        before = r"(?<![^\W_])" if _has_cases(name[:1]) else ""
        after = r"(?![^\W_])" if _has_cases(name[-1:]) else ""
        self.pattern = re.compile(before + between.join(self.parts) + after)
        """The parts with spaces, tags, signs or nothing between them."""
        self.found_in: list[str] = []
        self.is_in_path = False


def _has_cases(character: str) -> bool:
    return character.lower() != character.upper() or character.isdigit()


class PrivateWordSearch:
    """Searches files and their paths for private words, and collects the places."""

    def __init__(self, words: Mapping[str, Span]) -> None:
        private_words = (PrivateWord(text, span) for text, span in words.items())
        self._words = [word for word in private_words if word.parts]
        self._known: dict[str, set[PrivateWord]] = {}
        """Words in files that were searched before their paths were known, by digest.
        """

    @property
    def fingerprint(self) -> str:
        """Return a digest of the words, which does not reveal them; empty if there are
        none.
        """
        parts = sorted(" ".join(word.parts) for word in self._words)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest() if parts else ""

    def search_file(self, path: str, data: bytes) -> None:
        """Search a file and its path."""
        if not self._words:
            return
        for word in _words_in(path, self._words):
            word.is_in_path = True
        matches = self._known.get(digest_of(data)) if self._known else None
        for word in (
            self._words_in_file(data, FileTexts()) if matches is None else matches
        ):
            word.found_in.append(path)

    def can_read(self, data: bytes) -> bool:
        """Search a file that has no path yet, and return whether all of it can
        be read.
        """
        texts = FileTexts()
        self._known[digest_of(data)] = self._words_in_file(data, texts)
        return texts.is_complete

    def finds(self, path: str, data: bytes) -> bool:
        """Search a file and its path, and return whether any word was found."""
        self.search_file(path, data)
        return any(word.is_in_path or word.found_in for word in self._words)

    def holds(self, text: str) -> bool:
        return bool(_words_in(text, self._words))

    def report(self, log: Log) -> None:
        """Report each word that was found (O131 in a file, O132 in a path) without
        quoting it.
        """
        for word in self._words:
            if clean_paths := [path for path in word.found_in if not self.holds(path)]:
                more = (
                    f" and {len(word.found_in) - 1} more"
                    if len(word.found_in) > 1
                    else ""
                )
                log.report("O131", word.span, path=min(clean_paths), others=more)
            if word.is_in_path or (word.found_in and not clean_paths):
                log.report("O132", word.span)

    def _words_in_file(self, data: bytes, texts: FileTexts) -> set[PrivateWord]:
        """Return the words in a file and its parts; among other bytes, only long ones
        count.
        """
        words = set[PrivateWord]()
        for part in texts.read(data):
            if isinstance(part, str):
                words.update(_words_in(part, self._words))
            else:
                words.update(self._words_in_bytes(part))
        return words

    def _words_in_bytes(self, data: bytes) -> Iterator[PrivateWord]:
        lowercase = data.lower()
        words = [word for word in self._words if word.letters >= _SURE_IN_BYTES]
        candidates = [word for word in words if word.piece in lowercase]
        yield from _words_in(data.decode(errors="replace"), candidates)
        wide_words = [
            word for word in words if word.piece and word.wide_piece in lowercase
        ]
        for start, order in product(range(2 if wide_words else 0), ("le", "be")):
            text = data[start:].decode(f"utf-16-{order}", errors="replace")
            yield from _words_in(text.replace("\ufeff", " "), wide_words)
        rest = [
            word
            for word in words
            if word.letters >= _SURE_IN_NOISE and word not in candidates
        ]
        yield from _words_in(_readable_in(data), rest)


def _words_in(text: str, words: list[PrivateWord]) -> list[PrivateWord]:
    forms = _readable_forms(text) if words else ()
    pairs = ((word, form) for word in words for form in forms if word.longest in form)
    return [*dict.fromkeys(word for word, form in pairs if word.pattern.search(form))]


def _readable_in(data: bytes) -> str:
    """Return the readable parts of a binary file, with some bytes around them."""
    parts = re.finditer(b"\1{%d,}" % _SURE_IN_NOISE, data.translate(_READABLE))
    pieces = (
        data[max(0, part.start() - _AROUND) : part.end() + _AROUND] for part in parts
    )
    return b"\0".join(pieces).decode(errors="replace")


def _readable_forms(text: str) -> tuple[str, ...]:
    """Return the text as it is, and as a browser or calendar would show it."""
    bare = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    bare = unescape(unescape(unquote(bare)))
    plain = _plain(text)
    display = plain if bare == text else _plain(bare)
    return plain, display, unicodedata.normalize("NFC", _WITHIN.sub("", display))


def _plain(text: str) -> str:
    """Return a text without differences in case, accents, soft hyphens and hidden
    spaces.
    """
    if text.isascii():
        return text.casefold()
    text = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", text)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
