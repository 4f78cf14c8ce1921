"""Texts of the project on their way to prose. Most ask nothing of the site, and that need not be
found out anew.
"""

from __future__ import annotations

from typing import Any, Protocol

from microsite.diagnostics.diagnostic import Log
from microsite.site.markdown import to_html
from microsite.site.prose import Prose, Targets, link_prose
from microsite.text import Span


class Texts(Protocol):
    """What is known of texts."""

    def html(self, text: str) -> str:
        """Clean HTML for a Markdown text."""

    def is_plain(self, text: str) -> bool:
        """Whether it is known that the HTML of a text is shown as it is, whatever else there is on
        the site.
        """

    def note_plain(self, text: str) -> None:
        """Let that be known."""


class NoMemory:
    """Nothing is known of any text."""

    def html(self, text: str) -> str:
        """Clean HTML for a Markdown text."""
        return to_html(text)

    def is_plain(self, _text: str) -> bool:
        """It is not known."""
        return False

    def note_plain(self, _text: str) -> None:
        """It will not be known."""


def linked(texts: Texts, text: str, span: Span, targets: Targets, log: Log) -> Prose:
    """The linked prose of a text; see `link_prose`.

    A text that asks for nothing of the site, of which there is nothing to tell, and which comes out
    of that as it went in, will do so again: it depends on nothing but itself.
    """
    html = texts.html(text)
    if texts.is_plain(text):
        return Prose(html)
    watched, own = _Watched(targets), log.another()
    prose = link_prose(html, text, span, watched, own)
    log.take(own)
    if not watched.was_asked and not len(own) and prose == Prose(html):
        texts.note_plain(text)
    return prose


class _Watched:
    """Targets that know whether anything was asked of them."""

    def __init__(self, targets: Targets) -> None:
        self._targets = targets
        self.was_asked = False

    def __getattr__(self, name: str) -> Any:
        self.was_asked = True
        return getattr(self._targets, name)
