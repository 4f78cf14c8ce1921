"""Serve a project until told to stop."""

from __future__ import annotations

import asyncio
import signal
import webbrowser
from collections.abc import Callable

from microsite.pipeline import Options
from microsite.preview.rebuild import Rebuilder, Result
from microsite.preview.server import application, listen, tell_pages
from microsite.preview.watch import Watcher
from microsite.project import Project


async def serve(
    project: Project,
    options: Options,
    *,
    host: str,
    port: int,
    poll: bool,
    open_browser: bool,
    ready: Callable[[int], None],
    tell: Callable[[Result], None],
) -> None:
    """Build, serve, watch and build again, until the process is interrupted.

    `ready` is called with the port once pages can be had, `tell` after each build. Raises OSError where no port
    is free.
    """
    loop = asyncio.get_running_loop()

    def show(result: Result, before: Result | None) -> None:
        tell(result)
        tell_pages(loop, result, before)

    rebuilder = Rebuilder(project, options, show)
    server, actual = listen(application(project.output, project.root, lambda: rebuilder.latest), host, port)
    watcher = Watcher(project, rebuilder.rebuild, poll=poll)
    stopped = asyncio.Event()
    for name in ("SIGINT", "SIGTERM"):
        try:
            loop.add_signal_handler(getattr(signal, name), stopped.set)
        except NotImplementedError:  # Windows: an interrupt is raised instead
            break
    try:
        await asyncio.to_thread(rebuilder.rebuild)
        watcher.start()
        ready(actual)
        if open_browser:
            await asyncio.to_thread(webbrowser.open, f"http://127.0.0.1:{actual}/")
        await stopped.wait()
    finally:
        await asyncio.to_thread(watcher.stop)
        server.stop()
        await server.close_all_connections()
