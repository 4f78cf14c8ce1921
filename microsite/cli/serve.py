"""`serve`: a preview that follows each save."""

from __future__ import annotations

import asyncio
import socket
import sys
from argparse import Namespace
from time import strftime

from microsite.cli import options as opts
from microsite.cli.report import (
    echo,
    format_counts,
    print_diagnostics,
    report_failure,
    sorted_diagnostics,
)
from microsite.editing.schemas import write_schemas
from microsite.preview.rebuild import BuildStatus
from microsite.preview.serve import NoPortError, serve

PORT = 8000

parse_port = opts.number(
    "“{}” is not a port. Write a number between 1024 and 65535, such as --port 8080.", 1, 65535
)


def add_arguments(parser: opts.Parser) -> None:
    """Add the options of `serve`."""
    add = parser.add
    add("--port", "NUMBER", f"the port to start with ({PORT})", type=parse_port, default=PORT)
    add("--lan", "", "let other devices on this network look, such as a phone")
    add("--poll", "", "look for changes again and again: for network drives and synced folders")
    add("--no-open", "", "do not open the browser")
    opts.add_site_options(parser)


def run(options: Namespace) -> int:
    """Serve until interrupted. Return the exit code."""
    project = opts.chosen_project(options)

    def ready(port: int) -> None:
        if port != options.port:
            echo(f"Port {options.port} is taken, so this is {port}.")
        echo(f"The site is at http://127.0.0.1:{port}/ and follows what you save. To stop: Ctrl+C.")
        if options.lan:
            print_lan_address(port)

    def report(status: BuildStatus) -> None:
        outcome = status.outcome
        if outcome.loaded:
            write_schemas(project, outcome.loaded[0].event)
        found = sorted_diagnostics(outcome.log, strict=options.strict)
        print_diagnostics(found, opts.path_formatter(project))
        seconds = sum(time for _, time in outcome.timings)
        built = "Built" if outcome.published else "Not shown"
        counts = format_counts(found) or "all is well"
        echo(f"{strftime('%H:%M:%S')}  {built} in {seconds:.2f} s: {counts}.")

    try:
        asyncio.run(
            serve(
                project,
                opts.build_options(options),
                host="0.0.0.0" if options.lan else "127.0.0.1",  # noqa: S104 - asked for by --lan
                port=options.port,
                poll=options.poll,
                open_browser=not options.no_open,
                ready=ready,
                report=report,
                report_crash=lambda failure: report_failure(failure, ["serve"], project.root),
            )
        )
    except NoPortError as failure:
        message = f"The preview cannot use port {options.port}: {failure}."
        raise opts.CommandError(f"{message} Try --port 8080.") from None
    except KeyboardInterrupt:
        pass
    echo("Stopped.")
    return 0


def print_lan_address(port: int) -> None:
    """Print the address for other devices, with a QR code for phones."""
    import segno

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # chooses our address without sending anything
            address = probe.getsockname()[0]
        except OSError:
            echo("This machine is on no network, so no other device can look.")
            return
    url = f"http://{address}:{port}/"
    echo(f"From a phone on this network: {url}")
    has_blocks = (sys.stderr.encoding or "").lower().startswith("utf")
    segno.make(url).terminal(sys.stderr, compact=has_blocks)
