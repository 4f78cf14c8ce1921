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
from microsite.apps.publish.online import SiteClient, State
from microsite.console.command import Add, CommandError
from microsite.console.options import ROOT, chosen_project, parse_url, short_path
from microsite.console.output import echo, join_counts, plural, print_list, spinner
from microsite.output.build_json import BUILD_JSON, BuildInfo, read_build_json
from microsite.site.hosting import FRAMED
from microsite.up_to_date import program
from microsite.web import WebError

GOOD_STATES = frozenset({State.SAME, State.KEPT, State.FORWARDED})
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
    place = Path(options.place)
    only = options.event
    site_build = _read_build(site or place, only)
    if site_build is None:
        name = site.address if site else f"The folder {short_path(place)}"
        reason = "so the site is not there, or was uploaded without this file."
        raise CommandError(f"{name} has no {BUILD_JSON} from Microsite, {reason}")

    built = site_build
    forwarding: set[str] = set()
    if not options.itself and (site or options.built):
        folder = options.built or chosen_project(options).output
        built = _read_local_build(folder, only)
        forwarding = online.forwarding_pages(folder, built.files)
    if not _is_same_build(built, site_build):
        return 1

    if site is None:
        states = online.verify_folder(place, built.files)
        if only is not None:
            states = {path: states[path] for path in states if path in built.files}
        return _print_result(states, built)
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


def _read_local_build(folder: Path, only: str | None) -> BuildInfo:
    """Return the build.json of a built site. Raise CommandError if there is none."""
    build = _read_build(folder, only)
    if build is None:
        raise CommandError(
            f"{short_path(folder)}/ contains no built site to compare with. Build"
            " the site, or name one with --built FOLDER. To check only that all"
            " files are there: --itself"
        )
    return build


def _print_framing(site: SiteClient, files: Container[str]) -> None:
    """Say which pages are open or closed to frames of other sites by wrong headers."""
    page = "index.html"
    if page in files and not _denies_frames(site, page):
        echo(f"Any site can show {page} in a frame: {REMEDY}")
    framed_page = f"{FRAMED}programme/index.html"
    if framed_page in files and _denies_frames(site, framed_page):
        echo(f"No site can show {framed_page} in a frame: {REMEDY}")


def _denies_frames(site: SiteClient, path: str) -> bool:
    headers = site.get(path).headers
    policy = headers.get("content-security-policy", "")
    return "x-frame-options" in headers or "frame-ancestors 'none'" in policy


def _read_build(
    place: SiteClient | Path, only: str | None, folder: str = ""
) -> BuildInfo | None:
    """Return a build.json; None if there is none.

    It has the files of all events, or of some: `coasts,rivers`.
    """
    path = f"{folder}{BUILD_JSON}"
    data = b""
    if isinstance(place, SiteClient):
        response = place.get(path)
        data = response.body if response.status == 200 else b""
    elif (place / path).is_file():
        data = (place / path).read_bytes()
    build = read_build_json(data)
    if build is None:
        return None
    files = {f"{folder}{name}": digest for name, digest in build.files.items()}
    for name in build.sites:
        if only is None or name in only.split(","):
            event = _read_build(place, only, f"{name}/")
            if event is not None:
                files |= event.files
    return replace(build, files=files)


def _is_same_build(built: BuildInfo, site_build: BuildInfo) -> bool:
    """Return True if two builds have the same files. Print the difference if not."""
    differences = built.files.items() ^ site_build.files.items()
    if not differences:
        return True

    lines = []
    for path in sorted({path for path, _ in differences}):
        state = "differs"
        if path not in site_build.files:
            state = "only here"
        elif path not in built.files:
            state = "only there"
        lines.append(f"{state:<10}  {path}")
    total = len(built.files.keys() | site_build.files.keys())
    echo(
        f"Another build is published: {len(lines):,} of {plural(total, 'file')} differ."
    )
    echo(f"  built here: {_build_name(built)}")
    echo(f"  published:  {_build_name(site_build)}")
    print_list(lines)
    return False


def _build_name(build: BuildInfo) -> str:
    """Return the day, engine and commit of a build."""
    commit = f", commit {build.commit[:12]}" if build.commit else ""
    return f"as of {build.as_of}, Microsite {build.engine}{commit}"


def _print_result(states: dict[str, State], built: BuildInfo) -> int:
    """Print the result of a online. Return the exit code."""
    bad_paths = sorted(path for path in states if states[path] not in GOOD_STATES)
    if bad_paths:
        count = f"{len(bad_paths):,} of {plural(len(states), 'file')}"
        echo(f"{count} differ from the build:")
        print_list([f"{states[path].value:<8}  {path}" for path in bad_paths])
        echo(_remedy(states))
        return 1

    counts = Counter(states.values())
    files = plural(counts[State.SAME], "file")
    echo(f"The site matches the build ({_build_name(built)}): {files} compared.")
    kept_count = counts[State.KEPT]
    forwarded_count = counts[State.FORWARDED]
    hosts = f"{plural(kept_count, 'settings file')} that the host does not publish"
    pages = f"{plural(forwarded_count, 'page')} that the host redirects"
    notes = join_counts(
        (kept_count, hosts), (forwarded_count, pages), separator=" and "
    )
    if notes:
        echo(f"Not compared: {notes}.")
    return 0


def _remedy(states: dict[str, State]) -> str:
    """Return advice on files that differ."""
    if State.MISSING in states.values():
        return "Deploy again. The last deployment seems to be incomplete."
    changed_paths = [path for path in states if states[path] is State.DIFFERS]
    if changed_paths and all(
        path.endswith((".html", ".htm")) for path in changed_paths
    ):
        return (
            "Only pages differ, so the host may be changing them: hiding email"
            " addresses or adding scripts. Turn that off. It also breaks the"
            " Content-Security-Policy."
        )
    return "Deploy again, and empty the cache of the CDN if there is one."
