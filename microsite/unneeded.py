"""Modules that a library would load and that nothing here has a use for: while it is loaded,
something stands in.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """Stands in for a module, which is loaded by whoever first uses something of it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Promised(self.__name__, name)


class _Promised:
    """A function, a class or a mapping of a module that is not loaded yet: does whatever is done
    with these.
    """

    def __init__(self, module: str, name: str) -> None:
        self._where = (module, name)

    def _real(self) -> Any:
        module, name = self._where
        if isinstance(
            sys.modules.get(module), Later
        ):  # it is used while what uses it is still being loaded
            del sys.modules[module]
        return getattr(import_module(module), name)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._real()(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)

    def __getitem__(self, key: Any) -> Any:
        return self._real()[key]

    def __contains__(self, key: Any) -> bool:
        return key in self._real()

    def __instancecheck__(self, one: object) -> bool:
        return isinstance(one, self._real())


def unheard_logging() -> ModuleType:
    """Stands in for `logging`, which nobody can be listening to before it is loaded: a warning is
    told all the same.
    """
    module = ModuleType("logging")
    vars(module).update(getLogger=_Logger)
    return module


class _Logger:
    """A log by its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, method: str) -> Any:
        if method in ("debug", "info") and "logging" not in sys.modules:
            return lambda *_given, **_named: None
        return getattr(import_module("logging").getLogger(self._name), method)


@contextmanager
def later(*names: str) -> Iterator[None]:
    """What is imported inside does not load these modules, and finds in them what it looks for when
    it is used.
    """
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(without(name, Later(name)))
        yield


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
        if sys.modules.get(name, name) is stand_in:
            del sys.modules[name]
