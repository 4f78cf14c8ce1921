"""`check --fix` as a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.cli import main
from tests.recording import Desk


def test_check_fix_shows_changes_and_can_be_undone(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    page = project / "content" / "pages" / "about.md"
    page.parent.mkdir()
    page.write_bytes("—\r\ntitle:\u00a0About\r\n---\r\nHello.\r\n".encode())

    assert main(["check", "--fix"]) == 0

    output = capfd.readouterr().err
    assert "content/pages/about.md: fixed 2 errors" in output
    assert (
        "     1 - —\n     2 - title:<U+00A0>About\n     1 + ---\n     2 + title: About\n"
        in output
    )
    assert page.read_bytes() == b"---\r\ntitle: About\r\n---\r\nHello.\r\n"
    assert "To undo this: " in output

    assert main(["undo"]) == 0
    assert page.read_bytes() == "—\r\ntitle:\u00a0About\r\n---\r\nHello.\r\n".encode()


def test_check_fix_reports_remaining_errors(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "data").mkdir()
    (project / "data" / "sessions.yaml").write_text(
        "rooms:\n\t- name: A\n\t  flor: one\n", encoding="utf-8"
    )

    assert main(["check", "--fix"]) == 1

    output = capfd.readouterr().err
    assert "fixed" in output
    assert "data/sessions.yaml:3:5  error R102" in output


def test_check_fix_reports_nothing_to_fix(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}

    assert main(["check", "--fix"]) == 0

    assert "No errors can be fixed automatically." in capfd.readouterr().err
    assert {path: path.read_bytes() for path in before} == before
    assert not (project / ".cache" / "undo").exists()


def test_check_fix_adds_redirects_to_renamed_pages(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Redirects are added only for certain targets, and existing entries stay as typed."""
    pages = {
        f"content/pages/{name}.md": f"---\ntitle: {name.title()}\n---\nText.\n"
        for name in ("one", "two", "three")
    }
    desk = Desk.at(
        tmp_path,
        {
            **pages,
            "data/redirects.yaml": "redirects:\n  - {from: old/,  to: page:one} # why\n",
        },
    )
    desk.record("2027-01-10")
    for old, new in (("one", "eins"), ("two", "zwei")):
        (tmp_path / f"content/pages/{old}.md").rename(
            tmp_path / f"content/pages/{new}.md"
        )
    desk.change("data/redirects.yaml", "page:one", "page:eins")
    (tmp_path / "content/pages/three.md").unlink()
    capfd.readouterr()

    assert (
        main(["check", "--fix", "--root", str(tmp_path), "--as-of", "2027-01-11"]) == 1
    )

    output = capfd.readouterr().err
    assert "data/redirects.yaml: fixed 2 errors" in output
    assert "+     to: page:zwei" in output
    text = (tmp_path / "data/redirects.yaml").read_text("utf-8")
    assert text.startswith("redirects:\n  - {from: old/,  to: page:eins} # why\n")
    assert text.count("from: ") == 3
    assert [diagnostic.code for diagnostic in desk.errors("2027-01-11")] == ["H102"]
    desk.redirect("three/", "site:home")
    assert (
        main(["check", "--fix", "--root", str(tmp_path), "--as-of", "2027-01-11"]) == 0
    )
    assert "No errors can be fixed automatically." in capfd.readouterr().err


def test_check_fix_creates_redirects_file(tmp_path: Path) -> None:
    desk = Desk.at(tmp_path, {"content/pages/one.md": "---\ntitle: One\n---\nText.\n"})
    desk.record("2027-01-10")
    (tmp_path / "content/pages/one.md").rename(tmp_path / "content/pages/first.md")

    assert (
        main(["check", "--fix", "--root", str(tmp_path), "--as-of", "2027-01-11"]) == 0
    )

    assert (tmp_path / "data/redirects.yaml").read_text(
        "utf-8"
    ) == "redirects:\n  - from: one/\n    to: page:first\n"
