"""One build at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from microsite.output import swap
from microsite.output.swap import LockTimeoutError, locked
from tests.publish.sites import TWO, Site

HOLDER = """
import sys, time
from pathlib import Path
from microsite.output.swap import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


def test_locked_waits_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(swap, "NOTICE_AFTER", 0.1)
    has_lock = threading.Event()

    def second() -> None:
        with locked(tmp_path / "lock"):
            has_lock.set()

    with locked(tmp_path / "lock"):
        thread = threading.Thread(target=second)
        thread.start()
        message, end = "", time.monotonic() + 60
        while not message:
            assert time.monotonic() < end, "it does not say that it waits"
            time.sleep(0.02)
            message = capsys.readouterr().err
        assert not has_lock.is_set()
    thread.join(60)
    assert has_lock.is_set()
    assert (message + capsys.readouterr().err).count("Another build") == 1


def test_publish_gives_up_waiting_for_another_build(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "LOCK_TIMEOUT", 0.1)
    site.publish(TWO)
    with locked(site.work / "lock"):
        assert site.publish({**TWO, "index.html": "New."}) is None
    assert site.codes == ["O124"]
    assert site.holds(TWO)


def test_locked_ends_with_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "LOCK_TIMEOUT", 0.2)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path / "lock"], stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(LockTimeoutError), locked(tmp_path / "lock"):
            pass
        holder.kill()
    with locked(tmp_path / "lock"):
        pass
