"""What a field makes of what was typed: rules that stand in the annotation of its type,
`Annotated[str, Before(…)]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct


class Before(Struct, frozen=True):
    """What was typed goes through a function first. It raises ParseError where it can make no sense of
    it.
    """

    read: Callable[[Any], Any]


class After(Struct, frozen=True):
    """A value goes through a function when it has been read. It raises ParseError where that cannot
    be.
    """

    check: Callable[[Any], Any]


class ForEditors(Struct, frozen=True, eq=False):
    """What an editor that completes from a JSON Schema is told of what can be typed."""

    schema: dict[str, Any]
