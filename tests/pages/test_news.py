"""Author and picture of a news post."""

from __future__ import annotations

import json
from pathlib import Path

from microsite.site.structured_data import post_node
from tests.export_helpers import build_page, export_files, html_of, make_site
from tests.picturing import photo

POST = """\
---
title: Booking is open
date: 2027-01-10
author: A. Example
picture: images/hall.jpg
picture_alt: An empty hall.
picture_caption: The main hall, before the doors open.
---
Book now.
"""


def test_post_has_author_and_caption(tmp_path: Path) -> None:
    files = {"content/news/2027-01-10-booking.md": POST}
    picture = tmp_path / "assets" / "images" / "hall.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(photo())
    site = make_site(tmp_path, files)

    html = html_of(site, "news/booking/")
    assert "</time>, A. Example</p>" in html
    assert (
        "<figcaption" in html
        and "The main hall, before the doors open.</figcaption>" in html
    )
    node = post_node(site, site.news[0])
    assert node is not None and node["author"] == {
        "@type": "Person",
        "name": "A. Example",
    }
    exports = export_files(site)
    assert b"<author>\n<name>A. Example</name>" in exports["news/feed.xml"]
    (item,) = json.loads(exports["news/feed.json"])["items"]
    assert item["authors"] == [{"name": "A. Example"}]
    assert json.loads(exports["event.json"])["news"][0]["author"] == "A. Example"


def test_post_without_author_is_by_the_organiser(tmp_path: Path) -> None:
    plain = "---\ntitle: Booking is open\ndate: 2027-01-10\n---\nBook now.\n"
    site = make_site(tmp_path, {"content/news/2027-01-10-booking.md": plain})

    page = build_page(site, "news/booking/")
    assert page is not None and page.view.author == ""  # type: ignore[attr-defined]
    (item,) = json.loads(export_files(site)["news/feed.json"])["items"]
    assert "authors" not in item
    assert "author" not in json.loads(export_files(site)["event.json"])["news"][0]
