"""Two people who edit the same record from two computers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from microsite.apps.editor import security
from tests.editor.served import FORM, Served, served
from tests.making import write_project

PAGE = "content/pages/about.md"
ADDRESS = "/_edit/record/page/about"
BASE = {"_base": '{"title": "About", "body": "One."}', "body": "One."}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    write_project(tmp_path, {PAGE: "---\ntitle: About\n---\nOne.\n"})
    with served(tmp_path, "open sesame") as server:
        yield server


def sign_in(server: Served, name: str) -> str:
    """Give the passphrase, and return the cookie of the session."""
    fields = {"_token": server.state.token, "passphrase": "open sesame", "name": name}
    body = urlencode(fields).encode()
    status, headers, _ = server.ask("/_edit/passphrase", body, Content_Type=FORM)
    assert status == 302
    return headers["Set-Cookie"].partition(";")[0]


def open_form(server: Served, cookie: str) -> str:
    status, _, data = server.ask(ADDRESS, None, "GET", Cookie=cookie)
    assert status == 200
    return unescape(data.decode())


def save(server: Served, cookie: str, **fields: str) -> tuple[int, str]:
    body = urlencode({**BASE, **fields}).encode()
    status, _, data = server.ask(ADDRESS, body, Content_Type=FORM, Cookie=cookie)
    return status, unescape(data.decode())


def test_a_form_shows_who_has_it_open_and_can_be_taken_over(server: Served) -> None:
    kim, sam = sign_in(server, "Kim"), sign_in(server, "Sam <script>")
    assert "is editing" not in open_form(server, kim)
    page = open_form(server, sam)
    assert "Kim is editing this since" in page
    assert "Save anyway" in page

    status, page = save(server, sam, title="By Sam")
    assert status == 422
    assert "Kim is editing this since" in page
    assert 'value="By Sam"' in page  # nothing is lost
    assert "title: About\n" in server.text(PAGE)

    status, _, data = server.ask(f"{ADDRESS}?_take_over=1", None, "GET", Cookie=sam)
    assert status == 200
    assert "Kim is editing this since" in data.decode()  # a link does not take it over

    assert save(server, sam, title="By Sam", _take_over="1")[0] == 302
    assert "title: By Sam\n" in server.text(PAGE)
    status, page = save(server, kim, title="By Kim")
    assert status == 422
    assert "Sam <script> is editing this since" in page
    assert (
        server.ask("/_edit/stay", b"record=page/about", Content_Type=FORM, Cookie=kim)[
            0
        ]
        == 200
    )
    assert "is editing" not in open_form(server, sam)


def test_a_lock_ends_when_its_form_is_closed(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim, sam = sign_in(server, "Kim"), sign_in(server, "")
    open_form(server, kim)
    monkeypatch.setattr(security, "IDLE", timedelta())

    assert "is editing" not in open_form(server, sam)
    monkeypatch.undo()
    assert "Someone on another computer is editing this" in open_form(server, kim)


def test_one_person_with_two_windows_has_no_locks(server: Served) -> None:
    kim = sign_in(server, "Kim")
    open_form(server, kim)
    open_form(server, kim)

    assert save(server, kim, title="By Kim")[0] == 302
