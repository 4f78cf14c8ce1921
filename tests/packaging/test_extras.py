"""Without an optional package, a command says which extra it needs, and a build is never wrong."""

from __future__ import annotations

import io
import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter

from microsite.apps.preview.serve import print_lan_address
from microsite.cli import main
from microsite.console.extras import EXTRAS
from microsite.output.file_texts import FileTexts
from microsite.render import assets, share_cards
from microsite.site.images import has_package
from tests.making import EVENT, write_project

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = "content/speakers/kim.md"
KIM = "---\nname: Kim Lee\nphoto: images/kim.png\nphoto_alt: Kim at work\n---\nKim makes things.\n"
PHOTOS = (
    "Photos, logos and share cards need a part of Microsite that is not installed.\n"
)


@pytest.fixture(autouse=True)
def as_pip_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["microsite"])
    monkeypatch.chdir(tmp_path)


def build(capsys: Any, *options: str) -> tuple[int, str]:
    code = main(["build", "--no-cache", "--as-of", "2027-01-10", *options])
    return code, capsys.readouterr().err


@pytest.fixture
def without_pillow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "PIL", None)
    for module, name in (
        (share_cards, "draw_card"),
        (share_cards, "icon_png"),
        (assets, "render_image"),
    ):
        # Earlier tests may have drawn the same picture: see `shared_results`.
        monkeypatch.setattr(module, name, getattr(module, name).__wrapped__)
    has_package.cache_clear()
    yield
    has_package.cache_clear()


@pytest.mark.usefixtures("without_pillow")
@pytest.mark.parametrize(
    "more", ["", "base_url: https://coasts.example/\ntheme: {cards: no}\n"]
)
def test_site_without_images_is_built_without_pillow(
    more: str, tmp_path: Path, capsys: Any
) -> None:
    write_project(tmp_path, {}, EVENT + more)
    code, messages = build(capsys)

    assert code == 0, messages
    assert (
        'Icons for phones were left out. To add them: pip install "microsite[images]"'
        in messages
    )
    manifest = json.loads(
        (tmp_path / "output" / "manifest.webmanifest").read_text("utf-8")
    )
    assert manifest["icons"] == []
    assert not list(tmp_path.glob("output/**/*.png"))


@pytest.mark.usefixtures("without_pillow")
@pytest.mark.parametrize("needs", ["photo", "share cards"])
def test_site_with_images_is_not_built_without_pillow(
    needs: str, tmp_path: Path, capsys: Any
) -> None:
    files = {PEOPLE: KIM} if needs == "photo" else {}
    event = EVENT if needs == "photo" else f"{EVENT}base_url: https://coasts.example/\n"
    write_project(tmp_path, files, event)
    (tmp_path / "assets" / "images").mkdir(parents=True)
    photo = tmp_path / "assets" / "images" / "kim.png"
    photo.write_bytes(PNG)

    assert build(capsys) == (2, f'{PHOTOS}Type: pip install "microsite[images]"\n')
    assert not (tmp_path / "output").exists()


def _png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


PNG = _png()


@pytest.mark.parametrize(
    "command, package",
    [
        ("export spreadsheet programme.xlsx", "openpyxl"),
        ("import spreadsheet programme.xlsx", "openpyxl"),
        ("import word notes.docx", "mammoth"),
        ("serve --help", "watchdog"),
        ("serve --help", "livereload"),
    ],
)
def test_command_names_the_extra_that_it_needs(
    command: str,
    package: str,
    tmp_path: Path,
    capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_project(tmp_path, {})
    monkeypatch.setitem(sys.modules, package, None)
    for name in list(sys.modules):
        if name.startswith((f"{package}.", "microsite.apps.preview.")):
            above, _, last = name.rpartition(".")
            if parent := sys.modules.get(above):
                monkeypatch.delattr(parent, last, raising=False)
            monkeypatch.delitem(sys.modules, name)
    optional = EXTRAS[package]

    assert main(command.split()) == 2
    assert capsys.readouterr().err == (
        f"{optional.purpose} need a part of Microsite that is not installed.\n"
        f'Type: pip install "microsite[{optional.extra}]"\n'
    )


def test_pipx_users_are_shown_the_command_of_pipx(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path, {})
    monkeypatch.setitem(sys.modules, "mammoth", None)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "pipx" / "venvs" / "microsite"))
    main(["import", "word", "notes.docx"])

    assert 'Type: pipx install --force "microsite[office]"\n' in capsys.readouterr().err


def test_missing_package_is_never_taken_for_a_damaged_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = io.BytesIO()
    PdfWriter().write(file)
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(ModuleNotFoundError, match="pypdf"):
        list(FileTexts().read(file.getvalue()))

    monkeypatch.setitem(sys.modules, "segno", None)
    with pytest.raises(ModuleNotFoundError, match="segno"):
        print_lan_address(8700)


def test_extras_are_those_of_the_package() -> None:
    """`all` has everything, and each message names an extra that exists."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    extras = project["optional-dependencies"]
    (everything,) = extras.pop("all")

    assert everything == f"microsite[{','.join(extras)}]"
    assert {package.extra for package in EXTRAS.values()} == set(extras)


def test_unusable_version_of_a_package_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: Any, tmp_path: Path
) -> None:
    """An older Tornado lacks what the editor imports."""
    write_project(tmp_path, {}, EVENT)
    monkeypatch.delattr("tornado.httputil.ParseMultipartConfig")
    monkeypatch.delattr("microsite.apps.editor.edit", raising=False)
    monkeypatch.delitem(sys.modules, "microsite.apps.editor.edit", raising=False)

    code = main(["edit", "--port", "0"])

    assert code != 0
    assert capsys.readouterr().err == (
        "Microsite cannot use the installed version of the package “tornado”.\n"
        'Type: pip install "microsite[preview]"\n'
    )
