"""The list of things to do before launch."""

from __future__ import annotations

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.formats import render_checklist as render
from microsite.diagnostics.source_text import SourceText


def to_do() -> Log:
    log = Log()
    source = SourceText("data/sessions.yaml", "a\nb\nc\nd\n")
    log.report("K122", source.line_span(3), kind="talk", title="C")
    log.report("K101", source.line_span(2), kind="session", name="B")
    log.report("K101", source.line_span(1), kind="session", name="A\x1b[2J")
    log.report("K162", source.line_span(4), score=20, advice="Use shorter words.")
    return log


def test_render_checklist_groups_notes_and_shows_shared_help_once() -> None:
    assert render(to_do(), "fair/".__add__) == (
        "Samples and drafts (2)\n"
        "  fair/data/sessions.yaml:1:1  The session “A␛[2J” is a sample.\n"
        "  fair/data/sessions.yaml:2:1  The session “B” is a sample.\n"
        "    K101: Replace this with the real details, then delete “sample: yes”.\n"
        "\n"
        "Programme (1)\n"
        "  fair/data/sessions.yaml:3:1  “C” (talk) has no abstract.\n"
        "    K122: Add a line “abstract: |” and write the text below it, indented.\n"
        "\n"
        "Wording (1)\n"
        "  fair/data/sessions.yaml:4:1  The overview is hard to read: it scores 20 on the Flesch "
        "scale. Plain English scores 60 or more.\n"
        "    K162: Use shorter words.\n"
        "\n"
    )


def test_render_checklist_shows_different_help_beside_notes() -> None:
    log = Log()
    source = SourceText("content/event.md", "a\nb\n")
    for line, advice in ((1, "Split it."), (2, "Use shorter words.")):
        log.report("K162", source.line_span(line), score=20, advice=advice)

    assert "60 or more. Split it.\n" in render(log)
    assert "60 or more. Use shorter words.\n" in render(log)
    assert "K162" not in render(log)


def test_render_checklist_without_notes_is_empty() -> None:
    assert render([]) == ""
