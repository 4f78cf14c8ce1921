"""Files, headers and statuses from real servers with the configuration that we publish."""

from __future__ import annotations

import json

import pytest

from microsite.cli import main
from microsite.site import hosting
from tests.hosting.client import Answer, Visitor

HIDDEN = (*hosting.FOR_HOSTS, ".nojekyll", "CNAME", "build.json")
"""Files without links from pages. Servers may refuse them."""


def headers_of(path: str) -> dict[str, str]:
    """Return the headers of a file of the site, including its content type."""
    _, _, ending = path.rpartition("/")[2].rpartition(".")
    is_immutable = path.startswith(hosting.FINGERPRINTED)
    caching = hosting.CACHE_IMMUTABLE if is_immutable else hosting.CACHE_REVALIDATE
    headers = hosting.HEADERS | {"Cache-Control": caching}
    if path.startswith(hosting.FRAMED):
        headers |= hosting.FRAME_HEADERS
    if ending in hosting.OPEN_DATA and path not in hosting.FOR_HOSTS:
        headers |= hosting.OPEN_HEADERS
    content_type = hosting.CONTENT_TYPES.get(ending)
    return headers | ({"Content-Type": content_type} if content_type else {})


def public_files(visitor: Visitor) -> list[str]:
    files = [path for path in visitor.files() if path not in HIDDEN]
    assert len(files) > 150
    return files


def forwarded(visitor: Visitor) -> dict[str, str]:
    """Return old paths with their targets, as configured for other hosts."""
    rules = (visitor.folder / "_redirects").read_text(encoding="utf-8").splitlines()
    return {
        old.removeprefix(visitor.path): new
        for old, new, _ in (rule.split() for rule in rules)
    }


def assert_headers(answer: Answer, expected: dict[str, str], path: str) -> None:
    headers = {name: answer.header(name) for name in expected}
    headers["Content-Type"] = headers["Content-Type"].replace(
        "; charset=UTF-8", "; charset=utf-8"
    )
    assert headers == expected, path


def test_servers_send_files_with_headers(visitor: Visitor) -> None:
    old_addresses = forwarded(visitor)
    for path in public_files(visitor):
        if path.removesuffix("index.html") in old_addresses:
            continue
        answer = visitor.get(path)
        assert answer.status == 200, path
        assert answer.body == (visitor.folder / path).read_bytes(), path
        headers = headers_of(path)
        assert "Content-Type" in headers, (
            f"{path}: microsite/site/hosting.py lacks its type"
        )
        assert_headers(answer, headers, path)
        assert not answer.header("Strict-Transport-Security"), (
            "it binds the whole domain: for its owner to decide"
        )


def test_folders_give_their_pages(visitor: Visitor) -> None:
    pages = [path for path in public_files(visitor) if path.endswith("/index.html")]
    for path in pages:
        folder = path.removesuffix("index.html")
        if folder in forwarded(visitor):
            continue
        answer = visitor.get(folder)
        assert answer.status == 200, folder
        assert answer.body == (visitor.folder / path).read_bytes(), folder
        assert_headers(answer, headers_of(path), folder)


def test_servers_redirect_folder_without_slash(visitor: Visitor) -> None:
    answer = visitor.get("programme")

    assert answer.status in (301, 308)
    location = answer.header("Location")
    assert location.endswith(f"{visitor.path}programme/") or location == "programme/"
    assert answer.header("X-Content-Type-Options") == "nosniff"


def test_servers_send_home_page_at_root(visitor: Visitor) -> None:
    answer = visitor.get("")

    assert answer.status == 200
    assert answer.body == (visitor.folder / "index.html").read_bytes()


def test_servers_send_own_404_page(visitor: Visitor) -> None:
    """The 404 page also appears in deep folders, in assets and for hidden files."""
    page = (visitor.folder / "404.html").read_bytes()
    for path in (
        "nothing",
        "no/such/page/",
        "assets/css/site.00000000.css",
        "assets/",
        "assets/css/",
        "a.ics",
        *hosting.FOR_HOSTS,
    ):
        answer = visitor.get(path)
        assert answer.status == 404, path
        assert answer.body == page, path
        assert answer.header("Content-Type").lower() == "text/html; charset=utf-8", path
        assert answer.header("Cache-Control") == hosting.CACHE_REVALIDATE, path
        assert {
            name: answer.header(name) for name in hosting.HEADERS
        } == hosting.HEADERS, path
    assert f'href="{visitor.path}'.encode() in page


def test_servers_send_nothing_outside_the_site(visitor: Visitor) -> None:
    for path in (
        "../../../../etc/hostname",
        "%2e%2e/%2e%2e/%2e%2e/etc/hostname",
        "programme/..%2f..%2f..%2fetc/hostname",
    ):
        assert visitor.get(path).status in (400, 403, 404), path


def test_text_is_compressed_and_pictures_are_not(visitor: Visitor) -> None:
    endings = set()
    for path in public_files(visitor):
        ending = path.rpartition(".")[2]
        data = (visitor.folder / path).read_bytes()
        if len(data) < 1000 or path.removesuffix("index.html") in forwarded(visitor):
            continue
        answer = visitor.get(path, Accept_Encoding="gzip")
        assert answer.status == 200
        assert answer.unpacked == data, path
        assert (answer.header("Content-Encoding") == "gzip") == (
            ending in hosting.COMPRESSIBLE_TYPES
        ), path
        if ending in hosting.COMPRESSIBLE_TYPES:
            assert "accept-encoding" in answer.header("Vary").lower(), path
            assert len(answer.body) < len(data)
        endings.add(ending)
    assert endings >= {
        "html",
        "css",
        "svg",
        "ics",
        "json",
        "xml",
        "woff2",
        "png",
        "jpg",
    }


def test_servers_answer_304_to_unchanged_files(visitor: Visitor) -> None:
    """Revalidation works with and without compression, by ETag and by date."""
    asset = next(path for path in visitor.files() if path.startswith("assets/css/"))
    for path in ("", "programme/", "event.ics", "schedule.json", asset):
        for encoding in ("identity", "gzip"):
            first = visitor.get(path, Accept_Encoding=encoding)
            assert first.header("ETag"), path
            again = visitor.get(
                path, Accept_Encoding=encoding, If_None_Match=first.header("ETag")
            )
            assert (again.status, again.body) == (304, b""), (path, encoding)
            assert again.header("Cache-Control") == first.header("Cache-Control")
            answer = visitor.get(
                path, Accept_Encoding=encoding, If_None_Match='"another"'
            )
            assert answer.status == 200
        date = visitor.get(path).header("Last-Modified")
        answer = visitor.get(path, If_Modified_Since=date)
        assert answer.status == 304, path


def test_old_addresses_lead_to_the_new_ones(visitor: Visitor) -> None:
    """Apache redirects old addresses; other servers show a page that forwards."""
    assert len(forwarded(visitor)) == 5
    for old, new in forwarded(visitor).items():
        answer = visitor.get(old)
        if visitor.kind == "apache":
            assert answer.status == 301, old
            assert answer.header("Location").endswith(new), old
            continue
        if answer.status in (301, 308):
            answer = visitor.get(f"{old}/")
        assert answer.status == 200
        assert b'http-equiv="refresh"' in answer.body, old


def test_servers_send_build_json(visitor: Visitor) -> None:
    """`verify` reads build.json."""
    answer = visitor.get("build.json")

    assert json.loads(answer.body)["files"].keys() | {"build.json"} == set(
        visitor.files()
    )


def test_verify_finds_the_site_as_built(
    visitor: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Old addresses and files for hosts give the same responses on every server."""
    address = f"http://127.0.0.1:{visitor.port}{visitor.path}"

    assert main(["verify", address, "--built", str(visitor.folder)]) == 0, (
        capsys.readouterr().err
    )
    messages = capsys.readouterr().err
    assert "The site matches the build" in messages
    assert ("that the host redirects" in messages) == (visitor.kind == "apache")
