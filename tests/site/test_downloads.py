"""Files that visitors can save."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.site.downloads import DownloadRegistry


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("downloads/slides.pdf", "assets/downloads/slides.", ".pdf"),
        ("downloads/The_Form-2.v1.docx", "assets/downloads/The_Form-2.v1.", ".docx"),
        (
            "My files/Plan B, große Halle (50%).pdf",
            "assets/my-files/plan-b-grosse-halle-50.",
            ".pdf",
        ),
        ("downloads/中文.pdf", "assets/downloads/file.", ".pdf"),
    ],
)
def test_download_path_is_safe_in_links(tmp_path: Path, name: str, start: str, end: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_bytes(b"%PDF")
    path = DownloadRegistry((tmp_path,)).find(name)
    assert path is not None
    assert path.startswith(start)
    assert path.endswith(end)
    assert len(path) == len(start) + 8 + len(end)


def test_download_registry_finds_no_missing_or_outside_file(tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    book = DownloadRegistry((assets,))
    assert book.find("gone.pdf") is None
    assert book.find("../secret.txt") is None
    assert book.find("") is None
