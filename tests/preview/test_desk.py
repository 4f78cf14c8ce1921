"""What the preview's server does for whoever writes the site, and for nobody else."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from microsite.build import Outcome, build
from microsite.preview.desk import Desk
from microsite.preview.editor import FILE, LINE, Editor
from microsite.preview.rebuild import Result
from microsite.project import BuildOptions, Project
from tests.making import sessions_yaml, write_project
from tests.previewing import Served, program, told

SESSIONS = sessions_yaml("id: opening\ntitle: High water\nstart: 09:30")
H1 = {"text": "High water", "moments": [], "links": []}
QUESTION = {"page": "/programme/opening/", "kind": "session", "in_main": True, "levels": [H1]}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its output."""
    root = write_project(tmp_path_factory.mktemp("desk") / "site", {"data/sessions.yaml": SESSIONS})
    assert build(Project.at(root), BuildOptions(as_of=date(2027, 1, 15), use_cache=False)).published
    return root


@pytest.fixture
def served(built: Path, tmp_path: Path) -> Iterator[Served]:
    project = Project.at(shutil.copytree(built, tmp_path / "site"))
    running = Served(Desk(project, lambda: Result(Outcome(), 1, only_styles=False), None))
    yield running
    running.stop()


def test_it_says_where_something_is_written(served: Served) -> None:
    place = served.asked("where", QUESTION)

    line = SESSIONS.splitlines().index("    title: High water") + 1
    assert place == {
        "path": "data/sessions.yaml",
        "line": line,
        "column": 12,
        "excerpt": "    title: High water",
        "can_open": False,
    }


def test_it_knows_the_line_after_an_edit_without_a_build(served: Served) -> None:
    """While a file cannot be built, its lines are still looked up as they are now."""
    path = served.desk.project.root / "data/sessions.yaml"
    path.write_text(f"# a comment\n# and another\n{SESSIONS}", encoding="utf-8")

    assert served.asked("where", QUESTION)["excerpt"] == "    title: High water"
    assert (
        served.asked("where", QUESTION)["line"]
        == SESSIONS.splitlines().index("    title: High water") + 3
    )


def test_it_opens_the_editor_there(served: Served, tmp_path: Path) -> None:
    code = program(tmp_path / "bin", "code")
    served.desk.editor = Editor("Code", (str(code), f"{FILE}:{LINE}"))

    assert served.asked("where", QUESTION)["can_open"] is True
    opened = served.asked("open", {"path": "data/sessions.yaml", "line": 2})

    assert opened == {"editor": "Code", "knows_lines": True}
    assert told(code) == repr([f"{served.desk.project.root}/data/sessions.yaml:2"])


def test_it_says_so_where_there_is_no_editor(served: Served) -> None:
    assert served.ask("/__microsite/open", {"path": "data/sessions.yaml", "line": 2})[0] == 503


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
def test_another_site_is_refused(served: Served, headers: dict[str, Any]) -> None:
    for what, body in (("where", QUESTION), ("open", {"path": "content/event.md", "line": 1})):
        status, _, data = served.ask(f"/__microsite/{what}", body, **headers)
        assert status == 403, what
        assert b"sessions" not in data


def test_another_machine_is_refused(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it has learnt the token; and the pages it gets do not hold one."""
    assert served.desk.token.encode() in served.ask("/", method="GET")[2]
    monkeypatch.setattr("microsite.preview.visitor.LOCAL", ())

    assert served.ask("/__microsite/where", QUESTION)[0] == 403
    assert served.ask("/__microsite/open", {"path": "content/event.md", "line": 1})[0] == 403
    page = served.ask("/", method="GET")[2]
    assert b"preview.js" in page
    assert served.desk.token.encode() not in page


@pytest.mark.parametrize(
    "path",
    ["../secret.md", "/etc/hosts", "output/index.html/..", "content/no.md", "build.sh", "\0"],
)
def test_nothing_but_texts_of_the_project_is_opened(
    served: Served, tmp_path: Path, path: str
) -> None:
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    served.desk.editor = Editor("Code", (str(program(tmp_path / "bin", "code")), FILE))

    assert served.ask("/__microsite/open", {"path": path, "line": 1})[0] == 404
    assert not (tmp_path / "bin/code.told").exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"[", [], 7, {"path": 7, "line": 1}, {"path": "content/event.md", "line": "1"}],
    ids=repr,
)
def test_nonsense_is_refused(served: Served, body: object) -> None:
    assert served.ask("/__microsite/open", body)[0] == 400


@pytest.mark.parametrize(
    "body",
    [{}, {"levels": 7}, {"levels": [7, {"text": 7, "links": [[], 7]}]}, {"page": []}],
    ids=repr,
)
def test_a_question_without_sense_has_no_answer(served: Served, body: object) -> None:
    assert served.asked("where", body) == {}


def test_nothing_is_done_for_a_link(served: Served) -> None:
    for what in ("where", "open"):
        assert served.ask(f"/__microsite/{what}", method="GET")[0] in (404, 405)


def test_a_page_that_is_open_finds_the_stylesheet_of_a_later_build(served: Served) -> None:
    sheets = list(served.desk.project.output.rglob("assets/css/**/*.css"))
    assert sheets
    for sheet in sheets:
        name = sheet.relative_to(served.desk.project.output).as_posix().rsplit(".", 2)[0]
        status, headers, data = served.ask(f"/{name}.0123456789.css", method="GET")
        assert (status, headers["Content-Type"]) == (200, "text/css; charset=utf-8"), name
        assert data == sheet.read_bytes()


@pytest.mark.parametrize(("build", "told"), [(4, "reload"), (5, "note"), (8, "note"), (9, None)])
def test_a_page_that_connects_late_is_loaded_anew_only_where_the_site_has_changed(
    served: Served, build: int, told: str | None
) -> None:
    """Builds that found mistakes, or nothing new, have left the page as it is shown."""
    served.desk.latest = lambda: Result(Outcome(), 9, only_styles=False, changed_at=5)

    async def connect() -> str | None:
        url = f"ws://127.0.0.1:{served.port}/livereload"
        page = await websocket_connect(
            HTTPRequest(url, headers={"Origin": f"http://127.0.0.1:{served.port}"})
        )
        for message in ({"command": "info", "url": "/", "build": build}, {"command": "hello"}):
            await page.write_message(json.dumps(message))
        told = json.loads(str(await page.read_message()))["command"]
        page.close()
        return None if told == "hello" else str(told)

    assert asyncio.run_coroutine_threadsafe(connect(), served.loop).result(30) == told


def test_names_that_no_file_can_have_lead_to_the_404_page(served: Served) -> None:
    for name in (
        "%00",
        "a" * 300,
        "//etc/passwd",
        "%2e%2e/content/event.md",
        "assets/css/no.0123456789.css",
    ):
        assert served.ask(f"/{name}", method="GET")[0] == 404, name


def test_a_build_holds_no_trace_of_it(built: Path) -> None:
    """Neither the words of the preview nor a place in the sources."""
    traces = (
        b"microsite-desk",
        b"microsite-note",
        b"data-microsite",
        b"data-token",
        b"desk.js",
        b"preview.js",
    )
    places = (b"content/event.md", b"data/sessions.yaml")
    files = [path for path in (built / "output").rglob("*") if path.is_file()]
    assert files
    for path in files:
        data = path.read_bytes()
        assert not any(
            trace in data for trace in (*traces, *(places if path.suffix == ".html" else ()))
        ), path
