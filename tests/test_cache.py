"""The cache returns stored values or creates them again. It never fails."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from microsite import cache as module
from microsite.cache import FILE_NAME, Cache


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".cache" / FILE_NAME


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close what a test leaves open, which Python reports from 3.13 on."""
    databases, really_open = [], module._open

    def remember(path: Path) -> sqlite3.Connection:
        databases.append(really_open(path))
        return databases[-1]

    monkeypatch.setattr(module, "_open", remember)
    yield
    for database in databases:
        database.close()


def fill(path: Path | None, count: int = 20) -> Cache:
    cache = Cache(path)
    for number in range(count):
        cache.get("number", b"%d" % number, partial(b"value %d".__mod__, number))
    cache.save()
    return cache


def created_again(path: Path, count: int = 20) -> list[int]:
    """Return the numbers whose values a new cache creates, and check all values."""
    created: list[int] = []
    cache = Cache(path)

    def create(number: int) -> bytes:
        created.append(number)
        return b"value %d" % number

    for number in range(count):
        value = cache.get("number", b"%d" % number, partial(create, number))
        assert value == b"value %d" % number
    cache.save()
    return created


def must_not_be_called() -> bytes:
    pytest.fail("The value is created again.")


def test_cache_returns_stored_value_without_creating_it(path: Path) -> None:
    fill(path)

    assert created_again(path) == []


def test_cache_returns_value_before_it_is_saved(path: Path) -> None:
    cache = Cache(path)
    cache.get("kind", b"key", lambda: b"value")

    assert cache.get("kind", b"key", must_not_be_called) == b"value"


def test_cache_remembers_empty_value(path: Path) -> None:
    cache = Cache(path)
    cache.get("kind", b"key", lambda: b"")
    cache.save()

    assert cache.get("kind", b"key", must_not_be_called) == b""


def test_cache_in_memory_survives_save() -> None:
    cache = fill(None)

    assert cache.get("number", b"3", must_not_be_called) == b"value 3"


def test_cache_keeps_kinds_and_keys_apart(path: Path) -> None:
    cache = Cache(path)

    assert cache.get("ab", b"c", lambda: b"1") == b"1"
    assert cache.get("a", b"bc", lambda: b"2") == b"2"
    assert cache.get("a", b"c", lambda: b"3") == b"3"


def test_cache_stores_nothing_if_creation_fails(path: Path) -> None:
    cache = Cache(path)
    with pytest.raises(ZeroDivisionError):
        cache.get("kind", b"key", lambda: bytes(1 // 0))

    assert cache.get("kind", b"key", lambda: b"value") == b"value"


def test_cache_writes_nothing_if_nothing_is_new(path: Path) -> None:
    fill(path)
    before = path.stat()
    created_again(path)

    assert (path.stat().st_mtime_ns, path.stat().st_size) == (
        before.st_mtime_ns,
        before.st_size,
    )
    assert [file.name for file in path.parent.iterdir()] == [FILE_NAME]


def test_cache_stores_large_values_before_save(path: Path) -> None:
    cache = Cache(path)
    cache.get("large", b"key", lambda: bytes(module.MAX_WAITING_BYTES + 1))

    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM entries").fetchone() == (1,)
    cache.save()


def test_cache_deletes_oldest_values_beyond_its_size(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 300_000)
    cache = Cache(path)
    for number in range(40):
        cache.get("large", b"%d" % number, lambda: os.urandom(20_000))
        cache.save()

    assert path.stat().st_size < 450_000
    assert cache.get("large", b"39", must_not_be_called)
    assert cache.get("large", b"0", lambda: b"again") == b"again"
    cache.save()


def test_cache_can_be_shared_by_threads(path: Path) -> None:
    cache = Cache(path)

    def work(number: int) -> bytes:
        return cache.get(
            "number", b"%d" % (number % 50), lambda: b"value %d" % (number % 50)
        )

    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(work, range(2_000)))
    cache.save()

    assert values == [b"value %d" % (number % 50) for number in range(2_000)]
    assert created_again(path, 50) == []


def test_cache_file_can_be_shared_by_two_caches(path: Path) -> None:
    first_cache, second_cache = Cache(path), Cache(path)
    first_cache.get("number", b"1", lambda: b"value 1")
    second_cache.get("number", b"2", lambda: b"value 2")
    first_cache.save()
    second_cache.save()

    assert created_again(path, 3) == [0]


# Damage


@pytest.mark.parametrize("seed", range(60))
def test_damaged_file_changes_no_value_and_is_mended(path: Path, seed: int) -> None:
    fill(path)
    data = bytearray(path.read_bytes())
    chance = random.Random(seed)
    length = chance.choice([1, 8, 200, 4096])
    at = chance.randrange(len(data)) if seed % 2 else chance.randrange(200)
    data[at : at + length] = chance.randbytes(length)
    path.write_bytes(data[: chance.randrange(len(data))] if seed % 5 == 0 else data)

    created_again(path)
    created_again(path)


def test_changed_value_is_not_used(path: Path) -> None:
    fill(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE entries SET value = 'a lie' WHERE rowid <= 5")
        database.execute("UPDATE entries SET digest = NULL WHERE rowid = 6")

    assert created_again(path) == [0, 1, 2, 3, 4, 5]
    assert created_again(path) == []


def test_value_of_another_key_is_not_used(path: Path) -> None:
    fill(path, 2)
    with closing(sqlite3.connect(path)) as database, database:
        value, digest = database.execute("SELECT value, digest FROM entries").fetchone()
        database.execute("UPDATE entries SET value = ?, digest = ?", (value, digest))

    assert created_again(path, 2) == [1]


@pytest.mark.parametrize("content", [b"", b"\0", b"Not a database. " * 400])
def test_file_that_is_no_database_is_replaced(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    created_again(path)
    created_again(path)
    assert created_again(path) == []


@pytest.mark.parametrize(
    "schema",
    ["CREATE TABLE entries (key TEXT)", "CREATE VIEW entries AS SELECT 1 AS key"],
)
def test_database_with_another_layout_is_replaced(path: Path, schema: str) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.execute(schema)

    created_again(path)
    created_again(path)
    assert created_again(path) == []


def test_deleted_file_is_made_again(path: Path) -> None:
    cache = fill(path)
    path.unlink()

    assert cache.get("number", b"1", lambda: b"value 1") == b"value 1"
    cache.save()
    assert 1 not in created_again(path)


# Obstacles


def test_link_is_replaced_and_not_followed(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "other"
    target.write_bytes(b"")
    path.parent.mkdir()
    path.symlink_to(target)
    fill(path)

    assert target.read_bytes() == b""
    assert created_again(path) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_named_pipe_does_not_stop_a_build(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    fill(path)

    assert created_again(path) == []


def make_folder_a_file(path: Path) -> None:
    path.parent.write_bytes(b"")


def make_file_a_folder(path: Path) -> None:
    path.mkdir(parents=True)


@pytest.mark.parametrize("prepare", [make_folder_a_file, make_file_a_folder])
def test_cache_without_a_place_creates_values(
    path: Path, prepare: Callable[[Path], None]
) -> None:
    prepare(path)

    assert created_again(path) == list(range(20))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_read_only_folder_is_read(path: Path) -> None:
    fill(path)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert created_again(path, 21) == [20]
        assert created_again(path, 21) == [20]
    finally:
        path.parent.chmod(0o755)


def test_locked_file_is_waited_for_only_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.01)
    fill(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert created_again(path) == list(range(20))
        database.execute("COMMIT")

    assert created_again(path) == []


def test_full_disk_loses_values_only(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path)
    really_open = module._open

    def open_on_full_disk(path: Path) -> sqlite3.Connection:
        database = really_open(path)
        database.execute("PRAGMA max_page_count = 1")
        return database

    monkeypatch.setattr(module, "_open", open_on_full_disk)
    cache = Cache(path)
    large = os.urandom(100_000)
    assert cache.get("large", b"key", lambda: large) == large
    cache.save()
    monkeypatch.undo()

    assert created_again(path) == []
