"""The sites of this repository, built once for all tests of output."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from microsite.build import build
from microsite.project import BuildOptions, Project

ROOT = Path(__file__).resolve().parent.parent
SITES = {
    "first": ROOT,
    "tidewater": ROOT / "examples" / "tidewater",
    "one-page": ROOT / "examples" / "one-page",
}
AS_OF = date(2027, 1, 15)


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A finished site."""

    name: str
    output: Path

    def pages(self) -> list[Path]:
        """HTML files, sorted, without redirect pages."""
        paths = sorted(self.output.rglob("*.html"))
        return [
            path for path in paths if b'http-equiv="refresh"' not in path.read_bytes()
        ]


@cache
def built(name: str) -> BuiltSite:
    """Return a site as of AS_OF. It is built on the first call, in a temporary folder."""
    project = Project.at(SITES[name], Path(mkdtemp(prefix="microsite-")) / name)
    outcome = build(project, BuildOptions(as_of=AS_OF, use_cache=False))
    assert outcome.published is not None, [
        f"{diagnostic.span} {diagnostic.headline}" for diagnostic in outcome.log
    ]
    return BuiltSite(name, project.output)


@cache
def published_first_site() -> Path:
    """Return a copy of the first site that has been published as of AS_OF.

    Tests copy it once more and change their copy, so that their builds are as quick as an editor's.
    """
    root = Path(mkdtemp(prefix="microsite-")) / "first"
    for folder in ("content", "data", "assets"):
        shutil.copytree(ROOT / folder, root / folder)
    assert build(Project.at(root), BuildOptions(as_of=AS_OF)).published is not None
    return root
