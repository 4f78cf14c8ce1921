"""Bytes of a file to text, in whatever encoding it was saved."""

import codecs
import os
import re
import stat
from contextlib import suppress

from microsite.diagnostics.diagnostic import Fix, Log, file_span
from microsite.diagnostics.source_text import SourceText
from microsite.source.files import PUBLISHED_FILE, SourceFile, os_error_reason
from microsite.source.misplaced import FILE_TYPES

MAX_TEXT_BYTES = 16 * 1024 * 1024
"""Ten thousand sessions with abstracts take about this."""
OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags that open a pipe in place of a file without waiting for a writer."""

CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ufffe\uffff]")
"""Invisible characters and overrides of the reading direction, except Word's breaks
(for YAML).
"""
REPLACEMENT_CHARACTER = "\N{REPLACEMENT CHARACTER}"
WINDOWS_BYTES = {
    0xDC00 + n: bytes([n]).decode("cp1252", "replace") for n in range(0x80, 0x100)
}
"""Characters of Windows-1252 by the escape of their byte."""

SAVE_AS_TEXT = (
    "Open it in the program it comes from, and save its text as plain text (UTF-8)."
)

CONFLICT = re.compile(
    r"(?P<quotation>^>.*(?:\n>.*)+)"
    r"|^<<<<<<< .*\n(?:(?!<<<<<<< |=======$).*\n)*=======\n(?:(?!<<<<<<< |>>>>>>>"
    r" ).*\n)*>>>>>>> "
    r"|^<<<<<<< |^>>>>>>> ",
    re.MULTILINE,
)
"""A quotation, or two versions that Git could not merge, or a marker that is left of
them.
"""


def read_text(file: SourceFile, log: Log) -> SourceText | None:
    """Read and decode a file, or report F codes and return `None`.

    The text is in UTF-8, in UTF-16 with a BOM, or else in Windows-1252 with a warning.
    Lines end with `\\n`. Spaces replace control characters, which are reported, as are
    conflict markers of Git, except in the record of what was published.
    """
    data = read_bytes(file, log)
    return None if data is None else decode_bytes(file.path, data, log)


def decode_bytes(path: str, data: bytes, log: Log) -> SourceText | None:
    """Decode the bytes of a file; see `read_text`."""
    text = decode_text(path, data, log)
    if text is None:
        return None
    source = SourceText(path, normalise_newlines(text))
    if REPLACEMENT_CHARACTER in source.text:
        at = source.text.index(REPLACEMENT_CHARACTER)
        log.report("F121", source.span(at, at + 1))
    has_conflict = False
    is_marked = "<<<<<<< " in source.text or ">>>>>>> " in source.text
    for match in CONFLICT.finditer(source.text) if is_marked else ():
        if match["quotation"] is None and not path.endswith(f"data/{PUBLISHED_FILE}"):
            first, last = source.line_of(match.start()), source.line_of(match.end())
            code = "F124" if first == last else "F118"
            log.report(code, source.line_span(first), mark=match[0][:7], last=last)
            has_conflict = True
    if has_conflict:
        return None
    clean = SourceText(path, CONTROL.sub(" ", source.text))
    for match in CONTROL.finditer(source.text) if clean.text != source.text else ():
        span = clean.span(*match.span())
        log.report("F117", span, name=f"U+{ord(match[0]):04X}", fix=Fix(span, ""))
    return clean


def normalise_newlines(text: str) -> str:
    """Return a text with `\\n` at the end of each line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(file: SourceFile, log: Log) -> bytes | None:
    """Read a file that is not being written, or report F codes and return `None`."""
    span = file_span(file.path)
    try:
        for _ in range(3):
            with open(os.open(file.real_path, OPEN_FLAGS), "rb") as opened:
                before = os.fstat(opened.fileno())
                if not stat.S_ISREG(before.st_mode):
                    log.report("F106", span)
                    return None
                if before.st_size > MAX_TEXT_BYTES:
                    size, limit = before.st_size / 2**20, MAX_TEXT_BYTES / 2**20
                    log.report(
                        "F103", span, size=f"{size:.1f} MB", most=f"{limit:.1f} MB"
                    )
                    return None
                data = opened.read(before.st_size + 1)
                after = os.stat(file.real_path)
            state = (before.st_size, before.st_mtime_ns, before.st_ino)
            if state == (len(data), after.st_mtime_ns, after.st_ino):
                return data
    except OSError as error:
        log.report("F105", span, reason=os_error_reason(error))
        return None
    log.report("F108", span)
    return None


def decode_text(path: str, data: bytes, log: Log) -> str | None:
    """Decode bytes, or report F104 and return `None` if they are not text."""
    text = None
    kind, advice = "not text", SAVE_AS_TEXT
    if start := next(filter(data.startswith, FILE_TYPES), None):
        kind, advice = FILE_TYPES[start]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            text = data.decode("utf-16")
    elif (data.count(b"\0") - 1) * 50 <= len(data):  # one is a slip
        text = _decode_utf8(path, data.removeprefix(codecs.BOM_UTF8), log)
    if (
        text is None
        or (text.count("\0") - 1) * 50 > len(text)
        or len(CONTROL.findall(text)) > 40
    ):
        ending = f".{path.rpartition('.')[2]}"
        log.report("F104", file_span(path), kind=kind, ending=ending, advice=advice)
        return None
    return text


def _decode_utf8(path: str, data: bytes, log: Log) -> str:
    """Decode UTF-8.

    Bytes that are not UTF-8 are taken as Windows-1252, and the first reported.
    """
    text = data.decode("utf-8", errors="surrogateescape")
    first = re.search("[\udc80-\udcff]", text)
    if first is None:
        return text
    text = text.translate(WINDOWS_BYTES)
    if REPLACEMENT_CHARACTER not in text:
        at = len(normalise_newlines(text[: first.start()]))
        log.report("F116", SourceText(path, normalise_newlines(text)).span(at, at + 1))
    return text
