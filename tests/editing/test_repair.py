"""Automatic fixes of certain errors only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Confidence, Log
from microsite.project import Project
from microsite.saving.fixes import Repair, find_repairs, fix_text
from microsite.saving.journal import save
from microsite.saving.text_file import TextFile
from microsite.source.files import SourceFile
from microsite.source.inheritance import read_sources
from tests.test_broken_sites import SITES, copy_of

YAML = SourceFile("data/sessions.yaml", "data/sessions.yaml", "sessions")
PAGE = SourceFile("content/pages/a.md", "content/pages/a.md", "a")


def fix_bytes(file: SourceFile, data: bytes) -> Repair | None:
    text = TextFile.from_bytes(file.path, data)
    return fix_text(text, file.slug) if text else None


def fixed_text(text: str, file: SourceFile = YAML) -> str:
    repair = fix_bytes(file, text.encode())
    return repair.after.data.decode() if repair else text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("rooms:\n\t- name: A\n", "rooms:\n  - name: A\n"),
        ("rooms:\n  - name:\u00a0A\n", "rooms:\n  - name: A\n"),
        ("rooms:\n  – name: A\n", "rooms:\n  - name: A\n"),
        ("rooms:\n  -name: A\n", "rooms:\n  - name: A\n"),
        (
            "rooms:\r\n  - name: A\r\n\t- name: B\r\n",
            "rooms:\r\n  - name: A\r\n  - name: B\r\n",
        ),
        (
            "rooms:  # ours\n  - name: 'A'   # big\n\t- name: B\n",
            "rooms:  # ours\n  - name: 'A'   # big\n  - name: B\n",
        ),
    ],
)
def test_fix_bytes_of_certain_errors(text: str, right: str) -> None:
    assert fixed_text(text) == right


def test_fix_bytes_of_hidden_errors() -> None:
    text = "rooms:\n" + "".join(f"\t- name: Room {number}\n" for number in range(40))
    assert fixed_text(text) == text.replace("\t", "  ")


def test_fix_bytes_of_a_dash_as_fence() -> None:
    assert (
        fixed_text("—\ntitle: A\n—\nText — as typed.\n", PAGE)
        == "---\ntitle: A\n---\nText — as typed.\n"
    )


def test_fix_bytes_leaves_uncertain_errors() -> None:
    text = "rooms:\n  - name: A: the big one\n"
    assert fixed_text(text) == text


def test_fix_bytes_converts_windows_files() -> None:
    repair = fix_bytes(PAGE, b"---\r\ntitle: Caf\xe9\r\n---\r\nIt\x92s \xa35.\r\n")

    assert repair is not None
    assert repair.is_resaved
    assert repair.after.data == "---\r\ntitle: Café\r\n---\r\nIt’s £5.\r\n".encode()


def test_fix_bytes_leaves_files_with_lost_letters() -> None:
    assert fix_bytes(PAGE, b"---\ntitle: Caf\x8d\xe9\n---\n") is None


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_find_repairs_of_broken_sites(site: Path, tmp_path: Path) -> None:
    """After fixes no certain error is left, no error is new, and a second run changes nothing."""
    root = copy_of(site, tmp_path)
    before = Log()
    read_sources(root, before)

    repairs = list(find_repairs(Project.at(root)))
    save(
        Project.at(root),
        "Fix",
        {
            repair.after.path: (repair.before.data, repair.after.data)
            for repair in repairs
        },
    )

    after = Log()
    read_sources(root, after)
    certain = [
        diagnostic
        for diagnostic in after
        if diagnostic.fix and diagnostic.fix.confidence is Confidence.CERTAIN
    ]
    assert [(diagnostic.code, diagnostic.span) for diagnostic in certain] == []
    assert after.errors <= before.errors
    assert list(find_repairs(Project.at(root))) == []
    for repair in repairs:
        assert (root / repair.after.path).read_bytes() == repair.after.data


LINE = st.sampled_from(
    [
        "rooms:",
        "\t- name: A",
        "  - name:\xa0B",
        "  -name: C",
        "  – name: D",
        "  # a note",
        "    floor:\tone",
        "sessions:",
        "  - id: x",
        "    title: “Curly”",
        "    title: 'it’s'",
        "   abstract: |",
        "      Text\u200b",
        "",
    ]
)


@given(st.lists(LINE, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
def test_fix_bytes_keeps_every_word(lines: list[str], end: str) -> None:
    """Fixes preserve letters, digits and line ends of any text."""
    text = "".join(line + end for line in lines)

    after = fixed_text(text)

    assert re.findall(r"[^\W_]", after) == re.findall(r"[^\W_]", text)
    assert re.findall("\r\n|\r|\n", after) == re.findall("\r\n|\r|\n", text)


@given(st.binary(max_size=120))
def test_fix_bytes_accepts_any_bytes(data: bytes) -> None:
    for file in (YAML, PAGE):
        fix_bytes(file, data)
