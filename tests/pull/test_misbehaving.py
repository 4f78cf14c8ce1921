"""`pull` from servers that misbehave: each is named with a fix, and the others are pulled."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microsite.apps.portfolio import pull as module
from microsite.web import Problem
from tests.making import load_soundly
from tests.pull import source
from tests.pull.source import Handler, serving, write_event
from tests.pull.test_pull import files_of, pull

MISBEHAVIOUR: dict[str, tuple[Callable[[Handler], None], str]] = {
    "slow": (source.drip, "its server did not answer"),
    "broken off": (source.break_off, "its server closed the connection"),
    "cut": (source.be_cut, "is damaged or cut off, or not a schedule"),
    "in a circle": (source.redirect_in_circle, "it redirects in a circle"),
    "redirected inside": (
        source.redirect_inside,
        "it is not on the public web. It redirects to another host",
    ),
    "endless": (source.be_endless, "it is too large. The limit is 1 MB"),
    "bomb": (source.send_bomb, "it is too large"),
    "sign-in": (
        source.send_sign_in,
        "its server sent a web page instead of data. Check the address",
    ),
    "nonsense": (source.send_nonsense, "is damaged or cut off, or not a schedule"),
    "missing": (
        lambda handler: handler.answer(404),
        "its server answered 404. Check the address",
    ),
    "forbidden": (
        lambda handler: handler.answer(403),
        "its server answered 403. Publish it there",
    ),
    "ill": (
        lambda handler: handler.answer(500),
        "its server answered 500. Open the address in a browser",
    ),
    "empty": (
        lambda handler: handler.answer(200),
        "is damaged or cut off, or not a schedule",
    ),
    "not changed": (lambda handler: handler.answer(304), "its server answered 304"),
}


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_a_source_that_misbehaves_is_reported_and_stops_no_other(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    behave, words = MISBEHAVIOUR[name]
    monkeypatch.setattr(module, "MAX_SECONDS", 1.0)
    monkeypatch.setattr(module, "MAX_FILE_BYTES", 1024 * 1024)
    monkeypatch.setitem(module.ADVICE, Problem.TOO_LARGE, "The limit is 1 MB.")
    start = time.monotonic()
    with serving(behave) as (_, bad), serving() as (_, good):
        root = write_event(
            tmp_path, f"pretalx: {bad}democon", f"schedule: {good}schedule.json"
        )
        assert pull(root) == 1
        err = capsys.readouterr().err
        assert f"pretalx, {bad}democon was not pulled: " in err
        assert words in err
        assert "Traceback" not in err
        assert len(load_soundly(root).sessions) == 2
        before = files_of(root)
        assert pull(root) == 1
    assert files_of(root) == before
    assert time.monotonic() - start < 10


def test_an_address_in_the_own_network_has_to_be_allowed(
    tmp_path: Path, capsys: Any
) -> None:
    with serving() as (server, address):
        root = write_event(tmp_path, f"schedule: {address}\n    allow_private: no")
        event = root / "content/event.md"
        event.write_text(
            event.read_text("utf-8").replace("    allow_private: yes\n", ""), "utf-8"
        )
        assert pull(root) == 1
    assert "write “allow_private: yes” below it" in capsys.readouterr().err
    assert server.requests == []


def test_a_source_that_changes_with_each_request_is_asked_once_each_time(
    tmp_path: Path, capsys: Any
) -> None:
    with serving(source.change) as (server, address):
        root = write_event(tmp_path, f"schedule: {address}")
        for number in (1, 2, 3):
            assert pull(root) == 0
            assert [session.title for session in load_soundly(root).sessions] == [
                f"Version {number}"
            ]
    assert len(server.requests) == 3


def test_a_calendar_that_is_cut_off_is_not_read(tmp_path: Path, capsys: Any) -> None:
    event = "BEGIN:VEVENT\nUID:{0}\nSUMMARY:Talk {0}\nDTSTART:20270520T090000Z\nEND:VEVENT\n"
    body = (
        f"BEGIN:VCALENDAR\n{event.format(1)}{event.format(2)}END:VCALENDAR\n".encode()
    )
    with serving() as (server, address):
        root = write_event(tmp_path, f"schedule: {address}talks.ics")
        server.body = body
        assert pull(root) == 0
        server.body = body[: body.index(b"UID:2")]
        assert pull(root) == 1
    assert "damaged" in capsys.readouterr().err
    assert len(load_soundly(root).sessions) == 2
