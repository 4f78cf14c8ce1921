"""Texts of the project: links resolved; links, headings and pictures checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.diagnostics.suggestions import did_you_mean
from microsite.site.images import ResponsiveImage
from microsite.site.markdown import LINK_SCHEMES
from microsite.site.markdown_checks import removed_tags, unclosed_marks
from microsite.site.markdown_limits import MAX_LENGTH, find_excess

if TYPE_CHECKING:
    from microsite.site.site import Site

ROOT_PLACEHOLDER = "\x02"
"""Stands in prose for what leads from the page to the site's root; no source can hold it."""
TAG = re.compile(r'<(a|img)\b((?:\s+[\w-]+(?:="[^"]*")?)*)\s*/?>')
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
BOLD = "<p><strong>"
SIZES = "(min-width: 48em) 44rem, 92vw"
"""The `sizes` of a picture in a text."""
OWN_COMPUTER = re.compile(r"(?:/|[A-Za-z]:).*?([^/\\]*)\Z", re.DOTALL)
"""The place of a file as a computer knows it, up to its name."""
NONE_YET = {
    "file": "Put it into assets/downloads/, and write its place inside assets/.",
    "": "There is none yet.",
}
"""Suggestion if there is nothing to choose from."""
ANY_TAG = re.compile(r'<[^">]*(?:"[^"]*"[^">]*)*>')
ITEM = re.compile(r"<li>|<li [^>]*>")
LINE_END = re.compile(r"<br>|</(?:tr|dt|dd)>")
SPACES, EMPTY_LINES = re.compile(" {2,}"), re.compile(r"\n{3,}")
MARGIN = " \xa0"
BLOCK_END = re.compile(r"</(?:p|h[2-6]|ul|ol|dl|pre|blockquote|table|div|figure)>|<hr>")

EMPTY_WORDS = frozenset(("click here", "here", "read more", "more", "link", "this link", "this"))


class Prose(Struct, frozen=True):
    """Clean HTML of one text. Links start with a placeholder for the way to the site's root."""

    html: str = ""
    figures: tuple[str, ...] = ()
    """Ids of the figures it cites, each once, in order."""

    def at(self, root: str) -> Markup:
        """Return the HTML for a page from which `root` leads to the site's root."""
        return Markup(self.html.replace(ROOT_PLACEHOLDER, root))  # noqa: S704 - it was cleaned when it was made

    def __bool__(self) -> bool:
        return bool(self.html)


class _LinkResolver(Struct):
    """One text on its way to a page."""

    span: Span
    site: Site
    log: Log
    figures: list[str]
    seen: dict[str, int]
    """Number of searches for each needle."""
    anchors: frozenset[str]
    """The anchors of this text."""

    def find(self, needle: str) -> Span:
        """Return the next place of some words in the source."""
        occurrence = self.seen.get(needle, 0)
        self.seen[needle] = occurrence + 1
        found = self.span.find(needle, occurrence)
        return found if found is not self.span or not needle else self._first_words()

    def _first_words(self) -> Span:
        text = self.span.text
        start = self.span.start + len(text) - len(text.lstrip())
        end = self.span.source.text.find("\n", start)
        return self.span.source.span(start, min(self.span.end, end if end != -1 else self.span.end))


def resolve_links(html: str, text: str, span: Span, site: Site, log: Log) -> Prose:
    """Return the HTML with each link and picture resolved. Report L-, P- and I-codes."""
    if excess := find_excess(text):
        place = span.find(text[excess.start : excess.start + 40].partition("\n")[0])
        log.report(
            "P107" if excess.mark else "P106", place, sign=excess.mark, most=f"{MAX_LENGTH:,}"
        )
        return Prose()
    resolver = _LinkResolver(span, site, log, [], {}, anchors_of(html))
    for tag in removed_tags(text):
        log.report("P101", resolver.find(f"<{tag}"), tag=tag)
    for sign, end in unclosed_marks(text):
        log.report("P108", resolver.find(sign), sign=sign, end=end)
    if not html:
        return Prose()
    _check_headings(html, resolver)
    linked = TAG.sub(_replacer(html, resolver), html)
    return Prose(linked, tuple(dict.fromkeys(resolver.figures)))


def _check_headings(html: str, resolver: _LinkResolver) -> None:
    level = 1
    for match in re.finditer(r"<h([2-6])\b[^>]*>(.*?)</h\1>", html, re.DOTALL):
        words = _words(match[2])
        if not words:
            resolver.log.report("P102", resolver.find("#"))
        elif int(match[1]) > level + 1:
            right, given = "#" * (level + 1), "#" * int(match[1])
            resolver.log.report(
                "P103", resolver.find(_longest_match(words)), title=words, given=given, right=right
            )
        level = int(match[1])
    for match in re.finditer(r"<p><strong>([^<]{1,80})</strong></p>", html) if BOLD in html else ():
        words = _words(match[1])
        if words and words[-1] not in ".!?,;":
            resolver.log.report("P105", resolver.find(_longest_match(words)), title=words)


def _replacer(html: str, resolver: _LinkResolver) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(match[2])}
        if match[1] == "img":
            return _picture(attributes, resolver)
        end = html.find("</a>", match.end())
        return _link(attributes, html[match.end() : end], match[0], resolver)

    return replace


def _link(attributes: dict[str, str], inside: str, unchanged: str, resolver: _LinkResolver) -> str:
    words = _words(inside)
    target = attributes.get("href")
    if target is None:
        if "id" not in attributes:
            resolver.log.report("L103", resolver.find(_longest_match(words)), words=words)
        return unchanged
    if target.startswith("#fn"):
        return unchanged
    place = resolver.find(target)
    if not words and "<img" not in inside:
        resolver.log.report("L105", place, target=target)
    elif words.casefold() in EMPTY_WORDS:
        resolver.log.report("L106", place, words=words)
    href = _resolve(target, words, place, resolver)
    if href is None:
        return "<a>"
    kept = "".join(
        f' {name}="{escape(value)}"' for name, value in attributes.items() if name != "href"
    )
    cited = ' class="cited"' if target.startswith("figure:") else ""
    return f'<a href="{escape(href)}"{cited}{kept}>'


def _resolve(target: str, words: str, place: Span, resolver: _LinkResolver) -> str | None:
    """Return the address of a link, or report that it leads nowhere."""
    if target.startswith("#"):
        if target[1:] not in resolver.anchors:
            _report_anchor(target[1:], resolver.anchors, place, resolver)
            return None
        return target
    scheme, colon, name = target.partition(":")
    scheme = scheme.lower()
    if not colon:
        resolver.log.report("L104", place, target=target)
        return None
    if scheme not in LINK_SCHEMES:
        return target
    return _resolve_own(scheme, name.strip(), words, place, resolver)


def _resolve_own(
    scheme: str, name: str, words: str, place: Span, resolver: _LinkResolver
) -> str | None:
    """Return the address of a link to something of the project, or report that it is missing."""
    name, mark, fragment = name.partition("#")
    if scheme == "file" and (own := OWN_COMPUTER.match(name)):
        resolver.log.report("L107", place, name=own[1].replace("%20", "-").lower())
        return None
    address = resolver.site.address(scheme, name)
    if address is None:
        if not resolver.site.is_excused(scheme, name):
            suggestion = did_you_mean(name, resolver.site.names(scheme)) or NONE_YET.get(
                scheme, NONE_YET[""]
            )
            resolver.log.report("L101", place, scheme=scheme, name=name, suggestion=suggestion)
        return None
    if scheme == "figure":
        resolver.figures.append(name)
        value = resolver.site.figure_value(name)
        if value is not None and _collapse_spaces(value) not in _collapse_spaces(words):
            resolver.log.report("L108", place, words=words, value=value, name=name)
        return f"#figure-{name}"
    anchors = resolver.site.anchors(scheme, name) if fragment else None
    if anchors is not None and fragment not in anchors:
        _report_anchor(fragment, anchors, place, resolver)
        return None
    return f"{ROOT_PLACEHOLDER}{address}{mark}{fragment}"


def _report_anchor(
    name: str, anchors: frozenset[str], place: Span, resolver: _LinkResolver
) -> None:
    resolver.log.report("L102", place, name=name, suggestion=did_you_mean(name, anchors))


def anchors_of(html: str) -> frozenset[str]:
    """Return the ids in clean HTML."""
    return frozenset(re.findall(r'\sid="([^"]+)"', html))


def _picture(attributes: dict[str, str], resolver: _LinkResolver) -> str:
    source, words = attributes.get("src", ""), attributes.get("alt", "").strip()
    name = source.removeprefix("file:").removeprefix("assets/")
    place = resolver.find(source) if source else resolver.find("![")
    if re.match(r"[a-z]+:", name) or not name or name.startswith(("/", "../")):
        resolver.log.report("L109", place, name=name or "…")
        return ""
    picture = resolver.site.image(name, place)
    if not words:
        resolver.log.report("P104", place, name=name)
    if picture is None:
        return ""
    return _markup(resolver.site.images.full_width(picture), escape(words))


def _markup(shown: ResponsiveImage, alt: str) -> str:
    """Return the HTML of a picture, as in templates/components/picture.html."""
    size = f'width="{shown.width}" height="{shown.height}"'
    image = (
        f'<img src="{ROOT_PLACEHOLDER}{shown.path}" alt="{alt}" {size}'
        ' loading="lazy" decoding="async">'
    )
    if not shown.choices:
        return image
    srcset = shown.srcset(ROOT_PLACEHOLDER)
    source = f'<source type="image/webp" srcset="{srcset}" sizes="{SIZES}">'
    return f"<picture>{source}{image}</picture>"


def _words(html: str) -> str:
    """Return the words of a piece of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def _longest_match(words: str) -> str:
    """Return the longest run of words that is the same in the source."""
    return max(re.split(r"[^\w ]+", words), key=len, default=words).strip() or words


def _collapse_spaces(words: str) -> str:
    return re.sub(r"[\s,]+", "", words.casefold())


@lru_cache(maxsize=4096)
def plain_text(html: str) -> str:
    """Return the text of clean HTML, with empty lines between paragraphs and `-` before items."""
    if not html:
        return ""
    text = " ".join(html.split())
    text = BLOCK_END.sub("\n\n", LINE_END.sub("\n", ITEM.sub("\n- ", text)))
    text = unescape(ANY_TAG.sub("", text.replace("</td>", " ").replace("</th>", " ")))
    if "  " in text:
        text = SPACES.sub(" ", text)
    text = "\n".join([line.strip(MARGIN) for line in text.split("\n")])
    return (EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip()


def shortened(text: str, most: int) -> str:
    """Return a text cut between words to a maximum length, with an ellipsis if it is cut."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(None, 1)[0]}…"
