"""Clean-up of text pasted from Word or typed by habit, before the Markdown conversion."""

from __future__ import annotations

import re
from itertools import pairwise

FENCED_CODE = re.compile(
    r"^ {0,3}(```|~~~).*?(?:\n {0,3}\1[^\n]*(?:\n|\Z)|\Z)", re.MULTILINE | re.DOTALL
)
MARKERS = (
    (re.compile(r"^([^\S\n]*)[•·▪◦‣●○∙][^\S\n]*", re.MULTILINE), r"\1- "),
    (re.compile(r"^([^\S\n]*)(\d{1,3})\)[^\S\n]+(?=\S)", re.MULTILINE), r"\1\2. "),
    (re.compile(r"^(\d{4,})\.(?=[^\S\n])", re.MULTILINE), r"\1\\."),
)
"""Typed bullets, numbers in brackets, and years at the start of a line, with what they become."""
DASH_BULLET = re.compile(r"^([^\S\n]*)[–—][^\S\n]+(?=\S)", re.MULTILINE)
DASH_LIST = re.compile(rf"(?:{DASH_BULLET.pattern}.*(?:\n|\Z)){{2,}}", re.MULTILINE)
"""One dash at the start of a line may be a pause; on two lines they are a list."""
ITEM = re.compile(r"\s*([-*+]|\d{1,3}\.)\s+(?=\S)")
RULE = re.compile(r" {0,3}(-{3,}|={3,})\s*$")
TABLE_ROW = re.compile(r"\s*\|.*\|\s*$|.*\S\s*\|\s*\S")
TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
LINKS = (
    (
        re.compile(
            r"(\[(?<!!\[)[^\]\n]+\])[ \t]+"
            r"\((?=(?:https?|mailto|tel|session|speaker|page|news|resource|figure|site|file):)"
        ),
        r"\1(",
    ),
    (re.compile(r"\(([^()\n]+)\)\[((?:https?://|mailto:)[^\]\s]+)\]"), r"[\1](\2)"),
    (re.compile(r"\]\(\s*[“”‘’\"']?\s*([^\s()“”\"']+)\s*[“”‘’\"']?\s*\)"), r"](\1)"),
)
"""Links with a space in the middle, with swapped brackets, or with quotes around the address, and
what they become.
"""
ADDRESS = re.compile(
    r"(?P<skip>(?P<ticks>`+).*?(?P=ticks)|!?\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]+>"
    r"|^\s*\[[^\]\n]+\]:.*$)"
    r"|(?P<web>(?<![\w/@\"'=(\[])(?:https?://|www\.)[^\s<>\"“”]+)"
    r"|(?P<mail>(?<![\w.+/:@-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)",
    re.MULTILINE,
)


def normalise(text: str) -> str:
    """Return a text in the form that Markdown understands.

    Typed bullets and `1)` become lists; lists and tables get the blank line, and nested lists the
    four spaces, that the parser wants; indented paragraphs are not code; bare addresses become
    links. Fenced code stays as it is.
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
    has_address = "@" in text or "://" in text or "www." in text
    return ADDRESS.sub(_link_address, text) if has_address else text


def _arrange_lines(lines: list[str]) -> list[str]:
    """Give lists, tables and rules the blank lines and indents that they need."""
    out: list[str] = []
    indents: list[int] = []  # as typed, of the list items that are open; empty outside a list
    for typed, following in pairwise([*lines, ""]):
        line = typed.replace("\t", "    ")
        previous = out[-1].strip() if out else ""
        words, item = line.lstrip(), ITEM.match(line)
        indent = len(line) - len(words)
        # The first number of a list is 1: another number in a paragraph is no item.
        if item and (indents or not previous or item[1] in ("-", "*", "+", "1.")):
            if not indents and previous:
                out.append("")
            indents = [each for each in indents if each <= indent]
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
            if RULE.match(line) or (starts_table and not TABLE_ROW.match(previous)):
                out.append("")
        out.append(line if words else "")
    return out


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
