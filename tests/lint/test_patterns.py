"""The clues of patterns: no text with a match is left out."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.diagnostics.source_text import SourceText
from microsite.lint.texts import CLUES, MARKS, WORDS, ProseText

PATTERNS = [*WORDS.items(), *MARKS]


@pytest.mark.parametrize(
    "pattern",
    [pytest.param(pattern, id=name) for name, pattern in PATTERNS if pattern in CLUES],
)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_text_that_matches_pattern_contains_clue(
    pattern: str, data: st.DataObject
) -> None:
    # Hypothesis cannot make texts for possessive quantifiers, which match fewer texts.
    wider = re.compile(pattern.replace("++", "+"))
    text = ProseText(
        SourceText("content/event.md", data.draw(st.from_regex(wider))), "event", 0
    )
    assert [match.span() for match in text.find(pattern)] == [
        match.span() for match in re.finditer(pattern, text.text)
    ]
