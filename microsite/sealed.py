"""What the cache holds is believed only where this machine wrote it: each file begins with a seal.

A cache comes and goes with branches, archives and the jobs of CI. Whoever can write into one could
otherwise put words into the site, or code into the build. A seal is a digest with a key that no
cache holds: `MICROSITE_CACHE_KEY`, where that is set, else bytes by chance that are made once and
kept where Python keeps the compiled engine. Who can write there can change the engine too.

Imports nothing but what Python has loaded or built in, as `shortcut` does.
"""

from __future__ import annotations

import os
import time
from _blake2 import blake2b

VARIABLE = "MICROSITE_CACHE_KEY"
SIZE = 32
"""Bytes of a seal, and of a key."""
DRAFT, ABANDONED = ".draft", 3600
"""How the name of a file ends that is being written, and the seconds after which nobody is writing
it any more.
"""
MODE = 0o666
"""Who may do what with a file, as far as the umask allows."""

_keys: dict[str, bytes] = {}
"""The key that belongs to each value of the variable, once it is known."""


def keep(path: str, body: bytes, what: str, *, openly: bool = False) -> None:
    """Put a sealed file into the cache, whole or not at all, with the folders above it. Raises OSError.

    `what` it is goes into the seal, so that nothing else is taken for it. `openly` seals it without
    the key: for what no page is made of, so that it is believed wherever it was written.
    """
    put(path, body, MODE, _seal(body, what, openly))


def kept(path: str, what: str, *, openly: bool = False) -> bytes | None:
    """What was kept there; None where there is no such file, or one bit of it is not as it was
    written.
    """
    try:
        with open(path, "rb", buffering=0) as file:  # nothing is copied of what may be large
            seal, body = file.read(SIZE), file.read()
    except (OSError, ValueError):
        return None
    return body if seal == _seal(body, what, openly) else None


def put(path: str, data: bytes, mode: int = MODE, seal: bytes = b"") -> None:
    """Put a file into the cache in the place of whatever has its name: of a link too, not of what
    that leads to.

    `seal` goes in front. `mode` says who may do what with it, as far as the umask allows. Raises
    OSError, and leaves nothing half-written.
    """
    folder, draft = os.path.dirname(path), f"{path}.{os.getpid()}{DRAFT}"
    os.makedirs(folder, exist_ok=True)
    try:
        _clear(draft)
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(seal)
            file.write(data)
        try:
            os.replace(draft, path)
        except (IsADirectoryError, PermissionError):  # the latter is what Windows says
            _clear(path)
            os.replace(draft, path)
    except OSError:
        if os.path.isfile(draft):
            os.unlink(draft)
        raise


def clear_drafts(folder: str) -> None:
    """Remove from a folder of the cache what builds had begun to write when they were killed."""
    try:
        for entry in os.scandir(folder):
            if entry.name.endswith(DRAFT) and entry.stat().st_mtime < time.time() - ABANDONED:
                os.unlink(entry.path)
    except OSError:  # it is no reason to fail
        return


def _clear(path: str) -> None:
    """Remove whatever has this name. Raises OSError."""
    if os.path.isdir(path) and not os.path.islink(path):
        import shutil

        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def _seal(body: bytes, what: str, openly: bool) -> bytes:
    name = what.encode()
    made = blake2b(b"%d " % len(name) + name, digest_size=SIZE, key=b"" if openly else _key())
    made.update(body)
    return made.digest()


def _key() -> bytes:
    given = os.environ.get(VARIABLE, "")
    if given not in _keys:
        _keys[given] = (
            blake2b(os.fsencode(given), digest_size=SIZE).digest() if given else _own_key()
        )
    return _keys[given]


def _own_key() -> bytes:
    """The key of this engine on this machine. Where it cannot be kept, one that nobody will ever
    have again.
    """
    compiled = getattr(__spec__, "cached", None)
    path = os.path.join(os.path.dirname(compiled), "cache.key") if compiled else ""
    key = _read_key(path)
    if key is None:
        key = os.urandom(SIZE)
        try:
            put(path, key, 0o600)
        except OSError:
            return key
    return _read_key(path) or key  # another build may have made one at the same moment


def _read_key(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            found = file.read(SIZE)
    except OSError:
        return None
    return found if len(found) == SIZE else None
