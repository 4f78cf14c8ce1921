"""What the preview adds to a page: its scripts, and the note that tells of mistakes in the words of
the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from microsite.diagnostics.diagnostic import Diagnostic
from microsite.diagnostics.excerpt import excerpt
from microsite.diagnostics.sanitize import sanitize
from microsite.diagnostics.source_text import Span, display_width
from microsite.diagnostics.terminal import fixed_line
from microsite.preview.rebuild import Result

PREFIX = "/__microsite/"
"""Addresses of the preview's own; no page can have one."""
LEAD = (
    "The page behind this note is the last good one. Nothing has been published. "
    "The note leaves by itself when this is put right."
)
BODY = re.compile(rb"<body\b[^>]*>")


def with_preview(html: bytes, note: str, number: int, token: str | None) -> bytes:
    """A page with the preview's scripts in its head, and what is to be told as the first thing of
    its body.

    `number` is that of the build. `token` lets the page ask where its words are written; None for
    other machines.
    """
    scripts = (
        f'<link rel="stylesheet" href="{PREFIX}preview.css">'
        f'<script src="{PREFIX}preview.js" data-build="{number}" defer></script>'
    )
    if token:
        scripts += f'<script src="{PREFIX}desk.js" data-token="{escape(token)}" defer></script>'
    page = html.replace(b"</head>", scripts.encode() + b"</head>", 1)
    if not note:
        return page
    wrapped = f'<microsite-note><template shadowrootmode="open">{note}</template></microsite-note>'.encode()
    body = BODY.search(page)
    at = body.end() if body else 0
    return page[:at] + wrapped + page[at:]


def note_for(result: Result, *, can_open: bool) -> str:
    """The note over the page for mistakes, in a corner for warnings; empty where there is nothing to tell.

    `can_open` offers to open an editor at each place.
    """
    mistakes, warnings = result.mistakes, result.warnings
    if not mistakes and not warnings:
        return ""
    inside = ""
    if mistakes:
        summary = f"{plural(len(mistakes), 'thing')} to put right"
        inside = f'<p class="lead">{LEAD}</p>{_items(mistakes, can_open=can_open)}'
        if warnings:
            inside += f"<h2>And {plural(len(warnings), 'thing')} to look at</h2>"
    else:
        summary = f"{plural(len(warnings), 'thing')} to look at"
    inside += _items(warnings, can_open=can_open)
    return (
        f'<link rel="stylesheet" href="{PREFIX}note.css">'
        f'<details class="{"mistakes" if mistakes else "warnings"}"{" open" if mistakes else ""}>'
        f'<summary>{summary}</summary><div role="{"alert" if mistakes else "status"}">{inside}</div></details>'
    )


def plural(count: int, word: str) -> str:
    """`1 thing`, `3 things`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def _items(found: Iterable[Diagnostic], *, can_open: bool) -> str:
    items = "".join(_item(each, can_open=can_open) for each in found)
    return f"<ol>{items}</ol>" if items else ""


def _item(found: Diagnostic, *, can_open: bool) -> str:
    parts = [f"<h3>{_text(found.headline)}</h3>", _excerpt(found.span)]
    if found.help:
        parts.append(f"<p>{_text(found.help)}</p>")
    if found.fix and (corrected := fixed_line(found.fix)) is not None:
        parts.append(
            f"<p>Corrected:</p><pre><span>{found.fix.span.line}</span> <ins>{escape(corrected)}</ins></pre>"
        )
    for words, span in found.notes:
        parts.append(f"<p>{_text(words)} ({_place(span)})</p>{_excerpt(span)}")
    place = f"<span>{_place(found.span)} <small>{found.code}</small></span>{_buttons(found.span, can_open)}"
    return f'<li><p class="where">{place}</p>{"".join(parts)}</li>'


def _place(span: Span) -> str:
    path = _text(span.path)
    return f"<b>{path}</b>, line {span.line}" if span.source.text else f"<b>{path}</b>"


def _buttons(span: Span, can_open: bool) -> str:
    """What can be done about a place; a script makes them work, and takes away those that cannot."""
    at = f'data-path="{escape(span.path)}" data-line="{span.line}" data-column="{span.column}"'
    where = f'<span class="unseen">: {_text(span.path)}, line {span.line}</span>'
    opens = (
        f'<button type="button" class="open" {at}>Open in editor{where}</button>'
        if can_open
        else ""
    )
    return f'<span class="do">{opens}<button type="button" class="copy" {at}>Copy place{where}</button></span>'


def _excerpt(span: Span) -> str:
    """The line, with what is meant marked; empty where there is no text."""
    if not span.source.text:
        return ""
    part = excerpt(span)
    start = _index(part.text, part.before)
    end = _index(part.text, part.before + part.under)
    marked = f"{escape(part.text[:start])}<mark>{escape(part.text[start:end]) or ' '}</mark>{escape(part.text[end:])}"
    more = f"<p>down to line {part.end_line}</p>" if part.end_line else ""
    return f'<pre tabindex="0"><span>{part.line}</span> {marked}</pre>{more}'


def _index(text: str, cells: int) -> int:
    """The character that stands so many cells from the left."""
    width = 0
    for index, character in enumerate(text):
        if width >= cells and display_width(character):
            return index
        width += display_width(character)
    return len(text)


def _text(words: str) -> str:
    return escape(sanitize(words))
