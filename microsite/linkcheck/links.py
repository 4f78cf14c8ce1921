"""Links to other sites, with their spans: in settings, in lists, and in texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from html import unescape
from itertools import chain
from urllib.parse import urldefrag, urlsplit

from msgspec import Struct

from microsite.diagnostics.source_text import Span
from microsite.model.types import YES, parse_date
from microsite.site.markdown import to_html
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.reader import SourceFiles

ADDRESS = re.compile(r"(?i)https?://\S+")
HREF = re.compile(r'(?i)<a\b[^>]*?\shref="(https?:[^"]*)"')
NOT_CHECKED = frozenset(("base_url", "series", "unchecked_links"))
"""Settings with addresses of the site itself, or that are not to be checked."""


class ExternalLink(Struct, frozen=True):
    """An address on the web, and where it is written."""

    address: str  # without the part after `#`, which goes to no server
    span: Span
    checked: date | None = None  # the day on which somebody last followed it, as its record says


def links_of(sources: SourceFiles) -> Iterator[ExternalLink]:
    """Yield the links of a project, file by file, without those of protected people."""
    documents = [sources.event] if sources.event is not None else []
    for document in chain(documents, *sources.documents.values()):
        protected = document.settings.values.get("protected")
        if not (isinstance(protected, Scalar) and protected.text.strip().lower() in YES):
            yield from _node_links(document.settings)
            yield from _text_links(document.body.text, document.body)
    for _, root in sources.data.values():
        if root is not None:
            yield from _node_links(root)


def is_ignored(address: str, ignored: Iterable[str]) -> bool:
    """Return whether an address is one of those named: by its host, or by how it starts."""
    whole, *names = (
        re.sub(r"^https?://(www\.)?|^www\.", "", each.strip().lower())
        for each in (address, *ignored)
    )
    host = whole.partition("/")[0]
    port = urlsplit(address).port
    for name in names:
        site = name.rstrip("/")
        if "/" in site and whole.startswith(name):
            return True
        if "/" not in site and f".{host}".endswith((f".{site}", f".{site}:{port}")):
            return True
    return False


def _node_links(node: Node, checked: date | None = None) -> Iterator[ExternalLink]:
    if isinstance(node, Mapping):
        day, checked = node.values.get("checked"), None
        with suppress(ValueError):
            checked = parse_date(day.text) if isinstance(day, Scalar) else None
        for key, value in node:
            if key.text not in NOT_CHECKED:
                yield from _node_links(value, checked)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _node_links(item, checked)
    elif ADDRESS.fullmatch(node.text.strip()):
        yield ExternalLink(urldefrag(node.text.strip()).url, node.span, checked)
    else:
        yield from _text_links(node.text, node.span)


def _text_links(text: str, span: Span) -> Iterator[ExternalLink]:
    """Yield the links of a text as a page has them, also bare ones and those such as [words][1]."""
    if "http" not in text.lower() and "www." not in text:
        return
    seen: Counter[str] = Counter()
    for match in HREF.finditer(to_html(text)):
        address = unescape(match[1])
        forms = (address, address.partition("://")[2])
        written = next((form for form in forms if form in span.text), "")
        pattern = rf"{re.escape(written)}(?![\w/%?&=#~])"
        places = [place.span() for place in re.finditer(pattern, span.text)] if written else []
        start, end = places[min(seen[written], len(places) - 1)] if places else (0, len(span.text))
        seen[written] += 1
        place = span.source.span(span.start + start, span.start + end)
        yield ExternalLink(urldefrag(address).url, place)
