"""`serve`: see the site while it is written."""

from __future__ import annotations

from argparse import Namespace
from time import strftime
from typing import TYPE_CHECKING

from microsite.cli.command_line import Command, Parser, UsageError, port
from microsite.cli.fault import tell_of_fault, tell_of_refusal
from microsite.cli.report import counted, findings, say, tell
from microsite.cli.site_options import (
    add_site_options,
    build_options,
    chosen_project,
    seen_from_here,
)

if TYPE_CHECKING:
    from microsite.preview.state import BuildStatus

PORT = 8000


def add_arguments(parser: Parser) -> None:
    """The options of `serve`."""
    add = parser.options.add_argument
    add(
        "--port", metavar="NUMBER", type=port, default=PORT, help=f"the port to start with ({PORT})"
    )
    add(
        "--lan", action="store_true", help="let other devices on this network look, such as a phone"
    )
    add(
        "--poll",
        action="store_true",
        help="look for changes again and again: for network drives and synced folders",
    )
    add("--no-open", action="store_true", help="do not open the browser")
    add_site_options(parser)


def run(options: Namespace) -> int:
    """Serve until interrupted. Gives the exit code."""
    import asyncio

    from microsite.editing.schemas import write_schemas
    from microsite.preview.serve import NoPortError, serve

    project = chosen_project(options)
    seen = seen_from_here(project)
    chosen = build_options(options)

    def ready(actual: int) -> None:
        if actual != options.port:
            say(f"Port {options.port} is taken, so this is {actual}.")
        say(
            f"The site is at http://127.0.0.1:{actual}/ and follows what you save. To stop: Ctrl+C."
        )
        if options.lan:
            tell_lan(actual)

    def tell_result(result: BuildStatus) -> None:
        if result.outcome.loaded:
            write_schemas(project, result.outcome.loaded[0].event)
        found = findings(result.outcome.log, strict=chosen.strict, with_notes=False)
        tell(found, "text", seen)
        seconds = sum(time for _, time in result.outcome.timings)
        state = counted(found) or "all is well"
        built = "Built" if result.outcome.published else "Not shown"
        say(f"{strftime('%H:%M:%S')}  {built} in {seconds:.2f} s: {state}.")

    def tell_later_fault(failure: Exception) -> None:
        if not (isinstance(failure, OSError) and tell_of_refusal(failure)):
            tell_of_fault(failure, ["serve"], project.root)

    try:
        asyncio.run(
            serve(
                project,
                chosen,
                host="0.0.0.0" if options.lan else "127.0.0.1",  # noqa: S104 - asked for by --lan
                port=options.port,
                poll=options.poll,
                open_browser=not options.no_open,
                ready=ready,
                report=tell_result,
                report_crash=tell_later_fault,
            )
        )
    except NoPortError as failure:
        raise UsageError(
            f"The preview cannot use port {options.port}: {failure}. Try --port 8080."
        ) from None
    except KeyboardInterrupt:
        pass
    say("Stopped.")
    return 0


def tell_lan(number: int) -> None:
    """The address for other devices, with a QR code to point a phone at."""
    import socket
    import sys

    import segno

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(
                ("192.0.2.1", 9)
            )  # sends nothing: it asks which of our addresses would be used
            address = probe.getsockname()[0]
        except OSError:
            say("This machine is on no network, so no other device can look.")
            return
    url = f"http://{address}:{number}/"
    say(f"From a phone on this network: {url}")
    has_blocks = (sys.stderr.encoding or "").lower().startswith("utf")
    segno.make(url).terminal(sys.stderr, compact=has_blocks)


COMMAND = Command(
    "see the site while it is written: each save is built and shown", add_arguments, run
)
