"""SVG drawings, read as browsers read them: how large they are, and whether they could act or load
something.

A browser that shows a drawing in a page runs nothing in it, but it does when somebody opens the
drawing itself. So only what draws is let through: elements by a list of those allowed, addresses
within the drawing, styles that load nothing.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from msgspec import Struct

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
XML, RDF = "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ALLOWED = frozenset(
    "svg g defs symbol use switch title desc metadata style view path rect circle ellipse "
    "line polyline polygon text tspan textPath image linearGradient radialGradient stop "
    "pattern clipPath mask marker filter feBlend feColorMatrix feComponentTransfer "
    "feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight "
    "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge "
    "feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile "
    "feTurbulence".split()
)
"""The elements that draw. Those of other makers, such as an editor's notes, do nothing and may
stay.
"""
RULES = frozenset(("media", "font-face", "supports", "layer"))
"""The at-rules a style may have."""
INSIDE = re.compile(
    r"#|data:(?:image/(?:png|jpe?g|gif|webp|avif)|(?:application/(?:x-)?|)font[\w/+.-]*)[;,]",
    re.IGNORECASE,
)
"""Start of an address that loads nothing."""
SAME_IN_ASCII = re.compile(
    r"utf-?8|(?:us-)?ascii|iso-8859-\d+|latin-?1|windows-125\d", re.IGNORECASE
)
"""The encodings in which all that matters to us reads the same."""
UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
"""Pixels."""
LARGEST = 1600
"""Pixels: a drawing has no size of its own that matters, and is told to be no wider or higher than
this.
"""


class Svg(Struct, frozen=True):
    """Properties of a drawing."""

    width: int
    """Pixels; with the height it gives the drawing's proportions."""
    height: int
    unsafe: str
    """The first thing in it that may not be published, in a few words; empty where there is none.
    """


class _UnsafeError(Exception):
    """Carries what is unsafe, in a few words."""


class _NotSvgError(Exception):
    pass


def read_svg(data: bytes) -> Svg | None:
    """Return the properties of a drawing; None if it is none, or has no size."""
    text = _decoded(data)
    if text is None or "\0" in text:
        return None
    reader = _Reader(has_mark=data[:2] in (b"\xff\xfe", b"\xfe\xff"))
    try:
        reader.parser.Parse(text, True)
    except _UnsafeError as unsafe:
        return Svg(*(reader.size or (1, 1)), str(unsafe))
    except (_NotSvgError, expat.ExpatError, ValueError, UnicodeError):
        return None
    return Svg(*reader.size, "") if reader.size else None


def _decoded(data: bytes) -> str | None:
    """The text, as a browser would take it: by its mark, else as UTF-8, else as the letters of one
    byte it declares.
    """
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = re.match(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]+)", data)
        if declared and re.match(rb"iso-8859-|latin|windows-125", declared[1], re.IGNORECASE):
            return data.decode("latin-1")
        return None


class _Reader:
    """Reads one drawing, and raises at the first thing in it that may not be published."""

    def __init__(self, *, has_mark: bool) -> None:
        self.has_mark = has_mark
        """Its first bytes declare UTF-16."""
        self.size: tuple[int, int] | None = None
        self._is_open = False
        self._style: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (
            encoding
            and not (self.has_mark and encoding.lower() == "utf-16")
            and not SAME_IN_ASCII.fullmatch(encoding)
        ):
            raise _NotSvgError

    def _doctype(self, _name: str, _system: str | None, public: str | None, has_own: int) -> None:
        if has_own:
            raise _UnsafeError("definitions of its own (<!DOCTYPE svg […]>)")
        if public and not public.startswith("-//W3C//DTD SVG"):
            raise _UnsafeError(f"the rules of another format ({public[:40]})")

    def _entity(self, *_: object) -> None:
        raise _UnsafeError("definitions of its own (<!ENTITY>)")

    def _instruction(self, target: str, _data: str) -> None:
        if target.lower().startswith("xml"):
            raise _UnsafeError(f"a style sheet from elsewhere (<?{target}?>)")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._is_open:
            if (space, local) != (SVG, "svg"):
                raise _NotSvgError
            self._is_open = True
            self.size = _size(attributes)
        if space != SVG:
            if (space.startswith("http://www.w3.org/") and space != RDF) or "mozilla" in space:
                raise _UnsafeError(f"parts of another format (<{local}>)")
            return
        if local not in ALLOWED:
            raise _UnsafeError(f"<{local[:40]}>")
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)
        if local == "style":
            self._style = []

    def _words(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _end(self, name: str) -> None:
        if name == f"{SVG} style" and self._style is not None:
            _check_style("".join(self._style))
            self._style = None


def _check_attribute(attribute: str, value: str) -> None:
    space, _, local = attribute.rpartition(" ")
    if local.lower().startswith("on") or (space == XML and local == "base"):
        raise _UnsafeError(f"“{local[:40]}=”")
    if local.lower() in ("href", "src"):
        if value.strip() and not INSIDE.match(value.strip()):
            raise _UnsafeError(f"an address outside itself (“{value.strip()[:60]}”)")
    elif "(" in value or "\\" in value or local == "style":
        _check_style(value)


def _check_style(style: str) -> None:
    """Refuse a style that loads something, or could in words that we do not see through."""
    if "\\" in style:
        raise _UnsafeError("a style with a backslash")
    plain = re.sub(r"/\*.*?\*/", " ", style, flags=re.DOTALL).lower()
    for address in re.findall(r"url\(\s*[\"']?([^\"')]*)", plain):
        if not INSIDE.match(address):
            raise _UnsafeError(f"a style that loads something (“{address[:60]}”)")
    if found := re.search(r"(?:image-set|image|src|expression)\(|-moz-binding|behavior\s*:", plain):
        raise _UnsafeError(f"a style that may load something (“{found[0]}”)")
    for rule in re.findall(r"@([\w-]+)", plain):
        if rule not in RULES:
            raise _UnsafeError(f"a style that may load something (“@{rule[:40]}”)")


def _size(attributes: dict[str, str]) -> tuple[int, int] | None:
    """Width and height from the root element; None where it has neither them nor a box."""
    width, height = (_length(attributes.get(name, "")) for name in ("width", "height"))
    if width is None or height is None:
        box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
        if len(box) != 4:
            return None
        width, height = _length(box[2]), _length(box[3])
    if width is None or height is None:
        return None
    scale = min(1.0, LARGEST / width, LARGEST / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _length(text: str) -> float | None:
    """A length above nought, in pixels."""
    match = re.fullmatch(
        r"\+?(\d{0,9}(?:\.\d{0,12})?(?:e[+-]?\d{1,2})?)(px|pt|pc|in|cm|mm|)",
        text.strip(),
        re.IGNORECASE,
    )
    try:
        length = float(match[1]) * UNITS[match[2].lower()] if match else 0.0
    except ValueError:
        return None
    return length if 0 < length < 1e12 else None
