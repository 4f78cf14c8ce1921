"""Serves a folder on this machine, as a plain host would, for tests that open pages in a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class QuietHandler(SimpleHTTPRequestHandler):
    """Files as they are, and not a word about it."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: pytest's output is for failures."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder while the block runs. Gives the address of its root, without a slash at the
    end.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
