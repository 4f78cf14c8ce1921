"""Suggest only what exists: the nearest known name, else the allowed ones."""

from __future__ import annotations

from collections.abc import Iterable

MAX_CHOICES = 12


def closest_match(given: str, known: Iterable[str]) -> str | None:
    """The known name that is close enough to be what was meant, or None."""
    from difflib import get_close_matches

    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(given.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest name, else lists the names there are; empty where there
    are none.
    """
    names = sorted(set(known))
    if guess := closest_match(given, names):
        return f"Did you mean “{guess}”?"
    return list_choices(names)


def list_choices(names: Iterable[str]) -> str:
    """A sentence that lists what can be written, in the order given; empty where there is nothing."""
    listed = list(names)
    if not listed:
        return ""
    if len(listed) == 1:
        return f"The only one there is: {listed[0]}."
    more = f", and {len(listed) - MAX_CHOICES} more" if len(listed) > MAX_CHOICES else ""
    return f"You can write: {', '.join(listed[:MAX_CHOICES])}{more}."
