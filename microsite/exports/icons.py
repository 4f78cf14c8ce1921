"""Web manifest of the site and its icons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from microsite.cache import digest_of
from microsite.project import drawing_digest
from microsite.render import share_cards
from microsite.render.artifacts import Artifact, text_file
from microsite.site import urls
from microsite.site.colours import scheme_of
from microsite.site.site import Site

ICON_SIZES = (192, 512)
"""Pixels, as phones ask for."""


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
        digest = digest_of(f"{drawing_digest(share_cards.__file__)} {drawn_in}", 4)
        produce = partial(share_cards.icon_png, size, colours)
    return Artifact(f"assets/icons/icon-{size}.{digest}.png", f"icon {digest}", produce)
