"""The only cache: results of slow, pure functions by kind and key, in one SQLite file.

Digests.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b, sha256
from pathlib import Path
from threading import Lock
from typing import TypeVar

import msgspec

Result = TypeVar("Result")

FILE_NAME = "cache.sqlite"
MAX_BYTES = 400_000_000
MAX_WAITING_BYTES = 8_000_000
"""That may wait to be stored together, so that a build seldom writes."""
BUSY_SECONDS = 2.0  # time to wait for another process that is writing

CREATE = (
    "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, value BLOB, digest BLOB)"
)
SELECT = "SELECT value, digest FROM entries WHERE key = ?"
INSERT = "INSERT OR REPLACE INTO entries VALUES (?, ?, ?)"
SIZE = """
    SELECT (page_count - freelist_count) * page_size
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size
"""
DELETE_OLDER_HALF = """
    DELETE FROM entries
    WHERE rowid <= (SELECT rowid FROM entries ORDER BY rowid LIMIT 1
                    OFFSET (SELECT count(*) / 2 FROM entries))
"""
DAMAGE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""Errors after which the file is replaced."""


class Cache:
    """Values by kind and key, which threads can share.

    The cache never fails. A damaged value is created again, and a damaged file is
    replaced. If the file cannot be read or written, because the folder is read-only,
    the disk is full or another process is busy with the file, values are created again.
    """

    def __init__(self, path: Path | None) -> None:
        """Keep the values in a file, or only in memory if there is no path."""
        self._path = path
        self._database: sqlite3.Connection | None = None
        self._is_usable = True
        self._waiting: dict[bytes, bytes] = {}
        self._waiting_bytes = 0
        self._lock = Lock()

    def get(self, kind: str, key: bytes, create: Callable[[], bytes]) -> bytes:
        """Return the cached value, or create it.

        The key holds all that the value depends on.
        """
        entry = sha256(kind.encode() + b"\0" + key).digest()
        with self._lock:
            value = (
                self._waiting[entry] if entry in self._waiting else self._read(entry)
            )
        if value is None:
            value = create()
            with self._lock:
                self._waiting[entry] = value
                self._waiting_bytes += len(value)
                if self._path and self._waiting_bytes > MAX_WAITING_BYTES:
                    self._store()
        return value

    def save(self) -> None:
        """Store the new values, delete the oldest if there are too many, and close the
        file.
        """
        if self._path is None:
            return
        with self._lock:
            if self._waiting:
                self._store()
            self._close()
            self._is_usable = True

    def _read(self, entry: bytes) -> bytes | None:
        row = self._try(lambda database: database.execute(SELECT, (entry,)).fetchone())
        if (
            row
            and isinstance(row[0], bytes)
            and row[1] == sha256(entry + row[0]).digest()
        ):
            return row[0]
        return None

    def _store(self) -> None:
        rows = [
            (key, value, sha256(key + value).digest())
            for key, value in self._waiting.items()
        ]
        self._waiting.clear()
        self._waiting_bytes = 0

        def insert(database: sqlite3.Connection) -> None:
            with database:
                database.executemany(INSERT, rows)
            if database.execute(SIZE).fetchone()[0] > MAX_BYTES:
                with database:
                    database.execute(DELETE_OLDER_HALF)

        self._try(insert)

    def _try(self, action: Callable[[sqlite3.Connection], Result]) -> Result | None:
        """Return the result of an action on the database, or None if it fails.

        After an error the file is left alone until `save`, so that a build waits only
        once.
        """
        if not self._is_usable or self._path is None:
            return None
        try:
            if self._database is None:
                self._database = _open(self._path)
            return action(self._database)
        except sqlite3.Error as error:
            self._is_usable = False
            self._close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE:
                _delete(self._path)
            return None

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None


@contextmanager
def open_cache(folder: Path | None) -> Iterator[Cache]:
    """Open the cache in a folder, or in memory if there is none, and save it at the
    end.
    """
    cache = Cache(folder and folder / FILE_NAME)
    try:
        yield cache
    finally:
        cache.save()


def digest_of(content: str | bytes, size: int = 16) -> str:
    """Return the hexadecimal digest of a text or of bytes, `size` bytes long."""
    data = content.encode() if isinstance(content, str) else content
    return blake2b(data, digest_size=size).hexdigest()


def digest_of_values(*values: object) -> str:
    """Return a digest of records and views, by all that their fields contain."""
    return digest_of(msgspec.json.encode(values, enc_hook=str))


def _open(path: Path) -> sqlite3.Connection:
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or (path.exists() and not path.is_file()):
        _delete(path)
    # A lock of our own lets only one thread at a time use the connection.
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        # The digests reveal a write that was cut short, so a build need not wait for
        # the disk.
        database.execute("PRAGMA synchronous = OFF")
        database.execute(CREATE)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _delete(path: Path) -> None:
    for file in (path, path.with_name(f"{path.name}-journal")):
        with suppress(OSError):
            file.unlink(missing_ok=True)
