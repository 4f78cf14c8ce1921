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
"""Path of a file on somebody's computer; its group is the name of the file."""
IMAGE_SIZES = "(min-width: 48em) 44rem, 92vw"
NO_FILES = "Put it into assets/downloads/, and write its path inside assets/."
MISSING_ALT_TEXT = "Describe this image here"
"""For an imported image. It is never published."""
NO_ALT_TEXT = frozenset({"", "what it shows", MISSING_ALT_TEXT.casefold()})
EMPTY_WORDS = frozenset(
    {"click here", "here", "read more", "more", "link", "this link", "this"}
)
"""Words of a link that do not say where it leads."""

TAG = re.compile(r'<[^<">]*(?:"[^"]*"[^<">]*)*>')
BLOCK_END = re.compile(r"</(?:p|h[2-6]|ul|ol|dl|pre|blockquote|table|div|figure)>|<hr>")


class Prose(Struct, frozen=True):
    """Clean HTML of one text, with links as `url_for` returns them."""

    html: str = ""
    figures: tuple[str, ...] = ()
    """Ids of the figures it cites, each once, in order."""


def resolve_links(html: str, text: str, span: Span, site: "Site") -> Prose:
    """Return the HTML with each link and picture resolved.

    Report L-, P- and I-codes.
    """
    excess = None if html else markdown.find_excess(text)
    if excess:
        code = "P107" if excess.mark else "P106"
        line = text[excess.start : excess.start + 40].partition("\n")[0]
        most = f"{markdown.MAX_LENGTH:,}"
        site.log.report(code, span.find(line), sign=excess.mark, most=most)
        return Prose()
    return _LinkResolver(html, text, span, site).resolve()


class _LinkResolver(Struct):
    """Resolution of the links and pictures of one text."""

    html: str
    text: str
    span: Span
    site: "Site"
    figures: dict[str, None] = {}
    """Ids of the figures that the text cites so far, in order."""
    searches: Counter[str] = field(default_factory=Counter)
    """How often each piece of the source has been looked for."""

    def resolve(self) -> Prose:
        """Return the text with its links resolved. Report what is wrong with it."""
        self._report_removed_tags()
        self._report_lost_marks()
        self._report_pasted_table()
        self._report_skipped_levels()
        self._report_bold_headings()
        html = LINK_OR_IMAGE.sub(self._replacement, self.html)
        return Prose(html, tuple(self.figures))

    def _report_removed_tags(self) -> None:
        for tag in markdown.removed_tags(self.text):
            span = self._find(f"<{tag}")
            self.site.log.report("P101", span, tag=tag)

    def _report_lost_marks(self) -> None:
        """Report marks such as `**` that have no effect, so that readers see them."""
        for sign, end in markdown.unclosed_marks(self.text):
            self.site.log.report("P108", self._find(sign), sign=sign, end=end)
        if "**" not in self.html:
            return
        stars = markdown.stray_stars(self.html, self.text)
        if stars:
            self.site.log.report("P108", self._find(stars), sign="**", end="**")

    def _report_pasted_table(self) -> None:
        """Report the first row of a table that Markdown does not take for one."""
        row = self._pasted_row()
        if row is None:
            return
        cells = [cell.strip() for cell in re.split(r"[\t|]+", row)]
        heads = " | ".join(cells)
        rule = " | ".join("---" for _ in cells)
        fixed_rows = f"| {heads} |, then | {rule} |"
        self.site.log.report("P109", self._find(row), rows=fixed_rows)

    def _pasted_row(self) -> str | None:
        """Return a row with tabs, or with bars and no rule below; None without one."""
        match = None
        if "\t" in self.text:
            # Code may contain tabs that mean nothing.
            text = markdown.CODE.sub("", self.text)
            match = markdown.PASTED_ROWS.search(text)
        if match is None:
            match = ROWS_WITHOUT_RULE.search(self.html)
        return match[1].strip() if match else None

    def _report_skipped_levels(self) -> None:
        """Report headings without words, and headings more than one level deeper."""
        level = 1
        for match in markdown.HEADING.finditer(self.html):
            own_level = int(match[1])
            words = _words(match[3])
            if not words:
                self.site.log.report("P102", self._find_heading(own_level, ""))
            elif own_level > level + 1:
                span = self._find_heading(own_level, words)
                given = "#" * own_level
                right = "#" * (level + 1)
                self.site.log.report(
                    "P103", span, title=words, given=given, right=right
                )
            level = own_level

    def _report_bold_headings(self) -> None:
        """Report bold paragraphs that look like headings."""
        for match in BOLD_PARAGRAPH.finditer(self.html):
            words = _words(match[1])
            if words and words[-1] not in ".!?,;":
                span = self._find(_longest_part(words))
                self.site.log.report("P105", span, title=words)

    def _find(self, needle: str) -> Span:
        """Return the next occurrence in the source; its first line if there is none."""
        span = self.span.find(needle, self.searches[needle])
        self.searches[needle] += 1
        if needle and span is not self.span:
            return span
        first_line = self.span.text.lstrip().partition("\n")[0]
        return self.span.find(first_line)

    def _find_link(self, target: str) -> Span:
        """Return the next place of an address.

        One without a scheme may be a common word, and is first looked for in a link.
        """
        if ":" not in target:
            opening = f"]({target}"
            link = self._find(opening)
            if link.text == opening:
                return link.source.span(link.start + 2, link.end)
        return self._find(target)

    def _find_heading(self, level: int, words: str) -> Span:
        """Return the next heading of a level; without words, the next of any level."""
        if words:
            needle = _longest_part(words)
            signs = rf"#{{{level}}}(?!#).*{re.escape(needle)}"
        else:
            needle = "#"
            signs = r"#[ \t#]*$"
        places = list(re.finditer(rf"(?m)^[ \t>*-]*(?={signs})", self.span.text))
        number = self.searches[signs]
        self.searches[signs] += 1
        if number >= len(places):
            return self._find(_longest_part(words))
        line = self.span.source.line_of(self.span.start + places[number].end())
        return self.span.source.line_span(line).find(needle)

    def _replacement(self, match: re.Match[str]) -> str:
        """Return what takes the place of an image, or of the start tag of a link."""
        attributes = {
            name: unescape(value) for name, value in ATTRIBUTE.findall(match[2])
        }
        if match[1] == "img":
            alt = attributes.get("alt", "").strip()
            return self._image(attributes.get("src", ""), alt)
        return self._link(match, attributes)

    def _link(self, match: re.Match[str], attributes: dict[str, str]) -> str:
        """Return the start tag of a link; without an address if it leads nowhere."""
        content = self.html[match.end() : self.html.find("</a>", match.end())]
        words = _words(content)
        target = attributes.pop("href", None)
        if target is None:
            if "id" not in attributes:
                span = self._find(_longest_part(words))
                self.site.log.report("L103", span, words=words)
            return match[0]
        if target.startswith("#fn"):  # to a footnote, or back
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
        if target.startswith("#"):
            anchors = anchors_of(self.html)
            is_sound = _check_anchor(self.site, target[1:], anchors, span)
            return target if is_sound else None

        scheme, colon, name = target.partition(":")
        scheme = scheme.lower()
        name = name.strip()
        if not colon:
            advice = advice_on_address(self.site, target)
            self.site.log.report("L104", span, target=target, advice=advice)
            return None
        if scheme not in markdown.LINK_SCHEMES:
            return target

        plain_name = name.partition("#")[0]
        local = LOCAL_FILE.match(plain_name) if scheme == "file" else None
        if local:
            file = local[1].replace("%20", "-").lower()
            self.site.log.report("L107", span, name=file)
            return None
        address = resolve_target(self.site, scheme, name, span)
        if address is None:
            return None
        if scheme == "figure":
            return self._cite(plain_name, words, span)
        return asset_url(address)

    def _cite(self, id_: str, words: str, span: Span) -> str:
        """Return the address of a figure. Report words that lack its value."""
        value = self.site.figures[id_].value
        if _without_separators(value) not in _without_separators(words):
            self.site.log.report("L108", span, words=words, value=value, name=id_)
        self.figures[id_] = None
        return f"#figure-{id_}"

    def _image(self, source: str, alt: str) -> str:
        """Return an image with its sizes; nothing if there is no such image."""
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
    """Return the path in the output of a link of the project, with its fragment.

    Report L101 or L102, and return None, if there is no such page or heading.
    """
    name, mark, fragment = target.partition("#")
    if scheme == "file":
        path = site.downloads.find(name, span, site.log)
    else:
        path = site.link_target(scheme, name)
    if path is None:
        if not site.is_excused(scheme, name):
            _report_missing(site, scheme, name, span)
        return None

    anchors = site.anchors(scheme, name) if fragment else None
    if anchors is not None and not _check_anchor(site, fragment, anchors, span):
        return None
    return f"{path}{mark}{fragment}"


def _report_missing(site: "Site", scheme: str, name: str, span: Span) -> None:
    kind = {"site": "page", "news": "post"}.get(scheme, scheme)
    suggestion = did_you_mean(name, site.link_names(scheme))
    if not suggestion:
        suggestion = NO_FILES if scheme == "file" else "There are none yet."
    site.log.report("L101", span, scheme=kind, name=name, suggestion=suggestion)


def _check_anchor(site: "Site", name: str, anchors: frozenset[str], span: Span) -> bool:
    """Return whether an id is among those of a page, or report that it is not."""
    if name in anchors:
        return True
    suggestion = did_you_mean(name, sorted(anchors))
    site.log.report("L102", span, name=name, suggestion=suggestion)
    return False


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
    for scheme in ("site", "page", "speaker", "session", "news"):
        if name in site.link_names(scheme):
            return f"Write: {scheme}:{name}"
    return (
        "For a page of this site, write its kind and its name, such as “page:privacy”, "
        "“speaker:kim” or “site:programme”. For another site, start with https://."
    )


def _longest_part(words: str) -> str:
    """Return the longest part of words without signs.

    Signs may be typographic in the HTML and straight in the source.
    """
    parts = re.split(r"[^\w ]+", words)
    return max(parts, key=len).strip() or words


def _words(html: str) -> str:
    """Return the text of HTML on one line."""
    text = unescape(re.sub(r"<[^<>]+>", "", html))
    return " ".join(text.split())


def _without_separators(number: str) -> str:
    """Return a text in lower case, without the spaces and commas of its numbers."""
    return re.sub(r"[\s,]+", "", number.casefold())


@lru_cache(maxsize=4096)
def plain_text(html: str) -> str:
    """Return the text of clean HTML.

    Empty lines are between paragraphs, and `- ` stands before items.
    """
    text = " ".join(html.split())
    text = re.sub(r"<li>|<li [^<>]*>", "\n- ", text)
    text = re.sub(r"<br>|</(?:tr|dt|dd)>", "\n", text)
    text = BLOCK_END.sub("\n\n", text)
    text = re.sub(r"</t[dh]>", " ", text)
    text = unescape(TAG.sub("", text))

    text = re.sub(" {2,}", " ", text)
    lines = [line.strip(" \xa0") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut between words, with `…`."""
    if len(text) <= most:
        return text
    beginning = text[: most - 1].rsplit(None, 1)[0]
    return f"{beginning}…"
