"""Views that many pages show, each made once: a pure function's memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from microsite.traces import Trace, note_all, traced

Made = TypeVar("Made")
Item = TypeVar("Item")
Keep = Callable[[str, Any, Callable[[], Any]], Any]
"""Gives what something comes to: by its name and type, with what makes it, which is a pure function of the site."""
TOGETHER = 24
"""Records of which it is kept together what they come to: few enough that little is made anew where one has changed."""


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


def by_parts(
    keep: Keep, name: str, kind: type[Made], items: Sequence[Item], make: Callable[[Item], Made]
) -> Iterator[Made]:
    """What each item comes to, kept for some of them at a time. `name` is that of no other list of the site."""

    def made(start: int) -> tuple[Made, ...]:
        return tuple(make(item) for item in items[start : start + TOGETHER])

    for start in range(0, len(items), TOGETHER):
        yield from keep(f"{name} {start}", tuple[kind, ...], partial(made, start))  # type: ignore[valid-type]


def made_now(_name: str, _kind: type[Any], make: Callable[[], Any]) -> Any:
    """What `make` gives: where earlier builds have left nothing."""
    return make()
