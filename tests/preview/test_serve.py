"""`serve`: its addresses, messages, start and end."""

from __future__ import annotations

import io
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from microsite.apps.preview.serve import print_lan_address
from tests.making import write_project
from tests.preview_helpers import PATIENCE, Preview, arguments_of, program

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="signals are those of POSIX"
)
Serve = Callable[..., Preview]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Return `serve(*options)`, which starts a preview of a small site and stops it at the end."""
    running: list[Preview] = []

    def start(*options: str, **settings: object) -> Preview:
        root = tmp_path / "site"
        if not root.exists():
            write_project(root, {})
        running.append(Preview(root, *options, **settings))  # type: ignore[arg-type]
        return running[-1]

    yield start
    for preview in running:
        if preview.words.exists():
            preview.stop()


def page_of(url: str) -> str:
    """Return the home page."""
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def listens(host: str, port: int) -> bool:
    """Return True if something answers there."""
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex((host, port)) == 0


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_serve_stops_on_signal(serve: Serve, sign: signal.Signals) -> None:
    preview = serve("--no-open")
    assert "Coasts in common" in page_of(preview.url)
    port = preview.url_port

    assert preview.stop(sign) == 0
    assert preview.last.endswith("The preview has stopped.\n")
    assert "Traceback" not in preview.last
    assert not listens("127.0.0.1", port)


def test_serve_uses_next_port_when_port_is_taken(serve: Serve) -> None:
    first = serve("--no-open")
    port = first.url_port
    second = serve("--no-open", port=port)

    assert second.url_port > port
    second.says(rf"Port {port} is in use. Using port {second.url_port}\.")
    assert f"Port {port} is taken" not in first.said


def test_serve_reports_when_no_port_is_free(serve: Serve) -> None:
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", 65_535))
            listener.listen()
        except OSError:
            pytest.skip("the last port is in use")
        preview = serve("--no-open", port=65_535)
        assert preview.process.wait(PATIENCE) == 2

    assert "cannot use port 65535" in preview.said
    assert "Try --port 8080" in preview.said


def test_serve_opens_browser_without_waiting(serve: Serve, tmp_path: Path) -> None:
    """A browser in a terminal ends only when the user quits it. The preview must stop anyway."""
    browser = program(tmp_path / "bin", "browser")
    browser.write_text(browser.read_text() + "import time\ntime.sleep(5)\n")
    preview = serve(BROWSER=str(browser))

    assert arguments_of(browser) == repr([preview.url])
    assert preview.stop() == 0


def test_serve_listens_on_loopback_only(serve: Serve) -> None:
    preview = serve("--no-open")
    host = address_of_this_machine()

    assert listens("127.0.0.1", preview.url_port)
    assert not listens(host, preview.url_port)
    assert "█" not in preview.said


def test_serve_with_lan_answers_other_devices_without_token(serve: Serve) -> None:
    preview = serve("--no-open", "--lan", PYTHONIOENCODING="utf-8")
    host = address_of_this_machine()

    preview.says(rf"On a phone on the same network: http://{host}:{preview.url_port}/")
    preview.says("[▀▄█]{5}")
    page = page_of(f"http://{host}:{preview.url_port}/")
    assert "preview.js" in page
    assert "data-token" not in page
    assert "data-token" in page_of(preview.url)


@pytest.mark.parametrize(("encoding", "blocks"), [("utf-8", True), ("cp1252", False)])
def test_qr_code_uses_characters_of_terminal(
    monkeypatch: pytest.MonkeyPatch, encoding: str, blocks: bool
) -> None:
    address_of_this_machine()
    terminal = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
    monkeypatch.setattr(sys, "stderr", terminal)
    print_lan_address(8700)
    terminal.flush()
    output = terminal.buffer.getvalue().decode(encoding)

    assert ("█" in output) == blocks
    assert ("\x1b[7m" in output) == (not blocks)
    assert "?" not in output


def address_of_this_machine() -> str:
    """Return its address on the network. Skip the test without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine is on no network")
        return str(probe.getsockname()[0])


def test_serve_with_strict_reports_warnings_as_errors(serve: Serve) -> None:
    preview = serve("--no-open", "--strict")
    assert preview.url
    preview.save(
        "content/event.md",
        (preview.root / "content/event.md").read_text()
        + "\n[here](https://example.org/)\n",
    )

    preview.says("error L106")
    preview.says("Preview not updated: 1 error to fix")
    assert "1 error" in page_of(preview.url)


def test_serve_builds_last_of_many_saves(serve: Serve) -> None:
    """Requests during a build are answered."""
    preview = serve("--no-open")
    url = preview.url
    for number in range(12):
        preview.event(f"Tide {number}")
        time.sleep(0.1)
    end = time.monotonic() + PATIENCE
    while "Tide 11" not in page_of(url):
        assert time.monotonic() < end
        time.sleep(0.1)


def test_serve_leaves_unchanged_files_alone(serve: Serve) -> None:
    preview = serve("--no-open")
    assert preview.url
    before = {
        path: path.stat().st_mtime_ns
        for path in preview.root.glob("output/assets/**/*")
        if path.is_file()
    }
    assert before
    preview.event("Coasts and tides")
    preview.says(r"(?s)Preview updated in.*Preview updated in")

    after = {path: path.stat().st_mtime_ns for path in before if path.exists()}
    unchanged_files = [path for path, time in after.items() if before[path] == time]
    assert len(unchanged_files) > len(before) / 2


def test_serve_continues_after_crash_of_build(serve: Serve, tmp_path: Path) -> None:
    """A bug in a build gives one sentence, and the next save builds again."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import microsite.apps.preview.rebuild as rebuild\n"
        "whole = rebuild.read\n"
        "def read(outcome, project, *rest):\n"
        "    if 'Fault' in (project.root / 'content/event.md').read_text():\n"
        "        raise RuntimeError('a fault')\n"
        "    return whole(outcome, project, *rest)\n"
        "rebuild.read = read\n",
        encoding="utf-8",
    )
    preview = serve(
        "--no-open",
        PYTHONPATH=os.pathsep.join((str(folder), str(Path(__file__).parents[2]))),
    )
    assert preview.url
    preview.event("Fault")
    preview.says("Microsite has a bug")
    preview.event("Recovered")
    preview.says(r"(?s)bug.*Preview updated in")

    assert "Traceback" not in preview.said
    assert "Recovered" in page_of(preview.url)
