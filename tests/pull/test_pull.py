"""`pull` from servers that behave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from microsite.apps.portfolio.pull import address_of
from microsite.cli import main
from tests.making import EVENT, load_soundly, write_project
from tests.pull.source import TIDES, WELCOME, schedule, serving, write_event


def pull(root: Path, *arguments: str) -> int:
    return main(["pull", "--root", str(root), *arguments])


def files_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".cache" not in path.parts and ".git" not in path.parts
    }


def sessions_of(root: Path) -> dict[str, str]:
    return {
        session.title: session.room_names for session in load_soundly(root).sessions
    }


def test_pull_writes_the_programme_and_changes_nothing_the_second_time(
    tmp_path: Path, capsys: Any
) -> None:
    with serving() as (server, address):
        root = write_event(tmp_path, f"schedule: {address}schedule.json")
        assert pull(root) == 0
        assert sessions_of(root) == {
            WELCOME["title"]: "Main hall",
            TIDES["title"]: "Main hall",
        }
        assert "New talk" not in capsys.readouterr().out
        before = files_of(root)
        assert pull(root) == 0
        assert "nothing has changed" in capsys.readouterr().err

    assert files_of(root) == before
    assert [path for path, _ in server.requests] == ["/schedule.json"] * 2


def test_pull_asks_the_server_only_for_changes(tmp_path: Path, capsys: Any) -> None:
    with serving() as (server, address):
        server.etag = '"1"'
        root = write_event(tmp_path, f"schedule: {address}")
        assert pull(root) == 0
        assert pull(root) == 0
        assert server.requests[1][1]["if-none-match"] == '"1"'
        assert "nothing has changed" in capsys.readouterr().err

        assert main(["undo", "--root", str(root)]) == 0
        assert pull(root) == 0
        assert (
            len(sessions_of(root)) == 2
        )  # offered again, although the server says 304

        server.body, server.etag = schedule(WELCOME, TIDES | {"start": "11:15"}), '"2"'
        assert pull(root) == 0
        assert (
            "Session “Tides and towns”, start: “10:15” becomes “11:15”"
            in capsys.readouterr().err
        )


def test_pull_reads_the_source_again_if_its_last_answer_is_damaged(
    tmp_path: Path,
) -> None:
    with serving() as (_, address):
        root = write_event(tmp_path, f"schedule: {address}")
        assert pull(root) == 0
        (answer,) = (root / ".cache/pull").iterdir()
        for data in (b"", b"\x81\xa7headers\x81\xa1\xff\xa1a"):
            answer.write_bytes(data)
            assert pull(root) == 0


def test_edits_by_hand_are_kept_and_a_conflict_is_asked_about_once(
    tmp_path: Path, capsys: Any
) -> None:
    with serving() as (server, address):
        root = write_event(tmp_path, f"schedule: {address}")
        assert pull(root) == 0
        sessions = root / "data/sessions.yaml"
        text = sessions.read_text("utf-8").replace("Main hall", "Old hall")
        sessions.write_text(text.replace("Tides and towns", "Our tides"), "utf-8")

        server.body = schedule(
            WELCOME | {"duration": "00:40"}, TIDES | {"title": "New tides"}
        )
        assert pull(root) == 1

        err = capsys.readouterr().err
        assert "“Our tides” here, “New tides” in the schedule" in err
        assert set(sessions_of(root).items()) == {
            (WELCOME["title"], "Old hall"),
            ("Our tides", "Old hall"),
        }
        assert pull(root) == 0
        assert pull(root, "--take", "tides-and-towns.title") == 0
        assert "New tides" in sessions_of(root)


def test_dry_run_writes_nothing(tmp_path: Path, capsys: Any) -> None:
    with serving() as (_, address):
        root = write_event(tmp_path, f"schedule: {address}")
        before = files_of(root)
        assert pull(root, "--dry-run") == 0

    assert "New session “Tides and towns”" in capsys.readouterr().err
    assert files_of(root) == before
    assert not (root / ".cache").exists()


def test_options_of_a_source_limit_it(tmp_path: Path) -> None:
    with serving() as (_, address):
        root = write_event(
            tmp_path, f"schedule: {address}\n    skip: [speaker, tides-and-towns]"
        )
        assert pull(root) == 0

    assert [*sessions_of(root)] == [WELCOME["title"]]
    assert not (root / "content/speakers").exists()


def test_several_sources_are_merged_into_one_event(tmp_path: Path) -> None:
    with (
        serving() as (first_server, first_address),
        serving() as (second_server, second_address),
    ):
        second_server.body = schedule(
            {"guid": "z", "title": "Late walk", "start": "16:00"}, room="Beach"
        )
        root = write_event(
            tmp_path, f"schedule: {first_address}", f"schedule: {second_address}x.json"
        )
        assert pull(root) == 0
        assert [*sessions_of(root).values()] == ["Main hall", "Main hall", "Beach"]
        before = files_of(root)
        assert pull(root) == 0
        assert files_of(root) == before
        first_server.body = schedule(WELCOME, TIDES | {"title": "Tides"})
        second_server.body = schedule(
            {"guid": "z", "title": "Walk", "start": "16:00"}, room="Beach"
        )
        assert pull(root) == 0
        assert [*sessions_of(root)] == [WELCOME["title"], "Tides", "Walk"]


def test_without_sources_there_is_nothing_to_pull(tmp_path: Path, capsys: Any) -> None:
    assert pull(write_project(tmp_path, {})) == 2
    assert "pretalx: https://" in capsys.readouterr().err


SHEET = "Title,Start,Room,Speakers\n{}"
ROWS = "Welcome,09:30,Main hall,\nTides,10:15,Main hall,Kim Example\n"


def test_a_sheet_is_merged_with_the_last_pull(tmp_path: Path, capsys: Any) -> None:
    with serving() as (server, address):
        server.body = SHEET.format(ROWS).encode()
        root = write_event(tmp_path, f"google_sheet: {address}sheet.csv")
        assert pull(root) == 0
        before = files_of(root)
        assert pull(root) == 0
        assert files_of(root) == before

        sessions = root / "data/sessions.yaml"
        text = sessions.read_text("utf-8").replace(
            "title: Welcome", "title: Good morning"
        )
        sessions.write_text(text.replace("10:15", "10:20"), "utf-8")
        server.body = SHEET.format(ROWS.replace("Main hall,Kim", "Annexe,Kim")).encode()
        assert pull(root) == 0
        assert sessions_of(root) == {"Good morning": "Main hall", "Tides": "Annexe"}
        assert "10:20" in sessions.read_text("utf-8")

        server.body = SHEET.format(ROWS.split("\n", maxsplit=1)[0]).encode()
        assert pull(root) == 1
        assert "“Tides” is no longer in the workbook" in capsys.readouterr().err
        assert pull(root) == 0
    assert "Tides" in sessions_of(root)


def test_a_session_that_was_deleted_here_stays_deleted(tmp_path: Path) -> None:
    with serving() as (server, address):
        server.body = SHEET.format(ROWS).encode()
        root = write_event(tmp_path, f"google_sheet: {address}sheet.csv")
        assert pull(root) == 0
        sessions = root / "data/sessions.yaml"
        text = sessions.read_text("utf-8")
        sessions.write_text(text[: text.index("  - id: tides")], "utf-8")
        assert pull(root) == 0
    assert [*sessions_of(root)] == ["Welcome"]


@pytest.mark.parametrize(
    "source, path",
    [
        ("pretalx: {}democon", "/democon/schedule/export/schedule.json"),
        ("pretalx: {}democon/schedule/", "/democon/schedule/export/schedule.json"),
        ("pretalx: {}democon/schedule.xml", "/democon/schedule.xml"),
        ("sessionize: {}api/v2/abc", "/api/v2/abc/view/All"),
        ("sessionize: {}api/v2/abc/view/Sessions", "/api/v2/abc/view/Sessions"),
        ("indico: {}event/12/", "/export/event/12.json?detail=sessions"),
        (
            "indico: {}in/event/12/timetable/#all",
            "/in/export/event/12.json?detail=sessions",
        ),
        ("schedule: {}a/b.ics?x=1", "/a/b.ics?x=1"),
    ],
)
def test_each_system_is_asked_at_its_address(
    source: str, path: str, tmp_path: Path
) -> None:
    with serving() as (server, address):
        root = write_event(tmp_path, source.format(address))
        assert pull(root) == 0
    assert [request_path for request_path, _ in server.requests] == [path]


def test_pull_of_a_portfolio_pulls_each_event_or_one(
    tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "portfolio.yaml").write_text("title: Coasts\nsummary: All.\n", "utf-8")
    with serving() as (_, address):
        first_root = write_event(
            tmp_path / "events/one", f"schedule: {address}missing\n    only: [x]"
        )
        second_root = write_event(tmp_path / "events/two", f"schedule: {address}")
        write_project(tmp_path / "events/three", {}, EVENT)
        broken_root = write_project(tmp_path / "events/zero", {}, "title: [\n")
        assert pull(tmp_path, "--event", "two") == 0
        assert "one: " not in capsys.readouterr().err
        assert pull(tmp_path) == 1

    err = capsys.readouterr().err
    assert "zero: content/event.md was not pulled" in err
    assert len(sessions_of(second_root)) == 2
    assert not (first_root / "data/sessions.yaml").exists()
    assert not (broken_root / "data").exists()
    assert pull(tmp_path, "--event", "tow") == 2
    assert "two" in capsys.readouterr().err


SHARED = {
    "portfolio.yaml": "title: Coasts\nsummary: All.\n",
    "shared/content/speakers/kim-example.md": "---\nname: Kim Example\nrole: Engineer\n---\nKim.\n",
    "shared/data/organisations.yaml": "organisations:\n  - id: trust\n    name: Tide Trust\n",
    "shared/data/sponsors.yaml": "tiers:\n  - id: gold\n    name: Gold\n    price: 5000\n",
    "events/one/data/sponsors.yaml": "sponsors:\n  - id: ours\n    name: Ours\n    tier: gold\n",
}


@pytest.mark.parametrize(
    "sheet, place",
    [
        ("Name,Role\nKim Example,Director\n", "shared/content/speakers/kim-example.md"),
        ("id,name\ntrust,Tidal Trust\n", "shared/data/organisations.yaml"),
    ],
)
def test_what_an_event_inherits_is_not_changed(
    sheet: str, place: str, tmp_path: Path, capsys: Any
) -> None:
    with serving() as (server, address):
        server.body = sheet.encode()
        kind = "Speakers" if "Role" in sheet else "Organisations"
        write_project(tmp_path, SHARED)
        (tmp_path / "content/event.md").unlink()
        (tmp_path / "content").rmdir()
        root = write_event(
            tmp_path / "events/one", f"google_sheet: {address}{kind}.csv"
        )
        before = files_of(tmp_path)
        assert pull(root, "--take", "all") == 1
        after = files_of(tmp_path)
    assert f"yourself, in ../../{place}" in capsys.readouterr().err
    assert {name for name in after if after[name] != before.get(name)} <= {
        "events/one/data/imports/sheet.json"
    }


@pytest.mark.parametrize(
    "sheet, url",
    [
        ("1a-B_2/edit?usp=sharing", "1a-B_2/export?format=xlsx"),
        ("1a-B_2/edit#gid=0", "1a-B_2/export?format=xlsx"),
        ("e/2PACX-1v/pubhtml?gid=0&single=true", "e/2PACX-1v/pub?output=xlsx"),
        ("e/2PACX-1v/pub?gid=0&single=true&output=csv", ""),
        ("1a-B_2/export?format=csv&gid=7", ""),
    ],
)
def test_a_google_sheet_is_fetched_as_a_workbook(sheet: str, url: str) -> None:
    start = "https://docs.google.com/spreadsheets/d/"
    assert address_of("google_sheet", start + sheet) == start + (url or sheet)


def test_sessionize_needs_only_an_id() -> None:
    assert (
        address_of("sessionize", "jl4ktls0")
        == "https://sessionize.com/api/v2/jl4ktls0/view/All"
    )
