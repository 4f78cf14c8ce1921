"""What a phone reads when somebody puts the site on its screen, and the pictures for it."""

from __future__ import annotations

from collections.abc import Iterator

from microsite.exports.files import text_file
from microsite.exports.icons import ICON_SIZES, icon
from microsite.json_text import pretty
from microsite.render.artifacts import Artifact
from microsite.site import urls
from microsite.site.palette import scheme_of
from microsite.site.site import Site


def web_manifest(site: Site) -> Iterator[Artifact]:
    """manifest.webmanifest and its pictures. Every address in it is relative, so that it serves at
    any path.
    """
    details, colours = site.event.record, scheme_of(site.event).light
    pictures = {size: icon(site, size) for size in ICON_SIZES}
    icons = [
        {"src": picture.path, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, picture in pictures.items()
        for purpose in ("any", "maskable")
    ]
    manifest = {
        "name": details.title,
        "short_name": details.title if len(details.title) <= 12 else details.title.split()[0],
        "description": details.description,
        "lang": details.languages[0],
        "id": "./",
        "start_url": urls.file_of(urls.HOME),
        "scope": "./",
        "display": "minimal-ui",
        "theme_color": colours.hero,
        "background_color": colours.ground,
        "icons": icons,
    }
    yield text_file(urls.MANIFEST, pretty(manifest) + "\n")
    yield from pictures.values()
