"""Patterns that are kept compiled find what Python's own would, and nothing that an editor typed is
among them.
"""

from __future__ import annotations

import marshal
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite import pattern_memory
from microsite.pattern_memory import MOST, WHAT, PatternMemory, begin, constants
from microsite.patterns import regex
from microsite.project import ENGINE_HOME
from microsite.sealed import keep, kept

COMPILER: Any = getattr(re, "_compiler")  # noqa: B009 - it is Python's own
MANY = [rf"(?P<first>[a-z]+){number}|\b\d(?!x)" for number in range(pattern_memory.FEW + 1)]
"""So many that they are worth keeping."""

pieces = st.sampled_from(
    r"a ß [a-fé-ö] [^\s,] \d+ \w*? (x|yy) (?:ab)+ (?i:k) (?P<n>.)? ^ $ \b (?=z) (?<!q)".split()
)
some_patterns = st.lists(pieces, min_size=1, max_size=5, unique=True).map("".join)
some_flags = st.lists(
    st.sampled_from([re.IGNORECASE, re.MULTILINE, re.DOTALL, re.ASCII]), unique=True
).map(sum)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept.patterns"


@pytest.fixture(autouse=True)
def as_ever() -> Iterator[None]:
    """Python compiles patterns itself before and after, and has none ready."""
    by_python = COMPILER.compile
    re.purge()
    yield
    COMPILER.compile = by_python
    re.purge()


def told(file: Path) -> dict[tuple[str | bytes, int], Any]:
    body = kept(str(file), WHAT)
    assert body is not None
    known: dict[tuple[str | bytes, int], Any] = marshal.loads(body)
    return known


def keep_these(file: Path, *asked: tuple[str | bytes, int]) -> None:
    memory = PatternMemory(str(file), COMPILER)
    with constants():
        for pattern, flags in asked:
            memory.compile(pattern, flags)
        for pattern in MANY:
            memory.compile(pattern)
    memory.save()


def never(*_: object) -> Any:
    raise AssertionError("Python compiled a pattern that was kept")


def test_what_is_kept_is_not_compiled_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = (rb"(\d+)\n", re.MULTILINE)
    keep_these(file, asked)
    fresh = [
        COMPILER.compile(pattern, flags) for pattern, flags in [asked, *((one, 0) for one in MANY)]
    ]
    monkeypatch.setattr(COMPILER, "compile", never)
    memory = PatternMemory(str(file), COMPILER)

    assert [memory.compile(one.pattern, one.flags & ~re.UNICODE) for one in fresh] == fresh
    assert memory.compile(MANY[1]).groupindex == {"first": 1}
    assert [found.span() for found in memory.compile(*asked).finditer(b"1\n22\n")] == [
        (0, 2),
        (2, 5),
    ]


@given(pattern=some_patterns, flags=some_flags, text=st.text("abkßéxyz1 ,\nq", max_size=12))
def test_any_pattern_finds_the_same(pattern: str, flags: int, text: str) -> None:
    memory = PatternMemory("", COMPILER)
    fresh = COMPILER.compile(pattern, flags)
    again = memory._made(pattern, memory._steps(pattern, flags))

    assert again == fresh
    assert again.flags == fresh.flags
    assert again.groupindex == fresh.groupindex
    assert [(one.span(), one.groups(), one.lastgroup) for one in again.finditer(text)] == [
        (one.span(), one.groups(), one.lastgroup) for one in fresh.finditer(text)
    ]


def test_only_what_belongs_to_a_program_is_kept(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = PatternMemory(str(file), COMPILER)
    monkeypatch.setattr(COMPILER, "compile", memory.compile)
    module = "import re\nNAMES = [re.compile(f'name{number}') for number in range(9)]\n"
    (tmp_path / "with_patterns.py").write_text(module)
    monkeypatch.syspath_prepend(str(tmp_path))

    __import__("with_patterns")
    with constants():
        re.compile("within constants")
    lazy = regex("made ready by regex")
    assert lazy.search("made ready by regex")
    re.compile("Somebody Private")
    re.sub("Somebody Else", "", "")
    memory.save()

    assert {pattern for pattern, _ in told(file)} == {
        *(f"name{number}" for number in range(9)),
        "within constants",
        "made ready by regex",
    }


def test_one_that_is_to_be_explained_is_compiled_each_time(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_these(file, ("told", re.DEBUG))
    assert "LITERAL" in capsys.readouterr().out
    assert {pattern for pattern, _ in told(file)} == set(MANY)


def test_a_mistake_in_a_pattern_is_told_as_ever(file: Path) -> None:
    memory = PatternMemory(str(file), COMPILER)
    with constants(), pytest.raises(re.error, match="unterminated"):
        memory.compile("(")


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_file_is_as_none(file: Path, damage: bytes | None) -> None:
    keep_these(file)
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]) if damage is None else damage)
    assert PatternMemory(str(file), COMPILER).compile(MANY[0]) == COMPILER.compile(MANY[0])
    keep_these(file)
    assert {pattern for pattern, _ in told(file)} == set(MANY)


def test_a_few_new_ones_are_not_worth_writing(file: Path) -> None:
    keep_these(file)
    before = file.stat().st_mtime_ns, file.read_bytes()
    memory = PatternMemory(str(file), COMPILER)
    with constants():
        memory.compile("one more")
    memory.save()
    assert (file.stat().st_mtime_ns, file.read_bytes()) == before


def test_it_does_not_grow_for_ever(file: Path) -> None:
    steps = PatternMemory("", COMPILER)._steps("x", 0)
    keep(str(file), marshal.dumps({(f"old{number}", 0): steps for number in range(MOST)}), WHAT)
    keep_these(file)
    assert {pattern for pattern, _ in told(file)} == set(MANY)


def test_a_folder_that_cannot_be_written_to_is_left_alone(tmp_path: Path) -> None:
    keep_these(tmp_path / "missing" / "kept.patterns")
    assert list(tmp_path.iterdir()) == []


def test_a_python_with_other_insides_does_it_itself(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_python = COMPILER.compile
    monkeypatch.delattr(COMPILER, "_code")
    assert begin(str(file)) is None
    assert COMPILER.compile is by_python
    assert begin("") is None


def test_a_second_build_compiles_next_to_nothing(tmp_path: Path) -> None:
    """And a name that must not be published goes no further than into the memory of its own build."""
    clone, project = tmp_path / "engine", tmp_path / "project"
    for name in ("microsite", "assets", "templates"):
        shutil.copytree(
            ENGINE_HOME / name, clone / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copytree(
        ENGINE_HOME / "examples" / "tidewater",
        project,
        ignore=shutil.ignore_patterns("output", ".*"),
    )
    counted = (
        "import sys, re; compiler = re._compiler; by_python = compiler.compile; made = []\n"
        "compiler.compile = lambda pattern, flags=0: made.append(pattern) or by_python(pattern, flags)\n"
        "from microsite.cli import main\n"
        "code = main(['build', '--root', sys.argv[1]], is_alone=True)\n"
        "print(len(made)); sys.exit(code)"
    )
    made = []
    for edition in range(2):
        with (project / "content" / "event.md").open("a", encoding="utf-8") as overview:
            overview.write(f"\nEdition {edition}.\n")
        run = [sys.executable, "-c", counted, str(project)]
        environment = {
            name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
        }
        done = subprocess.run(
            run, cwd=clone, env=environment, capture_output=True, text=True, check=True
        )
        made.append(int(done.stdout))

    assert made[0] > 100
    assert made[1] < made[0] / 3
    [file] = (clone / "microsite" / "__pycache__").glob("*.patterns")
    speakers = (project / "content" / "speakers").glob("*.md")
    names = [
        path.read_text(encoding="utf-8").split("name: ")[1].split("\n")[0].encode()
        for path in speakers
    ]
    assert names
    assert [name for name in names if name in file.read_bytes()] == []
