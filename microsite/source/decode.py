"""Bytes of a file to text, whatever saved it."""

from __future__ import annotations

import codecs
import os

from microsite.diagnostics.diagnostic import Log, nowhere
from microsite.source.discover import FoundFile, reason
from microsite.text import SourceText

LARGEST = 4 * 1024 * 1024
"""Bytes. Ten thousand sessions with abstracts take about this."""
TRIES = 3


def read_text(found: FoundFile, log: Log) -> SourceText | None:
    """The text of a file, or None with a report where it cannot be read as text.

    UTF-8 (a BOM is dropped), UTF-16 with a BOM, else Windows-1252 with a warning. Lines end with `\\n`.
    """
    data = _read_bytes(found, log)
    if data is None:
        return None
    text = decode(found.path, data, log)
    if text is None:
        return None
    return SourceText(found.path, text.replace("\r\n", "\n").replace("\r", "\n"))


def _read_bytes(found: FoundFile, log: Log) -> bytes | None:
    """The bytes of a file as they were at one moment, though it may be saved while we read."""
    try:
        for _ in range(TRIES):
            with open(found.on_disk, "rb") as file:
                before = os.fstat(file.fileno())
                if before.st_size > LARGEST:
                    log.report("F103", nowhere(found.path), size=megabytes(before.st_size), most=megabytes(LARGEST))
                    return None
                data = file.read(LARGEST + 1)
                after = os.stat(found.on_disk)
            if (before.st_size, before.st_mtime_ns, before.st_ino) == (
                len(data),
                after.st_mtime_ns,
                after.st_ino,
            ):
                return data
    except OSError as failure:
        log.report("F105", nowhere(found.path), reason=reason(failure))
        return None
    log.report("F108", nowhere(found.path))
    return None


def decode(path: str, data: bytes, log: Log) -> str | None:
    """Bytes to text; None with a report where they are not text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            log.report("F104", nowhere(path))
            return None
    if b"\0" in data:
        log.report("F104", nowhere(path))
        return None
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as failure:
        text = data.decode("cp1252", errors="replace")
        line = data.count(b"\n", 0, failure.start) + 1
        log.report("F116", SourceText(path, text.replace("\r\n", "\n").replace("\r", "\n")).line_span(line))
        if "\N{REPLACEMENT CHARACTER}" in text:
            log.report("F104", nowhere(path))
            return None
        return text


def megabytes(size: int) -> str:
    """A size in words: 3.2 MB."""
    return f"{size / 1024 / 1024:.1f} MB"
