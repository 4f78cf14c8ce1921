"""`ok: CODE` in a comment suppresses a warning at that place only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.build import build, check
from microsite.diagnostics.diagnostic import Log, Suppression, find_suppressions
from microsite.diagnostics.source_text import SourceText
from microsite.project import BuildOptions, Project
from microsite.site.markdown import to_html
from tests.making import write_project

OPTIONS = BuildOptions(as_of=date(2027, 1, 10), use_cache=False)
STALE = "This year we meet."
RESOURCES = """\
resources:
  - id: guide
    title: A guide
    kind: Guidance
    url: https://www.example.org/
    checked: 2020-01-01{ok}
"""


def warnings_of(
    root: Path, page: str, files: dict[str, str] | None = None
) -> list[tuple[str, int]]:
    """Return the warnings of a build by code and line."""
    write_project(
        root,
        {
            "content/pages/about.md": f"---\ntitle: About\n---\n{page}\n",
            **(files or {}),
        },
    )
    return [
        (diagnostic.code, diagnostic.span.line)
        for diagnostic in build(Project.at(root, root / "output"), OPTIONS).log
    ]


@pytest.mark.parametrize(
    "page",
    [
        f"{STALE} <!-- ok: D106 -->",
        f"<!-- ok: D106 -->\n{STALE}",
        f"<!-- ok: D106 -->\n\n{STALE}",
        f"<!-- ok: D101, D106: it is a quotation -->\n{STALE} On Tuesday 20 May 2027.",
        f"<!-- ok: D106 -->\n<!-- ok: D101 -->\n{STALE} On Tuesday 20 May 2027.",
        "<!-- ok: L106 -->\nClick [here](https://www.example.org/).",
    ],
)
def test_suppressed_warning_is_not_reported(tmp_path: Path, page: str) -> None:
    assert warnings_of(tmp_path, page) == []


def test_suppression_is_not_published(tmp_path: Path) -> None:
    warnings_of(tmp_path, f"<!-- ok: D106 -->\n{STALE}\n\nMore. <!-- ok: D106 -->")
    contents = [
        path.read_bytes() for path in (tmp_path / "output").rglob("*") if path.is_file()
    ]

    assert not [text for text in contents if b"ok: D106" in text]
    assert to_html(f"<!-- ok: D106 -->\n{STALE}").strip() == f"<p>{STALE}</p>"


def test_suppression_holds_for_its_line_only(tmp_path: Path) -> None:
    assert warnings_of(tmp_path, f"{STALE} <!-- ok: D106 -->\n\n{STALE}") == [
        ("D106", 6)
    ]
    assert warnings_of(tmp_path, f"<!-- ok: D106 -->\n{STALE}\n\n{STALE}") == [
        ("D106", 7)
    ]


@pytest.mark.parametrize("ok", ["  # ok: K133", "\n    # ok: K133"])
def test_suppression_in_yaml_is_a_comment(tmp_path: Path, ok: str) -> None:
    lines = RESOURCES.format(ok=ok).splitlines(keepends=True)
    if ok.startswith("\n"):  # above its line
        lines[-2:] = reversed(
            [lines[-2].rstrip("\n") + "\n", lines[-1].rstrip("\n") + "\n"]
        )
    write_project(tmp_path, {"data/resources.yaml": "".join(lines)})
    codes = {diagnostic.code for diagnostic in check(Project.at(tmp_path), OPTIONS).log}

    assert not codes & {"K133", "D112"}


def test_warning_without_suppression_is_reported(tmp_path: Path) -> None:
    write_project(tmp_path, {"data/resources.yaml": RESOURCES.format(ok="")})

    assert "K133" in {
        diagnostic.code for diagnostic in check(Project.at(tmp_path), OPTIONS).log
    }


def test_error_cannot_be_suppressed(tmp_path: Path) -> None:
    codes = [
        code
        for code, _ in warnings_of(
            tmp_path, "<!-- ok: L101 -->\nSee [the page](page:nowhere)."
        )
    ]

    assert codes == ["L101"]


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        ("D106", "There is no D106 on this line"),
        ("D999", "There is no code “D999”."),
        ("L101", "L101 is an error, which cannot be accepted."),
    ],
)
def test_unused_suppression_is_reported(tmp_path: Path, mark: str, why: str) -> None:
    write_project(
        tmp_path,
        {
            "content/pages/about.md": f"---\ntitle: About\n---\nFine. <!-- ok: {mark} -->\n"
        },
    )
    (diagnostic,) = build(Project.at(tmp_path, tmp_path / "output"), OPTIONS).log

    assert (diagnostic.code, diagnostic.span.text) == ("D112", mark)
    assert diagnostic.help.startswith(why)


@pytest.mark.parametrize(
    "page", ["Write `<!-- ok: D106 -->`.", "```\n<!-- ok: D106 -->\n```"]
)
def test_suppression_in_code_is_an_example(tmp_path: Path, page: str) -> None:
    assert warnings_of(tmp_path, page) == []


def test_suppression_of_dated_code_is_not_unused(tmp_path: Path) -> None:
    """Warnings of certain days, and notes, never make a suppression unused."""
    assert warnings_of(tmp_path, "Book now. <!-- ok: D107, K101 -->") == []


@given(text=st.text(alphabet=st.sampled_from("ok: #<!->D106L\n ,é"), max_size=120))
def test_find_suppressions_accepts_any_text(text: str) -> None:
    source = SourceText("content/event.md", text)
    for mark in find_suppressions(source):
        assert source.text[mark.span.start : mark.span.end] == mark.code
        assert all(1 <= line <= len(source.line_starts) for line in mark.lines)
    log = Log()
    log.report("P102", source.file_span)
    log.report("F119", source.span(0, len(text)))
    assert len(log) >= 1


def test_suppressions_of_a_long_file_are_found_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [f"word {number} <!-- ok: D106 -->" for number in range(2_000)]
    source, log = SourceText("content/pages/long.md", "\n".join(lines)), Log()
    searched_paths: list[str] = []

    def search(source_text: SourceText) -> Iterator[Suppression]:
        searched_paths.append(source_text.path)
        return find_suppressions(source_text)

    monkeypatch.setattr("microsite.diagnostics.diagnostic.find_suppressions", search)

    for line in range(1, len(lines) + 1):
        log.report(
            "D106", source.line_span(line), words="soon", better="Write the day."
        )

    assert searched_paths == [source.path]
    assert (len(log), len(log.used_suppressions)) == (0, len(lines))
