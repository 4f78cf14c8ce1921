"""Files of a release: wheel, sdist, bill of materials, and the digests of all three.

    .venv/bin/python tools/release.py v1.2.3

writes them to `dist/`. The tag has to be that of the version in
`microsite/__init__.py`. The same commit gives the same bytes.
`.github/workflows/release.yml` calls this; `build.py lint` has installed what it needs.
"""

from __future__ import annotations

import gzip
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

from microsite import DOCUMENTATION, __version__
from tools.dependencies import bill_of_materials

SUMS = "SHA256SUMS"


def release(tag: str, to: Path) -> list[Path]:
    """Write the files of a release into a new folder.

    Exit with a message if that is impossible.
    """
    if tag != f"v{__version__}":
        sys.exit(
            f"The tag {tag} is not that of this version: v{__version__}. Change microsite/__init__.py, or the tag."
        )
    if to.exists():
        sys.exit(f"{to} is there already: delete it first.")
    to.mkdir()
    _build_package(to)
    (to / f"microsite-{__version__}.cdx.json").write_text(
        bill_of_materials(), encoding="utf-8"
    )
    files = sorted(to.iterdir())
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
        for file in files
    ]
    (to / SUMS).write_text("".join(lines), encoding="utf-8")
    return [*files, to / SUMS]


def _build_package(to: Path) -> None:
    """Build the sdist of what is committed, and the wheel from it, with the installed
    setuptools.

    All their files have the time of the commit.
    """
    time = _git("log", "-1", "--format=%ct").decode().strip()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": time}
    with TemporaryDirectory() as folder:
        with tarfile.open(
            fileobj=BytesIO(_git("archive", "--prefix=tree/", "HEAD"))
        ) as tree:
            tree.extractall(folder, filter="data")
        for source, kind in (("tree", "sdist"), (f"microsite-{__version__}", "wheel")):
            code = f"import setuptools.build_meta as it; it.build_{kind}({str(to.absolute())!r})"
            run = [sys.executable, "-c", code]
            log = subprocess.DEVNULL
            subprocess.run(
                run, cwd=Path(folder, source), env=environment, stdout=log, check=True
            )
            if kind == "sdist":
                sdist = to / f"microsite-{__version__}.tar.gz"
                sdist.write_bytes(_reproducible(sdist.read_bytes(), int(time)))
                with tarfile.open(sdist) as archive:
                    archive.extractall(folder, filter="data")


def _reproducible(archive: bytes, time: int) -> bytes:
    """Return a .tar.gz without what depends on the machine: owners, times and order."""
    packed = BytesIO()
    with (
        tarfile.open(fileobj=BytesIO(archive)) as before,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as after,
    ):
        for member in sorted(before.getmembers(), key=lambda member: member.name):
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mtime, member.pax_headers = time, {}
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            after.addfile(
                member, before.extractfile(member) if member.isfile() else None
            )
    return gzip.compress(packed.getvalue(), mtime=time)


def _git(*arguments: str) -> bytes:
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout


def check_addresses() -> None:
    """Exit with a message while the documentation has no real address."""
    host = DOCUMENTATION.split("/")[2]
    if host.endswith(".example"):
        sys.exit(
            f"{DOCUMENTATION} is not a real address: see “Set up once” in docs/releasing.md."
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"{__doc__}")
    check_addresses()
    for path in release(sys.argv[1], ROOT / "dist"):
        sys.stdout.write(f"{path.name}\n")
