"""Codes without facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from microsite.cli.explain import help_page, index_page
from microsite.diagnostics.diagnostic import CATALOGUE, SUBJECTS, Severity


def test_template_of_message_has_ellipsis_for_facts() -> None:
    assert CATALOGUE["S103"].template == "“…” lists a speaker who has no file: “…”."


@pytest.mark.parametrize("code", CATALOGUE)
def test_template_of_message_shows_no_placeholder(code: str) -> None:
    assert not re.search(r"[{}]|\s\s", CATALOGUE[code].template)


def test_index_page_lists_every_code_once(tmp_path: Path) -> None:
    codes = re.findall(r"^[A-Z]\d{3}(?=  \S)", index_page(tmp_path), re.MULTILINE)
    assert codes == sorted(CATALOGUE)


def test_help_page_is_read_from_docs(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "errors" / "S103.md"
    page.parent.mkdir(parents=True)
    page.write_text("# S103: our page\n", encoding="utf-8")

    assert help_page("S103", tmp_path) == "# S103: our page\n"


def test_help_page_without_docs_shows_catalogue(tmp_path: Path) -> None:
    assert help_page("S102", tmp_path).startswith(
        "# S102: “…” has a start but no end and no length.\n\nAdd"
    )


def test_checklist_has_subject_for_every_code() -> None:
    entries = {
        code: entry
        for code, entry in CATALOGUE.items()
        if code[0] == "K" or entry.severity is Severity.NOTE
    }
    assert {code[:3] for code in entries} == set(SUBJECTS)
    assert all(entry.help for entry in entries.values())
    warnings = {
        code for code, entry in entries.items() if entry.severity is not Severity.NOTE
    }
    assert warnings == {"K171", "K172", "K173"}, (
        "only links that were followed to their end are more than notes"
    )
