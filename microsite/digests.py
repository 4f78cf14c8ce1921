"""Digests of texts and bytes, of Python’s own making.

`hashlib` gives the same, and loads OpenSSL for it, in a fiftieth of the time that a build with one
edit takes.
"""

from __future__ import annotations

import sys
from _blake2 import blake2b
from importlib import import_module
from types import ModuleType

__all__ = ("blake2b", "digest_of", "sha256", "uuid5")


def _own(name: str) -> ModuleType:
    """A module of Python’s own; some distributions leave what it does to OpenSSL."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return import_module("hashlib")


_sha2 = _own("_sha2" if sys.version_info >= (3, 12) else "_sha256")

MUCH = 1_600_000
"""Bytes from which on it is quicker to load OpenSSL than to do without its SHA-256, which takes a
fifth of the time.
"""

_told = 0
"""Bytes that `sha256` has been asked about."""


def digest_of(told: str | bytes, size: int = 16) -> str:
    """A digest of so many bytes, in hexadecimal."""
    return blake2b(told.encode() if isinstance(told, str) else told, digest_size=size).hexdigest()


def sha256(data: bytes) -> bytes:
    """The digest that others know: of files in the record of a build, and of styles in a policy."""
    global _told  # noqa: PLW0603
    _told += len(data)
    module = _sha2 if _told < MUCH else import_module("hashlib")
    return bytes(module.sha256(data).digest())


def uuid5(name: str) -> str:
    """The UUID of a name among addresses, in version 5."""
    from uuid import NAMESPACE_URL, UUID

    sha1 = _own("_sha1").sha1(NAMESPACE_URL.bytes + name.encode(), usedforsecurity=False)
    return str(UUID(bytes=sha1.digest()[:16], version=5))
