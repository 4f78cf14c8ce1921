"""`publish` of a portfolio: the events that changed, then the front site.

Exit codes: those of `publish` for one site; 1 also if an event has errors and was not built.
"""

from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

from microsite.cli import commands, report
from microsite.diagnostics.diagnostic import Log
from microsite.portfolio.build import run as build_portfolio
from microsite.portfolio.records import load_portfolio
from microsite.project import PORTFOLIO, Project
from microsite.publish.build_json import find_sites
from microsite.publishing.plan import Plan, make_plan, read_deployment
from microsite.publishing.publish import NO_TARGET, confirm, send
from microsite.publishing.targets import TARGETS, FolderInPlace, StepwiseTarget, Target


def run(options: Namespace) -> int:
    """Build the portfolio, publish what has changed, and return the exit code."""
    strict = ["--strict"] if options.strict else []
    builder = commands.parser_for("build")
    code = build_portfolio(builder.parse(strict, Namespace(root=options.root)))
    portfolio = load_portfolio(options.root, None, Log())
    if portfolio is None or portfolio.record.publish is None:
        raise commands.CommandError(NO_TARGET.replace("content/event.md", PORTFOLIO))
    ((kind, place),) = portfolio.record.publish.targets.items()
    project, url = Project.at(portfolio.root), portfolio.record.base_url
    with TemporaryDirectory() as work:
        target_class = FolderInPlace if kind == "folder" else TARGETS[kind]
        target = target_class(place, project, url, Path(work).resolve())
        plans = make_plans(target)
        for plan in (plan for plan in plans if plan.send or plan.gone):
            report.echo(f"{plan.folder.rstrip('/') or 'Front site'}: {plan.counts()}")
        if options.dry_run or not (options.yes or confirm(target)):
            report.echo("Nothing was sent.")
            return code
        plans = plans if isinstance(target, StepwiseTarget) else plans[-1:]
        return next(filter(None, (send(target, plan) for plan in plans)), code)


def make_plans(target: Target) -> list[Plan]:
    """Return plans for the events that differ at a target, and at the end for the front site.

    After an interruption, the events that are complete there have plans without files.
    """
    data, here = target.fetch(), find_sites(target.output)
    there = read_deployment(data).sites
    changed = sorted(f"{name}/" for name in here if there.get(name) != here[name])
    records = target.fetch_all(changed)
    plans = [make_plan(target.output, records[folder], folder) for folder in changed]
    return [*plans, make_plan(target.output, data)]
