"""A conference site over a year, from the announcement to the publication of slides."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from microsite.build import build, create_sites
from microsite.cache import Cache
from microsite.diagnostics.diagnostic import Log
from microsite.model.loader import load_editions
from microsite.project import ENGINE_HOME, BuildOptions, Project
from tests.browser.test_pages import PAGE_BUDGET, packed, styles_of
from tests.built import SITES, built
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
    (
        "2027-03-28T03:00",
        "Book a place",
        OPEN,
        "",
        "Standard",
    ),  # the clocks have gone forward
    ("2027-05-13", "Book a place", OPEN, "", "Standard"),
    ("2027-05-13T16:59", "Book a place", OPEN, "", "Standard"),
    ("2027-05-13T17:00", "", CLOSED, "", ""),
    ("2027-05-14", "", CLOSED, "", ""),
    ("2027-05-19T23:59", "", CLOSED, "", ""),
    ("2027-05-20", "Today’s programme", CLOSED, "", ""),
    ("2027-05-20T16:59", "Today’s programme", CLOSED, "", ""),
    ("2027-05-20T17:00", "", "", OVER, ""),
    ("2027-08-31", "", "", OVER, ""),
]
"""Time, call to action, booking status, announcement and current price."""
PHASE_PAGES = (
    "index.html",
    "rates/index.html",
    "programme/index.html",
    "programme/welcome/index.html",
)
"""Paths in the output of the pages that show the phase."""


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

    def inside(self, name: str) -> Read:
        """Return the element of a class."""
        part = Read("")
        part.tree = next(
            element
            for element in self.tree.iter()
            if name in element.get("class", "").split()
        )
        return part

    def all(self, name: str) -> list[str]:
        """Return the words of the elements of a class, or of a tag with a class: `a.button`."""
        tag, _, of_class = name.rpartition(".")
        texts = []
        queue = [self.tree]
        while queue:
            element = queue.pop(0)
            if "hidden" in element.attrib:
                continue
            if (not tag or element.tag == tag) and of_class in element.get(
                "class", ""
            ).split():
                texts.append(" ".join(" ".join(visible(element)).split()))
            queue = [*element, *queue]
        return texts


def texts_as_of(
    project: Project, moment: str, names: tuple[str, ...] = PHASE_PAGES
) -> dict[str, str]:
    """Return the HTML of those of the pages that the site has, by path in the output."""
    log = Log()
    options = BuildOptions(as_of=datetime.fromisoformat(moment))
    [edition] = create_sites(load_editions(project, log), options, Cache(None))
    pages = {name: edition.html(name, log) for name in names}
    assert log.errors == 0, [diagnostic.headline for diagnostic in log]
    return {name: html.decode() for name, html in pages.items() if html is not None}


def pages_as_of(project: Project, moment: str) -> dict[str, Read]:
    return {name: Read(text) for name, text in texts_as_of(project, moment).items()}


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
    settings.write_text(
        text.replace("venue, booking, cpd]", "venue, cpd]"), encoding="utf-8"
    )
    return Project.at(root)


@pytest.mark.parametrize(("moment", "action", "places", "status", "price"), FIRST_SITE)
def test_phases_of_first_site_agree_on_every_page(
    first_site: Project, moment: str, action: str, places: str, status: str, price: str
) -> None:
    """The header is the same on every page but home, and home and rates agree."""
    pages = pages_as_of(first_site, moment)
    home, rates = pages["index.html"], pages["rates/index.html"]

    for name, page in pages.items():
        has_action = action and name != "index.html"  # the home page has it at the top
        assert page.all("li.header__action") == ([action] if has_action else [])
        assert page.all(".status") == ([status] if status else [])
    assert place_words(home) == (places if places in SHOWN_ON_HOME else "")
    button = action or (
        "Tell me when booking opens" if places == OPENS else "See the programme"
    )
    beside = {"Today’s programme": " Where and how to get in", "See the programme": ""}
    hero = home.inside("hero")
    assert hero.all("a.button") == [button]
    assert hero.all("p.actions") == [button + beside.get(button, " See the programme")]
    assert [words for words in rates.all("p.lead") if "ooking" in words] == (
        [f"{places or CLOSED}."] if places or status == OVER else []
    )
    cells = [
        cell
        for cell in rates.all("table.rate_table")[0].split("£")
        if "Today’s price" in cell
    ]
    paid = price if places != OPENS else ""  # nothing can be paid before booking opens
    assert len(cells) == (4 if paid else 0)
    column = {"Early booking": "295", "Standard": "345"}.get(paid, "")
    assert (
        re.findall(
            r"£(\d+) £\d+ with VAT Today’s price", rates.all("table.rate_table")[0]
        )[:1]
        == [column][: bool(paid)]
    )
    lowest = {"Standard": "£95", "Early booking": "£75"}.get(price)
    assert bool(home.all("ul.prices")) == (status == "")
    if lowest:
        assert home.all("ul.prices")[0].startswith(f"{lowest} Small community group")


@pytest.mark.parametrize(
    "moment", ["2025-02-20", "2025-03-10", "2025-09-01", "2025-09-18", "2025-10-01"]
)
def test_heaviest_pages_fit_first_round_trip_in_every_phase(moment: str) -> None:
    """Pages have more to say before an event than after it."""
    styles = built("tidewater").output
    pages = texts_as_of(
        Project.at(SITES["tidewater"]),
        moment,
        ("index.html", "programme/index.html", "speakers/index.html"),
    )
    weights = {
        name: packed(html.encode())
        + sum(packed(path.read_bytes()) for path in styles_of(styles, name))
        for name, html in pages.items()
    }
    assert len(weights) == 3
    assert {
        name: weight for name, weight in weights.items() if weight > PAGE_BUDGET
    } == {}


SETTINGS = (
    EVENT
    + "booking:\n  url: https://booking.example/\n  waiting_list_url: https://wait.example/\n"
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
        ("  full: yes\n", "2027-05-20T08:00", "Today’s programme", "Fully booked", ""),
        ("", "2027-05-20T08:00", "Today’s programme", "Booking is open", ""),
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
        has_action = action and name != "index.html"  # the home page has it at the top
        assert page.all("li.header__action") == ([action] if has_action else [])
        assert page.all(".status") == ([status] if status else [])
    assert place_words(pages["index.html"]) == (
        places if places in SHOWN_ON_HOME else ""
    )
    hero = pages["index.html"].inside("hero")
    assert hero.all("p.actions") == [f"{action} See the programme".strip()]
    assert hero.all("a.button") == [action][: bool(action)]


def test_calendar_is_beside_the_action_until_booking_opens(tmp_path: Path) -> None:
    """A phase has one action and one link, and the prices have the same action."""
    settings = SETTINGS.replace(
        "organiser:\n", "organiser:\n  email: events@example.org\n"
    )
    settings += "  opens: 2027-01-11 09:00\n"
    rates = {"data/rates.yaml": "rates:\n  - {id: all, name: Everybody, price: 90}\n"}
    project = Project.at(
        write_project(tmp_path, {"data/sessions.yaml": SESSIONS} | rates, settings)
    )
    for moment, action, link in (
        ("2027-01-01", "Tell me when booking opens", "Add to calendar"),
        ("2027-01-11T09:00", "Book a place", "See the programme"),
    ):
        home = pages_as_of(project, moment)["index.html"]
        assert home.inside("hero").all("p.actions") == [f"{action} {link}"]
        assert home.all("a.button") == [action] * 2


def test_future_wording_is_in_page_and_hidden(tmp_path: Path) -> None:
    """Later states are hidden in the page for the script, and not in the Markdown copy."""
    settings = SETTINGS + "  opens: 2027-01-11 09:00\n"
    project = Project.at(
        write_project(tmp_path, {"data/sessions.yaml": SESSIONS}, settings)
    )
    assert build(project, BuildOptions(as_of=date(2027, 1, 1))).published is not None
    text = (project.output / "programme/index.html").read_text("utf-8")

    assert Read(text).all("li.header__action") == []
    assert re.search(
        '<li class="header__action" [^>]*data-since="2027-01-11T09:00[+]00:00"[^>]* hidden>',
        text,
    )
    assert (
        '<aside class="status surface-ink" data-since="2027-05-20T17:00+01:00" hidden>'
        in text
    )
    copy = (project.output / "index.html.md").read_text("utf-8")
    assert "Thursday 20 May 2027" in copy
    assert "Booking" not in copy


SAMPLES = f"""{SETTINGS}  how: Book by post.
  steps: [{{title: Certificate, text: We send it.}}]
venue: {{name: Example House, town: Porto}}
attendance: hybrid
online_url: https://live.example/
outcomes: [{{title: Knots, text: Tie three.}}]
audience: [{{name: Sailors}}, {{name: Divers}}]
sample: [starts, venue, booking]
"""
UNCONFIRMED = {
    "data/sessions.yaml": """\
sessions:
  - {id: welcome, title: Welcome, kind: talk, start: "09:30", end: "10:00", speakers: kim, sample: yes}
  - {id: lunch, title: Lunch, kind: lunch, start: "12:00", end: "13:00"}
""",
    "data/rates.yaml": "rates:\n  - {id: all, name: Everybody, price: 90, sample: yes}\n",
    "data/sponsors.yaml": """\
tiers: [{id: buoy, name: Buoy, price: 10, available: 2, benefits: [{name: Sand}], sample: yes}]
sponsors: []
""",
    "content/speakers/kim.md": "---\nname: to be confirmed\nrole: Pilot\nfeatured: yes\nsample: yes\n---\n",
}
AHEAD = {
    "index.html": ["All of this is provisional", "What it covers", "Who it is for"],
    "rates/index.html": ["Rates are provisional", "How to book", "After you book"],
    "venue/index.html": ["Please do not make travel plans yet", "Join online"],
    "programme/index.html": ["Provisional", "This programme is provisional"],
    "programme/welcome/index.html": ['data-use="save"'],
    "speakers/index.html": ["These are the roles we plan to invite"],
    "speakers/kim/index.html": ["To be invited", "This programme is provisional."],
    "sponsorship/index.html": ["They may change", "2 available"],
    "event.html": ["The programme is provisional", "Join online"],
    "index.html.md": ["What it covers"],
    "rates/index.html.md": ["(provisional)", "Book by post."],
    "venue/index.html.md": ["(provisional)"],
}
"""Words of pages that are true only until the event is over."""


def test_provisional_and_future_words_go_after_the_event(tmp_path: Path) -> None:
    project = Project.at(write_project(tmp_path, UNCONFIRMED, SAMPLES))

    def texts(moment: str) -> dict[str, str]:
        outcome = build(project, BuildOptions(as_of=datetime.fromisoformat(moment)))
        assert outcome.published is not None, [
            diagnostic.headline for diagnostic in outcome.log
        ]
        return {name: (project.output / name).read_text("utf-8") for name in AHEAD}

    before, after = texts("2027-05-20T16:59"), texts("2027-05-20T17:00")
    for name, words in AHEAD.items():
        assert [word for word in words if word not in before[name]] == []
        assert [word for word in words if word in after[name]] == []
    assert "What it covered" in after["index.html"]
    assert "Who it was for" in after["index.html"]


def test_pages_say_once_that_nobody_is_confirmed(tmp_path: Path) -> None:
    sessions = UNCONFIRMED["data/sessions.yaml"].replace(
        "speakers: kim", "speakers: [kim, bo]"
    )
    people = {"data/sessions.yaml": sessions}
    people["content/speakers/bo.md"] = UNCONFIRMED["content/speakers/kim.md"]
    project = Project.at(write_project(tmp_path, UNCONFIRMED | people, SAMPLES))
    names = ("index.html", "speakers/index.html")
    for page in texts_as_of(project, "2027-01-01", names).values():
        assert page.count("Nobody has been confirmed yet.") == 1
        assert "To be invited" not in page


def test_call_to_action_of_the_day_is_not_among_prices(tmp_path: Path) -> None:
    project = Project.at(write_project(tmp_path, UNCONFIRMED, SAMPLES))
    home = texts_as_of(project, "2027-05-20T08:00")["index.html"]
    assert home.count("Today’s programme") == 1


def test_date_of_booking_is_planned_while_it_is_a_sample(tmp_path: Path) -> None:
    settings = SAMPLES.replace("  how:", "  opens: 2027-01-11 09:00\n  how:")
    project = Project.at(write_project(tmp_path, UNCONFIRMED, settings))
    rates = pages_as_of(project, "2027-01-01")["rates/index.html"]
    assert rates.all("p.lead") == [
        "Planned: booking opens on Monday 11 January 2027 at 09:00."
    ]


def test_how_to_book_goes_when_booking_closes(tmp_path: Path) -> None:
    settings = (
        SETTINGS
        + "  closes: 2027-05-13 17:00\n  how: Book by post.\noutcomes: [{title: Knots}]\n"
    )
    project = Project.at(write_project(tmp_path, UNCONFIRMED, settings))
    for moment, is_open in (("2027-05-13T16:59", True), ("2027-05-13T17:00", False)):
        page = texts_as_of(project, moment)["rates/index.html"]
        assert ("How to book" in page) == is_open
        assert ("Make the case to your budget holder" in page) == is_open


def test_breaks_are_not_headings_of_the_programme(tmp_path: Path) -> None:
    project = Project.at(write_project(tmp_path, UNCONFIRMED, SETTINGS))
    page = texts_as_of(project, "2027-01-01")["programme/index.html"]
    assert '<p class="session_card__title">Lunch' in page
    assert re.search(r'<h2 class="session_card__title">(<a [^>]*>)?Welcome', page)
