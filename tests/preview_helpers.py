"""Running previews for tests, and programs that record their arguments."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any, Self

from tornado.httpserver import HTTPServer
from tornado.web import Application

from microsite.apps.preview.rebuild import PreviewState
from microsite.apps.preview.server import application, listen
from tests.making import EVENT

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60
"""Seconds to wait for an expected event."""
PORT = 8700 + 20 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
"""The first port to try. A page whose preview stopped must not find another worker's."""


ACCESS_TOKEN = "token-of-the-tests"
"""The token that the address of the editor has in tests."""


class Preview:
    """A running preview of a site."""

    def __init__(
        self,
        root: Path,
        *options: str,
        port: int = PORT,
        command: str = "serve",
        **environment: str,
    ) -> None:
        self.root = root
        handle, name = mkstemp(prefix="microsite-", suffix=".said")
        self.words = Path(name)
        variables = {
            name: value
            for name, value in os.environ.items()
            if name not in ("BROWSER", "VISUAL", "EDITOR")
        }
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "microsite",
                command,
                "--root",
                str(root),
                "--port",
                str(port),
                *options,
            ],
            cwd=ROOT,
            stderr=handle,
            env=variables | {"PYTHONPATH": str(ROOT)} | environment,
        )
        os.close(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the preview if it still runs."""
        if self.process.poll() is None:
            self.stop()

    @property
    def url(self) -> str:
        """Wait for its address, and return it."""
        return self.says(r"http://127\.0\.0\.1:\d+/")[0]

    @property
    def url_port(self) -> int:
        """Wait for its port, and return it."""
        return int(self.says(r"http://127\.0\.0\.1:(\d+)/")[1])

    @property
    def said(self) -> str:
        """Return all its output."""
        return self.words.read_text(encoding="utf-8", errors="replace")

    def says(self, pattern: str) -> re.Match[str]:
        """Wait for a line of its output, and return it."""
        end = time.monotonic() + PATIENCE
        while not (match := re.search(pattern, self.said)):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, f"{pattern} not in:\n{self.said}"
            time.sleep(0.05)
        return match

    def save(self, name: str, text: str) -> None:
        """Save a file as an editor does."""
        (self.root / name).write_text(text, encoding="utf-8")

    def event(self, title: str, more: str = "") -> None:
        """Save event.md with another title."""
        self.save(
            "content/event.md",
            f"---\n{EVENT.replace('Coasts in common', title)}{more}---\nWelcome.\n",
        )

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        """Stop it as Ctrl+C does. Return the exit code, and store the last output."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        code = self.process.wait(PATIENCE)
        self.last = self.said
        self.words.unlink()
        return code


class MemoryUsage:
    """Memory, threads and open files of a process, on Linux."""

    def __init__(self, process: int) -> None:
        folder = Path(f"/proc/{process}")
        status = dict(
            line.split(":", 1) for line in (folder / "status").read_text().splitlines()
        )
        self.memory = int(status["VmRSS"].split()[0]) // 1024
        """Return its memory in megabytes."""
        self.threads = int(status["Threads"])
        self.files = len(list((folder / "fd").iterdir()))
        """Return the number of open files, including sockets."""
        self.children = 0
        for task in (folder / "task").iterdir():
            with suppress(OSError):  # a thread that has just ended
                self.children += len((task / "children").read_text().split())

    def __repr__(self) -> str:
        counts = f"{self.threads} threads, {self.files} files, {self.children} children"
        return f"{self.memory} MB, {counts}"


class InProcessServer:
    """A preview's server in a separate thread, with requests as from a browser.

    If it is an editor, the browser has the session of `ACCESS_TOKEN`.
    """

    def __init__(
        self,
        state: PreviewState,
        create: Callable[[PreviewState], Application] = application,
    ) -> None:
        self.state = state
        self.create = create
        self.ready = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run)
        self.server: HTTPServer
        self.port = 0
        self.thread.start()
        assert self.ready.wait(30)

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)

        async def start() -> None:
            self.server, self.port = listen(self.create(self.state), "127.0.0.1", 0)

        self.loop.run_until_complete(start())
        self.ready.set()
        self.loop.run_forever()
        self.server.stop()
        self.loop.run_until_complete(self.server.close_all_connections())
        self.loop.close()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(30)

    @property
    def cookie(self) -> str:
        """Return the cookie of the editor that the browser has."""
        return f"microsite_edit_{self.port}={ACCESS_TOKEN}"

    def ask(
        self,
        path: str,
        body: object = None,
        method: str = "POST",
        **headers: str | None,
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of the response. A header that is None is left out."""
        fields = {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-Microsite-Token": self.state.token,
            "Cookie": self.cookie,
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        data = (
            None
            if body is None
            else body
            if isinstance(body, bytes)
            else json.dumps(body).encode()
        )
        connection.request(
            method,
            path,
            data,
            {name: value for name, value in fields.items() if value is not None},
        )
        answer = connection.getresponse()
        response = (answer.status, dict(answer.getheaders()), answer.read())
        connection.close()
        return response

    def post(self, action: str, body: object) -> Any:
        """Return the response to a permitted request."""
        status, _, data = self.ask(f"/__microsite/{action}", body)
        assert status == 200, data
        return json.loads(data)


def program(folder: Path, name: str) -> Path:
    """Create a program of this name that writes its arguments to a file next to it."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f"open({str(path)!r} + '.arguments', 'w').write(repr(sys.argv[1:]))\n"
    )
    path.chmod(0o755)
    return path


def arguments_of(path: Path) -> str:
    """Return the arguments of a program, once it has been started."""
    report = path.with_name(f"{path.name}.arguments")
    end = time.monotonic() + PATIENCE
    while not (report.is_file() and report.read_text()):
        assert time.monotonic() < end, "it was not started"
        time.sleep(0.05)
    return report.read_text()
