"""Images of the project: found, inspected, and cut to the sizes that pages need.

`render/images.py` creates the files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import StrEnum
from math import sqrt
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct, field, json
from msgspec.structs import replace

from microsite.cache import Cache, digest_of
from microsite.diagnostics.diagnostic import DiagnosticError, Log
from microsite.diagnostics.source_text import Span
from microsite.diagnostics.suggestions import did_you_mean
from microsite.model.types import FocalPoint
from microsite.site.downloads import find_asset, read_unchanged
from microsite.site.raster import MAX_PIXELS, Raster, read_raster
from microsite.site.svg import Svg, read_svg
from microsite.source.files import slugify

MAX_BYTES = 30 * 1024 * 1024
FULL_WIDTHS, SQUARE_WIDTHS = (480, 800, 1200, 1600), (160, 320, 640)
"""Pixels: the widths of a picture beside text, and of a portrait."""
FALLBACK_WIDTH = 1200
"""Pixels: the width of the one file for programs that do not choose, such as search engines."""
DENSITIES = (1, 2, 3)
"""Pixels of screens to one of a page, for logos."""
PORTRAIT_FOCUS = FocalPoint(50, 40)
"""Position of the face in most photographs."""
VERSION = 2
"""Part of the digests in names of files. Change it when the same image comes out differently."""

TIER_AREAS = (13000, 8000, 5600)
"""Pixels squared that a logo takes up, for the first tier, the second, and those below."""
MAX_LOGO_WIDTH, MAX_LOGO_HEIGHT = 224, 112
USUAL_COVERAGE = 400
"""Thousandths of its box that the ink of a logo usually covers: words do, an emblem covers more,
fine lines less.
"""
MAX_LOGO_SCALE, MIN_LOGO_SCALE = 1.15, 0.85
"""Bounds of the scale by which a logo with little ink is enlarged, and a solid one reduced."""

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels of the upright image."""


class Format(StrEnum):
    """Formats of published images."""

    WEBP = "webp"
    """WebP of a photograph."""
    FLAT_WEBP = "flat webp"
    """WebP of a drawing."""
    JPEG = "jpg"
    PNG = "png"


class SourceImage(Struct, frozen=True):
    """An image of the project that is fit to publish."""

    source: str
    """Its name inside assets/."""
    on_disk: Path
    digest: str
    """Digest of its bytes."""
    width: int
    """Pixels, upright."""
    height: int
    raster: Raster | None
    """None for a drawing (SVG)."""


class ImageVariant(Struct, frozen=True):
    """A part of an image in one size and format."""

    image: SourceImage
    path: str
    """Its place in the output."""
    box: Box
    width: int
    height: int
    format: Format


class ResponsiveImage(Struct, frozen=True):
    """An image as a page shows it: one file for every browser, and some for those that choose."""

    path: str
    """Its place in the output."""
    width: int
    """Pixels of the page, where there is room."""
    height: int
    choices: tuple[tuple[str, int], ...]
    """The same as WebP: places in the output, with their widths, from the smallest; empty for a
    drawing (SVG).
    """

    def srcset(self, root: str) -> str:
        """Return the choices as an attribute; `root` leads from the page to the site's root."""
        return ", ".join(f"{root}{path} {width}w" for path, width in self.choices)


class UnusableImage(Struct, frozen=True):
    """Reason why an image is not fit to publish."""

    code: str
    facts: dict[str, Any]
    """Facts for the message besides the name."""


class ImageRegistry(Struct):
    """Images that pages use. Each file is read once, and inspected only if its bytes are new."""

    folders: tuple[Path, ...]
    """The assets folders, the nearest first."""
    cache: Cache = field(default_factory=lambda: Cache(None))
    version: str = ""
    """Part of the keys in the cache; changes with the engine and its libraries."""
    found: dict[str, SourceImage | UnusableImage | None] = field(default_factory=dict)
    variants: dict[str, ImageVariant] = field(default_factory=dict)
    """Images to create, by their place in the output."""
    drawings: dict[str, SourceImage] = field(default_factory=dict)
    """Drawings that are published unchanged, by their place in the output."""

    def find(self, name: str, span: Span, log: Log) -> SourceImage | None:
        """Return the image of this name in assets/, or report an I-code."""
        if name not in self.found:
            self.found[name] = self._open(name)
        image = self.found[name]
        if isinstance(image, UnusableImage):
            log.report(image.code, span, name=name, **image.facts)
            return None
        if image is None and not self._is_link_to_elsewhere(name):
            log.report("I101", span, name=name, suggestion=did_you_mean(name, self._names()))
        return image

    def full_width(self, image: SourceImage) -> ResponsiveImage:
        """Return the whole image, as wide as the text or as it is."""
        return self._responsive(image, _whole(image), FULL_WIDTHS)

    def cropped_square(self, image: SourceImage, focus: FocalPoint | None) -> ResponsiveImage:
        """Return a square of an image that shows a point."""
        side = min(image.width, image.height)
        across, down = focus or PORTRAIT_FOCUS
        left = min(max(0, image.width * across // 100 - side // 2), image.width - side)
        top = min(max(0, image.height * down // 100 - side // 2), image.height - side)
        return self._responsive(image, (left, top, left + side, top + side), SQUARE_WIDTHS)

    def logo(
        self, image: SourceImage, size: Callable[[SourceImage], tuple[int, int]]
    ) -> ResponsiveImage:
        """Return an image without its margin, in the size on the page that `size` gives."""
        image = self._trimmed(image)
        width, height = size(image)
        raster = image.raster
        box = (raster.left, raster.top, raster.right, raster.bottom) if raster else _whole(image)
        shown = self._responsive(image, box, [width * density for density in DENSITIES])
        return replace(shown, width=width, height=height)

    def fallback(self, image: SourceImage) -> str:
        """Return the place in the output of an image in a format that every program reads."""
        if image.raster is None:
            return self._unchanged(image).path
        width = min(image.width, FALLBACK_WIDTH)
        return self._variant(image, _whole(image), width, _fallback_format(image.raster)).path

    def _trimmed(self, image: SourceImage) -> SourceImage:
        """Return an image with the part of it that has ink, if it can still be read."""
        if image.raster is None or image.raster.ink_coverage:
            return image
        raster = None
        with suppress(OSError, DiagnosticError):
            raster = self._inspect_raster(read_unchanged(image), image.digest, finds_ink=True)
        return replace(image, raster=raster) if raster else image

    def _responsive(self, image: SourceImage, box: Box, widths: Sequence[int]) -> ResponsiveImage:
        raster = image.raster
        if raster is None:
            return self._unchanged(image)
        full_width = box[2] - box[0]
        sizes = [width for width in widths if width < full_width]
        if len(sizes) < len(widths):
            sizes.append(full_width)
        webp = Format.FLAT_WEBP if raster.has_few_colours else Format.WEBP
        choices = [self._variant(image, box, width, webp) for width in sizes]
        middle = sizes[min(1, len(sizes) - 1)]
        return ResponsiveImage(
            self._variant(image, box, middle, _fallback_format(raster)).path,
            choices[-1].width,
            choices[-1].height,
            tuple((choice.path, choice.width) for choice in choices),
        )

    def _unchanged(self, image: SourceImage) -> ResponsiveImage:
        path = _output_path(image, "", image.digest[:8], "svg")
        self.drawings[path] = image
        return ResponsiveImage(path, image.width, image.height, ())

    def _variant(self, image: SourceImage, box: Box, width: int, format: Format) -> ImageVariant:
        height = max(1, round((box[3] - box[1]) * width / (box[2] - box[0])))
        digest = digest_of(f"{image.digest} {box} {VERSION}", 4)
        suffix = "webp" if format is Format.FLAT_WEBP else format.value
        path = _output_path(image, f"-{width}", digest, suffix)
        variant = ImageVariant(image, path, box, width, height, format)
        return self.variants.setdefault(path, variant)

    def _names(self) -> list[str]:
        return [
            path.relative_to(folder).as_posix()
            for folder in self.folders
            for path in sorted(folder.glob("images/**/*"))
            if path.is_file()
        ]

    def _is_link_to_elsewhere(self, name: str) -> bool:
        """Check for a symbolic link that leads out of the project, which is reported as such."""
        with suppress(OSError):  # the name is too long
            return ".." not in name and any((folder / name).is_file() for folder in self.folders)
        return False

    def _open(self, name: str) -> SourceImage | UnusableImage | None:
        path = find_asset(self.folders, name)
        if path is None:
            return None
        size = path.stat().st_size
        if size > MAX_BYTES:
            return UnusableImage("I102", {"size": f"{size / 1024 / 1024:.0f} MB"})
        data = path.read_bytes()
        digest = digest_of(data)
        found: Svg | Raster | None
        if name.lower().endswith(".svg"):
            found = read_svg(data)
        else:
            found = self._inspect_raster(data, digest)
        if found is None:
            return UnusableImage("I103", {})
        if isinstance(found, Svg):
            if found.unsafe:
                return UnusableImage("I105", {"what": found.unsafe})
            return SourceImage(name, path, digest, found.width, found.height, None)
        if found.width * found.height > MAX_PIXELS:
            return UnusableImage("I104", {"width": found.width, "height": found.height})
        return SourceImage(name, path, digest, found.width, found.height, found)

    def _inspect_raster(
        self, data: bytes, digest: str, *, finds_ink: bool = False
    ) -> Raster | None:
        """Return what `read_raster` finds, which the cache keeps: Pillow takes long to import."""

        def create() -> bytes:
            return json.encode(read_raster(data, finds_ink=finds_ink))

        key = f"{self.version} {digest} {finds_ink}".encode()
        return json.decode(self.cache.get("raster", key, create), type=Raster | None)


def area_for_tier(tier: int) -> int:
    """Return the area for a logo of a tier, counted from 0."""
    return TIER_AREAS[min(tier, len(TIER_AREAS) - 1)]


def logo_size(
    image: SourceImage,
    area: int,
    max_width: int = MAX_LOGO_WIDTH,
    max_height: int = MAX_LOGO_HEIGHT,
) -> tuple[int, int]:
    """Return the width and height in pixels at which a logo looks as weighty as the others.

    It has about this area within these bounds, and never more pixels than the image.
    """
    raster = image.raster
    across, down, scale = image.width, image.height, 1.0
    if raster:
        across, down = raster.right - raster.left, raster.bottom - raster.top
        if raster.ink_coverage:
            scale = sqrt(sqrt(USUAL_COVERAGE / raster.ink_coverage))
            scale = min(MAX_LOGO_SCALE, max(MIN_LOGO_SCALE, scale))
    width = sqrt(area * across / down) * scale
    width = min(width, max_width, max_height * across / down, across if raster else max_width)
    return max(1, round(width)), max(1, round(width * down / across))


def _whole(image: SourceImage) -> Box:
    return (0, 0, image.width, image.height)


def _fallback_format(raster: Raster) -> Format:
    return Format.PNG if raster.has_few_colours or raster.has_alpha else Format.JPEG


def _output_path(image: SourceImage, size: str, digest: str, suffix: str) -> str:
    """Return the place in the output. The name has only characters that every server accepts."""
    parts = PurePosixPath(image.source).with_suffix("").parts
    name = "/".join(slugify(part) or "picture" for part in parts)
    return f"assets/{name}{size}.{digest}.{suffix}"
