"""Files that hosts, crawlers and security researchers request by name."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from microsite.pages.registry import build_pages
from microsite.site.state import next_change
from tests.export_helpers import BASE_URL, export_files, make_site
from tests.making import EVENT, sessions_yaml

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FILES = {
    "data/sessions.yaml": sessions_yaml(
        "id: opening\nstart: 09:30\nspeakers: [kim, guarded]"
    ),
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\n---\n",
    "content/speakers/guarded.md": "---\nname: Zebedee Hiddenreef\nprotected: yes\nshown_as: A resident\n---\nBy.\n",
    "content/news/one.md": "---\ntitle: One\ndate: 2027-01-10\n---\nText.\n",
    "content/news/two.md": "---\ntitle: Two\ndate: 2027-01-02\nupdated: 2027-01-05\n---\nText.\n",
    "content/pages/access.md": "---\ntitle: Access\nupdated: 2026-12-24\n---\nText.\n",
    "content/pages/privacy.md": "---\ntitle: Privacy\n---\nText.\n",
}


def test_sitemap_lists_indexed_pages(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES)
    root = fromstring(export_files(site)["sitemap.xml"])
    assert root.tag == f"{SITEMAP}urlset"
    dates = {
        url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in root
    }
    pages = {
        f"{BASE_URL}{page.head.address}"
        for page in build_pages(site)
        if page.head.indexed
    }
    assert set(dates) == pages
    assert not {f"{BASE_URL}speakers/guarded/", f"{BASE_URL}404.html"} & pages
    assert {address: day for address, day in dates.items() if day} == {
        f"{BASE_URL}news/": "2027-01-10",
        f"{BASE_URL}news/one/": "2027-01-10",
        f"{BASE_URL}news/two/": "2027-01-05",
        f"{BASE_URL}access/": "2026-12-24",
    }


def test_pages_and_sitemap_have_same_dates(tmp_path: Path) -> None:
    """The text appears on the page, in the copy, the feed and structured data."""
    site = make_site(tmp_path, FILES, as_of=date(2027, 1, 31))
    files, pages = (
        export_files(site),
        {page.head.address: page for page in build_pages(site)},
    )

    assert "Last updated 24 December 2026" in files["access/index.html.md"].decode()
    view: Any = pages["access/"].view
    assert view.updated_iso == "2026-12-24"
    assert '"dateModified":"2027-01-05"' in str(pages["news/two/"].head.structured_data)
    assert "<updated>2027-01-05T12:00:00Z</updated>" in files["news/feed.xml"].decode()


def test_sitemap_is_absent_without_base_url(tmp_path: Path) -> None:
    files = export_files(make_site(tmp_path, FILES, base_url=None))
    assert "sitemap.xml" not in files
    assert files["robots.txt"] == b"User-agent: *\nDisallow:\n"


def test_robots_txt_names_sitemap(tmp_path: Path) -> None:
    files = export_files(make_site(tmp_path, FILES))
    assert (
        files["robots.txt"].decode()
        == f"User-agent: *\nDisallow:\n\nSitemap: {BASE_URL}sitemap.xml\n"
    )


def test_robots_txt_disallows_drafts(tmp_path: Path) -> None:
    files = export_files(make_site(tmp_path, FILES, drafts=True))
    assert files["robots.txt"] == b"User-agent: *\nDisallow: /\n"
    assert not [
        path
        for path in files
        if path == "sitemap.xml" or path.endswith((".md", "llms.txt"))
    ]


def test_nojekyll_is_published(tmp_path: Path) -> None:
    assert export_files(make_site(tmp_path, {}))[".nojekyll"] == b""


@pytest.mark.parametrize(
    "contact, address",
    [
        ("security@coasts.example", "mailto:security@coasts.example"),
        ("https://coasts.example/report", "https://coasts.example/report"),
    ],
)
def test_security_txt_contains_contact(
    tmp_path: Path, contact: str, address: str
) -> None:
    files = export_files(
        make_site(tmp_path, {}, f"{EVENT}security_contact: {contact}\n")
    )
    assert files[".well-known/security.txt"].decode() == (
        f"Contact: {address}\nExpires: 2028-01-01T00:00:00Z\nPreferred-Languages: en-GB\n"
        f"Canonical: {BASE_URL}.well-known/security.txt\n"
    )
    assert ".well-known/security.txt" not in export_files(make_site(tmp_path, {}))


def test_security_txt_is_renewed_before_it_expires(tmp_path: Path) -> None:
    event = f"{EVENT}security_contact: security@coasts.example\n"
    for number in range(
        0, 800, 37
    ):  # four or five days of each half-year, and its last one
        day = date(2027, 1, 1) + timedelta(days=number)
        site = make_site(tmp_path, {}, event, as_of=day)
        text = export_files(site)[".well-known/security.txt"].decode()
        ends = date.fromisoformat(text.partition("Expires: ")[2][:10])
        assert timedelta(days=180) < ends - day <= timedelta(days=366)
        renewal = next_change(site.event, site.now)
        assert renewal is not None and day <= renewal.date() < ends
        before = make_site(
            tmp_path, {}, event, as_of=renewal.date() - timedelta(days=1)
        )
        assert export_files(before)[".well-known/security.txt"].decode() == text
