"""Views that many pages show, each made once: a pure function's memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from microsite.digests import digest_of
from microsite.traces import Trace, note_all, traced

Made = TypeVar("Made")
Item = TypeVar("Item")
Keep = Callable[[str, Any, Callable[[], Any]], Any]
"""Gives what something comes to: by its name and type, with what makes it, which is a pure function of the site."""
PARTS, FEWEST, MOST = 16, 6, 96
"""Into how many parts a list is cut of which each part is kept by itself, and how few and how many records one has."""


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


def together(count: int) -> int:
    """How many of so many records to keep together: few enough that little is made anew where one has changed, and not
    so few that it takes long to see that the others have not.
    """
    return min(MOST, max(FEWEST, count // PARTS))


def by_parts(
    keep: Keep, name: str, kind: type[Made], items: Mapping[str, Item], make: Callable[[Item], Made]
) -> Iterator[Made]:
    """What each item comes to, kept for some of them at a time. `name` is that of no other list of the site; `items`
    are known by their ids, as which of them stand together may depend on anything.
    """
    ids = tuple(items)
    size = together(len(ids))

    def made(some: tuple[str, ...]) -> tuple[Made, ...]:
        return tuple(make(items[identity]) for identity in some)

    for start in range(0, len(ids), size):
        some = ids[start : start + size]
        named = f"{name} {digest_of(chr(0).join(some))}"
        yield from keep(named, tuple[kind, ...], partial(made, some))  # type: ignore[valid-type]


def made_now(_name: str, _kind: type[Any], make: Callable[[], Any]) -> Any:
    """What `make` gives: where earlier builds have left nothing."""
    return make()
