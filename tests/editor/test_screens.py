"""Screens of the editor over HTTP: forms, errors, conflicts, and who may use them."""

import http.client
import json
import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from microsite.apps.editor.content import SCREEN_KINDS
from microsite.apps.editor.edit import editor_application
from microsite.apps.editor.records import ProjectRecords
from microsite.apps.preview.rebuild import BuildStatus, PreviewState
from microsite.build import Outcome
from microsite.project import Project
from tests.editor.test_saving import EVENT_FILE, FILES, SESSIONS
from tests.making import write_project
from tests.preview_helpers import ACCESS_TOKEN, InProcessServer


class Browser:
    """Requests to the editor, with the fields of the form that was opened last."""

    def __init__(self, root: Path, passphrase: str | None = None) -> None:
        self.project = Project.at(root)
        state = PreviewState(self.project, None, BuildStatus(Outcome(), 1))
        create = partial(
            editor_application, access_token=ACCESS_TOKEN, passphrase=passphrase
        )
        self.server = InProcessServer(state, create)
        self.token = state.token
        self.fields: dict[str, list[str]] = {}
        self.cookie = "" if passphrase else self.server.cookie
        self.headers: dict[str, str] = {}

    def ask(
        self, method: str, path: str, fields: object = None, **headers: str
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=30
        )
        body = urlencode(fields, doseq=True) if isinstance(fields, dict) else None
        all_headers = (
            {"Content-Type": "application/x-www-form-urlencoded"}
            if body is not None
            else {}
        )
        all_headers |= {"Cookie": self.cookie} if self.cookie else {}
        all_headers |= {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        connection.request(method, path, body, all_headers)
        answer = connection.getresponse()
        self.headers, html = dict(answer.getheaders()), answer.read().decode()
        connection.close()
        return answer.status, html

    def open(self, path: str) -> str:
        status, html = self.ask("GET", f"/_edit/{path}")
        assert status == 200, (path, status)
        self.read_fields(html)
        return html

    def read_fields(self, html: str) -> None:
        """Read the fields as a browser without scripts would send them."""
        self.fields = {}
        for tag in re.finditer(r"<(?:input|textarea|select)\b[^>]*>", html):
            name = re.search(r' name="([^"]*)"', tag[0])
            if name is None:
                continue
            values = self.fields.setdefault(unescape(name[1]), [])
            value = re.search(r' value="([^"]*)"', tag[0])
            if tag[0].startswith("<textarea"):
                values.append(
                    unescape(html[tag.end() : html.index("</textarea>", tag.end())])[1:]
                )
            elif tag[0].startswith("<select"):
                options = html[tag.end() : html.index("</select>", tag.end())]
                chosen = re.search(r'<option value="([^"]*)" selected', options)
                values.append(unescape(chosen[1]) if chosen else "")
            elif "radio" not in tag[0] and "checkbox" not in tag[0]:
                values.append(unescape(value[1]) if value else "")
            elif " checked" in tag[0] and value:
                values.append(unescape(value[1]))

    def save(self, path: str, **changes: str | list[str]) -> tuple[int, str]:
        fields = self.fields | {
            name.replace("__", "."): value for name, value in changes.items()
        }
        status, html = self.ask("POST", f"/_edit/{path}", fields)
        if status != 302:
            self.read_fields(html)
        return status, html

    def text(self, path: str = "data/sessions.yaml") -> str:
        return (self.project.root / path).read_text(encoding="utf-8")


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    running = Browser(write_project(tmp_path / "site", FILES, EVENT_FILE))
    yield running
    running.server.stop()


def test_form_that_is_saved_unchanged_changes_nothing(browser: Browser) -> None:
    records = ProjectRecords(browser.project)
    before = {path: browser.text(path) for path in records.files}
    for kind in ("event", "session", "speaker", "room", "track", "rate", "rates"):
        for entry in records.all_of(kind):
            path = f"record/{kind}/{entry.id}"
            browser.open(path)
            status, html = browser.save(path)
            assert status == 302, html
    assert {path: browser.text(path) for path in records.files} == before


def test_every_kind_has_a_form(browser: Browser) -> None:
    for name, kind in SCREEN_KINDS.items():
        html = browser.open(
            f"new/{name}" if kind.about and name != "event" else f"record/{name}/"
        )
        assert '<form method="post"' in html
        labels = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
        for control in re.findall(
            r'<(?:input type="(?!hidden)|textarea|select)[^>]*', html
        ):
            assert re.search(r' id="([^"]+)"', control)[1] in labels, control  # type: ignore[index]


def test_change_in_words_of_people_is_written_as_files_have_it(
    browser: Browser,
) -> None:
    browser.open("record/session/opening")
    status, _ = browser.save("record/session/opening", start="9.45am", room="Room A")

    assert status == 302
    assert browser.text() == SESSIONS.replace("09:30     #", "09:45     #").replace(
        "room: Main hall", "room: Room A"
    )
    assert "Saved." in browser.open("record/session/opening?saved=1")


def test_names_of_people_become_references(browser: Browser) -> None:
    html = browser.open("record/session/opening")
    assert browser.fields["speakers"] == ["Kim Example", "Sam Example", ""]
    assert 'value="09:30"' in html

    browser.save("record/session/opening", speakers=["sam example", "", "Kim Example"])
    assert "speakers: [sam, kim]" in browser.text()


def test_error_is_at_its_field_and_keeps_what_was_typed(browser: Browser) -> None:
    browser.open("record/session/opening")
    status, html = browser.save(
        "record/session/opening",
        start="half nine",
        title="A new title",
        abstract="Typed.",
    )

    assert status == 422
    assert browser.fields["start"] == ["half nine"]
    assert browser.fields["title"] == ["A new title"]
    assert browser.fields["abstract"] == ["Typed."]
    assert "Not saved: 1 problem to fix" in html
    assert "<h1>Opening" in html
    assert '<a href="#f-start">' in html
    assert 'aria-describedby="f-start-hint f-start-error' in html
    assert browser.text() == SESSIONS
    assert browser.save("record/session/opening", start="9:40")[0] == 302
    assert "Typed." in browser.text()


def test_weekday_that_does_not_fit_is_an_error(browser: Browser) -> None:
    browser.open("record/event/")
    status, html = browser.save("record/event/", starts="Friday 20 May 2027 09:00")

    assert status == 422
    assert "20 May 2027 is a Thursday, not a Friday." in unescape(html)


def test_required_field_is_named(browser: Browser) -> None:
    browser.open("new/session")
    status, html = browser.save("new/session", kind="talk", start="09:00")

    assert status == 422
    assert '<a href="#f-title">' in html


def test_new_record_opens_its_form(browser: Browser) -> None:
    browser.open("new/speaker")
    status, _ = browser.save(
        "new/speaker",
        name="Lee Example",
        links__0__label="Profile",
        links__0__url="www.example.org/lee",
        biography="Lee *sails*.",
    )

    assert status == 302
    assert browser.headers["Location"].startswith("/_edit/record/speaker/lee-example")
    assert browser.text("content/speakers/lee-example.md") == (
        "---\nname: Lee Example\nlinks:\n  - label: Profile\n"
        "    url: https://www.example.org/lee\n---\n\nLee *sails*.\n"
    )


def test_change_of_the_same_field_shows_both_versions(browser: Browser) -> None:
    browser.open("record/session/opening")
    path = browser.project.root / "data/sessions.yaml"
    path.write_text(SESSIONS.replace("start: 09:30", "start: 09:00"), encoding="utf-8")

    status, html = browser.save("record/session/opening", start="09:40", title="Mine")
    assert status == 422
    assert "In the file it is now: “09:00”" in unescape(html)
    assert browser.save("record/session/opening")[0] == 302
    assert "start: 09:40     # not earlier" in browser.text()


def test_other_version_can_be_used(browser: Browser) -> None:
    browser.open("record/session/opening")
    path = browser.project.root / "data/sessions.yaml"
    theirs = SESSIONS.replace("start: 09:30", "start: 09:00")
    path.write_text(theirs, encoding="utf-8")

    _, html = browser.save("record/session/opening", start="09:40", room="Room A")
    assert "Use the version in the file" in html
    assert browser.save("record/session/opening", _theirs="start")[0] == 302
    assert browser.text() == theirs.replace("room: Main hall", "room: Room A")


def test_add_another_keeps_what_was_typed(browser: Browser) -> None:
    browser.open("record/session/opening")
    status, html = browser.save(
        "record/session/opening", speakers=["Kim Example", "Who"], _add="speakers"
    )

    assert status == 200
    assert browser.fields["speakers"] == ["Kim Example", "Who", ""]
    assert 'data-focus="speakers"' in html
    assert browser.text() == SESSIONS


def test_groups_of_a_list_are_added_and_removed(browser: Browser) -> None:
    browser.open("record/rate/all")
    status, _ = browser.save("record/rate/all", _add="prices")
    assert status == 200
    assert browser.fields["prices.2.amount"] == [""]
    assert (
        browser.save(
            "record/rate/all", prices__2__amount="175", prices__0___remove="yes"
        )[0]
        == 302
    )
    assert browser.text("data/rates.yaml").endswith(
        "  prices:\n  - {amount: 150, from: 2027-03-01}\n  - amount: 175\n"
    )


def test_delete_asks_first_and_names_what_needs_it(browser: Browser) -> None:
    html = browser.open("delete/session/coffee")
    assert "Delete “Coffee”?" in unescape(html)
    assert browser.text() == SESSIONS
    assert browser.save("delete/session/coffee")[0] == 302
    assert "coffee" not in browser.text().lower().replace("tea\n      and coffee", "")

    browser.open("delete/room/main-hall")
    status, html = browser.save("delete/room/main-hall")
    assert status == 422
    assert "/_edit/record/session/opening" in html


def test_link_without_target_is_not_saved(browser: Browser) -> None:
    """An error that only pages show is found before the file is written."""
    browser.open("record/session/opening")
    status, html = browser.save(
        "record/session/opening", abstract="See [it](session:nowhere)."
    )

    assert status == 422
    assert '<a href="#f-abstract">' in html
    assert "nowhere" in html
    assert browser.text() == SESSIONS


def test_renamed_room_is_renamed_in_sessions(browser: Browser) -> None:
    browser.open("record/room/main-hall")
    assert browser.save("record/room/main-hall", name="Great hall")[0] == 302

    assert browser.headers["Location"] == "/_edit/record/room/great-hall?saved=1"
    assert browser.text() == SESSIONS.replace("Main hall", "Great hall")


def test_list_shows_records_that_match_a_search(browser: Browser) -> None:
    html = browser.open("content/session?q=tide")

    assert "Opening: the tide" in html
    assert "Coffee" not in html
    assert "1 session with “tide”." in html


def test_file_with_an_error_is_explained(browser: Browser) -> None:
    (browser.project.root / "data/sessions.yaml").write_text("sessions:\n\t- id: [a\n")
    html = browser.open("record/session/opening")

    assert "data/sessions.yaml has an error" in html
    assert "line 2" in browser.open("content")


def test_file_with_a_certain_error_is_fixed(browser: Browser) -> None:
    path = browser.project.root / "data/sessions.yaml"
    path.write_text(
        SESSIONS.replace("    start: 10:15", "\tstart: 10:15"), encoding="utf-8"
    )
    assert "Fix what is certain" in browser.open("record/session/coffee")

    assert browser.save("fix/data/sessions.yaml")[0] == 302
    assert browser.headers["Location"] == "/_edit/record/session/coffee"
    browser.open("record/session/coffee")
    assert (
        browser.ask("POST", "/_edit/fix/no.yaml", {"_token": browser.token})[0] == 302
    )


def test_hostile_texts_stay_texts(browser: Browser) -> None:
    hostile = '"><script>alert(1)</script>{{ 7 * 7 }}${7*7}'
    browser.open("record/session/coffee")
    assert browser.save("record/session/coffee", title=hostile)[0] == 302
    for path in ("record/session/coffee", "content/session", "delete/session/coffee"):
        html = browser.open(path)
        assert "<script>alert" not in html
        assert "49" not in html
    coffee = ProjectRecords(browser.project).find("session", "coffee")
    assert coffee is not None
    assert coffee.values["title"] == hostile
    status, data = browser.ask(
        "POST",
        "/_edit/markdown",
        {"text": "<img src=x onerror=alert(1)> [a](javascript:alert(1)) **b**"},
        X_Microsite_Token=browser.token,
    )
    assert status == 200
    html = json.loads(data)["html"]
    assert "onerror" not in html
    assert "javascript" not in html
    assert "<strong>b</strong>" in html


def test_values_are_understood_as_they_are_typed(browser: Browser) -> None:
    def understand(kind: str, name: str, text: str) -> dict[str, str]:
        query = urlencode({"name": name, "text": text})
        answer: dict[str, str] = json.loads(
            browser.ask("GET", f"/_edit/understand/{kind}?{query}")[1]
        )
        return answer

    assert understand("news", "date", "20/5/27")["note"] == "Thursday 20 May 2027"
    assert understand("session", "start", "2pm")["note"] == "14:00 in the afternoon"
    assert (
        "Did you mean" in understand("session", "start", "9.5")["error"]
        or understand("session", "start", "half nine")["error"]
    )
    assert (
        understand("rate", "prices.0.from", "1 March 2027")["note"]
        == "Monday 1 March 2027"
    )
    assert browser.ask("GET", "/_edit/understand/news?name=no&text=x")[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Host": "192.168.1.20"},
    ],
    ids=str,
)
def test_requests_from_other_sites_are_refused(
    browser: Browser, headers: dict[str, str]
) -> None:
    browser.open("record/session/coffee")
    status, _ = browser.ask(
        "POST", "/_edit/record/session/coffee", browser.fields, **headers
    )

    assert status == 403
    if "Host" in headers:
        assert browser.ask("GET", "/_edit/content", **headers)[0] == 403


@pytest.mark.parametrize(
    "path", ["record/session/coffee", "new/room", "delete/session/coffee", "markdown"]
)
def test_post_needs_the_token(browser: Browser, path: str) -> None:
    for token in ("", "x", "é"):
        assert (
            browser.ask("POST", f"/_edit/{path}", {"_token": token, "name": "A"})[0]
            == 403
        )
    assert browser.text() == SESSIONS


def test_event_and_settings_are_neither_added_nor_deleted(browser: Browser) -> None:
    for path in (
        "new/event",
        "new/rates",
        "delete/event/",
        "delete/rates/",
        "new/no",
        "record/no/x",
    ):
        assert browser.ask("GET", f"/_edit/{path}")[0] == 404, path
        assert (
            browser.ask("POST", f"/_edit/{path}", {"_token": browser.token})[0] == 404
        ), path


def test_pages_have_strict_headers(browser: Browser) -> None:
    for path in ("/_edit/content", "/_edit/static/form.js", "/_edit/no"):
        browser.ask("GET", path)
        policy = browser.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert browser.headers["Cache-Control"] == "no-store"
    html = browser.open("record/event/")
    assert not re.search(r"<[^>]+ (?:style|on\w+)=", html)
    assert "<script>" not in html
    for path in ("static/../security.py", "static/%2e%2e/security.py"):
        assert browser.ask("GET", f"/_edit/{path}")[0] == 404


def test_lan_needs_the_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microsite.apps.editor.security.is_loopback", lambda _: False)
    monkeypatch.setattr("microsite.apps.editor.security.WRONG_PASSPHRASE_SECONDS", 0)
    browser = Browser(
        write_project(tmp_path / "site", FILES, EVENT_FILE), "high water mark"
    )
    try:
        assert browser.ask("GET", "/_edit/content")[0] == 302
        assert browser.headers["Location"] == "/_edit/passphrase?next=/_edit/content"
        assert (
            browser.ask("POST", "/_edit/new/room", {"_token": browser.token})[0] == 403
        )
        browser.open("passphrase?next=//evil.example/")
        assert "not the passphrase" in browser.save("passphrase", passphrase="no")[1]
        assert browser.save("passphrase", passphrase="high water mark")[0] == 302
        assert browser.headers["Location"] == "/_edit/"
        cookie = browser.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        browser.cookie = cookie.partition(";")[0]
        browser.open("content")
        assert browser.ask("GET", "/_edit/content", Host="evil.example")[0] == 403
    finally:
        browser.server.stop()


def test_other_machines_are_refused_without_lan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microsite.apps.editor.security.is_loopback", lambda _: False)
    browser = Browser(write_project(tmp_path / "site", FILES, EVENT_FILE))
    try:
        assert browser.ask("GET", "/_edit/content")[0] == 403
    finally:
        browser.server.stop()


def test_person_to_be_confirmed_is_known_by_the_role(browser: Browser) -> None:
    person = "---\nname: to be confirmed\nrole: Harbour master\n---\n"
    (browser.project.root / "content/speakers/master.md").write_text(person)

    assert ">Harbour master</a>" in browser.open("content/speaker")
    browser.open("record/session/opening")
    assert browser.save("record/session/opening", speakers=["Harbour master"])[0] == 302
    assert "speakers: [master]" in browser.text()


def test_lists_that_two_people_change_have_each_entry_once(browser: Browser) -> None:
    """One deletes the first link and adds one, while the other changes the second."""
    path = "record/session/opening"
    links = "    links:\n    - label: Slides\n      url: https://example.org/slides\n"
    links += "    - label: Paper\n      url: https://example.org/paper\n"
    file = browser.project.root / "data/sessions.yaml"
    text = SESSIONS.replace("    abstract: |\n", f"{links}    abstract: |\n")
    file.write_text(text, encoding="utf-8")
    browser.open(path)
    file.write_text(text.replace("/paper", "/paper-2"), encoding="utf-8")

    status, html = browser.save(
        path,
        links__0___remove="1",
        links__2__label="Film",
        links__2__url="https://example.org/film",
    )

    assert status == 302, html
    after = browser.text()
    assert "Slides" not in after
    assert after.count("label: Paper\n      url: https://example.org/paper-2\n") == 1
    assert after.count("label: Film\n      url: https://example.org/film\n") == 1
    assert after.count("label:") == 2


def test_an_entry_that_one_person_deletes_and_another_changes_is_a_conflict(
    browser: Browser,
) -> None:
    path = "record/session/opening"
    links = "    links:\n    - label: Slides\n      url: https://example.org/slides\n"
    file = browser.project.root / "data/sessions.yaml"
    text = SESSIONS.replace("    abstract: |\n", f"{links}    abstract: |\n")
    file.write_text(text, encoding="utf-8")
    browser.open(path)
    changed_text = text.replace("/slides", "/slides-2")
    file.write_text(changed_text, encoding="utf-8")

    status, html = browser.save(path, links__0___remove="1")

    assert status == 422
    assert "This was also changed elsewhere" in html
    assert browser.text() == changed_text
