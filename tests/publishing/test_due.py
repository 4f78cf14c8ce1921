"""Check whether a published site is due for a rebuild."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from microsite.apps.publish.due import is_due
from microsite.cli import main
from tests.serving import serving

NOW = datetime.fromisoformat("2027-03-01T00:30:00+00:00")


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ("2027-03-01T00:00:00+00:00", True),
        ("2027-03-01T01:00:00+00:00", False),
        ("2027-03-01T01:00:00+01:00", True),
        ("2027-03-01T00:00:00", True),
        (None, False),
        ("soon", True),
        (7, True),
    ],
)
def test_is_due_at_next_change(changes: object, due: bool) -> None:
    record = {"engine": "1", "files": {}} | (
        {"next_change": changes} if changes else {}
    )

    assert is_due(json.dumps(record).encode(), NOW)[0] is due


@pytest.mark.parametrize("record", [b"", b"<html>", b"[]", b"{}", b"\xff"])
def test_is_due_when_build_json_is_unreadable(record: bytes) -> None:
    assert is_due(record, NOW)[0]


def test_due_reads_build_json_from_the_web(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "build.json").write_text(
        '{"engine": "1", "files": {}, "next_change": "9999-01-01T00:00:00+00:00"}',
        encoding="utf-8",
    )
    with serving(tmp_path) as address:
        assert main(["due", f"{address}/"]) == 0
        assert capsys.readouterr().out == "due=no\n"
    (tmp_path / "build.json").unlink()
    with serving(tmp_path) as address:
        assert main(["due", address]) == 0
        assert capsys.readouterr().out == "due=yes\n"
    assert main(["due", "file:///etc/passwd"]) == 2
