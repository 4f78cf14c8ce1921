"""One cache for all branches, folders, clocks and engines, used by two builds at once, and on disks
that refuse.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from microsite import sealed
from microsite.editing import schemas
from microsite.project import ENGINE_HOME, Project
from microsite.render.compiled import CompiledTemplates
from tests.faults.whole_sites import (
    DAY,
    cache_of,
    clean,
    command,
    let_dates_settle,
    no_fault,
    turn,
    write_site,
)
from tests.publish.sites import tree

Wanted = dict[str, dict[str, bytes]]
REPOSITORY = Path(__file__).parents[2]
YEAR = 366 * 24 * 60 * 60


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site that has not been built."""
    return write_site(tmp_path / "site")


@pytest.fixture
def wanted(root: Path, tmp_path: Path) -> Wanted:
    """What clean builds make of its versions."""
    return clean(root, tmp_path / "clean")


def assert_built(root: Path, wanted: Wanted, version: str) -> None:
    """Build a version; it has to be the same as a clean build."""
    turn(root, version)
    assert command(root, "--strict") == 0
    assert tree(root / "output") == wanted[version]


def test_branches_there_and_back(root: Path, wanted: Wanted) -> None:
    """With the output of the other branch, and without any; a branch that cannot be built, in
    between.
    """
    for version in ("first", "second", "first", "broken", "second", "second", "first"):
        if version == "broken":
            turn(root, version)
            assert command(root) == 1
        else:
            assert_built(root, wanted, version)
    for version in ("second", "first"):
        shutil.rmtree(root / "output")
        assert_built(root, wanted, version)


def test_the_cache_of_a_folder_somewhere_else(root: Path, wanted: Wanted, tmp_path: Path) -> None:
    """A clone with the cache of the first, as CI restores it; then the folder itself, moved away,
    with output.
    """
    assert_built(root, wanted, "second")
    clone = tmp_path / "clone"
    shutil.copytree(root, clone, ignore=shutil.ignore_patterns("output", ".*"))
    shutil.copytree(root / ".cache", clone / ".cache")
    for version in ("first", "second"):
        assert_built(clone, wanted, version)

    moved = root.rename(tmp_path / "moved")
    for version in ("second", "first"):
        assert_built(moved, wanted, version)
    shutil.rmtree(clone / ".cache")
    shutil.copytree(moved / ".cache", clone / ".cache")  # with output that is of the other version
    assert_built(clone, wanted, "second")


def test_of_two_projects_in_the_same_place(root: Path, wanted: Wanted, tmp_path: Path) -> None:
    """One takes the place of the other, cache and all: what is noted there is of the other."""
    other = tmp_path / "other"
    shutil.copytree(root, other)
    turn(other, "second")
    let_dates_settle()
    assert_built(root, wanted, "first")
    root.rename(tmp_path / "away")
    other.rename(root)
    shutil.copytree(tmp_path / "away/.cache", root / ".cache")
    shutil.copytree(tmp_path / "away/output", root / "output")
    assert command(root) == 0
    assert tree(root / "output") == wanted["second"]


@pytest.mark.parametrize("date", [0, 315_532_801, "now", "the same", 4_102_444_800])
def test_whatever_the_dates_of_files_say(root: Path, wanted: Wanted, date: float | str) -> None:
    """As git, tar and archives set them: long past, now, all the same, or in a hundred years;
    edited or not.
    """
    assert_built(root, wanted, "first")
    moment = time.time()
    for version in ("first", "second", "first"):
        turn(root, version)
        for path in [*root.glob("*/**/*"), *(root / ".cache").rglob("*")]:
            if date == "now":
                path.touch()
            else:
                stamp = moment if isinstance(date, str) else date
                os.utime(path, (stamp, stamp))
        assert_built(root, wanted, version)


@pytest.mark.parametrize("years", [-1, 1])
def test_whatever_the_clock_says(
    root: Path, wanted: Wanted, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    """A clock that was put back, or forward, since the cache was written."""
    assert_built(root, wanted, "first")
    now, now_ns = time.time, time.time_ns
    monkeypatch.setattr("time.time", lambda: now() + years * YEAR)
    monkeypatch.setattr("time.time_ns", lambda: now_ns() + years * YEAR * 1_000_000_000)
    for version in ("first", "second", "first"):
        assert_built(root, wanted, version)
    monkeypatch.undo()
    for version in ("second", "first"):
        assert_built(root, wanted, version)


OTHERS = {
    "site/markdown.py": "plain = to_html\ndef to_html(text):\n    return plain(text) + '<p>WORDS</p>'\n",
    "render/pictures.py": "plain = _make\ndef _make(*given):\n    return plain(*given) + b'WORDS'\n",
    "render/cards.py": "plain = draw\ndef draw(*of):\n    return plain(*of) + b'WORDS'\n",
    "exports/llms.py": "plain = _written\ndef _written(pieces):\n    return plain(pieces) + b'WORDS'\n",
    "exports/icons.py": "plain = icon_png\ndef icon_png(size, colours):\n    return plain(size, colours) + b'WORDS'\n",
}
"""What another engine does in another way."""


def engine(folder: Path, words: str) -> Path:
    """An engine that makes other texts, pictures and cards of the same, in a folder of its own."""
    for name in ("microsite", "templates", "assets", "docs"):
        shutil.copytree(
            ENGINE_HOME / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name, other in OTHERS.items():
        with (folder / "microsite" / name).open("a", encoding="utf-8") as module:
            module.write(f"\n\n{other.replace('WORDS', words)}")
    return folder


def built_by(home: Path, root: Path, *options: str) -> dict[str, bytes]:
    """What an engine makes of a site."""
    done = subprocess.run(
        [sys.executable, "-m", "microsite", "build", "--root", str(root), "--as-of", DAY, *options],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(home), sealed.VARIABLE: "the same for all"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return tree(root / "output")


@pytest.mark.slow
def test_engines_that_take_turns(root: Path, tmp_path: Path) -> None:
    """An upgrade, and back, with one cache, which each believes of the other."""
    engines = [engine(tmp_path / words, words) for words in ("one", "other")]
    made = []
    for home in engines:
        made.append(built_by(home, root, "--no-cache"))
        shutil.rmtree(root / "output")
    assert all(
        b"one" in data for name, data in made[0].items() if name.endswith((".png", ".webp", ".md"))
    )
    assert all(
        b"other" in data
        for name, data in made[1].items()
        if name.endswith((".png", ".webp", ".md"))
    )
    assert b"<p>one</p>" in made[0]["2027/tides/index.html"]
    for number in (0, 1, 0, 1):
        assert built_by(engines[number], root) == made[number]
    shutil.rmtree(root / "output")
    assert built_by(engines[0], root) == made[0]


def test_what_another_python_compiled_is_left_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command(root) == 0
    file = root / ".cache/templates"
    assert CompiledTemplates(file)._own

    monkeypatch.setattr(sys, "version", "3.99.0 (main)")

    assert CompiledTemplates(file)._own == {}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="as POSIX does it")
def test_two_builds_at_once(root: Path, wanted: Wanted, tmp_path: Path) -> None:
    """Of one project with one cache, into the same output and into others, from nothing and from
    what was there.
    """
    for turns in range(3):
        if turns == 2:
            shutil.rmtree(root / ".cache")
        outputs = [root / "output", root / "output", tmp_path / "one", tmp_path / "other"]
        builds = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "microsite", "build", "--root", root),
                    "--as-of",
                    DAY,
                    "--output",
                    output,
                ],
                cwd=REPOSITORY,
                env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
                stderr=subprocess.PIPE,
                text=True,
            )
            for output in outputs
        ]
        for build, output in zip(builds, outputs, strict=True):
            _, told = build.communicate(timeout=600)
            assert build.returncode == 0, told
            assert "Sorry" not in told
            assert tree(output) == wanted["first"]
        left = [path.name for path in cache_of(root) if path.suffix[1:].isdigit()]
        assert left == []


@pytest.mark.parametrize("problem", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_a_cache_that_cannot_be_written(
    root: Path,
    wanted: Wanted,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    problem: int,
) -> None:
    """The site is made, and a sentence says what could not be noted."""

    def refuse(path: str, *_: object) -> None:
        raise OSError(problem, os.strerror(problem), path)

    monkeypatch.setattr(sealed, "put", refuse)
    monkeypatch.setattr(schemas, "put", refuse)
    capsys.readouterr()

    for version in ("first", "second"):
        turn(root, version)
        assert command(root) == 0
        told = no_fault(capsys)
        assert "The site is published, but what was done could not be noted" in told
        assert os.strerror(problem) in told
        assert tree(root / "output") == wanted[version]
    assert not (root / ".cache").exists()


SMALL = """
import os, subprocess, sys
from pathlib import Path
from tests.faults.whole_sites import *
root, size = Path(sys.argv[1]), sys.argv[2]
(root / ".cache").mkdir()
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + size, "none", root / ".cache"], check=True)
for version in ("first", "second", "first"):
    turn(root, version)
    assert command(root) == 0
    assert [path for path in (root / ".cache").rglob("*") if path.suffix[1:].isdigit()] == []
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs name spaces of mounts")
@pytest.mark.parametrize("size", ["4k", "64k", "400k"])
def test_a_disk_for_the_cache_that_is_full(root: Path, wanted: Wanted, size: str) -> None:
    before = (
        ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--mount", "--map-root-user")
    )
    if subprocess.run(
        [*before, "mount", "-t", "tmpfs", "none", str(root)], capture_output=True, check=False
    ).returncode:
        pytest.skip(
            "mounting a small disk is not permitted here; the test above has the disk refuse"
        )

    done = subprocess.run(
        [*before, sys.executable, "-c", SMALL, str(root), size],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "Sorry" not in done.stderr
    assert tree(root / "output") == wanted["first"]


def test_a_walk_through_all_of_it(root: Path, wanted: Wanted) -> None:
    """One thing after the other befalls a project; every build is as a clean one."""
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    kept = [cache_of(root)]

    def restore() -> None:
        shutil.rmtree(root / ".cache", ignore_errors=True)
        for path, data in chance.choice(kept).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    happenings: tuple[Callable[[], object], ...] = (
        restore,
        lambda: shutil.rmtree(root / ".cache", ignore_errors=True),
        lambda: shutil.rmtree(root / "output", ignore_errors=True),
        lambda: shutil.rmtree(root / ".output.work", ignore_errors=True),
        lambda: kept.append(cache_of(root)),
        lambda: command(root, "--output", str(Project.at(root).root / "other")),
        lambda: (
            (root / "output").is_dir() and (root / "output/index.html").write_bytes(b"By hand.")
        ),
    )
    for _ in range(12):
        for happening in chance.sample(happenings, 2):
            happening()
        version = chance.choice(["first", "second"])
        turn(root, version)
        assert command(root) == 0, seed
        assert tree(root / "output") == wanted[version], seed
