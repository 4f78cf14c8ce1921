"""Views that many pages show, each made once: a pure function's memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from microsite.traces import Trace, note_all, traced

Made = TypeVar("Made")


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


def made_now(_name: str, _kind: type[Any], make: Callable[[], Any]) -> Any:
    """What `make` gives: where earlier builds have left nothing."""
    return make()
