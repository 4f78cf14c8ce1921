"""A large site is the same, and is told the same of, however many processes make it."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from microsite import aside, edition, frame, hands, packed, shares
from microsite.packed import Packed, pack
from microsite.pages import kinds
from microsite.pages.page import Elsewhere
from microsite.pipeline import Options, Outcome, build
from microsite.project import ENGINE_HOME, Project
from microsite.render.shelf import Shelf
from microsite.site import views
from microsite.site.memory import read_memory
from tests.making import sessions_yaml, write_project
from tests.test_broken_sites import SITES as BROKEN
from tests.test_broken_sites import copy_of
from tests.test_golden import SITES as GOLDEN

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are no helpers")
HERE = os.getpid()
TIDEWATER = ENGINE_HOME / "examples/tidewater"
TOLD_LATE = tuple("CDEHILPTW")
"""The first letters of codes that are told once there is an event, or of it."""
Told = tuple[str, str, int, str, str, str]


@pytest.fixture(autouse=True)
def of_large_events(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every event is as good as a large one."""
    monkeypatch.setattr(edition, "LARGE", 0)
    monkeypatch.setattr(views, "MOST", 2)


@pytest.fixture
def by_helpers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The master does nothing but what no helper can."""
    monkeypatch.setattr(hands.Team, "claim", lambda *_: False)


def made(root: Path, jobs: int, **more: Any) -> tuple[Outcome, dict[str, bytes], list[Told]]:
    """The outcome of a build, the finished files, and what was told."""
    output = root.parent / f"by-{jobs}"
    options = Options(**{"as_of": date(2027, 1, 15), "jobs": jobs, "use_cache": False, **more})
    outcome = build(Project.at(root, output), options)
    files = {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }
    told = [
        (d.code, d.span.path, d.span.start, d.headline, d.help, repr((d.notes, d.fix)))
        for d in outcome.log
    ]
    return outcome, files, told


def assert_same(root: Path, jobs: int = 2, **more: Any) -> list[str]:
    """One process makes and tells what several do; gives the codes that were told."""
    alone, together = made(root, 1, **more), made(root, jobs, **more)
    assert together[1:] == alone[1:]
    assert [page.digest for one in together[0].editions for page in one.pages] == [
        page.digest for one in alone[0].editions for page in one.pages
    ]
    return [code for code, *_ in alone[2]]


def copied(source: Path, to: Path) -> Path:
    """A project of its own."""
    return Path(
        shutil.copytree(
            source, to / "site", ignore=shutil.ignore_patterns("output", "expected", ".*")
        )
    )


def with_photos(root: Path, photos: dict[str, str]) -> Path:
    """A project of speakers, each with the name of a photo."""
    files = {"data/sessions.yaml": sessions_yaml("start: 09:00")}
    for name, photo in photos.items():
        settings = f"name: Kim Example {name}\nphoto: images/{photo}.png\nphoto_alt: Kim\n"
        files[f"content/speakers/{name}.md"] = f"---\n{settings}---\nKim.\n"
    (root / "assets/images").mkdir(parents=True)
    return write_project(root, files)


@pytest.mark.parametrize("jobs", [2, 4])
def test_tidewater_by_several(tmp_path: Path, jobs: int) -> None:
    assert assert_same(copied(TIDEWATER, tmp_path), jobs) == []


@pytest.mark.usefixtures("by_helpers_alone")
@pytest.mark.parametrize("source", [TIDEWATER, *GOLDEN], ids=lambda source: source.name)
@pytest.mark.parametrize("drafts", [False, True])
def test_whole_sites_by_helpers_alone(tmp_path: Path, source: Path, *, drafts: bool) -> None:
    """With pictures, downloads, cards, protected people, and past editions."""
    assert_same(copied(source, tmp_path), drafts=drafts)


@pytest.mark.usefixtures("by_helpers_alone")
@pytest.mark.parametrize("strict", [False, True])
def test_the_first_site_by_helpers_alone(tmp_path: Path, *, strict: bool) -> None:
    root = tmp_path / "site"
    for folder in ("content", "data", "templates", "assets"):
        shutil.copytree(ENGINE_HOME / folder, root / folder)
    assert_same(root, strict=strict)


@pytest.mark.usefixtures("by_helpers_alone")
@pytest.mark.parametrize(
    "site", [site for site in BROKEN if site.name.startswith(TOLD_LATE)], ids=lambda site: site.name
)
def test_mistakes_are_told_alike(tmp_path: Path, site: Path) -> None:
    assert_same(copy_of(site, tmp_path), base_url="https://coasts.example/")


@pytest.fixture
def vast(monkeypatch: pytest.MonkeyPatch) -> None:
    """No site is so small that what its pages show is kept in memory."""
    monkeypatch.setattr(shares, "VAST", 0)
    monkeypatch.setattr(packed, "MOST_OPEN", 0)
    monkeypatch.setattr(aside, "LONG", 1)
    monkeypatch.setattr(frame, "is_settled", lambda *_: True)  # as if a moment had gone by


@pytest.mark.usefixtures("vast")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("source", [TIDEWATER, GOLDEN[0]], ids=lambda source: source.name)
@pytest.mark.parametrize("shelf", ["sound", "no place for it", "emptied"])
def test_of_a_vast_site_results_wait_on_the_shelf(
    tmp_path: Path, source: Path, jobs: int, shelf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where they cannot lie there, or no longer do, they are made again."""
    root = copied(source, tmp_path)
    expected = made(root, 1)
    if shelf == "no place for it":
        (root / ".cache").mkdir()
        (root / ".cache/pieces").write_bytes(b"")
    elif shelf == "emptied":
        monkeypatch.setattr(Shelf, "take", lambda *_: None)
    assert made(root, jobs, use_cache=True)[1:] == expected[1:]


@pytest.mark.usefixtures("vast")
def test_of_a_vast_site_in_one_process_no_place_is_lost(tmp_path: Path) -> None:
    root = copied(TIDEWATER, tmp_path)
    pages, expected = (
        made(root, 1, use_cache=cached)[0].editions[0].pages for cached in (True, False)
    )
    assert all(isinstance(page.view, Elsewhere) for page in pages)
    assert [repr(page.origin) for page in pages] == [repr(page.origin) for page in expected]


@pytest.mark.usefixtures("by_helpers_alone")
def test_nothing_is_left_to_do_where_there_is_nothing_to_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, here = copied(TIDEWATER, tmp_path), []
    make = kinds._part

    def noted(site: Any, build: Any, addresses: frozenset[str]) -> Any:
        here.append(addresses)
        return make(site, build, addresses)

    monkeypatch.setattr(kinds, "_part", noted)
    outcome, _, told = made(root, 2)

    assert (here, told) == ([], [])
    assert outcome.pages > 40


@pytest.mark.parametrize("jobs", [2, 3])
def test_one_picture_that_many_name(tmp_path: Path, jobs: int) -> None:
    """Each place is told, and by whichever process it was met first does not matter."""
    names = [f"person-{number}" for number in range(30)]
    root = with_photos(
        tmp_path / "site", dict(zip(names, ("small", "lost", "fault") * 10, strict=True))
    )
    (root / "assets/images/fault.png").write_bytes(b"no picture")
    Image.new("RGB", (40, 30)).save(root / "assets/images/small.png")

    assert Counter(assert_same(root, jobs)) == {"I101": 10, "I103": 10}


def test_pictures_that_helpers_find_are_published(tmp_path: Path) -> None:
    names = [f"person-{number}" for number in range(30)]
    root = with_photos(tmp_path / "site", {name: name for name in names})
    for name in names:
        Image.new("RGB", (40, 30)).save(root / f"assets/images/{name}.png")

    assert assert_same(root) == []
    published = {
        path.name.partition(".")[0].rpartition("-")[0]
        for path in (tmp_path / "by-2/assets/images").iterdir()
    }
    assert set(names) <= published


@pytest.mark.usefixtures("by_helpers_alone")
def test_warnings_some_of_which_are_called_ok(tmp_path: Path) -> None:
    """A comment that has been heeded is not idle, whoever heeded it."""
    root = copied(TIDEWATER, tmp_path)
    biographies = sorted((root / "content/speakers").glob("*.md"))
    for number, file in enumerate(biographies):
        ok = "<!-- ok: L106 -->\n" if number % 2 else ""
        file.write_text(
            f"{file.read_text(encoding='utf-8')}\n{ok}Look [here](https://example.org/).\n",
            encoding="utf-8",
        )

    codes = assert_same(root)
    assert codes.count("L106") == (len(biographies) + 1) // 2


@pytest.mark.usefixtures("by_helpers_alone")
@pytest.mark.parametrize("calls", [0, 1, 5])
def test_a_helper_that_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    """After some of its pieces the master does what is left."""
    done = []

    def deadly(what: Any) -> Packed:
        done.append(what)
        if len(done) > calls and os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return pack(what)

    monkeypatch.setattr(shares, "pack", deadly)
    assert assert_same(copied(TIDEWATER, tmp_path)) == []


@pytest.mark.usefixtures("by_helpers_alone")
def test_the_memory_of_texts_and_pictures_is_that_of_one_process(tmp_path: Path) -> None:
    """So that the next build has nothing to convert and look into, whoever made this one."""
    kept = []
    for jobs in (1, 2):
        root = copied(TIDEWATER, tmp_path / str(jobs))
        build(Project.at(root), Options(as_of=date(2027, 1, 15), jobs=jobs))
        kept.append([read_memory(root / ".cache" / name) for name in ("markdown", "pictures")])
    assert kept[0] == kept[1]
    assert all(kept[0])
