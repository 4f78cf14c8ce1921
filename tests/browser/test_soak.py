"""Long work with the preview open: no crash, no stale page, no growth.

MICROSITE_SOAK=2000 runs for about an hour; MICROSITE_SOAK_SEED repeats a run.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.browser.opened import PATIENCE, new_context
from tests.making import EVENT, sessions_yaml, write_project
from tests.preview_helpers import MemoryUsage, Preview

ROUNDS = int(os.environ.get("MICROSITE_SOAK", "14"))
WARM = 6
"""Rounds until all modules are loaded."""
AS_OF = date(2027, 1, 15)


class Editor:
    """Simulated editor who makes, breaks and fixes changes, one or several in a step."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)
        self.number = 0
        self.title = ""

    def step(self) -> None:
        """Make changes, perhaps with an error, then save a new title."""
        self.number += 1
        for _ in range(self.chance.randint(1, 3)):
            edit: Callable[[], None] = self.chance.choice(
                [
                    self.sessions,
                    self.speaker,
                    self.page,
                    self.style,
                    self.slip,
                    self.office,
                    self.folder,
                    self.template,
                ]
            )
            edit()
            time.sleep(self.chance.choice([0, 0.02, 0.2]))
        self.title = f"Tide {self.number}"
        self.save(
            "content/event.md",
            f"---\n{EVENT.replace('Coasts in common', self.title)}---\nWelcome.\n",
        )

    def save(self, name: str, text: str) -> None:
        """Save as editors do: in place, or by way of another file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.chance.random() < 0.5:
            path.write_text(text, encoding="utf-8")
            return
        draft = path.with_name(f"{path.name}.new")
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)

    def sessions(self) -> None:
        count = self.chance.randint(1, 9)
        hours = [
            f"id: s{n}\ntitle: Session {n} of {count}\nstart: {9 + n % 8:02}:00"
            for n in range(count)
        ]
        self.save("data/sessions.yaml", sessions_yaml(*hours))

    def speaker(self) -> None:
        path = self.root / f"content/speakers/guest-{self.chance.randint(1, 4)}.md"
        if path.exists():
            path.unlink()
        else:
            self.save(
                path.relative_to(self.root).as_posix(),
                f"---\nname: Guest {self.number}\n---\nKnows the tide.\n",
            )

    def page(self) -> None:
        self.save(
            "content/pages/about.md",
            f"---\ntitle: About {self.number}\n---\n## Part\n\nWords {self.number}.\n",
        )

    def style(self) -> None:
        self.save("assets/css/utilities.css", f".vh{{outline:{self.number}px}}\n")

    def template(self) -> None:
        self.save("templates/components/tag.html", f"{self.tag}{{# {self.number} #}}\n")

    def slip(self) -> None:
        """Add an error. The last save of the step fixes event.md."""
        self.save(
            "content/event.md",
            self.chance.choice(
                [
                    "---\ntitle: A: b\n---\n",
                    "",
                    "---\n",
                    f"---\n{EVENT}colour: red\n---\n",
                ]
            ),
        )

    def office(self) -> None:
        """Create the lock file that Word leaves beside an open document."""
        lock = self.root / "content/~$about.docx"
        lock.write_bytes(b"x")
        lock.unlink()

    def folder(self) -> None:
        """Move a folder away and back."""
        away = self.root / "data-away"
        (self.root / "data").rename(away)
        time.sleep(self.chance.choice([0, 0.1]))
        away.rename(self.root / "data")

    tag = (Path(__file__).parents[2] / "templates/components/tag.html").read_text(
        encoding="utf-8"
    )


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    files = {
        "data/sessions.yaml": sessions_yaml("id: s0\nstart: 09:00"),
        "assets/css/own.css": "a{}\n",
    }
    root = write_project(tmp_path / "site", files)
    with Preview(root, "--no-open", "--as-of", AS_OF.isoformat()) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with new_context(browser) as context:
        yield context.new_page()


def tree(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder; an empty dict during an exchange."""
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
    except FileNotFoundError:
        return {}


def wait_for_same(output: Path, clean: Path, where: str) -> None:
    """Wait until the output equals a clean build, because late saves may still be pending."""
    expected = tree(clean)
    end = time.monotonic() + PATIENCE / 1000
    while (files := tree(output)) != expected:
        names = [
            name
            for name in expected.keys() | files.keys()
            if expected.get(name) != files.get(name)
        ]
        assert time.monotonic() < end, f"{where}: stale: {sorted(names)}"
        time.sleep(0.1)


@pytest.mark.slow
def test_preview_serves_hours_of_work(
    preview: Preview, page: Page, tmp_path: Path
) -> None:
    seed = int(os.environ.get("MICROSITE_SOAK_SEED", str(time.time_ns() % 100_000)))
    editor = Editor(preview.root, seed)
    page.goto(preview.url)
    warm: MemoryUsage | None = None
    for number in range(ROUNDS):
        editor.step()
        where = f"round {number} of seed {seed}"
        expect(page.locator("h1"), where).to_have_text(editor.title, timeout=PATIENCE)
        expect(page.locator("microsite-panel .errors"), where).to_have_count(
            0, timeout=PATIENCE
        )
        clean = Project.at(preview.root, tmp_path / f"clean-{number}")
        assert build(clean, BuildOptions(as_of=AS_OF, use_cache=False)).published, where
        wait_for_same(preview.root / "output", clean.output, where)
        shutil.rmtree(clean.output)
        if sys.platform == "linux" and number + 1 == min(WARM, ROUNDS):
            warm = MemoryUsage(preview.process.pid)
    if warm:
        now = MemoryUsage(preview.process.pid)
        assert now.files <= warm.files + 4, (warm, now)
        assert now.threads <= warm.threads + 6, (warm, now)
        assert now.memory <= warm.memory * 1.25 + 25, (warm, now)

    assert preview.stop() == 0
    assert "Traceback" not in preview.last
    assert "fault" not in preview.last
