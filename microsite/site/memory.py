"""What Markdown became, remembered by its text. Losing or damaging the memory changes no byte of the site."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from microsite.project import engine_digest
from microsite.site.markdown import to_html

CHECKSUM_SIZE = 32
"""Hexadecimal digits."""


class MarkdownMemory:
    """Markdown to HTML with a memory on disk."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        """Where the memory is kept; None to keep none."""
        self._known: dict[str, str] = {}
        self._used: dict[str, str] = {}
        self._salt = engine_digest()
        if file is not None:
            self._load(file)

    def html(self, text: str) -> str:
        """Clean HTML for a Markdown text."""
        if not text.strip():
            return ""
        key = hashlib.blake2b(f"{self._salt}\0{text}".encode(), digest_size=16).hexdigest()
        found = self._used.get(key)
        if found is None:
            found = self._known.get(key)
            if found is None:
                found = to_html(text)
            self._used[key] = found
        return found

    def save(self) -> None:
        """Write what this build used, if that differs from what was on disk. A full disk is no reason to fail."""
        if self.file is None or self._used == self._known:
            return
        body = json.dumps(self._used, ensure_ascii=False, separators=(",", ":")).encode()
        draft = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(_checksum(body) + body)
            draft.replace(self.file)

    def _load(self, file: Path) -> None:
        """Take in the memory, unless one bit of it is not as it was written."""
        with contextlib.suppress(OSError, ValueError):
            data = file.read_bytes()
            body = data[CHECKSUM_SIZE:]
            if data[:CHECKSUM_SIZE] == _checksum(body):
                self._known = json.loads(body)


def _checksum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=CHECKSUM_SIZE // 2).hexdigest().encode()
