"""`verify`: a comparison of a published site with the build.

Exit codes: 0 they are the same, 1 they differ, 2 the site cannot be read, or wrong usage.
"""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing
from pathlib import Path

from microsite.cli import options as opts
from microsite.cli.options import CommandError, short_path
from microsite.cli.report import echo, plural, print_list, spinner
from microsite.publish import verify
from microsite.publish.build_json import BUILD_JSON, BuildInfo, read_build_json
from microsite.publish.verify import RequestFailed, SiteClient, State, Verdict


def add_arguments(add: opts.Add) -> None:
    """Add the arguments of `verify`."""
    add("place", "URL-OR-FOLDER", "where the site is to be looked at")
    add(*opts.ROOT)
    add("--built", "FOLDER", "the built site to compare with (output/ in the project)")
    add("--itself", "", "compare with the record that lies there, whatever was built here")


def run(options: Namespace) -> int:
    """Compare, and print the result. Return the exit code."""
    place = options.place
    if place is None:
        words = "verify https://conference.example/, or verify FOLDER."
        raise CommandError(f"Say what to look at: {words}")
    if "://" not in place:
        return _check_folder(Path(place), options)
    try:
        with closing(SiteClient(opts.parse_url(place))) as site:
            return _check_site(site, options)
    except RequestFailed as failure:
        raise CommandError(str(failure)) from None


def _check_site(site: SiteClient, options: Namespace) -> int:
    response = site.get(BUILD_JSON)
    there = read_build_json(response.data) if response.status == 200 else None
    if there is None:
        reason = "the site is not there, or was put there without it."
        raise CommandError(f"{site.address} has no {BUILD_JSON} of ours: {reason}")
    built, forwarding = there, set[str]()
    if not options.itself:
        folder = options.built or opts.chosen_project(options).output
        built = _read_built(folder)
        forwarding = verify.forwarding_pages(folder, built.files)
    if not _is_same_build(built, there):
        return 1
    with spinner() as show:
        verdict = verify.verify_online(
            site, built.files, forwarding, lambda done: show(f"{done} of {len(built.files)} …")
        )
    return _print_result(verdict, built)


def _check_folder(folder: Path, options: Namespace) -> int:
    if not folder.is_dir():
        raise CommandError(f"“{options.place}” is no folder. An address starts with https://.")
    there = _read_folder(folder)
    if there is None:
        reason = f"holds no {BUILD_JSON} of ours, so nothing tells what was built."
        raise CommandError(f"The folder {short_path(folder)} {reason}")
    built = there if options.built is None or options.itself else _read_built(options.built)
    if not _is_same_build(built, there):
        return 1
    return _print_result(verify.verify_folder(folder, built.files), built)


def _read_folder(folder: Path) -> BuildInfo | None:
    file = folder / BUILD_JSON
    return read_build_json(file.read_bytes()) if file.is_file() else None


def _read_built(folder: Path) -> BuildInfo:
    """Return the build to compare with. Raise CommandError if there is none."""
    if found := _read_folder(folder):
        return found
    raise CommandError(
        f"{short_path(folder)}/ holds no built site to compare with. Build it, name one with"
        " --built FOLDER, or add --itself to check only that what is there is whole."
    )


def _is_same_build(built: BuildInfo, there: BuildInfo) -> bool:
    """Return True if two builds have the same files. Print the difference if not."""
    paths = sorted(built.files.keys() | there.files.keys())
    lines = []
    for path in paths:
        if built.files.get(path) != there.files.get(path):
            state = "differs" if path in there.files else "only here"
            state = state if path in built.files else "only there"
            lines.append(f"{state:<10}  {path}")
    if lines:
        count = plural(len(lines), "file")
        echo(f"It is another build: {count} of {len(paths):,} are not the same.")
        echo(f"  built here: {_build_name(built)}\n  there:      {_build_name(there)}")
        print_list(lines)
    return not lines


def _build_name(build: BuildInfo) -> str:
    """Return the day, engine and commit of a build."""
    stamp = build.stamp
    commit = f", commit {stamp['commit'][:12]}" if "commit" in stamp else ""
    return f"as of {stamp.get('as_of', '?')}, Microsite {stamp.get('engine', '?')}{commit}"


def _print_result(verdict: Verdict, built: BuildInfo) -> int:
    """Print the result of a comparison. Return the exit code."""
    if wrong := verdict.of(State.DIFFERS, State.MISSING, State.EXTRA):
        differing = verdict.of(State.DIFFERS)
        count = plural(len(wrong), "file")
        echo(f"{count} of {len(verdict.states):,} are not as they were built:")
        print_list([f"{verdict.states[path].value:<8}  {path}" for path in wrong])
        if verdict.of(State.MISSING):
            echo("Deploy again: the last one seems to have stopped on its way.")
        elif differing and all(path.endswith((".html", ".htm")) for path in differing):
            echo(
                "Only pages differ, so the host may be changing them on the way (hiding e-mail"
                " addresses, adding scripts, “optimising”). Switch that off: it also breaks the"
                " site's Content-Security-Policy."
            )
        else:
            echo("Deploy again, and empty the cache of the CDN if there is one.")
        return 1
    same = plural(len(verdict.of(State.SAME)), "file")
    echo(f"What is there is what was built ({_build_name(built)}): {same} compared.")
    notes = []
    if kept := verdict.of(State.KEPT):
        notes.append(f"{plural(len(kept), 'file')} meant for the host, which keeps them to itself")
    if forwarded := verdict.of(State.FORWARDED):
        notes.append(f"{plural(len(forwarded), 'page')} from which the host leads elsewhere")
    if notes:
        echo(f"Besides, {' and '.join(notes)}.")
    return 0
