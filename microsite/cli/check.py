"""`check`: look for mistakes, and for what is still to do before launch, without publishing."""

from __future__ import annotations

from argparse import Namespace
from time import perf_counter
from typing import TYPE_CHECKING

from microsite.cli.command_line import Command
from microsite.cli.report import counted, exit_code, findings, plural, say, tell, tell_timings, working
from microsite.cli.site_options import add_site_options, chosen_project, pipeline_options, seen_from_here
from microsite.diagnostics.diagnostic import Severity

if TYPE_CHECKING:
    from microsite.diagnostics.diagnostic import Diagnostic
    from microsite.pipeline import Outcome


def run(options: Namespace) -> int:
    """Check; tell what was found. Gives the exit code: notes alone are no failure."""
    project = chosen_project(options)
    started = perf_counter()
    with working("Checking …"):
        from microsite import pipeline
        from microsite.model.readiness import note_what_is_not_ready

        outcome = pipeline.check(project, pipeline_options(options))
        if outcome.event is not None and outcome.as_of is not None:
            note_what_is_not_ready(outcome.event, outcome.as_of, outcome.log)
    seconds = perf_counter() - started
    found = findings(outcome.log, strict=options.strict, with_notes=True)
    tell(found, options.format, seen_from_here(project))
    if options.timings:
        tell_timings(outcome.timings)
    say(summary(outcome, found, seconds))
    return exit_code(found)


def summary(outcome: Outcome, found: list[Diagnostic], seconds: float) -> str:
    """What came of a check, in a line."""
    notes = sum(1 for each in found if each.severity is Severity.NOTE)
    to_do = f"{plural(notes, 'thing')} to do before launch" if notes else "nothing left to do before launch"
    pages = f"Checked {plural(outcome.pages, 'page')} in {seconds:.2f} s" if outcome.pages else "Checked"
    return f"{pages}: {counted(found) or 'no mistakes'}; {to_do}."


COMMAND = Command("look for mistakes, and for what is still to do before launch", add_site_options, run)
