"""The event's own colours."""

from __future__ import annotations

from microsite.site.site import Site


def tokens_css(site: Site) -> str:
    """The custom properties that give the event its colours."""
    return ""
