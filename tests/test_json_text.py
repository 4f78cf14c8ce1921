"""JSON comes out as Python writes it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.json_text import compact, parsed, spaced

TEXT = st.text()
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
)


@given(PLAIN)
def test_the_text_is_that_of_python(value: object) -> None:
    assert compact(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert spaced(value) == json.dumps(value, ensure_ascii=False)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_the_same_number(value: float) -> None:
    assert json.loads(compact(value)) == value


def test_every_character_of_the_first_plane() -> None:
    text = "".join(chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)
    assert compact(text) == spaced(text) == json.dumps(text, ensure_ascii=False)


@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", b"\xff", "[1] 2"])
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of which the words are nobody’s
        parsed(text)


def test_what_is_written_is_read() -> None:
    assert parsed(spaced({"a": ["é", 1, None]})) == {"a": ["é", 1, None]}
