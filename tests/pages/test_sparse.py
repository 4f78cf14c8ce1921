"""Pages of an event whose rooms, places and hours have few details."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from microsite.diagnostics.diagnostic import Log
from microsite.locales.locale import Locale
from microsite.pages.programme import finder, programme_view
from microsite.pages.text_pages import resource_groups
from microsite.pages.views import session_cards
from microsite.render.event_css import event_css
from microsite.site import urls
from tests.export_helpers import build_page, export_files, html_of, make_site
from tests.making import EVENT, sessions_yaml

VENUE = "venue: {name: Quay House}\n"
TWO_DAYS = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21") + VENUE


def facts_of(page: str) -> list[str]:
    """Return the facts at the head of a page, as `Name: value`."""
    facts = re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return [re.sub("<.*?>", "", f"{name}: {value}") for name, value in facts]


def test_table_of_rooms_has_no_empty_columns(tmp_path: Path) -> None:
    rooms = "rooms:\n- {name: Hall, capacity: 90}\n- {name: Attic}\nsessions: []\n"
    page = html_of(
        make_site(tmp_path, {"data/sessions.yaml": rooms}, EVENT + VENUE), "venue/"
    )
    (table,) = re.findall("(?s)<table.*?</table>", page)
    assert re.findall('<th scope="col">(.*?)</th>', table) == [
        "Room",
        "Seats",
        "Sessions",
    ]
    assert [row.count("<td") for row in table.split("<tr")[2:]] == [2, 2]


def test_venue_names_every_day(tmp_path: Path) -> None:
    """The time of the first day says nothing about the others."""
    page = html_of(make_site(tmp_path / "one", {}, EVENT + VENUE), "venue/")
    assert "When: Thursday 20 May 2027, from 09:00" in facts_of(page)
    sessions = sessions_yaml("start: 09:30\nday: 1", "start: 09:30\nday: 2")
    two = make_site(tmp_path / "two", {"data/sessions.yaml": sessions}, TWO_DAYS)
    assert "When: 20 and 21 May 2027" in facts_of(html_of(two, "venue/"))


def test_places_of_a_session_without_a_room_are_no_place(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "id: walk\nstart: 09:30\ncapacity: 20",
        "id: talk\nstart: 11:00\nroom: Hall\ncapacity: 20",
    )
    site = make_site(
        tmp_path,
        {
            "data/sessions.yaml": sessions.replace(
                "sessions:", "rooms: [{name: Hall}]\nsessions:"
            )
        },
    )
    walk, talk = (
        facts_of(html_of(site, f"programme/{id_}/")) for id_ in ("walk", "talk")
    )
    assert "Places: 20" in walk and not any(fact.startswith("Where") for fact in walk)
    assert "Where: Hall, 20 places" in talk


def test_next_session_is_not_a_cancelled_one(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "id: one\nstart: 09:30",
        "id: two\ntitle: Gone\nstart: 10:30\nstatus: cancelled",
        "id: three\ntitle: Walls\nstart: 11:30",
    )
    page = html_of(
        make_site(tmp_path, {"data/sessions.yaml": sessions}), "programme/one/"
    )
    assert re.findall('rel="next">.*?<b>(.*?)</b>', page) == ["Walls"]


def test_hours_of_learning_have_the_comma_of_the_language(tmp_path: Path) -> None:
    event = f"{EVENT}cpd: {{hours: 15.50, statement: It.}}\noutcomes: [{{title: Dry feet}}]\n"
    home = make_site(tmp_path, {}, event)
    assert "<b>15.5</b> hours of CPD" in html_of(home, "")
    home.locale = Locale.load("fr", (), Log())
    assert "<b>15,5</b> hours of CPD" in html_of(home, "")


@pytest.mark.parametrize(
    "rooms, tracks, heading",
    [("Hall", "Sea", "Tracks and rooms"), ("Hall", "", "Rooms"), ("", "Sea", "Tracks")],
)
def test_programme_ends_with_what_it_has(
    tmp_path: Path, rooms: str, tracks: str, heading: str
) -> None:
    places = [
        f"room: {rooms} {n}\n" * bool(rooms) + f"track: {tracks} {n}" * bool(tracks)
        for n in "AB"
    ]
    sessions = sessions_yaml(
        *(f"start: {9 + n}:00\n{place}" for n, place in enumerate(places)),
        rooms=tuple(f"{rooms} {n}" for n in "AB" if rooms),
        tracks=tuple(f"{tracks} {n}" for n in "AB" if tracks),
    )
    page = html_of(make_site(tmp_path, {"data/sessions.yaml": sessions}), "programme/")
    assert re.findall('<h2 id="places">(.*?)</h2>', page) == [heading]


def test_page_of_the_day_begins_with_today(tmp_path: Path) -> None:
    """Days that are over come last."""
    sessions = sessions_yaml("start: 09:30\nday: 1", "start: 10:30\nday: 2")
    files = {"data/sessions.yaml": sessions}
    second = make_site(tmp_path, files, TWO_DAYS, as_of=date(2027, 5, 21))
    page = html_of(second, "today/")
    assert re.findall('<h2 id="(day-.)">', page) == ["day-2", "day-1"]


def test_outline_has_the_colon_of_a_choice_in_its_text(tmp_path: Path) -> None:
    """In a stylesheet it would have no space before it in French."""
    sessions = sessions_yaml(
        "start: 09:30\nroom: A", "start: 09:30\nroom: B", rooms=("A", "B")
    )
    home = html_of(make_site(tmp_path, {"data/sessions.yaml": sessions}), "")
    assert '<li class="outline__label">Two talks: </li>' in home


def test_track_and_room_of_the_same_name_list_their_own_sessions(
    tmp_path: Path,
) -> None:
    sessions = sessions_yaml(
        "id: tides\ntitle: Tides\nkind: talk\nstart: 10:00\nroom: Quay\ntrack: Sea",
        "id: walls\ntitle: Walls\nkind: talk\nstart: 11:00\nroom: Hall\ntrack: Quay",
        rooms=("Quay", "Hall"),
        tracks=("Sea", "Quay"),
    )
    groups = programme_view(
        make_site(tmp_path, {"data/sessions.yaml": sessions})
    ).places

    assert [(group.title, [it.id for it in group.sessions]) for group in groups] == [
        ("Sea", ["tides"]),
        ("Quay", ["walls"]),
        ("Quay", ["tides"]),
        ("Hall", ["walls"]),
    ]


def test_all_rooms_are_in_the_language_of_the_site_in_calendars_and_cards(
    tmp_path: Path,
) -> None:
    session = "id: tides\ntitle: Tides\nkind: talk\nstart: 10:00\nroom: all rooms"
    sessions = sessions_yaml(session, rooms=("Quay", "Hall"))
    site = make_site(tmp_path, {"data/sessions.yaml": sessions})
    site.locale = Locale.load("de", (), Log())
    site.gettext = site.locale.gettext
    page, calendar = (
        build_page(site, "programme/tides/"),
        export_files(site)[urls.CALENDAR],
    )

    assert page is not None
    assert page.card is not None
    assert page.card.lines[0].endswith(", Alle Räume")
    assert "LOCATION:Alle Räume" in calendar.decode()


def test_chips_name_kinds_as_they_are_typed_in_any_language(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "start: 09:30\nroom: A\nkind: lightning talks",
        "start: 10:30\nroom: B",
        rooms=("A", "B"),
    )
    event = f"{EVENT}programme: {{chips: [A, lightning talks]}}\n"
    site = make_site(tmp_path, {"data/sessions.yaml": sessions}, event)
    site.locale = Locale.load("de", (), Log())
    site.gettext = site.locale.gettext
    cards = session_cards(site, site.event.sessions)
    label = site.gettext("Lightning talks")
    assert label != "Lightning talks"
    assert finder(site, cards).chips == (("room", "A"), ("kind", label))


def test_kinds_to_filter_by_have_the_words_of_cards_in_any_language(
    tmp_path: Path,
) -> None:
    sessions = sessions_yaml("start: 09:30\nkind: Speakers", "start: 10:30\nkind: talk")
    files = {
        "data/sessions.yaml": f"kinds:\n  - name: Speakers\n    like: discussion\n{sessions}"
    }
    site = make_site(tmp_path, files)
    site.locale = Locale.load("de", (), Log())
    site.gettext = site.locale.gettext
    cards = session_cards(site, site.event.sessions)
    assert set(finder(site, cards).lists["kind"]) == {card.kind for card in cards}


def test_tracks_and_kinds_in_another_script_have_names_of_their_own(
    tmp_path: Path,
) -> None:
    sessions = sessions_yaml("start: 09:30\ntrack: Море", "start: 10:30\ntrack: Суша")
    tracks = "tracks:\n  - {name: Море, colour: '#0044aa'}\n  - {name: Суша, colour: '#884400'}\n"
    kinds = [kind for kind in ("Отчёты", "Книги") for _ in range(3)]
    resources = "".join(
        f"  - {{id: r{n}, title: R{n}, kind: {kind}, url: 'https://example.org/{n}'}}\n"
        for n, kind in enumerate(kinds)
    )
    files = {
        "data/sessions.yaml": tracks + sessions,
        "data/resources.yaml": f"kinds: [Отчёты, Книги]\nresources:\n{resources}",
    }
    site = make_site(tmp_path, files)
    cards = session_cards(site, site.event.sessions)

    assert len({card.track_slug for card in cards}) == 2
    assert all(
        f".track-{card.track_slug}{{" in event_css(site)["TRACKS"] for card in cards
    )
    assert len({group.id for group in resource_groups(site)}) == 2


def test_rooms_in_another_script_have_valid_ids(tmp_path: Path) -> None:
    sessions = sessions_yaml(
        "start: 09:30\nroom: Большой зал", rooms=("Большой зал", "Сад")
    )
    venue = f"{EVENT}venue:\n  name: Дом\n  town: London\n"
    page = html_of(
        make_site(tmp_path, {"data/sessions.yaml": sessions}, venue), urls.VENUE
    )
    assert '<tr id="room-Большой-зал">' in page
