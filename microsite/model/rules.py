"""What a field makes of what was typed: rules that stand in the annotation of its type,
`Annotated[str, Before(…)]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from microsite.plain import dataclass


@dataclass(frozen=True, slots=True)
class Before:
    """What was typed goes through a function first. It raises Refusal where it can make no sense of
    it.
    """

    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class After:
    """A value goes through a function when it has been read. It raises Refusal where that cannot
    be.
    """

    check: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, eq=False)
class ForEditors:
    """What an editor that completes from a JSON Schema is told of what can be typed."""

    schema: dict[str, Any]
