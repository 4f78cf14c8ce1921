"""`verify`: a comparison of a published site with the build.

Exit codes: 0 they are the same, 1 they differ, 2 the site cannot be read, or wrong
usage.
"""

from argparse import Namespace
from collections import Counter
from collections.abc import Container
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from microsite.apps.publish import online
from microsite.apps.publish.online import SiteClient
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project, parse_url, short_path
from microsite.console.output import echo, join_counts, plural, print_list, spinner
from microsite.output.build_json import BUILD_JSON, BuildInfo, read_build_json
from microsite.site.hosting import FRAMED
from microsite.up_to_date import program
from microsite.web import WebError

REMEDY = "the host does not send the headers of the build. See docs/hosting.md."


def add_arguments(add: Add) -> None:
    """Add the arguments of `verify`."""
    add("place", "URL-OR-FOLDER", "check the site at this address or in this folder")
    add(*ROOT)
    add(
        "--built",
        "FOLDER",
        "compare with this built site (default: output/ in the project)",
    )
    add(
        "--itself",
        "",
        "compare with the build.json on the server, not with the local build",
    )


def run(options: Namespace) -> int:
    """Compare, and print the result. Return the exit code."""
    place = options.place
    if place is None:
        raise CommandError(
            f"Name the site: {program()} verify https://conference.example/"
        )
    if "://" not in place and not Path(place).is_dir():
        raise CommandError(
            f"There is no folder “{place}”. A web address starts with https://."
        )
    client = SiteClient(parse_url(place)) if "://" in place else nullcontext()
    try:
        with client as site:
            return _compare(site, options)
    except WebError as failure:
        raise CommandError(
            f"{urlsplit(place).netloc} does not answer: {failure}."
        ) from None


def _compare(site: SiteClient | None, options: Namespace) -> int:
    """Compare a site online, or else a folder, with what was built.

    Return the exit code.
    """
    place, only = Path(options.place), options.event
    if not (site_build := _read_build(site or place, only)):
        name = site.address if site else f"The folder {short_path(place)}"
        reason = "so the site is not there, or was uploaded without this file."
        raise CommandError(f"{name} has no {BUILD_JSON} from Microsite, {reason}")
    built = site_build
    forwarding: set[str] = set()
    if not options.itself and (site or options.built):
        folder = options.built or chosen_project(options).output
        if not (local_build := _read_build(folder, only)):
            raise CommandError(
                f"{short_path(folder)}/ contains no built site to compare with. Build"
                " the site, or name one with --built FOLDER. To check only that all"
                " files are there: --itself"
            )
        built, forwarding = (
            local_build,
            online.forwarding_pages(folder, local_build.files),
        )
    if not _is_same_build(built, site_build):
        return 1
    if site is None:
        states = online.verify_folder(place, built.files)
        paths = states if only is None else built.files
        return _print_result(
            {path: states[path] for path in states if path in paths}, built
        )
    with spinner() as show:
        states = online.verify_online(
            site,
            built.files,
            forwarding,
            lambda count: show(f"{count} of {len(built.files)} …"),
        )
    code = _print_result(states, built)
    if code == 0:
        _print_framing(site, built.files)
    return code


def _print_framing(site: SiteClient, files: Container[str]) -> None:
    """Say which pages are open or closed to frames of other sites by wrong headers."""
    for path, is_open in (
        ("index.html", False),
        (f"{FRAMED}programme/index.html", True),
    ):
        headers = site.get(path).headers if path in files else {}
        policy = headers.get("content-security-policy", "")
        denies = "x-frame-options" in headers or "frame-ancestors 'none'" in policy
        if path in files and denies is is_open:
            echo(
                f"{'No' if is_open else 'Any'} site can show {path} in a frame:"
                f" {REMEDY}"
            )


def _read_build(
    place: SiteClient | Path, only: str | None, folder: str = ""
) -> BuildInfo | None:
    """Return a build.json, if any, with the files of all events or of some:
    `coasts,rivers`.
    """
    path, data = f"{folder}{BUILD_JSON}", b""
    if isinstance(place, SiteClient):
        response = place.get(path)
        data = response.body if response.status == 200 else b""
    elif (place / path).is_file():
        data = (place / path).read_bytes()
    if (build := read_build_json(data)) is None:
        return None
    files = {f"{folder}{name}": digest for name, digest in build.files.items()}
    for name in build.sites:
        if only is None or name in only.split(","):
            event = _read_build(place, only, f"{name}/")
            files |= event.files if event else {}
    return replace(build, files=files)


def _is_same_build(built: BuildInfo, site_build: BuildInfo) -> bool:
    """Return True if two builds have the same files. Print the difference if not."""
    lines = []
    for path in sorted(
        {path for path, _ in built.files.items() ^ site_build.files.items()}
    ):
        state = "differs" if path in site_build.files else "only here"
        lines.append(f"{state if path in built.files else 'only there':<10}  {path}")
    if lines:
        total = len(built.files.keys() | site_build.files.keys())
        echo(
            f"Another build is published: {len(lines):,} of {plural(total, 'file')}"
            " differ."
        )
        echo(
            f"  built here: {_build_name(built)}\n  published: "
            f" {_build_name(site_build)}"
        )
        print_list(lines)
    return not lines


def _build_name(build: BuildInfo) -> str:
    """Return the day, engine and commit of a build."""
    commit = f", commit {build.commit[:12]}" if build.commit else ""
    return f"as of {build.as_of}, Microsite {build.engine}{commit}"


def _print_result(states: dict[str, online.State], built: BuildInfo) -> int:
    """Print the result of a comparison. Return the exit code."""
    counts = Counter(states.values())
    good_states = (
        online.State.SAME,
        online.State.KEPT,
        online.State.FORWARDED,
    )
    if paths := sorted(
        path for path, state in states.items() if state not in good_states
    ):
        echo(f"{len(paths):,} of {plural(len(states), 'file')} differ from the build:")
        print_list([f"{states[path].value:<8}  {path}" for path in paths])
        changed_paths = [path for path in paths if states[path] is online.State.DIFFERS]
        remedy = "Deploy again, and empty the cache of the CDN if there is one."
        if counts[online.State.MISSING]:
            remedy = "Deploy again. The last deployment seems to be incomplete."
        elif changed_paths and all(
            path.endswith((".html", ".htm")) for path in changed_paths
        ):
            remedy = (
                "Only pages differ, so the host may be changing them: hiding email"
                " addresses or adding scripts. Turn that off. It also breaks the"
                " Content-Security-Policy."
            )
        echo(remedy)
        return 1
    files = plural(counts[online.State.SAME], "file")
    echo(f"The site matches the build ({_build_name(built)}): {files} compared.")
    kept_count, forwarded_count = (
        counts[online.State.KEPT],
        counts[online.State.FORWARDED],
    )
    hosts = f"{plural(kept_count, 'settings file')} that the host does not publish"
    pages = f"{plural(forwarded_count, 'page')} that the host redirects"
    if notes := join_counts(
        (kept_count, hosts), (forwarded_count, pages), separator=" and "
    ):
        echo(f"Not compared: {notes}.")
    return 0
