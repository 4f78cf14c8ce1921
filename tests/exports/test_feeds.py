"""Feeds, by the rules of Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from posixpath import normpath
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest

from microsite.pages.registry import build_pages
from microsite.site.site import Site
from tests.export_helpers import BASE_URL, export_files, make_site, site_of
from tests.making import load_soundly

ROOT = Path(__file__).parents[2]
ATOM = "{http://www.w3.org/2005/Atom}"
FILES = {
    "content/news/one.md": "---\ntitle: One & <two>\ndate: 2027-01-10\nsummary: Short.\n---\n"
    "See [Kim](speaker:kim), [the wall](figure:wall) and [below](#more).\n\n## More\n\nText.\n",
    "content/news/older.md": "---\ntitle: Older\ndate: 2027-01-02\n---\nText.\n",
    "content/news/ahead.md": "---\ntitle: Not yet\ndate: 2027-02-10\n---\nText.\n",
    "content/news/draft.md": "---\ntitle: Draft\ndate: 2027-01-03\ndraft: yes\n---\nText.\n",
    "content/news/sample.md": "---\ntitle: Sample\ndate: 2027-01-03\nsample: yes\n---\nText.\n",
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\n---\n",
    "data/figures.yaml": "figures:\n  - {id: wall, value: the wall, statement: The wall is long., source: Example}\n",
    "data/resources.yaml": "kinds: [Guidance, السواحل, News, Empty]\nresources:\n"
    "  - {id: a, title: First, kind: Guidance, published: 2026-01-02, url: 'https://example.org/a', publisher: Ex}\n"
    "  - {id: b, title: Second, kind: Guidance, published: 2025-01-02, updated: 2026-03-04}\n"
    "  - {id: c, title: Undated, kind: Guidance}\n"
    "  - {id: d, title: Sample, kind: News, published: 2026-01-02, sample: yes}\n"
    "  - {id: e, title: Other, kind: السواحل, published: 2026-01-02}\n",
}


def read_atom(data: bytes, address: str | None) -> Element:
    """Check that a feed has everything that RFC 4287 requires."""
    feed = fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert urlsplit(element.findtext(f"{ATOM}id") or "").scheme in ("https", "urn")
        assert moment(element.findtext(f"{ATOM}updated")).utcoffset() is not None
        alternates = [
            link
            for link in element.findall(f"{ATOM}link")
            if link.get("rel") == "alternate"
        ]
        assert len(alternates) == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    self_links = [
        link.get("href")
        for link in feed.findall(f"{ATOM}link")
        if link.get("rel") == "self"
    ]
    assert self_links == ([address] if address else [])
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) > 0
    newest = max(
        moment(entry.findtext(f"{ATOM}updated")) for entry in feed.iter(f"{ATOM}entry")
    )
    assert moment(feed.findtext(f"{ATOM}updated")) == newest
    return feed


def moment(text: str | None) -> datetime:
    return datetime.fromisoformat(text or "")


def read_json(data: bytes) -> dict[str, Any]:
    """Check that a feed has everything that JSON Feed 1.1 requires, and no unknown field."""
    feed: dict[str, Any] = json.loads(data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert set(feed) <= {
        "version",
        "title",
        "home_page_url",
        "feed_url",
        "language",
        "authors",
        "items",
    }
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert "content_html" in item or "content_text" in item
        assert set(item) <= {
            "id", "url", "external_url", "title", "summary", "content_html", "content_text", "date_published",
            "date_modified",
        }  # fmt: skip
        assert all(item.values())
        assert all(
            urlsplit(item[name]).scheme == "https"
            for name in ("url", "external_url")
            if name in item
        )
        assert moment(item["date_published"]).utcoffset() is not None
    return feed


def titles(feed: Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_news_feed_lists_public_posts_newest_first(tmp_path: Path) -> None:
    for drafts in (False, True):
        files = export_files(make_site(tmp_path, FILES, drafts=drafts))
        assert titles(
            read_atom(files["news/feed.xml"], f"{BASE_URL}news/feed.xml")
        ) == [
            "One & <two>",
            "Older",
        ]
        assert [
            item["title"] for item in read_json(files["news/feed.json"])["items"]
        ] == [
            "One & <two>",
            "Older",
        ]


def test_resource_feed_lists_dated_resources(tmp_path: Path) -> None:
    files = export_files(make_site(tmp_path, FILES))
    feeds = sorted(
        path for path in files if path.startswith("resources/") and "feed" in path
    )
    assert feeds == [
        f"resources/{kind}/feed.{form}"
        for kind in ("guidance", "kind-2")
        for form in ("json", "xml")
    ]
    guidance = read_atom(
        files["resources/guidance/feed.xml"], f"{BASE_URL}resources/guidance/feed.xml"
    )
    assert titles(guidance) == ["Second", "First"]
    links = [
        link.get("href") for link in guidance.findall(f"{ATOM}entry[2]/{ATOM}link")
    ]
    assert links == ["https://example.org/a", f"{BASE_URL}resources/#a"]
    second, first = read_json(files["resources/guidance/feed.json"])["items"]
    assert second["date_modified"].startswith("2026-03-04")
    assert first["external_url"] == "https://example.org/a"


@pytest.mark.parametrize("base_url", [BASE_URL, None])
def test_feed_links_resolve(tmp_path: Path, base_url: str | None) -> None:
    root = ROOT / "examples" / "tidewater"
    for site in (
        make_site(tmp_path, FILES, base_url=base_url),
        tidewater(root, base_url),
    ):
        paths = {page.path for page in build_pages(site)} | set(export_files(site))
        paths |= site.images.variants.keys() | site.images.drawings.keys()
        paths |= {file.path for file in site.downloads.found.values()}
        for path, data in export_files(site).items():
            if not path.endswith("/feed.xml"):
                continue
            feed = read_atom(data, f"{base_url}{path}" if base_url else None)
            hrefs = [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
            for content in feed.iter(f"{ATOM}content"):
                hrefs += re.findall(r'(?:href|src)="([^"]*)"', content.text or "")
            for href in hrefs:
                target = urljoin(f"https://here.example/{path}", href)
                if base_url and target.startswith(base_url):
                    target = target.replace(base_url, "https://here.example/")
                    assert "index.html" not in href
                if target.startswith("https://here.example/"):
                    file = urlsplit(target).path.lstrip("/")
                    assert (
                        normpath(
                            file + "index.html"
                            if file.endswith("/") or not file
                            else file
                        )
                        in paths
                    ), href


def tidewater(root: Path, base_url: str | None) -> Site:
    event = load_soundly(root)
    return site_of(event, root, base_url, date(2026, 1, 1))


def test_feed_ids_are_stable_without_base_url(tmp_path: Path) -> None:
    first_feed = read_json(
        export_files(make_site(tmp_path / "1", FILES, base_url=None))["news/feed.json"]
    )
    later = dict(
        FILES,
        **{
            "content/news/one.md": FILES["content/news/one.md"].replace(
                "One & <two>", "Renamed"
            )
        },
    )
    site = make_site(tmp_path / "2", later, base_url=None, as_of=date(2027, 3, 1))
    second_ids = {
        item["title"]: item["id"]
        for item in read_json(export_files(site)["news/feed.json"])["items"]
    }
    assert {item["id"] for item in first_feed["items"]} == {
        second_ids["Renamed"],
        second_ids["Older"],
    }
    assert all(
        re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", identity)
        for identity in second_ids.values()
    )
    assert "url" not in first_feed["items"][0]


def test_feed_files_skip_empty_feeds(tmp_path: Path) -> None:
    assert [
        path for path in export_files(make_site(tmp_path, {})) if "feed" in path
    ] == []


def test_feed_titles_are_escaped(tmp_path: Path) -> None:
    data = export_files(make_site(tmp_path, FILES))["news/feed.xml"]
    assert b"One &amp; &lt;two&gt;" in data
