"""Large programmes: a page for each day, room and track, chosen by size."""

import gzip
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from microsite.diagnostics.diagnostic import Log
from microsite.exports.ical import calendars
from microsite.locales.locale import Locale
from microsite.pages.grid import GridPage, build_grid
from microsite.pages.registry import build_pages
from microsite.project import ENGINE_HOME
from microsite.render.templates import Templates
from microsite.site import urls
from microsite.site.site import Site
from tests.export_helpers import build_page, export_files, html_of, make_site, site_of
from tests.making import EVENT, codes, load, sessions_yaml, vast_files, write_project

TWO_DAYS = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")
FOUR_DAYS = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-23")
LARGE = f"{TWO_DAYS}programme: {{size: large}}\n"
SESSIONS = (
    "id: quiet\ntitle: Quiet room\nday: 1\nstart: 09:00\nlength: 8 hours\nroom: Attic",
    "day: 1\nstart: 10:00\nlength: 30 minutes\nroom: Hall",
    "day: 1\nstart: 10:15\nlength: 30 minutes\nroom: Hall",
    "day: 1\nstart: 11:00\nlength: 5 minutes\nroom: Studio",
    "day: 1\nstart: 11:05\nlength: 5 minutes\nroom: Studio",
    "id: lunch\ntitle: Lunch\nkind: lunch\nday: 1\nstart: 12:00\nlength: 60 minutes",
    "day: 1\nstart: '00:30'\nlength: 30 minutes\nroom: Hall\ntrack: Night",
    "day: 2\nstart: 10:00\nlength: 30 minutes\nroom: Hall",
)


def large_site(root: Path, *sessions: str, event: str = LARGE) -> Site:
    text = sessions_yaml(
        *(sessions or SESSIONS), rooms=("Hall", "Studio", "Attic"), tracks=("Night",)
    )
    return make_site(root, {"data/sessions.yaml": text}, event)


def at_once(count: int) -> list[str]:
    return [
        f"day: 1\nstart: 10:00\nlength: {60 + number} minutes"
        for number in range(count)
    ]


def on_days(count: int) -> list[str]:
    """Return sessions on four days, two at a time."""
    times = [(n % 4 + 1, 9 + n // 8) for n in range(count)]
    return [
        f"day: {day}\nstart: {hour % 24:02}:00\nlength: 30 minutes"
        for day, hour in times
    ]


@pytest.mark.parametrize(
    ("event", "sessions", "is_large"),
    [
        (TWO_DAYS, at_once(5), False),
        (TWO_DAYS, at_once(6), True),
        (f"{TWO_DAYS}programme: {{size: small}}\n", at_once(6), False),
        (LARGE, at_once(1), True),
        (FOUR_DAYS, on_days(120), False),
        (FOUR_DAYS, on_days(121), True),
    ],
)
def test_size_is_chosen_or_follows_sessions(
    tmp_path: Path, event: str, sessions: list[str], is_large: bool
) -> None:
    assert large_site(tmp_path, *sessions, event=event).event.is_large is is_large


def test_rooms_with_any_sign_in_another_script_have_pages(tmp_path: Path) -> None:
    talk = "day: 1\nstart: 10:00\nroom: 'Сад #/ Море?'"
    talks = sessions_yaml(talk, rooms=("Зал", "'Сад #/ Море?'"))
    site = make_site(tmp_path, {"data/sessions.yaml": talks}, LARGE)
    (page,) = (page for page in build_pages(site) if page.kind.name == "room")

    assert page.head.title == "Сад #/ Море?"
    assert re.fullmatch("programme/rooms/[a-z0-9]+/index.html", page.path)
    assert f'href="../{page.path}"' in html_of(site, urls.PROGRAMME)


def test_large_programme_has_a_text_copy_with_all_days(tmp_path: Path) -> None:
    files = export_files(large_site(tmp_path))

    assert b"(https://coasts.example/2027/programme/index.html.md)" in files["llms.txt"]
    days = ("Thursday 20 May 2027", "Friday 21 May 2027")
    assert all(day in files["programme/index.html.md"].decode() for day in days)


def test_large_programme_has_pages_for_days_rooms_and_tracks(tmp_path: Path) -> None:
    """No page of a session is lost, and every page can be built."""
    addresses = {page.head.address for page in build_pages(large_site(tmp_path))}
    assert {
        "programme/",
        "programme/all/",
        "programme/2027-05-20/",
        "programme/2027-05-20/grid/",
        "programme/2027-05-21/",
        "programme/rooms/hall/",
        "programme/rooms/studio/",
        "programme/tracks/night/",
        "programme/s2/",
    } <= addresses


def test_small_programme_is_one_page(tmp_path: Path) -> None:
    addresses = {
        page.head.address for page in build_pages(large_site(tmp_path, event=TWO_DAYS))
    }
    assert {address for address in addresses if address.startswith("programme/")} == {
        "programme/",
        *(
            f"programme/{name}/"
            for name in ("quiet", "s2", "s3", "s4", "s5", "s7", "s8")
        ),
    }


def test_links_lead_to_the_day_of_a_session(tmp_path: Path) -> None:
    site = large_site(tmp_path)
    lunch = site.sessions["lunch"]
    assert urls.session_address(site.event, lunch) == "programme/2027-05-20/#lunch"
    assert 'href="../../programme/2027-05-20/index.html#s2"' in html_of(
        site, "programme/s2/"
    )
    day = html_of(site, "programme/2027-05-20/")
    assert 'id="lunch"' in day
    assert 'id="s8"' not in day


def test_all_day_sessions_are_in_one_line(tmp_path: Path) -> None:
    """Sessions that last all day take no row of the timetable."""
    site = large_site(tmp_path)
    day = html_of(site, "programme/2027-05-20/")
    assert "All day:" in day
    assert day.count('id="quiet"') == day.count('<span id="quiet">') == 1, (
        "links find the line"
    )
    timed_session = SESSIONS[0].replace("room: Attic", "room: Attic\nall_day: no")
    assert 'class="slot__cell" id="quiet"' in html_of(
        large_site(tmp_path / "other", timed_session, *SESSIONS[1:]),
        "programme/2027-05-20/",
    )


def test_long_evening_is_no_all_day_session(tmp_path: Path) -> None:
    """A dinner of four hours, after all others, has its own row."""
    dinner = (
        "id: dinner\ntitle: Dinner\nday: 1\nstart: '19:30'\nlength: 4 hours\nroom: Hall"
    )
    day = html_of(large_site(tmp_path, *SESSIONS, dinner), "programme/2027-05-20/")
    assert 'class="slot__cell" id="dinner"' in day
    assert "<b>All day:</b> <span" in day


def test_overview_has_no_empty_notice(tmp_path: Path) -> None:
    assert 'tools"></div>' not in html_of(large_site(tmp_path), urls.PROGRAMME)


def test_many_all_day_sessions_are_folded(tmp_path: Path) -> None:
    """The stands of a fair would take the first window of a phone."""
    stands = [f"id: stand{n}\nday: 1\nstart: 09:00\nlength: 9 hours" for n in range(7)]
    talks = [f"day: 1\nstart: {10 + n}:00\nlength: 30 minutes" for n in range(5)]
    day = html_of(
        large_site(tmp_path / "seven", *stands, *talks), "programme/2027-05-20/"
    )
    assert '<details class="all_day"><summary>All day: 7 sessions</summary>' in day
    assert day.count('<span id="stand') == 7
    day = html_of(
        large_site(tmp_path / "six", *stands[1:], *talks), "programme/2027-05-20/"
    )
    assert "<details" not in day


def test_grid_has_every_session_in_its_room_and_time(tmp_path: Path) -> None:
    """Sessions that overlap or are short share a cell. Past midnight the day goes on."""
    site = large_site(tmp_path)
    address = "programme/2027-05-20/grid/"
    view = build_grid(site, address).view
    assert isinstance(view, GridPage)
    assert (view.hours[0], view.hours[-1]) == ("10:00", "00:00")
    rows = {
        room: [
            (cell.columns, [session.id for session in cell.sessions]) for cell in cells
        ]
        for _, room, cells in view.rows
    }
    assert rows == {
        "": [(24, []), (12, ["lunch"]), (144, [])],
        "Hall": [(9, ["s2", "s3"]), (165, []), (6, ["s7"])],
        "Studio": [(12, []), (3, ["s4", "s5"]), (165, [])],
    }
    assert all(sum(cell.columns for cell in cells) == 180 for _, _, cells in view.rows)
    html = html_of(site, address)
    assert "Quiet room" not in html, "what is open all day takes no row"
    assert 'href="../../../programme/2027-05-21/grid/index.html"' in html
    assert 'href="../../programme/2027-05-20/grid/index.html"' in html_of(
        site, address[:-5]
    )


def test_grid_has_sessions_of_any_length_one_after_the_other(tmp_path: Path) -> None:
    talks = [
        f"day: 1\nstart: 10:{n:02}\nlength: 22 minutes\nroom: Hall" for n in (0, 22)
    ]
    view = build_grid(large_site(tmp_path, *talks), "programme/2027-05-20/grid/").view
    assert isinstance(view, GridPage)
    ((_, _, cells),) = view.rows
    assert [(cell.columns, len(cell.sessions)) for cell in cells] == [
        (4, 1),
        (4, 1),
        (4, 0),
    ]


def test_grid_groups_rooms_by_floor(tmp_path: Path) -> None:
    """The chips of the grid choose floors, or rooms if all rooms are on one floor."""
    html = html_of(large_site(tmp_path), "programme/2027-05-20/grid/")
    assert re.findall(r'name="rooms" value="([^"]*)"', html) == ["Hall", "Studio"]
    assert "rowgroup" not in html
    rooms = "rooms: [{name: Hall, floor: North}, {name: Studio}, {name: Attic, floor: North}]\n"
    sessions = sessions_yaml(
        *(f"day: 1\nstart: 10:00\nroom: {room}" for room in ("Hall", "Studio", "Attic"))
    )
    site = make_site(tmp_path / "two", {"data/sessions.yaml": rooms + sessions}, LARGE)
    html = html_of(site, "programme/2027-05-20/grid/")
    assert re.findall(r'name="rooms" value="([^"]*)"', html) == ["North", ""]
    heads = re.findall(r'scope="row(?:group)?">([^<]*)<', html)
    assert heads == ["North", "Hall", "Attic", "Other rooms", "Studio"]


def test_grid_does_not_put_a_trip_into_all_rooms(tmp_path: Path) -> None:
    """Lunch is for everybody, also without a room; a trip is somewhere else."""
    sessions = sessions_yaml(
        "day: 1\nstart: 10:00\nroom: Hall",
        "day: 1\nkind: lunch\nstart: 12:00",
        "day: 1\nkind: tour\nstart: 13:00",
        rooms=("Hall", "Studio"),
    )
    site = make_site(tmp_path, {"data/sessions.yaml": sessions}, LARGE)
    html = html_of(site, "programme/2027-05-20/grid/")
    assert re.findall(r'scope="row">([^<]*)<', html) == [
        "All rooms",
        "Elsewhere",
        "Hall",
    ]


def test_grid_has_the_clock_of_the_language(tmp_path: Path) -> None:
    site = replace(
        large_site(tmp_path), locale=Locale.load("en-US", (), Log()), results={}
    )
    view = build_grid(site, "programme/2027-05-20/grid/").view
    assert isinstance(view, GridPage)
    assert (view.hours[0].split()[1], view.hours[-1].split()[0]) == ("AM", "12:00")


def test_tracks_and_rooms_have_calendars(tmp_path: Path) -> None:
    site = large_site(tmp_path)
    files = {
        calendar.path: calendar.produce().decode()
        for calendar in calendars(site, Templates((ENGINE_HOME / "templates",)))
    }
    assert files["programme/rooms/hall/event.ics"].count("BEGIN:VEVENT") == 4
    assert "SUMMARY:Session 7" in files["programme/tracks/night/event.ics"]
    assert 'href="../../../programme/rooms/hall/event.ics"' in html_of(
        site, "programme/rooms/hall/"
    )


def test_page_of_a_room_does_not_repeat_its_name(tmp_path: Path) -> None:
    site = large_site(tmp_path)
    assert ", Hall</li>" not in html_of(site, "programme/rooms/hall/")
    assert ", Hall</li>" in html_of(site, "programme/tracks/night/")


def test_home_of_large_programme_has_a_card_for_each_day(tmp_path: Path) -> None:
    home = html_of(large_site(tmp_path), "")
    assert "10:00 to 01:00, 6 sessions in 3 rooms" in home
    assert "Choose" not in home


def test_home_of_several_days_has_a_card_for_each_day(tmp_path: Path) -> None:
    """Three days, or more rows than can be taken in, are not listed in full."""
    event = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-22")
    talks = [f"day: {day}\nstart: 10:00\nlength: 30 minutes" for day in (1, 2, 3)]
    home = html_of(large_site(tmp_path / "days", *talks, event=event), "")
    assert home.count("1 session<") == home.count("#day-") == 3
    rows = [
        f"start: {9 + row // 5:02}:{row % 5 * 10:02}\nlength: 10 minutes"
        for row in range(25)
    ]
    assert "25 sessions" in html_of(
        large_site(tmp_path / "rows", *rows, event=EVENT), ""
    )
    assert "24 sessions" not in html_of(
        large_site(tmp_path / "few", *rows[1:], event=EVENT), ""
    )


def test_long_titles_are_smaller(tmp_path: Path) -> None:
    """Titles with long words are too, because each word has to fit into one line of a phone."""
    titles = {
        "short": ("Up and away", ""),
        "long": ("Up and away from it", ' class="long"'),
        "longest": ("Up and away from all of it, for good", ' class="long longest"'),
        "word": ("Up upupupupupupup", ' class="long"'),
        "longest-word": ("upupupupupupupupu", ' class="long longest"'),
    }
    talks = (
        f"id: {id_}\ntitle: '{titles[id_][0]}'\nstart: 10:00\nabstract: It."
        for id_ in titles
    )
    site = large_site(tmp_path, *talks, event=EVENT)
    for id_, (title, classes) in titles.items():
        assert f"<h1{classes}>{title}" in html_of(site, f"programme/{id_}/")


def test_many_speakers_are_from_a_to_z(tmp_path: Path) -> None:
    """The last word counts, or `sort_as`; of a role the first. Never a protected name."""
    files = {
        f"content/speakers/p{n}.md": f"---\nname: Zoe Example{n:02}\n---\n"
        for n in range(60)
    }
    files["content/speakers/a.md"] = "---\nname: Zoe Ångström\n---\n"
    files["content/speakers/b.md"] = (
        "---\nname: Anna van der Berg\nsort_as: Berg\n---\n"
    )
    files["content/speakers/c.md"] = (
        "---\nname: Xenia Secretname\nsort_as: Xenia\nprotected: yes\nshown_as: A resident\n---\n"
    )
    files["content/speakers/d.md"] = (
        "---\nname: to be confirmed\nrole: Minister for cities\n---\n"
    )
    site = make_site(tmp_path, files)
    page = html_of(site, "speakers/")
    letters = [f">{letter}</a></li>" in page for letter in "ABEMRCXZ"]
    assert letters == [True] * 5 + [False] * 3
    assert page.index("Ångström") < page.index("van der Berg") < page.index("Example00")


def test_many_speakers_with_a_protected_one_without_a_name_have_a_page(
    tmp_path: Path,
) -> None:
    """W104 stops the build. The page must not fail as well, which would look like a fault."""
    files = {
        f"content/speakers/p{n}.md": f"---\nname: Zoe Example{n:02}\n---\n"
        for n in range(61)
    }
    files["content/speakers/a.md"] = (
        "---\nname: Xenia Secretname\nprotected: yes\n---\n"
    )
    event, log = load(write_project(tmp_path, files, EVENT))
    assert codes(log) == ["W104"]
    assert event is not None
    site = site_of(event, tmp_path)

    assert build_page(site, "speakers/") is not None
    assert codes(site.log) == []


@pytest.mark.parametrize("count", [1, 61])
def test_letters_with_strokes_are_sorted_like_those_without(
    tmp_path: Path, count: int
) -> None:
    """Ł is not a letter with an accent to Unicode, and would come after Z."""
    names = ["Łucja", "Mia", *(f"Zoe{number:02}" for number in range(count))]
    files = {
        f"content/speakers/p{n}.md": f"---\nname: {name}\n---\n"
        for n, name in enumerate(names)
    }
    page = html_of(make_site(tmp_path, files), "speakers/")
    assert page.index("Łucja") < page.index("Mia") < page.index("Zoe00")


BUDGETS = {
    "": (14_336, 900),
    "programme/": (14_336, 900),
    "programme/2027-05-20/": (45_000, 3_000),
    "programme/2027-05-20/grid/": (35_000, 3_000),
    "programme/rooms/room-3/": (14_336, 1_200),
    "programme/tracks/track-3/": (14_336, 1_200),
    "programme/all/": (45_000, 3_000),
    "speakers/": (45_000, 3_000),
    "venue/": (14_336, 900),
    "today/": (14_336, 900),
    "my-record/": (45_000, 3_000),
    "put-this-on-your-site/": (14_336, 900),
    "embed/programme/": (14_336, 900),
    "event.html": (100_000, 3_000),
}
"""Gzipped bytes and elements of each page, without those that scripts add."""
VENUE = "venue: {name: Harbour House, address: [Long Quay 7], country: GB}\n"
FIRST_ROUND_TRIP, STYLES = 14_336, 5_500


@pytest.fixture(scope="module")
def vast_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with 600 sessions on each of two days, in 36 rooms, and 1,000 speakers."""
    event = f"{TWO_DAYS}base_url: https://example.org/\nembeds: yes\ncpd: {{hours: 9, statement: A certificate.}}\n{VENUE}"
    return make_site(tmp_path_factory.mktemp("vast"), vast_files(600, 36, 1_000), event)


def test_pages_of_vast_programmes_stay_within_their_budgets(vast_site: Site) -> None:
    over = {}
    for address, (most_bytes, most_elements) in BUDGETS.items():
        html = html_of(vast_site, address)
        size, elements = (
            len(gzip.compress(html.encode(), 9)),
            len(re.findall("<[a-z]", html)),
        )
        if size > most_bytes or elements > most_elements:
            over[address] = (size, elements)
    assert over == {}


def test_short_lists_of_a_large_programme_are_complete(tmp_path: Path) -> None:
    """Pages of days take the place of lists of more than 300 sessions only."""
    event = f"{LARGE}base_url: https://example.org/\nembeds: yes\ncpd: {{hours: 9, statement: It.}}\n"
    site = large_site(tmp_path, event=event)
    for address in ("today/", "embed/programme/", "my-record/", "event.html"):
        assert "Session 8" in html_of(site, address)
    assert "record__notes" in html_of(site, "my-record/")
    assert "embed/session/s8/" in html_of(site, "put-this-on-your-site/")


@pytest.mark.parametrize("kind", ["room", "track"])
def test_long_track_or_room_is_on_the_pages_of_its_days(
    tmp_path: Path, kind: str
) -> None:
    """Links show its sessions there by the filter. A list of 400 would take 30 windows of a phone."""
    sessions = [
        f"day: {n % 2 + 1}\nstart: {9 + n // 60}:{n // 5 % 12 * 5:02}\nlength: 5\n{kind}: Big & small"
        for n in range(400)
    ]
    data = sessions_yaml(*sessions, **{f"{kind}s": ("Big & small", "Other")})
    site = make_site(tmp_path, {"data/sessions.yaml": data}, LARGE)
    page = html_of(site, f"programme/{kind}s/big-small/")
    assert re.findall(
        r'<a href="([^"]*)">\S+ (2\d) May 2027</a> <span>([^<]*)</span>', page
    ) == [
        (
            f"../../../programme/2027-05-{day}/index.html?{kind}=Big+%26+small",
            day,
            "200 sessions",
        )
        for day in ("20", "21")
    ]
    assert len(gzip.compress(page.encode(), 9)) < 3_000


def test_first_round_trip_holds_first_rows(vast_site: Site) -> None:
    """It holds the styles, the header, the hours and 20 sessions of a day, or six of its rooms."""
    for address, mark, count in (("", 'class="slot__cell"', 20), ("grid/", "<tr", 6)):
        html = html_of(vast_site, f"programme/2027-05-20/{address}")
        end = [match.end() for match in re.finditer(mark, html)][count]
        assert len(gzip.compress(html[:end].encode(), 9)) < FIRST_ROUND_TRIP - STYLES


@pytest.mark.parametrize(
    ("language", "hours", "heading"),
    [
        ("es", ["9", "10", "11", "14"], "Jueves, 20 de mayo de 2027"),
        ("en-US", ["9", "10", "11", "2"], "Thursday, May 20, 2027"),
        ("en-GB", ["09", "10", "11", "14"], "Thursday 20 May 2027"),
    ],
)
def test_day_has_hours_and_a_capital_in_each_language(
    tmp_path: Path, language: str, hours: list[str], heading: str
) -> None:
    times = ("09:00", "09:30", "10:00", "11:00", "14:00")
    sessions = [f"day: 1\nstart: '{time_}'\nlength: 30 minutes" for time_ in times]
    locale = Locale.load(language, (), Log())
    site = replace(large_site(tmp_path, *sessions), locale=locale, results={})
    html = html_of(site, "programme/2027-05-20/")
    hour_links = html.partition('<nav class="hours"')[2].partition("</nav>")[0]
    assert re.findall(r'<a href="#[^"]*">([^<]*)</a>', hour_links) == hours
    assert heading in re.sub(
        r"\s|&nbsp;", " ", html.partition("<h1")[2].partition("</h1>")[0]
    )
