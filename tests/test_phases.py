"""A conference site over a year, from the announcement to the publication of slides."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from microsite.build import build
from microsite.project import ENGINE_HOME, BuildOptions, Project
from tests.making import EVENT, write_project

OPENS = "Booking opens on Monday 11 January 2027 at 09:00"
OPEN = "Booking is open until Thursday 13 May 2027 at 17:00"
CLOSED = "Booking has closed"
OVER = "This conference has taken place."

FIRST_SITE = [
    ("2026-09-01", "", OPENS, "", ""),
    ("2026-10-25T00:59", "", OPENS, "", ""),  # the clocks go back
    ("2026-10-25T01:30", "", OPENS, "", ""),
    ("2026-11-24", "", OPENS, "", ""),
    ("2026-12-31T23:59", "", OPENS, "", ""),
    ("2027-01-11", "", OPENS, "", "Early booking"),
    ("2027-01-11T08:59", "", OPENS, "", "Early booking"),
    ("2027-01-11T09:00", "Book a place", OPEN, "", "Early booking"),
    ("2027-02-26T23:59", "Book a place", OPEN, "", "Early booking"),
    ("2027-02-27", "Book a place", OPEN, "", "Standard"),
    ("2027-03-27", "Book a place", OPEN, "", "Standard"),
    ("2027-03-28T03:00", "Book a place", OPEN, "", "Standard"),  # the clocks have gone forward
    ("2027-05-13", "Book a place", OPEN, "", "Standard"),
    ("2027-05-13T16:59", "Book a place", OPEN, "", "Standard"),
    ("2027-05-13T17:00", "", CLOSED, "", "Standard"),
    ("2027-05-14", "", CLOSED, "", ""),
    ("2027-05-19T23:59", "", CLOSED, "", ""),
    ("2027-05-20", "Today’s programme", CLOSED, "", ""),
    ("2027-05-20T16:59", "Today’s programme", CLOSED, "", ""),
    ("2027-05-20T17:00", "", "", OVER, ""),
    ("2027-08-31", "", "", OVER, ""),
]
"""Time, call to action, booking status, announcement and current price."""


def visible(element: Element) -> Iterator[str]:
    """Return the visible words inside an element."""
    yield element.text or ""
    for child in element:
        if "hidden" not in child.attrib:
            yield from visible(child)
        yield child.tail or ""


class Read:
    """A page without JavaScript: hidden elements are removed."""

    def __init__(self, text: str) -> None:
        self.tree = html5lib.parse(text, namespaceHTMLElements=False)

    def all(self, name: str) -> list[str]:
        """Return the words of the elements of a class, or of a tag with a class: `a.button`."""
        tag, _, of_class = name.rpartition(".")
        found = []
        waiting = [self.tree]
        while waiting:
            element = waiting.pop(0)
            if "hidden" in element.attrib:
                continue
            if (not tag or element.tag == tag) and of_class in element.get("class", "").split():
                found.append(" ".join(" ".join(visible(element)).split()))
            waiting = [*element, *waiting]
        return found


def pages_as_of(project: Project, moment: str) -> dict[str, Read]:
    outcome = build(project, BuildOptions(as_of=datetime.fromisoformat(moment)))
    assert outcome.published is not None, [found.headline for found in outcome.log]
    names = (
        "index.html",
        "rates/index.html",
        "programme/index.html",
        "programme/welcome/index.html",
    )
    return {
        name: Read((project.output / name).read_text("utf-8"))
        for name in names
        if (project.output / name).exists()
    }


SHOWN_ON_HOME = ("Few places left", "Fully booked", CLOSED)
"""States of booking that the home page names. In others its button says the same."""


def place_words(home: Read) -> str:
    """Return what the home page says about places."""
    facts = " ".join(home.all("dl.facts"))
    return (re.search(r"Places (.*?)(?: Provisional)?$", facts) or ["", ""])[1]


@pytest.fixture(scope="module")
def first_site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return the first site with booking that is no longer a sample."""
    root = tmp_path_factory.mktemp("first")
    for folder in ("content", "data", "assets"):
        shutil.copytree(ENGINE_HOME / folder, root / folder)
    settings = root / "content" / "event.md"
    text = settings.read_text("utf-8")
    assert "venue, booking, cpd]" in text
    settings.write_text(text.replace("venue, booking, cpd]", "venue, cpd]"), encoding="utf-8")
    return Project.at(root)


@pytest.mark.parametrize(("moment", "action", "places", "status", "price"), FIRST_SITE)
def test_phases_of_first_site_agree_on_every_page(
    first_site: Project, moment: str, action: str, places: str, status: str, price: str
) -> None:
    """The header is the same on every page but home, and home and rates agree."""
    pages = pages_as_of(first_site, moment)
    home, rates = pages["index.html"], pages["rates/index.html"]

    for name, page in pages.items():
        shown = action and name != "index.html"  # the home page has it at the top
        assert page.all("li.header__action") == ([action] if shown else [])
        assert page.all(".status") == ([status] if status else [])
    assert place_words(home) == (places if places in SHOWN_ON_HOME else "")
    button = action or ("Tell me when booking opens" if places == OPENS else "")
    assert home.all("a.button")[-1:] == [button][: bool(button)]
    assert [words for words in rates.all("p.lead") if "ooking" in words] == (
        [f"{places}."] if places else []
    )
    marked = [
        cell for cell in rates.all("table.rate_table")[0].split("£") if "Today’s price" in cell
    ]
    assert len(marked) == (4 if price else 0)
    column = {"Early booking": "295", "Standard": "345"}.get(price, "")
    assert (
        re.findall(r"£(\d+) £\d+ with VAT Today’s price", rates.all("table.rate_table")[0])[:1]
        == [column][: bool(price)]
    )
    lowest = {"Standard": "£95", "Early booking": "£75"}.get(price)
    assert bool(home.all("ul.prices")) == (status == "")
    if lowest:
        assert home.all("ul.prices")[0].startswith(f"{lowest} Small community group")


SETTINGS = (
    EVENT + "booking:\n  url: https://booking.example/\n  waiting_list_url: https://wait.example/\n"
)
SESSIONS = """\
sessions:
  - { id: welcome, title: Welcome, kind: talk, start: "09:30", end: "10:00", slides: "https://slides.example/" }
"""


@pytest.mark.parametrize(
    ("more", "moment", "action", "places", "status"),
    [
        ("", "2027-02-01", "Book a place", "Booking is open", ""),
        ("  few_left: yes\n", "2027-02-01", "Book a place", "Few places left", ""),
        ("  full: yes\n", "2027-02-01", "Join the waiting list", "Fully booked", ""),
        ("  full: yes\n", "2027-05-20T08:00", "Join the waiting list", "Fully booked", ""),
        ("status: postponed\n", "2027-02-01", "", "", "Postponed."),
        ("status: cancelled\n", "2027-05-20T10:00", "", "", "Cancelled."),
        (
            "status: moved online\n",
            "2027-02-01",
            "Book a place",
            "Booking is open",
            "Moved online.",
        ),
        ("", "2027-05-20T17:00", "Slides and recordings", "", OVER),
        ("status: cancelled\n", "2027-06-01", "", "", "Cancelled."),
    ],
)
def test_phases_follow_event_status_before_dates(
    tmp_path: Path, more: str, moment: str, action: str, places: str, status: str
) -> None:
    root = write_project(tmp_path, {"data/sessions.yaml": SESSIONS}, SETTINGS + more)
    pages = pages_as_of(Project.at(root), moment)

    for name, page in pages.items():
        shown = action and name != "index.html"  # the home page has it at the top
        assert page.all("li.header__action") == ([action] if shown else [])
        assert page.all(".status") == ([status] if status else [])
    assert place_words(pages["index.html"]) == (places if places in SHOWN_ON_HOME else "")


def test_future_wording_is_in_page_and_hidden(tmp_path: Path) -> None:
    """Later states are hidden in the page for the script, and not in the Markdown copy."""
    settings = SETTINGS + "  opens: 2027-01-11 09:00\n"
    project = Project.at(write_project(tmp_path, {"data/sessions.yaml": SESSIONS}, settings))
    page = pages_as_of(project, "2027-01-01")["programme/index.html"]
    text = (project.output / "programme/index.html").read_text("utf-8")

    assert page.all("li.header__action") == []
    assert re.search(
        '<li class="header__action" [^>]*data-since="2027-01-11T09:00[+]00:00" hidden', text
    )
    assert '<div class="status surface-ink" data-since="2027-05-20T17:00+01:00" hidden>' in text
    copy = (project.output / "index.html.md").read_text("utf-8")
    assert "Thursday 20 May 2027" in copy
    assert "Booking" not in copy
