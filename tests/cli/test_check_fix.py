"""`check --fix`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.cli import main


def test_what_changes_is_shown_and_kept(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page = project / "content" / "pages" / "about.md"
    page.parent.mkdir()
    page.write_bytes("—\r\ntitle:\u00a0About\r\n---\r\nHello.\r\n".encode())

    assert main(["check", "--fix"]) == 0

    told = capfd.readouterr().err
    assert "content/pages/about.md: 2 mistakes put right" in told
    assert "     1 - —\n     2 - title:<U+00A0>About\n     1 + ---\n     2 + title: About\n" in told
    assert page.read_bytes() == b"---\r\ntitle: About\r\n---\r\nHello.\r\n"
    (kept,) = (project / ".cache" / "backups").glob("*/content/pages/about.md")
    assert kept.read_bytes() == "—\r\ntitle:\u00a0About\r\n---\r\nHello.\r\n".encode()
    assert f".cache/backups/{kept.parts[-4]}/" in told


def test_what_remains_is_told(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "data").mkdir()
    (project / "data" / "sessions.yaml").write_text("rooms:\n\t- name: A\n\t  flor: one\n", encoding="utf-8")

    assert main(["check", "--fix"]) == 1

    told = capfd.readouterr().err
    assert "put right" in told
    assert "data/sessions.yaml:3:5  error R102" in told


def test_nothing_to_put_right(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}

    assert main(["check", "--fix"]) == 0

    assert "nothing that could be put right without asking" in capfd.readouterr().err
    assert {path: path.read_bytes() for path in before} == before
    assert not (project / ".cache" / "backups").exists()
