"""Small projects with a bootstrap and no engine. Their only requirement is a local wheel."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bootstrap import LOCKS, ROOT, stamp_file, venv_identity

BASE_PYTHON: str = getattr(sys, "_base_executable", sys.executable)
"""Return the Python behind this environment, outside any virtual environment."""

ENGINE = """
def is_up_to_date(argv, path):
    if argv[:1] == ["done"]:
        print("\\n".join(path))
    return argv[:1] == ["done"]

def main(argv):
    import json, os, sys, time
    if argv[:1] == ["exit"]:
        return int(argv[1])
    if argv[:1] == ["sleep"]:
        print("ready", flush=True)
        time.sleep(60)
    if argv[:1] == ["path"]:
        print("\\n".join(sys.path))
        return 0
    import plain_demo
    print(json.dumps({"argv": argv, "prefix": sys.prefix, "utf8": sys.flags.utf8_mode, "cwd": os.getcwd(),
                      "demo": plain_demo.VERSION}, ensure_ascii=False))
    return 0

def main_and_exit(argv):
    raise SystemExit(main(argv))
"""


@dataclass
class SmallProject:
    """Folder with build.py, the bootstrap, locks, and an engine that prints its arguments."""

    root: Path
    wheels: Path
    settings: dict[str, str] = field(default_factory=dict)
    """Additional environment variables for its runs."""

    def start(
        self, *arguments: str, python: str = BASE_PYTHON, **options: Any
    ) -> subprocess.Popen[str]:
        pipes: dict[str, Any] = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "encoding": "utf-8",
        }
        command = [python, str(self.root / "build.py"), *arguments]
        process: subprocess.Popen[str] = subprocess.Popen(
            command, env=self.environment(), **(pipes | options)
        )
        return process

    def run(
        self, *arguments: str, python: str = BASE_PYTHON, **options: Any
    ) -> Finished:
        process = self.start(*arguments, python=python, **options)
        out, err = process.communicate(timeout=120)
        assert "Traceback" not in err, err
        return Finished(process.returncode, out, err)

    def environment(self) -> dict[str, str]:
        variables = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PIP_", "PYTHON"))
        }
        pip = {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_CONFIG_FILE": os.devnull,
        }
        return {**variables, **pip, **self.settings}

    def lock(self, *wheels: Path, name: str = LOCKS[0]) -> None:
        """Write a lock file for these wheels."""
        lines = []
        for wheel in wheels:
            package, version = wheel.name.split("-")[:2]
            digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
            lines.append(
                f"{package.replace('_', '-')}=={version} \\\n    --hash=sha256:{digest}\n"
            )
        (self.root / name).write_text("".join(lines), encoding="utf-8")

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> str:
        return str(self.venv / "bin/python")


@dataclass(frozen=True)
class Finished:
    """Return the exit code and output of a run."""

    code: int
    out: str
    err: str


def make_wheel(folder: Path, version: str) -> Path:
    """Return the package plain-demo as PyPI would serve it."""
    wheel = folder / f"plain_demo-{version}-py3-none-any.whl"
    record = f"plain_demo-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("plain_demo.py", f"VERSION = {version!r}\n")
        archive.writestr(
            f"{record}/METADATA",
            f"Metadata-Version: 2.1\nName: plain-demo\nVersion: {version}\n",
        )
        archive.writestr(
            f"{record}/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr(f"{record}/RECORD", "")
    return wheel


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    make_wheel(folder, "1.0")
    make_wheel(folder, "2.0")
    return folder


def make_project(root: Path, wheels: Path) -> SmallProject:
    root.mkdir()
    shutil.copy(Path(ROOT, "build.py"), root)
    shutil.copytree(
        Path(ROOT, "bootstrap"),
        root / "bootstrap",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    (root / "microsite").mkdir()
    (root / "microsite/cli.py").write_text(ENGINE, encoding="utf-8")
    project = SmallProject(root, wheels)
    project.lock(wheels / "plain_demo-1.0-py3-none-any.whl")
    return project


@pytest.fixture
def new_project(tmp_path: Path, wheels: Path) -> SmallProject:
    """A fresh clone without an environment, in a folder with a space and accents in its name."""
    return make_project(tmp_path / "Ünï côde", wheels)


@pytest.fixture(scope="session")
def first_run(
    tmp_path_factory: pytest.TempPathFactory, wheels: Path
) -> tuple[SmallProject, Finished]:
    """A project and its real first run. Tests must not change it."""
    project = make_project(tmp_path_factory.mktemp("first") / "Ünï côde", wheels)
    return project, project.run("build", "--as-of", "the day")


@pytest.fixture
def ready_project(
    first_run: tuple[SmallProject, Finished], tmp_path: Path
) -> SmallProject:
    """A project with an environment, which tests may change."""
    source = first_run[0]
    root = tmp_path / "a ready one"
    shutil.copytree(source.root, root, symlinks=True)
    project = SmallProject(root, source.wheels)
    restamp(project)
    return project


def restamp(project: SmallProject) -> None:
    """Write a valid stamp for `.venv` at its present path."""
    root = str(project.root)
    lock = (project.root / LOCKS[0]).read_text(encoding="utf-8")
    Path(stamp_file(root, LOCKS[0])).write_text(
        venv_identity(root) + lock, encoding="utf-8"
    )


@pytest.fixture
def fake_program(tmp_path: Path) -> Callable[[str, str], Path]:
    """Return `fake_program(name, script)`, which writes a shell script to `tmp_path / "bin"`."""
    if os.name == "nt":
        pytest.skip("needs a shell")

    def make(name: str, script: str) -> Path:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return make
