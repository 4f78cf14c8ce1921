"""A built site, at the root of a real server and below a path."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.hosting.client import Visitor
from tests.hosting.servers import COMMANDS, ROOT, Place, running

PATHS = ("/", "/events/2025/")


@pytest.fixture(scope="package")
def folder() -> Iterator[Path]:
    """Return a folder that every account can read, because servers started by root change their
    user.
    """
    with tempfile.TemporaryDirectory(prefix="microsite-hosting-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="package")
def sites(folder: Path) -> dict[str, Path]:
    """Return the folder to serve by path on the host. It contains the example site at that path."""
    folders = {}
    project = folder / "project"
    shutil.copytree(
        ROOT / "examples" / "tidewater",
        project,
        ignore=shutil.ignore_patterns("output", ".*"),
    )
    for number, path in enumerate(PATHS):
        root = folder / f"www{number}"
        root.mkdir()
        options = BuildOptions(
            as_of=date(2025, 9, 18), base_url=f"https://tidewater.example{path}"
        )
        place = root / path.strip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        outcome = build(
            Project.at(project, place if path != "/" else root / "site"), options
        )
        assert outcome.published is not None, list(outcome.log)
        folders[path] = root if path != "/" else root / "site"
    return folders


@pytest.fixture(
    scope="package",
    params=[(kind, path) for kind in COMMANDS for path in PATHS],
    ids="-".join,
)
def visitor(
    request: pytest.FixtureRequest, sites: dict[str, Path], folder: Path
) -> Iterator[Visitor]:
    """Start a real server and return a client."""
    kind, path = request.param
    work = folder / f"{kind}{PATHS.index(path)}"
    root = sites[path]
    with ExitStack() as stack:
        port = stack.enter_context(running(kind, Place(root, path, work)))
        yield stack.enter_context(Visitor(kind, port, path, root / path.strip("/")))
