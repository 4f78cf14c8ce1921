"""The QR code of each page, for paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.build import build
from microsite.pages import page
from microsite.project import BuildOptions, Project
from microsite.render.artifacts import qr_code
from tests.built import AS_OF
from tests.codes import modules_of, read_code
from tests.making import EVENT, sessions_yaml, write_project

ADDRESS = "https://coasts.example/2027/"
SESSIONS = sessions_yaml("id: opening\nstart: 09:30\nabstract: Words.")


def files_of(root: Path, details: str = "", **settings: str | None) -> dict[str, str]:
    """Build a small site. Return its pages and codes by path."""
    sources = {"data/sessions.yaml": SESSIONS}
    project = Project.at(write_project(root, sources, f"{EVENT}{details}"))
    assert build(project, BuildOptions(as_of=AS_OF, **settings)).published  # type: ignore[arg-type]
    files = [
        path for path in project.output.rglob("*") if path.suffix in (".svg", ".html")
    ]
    return {
        file.relative_to(project.output).as_posix(): file.read_text(encoding="utf-8")
        for file in files
        if "assets" not in file.parts
    }


@pytest.mark.parametrize(
    "url", [ADDRESS, f"{ADDRESS}programme/łódź/", f"{ADDRESS}programme/{'long-' * 40}/"]
)
def test_code_is_read_as_its_address(url: str) -> None:
    assert read_code(modules_of(qr_code(url).decode())) == url


def test_each_page_has_the_code_of_its_address(tmp_path: Path) -> None:
    files = files_of(tmp_path, base_url=ADDRESS)
    codes = {path: text for path, text in files.items() if path.endswith(".svg")}
    for path, text in codes.items():
        place = path.removesuffix("qr.svg")
        assert read_code(modules_of(text)) == f"{ADDRESS}{place}"
        assert (
            '<img src="qr.svg" width="76" height="76" loading="lazy" alt="">'
            in files[f"{place}index.html"]
        )
    with_one = {path for path, text in files.items() if "qr.svg" in text}
    assert {"qr.svg", "programme/opening/qr.svg"} <= codes.keys()
    assert with_one == {path.replace("qr.svg", "index.html") for path in codes}
    assert "404.html" not in with_one


def test_site_without_an_address_has_no_codes(tmp_path: Path) -> None:
    assert not any(
        "qr.svg" in path or "qr.svg" in text
        for path, text in files_of(tmp_path).items()
    )


def test_site_can_leave_codes_out(tmp_path: Path) -> None:
    files = files_of(tmp_path, "leave_out: [qr codes]\n", base_url=ADDRESS)
    assert not any("qr.svg" in path or "qr.svg" in text for path, text in files.items())
    assert (
        "coasts.example/2027/programme/opening/</p>"
        in files["programme/opening/index.html"]
    )


def test_without_segno_pages_end_with_their_address_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "has_package", lambda _: False)
    files = files_of(tmp_path, base_url=ADDRESS)
    assert not any("qr.svg" in path or "qr.svg" in text for path, text in files.items())
    words = "<p hidden>coasts.example/2027/programme/opening/</p>"
    assert words in files["programme/opening/index.html"]
