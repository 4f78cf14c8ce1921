"""Files of a release: the package, its bill of materials, and the digests of both.

    .venv/bin/python tools/release.py v1.2.3

writes them to `dist/`. The tag has to be that of the version in `microsite/__init__.py`. The same
commit gives the same bytes. `.github/workflows/release.yml` calls this; `build.py lint` has
installed what it needs.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from microsite import __version__
from tools.dependencies import bill_of_materials

SUMS = "SHA256SUMS"


def release(tag: str, to: Path) -> list[Path]:
    """Write the files of a release into a folder that is made for them. Leaves with words where
    that cannot be.
    """
    if tag != f"v{__version__}":
        sys.exit(
            f"The tag {tag} is not that of this version: v{__version__}. Change microsite/__init__.py, or the tag."
        )
    if to.exists():
        sys.exit(f"{to} is there already: delete it first.")
    to.mkdir()
    _wheel(to)
    (to / f"microsite-{__version__}.cdx.json").write_text(bill_of_materials(), encoding="utf-8")
    files = sorted(to.iterdir())
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (to / SUMS).write_text("".join(lines), encoding="utf-8")
    return [*files, to / SUMS]


def _wheel(to: Path) -> None:
    """The package of what is committed, made by the setuptools that is installed; its files are
    dated by the commit.
    """
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(to),
    ]
    with TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(_git("archive", "HEAD"))) as tree:
            tree.extractall(folder, filter="data")
        dated = {"SOURCE_DATE_EPOCH": _git("log", "-1", "--format=%ct").decode().strip()}
        subprocess.run([*pip, folder], env=os.environ | dated, check=True)


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"{__doc__}")
    for made in release(sys.argv[1], ROOT / "dist"):
        sys.stdout.write(f"{made.name}\n")
