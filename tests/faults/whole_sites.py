"""A small site that makes a build remember everything it ever does: texts, pages, pictures, cards,
past editions.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from microsite.cli import main
from microsite.project import ENGINE_HOME
from tests.making import EVENT, sessions_yaml, write_project
from tests.picturing import photo
from tests.publish.sites import tree

DAY = "2027-01-15"
SERIES = "series:\n  name: Coasts in common\n  url: https://coasts.example/\n"
PAST = """\
---
title: Coasts in common 2026
description: A conference about coasts.
timezone: Europe/London
starts: 2026-05-20 09:00
ends: 2026-05-20 17:00
organiser: {name: Example Conferences}
series: {name: Coasts in common, url: https://coasts.example/}
base_url: https://coasts.example/2026/
---
Welcome to 2026.
"""
TAG = (ENGINE_HOME / "templates/components/tag.html").read_text(encoding="utf-8")
FILES = {
    "content/pages/tides.md": "---\ntitle: Tides\n---\n## High\n\nAt *noon*, says [Kim](speaker:kim-example).\n",
    "content/speakers/kim-example.md": (
        "---\nname: Kim Example\nphoto: images/kim.jpg\nphoto_alt: Kim on a quay\n---\nKim minds the *harbour*.\n"
    ),
    "content/news/open.md": "---\ntitle: Booking is open\ndate: 2027-01-10\n---\nAt **last**.\n",
    "data/sessions.yaml": sessions_yaml(
        "id: ebb\nstart: 09:00\nspeakers: [kim-example]\nabstract: The *ebb*."
    ),
    "editions/2026/content/event.md": PAST,
    "editions/2026/content/pages/log.md": "---\ntitle: Log\n---\nAll is _well_.\n",
    "templates/components/tag.html": f"{TAG}{{# Ours. #}}\n",
}
VERSIONS = {
    "first": FILES["content/pages/tides.md"],
    "second": "---\ntitle: Tides and surges\n---\n## Low\n\nAt *six*.\n",
    "broken": "---\ntitle: A: b\n---\nAt noon.\n",
}
"""What pages/tides.md says. The last is a mistake."""


def write_site(root: Path) -> Path:
    """The site, in its first version."""
    write_project(root, FILES, EVENT + SERIES + "base_url: https://coasts.example/2027/\n")
    (root / "assets/images").mkdir(parents=True)
    (root / "assets/images/kim.jpg").write_bytes(photo((240, 240)))
    return root


def turn(root: Path, version: str) -> None:
    """Make it another version, unless it is that already."""
    path = root / "content/pages/tides.md"
    if path.read_text(encoding="utf-8") != VERSIONS[version]:
        path.write_text(VERSIONS[version], encoding="utf-8")


def command(root: Path, *options: str) -> int:
    """Build it, in this process, as the command does. Gives the exit code."""
    return main(["build", "--root", str(root), "--as-of", DAY, *options])


def clean(root: Path, folder: Path) -> dict[str, dict[str, bytes]]:
    """What a clean build makes of each sound version of a site, which is left as it was."""
    made = {}
    for version in ("first", "second"):
        shutil.copytree(root, folder / version, ignore=shutil.ignore_patterns("output", ".*"))
        turn(folder / version, version)
        assert command(folder / version, "--no-cache", "--jobs", "1") == 0
        made[version] = tree(folder / version / "output")
    return made


def let_dates_settle() -> None:
    """Wait until a change would show in the dates of what has just been written."""
    time.sleep(0.06)


def no_fault(capsys: pytest.CaptureFixture[str]) -> str:
    """What was told since the last time: nothing of it is an apology."""
    told = capsys.readouterr().err
    assert "Sorry" not in told, told
    assert "Traceback" not in told, told
    return told


def cache_of(root: Path) -> dict[Path, bytes]:
    """All that is remembered."""
    return {
        path: path.read_bytes() for path in sorted((root / ".cache").rglob("*")) if path.is_file()
    }


def put_back(cache: dict[Path, bytes], root: Path) -> None:
    """Make the cache again what it was."""
    for path in sorted((root / ".cache").rglob("*"), reverse=True):
        if path.is_symlink() or not path.is_dir():
            if path not in cache:
                path.unlink()
        elif path in cache:
            shutil.rmtree(path)
    for path, data in cache.items():
        if path.is_symlink():
            path.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            path.unlink(missing_ok=True)
            path.write_bytes(data)


def everything(cache: dict[Path, bytes]) -> Iterator[str]:
    """The kinds of things in a cache: each must be there, or the tests prove less than they say."""
    for path in cache:
        yield path.parent.name if path.parent.name in ("made", "schemas") else path.name
