"""Images of the project: found, inspected, and cut to the sizes that pages need.

`render/assets.py` creates the files. Pillow is imported only when it is needed.
"""

import io
import re
import warnings
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from math import sqrt
from os.path import isfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field, json, structs

from microsite.cache import Cache, digest_of
from microsite.diagnostics.diagnostic import DiagnosticError, Log, diagnose, file_span
from microsite.diagnostics.display import did_you_mean
from microsite.diagnostics.source_text import Span
from microsite.model.types import FocalPoint
from microsite.project import engine_digest, read_file
from microsite.site.downloads import Download, asset_files, find_file
from microsite.site.svg import read_svg
from microsite.site.urls import asset_url
from microsite.source.files import slugify

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 30 * 1024 * 1024
MAX_PIXELS = 60_000_000
"""Width times height; a good camera takes half of this."""
MAX_SCANS = 200
"""Of a JPEG; each takes as long as a whole picture, and cameras write ten at most."""
PHOTOGRAPHS = ("JPEG", "MPO")
"""Pillow's names of a JPEG, and of one with further pictures."""
SCAN = b"\xff\xda"
END = b"\xff\xd9"
"""Markers around the pixels of a JPEG, never among them."""
ORIENTATION = 0x0112
"""Tag of the camera's note of how an image was taken, 1 to 8."""
FIRST_SIDEWAYS = 5
"""Images with this note or a higher one lie on their side."""
SAMPLE = (320, 320)
"""Pixels that are enough to find the ink."""
VERSION = 3
"""Part of the digests in names of files. Change it when images come out differently."""
PAINT = re.compile(r"""\b(?:fill|stroke|stop-color|color)["' ]*[=:]["' ]*([#\w]+)""")
"""A colour in a drawing."""
TIER_AREAS = (14000, 9000, 5600, 3900)
"""Pixels squared that a logo takes up, by tier; the last from the fourth on.

They are 100 %, 64 %, 40 % and 28 %.
"""
TEXT_WIDTHS = (480, 800, 1200, 1600)
SQUARE_WIDTHS = (160, 320, 640)
"""Widths in pixels in which a whole image and a square are made."""
FALLBACK_WIDTH = 1200
USUAL_FOCUS = (50, 40)
"""Per cent from the left and the top: where most photographs have a face."""
USUAL_INK = 400
"""Thousandths of its box that the ink of a logo of words covers."""

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels of the upright image."""
Unusable = tuple[str, dict[str, Any]]
"""Code of a message about an image, and facts but the name."""


class Raster(Struct, frozen=True):
    """Properties of an image. Its sides are in pixels, upright."""

    width: int
    height: int
    ink: Box
    """The part that is neither transparent nor white; all of it if there is none."""
    ink_coverage: int = 0
    """Part of that box that has ink, in thousandths; 0 if not looked for."""
    has_few_colours: bool = False
    """It is drawn rather than taken."""
    has_alpha: bool = False


class SourceImage(Raster, frozen=True, kw_only=True):
    """An image of the project that is fit to publish."""

    source: str
    """Its name inside assets/."""
    on_disk: Path
    digest: str
    is_svg: bool

    @property
    def whole(self) -> Box:
        """The box of the whole image."""
        return (0, 0, self.width, self.height)


class ImageVariant(Struct, frozen=True):
    """A part of an image in one size and format."""

    image: SourceImage
    path: str
    box: Box
    width: int
    height: int
    format: str
    """`avif`, `webp`, `jpg` or `png`."""


class ResponsiveImage(Struct, frozen=True):
    """An image as a page shows it.

    There is one file for every browser, and some for those that choose.
    """

    path: str
    width: int
    """Pixels of the page, where there is room."""
    height: int
    choices: tuple[tuple[str, int], ...]
    """The same as WebP, the smallest first; empty for drawings."""
    has_avif: bool = False
    """The choices are there as AVIF, too."""

    @property
    def srcset(self) -> str:
        """The choices as an attribute."""
        return ", ".join(f"{asset_url(path)} {width}w" for path, width in self.choices)


class ImageRegistry(Struct):
    """Images that pages use.

    Each file is read once, and inspected only if its bytes are new.
    """

    folders: tuple[Path, ...]
    """The assets folders, the nearest first."""
    cache: Cache = field(default_factory=lambda: Cache(None))
    shared: str = ""
    """Path from the site to the folder of files that it shares: `../`."""
    found: dict[str, SourceImage | Unusable | None] = {}
    variants: dict[str, ImageVariant] = {}
    """Files to create, by output path."""
    drawings: dict[str, SourceImage] = {}
    """Files that are published unchanged, by output path."""

    def find(self, name: str, span: Span, log: Log) -> SourceImage | None:
        """Return the image of this name in assets/, or report an I-code."""
        if name not in self.found:
            self.found[name] = self._open(name)
        image = self.found[name]
        if isinstance(image, SourceImage):
            return image
        if image:
            code, details = image
            log.report(code, span, name=name, **details)
            log.withdraw("F112", details.get("stray"))
        return None

    def full_width(self, image: SourceImage) -> ResponsiveImage:
        """Return the whole image, as wide as the text or as it is."""
        return self._responsive(image, image.whole, TEXT_WIDTHS)

    def hero(self, image: SourceImage) -> ResponsiveImage:
        """Return the whole image, a photo also as AVIF.

        That takes two thirds of the bytes of WebP, but is slow to make.
        """
        picture = self.full_width(image)
        is_photo = not (image.is_svg or image.has_few_colours)
        # Some Pillows for ARM have no AVIF.
        if not is_photo or not import_module("PIL.features").check("avif"):
            return picture
        for _, width in picture.choices:
            self._variant(image, image.whole, width, "avif")
        return structs.replace(picture, has_avif=True)

    def cropped_square(
        self, image: SourceImage, focus: FocalPoint | None
    ) -> ResponsiveImage:
        """Return a square of an image around a point, as far as the image allows."""
        side = min(image.width, image.height)
        across, down = focus or USUAL_FOCUS
        x = image.width * across // 100
        y = image.height * down // 100
        left = min(max(0, x - side // 2), image.width - side)
        top = min(max(0, y - side // 2), image.height - side)
        box = (left, top, left + side, top + side)
        return self._responsive(image, box, SQUARE_WIDTHS)

    def logo(self, image: SourceImage, area: int, **limits: int) -> ResponsiveImage:
        """Return an image without its margin, in the size that `logo_size` gives."""
        if not image.is_svg and not image.ink_coverage:
            image = self._with_ink(image)
        width, height = logo_size(image, area, **limits)
        picture = self._responsive(image, image.ink, (width, width * 2, width * 3))
        return structs.replace(picture, width=width, height=height)

    def _with_ink(self, image: SourceImage) -> SourceImage:
        """Return an image with its ink, if that can be found."""
        with suppress(OSError, DiagnosticError):
            data = read_unchanged(image)
            raster = self._inspect(data, image.digest, finds_ink=True)
            if raster:
                return structs.replace(image, **structs.asdict(raster))
        return image

    def is_plain(self, name: str | None) -> bool:
        """Return whether an image that was found before is a drawing in one colour."""
        image = self.found.get(name or "")
        if not (isinstance(image, SourceImage) and image.is_svg):
            return False
        text = read_unchanged(image).decode(errors="replace")
        colours = {colour.lower() for colour in PAINT.findall(text)}
        return len(colours - {"none", "currentcolor"}) == 1

    def fallback(self, image: SourceImage) -> str:
        """Return the path in the output of an image that every program can read."""
        if image.is_svg:
            return self._unchanged(image).path
        width = min(image.width, FALLBACK_WIDTH)
        return self._variant(image, image.whole, width).path

    def _responsive(
        self, image: SourceImage, box: Box, widths: Sequence[int]
    ) -> ResponsiveImage:
        """Return a part of an image in these widths, up to its own."""
        if image.is_svg:
            return self._unchanged(image)
        left, _, right, _ = box
        full_width = right - left
        sizes = [width for width in widths if width < full_width]
        if len(sizes) < len(widths):
            sizes.append(full_width)
        choices = [self._variant(image, box, width, "webp") for width in sizes]
        second_smallest = sizes[:2][-1]
        fallback = self._variant(image, box, second_smallest)
        largest = choices[-1]
        srcset = tuple((choice.path, choice.width) for choice in choices)
        return ResponsiveImage(fallback.path, largest.width, largest.height, srcset)

    def _unchanged(self, image: SourceImage) -> ResponsiveImage:
        """Return a drawing, which is published as it is."""
        path = self.shared + _output_path(image, "", image.digest[:8], "svg")
        self.drawings[path] = image
        return ResponsiveImage(path, image.width, image.height, ())

    def _variant(
        self, image: SourceImage, box: Box, width: int, suffix: str = ""
    ) -> ImageVariant:
        """Add a part of an image to the files to create.

        Without a format, it has one that every program reads.
        """
        left, top, right, bottom = box
        height = max(1, round((bottom - top) * width / (right - left)))
        if not suffix:
            suffix = "png" if image.has_few_colours or image.has_alpha else "jpg"
        digest = digest_of(f"{image.digest} {box} {VERSION}", 4)
        path = self.shared + _output_path(image, f"-{width}", digest, suffix)
        variant = ImageVariant(image, path, box, width, height, suffix)
        return self.variants.setdefault(path, variant)

    def _open(self, name: str) -> SourceImage | Unusable | None:
        """Return an image, or why it cannot be used; None if that is reported."""
        path = find_file(self.folders, name)
        if path is None:
            exists = any(isfile(folder / name) for folder in self.folders)
            if exists and ".." not in name:
                return None  # a link that leads out of the project is reported as such
            return self._missing(name)
        size = path.stat().st_size
        if size > MAX_BYTES:
            return "I102", {"size": f"{size / 1024 / 1024:.0f} MB"}

        data = read_file(path)
        digest = digest_of(data)
        is_svg = name.lower().endswith(".svg")
        if is_svg:
            width, height, unsafe = read_svg(data) or (0, 0, "")
            if unsafe:
                return "I105", {"what": unsafe}
            raster = Raster(width, height, (0, 0, width, height)) if width else None
        else:
            raster = self._inspect(data, digest)
        if raster is None:
            return "I103", {}
        if not is_svg and raster.width * raster.height > MAX_PIXELS:
            return "I104", {"width": raster.width, "height": raster.height}
        properties = structs.asdict(raster)
        return SourceImage(
            **properties, source=name, on_disk=path, digest=digest, is_svg=is_svg
        )

    def _missing(self, name: str) -> Unusable:
        """Return why there is no such image.

        One that lies beside the texts has a message of its own, which this replaces.
        """
        root = self.folders[0].parent
        file = PurePosixPath(name).name
        for path in root.glob("content/**/*"):
            if path.name == file:
                stray = path.relative_to(root).as_posix()
                advice = (
                    f"Move {stray} to assets/images/, and write images/{file} here."
                )
                return "I101", {"advice": advice, "stray": stray}
        hint = did_you_mean(name, asset_files(self.folders, "images"), "", cutoff=0.75)
        advice = f"{hint} Copy it into assets/images/, or correct the name."
        return "I101", {"advice": advice.lstrip(), "stray": None}

    def _inspect(
        self, data: bytes, digest: str, *, finds_ink: bool = False
    ) -> Raster | None:
        """Return what `read_raster` finds, from the cache.

        Pillow takes long to import.
        """
        key = f"{engine_digest()} {digest} {finds_ink}".encode()
        read = partial(read_raster, data, finds_ink=finds_ink)
        info = self.cache.get("image-info", key, lambda: json.encode(read()))
        return json.decode(info, type=Raster | None)


def logo_size(
    image: SourceImage, area: int, max_width: int = 224, max_height: int = 106
) -> tuple[int, int]:
    """Return width and height in pixels at which a logo looks as weighty as others.

    It has about this area within these bounds, and never more pixels than the image.
    One with little ink is enlarged, and a solid one reduced: words usually cover 40 %
    of their box.
    """
    left, top, right, bottom = image.ink
    across = right - left
    down = bottom - top
    thinness = USUAL_INK / (image.ink_coverage or USUAL_INK)
    scale = min(1.15, max(0.85, sqrt(sqrt(thinness))))
    width = sqrt(area * across / down) * scale
    width = min(width, max_width, max_height * across / down)
    if not image.is_svg:
        width = min(width, across)
    return max(1, round(width)), max(1, round(width * down / across))


def _output_path(image: SourceImage, size: str, digest: str, suffix: str) -> str:
    """Return a path in the output, with only characters that every server accepts."""
    parts = PurePosixPath(image.source).with_suffix("").parts
    name = "/".join(slugify(part) or "picture" for part in parts)
    return f"assets/{name}{size}.{digest}.{suffix}"


def read_raster(data: bytes, *, finds_ink: bool = False) -> Raster | None:
    """Return the properties of an image; None if it is damaged or not an image.

    An image of more than MAX_PIXELS is not decoded, nor is a JPEG unless its ink is
    needed.
    """
    try:
        with warnings.catch_warnings(action="ignore"), open_image(data) as image:
            if image.width * image.height > MAX_PIXELS:
                return Raster(*image.size, (0, 0, *image.size))
            if finds_ink or image.format not in PHOTOGRAPHS:
                return _inspect(image)
            is_cut_off = data.rfind(END) < data.rfind(SCAN)
            if is_cut_off:
                return None
            size = _upright_size(image)
            return Raster(*size, (0, 0, *size))
    except ModuleNotFoundError:  # Pillow is not installed
        raise
    except Exception:  # noqa: BLE001 - damaged files raise anything
        return None


@cache
def has_package(name: str) -> bool:
    """Return whether a package that is not always needed is installed."""
    return find_spec(name) is not None


def open_image(data: bytes) -> "Image.Image":
    """Open an image without decoding it.

    Raise if it is none, or would take too long to decode.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # MAX_PIXELS is less, and is reported with the size
    image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF", "AVIF"))
    if image.format in PHOTOGRAPHS and data.count(SCAN) > MAX_SCANS:
        raise ValueError
    return image


def apply_exif_orientation(image: "Image.Image") -> "Image.Image":
    """Return a decoded image the right way up, as the camera noted it."""
    from PIL.Image import Transpose

    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}.get(_orientation(image))
    return image if turn is None else image.transpose(Transpose(turn))


def _orientation(image: "Image.Image") -> int:
    """Return the camera's note, 1 to 8, or 1 without any.

    A PNG must be decoded first.
    """
    with suppress(Exception):
        return int(image.getexif().get(ORIENTATION, 1))
    return 1


def _upright_size(image: "Image.Image") -> tuple[int, int]:
    """Return the width and height of an image the right way up."""
    if _orientation(image) >= FIRST_SIDEWAYS:
        return image.height, image.width
    return image.width, image.height


def _inspect(image: "Image.Image") -> Raster:
    size = image.size
    image.draft("L", SAMPLE)  # of a JPEG, only the lightness, and no finer than needed
    image.load()
    width, height = size
    if _orientation(image) >= FIRST_SIDEWAYS:
        height, width = size
    ink, has_alpha = _ink_of(image)
    left, top, right, bottom = ink.getbbox() or (0, 0, ink.width, ink.height)
    inked = ink.crop((left, top, right, bottom)).histogram()[255]
    coverage = max(1, inked * 1000 // ((right - left) * (bottom - top)))
    box = (
        left * width // ink.width,
        top * height // ink.height,
        -(-right * width // ink.width),  # rounded up
        -(-bottom * height // ink.height),
    )
    return Raster(
        width,
        height,
        ink=box,
        ink_coverage=coverage if inked else 1000,
        has_few_colours=image.format not in PHOTOGRAPHS and _has_few_colours(image),
        has_alpha=has_alpha,
    )


def _ink_of(image: "Image.Image") -> tuple["Image.Image", bool]:
    """Return a small image that is white where there is ink, and black elsewhere.

    Return also whether parts of the image are transparent.
    """
    from PIL.Image import Resampling

    opacity = _opacity_of(image)
    # Less opacity than 16, or more lightness than 244, is invisible on white.
    if opacity is None:
        source = image.convert("L")
        is_ink = [level < 244 for level in range(256)]
    else:
        source = opacity
        is_ink = [level > 16 for level in range(256)]
    source.thumbnail(SAMPLE, Resampling.BOX)
    ink = apply_exif_orientation(source).point([255 * level for level in is_ink])
    return ink, opacity is not None


def _opacity_of(image: "Image.Image") -> "Image.Image | None":
    """Return the opacity of an image; None if all of it is opaque."""
    if not image.has_transparency_data:
        return None
    opacity = image.convert("RGBA").getchannel("A")
    return opacity if any(opacity.histogram()[:255]) else None


def _has_few_colours(image: "Image.Image") -> bool:
    """Return whether an image has at most 256 colours, and is no grey photograph."""
    if image.mode not in ("L", "RGB", "RGBA"):
        return image.mode in ("1", "P")
    colours = image.getcolors(256)
    if colours is None:
        return False
    if len(colours) <= 32:
        return True
    return any(_is_coloured(colour) for _, colour in colours)


def _is_coloured(colour: float | tuple[int, ...]) -> bool:
    """Return whether a colour of Pillow is no grey."""
    return isinstance(colour, tuple) and len(set(colour[:3])) > 1


def read_unchanged(file: SourceImage | Download) -> bytes:
    """Return the bytes of a file. Raise DiagnosticError (F108) if it has changed."""
    data = read_file(file.on_disk)
    if digest_of(data, len(file.digest) // 2) != file.digest:
        raise DiagnosticError(diagnose("F108", file_span(f"assets/{file.source}")))
    return data
