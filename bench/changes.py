"""Changes to a site between two builds, the same for each tool, and checks of their results."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.conference import Conference
from bench.tools import ROOT, Tool
from microsite.compiled_templates import compiled_templates


class ChangeMissingError(Exception):
    """A tool did not publish a change, so its time means nothing."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Sources and output of a conference for one tool."""

    tool: Tool
    conference: Conference
    folder: Path

    def file(self, path: str, identity: str = "") -> Path:
        """Return the path of a source file; `{id}` in it stands for a record."""
        return self.folder / path.replace("{id}", identity)

    def page_of(self, session: str) -> str:
        """Return the HTML of a session without no-break spaces; empty if there is no page."""
        page = (
            self.folder
            / self.tool.output
            / self.tool.session_page.replace("{id}", session)
        )
        return (
            page.read_text(encoding="utf-8").replace("\xa0", " ")
            if page.exists()
            else ""
        )


@dataclass(frozen=True, slots=True)
class Change:
    """Step before a build. Each run has another `edition`, so that no result comes from a cache."""

    name: str
    title: str
    make: Callable[[Bench, int], None]
    sign: Callable[[Conference, int], str]
    """Returns a text that the page of the first session must contain afterwards."""

    def check(self, bench: Bench, edition: int) -> None:
        """Raise ChangeMissingError if the output does not contain the change."""
        sign = self.sign(bench.conference, edition)
        if sign not in bench.page_of(bench.conference.sessions[0].id):
            raise ChangeMissingError(
                f"{bench.tool.title}, {self.title}: “{sign}” is not in the built page."
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
    if bench.tool.at == ROOT:
        with suppress(OSError, RuntimeError):
            if templates := compiled_templates():
                templates.clear()
        for folder in (ROOT / "microsite").rglob("__pycache__"):
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
    text, count = re.subn(
        pattern, lambda _: new, path.read_text(encoding="utf-8"), count=1
    )
    if not count:
        raise ChangeMissingError(f"{path} contains no match for “{pattern}”.")
    path.write_text(text, encoding="utf-8")


def _first_title(conference: Conference, _edition: int) -> str:
    return conference.sessions[0].title


CHANGES: dict[str, Change] = {
    change.name: change
    for change in (
        Change("fresh", "first, fresh checkout", _fresh, _first_title),
        Change("cold", "first", _cold, _first_title),
        Change("unchanged", "unchanged", _nothing, _first_title),
        Change(
            "body",
            "one body edited",
            _edit_body,
            lambda _, edition: f"Edition {edition}.",
        ),
        Change(
            "speaker",
            "one speaker renamed",
            _rename_speaker,
            lambda conference, edition: (
                f"{conference.speakers[0].name} Edition {edition}"
            ),
        ),
        Change(
            "theme",
            "theme edited",
            _edit_theme,
            lambda _, edition: f'data-edition="{edition}"',
        ),
    )
}
"""First builds come first, because the others change their output."""
