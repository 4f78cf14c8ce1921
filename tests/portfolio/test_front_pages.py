"""The front site of a portfolio: its lists of events, its calendar, and its limits."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from microsite.exports.event_json import VERSION
from tests.portfolio import fronts

PRIVACY = "---\ntitle: Privacy\n---\nSee the [programme](site:programme).\n"
FILES = {
    "shared/content/pages/privacy.md": PRIVACY,
    "front/content/event.md": "---\nstrapline: For public services\n---\nWe bring people together.\n",
    "output/coasts-in-common/index.html": "Coasts",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the front site of a few events."""
    folder = tmp_path_factory.mktemp("front")
    outcome = fronts.build_of(folder, fronts.some(), **FILES)
    assert [diagnostic.headline for diagnostic in outcome.log] == []
    return folder


def page(root: Path, address: str = "") -> str:
    html = (root / "output" / address / "index.html").read_text(encoding="utf-8")
    return html.replace("\N{NO-BREAK SPACE}", " ")


def titles(html: str, heading: str) -> list[str]:
    """Return the titles of the events in the section with this heading."""
    section = re.search(
        rf"<section(?:(?!</section>).)*?>{heading}<.*?</section>", html, re.DOTALL
    )
    assert section, heading
    item = r'<li class="event[^"]*"(?![^>]*hidden).*?<h3[^>]*>.*?<a[^>]*>(.*?)</a>'
    return list(re.findall(item, section[0], re.DOTALL))


def test_home_lists_next_events_then_latest(root: Path) -> None:
    html = page(root)
    ahead = [
        "Coasts in common",
        "Homes that last",
        "Trafnidiaeth i bawb",
        "Schools",
        "Health",
    ]
    assert titles(html, "Upcoming events") == [*ahead, "Lecture"]
    assert titles(html, "Past events") == ["Coasts 2026", "Homes 2025"]
    assert "For public services" in html
    assert "We bring people together." in html


def test_contact_is_about_all_events(root: Path) -> None:
    html = page(root, "contact")
    assert "runs these events." in html
    assert "runs this conference." not in html


def test_list_marks_cancelled_provisional_and_foreign_events(root: Path) -> None:
    html = page(root, "events")
    assert re.search(r"<s><time[^>]*>Thursday 27 May 2027</time></s>", html)
    assert '<span class="tag">Cancelled</span>' in html
    assert '<span class="tag">Provisional</span>' in html
    assert 'lang="cy">Trafnidiaeth i bawb</a>' in html
    assert "14 and 15 September 2027" in html
    assert "Example House, London, and online" in html


@pytest.mark.parametrize(
    ("address", "ahead", "past"),
    [
        ("subjects/housing", 2, 1),
        ("sectors/local-government", 2, 0),
        ("places/leeds", 1, 1),
        ("places/online", 1, 0),
        ("years/2026", 0, 1),
        ("years/2027", 5, 0),
        ("series/coasts-in-common", 1, 1),
    ],
)
def test_groups_have_pages(root: Path, address: str, ahead: int, past: int) -> None:
    html = page(root, f"events/{address}")
    assert html.count('<li class="event') == ahead + past
    assert html.count('<h2 id="past-') == (1 if past else 0)


def test_calendar_and_search_have_all_events(root: Path) -> None:
    calendar = (root / "output" / "events.ics").read_bytes()
    assert calendar.count(b"BEGIN:VEVENT\r\n") == 7
    assert calendar.startswith(b"BEGIN:VCALENDAR\r\nNAME:Example Policy Events\r\n")
    assert calendar.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    index = (root / "output" / "search" / "index.txt").read_text(encoding="utf-8")
    assert '<a href="coasts-in-common/index.html">' in index
    assert '<a href="homes-2025/index.html">' in index


def test_feed_has_all_events_with_dates(root: Path) -> None:
    feed = json.loads((root / "output" / "events" / "feed.json").read_bytes())
    assert feed["title"] == "Example Policy Events: events"
    assert len(feed["items"]) == 7
    assert feed["items"][0]["url"].startswith("https://events.example/")
    assert {item["date_published"] for item in feed["items"]} == {
        "2027-01-04T12:00:00Z"
    }
    assert any(
        "14 and 15 September 2027. A day on" in item["summary"]
        for item in feed["items"]
    )
    atom = (root / "output" / "events" / "feed.xml").read_text(encoding="utf-8")
    assert atom.count("<entry>") == 7
    assert 'href="events/feed.xml"' in page(root)


def test_front_leaves_sites_of_events_alone(tmp_path: Path) -> None:
    """A second build deletes old pages of the front site, and nothing else."""
    fronts.build_of(tmp_path, fronts.some(), **FILES)
    assert (tmp_path / "output" / "events" / "places" / "leeds").is_dir()
    for name in ("homes-2025", "homes-that-last"):
        (tmp_path / "output" / name / "event.json").unlink()
    outcome = fronts.build_of(tmp_path, fronts.some()[:1])
    assert [diagnostic.headline for diagnostic in outcome.log] == []
    assert not (tmp_path / "output" / "events" / "places" / "leeds").exists()
    assert (
        tmp_path / "output" / "coasts-in-common" / "index.html"
    ).read_text() == "Coasts"


def test_front_without_texts_has_a_search(tmp_path: Path) -> None:
    fronts.build_of(tmp_path, fronts.some())
    assert "Coasts in common" in (tmp_path / "output/search/index.txt").read_text(
        encoding="utf-8"
    )


def test_front_has_no_booking_of_an_event(tmp_path: Path) -> None:
    """The front site does not inherit fields that only events can have."""
    booking = (
        "  booking: {url: https://book.example/}\n  venue: {name: Hall, town: Leeds}\n"
    )
    outcome = fronts.build_of(tmp_path, fronts.some(), booking)
    assert [diagnostic.headline for diagnostic in outcome.log] == []
    assert not (tmp_path / "output/rates").exists()
    assert not (tmp_path / "output/venue").exists()
    assert "book.example" not in page(tmp_path)


def test_front_needs_an_organiser(tmp_path: Path) -> None:
    text = fronts.PORTFOLIO[: fronts.PORTFOLIO.index("  organiser")]
    outcome = fronts.build_of(tmp_path, (), **{"portfolio.yaml": text})
    assert [
        (diagnostic.span.path, diagnostic.span.line, diagnostic.headline)
        for diagnostic in outcome.log
    ] == [("portfolio.yaml", 7, "The block “defaults” has no “organiser”.")]


def test_rules_for_hosts_cover_the_events(tmp_path: Path) -> None:
    """Hosts read only the files at the root: rules for all events, redirects of each."""
    files = {"output/schools/_redirects": "/schools/old /schools/new/ 301\n" * 1200}
    files["front/data/redirects.yaml"] = (
        "redirects:\n  - {from: shows, to: 'site:contact'}\n"
    )
    outcome = fronts.build_of(tmp_path, fronts.some(), **files)
    assert [diagnostic.headline for diagnostic in outcome.log] == []
    headers = (tmp_path / "output/_headers").read_text(encoding="utf-8")
    assert (
        "/:event/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
        in headers
    )
    rules = (tmp_path / "output/_redirects").read_text(encoding="utf-8").splitlines()
    assert rules[0] == "/shows /contact/ 301"
    assert rules[-1] == "/schools/old /schools/new/ 301"
    assert len(rules) == 1000


def test_sitemap_leads_to_those_of_events(tmp_path: Path) -> None:
    """An event at another address is in no sitemap of this one."""
    places = ("schools/sitemap.xml", "schools/cy/sitemap.xml", "health/sitemap.xml")
    files = {f"output/{place}": "<urlset/>" for place in places}
    events = [event for event in fronts.some() if event["slug"] != "health"]
    files["output/health/event.json"] = json.dumps(
        fronts.event_json(fronts.event("health")) | {"url": "https://health.example/"}
    )
    fronts.build_of(tmp_path, events, **files)
    index = (tmp_path / "output/sitemap.xml").read_text(encoding="utf-8")
    addresses = re.findall("<loc>https://events.example/(.*)</loc>", index)
    assert addresses == [
        "pages-sitemap.xml",
        "schools/sitemap.xml",
        "schools/cy/sitemap.xml",
    ]
    pages = (tmp_path / "output/pages-sitemap.xml").read_text(encoding="utf-8")
    assert "<loc>https://events.example/events/</loc>" in pages
    robots = (tmp_path / "output/robots.txt").read_text(encoding="utf-8")
    assert "Sitemap: https://events.example/sitemap.xml" in robots


def test_people_of_several_events_have_pages(tmp_path: Path) -> None:
    """Each page leads to sessions. Of two people with one id, the second is in no list."""
    coasts, schools, health, past = (fronts.some()[number] for number in (0, 3, 4, 6))
    people = {"ada": "Ada Example", "bo": "Bo Example", "cy": "Cy Example"}
    events = [
        fronts.event_json(coasts, people),
        fronts.event_json(schools, {"bo": "Bo Another", "cy": "Cy Example"}),
        fronts.event_json(health, {"ada": "Ada Example"}),
        fronts.event_json(past, {"ada": "Ada Example"}),
    ]
    files = {
        f"output/{event['event']['slug']}/event.json": json.dumps(event)
        for event in events
    }
    outcome = fronts.build_of(tmp_path, (), **files)
    assert [(diagnostic.code, diagnostic.span.path) for diagnostic in outcome.log] == [
        ("E208", "events/schools")
    ]
    links = re.findall(
        r'href="[^"]*people/([^"/]+)/index.html"><bdi>(.*?)</bdi>',
        page(tmp_path, "people"),
    )
    assert links == [("ada", "Ada Example"), ("cy", "Cy Example")]
    html = page(tmp_path, "people/ada")
    titles = re.findall(
        r'<a href="../../([^"]*index.html)">([^<]*)</a>', html[html.index("<main") :]
    )
    assert (
        "coasts-in-common/programme/ada-reads/index.html",
        "Ada Example reads",
    ) in titles
    assert (
        html.index("Coasts in common")
        < html.index("Health")
        < html.index("Coasts 2026")
    )
    assert 'href="people/ada/index.html"' in page(tmp_path)
    index = (tmp_path / "output/search/index.txt").read_text(encoding="utf-8")
    assert '<a href="people/ada/index.html">Ada Example</a></h1>' in index
    assert (
        '<a href="schools/programme/cy-reads/index.html">Cy Example reads</a>' in index
    )


def test_event_of_another_version_is_left_out(tmp_path: Path) -> None:
    newer = fronts.event_json(fronts.event("health")) | {"version": VERSION + 1}
    files = {"output/health/event.json": json.dumps(newer)}
    outcome = fronts.build_of(tmp_path, [fronts.event("schools")], **files)

    assert [(diagnostic.code, diagnostic.span.path) for diagnostic in outcome.log] == [
        ("E209", "events/health")
    ]
    assert outcome.published is not None
    html = page(tmp_path)
    assert "schools/index.html" in html
    assert "health/index.html" not in html


def test_event_with_damaged_file_is_left_out(tmp_path: Path) -> None:
    files = {"output/health/event.json": '{"version": 1, "event"'}
    outcome = fronts.build_of(tmp_path, [fronts.event("schools")], **files)

    assert [(diagnostic.code, diagnostic.span.path) for diagnostic in outcome.log] == [
        ("E209", "events/health")
    ]


def test_groups_are_in_order_in_all_files(root: Path) -> None:
    """A set would have another order in each process."""
    pages = (root / "output/pages-sitemap.xml").read_text(encoding="utf-8")
    groups = re.findall(r"<loc>[^<]*/(events/\w+/[^<]*)</loc>", pages)
    assert len(groups) > 10
    assert groups == sorted(groups)


def test_sponsorship_leads_to_the_pages_of_events(tmp_path: Path) -> None:
    coasts, past = fronts.some()[0], fronts.some()[6]
    events = [
        fronts.event_json(coasts, sponsors=["Example Trust"]),
        fronts.event_json(past),
    ]
    files = {
        f"output/{event['event']['slug']}/event.json": json.dumps(event)
        for event in events
    }
    files |= {
        f"output/{event['event']['slug']}/sponsorship/index.html": ""
        for event in events
    }
    fronts.build_of(tmp_path, (), **files)
    html = page(tmp_path, "sponsorship")
    assert (
        'href="../coasts-in-common/sponsorship/index.html">Coasts in common</a>' in html
    )
    assert "Sponsors: Example Trust" in html
    assert "Coasts 2026" not in html

    tiers = "tiers:\n  - {id: shore, name: Shore, price: 500}\n"
    fronts.build_of(tmp_path, (), **{"shared/data/sponsors.yaml": tiers})
    html = page(tmp_path, "sponsorship")
    assert html.index("Shore") < html.index("Coasts in common</a>")


def test_front_without_events_says_so(tmp_path: Path) -> None:
    outcome = fronts.build_of(tmp_path, ())
    assert [diagnostic.headline for diagnostic in outcome.log] == []
    assert "No events are announced at the moment." in page(tmp_path)
    assert "No events are announced at the moment." in page(tmp_path, "events")
    assert not (tmp_path / "output" / "events.ics").exists()


@pytest.mark.slow
def test_front_of_a_thousand_events_stays_light(tmp_path: Path) -> None:
    """No page has more than 3,000 elements or 300 KB."""
    events, files = fronts.many(1000), dict[str, str]()
    for number, event in enumerate(events):
        people = {f"p-{id_}": f"Person {id_}" for id_ in (number % 700, number % 699)}
        files[f"output/{event['slug']}/event.json"] = json.dumps(
            fronts.event_json(event, people)
        )
        files[f"output/{event['slug']}/sponsorship/index.html"] = ""
    fronts.build_of(tmp_path, (), **files)
    for path in (tmp_path / "output").rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert len(html) < 300_000, path
        assert len(re.findall(r"<[a-z]", html)) < 3000, path
    assert len(page(tmp_path)) < 40_000


def test_words_and_dates_of_the_front_are_in_its_language(tmp_path: Path) -> None:
    fronts.build_of(tmp_path, fronts.some(), "  languages: [cy]\n")
    html = page(tmp_path, "events")
    assert "20 Mai 2027" in html
    assert 'lang="en-GB">Coasts in common</a>' in html
    assert ">Trafnidiaeth i bawb</a>" in html
    assert 'lang="cy">Trafnidiaeth' not in html
