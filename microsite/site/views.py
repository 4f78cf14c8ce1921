"""Views that many pages show, each made once: a pure function's memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from microsite.digests import digest_of
from microsite.traces import Trace, note_all, traced

Made = TypeVar("Made")
Item = TypeVar("Item")
Keep = Callable[[str, Any, Callable[[], Any]], Any]
"""Gives what something comes to: by its name and type, with what makes it, which is a pure function
of the site.
"""
PARTS, FEWEST, MOST = 16, 6, 96
"""Into how many parts a list is cut of which each part is kept by itself, and how few and how many
records one has.
"""


class Views:
    """What has been made for one site."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ...], tuple[Any, Trace]] = {}

    def once(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """What `make` gives, made at the first call for this key. Nobody may change it.

        What it read and wants is noted for everybody who asks for it; see `traces`.
        """
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = traced(make)
        note_all(found[1])
        made: Made = found[0]
        return made


def in_parts(ids: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Some ids at a time, in order, each time with what they are known by together, as which of
    them stand together may depend on anything: few enough that little is made anew where one has
    changed, and not so few that it takes long to see that the others have not.
    """
    size = min(MOST, max(FEWEST, len(ids) // PARTS))
    for start in range(0, len(ids), size):
        some = ids[start : start + size]
        yield digest_of("\0".join(some)), some


def by_parts(
    keep: Keep, name: str, kind: type[Made], items: Mapping[str, Item], make: Callable[[Item], Made]
) -> Iterator[Made]:
    """What each item comes to, kept for some of them at a time. `name` is that of no other list of
    the site; `items` are known by their ids.
    """

    def made(some: Sequence[str]) -> tuple[Made, ...]:
        return tuple(make(items[identity]) for identity in some)

    for known_by, some in in_parts(tuple(items)):
        yield from keep(f"{name} {known_by}", tuple[kind, ...], partial(made, some))  # type: ignore[valid-type]


def made_now(_name: str, _kind: type[Any], make: Callable[[], Any]) -> Any:
    """What `make` gives: where earlier builds have left nothing."""
    return make()
