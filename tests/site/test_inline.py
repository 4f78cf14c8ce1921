"""To look for marks only where they can be is quicker, and changes nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from bench.conference import SIZES, make_conference
from microsite.project import ENGINE_HOME
from microsite.site import inline, markdown

PIECES = st.sampled_from(
    [
        *"`\\[]()<>&*_'\"-.!^:#~|{}=+ \n\t1aé",
        *"`` ** __ *** ___ -- --- ... .... ![ [^ [^1] [^1]: ]( &amp; &#39; <b> </b> <!-- --> \\* \\' 1. ::".split(),
        *("  \n", "\n\n", "    ", "\n- ", "\n> ", "\n## ", "\n| a | b |\n|---|---|\n", "\n!!! note\n    "),
        *"word don't 'tis '90s \"so\" http://a.example <http://a.example> <k@a.example>".split(),
        *'[a](b "c") ![d](e) *[HTML]:'.split(),
        *"{#x} {:.y} [TOC] data-toc-label=z ``` ~~~ === --- *** :".split(),
        *("\n===\n", "\n- - -\n", "\n: ", "\n1. ", "\n```\n", "\n\n    ", "\r\n", "\n### ", "\n\n# "),
        "[a][1]",
        "\n[1]: http://a.example 'title'\n",
        "\x02",
        "\x03",
        "klzzwxh:0001",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@pytest.fixture(scope="module")
def slow() -> Markdown:
    """The converter as the package has it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inline, "make_quick", lambda md: None)
        converter: Markdown = markdown._converter.__wrapped__()
    assert not isinstance(converter.treeprocessors["inline"], inline.QuickInlineProcessor)
    return converter


@pytest.fixture(scope="module")
def quick() -> Markdown:
    """The converter that we use."""
    converter: Markdown = markdown._converter.__wrapped__()
    return converter


def convert(converter: Markdown, text: str) -> str:
    """HTML, or what the package fails with."""
    converter.reset()
    try:
        return converter.convert(text)
    except Exception as failure:  # noqa: BLE001 - whatever it is, it must be the same
        return repr(failure)


@given(text=TEXTS)
def test_any_text_comes_out_the_same(slow: Markdown, quick: Markdown, text: str) -> None:
    assert convert(quick, text) == convert(slow, text)


def test_real_texts_come_out_the_same(slow: Markdown, quick: Markdown) -> None:
    texts = [
        path.read_text(encoding="utf-8", errors="replace")
        for folder in ("content", "docs", "examples", "tests/sites")
        for path in (ENGINE_HOME / folder).rglob("*.md")
    ]
    assert len(texts) > 50
    for text in texts:
        assert convert(quick, text) == convert(slow, text)


def test_generated_texts_come_out_the_same_and_mostly_untried(slow: Markdown, quick: Markdown) -> None:
    for session in make_conference(SIZES["S"]).sessions:
        assert convert(quick, session.body) == convert(slow, session.body)
    processors: list[Any] = [quick.treeprocessors[name] for name in ("inline", "smarty")]
    assert all(processor.left_alone > 100 for processor in processors)


def test_every_pattern_is_known(quick: Markdown) -> None:
    """A pattern that is new in the package would be tried on everything: right, but slow."""
    for name in ("inline", "smarty"):
        processor: Any = quick.treeprocessors[name]
        assert processor.knows_all


@given(text=TEXTS)
def test_no_pattern_matches_without_its_signs(quick: Markdown, text: str) -> None:
    found = set(inline.SIGN.findall(text))
    for name in ("inline", "smarty"):
        processor: Any = quick.treeprocessors[name]
        for pattern, signs in processor.listed:
            if signs.isdisjoint(found):
                assert re.search(pattern.getCompiledRegExp(), text) is None
