"""The web app manifest and its pictures."""

from __future__ import annotations

import importlib
import json
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from microsite import project
from microsite.exports import web_app
from microsite.exports.web_app import ICON_SIZES
from microsite.model.records.event import Hero
from microsite.render.share_cards import icon_png
from microsite.site.colours import scheme
from tests.export_helpers import export_files, make_site
from tests.making import EVENT

GIVEN = scheme("#fcc22d", "#0f1926", Hero.BRIGHT).light
OTHER = scheme("#0b7f78", "#3b1d2a", Hero.DEEP).light


def test_web_manifest_uses_relative_urls(tmp_path: Path) -> None:
    files = export_files(make_site(tmp_path, {}, EVENT))
    manifest = json.loads(files["manifest.webmanifest"])
    assert manifest["name"] == "Coasts in common"
    assert manifest["short_name"] == "Coasts"
    assert manifest["start_url"] == "index.html"
    assert manifest["scope"] == manifest["id"] == "./"
    for icon in manifest["icons"]:
        assert "://" not in icon["src"] and not icon["src"].startswith("/")
        picture = Image.open(BytesIO(files[icon["src"]]))
        assert icon["sizes"] == f"{picture.width}x{picture.height}"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        (f"{size}x{size}", purpose)
        for size in ICON_SIZES
        for purpose in ("any", "maskable")
    }


@pytest.mark.parametrize("size", ICON_SIZES)
def test_icon_png_is_small_and_reproducible(size: int) -> None:
    data = icon_png(size, GIVEN)
    assert data == icon_png(size, GIVEN)
    assert len(data) <= 8 * 1024
    picture = Image.open(BytesIO(data)).convert("RGB")
    assert picture.size == (size, size)
    assert picture.getpixel((1, 1)) == (0xFC, 0xC2, 0x2D)
    assert picture.getpixel((size // 2, size // 2)) == tuple(
        bytes.fromhex(GIVEN.subject[1:])
    )
    assert icon_png(size, OTHER) != data


def test_icon_name_changes_with_colours(tmp_path: Path) -> None:
    names = set()
    for accent in ("#fcc22d", "#0b7f78"):
        site = make_site(
            tmp_path / accent[1:], {}, f'{EVENT}theme:\n  accent: "{accent}"\n'
        )
        names |= {path for path in export_files(site) if "icon" in path}
    assert len(names) == 2 * len(ICON_SIZES)


def test_icon_name_does_not_depend_on_engine_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Phones cache icons by their address."""
    site = make_site(tmp_path, {}, EVENT)
    names = {path for path in export_files(site) if "icon" in path}
    monkeypatch.setattr(project, "engine_digest", lambda: "another")
    importlib.reload(web_app)
    icons = [web_app.icon(site, size) for size in ICON_SIZES]
    assert {icon.path for icon in icons if icon} == names


def test_icon_of_project_replaces_drawing(tmp_path: Path) -> None:
    icon = tmp_path / "assets" / "icon-512.png"
    icon.parent.mkdir()
    Image.new("RGB", (512, 512), "#123456").save(icon)
    files = export_files(make_site(tmp_path, {}, EVENT))
    (path,) = (path for path in files if "icon-512" in path)
    assert files[path] == icon.read_bytes()
    assert any(
        "icon-192" in path and data != icon.read_bytes() for path, data in files.items()
    )


def test_icon_has_safe_margin() -> None:
    """Outside the middle four fifths there is only background."""
    picture = Image.open(BytesIO(icon_png(192, GIVEN))).convert("RGB")
    ground = picture.getpixel((0, 0))
    for x in range(192):
        for y in range(192):
            if (x - 95.5) ** 2 + (y - 95.5) ** 2 > (0.4 * 192) ** 2:
                assert picture.getpixel((x, y)) == ground, (x, y)
