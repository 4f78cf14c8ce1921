"""A log with an error and its fix, a warning, a note, related places and a file without text."""

from __future__ import annotations

import pytest

from microsite.diagnostics.diagnostic import Fix, Log, file_span
from microsite.diagnostics.source_text import SourceText, Span

SESSIONS = """\
sessions:
  - id: opening
    speakers: [j-smth, chair]
  - id: opening
"""


def span_of(source: SourceText, words: str, occurrence: int = 0) -> Span:
    """Return the span of some words."""
    return source.span(0, len(source.text)).find(words, occurrence)


@pytest.fixture
def log() -> Log:
    log = Log()
    sessions = SourceText("data/sessions.yaml", SESSIONS)
    name = span_of(sessions, "j-smth")
    log.report(
        "S103",
        name,
        owner="Opening plenary",
        given="j-smth",
        suggestion="Did you mean “j-smith”?",
        slug="j-smth",
        program="microsite",
        fix=Fix(name, "j-smith"),
    )
    first, second = span_of(sessions, "opening"), span_of(sessions, "opening", 1)
    notes = (("First used here, on line 2", first),)
    log.report("S113", second, kind="session", id="opening", line=2, notes=notes)
    log.report(
        "F114",
        file_span("data/sesions.yaml"),
        name="sesions.yaml",
        suggestion="Rename it: 100%, surely.",
    )
    log.report(
        "K146",
        SourceText("content/event.md", "---\ntitle: A, B & <C>\n---\n").line_span(2),
    )
    return log
