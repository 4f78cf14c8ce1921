"""Drawings of the project (SVG): their size, and anything in them that acts or loads something.

A browser runs nothing in a drawing that a page shows, but it does when somebody opens the file
itself. So only what draws is accepted: elements from a list, addresses inside the drawing, styles
that load nothing.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from msgspec import Struct

SVG, RDF = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
ELEMENTS = frozenset(
    "svg g defs symbol use switch title desc metadata style view path rect circle ellipse line "
    "polyline polygon text tspan textPath image linearGradient radialGradient stop pattern "
    "clipPath mask marker filter feBlend feColorMatrix feComponentTransfer feComposite "
    "feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood "
    "feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology "
    "feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence".split()
)
"""Elements that draw. Those of other formats, such as notes of an editor, do nothing and may stay.
"""
AT_RULES = frozenset(("media", "font-face", "supports", "layer"))
INSIDE = re.compile(
    r"#|data:(?:image/(?:png|jpe?g|gif|webp|avif)|(?:application/(?:x-)?|)font[\w/+.-]*)[;,]",
    re.IGNORECASE,
)
"""Start of an address that loads nothing."""
STYLE_TOKEN = re.compile(
    r"""(/\*(?s:.*?)\*/)|"[^"\n\r\f]*"|'[^'\n\r\f]*'
    |url\([ \t\n\r\f]*+(?:"[^"\n\r\f]*"|'[^'\n\r\f]*'|[^"'()*\s]*+)[ \t\n\r\f]*+\)
    |(url\(|/\*|["'])""",
    re.VERBOSE | re.IGNORECASE,
)
"""A comment (1), a string or an address of a stylesheet; or the start of a malformed one (2)."""
ASCII_ENCODINGS = re.compile(
    r"utf-?8|(?:us-)?ascii|iso-8859-\d+|latin-?1|windows-125\d", re.IGNORECASE
)
"""Encodings in which names and addresses read the same."""
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
MAX_SIDE = 1600
"""Pixels. A larger drawing is said to be no larger."""


class Svg(Struct, frozen=True):
    """Properties of a drawing."""

    width: int
    """Pixels."""
    height: int
    unsafe: str
    """Words for the first thing that may not be published; empty if there is none."""


class _UnsafeError(Exception):
    """Carries words for what is unsafe."""


def read_svg(data: bytes) -> Svg | None:
    """Return the properties of a drawing; None if it is not one, or has no size."""
    text = _decode(data)
    if text is None or "\0" in text:
        return None
    reader = _Reader(is_utf_16=data.startswith(UTF_16_MARKS))
    try:
        reader.parser.Parse(text, True)
    except _UnsafeError as unsafe:
        return Svg(*(reader.size or (1, 1)), str(unsafe))
    except (expat.ExpatError, ValueError):
        return None
    return Svg(*reader.size, "") if reader.size else None


def _decode(data: bytes) -> str | None:
    """Decode as browsers do: by its mark, else as UTF-8, else as the one-byte text it declares."""
    try:
        return data.decode("utf-16" if data.startswith(UTF_16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        declared = re.match(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w-]+)", data)
        if declared and re.match(rb"iso-8859-|latin|windows-125", declared[1], re.IGNORECASE):
            return data.decode("latin-1")
        return None


class _Reader:
    """Handlers of one drawing, which raise at the first thing that may not be published."""

    def __init__(self, *, is_utf_16: bool) -> None:
        self.is_utf_16 = is_utf_16
        self.size: tuple[int, int] | None = None
        self._is_open = False
        self._style: list[str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        is_marked = self.is_utf_16 and encoding and encoding.lower() == "utf-16"
        if encoding and not is_marked and not ASCII_ENCODINGS.fullmatch(encoding):
            raise ValueError

    def _doctype(self, _name: str, _system: str | None, public: str | None, has_own: int) -> None:
        if has_own:
            raise _UnsafeError("definitions of its own (<!DOCTYPE svg […]>)")
        if public and not public.startswith("-//W3C//DTD SVG"):
            raise _UnsafeError(f"the rules of another format ({public[:40]})")

    def _instruction(self, target: str, _data: str) -> None:
        if target.lower().startswith("xml"):
            raise _UnsafeError(f"a style sheet from elsewhere (<?{target}?>)")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if not self._is_open:
            if (space, local) != (SVG, "svg"):
                raise ValueError
            self._is_open = True
            self.size = _size(attributes)
        if self._style is not None:
            raise _UnsafeError(f"<{local[:40]}> in a <style>")
        if space != SVG:
            if (space.startswith("http://www.w3.org/") and space != RDF) or "mozilla" in space:
                raise _UnsafeError(f"parts of another format (<{local}>)")
            return
        if local not in ELEMENTS:
            raise _UnsafeError(f"<{local[:40]}>")
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)
        if local == "style":
            self._style = []

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _end(self, _name: str) -> None:
        if self._style is not None:
            _check_style("".join(self._style), has_comments=True)
            self._style = None


def _check_attribute(attribute: str, value: str) -> None:
    space, _, local = attribute.rpartition(" ")
    if local.lower().startswith("on") or (space == XML and local == "base"):
        raise _UnsafeError(f"“{local[:40]}=”")
    if local.lower() in ("href", "src"):
        if value.strip() and not INSIDE.match(value.strip()):
            raise _UnsafeError(f"an address outside itself (“{value.strip()[:60]}”)")
    elif "(" in value or "\\" in value or local == "style":
        _check_style(value, has_comments=local == "style")


def _check_style(style: str, *, has_comments: bool) -> None:
    """Refuse a style that loads something, or could in a way that is not recognised."""
    if "\\" in style:
        raise _UnsafeError("a style with a backslash")
    style = (STYLE_TOKEN.sub(_replace_comment, style) if has_comments else style).lower()
    for address in re.findall(r"url\(\s*[\"']?([^\"')]*)", style):
        if not INSIDE.match(address):
            raise _UnsafeError(f"a style that loads something (“{address[:60]}”)")
    if found := re.search(r"(?:image-set|image|src|expression)\(|-moz-binding|behavior\s*:", style):
        raise _UnsafeError(f"a style that may load something (“{found[0]}”)")
    for rule in re.findall(r"@([\w-]+)", style):
        if rule not in AT_RULES:
            raise _UnsafeError(f"a style that may load something (“@{rule[:40]}”)")


def _replace_comment(token: re.Match[str]) -> str:
    if token[2]:
        raise _UnsafeError(f"a style that is malformed (“{token.string[token.start() :][:60]}”)")
    return " " if token[1] else token[0]


def _size(attributes: dict[str, str]) -> tuple[int, int] | None:
    """Return width and height of the root element; None without them and without a box."""
    sides = [_length(attributes.get(name, "")) for name in ("width", "height")]
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    if None in sides and len(box) == 4:
        sides = [_length(side) for side in box[2:]]
    width, height = sides
    if width is None or height is None:
        return None
    scale = min(1.0, MAX_SIDE / width, MAX_SIDE / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _length(text: str) -> float | None:
    """Return a length in pixels, unless it is not above 0."""
    number = r"\+?(\d{0,9}(?:\.\d{0,12})?(?:e[+-]?\d{1,2})?)(px|pt|pc|in|cm|mm|)"
    match = re.fullmatch(number, text.strip(), re.IGNORECASE)
    try:
        length = float(match[1]) * UNITS[match[2].lower()] if match else 0.0
    except ValueError:
        return None
    return length if 0 < length < 1e12 else None
