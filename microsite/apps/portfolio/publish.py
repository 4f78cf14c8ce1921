"""`publish` of a portfolio: the events that changed, the front site, then deletions.

Exit codes: those of `publish` for one site; 1 also if an event has errors and was not
built.
"""

from argparse import Namespace

from msgspec.structs import replace

from microsite.apps.portfolio.build import PortfolioOptions, build_portfolio
from microsite.apps.portfolio.front import find_sites
from microsite.apps.portfolio.records import Portfolio
from microsite.apps.publish.plan import (
    Plan,
    make_plan,
    plan_of_removal,
    read_deployment,
    record_with,
)
from microsite.apps.publish.publish import (
    confirm,
    create_target,
    send,
    verify_target,
    working_on,
)
from microsite.apps.publish.targets import StepwiseTarget, Target
from microsite.console.output import echo
from microsite.project import BuildOptions, Project
from microsite.up_to_date import EVENTS

GROUP = 20  # events that are sent together


def run(options: Namespace) -> int:
    """Build the portfolio, publish what has changed, and return the exit code."""
    project = Project.at(options.root)
    with working_on(project) as work:
        build_options = BuildOptions(strict=options.strict)
        portfolio, code = build_portfolio(
            PortfolioOptions(root=options.root, build=build_options)
        )
        if portfolio is None:
            return code
        record = portfolio.record
        target = create_target(
            project, record.publish, record.base_url, work, in_place=True
        )
        return _publish(portfolio, target, options) or code


def _publish(portfolio: Portfolio, target: Target, options: Namespace) -> int:
    """Carry out the steps, and return the exit code."""
    data = target.fetch()
    steps = make_steps(portfolio, target, data)
    changed_plans = [
        plan for step in steps for plan in step if plan.send or plan.deletions
    ]
    for plan in changed_plans:
        echo(f"{plan.folder.rstrip('/') or 'Front site'}: {plan.counts()}")
    if not changed_plans and len(steps) == 1:
        echo(f"{target.name} already has this version. Nothing was sent.")
        return 0
    if options.dry_run or not (options.yes or confirm(target)):
        echo("Nothing was sent.")
        return 0
    code = send(
        target, steps if isinstance(target, StepwiseTarget) else [steps[-1][-1:]], data
    )
    if code:
        return code
    echo(f"Published to {target.name}.")
    return verify_target(
        target, ",".join(plan.folder.rstrip("/") for plan in changed_plans)
    )


def make_steps(portfolio: Portfolio, target: Target, data: bytes) -> list[list[Plan]]:
    """Return plans to carry out together, where `data` is build.json of the front site
    there.

    Its `sites` have no digest of an event while that is sent. After an interruption,
    the events that are complete there have plans without files.
    """
    old_sites, new_sites = read_deployment(data).sites, find_sites(portfolio)
    changed = sorted(
        f"{name}/" for name in new_sites if old_sites.get(name) != new_sites[name]
    )
    names = {
        path.name for path in (portfolio.root / EVENTS).glob("*")
    } | new_sites.keys()
    removed = sorted(f"{name}/" for name in old_sites.keys() - names)
    records = target.fetch_all((*changed, *removed))
    plans = [make_plan(target.output, records[folder], folder) for folder in changed]
    steps = [plans[start : start + GROUP] for start in range(0, len(plans), GROUP)]

    front, sites = make_plan(target.output, data), old_sites | new_sites
    deletions = tuple(
        path for path in front.deletions if path.partition("/")[0] not in new_sites
    )
    front = replace(
        front, deletions=deletions, built=record_with(front.built, sites=sites)
    )
    if changed:
        record = record_with(
            data, sites=old_sites | {folder.rstrip("/"): "" for folder in changed}
        )
        steps.insert(0, [Plan(folder="", before=data, built=record)])
        front = replace(front, before=record)
    steps.append([front])
    if removed:
        remaining = {
            name: digest for name, digest in sites.items() if f"{name}/" not in removed
        }
        built = record_with(front.built, sites=remaining)
        last_plan = Plan(folder="", before=data, built=built, kept=front.kept)
        steps.append(
            [
                *(plan_of_removal(records[folder], folder) for folder in removed),
                last_plan,
            ]
        )
    return steps
