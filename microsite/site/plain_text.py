"""Clean HTML as plain text, for calendars, feeds and apps that show nothing else."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

TAG = re.compile(r'<[^">]*(?:"[^"]*"[^">]*)*>')
ITEM = re.compile(r"<li>|<li [^>]*>")
LINE_END = re.compile(r"<br>|</(?:tr|dt|dd)>")
SPACES, EMPTY_LINES = re.compile(" {2,}"), re.compile(r"\n{3,}")
MARGIN = " \xa0"
BLOCK_END = re.compile(r"</(?:p|h[2-6]|ul|ol|dl|pre|blockquote|table|div|figure)>|<hr>")


@lru_cache(maxsize=4096)
def plain_text(html: str) -> str:
    """The words of a piece of clean HTML: paragraphs an empty line apart, a hyphen before each
    entry of a list.

    The search, calendars and apps ask for the same ones, and a preview does after every save.
    """
    if not html:
        return ""
    text = " ".join(html.split())
    text = BLOCK_END.sub("\n\n", LINE_END.sub("\n", ITEM.sub("\n- ", text)))
    text = unescape(TAG.sub("", text.replace("</td>", " ").replace("</th>", " ")))
    if "  " in text:
        text = SPACES.sub(" ", text)
    text = "\n".join([line.strip(MARGIN) for line in text.split("\n")])
    return (EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip()


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, cut between words, with an ellipsis where something is
    left out.
    """
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(None, 1)[0]}…"
