"""Modules that a library would load and that nothing here has a use for: while it is loaded, something stands in."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """Stands in for a module of functions, which is loaded by whoever calls one of them."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*given: Any, **named: Any) -> Any:
            return getattr(__import__(self.__name__), name)(*given, **named)

        return call


@contextmanager
def without(name: str, stand_in: ModuleType | None = None) -> Iterator[None]:
    """What is imported inside finds a stand-in for a module, or no such module.

    Nothing is done where the module is loaded already, or another thread could be looking for it.
    """
    if name in sys.modules or threading.active_count() > 1:
        yield
        return
    sys.modules[name] = stand_in  # type: ignore[assignment]  # None says that there is none
    try:
        yield
    finally:
        del sys.modules[name]
