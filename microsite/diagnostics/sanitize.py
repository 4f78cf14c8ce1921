"""Text from outside made safe to print: a visible sign replaces each control character."""

from __future__ import annotations

import re
from collections.abc import Callable

PathFormatter = Callable[[str], str]
"""Turns a path relative to the project into a path relative to where it is read."""

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # controls, among them the escape that starts terminal commands
    "\u2028\u2029"  # line ends that only some programs recognise
    "\u202a-\u202e\u2066-\u2069"  # overrides of the reading direction
    "\ud800-\udfff\ufffe\uffff]"  # surrogates: bytes of a file name that are not text
)


def project_path(path: str) -> str:
    """Return the path unchanged, relative to the project."""
    return path


def sanitize(text: str) -> str:
    """Return a text as one line that is safe for terminals and XML."""
    return UNSAFE.sub(_visible_sign, text)


def _visible_sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # the block of control pictures
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if 0x2028 <= code <= 0x2069:
        return f"<U+{code:04X}>"
    return "\N{REPLACEMENT CHARACTER}"
