"""Typographic quotes, dashes and ellipses in finished HTML."""

from __future__ import annotations

import re

STRAIGHT = "\x1a"
"""Stands before a mark that stays as it was typed. No source contains this character."""

TAG = re.compile(r'(<[^>"]*(?:"[^"]*"[^>"]*)*>)')
INLINE_TAG = re.compile(r"</?(?:a|abbr|b|cite|code|del|em|i|ins|q|s|span|strong|sub|sup)\b")
VERBATIM_TAG = re.compile(r"<(/?)(?:code|kbd|pre|samp)\b")
MARK = re.compile(r"[\"']|--|\.\.\.")
MARKS = re.compile(rf"{STRAIGHT}.|(?<!-)-{{2,3}}(?!-)|(?<!\.)\.{{3}}(?!\.)|[\"']")
REPLACEMENTS = {"--": "–", "---": "—", "...": "…"}
OPENING_CONTEXT = frozenset(" \n\t([{-–—“‘\N{NO-BREAK SPACE}")


def typeset(html: str) -> str:
    """Replace straight quotes, `--`, `---` and `...` in the text of clean HTML, outside code."""
    if not MARK.search(html):
        return html.replace(STRAIGHT, "")
    parts = TAG.split(html)
    before = " "
    depth = 0
    for index, part in enumerate(parts):
        if index % 2:
            if verbatim := VERBATIM_TAG.match(part):
                depth += -1 if verbatim[1] else 1
            if not INLINE_TAG.match(part):
                before = " "
        elif part:
            if depth == 0:
                parts[index] = _typeset_text(part, before)
            before = part[-1]
    return "".join(parts).replace(STRAIGHT, "")


def _typeset_text(text: str, before: str) -> str:
    end, last = 0, before

    def replacement(match: re.Match[str]) -> str:
        nonlocal end, last
        previous = text[match.start() - 1] if match.start() > end else last
        end, last = match.end(), _replace(match[0], previous, text[match.end() :][:1])
        return last

    return MARKS.sub(replacement, text)


def _replace(mark: str, previous: str, following: str) -> str:
    if mark[0] == STRAIGHT:
        return mark[1:]
    if mark in REPLACEMENTS:
        return REPLACEMENTS[mark]
    opening, closing = ("“", "”") if mark == '"' else ("‘", "’")
    if previous not in OPENING_CONTEXT or previous == opening:
        return closing
    # An apostrophe before digits, as in ’90s, is not an opening quote.
    return closing if mark == "'" and following.isdigit() else opening
