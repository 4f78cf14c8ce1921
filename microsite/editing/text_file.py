"""The bytes of a text file and edits of them. Everything beside an edit stays as it was."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.display import sanitize
from microsite.source.decode import decode_text, normalize_newlines
from microsite.source.yaml_repair.lines import NON_ASCII_SPACES, ZERO_WIDTH
from microsite.source.yaml_repair.patched_text import TextEdit, apply_edits

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NOT_UTF8 = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as the error handler `surrogateescape` decodes them."""
LINE_END = re.compile("\r\n|\r|\n")
INVISIBLE = re.compile(f"[{NON_ASCII_SPACES}{ZERO_WIDTH}]")
MAX_SHOWN_CHARACTERS = 160
"""Characters shown of a changed line."""


class TextFile(Struct, frozen=True):
    """A text file on the disk."""

    path: str
    """Relative to the project."""
    data: bytes
    bom: bytes
    encoding: str
    raw: str
    """The text with its own line ends. Bytes that are not UTF-8 are surrogates."""
    text: str
    """The text as the engine reads it, with lines that end with `\\n`."""

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> TextFile | None:
        """Return the file with these bytes, or None if they are not text."""
        text = decode_text(path, data, Log())
        if text is None:
            return None
        marks = (it for it in BYTE_ORDER_MARKS if data.startswith(it[0]))
        bom, encoding = next(marks, (b"", "utf-8"))
        raw = data[len(bom) :].decode(encoding, "surrogateescape")
        return cls(path, data, bom, encoding, raw, normalize_newlines(text))

    def with_edits(self, edits: Iterable[TextEdit]) -> TextFile | None:
        """Return the file after edits that do not overlap. Their offsets are those of `text`.

        None if the encoding of the file cannot represent the change.
        """
        line_end = LINE_END.search(self.raw)
        pairs = [match.start() - count for count, match in enumerate(re.finditer("\r\n", self.raw))]
        ordered = tuple(sorted(edits, key=lambda edit: (edit.start, edit.end)))
        raw_edits = []
        for edit in ordered:
            start, end = (offset + bisect_left(pairs, offset) for offset in (edit.start, edit.end))
            added = edit.text.replace("\n", line_end[0]) if line_end else edit.text
            raw_edits.append(TextEdit(start, end, self._encode(added)))
        raw = apply_edits(self.raw, tuple(raw_edits)).encode(self.encoding, "surrogateescape")
        after = TextFile.from_bytes(self.path, self.bom + raw)
        return after if after and after.text == apply_edits(self.text, ordered) else None

    def as_utf8(self) -> TextFile | None:
        """Return the same text in UTF-8 without a byte order mark."""
        text = decode_text(self.path, self.data, Log()) or ""
        return TextFile.from_bytes(self.path, text.encode("utf-8"))

    def _encode(self, added: str) -> str:
        """Return new text as it appears in `raw`: in a Windows file, in the Windows encoding."""
        if self.encoding == "utf-8" and NOT_UTF8.search(self.raw):
            try:
                return added.encode("cp1252").decode("utf-8", "surrogateescape")
            except UnicodeEncodeError:
                return added
        return added


def line_diff(before: str, after: str) -> Iterator[str]:
    """Yield each removed line, `-`, and each added line, `+`, with its number."""
    old, new = before.split("\n"), after.split("\n")
    head = 0
    while old and new and old[0] == new[0]:  # much quicker than the matcher
        del old[0], new[0]
        head += 1
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (_format_line(head + at, "-", old[at]) for at in range(i, j))
            yield from (_format_line(head + at, "+", new[at]) for at in range(k, m))


def _format_line(index: int, sign: str, text: str) -> str:
    """Return a line with its number. Characters that cannot be seen appear as `<U+00A0>`."""
    shown = INVISIBLE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)
    if len(shown) > MAX_SHOWN_CHARACTERS:
        shown = f"{shown[:MAX_SHOWN_CHARACTERS]}…"
    return f"{index + 1:>6} {sign} {sanitize(shown)}".rstrip()
