"""Views that many pages show, each built once for a site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Built = TypeVar("Built")


class Views:
    """Views built for one site."""

    def __init__(self) -> None:
        self._built: dict[tuple[str, ...], Any] = {}

    def once(self, key: tuple[str, ...], build: Callable[[], Built]) -> Built:
        """Return the view, built at the first call for this key. It must not be changed."""
        if key not in self._built:
            self._built[key] = build()
        built: Built = self._built[key]
        return built
