"""Texts of the project: links resolved; links, headings and pictures checked."""

import re
from collections import Counter
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microsite.diagnostics.display import did_you_mean
from microsite.diagnostics.source_text import Span
from microsite.site import markdown
from microsite.site.urls import asset_url

if TYPE_CHECKING:
    from microsite.site.site import Site

LINK_OR_IMAGE = re.compile(r'<(a|img)\b((?:\s+[\w-]+(?:="[^"]*")?)*)\s*/?>')
ATTRIBUTE = re.compile(r'(?<![\w-])([\w-]+)="([^"]*)"')
ROWS_WITHOUT_RULE = re.compile(r"<p>\|[ ]*([^\n<|]+(?:\|[^\n<|]+)+)\|\n\|")
BOLD_PARAGRAPH = re.compile(r"<p><strong>([^<]{1,80})</strong></p>")
LOCAL_FILE = re.compile(r"(?:/|[A-Za-z]:).*?([^/\\]*)\Z", re.DOTALL)
"""With the name of the file."""
IMAGE_SIZES = "(min-width: 48em) 44rem, 92vw"
NO_FILES = "Put it into assets/downloads/, and write its path inside assets/."
MISSING_ALT_TEXT = "Describe this image here"
"""For an imported image. It is never published."""
NO_ALT_TEXT = frozenset(("", "what it shows", MISSING_ALT_TEXT.casefold()))
EMPTY_WORDS = frozenset(
    ("click here", "here", "read more", "more", "link", "this link", "this")
)

TAG = re.compile(r'<[^<">]*(?:"[^"]*"[^<">]*)*>')
BLOCK_END = re.compile(r"</(?:p|h[2-6]|ul|ol|dl|pre|blockquote|table|div|figure)>|<hr>")


class Prose(Struct, frozen=True):
    """Clean HTML of one text, with links as `url_for` returns them."""

    html: str = ""
    figures: tuple[str, ...] = ()  # ids of the figures it cites, each once, in order


def resolve_links(html: str, text: str, span: Span, site: "Site") -> Prose:
    """Return the HTML with each link and picture resolved.

    Report L-, P- and I-codes.
    """
    if not html and (excess := markdown.find_excess(text)):
        start = span.find(text[excess.start : excess.start + 40].partition("\n")[0])
        code = "P107" if excess.mark else "P106"
        site.log.report(code, start, sign=excess.mark, most=f"{markdown.MAX_LENGTH:,}")
        return Prose()
    return _LinkResolver(html, text, span, site).resolve()


class _LinkResolver(Struct):
    """Resolution of the links and pictures of one text."""

    html: str
    text: str
    span: Span
    site: "Site"
    figures: dict[str, None] = {}
    searches: Counter[str] = field(default_factory=Counter)

    def resolve(self) -> Prose:
        for tag in markdown.removed_tags(self.text):
            self.site.log.report("P101", self._find(f"<{tag}"), tag=tag)
        for sign, end in markdown.unclosed_marks(self.text):
            self.site.log.report("P108", self._find(sign), sign=sign, end=end)
        if stars := "**" in self.html and markdown.stray_stars(self.html, self.text):
            self.site.log.report("P108", self._find(stars), sign="**", end="**")
        text = markdown.CODE.sub("", self.text) if "\t" in self.text else ""
        if rows := markdown.PASTED_ROWS.search(text) or ROWS_WITHOUT_RULE.search(
            self.html
        ):
            cells = [cell.strip() for cell in re.split(r"[\t|]+", rows[1].strip())]
            lines = (f"| {' | '.join(row)} |" for row in (cells, ["---"] * len(cells)))
            self.site.log.report(
                "P109", self._find(rows[1].strip()), rows=", then ".join(lines)
            )
        self._check_headings()
        return Prose(
            LINK_OR_IMAGE.sub(self._replacement, self.html), tuple(self.figures)
        )

    def _find(self, needle: str) -> Span:
        """Return the next occurrence in the source; its first line if there is none."""
        span = self.span.find(needle, self.searches[needle])
        self.searches[needle] += 1
        is_found = needle and span is not self.span
        return (
            span
            if is_found
            else self.span.find(self.span.text.lstrip().partition("\n")[0])
        )

    def _find_link(self, target: str) -> Span:
        """Return the next place of an address; one without a scheme counts only in a
        link.
        """
        if (
            ":" not in target
            and (link := self._find(f"]({target}")).text == f"]({target}"
        ):
            return link.source.span(link.start + 2, link.end)
        return self._find(target)

    def _find_heading(self, level: int, words: str) -> Span:
        """Return the next heading of a level, or the next one of any level without
        words.
        """
        signs = (
            rf"#{{{level}}}(?!#).*{re.escape(_longest_part(words))}"
            if words
            else r"#[ \t#]*$"
        )
        places = list(re.finditer(rf"(?m)^[ \t>*-]*(?={signs})", self.span.text))
        number = self.searches[signs]
        self.searches[signs] += 1
        if number >= len(places):
            return self._find(_longest_part(words))
        line = self.span.source.line_of(self.span.start + places[number].end())
        return self.span.source.line_span(line).find(
            _longest_part(words) if words else "#"
        )

    def _check_headings(self) -> None:
        level = 1
        for match in markdown.HEADING.finditer(self.html):
            words, own_level = _words(match[3]), int(match[1])
            if not words:
                self.site.log.report("P102", self._find_heading(own_level, ""))
            elif own_level > level + 1:
                signs = {"given": "#" * own_level, "right": "#" * (level + 1)}
                span = self._find_heading(own_level, words)
                self.site.log.report("P103", span, title=words, **signs)
            level = own_level
        for match in BOLD_PARAGRAPH.finditer(self.html):
            words = _words(match[1])
            if words and words[-1] not in ".!?,;":
                self.site.log.report(
                    "P105", self._find(_longest_part(words)), title=words
                )

    def _replacement(self, match: re.Match[str]) -> str:
        attributes = {
            name: unescape(value) for name, value in ATTRIBUTE.findall(match[2])
        }
        if match[1] == "img":
            return self._image(
                attributes.get("src", ""), attributes.get("alt", "").strip()
            )
        content = self.html[match.end() : self.html.find("</a>", match.end())]
        words, target = _words(content), attributes.pop("href", None)
        if target is None and "id" not in attributes:
            self.site.log.report("L103", self._find(_longest_part(words)), words=words)
        if target is None or target.startswith("#fn"):
            return match[0]
        span = self._find_link(target)
        if not words and "<img" not in content:
            self.site.log.report("L105", span, target=target)
        elif words.casefold() in EMPTY_WORDS:
            self.site.log.report("L106", span, words=words)
        href = self._href(target, words, span)
        if href is None:
            return "<a>"
        cited = ' class="cited"' if target.startswith("figure:") else ""
        rest = "".join(
            f' {name}="{escape(value)}"' for name, value in attributes.items()
        )
        return f'<a href="{escape(href)}"{cited}{rest}>'

    def _href(self, target: str, words: str, span: Span) -> str | None:
        """Return the address of a link, or report that it leads nowhere."""
        scheme, colon, name = target.partition(":")
        scheme, name = scheme.lower(), name.strip()
        if target.startswith("#"):
            anchors = anchors_of(self.html)
            return (
                target if _check_anchor(self.site, target[1:], anchors, span) else None
            )
        if not colon:
            advice = advice_on_address(self.site, target)
            self.site.log.report("L104", span, target=target, advice=advice)
            return None
        if scheme not in markdown.LINK_SCHEMES:
            return target
        if scheme == "file" and (local := LOCAL_FILE.match(name.partition("#")[0])):
            self.site.log.report(
                "L107", span, name=local[1].replace("%20", "-").lower()
            )
            return None
        address = resolve_target(self.site, scheme, name, span)
        if address is None or scheme != "figure":
            return address and asset_url(address)
        id_ = name.partition("#")[0]
        value = self.site.figures[id_].value
        number, text = (
            re.sub(r"[\s,]+", "", part.casefold()) for part in (value, words)
        )
        if number not in text:
            self.site.log.report("L108", span, words=words, value=value, name=id_)
        self.figures[id_] = None
        return f"#figure-{id_}"

    def _image(self, source: str, alt: str) -> str:
        name = source.removeprefix("file:").removeprefix("assets/")
        span = self._find(source or "![")
        if re.match(r"[a-z]+:", name) or not name or name.startswith(("/", "../")):
            self.site.log.report("L109", span, name=name or f"![{alt}]()")
            return ""
        file = self.site.images.find(name, span, self.site.log)
        if alt.casefold() in NO_ALT_TEXT:
            self.site.log.report("P104", span, name=name)
        if file is None:
            return ""
        image = self.site.images.full_width(file)
        html = (
            f'<img src="{asset_url(image.path)}" alt="{escape(alt)}"'
            f' width="{image.width}" height="{image.height}" loading="lazy"'
            ' decoding="async">'
        )
        if not image.choices:
            return html
        srcset = f'srcset="{image.srcset}" sizes="{IMAGE_SIZES}"'
        return f'<picture><source type="image/webp" {srcset}>{html}</picture>'


def resolve_target(site: "Site", scheme: str, target: str, span: Span) -> str | None:
    """Return the path in the output of a link of the project.

    Report L101 or L102 if missing.
    """
    name, mark, fragment = target.partition("#")
    if scheme == "file":
        path = site.downloads.find(name, span, site.log)
    else:
        path = site.link_target(scheme, name)
    if path is None:
        if not site.is_excused(scheme, name):
            none = NO_FILES if scheme == "file" else "There are none yet."
            suggestion = did_you_mean(name, site.link_names(scheme)) or none
            kind = {"site": "page", "news": "post"}.get(scheme, scheme)
            site.log.report("L101", span, scheme=kind, name=name, suggestion=suggestion)
        return None
    anchors = site.anchors(scheme, name) if fragment else None
    is_sound = anchors is None or _check_anchor(site, fragment, anchors, span)
    return f"{path}{mark}{fragment}" if is_sound else None


def _check_anchor(site: "Site", name: str, anchors: frozenset[str], span: Span) -> bool:
    if name not in anchors:
        site.log.report(
            "L102", span, name=name, suggestion=did_you_mean(name, sorted(anchors))
        )
    return name in anchors


def anchors_of(html: str) -> frozenset[str]:
    """Return the ids in clean HTML."""
    return frozenset(re.findall(r'\sid="([^"]+)"', html))


def advice_on_address(site: "Site", target: str) -> str:
    """Return how to write an address without a scheme."""
    if match := re.match(r"(https?)//", target):
        return f"The colon is missing. Write: {match[1]}://{target[match.end() :]}"
    if "@" in target:
        return f"Write: mailto:{target}"
    if re.fullmatch(r"\+?[\d\s()-]{7,}", target):
        return f"Write: tel:{re.sub(r'[^+0-9]', '', target)}"
    if not target:
        return "Write the address between the round brackets."
    if re.match(
        r"www\.|([a-z0-9-]+\.)+(com|org|net|eu|uk)(/|$)", target, re.IGNORECASE
    ):
        return f"Write: https://{target}"
    if local := re.match(r"/?(?:assets/)?((?:downloads|images)/.+)", target):
        return f"Write: file:{local[1]}"
    name = re.sub(r"(/|\.html?|\.md)$", "", target).rpartition("/")[2]
    schemes = ("site", "page", "speaker", "session", "news")
    if scheme := next(
        (scheme for scheme in schemes if name in site.link_names(scheme)), None
    ):
        return f"Write: {scheme}:{name}"
    return (
        "For a page of this site, write its kind and its name, such as “page:privacy”, "
        "“speaker:kim” or “site:programme”. For another site, start with https://."
    )


def _longest_part(words: str) -> str:
    """Return the longest part of words without signs, which may be typographic in the
    HTML.
    """
    return max(re.split(r"[^\w ]+", words), key=len).strip() or words


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^<>]+>", "", html)).split())


@lru_cache(maxsize=4096)
def plain_text(html: str) -> str:
    """Return the text of clean HTML, with empty lines between paragraphs and `-` before
    items.
    """
    text = re.sub(r"<li>|<li [^<>]*>", "\n- ", " ".join(html.split()))
    text = BLOCK_END.sub("\n\n", re.sub(r"<br>|</(?:tr|dt|dd)>", "\n", text))
    text = unescape(TAG.sub("", text.replace("</td>", " ").replace("</th>", " ")))
    text = re.sub(" {2,}", " ", text)
    text = "\n".join(line.strip(" \xa0") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def shortened(text: str, most: int) -> str:
    """Return a text cut between words to a maximum length, with an ellipsis if it is
    cut.
    """
    return text if len(text) <= most else f"{text[: most - 1].rsplit(None, 1)[0]}…"
