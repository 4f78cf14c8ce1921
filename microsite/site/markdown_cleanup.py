"""What people paste from Word or type by habit, put into the form that Markdown understands."""

from __future__ import annotations

import re

FENCE = re.compile(r" {0,3}(```|~~~)")
TYPED_BULLET = re.compile(r"(\s*)[•·▪◦‣●○∙]\s*")
DASH_BULLET = re.compile(r"(\s*)[–—]\s+(?=\S)")
TYPED_NUMBER = re.compile(r"(\s*)(\d{1,3})\)\s+(?=\S)")
ITEM = re.compile(r"(\s*)([-*+]|\d{1,3}\.)(\s+)(?=\S)")
YEAR = re.compile(r"(\d{4,})\.(?=\s)")
RULE = re.compile(r" {0,3}(-{3,}|={3,})\s*$")
TABLE_ROW = re.compile(r"\s*\|.*\|\s*$|.*\S\s*\|\s*\S")
TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
INVISIBLE = "\u00ad\u200b\u2060\ufeff"
SPACED_LINK = re.compile(
    r"(?<!!)(\[[^\]\n]+\])[ \t]+\((?=(?:https?|mailto|tel|session|speaker|page|news|resource|figure|site|file):)"
)
SWAPPED_LINK = re.compile(r"\(([^()\n]+)\)\[((?:https?://|mailto:)[^\]\s]+)\]")
LOOSE_TARGET = re.compile(r"\]\(\s*[“”‘’\"']?\s*([^\s()“”\"']+)\s*[“”‘’\"']?\s*\)")
WEB = ("http://", "https://", "www.")
BEFORE = "_/@\"'=(["
"""What stands in front of an address that is part of something else; as any letter or digit."""
SKIPPED = (
    r"(?P<skip>(?P<ticks>`+).*?(?P=ticks)|!?\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]+>|^\s*\[[^\]\n]+\]:.*$)"
    r"|(?P<web>(?<![\w/@\"'=(\[])(?:https?://|www\.)[^\s<>\"“”]+)"
)
BARE_WEB = re.compile(SKIPPED, re.MULTILINE)
BARE = re.compile(SKIPPED + r"|(?P<mail>(?<![\w.+/:@-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)", re.MULTILINE)
"""With addresses of mail, which are looked for at every word."""
LIST_MARKERS = re.compile(r"\n[^\S\n]*[•·▪◦‣●○∙\d]")
DASHES = re.compile(r"\n[^\S\n]*[–—]\s")
_PLAIN_ITEM = r"(?:[-*+]|\d{1,3}\.)[^\S\n]+(?=\S)"
LINES = re.compile(rf"\n(?:[^\S\n]|(?!{_PLAIN_ITEM})[^\n]+\n{_PLAIN_ITEM})")
"""What is indented, or an item below something else. As all three above, it needs the end of a line
before the text.
"""
LINE_SIGNS = ("\t", "|", "---", "===")
"""Without these and without the above, nothing is to be done to any line."""
NEEDS_CLEANUP = re.compile(r"""\](?:[ \t]+\(|\((?=[^()\s“”"']*[\s“”‘’"']))""")
"""Links with what does not belong into them, among others; and without those, and with no brackets
swapped, all links are as they should be.
"""


def normalise(text: str) -> str:
    """The text with its habits made regular; what it says stays the same.

    Typed bullets and `1)` become lists; lists and tables get the blank line, and nested lists the
    four spaces, that the parser wants; indented paragraphs are not code; bare addresses become
    links. Fenced code stays as it is.
    """
    for sign in INVISIBLE:
        text = text.replace(sign, "")
    text = text.replace("\v", "  \n").replace("\N{NO-BREAK SPACE}", " ")
    if not ("```" in text or ("~" in text and "~~~" in text)):
        return _prepare_prose(text)
    return "".join(part if is_code else _prepare_prose(part) for is_code, part in _split_code(text))


def _split_code(text: str) -> list[tuple[bool, str]]:
    """The text in parts, each with whether it is fenced code."""
    parts: list[tuple[bool, list[str]]] = [(False, [])]
    fence = ""
    for line in text.splitlines(keepends=True):
        mark = FENCE.match(line)
        if not fence and mark:
            fence = mark[1]
            parts.append((True, [line]))
        elif fence and mark and mark[1] == fence:
            fence = ""
            parts[-1][1].append(line)
            parts.append((False, []))
        else:
            parts[-1][1].append(line)
    return [(is_code, "".join(lines)) for is_code, lines in parts]


def _prepare_prose(text: str) -> str:
    below = f"\n{text}"
    has_markers = LIST_MARKERS.search(below)
    has_dashes = ("–" in text or "—" in text) and DASHES.search(below)
    if has_markers or has_dashes or LINES.search(below) or any(sign in text for sign in LINE_SIGNS):
        lines = text.split("\n")
        if has_markers:
            lines = [_regular_marker(line) for line in lines]
        if has_dashes:
            _make_bullets(lines)
        text = "\n".join(_Lines().arranged(lines))
    return _link_bare_addresses(_repair_links(text))


def _make_bullets(lines: list[str]) -> None:
    """One dash may be a pause; two lines that start with one are a list."""
    dashed = [bool(DASH_BULLET.match(line)) for line in lines]
    for index, line in enumerate(lines):
        if dashed[index] and (
            dashed[index - 1 : index] == [True] or dashed[index + 1 : index + 2] == [True]
        ):
            lines[index] = DASH_BULLET.sub(r"\1- ", line, count=1)


def _regular_marker(line: str) -> str:
    """A line with its typed bullet, bracketed number, or year at the start made regular."""
    line = TYPED_BULLET.sub(r"\1- ", line, count=1) if TYPED_BULLET.match(line) else line
    line = TYPED_NUMBER.sub(r"\1\2. ", line, count=1) if TYPED_NUMBER.match(line) else line
    return YEAR.sub(r"\1\\.", line, count=1) if YEAR.match(line) else line


class _Lines:
    """Gives lists, tables and rules the blank lines and indents that they need."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.indents: list[int] = []
        """The indents, as typed, of the list items that are open; empty outside a list."""

    def arranged(self, lines: list[str]) -> list[str]:
        """All lines, arranged."""
        for index, line in enumerate(lines):
            following = lines[index + 1] if index + 1 < len(lines) else ""
            self._take(line.replace("\t", "    "), following)
        return self.out

    def _take(self, line: str, following: str) -> None:
        previous = self.out[-1] if self.out else ""
        item = ITEM.match(line)
        if item and (self.indents or self._may_start_list(item, previous)):
            self._take_item(line, item, previous)
            return
        indent = len(line) - len(line.lstrip())
        if not line.strip():
            self.out.append("")
            return
        if self.indents and not (indent or previous.strip()):
            self.indents = []
        if self.indents and indent:
            self.out.append(" " * (4 * len(self.indents)) + line.strip())
            return
        if not self.indents and indent >= 4 and not previous.strip():
            line = line.strip()
        starts_table = (
            TABLE_RULE.match(following) and TABLE_ROW.match(line) and not TABLE_ROW.match(previous)
        )
        is_rule = RULE.match(line) and previous.strip()
        if previous.strip() and not self.indents and (starts_table or is_rule):
            self.out.append("")
        self.out.append(line)

    def _may_start_list(self, item: re.Match[str], previous: str) -> bool:
        """Whether a line that looks like an item is one: a number in running text must be the first
        of a list.
        """
        return not previous.strip() or item[2] in "-*+" or item[2] == "1."

    def _take_item(self, line: str, item: re.Match[str], previous: str) -> None:
        indent = len(item[1])
        if not self.indents and previous.strip():
            self.out.append("")
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1] + 1:
            self.indents.append(indent)
        self.out.append(" " * (4 * (len(self.indents) - 1)) + line[item.end(1) :])


def _repair_links(text: str) -> str:
    """Links with a space, swapped brackets, or quotation marks in them, as they were meant."""
    if "]" not in text or not (")[" in text or NEEDS_CLEANUP.search(text)):
        return text
    text = SPACED_LINK.sub(r"\1(", text)
    text = SWAPPED_LINK.sub(r"[\1](\2)", text)
    return LOOSE_TARGET.sub(r"](\1)", text)


def _link_bare_addresses(text: str) -> str:
    """Addresses that stand in the text as links."""

    def linked(match: re.Match[str]) -> str:
        if match["skip"] is not None:
            return match[0]
        if match.lastgroup == "mail":
            return f"[{match[0]}](mailto:{match[0]})"
        address = (
            match[0].rstrip(".,;:!?'’”)*_")
            if "(" not in match[0]
            else match[0].rstrip(".,;:!?'’”*_")
        )
        rest = match[0][len(address) :]
        target = address if address.startswith("http") else f"https://{address}"
        return f"[{address}]({target}){rest}"

    if "@" in text:
        return BARE.sub(linked, text)
    return BARE_WEB.sub(linked, text) if any(_is_bare(text, start) for start in WEB) else text


def _is_bare(text: str, start: str) -> bool:
    """Whether addresses that start so stand anywhere but behind what they never do in running text."""
    at = text.find(start)
    while at >= 0:
        if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in BEFORE):
            return True
        at = text.find(start, at + 1)
    return False
