"""What is laid aside comes back."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.aside import LONG, aside


@given(st.binary(max_size=40))
@settings(max_examples=20)
def test_the_same_bytes_come_back_each_time(some: bytes) -> None:
    for data in (some, some + bytes(LONG), bytes(LONG - len(some)) + some):
        back = aside(data)
        assert (back(), back()) == (data, data)


def test_what_is_long_lies_on_the_disk_and_in_no_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    data = os.urandom(LONG)
    before = sys.getrefcount(data)
    back = aside(data)
    assert sys.getrefcount(data) == before
    assert sys.platform == "win32" or list(tmp_path.iterdir()) == []
    assert back() == data


@pytest.mark.skipif(not hasattr(os, "fork"), reason="elsewhere there are no helpers")
def test_another_process_reads_it_at_the_same_time() -> None:
    data = os.urandom(LONG + 7)
    back = aside(data)
    for _ in range(2):
        child = os.fork()
        if not child:
            os._exit(0 if back() == data and back() == data else 1)
        assert back() == data
        assert os.waitpid(child, 0)[1] == 0


def test_on_a_full_disk_it_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    data = bytes(LONG)
    assert aside(data)() == data
