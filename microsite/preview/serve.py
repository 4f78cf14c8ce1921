"""Preview of a project: builds, serves and watches it until the process is interrupted."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

from microsite.preview.editor import find_editor, has_windows
from microsite.preview.rebuild import BuildStatus, IsConcerned, PreviewState, Rebuilder
from microsite.preview.server import application, listen, notify_pages
from microsite.preview.watcher import Watcher
from microsite.project import BuildOptions, Project


class NoPortError(Exception):
    """No port can be used; the message says why."""


async def serve(
    project: Project,
    options: BuildOptions,
    *,
    host: str,
    port: int,
    poll: bool,
    open_browser: bool,
    ready: Callable[[int], None],
    report: Callable[[BuildStatus], None],
    report_crash: Callable[[Exception], None],
) -> None:
    """Build, serve, watch and build again, until the process is interrupted. Raise NoPortError.

    `ready` is called with the port once pages can be requested, `report` after each build, and
    `report_crash` if a later build raises an exception: the next save may be built again.
    """
    loop = asyncio.get_running_loop()
    gc.enable()  # commands run without it

    def show(status: BuildStatus, before: BuildStatus | None, concerned: IsConcerned) -> None:
        notify_pages(loop, status, before, concerned)
        if not status.pages:
            report(status)

    state = PreviewState(project, find_editor())
    rebuilder = Rebuilder(state, options, show)

    def rebuild(changed: frozenset[Path]) -> None:
        try:
            rebuilder.rebuild(changed)
        except Exception as failure:  # noqa: BLE001 - the preview goes on
            report_crash(failure)

    try:
        server, actual_port = listen(application(state), host, port)
    except OSError as failure:
        raise NoPortError(failure.strerror or "it is not free") from None
    stopped = stop_on_signals(loop)
    watcher = None
    try:
        watcher = await asyncio.to_thread(Watcher, project, rebuild, poll=poll)
        await asyncio.to_thread(rebuilder.rebuild)
        rebuilder.has_pending = watcher.has_pending
        watcher.start()
        if not stopped.is_set():
            ready(actual_port)
            if open_browser and (has_windows() or os.environ.get("BROWSER")):
                url = f"http://127.0.0.1:{actual_port}/"
                # Some ways to open a browser end only when it is closed.
                threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        await stopped.wait()
    finally:
        if watcher is not None:
            await asyncio.to_thread(watcher.stop)
        server.stop()
        await server.close_all_connections()


def stop_on_signals(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    """Return an event that is set when the process is asked to end."""
    stopped = asyncio.Event()
    for name in ("SIGINT", "SIGTERM"):
        try:
            loop.add_signal_handler(getattr(signal, name), stopped.set)
        except NotImplementedError:  # Windows raises KeyboardInterrupt instead
            break
    return stopped
