"""A project that is published, recorded and changed on several days."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from icalendar import Calendar
from icalendar import Event as Entry

from microsite.build import (
    Outcome,
    build,
    cache_folder,
    create_editions,
    lay_out,
    read,
    render,
    write,
)
from microsite.cache import open_cache
from microsite.cli import main
from microsite.diagnostics.diagnostic import Diagnostic, Severity
from microsite.project import BuildOptions, Project
from tests.making import EVENT, write_project

BASE = "https://coasts.example/2027/"


def build_file(project: Project, options: BuildOptions, path: str) -> Outcome:
    """Build a site, and write only one of its files."""
    outcome = Outcome()
    read(outcome, project)
    with open_cache(cache_folder(project, options)) as cache:
        create_editions(outcome, options, cache)
        lay_out(outcome)
        if not outcome.is_blocked(options):
            artifacts = [item for item in render(outcome) if item.path == path]
            write(outcome, project, options, artifacts)
    return outcome


@dataclass(frozen=True)
class Desk:
    """Simulated editor of a site."""

    root: Path

    @classmethod
    def at(
        cls,
        root: Path,
        files: dict[str, str],
        event: str = f"{EVENT}base_url: {BASE}\n",
    ) -> Desk:
        return cls(write_project(root, files, event))

    def copy(self, root: Path) -> Desk:
        """Return a copy of the project in a folder, without its output."""
        shutil.copytree(
            self.root,
            root,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("output", ".cache"),
        )
        return Desk(root)

    def change(self, path: str, old: str, new: str) -> None:
        """Replace `old`, which must exist, by `new`."""
        text = (self.root / path).read_text("utf-8")
        assert old in text, f"{path} does not hold it: {old}"
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def drop(self, identity: str) -> None:
        """Delete a session."""
        path = self.root / "data" / "sessions.yaml"
        entries = re.split(r"(?m)^(?=  - )", path.read_text("utf-8"))
        other_entries = [
            entry for entry in entries if not re.search(rf"\bid: {identity}\n", entry)
        ]
        assert len(other_entries) == len(entries) - 1
        path.write_text("".join(other_entries), encoding="utf-8")

    def redirect(self, old: str, to: str) -> None:
        path = self.root / "data" / "redirects.yaml"
        before = path.read_text("utf-8") if path.exists() else "redirects:\n"
        path.write_text(f"{before}  - {{from: {old}, to: {to}}}\n", encoding="utf-8")

    def record(self, day: str) -> None:
        assert main(["record", "--root", str(self.root), "--as-of", day]) == 0

    def errors(self, day: str) -> list[Diagnostic]:
        """Return the errors of a build as of a day."""
        outcome = build(
            Project.at(self.root), BuildOptions(as_of=date.fromisoformat(day))
        )
        return [
            diagnostic
            for diagnostic in outcome.log
            if diagnostic.severity is Severity.ERROR
        ]

    def built(self, day: str, only: str = "") -> Path:
        """Return the finished site as of a day, or its folder with only one file."""

        project = Project.at(self.root)
        options = BuildOptions(as_of=date.fromisoformat(day))
        outcome = (
            build_file(project, options, only) if only else build(project, options)
        )
        assert outcome.published is not None, [
            f"{diagnostic.span} {diagnostic.headline}" for diagnostic in outcome.log
        ]
        return self.root / "output"

    def publish(self, day: str) -> Path:
        """Record and build, as the workflow does."""
        self.record(day)
        return self.built(day)

    def entries(self, day: str, name: str = "event.ics") -> dict[str, Entry]:
        """Return the entries of a calendar as of a day, by the first part of their UID."""
        calendar = Calendar.from_ical((self.built(day, only=name) / name).read_bytes())
        entries_by_id = {
            str(entry["UID"]).partition("@")[0]: entry for entry in calendar.events
        }
        assert len(entries_by_id) == len(calendar.events)
        assert all(entry.errors == [] for entry in entries_by_id.values())
        return entries_by_id
