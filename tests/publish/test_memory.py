"""The memory comes back as it was written, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.publish.marks import NO_MARK
from microsite.publish.memory import NOTHING, Kept, Memory, memory_file, read_memory, write_memory

SOME = Memory(
    {"a": Kept("in", "sha256-1", (1, 2, 3, 4, 5)), "é/b": Kept("", "sha256-2", NO_MARK)},
    {"é": (1, 2, 3)},
    {"": (4, 5, 6), "é": (7, 8, 9)},
    "words",
)


@pytest.mark.parametrize("memory", [SOME, Memory({"a": Kept("in", "sha256-1", NO_MARK)}), NOTHING])
def test_round_trip(tmp_path: Path, memory: Memory) -> None:
    path = tmp_path / "not" / "yet" / "memory"
    write_memory(path, memory)
    assert read_memory(path) == memory


def test_every_damage_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "memory"
    write_memory(path, SOME)
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert read_memory(path) == NOTHING
        path.write_bytes(whole[:at])
        assert read_memory(path) == NOTHING
    path.write_bytes(whole + b"\n")
    assert read_memory(path) == NOTHING


def test_nothing_to_read(tmp_path: Path) -> None:
    assert read_memory(tmp_path) == read_memory(tmp_path / "none") == read_memory(None) == NOTHING


def test_outputs_of_different_names_have_their_own(tmp_path: Path) -> None:
    assert memory_file(tmp_path, Path("/a/output")) != memory_file(tmp_path, Path("/a/preview"))
    assert memory_file(None, Path("/a/output")) is None
