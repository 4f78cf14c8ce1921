"""Detection of prose in a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.source_text import SourceText
from microsite.lint.texts import ProseText

PIECES = st.lists(
    st.sampled_from(["<!--", "-->", "<!", "--", "-", ">", "word ", "\n"]), max_size=12
).map("".join)


@given(PIECES)
def test_what_stands_in_a_comment_is_none(written: str) -> None:
    """A comment lasts from the last mark that begins one to the next that ends one."""
    text = ProseText(SourceText("content/pages/tides.md", written), "page", 0, None)
    for at in range(len(written) + 1):
        in_comment = written.rfind("<!--", 0, at) > written.rfind("-->", 0, at)
        assert any(start + 4 <= at < end for start, end in text.comments) == in_comment
        if in_comment:
            assert not text.is_prose(at)
