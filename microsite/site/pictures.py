"""Pictures of the project: found, measured, and bounded."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.suggest import did_you_mean
from microsite.text import Span

LARGEST_FILE = 30 * 1024 * 1024
"""Bytes."""
MOST_PIXELS = 60_000_000
"""Width times height; a good camera takes half of this."""
UNSAFE_SVG = re.compile(
    rb"<\s*(?:script|foreignObject|iframe|embed|object)\b|\son\w+\s*=|javascript:|<!ENTITY|"
    rb"(?:href|src)\s*=\s*[\"'](?!#|data:image/)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture as it is published."""

    source: str
    """Its name inside assets/."""
    on_disk: Path
    path: str
    """Its place in the output; the name carries a digest of its bytes."""
    width: int
    """Pixels."""
    height: int
    digest: str


@dataclass(slots=True)
class PictureBook:
    """The pictures that pages use. Each file is read once."""

    folders: tuple[Path, ...]
    """The assets folders, the nearest first."""
    found: dict[str, PictureFile | None] = field(default_factory=dict)

    def find(self, name: str, span: Span, log: Log) -> PictureFile | None:
        """A picture by its name inside assets/; None, with an I-code, where it is missing or not fit to publish."""
        if name not in self.found:
            self.found[name] = self._open(name, span, log)
        elif self.found[name] is None and not (self._path(name)):
            self._missing(name, span, log)
        return self.found[name]

    def used(self) -> list[PictureFile]:
        """The pictures that were found, by name."""
        return [picture for _, picture in sorted(self.found.items()) if picture is not None]

    def _path(self, name: str) -> Path | None:
        for folder in self.folders:
            path = folder / name
            try:
                if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                    return path
            except (OSError, ValueError):
                continue
        return None

    def _missing(self, name: str, span: Span, log: Log) -> None:
        pictures = [
            path.relative_to(folder).as_posix()
            for folder in self.folders
            for path in sorted(folder.glob("images/**/*"))
            if path.is_file()
        ]
        log.report("I101", span, name=name, suggestion=did_you_mean(name, pictures))

    def _open(self, name: str, span: Span, log: Log) -> PictureFile | None:
        path = self._path(name)
        if path is None:
            self._missing(name, span, log)
            return None
        size = path.stat().st_size
        if size > LARGEST_FILE:
            log.report("I102", span, name=name, size=f"{size / 1024 / 1024:.0f} MB")
            return None
        data = path.read_bytes()
        measured = _measure_svg(data) if name.lower().endswith(".svg") else _measure(data)
        if measured is None:
            log.report("I103", span, name=name)
            return None
        width, height = measured
        if width * height > MOST_PIXELS:
            log.report("I104", span, name=name, width=width, height=height)
            return None
        if name.lower().endswith(".svg") and UNSAFE_SVG.search(data):
            log.report("I105", span, name=name)
            return None
        digest = hashlib.blake2b(data, digest_size=8).hexdigest()
        pure = PurePosixPath(name)
        return PictureFile(
            name, path, f"assets/{pure.with_suffix('')}.{digest[:8]}{pure.suffix}", width, height, digest
        )


def _measure(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, from the header alone; None where it is not a picture."""
    import io
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF", "AVIF")) as image:
                return image.size
    except Exception:  # noqa: BLE001 - Pillow raises whatever a damaged file makes its parsers raise
        return None


def _measure_svg(data: bytes) -> tuple[int, int] | None:
    """Width and height from an SVG's viewBox or size; None where it has neither."""
    head = data[:4096].decode("utf-8", "replace")
    opening = re.search(r"<svg\b[^>]*>", head, re.DOTALL)
    if opening is None:
        return None
    box = re.search(r"viewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)", opening[0])
    if box is None:
        sizes = [re.search(rf"\s{name}\s*=\s*[\"']([\d.]+)(?:px)?[\"']", opening[0]) for name in ("width", "height")]
        if sizes[0] is None or sizes[1] is None:
            return None
        width, height = float(sizes[0][1]), float(sizes[1][1])
    else:
        width, height = float(box[1]), float(box[2])
    return (max(1, round(width)), max(1, round(height))) if width > 0 and height > 0 else None
