"""Text of the project made ready for pages: links checked and resolved, headings and pictures
looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Protocol

from markupsafe import Markup
from msgspec import Struct

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.diagnostics.suggestions import did_you_mean
from microsite.site.images import ResponsiveImage, SourceImage
from microsite.site.markdown import LINK_SCHEMES
from microsite.site.markdown_checks import removed_tags, unclosed_marks
from microsite.site.markdown_limits import MAX_LENGTH, find_excess

ROOT_PLACEHOLDER = "\x02"
"""Stands in prose for what leads from the page to the site's root; no source can hold it."""
TAG = re.compile(r'<(a|img)\b((?:\s+[\w-]+(?:="[^"]*")?)*)\s*/?>')
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
BOLD = "<p><strong>"
SIZES = "(min-width: 48em) 44rem, 92vw"
"""How wide a picture in a text is shown at most."""
OWN_COMPUTER = re.compile(r"(?:/|[A-Za-z]:).*?([^/\\]*)\Z", re.DOTALL)
"""The place of a file as a computer knows it, up to its name."""
NONE_YET = {
    "file": "Put it into assets/downloads/, and write its place inside assets/.",
    "": "There is none yet.",
}
"""What is said of a name where there is nothing to choose from."""
EMPTY_WORDS = frozenset(("click here", "here", "read more", "more", "link", "this link", "this"))


class Prose(Struct, frozen=True):
    """Clean HTML of one text. Links in it start with ROOT_PLACEHOLDER until a page puts its own way to the root
    there.
    """

    html: str = ""
    figures: tuple[str, ...] = ()
    """Ids of the figures it cites, each once, in order."""

    def at(self, root: str) -> Markup:
        """The HTML for a page from which `root` leads to the site's root."""
        return Markup(self.html.replace(ROOT_PLACEHOLDER, root))  # noqa: S704 - it was cleaned when it was made

    def __bool__(self) -> bool:
        return bool(self.html)


class LinkTargets(Protocol):
    """What prose may link to; the site knows."""

    def address(self, scheme: str, name: str) -> str | None:
        """The address of something of the project; None where there is no such thing."""

    def is_excused(self, scheme: str, name: str) -> bool:
        """Whether a name that leads nowhere has been told of elsewhere."""

    def names(self, scheme: str) -> list[str]:
        """The names there are."""

    def picture(self, name: str, span: Span) -> SourceImage | None:
        """A picture by its name inside assets/."""

    def shown(self, picture: SourceImage) -> ResponsiveImage:
        """The picture as a text shows it."""

    def figure_value(self, figure: str) -> str | None:
        """The value of a figure; None where there is no such figure."""

    def anchors(self, scheme: str, name: str) -> frozenset[str] | None:
        """The anchors that a text of the project has; None where it is not for prose to say."""


class _LinkResolver(Struct):
    """One text on its way to a page."""

    span: Span
    targets: LinkTargets
    log: Log
    figures: list[str]
    seen: dict[str, int]
    """How often each needle has been looked for."""
    anchors: frozenset[str]
    """The anchors of this text."""

    def find(self, needle: str) -> Span:
        """The next place where some words stand in the source."""
        occurrence = self.seen.get(needle, 0)
        self.seen[needle] = occurrence + 1
        found = self.span.find(needle, occurrence)
        return found if found is not self.span or not needle else self._first_words()

    def _first_words(self) -> Span:
        text = self.span.text
        start = self.span.start + len(text) - len(text.lstrip())
        end = self.span.source.text.find("\n", start)
        return self.span.source.span(start, min(self.span.end, end if end != -1 else self.span.end))


def resolve_links(html: str, text: str, span: Span, targets: LinkTargets, log: Log) -> Prose:
    """The HTML with each link and picture checked and resolved. Reports L-, P- and I-codes."""
    if excess := find_excess(text):
        place = span.find(text[excess.start : excess.start + 40].partition("\n")[0])
        log.report(
            "P107" if excess.mark else "P106", place, sign=excess.mark, most=f"{MAX_LENGTH:,}"
        )
        return Prose()
    resolver = _LinkResolver(span, targets, log, [], {}, anchors_of(html))
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
    """Where a link leads; None, with a report, where it leads nowhere."""
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
    """Where a link to something of the project leads; None, with a report, where there is no such
    thing.
    """
    name, mark, fragment = name.partition("#")
    if scheme == "file" and (own := OWN_COMPUTER.match(name)):
        resolver.log.report("L107", place, name=own[1].replace("%20", "-").lower())
        return None
    address = resolver.targets.address(scheme, name)
    if address is None:
        if not resolver.targets.is_excused(scheme, name):
            suggestion = did_you_mean(name, resolver.targets.names(scheme)) or NONE_YET.get(
                scheme, NONE_YET[""]
            )
            resolver.log.report("L101", place, scheme=scheme, name=name, suggestion=suggestion)
        return None
    if scheme == "figure":
        resolver.figures.append(name)
        value = resolver.targets.figure_value(name)
        if value is not None and _collapse_spaces(value) not in _collapse_spaces(words):
            resolver.log.report("L108", place, words=words, value=value, name=name)
        return f"#figure-{name}"
    anchors = resolver.targets.anchors(scheme, name) if fragment else None
    if anchors is not None and fragment not in anchors:
        _report_anchor(fragment, anchors, place, resolver)
        return None
    return f"{ROOT_PLACEHOLDER}{address}{mark}{fragment}"


def _report_anchor(
    name: str, anchors: frozenset[str], place: Span, resolver: _LinkResolver
) -> None:
    resolver.log.report("L102", place, name=name, suggestion=did_you_mean(name, anchors))


def anchors_of(html: str) -> frozenset[str]:
    """The anchors that a piece of clean HTML has."""
    return frozenset(
        re.findall(r'id="(?<=\sid=")([^"]+)"', html)
    )  # starts with what few places hold


def _picture(attributes: dict[str, str], resolver: _LinkResolver) -> str:
    source, words = attributes.get("src", ""), attributes.get("alt", "").strip()
    name = source.removeprefix("file:").removeprefix("assets/")
    place = resolver.find(source) if source else resolver.find("![")
    if re.match(r"[a-z]+:", name) or not name or name.startswith(("/", "../")):
        resolver.log.report("L109", place, name=name or "…")
        return ""
    picture = resolver.targets.picture(name, place)
    if not words:
        resolver.log.report("P104", place, name=name)
    if picture is None:
        return ""
    return _markup(resolver.targets.shown(picture), escape(words))


def _markup(shown: ResponsiveImage, alt: str) -> str:
    """A picture in a text, as templates/components/picture.html shows others."""
    plain = (
        f'<img src="{ROOT_PLACEHOLDER}{shown.path}" alt="{alt}" width="{shown.width}" height="{shown.height}"'
        ' loading="lazy" decoding="async">'
    )
    if not shown.choices:
        return plain
    return f'<picture><source type="image/webp" srcset="{shown.srcset(ROOT_PLACEHOLDER)}" sizes="{SIZES}">{plain}</picture>'


def _words(html: str) -> str:
    """The words of a piece of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def _longest_match(words: str) -> str:
    """The longest run of words that stands in the source as it does on the page."""
    return max(re.split(r"[^\w ]+", words), key=len, default=words).strip() or words


def _collapse_spaces(words: str) -> str:
    return re.sub(r"[\s,]+", "", words.casefold())
