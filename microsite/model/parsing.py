"""The basis of parse functions: the error that they raise, and what a type of value
consists of.
"""

import re
from collections.abc import Callable
from enum import Enum
from typing import Any

from msgspec import Struct

from microsite.source.nodes import truncate


class ParseError(ValueError):
    """Raised by parse functions, with a code of the catalogue and facts for its
    message.
    """

    def __init__(self, code: str, given: object = "", **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = {"given": truncate(str(given), 100), **facts}


class ValueType(Struct, frozen=True, eq=False):
    """A type of value: the function that parses it, and the JSON Schema of what can be
    typed.
    """

    parse: Callable[[str], Any]  # raises `ParseError`
    schema: dict[str, Any]
    choices: tuple[str, ...] = ()
    """Words to choose from. Empty if anything can be typed."""


class ListSyntax(Enum):
    """Ways to type a list. Several names on one line are an error."""

    ITEMS = "a list"
    ONE_OR_MORE = "a list, or one value"
    NAMES = "a list, or one name"


def match_whole(pattern: str, text: str, code: str) -> re.Match[str]:
    """Return the match of a whole text, or raise an error of this code."""
    if match := re.fullmatch(pattern, text):
        return match
    raise ParseError(code, given=text)
