"""Each task in docs/tasks/ has its described effect on a copy of the first site."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from microsite.build import Outcome, build
from microsite.cli import main
from microsite.diagnostics.diagnostic import Log
from microsite.model.readiness import check_readiness
from microsite.project import ENGINE_HOME, BuildOptions, Project
from tests.built import published_first_site
from tests.serving import serving

TASKS = sorted((ENGINE_HOME / "docs" / "tasks").glob("*.md"))
DAY = date(2027, 1, 15)


@dataclass(frozen=True)
class Desk:
    """Simulated editor of the site."""

    root: Path

    def change(self, path: str, old: str, new: str) -> None:
        """Replace `old`, which must occur once, by `new`."""
        text = (self.root / path).read_text("utf-8")
        assert text.count(old) == 1, f"{path} does not hold it once: {old}"
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def build(self, day: date = DAY) -> Outcome:
        """Build, with or without errors."""
        return build(Project.at(self.root), BuildOptions(as_of=day))

    def reports(self, code: str, day: date = DAY) -> bool:
        """Return whether a build reports a code."""
        return code in {diagnostic.code for diagnostic in self.build(day).log}

    def page(self, path: str, day: date = DAY) -> str:
        """Return a page of the finished site."""
        outcome = self.build(day)
        assert outcome.published is not None, [
            f"{diagnostic.span} {diagnostic.headline}" for diagnostic in outcome.log
        ]
        return (self.root / "output" / path / "index.html").read_text("utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(shutil.copytree(published_first_site(), tmp_path / "first"))


def test_writing_tasks_are_all_tested() -> None:
    tested = {
        name.removeprefix("test_task_")
        for name in globals()
        if name.startswith("test_task_")
    }
    assert {path.stem.replace("-", "_") for path in TASKS} == tested


@pytest.mark.parametrize("path", TASKS, ids=lambda path: path.stem)
def test_pages_of_tasks_are_named_by_their_title(path: Path) -> None:
    title = path.read_text("utf-8").partition("\n")[0]
    assert title.removeprefix("# ").lower().replace(" ", "-") == path.stem


@contextmanager
def nothing_published(desk: Desk) -> Iterator[None]:
    """Context in which the published site must not change."""
    index = desk.root / "output" / "index.html"
    desk.build()
    before = index.read_bytes()
    yield
    assert index.read_bytes() == before


def test_task_a_speaker_pulls_out(desk: Desk) -> None:
    with nothing_published(desk):
        (desk.root / "content/speakers/national-policing-lead.md").unlink()
        assert desk.reports("S103")
    desk.change(
        "data/sessions.yaml",
        "    speakers: national-policing-lead\n    status: provisional\n    summary: What we know about",
        "    status: provisional\n    summary: What we know about",
    )
    text = (desk.root / "data/sessions.yaml").read_text("utf-8")
    assert "national-policing-lead" not in text
    assert "national-policing-lead" not in desk.page("programme")


def test_task_a_session_moves(desk: Desk) -> None:
    desk.change(
        "data/sessions.yaml",
        "    start: 09:30\n    end: 09:40\n",
        "    start: 09:31\n    end: 09:39\n",
    )
    assert "09:31" in desk.page("programme/welcome") or "9:31" in desk.page(
        "programme/welcome"
    )
    desk.change(
        "data/sessions.yaml",
        "    start: 09:31\n    end: 09:39\n",
        "    start: 09:31\n    end: 09:55\n",
    )
    assert desk.reports("S115")


def test_lunch_that_ends_before_it_starts_is_reported(desk: Desk) -> None:
    path = desk.root / "data/sessions.yaml"
    text = path.read_text("utf-8")
    lunch = text.index("    kind: lunch\n")
    start, end = (
        re.compile(rf"    {name}: (\S+)\n").search(text, lunch)
        for name in ("start", "end")
    )
    assert start is not None
    assert end is not None
    earlier = f"    start: {start[1][:3]}01\n    end: {end[1]}\n"
    path.write_text(
        text[: start.start()] + earlier + text[end.end() :], encoding="utf-8"
    )
    page = desk.page("programme")
    assert f"{start[1][:3]}01" in page
    path.write_text(
        text[: start.start()]
        + f"    start: {end[1]}\n    end: {start[1]}\n"
        + text[end.end() :],
        "utf-8",
    )
    assert desk.reports("S110")


def test_task_a_session_changes_rooms(desk: Desk) -> None:
    welcome = "    start: 09:30\n    end: 09:40\n    room: {}\n"
    with nothing_published(desk):
        desk.change(
            "data/sessions.yaml", welcome.format("Main hall"), welcome.format("Library")
        )
        assert desk.reports("S105")
    desk.change("data/sessions.yaml", "rooms:\n", "rooms:\n  - name: Library\n")
    assert "Library" in desk.page("programme/welcome")


def test_task_a_word_in_the_overview_is_wrong(desk: Desk) -> None:
    path = desk.root / "content/event.md"
    text = path.read_text("utf-8")
    settings, overview = text.split("\n---\n", 1)
    assert "unexampled" not in desk.page("")
    path.write_text(
        f"{settings}\n---\nAn unexampled day.\n\n{overview}", encoding="utf-8"
    )
    assert "unexampled" in desk.page("")


def test_task_we_rename_a_session(desk: Desk) -> None:
    assert main(["record", "--root", str(desk.root), "--as-of", "2027-01-10"]) == 0
    text = (desk.root / "data/sessions.yaml").read_text("utf-8")
    title = re.search(r"- id: closing\n    title: (.+)\n", text)
    assert title is not None
    desk.change(
        "data/sessions.yaml",
        f"- id: closing\n    title: {title[1]}\n",
        "- id: farewell\n    title: Farewell\n",
    )
    with_redirect = "redirects:\n  - {from: programme/closing/, to: session:farewell}\n"
    assert [
        diagnostic.help for diagnostic in desk.build().log if diagnostic.code == "H102"
    ] == [
        "Below “redirects:” in data/redirects.yaml add the line: - {from: programme/closing/, to: session:farewell}"
    ]
    desk.write("data/redirects.yaml", with_redirect)
    assert "is now called “Farewell”" in desk.page("programme/changes")
    calendar = (desk.root / "output/programme/farewell/session.ics").read_text("utf-8")
    assert re.search(
        r"UID:closing@\S+\s+DTSTAMP:\S+\s+LAST-MODIFIED:\S+\s+SEQUENCE:1\s", calendar
    )


def test_task_a_talk_is_cancelled(desk: Desk) -> None:
    desk.change(
        "data/sessions.yaml",
        "    start: 09:30\n    end: 09:40\n",
        "    start: 09:30\n    end: 09:40\n    status_note: The chair is ill.\n",
    )
    text = (desk.root / "data/sessions.yaml").read_text("utf-8")
    desk.write(
        "data/sessions.yaml",
        text.replace("    status: provisional\n", "    status: cancelled\n", 1),
    )
    page = desk.page("programme/welcome")
    assert "cancelled" in page.lower()
    assert "The chair is ill." in page


def test_task_the_venue_changes(desk: Desk) -> None:
    desk.change(
        "content/event.md", "  name: Example House\n", "  name: Harbour House\n"
    )
    assert "Harbour House" in desk.page("venue")
    text = (desk.root / "data/sessions.yaml").read_text("utf-8")
    desk.write(
        "data/sessions.yaml", text.replace("- name: Room C\n", "- name: Attic\n")
    )
    assert desk.reports("S105")
    desk.write("data/sessions.yaml", re.sub(r"Room C\n", "Attic\n", text))
    assert "Attic" in desk.page("programme")


def test_task_someone_takes_over_a_talk(desk: Desk) -> None:
    new = [
        "new",
        "speaker",
        "--root",
        str(desk.root),
        "--name",
        "Kim Example",
        "--role",
        "Nurse",
    ]
    assert main(new) == 0
    desk.change(
        "data/sessions.yaml",
        "    speakers: national-policing-lead\n    status: provisional\n    summary: What we know about",
        "    speakers: kim-example\n    status: provisional\n    summary: What we know about",
    )
    assert "Kim Example" in desk.page("programme/national-picture")


def test_task_import_the_programme(desk: Desk) -> None:
    desk.write(
        "list.csv", "Title,Time,Finish,Location\nA last word,16:50,17:00,Main hall\n"
    )
    command = [
        "import",
        "spreadsheet",
        str(desk.root / "list.csv"),
        "--root",
        str(desk.root),
    ]
    assert main(command) == 0
    assert "A last word" not in (desk.root / "data/sessions.yaml").read_text("utf-8")
    assert main([*command, "--apply"]) == 0
    assert "A last word" in desk.page("programme")


def test_task_publish_without_git(desk: Desk) -> None:
    desk.change(
        "content/event.md",
        "status: scheduled\n",
        "status: scheduled\nbase_url: https://c.example/\n",
    )
    for command in ("record", "build"):
        assert main([command, "--root", str(desk.root), "--as-of", str(DAY)]) == 0
    assert (desk.root / "data" / "published.txt").exists()
    copy = shutil.copytree(desk.root / "output", desk.root / "server")
    with serving(copy) as address:
        assert main(["verify", f"{address}/", "--root", str(desk.root)]) == 0


def test_task_an_address_changes(desk: Desk) -> None:
    speakers = desk.root / "content" / "speakers"
    (speakers / "named-nurse.md").rename(speakers / "lead-nurse.md")
    text = (desk.root / "data/sessions.yaml").read_text("utf-8")
    desk.write("data/sessions.yaml", re.sub(r"\bnamed-nurse\b", "lead-nurse", text))
    desk.write(
        "data/redirects.yaml",
        "redirects:\n  - from: speakers/named-nurse/\n    to: speaker:lead-nurse\n",
    )
    old = desk.page("speakers/named-nurse")
    assert "lead-nurse" in old
    assert 'http-equiv="refresh"' in old


def test_task_a_name_is_not_known_yet(desk: Desk) -> None:
    desk.write(
        "content/speakers/new-one.md",
        "---\nname: to be confirmed\nrole: Keeper of the lighthouse\n---\nWill come.\n",
    )
    page = desk.page("speakers")
    assert "Keeper of the lighthouse" in page
    assert "Some speakers are still to be confirmed." in page
    assert "Name to be confirmed" in desk.page("speakers/new-one")


def test_task_something_is_a_placeholder(desk: Desk) -> None:
    desk.write(
        "content/pages/parking.md",
        "---\ntitle: Parking\nsample: yes\n---\nBehind the house.\n",
    )
    assert has_note(desk, "K101", "parking.md")
    desk.change("content/pages/parking.md", "sample: yes\n", "")
    assert not has_note(desk, "K101", "parking.md")


def test_task_start_the_next_edition(desk: Desk) -> None:
    series = "series:\n  name: County lines\n  url: https://c.example/\nbase_url: https://c.example/2027/\n"
    desk.change(
        "content/event.md",
        "attendance: in person\n",
        f"attendance: in person\n{series}",
    )
    with nothing_published(desk):
        assert main(["new", "edition", "2028", "--root", str(desk.root)]) == 0
        assert desk.reports("L101")
    assert (desk.root / "editions/2027/content/speakers/named-nurse.md").exists()
    assert not (desk.root / "content/speakers").exists() or not list(
        (desk.root / "content/speakers").iterdir()
    )
    assert "starts: to be announced" in (desk.root / "content/event.md").read_text(
        "utf-8"
    )


def has_note(desk: Desk, code: str, file: str) -> bool:
    """Return whether `check` lists an item as still to do."""
    outcome, log = desk.build(), Log()
    assert outcome.loaded
    check_readiness(outcome.loaded[0].event, DAY, log)
    return any(
        diagnostic.code == code and diagnostic.span.path.endswith(file)
        for diagnostic in log
    )


def test_task_we_have_a_new_sponsor(desk: Desk) -> None:
    desk.write(
        "assets/images/trust.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
    )
    entry = "sponsors:\n  - id: example-trust\n    name: Example Trust\n    tier: headline\n    logo: images/trust.svg\n"
    desk.change("data/sponsors.yaml", "sponsors: []\n", entry)
    assert "Example Trust" in desk.page("sponsorship")


def test_task_a_place_costs_more_from_a_certain_day(desk: Desk) -> None:
    assert "295" in desk.page("rates", date(2027, 2, 1))
    desk.change(
        "content/event.md", "venue, booking, cpd]", "venue, cpd]"
    )  # booking is open
    before, after = (
        desk.page("rates", date(2027, 2, 26)),
        desk.page("rates", date(2027, 2, 27)),
    )
    assert before != after


def test_task_a_number_needs_a_source(desk: Desk) -> None:
    figure = '\n  - id: boats\n    value: "12"\n    statement: There are 12 boats.\n    source: Example Institute\n'
    path = desk.root / "data" / "figures.yaml"
    path.write_text(
        path.read_text("utf-8").rstrip("\n") + "\n" + figure, encoding="utf-8"
    )
    desk.write(
        "content/pages/boats.md",
        "---\ntitle: Boats\n---\nThere are [12 boats](figure:boats).\n",
    )
    assert "Example Institute" in desk.page("boats")
    desk.change("content/pages/boats.md", "[12 boats]", "[13 boats]")
    assert [
        diagnostic
        for diagnostic in desk.build().log
        if diagnostic.span.path == "content/pages/boats.md"
    ]


def test_task_there_is_news(desk: Desk) -> None:
    desk.write(
        "content/news/2027-02-01-later.md",
        "---\ntitle: Later\ndate: 2027-02-01\n---\nText.\n",
    )
    desk.write(
        "content/news/2027-01-02-held.md",
        "---\ntitle: Held back\ndate: 2027-01-02\ndraft: yes\n---\nText.\n",
    )
    assert "Later" not in desk.page("news")
    later = desk.page("news", date(2027, 2, 1))
    assert "Later" in later
    assert "Held back" not in later


def test_task_somebody_must_not_be_recognised(desk: Desk) -> None:
    settings = "name: Robin Fictional\nprotected: yes\nshown_as: A young person\nprivate_words: [Fictional Town]\n"
    person = f"---\n{settings}---\nHello.\n"
    desk.write("content/speakers/young-person.md", person)
    assert "A young person" in desk.page("speakers")
    desk.write(
        "content/pages/slip.md",
        "---\ntitle: A slip\n---\nRobin Fictional will speak.\n",
    )
    with nothing_published(desk):
        assert desk.build().published is None


@pytest.mark.skipif(os.name == "nt", reason="for macOS; Windows has its own")
def test_preview_command_for_macos_serves(tmp_path: Path) -> None:
    """The program runs from any folder."""
    starter = ENGINE_HOME / "Preview.command"
    result = subprocess.run(
        [starter, "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert os.access(starter, os.X_OK)
    assert result.returncode == 0, result.stderr
    assert "edit" in result.stdout


def test_preview_bat_has_windows_line_ends() -> None:
    data = (ENGINE_HOME / "Preview.bat").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 5
    assert b"build.py edit" in data
