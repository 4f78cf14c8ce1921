"""`verify`: whether what is online is what was built.

Exit codes: 0 it is; 1 it is not; 2 it could not be asked, or wrong usage.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from microsite.cli.command_line import Command, Parser, UsageError
from microsite.cli.report import plural, say
from microsite.cli.site_options import add_root, chosen_project, in_short, web_address

if TYPE_CHECKING:
    from microsite.publish.http_client import SiteClient
    from microsite.publish.verify import BuildInfo, Verdict

SHOWN_AT_MOST = 20


def add_arguments(parser: Parser) -> None:
    """What can follow `verify`."""
    parser.add_argument(
        "place", nargs="?", metavar="URL-OR-FOLDER", help="where the site is to be looked at"
    )
    add = parser.options.add_argument
    add_root(parser)
    add(
        "--built",
        metavar="FOLDER",
        type=Path,
        help="the built site to compare with (output/ in the project)",
    )
    add(
        "--itself",
        action="store_true",
        help="compare with the record that lies there, whatever was built here",
    )


def run(options: Namespace) -> int:
    """Compare, and tell. Gives the exit code."""
    if options.place is None:
        raise UsageError(
            "Say what to look at: verify https://conference.example/, or verify FOLDER."
        )
    from microsite.publish.http_client import RequestFailed

    try:
        return _verify_url(options) if "://" in options.place else _verify_folder(options)
    except RequestFailed as failure:
        say(str(failure))
        return 2


def _verify_url(options: Namespace) -> int:
    from microsite.publish.http_client import SiteClient

    with SiteClient(web_address(options.place)) as site:
        return _verify_site(site, options)


def _verify_site(site: SiteClient, options: Namespace) -> int:
    from microsite.publish.build_json import BUILD_JSON
    from microsite.publish.verify import forwarding_pages, read_build, verify_online

    got = site.get(BUILD_JSON)
    there = read_build(got.data) if got.status == 200 else None
    if there is None:
        say(
            f"{site.address} has no {BUILD_JSON} of ours: the site is not there, or was put there without it."
        )
        return 2
    built = there if options.itself else _built(options)
    if not _is_the_same_build(built, there):
        return 1
    is_terminal = sys.stderr.isatty()

    def progress(done: int) -> None:
        if is_terminal:
            sys.stderr.write(f"\r{done} of {len(built.files)} …\r")

    here = set() if options.itself else forwarding_pages(_built_folder(options), built.files)
    return _tell(verify_online(site, built.files, here, progress), built)


def _verify_folder(options: Namespace) -> int:
    from microsite.publish.build_json import BUILD_JSON
    from microsite.publish.verify import read_build, verify_folder

    folder = Path(options.place)
    if not folder.is_dir():
        raise UsageError(f"“{options.place}” is no folder. An address starts with https://.")
    record = folder / BUILD_JSON
    there = read_build(record.read_bytes()) if record.is_file() else None
    if there is None:
        say(
            f"The folder {in_short(folder)} holds no {BUILD_JSON} of ours, so nothing tells what was built."
        )
        return 2
    is_compared = options.built is not None and not options.itself
    built = _built(options) if is_compared else there
    if not _is_the_same_build(built, there):
        return 1
    return _tell(verify_folder(folder, built.files), built)


def _built_folder(options: Namespace) -> Path:
    return options.built or chosen_project(options).output


def _built(options: Namespace) -> BuildInfo:
    """The record of what was built here. Raises UsageError where there is none."""
    from microsite.publish.build_json import BUILD_JSON
    from microsite.publish.verify import read_build

    folder = _built_folder(options)
    record = folder / BUILD_JSON
    found = read_build(record.read_bytes()) if record.is_file() else None
    if found is None:
        raise UsageError(
            f"{in_short(folder)}/ holds no built site to compare with. Build it, name one with --built FOLDER, or add "
            "--itself to check only that what is there is whole."
        )
    return found


def _is_the_same_build(built: BuildInfo, there: BuildInfo) -> bool:
    """Whether both records are of the same bytes; tells where they are not."""
    if built.files == there.files:
        return True
    paths = built.files.keys() | there.files.keys()
    other = sorted(path for path in paths if built.files.get(path) != there.files.get(path))
    say(f"It is another build: {plural(len(other), 'file')} of {len(paths):,} are not the same.")
    say(f"  built here: {_named(built)}\n  there:      {_named(there)}")
    for path in other[:SHOWN_AT_MOST]:
        where = (
            "only here"
            if path not in there.files
            else "only there"
            if path not in built.files
            else "differs"
        )
        say(f"  {where:<10}  {path}")
    if len(other) > SHOWN_AT_MOST:
        say(f"  and {len(other) - SHOWN_AT_MOST:,} more")
    return False


def _named(record: BuildInfo) -> str:
    stamp = record.stamp
    commit = f", commit {stamp['commit'][:12]}" if "commit" in stamp else ""
    return f"as of {stamp.get('as_of', '?')}, Microsite {stamp.get('engine', '?')}{commit}"


def _tell(verdict: Verdict, built: BuildInfo) -> int:
    from microsite.publish.verify import State

    kept, forwarded = verdict.of(State.KEPT), verdict.of(State.FORWARDED)
    notes = []
    if kept:
        notes.append(f"{plural(len(kept), 'file')} meant for the host, which keeps them to itself")
    if forwarded:
        notes.append(f"{plural(len(forwarded), 'page')} from which the host leads elsewhere")
    if verdict.is_as_built:
        compared = plural(len(verdict.of(State.SAME)), "file")
        say(f"What is there is what was built ({_named(built)}): {compared} compared.")
        if notes:
            say(f"Besides, {' and '.join(notes)}.")
        return 0
    wrong = verdict.of(State.DIFFERS, State.MISSING, State.EXTRA)
    say(f"{plural(len(wrong), 'file')} of {len(verdict.states):,} are not as they were built:")
    for path in wrong[:SHOWN_AT_MOST]:
        say(f"  {verdict.states[path].value:<8}  {path}")
    if len(wrong) > SHOWN_AT_MOST:
        say(f"  and {len(wrong) - SHOWN_AT_MOST:,} more")
    say(_cure(verdict))
    return 1


def _cure(verdict: Verdict) -> str:
    from microsite.publish.verify import State

    differing, missing = verdict.of(State.DIFFERS), verdict.of(State.MISSING)
    if missing:
        return "Deploy again: the last one seems to have stopped on its way."
    if differing and all(path.endswith((".html", ".htm")) for path in differing):
        return (
            "Only pages differ, so the host may be changing them on the way (hiding e-mail addresses, adding scripts, "
            "“optimising”). Switch that off: it also breaks the site's Content-Security-Policy."
        )
    return "Deploy again, and empty the cache of the CDN if there is one."


COMMAND = Command("tell whether what is online is what was built", add_arguments, run)
