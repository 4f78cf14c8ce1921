"""Markdown to clean HTML with typographic quotes.

It also finds texts that exceed a limit, and marks that get lost.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import unescape
from importlib import import_module
from itertools import islice, pairwise

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
"""Characters of a text."""
SHORT_LENGTH = 100
"""A text of so many characters or fewer cannot exceed a limit."""
MAX_DEPTH = 50
"""Quotes and lists, definitions, or HTML elements in each other."""
EMPHASIS_RUN = re.compile(r"(?<![*_])[*_]{100,}(?![\s*_]|\Z)")
FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)


class Limit(Struct, frozen=True):
    """The most matches that a text can have of a pattern."""

    mark: str
    """A text is searched only if it has more of this mark."""
    pattern: re.Pattern[str]
    most: int


BLOCK_LIMITS = (
    Limit("[", re.compile(r"\["), 2_000),
    Limit("(", re.compile(r"\("), 2_000),
    Limit("<", re.compile("<"), 2_000),
    # As many of both can stand in each other.
    Limit("*", re.compile(r"(?<!\w)_|_(?!\w)"), 200),
    Limit(":", re.compile(r"^[ ]{0,3}:[ ]", re.MULTILINE), MAX_DEPTH),
)
"""Limits of a paragraph or another block."""
TEXT_LIMITS = (
    Limit("*", EMPHASIS_RUN, 0),
    Limit("_", EMPHASIS_RUN, 0),
    Limit("*[", re.compile(r"^\*\[", re.MULTILINE), 200),
    Limit("```", FENCE, 2_000),
    Limit("~~~", FENCE, 2_000),
)
"""Limits of a whole text."""

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
"""Marks of texts that are not plain.

A plain text needs few of the extensions and patterns.
"""
CLASSES = frozenset(
    {
        "admonition",
        "admonition-title",
        "footnote",
        "note",
        "warning",
        "tip",
        "important",
    }
)
"""Classes that elements of a text keep."""
INVISIBLE = "\u00ad\u200b\u2060\ufeff"
"""Characters that are removed: a soft hyphen, and spaces without a width."""

HEADING = re.compile(
    r'<h([2-6])((?: [\w-]+="[^"]*")*)>((?:(?!<h\1\b).)*?)</h\1>', re.DOTALL
)
FOOTNOTE_MARK = re.compile(r'<sup id="fnref[^<>]*>(?:(?!<sup\b).)*?</sup>', re.DOTALL)
STRAY_STARS = re.compile(r"(?<![*\w])\*\*\w+|(?<![^\W\d_])[^\W\d_]+\*\*(?![*\w])")
CODE_ELEMENT = re.compile(r"<(code|pre|kbd|samp)\b(?:(?!<\1\b).)*?</\1>", re.DOTALL)
PASTED_ROW = r"^(?!(?:[-*+•·]|\w{1,3}[.)])\t)\S[^\t\n]*\t+[^\s].*$"
PASTED_ROWS = re.compile(rf"({PASTED_ROW})\n{PASTED_ROW}", re.MULTILINE)
"""Rows of a spreadsheet, with a tab between cells; no list with a tab after a mark."""

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
    """Return clean HTML with typographic quotes.

    Nothing in it can run, load or set styles. Return nothing for a text that exceeds
    the limits: `resolve_links` reports it.
    """
    if not text.strip() or find_excess(text):
        return ""
    text = normalise(text)
    is_plain = not SPECIAL.search(text)
    converter = _converter(is_plain=is_plain, has_contents="[TOC]" in text)
    html = converter.reset().convert(text)
    # The only first-level heading of a page is its title.
    html = html.replace("<h1", "<h2").replace("</h1", "</h2")
    return typeset(add_heading_ids(CLEANER.clean(html)))


@cache
def _converter(*, is_plain: bool, has_contents: bool) -> Markdown:
    """Return the converter of plain texts or of all.

    That of plain texts tries no pattern that cannot match. Only one for texts with a
    list of their headings gives them ids, which takes long.
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
        """Return the mark, with a sign that `typeset` knows."""
        return STRAIGHT + m[1], m.start(), m.end()


def _keep_known_classes(_tag: str, attribute: str, value: str) -> str | None:
    """Return what is left of an attribute; None if it is removed."""
    if attribute != "class":
        return value
    known = [name for name in value.split() if name in CLASSES]
    return " ".join(known) or None


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
        words = re.sub("<[^<>]*>", "", FOOTNOTE_MARK.sub("", content))
        slug = slugify(unescape(words.replace(STRAIGHT, ""))) or "part"
        id_ = slug
        number = 0
        while id_ in ids:
            number += 1
            id_ = f"{slug}_{number}"
        ids.add(id_)
        return f'<h{level} id="{id_}"{attributes}>{content}</h{level}>'

    return HEADING.sub(replacement, html)


def typeset(html: str) -> str:
    """Return clean HTML with typographic quotes, dashes and ellipses.

    They replace straight quotes, `--`, `---` and `...` in texts outside code.
    """
    code_depth = 0
    end = 0  # of the last tag or mark
    before = " "  # the character that stands there for the reader

    def replacement(match: re.Match[str]) -> str:
        nonlocal code_depth, end, before
        mark = match[0]
        previous = html[match.start() - 1] if match.start() > end else before
        end = match.end()
        if match["tag"]:
            if verbatim := VERBATIM_TAG.match(mark):
                is_end_tag = bool(verbatim[1])
                code_depth += -1 if is_end_tag else 1
            before = previous if INLINE_TAG.match(mark) else " "
            return mark
        before = mark
        if not code_depth:
            before = _typographic(mark, previous, html[end : end + 1])
        return before

    return TAG_OR_MARK.sub(replacement, html).replace(STRAIGHT, "")


def _typographic(mark: str, previous: str, following: str) -> str:
    """Return what replaces a mark between two characters."""
    if mark[0] == STRAIGHT:
        return mark[1:]
    if mark in REPLACEMENTS:
        return REPLACEMENTS[mark]
    opening, closing = ("“", "”") if mark == '"' else ("‘", "’")
    # An apostrophe before digits, as in ’90s, is not an opening quote.
    is_year = mark == "'" and following.isdigit()
    is_opening = previous in OPENING_CONTEXT and previous != opening
    return opening if is_opening and not is_year else closing


def removed_tags(text: str) -> list[str]:
    """Return the names of HTML tags that are not allowed, in order, each once."""
    if "<" not in text:
        return []
    known = ALLOWED_TAGS | {"h1"}  # which becomes h2
    tags = [tag.lower() for tag in ANY_TAG.findall(CODE.sub(" ", text))]
    return list(dict.fromkeys(tag for tag in tags if tag not in known))


def unclosed_marks(text: str) -> list[tuple[str, str]]:
    """Return the marks that are opened and never closed.

    Each comes with the mark that would close it.
    """
    marks = []
    for fence in ("```", "~~~"):
        count = len(re.findall(f"^{fence}", text, re.MULTILINE))
        if count % 2:
            marks.append((fence, fence))
    if "<" not in text:
        return marks

    plain = CODE.sub(" ", text)
    if plain.count("<!--") > plain.count("-->"):
        marks.append(("<!--", "-->"))
    opened = Counter(tag.lower() for tag in START_TAG.findall(plain))
    closed = Counter(tag.lower() for tag in END_TAG.findall(plain))
    for tag in opened - closed:
        if tag in ALLOWED_TAGS - OPTIONAL_END_TAGS:
            marks.append((f"<{tag}", f"</{tag}>"))
    return marks


def stray_stars(html: str, text: str) -> str | None:
    """Return the first `**` that came out as typed, with its word.

    Return None if there is none, or if it may be meant.
    """
    if "\\*" in text or re.search(r"^\*\* ", text, re.MULTILINE):
        return None
    match = STRAY_STARS.search(CODE_ELEMENT.sub("", html))
    return match[0] if match else None


class Excess(Struct, frozen=True):
    """The place from which on a text exceeds a limit."""

    start: int
    mark: str
    """The mark of which there are too many; empty if the text is too long."""


def find_excess(text: str) -> Excess | None:
    """Return the first excess of a text; None for usual texts.

    This takes time linear in the length of the text.
    """
    if len(text) <= SHORT_LENGTH:
        return None
    if len(text) > MAX_LENGTH:
        return Excess(0, "")
    return next(_excesses(text), None)


def _excesses(text: str) -> Iterator[Excess]:
    yield from _deep_lines(text)
    yield from _deep_tags(text)
    if any(text.count(limit.mark) > limit.most for limit in BLOCK_LIMITS):
        for block in re.finditer(r"(?:[^\n]+\n?)+", text):
            yield from _surplus(BLOCK_LIMITS, block[0], block.start())
    yield from _surplus(TEXT_LIMITS, text, 0)


def _deep_lines(text: str) -> Iterator[Excess]:
    """Yield the lines that begin with too many levels of quotes and lists."""
    for match in LINE_START.finditer(text):
        start = match[0].expandtabs(4)
        levels = LEVEL.findall(start)
        indent = len(start) - len(start.lstrip())
        if not levels or indent < 2 * (MAX_DEPTH - len(levels)):
            continue
        end = text.find("\n", match.start())
        is_rule = RULE.fullmatch(text, match.start(), end if end >= 0 else len(text))
        if not is_rule:
            yield Excess(match.start(), levels[-1])


def _deep_tags(text: str) -> Iterator[Excess]:
    """Yield the tags that open too many elements in each other."""
    depth = 0
    for tag in NESTABLE_TAG.finditer(text):
        is_end_tag = bool(tag[1])
        depth = max(0, depth - 1) if is_end_tag else depth + 1
        if depth > MAX_DEPTH:
            yield Excess(tag.start(), "<")


def _surplus(limits: tuple[Limit, ...], text: str, start: int) -> Iterator[Excess]:
    """Yield the first match of each pattern beyond its limit."""
    for limit in limits:
        if text.count(limit.mark) <= limit.most:
            continue
        matches = limit.pattern.finditer(text)
        surplus = next(islice(matches, limit.most, None), None)
        if surplus:
            yield Excess(start + surplus.start(), limit.mark)


def normalise(text: str) -> str:
    """Return a text in the form that Markdown understands.

    Typed bullets and `1)` become lists; lists and tables get the blank line, and nested
    lists the four spaces, that the parser wants; indented paragraphs are not code; bare
    addresses become links. Fenced code stays as it is.
    """
    for character in INVISIBLE:
        text = text.replace(character, "")
    text = text.replace("\v", "  \n").replace("\N{NO-BREAK SPACE}", " ")
    normalised = ""
    end = 0
    for code in FENCED_CODE.finditer(text):
        normalised += _normalise_prose(text[end : code.start()]) + code[0]
        end = code.end()
    return normalised + _normalise_prose(text[end:])


def _normalise_prose(text: str) -> str:
    for pattern, replacement in MARKERS:
        text = pattern.sub(replacement, text)
    text = DASH_LIST.sub(lambda match: DASH_BULLET.sub(r"\1- ", match[0]), text)
    text = "\n".join(_arrange_lines(text.split("\n")))
    for pattern, replacement in LINKS:
        text = pattern.sub(replacement, text)
    if "@" in text or BARE_ADDRESS.search(text):
        text = ADDRESS.sub(_link_address, text)
    return text


def _arrange_lines(lines: list[str]) -> list[str]:
    """Give lists, tables and rules the blank lines and indents that they need."""
    out: list[str] = []
    # As typed, of the list items that are open; empty outside a list.
    indents: list[int] = []
    for row, following in pairwise([*lines, ""]):
        line = row.replace("\t", "    ")
        previous = out[-1].strip() if out else ""
        words = line.lstrip()
        indent = len(line) - len(words)
        item = ITEM.match(line)
        # The first number of a list is 1: another number in a paragraph is no item.
        starts_list = not previous or (item and item[1] in ("-", "*", "+", "1."))
        if item and (indents or starts_list):
            if not indents and previous:
                out.append("")
            indents = [level for level in indents if level <= indent]
            if not indents or indent > indents[-1] + 1:
                indents.append(indent)
            level = len(indents) - 1
            out.append(" " * (4 * level) + words)
            continue

        if words and not indent and not previous:
            indents.clear()  # a paragraph after the list
        if indents and indent:
            line = " " * (4 * len(indents)) + words.rstrip()
        elif indent >= 4 and not previous:
            line = words.strip()
        elif previous and not indents and _needs_gap(previous, line, following):
            out.append("")
        out.append(line if words else "")
    return out


def _needs_gap(previous: str, line: str, following: str) -> bool:
    """Return whether a line is a rule, or the first row of a table."""
    if UNDERLINE.match(line):
        return True
    starts_table = TABLE_RULE.match(following) and TABLE_ROW.match(line)
    return bool(starts_table) and not TABLE_ROW.match(previous)


def _link_address(match: re.Match[str]) -> str:
    """Return a bare address as a link; anything else as it is."""
    typed = match[0]
    if match["skip"] is not None:
        return typed
    if match.lastgroup == "mail":
        return f"[{typed}](mailto:{typed})"
    punctuation = ".,;:!?'’”*_"
    if "(" not in typed:
        punctuation += ")"
    address = typed.rstrip(punctuation)
    rest = typed[len(address) :]
    target = address if address.startswith("http") else f"https://{address}"
    return f"[{address}]({target}){rest}"
