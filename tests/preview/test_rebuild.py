"""A preview builds the same bytes as a command, and shows nothing wrong early."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Queue

import pytest

from microsite.apps.preview import rebuild
from microsite.apps.preview.rebuild import BuildStatus, PreviewState, Rebuilder
from microsite.build import build
from microsite.diagnostics.diagnostic import Log
from microsite.project import ENGINE_HOME, BuildOptions, Project
from tests.making import EVENT, sessions_yaml, write_project

PATIENCE = 120
"""Seconds to wait for an expected event."""
HOME = "index.html"
SESSION = "programme/opening/index.html"
FILES = {
    "data/sessions.yaml": sessions_yaml(
        "id: opening\ntitle: Opening\nstart: 09:00\nspeakers: [kim]\nabstract: |\n  First words.",
        "id: tides\ntitle: Tides\nstart: 10:00\nspeakers: [lee]",
        "id: waves\ntitle: Waves\nstart: 11:00\nabstract: |\n  See [the opening](session:opening).",
    ),
    "content/speakers/kim.md": "---\nname: Kim Example\n---\nKim looks after the harbour.\n",
    "content/speakers/lee.md": "---\nname: Lee Example\n---\nLee counts waves.\n",
    "content/pages/about.md": "---\ntitle: About\n---\nAbout [Kim](speaker:kim).\n",
}


class Preview:
    """A preview of a project, with its results."""

    def __init__(self, root: Path) -> None:
        self.root = write_project(root, FILES)
        for folder in ("templates", "assets/css"):
            shutil.copytree(ENGINE_HOME / folder, root / folder)
        self.shown: list[BuildStatus] = []
        self.in_output: list[bytes] = []
        """Session page in output/ when each result was shown."""
        self.state = PreviewState(Project.at(root), None)
        self.rebuilder = Rebuilder(self.state, BuildOptions(), self._show)

    def _show(
        self,
        result: BuildStatus,
        _before: BuildStatus | None,
        _concerned: Callable[[str], bool],
    ) -> None:
        self.shown.append(result)
        page = self.root / "output" / SESSION
        self.in_output.append(page.read_bytes() if page.exists() else b"")

    def build(self) -> BuildStatus:
        """Build, and return the last result that is shown."""
        self.shown.clear()
        self.in_output.clear()
        self.rebuilder.rebuild()
        return self.shown[-1]

    def replace(self, name: str, old: str, new: str) -> None:
        """Change some words of a file."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    preview = Preview(tmp_path / "coast")
    preview.build()
    preview.state.page_sent(HOME, None)
    preview.state.page_sent(SESSION, None)
    return preview


def messages(log: Log) -> list[tuple[object, ...]]:
    return [
        (
            diagnostic.code,
            diagnostic.severity,
            diagnostic.headline,
            diagnostic.help,
            diagnostic.span.path,
            diagnostic.span.start,
        )
        for diagnostic in log
    ]


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_rebuild_shows_requested_page_before_publishing(preview: Preview) -> None:
    preview.replace("data/sessions.yaml", "First words", "Second words")
    preview.build()

    early_status, final_status = preview.shown
    assert b"Second words" in early_status.pages[SESSION]
    assert b"First words" in preview.in_output[0]
    assert not final_status.pages
    assert early_status.pages[SESSION] == preview.in_output[1]
    assert early_status.number == final_status.changed_at, (
        "the early page needs no second load"
    )
    assert early_status.number < final_status.number, (
        "but the panel of the finished build"
    )


def test_rebuild_pauses_until_early_page_is_sent(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "YIELD_SECONDS", 3600)
    statuses: Queue[BuildStatus] = Queue()
    monkeypatch.setattr(
        preview.rebuilder, "show", lambda result, *_: statuses.put(result)
    )
    preview.replace("data/sessions.yaml", "First words", "Second words")
    building = threading.Thread(target=preview.rebuilder.rebuild, daemon=True)
    building.start()

    early_status = statuses.get(timeout=PATIENCE)
    preview.state.page_sent(SESSION, preview.state.latest)  # an older copy of the page
    assert preview.state.status_of(SESSION) is early_status
    assert statuses.empty()
    preview.state.page_sent(SESSION, early_status)
    final_status = statuses.get(timeout=PATIENCE)
    building.join(PATIENCE)

    assert final_status.outcome.published is not None
    assert not building.is_alive()


def test_rebuild_shows_no_unchanged_page_early(preview: Preview) -> None:
    preview.replace("content/pages/about.md", "About [Kim]", "All about [Kim]")
    preview.build()

    assert [sorted(result.pages) for result in preview.shown] == [[]]


def test_rebuild_shows_nothing_early_with_errors(preview: Preview) -> None:
    preview.replace(
        "data/sessions.yaml", "First words", "[Second words](session:nowhere)"
    )
    status = preview.build()

    assert len(preview.shown) == 1
    assert [diagnostic.code for diagnostic in status.errors] == ["L101"]
    assert b"First words" in preview.in_output[0]


def test_rebuild_shows_no_private_words_early(preview: Preview) -> None:
    preview.replace(
        "content/speakers/kim.md",
        "name: Kim Example",
        "name: Ola Hidden\nprotected: yes\nshown_as: Ranger",
    )
    preview.replace("data/sessions.yaml", "First words", "Words by Ola Hidden")
    status = preview.build()

    assert all(SESSION not in result.pages for result in preview.shown)
    assert "O131" in [diagnostic.code for diagnostic in status.errors]


def test_rebuild_shows_no_page_early_when_asset_is_missing(preview: Preview) -> None:
    preview.replace(
        "assets/css/utilities.css",
        ".visually",
        ".another { color: inherit }\n.visually",
    )
    preview.build()

    assert [sorted(result.pages) for result in preview.shown] == [[]]
    assert preview.shown[0].outcome.published is not None


def test_rebuild_abandons_outdated_build(preview: Preview) -> None:
    preview.replace("data/sessions.yaml", "First words", "Second words")
    preview.rebuilder.has_pending = lambda: True
    early_status = preview.build()
    assert b"Second words" in early_status.pages[SESSION]
    assert preview.state.status_of(SESSION) is early_status
    assert b"First words" in (preview.root / "output" / SESSION).read_bytes()

    preview.rebuilder.has_pending = lambda: False
    final_status = preview.build()

    assert final_status.outcome.published is not None
    assert final_status.changed_at > early_status.number
    assert b"Second words" in (preview.root / "output" / SESSION).read_bytes()


def test_rebuild_reports_error_at_moved_line(
    preview: Preview,
) -> None:
    preview.replace("data/sessions.yaml", "start: 11:00", "start: 25:00")
    before = preview.build().errors
    preview.replace(
        "data/sessions.yaml",
        "First words",
        "First words.\n\n      Three\n      more\n      lines",
    )
    after = preview.build().errors

    assert [(diagnostic.code, diagnostic.span.line) for diagnostic in after] == [
        (diagnostic.code, diagnostic.span.line + 4)
        for diagnostic in before
        if diagnostic.code == "R123"
    ]


EDITS: tuple[Callable[[Preview, int], object], ...] = (
    lambda preview, n: preview.replace(
        "data/sessions.yaml", "words.", f"words {n} and words."
    ),
    lambda preview, n: preview.replace(
        "data/sessions.yaml", "title: Tides", f"title: Tides {n}\n    summary: New"
    ),
    lambda preview, n: preview.replace(
        "data/sessions.yaml", "start: 10:00", "start: 10:05"
    ),
    lambda preview, _: preview.replace("data/sessions.yaml", "[lee]", "[lee, nobody]"),
    lambda preview, _: preview.replace("data/sessions.yaml", "[lee, nobody]", "[lee]"),
    lambda preview, n: preview.replace(
        "content/speakers/kim.md", "Kim Example", f"Kim {n} Example"
    ),
    lambda preview, n: preview.replace(
        "content/pages/about.md", "About [", f"About {n}, [click here](site:home) ["
    ),
    lambda preview, n: preview.replace(
        "templates/base.html", "<body", f"<!-- {n} --><body"
    ),
    lambda preview, n: preview.replace(
        "assets/css/site.css", "@layer", f"/* {n} */ .n{n} {{ color: inherit }}\n@layer"
    ),
    lambda preview, n: (preview.root / f"content/pages/new-{n}.md").write_text(
        "---\ntitle: New\n---\nNew.\n"
    ),
    lambda preview, _: next(
        iter(sorted((preview.root / "content/pages").glob("new-*.md")))
    ).unlink(),
    lambda preview, n: (preview.root / "content/event.md").write_text(
        f"---\n{EVENT}---\nWelcome, {n}.\n"
    ),
    lambda preview, _: (preview.root / "content/speakers/lee.md").write_text(
        "---\nname: [\n---\n"
    ),
    lambda preview, _: (preview.root / "content/speakers/lee.md").write_text(
        FILES["content/speakers/lee.md"]
    ),
    lambda preview, _: shutil.rmtree(preview.root / ".cache"),
)


@pytest.mark.parametrize("seed", range(3))
def test_rebuild_gives_the_bytes_and_messages_of_a_first_build(
    tmp_path: Path, seed: int
) -> None:
    preview = Preview(tmp_path / "coast")
    preview.build()
    preview.state.page_sent(SESSION, None)
    chance = random.Random(seed)
    for number in range(12):
        try:
            chance.choice(EDITS)(preview, number)
        except (AssertionError, StopIteration, FileNotFoundError):
            continue  # there is no such file
        if chance.random() < 0.3:
            time.sleep(
                0.06
            )  # sometimes its timestamps are old enough to be trusted, sometimes not
        warm = preview.build()

        project = Project(preview.root, tmp_path / "anew/output")
        shutil.rmtree(tmp_path / "anew", ignore_errors=True)
        cold = build(project, BuildOptions(use_cache=False))

        assert messages(warm.outcome.log) == messages(cold.log)
        if cold.published is not None:
            assert files_in(preview.root / "output") == files_in(
                tmp_path / "anew/output"
            )
