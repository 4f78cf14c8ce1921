"""Markdown to clean HTML: a pure function of the text, so that its results can be remembered."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from microsite.site.pasted import prepare
from microsite.site.tangled import tangle_of
from microsite.source.files import slugify

LINK_SCHEMES = frozenset(
    ("session", "speaker", "page", "news", "resource", "figure", "site", "file")
)
"""Schemes that lead to something of the project itself."""
SCHEMES = LINK_SCHEMES | {"http", "https", "mailto", "tel"}
TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del dfn div dl dt em figcaption "
    "figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub sup table "
    "tbody td tfoot th thead time tr u ul var".split()
)
NEED_NO_END = frozenset(
    "br caption col colgroup dd dt hr img li p tbody td tfoot th thead tr".split()
)
"""Tags that HTML lets stand without an end."""
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
CLASSES = {"admonition", "admonition-title", "footnote", "note", "warning", "tip", "important"}


@cache
def _converter() -> Any:
    """The one Markdown converter; making it costs more than using it.

    Its extensions are given as such: for one that is given by name, Python would look through all
    installed packages.
    """
    from markdown.extensions import (
        abbr,
        admonition,
        attr_list,
        def_list,
        fenced_code,
        footnotes,
        md_in_html,
        sane_lists,
        smarty,
        tables,
        toc,
    )

    from microsite.site.blocks import QuickMarkdown

    extra = (fenced_code, footnotes, attr_list, def_list, tables, abbr, md_in_html)
    converter = QuickMarkdown(
        extensions=[
            *(extension.makeExtension() for extension in extra),
            sane_lists.makeExtension(),
            smarty.makeExtension(smart_angled_quotes=False),
            toc.makeExtension(slugify=lambda text, _: slugify(text) or "part"),
            admonition.makeExtension(),
        ],
        output_format="html",
    )
    converter.make_quick()
    return converter


def to_html(text: str) -> str:
    """Clean HTML for a Markdown text, and nothing that could run, load, or be styled from the text.

    Empty for a text in which something is tangled (see `tangled`), which `link_prose` reports.
    """
    if not text.strip() or tangle_of(text):
        return ""
    converter = _converter()
    converter.reset()
    html = converter.convert(prepare(text))
    cleaned: str = _cleaner().clean(_demoted(html))
    return cleaned


@cache
def _cleaner() -> Any:
    """What takes out all that is not on our lists."""
    import nh3

    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        allowed_classes=None,
        url_schemes=set(SCHEMES),
        link_rel=None,
        attribute_filter=_only_known_classes,
    )


def _only_known_classes(_tag: str, attribute: str, value: str) -> str | None:
    if attribute != "class":
        return value
    return " ".join(name for name in value.split() if name in CLASSES) or None


def _demoted(html: str) -> str:
    """A page has one first-level heading, its title: those in the text become second-level ones."""
    return re.sub(r"<(/?)h1\b", r"<\1h2", html) if "h1" in html else html


def removed_tags(text: str) -> list[str]:
    """The names of HTML tags in a text that `to_html` takes out, in order, each once."""
    found = (
        tag.lower()
        for tag in re.findall(r"<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])", _without_code(text))
    )
    return list(dict.fromkeys(tag for tag in found if tag not in TAGS and tag != "h1"))


def unclosed(text: str) -> list[tuple[str, str]]:
    """What a text opens and never closes, so that what follows comes out wrong; each with what
    would close it.
    """
    found = [
        (fence, fence)
        for fence in ("```", "~~~")
        if len(re.findall(rf"^{fence}", text, re.MULTILINE)) % 2
    ]
    plain = _without_code(text)
    if plain.count("<!--") > plain.count("-->"):
        found.append(("<!--", "-->"))
    opened = Counter(
        tag.lower() for tag in re.findall(r"<([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?(?<!/)>", plain)
    )
    for tag, count in opened.items():
        if tag in TAGS - NEED_NO_END and count > len(
            re.findall(rf"</{tag}\s*>", plain, re.IGNORECASE)
        ):
            found.append((f"<{tag}", f"</{tag}>"))
    return found


def _without_code(text: str) -> str:
    return re.sub(
        r"^(```|~~~)[\s\S]*?^\1|(`+)(?:(?!\2).)*\2|^(?: {4}|\t).*$", " ", text, flags=re.MULTILINE
    )
