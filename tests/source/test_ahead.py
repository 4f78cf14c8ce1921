"""Another process reads Markdown files ahead, and converts their texts: nothing else comes of it,
or is told.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from datetime import date
from pathlib import Path

import pytest

from microsite import hands, pipeline
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.memo import Memo
from microsite.model.load import as_prose
from microsite.model.memory import ReadMemory
from microsite.options import Options
from microsite.pipeline import build
from microsite.project import Project
from microsite.site import memory
from microsite.site.markdown import to_html
from microsite.source import ahead, read
from microsite.source.ahead import Ahead
from microsite.source.decode import read_text
from microsite.source.discover import FoundFile, discover
from microsite.text import SourceText
from tests.making import write_project

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are no helpers")
COUNT = 60
HERE = os.getpid()
PEOPLE = {
    f"content/speakers/person-{number:02}.md": f"---\nname: Person {number} Example\n---\nKnows *coast* {number}.\n"
    for number in range(COUNT)
}
SLIPS = {
    "content/speakers/person-07.md": b"---\nname: Person Seven\n---\nA caf\xe9 by the sea.\n",
    "content/speakers/person-21.md": b"---\nname: Person Twenty-One\nrole = Writer\n---\nWrites.\n",
    "content/speakers/person-33.md": b"No settings at all.\n",
    "content/speakers/person-44.md": b"---\nname: Person Forty-Four\n---\n",
}
"""A letter of Windows, a wrong sign, no settings, no text."""


@pytest.fixture
def by_helpers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The master does nothing but what no helper can."""
    monkeypatch.setattr(hands.Team, "claim", lambda *_: False)


def site(root: Path, slips: dict[str, bytes]) -> Path:
    write_project(root, PEOPLE)
    for name, data in slips.items():
        (root / name).write_bytes(data)
    return root


def made(root: Path, jobs: int) -> tuple[dict[str, bytes], list[str]]:
    """The files of a first build, and what was told."""
    output = root.parent / f"by-{jobs}"
    outcome = build(Project.at(root, output), Options(as_of=date(2027, 1, 15), jobs=jobs))
    files = {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }
    told = [
        repr((each.code, each.span, each.headline, each.help, each.fix)) for each in outcome.log
    ]
    shutil.rmtree(root / ".cache")
    return files, told


@pytest.mark.parametrize(
    "slips", [{}, SLIPS, dict(list(SLIPS.items())[:1])], ids=["none", "errors", "a warning"]
)
@pytest.mark.usefixtures("by_helpers_alone")
def test_the_same_is_made_and_told(tmp_path: Path, slips: dict[str, bytes]) -> None:
    root = site(tmp_path / "site", slips)

    alone, together = made(root, 1), made(root, 2)

    assert together == alone
    assert bool(alone[0]) == (len(slips) < 2) and bool(alone[1]) == bool(slips)


def test_a_helper_that_is_killed_leaves_it_to_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = site(tmp_path / "site", {})
    alone = made(root, 1)
    kept = ahead._read

    def deadly(file: FoundFile) -> ahead.Read | None:
        if os.getpid() != HERE and file.slug == "person-30":
            os.kill(os.getpid(), signal.SIGKILL)
        return kept(file)

    monkeypatch.setattr(ahead, "_read", deadly)
    assert made(root, 2) == alone


@pytest.mark.parametrize("jobs", [2, 4])
@pytest.mark.usefixtures("by_helpers_alone")
def test_this_one_neither_reads_nor_converts_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    root = site(tmp_path / "site", dict(list(SLIPS.items())[:1]))
    opened: list[str] = []
    converted: list[str] = []

    def reading(file: FoundFile, log: Log, *, may_conflict: bool = False) -> SourceText | None:
        opened.append(file.path)
        return read_text(file, log, may_conflict=may_conflict)

    def converting(text: str) -> str:
        converted.append(text)
        return to_html(text)

    monkeypatch.setattr(read, "read_text", reading)
    monkeypatch.setattr(memory, "to_html", converting)
    monkeypatch.setattr(pipeline, "to_html", converting)

    made(root, jobs)

    assert opened == ["content/event.md", "content/speakers/person-07.md"]
    assert converted == ["Welcome.", "A café by the sea."]


@pytest.mark.parametrize("many", [1, 10_000])
def test_what_was_read_is_left_to_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Whoever writes it down."""
    monkeypatch.setattr(ahead, "MANY", many)
    root = site(tmp_path / "site", {})
    assert build(Project.at(root), Options(as_of=date(2027, 1, 15), jobs=2)).published is not None
    assert len(ReadMemory(Project.at(root)).memo.tops) == COUNT + 1
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_where_most_is_known_there_is_nobody_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = discover(site(tmp_path, {}), log := Log())
    files = found.documents["speakers"]
    memo = Memo()
    memo.tops.update((file.on_disk, object()) for file in files[hands.ENOUGH - 1 :])
    monkeypatch.setattr(ahead, "Team", lambda *_: pytest.fail("it has begun"))

    for nobody in (Ahead(memo, as_prose, to_html, 2), Ahead(None, as_prose, to_html, 2)):
        with nobody:
            nobody.begin(files)
            nobody.read()
            assert not nobody.texts and not list(nobody.converted())
    assert not len(log)


def test_whoever_is_ahead_is_not_left_behind(tmp_path: Path) -> None:
    """Where the build stops, as nothing can be made of event.md."""
    root = site(tmp_path / "site", {"content/event.md": b"---\ntitle: [\n---\n"})

    assert build(Project.at(root), Options(jobs=2)).published is None

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
