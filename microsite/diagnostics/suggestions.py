"""Suggestions of existing names: the closest one, or a list."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MAX_CHOICES = 12


def closest_match(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that was probably meant, if any is close enough."""
    by_folded = {each.casefold(): each for each in known}
    matches = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that suggests the closest name or lists all names, if there are any."""
    names = sorted(set(known))
    match = closest_match(name, names)
    return f"Did you mean “{match}”?" if match else list_choices(names)


def list_choices(names: Iterable[str]) -> str:
    """Return a sentence that lists the names that can be written, if there are any."""
    choices = list(names)
    if not choices:
        return ""
    if len(choices) == 1:
        return f"The only one there is: {choices[0]}."
    more = f", and {len(choices) - MAX_CHOICES} more" if len(choices) > MAX_CHOICES else ""
    return f"You can write: {', '.join(choices[:MAX_CHOICES])}{more}."
