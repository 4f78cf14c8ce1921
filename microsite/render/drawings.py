"""The files of the drawings."""

from __future__ import annotations

from collections.abc import Iterator

from microsite.artifact import Artifact
from microsite.site import urls
from microsite.site.site import Site


def drawing_artifacts(site: Site) -> Iterator[Artifact]:
    """A band for each day, what stands beside the outline, and a tile for each day that stands in
    for a portrait.
    """
    drawings = site.drawings
    without_photo = (
        speaker for speaker in site.event.speakers if speaker.protected or not speaker.photo
    )
    shown = {
        drawings.portraits[speaker.slug].path.partition("#")[0]
        for speaker in without_photo
        if drawings.days
    }
    tiles = (tile for tile in drawings.tiles.values() if tile.path in shown)
    outlined = (drawings.rails,) if drawings.rails and site.makes(urls.HOME) else ()
    for file in (*drawings.bands.values(), *outlined, *tiles):
        yield Artifact(file.path, f"drawing {file.path}", file.content.encode)
