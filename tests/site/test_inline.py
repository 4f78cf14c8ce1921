"""To look for marks only where they can be, and to make at once what is certain, is quicker, and
changes nothing.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from bench.conference import SIZES, make_conference
from microsite.project import ENGINE_HOME
from microsite.site import blocks, inline, markdown, quotes
from microsite.site.blocks import QuickMarkdown
from microsite.site.marks import QuickMarks
from microsite.site.quotes import QuickQuotes

PIECES = st.sampled_from(
    [
        *"`\\[]()<>&*_'\"-.!^:#~|{}=+ \n\t1aé",
        *"`` ** __ *** ___ -- --- ... .... ![ [^ [^1] [^1]: ]( &amp; &#39; <b> </b> <!-- --> \\* \\' 1. ::".split(),
        *(
            "  \n",
            "\n\n",
            "    ",
            "\n- ",
            "\n> ",
            "\n## ",
            "\n| a | b |\n|---|---|\n",
            "\n!!! note\n    ",
        ),
        *"word don't 'tis '90s \"so\" http://a.example <http://a.example> <k@a.example>".split(),
        *'[a](b "c") ![d](e) *[HTML]:'.split(),
        *"{#x} {:.y} [TOC] data-toc-label=z ``` ~~~ === --- *** :".split(),
        *(
            "\n===\n",
            "\n- - -\n",
            "\n: ",
            "\n1. ",
            "\n```\n",
            "\n\n    ",
            "\r\n",
            "\n### ",
            "\n\n# ",
        ),
        "[a][1]",
        "\n[1]: http://a.example 'title'\n",
        "\x02",
        "\x03",
        "klzzwxh:0001",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)
MARKS = st.sampled_from(
    [
        *"*w* **w** ***w*** *a*b* a*b*c **a*b** a**b*c _w_ __w__ *_w_* x_y_z `c` ``c`d`` `a*b*` `a``b` ` * **".split(),
        *(
            "*a **b* c**",
            "*a *b* c*",
            "**a *b* c**",
            "* a*",
            "*a *",
            "*a\nb*",
            "**a  \nb**",
            "*a `c` b*",
            "*a [l](x) b*",
        ),
        *"[w](x) [w](<x>) [w](x'y) [w](x_y*z) [`c`](x) [*a*](b) *[a](b)* **`x`** [a](b)[c](d) [a](b)(c) [](x)".split(),
        *(
            "[w](x 't')",
            '[w](x "t")',
            "[w]( x )",
            "[a [b](c) d](e)",
            "[it's](x)",
            "[a\nb](x)",
            "[a](b c)",
            "[ ](x)",
        ),
        *"(*w*) (*w*, *\"w\"* \"*w*\" *w*'s '*w*' `c`'s *don't* ![i](j) ! [^1] [w][1] [a]()".split(),
        *"\\* \\' &amp; `&amp;` *a&b* & <b> ' \" '' \"\" '\" -- --- ... .... 's 's\" \"'w '80s 5'10\"".split(),
        *"'tis –' '- \"-\" \"-- ...\" &nbsp;' don't A's \"so\" 'so' A's' A's\", '\"s s' s\"".split(),
        *'_em_, __st__. (_em_) _é_ a__b _x x_ _a_b _a_.b_ _"x"_ _em_*x* *x*_em_ `x`_em_ _em_`x`'.split(),
        *(
            "_a b_",
            "_a *b* c_",
            "*a_b*",
            "_a*b_*",
            "[a_b](c)",
            "__a_b__",
            "_a  \nb_",
            "_ a_",
            "__",
            "_",
            "___a___",
            "_[l](m)_",
        ),
        *("word", "Éa", "ß", "日本", "²", "3", "(", ")", ".", ",", "\u2028"),
        *("\n", "\n\n", "\n- ", "\n\n> ", "\n\n# ", "\n1. "),
    ]
)
"""Marks beside each other, and beside what changes their meaning."""
MARKED = st.lists(st.tuples(MARKS, st.sampled_from(["", " ", " "])).map("".join), max_size=14).map(
    "".join
)


@pytest.fixture(scope="module")
def slow() -> Markdown:
    """The converter as the package has it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuickMarkdown, "make_quick", lambda md: None)
        converter: Any = markdown._converter.__wrapped__()
    assert not isinstance(converter.treeprocessors["inline"], inline.QuickInlineProcessor)
    converter.__class__ = Markdown
    assert isinstance(converter, Markdown)
    return converter


@pytest.fixture(scope="module")
def quick() -> Markdown:
    """The converter that we use."""
    converter: Markdown = markdown._converter.__wrapped__()
    return converter


def convert(converter: Markdown, text: str) -> str:
    """HTML, or what the package fails with; with characters for what may be written as entities."""
    converter.reset()
    try:
        html = converter.convert(text)
    except Exception as failure:  # noqa: BLE001 - whatever it is, it must be the same
        return repr(failure)
    for name, entity in quotes.ENTITIES.items():
        html = html.replace(entity, quotes.CHARACTERS[name])
    return html


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


@settings(max_examples=500)
@given(text=MARKED)
def test_marks_beside_each_other_come_out_the_same(
    slow: Markdown, quick: Markdown, text: str
) -> None:
    assert convert(quick, text) == convert(slow, text)


USUAL = """
It's *so* that **nobody's "words"** count -- or `nearly` none... (*see* [the dogs' "own" page](https://a.example/b_c?d=e&f=*)).

- "We don't", she said, 'cause Q&A isn't R&D
- One *or two*, and `more`, in the '90s, of some_name __or__ (_other_)
"""


def test_usual_texts_come_out_the_same_and_at_once(slow: Markdown, quick: Markdown) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for step in (QuickMarks, QuickQuotes):
            patch.setattr(step, "_by_the_package", None)
        bodies = [session.body for session in make_conference(SIZES["S"]).sessions]
        for text in [*bodies, USUAL]:
            assert convert(quick, text) == convert(slow, text)


def test_what_becomes_of_quotation_marks_is_clean_in_both_forms() -> None:
    """Whoever reads the HTML makes characters of both."""
    for name, entity in quotes.ENTITIES.items():
        assert markdown._cleaner().clean(entity) == quotes.CHARACTERS[name]


def test_html_is_told_entities_as_the_package_does(slow: Markdown, quick: Markdown) -> None:
    """Within what is not read as usual text, they would not be the same as characters."""
    for text in ("<plaintext>It's", '<xmp>It\'s</xmp> "so"', "*It's* <b>so</b> -- ..."):
        converter: Any
        for converter in (slow, quick):
            converter.reset()
        assert quick.convert(text) == slow.convert(text)


def test_steps_are_those_of_the_package(quick: Markdown) -> None:
    """What we know of a step is known by its name; what comes first is done by us for most texts."""
    converter: Any = quick
    stages = (converter._before, converter._blocks, converter._tree)
    assert converter._before[0][0] == blocks.FIRST
    assert {
        name for stage in stages for name, _ in stage
    } >= blocks.NEEDS.keys() | blocks.OF_MORE_THAN_A_BLOCK


@given(text=TEXTS)
def test_a_block_is_passed_over_by_no_step_that_it_needs(quick: Markdown, text: str) -> None:
    converter: Any = quick
    for block in text.split("\n\n"):
        for signs, step in (step for _, step in converter._blocks):
            if not any(sign in block for sign in signs):
                left = [block]
                assert not (
                    step.test(Element("div"), block) and step.run(Element("div"), left) is not False
                )
                assert left == [block]


def test_no_pattern_asks_where_it_stands(quick: Markdown) -> None:
    """Nobody notes in which elements a piece of text stands, as long as that does not matter."""
    for name in ("inline", "smarty"):
        processor: Any = quick.treeprocessors[name]
        assert not any(pattern.ANCESTOR_EXCLUDES for pattern, _ in processor.listed)


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
