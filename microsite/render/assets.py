"""Files under names that contain a digest: static files of the theme and the project,
and images, which are upright, in sRGB, cut, resized, and without anything that the
camera noted.
"""

import io
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache, partial
from itertools import groupby
from math import ceil
from pathlib import Path, PurePosixPath
from posixpath import dirname, join, normpath
from threading import Lock
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from rjsmin import jsmin

from microsite.cache import Cache, digest_of
from microsite.diagnostics.diagnostic import DiagnosticError, Log, diagnose, file_span
from microsite.diagnostics.display import did_you_mean
from microsite.locales.locale import ENGLISH, Locale
from microsite.locales.scripts import common_words_script, translate_script
from microsite.project import drawing_digest, engine_digest, read_file
from microsite.render.artifacts import Artifact
from microsite.render.stylesheets import compact_css, is_unfinished, mirror_css
from microsite.site import images
from microsite.site.downloads import Download, asset_files, find_file
from microsite.site.images import Box, ImageRegistry, ImageVariant, SourceImage
from microsite.site.site import Site
from microsite.site.urls import asset_url, make_relative
from microsite.source.decode import decode_bytes

if TYPE_CHECKING:
    from PIL import Image

NAMES = (
    "site fonts other_media enhanced compact floor_plan names record sponsor"
    " timetable_columns"
)
STYLESHEETS = tuple(f"css/{name}.css" for name in NAMES.split())
"""Published with the stylesheets in css/pages.

All others are imported by one of them.
"""
REFERENCE = re.compile(
    r"@import\s+url\(\s*[\"']?(?P<sheet>[^\"')]+)[\"']?\s*\)\s*"
    r"(?:layer\(\s*(?P<layer>[\w.-]+)\s*\))?\s*(?P<media>[^;]*);"
    r"|url\(\s*([\"']?)(?!data:|#)(?P<file>[^\"'()]+)\4\s*\)"
)
NESTED_TEMPLATE = re.compile(rb"\$\{[^}\n$`]*`")  # from which jsmin would remove spaces
FEW_COLOURS: list[dict[str, Any]] = [
    {"format": "WEBP", "quality": 80, "method": 4, "lossless": True},
    {"format": "WEBP", "quality": 88, "method": 4},
]
"""Ways to save a drawing as WebP; the smaller result is taken."""
SAVE_FORMATS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 50},
    "webp": {"format": "WEBP", "quality": 79, "method": 2},
    "jpg": {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
    "png": {"format": "PNG", "optimize": True},
}
_DECODING = Lock()  # so that two threads do not decode the same picture


class Assets(Struct):
    """Files of the theme and the project, the nearest folder first."""

    folders: tuple[Path, ...]
    event_css: dict[str, str]
    """CSS by the comment that it replaces, `TOKENS` for `/*TOKENS*/`.

    Stylesheets to leave out.
    """
    log: Log
    cache: Cache
    locale: Locale = ENGLISH
    _paths: dict[str, str] = {}
    _data: dict[str, bytes] = {}
    _sheets: dict[str, str | None] = {}

    def published(self) -> dict[str, str]:
        """Return the paths in the output by name inside assets/.

        Report T-codes of stylesheets.
        """
        if self._paths:
            return self._paths
        fonts = asset_files(self.folders, "fonts")
        for name in (*fonts, "icon.svg", "favicon.ico"):  # browsers ask for these
            if path := find_file(self.folders, name):
                self._add(name, read_file(path))
        files = asset_files(self.folders, "js")
        scripts = {
            name: self._script(name, read_file(file)) for name, file in files.items()
        }
        scripts.setdefault("js/common_words.js", common_words_script(self.locale))
        # Scripts import each other by relative names, so their folder has the digest.
        parts = b"\0".join(
            name.encode() + b"\0" + content for name, content in scripts.items()
        )
        folder = f"assets/js.{digest_of(parts, 4)}/"
        self._paths |= {name: folder + name.removeprefix("js/") for name in scripts}
        self._data |= scripts
        for name in (*STYLESHEETS, *asset_files(self.folders, "css/pages")):
            if (css := self._stylesheet(name)) is not None:
                css = re.sub(
                    r"/\*([A-Z]+)\*/",
                    lambda match: self.event_css.get(match[1], ""),
                    css,
                )
                if self.locale.direction == "rtl":
                    css = mirror_css(css) + (self._stylesheet("css/rtl.css") or "")
                css = make_relative(css, f"assets/{name}")
                key = f"{engine_digest()} {css}".encode()
                self._add(
                    name, self.cache.get("stylesheet", key, partial(compact_css, css))
                )
        return self._paths

    def artifacts(self) -> Iterator[Artifact]:
        for name, path in self.published().items():
            content = self._data[name]
            yield Artifact(path, digest_of(content), partial(bytes, content))

    def _script(self, name: str, content: bytes) -> bytes:
        """Return a script in the language of the site, without comments and spaces."""
        if name.startswith("js/strings/"):
            content = translate_script(content, self.locale)
        can_shrink = name.endswith(".js") and not NESTED_TEMPLATE.search(content)
        return bytes(jsmin(content)) + b"\n" if can_shrink else content

    def _stylesheet(self, name: str) -> str | None:
        """Return a stylesheet with its imports in place, each in its layer and media
        query.

        None if it is missing. Report T104 for its imports.
        """
        if name in self._sheets:
            return self._sheets[name]
        path = find_file(self.folders, name)
        # So that it does not import itself
        self._sheets[name] = None if path is None else ""
        to_read = None if name in self.event_css else path
        source = (
            decode_bytes(f"assets/{name}", read_file(to_read), self.log)
            if to_read
            else None
        )
        if path is None or source is None:
            return self._sheets[name]
        # Not the theme's
        if path != self.folders[-1] / name and is_unfinished(source.text):
            self.log.report("T111", source.file_span)

        def replacement(reference: re.Match[str]) -> str:
            sheet, file = reference.group("sheet", "file")
            if file and re.match(r"[a-z]+:|/", file):
                return reference[0]
            target = sheet or re.split(r"[?#]", file)[0]
            target = normpath(join(dirname(name), target.lstrip("/")))
            if (
                file
                and target not in self._paths
                and (path := find_file(self.folders, target))
            ):
                self._add(target, read_file(path))
            if file and target in self._paths:
                return f"url({asset_url(self._paths[target])})"
            css = self._stylesheet(target) if sheet else None
            if css is None:
                span = source.span(*reference.span("sheet" if sheet else "file"))
                suggestion = did_you_mean(
                    target, list(asset_files(self.folders, "css"))
                )
                self.log.report("T104", span, name=target, suggestion=suggestion)
                return "" if sheet else reference[0]
            media, layer = reference["media"].strip(), reference["layer"]
            css = f"@media {media}{{{css}}}" if media else css
            return f"@layer {layer}{{{css}}}/*end {layer}*/" if layer else css

        self._sheets[name] = css = REFERENCE.sub(replacement, source.text)
        return css

    def _add(self, name: str, content: bytes) -> None:
        path = PurePosixPath(name)
        self._data[name] = content
        self._paths[name] = (
            f"assets/{path.with_suffix('')}.{digest_of(content, 4)}{path.suffix}"
        )


def file_artifacts(
    files: Iterable[tuple[str, SourceImage | Download]],
) -> Iterator[Artifact]:
    """Yield files that are published as they are, by path in the output."""
    for path, file in files:
        yield Artifact(
            path, f"file {file.digest}", partial(images.read_unchanged, file)
        )


def drawing_artifacts(site: Site) -> Iterator[Artifact]:
    """Yield the files of drawings; tiles only if an avatar shows a part of them."""
    drawings = site.drawings
    people = [speaker for speaker in site.event.speakers if not speaker.photo]
    paths = {
        drawings.avatars[person.slug].partition("#")[0]
        for person in people
        if drawings.days
    }
    for path, content in drawings.contents.items():
        if path in paths or path not in drawings.tiles.values():
            yield Artifact(path, f"drawing {path}", content.encode)


def image_artifacts(registry: ImageRegistry) -> Iterator[Artifact]:
    """Yield the images of all pages, sorted so that each file is decoded once."""
    yield from file_artifacts(sorted(registry.drawings.items()))
    variants = list(registry.variants.values())
    variants.sort(key=lambda variant: (variant.image.source, variant.box, variant.path))
    for _, group in groupby(
        variants, key=lambda variant: (variant.image.source, variant.box)
    ):
        group_variants = list(group)
        widest = max(variant.width for variant in group_variants)
        for variant in group_variants:
            drawn_by = drawing_digest(__file__, images.__file__)
            size = f"{variant.box} {widest} {variant.width} {variant.format}"
            inputs = digest_of(f"{variant.image.digest} {size} {drawn_by}")
            create = partial(render_image, variant, widest)
            produce = partial(registry.cache.get, "image", inputs.encode(), create)
            yield Artifact(variant.path, inputs, produce, in_thread=True)


def render_image(variant: ImageVariant, widest: int) -> bytes:
    """Return an image.

    Raise DiagnosticError if its file has changed or can no longer be read.
    """
    source, ways = variant.image, [SAVE_FORMATS[variant.format]]
    if variant.format == "webp" and source.has_few_colours:
        ways = FEW_COLOURS
    try:
        with _DECODING:
            picture = _prepare(source, variant.box, widest)
        image = picture.resize((variant.width, variant.height), reducing_gap=2.0)
        files = [io.BytesIO() for _ in ways]
        for file, options in zip(files, ways, strict=True):
            image.save(file, **options)
        return min((file.getvalue() for file in files), key=len)
    except (DiagnosticError, ModuleNotFoundError):
        raise
    except Exception as error:
        span = file_span(f"assets/{source.source}")
        raise DiagnosticError(diagnose("I103", span, name=source.source)) from error


@lru_cache(maxsize=8)  # one for each thread
def _prepare(source: SourceImage, box: Box, widest: int) -> "Image.Image":
    """Return the part of a picture that is shown, this wide, with nothing but
    pixels.
    """
    from PIL.Image import Resampling

    data = images.read_unchanged(source)
    with warnings.catch_warnings(action="ignore"), images.open_image(data) as image:
        profile = image.info.get("icc_profile")
        # A large JPEG is not decoded whole
        scale = min(1.0, widest / (box[2] - box[0]))
        image.draft(None, (ceil(image.width * scale), ceil(image.height * scale)))
        image.load()
        picture = images.apply_exif_orientation(image)
    if source.has_alpha:
        picture = picture.convert("RGBA")
    elif picture.mode.startswith("I"):
        picture = picture.point(lambda light: light / 256).convert("L")  # of 16 bits
    elif picture.mode not in ("L", "RGB", "CMYK"):
        picture = picture.convert("RGB")
    across, down = picture.width / source.width, picture.height / source.height
    height = max(1, round((box[3] - box[1]) * widest / (box[2] - box[0])))
    part = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    picture = picture.resize(
        (widest, height), Resampling.HAMMING, part, reducing_gap=3.0
    )
    picture = to_srgb(picture, profile)
    picture.info.clear()
    return picture


def to_srgb(image: "Image.Image", profile: bytes | None) -> "Image.Image":
    """Return a picture in sRGB. A colour profile that cannot be used is ignored."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        with suppress(Exception):
            from PIL import ImageCms as cms  # noqa: N813

            source, srgb = (
                cms.ImageCmsProfile(io.BytesIO(profile)),
                cms.createProfile("sRGB"),
            )
            if not cms.getProfileDescription(source).startswith("sRGB"):
                intent, flags = (
                    cms.Intent.RELATIVE_COLORIMETRIC,
                    cms.Flags.BLACKPOINTCOMPENSATION,
                )
                return (
                    cms.profileToProfile(image, source, srgb, intent, mode, flags=flags)
                    or image
                )
    return image.convert(mode)
