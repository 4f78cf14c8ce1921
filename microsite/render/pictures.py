"""Pictures, made: upright, in sRGB, cut, sized, and without anything that the camera noted.

The bytes are the same on every machine with the same version of Pillow, which brings its own
encoders.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache, partial
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING, Any

from microsite.artifact import Artifact
from microsite.diagnostics.diagnostic import DiagnosticError, diagnose, file_span
from microsite.digests import digest_of
from microsite.project import drawing_digest
from microsite.render.assets import file_artifacts
from microsite.site.downloads import unchanged_bytes
from microsite.site.pictures import PictureBook
from microsite.site.renditions import Format, PictureFile, Rendition

if TYPE_CHECKING:
    from PIL import Image

WEBP = {"format": "WEBP", "method": 4}
SAVED_AS: dict[Format, tuple[dict[str, Any], ...]] = {
    Format.WEBP: (WEBP | {"quality": 79, "method": 2},),
    Format.FLAT_WEBP: (WEBP | {"quality": 80, "lossless": True}, WEBP | {"quality": 88}),
    Format.JPEG: ({"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},),
    Format.PNG: ({"format": "PNG", "optimize": True},),
}
"""How each format is saved; where there are several ways, the smallest result is taken."""

Box = tuple[int, int, int, int]
_ONE_AT_A_TIME = Lock()
"""Held while a picture is decoded, so that threads that want parts of the same one do not all do
that.
"""


def picture_artifacts(book: PictureBook) -> Iterator[Artifact]:
    """Every picture that a page shows. Those cut from one file follow each other, so that it is
    decoded once.
    """
    yield from file_artifacts(sorted(book.drawings.items()))
    if not book.renditions:
        return
    from microsite.site import raster

    largest: dict[tuple[str, Box], int] = {}
    for rendition in book.renditions.values():
        key = (rendition.picture.source, rendition.box)
        largest[key] = max(largest.get(key, 0), rendition.width)
    for rendition in sorted(
        book.renditions.values(), key=lambda made: (made.picture.source, made.box, made.path)
    ):
        widest = largest[rendition.picture.source, rendition.box]
        made_of = f"{rendition.picture.digest} {rendition.box} {widest} {rendition.width} {rendition.format}"
        inputs = digest_of(f"{made_of} {drawing_digest(__file__, raster.__file__)}")
        make = partial(_make, rendition, widest)
        yield Artifact(rendition.path, inputs, make, in_thread=True)


def _make(rendition: Rendition, widest: int) -> bytes:
    """The bytes of one picture. Raises Reported where its file has changed or can no longer be
    read.
    """
    picture = rendition.picture
    try:
        with _ONE_AT_A_TIME:
            whole = _prepared(picture, rendition.box, widest)
        image = _smaller(whole, rendition.width, rendition.height)
        return min((_saved(image, options) for options in SAVED_AS[rendition.format]), key=len)
    except DiagnosticError:
        raise
    except Exception as failure:
        raise DiagnosticError(
            diagnose("I103", file_span(f"assets/{picture.source}"), name=picture.source)
        ) from failure


def _smaller(image: Image.Image, width: int, height: int) -> Image.Image:
    """A picture of its own in this size, as to save one changes it for a moment. Where points go
    evenly into one of the smaller, that is their mean, which is as sharp, and takes a tenth of the
    time.
    """
    times = image.width // width
    if (times * width, times * height) == image.size:
        return image.reduce(times) if times > 1 else image.copy()
    return image.resize((width, height), reducing_gap=2.0)


def _saved(image: Image.Image, options: dict[str, Any]) -> bytes:
    made = io.BytesIO()
    image.save(made, **options)
    return made.getvalue()


@lru_cache(maxsize=8)  # one for each thread
def _prepared(picture: PictureFile, box: Box, widest: int) -> Image.Image:
    """The part of a picture that is shown, upright, this wide, in sRGB, and with nothing but
    pixels.
    """
    from PIL.Image import Resampling

    from microsite.site.raster import opened, upright

    assert picture.raster is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with opened(unchanged_bytes(picture)) as image:
            profile = image.info.get("icc_profile")
            scale = min(1.0, widest / (box[2] - box[0]))  # a large JPEG is not decoded whole
            image.draft(None, (ceil(image.width * scale), ceil(image.height * scale)))
            image.load()
            whole = _plain(upright(image), is_clear=picture.raster.is_clear)
    across, down = whole.width / picture.width, whole.height / picture.height
    height = max(1, round((box[3] - box[1]) * widest / (box[2] - box[0])))
    part = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    cut = whole.resize((widest, height), Resampling.HAMMING, part, reducing_gap=3.0)
    shown = _in_srgb(cut, profile)
    shown.info.clear()
    return shown


def _plain(image: Image.Image, *, is_clear: bool) -> Image.Image:
    """A picture with eight bits for each colour, and an alpha channel where something shines
    through.
    """
    if is_clear:
        return image.convert("RGBA")
    if image.mode.startswith("I"):
        return image.point(lambda light: light / 256).convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A picture in the colours that the web takes for granted; its own profile is left out where it
    is no use.
    """
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        with suppress(ImportError, OSError, ValueError, TypeError):
            from PIL import ImageCms

            with suppress(ImageCms.PyCMSError):
                own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
                if not ImageCms.getProfileDescription(own).startswith("sRGB"):
                    intent, flags = (
                        ImageCms.Intent.RELATIVE_COLORIMETRIC,
                        ImageCms.Flags.BLACKPOINTCOMPENSATION,
                    )
                    made = ImageCms.profileToProfile(
                        image, own, ImageCms.createProfile("sRGB"), intent, mode, flags=flags
                    )
                    return made or image
    return image.convert(mode)
