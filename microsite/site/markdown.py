"""Markdown to clean HTML with typographic quotes; limits of texts, and marks that get
lost.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import unescape
from importlib import import_module
from itertools import count, islice, pairwise

import nh3
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from msgspec import Struct

from microsite.cache import Cache
from microsite.source.files import slugify

ALLOWED_TAGS = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
        "var",
    }
)
"""Elements of HTML that a text may contain."""
OPTIONAL_END_TAGS = frozenset(
    {
        "br",
        "caption",
        "col",
        "colgroup",
        "dd",
        "dt",
        "hr",
        "img",
        "li",
        "p",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
    }
)
"""Those that may stay without an end tag."""
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
"""Their attributes by element; `*` stands for all."""
EXTENSIONS = (
    "fenced_code",
    "footnotes",
    "attr_list",
    "def_list",
    "tables",
    "abbr",
    "md_in_html",
    "admonition",
    "sane_lists",
)
"""Extensions of Python-Markdown."""
PLAIN_EXTENSIONS = ("sane_lists",)
"""Those that texts without a mark of SPECIAL need."""
SPECIAL_PATTERNS = (
    "straight_mark",
    "escape",
    "reference",
    "image_link",
    "image_reference",
    "short_reference",
    "short_image_ref",
    "autolink",
    "automail",
    "linebreak",
    "html",
    "entity",
)
"""Inline patterns that match no text without a mark of SPECIAL."""
CODE = re.compile(
    r"(?m)^(```|~~~)[\s\S]*?^\1|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`)|^(?: {4}|\t).*$"
)
ANY_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])")
START_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?(?<!/)>")
END_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9]*)\s*>")

MAX_LENGTH = 100_000
SHORT_LENGTH = 100  # characters. A text of this length or less cannot exceed a limit.
MAX_DEPTH = 50  # quotes and lists, definitions, or HTML elements in each other
EMPHASIS_RUN = re.compile(r"(?<![*_])[*_]{100,}(?![\s*_]|\Z)")
FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)


class Limit(Struct, frozen=True):
    """The most matches that a text can have of a pattern, counted if it has more such
    marks.
    """

    mark: str
    pattern: re.Pattern[str]
    most: int


BLOCK_LIMITS = (  # of a paragraph or another block
    Limit("[", re.compile(r"\["), 2_000),
    Limit("(", re.compile(r"\("), 2_000),
    Limit("<", re.compile("<"), 2_000),
    # As many of both can stand in each other
    Limit("*", re.compile(r"(?<!\w)_|_(?!\w)"), 200),
    Limit(":", re.compile(r"^[ ]{0,3}:[ ]", re.MULTILINE), MAX_DEPTH),
)
TEXT_LIMITS = (  # of a whole text
    Limit("*", EMPHASIS_RUN, 0),
    Limit("_", EMPHASIS_RUN, 0),
    Limit("*[", re.compile(r"^\*\[", re.MULTILINE), 200),
    Limit("```", FENCE, 2_000),
    Limit("~~~", FENCE, 2_000),
)

LINE_START = re.compile(
    r"^[ \t]*(?:(?:>|[•*+-](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*(?:!!!|:[ \t]|\[\^)?",
    re.MULTILINE,
)
LEVEL = re.compile(r"[>•*+-]|\d[.)]|!!!|:|\[")
RULE = re.compile(r"(?:[ ]*-)+[ ]*|(?:[ ]*\*)+[ ]*")
NESTABLE_TAG = re.compile(
    r"<(/?)(?!(?:br|col|dd|dt|hr|img|li|p|td|th|tr|wbr)\b)[A-Za-z]"
)

FENCED_CODE = re.compile(r"(?ms)^ {0,3}(```|~~~).*?(?:\n {0,3}\1[^\n]*(?:\n|\Z)|\Z)")
MARKERS = (
    (re.compile(r"^([^\S\n]*)[•·▪◦‣●○∙][^\S\n]*", re.MULTILINE), r"\1- "),
    (re.compile(r"^([^\S\n]*)(\d{1,3})\)[^\S\n]+(?=\S)", re.MULTILINE), r"\1\2. "),
    (re.compile(r"^(\d{4,})\.(?=[^\S\n])", re.MULTILINE), r"\1\\."),
)
"""Typed bullets, numbers in brackets, and years at the start of a line."""
DASH_BULLET = re.compile(r"^([^\S\n]*)[–—][^\S\n]+(?=\S)", re.MULTILINE)
DASH_LIST = re.compile(rf"(?:{DASH_BULLET.pattern}.*(?:\n|\Z)){{2,}}", re.MULTILINE)
"""One dash at the start of a line may be a pause; on two lines they are a list."""
ITEM = re.compile(r"\s*([-*+]|\d{1,3}\.)\s+(?=\S)")
UNDERLINE = re.compile(r" {0,3}(-{3,}|={3,})\s*$")
TABLE_ROW = re.compile(r"\s*\|.*\|\s*$|.*\S\s*\|\s*\S")
TABLE_RULE = re.compile(r"\s*(?:\|\s*)?:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*(?:\|\s*)?$")
SCHEME = "(?:https?|mailto|tel|session|speaker|page|news|resource|figure|site|file):"
LINKS = (
    (re.compile(rf"\[(?<!!\[)([^\[\]\n]+)\][ \t]+\((?={SCHEME})"), r"[\1]("),
    (re.compile(rf"\(([^()\n]+)\)\[({SCHEME}[^\[\]\s]+)\]"), r"[\1](\2)"),
    (re.compile(r"\]\(\s*[“”‘’\"']?\s*([^\s()“”\"']+)\s*[“”‘’\"']?\s*\)"), r"](\1)"),
)
"""Links with a space in the middle, swapped brackets, or quotes around the address."""
BARE_ADDRESS = re.compile(r"(?<![\w/@\"'=(\[])(?:https?://|www\.)")
ADDRESS = re.compile(
    r"(?P<skip>(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
    r"|!?\[[^\[\]\n]*\]\([^)\[\n]*\)|<[^<>\n]+>|^\s*\[[^\]\n]+\]:.*$)"
    rf"|(?P<web>{BARE_ADDRESS.pattern}[^\s<>\"“”]+)"
    r"|(?P<mail>(?<![\w.+/:@-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+)",
    re.MULTILINE,
)

LINK_SCHEMES = frozenset(
    {"session", "speaker", "page", "news", "resource", "figure", "site", "file"}
)
SPECIAL = re.compile(
    r"[&<\\{|\x02\x03\t\r]|!\[|\[\^|\]:|\*\[|```|~~~|!!!|:(?<!\w:)\s|\n(?<=  \n)"
)
"""Marks of which every text without one is plain: it needs few of the extensions and
patterns.
"""
CLASSES = {
    "admonition",
    "admonition-title",
    "footnote",
    "note",
    "warning",
    "tip",
    "important",
}

HEADING = re.compile(
    r'<h([2-6])((?: [\w-]+="[^"]*")*)>((?:(?!<h\1\b).)*?)</h\1>', re.DOTALL
)
FOOTNOTE_MARK = re.compile(r'<sup id="fnref[^<>]*>(?:(?!<sup\b).)*?</sup>', re.DOTALL)
STRAY_STARS = re.compile(r"(?<![*\w])\*\*\w+|(?<![^\W\d_])[^\W\d_]+\*\*(?![*\w])")
CODE_ELEMENT = re.compile(r"<(code|pre|kbd|samp)\b(?:(?!<\1\b).)*?</\1>", re.DOTALL)
PASTED_ROW = r"^(?!(?:[-*+•·]|\w{1,3}[.)])\t)\S[^\t\n]*\t+[^\s].*$"
PASTED_ROWS = re.compile(rf"({PASTED_ROW})\n{PASTED_ROW}", re.MULTILINE)
"""Rows of a spreadsheet, with a tab between cells; no list with a tab after its marks.
"""

STRAIGHT = "\x1a"
"""Stands before a mark that stays as typed. No source has this character."""
TAG_OR_MARK = re.compile(
    r'(?P<tag><[^<>"]*(?:"[^"]*"[^<>"]*)*>)'
    rf"|{STRAIGHT}.|-(?<!--)-{{1,2}}(?!-)|\.(?<!\.\.)\.\.(?!\.)|[\"']"
)
INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|em|i|ins|q|s|span|strong|sub|sup)\b"
)
VERBATIM_TAG = re.compile(r"<(/?)(?:code|kbd|pre|samp)\b")
REPLACEMENTS = {"--": "–", "---": "—", "...": "…"}
OPENING_CONTEXT = frozenset(" \n\t([{-–—“‘\N{NO-BREAK SPACE}")


def cached_html(text: str, cache: Cache, version: str) -> str:
    """Return `to_html` of a text from the cache.

    The version changes with engine and libraries.
    """
    key = f"{version} {text}".encode()
    return cache.get("markdown", key, lambda: to_html(text).encode()).decode()


def to_html(text: str) -> str:
    """Return clean HTML with typographic quotes, in which nothing can run, load or set
    styles.

    Return nothing for a text that exceeds the limits: `resolve_links` reports it.
    """
    if not text.strip() or find_excess(text):
        return ""
    text = normalise(text)
    converter = _converter(
        is_plain=not SPECIAL.search(text), has_contents="[TOC]" in text
    )
    html = converter.reset().convert(text)
    # The only first-level heading of a page is its title.
    html = CLEANER.clean(html.replace("<h1", "<h2").replace("</h1", "</h2"))
    return typeset(add_heading_ids(html))


@cache
def _converter(*, is_plain: bool, has_contents: bool) -> Markdown:
    """Return the converter of plain texts, which tries no pattern that cannot match, or
    of all.

    Only one for texts with a list of their headings gives them ids, which takes long.
    """
    names = list(PLAIN_EXTENSIONS if is_plain else EXTENSIONS)
    if has_contents:
        names.append("toc")
    extensions = []
    for name in names:
        module = import_module(f"markdown.extensions.{name}")
        extensions.append(module.makeExtension())

    converter = Markdown(extensions=extensions, output_format="html")
    straight_mark = _StraightMark(r"\\([\"'.-])")
    # Before Python-Markdown's own processor (180).
    converter.inlinePatterns.register(straight_mark, "straight_mark", 185)
    if is_plain:
        for name in SPECIAL_PATTERNS:
            converter.inlinePatterns.deregister(name)
    return converter


class _StraightMark(InlineProcessor):
    """Keeps a quote, hyphen or dot after a backslash as it was typed."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], _data: str
    ) -> tuple[str, int, int]:
        return STRAIGHT + m[1], m.start(), m.end()


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


def add_heading_ids(html: str) -> str:
    """Give each heading of clean HTML an id made from its words, unless it has one."""
    ids = set(re.findall(r' id="([^"]*)"', html))

    def replacement(match: re.Match[str]) -> str:
        level, attributes, content = match.groups()
        if ' id="' in attributes:
            return match[0]
        words = re.sub("<[^<>]*>", "", FOOTNOTE_MARK.sub("", content)).replace(
            STRAIGHT, ""
        )
        slug = slugify(unescape(words)) or "part"
        names = (f"{slug}_{number}" if number else slug for number in count())
        name = next(name for name in names if name not in ids)
        ids.add(name)
        return f'<h{level} id="{name}"{attributes}>{content}</h{level}>'

    return HEADING.sub(replacement, html)


def typeset(html: str) -> str:
    """Replace straight quotes, `--`, `---` and `...` in the text of clean HTML, outside
    code.
    """
    depth, end, before = 0, 0, " "

    def replacement(match: re.Match[str]) -> str:
        nonlocal depth, end, before
        mark = match[0]
        previous = html[match.start() - 1] if match.start() > end else before
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


def removed_tags(text: str) -> list[str]:
    """Return the names of HTML tags that are not allowed, in order, each once."""
    if "<" not in text:
        return []
    tags = (tag.lower() for tag in ANY_TAG.findall(CODE.sub(" ", text)))
    return list(
        dict.fromkeys(tag for tag in tags if tag not in ALLOWED_TAGS and tag != "h1")
    )


def unclosed_marks(text: str) -> list[tuple[str, str]]:
    """Return the marks that are opened and never closed, each with the mark that would
    close it.
    """
    fences = [
        re.findall(f"^{sign}", text, re.MULTILINE)
        for sign in ("```", "~~~")
        if sign in text
    ]
    marks = [(fence[0], fence[0]) for fence in fences if len(fence) % 2]
    if "<" not in text:
        return marks
    plain = CODE.sub(" ", text)
    if plain.count("<!--") > plain.count("-->"):
        marks.append(("<!--", "-->"))
    opened = Counter(tag.lower() for tag in START_TAG.findall(plain))
    unclosed = opened - Counter(tag.lower() for tag in END_TAG.findall(plain))
    tags = [tag for tag in unclosed if tag in ALLOWED_TAGS - OPTIONAL_END_TAGS]
    return marks + [(f"<{tag}", f"</{tag}>") for tag in tags]


def stray_stars(html: str, text: str) -> str | None:
    """Return the first `**` that came out as typed, with its word; None if it may be
    meant.
    """
    is_meant = "\\*" in text or re.search(r"^\*\* ", text, re.MULTILINE)
    match = None if is_meant else STRAY_STARS.search(CODE_ELEMENT.sub("", html))
    return match and match[0]


class Excess(Struct, frozen=True):
    """The place from which on a text exceeds a limit."""

    start: int
    mark: str  # the mark of which there are too many; empty if the text is too long


def find_excess(text: str) -> Excess | None:
    """Return the first excess of a text, in time linear in its length; None for usual
    texts.
    """
    if len(text) <= SHORT_LENGTH:
        return None
    return Excess(0, "") if len(text) > MAX_LENGTH else next(_excesses(text), None)


def _excesses(text: str) -> Iterator[Excess]:
    for line in LINE_START.finditer(text):
        start = line[0].expandtabs(4)
        levels = LEVEL.findall(start)
        if levels and len(start) - len(start.lstrip()) >= 2 * (MAX_DEPTH - len(levels)):
            end = text.find("\n", line.start())
            if not RULE.fullmatch(text, line.start(), end if end >= 0 else len(text)):
                yield Excess(line.start(), levels[-1])
    depth = 0
    for tag in NESTABLE_TAG.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            yield Excess(tag.start(), "<")
    if any(text.count(limit.mark) > limit.most for limit in BLOCK_LIMITS):
        for block in re.finditer(r"(?:[^\n]+\n?)+", text):
            yield from _surplus(BLOCK_LIMITS, block[0], block.start())
    yield from _surplus(TEXT_LIMITS, text, 0)


def _surplus(limits: tuple[Limit, ...], text: str, start: int) -> Iterator[Excess]:
    """Yield the first match of each pattern beyond its limit."""
    for limit in limits:
        if text.count(limit.mark) > limit.most:
            for match in islice(
                limit.pattern.finditer(text), limit.most, limit.most + 1
            ):
                yield Excess(start + match.start(), limit.mark)


def normalise(text: str) -> str:
    """Return a text in the form that Markdown understands.

    Typed bullets and `1)` become lists; lists and tables get the blank line, and nested
    lists the four spaces, that the parser wants; indented paragraphs are not code; bare
    addresses become links. Fenced code stays as it is.
    """
    for sign in "\u00ad\u200b\u2060\ufeff":  # invisible
        text = text.replace(sign, "")
    text = text.replace("\v", "  \n").replace("\N{NO-BREAK SPACE}", " ")
    parts, end = list[str](), 0
    for code in FENCED_CODE.finditer(text):
        parts += [_normalise_prose(text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _normalise_prose(text[end:])])


def _normalise_prose(text: str) -> str:
    for pattern, replacement in MARKERS:
        text = pattern.sub(replacement, text)
    text = DASH_LIST.sub(lambda match: DASH_BULLET.sub(r"\1- ", match[0]), text)
    text = "\n".join(_arrange_lines(text.split("\n")))
    for pattern, replacement in LINKS:
        text = pattern.sub(replacement, text)
    return (
        ADDRESS.sub(_link_address, text)
        if "@" in text or BARE_ADDRESS.search(text)
        else text
    )


def _arrange_lines(lines: list[str]) -> list[str]:
    """Give lists, tables and rules the blank lines and indents that they need."""
    out: list[str] = []
    # As typed, of the list items that are open; empty outside a list
    indents: list[int] = []
    for row, following in pairwise([*lines, ""]):
        line = row.replace("\t", "    ")
        previous = out[-1].strip() if out else ""
        words, item = line.lstrip(), ITEM.match(line)
        indent = len(line) - len(words)
        # The first number of a list is 1: another number in a paragraph is no item.
        if item and (indents or not previous or item[1] in ("-", "*", "+", "1.")):
            if not indents and previous:
                out.append("")
            indents = [level for level in indents if level <= indent]
            if not indents or indent > indents[-1] + 1:
                indents.append(indent)
            out.append(" " * (4 * (len(indents) - 1)) + words)
            continue
        if words and not indent and not previous:
            indents.clear()
        if indents and indent:
            line = " " * (4 * len(indents)) + words.rstrip() if words else ""
        elif indent >= 4 and not previous:
            line = words.strip()
        elif previous and not indents:
            starts_table = TABLE_RULE.match(following) and TABLE_ROW.match(line)
            if UNDERLINE.match(line) or (
                starts_table and not TABLE_ROW.match(previous)
            ):
                out.append("")
        out.append(line if words else "")
    return out


def _link_address(match: re.Match[str]) -> str:
    if match["skip"] is not None:
        return match[0]
    if match.lastgroup == "mail":
        return f"[{match[0]}](mailto:{match[0]})"
    end = ".,;:!?'’”*_" if "(" in match[0] else ".,;:!?'’”)*_"
    address = match[0].rstrip(end)
    target = address if address.startswith("http") else f"https://{address}"
    return f"[{address}]({target}){match[0][len(address) :]}"
