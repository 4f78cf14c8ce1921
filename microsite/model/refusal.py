"""How a field says no: with a code of the catalogue and its facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Refusal(ValueError):
    """What a field raises when it cannot make sense of what was typed."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def text_only(given: Any) -> str:
    """The text that was typed; refused where nothing, a list or a block stands instead."""
    if given is None:
        raise Refusal("R104")
    if isinstance(given, str):
        return given.strip()
    advice = "Write one text, on the line of its name."
    if isinstance(given, list):
        if all(isinstance(item, str) for item in given):
            advice += f' If the brackets belong to it, put all of it in straight quotes: "[{", ".join(given)}]"'
        raise Refusal("R103", found="a list", advice=advice)
    if len(given) == 1:
        name, value = next(iter(given.items()))
        advice = f'If it is one text, put all of it in straight quotes: "{name}: {value}"'
    raise Refusal("R103", found="a block of “name: value” lines", advice=advice)


def reads(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    """A validator from a function on text; values that are already made pass through."""

    def validate(given: Any) -> Any:
        if given is None or isinstance(given, (str, list, dict)):
            return parse(text_only(given))
        return given

    return validate
