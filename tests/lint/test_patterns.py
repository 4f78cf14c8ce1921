"""The clues of patterns: no text with a match is left out."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.diagnostics.source_text import SourceText
from microsite.lint import patterns
from microsite.lint.patterns import MARKS, Pattern
from microsite.lint.texts import ProseText

WORDS = {
    name: pattern
    for name, pattern in vars(patterns).items()
    if isinstance(pattern, Pattern)
}
NAMED_PATTERNS = [*WORDS.items(), *((mark.advice, mark) for mark in MARKS)]


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(pattern, id=name)
        for name, pattern in NAMED_PATTERNS
        if pattern.clues
    ],
)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_text_that_matches_pattern_contains_clue(
    pattern: Pattern, data: st.DataObject
) -> None:
    # Hypothesis cannot make texts for possessive quantifiers, which match fewer texts.
    regex = pattern.regex
    wider = re.compile(regex.pattern.replace("++", "+"), regex.flags)
    text = ProseText(
        SourceText("content/event.md", data.draw(st.from_regex(wider))), "event", 0
    )
    assert [match.span() for match in text.find(pattern)] == [
        match.span() for match in regex.finditer(text.text)
    ]
