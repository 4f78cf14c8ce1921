"""Detection of prose in a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.source_text import SourceText
from microsite.lint.texts import ProseText
from tests.lint.helpers import lint_spans

PIECES = st.lists(
    st.sampled_from(["<!--", "-->", "<!", "--", "-", ">", "word ", "\n"]), max_size=12
).map("".join)


@given(PIECES)
def test_is_prose_excludes_comments(markdown: str) -> None:
    """A comment lasts from the last mark that begins one to the next that ends one."""
    text = ProseText(SourceText("content/pages/tides.md", markdown), "page", 0, None)
    for at in range(len(markdown) + 1):
        in_comment = markdown.rfind("<!--", 0, at) > markdown.rfind("-->", 0, at)
        assert any(start + 4 <= at < end for start, end in text.comments) == in_comment
        if in_comment:
            assert not text.is_prose(at)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Ask [DN: check with Sue].", "[DN: check with Sue]"),
        ("Ask [check with Sue].", "[check with Sue]"),
        ("It costs £XXX.", "XXX"),
        ("The chair is TBC.", "TBC"),
        ("It costs £xx.", "xx"),
        ("todo: ask Sue", "todo:"),
        ("When???", "???"),
        ("Lorem ipsum dolor.", "Lorem ipsum"),
    ],
)
def test_check_filler_reports_notes_to_oneself(
    tmp_path: Path, markdown: str, words: str
) -> None:
    assert lint_spans(tmp_path, markdown) == [("D113", words)]


@pytest.mark.parametrize(
    "markdown",
    [
        "See [to be or not](https://example.org/) and [check][it].\n\n[it]: https://a.example/",
        "The [UK: a guide](page:about) and <!-- TODO --> `XXX`.",
        "The XX Congress. What? Really?? A tbc of [1].",
        "[^1]\n\n[^1]: A note.",
    ],
)
def test_check_filler_accepts_what_is_meant(tmp_path: Path, markdown: str) -> None:
    assert lint_spans(tmp_path, markdown) == []


def test_check_filler_accepts_names_to_be_confirmed(tmp_path: Path) -> None:
    files = {"content/speakers/chair.md": "---\nname: TBC\nrole: Chair\n---\n"}

    assert lint_spans(tmp_path, "", files=files) == []
