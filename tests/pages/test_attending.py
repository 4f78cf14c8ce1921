"""Questions, feedback, places, access and reminders of sessions, and the steps of a booking."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from icalendar import Calendar

from microsite.pages.page import Page
from microsite.site.site import Site
from tests.export_helpers import BASE_URL, build_page, export_files, html_of, make_site
from tests.making import EVENT, sessions_yaml

TALK = "id: walls\ntitle: Walls\nstart: 09:30\nroom: Main hall\nspeakers: kim"
KIM = {"content/speakers/kim.md": "---\nname: Kim\n---\n"}
PROTECTED = {
    "content/speakers/kim.md": "---\nname: Kim\nprotected: yes\nshown_as: A\n---\n"
}
ASK = "questions: https://ask.example/coasts\nfeedback: events@example.org\n"


MAILTO = "mailto:events@example.org?subject=Tell%20us%20how%20it%20was%3A%20Walls"


def page_at(site: Site, address: str) -> Page:
    page = build_page(site, address)
    assert page is not None
    return page


def contacts(
    root: Path, session: str, event: str = ASK, files: dict[str, str] = KIM
) -> list[str]:
    """Return the words and addresses of the links of a session."""
    sessions = {"data/sessions.yaml": sessions_yaml(session, rooms=("Main hall",))}
    site = make_site(root, {**sessions, **files}, EVENT + event)
    links = page_at(site, "programme/walls/").view.contacts  # type: ignore[attr-defined]
    return [f"{link.label}, {link.about}: {link.href}" for link in links]


def test_questions_and_feedback_say_when_and_where(tmp_path: Path) -> None:
    assert contacts(tmp_path, TALK) == [
        "Ask a question, 09:15 to 10:15, at ask.example: https://ask.example/coasts",
        f"Tell us how it was, after the session, until 3 June 2027, by email: {MAILTO}",
    ]


def test_address_of_session_comes_before_that_of_event(tmp_path: Path) -> None:
    (link,) = contacts(
        tmp_path, f"{TALK}\nquestions: https://ask.example/walls", event=""
    )
    assert link.endswith("https://ask.example/walls")


def test_session_without_addresses_has_no_links(tmp_path: Path) -> None:
    assert contacts(tmp_path, TALK, event="") == []
    assert contacts(tmp_path, f"{TALK}\nstatus: cancelled") == []
    assert contacts(tmp_path, TALK, event=f"{ASK}status: postponed\n") == []


def test_protected_person_is_asked_only_at_typed_address(tmp_path: Path) -> None:
    assert contacts(tmp_path, TALK, files=PROTECTED) == []
    (link,) = contacts(tmp_path, f"{TALK}\nquestions: us@example.org", files=PROTECTED)
    assert link.startswith("Ask a question")


@pytest.mark.parametrize(
    "day, count",
    [
        (date(2027, 5, 20), 2),
        (date(2027, 5, 21), 1),
        (date(2027, 6, 3), 1),
        (date(2027, 6, 4), 0),
    ],
)
def test_links_end_with_their_time(tmp_path: Path, day: date, count: int) -> None:
    sessions = {"data/sessions.yaml": sessions_yaml(TALK, rooms=("Main hall",))}
    site = make_site(tmp_path, {**sessions, **KIM}, EVENT + ASK, as_of=day)
    assert len(page_at(site, "programme/walls/").view.contacts) == count  # type: ignore[attr-defined]


UPSTAIRS = """\
rooms:
  - {name: Loft, floor: Top floor, access: "Planned: step-free by lift, induction loop and live captions."}
  - {name: Attic, access: Eleven steps; no loop.}
"""


@pytest.mark.parametrize(
    "place, access, aids",
    [
        (
            "room: Loft",
            "Planned: step-free by lift, induction loop and live captions.",
            ("Captions", "Loop"),
        ),
        ("room: Attic", "Eleven steps; no loop.", ()),
        ("room: Loft\naccess: BSL interpreters. Slides in advance.", None, ("BSL",)),
        (
            "room: [Loft, Attic]",
            (
                "Loft: Planned: step-free by lift, induction loop and live captions. "
                "Attic: Eleven steps; no loop."
            ),
            ("Captions", "Loop"),
        ),
    ],
)
def test_access_follows_the_room_of_a_session_or_its_own(
    tmp_path: Path, place: str, access: str | None, aids: tuple[str, ...]
) -> None:
    """The access is in words on the page of the session, in the table of rooms and in files."""
    access = access or "BSL interpreters. Slides in advance."
    sessions = sessions_yaml(f"start: 09:30\n{place}", "start: 10:30\nroom: Attic")
    event = f"{EVENT}venue: {{name: Quay House}}\n"
    site = make_site(tmp_path, {"data/sessions.yaml": UPSTAIRS + sessions}, event)
    view: Any = page_at(site, "programme/s1/").view
    assert {fact.name: fact.value for fact in view.facts}["Access"] == access
    files = export_files(site)
    assert f"Access: {access}" in files["event.ics"].decode().replace(
        "\r\n ", ""
    ).replace("\\", "")
    assert json.loads(files["event.json"])["sessions"][0]["access"] == access
    assert f"Access: {access}" in html_of(site, "event.html")
    assert access in unescape(html_of(site, "programme/s1/"))
    assert "induction loop" in html_of(site, "venue/")
    assert choices(html_of(site, "programme/")) == list(aids)


def test_floor_of_a_room_is_a_sentence_before_its_access(tmp_path: Path) -> None:
    rooms = (
        "rooms: [{name: Attic}, "
        "{name: Loft, floor: First floor, access: 'Planned: step-free by lift.'}]\n"
    )
    sessions = sessions_yaml("start: 09:30\nroom: Loft", "start: 10:30\nroom: Attic")
    event = f"{EVENT}venue: {{name: Quay House}}\n"
    site = make_site(tmp_path, {"data/sessions.yaml": rooms + sessions}, event)
    for place in ("programme/", "event.html"):
        assert "First floor. Planned: step-free by lift." in html_of(site, place)


@pytest.mark.parametrize(
    "access, aids",
    [
        ("Hearing loop; step-free.", ["Loop"]),
        ("No captions. BSL: on request. A loop upstairs.", []),
        (
            "Planned: captions, loop, and British Sign Language",
            ["Captions", "Loop", "BSL"],
        ),
    ],
)
def test_aids_of_some_sessions_are_a_choice(
    tmp_path: Path, access: str, aids: list[str]
) -> None:
    """Aids are part of a list in words. An aid that all sessions have is no choice."""
    has = f"start: 09:30\naccess: '{access}'"
    site = make_site(
        tmp_path, {"data/sessions.yaml": sessions_yaml(has, "start: 10:30")}
    )
    assert choices(html_of(site, "programme/")) == aids
    sessions = sessions_yaml(has, has.replace("09", "10"))
    site = make_site(tmp_path, {"data/sessions.yaml": sessions})
    assert choices(html_of(site, "programme/")) == []


def choices(page: str) -> list[str]:
    return re.findall(r'name="aids" value="([^"]+)"', page)


@pytest.mark.parametrize(
    "places, words",
    [
        ("some", "Places left: choose when you book."),
        ("few left", "Few places left: choose when you book."),
        ("full", "This session is full."),
    ],
)
def test_places_of_session_are_in_words(
    tmp_path: Path, places: str, words: str
) -> None:
    files = {"data/sessions.yaml": sessions_yaml(f"start: 09:30\nbooked: {places}")}
    site = make_site(tmp_path, files)
    for address in ("programme/", "programme/s1/"):
        assert words in html_of(site, address), address
    over = make_site(tmp_path, files, as_of=date(2027, 6, 1))
    assert words not in html_of(over, "programme/")


@pytest.mark.parametrize("places, is_said", [("few left", False), ("full", True)])
def test_nobody_is_asked_to_choose_a_place_after_booking(
    tmp_path: Path, places: str, is_said: bool
) -> None:
    files = {"data/sessions.yaml": sessions_yaml(f"start: 09:30\nbooked: {places}")}
    closed_event = (
        EVENT + "booking: {url: https://b.example/, closes: 2027-05-01 18:00}\n"
    )
    page = html_of(
        make_site(tmp_path, files, closed_event, as_of=date(2027, 5, 10)),
        "programme/s1/",
    )
    assert ("choose when you book" in page, "full" in page) == (False, is_said)


def test_steps_of_booking_are_on_rates(tmp_path: Path) -> None:
    steps = "booking:\n  steps:\n    - title: Invoice\n      text: Within two days.\n"
    view = page_at(make_site(tmp_path, {}, EVENT + steps), "rates/").view
    (step,) = view.steps  # type: ignore[attr-defined]
    assert (step.title, step.text) == ("Invoice", "Within two days.")


def alarms(data: bytes) -> list[timedelta]:
    calendar: Any = Calendar.from_ical(data)
    return [alarm["TRIGGER"].dt for alarm in calendar.walk("VALARM")]


def test_calendars_of_sessions_have_reminders(tmp_path: Path) -> None:
    awkward = "title: Tides; END:VEVENT\nstart: 09:30\nspeakers: []"
    later, off = "start: 11:00", "start: 12:00\nstatus: cancelled"
    sessions = {"data/sessions.yaml": sessions_yaml(awkward, later, off)}
    files = export_files(make_site(tmp_path, sessions))
    reminders = {
        path: alarms(data) for path, data in files.items() if path.endswith(".ics")
    }
    assert {path: times for path, times in reminders.items() if times} == {
        "programme/s1/reminder.ics": [timedelta(hours=-1)],
        "programme/s2/reminder.ics": [timedelta(minutes=-15)],
    }
    (entry,) = Calendar.from_ical(files["programme/s1/reminder.ics"]).events
    assert entry.start == datetime(2027, 5, 20, 8, 30, tzinfo=UTC)


def test_past_sessions_offer_no_calendar(tmp_path: Path) -> None:
    files = {"data/sessions.yaml": sessions_yaml("start: 09:30")}
    page = page_at(make_site(tmp_path, files, as_of=date(2027, 5, 21)), "programme/s1/")
    assert page.view.calendar_href == ""  # type: ignore[attr-defined]


CASE = {
    "data/rates.yaml": "rates:\n  - id: all\n    name: Everyone & co\n    price: 345\n    sample: yes\n"
}
REASONS = "outcomes:\n  - title: Dry feet\n    text: Keep a street dry.\n"


def test_case_has_reasons_and_same_prices_as_rates(tmp_path: Path) -> None:
    site = make_site(tmp_path, CASE, EVENT + REASONS)
    page, rates = html_of(site, "make-the-case/"), html_of(site, "rates/")
    table = re.compile("<table class=.rate_table.*?</table>", re.DOTALL)
    assert table.findall(page) == table.findall(rates) != []
    assert 'href="../make-the-case/index.html"' in rates
    (address,) = re.findall('href="(mailto:[?][^"]*)"', page)
    fields = parse_qs(unescape(address).partition("?")[2])
    assert fields["subject"] == ["Coasts in common"]
    lines = fields["body"][0].split("\r\n")
    assert "- Dry feet. Keep a street dry." in lines
    assert "<li><b>Dry feet.</b> Keep a street dry.</li>" in page
    assert "- Everyone & co: £345 (provisional)" in lines
    assert lines[-1] == f"{BASE_URL}make-the-case/"


@pytest.mark.parametrize(
    "files, event, day",
    [
        ({}, REASONS, date(2027, 1, 1)),
        (CASE, "", date(2027, 1, 1)),
        (CASE, REASONS, date(2027, 6, 1)),
    ],
)
def test_no_case_without_prices_or_reasons_or_afterwards(
    tmp_path: Path, files: dict[str, str], event: str, day: date
) -> None:
    assert (
        build_page(
            make_site(tmp_path, files, EVENT + event, as_of=day), "make-the-case/"
        )
        is None
    )


def test_recordings_have_a_page(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "start: 09:30\nslides: https://slides.example/1",
        "start: 10:30\nrecording:\n  url: https://video.example/2\n  captions: yes",
        "start: 11:30",
    )
    organiser = EVENT.replace(
        "Example Conferences", "Example Conferences\n  email: a@example.org"
    )
    files, later = {"data/sessions.yaml": sessions}, date(2027, 6, 1)
    page = html_of(make_site(tmp_path, files, organiser, as_of=later), "recordings/")
    assert (
        page.count("https://slides.example/1")
        == page.count("https://video.example/2")
        == 1
    )
    assert "Recording, with captions" in page and "Session 3" not in page
    assert "Tell me about the next conference" in page
    programme = html_of(
        make_site(tmp_path, files, organiser, as_of=later), "programme/"
    )
    assert ">Slides</li>" in programme and ">Recording, with captions</li>" in programme
    assert ">Slides</li>" not in html_of(
        make_site(tmp_path, files, organiser), "programme/"
    )
    before = html_of(make_site(tmp_path, files, organiser), "recordings/")
    assert "Tell me about the next conference" not in before


def test_no_page_of_recordings_without_any(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"data/sessions.yaml": sessions_yaml("start: 09:30")})
    assert build_page(site, "recordings/") is None


ROOMS = """\
rooms:
  - name: Main hall
    floor: Ground floor
    stream: https://live.example/hall
    captions: https://captions.example/hall
"""
NOTES = """\
notes:
  - at: 2027-05-20 10:05
    text: Ten minutes late & <more>.
  - at: 2027-05-20 11:00
    text: Room A is full.
  - at: 2027-05-21 09:00
    text: Tomorrow.
"""


def test_today_has_rooms_sessions_and_notices_of_the_day(tmp_path: Path) -> None:
    files = {
        "data/sessions.yaml": ROOMS + sessions_yaml("start: 09:30\nroom: Main hall"),
        "data/notes.yaml": NOTES,
    }
    event = f"{EVENT}on_the_day:\n  - name: Wi-Fi\n    text: Network Tide\n"
    site = make_site(tmp_path, files, event, as_of=date(2027, 5, 20))
    page = html_of(site, "today/")
    for text in (
        "Watch: Main hall",
        "Captions: Main hall",
        "Ground floor",
        "Session 1",
        "Network",
    ):
        assert text in page, text
    assert page.index("Room A is full.") < page.index(
        "Ten minutes late &amp; &lt;more&gt;."
    )
    assert "Tomorrow." not in page
    assert 'href="../today/index.html">Today’s programme</a>' in page
    notes = json.loads(export_files(site)["notes.json"])["notes"]
    assert notes[-1] == {
        "time": "2027-05-20T10:05+01:00",
        "text": "Ten minutes late & <more>.",
    }
    assert len(notes) == 3


def test_today_says_when_the_event_is_and_in_which_time(tmp_path: Path) -> None:
    """People who take part from elsewhere have other clocks."""
    files = {"data/sessions.yaml": sessions_yaml("start: 09:30")}
    page_in_person = html_of(make_site(tmp_path / "here", files), "today/")
    assert re.search(
        r"<dd>Thursday 20\sMay\s2027, 09:00\sto\s17:00</dd>", page_in_person
    )
    assert "London time" not in page_in_person
    page_online = html_of(
        make_site(tmp_path / "there", files, f"{EVENT}attendance: online\n"), "today/"
    )
    assert "<dd>London time</dd>" in page_online


@pytest.mark.parametrize(
    "event, day",
    [("", date(2027, 5, 21)), ("status: postponed\n", date(2027, 5, 1))],
)
def test_no_today_without_a_day(tmp_path: Path, event: str, day: date) -> None:
    files = {"data/sessions.yaml": sessions_yaml("start: 09:30")}
    site = make_site(tmp_path, files, EVENT + event, as_of=day)
    assert build_page(site, "today/") is None
    assert "notes.json" not in export_files(site)


def test_case_says_who_has_booked(tmp_path: Path) -> None:
    audience = "audience:\n  - name: Police\n    attending: 48\n  - name: Health\n"
    page = html_of(
        make_site(tmp_path, CASE, EVENT + REASONS + audience), "make-the-case/"
    )
    assert "So far these people have booked: Police 48." in " ".join(page.split())


def test_way_and_plan_are_on_venue(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    plan = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"/>'
    (tmp_path / "assets" / "plan.svg").write_text(plan, encoding="utf-8")
    venue = (
        "venue:\n  name: Pier\n  plan: plan.svg\n  plan_alt: The rooms\n"
        "  way: [Go in by the blue door., Take the lift to the first floor.]\n"
    )
    page = html_of(make_site(tmp_path, {}, EVENT + venue), "venue/")
    assert (
        page.index("blue door")
        < page.index("Take the lift")
        < page.index('alt="The rooms"')
    )


def test_form_for_notes_needs_cpd(tmp_path: Path) -> None:
    sessions = {
        "data/sessions.yaml": sessions_yaml(
            "start: 09:30", "title: Lunch\nkind: lunch\nstart: 12:00"
        )
    }
    cpd = "cpd:\n  hours: 5\n  statement: Five hours.\n"
    page = html_of(make_site(tmp_path, sessions, EVENT + cpd), "my-record/")
    assert "Session 1" in page and "What I will do" in page and "Lunch" not in page
    assert build_page(make_site(tmp_path, sessions), "my-record/") is None
