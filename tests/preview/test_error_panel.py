"""Additions of the preview to a page, in the wording of the terminal."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from microsite.apps.preview.rebuild import BuildStatus
from microsite.apps.preview.server import error_panel, inject_preview
from microsite.build import Outcome, check
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.formats import render_text
from microsite.diagnostics.source_text import SourceText
from microsite.project import BuildOptions, Project

SOURCE = SourceText("data/sessions.yaml", "sessions:\n  - start: <9.30>\n")
BROKEN = sorted((Path(__file__).parents[1] / "sites" / "broken").glob("*/"))
PAGE = b"<html><head></head><body class='home'>Hello</body></html>"


def result(*codes: str, strict: bool = False) -> BuildStatus:
    log = Log()
    for code in codes:
        if code == "R123":
            log.report(
                code, SOURCE.span(21, 27), given="<9.30>", guess="Did you mean 09:30?"
            )
        else:
            log.report(code, SOURCE.span(0, 8), words="here")
    return BuildStatus(Outcome(log=log), 7, only_styles=False, strict=strict)


def words(html: str) -> str:
    """Return the text of a panel without its buttons."""
    shown_html = re.sub(r'<span class="do">.*?</span></button></span>', " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", shown_html)).split())


def test_inject_preview_adds_only_scripts_without_errors() -> None:
    page = inject_preview(
        PAGE, error_panel(result(), can_open=True), 7, "secret", "serve"
    )

    assert page.count(b"<script") == 1
    assert b'data-build="7"' in page
    assert b'serve"' in page
    assert b"microsite-panel" not in page


def test_inject_preview_adds_no_token_for_other_machines() -> None:
    page = inject_preview(
        PAGE, error_panel(result("R123"), can_open=False), 7, None, "serve"
    )

    assert page.count(b"<script") == 1
    assert b"data-token" not in page
    assert b"Open in editor" not in page


def test_error_panel_shows_place_and_remedy() -> None:
    note = error_panel(result("R123"), can_open=True)

    assert "1 error" in note
    assert "data/sessions.yaml, line 2" in words(note)
    assert "“<9.30>” is not a time in the right format." in words(note)
    assert "<mark>&lt;9.30&gt;</mark>" in note
    assert "Did you mean 09:30?" in note
    assert 'data-path="data/sessions.yaml" data-line="2" data-column="12"' in note
    assert "<details" in note
    assert " open>" in note


def test_error_panel_speaks_of_last_good_page_only_with_site() -> None:
    with_site = error_panel(result("R123"), can_open=False)
    without_site = error_panel(result("R123"), can_open=False, has_site=False)

    assert "last working version" in with_site
    assert "last working version" not in without_site
    assert "There is nothing to show yet." in without_site


def test_inject_preview_puts_panel_first_in_body() -> None:
    page = inject_preview(
        PAGE, error_panel(result("R123"), can_open=True), 7, "secret", "serve"
    )

    assert b"<body class='home'><microsite-panel>" in page


def test_error_panel_is_closed_for_warnings() -> None:
    note = error_panel(result("L106"), can_open=True)

    assert "1 warning" in note
    assert " open>" not in note


def test_error_panel_shows_strict_warnings_as_errors() -> None:
    note = error_panel(result("L106", strict=True), can_open=True)

    assert "1 error" in note


@pytest.mark.parametrize("site", BROKEN, ids=lambda path: path.name)
def test_error_panel_has_wording_of_terminal(site: Path) -> None:
    """The panel contains every headline, source line, help, fix and note of every broken site."""
    outcome = check(
        Project.at(site), BuildOptions(as_of=date(2026, 11, 25), use_cache=False)
    )
    status = BuildStatus(outcome, 1, only_styles=False)
    note = words(error_panel(status, can_open=True))

    for diagnostic in (*status.errors, *status.warnings):
        for line in render_text([diagnostic]).splitlines()[1:]:
            text = re.sub(r"^ *(\d+) \|", r"\1 ", line)
            text = re.sub(r"\(([^()]+):(\d+):\d+\)$", r"(\1, line \2)", text)
            if carets := re.match(r"^ +\^+", text):
                text = text[carets.end() :]
            assert " ".join(text.split()) in note
