"""Pages link to calendars and feeds only if these files exist."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from microsite.pages.page import Page
from microsite.pages.registry import build_pages
from microsite.site import urls
from microsite.site.site import Site
from tests.export_helpers import AS_OF, BASE_URL, export_files, make_site
from tests.making import EVENT, sessions_yaml

FILES = {
    "data/sessions.yaml": sessions_yaml(
        "id: opening\nday: 1\nstart: 09:30",
        "id: off\nday: 1\nstart: 11:30\nstatus: cancelled",
        "id: b\nday: 2\nstart: 9:00",
    ),
    "data/resources.yaml": "resources:\n"
    "  - {id: a, title: Wall, kind: Guidance, published: 2026-01-02, url: 'https://example.org/a'}\n"
    "  - {id: b, title: Tide, kind: News, url: 'https://example.org/b'}\n",
    "content/news/one.md": "---\ntitle: One\ndate: 2027-01-10\n---\nText.\n",
}
TWO_DAYS = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")


def pages_of(site: Site) -> dict[str, Page]:
    return {page.head.address: page for page in build_pages(site)}


def calendar_links(pages: dict[str, Page]) -> dict[str, str]:
    """Return the calendar that each page links to, by address; those of days with their anchor."""
    calendars = {}
    for address, page in pages.items():
        view: Any = page.view if address not in (urls.WHOLE_EVENT, urls.TODAY) else None
        if link := getattr(view, "calendar_href", ""):
            calendars[address] = link.removeprefix(urls.ROOT)
        for day in getattr(view, "days", ()):
            if getattr(day, "calendar_href", ""):
                calendars[f"{address}#{day.id}"] = day.calendar_href.removeprefix(
                    urls.ROOT
                )
    return calendars


def test_pages_link_to_calendars_before_event(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES, TWO_DAYS)
    links = calendar_links(pages_of(site))
    assert links == {
        "": "save-the-date.ics",
        "programme/": "event.ics",
        "programme/#day-1": "programme/day-1.ics",
        "programme/#day-2": "programme/day-2.ics",
        "programme/opening/": "programme/opening/session.ics",
        "programme/b/": "programme/b/session.ics",
    }
    assert set(links.values()) <= set(export_files(site))


def test_pages_do_not_link_to_day_calendar_of_single_day(tmp_path: Path) -> None:
    files = {"data/sessions.yaml": sessions_yaml("id: opening\nstart: 09:30")}
    assert set(calendar_links(pages_of(make_site(tmp_path, files)))) == {
        "",
        "programme/",
        "programme/opening/",
    }


@pytest.mark.parametrize(
    "event, day",
    [
        (TWO_DAYS, date(2027, 5, 22)),
        (f"{TWO_DAYS}status: cancelled\n", AS_OF),
        (f"{TWO_DAYS}status: postponed\n", AS_OF),
    ],
)
def test_pages_do_not_link_to_calendars_of_past_or_cancelled_events(
    tmp_path: Path, event: str, day: date
) -> None:
    pages = pages_of(make_site(tmp_path, FILES, event, as_of=day))
    assert calendar_links(pages) == {}
    assert getattr(pages["programme/"].view, "subscribe_href", None) == ""


def test_pages_do_not_link_to_calendars_without_dates(tmp_path: Path) -> None:
    event = EVENT.replace(
        "starts: 2027-05-20 09:00\nends: 2027-05-20 17:00", "starts: to be announced"
    )
    files = {"data/sessions.yaml": sessions_yaml("start: 09:30")}
    assert calendar_links(pages_of(make_site(tmp_path, files, event))) == {}


def test_subscription_links_use_absolute_urls(tmp_path: Path) -> None:
    def href(base_url: str | None) -> str:
        view: Any = pages_of(make_site(tmp_path, FILES, TWO_DAYS, base_url=base_url))[
            "programme/"
        ].view
        return str(view.subscribe_href)

    assert href(BASE_URL) == "webcal://coasts.example/2027/event.ics"
    assert href(None) == ""


def test_pages_link_to_feeds(tmp_path: Path) -> None:
    site = make_site(tmp_path, FILES, TWO_DAYS)
    pages, files = pages_of(site), export_files(site)
    for page in pages.values():
        links = page.head.feeds
        names = [link.href.rpartition("/")[2] for link in links]
        assert names[:2] == ["feed.xml", "feed.json"]
        assert len(links) == (3 if page.head.address == "resources/" else 2)
        assert {link.href.removeprefix(urls.ROOT) for link in links} <= set(files)
    news: Any = pages["news/"].view
    assert news.feed_href == f"{urls.ROOT}news/feed.xml"
    resources: Any = pages["resources/"].view
    assert [(shelf.kind, shelf.feed_href) for shelf in resources.groups] == [
        ("To read", "")
    ]


def test_kind_with_three_resources_links_to_its_feed(tmp_path: Path) -> None:
    entries = FILES["data/resources.yaml"] + "".join(
        f"  - {{id: guide-{n}, title: Guide {n}, kind: Guidance, published: 202{n}-03-01, "
        f"url: 'https://example.org/{n}'}}\n"
        for n in range(3)
    )
    files = {**FILES, "data/resources.yaml": entries}
    view: Any = pages_of(make_site(tmp_path, files, TWO_DAYS))["resources/"].view

    assert [(shelf.kind, shelf.feed_href) for shelf in view.groups] == [
        ("Guidance", f"{urls.ROOT}resources/guidance/feed.xml"),
        ("More to read", ""),
    ]


def test_pages_do_not_link_to_empty_feeds(tmp_path: Path) -> None:
    files = {
        "content/news/one.md": "---\ntitle: One\ndate: 2027-01-10\nsample: yes\n---\nText.\n"
    }
    site = make_site(tmp_path, files)
    pages = pages_of(site)
    news: Any = pages["news/"].view
    assert news.feed_href == ""
    assert pages[""].head.feeds == ()
