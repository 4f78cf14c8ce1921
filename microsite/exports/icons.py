"""Web manifest of the site and its icons: the mark of the event, three lines that become one."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator
from functools import partial

from microsite.cache import digest_of
from microsite.project import drawing_digest
from microsite.render import share_cards
from microsite.render.artifacts import Artifact, text_file
from microsite.site import urls
from microsite.site.colours import Palette, scheme_of
from microsite.site.site import Site

ICON_SIZES = (192, 512)
"""Pixels, as phones ask for."""
LINE, CASE, SUBJECT = 6, 13, 8
"""Widths of the outer lines, of the case of the middle one and of that line, in hundredths."""
SCALE = 3
"""An icon is drawn so many times larger and scaled down, for smooth edges."""
PIECES = 24
"""Straight pieces of a curve."""


def web_manifest(site: Site) -> Iterator[Artifact]:
    """Yield manifest.webmanifest and its icons, by relative addresses, so any path will do."""
    details, colours = site.event.record, scheme_of(site.event).light
    files = {size: icon(site, size) for size in ICON_SIZES}
    icons = [
        {"src": file.path, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, file in files.items()
        for purpose in ("any", "maskable")
    ]
    title = details.title
    manifest = {
        "name": title,
        "short_name": title if len(title) <= 12 else title.split()[0],
        "description": details.description,
        "lang": details.languages[0],
        "id": "./",
        "start_url": urls.output_path(urls.HOME),
        "scope": "./",
        "display": "minimal-ui",
        "theme_color": colours.hero,
        "background_color": colours.ground,
        "icons": icons,
    }
    yield text_file(urls.MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    yield from files.values()


def icon(site: Site, size: int) -> Artifact:
    """Return the icon of a size: `assets/icon-SIZE.png` of the project, otherwise the mark."""
    files = (folder / f"icon-{size}.png" for folder in site.images.folders)
    own = next((file for file in files if file.is_file()), None)
    if own:
        data = own.read_bytes()
        digest, produce = digest_of(data, 4), partial(bytes, data)
    else:
        colours = scheme_of(site.event).light
        drawn_in = f"{colours.hero} {colours.hero_2} {colours.subject} {colours.case_hero}"
        digest = digest_of(f"{drawing_digest(__file__, share_cards.__file__)} {drawn_in}", 4)
        produce = partial(icon_png, size, colours)
    return Artifact(f"assets/icons/icon-{size}.{digest}.png", f"icon {digest}", produce)


def icon_png(size: int, colours: Palette) -> bytes:
    """Return the mark as PNG. Phones cut off up to a fifth of it at its edges."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (size * SCALE, size * SCALE), colours.hero)
    pen, unit = ImageDraw.Draw(image), size * SCALE / 100

    def stroke(path: str, width: float, colour: str) -> None:
        (points,) = share_cards.path_points(path, PIECES)
        scaled = [(round(x * unit), round(y * unit)) for x, y in points]
        pen.line(scaled, colour, round(width * unit), joint="curve")
        for end in (scaled[0], scaled[-1]):
            pen.circle(end, (width * unit - 1) / 2, colour)

    for y in (29, 71):
        stroke(f"M24 {y}c24 0 14 {50 - y} 38 {50 - y}", LINE, colours.hero_2)
    for width, colour in ((CASE, colours.case_hero), (SUBJECT, colours.subject)):
        stroke("M20 50h60", width, colour)
    data = io.BytesIO()
    few_colours = image.reduce(SCALE).quantize(dither=Image.Dither.NONE)
    few_colours.save(data, "PNG", compress_type=zlib.Z_RLE)
    return data.getvalue()
