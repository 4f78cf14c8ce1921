"""`publish`: build the site, show the changes, send it, and verify what visitors get.

Exit codes: 0 the site is published, or nothing has to change; 1 errors in the content,
or the site online differs from the build; 2 wrong usage or another failure.
"""

import shutil
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from microsite import DOCUMENTATION
from microsite.apps.diff.diff import render_text
from microsite.apps.diff.revisions import compare, load_version
from microsite.apps.publish import record, verify
from microsite.apps.publish.online import SiteClient
from microsite.apps.publish.plan import Plan, format_size, make_plan, read_deployment
from microsite.apps.publish.targets import (
    TARGETS,
    FolderInPlace,
    StepwiseTarget,
    Target,
)
from microsite.build import Outcome, build_loaded, read
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project, path_formatter
from microsite.console.output import (
    ask,
    echo,
    exit_code,
    format_counts,
    plural,
    print_diagnostics,
    print_list,
    sorted_diagnostics,
    spinner,
)
from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText
from microsite.model.loader import LoadedEdition
from microsite.model.published import parse_snapshots
from microsite.model.records.event import PublishTarget
from microsite.output import swap
from microsite.output.build_json import BUILD_JSON, BuildInfo, read_build_json
from microsite.project import PORTFOLIO, BuildOptions, Project
from microsite.site.changelog import changes_by_day
from microsite.up_to_date import is_portfolio, program
from microsite.web import WebError

LOCK_FILE = "publish.lock"
COPY = "published"
"""Copy in .cache of the sources of what is online, to know all changes."""
MAX_WAIT = 30.0  # seconds in which a host must serve the new site. Some need a moment.
NO_TARGET = f"""\
{{}} does not say where to publish. Add the place at the top of it, for example:

publish:
  sftp: me@files.example:www

It can be a folder, rsync, sftp, rclone, netlify or cloudflare: see \
{DOCUMENTATION}publishing/"""


def add_arguments(add: Add) -> None:
    """Add the options of `publish`."""
    add(*ROOT)
    add("--yes", "", "publish without asking")
    add("--dry-run", "", "show what would be sent and deleted, and send nothing")
    add(
        "--in-place",
        "",
        "change the files of a folder one by one, and keep others there",
    )
    add("--strict", "", "treat warnings as errors")


def run(options: Namespace) -> int:
    """Publish, and return the exit code."""
    project = chosen_project(options)
    with working_on(project) as work:
        return _publish(project, options, work)


@contextmanager
def working_on(project: Project) -> Iterator[Path]:
    """Keep others from publishing a project, and yield a folder for lists.

    Raise CommandError.
    """
    project.cache.mkdir(parents=True, exist_ok=True)
    try:
        with (
            swap.locked(project.cache / LOCK_FILE, timeout=0),
            TemporaryDirectory() as work,
        ):
            yield Path(work).resolve()
    except swap.LockTimeoutError:
        message = "This site is already being published in another window."
        raise CommandError(f"{message} Wait until it has finished.") from None


def _publish(project: Project, options: Namespace, work: Path) -> int:
    """Carry out the steps. Write the records when the site is at the target."""
    outcome = _build(project, options)
    details = outcome.loaded[0].event.record
    url = details.series.url if details.series else details.base_url
    target = create_target(
        project, details.publish, url, work, in_place=options.in_place
    )

    # Pages and calendars show the records, so the site is built with those to come.
    updates = record.find_updates(outcome.editions)
    _build(project, options, {update.root: update.after for update in updates})
    data = target.fetch()
    plan = make_plan(project.output, data)
    if not plan.send and not plan.deletions:
        for update in updates:
            update.write()
        keep_copy(project, project.output)
        echo(f"{target.name} already has this version. Nothing was sent.")
        return 0

    _print_plan(plan, changes_in_words(project, outcome, read_deployment(data)))
    if options.dry_run:
        print_list([f"send    {path}" for path in plan.send])
        print_list([f"delete  {path}" for path in plan.deletions])
        echo(f"Nothing was sent. To publish to {target.name}: {program()} publish")
        return 0
    if not options.yes and not confirm(target):
        echo("Nothing was sent.")
        return 0

    code = send(target, [[plan]], data)
    if code:
        return code
    echo(f"Published to {target.name}: {plan.counts()}.")
    for update in updates:
        echo(update.write())
    keep_copy(project, project.output)
    return verify_target(target)


def _print_plan(plan: Plan, changes: str) -> None:
    if changes:
        echo(changes)
    deployment = read_deployment(plan.before)
    if not deployment.files and not deployment.kept:
        echo("No earlier publication is known there, so nothing is deleted.")
    echo(f"{plan.counts()}; {format_size(plan.size)} to send.")


def _build(
    project: Project, options: Namespace, records: dict[Path, str] | None = None
) -> Outcome:
    """Build the site, and print the warnings.

    `records` are texts that take the place of the records of what was published, by
    the root of an edition. The warnings are not printed again then. Raise CommandError
    if there are errors.
    """
    outcome = Outcome()
    with spinner("Building …"):
        read(outcome, project)
        if records:
            outcome.loaded = [
                _with_record(edition, records) for edition in outcome.loaded
            ]
        if outcome.loaded:
            build_loaded(outcome, project, BuildOptions(strict=options.strict))
    diagnostics = sorted_diagnostics(outcome.log, strict=options.strict)
    if outcome.published is None:
        counts = format_counts(diagnostics) or "the site could not be built"
        code = exit_code(diagnostics) or 2
        raise CommandError(f"Nothing was sent: {counts}.", code, diagnostics)
    if diagnostics and records is None:
        print_diagnostics(diagnostics, path_formatter(project))
    return outcome


def _with_record(loaded: LoadedEdition, records: dict[Path, str]) -> LoadedEdition:
    """Return an edition with another record of what was published, if there is one."""
    text = records.get(loaded.project.root)
    if text is None:
        return loaded
    published = parse_snapshots(SourceText("", text), Log())
    return replace(loaded, event=replace(loaded.event, published=published))


def create_target(
    project: Project,
    place: PublishTarget | None,
    url: str | None,
    work: Path,
    *,
    in_place: bool,
) -> Target:
    """Return the target for a site or a portfolio.

    Raise CommandError if none is written.
    """
    if place is None:
        file = PORTFOLIO if is_portfolio(str(project.root)) else "content/event.md"
        raise CommandError(NO_TARGET.format(file))
    ((kind, path),) = place.targets.items()
    target = TARGETS[kind]
    if kind == "folder" and (in_place or place.in_place):
        target = FolderInPlace
    return target(path, project, url, work)


def changes_in_words(project: Project, outcome: Outcome, deployment: BuildInfo) -> str:
    """Return the changes that visitors will see, in the words of `diff`.

    The copy of the sources counts only if it belongs to what is at the target.
    Otherwise these are the changes of the programme since the last record.
    """
    copy = project.cache / COPY
    file = copy / BUILD_JSON
    build = read_build_json(file.read_bytes()) if file.is_file() else None
    if build is not None and build.files == deployment.files:
        old, _ = load_version(copy)
        if old is not None:
            return render_text(compare(old, outcome.loaded[0].event))
    unrecorded = changes_by_day(outcome.editions[0].site).get(None)
    return render_text(unrecorded) if unrecorded else ""


def confirm(target: Target) -> bool:
    """Ask whether to publish. Raise CommandError if nobody can answer."""
    if not sys.stdin.isatty():
        raise CommandError(
            "Nothing was sent, because this is not an interactive terminal. Add --yes"
            " to publish without it, or --dry-run to see only what would be sent."
        )
    answer = ask(f"To: {target.name}\nPublish? [y/N] ")
    return answer.strip().lower() in ("y", "yes")


def send(target: Target, steps: Sequence[Sequence[Plan]], data: bytes) -> int:
    """Carry out plans, unless build.json there is no longer `data`.

    Return the exit code. Say what has been sent if it stops. Raise CommandError if
    somebody else publishes.
    """
    if target.fetch() != data:
        raise CommandError(
            f"Someone else has just published to {target.name}. Nothing was sent."
            " Get their version of the content first, then publish again."
        )
    count = 0
    total = sum(len(plan.send) for plan in chain.from_iterable(steps))

    def progress(number: int) -> None:
        nonlocal count
        count += number
        show(f"Sent {count:,} of {plural(total, 'file')} …")

    try:
        with spinner(f"Sending {plural(total, 'file')} …") as show:
            for step in steps:
                target.publish(step, progress)
    except (CommandError, OSError, KeyboardInterrupt) as failure:
        visitors = "Visitors still see the site as it was."
        if isinstance(target, StepwiseTarget):
            visitors = (
                f"At least {count} of {plural(total, 'file')} were sent."
                " Visitors still see a working site, because files are deleted only at"
                " the end."
            )
        reason = str(failure)
        if isinstance(failure, KeyboardInterrupt):
            reason = "it was interrupted"
        elif isinstance(failure, OSError):
            reason = f"{failure.filename or target.name}: {failure.strerror}"
        echo(
            f"Publishing stopped: {reason}\n{visitors}\nTo continue: {program()}"
            " publish"
        )
        return 130 if isinstance(failure, KeyboardInterrupt) else 2
    return 0


def keep_copy(project: Project, output: Path) -> None:
    """Keep the sources of what is online now, to show the next changes in words."""
    copy = project.cache / COPY
    shutil.rmtree(copy, ignore_errors=True)
    for name in ("content", "data"):
        if (project.root / name).is_dir():
            shutil.copytree(project.root / name, copy / name)
    shutil.copyfile(output / BUILD_JSON, copy / BUILD_JSON)


def verify_target(target: Target, events: str | None = None) -> int:
    """Compare what visitors get with the build, also of some events.

    Return the exit code.
    """
    if target.url is None:
        echo(
            "To have publish check what visitors get, add “base_url:” above “publish:”."
        )
        return 0
    _wait_for(target.url, (target.output / BUILD_JSON).read_bytes())
    options = Namespace(
        place=target.url, built=target.output, itself=False, event=events
    )
    try:
        return verify.run(options)
    except CommandError as problem:
        message = (
            f"The site was sent, but what visitors get could not be checked.\n{problem}"
        )
        raise CommandError(message, problem.code) from None


def _wait_for(url: str, built: bytes) -> None:
    """Wait until a host serves this build, but not longer than it may take."""
    new_build = read_build_json(built)
    end = time.monotonic() + MAX_WAIT
    with SiteClient(url) as site, spinner("Waiting for the host …"):
        while time.monotonic() < end:
            try:
                served_build = read_build_json(site.get(BUILD_JSON).body)
            except WebError:
                return
            if served_build and new_build and served_build.files == new_build.files:
                return
            time.sleep(2)
