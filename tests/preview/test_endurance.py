"""Long work with a preview does not increase its memory, threads or files.

MICROSITE_EDITS=5000 runs for about an hour, MICROSITE_SEED repeats a run, and -s shows progress.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from microsite.build import build
from microsite.project import ENGINE_HOME, BuildOptions, Project
from tests.picturing import photo
from tests.preview_helpers import PATIENCE, MemoryUsage, Preview

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux", reason="what a process takes up is read from /proc"
    ),
]

EDITS = int(os.environ.get("MICROSITE_EDITS", "100"))
WARM = 45
"""Edits until all modules are loaded and each kind of edit has occurred."""
WHOLE = 5
"""Number of edits between waits for a complete output. In between, edits cancel builds."""
AS_OF = date(2025, 3, 1)
CLEAN = max(50, EDITS // 20)
"""Number of edits between comparisons with a clean build."""


class Editor:
    """Simulated editor who never pauses."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)
        self.number = 0
        self.speakers = sorted((root / "content/speakers").glob("*.md"))
        self.texts = {path: path.read_text(encoding="utf-8") for path in self.speakers}
        self.card = (ENGINE_HOME / "templates/components/tag.html").read_text(
            encoding="utf-8"
        )
        self.edits = (
            *(
                self.write,
                self.write,
                self.add,
                self.rename,
                self.remove,
                self.slip,
                self.picture,
            ),
            *(self.template, self.style, self.folder, self.link),
        )

    def step(self) -> str:
        """Edit and fix the site, then save a page that names the step."""
        self.number += 1
        edit = (
            self.edits[self.number % len(self.edits)]
            if self.number < WARM
            else self.chance.choice(self.edits)
        )
        edit()
        self.save(
            "content/pages/log.md",
            f"---\ntitle: Log\n---\nStep {self.number} is done.\n",
        )
        return edit.__name__

    def save(self, name: str, text: str | bytes) -> None:
        """Save as editors do: in place, or by way of another file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode() if isinstance(text, str) else text
        if self.chance.random() < 0.5:
            path.write_bytes(data)
            return
        draft = path.with_name(f".{path.name}.swp")
        draft.write_bytes(data)
        os.replace(draft, path)

    def write(self) -> None:
        path = self.chance.choice(self.speakers)
        self.save(
            str(path.relative_to(self.root)),
            f"{self.texts[path]}\nA sentence more: {self.number}.\n",
        )

    def add(self) -> None:
        head = f"title: Flood {self.number}\ndate: 2025-02-0{self.number % 7 + 1}"
        self.save(
            f"content/news/{self.number % 7}-flood.md", f"---\n{head}\n---\nUp.\n"
        )

    def rename(self) -> None:
        for path in sorted((self.root / "content/news").glob("?-flood.md")):
            path.rename(path.with_name(path.name.replace("-flood", "-ebb")))

    def remove(self) -> None:
        for path in sorted((self.root / "content/news").glob("?-*.md")):
            path.unlink()

    def slip(self) -> None:
        """Make an error, wait for its report and fix it."""
        path = self.chance.choice(self.speakers)
        name = str(path.relative_to(self.root))
        self.save(
            name,
            self.chance.choice(
                ["---\nname: A: b\n---\n", "", "---\nphoto: none.jpg\n---\n", "\0"]
            ),
        )
        time.sleep(self.chance.choice([0, 0.3]))
        self.save(name, self.texts[path])

    def picture(self) -> None:
        size = (200 + self.number % 50, 200)
        self.save("assets/images/people/ines-vazamare.jpg", photo(size))

    def template(self) -> None:
        self.save(
            "templates/components/tag.html", f"{self.card}{{# {self.number} #}}\n"
        )

    def style(self) -> None:
        self.save("assets/css/utilities.css", f".vh{{outline:{self.number}px}}\n")

    def folder(self) -> None:
        """Move a folder away and back, as a change of branch does."""
        away = self.root / "data-away"
        (self.root / "data").rename(away)
        time.sleep(self.chance.choice([0, 0.2]))
        away.rename(self.root / "data")

    def link(self) -> None:
        """Create a symbolic link in the sources for a time. No stats are trusted then."""
        link = self.root / "assets/images/link.svg"
        link.symlink_to(self.root / "assets/images/tidewater-network.svg")
        self.write()
        time.sleep(self.chance.choice([0, 0.3]))
        link.unlink()


def left_by(preview: Preview, scratch: Path) -> int:
    """Return the number of its files in the temporary folder, in the cache and next to output/."""
    return len(
        [
            *preview.root.glob(".cache/*"),
            *preview.root.glob(".output.work/*"),
            *scratch.rglob("*"),
        ]
    )


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    root = tmp_path / "site"
    shutil.copytree(
        ENGINE_HOME / "examples/tidewater",
        root,
        ignore=shutil.ignore_patterns("output", ".*"),
    )
    (tmp_path / "scratch").mkdir()
    scratch = str(tmp_path / "scratch")
    with Preview(
        root, "--no-open", "--as-of", AS_OF.isoformat(), port=8800, TMPDIR=scratch
    ) as running:
        yield running


def page(preview: Preview, address: str) -> bytes:
    """Return a page of the preview, with any status."""
    try:
        with urllib.request.urlopen(
            f"{preview.url}{address}", timeout=PATIENCE
        ) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as answer:
        return answer.read()


def wait_for(preview: Preview, words: bytes) -> None:
    """Request the page until it contains a text."""
    end = time.monotonic() + PATIENCE
    while words not in page(preview, "log/"):
        assert preview.process.poll() is None, preview.said
        assert time.monotonic() < end, (words, preview.said[-2000:])
        time.sleep(0.02)


def wait_for_whole(preview: Preview, words: bytes) -> None:
    """Wait until output has this step."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if words in (preview.root / "output/log/index.html").read_bytes():
                return
        except OSError:
            pass
        assert time.monotonic() < end, (words, preview.said[-2000:])
        time.sleep(0.05)


def listen_and_leave(preview: Preview, *, politely: bool) -> None:
    """Simulate pages that listen for changes and disconnect, sometimes without closing."""
    host = f"127.0.0.1:{preview.url_port}"
    with socket.create_connection(("127.0.0.1", preview.url_port), PATIENCE) as line:
        line.sendall(
            f"GET /livereload HTTP/1.1\r\nHost: {host}\r\n"
            f"Origin: http://{host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        assert b" 101 " in line.recv(4096)
        if politely:
            line.sendall(b"\x88\x80\0\0\0\0")


def tree(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder; an incomplete dict during an exchange."""
    files = {}
    for path in folder.rglob("*"):
        try:
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
        except OSError:
            continue
    return files


def wait_for_same(preview: Preview, clean: Path) -> None:
    """Wait until output equals a clean build."""
    assert build(
        Project.at(preview.root, clean), BuildOptions(as_of=AS_OF, use_cache=False)
    ).published
    expected, end = tree(clean), time.monotonic() + PATIENCE
    while (files := tree(preview.root / "output")) != expected:
        names = sorted(
            name
            for name in expected.keys() | files.keys()
            if expected.get(name) != files.get(name)
        )
        assert time.monotonic() < end, f"stale: {names}"
        time.sleep(0.2)
    shutil.rmtree(clean)


def test_preview_uses_constant_resources(preview: Preview, tmp_path: Path) -> None:
    seed = int(os.environ.get("MICROSITE_SEED", str(time.time_ns() % 100_000)))
    editor, scratch = Editor(preview.root, seed), tmp_path / "scratch"
    addresses = [
        "",
        "programme/",
        "speakers/ines-vazamare/",
        "event.html",
        "nowhere/",
        "news/",
    ]
    start, words, warm_usage, files_left = time.monotonic(), b"", None, 0
    for number in range(1, EDITS + 1):
        edit = editor.step()
        words = b"Step %d is done." % number
        wait_for(preview, words)
        page(preview, addresses[number % len(addresses)])
        listen_and_leave(preview, politely=bool(number % 2))
        if number % WHOLE == 0:
            wait_for_whole(preview, words)
        if number % CLEAN == 0:
            wait_for_same(preview, tmp_path / f"clean-{number}")
        if number == min(WARM, EDITS):
            warm_usage, files_left = (
                MemoryUsage(preview.process.pid),
                left_by(preview, scratch),
            )
        if number % max(1, EDITS // 50) == 0:
            now = (
                f"{MemoryUsage(preview.process.pid)}, {left_by(preview, scratch)} left"
            )
            print(
                f"{time.monotonic() - start:6.0f} s, {number} edits: {now}; {edit}, seed {seed}"
            )
    assert warm_usage is not None
    wait_for_whole(preview, words)
    burden, where = MemoryUsage(preview.process.pid), f"seed {seed}"
    assert burden.files <= warm_usage.files + 4, (where, warm_usage, burden)
    assert burden.threads <= warm_usage.threads + 4, (where, warm_usage, burden)
    assert burden.memory <= warm_usage.memory * 1.25 + 25, (where, warm_usage, burden)
    assert burden.children == 0, where
    assert left_by(preview, scratch) <= files_left + 4, where

    assert preview.stop() == 0
    assert "Traceback" not in preview.last
    assert "Sorry" not in preview.last
