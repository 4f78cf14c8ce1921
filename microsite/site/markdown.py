"""Markdown to clean HTML with typographic quotes."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.md_in_html import MarkdownInHtmlExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import InlineProcessor

from microsite.cache import Cache
from microsite.site.markdown_checks import ALLOWED_TAGS, find_excess
from microsite.site.markdown_cleanup import normalise
from microsite.source.files import slugify

LINK_SCHEMES = frozenset("session speaker page news resource figure site file".split())
"""Schemes that lead to something of the project itself."""
# Python-Markdown tries each extension and each inline pattern on each piece of text. Those in
# these tables cannot match without the mark beside them, so they are left out without it.
EXTENSIONS = (
    ("```", FencedCodeExtension),
    ("~~~", FencedCodeExtension),
    ("[^", FootnoteExtension),
    ("{", AttrListExtension),
    (": ", DefListExtension),
    ("|", TableExtension),
    ("*[", AbbrExtension),
    ("<", MarkdownInHtmlExtension),
    ("!!!", AdmonitionExtension),
)
INLINE_PATTERNS = {
    "  \n": ("linebreak",),
    "![": ("image_link", "image_reference", "short_image_ref"),
    "&": ("entity",),
    "*": ("em_strong",),
    "<": ("autolink", "automail", "html"),
    "\\": ("escape",),
    "](": ("link",),
    "]:": ("reference", "short_reference"),
    "_": ("em_strong", "em_strong2"),
    "`": ("backtick",),
}
ATTRIBUTES = {
    "*": {"id", "lang", "dir", "title"},
    "a": {"href", "hreflang"},
    "img": {"src", "alt"},
    "ol": {"start", "reversed", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "div": {"class"},
    "p": {"class"},
}
CLASSES = {"admonition", "admonition-title", "footnote", "note", "warning", "tip", "important"}
H1 = re.compile(r"<(/?)h1\b")

STRAIGHT = "\x1a"
"""Stands before a mark that stays as it was typed. No source contains this character."""
TAG = re.compile(r'(<[^>"]*(?:"[^"]*"[^>"]*)*>)')
INLINE_TAG = re.compile(r"</?(?:a|abbr|b|cite|code|del|em|i|ins|q|s|span|strong|sub|sup)\b")
VERBATIM_TAG = re.compile(r"<(/?)(?:code|kbd|pre|samp)\b")
MARK = re.compile(rf"{STRAIGHT}.|(?<!-)-{{2,3}}(?!-)|(?<!\.)\.{{3}}(?!\.)|[\"']")
REPLACEMENTS = {"--": "–", "---": "—", "...": "…"}
OPENING_CONTEXT = frozenset(" \n\t([{-–—“‘\N{NO-BREAK SPACE}")


class MarkdownRenderer:
    """Renderer of Markdown that keeps its results in the cache."""

    def __init__(self, cache: Cache | None = None, version: str = "") -> None:
        """Use the cache, if any. The version changes with the engine and its libraries."""
        self._cache = cache
        self._version = version

    def html(self, text: str) -> str:
        """Return clean HTML for a text."""
        if self._cache is None:
            return to_html(text)
        key = f"{self._version} {text}".encode()
        return self._cache.get("markdown", key, lambda: to_html(text).encode()).decode()


def to_html(text: str) -> str:
    """Return clean HTML with typographic quotes, in which nothing can run, load or set styles.

    Return nothing for a text that exceeds the limits: `resolve_links` reports it.
    """
    if not text.strip() or find_excess(text):
        return ""
    text = normalise(text)
    extensions = tuple(dict.fromkeys(kind for mark, kind in EXTENSIONS if mark in text))
    patterns = chain.from_iterable(
        INLINE_PATTERNS[mark] for mark in INLINE_PATTERNS if mark in text
    )
    html = _converter(extensions, frozenset(patterns)).reset().convert(text)
    # The only first-level heading of a page is its title.
    return typeset(_cleaner().clean(H1.sub(r"<\1h2", html)))


@cache
def _converter(
    extensions: tuple[type[Extension], ...], inline_patterns: frozenset[str]
) -> Markdown:
    """Return a converter without the extensions and inline patterns that a text does not need."""
    converter = Markdown(
        extensions=[
            *(extension() for extension in extensions),
            SaneListExtension(),
            TocExtension(slugify=_heading_id),
        ],
        output_format="html",
    )
    for name in {*chain(*INLINE_PATTERNS.values())} - inline_patterns:
        converter.inlinePatterns.deregister(name, strict=False)
    if "escape" in inline_patterns:
        # Before Python-Markdown's own processor (180).
        converter.inlinePatterns.register(_StraightMark(r"\\([\"'.-])"), "straight_mark", 185)
    return converter


class _StraightMark(InlineProcessor):
    """Keeps a quote, hyphen or dot after a backslash as it was typed."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[str, int, int]:
        return STRAIGHT + m[1], m.start(), m.end()


def _heading_id(text: str, _separator: str) -> str:
    return slugify(text.replace(STRAIGHT, "")) or "part"


@cache
def _cleaner() -> nh3.Cleaner:
    """Return the filter that removes everything that is not in our lists."""
    return nh3.Cleaner(
        tags=set(ALLOWED_TAGS),
        attributes=ATTRIBUTES,
        allowed_classes=None,
        url_schemes={*LINK_SCHEMES, "http", "https", "mailto", "tel"},
        link_rel=None,
        attribute_filter=_keep_known_classes,
    )


def _keep_known_classes(_tag: str, attribute: str, value: str) -> str | None:
    if attribute != "class":
        return value
    return " ".join(name for name in value.split() if name in CLASSES) or None


def typeset(html: str) -> str:
    """Replace straight quotes, `--`, `---` and `...` in the text of clean HTML, outside code."""
    parts = TAG.split(html)
    before = " "
    depth = 0
    for index, part in enumerate(parts):
        if index % 2:
            if verbatim := VERBATIM_TAG.match(part):
                depth += -1 if verbatim[1] else 1
            if not INLINE_TAG.match(part):
                before = " "
        elif part:
            if depth == 0:
                parts[index] = _typeset_text(part, before)
            before = part[-1]
    return "".join(parts).replace(STRAIGHT, "")


def _typeset_text(text: str, before: str) -> str:
    end, last = 0, before

    def replacement(match: re.Match[str]) -> str:
        nonlocal end, last
        previous = text[match.start() - 1] if match.start() > end else last
        end, last = match.end(), _replace(match[0], previous, text[match.end() :][:1])
        return last

    return MARK.sub(replacement, text)


def _replace(mark: str, previous: str, following: str) -> str:
    if mark[0] == STRAIGHT:
        return mark[1:]
    if mark in REPLACEMENTS:
        return REPLACEMENTS[mark]
    opening, closing = ("“", "”") if mark == '"' else ("‘", "’")
    if previous not in OPENING_CONTEXT or previous == opening:
        return closing
    # An apostrophe before digits, as in ’90s, is not an opening quote.
    return closing if mark == "'" and following.isdigit() else opening
