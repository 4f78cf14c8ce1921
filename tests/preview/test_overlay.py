"""What the preview adds to a page."""

from __future__ import annotations

from pathlib import Path

from microsite.diagnostics.diagnostic import Log
from microsite.pipeline import Outcome
from microsite.preview.overlay import note_for, with_preview
from microsite.preview.rebuild import Result
from microsite.text import SourceText

SOURCE = SourceText("data/sessions.yaml", "sessions:\n  - start: <9.30>\n")


def result(*codes: str) -> Result:
    log = Log()
    for code in codes:
        if code == "R123":
            log.report(code, SOURCE.span(21, 27), given="<9.30>", guess="Did you mean 09:30?")
        else:
            log.report(code, SOURCE.span(0, 8), words="here")
    return Result(Outcome(log=log), 7, only_styles=False)


def test_a_page_without_mistakes_gets_only_the_script() -> None:
    page = with_preview(b"<html><head></head><body>Hello</body></html>", result(), Path("/site"))

    assert page.count(b"<script") == 1
    assert b'data-build="7"' in page
    assert b"microsite-note" not in page


def test_a_mistake_is_told_with_its_place_and_cure() -> None:
    note = note_for(result("R123"), Path("/site"))

    assert "1 thing to put right" in note
    assert "data/sessions.yaml, line 2" in note
    assert "“&lt;9.30&gt;” is not a time we can read." in note
    assert "<mark>&lt;9.30&gt;</mark>" in note
    assert "Did you mean 09:30?" in note
    assert 'href="vscode://file/site/data/sessions.yaml:2:12"' in note
    assert "<details" in note
    assert " open" in note


def test_warnings_stay_in_their_corner() -> None:
    note = note_for(result("L106"), Path("/site"))

    assert "1 thing to look at" in note
    assert " open" not in note
