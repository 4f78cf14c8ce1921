"""Digests of text and bytes."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec


def digest_of(content: str | bytes, size: int = 16) -> str:
    """Return the hexadecimal digest of a text or of bytes, `size` bytes long."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.blake2b(data, digest_size=size).hexdigest()


def digest_of_values(*values: object) -> str:
    """Return a digest of records and views, by all that their fields contain."""
    return digest_of(msgspec.json.encode(values, enc_hook=_encode_other))


def _encode_other(value: Any) -> Any:
    return str(value)
