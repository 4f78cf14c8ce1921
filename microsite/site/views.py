"""Views that many pages show, each made once: a pure function's memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")


class Views:
    """What has been made for one site."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, ...], Any] = {}

    def once(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """What `make` gives, made at the first call for this key. Nobody may change it."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made
