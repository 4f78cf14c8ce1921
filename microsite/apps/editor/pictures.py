"""Pictures from people's devices: converted, cleaned, cut and named for the project."""

import io
import re
import warnings
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.apps.editor.entered import EnteredError
from microsite.console.crash import missing_module_message
from microsite.diagnostics.diagnostic import Log, file_span
from microsite.model.types import FocalPoint
from microsite.project import Project
from microsite.render.assets import render_image, to_srgb
from microsite.site import images
from microsite.site.downloads import find_file
from microsite.site.svg import read_svg
from microsite.source.files import slugify

if TYPE_CHECKING:
    from PIL import Image

MAX_SIDE = 2400  # pixels; pages show at most 1600
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP", "HEIF")
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
AN_EPS_FILE = "an EPS file. Ask for an SVG or PNG."
OTHER_FILES = {
    b"%PDF": "a PDF. Ask for an SVG or PNG, or export the page as PNG.",
    b"%!PS": AN_EPS_FILE,
    b"\xc5\xd0\xd3\xc6": AN_EPS_FILE,
    b"8BPS": "a Photoshop file. Export it as PNG or JPEG.",
    b"PK\x03\x04": (
        "an archive or an Office document. Save the picture in it as a file."
    ),
}
"""Advice on files that people take for pictures, by their first bytes."""
CAMERA_NAME = re.compile(
    r"(?:img|image|dsc[nf]?|pxl|photo|picture|screenshot|untitled|unnamed|download|scan"
    r"|whatsapp|logo|bild|foto|copy|final|edited|of|at|am|pm)(?![a-z])|[\d_-]+"
)
"""Parts of names that cameras, phones and programs give, which say nothing of the
picture.
"""
EMPTY_ALT = re.compile(
    r"(?:an? |the |some )?(?:photo(?:graph)?|picture|image|alt(?:ernative)?"
    r" text|alt|logo|graphic"
    r"|screenshot|description|tbc|tbd|todo|to be confirmed|x+|test|none|n/?a|img)"
    r"(?: of| here)?[\s\W\d]*",
    re.IGNORECASE,
)
"""Alternative text that describes nothing."""


class Picture(Struct, frozen=True):
    """A picture that is ready for assets/."""

    data: bytes
    suffix: str
    width: int
    height: int


class Crop(Struct, frozen=True):
    """The part of a picture to keep, in percent of its sides."""

    left: float = 0
    top: float = 0
    width: float = 100
    height: float = 100


def convert(data: bytes, name: str, crop: Crop | None = None) -> Picture:
    """Return a photo upright, in sRGB, only its pixels; an SVG as it is.

    Raises EnteredError.
    """
    if not data:
        raise EnteredError(f"“{name}” is empty. Choose the file again.")
    if start := next(filter(data.startswith, OTHER_FILES), None):
        raise EnteredError(f"“{name}” is {OTHER_FILES[start]}")
    if re.match(
        rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!doctype svg|svg)",
        data[:400],
        re.IGNORECASE,
    ):
        return _drawing(data, name)
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        if find_spec("pi_heif") is None:
            words = missing_module_message("pi_heif")
            raise EnteredError(f"“{name}” is a photo in Apple’s format HEIC. {words}")
        import pi_heif

        pi_heif.register_heif_opener()
    try:
        with warnings.catch_warnings(action="ignore"):
            return _photograph(data, name, crop or Crop())
    except (EnteredError, ModuleNotFoundError):
        raise
    except Exception:  # noqa: BLE001 - damaged files raise anything
        raise EnteredError(
            f"“{name}” is not a picture, or it is damaged. Open it in an image program"
            " and save it as JPEG or PNG."
        ) from None


def _drawing(data: bytes, name: str) -> Picture:
    width, height, unsafe = read_svg(data) or (0, 0, "")
    if unsafe:
        raise EnteredError(
            f"The drawing “{name}” contains {unsafe}, which could run code or load"
            " other files. Export it again as a plain SVG, or use a PNG."
        )
    if not width:
        raise EnteredError(
            f"“{name}” is not a drawing that browsers show. Export it as PNG."
        )
    return Picture(data, ".svg", width, height)


def _photograph(data: bytes, name: str, crop: Crop) -> Picture:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the limit below is less, and is reported
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = image.size
    if width * height > images.MAX_PIXELS or data.count(images.SCAN) > images.MAX_SCANS:
        raise EnteredError(
            f"“{name}” has {width:,} by {height:,} pixels, too many to open safely."
            " Save it smaller, about 2,000 pixels wide."
        )
    profile = image.info.get("icc_profile")
    is_photograph = image.format not in ("PNG", "GIF", "BMP")
    image.load()
    picture = _crop(images.apply_exif_orientation(image), crop)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
    elif picture.mode.startswith(("I", "F")):  # 16 bits or more
        picture = picture.point(lambda light: light / 256).convert("L")
    elif picture.mode not in ("L", "RGB", "CMYK"):
        picture = picture.convert("RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    picture = to_srgb(picture, profile)
    picture.info.clear()
    result = io.BytesIO()
    if picture.mode == "RGBA" or (not is_photograph and picture.getcolors(4096)):
        picture.save(result, "PNG", optimize=True)
    else:
        picture.convert("RGB").save(
            result, "JPEG", quality=90, optimize=True, progressive=True
        )
    suffix = ".png" if result.getvalue().startswith(b"\x89PNG") else ".jpg"
    return Picture(result.getvalue(), suffix, *picture.size)


def _crop(image: "Image.Image", crop: Crop) -> "Image.Image":
    if crop == Crop():
        return image
    left = image.width * crop.left / 100
    top = image.height * crop.top / 100
    right = min(image.width, left + max(1.0, image.width * crop.width / 100))
    bottom = min(image.height, top + max(1.0, image.height * crop.height / 100))
    return image.crop((int(left), int(top), int(right), int(bottom)))


def base_name(file_name: str, alternative: str) -> str:
    """Return the name of a file without its ending, or another if a camera has given
    it.
    """
    words = slugify(PurePosixPath(file_name.replace("\\", "/")).stem)
    return (
        alternative
        if not CAMERA_NAME.sub("", words).strip("-")
        else words[:60].rstrip("-")
    )


def alt_problem(text: str) -> str:
    """Return why a text does not describe a picture; empty if it seems to."""
    words = text.strip()
    if not words:
        return "Describe the picture, for people who cannot see it."
    if EMPTY_ALT.fullmatch(words) or re.fullmatch(
        r"\S+\.\w{2,5}|\S*[\d_]{3,}\S*", words
    ):
        return f"“{words}” does not describe the picture. Say what it shows."
    if len(words) > 300:
        return (
            "The description is long. Say the most important thing in one or two"
            " sentences."
        )
    return ""


def open_asset(project: Project, name: str) -> Path | None:
    """Return a file of the project's assets; None if it does not exist or lies
    elsewhere.
    """
    return find_file([project.root / "assets"], name)


def shown_sizes(
    project: Project, name: str, shape: str, focus: FocalPoint | None = None
) -> list[images.ImageVariant]:
    """Return the images that pages show of a picture. Raises EnteredError if it cannot
    be used.

    The shape is `square`, `logo` or `whole`. A drawing has only one size, so the list
    is empty.
    """
    registry = images.ImageRegistry(project.layers("assets"))
    log = Log()
    image = registry.find(name, file_span(f"assets/{name}"), log)
    if image is None:
        raise EnteredError(" ".join(diagnostic.message for diagnostic in log))
    if shape == "square":
        registry.cropped_square(image, focus)
    elif shape == "logo":
        registry.logo(image, images.TIER_AREAS[0])
    else:
        registry.full_width(image)
    return [
        variant for variant in registry.variants.values() if variant.format == "webp"
    ]


def rendered_size(sizes: list[images.ImageVariant], width: int) -> bytes:
    """Return the WebP of one of these sizes."""
    variant = min(sizes, key=lambda size: abs(size.width - width))
    return render_image(variant, max(size.width for size in sizes))
