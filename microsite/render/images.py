"""Images: upright, in sRGB, cut, resized, and without anything that the camera noted."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache, partial
from itertools import groupby
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING, Any

from microsite.cache import Cache, digest_of
from microsite.diagnostics.diagnostic import DiagnosticError, diagnose, file_span
from microsite.project import drawing_digest
from microsite.render.artifacts import Artifact
from microsite.render.assets import file_artifacts
from microsite.site import images
from microsite.site.downloads import read_unchanged
from microsite.site.images import Box, ImageRegistry, ImageVariant, SourceImage

if TYPE_CHECKING:
    from PIL import Image

SAVE_FORMATS: dict[str, tuple[dict[str, Any], ...]] = {
    "webp": ({"format": "WEBP", "quality": 79, "method": 2},),
    "webp of few colours": (
        {"format": "WEBP", "quality": 80, "method": 4, "lossless": True},
        {"format": "WEBP", "quality": 88, "method": 4},
    ),
    "jpg": ({"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},),
    "png": ({"format": "PNG", "optimize": True},),
}
"""Options for each format; where there are several ways, the smallest result is taken."""
_DECODING = Lock()
"""Held while a picture is decoded, so that two threads do not decode the same one."""


def image_artifacts(registry: ImageRegistry, cache: Cache) -> Iterator[Artifact]:
    """Yield the images of all pages, sorted so that each file is decoded once."""
    yield from file_artifacts(sorted(registry.drawings.items()))
    variants = sorted(registry.variants.values(), key=lambda it: (it.image.source, it.box, it.path))
    engine = drawing_digest(__file__, images.__file__) if variants else ""
    for _, group in groupby(variants, key=lambda it: (it.image.source, it.box)):
        same = list(group)
        widest = max(variant.width for variant in same)
        for variant in same:
            parts = (
                variant.image.digest,
                variant.box,
                widest,
                variant.width,
                variant.format,
                engine,
            )
            inputs = digest_of(" ".join(map(str, parts)))
            create = partial(render_image, variant, widest)
            produce = partial(cache.get, "image", inputs.encode(), create)
            yield Artifact(variant.path, inputs, produce, in_thread=True)


def render_image(variant: ImageVariant, widest: int) -> bytes:
    """Return an image. Raise DiagnosticError if its file has changed or can no longer be read."""
    picture = variant.image
    assert picture.raster
    is_flat = variant.format == "webp" and picture.raster.has_few_colours
    ways = SAVE_FORMATS["webp of few colours" if is_flat else variant.format]
    try:
        with _DECODING:
            whole = _prepare(picture, variant.box, widest)
        image = _resize(whole, variant.width, variant.height)
        return min((_save(image, options) for options in ways), key=len)
    except DiagnosticError:
        raise
    except Exception as error:
        span = file_span(f"assets/{picture.source}")
        raise DiagnosticError(diagnose("I103", span, name=picture.source)) from error


def _resize(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return a copy in this size. Reducing by a whole factor is as sharp and ten times faster."""
    factor = image.width // width
    if (factor * width, factor * height) == image.size:
        return image.reduce(factor) if factor > 1 else image.copy()
    return image.resize((width, height), reducing_gap=2.0)


def _save(image: Image.Image, options: dict[str, Any]) -> bytes:
    data = io.BytesIO()
    image.save(data, **options)
    return data.getvalue()


@lru_cache(maxsize=8)  # one for each thread
def _prepare(picture: SourceImage, box: Box, widest: int) -> Image.Image:
    """Return the part of a picture that is shown, this wide, with nothing but pixels."""
    from PIL.Image import Resampling

    assert picture.raster is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with images.open_image(read_unchanged(picture)) as image:
            profile = image.info.get("icc_profile")
            scale = min(1.0, widest / (box[2] - box[0]))  # a large JPEG is not decoded whole
            image.draft(None, (ceil(image.width * scale), ceil(image.height * scale)))
            image.load()
            upright = images.apply_exif_orientation(image)
            whole = _to_rgb(upright, has_alpha=picture.raster.has_alpha)
    across, down = whole.width / picture.width, whole.height / picture.height
    height = max(1, round((box[3] - box[1]) * widest / (box[2] - box[0])))
    part = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    cut = whole.resize((widest, height), Resampling.HAMMING, part, reducing_gap=3.0)
    shown = _to_srgb(cut, profile)
    shown.info.clear()
    return shown


def _to_rgb(image: Image.Image, *, has_alpha: bool) -> Image.Image:
    """Return a picture with 8 bits for each colour, and an alpha channel if it is transparent."""
    if has_alpha:
        return image.convert("RGBA")
    if image.mode.startswith("I"):
        return image.point(lambda light: light / 256).convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a picture in sRGB. A colour profile that cannot be used is ignored."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        with suppress(ImportError, OSError, ValueError, TypeError):
            from PIL import ImageCms as cms  # noqa: N813

            with suppress(cms.PyCMSError):
                own, srgb = cms.ImageCmsProfile(io.BytesIO(profile)), cms.createProfile("sRGB")
                if not cms.getProfileDescription(own).startswith("sRGB"):
                    intent = cms.Intent.RELATIVE_COLORIMETRIC
                    flags = cms.Flags.BLACKPOINTCOMPENSATION
                    converted = cms.profileToProfile(image, own, srgb, intent, mode, flags=flags)
                    return converted or image
    return image.convert(mode)
