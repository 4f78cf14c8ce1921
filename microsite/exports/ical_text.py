"""The text form of iCalendar (RFC 5545): escapes, folded lines, moments."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

LONGEST_LINE = 75
"""Octets, the line end not counted."""
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def escaped(text: str) -> str:
    """A text as a value: line breaks are kept, other control characters are not."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return CONTROLS.sub("", text)


def line(name: str, value: str) -> str:
    """A content line with its end, folded where it is too long, never inside a character."""
    whole = f"{name}:{value}"
    if len(whole) <= LONGEST_LINE and whole.isascii():
        return f"{whole}\r\n"
    data = whole.encode()
    pieces = []
    start, room = 0, LONGEST_LINE
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end])
        start, room = end, LONGEST_LINE - 1
    pieces.append(data[start:])
    return b"\r\n ".join(pieces).decode() + "\r\n"


def text_line(name: str, text: str) -> str:
    """A content line that holds a text; nothing where the text is empty."""
    return line(name, escaped(text)) if text else ""


def utc(moment: datetime) -> str:
    """An aware moment in universal time: `20270520T080000Z`."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def day(given: date) -> str:
    """A day: `20270520`."""
    return f"{given:%Y%m%d}"
