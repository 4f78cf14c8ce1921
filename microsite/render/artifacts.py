"""Files of the finished site before they are written, and those of its pages."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from html import escape
from typing import Any

from msgspec import Struct

from microsite.cache import digest_of, digest_of_values
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import Span
from microsite.pages.page import Page, site_context
from microsite.project import engine_digest
from microsite.render.templates import Templates
from microsite.site import hosting
from microsite.site.site import Site
from microsite.site.urls import asset_url

CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
JSON_TEXT = partial(json.dumps, ensure_ascii=False)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Artifact(Struct, frozen=True):
    """A file of the finished site, with a function that gives its bytes."""

    path: str
    """Relative to `output/`, with `/`; never absolute, never outside `output/`."""
    inputs: str
    """Digest of everything that `produce` reads: the same digest means the same bytes.
    """
    produce: Callable[[], bytes]
    """Called unless `output/` has a file made from the same inputs."""
    origin: Span | None = None
    """Source of the file, to point at if two files have the same path."""
    in_thread: bool = False
    """True if a thread may create it: Pillow encodes outside of Python."""


def text_file(path: str, text: str) -> Artifact:
    """Return a file with a text in UTF-8. Its own bytes are its inputs."""
    data = text.encode()
    return Artifact(path, digest_of(data), partial(bytes, data))


def json_file(
    path: str,
    content: object,
    depth: int = 2,
    default: Callable[[Any], Any] | None = None,
) -> Artifact:
    """Return a JSON file, a value a line down to a depth; `default` converts unknown
    values.
    """
    encode = json.JSONEncoder(ensure_ascii=False, default=default).encode

    def lines(value: object, depth: int, end: str) -> str:
        start, between = f"{end} ", f",{end} "
        if depth and value and isinstance(value, dict):
            parts = [
                f"{encode(name)}: {lines(value[name], depth - 1, start)}"
                for name in value
            ]
            return "{" + start + between.join(parts) + end + "}"
        if depth and value and isinstance(value, list):
            parts = [lines(part, depth - 1, start) for part in value]
            return "[" + start + between.join(parts) + end + "]"
        return encode(value)

    return text_file(path, lines(content, depth, "\n") + "\n")


def xml_text(text: str) -> str:
    """Escape a text for XML, without the characters that XML cannot hold."""
    return NOT_IN_XML.sub("", escape(text, quote=False))


def ical_text(text: str) -> str:
    """Escape a text for iCalendar: line breaks are kept, other control characters are
    not.
    """
    text = (
        text.replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\n", "\\n")
    )
    return CONTROLS.sub("", text)


def rendered_file(
    path: str,
    template: str,
    site: Site,
    templates: Templates,
    views: Any,
    origin: Any = None,
) -> Iterator[Artifact]:
    """Yield a file that a template gives, unless the template is faulty.

    It can use `language`, `direction`, the constants of `hosting`, and `xml`, `ical`
    and `json`, which escape a text.
    """
    if digest := templates.digest(template, site.log):
        views |= {"language": site.locale.tag, "direction": site.locale.direction}
        inputs = digest_of_values(engine_digest(), digest, views)
        names = {
            "hosting": hosting,
            "xml": xml_text,
            "ical": ical_text,
            "json": JSON_TEXT,
            **views,
        }
        yield Artifact(
            path, inputs, partial(templates.render, template, **names), origin
        )


def page_artifacts(
    pages: Iterable[Page],
    site: Site,
    templates: Templates,
    asset_paths: dict[str, str],
    log: Log,
) -> Iterator[Artifact]:
    """Yield the file of each page.

    Report T-codes of templates that are missing or incorrect.
    """
    links = {
        name: asset_url(site.images.shared + path) for name, path in asset_paths.items()
    }
    context = site_context(site)
    context_digest = digest_of_values(context, links)
    for page in pages:
        templates_digest = templates.digest(page.template, log)
        if templates_digest is None:
            continue
        inputs = (
            f"{engine_digest()}\0{templates_digest}\0{context_digest}\0{page.digest}"
        )
        views = {"site": context, "page": page.head, "view": page.view, "assets": links}
        produce = partial(
            templates.render, page.template, page.path, page.head.root, **views
        )
        yield Artifact(page.path, digest_of(inputs), produce, page.origin)


def code_artifacts(pages: Iterable[Page]) -> Iterator[Artifact]:
    """Yield the QR code of each page that has one."""
    for head in (page.head for page in pages if page.head.has_code):
        inputs = digest_of(f"code {engine_digest()} {head.canonical}")
        yield Artifact(
            f"{head.address}qr.svg", inputs, partial(qr_code, head.canonical or "")
        )


def qr_code(url: str) -> bytes:
    """Return an address as a QR code in SVG, of any size."""
    import segno

    # A quarter of the time of all masks
    code = segno.make(url, error="m", micro=False, mask=3)
    svg = code.svg_inline(omitsize=True, border=2)
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()
