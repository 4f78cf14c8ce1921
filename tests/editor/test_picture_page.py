"""The screen of a picture: upload, description, focal point, part, and every size."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from microsite.apps.editor.history import History
from microsite.project import Project
from tests.editor.served import Served, served
from tests.editor.test_pictures import HEIC, SVG, bomb
from tests.making import EVENT, write_project
from tests.picturing import SECRET, photo, read

KIM = "content/speakers/kim.md"
ADDRESS = "picture/speaker/photo/kim"
ALT = "Kim, smiling, on a quay"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    files = {
        KIM: "---\nname: Kim  # as she spells it\n---\nHello.\n",
        "data/sponsors.yaml": "tiers:\n  - name: Gold\nsponsors:\n  - name: Acme\n    tier: gold\n",
    }
    write_project(tmp_path, files, f"{EVENT}venue:\n  name: The pier\n")
    with served(tmp_path) as server:
        yield server


def pictures(server: Served) -> dict[str, bytes]:
    folder = server.root / "assets"
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_photo_is_converted_saved_and_described_in_one_change(server: Served) -> None:
    before = server.text(KIM)
    server.upload(ADDRESS, "IMG_4032.HEIC", HEIC, alt=ALT)

    assert list(pictures(server)) == ["images/people/kim.jpg"]
    assert SECRET not in pictures(server)["images/people/kim.jpg"]
    text = server.text(KIM)
    assert "name: Kim  # as she spells it\n" in text
    assert "photo: images/people/kim.jpg\n" in text
    assert f"photo_alt: {ALT}\n" in text

    History(Project.at(server.root)).undo()
    assert server.text(KIM) == before
    assert pictures(server) == {}


def test_placeholders_are_no_description_and_nothing_is_lost(server: Served) -> None:
    page = server.upload(ADDRESS, "kim.jpg", photo(), 422, alt="Photo of")

    assert "“Photo of” does not describe the picture" in page
    assert 'href="#alt"' in page
    assert "\nPhoto of</textarea>" in page
    assert pictures(server) == {}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.png", bomb(60_000, 60_000), "too many to open safely"),
        ("a.jpg", SVG % b"<script>alert(1)</script>", "could run code"),
        ("a.pdf", b"%PDF-1.7", "is a PDF"),
        ("", b"", "Choose a file first"),
    ],
    ids="bomb script pdf none".split(),
)
def test_files_that_are_no_pictures_get_a_message(
    server: Served, name: str, data: bytes, words: str
) -> None:
    before = server.text(KIM)
    assert words in server.upload(ADDRESS, name, data, 422, alt=ALT)
    assert (server.text(KIM), pictures(server)) == (before, {})


def test_a_file_that_is_too_large_gets_a_message(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microsite.apps.editor.security.MAX_BYTES", 1_000_000)

    assert "more than 0 MB" in server.upload(
        ADDRESS, "a.jpg", b"x" * 9_000_000, 422, alt=ALT
    )


def test_the_focal_point_is_saved_and_shown_in_every_size(server: Served) -> None:
    server.upload(ADDRESS, "kim.jpg", photo((800, 600)), alt=ALT)
    server.upload(ADDRESS, "", b"", alt=ALT, across="80", down="30")

    assert "photo_focus: 80% 30%\n" in server.text(KIM)
    page = server.page(ADDRESS)
    urls = re.findall(r'src="(/_edit/picture-size\?name=[^"]*width=(\d+)[^"]*)"', page)
    assert [width for _, width in urls] == ["160", "320", "600"]
    for url, width in urls:
        status, headers, data = server.ask(unescape(url), None, "GET")
        assert (status, headers["Content-Type"]) == (200, "image/webp")
        assert read(data).size == (int(width), int(width))


def test_a_part_becomes_a_new_file(server: Served) -> None:
    server.upload(ADDRESS, "kim.jpg", photo((800, 600)), alt=ALT)
    original = pictures(server)["images/people/kim.jpg"]
    server.upload(
        ADDRESS, "", b"", alt=ALT, left="50", top="0", width="50", height="100"
    )

    assert pictures(server)["images/people/kim.jpg"] == original
    assert read(pictures(server)["images/people/kim-part.jpg"]).size == (400, 600)
    assert "photo: images/people/kim-part.jpg\n" in server.text(KIM)


def test_pictures_of_a_block_and_logos_are_saved(server: Served) -> None:
    server.upload(
        "picture/event/venue.picture/", "The pier.jpg", photo(), alt="A pier at dawn"
    )
    assert "  picture: images/the-pier.jpg\n" in server.text("content/event.md")
    assert "  picture_alt: A pier at dawn\n" in server.text("content/event.md")

    server.upload("picture/sponsor/logo/acme", "logo.svg", SVG % b"")
    assert "    logo: images/sponsors/acme.svg\n" in server.text("data/sponsors.yaml")
    page = server.page("picture/sponsor/logo/acme")
    assert "is-drawing" in page
    url = "/_edit/picture-size?name=images%2Fsponsors%2Facme.svg"
    status, headers, _ = server.ask(url, None, "GET")
    assert (status, headers["Content-Type"]) == (200, "image/svg+xml")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_picture_in_a_text_is_saved_at_once(server: Served) -> None:
    address, alt = "picture-in-text", "The pier [at dawn]"
    answer = json.loads(server.upload(address, "IMG_1.HEIC", HEIC, 200, alt=alt))

    assert answer == {
        "markdown": "![The pier \\[at dawn\\]](images/the-pier-at-dawn.jpg)"
    }
    assert list(pictures(server)) == ["images/the-pier-at-dawn.jpg"]
    again = json.loads(server.upload(address, "IMG_1.HEIC", HEIC, 200, alt=alt))
    assert again == answer
    assert "does not describe" in server.upload(
        address, "a.jpg", photo(), 200, alt="photo"
    )
    assert "is empty" in server.upload(address, "a.jpg", b"", 200, alt=alt)
    (entry,) = History(Project.at(server.root)).changes
    assert entry.label == "Add the picture images/the-pier-at-dawn.jpg"


@pytest.mark.parametrize(
    "address",
    [
        "picture/speaker/name/kim",
        "picture/speaker/photo/nobody",
        "picture/planet/photo/kim",
        "picture/event/venue.map.picture/",
        "picture-size?name=../content/event.md",
        "picture-size?name=",
    ],
)
def test_other_addresses_do_not_exist(server: Served, address: str) -> None:
    server.page(address, 404)


def test_uploads_need_the_token(server: Served) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="alt"\r\n\r\nKim\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x"
    address = f"/_edit/{ADDRESS}"
    assert (
        server.ask(address, body, X_Microsite_Token=None, Content_Type=kind)[0] == 403
    )
    foreign_headers = {"Content_Type": kind, "Origin": "http://evil.example"}
    assert server.ask(address, body, **foreign_headers)[0] == 403
    assert server.ask(address, b"junk", Content_Type="multipart/form-data; boundary=")[
        0
    ] in (
        400,
        422,
    )


def test_forms_link_to_the_picture(server: Served) -> None:
    assert "/_edit/picture/speaker/photo/kim" in server.page("record/speaker/kim")
    assert "/_edit/picture/event/venue.picture/" in server.page("record/event/")
