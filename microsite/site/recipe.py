"""Digest of the code and the library that make an image."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from microsite.digests import digest_of


@cache
def recipe(*modules: str) -> str:
    """Return a digest of some modules, by path, and of the version of Pillow."""
    code = "\0".join(Path(module).read_text(encoding="utf-8") for module in modules)
    return digest_of(f"{version('pillow')}\0{code}")
