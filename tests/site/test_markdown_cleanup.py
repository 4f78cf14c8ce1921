"""Clean-up of pasted and typed text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.site.markdown import normalise, to_html


def squeeze(html: str) -> str:
    return re.sub(r">\s+<", "><", re.sub(r"\s*\n\s*", " ", html)).strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("We cover:\n- one\n- two", "<p>We cover:</p><ul><li>one</li><li>two</li></ul>"),
        ("We cover:\n1. one\n2. two", "<p>We cover:</p><ol><li>one</li><li>two</li></ol>"),
        ("1) one\n2) two", "<ol><li>one</li><li>two</li></ol>"),
        ("• one\n• two", "<ul><li>one</li><li>two</li></ul>"),
        ("·\tone\n·\ttwo", "<ul><li>one</li><li>two</li></ul>"),
        ("– one\n– two\n– three", "<ul><li>one</li><li>two</li><li>three</li></ul>"),
        ("– and then he left.", "<p>– and then he left.</p>"),
        ("- one\n  - inner\n- two", "<ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>"),
        ("- one\n    - inner\n- two", "<ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>"),
        ("- one\n  and on\n- two", "<ul><li>one and on</li><li>two</li></ul>"),
        ("- one\n\nAfter.", "<ul><li>one</li></ul><p>After.</p>"),
        ("    Indented by Word.", "<p>Indented by Word.</p>"),
        ("Above\n---\nBelow", "<p>Above</p><hr><p>Below</p>"),
        ("2026. A good year.", "<p>2026. A good year.</p>"),
        ("It was good in\n2026. So it was.", "<p>It was good in 2026. So it was.</p>"),
        ("See https://example.org/a_b_c.", '<p>See <a href="https://example.org/a_b_c">https://example.org/a_b_c</a>.</p>'),
        ("See www.example.org", '<p>See <a href="https://www.example.org">www.example.org</a></p>'),
        ("Write to kim@example.org.", '<p>Write to <a href="mailto:kim@example.org">kim@example.org</a>.</p>'),
        ("[a](https://example.org/)", '<p><a href="https://example.org/">a</a></p>'),
        ("<https://example.org/>", '<p><a href="https://example.org/">https://example.org/</a></p>'),
        ("[https://example.org/](https://example.org/)", '<p><a href="https://example.org/">https://example.org/</a></p>'),
        ("`https://example.org/`", "<p><code>https://example.org/</code></p>"),
        ("[a] (https://example.org/)", '<p><a href="https://example.org/">a</a></p>'),
        ("(a)[https://example.org/]", '<p><a href="https://example.org/">a</a></p>'),
        ("[a](“https://example.org/”)", '<p><a href="https://example.org/">a</a></p>'),
        ("[a]( https://example.org/ )", '<p><a href="https://example.org/">a</a></p>'),
        ("one\vtwo", "<p>one<br> two</p>"),
        ("a\u00a0b\u200bc\u00add", "<p>a bcd</p>"),
        ("Text\n| a | b |\n|---|---|\n| 1 | 2 |",
         ("<p>Text</p><table><thead><tr><th>a</th><th>b</th></tr></thead>"
         "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>")),
    ],
)  # fmt: skip
def test_normalise_understands_habits(text: str, html: str) -> None:
    assert squeeze(to_html(text)) == html


def test_normalise_keeps_fenced_code() -> None:
    assert "• one\n1) two\nwww.example.org" in to_html(
        "```\n• one\n1) two\nwww.example.org\n```"
    )


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab1 -*•–)(.[]\n\t#`|:@w/"), max_size=80))
def test_normalise_twice_changes_nothing_more(text: str) -> None:
    """Clean-up of cleaned text changes nothing."""
    once = normalise(text)

    assert squeeze(to_html(normalise(once))) == squeeze(to_html(once))
