"""Clean-up of text pasted from Word or typed by habit, before the Markdown conversion."""

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
    r"(?<!!)(\[[^\]\n]+\])[ \t]+"
    r"\((?=(?:https?|mailto|tel|session|speaker|page|news|resource|figure|site|file):)"
)
SWAPPED_LINK = re.compile(r"\(([^()\n]+)\)\[((?:https?://|mailto:)[^\]\s]+)\]")
LOOSE_TARGET = re.compile(r"\]\(\s*[“”‘’\"']?\s*([^\s()“”\"']+)\s*[“”‘’\"']?\s*\)")
SKIPPED_OR_WEB = (
    r"(?P<skip>(?P<ticks>`+).*?(?P=ticks)|!?\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]+>"
    r"|^\s*\[[^\]\n]+\]:.*$)"
    r"|(?P<web>(?<![\w/@\"'=(\[])(?:https?://|www\.)[^\s<>\"“”]+)"
)
MAIL = r"|(?P<mail>(?<![\w.+/:@-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
WEB_ADDRESS = re.compile(SKIPPED_OR_WEB, re.MULTILINE)
ANY_ADDRESS = re.compile(SKIPPED_OR_WEB + MAIL, re.MULTILINE)


def normalise(text: str) -> str:
    """Return a text in the form that Markdown understands.

    Typed bullets and `1)` become lists; lists and tables get the blank line, and nested lists the
    four spaces, that the parser wants; indented paragraphs are not code; bare addresses become
    links. Fenced code stays as it is.
    """
    for sign in INVISIBLE:
        text = text.replace(sign, "")
    text = text.replace("\v", "  \n").replace("\N{NO-BREAK SPACE}", " ")
    if not ("```" in text or ("~" in text and "~~~" in text)):
        return _normalise_prose(text)
    return "".join(
        part if is_code else _normalise_prose(part) for is_code, part in _split_code(text)
    )


def _split_code(text: str) -> list[tuple[bool, str]]:
    """Return the parts of a text, each with True if it is fenced code."""
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


def _normalise_prose(text: str) -> str:
    lines = [_normalise_marker(line) for line in text.split("\n")]
    _make_bullets(lines)
    text = "\n".join(_LineArranger().arrange(lines))
    if "](" in text or "] (" in text or "]\t" in text or ")[" in text:
        text = SPACED_LINK.sub(r"\1(", text)
        text = SWAPPED_LINK.sub(r"[\1](\2)", text)
        text = LOOSE_TARGET.sub(r"](\1)", text)
    if "@" in text:
        return ANY_ADDRESS.sub(_link_address, text)
    linked = text.count("](http://") + text.count("](https://")
    addresses = text.count("://") + text.count("www.") - text.count("://www.")
    return WEB_ADDRESS.sub(_link_address, text) if addresses > linked else text


def _make_bullets(lines: list[str]) -> None:
    """Make bullets of dashes: one may be a pause; two lines that start with one are a list."""
    dashed = [bool(DASH_BULLET.match(line)) for line in lines]
    for index, line in enumerate(lines):
        if dashed[index] and (
            dashed[index - 1 : index] == [True] or dashed[index + 1 : index + 2] == [True]
        ):
            lines[index] = DASH_BULLET.sub(r"\1- ", line, count=1)


def _normalise_marker(line: str) -> str:
    """Normalise a typed bullet, a bracketed number, or a year at the start of a line."""
    line = TYPED_BULLET.sub(r"\1- ", line, count=1) if TYPED_BULLET.match(line) else line
    line = TYPED_NUMBER.sub(r"\1\2. ", line, count=1) if TYPED_NUMBER.match(line) else line
    return YEAR.sub(r"\1\\.", line, count=1) if YEAR.match(line) else line


class _LineArranger:
    """Gives lists, tables and rules the blank lines and indents that they need."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.indents: list[int] = []
        """The indents, as typed, of the list items that are open; empty outside a list."""

    def arrange(self, lines: list[str]) -> list[str]:
        """Return all lines, arranged."""
        for index, line in enumerate(lines):
            following = lines[index + 1] if index + 1 < len(lines) else ""
            self._take(line.replace("\t", "    "), following)
        return self.out

    def _take(self, line: str, following: str) -> None:
        previous = self.out[-1] if self.out else ""
        item = ITEM.match(line)
        # The first number of a list is 1: another number in a paragraph is no item.
        if item and (self.indents or not previous.strip() or item[2] in ("-", "*", "+", "1.")):
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

    def _take_item(self, line: str, item: re.Match[str], previous: str) -> None:
        indent = len(item[1])
        if not self.indents and previous.strip():
            self.out.append("")
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1] + 1:
            self.indents.append(indent)
        self.out.append(" " * (4 * (len(self.indents) - 1)) + line[item.end(1) :])


def _link_address(match: re.Match[str]) -> str:
    """Return the link for an address that stands in the text."""
    if match["skip"] is not None:
        return match[0]
    if match.lastgroup == "mail":
        return f"[{match[0]}](mailto:{match[0]})"
    end = ".,;:!?'’”*_" if "(" in match[0] else ".,;:!?'’”)*_"
    address = match[0].rstrip(end)
    target = address if address.startswith("http") else f"https://{address}"
    return f"[{address}]({target}){match[0][len(address) :]}"
