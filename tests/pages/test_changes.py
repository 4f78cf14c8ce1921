"""The list of changes in plain words, on its page, in a feed and on sessions."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from microsite.build import build
from microsite.output.build_json import read_build_json
from microsite.project import BuildOptions, Project
from tests.exports.test_feeds import read_atom, read_json
from tests.making import EVENT, sessions_yaml
from tests.recording import BASE, Desk

TWO_DAYS = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21") + f"base_url: {BASE}\n"
FILES = {
    "data/sessions.yaml": sessions_yaml(
        "id: opening\ntitle: Opening\nday: 1\nstart: 09:30\nend: 10:15\nroom: Main hall\nspeakers: [kim]",
        "id: walls\ntitle: Walls\nday: 1\nstart: 10:30\nend: 11:15\nroom: Garden room\nspeakers: [robin]",
        "id: lunch\ntitle: Lunch\nkind: lunch\nday: 1\nstart: 12:00\nend: 13:00",
        "id: dykes\ntitle: Dykes & <dams>\nday: 2\nstart: 10:30\nend: 11:15\nroom: Main hall",
        rooms=("Main hall", "Garden room"),
    ),
    "content/speakers/kim.md": "---\nname: Kim Ebbtide\n---\nKim.\n",
    "content/speakers/robin.md": "---\nname: Robin Shore\n---\nRobin.\n",
}
SESSIONS = "data/sessions.yaml"
FIRST = "2027-01-10"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def recorded_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return a site with a record since FIRST."""
    desk = Desk.at(tmp_path_factory.mktemp("recorded"), FILES, TWO_DAYS)
    desk.record(FIRST)
    return desk


@pytest.fixture
def desk(recorded_desk: Desk, tmp_path: Path) -> Desk:
    """Return a copy of the site that a test may change."""
    return recorded_desk.copy(tmp_path)


def rich_text(path: Path) -> str:
    """Return the words of a page."""
    return " ".join(
        unescape(
            re.sub(r"<[^>]+>", " ", path.read_text("utf-8").partition("<main")[2])
        ).split()
    )


def changes_of(output: Path) -> dict[str, list[tuple[str, str]]]:
    """Return the list of changes by day."""
    html = (output / "programme/changes/index.html").read_text("utf-8")
    html = html.replace("\N{NO-BREAK SPACE}", " ")
    changes: dict[str, list[tuple[str, str]]] = {}
    for section in html.split("<section ")[1:]:
        heading = unescape(
            re.sub(
                "<[^>]+>",
                "",
                section.partition("</h2>")[0].partition("<h2")[2].partition(">")[2],
            )
        )
        items = re.findall(
            r'<p class="small">([^<]*)</p>\s*<div>\s*<p>(.*?)</p>', section
        )
        changes[heading] = [(kind, unescape(sentence)) for kind, sentence in items]
    return changes


def test_changes_page_is_absent_without_changes(desk: Desk) -> None:
    output = desk.built("2027-02-01")
    assert not (output / "programme/changes").exists()
    assert "Programme changes" not in (output / "programme/index.html").read_text(
        "utf-8"
    )


def test_changes_page_is_current_in_the_footer_and_the_programme_above_it(
    desk: Desk,
) -> None:
    desk.change(SESSIONS, "title: Opening", "title: Opening plenary")
    html = (desk.publish("2027-03-03") / "programme/changes/index.html").read_text(
        "utf-8"
    )
    footer = html.partition("<footer")[2]

    assert 'href="../../programme/changes/index.html" aria-current="page"' in footer
    assert 'href="../../programme/index.html" aria-current="true"' in footer
    assert footer.count("aria-current") == 2


def test_changes_page_lists_latest_day_first(desk: Desk) -> None:
    desk.change(
        SESSIONS, "start: 09:30\n    end: 10:15", "start: 09:45\n    end: 10:30"
    )
    desk.record("2027-02-01")
    desk.change(
        SESSIONS, "room: Garden room\n", "room: Main hall\n    status: cancelled\n"
    )
    desk.change(SESSIONS, "title: Opening", "title: Opening plenary")
    desk.change(SESSIONS, "speakers: [kim]", "speakers: [kim, robin]\n    chair: kim")
    desk.record("2027-03-03")
    desk.change(
        SESSIONS,
        "day: 2\n    start: 10:30\n    end: 11:15",
        "day: 1\n    start: 15:00\n    end: 15:45",
    )
    desk.change(SESSIONS, "\n    status: cancelled", "")
    desk.drop("lunch")
    text = (desk.root / SESSIONS).read_text("utf-8")
    late = "  - {id: late, title: Late tea, kind: social, day: 2, start: 16:00, length: 30}\n"
    (desk.root / SESSIONS).write_text(text + late, encoding="utf-8")
    output = desk.publish("2027-04-01")
    assert changes_of(output) == {
        "1 April 2027": [
            ("Removed", "“Lunch” is removed. It was Thursday 20 May, 12:00 to 13:00."),
            (
                "Moved",
                "“Dykes & <dams>” moves from Friday 21 May, 10:30–11:15 to Thursday 20 May, 15:00–15:45.",
            ),
            ("New", "“Late tea” is added: Friday 21 May, 16:00 to 16:30."),
            (
                "Reinstated",
                "“Walls” will go ahead: Thursday 20 May, 10:30 to 11:15, in Main hall.",
            ),
        ],
        "3 March 2027": [
            ("Cancelled", "“Walls” is cancelled."),
            ("Moved", "“Walls” moves from Garden room to Main hall."),
            ("Renamed", "“Opening” is now called “Opening plenary”."),
            ("Chair and speakers", "“Opening plenary” is chaired by Kim Ebbtide."),
            ("Chair and speakers", "In “Opening plenary”, Robin Shore joins."),
        ],
        "1 February 2027": [
            (
                "Moved",
                "“Opening” (Thursday 20 May) moves from 09:30–10:15 to 09:45–10:30.",
            )
        ],
    }
    page = (output / "programme/changes/index.html").read_text("utf-8")
    assert 'href="../../programme/late/index.html"' in page
    assert '<time datetime="2027-03-03">' in page
    programme = (output / "programme/index.html").read_text("utf-8")
    assert 'href="../programme/changes/index.html"' in programme
    later = desk.built("2027-04-30")
    assert (later / "programme/changes/index.html").read_text("utf-8") == page


def test_changes_page_lists_unrecorded_change_without_date(desk: Desk) -> None:
    desk.change(
        SESSIONS, "start: 09:30\n    end: 10:15", "start: 09:45\n    end: 10:30"
    )
    output = desk.built("2027-02-01")
    assert list(changes_of(output)) == ["Latest"]
    assert not (output / "programme/changes/feed.xml").exists()
    assert "Moved from 09:30 to 09:45." in rich_text(
        output / "programme/opening/index.html"
    )


@pytest.mark.parametrize(
    "old, new, words",
    [
        (
            "start: 09:30\n    end: 10:15",
            "start: 09:45\n    end: 10:30",
            "Moved on 3 March 2027 from 09:30 to 09:45.",
        ),
        (
            "end: 10:15",
            "end: 10:20",
            "Changed on 3 March 2027 to end at 10:20, not 10:15.",
        ),
        (
            "room: Main hall\n    s",
            "room: Garden room\n    s",
            "Moved on 3 March 2027 from Main hall to Garden room.",
        ),
        (
            "day: 1\n    start: 09:30\n    end: 10:15\n    room: Main hall",
            "day: 2\n    start: 09:30\n    end: 10:15\n    room: Garden room",
            "Moved on 3 March 2027 from Thursday 20 May, 09:30 in Main hall to Friday 21 May, 09:30 in Garden room.",
        ),
        (
            "speakers: [kim]",
            "status: cancelled\n    speakers: [kim]",
            "Cancelled on 3 March 2027.",
        ),
    ],
)
def test_session_and_programme_show_its_last_change(
    desk: Desk, old: str, new: str, words: str
) -> None:
    desk.change(SESSIONS, old, new)
    output = desk.publish("2027-03-03")
    for page in ("programme/index.html", "programme/opening/index.html"):
        assert rich_text(output / page).count(words) == 1
    assert words not in rich_text(output / "programme/dykes/index.html")


def test_session_shows_a_move_between_rooms_in_another_script(tmp_path: Path) -> None:
    sessions = sessions_yaml("id: tides\nstart: 09:30\nroom: Зал", rooms=("Зал", "Сад"))
    desk = Desk.at(tmp_path, {SESSIONS: sessions})
    desk.record(FIRST)
    desk.change(SESSIONS, "room: Зал", "room: Сад")
    page = desk.publish("2027-03-03") / "programme/tides/index.html"
    assert "Moved on 3 March 2027 from Зал to Сад." in rich_text(page)


def test_session_shows_its_change_until_event_is_over_and_programme_for_14_days(
    desk: Desk,
) -> None:
    desk.change(SESSIONS, "end: 10:15", "end: 10:20")
    html = (desk.publish("2027-03-03") / "programme/index.html").read_text("utf-8")
    assert 'class="session_card__note" data-before="2027-03-18T00:00+00:00">' in html
    words = "Changed on 3 March 2027 to end at 10:20, not 10:15."
    assert words in rich_text(desk.built("2027-03-17") / "programme/index.html")
    assert words not in rich_text(desk.built("2027-03-18") / "programme/index.html")
    assert words in rich_text(desk.built("2027-05-21") / "programme/opening/index.html")
    assert words not in rich_text(
        desk.built("2027-05-22") / "programme/opening/index.html"
    )


def test_change_notice_ignores_move_of_whole_event(desk: Desk) -> None:
    """A change is reported once, together with a move of the session."""
    desk.change("content/event.md", "2027-05-20", "2027-05-27")
    desk.change("content/event.md", "2027-05-21", "2027-05-28")
    desk.change(
        SESSIONS, "start: 12:00\n    end: 13:00", "start: 12:15\n    end: 13:15"
    )
    output = desk.publish("2027-03-03")
    assert changes_of(output)["3 March 2027"] == [
        (
            "",
            "The conference starts on Thursday 27 May 2027 at 09:00, not Thursday 20 May 2027 at 09:00.",
        ),
        (
            "",
            "The conference ends on Friday 28 May 2027 at 17:00, not Friday 21 May 2027 at 17:00.",
        ),
        ("Moved", "“Lunch” (Thursday 27 May) moves from 12:00–13:00 to 12:15–13:15."),
    ]
    assert "Moved" not in rich_text(output / "programme/opening/index.html")


@pytest.mark.parametrize(
    "line, words",
    [
        ("status: postponed", "The conference is postponed."),
        ("status: cancelled", "The conference is cancelled."),
        ("status: moved online", "The conference moves online."),
        (
            "venue: {name: Example House}",
            "The conference takes place at Example House.",
        ),
    ],
)
def test_changes_page_lists_changes_of_event(desk: Desk, line: str, words: str) -> None:
    desk.change("content/event.md", "timezone", f"{line}\ntimezone")
    assert changes_of(desk.publish("2027-03-03")) == {"3 March 2027": [("", words)]}


def test_changes_page_does_not_name_removed_speaker(desk: Desk) -> None:
    desk.change(SESSIONS, "speakers: [robin]", "speakers: [kim]")
    (desk.root / "content/speakers/robin.md").unlink()
    desk.redirect("speakers/robin/", "site:speakers")
    output = desk.publish("2027-03-03")
    assert changes_of(output)["3 March 2027"] == [
        (
            "Chair and speakers",
            "In “Walls”, a person who is no longer listed leaves; Kim Ebbtide joins.",
        )
    ]
    assert not [
        path
        for path in output.rglob("*.*")
        if path.is_file() and b"Robin Shore" in path.read_bytes()
    ]


def test_changes_page_ignores_renamed_speaker_file(desk: Desk) -> None:
    (desk.root / "content/speakers/kim.md").rename(
        desk.root / "content/speakers/kim-ebbtide.md"
    )
    desk.change(SESSIONS, "[kim]", "[kim-ebbtide]")
    desk.redirect("speakers/kim/", "speaker:kim-ebbtide")
    assert not (desk.publish("2027-03-03") / "programme/changes").exists()
    assert set(
        re.findall(
            r"SEQUENCE:(\d+)", (desk.root / "output/event.ics").read_text("utf-8")
        )
    ) == {"0"}


def test_changes_page_does_not_name_protected_speaker(desk: Desk) -> None:
    desk.change(SESSIONS, "speakers: [robin]", "speakers: [robin, kim]")
    desk.record("2027-03-03")
    desk.change(
        "content/speakers/kim.md",
        "name: Kim Ebbtide",
        "name: Kim Ebbtide\nprotected: yes\nshown_as: A resident",
    )
    output = desk.publish("2027-03-04")
    assert ("Chair and speakers", "In “Walls”, A resident joins.") in changes_of(
        output
    )["3 March 2027"]


def test_changes_feeds_contain_every_recorded_change(desk: Desk) -> None:
    desk.change(
        SESSIONS,
        "start: 09:30\n    end: 10:15\n    room: Main hall",
        "start: 09:45\n    end: 10:30\n    room: Garden room",
    )
    first = desk.publish("2027-02-01")
    before = json.loads((first / "programme/changes/feed.json").read_text("utf-8"))[
        "items"
    ]
    desk.change(SESSIONS, "title: Dykes & <dams>", "title: Dykes, dams & <more>")
    desk.change("content/event.md", "timezone", "status: postponed\ntimezone")
    output = desk.publish("2027-03-03")
    feed = json.loads((output / "programme/changes/feed.json").read_text("utf-8"))
    assert feed["feed_url"] == f"{BASE}programme/changes/feed.json"
    assert feed["home_page_url"] == f"{BASE}programme/changes/"
    assert [item["title"] for item in feed["items"]] == [
        "The conference is postponed.",
        "“Dykes & <dams>” is now called “Dykes, dams & <more>”.",
        "“Opening” (Thursday 20 May) moves from 09:30–10:15 to 09:45–10:30.",
    ]
    assert feed["items"][-1] == before[0]
    assert feed["items"][-1]["content_html"].count("<p>") == 2
    assert "&lt;more&gt;" in feed["items"][1]["content_html"]
    assert feed["items"][1]["url"] == f"{BASE}programme/dykes/"
    assert len({item["id"] for item in feed["items"]}) == 3
    read_json((output / "programme/changes/feed.json").read_bytes())
    root = read_atom(
        (output / "programme/changes/feed.xml").read_bytes(),
        f"{BASE}programme/changes/feed.xml",
    )
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        item["id"] for item in feed["items"]
    ]
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == [
        "2027-03-03T12:00:00Z",
        "2027-03-03T12:00:00Z",
        "2027-02-01T12:00:00Z",
    ]
    assert root.findtext(f"{ATOM}updated") == "2027-03-03T12:00:00Z"


def test_programme_links_to_changes_feed(desk: Desk) -> None:
    desk.change(SESSIONS, "title: Opening", "title: Opening plenary")
    output = desk.publish("2027-03-03")
    for page in (
        "index.html",
        "programme/index.html",
        "programme/changes/index.html",
        "programme/walls/index.html",
    ):
        html = (output / page).read_text("utf-8")
        for kind, name in (
            ("application/atom+xml", "feed.xml"),
            ("application/feed+json", "feed.json"),
        ):
            assert re.search(
                rf'<link rel="alternate" type="{re.escape(kind)}"[^>]* href="[./]*programme/changes/{name}">',
                html,
            ), page
    assert (
        "changes/feed.xml"
        not in (output / "speakers/index.html").read_text("utf-8").partition("<body")[0]
    )
    assert "programme/changes/" in (output / "sitemap.xml").read_text("utf-8")


def test_site_changes_only_at_announced_moments(desk: Desk) -> None:
    """Builds for days before the last record ignore later versions."""
    for day, old, new in (
        ("2027-02-01", "title: Opening", "title: Opening plenary"),
        (
            "2027-03-03",
            "start: 10:30\n    end: 11:15\n    room: Garden",
            "start: 10:45\n    end: 11:30\n    room: Garden",
        ),
    ):
        desk.change(SESSIONS, old, new)
        desk.record(day)
    zone = ZoneInfo("Europe/London")
    today, steps = date(2027, 1, 5), []
    files: dict[str, str] = {}
    changes: datetime | None = datetime(2027, 1, 1, tzinfo=zone)
    while today < date(2027, 6, 1):
        outcome = build(Project.at(desk.root), BuildOptions(as_of=today))
        assert outcome.published is not None
        record = read_build_json((desk.root / "output/build.json").read_bytes())
        assert record is not None
        if changes and changes <= datetime.combine(today, time(), zone):
            steps.append(today.isoformat())
        else:
            assert record.files == files, today
        files, changes = record.files, outcome.next_change
        to_change = (changes.date() - today).days if changes else 13
        today += timedelta(
            days=min(12, max(1, to_change - 1))
        )  # not past the day before
    assert {"2027-01-10", "2027-02-01", "2027-03-03"} < {*steps}
    assert len(steps) < 10
