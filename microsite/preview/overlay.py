"""What the preview adds to a page: the script that reloads it, and the note that tells of mistakes."""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import quote

from microsite.diagnostics.diagnostic import Diagnostic
from microsite.diagnostics.excerpt import excerpt
from microsite.preview.rebuild import Result

PREFIX = "/__microsite/"
"""Addresses of the preview's own; no page can have one."""
LEAD = (
    "<p>The page behind this note is the last good one. Nothing has been published. "
    "The note leaves by itself when this is put right.</p>"
)


def with_preview(html: bytes, result: Result | None, root: Path) -> bytes:
    """A page with the preview's script in its head, and what is to be told at the end of its body."""
    number = result.number if result else 0
    script = f'<script src="{PREFIX}preview.js" data-build="{number}" defer></script>'
    note = note_for(result, root) if result else ""
    page = html.replace(b"</head>", script.encode() + b"</head>", 1)
    head, body_end, rest = page.rpartition(b"</body>")
    return head + note.encode() + body_end + rest if body_end else page + note.encode()


def note_for(result: Result, root: Path) -> str:
    """The note over the page for mistakes, in a corner for warnings; empty where there is nothing to tell."""
    mistakes, warnings = result.mistakes, result.warnings
    if not mistakes and not warnings:
        return ""
    items = "".join(_item(found, root) for found in (*mistakes, *warnings))
    if mistakes:
        summary, lead = f"{plural(len(mistakes), 'thing')} to put right", LEAD
    else:
        summary, lead = f"{plural(len(warnings), 'thing')} to look at", ""
    return (
        f'<microsite-note><template shadowrootmode="open"><link rel="stylesheet" href="{PREFIX}note.css">'
        f'<details class="{"mistakes" if mistakes else "warnings"}"{" open" if mistakes else ""}>'
        f'<summary>{summary}</summary><div role="{"alert" if mistakes else "status"}">{lead}<ol>{items}</ol></div>'
        "</details></template></microsite-note>"
    )


def plural(count: int, word: str) -> str:
    """`1 thing`, `3 things`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def _item(found: Diagnostic, root: Path) -> str:
    span = found.span
    where = escape(span.path)
    shown = ""
    if span.source.text:
        where = f"{where}, line {span.line}"
        part = excerpt(span)
        at = (
            part.text[: part.before],
            part.text[part.before : part.before + part.under],
            part.text[part.before + part.under :],
        )
        marked = f"{escape(at[0])}<mark>{escape(at[1]) or ' '}</mark>{escape(at[2])}"
        shown = f"<pre><span>{part.line}</span> {marked}</pre>"
    cure = f"<p>{escape(found.help)}</p>" if found.help else ""
    target = quote(f"{(root / span.path).as_posix()}:{span.line}:{span.column}", safe="/:")
    return (
        f'<li><p class="where"><a href="vscode://file/{target.lstrip("/")}">{where}</a> <small>{found.code}</small></p>'
        f"<h2>{escape(found.headline)}</h2>{shown}{cure}</li>"
    )
