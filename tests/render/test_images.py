"""Published images: upright, resized, cropped, in sRGB, without metadata."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from microsite.cache import Cache
from microsite.diagnostics.diagnostic import DiagnosticError, Log, file_span
from microsite.model.types import FocalPoint
from microsite.render import assets
from microsite.render.artifacts import Artifact
from microsite.render.assets import image_artifacts, render_image
from microsite.site.images import (
    TIER_AREAS,
    ImageRegistry,
    ResponsiveImage,
    SourceImage,
    logo_size,
)
from microsite.site.urls import asset_url
from tests.making import EVENT, write_project
from tests.picturing import (
    BLUE,
    GREEN,
    RED,
    SECRET,
    WHITE,
    halves,
    photo,
    png_that_claims,
    read,
    saved,
    screenshot,
    swapped_profile,
)

ROOT = Path(__file__).parent.parent.parent
HERE = file_span("content/speakers/kim.md")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><path d="M0 0h9"/></svg>'


@pytest.fixture(autouse=True)
def drawn_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw pictures each time, which other tests draw once."""
    monkeypatch.setattr(assets, "render_image", render_image)


def book_of(root: Path, files: dict[str, bytes]) -> ImageRegistry:
    for name, data in files.items():
        path = root / "assets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return ImageRegistry((root / "assets",))


def source_image(book: ImageRegistry, name: str) -> SourceImage:
    log = Log()
    picture = book.find(name, HERE, log)
    assert picture is not None, [entry.headline for entry in log]
    return picture


def rendered_files(book: ImageRegistry) -> dict[str, bytes]:
    assets._prepare.cache_clear()
    artifacts = list(image_artifacts(book))
    assert len({artifact.inputs for artifact in artifacts}) == len(artifacts)
    return {artifact.path: artifact.produce() for artifact in artifacts}


def full_width_image(
    root: Path, data: bytes, name: str = "a.jpg"
) -> tuple[ResponsiveImage, dict[str, bytes]]:
    book = book_of(root, {name: data})
    return book.full_width(source_image(book, name)), rendered_files(book)


def is_near(pixel: object, colour: tuple[int, ...]) -> bool:
    assert isinstance(pixel, tuple)
    return all(
        abs(level - expected_level) < 16
        for level, expected_level in zip(pixel, colour, strict=True)
    )


# Sizes


def test_full_width_has_widths_up_to_original(tmp_path: Path) -> None:
    image, files = full_width_image(tmp_path, photo((1000, 500)))
    assert [width for _, width in image.choices] == [480, 800, 1000]
    assert (image.width, image.height) == (1000, 500)
    assert {path: read(data).size for path, data in files.items()} == {
        **{path: (width, width // 2) for path, width in image.choices},
        image.path: (800, 400),
    }
    assert {read(files[path]).format for path, _ in image.choices} == {"WEBP"}
    assert read(files[image.path]).format == "JPEG"


@pytest.mark.parametrize(
    ("size", "widths"), [((300, 200), [300]), ((5000, 2500), [480, 800, 1200, 1600])]
)
def test_full_width_never_enlarges(
    tmp_path: Path, size: tuple[int, int], widths: list[int]
) -> None:
    image, files = full_width_image(tmp_path, photo(size))
    assert [width for _, width in image.choices] == widths
    assert (image.width, image.height) == (
        widths[-1],
        round(widths[-1] * size[1] / size[0]),
    )
    assert image.path in files


def test_images_of_extreme_proportions_are_rendered(tmp_path: Path) -> None:
    for number, size in enumerate([(1, 1), (3000, 1), (1, 3000), (7, 2)]):
        book = book_of(tmp_path, {f"{number}.png": saved(halves(size), "PNG")})
        picture = source_image(book, f"{number}.png")
        book.full_width(picture)
        book.cropped_square(picture, None)
        book.logo(picture, 5600)
        for path, data in rendered_files(book).items():
            assert read(data).size == (
                book.variants[path].width,
                book.variants[path].height,
            )


def test_image_paths_are_ascii(tmp_path: Path) -> None:
    image, _ = full_width_image(
        tmp_path, photo(), "images/Leute & Orte/Kim Nógrády, (2).JPG"
    )
    assert image.path.startswith("assets/images/leute-orte/kim-nogrady-2-")
    assert ", " not in image.choices[0][0]
    path, width = image.choices[0]
    assert image.srcset.split(", ")[0] == f"{asset_url(path)} {width}w"


# Cropping


@pytest.mark.parametrize(
    ("size", "focus", "box"),
    [
        ((400, 300), None, (50, 0, 350, 300)),
        ((300, 400), None, (0, 10, 300, 310)),
        ((300, 400), FocalPoint(50, 0), (0, 0, 300, 300)),
        ((300, 400), FocalPoint(50, 100), (0, 100, 300, 400)),
        ((400, 300), FocalPoint(0, 50), (0, 0, 300, 300)),
        ((400, 300), FocalPoint(100, 50), (100, 0, 400, 300)),
        ((300, 300), FocalPoint(3, 97), (0, 0, 300, 300)),
    ],
)
def test_cropped_square_contains_focus(
    tmp_path: Path,
    size: tuple[int, int],
    focus: FocalPoint | None,
    box: tuple[int, ...],
) -> None:
    book = book_of(tmp_path, {"a.jpg": photo(size)})
    square = book.cropped_square(source_image(book, "a.jpg"), focus)
    assert {variant.box for variant in book.variants.values()} == {box}
    assert (square.width, square.height) == (300, 300)


def test_cropped_square_shows_focus(tmp_path: Path) -> None:
    book = book_of(tmp_path, {"a.jpg": photo((900, 300))})
    left_square, right_square = (
        book.cropped_square(source_image(book, "a.jpg"), FocalPoint(across, 50))
        for across in (0, 100)
    )
    files = rendered_files(book)
    assert is_near(read(files[left_square.path]).getpixel((150, 150)), RED)
    assert is_near(read(files[right_square.path]).getpixel((150, 150)), BLUE)


@pytest.mark.parametrize("turn", range(1, 9))
def test_images_follow_exif_orientation(tmp_path: Path, turn: int) -> None:
    responsive, files = full_width_image(tmp_path, photo((400, 300), turn=turn))
    assert (responsive.width, responsive.height) == (
        (400, 300) if turn <= 4 else (300, 400)
    )
    image = read(files[responsive.path])
    middle = (image.width // 2, image.height // 2)
    first = {
        1: "left",
        2: "right",
        3: "right",
        4: "left",
        5: "top",
        6: "top",
        7: "bottom",
        8: "bottom",
    }[turn]
    x, y = {
        "left": (9, middle[1]),
        "right": (-9, middle[1]),
        "top": (middle[0], 9),
        "bottom": (middle[0], -9),
    }[first]
    assert is_near(image.getpixel((x % image.width, y % image.height)), RED)
    assert is_near(image.getpixel((-x % image.width, -y % image.height)), BLUE)


def test_focus_is_of_upright_image(tmp_path: Path) -> None:
    book = book_of(tmp_path, {"a.jpg": photo((900, 300), turn=6)})
    square = book.cropped_square(source_image(book, "a.jpg"), FocalPoint(50, 0))
    assert is_near(read(rendered_files(book)[square.path]).getpixel((150, 150)), RED)


# Metadata


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_images_have_no_metadata(tmp_path: Path, name: str) -> None:
    data = photo(turn=6) if name == "a.jpg" else screenshot()
    assert SECRET in data
    _, files = full_width_image(tmp_path, data, name)
    for made_of_it in files.values():
        assert SECRET not in made_of_it
        for mark in (
            b"Exif",
            b"xmp",
            b"adobe",
            b"ICC",
            b"GPS",
            b"tEXt",
            b"iTXt",
            b"pHYs",
            b"eXIf",
        ):
            assert mark not in made_of_it
        image = read(made_of_it)
        assert not image.getexif()
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        } | {"loop", "background", "timestamp", "duration"}


# Colours and formats


def test_images_are_converted_to_srgb(tmp_path: Path) -> None:
    image, files = full_width_image(
        tmp_path,
        saved(halves((400, 300)), "JPEG", icc_profile=swapped_profile(), quality=95),
    )
    left_pixel = read(files[image.path]).getpixel((50, 50))
    assert is_near(left_pixel, RED[::-1])


def test_images_ignore_damaged_profile(tmp_path: Path) -> None:
    for number, profile in enumerate(
        [b"nonsense", swapped_profile()[:200], b"\0" * 4000]
    ):
        image, files = full_width_image(
            tmp_path,
            saved(halves((400, 300)), "JPEG", icc_profile=profile, quality=95),
            f"{number}.jpg",
        )
        assert is_near(read(files[image.path]).getpixel((50, 50)), RED)


def sixteen_bits() -> Image.Image:
    row = b"".join(
        light.to_bytes(2, "little")
        for light in [*range(9000, 9100), *range(51200, 51300)]
    )
    return Image.frombytes("I;16", (200, 100), row * 100)


def noise(mode: str = "RGB") -> Image.Image:
    return Image.merge(
        "RGB", [Image.effect_noise((200, 100), spread) for spread in (40, 60, 80)]
    ).convert(mode)


KINDS: dict[str, tuple[bytes, str]] = {
    "photograph": (saved(halves((200, 100)), "JPEG"), "JPEG"),
    "grey photograph": (saved(halves((200, 100), 90, 200, "L"), "JPEG"), "JPEG"),
    "for print": (
        saved(halves((200, 100), (0, 200, 200, 0), (200, 200, 0, 0), "CMYK"), "JPEG"),
        "JPEG",
    ),
    "drawing": (saved(halves((200, 100)), "PNG"), "PNG"),
    "palette": (saved(halves((200, 100)).quantize(8), "PNG"), "PNG"),
    "clear palette": (
        saved(halves((200, 100)).quantize(8), "PNG", transparency=0),
        "PNG",
    ),
    "black and white": (saved(halves((200, 100), 0, 1, "1"), "PNG"), "PNG"),
    "sixteen bits": (saved(sixteen_bits(), "PNG"), "JPEG"),
    "clear": (saved(halves((200, 100), (*RED, 0), (*BLUE, 255), "RGBA"), "PNG"), "PNG"),
    "clear grey": (saved(halves((200, 100), (0, 0), (90, 255), "LA"), "PNG"), "PNG"),
    "clear but for nothing": (saved(noise("RGBA"), "WEBP", exact=True), "JPEG"),
    "grey, as colours": (
        saved(Image.effect_noise((200, 100), 60).convert("RGB"), "PNG"),
        "JPEG",
    ),
    "WebP": (saved(noise(), "WEBP"), "JPEG"),
    "AVIF": (saved(noise(), "AVIF"), "JPEG"),
    "GIF": (saved(halves((200, 100)), "GIF"), "PNG"),
    "moving GIF": (
        saved(
            halves((200, 100)),
            "GIF",
            save_all=True,
            append_images=[halves((200, 100), GREEN, GREEN)],
            loop=0,
        ),
        "PNG",
    ),
    "moving WebP": (
        saved(
            halves((200, 100)),
            "WEBP",
            save_all=True,
            append_images=[halves((200, 100), GREEN, GREEN)],
            quality=90,
        ),
        "PNG",
    ),
}


@pytest.mark.parametrize(("data", "plain"), KINDS.values(), ids=KINDS)
def test_images_of_every_kind_keep_their_look(
    tmp_path: Path, data: bytes, plain: str
) -> None:
    responsive, files = full_width_image(tmp_path, data, "a.png")
    with Image.open(tmp_path / "assets" / "a.png") as before:
        original = before.convert("RGBA") if before.mode != "I;16" else None
    for path in (responsive.path, responsive.choices[-1][0]):
        image = read(files[path])
        assert not getattr(image, "is_animated", False)
        assert image.size == (200, 100)
        copy = image.convert("RGBA")
        for x in (20, 180):
            if original is None:
                assert is_near(copy.getpixel((x, 50)), (*([35, 200][x > 99],) * 3, 255))
                continue
            pixel, copied_pixel = original.getpixel((x, 50)), copy.getpixel((x, 50))
            assert isinstance(pixel, tuple)
            assert isinstance(copied_pixel, tuple)
            assert abs(pixel[3] - copied_pixel[3]) < 16
            if responsive.path.endswith(".png") and pixel[3]:
                assert is_near(copied_pixel, pixel)
    assert read(files[responsive.path]).format == plain


def test_svg_is_published_unchanged(tmp_path: Path) -> None:
    book = book_of(tmp_path, {"logo.svg": SVG})
    logo = book.logo(source_image(book, "logo.svg"), 90 * 30)
    assert (logo.width, logo.height, logo.srcset) == (90, 30, "")
    assert rendered_files(book) == {logo.path: SVG}


# Logos


def logo_with_margins(
    size: tuple[int, int], ink: tuple[int, int, int, int], mode: str
) -> bytes:
    image = Image.new(mode, size, WHITE if mode == "RGB" else (*WHITE, 0))
    image.paste(BLUE if mode == "RGB" else (*BLUE, 255), ink)
    return saved(image, "PNG")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_logo_is_trimmed(tmp_path: Path, mode: str) -> None:
    tight = logo_with_margins((600, 200), (0, 0, 600, 200), mode)
    loose = logo_with_margins((1000, 1000), (200, 400, 800, 600), mode)
    book = book_of(tmp_path, {"tight.png": tight, "loose.png": loose})
    sizes = [
        logo_size(source_image(book, name), 5600) for name in ("tight.png", "loose.png")
    ]
    assert sizes[0][0] == pytest.approx(sizes[1][0], abs=3)
    assert sizes[0][1] == pytest.approx(sizes[1][1], abs=2)
    logo = book.logo(source_image(book, "loose.png"), 5600)
    image = read(rendered_files(book)[logo.path]).convert("RGB")
    for corner in ((4, 4), (image.width - 5, image.height - 5)):
        assert is_near(image.getpixel(corner), BLUE)


def test_logo_size_has_area_of_tier(tmp_path: Path) -> None:
    for area in TIER_AREAS:
        for across, down in [
            (100, 100),
            (300, 100),
            (640, 100),
            (100, 220),
            (1500, 100),
            (100, 900),
        ]:
            box = f"0 0 {across} {down}"
            book = book_of(
                tmp_path, {"a.svg": SVG.replace(b"0 0 300 100", box.encode())}
            )
            width, height = logo_size(source_image(book, "a.svg"), area)
            assert width <= 224
            assert height <= 106
            assert width / height == pytest.approx(across / down, rel=0.08)
            if 20 < width < 224 and height < 106:
                assert width * height == pytest.approx(area, rel=0.05)


def test_logo_size_never_enlarges(tmp_path: Path) -> None:
    book = book_of(
        tmp_path, {"a.png": logo_with_margins((60, 20), (0, 0, 60, 20), "RGB")}
    )
    assert logo_size(source_image(book, "a.png"), 5600) == (60, 20)


# Safety


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.png", png_that_claims(60_000, 60_000), "I104"),
        ("a.png", png_that_claims(400, 300), "I103"),
        ("a.jpg", photo()[:-900], "I103"),
        ("a.png", screenshot()[:-60], "I103"),
        ("a.jpg", b"", "I103"),
        ("a.jpg", b"GIF89a", "I103"),
        ("a.jpg", SVG, "I103"),
        ("a.svg", photo(), "I103"),
        ("a.jpg", saved(halves((40, 30)), "BMP"), "I103"),
        ("a.jpg", saved(halves((40, 30)), "TIFF"), "I103"),
        ("a.jpg", photo().replace(b"\xff\xda", b"\xff\xda" * 300, 1), "I103"),
        ("a.svg", SVG.replace(b"<path", b"<script"), "I105"),
        ("b.jpg", photo(), "I101"),
    ],
)
def test_find_reports_unusable_image(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    book, log = book_of(tmp_path, {name.replace("b.", "a."): data}), Log()
    assert book.find(name, HERE, log) is None
    assert book.find(name, HERE, log) is None
    assert [entry.code for entry in log] == [code]
    assert rendered_files(book) == {}


SOUND = [data for data, _ in KINDS.values()] + [
    photo(),
    screenshot(),
    swapped_profile(),
]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_damaged_image_is_reported_or_rendered(
    tmp_path: Path, data: st.DataObject
) -> None:
    original = data.draw(st.sampled_from(SOUND) | st.binary(max_size=400))
    end = data.draw(st.just(len(original)) | st.integers(0, len(original)))
    damaged_data = bytearray(original[:end])
    for at, byte in data.draw(
        st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=4)
    ):
        if at < len(damaged_data):
            damaged_data[at] = byte
    book, log = book_of(tmp_path, {"a.jpg": bytes(damaged_data)}), Log()
    picture = book.find("a.jpg", HERE, log)
    if picture is None:
        assert [entry.code for entry in log] in (["I103"], ["I104"])
        return
    book.full_width(picture)
    book.cropped_square(picture, None)
    book.logo(picture, 5600)
    pictures_made, codes = {}, []
    try:
        pictures_made = rendered_files(book)
    except DiagnosticError as error:  # it opens, but cannot be decoded
        codes.append(error.diagnostic.code)
    assert codes in ([], ["I103"])
    for path, bytes_of_it in pictures_made.items():
        assert read(bytes_of_it).size == (
            book.variants[path].width,
            book.variants[path].height,
        )


def test_f108_reported_for_image_changed_during_build(tmp_path: Path) -> None:
    book = book_of(tmp_path, {"a.jpg": photo(), "b.svg": SVG})
    for name in ("a.jpg", "b.svg"):
        book.full_width(source_image(book, name))
    assets._prepare.cache_clear()
    artifacts = list(image_artifacts(book))
    book_of(tmp_path, {"a.jpg": photo((401, 300)), "b.svg": SVG + b" "})
    for artifact in artifacts:
        with pytest.raises(DiagnosticError) as error:
            artifact.produce()
        assert error.value.diagnostic.code == "F108"
        assert error.value.diagnostic.span.path in ("assets/a.jpg", "assets/b.svg")


def test_jpeg_is_decoded_only_for_logo_or_rendering(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = Image.new("RGB", (300, 200), WHITE)
    image.paste(RED, (100, 50, 200, 150))
    exif = Image.Exif()
    exif[0x0112] = 6
    book = book_of(tmp_path, {"a.jpg": saved(image, "JPEG", quality=95, exif=exif)})
    with monkeypatch.context() as patch:
        patch.setattr("PIL.ImageFile.ImageFile.load", lambda _: pytest.fail("decoded"))
        picture = source_image(book, "a.jpg")
        book.cropped_square(picture, None)
        book.full_width(picture)
        book.fallback(picture)
        assert (picture.width, picture.height) == (200, 300)
    logo = book.logo(picture, 5600)
    looks = book.variants[logo.path].image
    assert all(
        abs(edge - expected_edge) < 3
        for edge, expected_edge in zip(looks.ink, (50, 100, 150, 200), strict=True)
    )
    assert 950 <= looks.ink_coverage <= 1000
    assert is_near(
        read(rendered_files(book)[logo.path]).convert("RGB").getpixel((2, 2)), RED
    )


def test_mpo_is_reduced_to_first_picture(tmp_path: Path) -> None:
    several = io.BytesIO()
    halves((300, 200)).save(
        several, "MPO", save_all=True, append_images=[halves((80, 80), GREEN, GREEN)]
    )
    image, files = full_width_image(tmp_path, several.getvalue())
    assert image.width == 300
    assert is_near(read(files[image.path]).convert("RGB").getpixel((20, 20)), RED)


# Caching


def test_images_are_reproducible(tmp_path: Path) -> None:
    first, second = (
        full_width_image(tmp_path / name, photo((900, 700), turn=3))[1]
        for name in ("one", "two")
    )
    assert first == second
    program = (
        "import hashlib, sys; from pathlib import Path; from tests.render.test_images import *\n"
        "files = full_width_image(Path(sys.argv[1]), photo((900, 700), turn=3))[1]\n"
        "print(*(hashlib.sha256(files[path]).hexdigest() for path in sorted(files)))"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "three")],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C", "TZ": "Pacific/Apia", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
        umask=0o077 if os.name == "posix" else -1,
    )
    import hashlib

    assert elsewhere.stdout.split() == [
        hashlib.sha256(first[path]).hexdigest() for path in sorted(first)
    ]


def test_image_path_changes_with_content(tmp_path: Path) -> None:
    paths = set()
    for data, focus in [
        (photo(), None),
        (photo(turn=3), None),
        (photo(), FocalPoint(0, 0)),
    ]:
        book = book_of(tmp_path, {"a.jpg": data})
        paths.add(book.cropped_square(source_image(book, "a.jpg"), focus).path)
    assert len(paths) == 3


def test_build_of_nothing_new_does_not_import_pillow(tmp_path: Path) -> None:
    speaker = "---\nname: Kim Lee\nphoto: images/kim.jpg\nphoto_alt: Kim\nphoto_focus: 10% 20%\n---\n"
    root = write_project(tmp_path, {"content/speakers/kim.md": speaker}, EVENT)
    book_of(root, {"images/kim.jpg": photo((700, 700))})
    program = (
        "import sys; from pathlib import Path; from microsite.build import build\n"
        "from microsite.project import BuildOptions, Project\n"
        "outcome = build(Project.at(Path(sys.argv[1])), BuildOptions())\n"
        "assert outcome.published, [found.headline for found in outcome.log]\n"
        "print('PIL.Image' in sys.modules, len(outcome.published.changed) > 0)"
    )

    def run_build() -> str:
        process = subprocess.run(
            [sys.executable, "-c", program, str(root)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return process.stdout.strip()

    assert run_build() == "True True"
    assert run_build() == "False False"
    first = {
        path.name: path.read_bytes()
        for path in (root / "output" / "assets" / "images").iterdir()
    }
    assert len(first) == 4
    shutil.rmtree(root / ".cache")
    assert run_build() == "True False"
    assert run_build() == "False False"


def test_image_artifact_inputs_change_with_content(tmp_path: Path) -> None:
    def inputs(data: bytes) -> set[str]:
        book = book_of(tmp_path, {"a.jpg": data})
        book.full_width(source_image(book, "a.jpg"))
        artifacts: list[Artifact] = list(image_artifacts(book))
        return {artifact.inputs for artifact in artifacts}

    assert inputs(photo()) == inputs(photo())
    assert inputs(photo()).isdisjoint(inputs(photo(turn=2)))


# Threads


PORTRAITS = 12


@pytest.mark.parametrize("side", [640, 960, 1000])
def test_smaller_picture_keeps_lightness(tmp_path: Path, side: int) -> None:
    picture = Image.new("RGB", (side, side), (200, 100, 50))
    picture.paste((0, 0, 0), (0, 0, side // 2, side))
    book = book_of(tmp_path, {"kim.jpg": saved(picture, "JPEG", quality=100)})
    square = book.cropped_square(source_image(book, "kim.jpg"), None)
    smaller = read(rendered_files(book)[square.path]).convert("RGB")
    assert smaller.size == (320, 320)
    assert is_near(smaller.getpixel((310, 5)), (200, 100, 50))
    assert is_near(smaller.reduce(320).getpixel((0, 0)), (100, 50, 25))


def test_picture_of_the_hero_is_also_avif_if_it_is_a_photo(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        {"hall.jpg": photo((2000, 1000)), "plan.png": saved(halves((900, 600)), "PNG")},
    )
    hero = book.hero(source_image(book, "hall.jpg"))
    files = {
        path: data
        for path, data in rendered_files(book).items()
        if path.endswith(".avif")
    }
    assert hero.has_avif
    assert files.keys() == {path.replace(".webp", ".avif") for path, _ in hero.choices}
    assert all(
        SECRET not in data and read(data).format == "AVIF" for data in files.values()
    )
    assert not book.hero(source_image(book, "plan.png")).has_avif


def test_hero_of_a_real_photo_meets_its_budgets(tmp_path: Path) -> None:
    """At most 60 kB on a phone with 390 pixels of three dots, and 140 kB on a screen of 1280."""
    ferry = Path("examples/portfolio/shared/assets/images/ferry.jpg")
    book = book_of(tmp_path, {"ferry.jpg": (ROOT / ferry).read_bytes()})
    book.hero(source_image(book, "ferry.jpg"))
    sizes = {path: len(data) for path, data in rendered_files(book).items()}
    for path, size in sizes.items():
        if path.endswith(".avif"):
            assert size < 0.75 * sizes[path.replace(".avif", ".webp")]
            assert size <= (60_000 if "-480." in path or "-1200." in path else 140_000)


@pytest.mark.parametrize("jobs", [2, 4, 8])
def test_images_are_the_same_from_threads(tmp_path: Path, jobs: int) -> None:
    files = {
        f"{number}.jpg": photo((700 + 40 * number, 650), turn=number + 1)
        for number in range(6)
    }
    book = book_of(
        tmp_path, files | {"broken.jpg": photo(), "clear.png": KINDS["clear"][0]}
    )
    for name in (*files, "broken.jpg", "clear.png"):
        book.cropped_square(source_image(book, name), None)
        book.full_width(source_image(book, name))
    artifacts = list(image_artifacts(book))
    alone = {artifact.path: artifact.produce() for artifact in artifacts}
    assets._prepare.cache_clear()
    book.cache = Cache(None)
    artifacts = list(image_artifacts(book))
    (tmp_path / "assets/broken.jpg").write_bytes(b"")
    codes, by_more = [], {}
    with ThreadPoolExecutor(jobs) as threads:
        futures = [
            (artifact, threads.submit(artifact.produce)) for artifact in artifacts
        ]
    for artifact, future in futures:
        assert artifact.in_thread
        try:
            by_more[artifact.path] = future.result()
        except DiagnosticError as error:
            codes.append(error.diagnostic.code)
    assert by_more == {
        path: data for path, data in alone.items() if "broken" not in path
    }
    assert set(codes) == {"F108"}
