"""Pictures: any format becomes a clean, upright, small file; hostile files get a clear message."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from microsite.apps.editor.entered import EnteredError
from microsite.apps.editor.pictures import (
    Crop,
    alt_problem,
    base_name,
    convert,
    rendered_size,
    shown_sizes,
)
from microsite.apps.importers.word import free_name
from microsite.model.types import FocalPoint
from microsite.project import Project
from tests.making import write_project
from tests.picturing import BLUE, RED, SECRET, halves, photo, read, saved, screenshot

HEIC = Path(__file__).with_name("phone.heic").read_bytes()


def is_near(colour: object, expected_colour: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(a - b) < 12 for a, b in zip(colour, expected_colour, strict=True))


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (photo(), ".jpg"),
        (screenshot(), ".png"),
        (HEIC, ".jpg"),
        (saved(halves((64, 48)), "TIFF", tiffinfo={270: SECRET.decode()}), ".jpg"),
        (saved(halves((64, 48)), "TIFF", compression="tiff_lzw"), ".jpg"),
        (saved(halves((64, 48)), "WEBP", lossless=True), ".jpg"),
        (saved(halves((64, 48)), "AVIF"), ".jpg"),
        (saved(halves((64, 48)), "GIF"), ".png"),
        (saved(halves((64, 48)), "BMP"), ".png"),
        (saved(halves((64, 48)).convert("CMYK"), "JPEG"), ".jpg"),
        (saved(halves((64, 48), (*RED, 90), (*BLUE, 255), "RGBA"), "PNG"), ".png"),
    ],
    ids="jpeg png heic tiff tiff-lzw webp avif gif bmp cmyk transparent".split(),
)
def test_pictures_are_converted_without_metadata(data: bytes, suffix: str) -> None:
    picture = convert(data, "IMG_4032.HEIC")

    assert picture.suffix == suffix
    assert SECRET not in picture.data
    image = read(picture.data)
    assert image.size == (picture.width, picture.height)
    assert not image.getexif()
    technical_fields = {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    assert set(image.info) <= technical_fields


@pytest.mark.parametrize("turn", range(1, 9))
def test_orientation_is_applied(turn: int) -> None:
    """The pixels are turned as the camera noted, and the note is removed."""
    expected = Image.open(io.BytesIO(photo((120, 80), turn=turn)))
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(expected).convert("RGB")
    image = read(convert(photo((120, 80), turn=turn), "a.jpg").data).convert("RGB")

    assert image.size == upright.size
    for at in ((5, 5), (image.width - 5, image.height - 5)):
        assert is_near(image.getpixel(at), upright.getpixel(at))  # type: ignore[arg-type]


def test_heic_is_turned_and_keeps_its_colours() -> None:
    image = read(convert(HEIC, "phone.heic").data)

    assert image.size == (48, 64)
    assert is_near(image.getpixel((24, 4)), RED)
    assert is_near(image.getpixel((24, 60)), BLUE)


def test_missing_package_for_heic_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("microsite.apps.editor.pictures.find_spec", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["microsite"])

    with pytest.raises(EnteredError, match=r"HEIC.* need a part of Microsite"):
        convert(HEIC, "phone.heic")


def test_large_pictures_are_reduced_and_small_ones_stay() -> None:
    assert convert(photo((5000, 2500)), "a.jpg").width == 2400
    assert (
        convert(photo((50, 40)), "a.jpg").width,
        convert(photo((50, 40)), "a.jpg").height,
    ) == (
        50,
        40,
    )


def test_a_part_of_a_picture_can_be_kept() -> None:
    picture = convert(photo((400, 300)), "a.jpg", Crop(50, 0, 50, 100))

    assert (picture.width, picture.height) == (200, 300)
    assert is_near(read(picture.data).getpixel((2, 150)), BLUE)


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that claims to be huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10">%s</svg>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"hello", "is not a picture, or it is damaged"),
        (b"%PDF-1.7 ...", "is a PDF. Ask for an SVG or PNG"),
        (b"%!PS-Adobe", "is an EPS file"),
        (b"PK\x03\x04....", "an archive or an Office document"),
        (photo()[:300], "is not a picture, or it is damaged"),
        (bomb(60_000, 60_000), "60,000 by 60,000 pixels, too many to open safely"),
        (SVG % b"<script>alert(1)</script>", "contains <script>, which could run code"),
        (SVG % b'<a href="javascript:alert(1)"/>', "could run code"),
        (
            SVG % b'<image href="https://tracker.example/a.png"/>',
            "could run code or load other",
        ),
        (b"<?xml version='1.0'?><html></html>", "not a drawing that browsers show"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 80, "is not a picture, or it is damaged"),
    ],
    ids="empty text pdf eps zip cut bomb script link remote html heic".split(),
)
def test_hostile_and_wrong_files_get_a_clear_message(data: bytes, words: str) -> None:
    with pytest.raises(EnteredError) as problem:
        convert(data, "photo.jpg")

    assert words in str(problem.value)
    assert "photo.jpg" in str(problem.value)


def test_many_scans_are_refused() -> None:
    data = photo().replace(b"\xff\xda", b"\xff\xda" * 300, 1)

    with pytest.raises(EnteredError):
        convert(data, "slow.jpg")


def test_safe_drawings_stay_as_they_are() -> None:
    picture = convert(SVG % b"", "logo.png")  # its name has the wrong ending

    assert (picture.data, picture.suffix) == (SVG % b"", ".svg")


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("IMG_4032.HEIC", "jo-smith"),
        ("image.png", "jo-smith"),
        ("WhatsApp Image 2027-01-05 at 10.22.33.jpeg", "jo-smith"),
        ("Screenshot 2027-01-05 at 10.22.33.png", "jo-smith"),
        ("C:\\fakepath\\Harbour at dawn.jpg", "harbour-at-dawn"),
        ("../../etc/passwd", "passwd"),
        ("", "jo-smith"),
    ],
)
def test_names_of_cameras_are_replaced(name: str, base: str) -> None:
    assert base_name(name, "jo-smith") == base


def test_a_new_file_never_replaces_another(tmp_path: Path) -> None:
    project = Project.at(write_project(tmp_path, {}))
    pictures = convert(photo(), "a.jpg"), convert(photo((60, 60)), "a.jpg")
    path = project.root / "assets/images/people/kim.jpg"
    path.parent.mkdir(parents=True)
    path.write_bytes(pictures[0].data)

    names = [
        free_name(
            "images/people/kim", picture.data, {}, path.parents[2], picture.suffix
        )
        for picture in pictures
    ]
    assert names == ["images/people/kim.jpg", "images/people/kim-2.jpg"]


@pytest.mark.parametrize(
    "text", ["", " ", "photo", "Image of", "IMG_4032.HEIC", "alt text", "xxx"]
)
def test_placeholders_are_not_alternative_text(text: str) -> None:
    assert alt_problem(text)


def test_descriptions_are_alternative_text() -> None:
    assert not alt_problem("Kim Smith, smiling, on a quay")
    assert not alt_problem("Picture of the harbour at dawn")


def test_every_size_is_shown_as_the_page_shows_it(tmp_path: Path) -> None:
    project = Project.at(write_project(tmp_path, {}))
    path = project.root / "assets/images/a.jpg"
    path.parent.mkdir(parents=True)
    path.write_bytes(photo((800, 400)))

    sizes = shown_sizes(project, "images/a.jpg", "square", FocalPoint(100, 50))
    assert [(size.width, size.height) for size in sizes] == [
        (160, 160),
        (320, 320),
        (400, 400),
    ]
    assert is_near(
        read(rendered_size(sizes, 160)).convert("RGB").getpixel((80, 80)), BLUE
    )
    left_sizes = shown_sizes(project, "images/a.jpg", "square", FocalPoint(0, 50))
    assert is_near(
        read(rendered_size(left_sizes, 160)).convert("RGB").getpixel((80, 80)), RED
    )
    full_sizes = shown_sizes(project, "images/a.jpg", "whole")
    assert [size.width for size in full_sizes] == [480, 800]
    with pytest.raises(EnteredError, match="There is no image"):
        shown_sizes(project, "images/b.jpg", "square")
