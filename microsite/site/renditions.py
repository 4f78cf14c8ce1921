"""What is made of a picture: parts of it, in some sizes and formats, and how a page shows them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from microsite.site.raster import Raster


class Format(StrEnum):
    """The formats that pictures are published in."""

    WEBP = "webp"
    """Of a photograph."""
    FLAT_WEBP = "flat webp"
    """Of a drawing."""
    JPEG = "jpg"
    PNG = "png"


class SourceImage(Struct, frozen=True):
    """A picture of the project that is fit to publish."""

    source: str
    """Its name inside assets/."""
    on_disk: Path
    digest: str
    """Of its bytes."""
    width: int
    """Pixels, upright."""
    height: int
    raster: Raster | None
    """None for a drawing (SVG)."""


class ImageVariant(Struct, frozen=True):
    """A part of a picture in one size and format."""

    picture: SourceImage
    path: str
    """Its place in the output."""
    box: tuple[int, int, int, int]
    """The part: left, top, right, bottom, in pixels of the upright picture."""
    width: int
    """Pixels."""
    height: int
    format: Format


class Shown(Struct, frozen=True):
    """A picture as a page shows it: one file for every browser, and some for those that can choose."""

    path: str
    """Its place in the output."""
    width: int
    """Pixels of the page, where there is room."""
    height: int
    choices: tuple[tuple[str, int], ...]
    """The same as WebP: places in the output, with their widths, from the smallest; none for a
    drawing (SVG).
    """

    def srcset(self, root: str) -> str:
        """The choices as an attribute, for a page from which `root` leads to the site's root; empty
        without any.
        """
        return ", ".join(f"{root}{path} {width}w" for path, width in self.choices)
