"""Installation of the YAML language server in .cache/tools/ with npm.

    python -m bootstrap.language_server

package-lock.json pins the versions and hashes. No scripts are run during the
installation.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap import ROOT

NAME = "yaml-language-server"
LISTS = Path(ROOT, "bootstrap", "language_server")
FILES = ("package.json", "package-lock.json")


def folder() -> Path:
    """Return the folder of the pinned version."""
    version = json.loads((LISTS / FILES[0]).read_text(encoding="utf-8"))[
        "dependencies"
    ][NAME]
    return Path(ROOT, ".cache", "tools", f"{NAME}-{version}")


def program() -> Path:
    """Return the path of the program."""
    return (
        folder()
        / "node_modules"
        / ".bin"
        / (f"{NAME}.cmd" if sys.platform == "win32" else NAME)
    )


def main() -> int:
    """Install it. Return the exit code of npm."""
    npm = shutil.which("npm")
    if npm is None:
        sys.stderr.write("There is no npm on this machine.\n")
        return 2
    folder().mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(LISTS / name, folder() / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    return subprocess.run(command, cwd=folder(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
