"""The bytes of a file, and what they become after a change: everything beside the change stays as
it was.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterable

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.source.decode import decode_text, normalize_newlines
from microsite.source.yaml_repair.patched_text import TextEdit

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""What files of an encoding may start with."""
ESCAPES = re.compile("[\udc80-\udcff]")
"""Bytes that are no UTF-8, as Python keeps them in text."""
LINE_END = re.compile("\r\n|\r|\n")


class Original(Struct, frozen=True):
    """A text file as it lies on the disk."""

    path: str
    """Relative to the project."""
    data: bytes
    mark: bytes
    """The byte order mark, or nothing."""
    encoding: str
    raw: str
    """The text with its own line ends; bytes that are no UTF-8 are kept as half characters."""

    @classmethod
    def of(cls, path: str, data: bytes) -> Original | None:
        """The file with these bytes; None where they are not text."""
        if decode_text(path, data, Log()) is None:
            return None
        mark, encoding = next(
            ((mark, name) for mark, name in MARKS if data.startswith(mark)), (b"", "utf-8")
        )
        raw = data[len(mark) :].decode(
            encoding, "surrogateescape" if encoding == "utf-8" else "strict"
        )
        return cls(path, data, mark, encoding, raw)

    @property
    def text(self) -> str:
        """The text as the engine reads it: lines end with `\\n`, a byte that is no UTF-8 is a
        letter of Windows.
        """
        return normalize_newlines(decode_text(self.path, self.data, Log()) or "")

    @property
    def line_end(self) -> str:
        """How lines of this file end."""
        found = LINE_END.search(self.raw)
        return found[0] if found else "\n"

    def edited(self, edits: Iterable[TextEdit]) -> Original | None:
        """The file after edits, whose offsets are those of `text` and which do not overlap.

        None where the change cannot be written in the encoding of the file.
        """
        pairs = [match.start() - count for count, match in enumerate(re.finditer("\r\n", self.raw))]
        ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
        pieces, expected, reached, read = [], [], 0, 0
        text = self.text
        for edit in ordered:
            start, end = (
                edit.start + bisect_left(pairs, edit.start),
                edit.end + bisect_left(pairs, edit.end),
            )
            pieces += [
                self.raw[reached:start],
                self._as_kept(edit.text.replace("\n", self.line_end)),
            ]
            expected += [text[read : edit.start], edit.text]
            reached, read = end, edit.end
        raw = "".join((*pieces, self.raw[reached:]))
        data = self.mark + raw.encode(
            self.encoding, "surrogateescape" if self.encoding == "utf-8" else "strict"
        )
        after = Original.of(self.path, data)
        return (
            after if after is not None and after.text == "".join((*expected, text[read:])) else None
        )

    def as_utf8(self) -> Original | None:
        """The same text, saved as UTF-8 without a mark."""
        text = decode_text(self.path, self.data, Log())
        return None if text is None else Original.of(self.path, text.encode("utf-8"))

    def _as_kept(self, added: str) -> str:
        """New text in the encoding of the file."""
        if self.encoding == "utf-8" and ESCAPES.search(self.raw):
            try:
                return added.encode("cp1252").decode("utf-8", "surrogateescape")
            except UnicodeEncodeError:
                return added
        return added
