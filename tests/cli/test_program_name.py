"""Messages and new files name the command that people type: after pip, it is `microsite`."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.cli import main
from microsite.comparing.changes import ChangeKind, conference_change, render_markdown
from microsite.editing.create import create_site
from tests.cli.test_record import FILES, change, recorded
from tests.making import write_project


@pytest.fixture(autouse=True)
def microsite_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/microsite"])


def test_error_pages_name_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    main(["explain", "K191"])

    assert "run `microsite record`" in capsys.readouterr().out


def test_checklist_names_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_project(tmp_path, FILES)
    recorded(root)
    change(root, "data/sessions.yaml", "start: 09:30", "start: 09:45")

    main(["check", "--root", str(root), "--as-of", "2027-02-01"])

    assert "run “microsite record”" in " ".join(capsys.readouterr().err.split())


def test_record_names_no_command_that_others_lack(tmp_path: Path) -> None:
    assert "build.py" not in recorded(write_project(tmp_path, FILES))


def test_starter_names_the_command(tmp_path: Path) -> None:
    create_site(tmp_path / "site")

    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert not [path for path in files if b"build.py" in path.read_bytes()]
    assert "“microsite new session” adds one" in (
        tmp_path / "site" / "data" / "sessions.yaml"
    ).read_text("utf-8")


def test_cut_comments_name_the_command() -> None:
    changes = [
        conference_change()(ChangeKind.CHANGED, f"Change {number} " * 40) for number in range(300)
    ]

    assert "`microsite diff`" in render_markdown(changes)
