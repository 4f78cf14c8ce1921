"""Markdown to clean HTML with typographic quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import chain

import nh3
from markdown import Markdown
from markdown.extensions import (
    abbr,
    admonition,
    attr_list,
    def_list,
    fenced_code,
    footnotes,
    md_in_html,
    sane_lists,
    tables,
    toc,
)
from markdown.inlinepatterns import InlineProcessor

from microsite.cache import Cache
from microsite.site.markdown_cleanup import normalise
from microsite.site.markdown_limits import find_excess
from microsite.site.typography import STRAIGHT, typeset
from microsite.source.files import slugify

LINK_SCHEMES = frozenset(
    ("session", "speaker", "page", "news", "resource", "figure", "site", "file")
)
"""Schemes that lead to something of the project itself."""
SCHEMES = LINK_SCHEMES | {"http", "https", "mailto", "tel"}
TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del dfn div dl dt em "
    "figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span "
    "strong sub sup table tbody td tfoot th thead time tr u ul var".split()
)
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
    "abbr": {"title"},
    "sup": {"id"},
}
# Python-Markdown tries each extension and each inline pattern on each piece of text. Those in
# these tables cannot match without the mark before them, so they are left out without it.
EXTENSIONS = {
    "!!!": ("admonition",),
    "*[": ("abbr",),
    ": ": ("def_list",),
    "<": ("md_in_html",),
    "[^": ("footnotes",),
    "```": ("fenced_code",),
    "{": ("attr_list",),
    "|": ("tables",),
    "~~~": ("fenced_code",),
}
MODULES = {
    "fenced_code": fenced_code,
    "footnotes": footnotes,
    "attr_list": attr_list,
    "def_list": def_list,
    "tables": tables,
    "abbr": abbr,
    "md_in_html": md_in_html,
    "admonition": admonition,
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
ESCAPED_MARK = r"\\([\"'.-])"
H1 = re.compile(r"<(/?)h1\b")
CLASSES = {"admonition", "admonition-title", "footnote", "note", "warning", "tip", "important"}


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
    converter = _converter(_find_needed(EXTENSIONS, text), _find_needed(INLINE_PATTERNS, text))
    html = converter.reset().convert(text)
    return typeset(_cleaner().clean(_demote_headings(html)))


def _find_needed(table: Mapping[str, tuple[str, ...]], text: str) -> frozenset[str]:
    """Return the names whose mark is in the text."""
    return frozenset([name for mark, names in table.items() if mark in text for name in names])


@cache
def _converter(extensions: frozenset[str], inline_patterns: frozenset[str]) -> Markdown:
    """Return a converter without the extensions and inline patterns that a text does not need."""
    modules = [module for name, module in MODULES.items() if name in extensions]
    converter = Markdown(
        extensions=[
            *(module.makeExtension() for module in modules),
            sane_lists.makeExtension(),
            toc.makeExtension(slugify=_heading_id),
        ],
        output_format="html",
    )
    for name in {*chain(*INLINE_PATTERNS.values())} - inline_patterns:
        converter.inlinePatterns.deregister(name, strict=False)
    if "escape" in inline_patterns:
        # Before Python-Markdown's own processor (180).
        converter.inlinePatterns.register(_StraightMark(ESCAPED_MARK), "straight_mark", 185)
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


def _demote_headings(html: str) -> str:
    """Make first-level headings second-level ones: the only first-level heading is the title."""
    return H1.sub(r"<\1h2", html) if "h1" in html else html


@cache
def _cleaner() -> nh3.Cleaner:
    """Return the filter that removes everything that is not in our lists."""
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        allowed_classes=None,
        url_schemes=set(SCHEMES),
        link_rel=None,
        attribute_filter=_keep_known_classes,
    )


def _keep_known_classes(_tag: str, attribute: str, value: str) -> str | None:
    if attribute != "class":
        return value
    return " ".join(name for name in value.split() if name in CLASSES) or None
