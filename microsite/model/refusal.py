"""How a field says no: with a code of the catalogue and its facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import PydanticCustomError


def refusal(code: str, **facts: object) -> PydanticCustomError:
    """What a field raises when it cannot make sense of what was typed."""
    return PydanticCustomError(code, "{code}", {"code": code, **facts})


def text_only(given: Any) -> str:
    """The text that was typed; refused where a list or a block stands instead."""
    if not isinstance(given, str):
        found = "a list" if isinstance(given, list) else "a block of “name: value” lines"
        raise refusal("R103", found=found)
    return given.strip()


def reads(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    """A validator from a function on text; values that are already made pass through."""

    def validate(given: Any) -> Any:
        if given is None:
            raise refusal("R104")
        if isinstance(given, (str, list, dict)):
            return parse(text_only(given))
        return given

    return validate
