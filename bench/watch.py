"""Time from saving a file to the new HTML in the preview of each tool."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench.changes import CHANGES, Bench, ChangeMissingError
from bench.measure import Run, show

SAVE = "save"
"""Name of this measurement among the changes."""
PATIENCE = 300.0
"""Seconds to wait for a preview to start."""
LONGEST = 30.0
"""Seconds after which the preview has missed a save."""
PAUSE = 0.002
"""Seconds between two requests of the page."""
QUIET = 1.0
"""Seconds without a change before each save."""
SAVES = 3
"""Saves in a round."""
STEP, TURN = 0.19, 0.5
"""Seconds. Before save N the pause is longer by `N * STEP % TURN`. Hugo looks for changes twice a
second, so saves at a constant interval would always be early or always be late.
"""


def watch(
    size: str, benches: list[Bench], rounds: int, editions: Iterator[int]
) -> list[Run]:
    """Start the previews, and save to each in turn. The first two saves are not part of the result."""
    runs = []
    with ExitStack() as stack:
        ports = {
            bench.tool.name: stack.enter_context(_serving(bench))
            for bench in benches
            if bench.tool.serve
        }
        for number in range(-1, SAVES * rounds + 1):
            for bench in [bench for bench in benches if bench.tool.name in ports]:
                show(
                    f"{size}, save {max(number, 0)} of {SAVES * rounds}: {bench.tool.title}"
                )
                time.sleep(QUIET + number * STEP % TURN)
                wall = _save(bench, ports[bench.tool.name], next(editions))
                if number > 0:
                    took = Run(
                        size=size,
                        change=SAVE,
                        tool=bench.tool.name,
                        round=number,
                        wall=wall,
                        cpu=0,
                        peak=0,
                    )
                    runs.append(took)
    show("")
    return runs


def _save(bench: Bench, port: int, edition: int) -> float:
    """Save a session's text, and return the seconds until the preview has the new page."""
    change, session = CHANGES["body"], bench.conference.sessions[0].id
    path = "/" + bench.tool.session_page.replace("{id}", session).removesuffix(
        "index.html"
    )
    sign = change.sign(bench.conference, edition).encode()
    change.make(bench, edition)
    saved = time.perf_counter()
    while time.perf_counter() - saved < LONGEST:
        if sign in _page(port, path).replace(b"\xc2\xa0", b" "):
            return time.perf_counter() - saved
        time.sleep(PAUSE)
    raise ChangeMissingError(
        f"{bench.tool.title} did not show a save within {LONGEST:.0f} seconds."
    )


@contextmanager
def _serving(bench: Bench) -> Iterator[int]:
    """Run the preview of a tool, and yield its port."""
    tool, port = bench.tool, _free_port()
    command = [
        part.replace("{folder}", str(bench.folder)).replace("{port}", str(port))
        for part in tool.serve
    ]
    show(f"starting the preview of {tool.title}")
    process = subprocess.Popen(
        command,
        cwd=tool.at or bench.folder,
        env={**os.environ, **tool.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(bench, port, process)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(bench: Bench, port: int, process: subprocess.Popen[bytes]) -> None:
    session = bench.conference.sessions[0]
    path = "/" + bench.tool.session_page.replace("{id}", session.id).removesuffix(
        "index.html"
    )
    began = time.monotonic()
    while session.title.encode() not in _page(port, path):
        if process.poll() is not None or time.monotonic() - began > PATIENCE:
            raise ChangeMissingError(
                f"The preview of {bench.tool.title} did not start."
            )
        time.sleep(0.1)


def _page(port: int, path: str) -> bytes:
    """Return the page at a path of the preview, or an empty text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        return answer.read() if answer.status == http.HTTPStatus.OK else b""
    except (OSError, http.client.HTTPException):
        return b""
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
