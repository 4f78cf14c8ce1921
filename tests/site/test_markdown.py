"""Markdown to clean HTML with typographic quotes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from microsite.cache import Cache
from microsite.site import markdown
from microsite.site.markdown import cached_html, to_html, typeset


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One\n\n## Two", '<h2 id="one">One</h2>\n<h2 id="two">Two</h2>'),
        ("## It's\n\n## It's", '<h2 id="its">It’s</h2>\n<h2 id="its_1">It’s</h2>'),
        (
            "a *b* __c__ [d](http://e)",
            '<em>b</em> <strong>c</strong> <a href="http://e">d</a>',
        ),
        ("*[ABC]: words\n\nABC", '<p><abbr title="words">ABC</abbr></p>'),
        ("term\n:   meaning", "<dl>\n<dt>term</dt>\n<dd>meaning</dd>\n</dl>"),
        ("!!! note\n    One.", '<div class="admonition note">'),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("## One {#two}", '<h2 id="two">One</h2>'),
        ("one  \ntwo", "<p>one<br>\ntwo</p>"),
        ("[a][b]\n\n[b]: http://c", '<p><a href="http://c">a</a></p>'),
        ("<k@example.org> <http://a>", 'href="mailto:k@example.org"'),
        ("\\*a\\* &copy; <b>c</b>", "<p>*a* © <b>c</b></p>"),
        (
            '<div class="note" style="x" onclick="y()">z</div>',
            '<div class="note">z</div>',
        ),
    ],
)
def test_to_html_converts_markdown(text: str, html: str) -> None:
    assert html in to_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "One *two* **three** _four_ `five` [six](https://e.org/a_b).",
        "## One\n\nTwo\n---\n\nThree\n===\n\n- four\n    1. five\n- six",
        "[TOC]\n\n## One\n\n## One",
        "> one\n> - two\n\n    three\n\n- - -\n\nfour ! [five] (six) [seven]",
        '• one\n• two: three\n\nhttps://e.org and me@e.org -- "so" it\'s...',
    ],
)
def test_to_html_gives_plain_texts_the_html_that_others_get(text: str) -> None:
    assert to_html(f"A & B\n\n{text}") == f"<p>A &amp; B</p>\n{to_html(text)}"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("## Straße in Łódź", ["strasse-in-lodz"]),
        ("## 9.30: Lunch", ["9-30-lunch"]),
        ("## 日本\n\n## 日本", ["part", "part_1"]),
        ("## One[^1]\n\n## One\n\n[^1]: A note", ["one", "one_1"]),
        ("<h3>One &amp; two</h3>\n\n## One *two*", ["one-two", "one-two_1"]),
    ],
)
def test_headings_have_ids_made_from_their_words(text: str, ids: list[str]) -> None:
    assert re.findall(r'<h\d id="([^"]*)"', to_html(text)) == ids


@pytest.mark.parametrize("mark", ["\r", "\x02", "\x03", "\t"])
def test_to_html_reads_control_characters_as_markdown_does(mark: str) -> None:
    text = f"one  {mark}two!{mark}[three](https://e.org)"
    assert to_html(text) == to_html(f"{text}\n\n&amp;").removesuffix("\n<p>&amp;</p>")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's \"so\", 'so' -- or --- so...", "It’s “so”, ‘so’ – or — so…"),
        ("In the '90s, 5'10\"", "In the ’90s, 5’10”"),
        (
            "He said, \"'Quoted' words\", \"so 'it' is\"",
            "He said, “‘Quoted’ words”, “so ‘it’ is”",
        ),
        ("Empty \"\" and ('x')", "Empty “” and (‘x’)"),
        ('"*So*", "`a`" and *"b"*', "“<em>So</em>”, “<code>a</code>” and <em>“b”</em>"),
        ("\\\"a\\\" \\'b\\' c\\...", "\"a\" 'b' c..."),
        ("`it's \"--\"` <kbd>'</kbd>", "<code>it's \"--\"</code> <kbd>'</kbd>"),
        ("a ---- b ....", "a ---- b ...."),
        ('<abbr title="it\'s">a</abbr>', '<abbr title="it\'s">a</abbr>'),
    ],
)
def test_to_html_sets_typographic_marks(text: str, words: str) -> None:
    assert to_html(text) == f"<p>{words}</p>"


def test_typeset_starts_again_in_each_block() -> None:
    assert typeset('<p>a</p><p>"b"</p>') == "<p>a</p><p>“b”</p>"


def test_cached_html_converts_a_text_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "cache.sqlite")
    assert cached_html("It's", cache, "1") == "<p>It’s</p>"
    monkeypatch.setattr(markdown, "to_html", lambda text: text.upper())

    assert cached_html("It's", cache, "1") == "<p>It’s</p>"
    assert cached_html("It's", cache, "2") == "IT'S"
    cache.save()
