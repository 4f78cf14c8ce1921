"""Modules that a library would load and that nothing here has a use for: while it is loaded, there are none such."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(name: str) -> Iterator[None]:
    """What is imported inside finds no such module.

    Nothing is done where the module is loaded already, or another thread could be looking for it.
    """
    if name in sys.modules or threading.active_count() > 1:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # says that there is none
    try:
        yield
    finally:
        del sys.modules[name]
