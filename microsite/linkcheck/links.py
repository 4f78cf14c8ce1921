"""Every link to another site, with its place: in settings, in lists, and in texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from html import unescape
from urllib.parse import urldefrag, urlsplit

from msgspec import Struct

from microsite.diagnostics.source_text import Span
from microsite.model.dates import parse_date
from microsite.site.markdown import to_html
from microsite.source.nodes import Mapping, Node, Scalar, Sequence
from microsite.source.reader import SourceFiles

ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
HREF = re.compile(r'<a\b[^>]*?\shref="(https?:[^"]*)"', re.IGNORECASE)
OWN = frozenset(("base_url", "series", "unchecked_links"))
"""Settings that hold addresses of the site itself, or none that is to be asked."""
YES = frozenset(("yes", "true", "y", "on"))


class ExternalLink(Struct, frozen=True):
    """An address on the web, and where it is written."""

    address: str
    """Without the part after `#`, which no server is told."""
    place: Span
    checked: date | None = None
    """When somebody has last followed it, as the entry says that holds it."""


def links_of(
    sources: SourceFiles, html_of: Callable[[str], str] = to_html
) -> Iterator[ExternalLink]:
    """The links of a project, file by file. Those of people who are protected are nobody's
    business.
    """
    if sources.event is not None:
        yield from _of_document(sources.event.settings, sources.event.body, html_of)
    for documents in sources.documents.values():
        for document in documents:
            if not _is_protected(document.settings):
                yield from _of_document(document.settings, document.body, html_of)
    for _, root in sources.data.values():
        if root is not None:
            yield from _of_node(root, html_of, None)


def is_ignored(address: str, unchecked: Iterable[str]) -> bool:
    """Whether an address is one of those named: by its host (with all below it), or by how it
    starts.
    """
    whole = _bare(address)
    host = whole.partition("/")[0]
    for each in unchecked:
        name = _bare(each.strip())
        is_site = "/" not in name.rstrip("/")
        if whole.startswith(name) and not is_site:
            return True
        if is_site and f".{host}".endswith(
            (f".{name.rstrip('/')}", f".{name.rstrip('/')}:{urlsplit(address).port}")
        ):
            return True
    return False


def _bare(address: str) -> str:
    return re.sub(r"^https?://(www\.)?|^www\.", "", address.lower())


def _is_protected(settings: Mapping) -> bool:
    said = settings.values.get("protected")
    return isinstance(said, Scalar) and said.text.strip().lower() in YES


def _of_document(
    settings: Mapping, body: Span, html_of: Callable[[str], str]
) -> Iterator[ExternalLink]:
    yield from _of_node(settings, html_of, None)
    yield from _of_text(body.text, body, html_of)


def _of_node(
    node: Node, html_of: Callable[[str], str], checked: date | None
) -> Iterator[ExternalLink]:
    if isinstance(node, Mapping):
        checked = _day(node.values.get("checked"))
        for key, value in node:
            if key.text not in OWN:
                yield from _of_node(value, html_of, checked)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _of_node(item, html_of, checked)
    elif ADDRESS.fullmatch(node.text.strip()):
        yield ExternalLink(urldefrag(node.text.strip()).url, node.span, checked)
    else:
        yield from _of_text(node.text, node.span, html_of)


def _of_text(text: str, place: Span, html_of: Callable[[str], str]) -> Iterator[ExternalLink]:
    """The links of a text, as a page would have them: also those that were typed bare."""
    if "http" not in text.lower() and "www." not in text:
        return
    seen: dict[str, int] = {}
    for match in HREF.finditer(html_of(text)):
        address = unescape(match[1])
        written = next(
            (each for each in (address, address.partition("://")[2]) if each in place.text), ""
        )
        places = [
            found.span()
            for found in re.finditer(rf"{re.escape(written)}(?![\w/%?&=#~])", place.text)
        ]
        number = seen.get(written, 0)
        seen[written] = number + 1
        if (
            written and places
        ):  # a link such as [words][1] can lead to a place oftener than that is written
            start, end = places[min(number, len(places) - 1)]
            yield ExternalLink(
                urldefrag(address).url, place.source.span(place.start + start, place.start + end)
            )
        else:
            yield ExternalLink(urldefrag(address).url, place)


def _day(node: Node | None) -> date | None:
    try:
        return parse_date(node.text) if isinstance(node, Scalar) else None
    except ValueError:
        return None
