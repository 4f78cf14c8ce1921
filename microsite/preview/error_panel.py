"""Additions of the preview to a page: its scripts, and a panel with errors and warnings."""

from __future__ import annotations

import re
from bisect import bisect_right
from html import escape
from itertools import accumulate

from microsite.diagnostics.diagnostic import Diagnostic
from microsite.diagnostics.display import excerpt, sanitize
from microsite.diagnostics.formats import fixed_line
from microsite.diagnostics.source_text import Span, display_width
from microsite.preview.rebuild import BuildStatus
from microsite.up_to_date import program

PREFIX = "/__microsite/"
"""Start of the preview's own addresses. No page can have one."""
PANEL_INTRO = (
    "The page behind this note is the last good one. Nothing has been published. "
    "The note leaves by itself when this is put right."
)


def inject_preview(html: bytes, panel: str, number: int, token: str | None) -> bytes:
    """Return a page with the preview's scripts, and the panel at the start of its body.

    `number` is the number of the build. `token` lets the page ask where its words are written; it
    is None on other machines.
    """
    scripts = (
        f'<link rel="stylesheet" href="{PREFIX}preview.css">'
        f'<script src="{PREFIX}preview.js" data-build="{number}"'
        f' data-command="{program()} serve" defer></script>'
    )
    if token:
        scripts += (
            f'<script src="{PREFIX}source_picker.js" data-token="{escape(token)}" defer></script>'
        )
    page = html.replace(b"</head>", scripts.encode() + b"</head>", 1)
    if not panel:
        return page
    template = f'<template shadowrootmode="open">{panel}</template>'
    body = re.search(rb"<body\b[^>]*>", page)
    start = body.end() if body else 0
    element = f"<microsite-panel>{template}</microsite-panel>".encode()
    return page[:start] + element + page[start:]


def error_panel(status: BuildStatus, *, can_open: bool) -> str:
    """Return the panel: over the page for errors, in a corner for warnings, empty without either.

    `can_open` adds a button that opens an editor at each place.
    """
    errors, warnings = status.errors, status.warnings
    if not errors and not warnings:
        return ""
    to_look_at = f"{_count(warnings)} to look at"
    items = _items(warnings, can_open)
    if errors:
        heading = f"<h2>And {to_look_at}</h2>" if warnings else ""
        items = f'<p class="lead">{PANEL_INTRO}</p>{_items(errors, can_open)}{heading}{items}'
    summary = f"{_count(errors)} to put right" if errors else to_look_at
    kind, role, is_open = ("mistakes", "alert", " open") if errors else ("warnings", "status", "")
    return (
        f'<link rel="stylesheet" href="{PREFIX}panel.css"><details class="{kind}"{is_open}>'
        f'<summary>{summary}</summary><div role="{role}">{items}</div></details>'
    )


def _count(found: list[Diagnostic]) -> str:
    return f"{len(found)} thing{'' if len(found) == 1 else 's'}"


def _items(found: list[Diagnostic], can_open: bool) -> str:
    items = "".join(_item(each, can_open) for each in found)
    return f"<ol>{items}</ol>" if items else ""


def _item(found: Diagnostic, can_open: bool) -> str:
    place = f"<span>{_place(found.span)} <small>{found.code}</small></span>"
    parts = [f'<p class="where">{place}{_buttons(found.span, can_open)}</p>']
    parts += [f"<h3>{_text(found.headline)}</h3>", _excerpt(found.span)]
    if found.help:
        parts.append(f"<p>{_text(found.help)}</p>")
    if found.fix and (corrected := fixed_line(found.fix)) is not None:
        line = f"<span>{found.fix.span.line}</span> <ins>{escape(corrected)}</ins>"
        parts.append(f"<p>Corrected:</p><pre>{line}</pre>")
    for note, span in found.notes:
        parts.append(f"<p>{_text(note)} ({_place(span)})</p>{_excerpt(span)}")
    return f"<li>{''.join(parts)}</li>"


def _place(span: Span) -> str:
    path = f"<b>{_text(span.path)}</b>"
    return f"{path}, line {span.line}" if span.source.text else path


def _buttons(span: Span, can_open: bool) -> str:
    """Return the buttons of a place. A script makes them work, and removes those that cannot."""
    data = f'data-path="{escape(span.path)}" data-line="{span.line}" data-column="{span.column}"'
    label = f'<span class="unseen">: {_text(span.path)}, line {span.line}</span>'
    labels = (
        {"open": "Open in editor", "copy": "Copy place"} if can_open else {"copy": "Copy place"}
    )
    buttons = (
        f'<button type="button" class="{name}" {data}>{words}{label}</button>'
        for name, words in labels.items()
    )
    return f'<span class="do">{"".join(buttons)}</span>'


def _excerpt(span: Span) -> str:
    """Return the line with the span marked, or nothing if there is no text."""
    if not span.source.text:
        return ""
    part = excerpt(span)
    cells = list(accumulate(map(display_width, part.text), initial=0))
    start = bisect_right(cells, part.before) - 1
    end = bisect_right(cells, part.before + part.under) - 1
    before, marked, after = map(escape, (part.text[:start], part.text[start:end], part.text[end:]))
    more = f"<p>down to line {part.end_line}</p>" if part.end_line else ""
    line = f"<span>{part.line}</span> {before}<mark>{marked or ' '}</mark>{after}"
    return f'<pre tabindex="0">{line}</pre>{more}'


def _text(words: str) -> str:
    return escape(sanitize(words))
