"""`serve`: a preview that updates with each save."""

import asyncio
import gc
import os
import signal
import socket
import sys
import threading
import webbrowser
from argparse import Namespace
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from time import strftime

from tornado.httpserver import HTTPServer
from tornado.web import Application

from microsite.apps.preview.editor import find_editor, has_windows
from microsite.apps.preview.rebuild import (
    BuildStatus,
    IsConcerned,
    PreviewState,
    Rebuilder,
)
from microsite.apps.preview.server import application, listen, notify_pages
from microsite.apps.preview.watcher import Watcher
from microsite.apps.schemas import write_schemas
from microsite.console.command import Add, CommandError
from microsite.console.crash import report_failure
from microsite.console.options import (
    add_site_options,
    build_options,
    chosen_project,
    parse_number,
    path_formatter,
)
from microsite.console.output import (
    echo,
    format_counts,
    print_diagnostics,
    sorted_diagnostics,
)
from microsite.project import Project

MAX_PORT = 65_535

Create = Callable[[PreviewState], Application]


def add_arguments(add: Add) -> None:
    """Add the options of `serve`."""
    message = (
        "“{}” is not a port. Write a number between 1024 and 65535, such as --port"
        " 8080."
    )
    add(
        "--port",
        "NUMBER",
        "use this port (default: 8000)",
        type=partial(parse_number, message, MAX_PORT),
        default=8000,
    )
    add("--lan", "", "make the preview available to other devices on this network")
    add("--poll", "", "poll for changes, for network drives and synced folders")
    add("--no-open", "", "do not open the browser")
    add_site_options(add)


def run(
    options: Namespace,
    create: Create = application,
    printed: str = "",
    opened: str = "",
) -> int:
    """Serve until interrupted. Return the exit code.

    `printed` and `opened` are the path of the address to print, and of that to open in
    a browser.
    """
    with suppress(KeyboardInterrupt):
        project = chosen_project(options)
        asyncio.run(serve(project, options, create, printed, opened))
    echo("The preview has stopped.")
    return 0


async def serve(
    project: Project, options: Namespace, create: Create, printed: str, opened: str
) -> None:
    """Build, serve, watch and build again, until the process is interrupted.

    Raise CommandError.
    """
    loop = asyncio.get_running_loop()
    gc.enable()  # commands run without it

    def show(
        status: BuildStatus, before: BuildStatus | None, is_concerned: IsConcerned
    ) -> None:
        notify_pages(loop, status, before, is_concerned)
        if not status.pages:
            print_status(status, project)

    def rebuild(paths: frozenset[Path]) -> None:
        try:
            rebuilder.rebuild(paths)
        except Exception as failure:  # noqa: BLE001 - the next save may be built again
            report_failure(failure, ["serve"], project.root)

    state = PreviewState(project, find_editor())
    rebuilder = Rebuilder(state, build_options(options), show)
    server, port = _listen(create(state), options)

    stop_event = asyncio.Event()
    with suppress(NotImplementedError):  # Windows raises KeyboardInterrupt instead
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop_event.set)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.close_all_connections)
        stack.callback(server.stop)
        watcher = await asyncio.to_thread(Watcher, project, rebuild, poll=options.poll)
        stack.push_async_callback(asyncio.to_thread, watcher.stop)
        await asyncio.to_thread(rebuilder.rebuild)
        rebuilder.has_pending = watcher.has_pending
        watcher.start()
        if not stop_event.is_set():
            welcome(port, options, printed, opened)
        await stop_event.wait()


def _listen(app: Application, options: Namespace) -> tuple[HTTPServer, int]:
    """Return a server, and its port. Raise CommandError if it cannot be started."""
    host = "0.0.0.0" if options.lan else "127.0.0.1"  # noqa: S104 - asked for by --lan
    try:
        return listen(app, host, options.port)
    except OSError as failure:
        reason = (failure.strerror or "it is in use").lower()
        message = (
            f"The preview cannot use port {options.port}: {reason}. Try --port 8080."
        )
        raise CommandError(message) from None


def welcome(port: int, options: Namespace, printed: str, opened: str) -> None:
    """Print the address of the preview, and open a browser."""
    url = f"http://127.0.0.1:{port}/"
    if port != options.port:
        echo(f"Port {options.port} is in use. Using port {port}.")
    echo(f"Preview: {url}{printed}")
    echo("It updates when you save. Press Ctrl+C to stop.")
    if options.lan:
        print_lan_address(port)
    if not options.no_open and (has_windows() or os.environ.get("BROWSER")):
        # Some ways to open a browser end only when it is closed.
        opening = threading.Thread(
            target=webbrowser.open, args=(url + opened,), daemon=True
        )
        opening.start()


def print_status(status: BuildStatus, project: Project) -> None:
    """Print the outcome of a build."""
    outcome = status.outcome
    if outcome.loaded:
        write_schemas(project, outcome.loaded[0].event)
    diagnostics = sorted_diagnostics(outcome.log, strict=status.strict)
    print_diagnostics(diagnostics, path_formatter(project))
    seconds = sum(outcome.timings.values())
    result = f"updated in {seconds:.1f} s." if outcome.published else "not updated:"
    counts = format_counts(diagnostics) or "No errors"
    echo(f"{strftime('%H:%M:%S')}  Preview {result} {counts}.")


def print_lan_address(port: int) -> None:
    """Print the address for other devices, with a QR code for phones."""
    import segno

    address = _lan_address()
    if address is None:
        echo("This computer has no network, so other devices cannot open the preview.")
        return
    url = f"http://{address}:{port}/"
    echo(f"On a phone on the same network: {url}")
    has_blocks = (sys.stderr.encoding or "").lower().startswith("utf")
    segno.make(url).terminal(sys.stderr, compact=has_blocks)


def _lan_address() -> str | None:
    """Return the address of this computer on its network, if it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Chooses our address without sending anything
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return None
