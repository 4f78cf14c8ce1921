"""How pictures are made, as a digest: the code that makes them, and the library that writes their
bytes.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from microsite.digests import blake2b
from microsite.project import version_of


@cache
def recipe(*modules: str) -> str:
    """A digest of some files of code and of Pillow's version, which is asked for without importing
    it.
    """
    digest = blake2b(version_of("pillow").encode(), digest_size=16)
    for module in modules:
        digest.update(Path(module).read_bytes())
    return digest.hexdigest()
