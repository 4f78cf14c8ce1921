"""Reading of a project: an unreadable file causes no errors in others."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.build import build
from microsite.diagnostics.diagnostic import Log
from microsite.project import BuildOptions, Project
from microsite.source.inheritance import read_sources
from tests.making import load, sessions_yaml, write_project

NO_LIST = (
    "Some words.\n",
    "resurces:\n  - id: guide\n",
    "resources: guide\n",
    "resources:\n  id: guide\n",
)
SPEAKER = "---\nname: Kim Example\n---\nKim.\n"


def codes(root: Path) -> list[tuple[str, str]]:
    """Return the paths and codes reported for a project."""
    return [(diagnostic.span.path, diagnostic.code) for diagnostic in load(root)[1]]


def test_read_sources_reads_everything_once(tmp_path: Path) -> None:
    root = write_project(
        tmp_path,
        {"content/speakers/kim.md": SPEAKER, "data/sessions.yaml": "sessions: []\n"},
    )
    log = Log()
    sources = read_sources(root, log)
    assert len(log) == 0
    assert sorted(text.path for text in sources.texts) == [
        "content/event.md",
        "content/speakers/kim.md",
        "data/sessions.yaml",
    ]
    assert [document.slug for document in sources.documents["speakers"]] == ["kim"]


@pytest.mark.parametrize(
    ("speaker", "expected_code"),
    [
        ("Kim speaks.\n", "M101"),
        ("---\nname: Kim\nrole: [a\n\nb: c\n---\n", None),
        ("---\n: what\n---\n", "Y117"),
        ("---\nnaem: Kim\n---\n", "R102"),
    ],
)
def test_read_sources_excuses_references_to_unread_speaker(
    speaker: str, expected_code: str | None, tmp_path: Path
) -> None:
    """A speaker with an error in the file still counts as a speaker."""
    root = write_project(
        tmp_path,
        {
            "content/speakers/kim.md": speaker,
            "data/sessions.yaml": sessions_yaml("start: 09:00\nspeakers: [kim]"),
        },
    )
    pairs = codes(root)
    assert {path for path, _ in pairs} == {"content/speakers/kim.md"}
    assert expected_code is None or (expected_code in [code for _, code in pairs])


@pytest.mark.parametrize(
    "data",
    [
        "- guide\nintroduction: Hello\n",
        "",
        "\0\0\0",
        "<<<<<<< a\n=======\n>>>>>>> b\n",
        *NO_LIST,
    ],
)
def test_read_sources_reports_only_unread_data_file(data: str, tmp_path: Path) -> None:
    """Its ids are unknown, so a link to one is not a second error."""
    root = write_project(
        tmp_path,
        {
            "data/resources.yaml": data,
            "data/sessions.yaml": sessions_yaml("start: 09:00\nresources: [guide]"),
        },
    )
    assert [path for path, _ in codes(root)] == ["data/resources.yaml"]


@pytest.mark.parametrize(
    ("files", "section"),
    [
        ({"data/sessions.yaml": "sessions:\n  - id: [a\n"}, "programme"),
        ({"data/sessions.yaml": sessions_yaml("start: 9am")}, "programme"),
        ({"data/resources.yaml": ""}, "resources"),
        (
            {
                "data/rates.yaml": "rates:\n  - id: all\n    name: All\n    price: lots\n"
            },
            "rates",
        ),
        ({"data/sponsors.yaml": "\0"}, "sponsorship"),
        ({"data/sponsor.yaml": "tiers: []\n"}, "sponsorship"),
        ({"content/speakers/kim.md": "Kim.\n"}, "speakers"),
        ({"content/speakers/kim.docx": "Kim.\n"}, "speakers"),
    ],
)
def test_read_sources_excuses_links_to_unread_section(
    files: dict[str, str], section: str, tmp_path: Path
) -> None:
    """A missing page is not reported if its own file has an error."""
    root = write_project(tmp_path, files, overview=f"See [there](site:{section}).\n")
    diagnostics = {
        diagnostic.span.path
        for diagnostic in build(Project.at(root), BuildOptions(use_cache=False)).log
    }
    assert diagnostics == set(files)


@pytest.mark.parametrize("file", ["kim.md/notes.md", "kim.docx", "kim.txt"])
def test_read_sources_reports_misplaced_speaker_once(file: str, tmp_path: Path) -> None:
    """Sessions with a speaker whose file is rejected get no error."""
    root = write_project(
        tmp_path,
        {
            f"content/speakers/{file}": SPEAKER,
            "data/sessions.yaml": sessions_yaml("start: 09:00\nspeakers: [kim]"),
        },
    )
    assert {path for path, _ in codes(root)} == {
        f"content/speakers/{file.partition('/')[0]}"
    }


@pytest.mark.parametrize(
    ("link", "to", "diagnostics"),
    [
        ("assets", "/etc", ["assets"]),
        ("templates", "/etc", ["templates"]),
        ("assets/fonts/private", "/etc/hostname", ["assets/fonts/private"]),
        ("assets/js/modules", "/etc", ["assets/js/modules"]),
        ("assets/images/again", "..", []),
        ("assets/images/logo.svg", "../../content/event.md", []),
        ("assets/images/loop", "loop", []),
    ],
)
def test_build_publishes_nothing_through_links_out_of_project(
    link: str, to: str, diagnostics: list[str], tmp_path: Path
) -> None:
    """Fonts and scripts are published unchanged, so a symbolic link would publish its target."""
    root = write_project(tmp_path / "project", {})
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    try:
        (root / link).symlink_to(to)
    except OSError:
        pytest.skip("links cannot be made here")

    outcome = build(Project.at(root), BuildOptions(use_cache=False))

    assert [(diagnostic.span.path, diagnostic.code) for diagnostic in outcome.log] == [
        (path, "F107") for path in diagnostics
    ]
    assert (outcome.published is None) == bool(diagnostics)


def test_build_reports_image_link_out_of_project_once(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").touch()
    speaker = SPEAKER.replace("name:", "photo: images/kim.jpg\nphoto_alt: Kim\nname:")
    root = write_project(
        tmp_path / "project",
        {"content/speakers/kim.md": speaker, "assets/images/readme.txt": ""},
    )
    try:
        (root / "assets" / "images" / "kim.jpg").symlink_to(tmp_path / "photo.jpg")
    except OSError:
        pytest.skip("links cannot be made here")

    diagnostics = build(Project.at(root), BuildOptions(use_cache=False)).log

    assert [(diagnostic.span.path, diagnostic.code) for diagnostic in diagnostics] == [
        ("assets/images/kim.jpg", "F107")
    ]


def test_read_sources_reads_repaired_file(tmp_path: Path) -> None:
    """A YAML error does not hide the other errors of its file."""
    root = write_project(
        tmp_path,
        {
            "data/sessions.yaml": sessions_yaml(
                "title: Opening: welcome\nstart: 9am",
                "title: Closing\nstart: 09:00\nroom: Hall",
            )
        },
    )
    assert codes(root) == [
        ("data/sessions.yaml", "Y110"),
        ("data/sessions.yaml", "R123"),
        ("data/sessions.yaml", "S105"),
    ]


def test_read_sources_reports_errors_of_all_files_in_one_run(tmp_path: Path) -> None:
    root = write_project(
        tmp_path,
        {
            "content/speakers/kim.md": "--\nname: Kim\n--\n",
            "content/pages/about.md": "---\ntitle: A: B\n---\n",
            "data/rates.yaml": "rates:\n  - id: all\n    name: All\n    price: nothing\n",
            "data/sponsors.yaml": "tiers:\n  -id: gold\n   name: Gold\n",
        },
    )
    assert [code for _, code in codes(root)] == [
        "Y110",
        "M104",
        "M104",
        "R110",
        "Y131",
        "Y130",
    ]
