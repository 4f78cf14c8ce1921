"""`edit`: the preview with forms, for this machine, or with a passphrase for others."""

from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from microsite.apps.editor.edit import ask_passphrase
from microsite.console.command import CommandError
from tests.editor.served import served
from tests.editor.test_saving import EVENT_FILE, FILES
from tests.making import write_project
from tests.preview_helpers import Preview


def test_edit_serves_forms_and_marked_pages(tmp_path: Path) -> None:
    root = write_project(tmp_path / "site", FILES, EVENT_FILE)
    with Preview(root, "--no-open", command="edit") as running:
        token = running.says(r"http://127\.0\.0\.1:\d+/_edit/\?token=(\S+)\n")[1]
        browser = build_opener(HTTPCookieProcessor())
        form = f"{running.url}_edit/record/session/opening?token={token}"
        with browser.open(form) as answer:
            assert b"Opening: the tide" in answer.read()
        with browser.open(f"{running.url}programme/opening/") as answer:
            page = answer.read()
        assert b'data-edit="session/opening/title"' in page
        assert b'data-command="' in page
        assert b' edit"' in page
        assert (
            b"data-edit"
            not in (root / "output/programme/opening/index.html").read_bytes()
        )


def test_lan_asks_for_a_passphrase_in_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(CommandError, match="needs a terminal"):
        ask_passphrase()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("microsite.apps.editor.edit.getpass", lambda _: "short")
    with pytest.raises(CommandError, match="8 letters or more"):
        ask_passphrase()
    monkeypatch.setattr(
        "microsite.apps.editor.edit.getpass", lambda _: "high water mark"
    )
    assert ask_passphrase() == "high water mark"


def test_empty_form_of_a_new_record_names_what_is_missing(tmp_path: Path) -> None:
    root = write_project(tmp_path / "site", FILES, EVENT_FILE)
    sessions = (root / "data/sessions.yaml").read_bytes()
    with served(root) as editor:
        page = editor.send(
            "new/room", {"_base": "{}", "name": "", "capacity": ""}, expected=422
        )
    assert "has no “name”" in page
    assert (root / "data/sessions.yaml").read_bytes() == sessions


def test_form_can_have_thousands_of_fields(tmp_path: Path) -> None:
    root = write_project(tmp_path / "site", FILES, EVENT_FILE)
    fields = {f"unused.{number}": "" for number in range(5000)}
    with served(root) as editor:
        editor.send("new/room", fields | {"_base": "{}", "name": "Boathouse"})
    assert "name: Boathouse" in (root / "data/sessions.yaml").read_text("utf-8")


def test_request_that_cannot_be_read_gets_a_page(tmp_path: Path) -> None:
    root = write_project(tmp_path / "site", FILES, EVENT_FILE)
    with served(root) as editor:
        kind = "multipart/form-data; boundary=x"
        status, _, page = editor.ask("/_edit/new/room", b"--y", Content_Type=kind)
    assert status == 400
    assert b"</html>" in page
