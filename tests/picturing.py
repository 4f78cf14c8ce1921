"""Pictures for tests: photos with all camera data, drawings, and damaged files."""

from __future__ import annotations

import io
import struct
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (30, 60, 200), (255, 255, 255)
SECRET = b"Hidden Lane 7"
"""Text in all metadata of a camera or program. No published picture may contain it."""


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def read(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def halves(
    size: tuple[int, int], left: Any = RED, right: Any = BLUE, mode: str = "RGB"
) -> Image.Image:
    """Return a picture with one colour on the left and another on the right."""
    image = Image.new(mode, size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def photo(
    size: tuple[int, int] = (400, 300), *, turn: int = 1, **options: Any
) -> bytes:
    """Return a JPEG as from a camera: rotated, with location, comment and profile."""
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010E] = exif[0x013B] = SECRET.decode()
    exif[0x8825] = {
        1: "N",
        2: (51.0, 30.0, 26.0),
        3: "W",
        4: (0.0, 7.0, 39.0),
        29: "2027:05:20",
        27: SECRET,
    }
    image = halves(size)
    packet = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    return saved(
        image, "JPEG", quality=95, exif=exif, comment=SECRET, xmp=packet, **options
    )


def screenshot(size: tuple[int, int] = (400, 300)) -> bytes:
    """Return a PNG with hidden text."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    notes.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=True)
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    return saved(halves(size), "PNG", pnginfo=notes, exif=exif, dpi=(300, 300))


def swapped_profile() -> bytes:
    """Return a colour profile that swaps red and blue, so that using it shows."""
    profile = bytearray(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    profile = bytearray(bytes(profile).replace(b"s\0R\0G\0B", b"T\0E\0S\0T"))
    count = struct.unpack(">I", profile[128:132])[0]
    places = {
        bytes(profile[132 + 12 * n : 136 + 12 * n]): 136 + 12 * n for n in range(count)
    }
    red, blue = places[b"rXYZ"], places[b"bXYZ"]
    profile[red : red + 8], profile[blue : blue + 8] = (
        profile[blue : blue + 8],
        profile[red : red + 8],
    )
    return bytes(profile)


def png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes with a header for enormous dimensions."""
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data))
            + kind
            + data
            + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )
