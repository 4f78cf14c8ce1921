"""The digest of the engine's code."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.project import code_digest


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    (folder / "inner").mkdir(parents=True)
    for name in ("one.py", "inner/two.py", "notes.txt"):
        (folder / name).write_text(f"# {name}\n")
    return folder


@pytest.mark.parametrize("change", ["edited", "added", "moved", "removed"])
def test_code_digest_changes_with_the_code(code: Path, change: str) -> None:
    first, module = code_digest(code), code / "one.py"
    match change:
        case "edited":
            module.write_text("# two.py\n")
        case "added":
            (code / "inner" / "three.py").write_text("")
        case "moved":
            module.rename(code / "other.py")
        case "removed":
            module.unlink()

    assert code_digest(code) != first


def test_code_digest_ignores_other_files(code: Path) -> None:
    first = code_digest(code)
    (code / "notes.md").write_text("other notes\n")

    assert code_digest(code) == first


@pytest.mark.parametrize("name", ["labels.ini", "report.md.jinja"])
def test_code_digest_changes_with_tables_and_templates(code: Path, name: str) -> None:
    first = code_digest(code)
    (code / name).write_text("[labels]\n")

    assert code_digest(code) != first
