"""Files that visitors can save."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from microsite.build import build
from microsite.cache import Cache
from microsite.diagnostics.diagnostic import Log
from microsite.output.file_texts import FileTexts
from microsite.project import BuildOptions, Project
from microsite.site.downloads import MAX_BYTES, DownloadRegistry
from tests.making import codes, write_project
from tests.publish.sites import span


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
def test_download_path_is_safe_in_links(
    tmp_path: Path, name: str, start: str, end: str
) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_bytes(b"%PDF")
    path = DownloadRegistry((tmp_path,), Cache(None)).find(name, span(), Log())
    assert path is not None
    assert path.startswith(start)
    assert path.endswith(end)
    assert len(path) == len(start) + 8 + len(end)


def test_download_registry_finds_no_missing_or_outside_file(tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    book = DownloadRegistry((assets,), Cache(None))
    assert book.find("gone.pdf", span(), Log()) is None
    assert book.find("../secret.txt", span(), Log()) is None
    assert book.find("", span(), Log()) is None


SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'
)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.svg", SCRIPT, ["I108"]),
        ("a.SVG", SCRIPT, ["I108"]),
        ("a.svg", b"<html>", ["I108"]),
        ("a.svg", DRAWING, []),
        ("a.html", b"Hello.", ["I108"]),
        ("a.XHTML", b"Hello.", ["I108"]),
        ("a.xml", b"<a/>", ["I108"]),
        ("a.php", b"<?php", ["I108"]),
        ("a.txt", b"<script>", []),
        ("a.pdf", b"%PDF-1.4", []),
    ],
)
def test_download_that_acts_is_refused_once(
    tmp_path: Path, name: str, data: bytes, expected: list[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    book, log = DownloadRegistry((tmp_path,), Cache(None)), Log()
    assert book.find(name, span(), log) is not None
    assert book.find(f"assets/{name}", span(), log) is not None
    assert codes(log) == expected


def test_download_that_is_too_large_is_not_reported_as_missing(tmp_path: Path) -> None:
    files = {
        "content/pages/about.md": "---\ntitle: A\n---\nSee [the film](file:film.mp4).\n"
    }
    root = write_project(tmp_path, files)
    (root / "assets").mkdir()
    with (root / "assets" / "film.mp4").open("wb") as film:
        film.truncate(MAX_BYTES + 1)
    outcome = build(Project.at(root), BuildOptions(use_cache=False))

    (entry,) = (item for item in outcome.log if item.severity == "error")
    assert (entry.code, entry.span.text) == ("I111", "file:film.mp4")
    assert outcome.published is None


PROTECTED = """---
name: Jane Doemark
protected: yes
shown_as: A person with experience
private_words: [Doemark]
---
"""


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("person", "link", "expected"),
    [
        (PROTECTED, "[Slides](file:downloads/a.doc)", ["I109"]),
        (PROTECTED, "<!-- ok: I109 -->\n[Slides](file:downloads/a.doc)", []),
        (PROTECTED.replace("protected: yes", ""), "[Slides](file:downloads/a.doc)", []),
        (PROTECTED, "[Slides](file:downloads/a.txt)", []),
    ],
)
def test_build_warns_about_download_that_cannot_be_searched(
    tmp_path: Path, person: str, link: str, expected: list[str], strict: bool
) -> None:
    if "protected" not in person:
        person = "---\nname: Jane\n---\n"
    root = write_project(
        tmp_path / "project",
        {
            "content/speakers/adviser.md": person,
            "content/pages/reading.md": f"---\ntitle: Reading\n---\n{link}\n",
        },
    )
    downloads = root / "assets" / "downloads"
    downloads.mkdir(parents=True)
    (downloads / "a.txt").write_text("A text.")
    (downloads / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(99))
    for _ in range(2):
        outcome = build(Project.at(root), BuildOptions(strict=strict))
        assert codes(outcome.log) == expected
        assert (outcome.published is None) == (strict and bool(expected))


def test_build_finds_private_word_in_word_document(tmp_path: Path) -> None:
    root = write_project(
        tmp_path / "project",
        {
            "content/speakers/adviser.md": PROTECTED,
            "content/pages/reading.md": "---\ntitle: Reading\n---\n[A](file:downloads/a.docx)\n",
        },
    )
    downloads = root / "assets" / "downloads"
    downloads.mkdir(parents=True)
    with ZipFile(downloads / "a.docx", "w", ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", "<dc:creator>Jane Doemark</dc:creator>")
    outcome = build(Project.at(root), BuildOptions())
    assert outcome.published is None
    assert codes(outcome.log) == ["O131"]


def test_new_download_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "content/speakers/adviser.md": PROTECTED,
        "content/pages/reading.md": "---\ntitle: Reading\n---\n[Slides](file:downloads/a.txt)\n",
        "assets/downloads/a.txt": "A text about Doemark.",
    }
    root, texts = write_project(tmp_path, files), list[bytes]()
    read = FileTexts.read

    def counting_read(self: FileTexts, data: bytes) -> Iterator[str | bytes]:
        texts.append(data)
        return read(self, data)

    monkeypatch.setattr(FileTexts, "read", counting_read)

    outcome = build(Project.at(root), BuildOptions())

    assert codes(outcome.log) == ["O131"]
    assert texts.count(b"A text about Doemark.") == 1
