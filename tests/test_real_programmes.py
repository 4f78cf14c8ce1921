"""Sessions as real programmes have them: in several rooms, without a time, in other languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microsite.apps.diff.revisions import compare
from microsite.apps.editor.forms import FormBuilder
from microsite.apps.editor.records import ProjectRecords
from microsite.apps.schemas import ProjectSchemas
from microsite.cli import main
from microsite.project import Project
from tests.export_helpers import export_files, html_of, make_site, site_of
from tests.making import EVENT, codes, load, load_soundly, sessions_yaml, write_project

VENUE = (
    EVENT
    + "venue:\n  name: Old Mill\n  address: [Old Mill, Weir Lane]\n  country: GB\n"
)
TALKS = (
    "id: a\nstart: 10:00\nlength: 30\nroom: A",
    "id: b\nstart: 10:15\nlength: 30\nroom: B",
    "id: c\nstart: 10:20\nlength: 30\nroom: C",
)
SHARED = "id: both\nstart: 11:00\nlength: 30\nroom: [A, B]"
ALONE = "id: alone\nstart: 11:00\nlength: 60\nroom: C"
BREAK = "id: tea\ntitle: Tea\nkind: break\nstart: 12:00\nlength: 30\nroom: all rooms"
ROOMS = ("A", "B", "C")


def files_with(*sessions: str, rooms: tuple[str, ...] = ROOMS) -> dict[str, str]:
    return {"data/sessions.yaml": sessions_yaml(*sessions, rooms=rooms)}


def warnings_of(root: Path, *sessions: str) -> list[str]:
    _, log = load(write_project(root, files_with(*sessions)))
    return sorted(codes(log))


def test_session_in_several_rooms_stands_once_across_their_columns(
    tmp_path: Path,
) -> None:
    site = make_site(tmp_path, files_with(*TALKS, SHARED, ALONE, BREAK), VENUE)
    page = html_of(site, "programme/")
    assert page.count('id="both"') == 1
    assert 'class="slot__cell col-1 span-2" id="both"' in page
    assert 'data-room="A\nB"' in page
    assert '<li class="session_card__room">A and B</li>' in page
    assert '<li class="session_card__room">All rooms</li>' in page
    assert "<dd>A and B</dd>" in html_of(site, "programme/both/")
    assert [
        room.count('href="#both"') for room in page.split('<details class="place">')[1:]
    ] == [*(1, 1, 0)]


def test_column_of_a_room_names_it_once_for_the_eye(tmp_path: Path) -> None:
    """Every card says its room, track and kind, each in an item of its own."""
    talks = [f"{talk}\nkind: workshop\ntrack: Coast" for talk in TALKS]
    data = sessions_yaml(*talks, SHARED, ALONE, rooms=ROOMS, tracks=("Coast",))
    page = html_of(
        make_site(tmp_path, {"data/sessions.yaml": data}, VENUE), "programme/"
    )
    assert '<p class="day__columns columns-3" aria-hidden="true">' in page
    for room in ROOMS:
        assert f'<li class="session_card__room in_column">{room}</li>' in page
    assert '<li class="session_card__key">Workshop</li>' in page
    track = '<li class="session_card__key session_card__track"><span class="track-coast">Coast</span></li>'
    assert track in page, "the columns are rooms, so the track is shown"


def test_session_in_several_rooms_is_in_the_page_of_each(tmp_path: Path) -> None:
    large = VENUE + "programme:\n  size: large\n"
    site = make_site(tmp_path, files_with(*TALKS, SHARED), large)
    for room, is_there in (("a", True), ("b", True), ("c", False)):
        assert ("Session 4" in html_of(site, f"programme/rooms/{room}/")) is is_there


def test_exports_name_all_rooms_of_a_session(tmp_path: Path) -> None:
    site = make_site(tmp_path, files_with(*TALKS, SHARED, BREAK), VENUE)
    exports = export_files(site)
    assert b"LOCATION:A\\, B\\, Old Mill" in exports["event.ics"]
    assert b'<room name="A, B">' in exports["schedule.xml"]
    day = json.loads(exports["schedule.json"])["schedule"]["conference"]["days"][0]
    assert list(day["rooms"]) == ["A", "B", "C", "A, B", "All rooms"]
    sessions = {
        session["id"]: session
        for session in json.loads(exports["event.json"])["sessions"]
    }
    assert (sessions["both"]["room"], sessions["both"]["rooms"]) == ("a", ["a", "b"])
    assert sessions["tea"]["rooms"] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("id: x\nstart: 11:15\nlength: 30\nroom: [B, A]", ["S115"]),
        ("id: x\nstart: 11:15\nlength: 30\nroom: C", []),
        (BREAK.replace("12:00", "11:15"), ["S126"]),
        (BREAK.replace("12:00", "11:15").replace("all rooms", "C"), []),
    ],
)
def test_clashes_are_found_in_every_room_and_reported_once(
    entry: str, expected: list[str], tmp_path: Path
) -> None:
    assert warnings_of(tmp_path, SHARED, entry) == expected


def test_break_in_all_rooms_leaves_a_room_that_is_open_all_day_alone(
    tmp_path: Path,
) -> None:
    quiet = "id: quiet\nkind: other\nstart: 09:00\nend: 17:00\nroom: C"
    assert warnings_of(tmp_path, quiet, BREAK) == []


def test_rooms_typed_as_one_text_are_reported_with_the_list_to_write(
    tmp_path: Path,
) -> None:
    _, log = load(write_project(tmp_path, files_with("start: 10:00\nroom: A, B")))
    (diagnostic,) = log
    assert (diagnostic.code, "[A, B]" in diagnostic.help) == ("R118", True)


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json", "event.json"])
def test_rooms_come_back_from_an_export(name: str, tmp_path: Path) -> None:
    files = files_with(SHARED, BREAK)
    data = export_files(make_site(tmp_path / "one", files, VENUE))[name]
    (tmp_path / name).write_bytes(data.replace(b"Session 1", b"Session 1, changed"))
    root = write_project(tmp_path / "other", {}, VENUE)
    assert (
        main(
            ["import", "schedule", str(tmp_path / name), "--root", str(root), "--apply"]
        )
        == 0
    )
    rooms = {
        session.id: [room.name for room in session.rooms]
        for session in load_soundly(root).sessions
    }
    assert rooms["session-1-changed"] == (
        ["A, B"] if name.startswith("schedule") else ["A", "B"]
    )


def test_a_session_listed_in_every_room_is_imported_once_with_all_of_them(
    tmp_path: Path,
) -> None:
    rooms = "".join(
        f'<room name="{room}"><event guid="g{room}"><title>Lunch</title><start>12:00</start>'
        f"<duration>01:00</duration></event></room>"
        for room in ROOMS
    )
    text = f'<schedule><day date="2027-05-20">{rooms}</day></schedule>'
    (tmp_path / "schedule.xml").write_text(text, encoding="utf-8")
    root = write_project(tmp_path / "site", {}, VENUE)
    for _ in range(2):
        arguments = [
            "import",
            "schedule",
            str(tmp_path / "schedule.xml"),
            "--root",
            str(root),
        ]
        assert main([*arguments, "--apply"]) == 0
        (session,) = load_soundly(root).sessions
        assert [room.name for room in session.rooms] == list(ROOMS)


def test_rooms_in_a_spreadsheet_are_split_only_if_they_are_known(
    tmp_path: Path,
) -> None:
    rows = "title,start,end,room\nOne,10:00,11:00,Hall\nTwo,10:00,11:00,Attic\n"
    rows += 'Three,12:00,13:00,"Hall, Attic"\nFour,14:00,15:00,"Barn, first floor"\n'
    (tmp_path / "sessions.csv").write_text(rows, encoding="utf-8")
    root = write_project(tmp_path / "site", {}, VENUE)
    file = str(tmp_path / "sessions.csv")
    assert main(["import", "spreadsheet", file, "--root", str(root), "--apply"]) == 0
    event = load_soundly(root)
    assert [room.name for room in event.rooms] == ["Hall", "Attic", "Barn, first floor"]
    assert [room.name for room in event.sessions[2].rooms] == ["Hall", "Attic"]
    assert site_of(event, root).sessions["four"].room_names == "Barn, first floor"


OPEN = "id: open\ntitle: Lamps\nspeakers: [kim]\nroom: A"
KIM = {"content/speakers/kim.md": "---\nname: Kim Example\n---\n"}
SEVERAL = VENUE.replace("ends: 2027-05-20", "ends: 2027-05-21")


def open_files(*sessions: str) -> dict[str, str]:
    text = sessions_yaml(*sessions, OPEN, rooms=ROOMS).rsplit(
        "    length: 45 minutes\n", 1
    )[0]
    return {"data/sessions.yaml": text, **KIM}


@pytest.mark.parametrize("size", ["small", "large"])
def test_session_without_a_time_is_listed_after_the_days(
    size: str, tmp_path: Path
) -> None:
    event = SEVERAL + f"programme:\n  size: {size}\n"
    site = make_site(
        tmp_path, open_files("start: 10:00\nday: 1", "start: 10:00\nday: 2"), event
    )
    page = html_of(site, "programme/")
    days, after = page.split("Not yet scheduled")
    assert ("Lamps" in days, 'open/index.html">Lamps</a>' in after) == (False, True)
    session_page = html_of(site, "programme/open/")
    assert "<dd>Not yet scheduled</dd>" in session_page
    assert (
        "save_session"
        not in session_page.partition('data-module="')[2].partition('"')[0]
    )
    assert "Not yet scheduled. Talk" in html_of(site, "speakers/kim/")
    for address in ("programme/", "programme/open/", "speakers/kim/"):
        assert 'datetime=""' not in html_of(site, address)


def test_programme_lists_sessions_if_none_has_a_time(tmp_path: Path) -> None:
    site = make_site(tmp_path, open_files(), VENUE)
    assert "Lamps" in html_of(site, "programme/")
    assert "Lamps" in html_of(site, "programme/open/")


def test_session_without_a_time_is_exported_but_in_no_calendar(tmp_path: Path) -> None:
    site = make_site(tmp_path, open_files("start: 10:00"), VENUE)
    exports = export_files(site)
    calendars = [name for name in exports if name.endswith(".ics")]
    assert [name for name in calendars if b"Lamps" in exports[name]] == []
    assert "programme/open/session.ics" not in exports
    assert b"Lamps" not in exports["schedule.xml"]
    (session,) = [
        session
        for session in json.loads(exports["event.json"])["sessions"]
        if session["id"] == "open"
    ]
    assert [
        session[key] for key in ("day", "start", "end", "starts", "ends", "minutes")
    ] == [None] * 6
    assert "Lamps" in html_of(site, "event.html")
    assert b"Not yet scheduled, A. Kim Example" in exports["search/index.txt"]


def test_session_without_a_time_comes_back_from_event_json(tmp_path: Path) -> None:
    exports = export_files(
        make_site(tmp_path / "one", open_files("start: 10:00"), VENUE)
    )
    (tmp_path / "event.json").write_bytes(exports["event.json"])
    root = write_project(tmp_path / "other", {}, VENUE)
    arguments = [
        "import",
        "schedule",
        str(tmp_path / "event.json"),
        "--root",
        str(root),
        "--apply",
    ]
    assert main(arguments) == 0
    event = load_soundly(root)
    assert [(session.title, session.people) for session in event.unscheduled] == [
        ("Lamps", ("kim-example",))
    ]


def test_rows_of_a_spreadsheet_without_times_are_imported(tmp_path: Path) -> None:
    rows = "title,start,end,speakers\nOne,10:00,11:00,\nLamps,,,\n"
    (tmp_path / "sessions.csv").write_text(rows, encoding="utf-8")
    root = write_project(tmp_path / "site", {}, VENUE)
    file = str(tmp_path / "sessions.csv")
    for _ in range(2):
        assert (
            main(["import", "spreadsheet", file, "--root", str(root), "--apply"]) == 0
        )
        assert [session.title for session in load_soundly(root).unscheduled] == [
            "Lamps"
        ]


def test_an_end_without_a_start_is_an_error(tmp_path: Path) -> None:
    _, log = load(write_project(tmp_path, files_with("id: x\nend: 10:15")))
    (diagnostic,) = log
    assert (diagnostic.code, "start: 09:30" in diagnostic.help) == ("R101", True)


def test_diff_says_that_a_session_gets_and_loses_its_time(tmp_path: Path) -> None:
    before = load_soundly(
        write_project(tmp_path / "a", open_files("id: b\nstart: 10:00"), VENUE)
    )
    files = open_files("id: b").items()
    text = {
        name: content.replace("title: Lamps", "title: Lamps\n    start: 11:00")
        for name, content in files
    }
    text["data/sessions.yaml"] += "    length: 30 minutes\n"
    after = load_soundly(write_project(tmp_path / "b", text, VENUE))
    sentences = [change.sentence for change in compare(before, after)]
    assert "“Lamps” is scheduled: 11:00 to 11:30, in A." in sentences
    assert "“Session 1” has no time for now. It was 10:00 to 10:45." in sentences


PLAIN = "id: plain\nstart: 10:00\nlength: 30\nroom: A"
WELSH = (
    "id: welsh\nstart: 11:00\nlength: 30\nroom: B\nlanguage: cy\nattendance: online\n"
    "recording:\n  - {url: https://video.example/1, language: cy}\n"
    "  - {url: https://video.example/2, language: en, captions: yes}"
)


def test_language_and_attendance_of_a_session_are_shown_and_filter(
    tmp_path: Path,
) -> None:
    site = make_site(tmp_path, files_with(PLAIN, WELSH), VENUE)
    page, session_page = html_of(site, "programme/"), html_of(site, "programme/welsh/")
    assert 'data-field-language="Welsh"' in page
    assert 'value="field-language=Welsh"' in page
    assert 'data-field-attendance="Online"' in page
    for fact in (
        "<dt>Language</dt>",
        "<dd>Welsh</dd>",
        "<dt>Taking part</dt>",
        "<dd>Online</dd>",
    ):
        assert fact in session_page
    assert "data-field" not in page.partition('id="plain"')[2].partition(">")[0]
    assert '"inLanguage":"cy"' in session_page
    assert "OnlineEventAttendanceMode" in session_page
    assert "Recording (Welsh)" in session_page
    assert "Recording, with captions (English)" in session_page
    exports = export_files(site)
    assert exports["schedule.xml"].count(b"<language>cy</language>") == 1
    assert b"Language: Welsh" in exports["event.ics"].replace(b"\r\n ", b"")
    plain, welsh = json.loads(exports["event.json"])["sessions"]
    assert (welsh["language"], welsh["attendance"]) == ("cy", "online")
    assert welsh["recording"]["url"] == "https://video.example/1"
    assert [recording["language"] for recording in welsh["recordings"]] == ["cy", "en"]
    assert not plain.keys() & {"language", "attendance", "recordings"}


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json", "event.json"])
def test_language_comes_back_from_an_export(name: str, tmp_path: Path) -> None:
    data = export_files(make_site(tmp_path / "one", files_with(PLAIN, WELSH), VENUE))[
        name
    ]
    (tmp_path / name).write_bytes(data)
    root = write_project(tmp_path / "other", {}, VENUE)
    arguments = [
        "import",
        "schedule",
        str(tmp_path / name),
        "--root",
        str(root),
        "--apply",
    ]
    assert main(arguments) == 0
    assert [session.record.language for session in load_soundly(root).sessions] == [
        None,
        "cy",
    ]


def test_posters_of_a_series_may_share_a_room_and_a_time(tmp_path: Path) -> None:
    posters = [
        f"id: p{n}\nkind: posters\nstart: 10:00\nlength: 60\nroom: A\nseries: Poster hour"
        for n in range(6)
    ]
    assert warnings_of(tmp_path / "a", *posters) == []
    assert warnings_of(tmp_path / "b", *posters, "start: 10:30\nroom: A") == ["S115"]
    site = make_site(tmp_path / "c", files_with(*posters), VENUE)
    assert "<dd>Poster hour</dd>" in html_of(site, "programme/p0/")


def test_picture_of_a_session_is_on_its_page(tmp_path: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"></svg>'
    session = "start: 10:00\npicture: images/lamp.svg\npicture_alt: A lamp"
    site = make_site(
        tmp_path, {**files_with(session), "assets/images/lamp.svg": drawing}, VENUE
    )
    assert 'alt="A lamp"' in html_of(site, "programme/s1/")


KINDS = "kinds:\n  - name: Birds of a feather\n    like: discussion\n  - name: Tea dance\n    like: break\n"


def kind_files(*kinds: str) -> dict[str, str]:
    sessions = (
        f"id: k{n}\nkind: {kind}\nstart: 1{n}:00\nlength: 30\nroom: Tour"
        for n, kind in enumerate(kinds)
    )
    return {"data/sessions.yaml": KINDS + sessions_yaml(*sessions, rooms=("Tour",))}


def test_own_kinds_are_shown_by_name_and_drawn_like_another(tmp_path: Path) -> None:
    site = make_site(
        tmp_path, kind_files("birds of a feather", "talk", "Tea dance"), VENUE
    )
    kinds = [(session.kind, session.kind_name) for session in site.event.sessions]
    assert kinds == [
        ("discussion", "Birds of a feather"),
        ("talk", "Talk"),
        ("break", "Tea dance"),
    ]
    page = html_of(site, "programme/")
    assert 'data-kind="Birds of a feather"' in page
    assert (
        'value="kind=Birds of a feather"' in page
        or "Birds of a feather</option>" in page
    )
    assert "programme/k2/" not in page  # a break without an abstract has no page
    exports = export_files(site)
    assert b"CATEGORIES:Birds of a feather" in exports["event.ics"]
    assert b"<type>Birds of a feather</type>" in exports["schedule.xml"]
    assert (
        json.loads(exports["event.json"])["sessions"][0]["kind"] == "Birds of a feather"
    )


@pytest.mark.parametrize(
    ("kind", "suggestion"),
    [
        ("birds of feather", "“Birds of a feather”"),
        ("keynot", "“keynote”"),
        ("plenary", "“keynote”"),
    ],
)
def test_kind_that_is_not_declared_is_reported_with_its_cure(
    kind: str, suggestion: str, tmp_path: Path
) -> None:
    _, log = load(write_project(tmp_path, kind_files(kind)))
    (diagnostic,) = log
    assert (diagnostic.code, suggestion in diagnostic.help) == ("R119", True)
    assert f"write “- name: {kind}” below “kinds:”" in diagnostic.help


def test_broken_kind_causes_no_second_error(tmp_path: Path) -> None:
    files = kind_files("Poster")
    text = files["data/sessions.yaml"].replace(
        "name: Tea dance", "name: Poster\n    colour: red"
    )
    _, log = load(write_project(tmp_path, {"data/sessions.yaml": text}))
    assert codes(log) == ["R102"]


def test_own_kinds_can_be_chosen_in_forms_and_in_editors_of_text(
    tmp_path: Path,
) -> None:
    root = write_project(tmp_path, kind_files("talk"), VENUE)
    fields = FormBuilder("session", ProjectRecords(Project.at(root))).build({})
    (choices,) = (field.choices for field in fields if field.name == "kind")
    assert [choice.value for choice in choices[-2:]] == [
        "Birds of a feather",
        "Tea dance",
    ]
    assert "Tea dance" in json.dumps(
        ProjectSchemas(load_soundly(root)).schema("sessions")
    )


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json", "event.json"])
def test_imports_create_kinds(name: str, tmp_path: Path) -> None:
    site = make_site(
        tmp_path / "one", kind_files("Birds of a feather", "workshop"), VENUE
    )
    (tmp_path / name).write_bytes(export_files(site)[name])
    root = write_project(tmp_path / "other", {}, VENUE)
    for _ in range(2):
        arguments = [
            "import",
            "schedule",
            str(tmp_path / name),
            "--root",
            str(root),
            "--apply",
        ]
        assert main(arguments) == 0
        event = load_soundly(root)
        assert [session.kind_name for session in event.sessions] == [
            "Birds of a feather",
            "Workshop",
        ]
        assert [kind.name for kind in event.records["kind"]] == ["Birds of a feather"]
        assert [room.name for room in event.rooms] == ["Tour"]


LINKED = """\
id: a
start: 10:00
links:
  - label: Handout
    url: downloads/handout.pdf
  - label: Project page
    url: https://example.org/project
"""


def linked_files() -> dict[str, str]:
    return {**files_with(LINKED), "assets/downloads/handout.pdf": "%PDF-1.4 handout"}


def test_links_and_files_of_a_session_are_on_its_page_and_in_exports(
    tmp_path: Path,
) -> None:
    site = make_site(tmp_path, linked_files(), VENUE)
    page = html_of(site, "programme/a/")
    assert 'href="https://example.org/project"' in page
    assert ">Handout (PDF)</a>" in page
    exports = export_files(site)
    (session,) = json.loads(exports["event.json"])["sessions"]
    assert [link["label"] for link in session["links"]] == ["Handout", "Project page"]
    day = json.loads(exports["schedule.json"])["schedule"]["conference"]["days"][0]
    (talks,) = day["rooms"].values()
    assert [link["title"] for link in talks[0]["links"]] == ["Handout", "Project page"]
    assert all(link["url"].startswith("https://") for link in talks[0]["links"])
    assert (
        b'<link href="https://example.org/project">Project page</link>'
        in exports["schedule.xml"]
    )


def test_file_of_a_link_that_is_missing_is_reported_where_it_is_named(
    tmp_path: Path,
) -> None:
    site = make_site(tmp_path, files_with(LINKED), VENUE)
    html_of(site, "programme/a/")
    assert [(diagnostic.code, diagnostic.span.line) for diagnostic in site.log] == [
        ("I107", 10)
    ]


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json", "event.json"])
def test_links_come_back_from_an_export(name: str, tmp_path: Path) -> None:
    data = export_files(make_site(tmp_path / "one", linked_files(), VENUE))[name]
    (tmp_path / name).write_bytes(data)
    root = write_project(tmp_path / "other", {}, VENUE)
    for _ in range(2):
        arguments = [
            "import",
            "schedule",
            str(tmp_path / name),
            "--root",
            str(root),
            "--apply",
        ]
        assert main(arguments) == 0
        (session,) = load_soundly(root).sessions
        urls = {link.label: link.url for link in session.record.links}
        assert urls.pop("Project page") == "https://example.org/project"
