"""Two versions of a tiny built site, and the deploy scripts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from microsite.publish.build_json import BUILD_JSON, digest_of_bytes, write_build_json

ROOT = Path(__file__).resolve().parent.parent.parent

FIRST = {
    "index.html": "home 1",
    "404.html": "lost",
    ".htaccess": "rules",
    "event.ics": "calendar 1",
    "sw.js": "worker 1",
    "programme/opening/index.html": "opening",
    "programme/old talk [1]/index.html": "called off",
    "assets/css/site.11111111.css": "old looks",
    "assets/images/é.22222222.png": "picture",
}
SECOND = {
    "index.html": "home 2",
    "404.html": "lost",
    ".htaccess": "rules",
    "event.ics": "calendar 2",
    "sw.js": "worker 2",
    "programme/opening/index.html": "opening",
    "programme/closing/index.html": "new",
    "assets/css/site.33333333.css": "new looks",
    "assets/images/é.22222222.png": "picture",
}
GONE = sorted(FIRST.keys() - SECOND.keys())


def built(folder: Path, files: dict[str, str]) -> Path:
    """Create a built site."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    digests = {path: digest_of_bytes(text.encode()) for path, text in files.items()}
    (folder / BUILD_JSON).write_bytes(
        write_build_json({"engine": "1", "as_of": "2027-01-15"}, digests)
    )
    return folder


def files_of(folder: Path) -> dict[str, str]:
    """Return the files of a folder by path, without the record."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / BUILD_JSON
    }


def deploy(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts in deploy/."""
    return subprocess.run(
        [str(ROOT / "deploy" / script), *arguments],
        env={**os.environ, "PYTHON": sys.executable, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
