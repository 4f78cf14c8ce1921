"""Changes to a site between two builds, the same for each tool, with a proof."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.conference import Conference
from bench.tools import HOUSE, Tool
from microsite.render.templates import CompiledTemplates


class WorkNotDoneError(Exception):
    """A tool left out what it was to do, so its time says nothing."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The site of one conference in one tool's form, on the disk."""

    tool: Tool
    conference: Conference
    folder: Path

    def file(self, path: str, identity: str = "") -> Path:
        """A source file of the tool."""
        return self.folder / path.replace("{id}", identity)

    def page_of(self, session: str) -> str:
        """The finished page of a session."""
        page = self.folder / self.tool.output / self.tool.session_page.replace("{id}", session)
        return page.read_text(encoding="utf-8") if page.exists() else ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something done before a build. `edition` is another number each time, so that nothing can be
    remembered.
    """

    name: str
    title: str
    make: Callable[[Bench, int], None]
    sign: Callable[[Conference, int], str]
    """Return what the first session's page must contain afterwards."""

    def prove(self, bench: Bench, edition: int) -> None:
        """Raise WorkNotDoneError unless the change shows in the output."""
        sign = self.sign(bench.conference, edition)
        if sign not in bench.page_of(bench.conference.sessions[0].id):
            raise WorkNotDoneError(
                f"{bench.tool.title}, {self.title}: “{sign}” is not in the finished page."
            )


def _cold(bench: Bench, _edition: int) -> None:
    for name in (bench.tool.output, *bench.tool.caches):
        place = bench.folder / name
        if place.is_dir():
            shutil.rmtree(place)
        elif place.exists():
            place.unlink()


def _fresh(bench: Bench, edition: int) -> None:
    """Delete output, caches and, for Microsite, compiled modules and templates of the engine."""
    _cold(bench, edition)
    if bench.tool.at == HOUSE:
        with suppress(OSError, RuntimeError):
            CompiledTemplates().clear()
        for folder in (HOUSE / "microsite").rglob("__pycache__"):
            shutil.rmtree(folder)


def _nothing(bench: Bench, _edition: int) -> None:
    pass


def _edit_body(bench: Bench, edition: int) -> None:
    session = bench.conference.sessions[0]
    start = " ".join(session.body.split()[:6])
    _replace(
        bench.file(bench.tool.session, session.id),
        rf"(?:Edition \d+\. )?{re.escape(start)}",
        f"{_mark(edition)}. {start}",
    )


def _rename_speaker(bench: Bench, edition: int) -> None:
    speaker = bench.conference.speakers[0]
    _replace(
        bench.file(bench.tool.speaker, speaker.id),
        rf"{re.escape(speaker.name)}(?: Edition \d+)?",
        f"{speaker.name} {_mark(edition)}",
    )


def _edit_theme(bench: Bench, edition: int) -> None:
    _replace(
        bench.file(bench.tool.base),
        r'<body(?: data-edition="\d+")?',
        f'<body data-edition="{edition}"',
    )


def _mark(edition: int) -> str:
    return f"Edition {edition}"


def _replace(path: Path, pattern: str, new: str) -> None:
    """Save a file as an editor does, with one place changed."""
    text, count = re.subn(pattern, lambda _: new, path.read_text(encoding="utf-8"), count=1)
    if not count:
        raise WorkNotDoneError(f"{path} has nothing like “{pattern}” to change.")
    path.write_text(text, encoding="utf-8")


def _first_title(conference: Conference, _edition: int) -> str:
    return conference.sessions[0].title


CHANGES: dict[str, Change] = {
    change.name: change
    for change in (
        Change("fresh", "first, fresh checkout", _fresh, _first_title),
        Change("cold", "first", _cold, _first_title),
        Change("unchanged", "unchanged", _nothing, _first_title),
        Change("body", "one body edited", _edit_body, lambda _, edition: f"Edition {edition}."),
        Change(
            "speaker",
            "one speaker renamed",
            _rename_speaker,
            lambda conference, edition: f"{conference.speakers[0].name} Edition {edition}",
        ),
        Change(
            "theme", "theme edited", _edit_theme, lambda _, edition: f'data-edition="{edition}"'
        ),
    )
}
"""First builds come first: they make what the others change."""
