"""The same sources, version and day give the same bytes on any machine."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
Built = tuple[Path, dict[str, str]]
"""A copy of a site, and digests of its output by path."""
SITES = {"first": ROOT, "tidewater": ROOT / "examples" / "tidewater"}
WORLDS: tuple[dict[str, str], ...] = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
    {
        "PYTHONHASHSEED": "4711",
        "LC_ALL": "C.UTF-8",
        "TZ": "Pacific/Auckland",
        "PYTHONUTF8": "0",
    },
)


def copy_of(site: Path, to: Path, *, backwards: bool) -> Path:
    """Copy the sources of a site to another folder, with files created in another order."""
    to.mkdir(parents=True)
    files = sorted(
        path
        for folder in ("content", "data", "assets", "templates")
        for path in (site / folder).rglob("*")
        if path.is_file() and (site / folder).is_dir()
    )
    for path in reversed(files) if backwards else files:
        target = to / path.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return to


def digests_of_build(
    project: Path, world: dict[str, str], mask: int, cwd: Path
) -> dict[str, str]:
    """Return digests of the output by path."""
    command = [
        sys.executable,
        "-m",
        "microsite",
        "build",
        "--root",
        str(project),
        "--as-of",
        "2027-01-15",
    ]
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("LANG", "LC_ALL", "TZ")
    }
    result = subprocess.run(
        command,
        cwd=cwd,
        env=environment | world | {"PYTHONPATH": str(ROOT)},
        umask=mask if os.name == "posix" else -1,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr.decode()
    output = project / "output"
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def first_builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Return a copy of each site after its first build."""
    copies = {
        name: copy_of(
            site, tmp_path_factory.mktemp("first") / name / "a place", backwards=False
        )
        for name, site in SITES.items()
    }
    return {
        name: (copy, digests_of_build(copy, WORLDS[0], 0o022, ROOT))
        for name, copy in copies.items()
    }


@pytest.mark.parametrize("site", SITES)
def test_build_is_independent_of_environment(
    site: str, first_builds: dict[str, Built], tmp_path: Path
) -> None:
    """Hash seed, locale, time zone, umask, folder, working directory and order of files do not
    matter.
    """
    _, digests = first_builds[site]
    second = copy_of(
        SITES[site], tmp_path / "ein anderer Ort é" / "deep" / "down", backwards=True
    )

    other_digests = digests_of_build(second, WORLDS[1], 0o077, tmp_path)

    assert digests == other_digests


def test_build_after_changes_equals_first_build(
    first_builds: dict[str, Built],
) -> None:
    """The cache never changes the output: a change and its reversal give the first output again."""
    project, scratch = first_builds["tidewater"]
    speaker = project / "content" / "speakers" / "bo-ebb.md"
    before = speaker.read_text(encoding="utf-8")
    speaker.write_text(before.replace("name: ", "name: Captain ", 1), encoding="utf-8")
    changed = digests_of_build(project, WORLDS[0], 0o022, ROOT)
    speaker.write_text(before, encoding="utf-8")
    back = digests_of_build(project, WORLDS[0], 0o022, ROOT)

    assert changed != scratch
    assert back == scratch
