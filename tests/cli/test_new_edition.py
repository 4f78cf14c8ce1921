"""`new edition`: next year's edition from this year's, without loss."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from microsite.apps.new import next_edition
from microsite.build import Outcome, build
from microsite.cli import main
from microsite.project import ENGINE_HOME, BuildOptions, Project
from microsite.saving import journal
from microsite.saving.text_file import replace_file

DAY = date(2027, 6, 10)
SERIES = """\
series:
  name: Tackling county lines
  url: https://conference.example/
base_url: https://conference.example/2027/
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The first site as the 2027 edition of a series, with every feature of an edition."""
    root = tmp_path / "series"
    for folder in ("content", "data", "assets"):
        shutil.copytree(ENGINE_HOME / folder, root / folder)
    event = root / "content" / "event.md"
    settings = event.read_text("utf-8").replace(
        "title: Tackling county lines\n", "title: Tackling county lines 2027\n"
    )
    event.write_text(
        settings.replace("status: scheduled\n", f"status: moved online\n{SERIES}", 1),
        "utf-8",
    )
    (root / "data" / "redirects.yaml").write_text(
        "redirects:\n  - { from: old/, to: site:programme }\n", "utf-8"
    )
    (root / "content" / "pages" / "looking-back.md").write_text(
        "---\ntitle: Back\n---\nIt was in May 2027.\n", "utf-8"
    )
    return root


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for name in ("content", "data")
        for path in (folder / name).rglob("*")
        if path.is_file()
    }


def build_site(root: Path) -> Outcome:
    return build(Project.at(root), BuildOptions(as_of=DAY, use_cache=False))


def test_new_edition_keeps_old_edition_at_its_address(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = files_of(root)
    assert build_site(root).published is not None
    old = (root / "output" / "2027" / "programme" / "index.html").read_text("utf-8")

    assert main(["new", "edition", "2028", "--root", str(root)]) == 0

    assert files_of(root / "editions" / "2027") == before
    output = capfd.readouterr().err
    assert "is now in" in output
    assert "content/pages/looking-back.md:4" in output
    assert "L101" in output  # links to a programme that does not exist yet
    event = root / "content" / "event.md"
    text = event.read_text("utf-8")
    event.write_text(text[: text.index("\n---\n", 4)] + "\n---\nSoon.\n", "utf-8")
    for page in (root / "content" / "pages").glob("*.md"):
        page.unlink()
    (root / "data" / "rates.yaml").unlink()
    outcome = build_site(root)
    assert outcome.published is not None, [
        diagnostic.headline for diagnostic in outcome.log
    ]
    new = (root / "output" / "2028" / "index.html").read_text("utf-8")
    again = (root / "output" / "2027" / "programme" / "index.html").read_text("utf-8")
    assert "Tackling county lines 2028" in new
    assert "To be announced" in new
    assert old.partition("<main")[2].partition("</main>")[0].count(
        "<h3"
    ) == again.partition("<main")[2].count("<h3")
    assert "This was the 2027 edition." in again
    assert 'rel="canonical" href="https://conference.example/2027/programme/"' in again
    front = (root / "output" / "index.html").read_text("utf-8")
    assert "2028/" in front


def test_new_edition_keeps_lasting_content(root: Path) -> None:
    before = files_of(root)
    assert main(["new", "edition", "2028", "--root", str(root)]) == 0
    after = files_of(root)

    removed_paths = before.keys() - after.keys()
    assert removed_paths == {
        path
        for path in before
        if path.startswith(("content/speakers/", "content/news/"))
        or "redirects" in path
    }
    changed_paths = {path for path in after if after[path] != before[path]}
    assert changed_paths == {
        "content/event.md",
        "data/sessions.yaml",
        "data/rates.yaml",
    }  # there were no sponsors yet
    event = after["content/event.md"].decode()
    assert "starts: to be announced\nends: to be announced\n" in event
    assert "base_url: https://conference.example/2028/\n" in event
    assert "status:" not in event
    assert "booking:" not in event
    assert "sample: [title, strapline, starts, ends, venue, booking, cpd]" in event
    sessions = after["data/sessions.yaml"].decode()
    assert "sessions: []" in sessions
    assert "Main hall" in sessions
    assert "Partnership working" in sessions


def test_new_edition_keeps_speakers_on_request(root: Path) -> None:
    assert main(["new", "edition", "2028", "--root", str(root), "--keep-speakers"]) == 0

    assert (root / "content" / "speakers" / "named-nurse.md").exists()
    assert (
        root / "editions" / "2027" / "content" / "speakers" / "named-nurse.md"
    ).exists()


def test_new_edition_changes_nothing_if_interrupted(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(root)
    count = 0

    def interrupted_replace(path: Path, old: bytes | None, new: bytes | None) -> None:
        nonlocal count
        count += 1
        if count == 40:
            raise KeyboardInterrupt
        replace_file(path, old, new)

    monkeypatch.setattr(journal, "replace_file", interrupted_replace)
    with pytest.raises(KeyboardInterrupt):
        next_edition.create_edition(Project.at(root), "2028", keep_speakers=False)
    monkeypatch.undo()

    assert files_of(root) == before
    assert not (root / "editions").exists()


@pytest.mark.parametrize("last", [0, 3, 30, -3])
def test_new_edition_can_be_undone_and_repeated_after_a_power_cut(
    root: Path,
    last: int,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """If the computer stops at any step, `undo` restores every file."""
    before = files_of(root)

    def interrupted_save(
        project: Project, label: str, changes: journal.Changes
    ) -> None:
        journal.record(project, label, changes)
        for path in list(changes)[:last]:
            replace_file(project.root / path, *changes[path])

    monkeypatch.setattr(next_edition, "save", interrupted_save)
    assert main(["new", "edition", "2028", "--root", str(root)]) in (0, 1)
    monkeypatch.undo()
    if last:
        assert files_of(root) != before or (root / "editions").exists()
        assert main(["new", "edition", "2028", "--root", str(root)]) == 1
        assert " undo" in capfd.readouterr().err

    assert main(["undo", "--root", str(root)]) == 0
    assert files_of(root) == before
    assert not (root / "editions").exists()

    assert main(["new", "edition", "2028", "--root", str(root)]) == 0
    assert files_of(root / "editions" / "2027") == before
    after = files_of(root)
    assert main(["undo", "--root", str(root)]) == 0
    assert files_of(root) == before
    assert (
        main(["redo", "--root", str(root)]) == 1
    )  # its links lead to pages that are not there
    assert files_of(root) == before
    assert main(["redo", "--force", "--root", str(root)]) == 0
    assert files_of(root) == after
    assert files_of(root / "editions" / "2027") == before


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "Say which"),
        (["2027"], 1, "The edition “2027” already exists."),
        (["../2028"], 1, "cannot be a folder in an address"),
    ],
)
def test_new_edition_refuses_invalid_year(
    root: Path,
    arguments: list[str],
    code: int,
    words: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    before = files_of(root)

    assert main(["new", "edition", *arguments, "--root", str(root)]) == code
    assert words in capfd.readouterr().err
    assert files_of(root) == before
    assert not (root / "editions").exists()


def test_new_edition_needs_series(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for folder in ("content", "data", "assets"):
        shutil.copytree(ENGINE_HOME / folder, tmp_path / folder)

    assert main(["new", "edition", "2028", "--root", str(tmp_path)]) == 1
    assert "not part of a series yet" in capfd.readouterr().err


def test_new_edition_leaves_foreign_folder_alone(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    foreign_file = root / "editions" / "2027" / "content" / "event.md"
    foreign_file.parent.mkdir(parents=True)
    foreign_file.write_text("---\ntitle: Something else\n---\n", "utf-8")
    before = files_of(root)

    assert main(["new", "edition", "2028", "--root", str(root)]) == 1
    assert files_of(root) == before
    assert foreign_file.read_text("utf-8") == "---\ntitle: Something else\n---\n"
