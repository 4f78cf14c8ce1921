"""Drawings of the project (SVG): their size, and anything in them that acts.

A browser runs scripts in a drawing that somebody opens by itself. So only what draws is
accepted: elements from a list, addresses inside the drawing, styles that load nothing.
"""

import re
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
ELEMENTS = frozenset(
    {
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "switch",
        "title",
        "desc",
        "metadata",
        "style",
        "view",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "image",
        "linearGradient",
        "radialGradient",
        "stop",
        "pattern",
        "clipPath",
        "mask",
        "marker",
        "filter",
        "feBlend",
        "feColorMatrix",
        "feComponentTransfer",
        "feComposite",
        "feConvolveMatrix",
        "feDiffuseLighting",
        "feDisplacementMap",
        "feDistantLight",
        "feDropShadow",
        "feFlood",
        "feFuncA",
        "feFuncB",
        "feFuncG",
        "feFuncR",
        "feGaussianBlur",
        "feImage",
        "feMerge",
        "feMergeNode",
        "feMorphology",
        "feOffset",
        "fePointLight",
        "feSpecularLighting",
        "feSpotLight",
        "feTile",
        "feTurbulence",
    }
)
"""Elements that draw.

Those of other formats, such as notes of an editor, do nothing.
"""
INSIDE = (
    r"#|data:(?:image/(?:png|jpe?g|gif|webp|avif)"
    r"|(?:application/(?:x-)?|)font[\w/+.-]*)[;,]"
)
"""Start of an address that loads nothing."""
STYLE_TOKEN = re.compile(
    r"""(/\*(?s:.*?)\*/)|"[^"\n\r\f]*"|'[^'\n\r\f]*'
    |url\([ \t\n\r\f]*+(?:"[^"\n\r\f]*"|'[^'\n\r\f]*'|[^"'()*\s]*+)[ \t\n\r\f]*+\)
    |(url\(|/\*|["'])""",
    re.VERBOSE | re.IGNORECASE,
)
"""A comment (1), a string or an address of a stylesheet.

Or the start of one that is malformed (2).
"""
LOADS = rf"url\(\s*+[\"']?+(?!{INSIDE})([^\"')]*)"
MAY_LOAD = (
    r"(?:image-set|image|src|expression)\(|-moz-binding|behavior\s*:"
    r"|@(?!(?:media|font-face|supports|layer)(?![\w-]))[\w-]+"
)
"""Parts of a style in small letters, without comments."""
ASCII_ENCODINGS = r"utf-?8|(?:us-)?ascii|iso-8859-\d+|latin-?1|windows-125\d"
"""Encodings in which names and addresses read the same."""
ONE_BYTE_DECLARATION = re.compile(
    rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"'](?:iso-8859-|latin|windows-125)",
    re.IGNORECASE,
)
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
}
MAX_SIDE = 1600
"""Pixels. A larger drawing is said to be no larger."""


LENGTH = re.compile(
    r"\+?((?:\d{1,9}(?:\.\d{0,12})?|\.\d{1,12})(?:e[+-]?\d{1,2})?)"
    r"(px|pt|pc|in|cm|mm|)",
    re.IGNORECASE,
)
"""A number and its unit."""


class _UnsafeError(Exception):
    """Carries words for what is unsafe."""


def read_svg(data: bytes) -> tuple[int, int, str] | None:
    """Return width and height in pixels, and words for what may not be published.

    The words are for the first such thing, and empty if the drawing is safe. Return
    None if it is none, or has no size.
    """
    text = _decode(data)
    if text is None or "\0" in text:
        return None
    is_utf_16 = data.startswith(UTF_16_MARKS)
    reader = _Reader(f"{ASCII_ENCODINGS}|utf-16" if is_utf_16 else ASCII_ENCODINGS)
    unsafe = ""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.XmlDeclHandler = reader.declaration
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.ProcessingInstructionHandler = reader.instruction
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(text, True)
    except _UnsafeError as error:
        unsafe = str(error)
    except (expat.ExpatError, ValueError):
        return None
    size = _size(reader.root or {})
    if size is None and unsafe:
        size = (1, 1)
    return (*size, unsafe) if size else None


def _decode(data: bytes) -> str | None:
    """Decode a drawing as browsers do; None if that fails.

    They go by its mark, else read it as UTF-8, else as the one-byte text it declares.
    """
    try:
        return data.decode("utf-16" if data.startswith(UTF_16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        is_one_byte_text = ONE_BYTE_DECLARATION.match(data)
        return data.decode("latin-1") if is_one_byte_text else None


class _Reader:
    """Handlers of one drawing.

    They raise _UnsafeError at the first thing that may not be published, and ValueError
    for what is no drawing.
    """

    def __init__(self, encodings: str) -> None:
        self.encodings = encodings
        self.root: dict[str, str] | None = None
        """Attributes of the outermost element."""
        self.style: list[str] | None = None
        """Texts of a style that is open."""

    def declaration(
        self, _version: str, encoding: str | None, _standalone: int
    ) -> None:
        if encoding and not re.fullmatch(self.encodings, encoding, re.IGNORECASE):
            raise ValueError

    def doctype(
        self, _name: str, _system: str | None, public: str | None, has_own: int
    ) -> None:
        if has_own:
            raise _UnsafeError("its own definitions (<!DOCTYPE svg […]>)")
        if public and not public.startswith("-//W3C//DTD SVG"):
            raise _UnsafeError(f"the rules of another format ({public[:40]})")

    def instruction(self, target: str, _data: str) -> None:
        if target.lower().startswith("xml"):
            raise _UnsafeError(f"an external stylesheet (<?{target}?>)")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self.root is None:
            if (space, local) != (SVG, "svg"):
                raise ValueError
            self.root = attributes
        if self.style is not None:
            raise _UnsafeError(f"<{local[:40]}> in a <style>")
        if space != SVG:
            is_web_format = space.startswith("http://www.w3.org/") and space != RDF
            if is_web_format or "mozilla" in space:
                raise _UnsafeError(f"parts of another format (<{local}>)")
            return
        if local not in ELEMENTS:
            raise _UnsafeError(f"<{local[:40]}>")
        for attribute, value in attributes.items():
            _check_attribute(attribute, value.strip())
        if local == "style":
            self.style = []

    def text(self, text: str) -> None:
        if self.style is not None:
            self.style.append(text)

    def end(self, _name: str) -> None:
        if self.style is not None:
            _check_style("".join(self.style), has_comments=True)
            self.style = None


def _check_attribute(attribute: str, value: str) -> None:
    """Refuse a script, and an address outside the drawing."""
    space, _, local = attribute.rpartition(" ")
    is_script = local.lower().startswith("on")
    is_base = space == XML and local == "base"
    if is_script or is_base:
        raise _UnsafeError(f"“{local[:40]}=”")
    if local.lower() in ("href", "src"):
        if value and not re.match(INSIDE, value, re.IGNORECASE):
            raise _UnsafeError(f"an external address (“{value[:60]}”)")
    elif "(" in value or "\\" in value or local == "style":
        _check_style(value, has_comments=local == "style")


def _check_style(style: str, *, has_comments: bool) -> None:
    """Refuse a style that loads something, or could in a way that is not recognised."""
    if "\\" in style:
        raise _UnsafeError("a style with a backslash")
    if has_comments:
        style = STYLE_TOKEN.sub(_replace_comment, style)
    plain = style.lower()
    if match := re.search(LOADS, plain):
        raise _UnsafeError(f"a style that loads something (“{match[1][:60]}”)")
    if match := re.search(MAY_LOAD, plain):
        raise _UnsafeError(f"a style that may load something (“{match[0][:40]}”)")


def _replace_comment(token: re.Match[str]) -> str:
    """Return a space for a comment. Refuse what is malformed."""
    if token[2]:
        start = token.string[token.start() :][:60]
        raise _UnsafeError(f"an invalid style (“{start}”)")
    return " " if token[1] else token[0]


def _size(attributes: dict[str, str]) -> tuple[int, int] | None:
    """Return width and height in whole pixels, from the attributes of the root element.

    Return None without them, if there is no box of the view either.
    """
    width = _length(attributes.get("width", ""))
    height = _length(attributes.get("height", ""))
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    if (width is None or height is None) and len(box) == 4:
        width = _length(box[2])
        height = _length(box[3])
    if width is None or height is None:
        return None
    scale = min(1.0, MAX_SIDE / width, MAX_SIDE / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _length(text: str) -> float | None:
    """Return a length in pixels; None if it is none, or not above 0."""
    match = LENGTH.fullmatch(text.strip())
    if match is None:
        return None
    number, unit = match.groups()
    length = float(number) * UNITS[unit.lower()]
    return length if 0 < length < 1e12 else None
