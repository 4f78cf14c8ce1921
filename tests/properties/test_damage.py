"""Sites with damaged sources build, or fail in plain words and keep the published site."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.build import build
from microsite.console.output import exit_code
from microsite.project import BuildOptions, Project

ROOT = Path(__file__).parents[2]
SITES = {"first": ROOT, "tidewater": ROOT / "examples" / "tidewater"}
DAY = date(2026, 11, 25)
SIGNS = "\t “”’–\u00a0\u200b\u202e\ufeff\0\x0b\u2028😀#:-*&!{}[]\"'|>%@`,?\\\n\rx0"
VALUES = (
    *(
        "[[[1]]]",
        "[a, b]",
        "{a: b}",
        "null",
        "~",
        "yes",
        "''",
        ".nan",
        "0x1F",
        "x" * 5000,
        "9" * 30,
        "-1",
        "1e999",
        "²",
    ),
    *(
        "99999-01-01",
        "0001-01-01",
        "2027-13-45",
        "24:00",
        "12:60",
        "-5 minutes",
        "100000 hours",
        "٢٠٢٧-٠٥-٢٠",
    ),
    *(
        "javascript:alert(1)",
        "../../etc/passwd",
        "http://[::1",
        "mailto:",
        "<script>",
        "{{ 7 * 7 }}",
        "😀",
        "|9",
        "..",
    ),
)
PASTED = (
    *(
        "<<<<<<< HEAD",
        "---",
        "...",
        "```",
        "<div onclick=x>",
        "{% raw %}",
        "&a [*a, *a]",
        "<<: *a",
        "%YAML 1.1",
    ),
    *(
        "[a](page:nowhere)",
        "![](x.png)",
        "[x]: javascript:alert(1)",
        "{#id .x onclick=y}",
        "[" * 300,
        "- " * 300,
        "+++",
    ),
)
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "cp1252", "mac_roman", "cp1251", "utf-7")

Damage = Callable[[str], str]


@cache
def working_copy(name: str) -> Path:
    """A built copy of a site."""
    root = Path(mkdtemp(prefix=f"damaged-{name}-"))
    for folder in ("content", "data", "assets"):
        if name == "tidewater" or folder != "assets":
            shutil.copytree(SITES[name] / folder, root / folder)
    assert build(Project.at(root), BuildOptions(as_of=DAY)).published is not None
    return root


@pytest.fixture(autouse=True, scope="module")
def tidy() -> object:
    yield
    for name in SITES:
        shutil.rmtree(working_copy(name), ignore_errors=True)
    working_copy.cache_clear()


def sources(root: Path) -> list[Path]:
    return sorted(
        path
        for folder in ("content", "data")
        for path in (root / folder).rglob("*")
        if path.is_file()
    )


def at_line(change: Callable[[list[str], int], list[str]]) -> st.SearchStrategy[Damage]:
    """Return the damage at a line, modulo the number of lines."""

    def damage(number: int) -> Damage:
        return lambda text: "\n".join(
            change(lines := text.split("\n"), number % len(lines))
        )

    return st.integers(0, 500).map(damage)


def value_at(number: int, value: str) -> Damage:
    def damage(text: str) -> str:
        settings = list(re.finditer(r"(?m)^([ ]*(?:- )?[a-z_]+:).*$", text))
        if not settings:
            return text
        chosen = settings[number % len(settings)]
        return f"{text[: chosen.start()]}{chosen[1]} {value}{text[chosen.end() :]}"

    return damage


damages: st.SearchStrategy[Damage] = st.one_of(
    at_line(lambda lines, at: lines[:at] + lines[at + 1 :]),
    at_line(lambda lines, at: lines[:at] + lines[at + 4 :]),
    at_line(lambda lines, at: [*lines[: at + 1], lines[at], *lines[at + 1 :]]),
    at_line(
        lambda lines, at: [*lines[:at], *reversed(lines[at : at + 2]), *lines[at + 2 :]]
    ),
    at_line(lambda lines, at: lines[:at]),
    at_line(lambda lines, at: lines[at:]),
    at_line(lambda lines, at: [*lines[:at], lines[at][1:], *lines[at + 1 :]]),
    at_line(
        lambda lines, at: [*lines[:at], lines[at].replace(":", "", 1), *lines[at + 1 :]]
    ),
    at_line(
        lambda lines, at: [
            *lines[:at],
            lines[at].replace("- ", "", 1),
            *lines[at + 1 :],
        ]
    ),
    st.tuples(
        st.integers(0, 500), st.sampled_from([" ", "  ", "    ", "\t", "\u00a0"])
    ).map(
        lambda drawn: (
            lambda text: "\n".join(
                (drawn[1] if at == drawn[0] % (text.count("\n") + 1) else "") + line
                for at, line in enumerate(text.split("\n"))
            )
        )
    ),
    st.tuples(st.integers(0, 500), st.sampled_from(PASTED)).map(
        lambda drawn: (
            lambda text: "\n".join(
                f"{drawn[1]}\n{line}"
                if at == drawn[0] % (text.count("\n") + 1)
                else line
                for at, line in enumerate(text.split("\n"))
            )
        )
    ),
    st.tuples(st.integers(0, 20_000), st.sampled_from(SIGNS), st.integers(0, 1)).map(
        lambda drawn: (
            lambda text: (
                text[: drawn[0] % (len(text) + 1)]
                + drawn[1]
                + text[drawn[0] % (len(text) + 1) + drawn[2] :]
            )
        )
    ),
    st.tuples(st.integers(0, 500), st.sampled_from(VALUES)).map(
        lambda drawn: value_at(*drawn)
    ),
    st.just(lambda text: text.translate({ord('"'): "”", ord("'"): "’"})),
)


@dataclass(frozen=True)
class Slip:
    """Strategy for damage: a file with damaged text in some encoding, or deleted."""

    file: int
    damages: tuple[Damage, ...] = ()
    encoding: str = "utf-8"
    bytes_lost: int = 0
    renamed: str | None = None

    def befall(self, root: Path) -> None:
        files = sources(root)
        path = files[self.file % len(files)]
        text = path.read_text(encoding="utf-8")
        for damage in self.damages:
            text = damage(text)
        data = text.encode(self.encoding, "replace")
        path.write_bytes(
            data[: len(data) - self.bytes_lost] if self.bytes_lost else data
        )
        if self.renamed is not None:
            path.rename(
                path.with_name(self.renamed.replace("*", path.stem) + path.suffix)
            )


slips = st.builds(
    Slip,
    st.integers(0, 100),
    st.lists(damages, min_size=1, max_size=2).map(tuple),
    st.just("utf-8") | st.sampled_from(ENCODINGS),
    st.just(0) | st.integers(0, 400),
    st.none()
    | st.sampled_from(["*-2", "é*", "* copy", "index", "x" * 200, "*.", "-*"]),
)


def marks(folder: Path) -> list[tuple[str, int, int, int]]:
    """Return the stats of a folder's files, which any write changes."""
    stats = []
    for place, _, names in os.walk(folder):
        for name in names:
            state = os.stat(os.path.join(place, name))
            stats.append(
                (
                    os.path.join(place, name),
                    state.st_ino,
                    state.st_mtime_ns,
                    state.st_size,
                )
            )
    return sorted(stats)


@pytest.mark.slow
@settings(max_examples=40)
@given(st.sampled_from(sorted(SITES)), slips)
def test_damaged_site_is_built_or_refused_in_plain_words(name: str, slip: Slip) -> None:
    """No crash, no partial site, and no error without file and line."""
    root = working_copy(name)
    originals = {path: path.read_bytes() for path in sources(root)}
    before = marks(root / "output")
    try:
        slip.befall(root)
        outcome = build(Project.at(root), BuildOptions(as_of=DAY))
        for diagnostic in outcome.log:
            path = root / diagnostic.span.path
            data = path.read_bytes() if path.is_file() else b""
            assert diagnostic.span.path.startswith(("content", "data", "assets"))
            assert (
                1 <= diagnostic.span.line <= 1 + data.count(b"\n") + data.count(b"\r")
            )
        if outcome.log.errors:
            assert (outcome.published, exit_code(outcome.log)) == (None, 1)
            assert marks(root / "output") == before
        else:
            assert outcome.published is not None
    finally:
        for path in sources(root):
            if path not in originals:
                path.unlink()
        for path, data in originals.items():
            path.write_bytes(data)
