"""Local server of a folder as on a plain host, for browser tests."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class QuietHandler(SimpleHTTPRequestHandler):
    """Handler for files as they are, without a log."""

    def log_message(self, format: str, *args: object) -> None:
        """Suppress the log, because pytest's output is for failures."""


class Host(ThreadingHTTPServer):
    """Server for a browser, which opens many connections at once and drops some of them."""

    request_queue_size = 64
    delays: Mapping[str, float] = {}
    """Seconds to wait before the answer, by pattern of paths."""
    missing = ""
    """Pattern of paths to answer with 404."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report errors of a handler, but not that the browser has left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class SlowHandler(QuietHandler):
    """Handler that applies the delays and missing files of its host."""

    server: Host

    def do_GET(self) -> None:
        time.sleep(
            sum(
                self.server.delays[pattern]
                for pattern in self.server.delays
                if self.fits(pattern)
            )
        )
        if self.fits(self.server.missing):
            self.send_error(404)
        else:
            super().do_GET()

    def fits(self, pattern: str) -> bool:
        return fnmatch(self.path, pattern)

    def end_headers(self) -> None:
        """Forbid the browser to keep files, so that each page waits for them."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


@contextmanager
def serving(folder: Path, handler: type[QuietHandler] = QuietHandler) -> Iterator[str]:
    """Serve a folder during the block. Yield its root address without a slash at the end."""
    with running(
        Host(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    ) as address:
        yield address


@contextmanager
def serving_slowly(
    folder: Path, delays: Mapping[str, float], missing: str = ""
) -> Iterator[str]:
    """Serve a folder with delays in seconds, and without the missing files, by pattern of paths."""
    host = Host(("127.0.0.1", 0), partial(SlowHandler, directory=str(folder)))
    host.delays, host.missing = delays, missing
    with running(host) as address:
        yield address


@contextmanager
def running(host: Host) -> Iterator[str]:
    """Run a server during the block. Yield its root address."""
    thread = threading.Thread(
        target=host.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{host.server_port}"
    finally:
        host.shutdown()
        host.server_close()
        thread.join()
