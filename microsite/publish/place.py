"""Where a site is published, and what lies beside it while that happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from microsite.diagnostics.diagnostic import Log, file_span
from microsite.project import EDITIONS, Project


class Place(Struct, frozen=True):
    """The folder of the finished site, and the hidden work folder beside it, on the same file
    system.
    """

    output: Path

    @property
    def work(self) -> Path:
        """Holds what is below and nothing else."""
        return self.output.parent / f".{self.output.name}.work"

    @property
    def lock(self) -> Path:
        """Locked by the build that is publishing."""
        return self.work / "lock"

    @property
    def ignore(self) -> Path:
        """Tells git to leave the work folder alone."""
        return self.work / ".gitignore"

    @property
    def new(self) -> Path:
        """The new files while they are being made; gone when the build is."""
        return self.work / "new"

    @property
    def spare(self) -> Path:
        """The site that stood in output before: the next one is built from it."""
        return self.work / "spare"

    @property
    def old(self) -> Path:
        """Holds what stood in output between two renames, where the system cannot swap in one step."""
        return self.work / "old"


def check_place(project: Project, log: Log) -> None:
    """Refuse an output folder that lies in the sources, or that holds the project. Reports O113."""
    output = project.output.resolve()
    for kept in _must_not_hold_output(project):
        if output == kept or kept in output.parents:
            log.report(
                "O113",
                file_span(project.output.name),
                output=project.output,
                why=f"it lies in {kept}",
            )
            return
    for holder in (project.root.resolve(), project.home.resolve()):
        if output == holder or output in holder.parents:
            log.report(
                "O113",
                file_span(project.output.name),
                output=project.output,
                why=f"it holds {holder}",
            )
            return


def _must_not_hold_output(project: Project) -> Iterator[Path]:
    for name in ("content", "data", EDITIONS, "templates", "assets", ".git"):
        yield (project.root / name).resolve()
    for name in ("templates", "assets", "microsite"):
        yield (project.home / name).resolve()
