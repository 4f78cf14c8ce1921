"""Text from outside, made fit to show: what could steer a terminal becomes a sign that can be seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

PathFormatter = Callable[[str], str]
"""Turns the path of a project's file into the path that leads to it from where the words are read.
"""


def project_path(path: str) -> str:
    """The path as it is: for those who read in the project's own folder."""
    return path


_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # controls, among them the escape that starts a terminal's commands
    "\u2028\u2029"  # line ends that only some programs see
    "\u202a-\u202e\u2066-\u2069"  # marks that make text read in another order than it is stored
    "\ud800-\udfff\ufffe\uffff]"  # halves of characters: bytes of a file name that are not text
)
_CONTROL_PICTURES = 0x2400


def sanitize(text: str) -> str:
    """The text on one line, a sign in the place of each unfit character; safe for terminals and
    XML.
    """
    return _UNSAFE.sub(_escape_control, text)


def json_text(value: Any) -> str:
    """JSON that any program reads and any terminal shows unharmed: half characters replaced,
    controls escaped.
    """
    import json  # which writes half characters too

    text = json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "replace").decode()
    return re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _escape_control(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if 0x2028 <= code <= 0x2069:
        return f"<U+{code:04X}>"
    return "\N{REPLACEMENT CHARACTER}"
