"""Files that are read, and reports about the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.source.files import (
    ProjectFiles,
    find_files,
    reject_unsafe_files,
    slugify,
)


def find(root: Path, *paths: str) -> tuple[ProjectFiles, list[tuple[str, str]]]:
    """Return the files found in a project of empty files, and the codes reported."""
    for path in ("content/event.md", *paths):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    log = Log()
    files = find_files(root, log)
    return files, [(diagnostic.span.path, diagnostic.code) for diagnostic in log]


def test_find_files_lists_sources_by_role(tmp_path: Path) -> None:
    sources, diagnostics = find(
        tmp_path,
        "content/pages/b.md",
        "content/pages/a.md",
        "content/news/2027-01-10-open.md",
        "content/speakers/kim.markdown",
        "data/sessions.yaml",
        "data/rates.yml",
    )
    assert diagnostics == []
    assert sources.event is not None
    assert {
        name: [file.slug for file in group] for name, group in sources.documents.items()
    } == {
        "news": ["open"],
        "pages": ["a", "b"],
        "speakers": ["kim"],
        "team": [],
    }
    assert {name: file.path for name, file in sources.data.items()} == {
        "rates": "data/rates.yml",
        "sessions": "data/sessions.yaml",
    }


def test_find_files_ignores_leftovers_of_programs(tmp_path: Path) -> None:
    _, diagnostics = find(
        tmp_path,
        *(
            f"content/pages/{name}"
            for name in (
                "~$about.md",
                ".about.md.swp",
                "about.md~",
                "#about.md#",
                ".DS_Store",
                "Thumbs.db",
                "about.md.bak",
            )
        ),
        "data/.~lock.sessions.yaml#",
        "content/.hidden/about.md",
    )
    assert diagnostics == []


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("content/pages/About Us.md", "F110", "about-us.md"),
        ("content/pages/caf\N{LATIN SMALL LETTER E WITH ACUTE}.md", "F110", "cafe.md"),
        ("content/pages/" + "a" * 100 + ".md", "F110", "a" * 80 + ".md"),
        ("content/pages/日本.md", "F110", "page.md"),
        (
            "content/pages/about.docx",
            "F112",
            "import word content/pages/about.docx --as page",
        ),
        ("content/pages/photo.jpg", "F112", "assets/"),
        ("content/pages/About us.md.txt", "F120", None),
        ("content/pages/About us.txt", "F112", "about-us.md"),
        ("content/programme.xlsx", "F112", "import spreadsheet content/programme.xlsx"),
        ("content/pages/more/about.md", "F113", "content/pages/"),
        ("content/stuff/about.md", "F111", "speakers"),
        ("content/page/about.md", "F120", None),
        ("data/sponsor.yaml", "F114", "sponsors.yaml"),
        ("data/Sessions.yaml", "F120", None),
        ("data/sessions.yaml.txt", "F120", None),
        ("data/sessions.csv", "F112", "import spreadsheet data/sessions.csv"),
    ],
)
def test_find_files_reports_misnamed_and_misplaced_files(
    name: str, code: str, words: str | None, tmp_path: Path
) -> None:
    """Each misplaced file is reported, with what to do."""
    log = Log()
    find(tmp_path, name)
    find_files(tmp_path, log)
    (diagnostic,) = log
    assert (diagnostic.span.path, diagnostic.code) in (
        (name, code),
        (name.rpartition("/")[0], code),
    )
    assert words is None or words in diagnostic.help


def test_find_files_reports_unprintable_names_without_printing_them(
    tmp_path: Path,
) -> None:
    """Names with control characters are reported without printing them."""
    name = b"a\x1b[31m\nb\xff.md"
    (tmp_path / "content" / "pages").mkdir(parents=True)
    try:
        (
            Path(os.fsdecode(os.fsencode(tmp_path / "content" / "pages") + b"/" + name))
        ).touch()
    except OSError:
        pytest.skip("such names cannot be made here")
    _, diagnostics = find(tmp_path)
    assert [code for _, code in diagnostics] == ["F110"]
    assert diagnostics[0][0].isprintable()


def test_find_files_reports_two_files_for_one_address(tmp_path: Path) -> None:
    sources, diagnostics = find(
        tmp_path, "content/pages/a.md", "content/pages/a.markdown"
    )
    assert diagnostics == [("content/pages/a.md", "F109")]
    assert len(sources.documents["pages"]) == 1
    _, diagnostics = find(tmp_path / "other", "data/rates.yaml", "data/rates.yml")
    assert diagnostics == [("data/rates.yml", "F115")]


def test_find_files_reports_names_that_differ_only_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "content" / "pages").mkdir(parents=True)
    (tmp_path / "content" / "pages" / "about.md").touch()
    if (tmp_path / "content" / "pages" / "About.md").exists():
        pytest.skip("the file system takes both for one")
    _, diagnostics = find(tmp_path, "content/pages/About.md")
    assert sorted(code for _, code in diagnostics) == ["F109", "F110"]


@pytest.mark.parametrize(
    ("link", "to", "code"),
    [
        ("content/pages/out.md", "/etc/hostname", "F107"),
        ("content/pages/out.md", "../../../secret.md", "F107"),
        ("content/pages/none.md", "nothing.md", "F105"),
        ("content/pages/loop.md", "loop.md", "F105"),
        ("content/speakers", "/etc", "F107"),
        ("content/pages/out.md", "/nowhere/page.md", "F107"),
        ("content/event.md", "/etc/hostname", "F107"),
        ("content/event.md", "/etc", "F107"),
        ("data", "/etc", "F107"),
        ("data/sessions.yaml", "/dev/zero", "F107"),
    ],
)
def test_find_files_rejects_links_out_of_project(
    link: str, to: str, code: str, tmp_path: Path
) -> None:
    """Nothing outside the project is read, and no link leads in circles."""
    (tmp_path / "secret.md").write_text("secret")
    root = tmp_path / "project"
    (root / "content" / "pages").mkdir(parents=True)
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    try:
        (root / link).symlink_to(to)
    except OSError:
        pytest.skip("links cannot be made here")
    if link != "content/event.md":
        (root / "content" / "event.md").touch()
    log = Log()
    files = find_files(root, log)
    assert [(diagnostic.span.path, diagnostic.code) for diagnostic in log] == [
        (link, code)
    ]
    assert files.documents == {"news": [], "pages": [], "speakers": [], "team": []}


def test_find_files_follows_link_inside_project(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "kim.md").touch()
    (tmp_path / "content").mkdir()
    try:
        (tmp_path / "content" / "speakers").symlink_to("../people")
    except OSError:
        pytest.skip("links cannot be made here")
    files, diagnostics = find(tmp_path)
    assert diagnostics == []
    assert [file.slug for file in files.documents["speakers"]] == ["kim"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_find_files_reports_pipes(tmp_path: Path) -> None:
    """Anything that is not a file is reported, and its name stays known."""
    (tmp_path / "content" / "speakers").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    os.mkfifo(tmp_path / "content" / "speakers" / "kim.md")
    os.mkfifo(tmp_path / "data" / "sessions.yaml")
    files, diagnostics = find(tmp_path)
    assert diagnostics == [
        ("content/speakers/kim.md", "F106"),
        ("data/sessions.yaml", "F106"),
    ]
    assert files.unreadable["speakers"] == ["kim"]
    assert files.unreadable["data"] == ["sessions"]


def test_find_files_reports_folders_in_place_of_files(tmp_path: Path) -> None:
    (tmp_path / "content" / "event.md").mkdir(parents=True)
    (tmp_path / "content" / "pages").touch()
    (tmp_path / "data").touch()
    log = Log()
    files = find_files(tmp_path, log)
    assert [(diagnostic.span.path, diagnostic.code) for diagnostic in log] == [
        ("content/event.md", "F122"),
        ("content/pages", "F123"),
        ("data", "F123"),
    ]
    assert files.unlistable == {"pages"}
    assert "sessions" in files.unreadable["data"]


def test_find_files_reports_missing_content_folder(tmp_path: Path) -> None:
    (tmp_path / "contents").mkdir()
    log = Log()
    find_files(tmp_path, log)
    (diagnostic,) = log
    assert diagnostic.code == "F101"
    assert "Rename “contents”" in diagnostic.help


def test_find_files_reports_folder_that_cannot_be_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(tmp_path, "content/speakers/kim.md")
    listdir = os.listdir

    def refuse(folder: Path) -> object:
        if Path(folder).name == "speakers":
            raise PermissionError(13, "Permission denied")
        return listdir(folder)

    monkeypatch.setattr(os, "listdir", refuse)
    log = Log()
    files = find_files(tmp_path, log)
    assert [(diagnostic.span.path, diagnostic.code) for diagnostic in log] == [
        ("content/speakers", "F105")
    ]
    assert files.unlistable == {"speakers"}


def test_find_files_reports_missing_project(tmp_path: Path) -> None:
    log = Log()
    assert find_files(tmp_path / "nowhere", log).event is None
    assert log.errors == 1


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Opening plenary", "opening-plenary"),
        ("Größe & Łódź", "grosse-lodz"),
        ("O'Neil", "oneil"),
        ("Björk Þórsdóttir", "bjork-thorsdottir"),
        ("Ayşe Işık", "ayse-isik"),
        ("Đặng Sæbø", "dang-saebo"),
        ("–", ""),
        ("日本", ""),
    ],
)
def test_slugify_returns_ascii_letters_and_hyphens(text: str, slug: str) -> None:
    assert slugify(text) == slug


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_reject_unsafe_files_reports_pipe_in_assets(tmp_path: Path) -> None:
    (tmp_path / "assets" / "images").mkdir(parents=True)
    os.mkfifo(tmp_path / "assets" / "images" / "x.png")
    log = Log()
    reject_unsafe_files(tmp_path, log)
    assert [(diagnostic.code, diagnostic.span.path) for diagnostic in log] == [
        ("F106", "assets/images/x.png")
    ]
