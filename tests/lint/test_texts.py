"""What in a text is prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.diagnostics.source_text import SourceText
from microsite.lint import texts
from microsite.lint.texts import Text

PIECES = st.lists(
    st.sampled_from(["<!--", "-->", "<!", "--", "-", ">", "word ", "\n"]), max_size=12
).map("".join)


@given(PIECES)
def test_what_stands_in_a_comment_is_none(written: str) -> None:
    """A comment lasts from the last mark that begins one to the next that ends one."""
    text = Text(SourceText("content/pages/tides.md", written), "page", 0, None)
    for at in range(len(written) + 1):
        in_comment = written.rfind("<!--", 0, at) > written.rfind("-->", 0, at)
        assert text._is_in_comment(at) == in_comment
        if in_comment:
            assert not text.is_prose(at)


@given(
    st.sampled_from(texts.ENTRIES),
    st.lists(st.text("ab -\n", max_size=6), max_size=9),
    st.integers(1, 4),
)
def test_a_data_file_in_parts_is_all_there(mark: str, entries: list[str], together: int) -> None:
    """Each part but the first begins with an entry, and a place in it is that in the file."""
    written = mark.join(("sessions:", *entries))
    source = SourceText("data/sessions.yaml", written)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "TOGETHER", together)
        parts = list(texts._parts(Text(source, "sessions", len(written))))
    assert "".join(part.text for part in parts) == written
    assert all(part.text.startswith(texts.ENTRIES) for part in parts[1:])
    assert all(part.span(0, len(part.text)).text == part.text for part in parts)
    assert all(part.body == len(part.text) for part in parts)
