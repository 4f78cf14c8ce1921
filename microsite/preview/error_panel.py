"""Additions of the preview to a page: its scripts, and a panel with errors and warnings."""

import re
from collections.abc import Sized
from html import escape
from pathlib import Path

from microsite.diagnostics.display import excerpt, sanitize
from microsite.diagnostics.formats import fixed_line
from microsite.diagnostics.templates import environment
from microsite.preview.rebuild import BuildStatus
from microsite.up_to_date import program

PREFIX = "/__microsite/"  # start of the preview's own addresses. No page can have one.


def inject_preview(html: bytes, panel: str, number: int, token: str | None, command: str) -> bytes:
    """Return a page with the preview's scripts, and the panel at the start of its body.

    `number` is the number of the build. `token` lets the page open an editor; it is None on other
    machines. `command` is the one that started the preview.
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
    return page[:start] + f"<microsite-panel>{template}</microsite-panel>".encode() + page[start:]


def error_panel(status: BuildStatus, *, can_open: bool, has_site: bool = True) -> str:
    """Return the panel: over the page for errors, else in a corner; empty if it has no content.

    `can_open` adds a button that opens an editor at each place.
    """
    errors, warnings, posts = status.errors, status.warnings, status.outcome.hidden_news
    kinds: dict[str, Sized] = {"error": errors, "warning": warnings, "unpublished post": posts}
    pairs = ((name, len(items)) for name, items in kinds.items() if items)
    counts = {name: f"{count} {name}{'' if count == 1 else 's'}" for name, count in pairs}
    if not counts:
        return ""
    names = {"prefix": PREFIX, "sanitize": sanitize, "excerpt": excerpt, "fixed_line": fixed_line}
    template = environment(Path(__file__).parent).get_template("panel.html", globals=names)
    return template.render(
        errors=errors,
        warnings=warnings,
        posts=posts,
        shows_drafts=bool(posts) and status.outcome.editions[0].site.drafts,
        counts=counts,
        can_open=can_open,
        has_site=has_site,
    )
