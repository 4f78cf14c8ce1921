"""Markdown to clean HTML with typographic quotes."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

import nh3
from markdown import Markdown
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import InlineProcessor
from msgspec import Struct

from microsite.cache import Cache
from microsite.site.markdown_source import ALLOWED_TAGS, find_excess, normalise
from microsite.source.files import slugify

LINK_SCHEMES = frozenset("session speaker page news resource figure site file".split())
# Python-Markdown tries each extension and each inline pattern on each piece of text. Those in
# these tables cannot match without the mark beside them, so they are left out without it.
EXTENSIONS = {
    "```": "fenced_code",
    "~~~": "fenced_code",
    "[^": "footnotes",
    "{": "attr_list",
    ": ": "def_list",
    "|": "tables",
    "*[": "abbr",
    "<": "md_in_html",
    "!!!": "admonition",
}
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
TAG_OR_MARK = re.compile(
    r'(?P<tag><[^>"]*(?:"[^"]*"[^>"]*)*>)'
    rf"|{STRAIGHT}.|(?<!-)-{{2,3}}(?!-)|(?<!\.)\.{{3}}(?!\.)|[\"']"
)
INLINE_TAG = re.compile(r"</?(?:a|abbr|b|cite|code|del|em|i|ins|q|s|span|strong|sub|sup)\b")
VERBATIM_TAG = re.compile(r"<(/?)(?:code|kbd|pre|samp)\b")
REPLACEMENTS = {"--": "–", "---": "—", "...": "…"}
OPENING_CONTEXT = frozenset(" \n\t([{-–—“‘\N{NO-BREAK SPACE}")


class MarkdownRenderer(Struct):
    """Renderer of Markdown that keeps its results in the cache, if there is one."""

    cache: Cache | None = None
    version: str = ""
    """Changes with the engine and its libraries."""

    def html(self, text: str) -> str:
        """Return clean HTML for a text."""
        if self.cache is None:
            return to_html(text)
        key = f"{self.version} {text}".encode()
        return self.cache.get("markdown", key, lambda: to_html(text).encode()).decode()


def to_html(text: str) -> str:
    """Return clean HTML with typographic quotes, in which nothing can run, load or set styles.

    Return nothing for a text that exceeds the limits: `resolve_links` reports it.
    """
    if not text.strip() or find_excess(text):
        return ""
    text = normalise(text)
    extensions = tuple(dict.fromkeys(EXTENSIONS[mark] for mark in EXTENSIONS if mark in text))
    patterns = (names for mark, names in INLINE_PATTERNS.items() if mark in text)
    html = _converter(extensions, frozenset().union(*patterns)).reset().convert(text)
    # The only first-level heading of a page is its title.
    return typeset(CLEANER.clean(H1.sub(r"<\1h2", html)))


@cache
def _converter(extensions: tuple[str, ...], inline_patterns: frozenset[str]) -> Markdown:
    """Return a converter with the extensions and inline patterns that a text needs."""
    names = (*extensions, "sane_lists")
    modules = [import_module(f"markdown.extensions.{name}") for name in names]
    needed = [module.makeExtension() for module in modules]
    toc = TocExtension(slugify=_heading_id)
    converter = Markdown(extensions=[*needed, toc], output_format="html")
    for name in set().union(*INLINE_PATTERNS.values()) - inline_patterns:
        converter.inlinePatterns.deregister(name, strict=False)
    if "escape" in inline_patterns:
        # Before Python-Markdown's own processor (180).
        converter.inlinePatterns.register(_StraightMark(r"\\([\"'.-])"), "straight_mark", 185)
    return converter


class _StraightMark(InlineProcessor):
    """Keeps a quote, hyphen or dot after a backslash as it was typed."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], _data: str
    ) -> tuple[str, int, int]:
        return STRAIGHT + m[1], m.start(), m.end()


def _heading_id(text: str, _separator: str) -> str:
    return slugify(text.replace(STRAIGHT, "")) or "part"


def _keep_known_classes(_tag: str, attribute: str, value: str) -> str | None:
    if attribute != "class":
        return value
    return " ".join(name for name in value.split() if name in CLASSES) or None


CLEANER = nh3.Cleaner(
    tags=set(ALLOWED_TAGS),
    attributes=ATTRIBUTES,
    url_schemes={*LINK_SCHEMES, "http", "https", "mailto", "tel"},
    link_rel=None,
    attribute_filter=_keep_known_classes,
)


def typeset(html: str) -> str:
    """Replace straight quotes, `--`, `---` and `...` in the text of clean HTML, outside code."""
    depth, end, before = 0, 0, " "

    def replacement(match: re.Match[str]) -> str:
        nonlocal depth, end, before
        mark, previous = match[0], html[match.start() - 1] if match.start() > end else before
        end = match.end()
        if match["tag"]:
            if verbatim := VERBATIM_TAG.match(mark):
                depth += -1 if verbatim[1] else 1
            before = previous if INLINE_TAG.match(mark) else " "
            return mark
        before = mark if depth else _replace(mark, previous, html[end : end + 1])
        return before

    return TAG_OR_MARK.sub(replacement, html).replace(STRAIGHT, "")


def _replace(mark: str, previous: str, following: str) -> str:
    if mark[0] == STRAIGHT:
        return mark[1:]
    if mark in REPLACEMENTS:
        return REPLACEMENTS[mark]
    opening, closing = ("“", "”") if mark == '"' else ("‘", "’")
    # An apostrophe before digits, as in ’90s, is not an opening quote.
    is_year = mark == "'" and following.isdigit()
    is_opening = previous in OPENING_CONTEXT and previous != opening and not is_year
    return opening if is_opening else closing
