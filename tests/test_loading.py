"""The engine is loaded from what was kept, and what was kept never outlives a change."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from microsite.loading import KEPT
from microsite.project import ENGINE, ENGINE_HOME
from tests.making import write_project

THE_FIRST = "4"
"""Modules that do the looking: the package, `cli`, `shortcut` and `loading`. Python loads them in its own way."""

PROGRAM = (
    "import builtins, sys\n"
    "compiled = []\n"
    "compile_it = builtins.compile\n"
    "def counted(source, name, *rest, **options):\n"
    "    compiled.append(name) if str(name).startswith(sys.argv[1] + '/microsite') else None\n"
    "    return compile_it(source, name, *rest, **options)\n"
    "builtins.compile = counted\n"
    "sys.path.insert(0, sys.argv[1])\n"
    "from microsite.cli import main\n"
    "code = main(['build', '--no-cache', '--root', sys.argv[2]])\n"
    "from microsite import __version__\n"
    "from microsite.project import engine_digest\n"
    "print(len(compiled), engine_digest(), __version__, sys.modules['microsite.text'].__file__)\n"
    "sys.exit(code)\n"
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the engine, to be changed, with a project beside it that has been built once."""
    house = tmp_path / "house"
    shutil.copytree(ENGINE, house / "microsite", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("templates", "assets"):
        (house / folder).symlink_to(ENGINE_HOME / folder)
    write_project(tmp_path / "coast", {})
    (tmp_path / "coast/.cache").mkdir()
    let_dates_settle()
    assert int(build(house)[0]) > 100
    assert kept(house).exists()
    return house


def kept(house: Path) -> Path:
    return house.parent / "coast" / KEPT


def build(house: Path) -> list[str]:
    """Build the project with that engine: how many modules were compiled, the engine's digest, version, a file."""
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", PROGRAM, str(house), str(house.parent / "coast")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def let_dates_settle() -> None:
    time.sleep(0.06)


def test_nothing_is_compiled_twice(house: Path) -> None:
    assert build(house)[0] == THE_FIRST


def test_modules_know_their_files(house: Path) -> None:
    assert build(house)[3] == str(house / "microsite/text.py")


def test_a_changed_engine_is_loaded_anew(house: Path) -> None:
    before = build(house)
    let_dates_settle()
    file = house / "microsite/__init__.py"
    text = file.read_text(encoding="utf-8").replace(before[2], "0.0.0")
    file.write_text(text, encoding="utf-8")
    let_dates_settle()
    after = build(house)

    assert after[1] != before[1]
    assert after[2] == "0.0.0"
    assert int(after[0]) > 100
    assert build(house)[:3] == [THE_FIRST, after[1], "0.0.0"]


@pytest.mark.parametrize("at", [0, 40, 5_000, -1])
def test_what_is_damaged_is_not_used(house: Path, at: int) -> None:
    data = bytearray(kept(house).read_bytes())
    data[at] ^= 1
    kept(house).write_bytes(data)

    assert int(build(house)[0]) > 100


def test_what_comes_from_elsewhere_is_not_used(house: Path) -> None:
    """The same engine in another place: what was kept names the first one's files."""
    other = house.parent / "other"
    shutil.copytree(house, other, symlinks=True)

    assert int(build(other)[0]) > 100
