"""The source distribution and the wheel, built offline from a copy of their sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = (
    "microsite",
    "templates",
    "assets",
    "docs/errors",
    "README.md",
    "pyproject.toml",
    "setup.py",
    "MANIFEST.in",
    "LICENSE",
    "NOTICE",
)


def run(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """Return the output of a program started from a fresh shell."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTHON", "MICROSITE"))
    }
    result = subprocess.run(
        command,
        cwd=cwd,
        env={**environment, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == code, result.stdout + result.stderr
    return result.stdout + result.stderr


def copy_sources(folder: Path) -> Path:
    """Copy what the package is made of."""
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, folder / part, ignore=unwanted)
        else:
            shutil.copyfile(ROOT / part, folder / part)
    return folder


def build(kind: str, source: Path) -> Path:
    """Build a “wheel” or an “sdist” in a folder, as a build tool does after it set itself up."""
    backend = f"import setuptools.build_meta as backend; backend.build_{kind}('dist')"
    (source / "dist").mkdir(exist_ok=True)
    run(sys.executable, "-c", backend, cwd=source)
    (archive,) = (source / "dist").glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return archive


def unpack(sdist: Path, to: Path) -> Path:
    """Return the folder inside an sdist, unpacked."""
    with tarfile.open(sdist) as archive:
        archive.extractall(to, filter="data")
    (folder,) = to.iterdir()
    return folder
