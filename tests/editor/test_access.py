"""Who may use the editor: browsers that opened its address, or that gave the passphrase."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from microsite.apps.editor import security
from microsite.build import build
from microsite.project import BuildOptions, Project
from tests.editor.served import FORM, Served, served
from tests.editor.test_saving import EVENT_FILE, FILES
from tests.making import write_project
from tests.preview_helpers import ACCESS_TOKEN, PATIENCE, Preview, arguments_of, program

CONTENT = "/_edit/content"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_project(tmp_path / "site", FILES, EVENT_FILE)


@pytest.fixture
def server(site: Path) -> Iterator[Served]:
    build(Project.at(site), BuildOptions())
    with served(site) as running:
        yield running


def get(
    server: Served, address: str, cookie: str | None = None
) -> tuple[int, dict[str, str], str]:
    """Open an address in a browser that has no token. Return status, headers and page."""
    headers = {"X_Microsite_Token": None, "Origin": None, "Cookie": cookie}
    status, answer_headers, data = server.ask(address, None, "GET", **headers)
    return status, answer_headers, data.decode()


def session_of(headers: dict[str, str]) -> str:
    return headers["Set-Cookie"].partition(";")[0]


@pytest.mark.parametrize("cookie", [None, "other=1", "microsite_edit_{}=guess", "{}=é"])
def test_other_programs_of_the_computer_can_neither_read_nor_write(
    server: Served, cookie: str | None
) -> None:
    """They reach the port, but they have not opened the address with the token."""
    stranger = cookie and cookie.format(server.port)
    status, _, page = get(server, CONTENT, stranger)
    assert status == 403
    assert (
        "Open the editor again from the address that the window of Microsite shows."
        in page
    )
    assert server.state.token not in page

    status, _, page = get(server, "/", stranger)
    assert status == 200
    assert server.state.token not in page
    assert "/_edit/" not in page

    body = urlencode({"_token": server.state.token, "name": "Attic"}).encode()
    status, _, _ = server.ask(
        "/_edit/new/room", body, Content_Type=FORM, Cookie=stranger
    )
    assert status == 403
    assert "Attic" not in server.text("data/sessions.yaml")


def test_address_with_the_token_starts_a_session(server: Served) -> None:
    """The address that stays in the history does not have it."""
    status, headers, _ = get(server, f"/_edit/content?token={ACCESS_TOKEN}&find=tide")
    assert (status, headers["Location"]) == (302, "/_edit/content?find=tide")
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=Strict" in headers["Set-Cookie"]

    session = session_of(headers)
    assert get(server, CONTENT, session)[0] == 200
    assert server.state.token in get(server, "/", session)[2]

    status, headers, _ = get(server, "/_edit/?token=old", session)
    assert (status, headers["Location"]) == (302, "/_edit/")


def test_address_with_a_token_leads_to_no_other_site(server: Served) -> None:
    for start in ("//evil.example", "http://evil.example"):
        status, headers, _ = get(server, f"{start}/_edit/?token={ACCESS_TOKEN}")
        assert status != 302 or headers["Location"].startswith("/_edit/")


def test_editors_on_two_ports_have_two_sessions(server: Served, tmp_path: Path) -> None:
    """Browsers send the cookies of a host to all its ports."""
    with served(write_project(tmp_path / "other", FILES, EVENT_FILE)) as other:
        sessions = [
            session_of(get(each, f"/_edit/?token={ACCESS_TOKEN}")[1])
            for each in (server, other)
        ]
        both = "; ".join(sessions)
        assert get(server, CONTENT, both)[0] == get(other, CONTENT, both)[0] == 200


def test_pages_and_files_of_the_preview_stay_out_of_other_sites(server: Served) -> None:
    for address in ("/", "/assets/no.css", "/__microsite/preview.js", CONTENT):
        headers = get(server, address)[1]
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", address


def test_edit_opens_an_address_that_works_once(site: Path, tmp_path: Path) -> None:
    """Other users can read the arguments of the browser, but not the terminal."""
    browser = program(tmp_path / "bin", "browser")
    with Preview(site, command="edit", BROWSER=str(browser)) as running:
        (opened,) = re.findall(r"http://[^']+", arguments_of(browser))
        printed = running.says(r"Preview: (http://\S+)\n")[1]
        assert opened != printed

        for address, expected in (
            (opened, 200),
            (opened, 403),
            (printed, 200),
            (printed, 200),
        ):
            assert status_of(address) == expected, address


def status_of(address: str) -> int:
    """Open an address in a new browser, which follows redirects. Return the status."""
    browser = build_opener(HTTPCookieProcessor())
    try:
        with browser.open(address, timeout=PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_wrong_passphrases_are_slowed_for_all_connections_together(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause = 0.2
    monkeypatch.setattr(security, "WRONG_PASSPHRASE_SECONDS", pause)
    body = urlencode({"passphrase": "guess"}).encode()
    with served(site, "open sesame") as server, ThreadPoolExecutor(5) as pool:
        start = time.monotonic()
        guesses = [
            pool.submit(
                server.ask, "/_edit/passphrase", body, Content_Type=FORM, Cookie=None
            )
            for _ in range(5)
        ]
        assert [guess.result()[0] for guess in guesses] == [200] * 5
        assert time.monotonic() - start >= 5 * pause


def test_passphrase_is_asked_of_this_computer_too(site: Path) -> None:
    """With `--lan`, a browser without the address of the terminal needs the passphrase."""
    with served(site, "open sesame") as server:
        status, headers, _ = get(server, CONTENT)
        assert (status, headers["Location"]) == (
            302,
            "/_edit/passphrase?next=/_edit/content",
        )
        page = get(server, headers["Location"])[2]
        assert server.state.token not in page

        fields = {"passphrase": "open sesame", "name": "Kim Example", "next": CONTENT}
        body = urlencode(fields).encode()
        status, headers, _ = server.ask(
            "/_edit/passphrase",
            body,
            Content_Type=FORM,
            Cookie=None,
            X_Microsite_Token=None,
        )
        assert (status, headers["Location"]) == (302, CONTENT)
        assert get(server, CONTENT, session_of(headers))[0] == 200

        status, _, _ = server.ask(
            "/_edit/passphrase", body, Content_Type=FORM, Origin="http://evil.example"
        )
        assert status == 403
