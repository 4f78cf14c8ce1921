"""Creation of the lock files from the .in files: exact versions with hashes, for every
system.

`make lock` keeps versions that still fit; `make lock ARGS=--upgrade` takes the newest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bootstrap import LOCKS  # noqa: E402  (this script must work even if the locks do not)

COMPILE = "pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url"
HEADER = "# Made by `make lock` from {source}; change that file, not this one.\n"


def main(arguments: list[str]) -> None:
    """Write the three locks. Each takes its versions from the one before it."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder, "Scripts" if os.name == "nt" else "bin")
        subprocess.run(
            [programs / "python", "-m", "pip", "install", "-q", "uv"], check=True
        )
        uv = [
            str(programs / "uv"),
            *COMPILE.split(),
            "--no-header",
            "--no-annotate",
            *arguments,
        ]
        write_lock(uv, LOCKS[0])
        for smaller, larger in pairwise(LOCKS):
            write_lock([*uv, "--constraint", smaller], larger)


def write_lock(compile_lock: list[str], lock: str) -> None:
    source = Path(lock).with_suffix(".in").name
    subprocess.run([*compile_lock, source, "--output-file", lock], cwd=ROOT, check=True)
    path = ROOT / lock
    text = path.read_text(encoding="utf-8")
    path.write_text(HEADER.format(source=source) + text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
