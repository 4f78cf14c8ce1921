"""The front site of a portfolio: its lists of events, its calendar, and its limits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
    assert [each.headline for each in outcome.log] == []
    return folder


def page(root: Path, address: str = "") -> str:
    return (root / "output" / address / "index.html").read_text(encoding="utf-8")


def titles(html: str, heading: str) -> list[str]:
    """Return the titles of the events in the section with this heading."""
    section = re.search(rf"<section(?:(?!</section>).)*?>{heading}<.*?</section>", html, re.DOTALL)
    assert section, heading
    item = r'<li class="event[^"]*"(?![^>]*hidden).*?<h3[^>]*>.*?<a[^>]*>(.*?)</a>'
    return list(re.findall(item, section[0], re.DOTALL))


def test_home_lists_next_events_then_latest(root: Path) -> None:
    html = page(root)
    ahead = ["Coasts in common", "Homes that last", "Trafnidiaeth i bawb", "Schools", "Health"]
    assert titles(html, "Upcoming events") == [*ahead, "Lecture"]
    assert titles(html, "Past events") == ["Coasts 2026", "Homes 2025"]
    assert "For public services" in html
    assert "We bring people together." in html


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


def test_front_leaves_sites_of_events_alone(tmp_path: Path) -> None:
    """A second build deletes old pages of the front site, and nothing else."""
    fronts.build_of(tmp_path, fronts.some(), **FILES)
    assert (tmp_path / "output" / "events" / "places" / "leeds").is_dir()
    for name in ("homes-2025", "homes-that-last"):
        (tmp_path / "output" / name / "event.json").unlink()
    outcome = fronts.build_of(tmp_path, fronts.some()[:1])
    assert [each.headline for each in outcome.log] == []
    assert not (tmp_path / "output" / "events" / "places" / "leeds").exists()
    assert (tmp_path / "output" / "coasts-in-common" / "index.html").read_text() == "Coasts"


def test_front_without_events_says_so(tmp_path: Path) -> None:
    outcome = fronts.build_of(tmp_path, ())
    assert [each.headline for each in outcome.log] == []
    assert "No events are announced at the moment." in page(tmp_path)
    assert "No events are announced at the moment." in page(tmp_path, "events")
    assert not (tmp_path / "output" / "events.ics").exists()


def test_front_of_a_thousand_events_stays_light(tmp_path: Path) -> None:
    """No page has more than 3,000 elements or 300 KB."""
    fronts.build_of(tmp_path, fronts.many(1000))
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
