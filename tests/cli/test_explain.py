"""`explain`: descriptions of codes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from microsite import DOCUMENTATION
from microsite.cli import main
from microsite.cli.explain import help_page
from microsite.diagnostics.diagnostic import CATALOGUE
from microsite.project import ENGINE_HOME


@pytest.mark.parametrize("code", ["S103", "s103", "[S103]", "S103."])
def test_explain_accepts_any_form_of_code(code: str, capsys: Any) -> None:
    assert main(["explain", code]) == 0
    out, err = capsys.readouterr()

    address = f"{DOCUMENTATION}s103/"
    assert out == f"{help_page('S103', ENGINE_HOME)}\nThis page on the web: {address}\n"
    assert err == ""


def test_explain_prints_several_codes(capsys: Any) -> None:
    main(["explain", "S103", "R101"])

    out = capsys.readouterr().out
    assert out.index("# S103: ") < out.index("# R101: ")


def test_explain_lists_all_codes(capsys: Any) -> None:
    assert main(["explain"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in lines if line] == sorted(CATALOGUE)
    assert (
        "S103  A session names a speaker who has no file in `content/speakers/`."
        in lines
    )


def test_explain_lists_sentences(capsys: Any) -> None:
    main(["explain"])

    for line in filter(None, capsys.readouterr().out.splitlines()):
        sentence = line[6:]
        assert re.fullmatch(r"[A-Z“`].{10,190}\.", sentence), line
        assert "…" not in sentence


def test_explain_refuses_unknown_code(capsys: Any) -> None:
    assert main(["explain", "R101", "Q9999"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("There is no code “Q9999”. ")
