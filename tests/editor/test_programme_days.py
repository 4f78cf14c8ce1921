"""Dates of an event that change: its programme is moved along, in the form and by a command."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from microsite.apps.new.starters import create_site
from microsite.cli import main
from tests.editor.browser_form import BrowserForm
from tests.editor.served import Served, served
from tests.making import EVENT, codes, load, load_soundly, sessions_yaml, write_project

TWO_DAYS = EVENT.replace("ends: 2027-05-20", "ends: 2027-05-21")
UNKNOWN = EVENT.replace("starts: 2027-05-20 09:00", "starts: tba").replace(
    "ends: 2027-05-20 17:00\n", ""
)
PROGRAMME = (
    sessions_yaml(
        "start: 09:00\nend: 10:00\nday: 2027-05-20",
        "start: 11:00\nend: 12:00\nday: 2027-05-20",
        "start: 09:00\nend: 10:00\nday: 2027-05-21",
        "start: 11:00\nend: 12:00\nday: 2",
    )
    + "\ndays:\n- {day: 2027-05-21, title: Workshops}\n"
)
CHOICE = "_programme"


@pytest.fixture
def starter(tmp_path: Path) -> Iterator[Served]:
    """Serve the editor of the starter, which lasts a day and gives no session a day."""
    create_site(tmp_path / "site", "site")
    with served(tmp_path / "site") as server:
        yield server


@pytest.fixture
def two_days(tmp_path: Path) -> Iterator[Served]:
    """Serve the editor of an event of two days, with dates in its programme."""
    root = write_project(tmp_path / "site", {"data/sessions.yaml": PROGRAMME}, TWO_DAYS)
    with served(root) as server:
        yield server


def run_command(*arguments: str) -> tuple[int, str]:
    """Run a command. Return its exit code and what it printed."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        code = main(list(arguments))
    return code, printed.getvalue()


def days_of(server: Served) -> list[str]:
    """Return the lines of the programme with a day."""
    lines = server.text("data/sessions.yaml").splitlines()
    return [line.strip(" -") for line in lines if "day:" in line]


def set_dates(server: Served, starts: str, ends: str) -> BrowserForm:
    """Change the dates in the form of the event, and return the form with the question."""
    form = server.open_form("record/event/")
    form.fill("starts", starts)
    form.fill("ends", ends)
    page, asking = server.submit_refused("record/event/", form)
    assert "What happens to the programme" in page
    return asking


def test_one_day_event_is_made_two_days(starter: Served) -> None:
    form = set_dates(starter, "16 May 2030 09:30", "17 May 2030 16:30")
    form.fill(CHOICE, "first")

    address = starter.submit("record/event/", form)

    assert "saved=" in address
    assert set(days_of(starter)) == {"day: 2030-05-16"}
    event = load_soundly(starter.root)
    starts = {session.starts_at for session in event.sessions}
    assert {str(moment.date()) for moment in starts if moment} == {"2030-05-16"}


def test_question_names_the_sessions_with_links(starter: Served) -> None:
    form = starter.open_form("record/event/")
    form.fill("ends", "17 May 2030 16:30")

    page = starter.submit("record/event/", form, expected=422)

    assert "4 sessions would not be on a day of the event" in page
    assert 'href="#f-_programme"' in page
    assert 'href="/_edit/record/session/opening"' in page
    assert "Opening talk" in page
    assert starter.text("content/event.md").count("2030-05-17") == 0


def test_two_day_event_is_moved_by_a_week(two_days: Served) -> None:
    form = set_dates(two_days, "27 May 2027 09:00", "28 May 2027 17:00")
    form.fill(CHOICE, "move:7")

    two_days.submit("record/event/", form)

    assert days_of(two_days) == [
        "day: 2027-05-27",
        "day: 2027-05-27",
        "day: 2027-05-28",
        "day: 2",
        "{day: 2027-05-28, title: Workshops}",
    ]
    load_soundly(two_days.root)


def test_move_is_one_change_to_undo(two_days: Served) -> None:
    before = two_days.text("data/sessions.yaml"), two_days.text("content/event.md")
    form = set_dates(two_days, "27 May 2027 09:00", "28 May 2027 17:00")
    form.fill(CHOICE, "move:7")
    address = two_days.submit("record/event/", form)
    number = address.rpartition("saved=")[2]

    two_days.send("undo", {"number": number, "action": "undo"})

    assert (
        two_days.text("data/sessions.yaml"),
        two_days.text("content/event.md"),
    ) == before


def test_move_by_one_day_asks_also_about_days_that_stay_valid(two_days: Served) -> None:
    form = set_dates(two_days, "21 May 2027 09:00", "22 May 2027 17:00")
    form.fill(CHOICE, "move:1")

    two_days.submit("record/event/", form)

    assert days_of(two_days)[:3] == [
        "day: 2027-05-21",
        "day: 2027-05-21",
        "day: 2027-05-22",
    ]


def test_added_day_before_leaves_sessions_on_their_dates(two_days: Served) -> None:
    before = days_of(two_days)
    form = set_dates(two_days, "19 May 2027 09:00", "21 May 2027 17:00")
    form.fill(CHOICE, "leave")

    two_days.submit("record/event/", form)

    assert days_of(two_days) == before
    assert "starts: 2027-05-19" in two_days.text("content/event.md")


def test_longer_event_asks_nothing(two_days: Served) -> None:
    form = two_days.open_form("record/event/")
    form.fill("ends", "22 May 2027 17:00")

    assert "saved=" in two_days.submit("record/event/", form)


def test_shortened_event_names_sessions_of_the_lost_day(two_days: Served) -> None:
    form = two_days.open_form("record/event/")
    form.fill("ends", "20 May 2027 17:00")

    page, question = two_days.submit_refused("record/event/", form)

    assert "2 sessions and 1 title of a day would not be on a day" in page
    question.fill(CHOICE, "first")
    two_days.submit("record/event/", question)
    event = load_soundly(two_days.root)
    assert [session.day for session in event.sessions] == [1, 1, 1, 1]
    assert "Workshops" not in two_days.text("data/sessions.yaml")


def test_withdrawn_dates_become_numbers_of_days(two_days: Served) -> None:
    form = set_dates(two_days, "to be announced", "")
    form.fill(CHOICE, "numbers")

    two_days.submit("record/event/", form)

    assert days_of(two_days)[:3] == ["day: 1", "day: 1", "day: 2"]
    assert [session.day for session in load_soundly(two_days.root).sessions] == [
        1,
        1,
        2,
        2,
    ]


def test_remedy_for_other_dates_is_asked_again(two_days: Served) -> None:
    form = set_dates(two_days, "27 May 2027 09:00", "28 May 2027 17:00")
    form.fill(CHOICE, "move:7")
    form.fill("starts", "3 June 2027 09:00")
    form.fill("ends", "4 June 2027 17:00")
    before = two_days.text("content/event.md")

    page = two_days.submit("record/event/", form, expected=422)

    assert 'value="move:14"' in page
    assert two_days.text("content/event.md") == before


def test_form_offers_to_repair_a_programme_left_behind(tmp_path: Path) -> None:
    """Somebody has moved the event in the file."""
    moved = TWO_DAYS.replace("2027-05-20", "2027-05-27").replace(
        "2027-05-21", "2027-05-28"
    )
    root = write_project(tmp_path / "site", {"data/sessions.yaml": PROGRAMME}, moved)
    with served(root) as server:
        form = server.open_form("record/event/")
        form.fill("title", "Another title")
        assert "saved=" in server.submit("record/event/", form)  # the choice can wait
        form = server.open_form("record/event/")
        form.fill(CHOICE, "move:7")
        server.submit("record/event/", form)

    load_soundly(root)


def test_moved_event_is_one_error_with_its_remedy(tmp_path: Path) -> None:
    moved = TWO_DAYS.replace("2027-05-20", "2027-05-27").replace(
        "2027-05-21", "2027-05-28"
    )
    root = write_project(tmp_path, {"data/sessions.yaml": PROGRAMME}, moved)

    _, log = load(root)

    assert codes(log) == ["S131"]
    (error,) = log
    assert "“Session 1”, “Session 2” and “Session 3”" in error.headline
    assert "reschedule --by 7" in error.help


def test_command_moves_the_programme(tmp_path: Path) -> None:
    moved = TWO_DAYS.replace("2027-05-20", "2027-05-27").replace(
        "2027-05-21", "2027-05-28"
    )
    root = write_project(tmp_path, {"data/sessions.yaml": PROGRAMME}, moved)

    code, printed = run_command("reschedule", "--root", str(root))
    assert code == 2
    assert "reschedule --by 7" in printed

    assert run_command("reschedule", "--by", "7", "--root", str(root))[0] == 0
    load_soundly(root)

    assert run_command("undo", "--force", "--root", str(root))[0] == 0
    assert (root / "data/sessions.yaml").read_text("utf-8") == PROGRAMME


@pytest.mark.parametrize(
    ("event", "option", "days"),
    [
        (EVENT, "--first-day", [1, 1, 1, 1]),
        (UNKNOWN, "--numbers", [1, 1, 2, 2]),
    ],
)
def test_command_repairs_days(
    tmp_path: Path, event: str, option: str, days: list[int]
) -> None:
    root = write_project(tmp_path, {"data/sessions.yaml": PROGRAMME}, event)

    code, printed = run_command("reschedule", option, "--root", str(root))

    assert code == 0, printed
    assert [session.day for session in load_soundly(root).sessions] == days


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--by", "40"], 1, "would not be on the days of the event"),
        (["--by", "soon"], 2, "is not a number of days"),
        ([], 0, "Every session is on a day of the event"),
    ],
)
def test_command_refuses_what_does_not_fit(
    tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    root = write_project(tmp_path, {"data/sessions.yaml": PROGRAMME}, TWO_DAYS)

    answer = run_command("reschedule", *arguments, "--root", str(root))

    assert answer[0] == code
    assert words in answer[1]
    assert (root / "data/sessions.yaml").read_text("utf-8") == PROGRAMME
