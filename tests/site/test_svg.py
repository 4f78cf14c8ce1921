"""Accepted and rejected SVG files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.site.svg import MAX_SIDE, read_svg

ROOT = Path(__file__).parent.parent.parent
NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG11 = '"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'
XHTML = '"-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"'
EVENTS = 'xmlns:e="http://www.w3.org/2001/xml-events"'


def svg(
    inside: str = "<path/>", more: str = "", box: str = 'viewBox="0 0 30 20"'
) -> str:
    return f"<svg {NAMES} {box} {more}>{inside}</svg>"


HOSTILE = {
    "script": svg("<script>alert(1)</script>"),
    "script with a prefix": '<v:svg xmlns:v="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><v:script/></v:svg>',
    "script of HTML": svg(
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'
    ),
    "script of HTML in a note": svg(
        '<metadata><script xmlns="http://www.w3.org/1999/xhtml"/></metadata>'
    ),
    "script in a note of an editor": svg(
        '<i:note xmlns:i="http://example.org/"><script/></i:note>'
    ),
    "page in the page": svg(
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">words</p></foreignObject>'
    ),
    "frame": svg(
        '<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://example.org/"/>'
    ),
    "formula with a link": svg(
        '<math xmlns="http://www.w3.org/1998/Math/MathML" href="javascript:alert(1)"/>'
    ),
    "style sheet of XSLT": '<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform" version="1.0"/>',
    "handler": svg(more='onload="alert(1)"'),
    "handler on a shape": svg('<path onclick="alert(1)"/>'),
    "handler in capitals": svg('<path ONCLICK="alert(1)"/>'),
    "listener": svg(
        f'<path {EVENTS} e:event="click" e:handler="#a"/><e:listener {EVENTS}/>'
    ),
    "link": svg('<a href="https://example.org/"><path/></a>'),
    "link to a script": svg('<a xlink:href="javascript:alert(1)"><path/></a>'),
    "link in letters": svg('<use href="&#106;avascript:alert(1)"/>'),
    "link with a tab": svg('<use href="java&#9;script:alert(1)"/>'),
    "animation that sets a link": svg(
        '<set attributeName="href" to="javascript:alert(1)"/>'
    ),
    "animation": svg('<animate attributeName="x" dur="1s"/>'),
    "picture from elsewhere": svg('<image href="https://example.org/a.png"/>'),
    "picture from beside": svg('<image href="a.png"/>'),
    "picture without a scheme": svg('<image href="//example.org/a.png"/>'),
    "drawing in the drawing": svg(
        '<image href="data:image/svg+xml,%3Csvg onload=alert(1)%3E"/>'
    ),
    "page as data": svg('<use href="data:text/html,alert(1)"/>'),
    "use from elsewhere": svg('<use xlink:href="https://example.org/a.svg#a"/>'),
    "another base": svg('<use href="#a"/>', more='xml:base="https://example.org/"'),
    "filter from elsewhere": svg('<path filter="url(https://example.org/a.svg#a)"/>'),
    "second of two fills": svg('<path fill="url(#a) url(https://example.org/)"/>'),
    "mask in a style": svg("<path style=\"mask:url('https://example.org/a.svg#a')\"/>"),
    "import": svg('<style>@import "https://example.org/a.css";</style>'),
    "import as characters": svg(
        '<style><![CDATA[@import "https://example.org/a.css";]]></style>'
    ),
    "import in letters": svg("<style>&#64;import 'https://example.org/a.css';</style>"),
    "import in two texts": svg("<style>@im<!-- -->port 'a';</style>"),
    "import with a backslash": svg("<style>@\\69mport 'a';</style>"),
    "address with a backslash": svg(
        "<style>path{fill:u\\72l(https://example.org/)}</style>"
    ),
    "backslash in an attribute": svg('<path fill="u\\72l(https://example.org/)"/>'),
    "set of pictures": svg(
        '<style>path{cursor:image-set("https://example.org/a.png" 1x)}</style>'
    ),
    "font from elsewhere": svg(
        "<style>@font-face{font-family:a;src:url(https://example.org/a.woff2)}</style>"
    ),
    "address in capitals": svg("<style>path{fill:URL(https://example.org/)}</style>"),
    "style in a style": svg(
        "<style>@import url(http://example.org/a.css);<style>a{}</style></style>"
    ),
    "comments in strings": svg(
        '<style>a{content:"/*"}rect{fill:url(http://example.org/a.svg#a)}b{content:"*/"}</style>'
    ),
    "import between strings": svg(
        '<style>"/*"{} @import url(http://example.org/a.css); "*/"{}</style>'
    ),
    "comments in strings of an attribute": svg(
        """<rect style='content:"/*";fill:url(http://example.org/a.svg#a);x:"*/"'/>"""
    ),
    "comments in addresses": svg(
        "<style>a{fill:url(#/*)}b{fill:url(http://example.org/#b)}c{fill:url(#*/)}</style>"
    ),
    "quote in an address": svg(
        """<style>a{fill:url(#a"b) "/*"}b{fill:url(http://example.org/#b)}c{x:"*/"}</style>"""
    ),
    "quote that is not closed": svg(
        """<style>a{x:'\n}b{y:'/*'}c{fill:url(http://example.org/#b)}d{z:'*/'}</style>"""
    ),
    "style sheet": f'<?xml-stylesheet href="https://example.org/a.css"?>{svg()}',
    "entity": f'<!DOCTYPE svg [<!ENTITY a "b">]>{svg("<text>&a;</text>")}',
    "entity from a file": f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>{svg("<text>&a;</text>")}',
    "entities in entities": '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + f"]>{svg('<text>&j;</text>')}",
    "entities of HTML": f"<!DOCTYPE svg PUBLIC {XHTML}>{svg()}",
}
SOUND = {
    "plain": svg(),
    "of Illustrator": f'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg PUBLIC {SVG11}>{svg()}',
    "of Inkscape": svg(
        '<sodipodi:namedview xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" pagecolor="#fff"/>'
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>'
        '<g style="fill:url(#a);stroke:none"><path d="M0 0h1" transform="matrix(1 0 0 1 2 3)"/></g>'
    ),
    "with a style": svg(
        "<style>@media (prefers-color-scheme:dark){.a{fill:url(#a)}} /* url(x) */</style>"
    ),
    "with comments and strings": svg(
        """<style>/* It's "new" */ a{content:"/*";fill:url( '#a' )} /* @import */</style>"""
    ),
    "with an apostrophe": svg('<g data-name="Kim\'s (1)"/>'),
    "with a picture in it": svg(
        '<image href="data:image/png;base64,AAAA" width="1" height="1"/>'
    ),
    "with a font in it": svg(
        "<style>@font-face{src:url(data:font/woff2;base64,AAAA)}</style>"
    ),
    "with its parts": svg(
        '<defs><g id="a"/></defs><use href="#a"/><use xlink:href="#a"/><use href=""/>'
    ),
    "with a packet of Adobe": f"{svg()}<?xpacket end='w'?>",
}


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_read_svg_refuses_what_acts_or_loads(text: str, coding: str) -> None:
    drawing = read_svg(text.encode(coding))
    assert drawing is None or drawing[2]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_read_svg_refuses_unsafe_content_in_any_encoding(text: str) -> None:
    for data in (
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        text.encode("utf-32"),
        b"\xef\xbb\xbf" + text.encode("utf-16-le"),
        f'<?xml version="1.0" encoding="utf-16"?>{text}'.encode(),
        f'<?xml version="1.0" encoding="utf-7"?>{text}'.encode("utf-7"),
        f'<?xml version="1.0" encoding="cp037"?>{text}'.encode("cp037"),
        f'<?xml version="1.0" encoding="shift_jis"?>{text}'.encode("shift_jis"),
    ):
        drawing = read_svg(data)
        assert drawing is None or drawing[2]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_read_svg_accepts_harmless_drawings(text: str, coding: str) -> None:
    if coding == "utf-16":
        text = text.replace('encoding="utf-8"', 'encoding="UTF-16"')
    assert read_svg(text.encode(coding)) == (30, 20, "")


def test_read_svg_decodes_declared_one_byte_encoding() -> None:
    text = svg("<title>Café</title>")
    assert read_svg(
        f'<?xml version="1.0" encoding="ISO-8859-1"?>{text}'.encode("latin-1")
    ) == (
        30,
        20,
        "",
    )
    assert read_svg(text.encode("latin-1")) is None


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ('viewBox="0 0 24 24"', (24, 24)),
        ('viewBox="-10,-5 , 120.4 60"', (120, 60)),
        ('width="40" height="30" viewBox="0 0 4 3"', (40, 30)),
        ('width="1in" height="2.54cm"', (96, 96)),
        ('width="100%" height="100%" viewBox="0 0 7 5"', (7, 5)),
        ('width="1e3px" height="5e2"', (1000, 500)),
        ('viewBox="0 0 32000 16000"', (MAX_SIDE, MAX_SIDE // 2)),
        ('viewBox="0 0 999999999 1"', (MAX_SIDE, 1)),
        ("", None),
        ('viewBox="0 0 0 10"', None),
        ('viewBox="0 0 nan inf"', None),
        ('width="-4" height="4"', None),
    ],
)
def test_read_svg_returns_size_from_view_box(
    box: str, size: tuple[int, int] | None
) -> None:
    drawing = read_svg(svg(box=box).encode())
    assert (drawing and drawing[:2]) == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words",
        "<svg/>",
        "<html/>",
        "<svg viewBox='0 0 1 1'>",
        svg()[:-1],
        svg() + "<a/>",
    ],
)
def test_read_svg_returns_none_for_other_files(text: str) -> None:
    assert read_svg(text.encode()) is None


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_read_svg_accepts_any_bytes(data: bytes) -> None:
    read_svg(data)


@given(st.data())
def test_read_svg_accepts_damaged_drawings(data: st.DataObject) -> None:
    drawing = data.draw(st.sampled_from([*SOUND.values(), *HOSTILE.values()])).encode()
    start, end = sorted(
        (
            data.draw(st.integers(0, len(drawing))),
            data.draw(st.integers(0, len(drawing))),
        )
    )
    read_svg(drawing[:start] + data.draw(st.binary(max_size=6)) + drawing[end:])


def test_read_svg_accepts_drawings_of_examples() -> None:
    drawings = sorted((ROOT / "examples").rglob("assets/**/*.svg")) + sorted(
        (ROOT / "assets").rglob("*.svg")
    )
    assert len(drawings) > 10
    for path in drawings:
        drawing = read_svg(path.read_bytes())
        assert drawing is not None, path
        assert not drawing[2], path
