"""Additions of the preview to a page: its scripts, and a panel with errors and warnings."""

import re
from collections.abc import Sized
from html import escape

from microsite.build import Outcome
from microsite.diagnostics.diagnostic import Diagnostic
from microsite.diagnostics.display import excerpt, sanitize
from microsite.diagnostics.formats import fixed_line
from microsite.diagnostics.source_text import Span
from microsite.preview.rebuild import BuildStatus
from microsite.up_to_date import program

PREFIX = "/__microsite/"
"""Start of the preview's own addresses. No page can have one."""
PANEL_INTRO = (
    "This page shows your last working version. This message closes when you fix the error."
)
NO_SITE_INTRO = "There is nothing to show yet. The site appears when you fix the error."


def inject_preview(
    html: bytes, panel: str, number: int, token: str | None, command: str = "serve"
) -> bytes:
    """Return a page with the preview's scripts, and the panel at the start of its body.

    `number` is the number of the build. `token` lets the page open an editor; it is None on other
    machines.
    """
    secret = f' data-token="{escape(token)}"' if token else ""
    additions = (
        f'<link rel="stylesheet" href="{PREFIX}preview.css">'
        f'<script src="{PREFIX}preview.js" data-build="{number}"'
        f' data-command="{program()} {command}"{secret} defer></script>'
    )
    page = html.replace(b"</head>", additions.encode() + b"</head>", 1)
    if not panel:
        return page
    body = re.search(rb"<body\b[^>]*>", page)
    start = body.end() if body else 0
    template = f'<template shadowrootmode="open">{panel}</template>'
    element = f"<microsite-panel>{template}</microsite-panel>".encode()
    return page[:start] + element + page[start:]


def error_panel(status: BuildStatus, *, can_open: bool, has_site: bool = True) -> str:
    """Return the panel: over the page for errors, else in a corner; empty if it has no content.

    `can_open` adds a button that opens an editor at each place.
    """
    errors, warnings, posts = status.errors, status.warnings, status.outcome.hidden_news
    if not errors and not warnings and not posts:
        return ""
    opening, role = '<details class="warnings">', "status"
    kinds: dict[str, Sized] = {"error": errors, "warning": warnings, "unpublished post": posts}
    counts = {name: _count(found, name) for name, found in kinds.items() if found}
    items = _items(warnings, can_open)
    if errors:
        opening, role = '<details class="errors" open>', "alert"
        heading = f"<h2>{counts['warning']}</h2>" if warnings else ""
        intro = f'<p class="lead">{PANEL_INTRO if has_site else NO_SITE_INTRO}</p>'
        items = f"{intro}{_items(errors, can_open)}{heading}{items}"
    if posts:
        items += f"<h2>{counts['unpublished post']}</h2>{_drafts(status.outcome)}"
    styles = f'<link rel="stylesheet" href="{PREFIX}panel.css">'
    summary = f"<summary>{' · '.join(counts.values())}</summary>"
    return f'{styles}{opening}{summary}<div role="{role}">{items}</div></details>'


def _drafts(outcome: Outcome) -> str:
    """Return the posts that are not published yet, and a button that shows or hides them."""
    posts = outcome.hidden_news
    listed = "".join(f"<li>{_text(words)}<p>{_place(span)}</p></li>" for words, span in posts)
    verb = "Hide" if outcome.editions[0].site.drafts else "Show"
    button = f'<button type="button" class="drafts">{verb} them in this preview</button>'
    return f'<ol>{listed}</ol><p class="do">{button}</p>'


def _count(found: Sized, word: str) -> str:
    return f"{len(found)} {word}{'' if len(found) == 1 else 's'}"


def _items(found: list[Diagnostic], can_open: bool) -> str:
    items = "".join(f"<li>{_item(each, can_open)}</li>" for each in found)
    return f"<ol>{items}</ol>" if items else ""


def _item(found: Diagnostic, can_open: bool) -> str:
    """Return a diagnostic with its buttons. A script makes them work, or removes them."""
    span, actions = found.span, {"copy": "Copy file and line"}
    if can_open:
        actions = {"open": "Open in editor", **actions}
    data = f'data-path="{escape(span.path)}" data-line="{span.line}" data-column="{span.column}"'
    label = f'<span class="unseen">: {_text(span.path)}, line {span.line}</span>'
    buttons = "".join(
        f'<button type="button" class="{name}" {data}>{words}{label}</button>'
        for name, words in actions.items()
    )
    html = f'<p class="where"><span>{_place(span)} <small>{found.code}</small></span>'
    html += f'<span class="do">{buttons}</span></p><h3>{_text(found.headline)}</h3>'
    html += _excerpt(span)
    if found.help:
        html += f"<p>{_text(found.help)}</p>"
    if found.fix and (corrected := fixed_line(found.fix)) is not None:
        line = f"<span>{found.fix.span.line}</span> <ins>{escape(corrected)}</ins>"
        html += f"<p>Corrected:</p><pre>{line}</pre>"
    for note, place in found.notes:
        html += f"<p>{_text(note)} ({_place(place)})</p>{_excerpt(place)}"
    return html


def _place(span: Span) -> str:
    return f"<b>{_text(span.path)}</b>" + (f", line {span.line}" if span.source.text else "")


def _excerpt(span: Span) -> str:
    """Return the line with the span marked, or nothing if there is no text."""
    if not span.source.text:
        return ""
    before, marked, after = map(escape, excerpt(span))
    more = f"<p>down to line {span.end_line}</p>" if span.end_line != span.line else ""
    line = f"<span>{span.line}</span> {before}<mark>{marked or ' '}</mark>{after}"
    return f'<pre tabindex="0">{line}</pre>{more}'


def _text(words: str) -> str:
    return escape(sanitize(words))
