"""Bytes of a file to text, whatever saved it."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress

from microsite.diagnostics.diagnostic import Confidence, Fix, Log, file_span
from microsite.diagnostics.source_text import SourceText
from microsite.source.files import SourceFile, os_error_reason

MAX_TEXT_BYTES = 16 * 1024 * 1024
"""Bytes. Ten thousand sessions with abstracts take about this."""
READ_ATTEMPTS = 3
OPENING = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
"""Opens a pipe that took the place of a file without waiting for somebody to write into it."""

CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ufffe\uffff]")
"""Characters with nothing to show, and two that turn round what follows. Word's soft line break and
page break (U+000B, U+000C) are seen to further on.
"""
CONTROL_BYTES = bytes((*range(9), *range(14, 32), 127))
OTHER_CONTROL = tuple(
    map(re.compile, (rb"\xc2[\x80-\x84\x86-\x9f]", rb"\xe2\x80[\xad\xae]", rb"\xef\xbf[\xbe\xbf]"))
)
"""The same in UTF-8: those of one byte, and the others."""
MAX_CONTROLS = 40
"""More of them are not slips: the file is something else."""
REPLACEMENT_CHARACTER = "\N{REPLACEMENT CHARACTER}"

FILE_SIGNATURES = (
    (
        b"PK\x03\x04",
        "a Word or Excel document",
        "In Word, choose “Save as” and “Plain text”, with the encoding UTF-8.",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Word document",
        "In Word, choose “Save as” and “Plain text”, with the encoding UTF-8.",
    ),
    (
        b"{\\rtf",
        "rich text (RTF)",
        "In TextEdit, choose “Format” and “Make Plain Text”, and save it again.",
    ),
    (
        b"%PDF",
        "a PDF",
        "Copy its words into a plain text file. The PDF itself can live in assets/.",
    ),
    (b"\x89PNG", "a picture", "Pictures live in assets/."),
    (b"\xff\xd8\xff", "a picture", "Pictures live in assets/."),
    (b"GIF8", "a picture", "Pictures live in assets/."),
)
"""What files of other kinds start with, what to call them, and what to do."""
SIGNATURE_BYTES = tuple(start for start, _, _ in FILE_SIGNATURES)
UNKNOWN_FILE_TYPE = (
    "not text",
    "Open it in the program it comes from, and save its words as plain text (UTF-8).",
)


def read_text(found: SourceFile, log: Log, *, may_conflict: bool = False) -> SourceText | None:
    """The text of a file, or None with a report where it cannot be read as text.

    UTF-8 (a BOM is dropped), UTF-16 with a BOM, else Windows-1252 with a warning. Lines end with
    `\\n`. Control characters are reported and stand in the text as spaces. What Git puts between
    two versions that it could not merge is reported, unless it `may_conflict`.
    """
    data = read_bytes(found, log)
    return None if data is None else decode_bytes(found.path, data, log, may_conflict=may_conflict)


def decode_bytes(
    path: str, data: bytes, log: Log, *, may_conflict: bool = False
) -> SourceText | None:
    """The same for the bytes of a file."""
    found = _decoded(path, data, log)
    if found is None:
        return None
    text, has_control = found
    source = SourceText(path, normalize_newlines(text))
    return replace_controls(source, log, may_conflict=may_conflict, has_control=has_control)


def normalize_newlines(text: str) -> str:
    """The text with `\\n` at the end of each line, whatever stood there."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_bytes(found: SourceFile, log: Log) -> bytes | None:
    """The bytes of a file as they were at one moment, though it may be saved while we read."""
    try:
        for _ in range(READ_ATTEMPTS):
            descriptor = os.open(found.real_path, OPENING)
            try:
                before = os.fstat(descriptor)
                if not stat.S_ISREG(before.st_mode):
                    log.report("F106", file_span(found.path))
                    return None
                if before.st_size > MAX_TEXT_BYTES:
                    log.report(
                        "F103",
                        file_span(found.path),
                        size=_megabytes(before.st_size),
                        most=_megabytes(MAX_TEXT_BYTES),
                    )
                    return None
                data = _read(descriptor, before.st_size)
                after = os.stat(found.real_path)
            finally:
                os.close(descriptor)
            if (before.st_size, before.st_mtime_ns, before.st_ino) == (
                len(data),
                after.st_mtime_ns,
                after.st_ino,
            ):
                return data
    except OSError as failure:
        log.report("F105", file_span(found.path), reason=os_error_reason(failure))
        return None
    log.report("F108", file_span(found.path))
    return None


def _read(descriptor: int, size: int) -> bytes:
    """So many bytes of a file, or all that there are; one more where it has grown."""
    data = os.read(descriptor, size + 1)
    while len(data) < size and (more := os.read(descriptor, size + 1 - len(data))):
        data += more
    return data


def decode_text(path: str, data: bytes, log: Log) -> str | None:
    """Bytes to text; None with a report where they are not text."""
    found = _decoded(path, data, log)
    return None if found is None else found[0]


def _decoded(path: str, data: bytes, log: Log) -> tuple[str, bool] | None:
    """The same, and whether there are control characters in it."""
    if data.startswith(SIGNATURE_BYTES):
        kind, advice = next(each[1:] for each in FILE_SIGNATURES if data.startswith(each[0]))
        log.report("F104", file_span(path), kind=kind, advice=advice)
        return None
    text = None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            text = data.decode("utf-16")
    elif b"\0" not in data:
        text = decode_utf8(path, data.removeprefix(codecs.BOM_UTF8), log)
    has_control = text is not None and _has_control(text)
    if text is None or "\0" in text or (has_control and len(CONTROL.findall(text)) > MAX_CONTROLS):
        kind, advice = UNKNOWN_FILE_TYPE
        log.report("F104", file_span(path), kind=kind, advice=advice)
        return None
    return text, has_control


def _has_control(text: str) -> bool:
    """Whether there are control characters in a text, which is seen in its bytes ten times as fast."""
    data = text.encode("utf-8", errors="surrogatepass")
    has_some = len(data.translate(None, CONTROL_BYTES)) < len(data)
    return has_some or (
        not text.isascii() and any(pattern.search(data) for pattern in OTHER_CONTROL)
    )


def decode_utf8(path: str, data: bytes, log: Log) -> str:
    """UTF-8; where a byte is none, the letter it is in Windows-1252, with a report of the first
    such place.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as failure:
        text = data.decode("utf-8", errors=_WINDOWS)
        if REPLACEMENT_CHARACTER not in text:
            at = len(normalize_newlines(data[: failure.start].decode("utf-8")))
            log.report("F116", SourceText(path, normalize_newlines(text)).span(at, at + 1))
        return text


def decode_windows_1252(failure: UnicodeError) -> tuple[str, int]:
    """The first of the bytes that are not UTF-8, as Windows-1252 has it."""
    if not isinstance(failure, UnicodeDecodeError):
        raise failure
    return failure.object[failure.start : failure.start + 1].decode(
        "cp1252", errors="replace"
    ), failure.start + 1


_WINDOWS = "microsite-windows-1252"
codecs.register_error(_WINDOWS, decode_windows_1252)


def replace_controls(
    source: SourceText, log: Log, *, may_conflict: bool, has_control: bool
) -> SourceText | None:
    """The text with control characters replaced, place for place; None where two versions of it are
    mixed up.
    """
    if REPLACEMENT_CHARACTER in source.text:
        at = source.text.index(REPLACEMENT_CHARACTER)
        log.report("F121", source.span(at, at + 1))
    conflicts = [] if may_conflict else list(find_conflicts(source.text))
    for first, last in conflicts:
        if first == last:
            log.report("F124", source.line_span(first), mark=source.line_text(first)[:7])
        else:
            log.report("F118", source.line_span(first), last=last)
    if conflicts:
        return None
    if not has_control:
        return source
    clean = SourceText(source.path, CONTROL.sub(" ", source.text))
    for match in CONTROL.finditer(source.text):
        span = clean.span(match.start(), match.end())
        log.report(
            "F117", span, name=f"U+{ord(match[0]):04X}", fix=Fix(span, "", Confidence.CERTAIN)
        )
    return clean


def find_conflicts(text: str) -> Iterator[tuple[int, int]]:
    """The places where Git has put two versions below each other: their first and last lines, from 1.

    Twice the same line where a mark has lost the others. Between lines that start with > it is a
    quoted e-mail.
    """
    if "<<<<<<< " not in text and ">>>>>>> " not in text:
        return
    first = middle = 0
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.startswith("<<<<<<< "):
            if first:
                yield first, first
            first, middle = number, 0
        elif line == "=======" and first:
            middle = number
        elif line.startswith(">>>>>>> ") and middle:
            yield first, number
            first = middle = 0
        elif line.startswith(">>>>>>> ") and not any(
            near.startswith(">") for near in lines[number - 2 : number + 1 : 2]
        ):
            yield number, number
    if first:
        yield first, first


def _megabytes(size: int) -> str:
    """A size in words: 3.2 MB."""
    return f"{size / 1024 / 1024:.1f} MB"
