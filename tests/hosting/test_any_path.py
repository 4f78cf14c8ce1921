"""The same output works under three paths: every link, picture and style is found."""

from __future__ import annotations

import re
import shutil
import urllib.request
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin

from tests.serving import serving

PATHS = ("", "2027/", "a/deep/er/place/")
LINK = re.compile(r'\s(?:href|src|srcset|action|poster)="([^"]*)"')
IN_STYLES = re.compile(r"url\(\s*[\"']?([^\"')]+)")


def links_of(address: str, text: str) -> set[str]:
    """Return absolute addresses in a page or stylesheet, without fragments."""
    addresses: set[str] = set()
    if address.endswith(".css"):
        links = IN_STYLES.findall(text)
    else:
        values = [unescape(value) for value in LINK.findall(text)]
        links = [
            part.split()[0]
            for value in values
            for part in value.split(", ")
            if part.split()
        ]
    for link in links:
        if not link.startswith(("data:", "mailto:", "tel:", "sms:", "#")):
            addresses.add(urldefrag(urljoin(address, link))[0])
    return addresses


def crawl(start: str) -> dict[str, bytes]:
    """Return the content of all files that links reach within a folder, by address."""
    files: dict[str, bytes] = {}
    todo = {start}
    while todo:
        address = todo.pop()
        with urllib.request.urlopen(
            address, timeout=60
        ) as answer:  # raises for a broken link
            files[address] = answer.read()
        if address.endswith((".html", ".css", "/")):
            links = {
                link
                for link in links_of(address, files[address].decode())
                if link.startswith(start)
            }
            todo |= links - files.keys()
    return files


def test_output_works_under_any_path(sites: dict[str, Path], tmp_path: Path) -> None:
    site = sites["/"]
    for path in PATHS:
        shutil.copytree(site, tmp_path / "host" / path, dirs_exist_ok=True)
    with serving(tmp_path / "host") as host:
        files = {}
        for path in PATHS:
            start = f"{host}/{path}"
            files[path] = {
                address.removeprefix(start): data
                for address, data in crawl(start).items()
            }
    paths = (path.relative_to(site).as_posix() for path in site.rglob("index.html"))
    pages = {path for path in paths if not path.startswith("embed/")}  # for other sites
    unlinked_pages = {
        "speakers/i-wetherfoot/index.html",
        "stream/index.html",
        "offline/index.html",
    }
    assert pages - unlinked_pages <= {
        address or "index.html" for address in files[""]
    }, "no page that nobody leads to"
    assert files[""].keys() == files["2027/"].keys() == files["a/deep/er/place/"].keys()
    assert files[""] == files["a/deep/er/place/"]
