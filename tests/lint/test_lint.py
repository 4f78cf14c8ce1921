"""Lint of whole projects and of random text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.lint.lint import run_lint
from microsite.model.event import Event
from microsite.model.loader import load_event
from microsite.source.front_matter import MarkdownFile
from microsite.source.inheritance import read_sources
from microsite.source.nodes import Mapping
from microsite.source.reader import SourceFiles
from tests.lint.helpers import EVENT, RATES
from tests.making import load_soundly, write_project

ROOT = Path(__file__).parents[2]
PROJECTS = [ROOT, ROOT / "examples" / "tidewater", ROOT / "examples" / "one-page"]


@pytest.mark.parametrize("root", PROJECTS, ids=lambda root: root.name)
@pytest.mark.parametrize(
    "day",
    [date(2025, 1, 1), date(2026, 11, 25), date(2027, 3, 1), date(2028, 1, 1)],
    ids=str,
)
def test_lint_reports_nothing_for_sample_sites(root: Path, day: date) -> None:
    """People have read the sample sites, so each warning would be wrong."""
    log = Log()
    sources = read_sources(root, log)
    event = load_event(sources, log)
    assert event is not None
    run_lint(event, sources, day, log)
    run_lint(event, sources, day, log, dated=True)

    assert [
        (diagnostic.code, diagnostic.headline)
        for diagnostic in log
        if diagnostic.code.startswith("D")
    ] == []


PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        "Tuesday |Sun |20 |31 |th |May |Feb |2027 |0 |99 |, |and |to |(Monday) |9am |GMT |BST |£|1,000 |5% |`|#|    |"
        "this year |early bird |booking is open |the conference is on |public sector rate |<!-- |-->|](|\n|\n\n".split(
            "|"
        )
    ),
)


@pytest.fixture(scope="module")
def event(tmp_path_factory: pytest.TempPathFactory) -> Event:
    return load_soundly(
        write_project(
            tmp_path_factory.mktemp("sound"), {"data/rates.yaml": RATES}, EVENT
        )
    )


@settings(max_examples=300, deadline=None)
@given(
    text=st.lists(PIECES, max_size=30).map("".join),
    body=st.integers(0, 40),
    day=st.dates(),
)
def test_lint_never_raises(event: Event, text: str, body: int, day: date) -> None:
    """Warnings lie within the text of a page or a data file."""
    source = SourceText("content/pages/about.md", text.replace("\r", "\n"))
    span = source.span(min(body, len(source.text)), len(source.text))
    page = MarkdownFile(source, "about", Mapping(source, 0, 0), span)
    data = SourceText("data/sessions.yaml", source.text)
    sources = SourceFiles(
        documents={"pages": (page,)}, data={"sessions": Mapping(data, 0, 0)}
    )
    log = Log()
    run_lint(event, sources, day, log)
    run_lint(event, sources, day, log, dated=True)

    for diagnostic in log:
        assert diagnostic.headline
        assert (
            0
            <= diagnostic.span.start
            < diagnostic.span.end
            <= len(diagnostic.span.source.text)
        )
