"""Serve a project until told to stop."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
import webbrowser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic

from microsite.preview.desk import Desk
from microsite.preview.editor import has_windows
from microsite.preview.rebuild import Pages, Rebuilder, Result
from microsite.preview.server import application, listen, tell_pages
from microsite.preview.watch import Watcher
from microsite.project import BuildOptions, Project

GARBAGE = 2_000_000
"""Objects that may come without going before Python looks for garbage in the midst of a build."""
A_WHILE, MUCH = 60, 20_000
"""Seconds between two looks for garbage after a build, and objects that have come without going for
which it is time before that. Most builds leave next to none, only templates that have changed do,
and to look through all that is kept of a large event takes up to a second, in which nobody is
answered.
"""


class _Garbage:
    """When Python looks for garbage in a process that goes on."""

    def __init__(self) -> None:
        gc.freeze()  # what has been loaded stays
        gc.set_threshold(GARBAGE)
        gc.enable()
        self._looked = monotonic()

    def look(self) -> None:
        """Look, where it has been a while, or there may be much."""
        if monotonic() - self._looked > A_WHILE or gc.get_count()[0] > MUCH:
            gc.collect()
            self._looked = monotonic()


class NoPortError(Exception):
    """No port is to be had; says why."""


async def serve(
    project: Project,
    options: BuildOptions,
    *,
    host: str,
    port: int,
    poll: bool,
    open_browser: bool,
    ready: Callable[[int], None],
    tell: Callable[[Result], None],
    tell_fault: Callable[[Exception], None],
) -> None:
    """Build, serve, watch and build again, until the process is interrupted.

    `ready` is called with the port once pages can be had, `tell` after each build, `tell_fault`
    where a later build failed by our fault: the next save may be luckier. Raises NoPortError.
    """
    loop = asyncio.get_running_loop()
    garbage = _Garbage()
    rebuilder = Rebuilder(project, options, partial(_show, loop, tell))

    def rebuild(changed: frozenset[Path]) -> None:
        try:
            rebuilder.rebuild(changed)
        except Exception as failure:  # noqa: BLE001  (whatever it is, the preview goes on)
            tell_fault(failure)
        if not rebuilder.has_more():
            garbage.look()  # now, while there is time

    desk = Desk(project, lambda: rebuilder.latest, early=rebuilder.early, note=rebuilder.note)
    try:
        server, actual = listen(application(desk), host, port)
    except OSError as failure:
        raise NoPortError(failure.strerror or "it is not free") from None
    stopped = asyncio.Event()
    for name in ("SIGINT", "SIGTERM"):
        try:
            loop.add_signal_handler(getattr(signal, name), stopped.set)
        except NotImplementedError:  # Windows: an interrupt is raised instead
            break
    watcher = None
    try:
        watcher = await asyncio.to_thread(Watcher, project, rebuild, poll=poll)
        await asyncio.to_thread(rebuilder.rebuild)
        rebuilder.has_more = watcher.has_more
        watcher.start()
        if not stopped.is_set():
            ready(actual)
            if open_browser and (has_windows() or os.environ.get("BROWSER")):
                _open(f"http://127.0.0.1:{actual}/")
        await stopped.wait()
    finally:
        if watcher is not None:
            await asyncio.to_thread(watcher.stop)
        server.stop()
        await server.close_all_connections()


def _show(
    loop: asyncio.AbstractEventLoop,
    tell: Callable[[Result], None],
    result: Result,
    before: Result | None,
    concerned: Pages,
) -> None:
    """Tell the pages, and, at the end of a build, whoever reads the terminal."""
    tell_pages(loop, result, before, concerned)
    if not result.pages:
        tell(result)


def _open(url: str) -> None:
    """Open a page in the browser, and do not wait: some ways of opening one end only when it is
    closed.
    """
    threading.Thread(target=webbrowser.open, args=(url,), name="browser", daemon=True).start()
