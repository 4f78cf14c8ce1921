"""Structured data follows its vocabulary and contains only confirmed facts."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.pages.registry import build_pages
from microsite.site.site import Site
from microsite.site.structured_data import MAX_SUB_EVENTS, data_block
from tests.export_helpers import BASE_URL, make_site, site_of
from tests.making import EVENT, load_soundly, sessions_yaml

ROOT = Path(__file__).parents[2]
VENUE = "venue:\n  name: Example House\n  address: [Example House, 1 Example Street, London]\n  town: London\n"
FULL = f"{EVENT}{VENUE}"
SCHEMA = "https://schema.org/"
DATES = {"startDate", "endDate", "validFrom", "validThrough", "previousStartDate"}
KNOWN = {
    "Event": {
        "name", "description", "startDate", "endDate", "eventStatus", "eventAttendanceMode", "location", "url",
        "organizer", "performer", "offers", "inLanguage", "maximumAttendeeCapacity", "subEvent", "superEvent",
        "recordedIn", "@id", "image", "previousStartDate",
    },
    "Person": {"name", "url", "jobTitle", "affiliation", "image", "sameAs"},
    "Organization": {"name", "url", "logo", "email", "member", "telephone"},
    "Place": {"name", "address", "url", "geo"},
    "PostalAddress": {"streetAddress", "addressLocality", "postalCode", "addressCountry"},
    "GeoCoordinates": {"latitude", "longitude"},
    "VirtualLocation": {"url"},
    "Offer": {
        "name", "price", "priceCurrency", "priceSpecification", "validFrom", "validThrough", "availability", "url",
    },
    "PriceSpecification": {"price", "priceCurrency", "valueAddedTaxIncluded"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "NewsArticle": {
        "headline", "description", "datePublished", "dateModified", "image", "url", "mainEntityOfPage", "author",
        "publisher",
    },
    "CreativeWork": {"url"},
}  # fmt: skip
"""Properties of each type that we use, from the vocabulary."""
REQUIRED = {
    "Event": {"name", "startDate", "location"},
    "Person": {"name"},
    "Organization": {"name"},
    "Place": {"name", "address"},
    "VirtualLocation": {"url"},
    "Offer": {"price", "priceCurrency"},
    "ListItem": {"position", "name", "item"},
    "NewsArticle": {"headline", "datePublished"},
}
"""Properties that search engines require."""


def graphs_by_address(site: Site) -> dict[str, list[dict[str, Any]]]:
    """Return the structured data of each page by address, checked."""
    graphs = {}
    for page in build_pages(site):
        text = str(page.head.structured_data)
        assert "<" not in text
        graph: dict[str, Any] = (
            json.loads(text)
            if text
            else {"@context": "https://schema.org", "@graph": []}
        )
        assert graph["@context"] == "https://schema.org"
        for node in graph["@graph"]:
            check(node)
        graphs[page.head.address] = graph["@graph"]
    return graphs


def check(node: dict[str, Any]) -> None:
    """Check that an item has a known type, its required properties, and no others or empty ones."""
    kind = node["@type"]
    assert set(node) - {"@type"} <= KNOWN[kind], kind
    assert REQUIRED.get(kind, set()) <= set(node), kind
    for name, value in node.items():
        assert value not in ("", None, [], {}), name
        for moment in value if isinstance(value, list) else [value]:
            if name in DATES:
                assert datetime.fromisoformat(moment).utcoffset() is not None, name
        if name in (
            "url",
            "item",
            "image",
            "logo",
            "sameAs",
            "eventStatus",
            "eventAttendanceMode",
            "availability",
        ):
            for address in value if isinstance(value, list) else [value]:
                assert address.startswith("https://"), name
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                check(inner)


def event_of(site: Site) -> dict[str, Any] | None:
    return next(
        (node for node in graphs_by_address(site)[""] if node["@type"] == "Event"), None
    )


def test_structured_data_follows_vocabulary() -> None:
    for folder, base in (
        ("tidewater", "https://tidewater.example/2025/"),
        ("tidewater", None),
        ("one-page", BASE_URL),
    ):
        root = ROOT / "examples" / folder
        graphs = graphs_by_address(
            site_of(load_soundly(root), root, base, date(2025, 4, 1))
        )
        if folder == "tidewater":
            assert {
                node["@type"] for node in graphs["programme/the-sea-has-read-the-plan/"]
            } == {"Event"} | ({"BreadcrumbList"} if base else set())
            assert graphs["speakers/harbour-row-resident/"] == []
            assert graphs["news/booking-is-open/"][0]["@type"] == "NewsArticle"


def test_event_node_has_required_properties(tmp_path: Path) -> None:
    event = event_of(make_site(tmp_path, {}, FULL))
    assert event is not None
    assert event["name"] == "Coasts in common"
    assert event["startDate"] == "2027-05-20T09:00+01:00"
    assert event["endDate"] == "2027-05-20T17:00+01:00"
    assert event["eventStatus"] == f"{SCHEMA}EventScheduled"
    assert event["eventAttendanceMode"] == f"{SCHEMA}OfflineEventAttendanceMode"
    assert event["organizer"] == {
        "@type": "Organization",
        "name": "Example Conferences",
    }
    (place,) = event["location"]
    assert place["name"] == "Example House"
    assert place["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "1 Example Street",
        "addressLocality": "London",
        "addressCountry": "GB",
    }


@pytest.mark.parametrize(
    "more, status, mode",
    [
        ("status: postponed\n", "EventPostponed", "Offline"),
        ("status: cancelled\n", "EventCancelled", "Offline"),
        (
            "status: moved online\nonline_url: https://example.org/s\n",
            "EventMovedOnline",
            "Online",
        ),
        (
            "attendance: hybrid\nonline_url: https://example.org/s\n",
            "EventScheduled",
            "Mixed",
        ),
        (
            "attendance: online\nonline_url: https://example.org/s\n",
            "EventScheduled",
            "Online",
        ),
    ],
)
def test_event_node_has_status_and_attendance_mode(
    tmp_path: Path, more: str, status: str, mode: str
) -> None:
    event = event_of(make_site(tmp_path, {}, FULL + more))
    assert event is not None
    assert event["eventStatus"] == SCHEMA + status
    assert event["eventAttendanceMode"] == f"{SCHEMA}{mode}EventAttendanceMode"
    kinds = {
        "Offline": ["Place"],
        "Online": ["VirtualLocation"],
        "Mixed": ["Place", "VirtualLocation"],
    }[mode]
    assert [place["@type"] for place in event["location"]] == kinds


RECORD = 'event - {day} {number} {{"title": "Coasts in common", "starts": "{starts}", "ends": "{starts}"}}\n'


@pytest.mark.parametrize(
    "more, status, start, earlier",
    [
        ("", "EventRescheduled", "2027-05-20T09:00+01:00", ["2027-01-14T09:00+00:00"]),
        (
            "status: moved online\nonline_url: https://example.org/s\n",
            ["EventMovedOnline", "EventRescheduled"],
            "2027-05-20T09:00+01:00",
            ["2027-01-14T09:00+00:00"],
        ),
        (
            "status: cancelled\n",
            "EventCancelled",
            "2027-05-20T09:00+01:00",
            ["2027-01-14T09:00+00:00"],
        ),
    ],
)
def test_event_node_has_previous_start(
    tmp_path: Path, more: str, status: str | list[str], start: str, earlier: list[str]
) -> None:
    """Search engines and people know the event by the date that was published before."""
    record = RECORD.format(day="2026-10-01", number=0, starts="2027-01-14T09:00:00")
    event = event_of(make_site(tmp_path, {"data/published.txt": record}, FULL + more))
    assert event is not None
    assert event["startDate"] == start
    assert event["previousStartDate"] == earlier
    names = status if isinstance(status, list) else [status]
    statuses = (
        event["eventStatus"]
        if isinstance(event["eventStatus"], list)
        else [event["eventStatus"]]
    )
    assert statuses == [SCHEMA + name for name in names]


def test_event_node_of_postponed_event_has_former_start(tmp_path: Path) -> None:
    undated_event = FULL.replace("2027-05-20 09:00", "to be announced").replace(
        "2027-05-20 17:00", "to be announced"
    )
    record = RECORD.format(day="2026-10-01", number=0, starts="2027-01-14T09:00:00")
    files = {"data/published.txt": record}
    event = event_of(
        make_site(tmp_path / "1", files, f"{undated_event}status: postponed\n")
    )
    assert event is not None
    assert event["startDate"] == "2027-01-14T09:00+00:00"
    assert event["eventStatus"] == f"{SCHEMA}EventPostponed"
    assert "previousStartDate" not in event
    assert event_of(make_site(tmp_path / "2", files, undated_event)) is None


def test_event_node_ignores_provisional_former_start(tmp_path: Path) -> None:
    record = RECORD.format(
        day="2026-10-01", number=0, starts="2027-01-14T09:00:00"
    ).replace("}\n", ', "provisional": true}\n')
    event = event_of(make_site(tmp_path, {"data/published.txt": record}, FULL))
    assert event is not None
    assert event["eventStatus"] == f"{SCHEMA}EventScheduled"
    assert "previousStartDate" not in event


@pytest.mark.parametrize("field", ["title", "starts", "venue"])
def test_event_node_needs_confirmed_event(tmp_path: Path, field: str) -> None:
    files = {"data/sessions.yaml": sessions_yaml("id: opening\nstart: 09:30")}
    graphs = graphs_by_address(make_site(tmp_path, files, f"{FULL}sample: [{field}]\n"))
    assert [node["@type"] for node in graphs[""]] == ["Organization"]
    assert [node["@type"] for node in graphs["programme/opening/"]] == [
        "BreadcrumbList"
    ]


@pytest.mark.parametrize(
    "field, name",
    [("ends", "endDate"), ("description", "description"), ("organiser", "organizer")],
)
def test_event_node_leaves_out_samples(tmp_path: Path, field: str, name: str) -> None:
    full_event = event_of(make_site(tmp_path / "1", {}, FULL))
    event = event_of(make_site(tmp_path / "2", {}, f"{FULL}sample: [{field}]\n"))
    assert full_event is not None and event is not None
    assert set(full_event) - set(event) == {name}


def test_first_site_has_only_organiser_node() -> None:
    graphs = graphs_by_address(
        site_of(load_soundly(ROOT), ROOT, BASE_URL, date(2027, 1, 15))
    )
    kinds = {node["@type"] for nodes in graphs.values() for node in nodes}
    assert kinds <= {"Organization", "BreadcrumbList", "NewsArticle"}


RATES = """\
vat: excluded
rates:
  - id: public
    name: Public sector
    prices:
      - {label: Early, amount: 295, from: 2027-01-01, until: 2027-02-26}
      - {label: Standard, amount: 345, from: 2027-02-27, until: 2027-05-13}
  - {id: student, name: Students, price: 0}
  - {id: made-up, name: Placeholder, price: 1, sample: yes}
"""
BOOKING = "booking:\n  url: https://booking.example/\n  opens: 2027-01-11 09:00\n  closes: 2027-05-10 17:00\n"


@pytest.mark.parametrize(
    "day, more, availability, names",
    [
        (
            date(2027, 1, 5),
            "",
            "PreOrder",
            ["Public sector: Early", "Public sector: Standard", "Students"],
        ),
        (
            date(2027, 1, 15),
            "",
            "InStock",
            ["Public sector: Early", "Public sector: Standard", "Students"],
        ),
        (
            date(2027, 3, 1),
            "  few_left: yes\n",
            "LimitedAvailability",
            ["Public sector: Standard", "Students"],
        ),
        (
            date(2027, 3, 1),
            "  full: yes\n",
            "SoldOut",
            ["Public sector: Standard", "Students"],
        ),
        (date(2027, 5, 12), "", "OutOfStock", ["Public sector: Standard", "Students"]),
        (date(2027, 6, 1), "", "", []),
    ],
)
def test_offers_follow_the_rates(
    tmp_path: Path, day: date, more: str, availability: str, names: list[str]
) -> None:
    event = event_of(
        make_site(
            tmp_path, {"data/rates.yaml": RATES}, FULL + BOOKING + more, as_of=day
        )
    )
    assert event is not None
    offers = event.get("offers", [])
    assert [offer["name"] for offer in offers] == names
    assert {offer["availability"] for offer in offers} == (
        {SCHEMA + availability} if names else set()
    )


def test_offer_has_validity(tmp_path: Path) -> None:
    event = event_of(make_site(tmp_path, {"data/rates.yaml": RATES}, FULL + BOOKING))
    assert event is not None
    early, standard, student = event["offers"]
    assert (early["price"], early["priceCurrency"], early["url"]) == (
        "295.00",
        "GBP",
        "https://booking.example/",
    )
    assert early["priceSpecification"]["valueAddedTaxIncluded"] is False
    assert (early["validFrom"], early["validThrough"]) == (
        "2027-01-11T09:00:00+00:00",
        "2027-02-26T23:59:59+00:00",
    )
    assert (standard["validFrom"], standard["validThrough"]) == (
        "2027-02-27T00:00:00+00:00",
        "2027-05-10T17:00:00+01:00",
    )
    assert student["price"] == "0.00"


def test_booking_that_is_a_sample_offers_nothing(tmp_path: Path) -> None:
    event = event_of(
        make_site(
            tmp_path, {"data/rates.yaml": RATES}, f"{FULL}{BOOKING}sample: [booking]\n"
        )
    )
    assert event is not None
    assert "offers" not in event


PEOPLE = {
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\nrole: Harbour master\norganisation: Port\n"
    "links: [{label: Page, url: https://example.org/kim}]\n---\n",
    "content/speakers/guarded.md": "---\nname: Zebedee Hiddenreef\nprotected: yes\nshown_as: A resident\n---\n",
    "content/speakers/unnamed.md": "---\nname: to be confirmed\nrole: Minister\n---\n",
    "content/speakers/placeholder.md": "---\nname: Pat Placeholder\nsample: yes\n---\n",
}


def test_person_nodes_leave_out_protected_people(tmp_path: Path) -> None:
    session = "id: opening\nstart: 09:30\nchair: kim\nspeakers: [guarded, unnamed, placeholder]"
    graphs = graphs_by_address(
        make_site(
            tmp_path, {"data/sessions.yaml": sessions_yaml(session), **PEOPLE}, FULL
        )
    )
    kim = {"@type": "Person", "name": "Kim Ebbtide", "url": f"{BASE_URL}speakers/kim/"}
    opening, home = graphs["programme/opening/"][0], graphs[""][0]
    assert opening["performer"] == home["performer"] == [kim]
    assert graphs["speakers/kim/"][0] == kim | {
        "jobTitle": "Harbour master",
        "affiliation": {"@type": "Organization", "name": "Port"},
        "sameAs": ["https://example.org/kim"],
    }
    assert graphs["speakers/guarded/"] == []
    for slug in ("unnamed", "placeholder"):
        assert [node["@type"] for node in graphs[f"speakers/{slug}/"]] == [
            "BreadcrumbList"
        ]
    assert "resident" not in json.dumps(graphs)


def test_sessions_are_part_of_the_programme_while_they_are_few(tmp_path: Path) -> None:
    def programme(count: int) -> list[dict[str, Any]]:
        sessions = (
            f"id: s{number}\nstart: {9 + number // 4:02}:{number % 4 * 15:02}"
            for number in range(count)
        )
        text = sessions_yaml(
            *sessions,
            "id: lunch\nkind: lunch\nstart: 16:00",
            "id: x\nstart: 16:45\nsample: yes",
        )
        nodes = graphs_by_address(
            make_site(tmp_path / str(count), {"data/sessions.yaml": text}, FULL)
        )["programme/"]
        return next(
            (node["subEvent"] for node in nodes if node["@type"] == "Event"), []
        )

    assert [node["name"] for node in programme(2)] == ["Session 1", "Session 2"]
    assert len(programme(MAX_SUB_EVENTS)) == MAX_SUB_EVENTS
    assert programme(MAX_SUB_EVENTS + 1) == []


def test_session_node_has_cancelled_status(tmp_path: Path) -> None:
    sessions = sessions_yaml("id: off\nstart: 09:30\nstatus: cancelled")
    graphs = graphs_by_address(
        make_site(tmp_path, {"data/sessions.yaml": sessions}, FULL)
    )
    assert graphs["programme/off/"][0]["eventStatus"] == f"{SCHEMA}EventCancelled"


def test_breadcrumb_node_lists_steps(tmp_path: Path) -> None:
    sessions = sessions_yaml("id: opening\nstart: 09:30")
    node = graphs_by_address(
        make_site(tmp_path, {"data/sessions.yaml": sessions}, FULL)
    )["programme/opening/"][-1]
    assert [
        (step["position"], step["name"], step["item"])
        for step in node["itemListElement"]
    ] == [
        (1, "Home", BASE_URL),
        (2, "Programme", f"{BASE_URL}programme/"),
        (3, "Session 1", f"{BASE_URL}programme/opening/"),
    ]


def test_news_is_an_article_unless_it_is_a_draft_or_a_sample(tmp_path: Path) -> None:
    files = {
        "content/news/one.md": "---\ntitle: One\ndate: 2027-01-10\nsummary: Short.\n---\nText.\n",
        "content/news/two.md": "---\ntitle: Two\ndate: 2027-01-10\nsample: yes\n---\nText.\n",
        "content/news/three.md": "---\ntitle: Three\ndate: 2027-01-10\ndraft: yes\n---\nText.\n",
    }
    graphs = graphs_by_address(make_site(tmp_path, files, FULL, drafts=True))
    article = graphs["news/one/"][0]
    assert (article["@type"], article["headline"], article["datePublished"]) == (
        "NewsArticle",
        "One",
        "2027-01-10",
    )
    assert article["publisher"] == {
        "@type": "Organization",
        "name": "Example Conferences",
    }
    assert [node["@type"] for node in graphs["news/two/"]] == ["BreadcrumbList"]
    assert graphs["news/three/"] == []


@given(st.text())
def test_data_block_escapes_end_of_script(text: str) -> None:
    block = str(
        data_block(
            [
                {
                    "@type": "Event",
                    "name": f"{text}</script><script>alert(1)</script><!--",
                }
            ]
        )
    )
    assert "<" not in block
    assert json.loads(block)["@graph"][0]["name"].startswith(text)


def test_events_and_articles_take_the_picture_of_their_page() -> None:
    card, picture = "https://coasts.example/card.png", "https://coasts.example/own.jpg"
    nodes = [
        {"@type": "Event"},
        {"@type": "NewsArticle", "image": picture},
        {"@type": "Person"},
    ]
    assert json.loads(str(data_block(nodes, card)))["@graph"] == [
        {"@type": "Event", "image": card},
        {"@type": "NewsArticle", "image": picture},
        {"@type": "Person"},
    ]


def test_data_block_is_empty_without_nodes() -> None:
    assert data_block([]) == ""
