"""Small sites and their pages, readable in a review. `make golden` renews them."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from microsite.build import build
from microsite.project import BuildOptions, Project

GOLDEN = Path(__file__).parent / "sites" / "golden"
AS_OF = date(2027, 1, 15)


def readable(html: str) -> str:
    """Return a page without digests and drawings, which change often."""
    html = re.sub(r"(assets/[\w/.-]+?)\.[0-9a-f]{8}(\.\w+|/)", r"\1.DIGEST\2", html)
    html = re.sub(r"<svg\b.*?</svg>", "<svg/>", html, flags=re.DOTALL)
    return re.sub(r"\n\s*\n+", "\n", html)


def left_out(path: Path) -> bool:
    """Return whether a file changes with the theme or other files, and so is not useful in a
    review.
    """
    return "assets" in path.parts or path.name in (
        "build.json",
        "event.html",
        "staticwebapp.config.json",
    )


SITES = sorted(path for path in GOLDEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("site", SITES, ids=lambda path: path.name)
def test_pages_are_the_same_as_at_the_last_review(
    site: Path, tmp_path: Path, renew: bool
) -> None:
    """The pages of a small site are the same as at the last review."""
    project = tmp_path / "site"
    for folder in ("content", "data", "editions", "assets"):
        if (site / folder).is_dir():
            shutil.copytree(site / folder, project / folder)
    outcome = build(Project.at(project), BuildOptions(as_of=AS_OF))
    assert [
        f"{diagnostic.span} {diagnostic.code} {diagnostic.headline}"
        for diagnostic in outcome.log
        if diagnostic.severity == "error"
    ] == []
    output = project / "output"
    files = {
        path.relative_to(output).as_posix(): readable(path.read_text(encoding="utf-8"))
        for path in sorted(output.rglob("*"))
        if path.suffix in (".html", ".ics", ".xml", ".json", ".txt")
        and not left_out(path.relative_to(output))
    }
    expected = site / "expected"
    if renew:
        shutil.rmtree(expected, ignore_errors=True)
        for name, text in files.items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_text(text, encoding="utf-8")
    expected_files = {
        path.relative_to(expected).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(expected.rglob("*"))
        if path.is_file()
    }
    assert sorted(files) == sorted(expected_files), (
        "run `make golden` after a change that was meant, and look at the difference"
    )
    for name, text in files.items():
        assert text == expected_files[name], (
            f"{name}: run `make golden` after a change that was meant, and look at the difference"
        )
