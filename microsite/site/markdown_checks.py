"""HTML in Markdown texts that would be removed, or that is opened and never closed."""

from __future__ import annotations

import re
from collections import Counter

from microsite.site.markdown import TAGS

OPTIONAL_END = frozenset(
    "br caption col colgroup dd dt hr img li p tbody td tfoot th thead tr".split()
)
"""Tags that HTML allows to stand without an end."""
CODE = re.compile(
    r"^(```|~~~)[\s\S]*?^\1|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`)|^(?: {4}|\t).*$", re.MULTILINE
)
ANY_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])")
START_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?(?<!/)>")


def removed_tags(text: str) -> list[str]:
    """Return the names of HTML tags that are not allowed, in order, each once."""
    if "<" not in text:
        return []
    found = (tag.lower() for tag in ANY_TAG.findall(CODE.sub(" ", text)))
    return list(dict.fromkeys(tag for tag in found if tag not in TAGS and tag != "h1"))


def unclosed_marks(text: str) -> list[tuple[str, str]]:
    """Return what is opened and never closed, each with the mark that would close it."""
    found = [
        (fence, fence)
        for fence in ("```", "~~~")
        if fence in text and len(re.findall(rf"^{fence}", text, re.MULTILINE)) % 2
    ]
    if "<" not in text:
        return found
    plain = CODE.sub(" ", text)
    if plain.count("<!--") > plain.count("-->"):
        found.append(("<!--", "-->"))
    closed = Counter(tag.lower() for tag in re.findall(r"</([A-Za-z][A-Za-z0-9]*)\s*>", plain))
    opened = Counter(tag.lower() for tag in START_TAG.findall(plain))
    return found + [
        (f"<{tag}", f"</{tag}>")
        for tag, count in opened.items()
        if tag in TAGS - OPTIONAL_END and count > closed[tag]
    ]
