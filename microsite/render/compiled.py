"""Templates as Python has compiled them, remembered. Losing or damaging the memory changes no byte of the site."""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import sys
from pathlib import Path
from types import CodeType

from jinja2.bccache import Bucket, BytecodeCache

from microsite.project import engine_digest

CHECKSUM_SIZE = 32
"""Bytes."""


class CompiledTemplates(BytecodeCache):
    """The code of templates by their name, place and text; kept in one file beside what else builds remember."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        """Where the memory is kept; None to keep none."""
        self._codes: dict[str, CodeType] = {}
        self._is_new = False
        if file is not None:
            self._load(file)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja for a template it needs."""
        bucket.code = self._codes.get(f"{bucket.key} {bucket.checksum}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja with a template it had to compile."""
        assert bucket.code is not None
        self._codes[f"{bucket.key} {bucket.checksum}"] = bucket.code
        self._is_new = True

    def save(self) -> None:
        """Write what was learned. A full disk is no reason to fail."""
        if self.file is None or not self._is_new:
            return
        body = marshal.dumps(self._codes)
        draft = self.file.with_name(f"{self.file.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(_checksum(body) + body)
            draft.replace(self.file)
            self._is_new = False

    def _load(self, file: Path) -> None:
        """Take in the memory, unless one bit of it is not as this engine on this Python wrote it."""
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
            data = file.read_bytes()
            body = data[CHECKSUM_SIZE:]
            if data[:CHECKSUM_SIZE] == _checksum(body):
                self._codes = marshal.loads(body)  # noqa: S302 - the checksum shows that nothing has been changed


def _checksum(body: bytes) -> bytes:
    """Differs for every engine and Python, so that neither takes in what another wrote."""
    salt = f"{engine_digest()} {sys.version}".encode()
    return hashlib.blake2b(salt + body, digest_size=CHECKSUM_SIZE).digest()
