"""Pictures of the project: found, looked at, and cut to what pages need. `render/pictures.py` makes
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from microsite.cache import digest_of
from microsite.diagnostics.diagnostic import DiagnosticError, Log
from microsite.diagnostics.source_text import Span
from microsite.diagnostics.suggestions import did_you_mean
from microsite.model.types import FocalPoint
from microsite.site.downloads import find_asset, read_unchanged
from microsite.site.renditions import Format, ImageVariant, Shown, SourceImage
from microsite.source.files import slugify

if TYPE_CHECKING:
    from microsite.site.raster import Raster
    from microsite.site.svg import Svg

LARGEST_FILE = 30 * 1024 * 1024
"""Bytes."""
WIDE, SQUARE = (480, 800, 1200, 1600), (160, 320, 640)
"""Pixels: the widths of a picture beside text, and of a portrait."""
PLAIN = 1200
"""Pixels: the width of the one file for programs that do not choose, such as search engines."""
DENSITIES = (1, 2, 3)
"""Pixels of screens to one of a page, for logos."""
FACES = FocalPoint(50, 40)
"""Where the face is in most photographs."""
DRAWING, RASTER, INK = "svg", "raster", "ink"
"""What is looked for in a picture: whether it is a sound drawing, its size, what can be seen of it.
"""
RECIPE = 2
"""To be raised when the same picture comes out differently: then it has another name, and browsers
ask for it anew.
"""


class Unfit(Struct, frozen=True):
    """Why a picture is not fit to publish."""

    code: str
    facts: dict[str, Any]
    """What the words of the code name besides the picture."""


class ImageRegistry(Struct):
    """The pictures that pages use. Each file is read once, and looked into only where its bytes are
    new.
    """

    folders: tuple[Path, ...]
    """The assets folders, the nearest first."""
    found: dict[str, SourceImage | None] = field(default_factory=dict)
    renditions: dict[str, ImageVariant] = field(default_factory=dict)
    """What has to be made, by its place in the output."""
    drawings: dict[str, SourceImage] = field(default_factory=dict)
    """What is published as it is, by its place in the output."""
    _unfit: dict[str, Unfit] = field(default_factory=dict)

    def find(self, name: str, span: Span, log: Log) -> SourceImage | None:
        """A picture by its name inside assets/; None, with an I-code, where it is missing or not
        fit to publish.
        """
        if name not in self.found:
            opened = self._open(name)
            self.found[name] = opened if isinstance(opened, SourceImage) else None
            if isinstance(opened, Unfit):
                self._unfit[name] = opened
        picture = self.found[name]
        if unfit := self._unfit.get(name):
            log.report(unfit.code, span, name=name, **unfit.facts)
        elif picture is None:
            self._missing(name, span, log)
        return picture

    def wide(self, picture: SourceImage) -> Shown:
        """The whole picture, as wide as the text or as it is."""
        return self._show(picture, (0, 0, picture.width, picture.height), WIDE)

    def square(self, picture: SourceImage, focus: FocalPoint | None) -> Shown:
        """A square of it with a point in sight."""
        side = min(picture.width, picture.height)
        across, down = focus or FACES
        left = min(max(0, picture.width * across // 100 - side // 2), picture.width - side)
        top = min(max(0, picture.height * down // 100 - side // 2), picture.height - side)
        return self._show(picture, (left, top, left + side, top + side), SQUARE)

    def logo(self, picture: SourceImage, size: Callable[[SourceImage], tuple[int, int]]) -> Shown:
        """What can be seen of it, in the size on the page that `size` says."""
        picture = self._looked_for_ink(picture)
        width, height = size(picture)
        raster = picture.raster
        box = (raster.left, raster.top, raster.right, raster.bottom) if raster else (0, 0, 0, 0)
        shown = self._show(picture, box, tuple(width * density for density in DENSITIES))
        return Shown(shown.path, width, height, shown.choices)

    def _looked_for_ink(self, picture: SourceImage) -> SourceImage:
        """The same, with what can be seen of it, as far as it can be read now."""
        if picture.raster is None or picture.raster.cover:
            return picture
        from microsite.site.raster import Raster

        looks = None
        with suppress(OSError, DiagnosticError):
            looks = self._look(read_unchanged(picture), INK)
        return replace(picture, raster=looks) if isinstance(looks, Raster) else picture

    def plain(self, picture: SourceImage) -> str:
        """Where the whole picture goes in the output in a form that every program reads."""
        raster = picture.raster
        if raster is None:
            return self._as_it_is(picture).path
        box = (0, 0, picture.width, picture.height)
        return self._cut(picture, box, min(picture.width, PLAIN), _plain_format(raster)).path

    def _show(
        self, picture: SourceImage, box: tuple[int, int, int, int], widths: Iterable[int]
    ) -> Shown:
        raster = picture.raster
        if raster is None:
            return self._as_it_is(picture)
        across, down = box[2] - box[0], box[3] - box[1]
        sizes = [width for width in widths if width < across]
        if len(sizes) < len(tuple(widths)):
            sizes.append(across)
        webp = Format.FLAT_WEBP if raster.is_flat else Format.WEBP
        choices = [self._cut(picture, box, width, webp) for width in sizes]
        middle = self._cut(picture, box, sizes[min(1, len(sizes) - 1)], _plain_format(raster))
        return Shown(
            middle.path,
            sizes[-1],
            max(1, round(down * sizes[-1] / across)),
            tuple((choice.path, choice.width) for choice in choices),
        )

    def _as_it_is(self, picture: SourceImage) -> Shown:
        path = _path(picture, "", picture.digest[:8], "svg")
        self.drawings[path] = picture
        return Shown(path, picture.width, picture.height, ())

    def _cut(
        self, picture: SourceImage, box: tuple[int, int, int, int], width: int, format: Format
    ) -> ImageVariant:
        height = max(1, round((box[3] - box[1]) * width / (box[2] - box[0])))
        digest = digest_of(f"{picture.digest} {box} {RECIPE}", 4)
        path = _path(
            picture, f"-{width}", digest, "webp" if format is Format.FLAT_WEBP else format.value
        )
        rendition = self.renditions.setdefault(
            path, ImageVariant(picture, path, box, width, height, format)
        )
        return rendition

    def _missing(self, name: str, span: Span, log: Log) -> None:
        if ".." not in name and any(_exists(folder / name) for folder in self.folders):
            return  # a link that leads out of the project, which is reported as such
        pictures = [
            path.relative_to(folder).as_posix()
            for folder in self.folders
            for path in sorted(folder.glob("images/**/*"))
            if path.is_file()
        ]
        log.report("I101", span, name=name, suggestion=did_you_mean(name, pictures))

    def _open(self, name: str) -> SourceImage | Unfit | None:
        """The picture; what there is to tell of it at each place that names it; None where it is
        missing.
        """
        path = find_asset(self.folders, name)
        if path is None:
            return None
        from microsite.site.raster import MOST_PIXELS
        from microsite.site.svg import Svg

        size = path.stat().st_size
        if size > LARGEST_FILE:
            return Unfit("I102", {"size": f"{size / 1024 / 1024:.0f} MB"})
        data = path.read_bytes()
        digest = digest_of(data)
        looks = self._look(data, DRAWING if name.lower().endswith(".svg") else RASTER)
        if looks is None:
            return Unfit("I103", {})
        if isinstance(looks, Svg):
            if looks.unsafe:
                return Unfit("I105", {"what": looks.unsafe})
            return SourceImage(name, path, digest, looks.width, looks.height, None)
        if looks.width * looks.height > MOST_PIXELS:
            return Unfit("I104", {"width": looks.width, "height": looks.height})
        return SourceImage(name, path, digest, looks.width, looks.height, looks)

    def _look(self, data: bytes, kind: str) -> Svg | Raster | None:
        """Return the size and kind of a picture; None if it is damaged."""
        from microsite.site.raster import read_raster
        from microsite.site.svg import read_svg

        return read_svg(data) if kind == DRAWING else read_raster(data, seeks_ink=kind == INK)


def _exists(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the name is too long
        return False


def _plain_format(raster: Raster) -> Format:
    return Format.PNG if raster.is_flat or raster.is_clear else Format.JPEG


def _path(picture: SourceImage, size: str, digest: str, ending: str) -> str:
    """Where a picture goes in the output. Its name carries a digest, and has only what every server
    takes.
    """
    parts = PurePosixPath(picture.source).with_suffix("").parts
    name = "/".join(slugify(part) or "picture" for part in parts)
    return f"assets/{name}{size}.{digest}.{ending}"
