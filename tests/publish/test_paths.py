"""Paths that occur twice, or that hosts do not accept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Log
from microsite.output.build_json import MAX_PATH_LENGTH, why_unsafe
from microsite.output.writer import check_paths
from microsite.render.artifacts import Artifact
from tests.publish.sites import TWO, Site, span, tree


def codes_of(*paths: str) -> list[str]:
    log = Log()
    check_paths([Artifact(path, "", bytes, span(path)) for path in paths], log)
    return [diagnostic.code for diagnostic in log]


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "talks/a-talk/index.html",
        ".nojekyll",
        ".well-known/security.txt",
        "CNAME",
        "speakers/zoë/index.html",
        "assets/css/site.1a2b.css",
        "news/2027/console/index.html",
        "a" * MAX_PATH_LENGTH,
    ],
)
def test_why_unsafe_accepts_ordinary_paths(path: str) -> None:
    assert why_unsafe(path) == ""


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../up.html",
        "a/../../up.html",
        "a/./b",
        "a//b",
        "a/",
        "a\\b",
        "c:/x",
        "con",
        "talks/CON/index.html",
        "nul.html",
        "a/lpt1.txt",
        "a/com0",
        "ends.",
        "ends /index.html",
        "what?.html",
        'a"b',
        "a\nb",
        "a\x00b",
        "a\x7f",
        "bad\udc80",
        "a" * (MAX_PATH_LENGTH + 1),
        "é" * 128,
    ],
)
def test_why_unsafe_gives_reason_for_unsafe_paths(path: str) -> None:
    assert why_unsafe(path)
    assert codes_of(path) == ["O104"]


@pytest.mark.parametrize(
    "paths,codes",
    [
        (("a", "a"), ["O101"]),
        (("a", "a", "a"), ["O101"]),
        (("A/x", "a/X"), ["O102"]),
        (("caf\u00e9", "cafe\u0301"), ["O102"]),
        (("Straße", "strasse"), ["O102"]),
        (("Talks/one", "talks/two"), ["O102"]),
        (("a", "a/b"), ["O103"]),
        (("a/b/c", "a"), ["O103"]),
        (("A", "a/b"), ["O103"]),
        (("build.json",), ["O101"]),
        (("Build.json",), ["O102"]),
        (("build.json/x",), ["O103"]),
        (("a/b", "a/c", "d"), []),
    ],
)
def test_check_paths_reports_clashes(paths: tuple[str, ...], codes: list[str]) -> None:
    assert codes_of(*paths) == codes


def test_check_paths_shows_both_sources(site: Site) -> None:
    first, second = (
        span("slug: one", "content/pages/a.md"),
        span("slug: one", "content/pages/b.md"),
    )
    site.publish(TWO)
    before = tree(site.output)

    assert (
        site.publish(
            TWO,
            more=[site.artifact("one", "1", first), site.artifact("one", "2", second)],
        )
        is None
    )

    (diagnostic,) = site.log
    assert diagnostic.span == second
    assert diagnostic.notes == (("The other file is from here", first),)
    assert site.rendered_paths == []
    assert tree(site.output) == before


@given(st.text())
def test_check_paths_accepts_any_text(path: str) -> None:
    if not why_unsafe(path):
        names = path.split("/")
        assert not {"", ".", ".."} & set(names)
        assert "\\" not in path and ":" not in path
