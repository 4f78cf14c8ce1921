"""Whatever befalls .cache, a build makes the bytes that a clean one makes, and tells nothing strange.

MICROSITE_DAMAGE=1 damages every byte of every file, one after the other: an hour or two.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from jinja2.bccache import Bucket

from microsite.render import cards, compiled, pictures
from microsite.render.compiled import CompiledTemplates
from microsite.site import memory
from microsite.site.pictures import PictureBook
from tests.faults.whole_sites import (
    cache_of,
    clean,
    command,
    everything,
    let_dates_settle,
    no_fault,
    put_back,
    turn,
    write_site,
)
from tests.publish.sites import tree

EVERY = int(os.environ.get("MICROSITE_DAMAGE", "0"))
"""Every so-many-th byte of each file; 0 for some of them."""
SCENES = ("first", "second", "gone", "broken")
"""What is built over a damaged cache: what was there, an edited text, the same with output/ gone, a
mistake.
"""
KINDS = {
    "unchanged",
    "markdown",
    "read",
    "pictures",
    "templates",
    "made",
    "published-output",
    "schemas",
}

Cache = dict[Path, bytes]


class Victim:
    """A site whose cache is damaged again and again."""

    def __init__(
        self, root: Path, wanted: dict[str, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.root = root
        self.wanted = wanted
        self.capsys = capsys
        self.there = "first"
        self.count = 0

    def build(self, scene: str, damage: object) -> None:
        """Build; what comes of it has to be what a clean build makes, with the same exit code."""
        self.count += 1
        if scene == "gone":
            shutil.rmtree(self.root / "output")
        turn(self.root, {"gone": "second"}.get(scene, scene))
        code = command(self.root, "--strict")
        told = no_fault(self.capsys)
        assert code == (1 if scene == "broken" else 0), (damage, scene, told)
        self.there = {"gone": "second", "broken": self.there}.get(scene, scene)
        assert tree(self.root / "output") == self.wanted[self.there], (damage, scene)


@pytest.fixture
def victim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Victim:
    """Built, with all that it ever remembers in the cache."""
    root = write_site(tmp_path / "site")
    made = Victim(root, clean(root, tmp_path / "clean"), capsys)
    let_dates_settle()
    for _ in range(2):
        made.build("first", "nothing")
    assert set(everything(cache_of(root))) >= KINDS
    return made


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]


def damages(
    cache: Cache, path: Path, chance: random.Random
) -> Iterator[tuple[str, Callable[[], object]]]:
    """What can befall one file, with a name for each."""
    data = cache[path]
    places = (
        range(0, len(data), EVERY)
        if EVERY
        else sorted({0, 40, *chance.sample(range(len(data)), 2)})
    )
    for at in places:
        if at < len(data):
            yield f"bit of byte {at}", partial(path.write_bytes, flipped(data, at))
    for size in (0, 31, chance.randrange(len(data)), len(data) - 1):
        yield f"cut to {size}", partial(path.write_bytes, data[:size])
    others = sorted(other for other in cache if other != path)
    for other in others if EVERY else chance.sample(others, 2):
        yield f"holds {other.name}", partial(path.write_bytes, cache[other])
    yield "followed by more", partial(path.write_bytes, data + data)
    yield "zeros", partial(path.write_bytes, bytes(len(data)))
    yield "gone", path.unlink
    yield "a folder", partial(make_a_folder, path)
    if sys.platform != "win32":
        yield "a link to itself", partial(make_a_link, path, path)
        yield "a link to nothing", partial(make_a_link, path, Path("nothing"))


def make_a_folder(path: Path) -> None:
    path.unlink()
    (path / "deep").mkdir(parents=True)
    (path / "deep/file").write_text("A file.")


def make_a_link(path: Path, to: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    path.symlink_to(to)


def make_a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("A file.")


@pytest.mark.slow
def test_no_damage_to_any_file_shows(victim: Victim) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    cache = cache_of(victim.root)
    alike = {
        name: [path for path in cache if path.parent.name == name] for name in ("made", "schemas")
    }
    left_out = {
        path
        for paths in alike.values()
        for path in chance.sample(paths, len(paths) - 1)
        if not EVERY
    }
    files = sorted(cache.keys() - left_out)
    files.sort(
        key=lambda path: path.name != "unchanged"
    )  # its note holds only until a source is touched
    for number, path in enumerate(files):
        for turns, (name, damage) in enumerate(damages(cache, path, chance)):
            put_back(cache, victim.root)
            damage()
            scene = "first" if path.name == "unchanged" else SCENES[(turns + number) % len(SCENES)]
            victim.build(scene, f"{path.name}: {name}; seed {seed}")
    print(
        f"{victim.count} builds over {len(cache)} files of {sum(map(len, cache.values())):,} bytes"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="rights as POSIX has them")
def test_a_cache_of_damaged_folders(victim: Victim) -> None:
    """Files where folders should be, folders that lead nowhere, and no cache at all."""
    cache = victim.root / ".cache"
    kept = cache_of(victim.root)
    damages = (
        partial(make_a_file, cache / "made"),
        partial(make_a_file, cache / "editions"),
        partial(make_a_file, cache / "schemas"),
        partial(shutil.rmtree, cache),
        partial(make_a_link, cache / "made", cache / "made"),
    )
    for number, damage in enumerate(damages):
        damage()
        victim.build(SCENES[number % len(SCENES)], number)
        for place in (cache / "made", cache / "editions", cache / "schemas"):
            if place.is_symlink() or place.is_file():
                place.unlink()
        put_back(kept, victim.root)


HOSTILE = "<p>Poisoned <script src=https://evil.example/x.js></script></p>"


def poisoned(root: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """The cache that somebody hands in who has the whole engine, and makes of it what they like,
    but not our key.
    """
    dump, save = CompiledTemplates.dump_bytecode, PictureBook.save

    def dump_other(memory: CompiledTemplates, bucket: Bucket) -> None:
        bucket.code = compile(f"open({str(root / 'ran')!r}, 'w').close()", "theirs", "exec")
        dump(memory, bucket)

    def save_other(book: PictureBook) -> None:
        book.used = {key: [7, *looks[1:]] for key, looks in book.used.items()}
        save(book)

    with monkeypatch.context() as patch:
        patch.setenv("MICROSITE_CACHE_KEY", "theirs")
        patch.setattr(memory, "to_html", lambda _: HOSTILE)
        patch.setattr(cards, "draw", lambda *_: b"Poisoned.")
        patch.setattr(pictures, "_make", lambda *_: b"Poisoned.")
        patch.setattr(CompiledTemplates, "dump_bytecode", dump_other)
        patch.setattr(PictureBook, "save", save_other)
        assert command(root, "--jobs", "1") == 0
    return cache_of(root)


@pytest.mark.parametrize("with_output", [True, False])
def test_a_cache_from_somebody_else_is_not_believed(
    victim: Victim, monkeypatch: pytest.MonkeyPatch, with_output: bool
) -> None:
    """It runs none of their code and publishes none of their words."""
    monkeypatch.setattr(
        compiled, "OF_THE_THEME", None
    )  # all templates in the cache, not those of the project alone
    for folder in (".cache", "output", ".output.work"):
        shutil.rmtree(victim.root / folder)
    theirs = poisoned(victim.root, monkeypatch)
    if not with_output:
        shutil.rmtree(victim.root / "output")

    victim.build("first", "theirs")
    assert not (victim.root / "ran").exists()

    shutil.rmtree(victim.root / "output")
    put_back(theirs, victim.root)
    monkeypatch.setenv("MICROSITE_CACHE_KEY", "theirs")
    command(victim.root)
    assert (victim.root / "ran").exists(), (
        "with their key it would run: else this test proves nothing"
    )
