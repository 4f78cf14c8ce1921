"""The preview's server serves the local user only."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from microsite.apps.preview.editor import FILE, LINE, Editor
from microsite.apps.preview.rebuild import BuildStatus, PreviewState
from microsite.apps.preview.server import is_local_host
from microsite.build import Outcome, build
from microsite.project import BuildOptions, Project
from tests.making import sessions_yaml, write_project
from tests.preview_helpers import InProcessServer, arguments_of, program

SESSIONS = sessions_yaml("id: opening\ntitle: High water\nstart: 09:30")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a built project."""
    root = write_project(
        tmp_path_factory.mktemp("desk") / "site", {"data/sessions.yaml": SESSIONS}
    )
    assert build(
        Project.at(root), BuildOptions(as_of=date(2027, 1, 15), use_cache=False)
    ).published
    return root


@pytest.fixture
def served(built: Path, tmp_path: Path) -> Iterator[InProcessServer]:
    project = Project.at(shutil.copytree(built, tmp_path / "site"))
    running = InProcessServer(PreviewState(project, None, BuildStatus(Outcome(), 1)))
    yield running
    running.stop()


def test_open_starts_editor_at_line(served: InProcessServer, tmp_path: Path) -> None:
    code = program(tmp_path / "bin", "code")
    served.state.editor = Editor("Code", (str(code), f"{FILE}:{LINE}"))

    opened = served.post("open", {"path": "data/sessions.yaml", "line": 2})

    assert opened == {"editor": "Code", "knows_lines": True}
    assert arguments_of(code) == repr(
        [f"{served.state.project.root}/data/sessions.yaml:2"]
    )


def test_open_fails_without_editor(served: InProcessServer) -> None:
    assert (
        served.ask("/__microsite/open", {"path": "data/sessions.yaml", "line": 2})[0]
        == 503
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Microsite_Token": None},
        {"X_Microsite_Token": "wrong"},
        {"X_Microsite_Token": "é"},
        {"Origin": None},
        {"Origin": "https://evil.example"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
    ],
    ids=[
        "no token",
        "wrong token",
        "odd token",
        "no origin",
        "another site",
        "another name for us",
    ],
)
def test_json_handlers_refuse_other_sites(
    served: InProcessServer, headers: dict[str, Any]
) -> None:
    place = {"path": "content/event.md", "line": 1}
    assert served.ask("/__microsite/open", place, **headers)[0] == 403


def test_json_handlers_refuse_other_machines(
    served: InProcessServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other devices cannot open an editor, even with the token, and their pages do not contain it."""
    assert served.state.token.encode() in served.ask("/", method="GET")[2]
    monkeypatch.setattr("microsite.apps.preview.server.is_loopback", lambda _: False)

    assert (
        served.ask("/__microsite/open", {"path": "content/event.md", "line": 1})[0]
        == 403
    )
    page = served.ask("/", method="GET")[2]
    assert b"preview.js" in page
    assert served.state.token.encode() not in page


@pytest.mark.parametrize(
    "path",
    [
        "../secret.md",
        "/etc/hosts",
        "output/index.html/..",
        "content/no.md",
        "build.sh",
        "\0",
    ],
)
def test_open_refuses_other_files(
    served: InProcessServer, tmp_path: Path, path: str
) -> None:
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    served.state.editor = Editor("Code", (str(program(tmp_path / "bin", "code")), FILE))

    assert served.ask("/__microsite/open", {"path": path, "line": 1})[0] == 404
    assert not (tmp_path / "bin/code.arguments").exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        [],
        7,
        {"path": 7, "line": 1},
        {"path": "content/event.md", "line": "1"},
    ],
    ids=repr,
)
def test_open_refuses_invalid_body(served: InProcessServer, body: object) -> None:
    assert served.ask("/__microsite/open", body)[0] == 400


def test_json_handlers_refuse_get(served: InProcessServer) -> None:
    assert served.ask("/__microsite/open", method="GET")[0] in (404, 405)


def test_site_finds_stylesheet_of_later_build(served: InProcessServer) -> None:
    sheets = list(served.state.project.output.rglob("assets/css/**/*.css"))
    assert sheets
    for sheet in sheets:
        name = (
            sheet.relative_to(served.state.project.output).as_posix().rsplit(".", 2)[0]
        )
        status, headers, data = served.ask(f"/{name}.0123456789.css", method="GET")
        assert (status, headers["Content-Type"]) == (200, "text/css; charset=utf-8"), (
            name
        )
        assert data == sheet.read_bytes()


@pytest.mark.parametrize(
    ("build", "command"), [(4, "reload"), (5, "panel"), (8, "panel"), (9, None)]
)
def test_reload_socket_reloads_late_page_only_if_site_changed(
    served: InProcessServer, build: int, command: str | None
) -> None:
    """Builds with errors or without changes leave the page as it is."""
    served.state.latest = BuildStatus(Outcome(), 9, changed_at=5)

    async def connect() -> str | None:
        url = f"ws://127.0.0.1:{served.port}/livereload"
        page = await websocket_connect(
            HTTPRequest(url, headers={"Origin": f"http://127.0.0.1:{served.port}"})
        )
        for message in (
            {"command": "info", "url": "/", "build": build},
            {"command": "hello"},
        ):
            await page.write_message(json.dumps(message))
        command = json.loads(str(await page.read_message()))["command"]
        page.close()
        return None if command == "hello" else str(command)

    assert (
        asyncio.run_coroutine_threadsafe(connect(), served.loop).result(30) == command
    )


def test_site_serves_no_file_outside_output(served: InProcessServer) -> None:
    other_file = (
        served.state.project.root.parent / "other/output/assets/css/site.0123456789.css"
    )
    other_file.parent.mkdir(parents=True)
    other_file.write_text("secret {}", encoding="utf-8")
    for path in (
        "..%2f..%2fother%2foutput%2fassets%2fcss",
        "..%2f**%2f**%2fassets%2fcss",
    ):
        status, _, data = served.ask(f"/{path}%2fsite.x.css", method="GET")
        assert status == 404
        assert b"secret" not in data
    assert served.ask("//assets/css/site.x.css", method="GET")[0] == 404


def test_site_answers_address_of_many_parts_at_once(served: InProcessServer) -> None:
    start = time.process_time()
    assert served.ask(f"/{'a/' * 30_000}", method="GET")[0] == 404
    assert time.process_time() - start < 0.5


def test_server_refuses_large_body_without_reading_it(served: InProcessServer) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(
            b"POST /__microsite/open HTTP/1.1\r\n"
            b"Host: 127.0.0.1\r\nContent-Length: 20000000\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
        assert connection.recv(100) == b""


@pytest.mark.parametrize(
    "message",
    [
        '{"command": "info", "url": "http://[::1"}',
        '{"command": "info", "url": 7}',
        '{"command": "info"}',
        "7",
        "[" * 100_000,
        "{",
    ],
    ids=lambda message: message[:40],
)
def test_reload_socket_closes_after_invalid_message(
    served: InProcessServer, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def connect() -> object:
        origin = f"http://127.0.0.1:{served.port}"
        request = HTTPRequest(
            origin.replace("http", "ws") + "/livereload", headers={"Origin": origin}
        )
        page = await websocket_connect(request)
        await page.write_message(message)
        answer = await page.read_message()
        page.close()
        return answer

    assert asyncio.run_coroutine_threadsafe(connect(), served.loop).result(30) is None
    assert not caplog.records


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("192.168.1.20", True),
        ("[::1]", True),
        ("cafe", False),
        ("1.2", False),
        ("evil.example", False),
        ("", False),
    ],
)
def test_is_local_host_accepts_localhost_and_addresses(
    name: str, expected: bool
) -> None:
    assert is_local_host(name) is expected


def test_site_answers_impossible_name_with_404_page(served: InProcessServer) -> None:
    for name in (
        "%00",
        "a" * 300,
        "//etc/passwd",
        "%2e%2e/content/event.md",
        "assets/css/no.0123456789.css",
    ):
        assert served.ask(f"/{name}", method="GET")[0] == 404, name


def test_build_contains_nothing_of_preview(built: Path) -> None:
    """The output contains no text of the preview and no source places."""
    traces = (
        b"microsite-editor",
        b"data-edit",
        b"microsite-panel",
        b"data-microsite",
        b"data-token",
        b"preview.js",
    )
    places = (b"content/event.md", b"data/sessions.yaml")
    files = [path for path in (built / "output").rglob("*") if path.is_file()]
    assert files
    for path in files:
        data = path.read_bytes()
        assert not any(
            trace in data
            for trace in (*traces, *(places if path.suffix == ".html" else ()))
        ), path
