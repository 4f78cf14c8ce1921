"""What is to be sent and deleted so that a host holds what was built: the difference of two
build.json.

Usage: python deploy/plan.py OUTPUT THERE WORK

OUTPUT is the built site, THERE a copy of the build.json that is on the host (an empty or missing
file where there is none), WORK a folder for the lists:

    send-1.txt     files that no visitor asks for by themselves: styles, pictures, data; first
    send-2.txt     pages, which need those
    send-3.txt     the service worker, which stores pages on visitors' devices
    gone.txt       files that an earlier deploy put there and this site has no more; last
    rsync.txt      the same as rules for rsync --delete
    objects.tsv    for object stores: list, Cache-Control, Content-Type; a line for each list in
    objects/
    sftp-1.txt     the first three for sftp -b, each file put under another name and then
    renamed
    sftp-2.txt     the deletions for sftp -b

Only what stands in THERE is ever deleted. build.json itself is in no list: send it when all else is
done.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from microsite.publish.build_json import (  # noqa: E402
    BUILD_JSON,
    digest_of_file,
    read_build_json,
    why_unsafe,
)
from microsite.site import hosting  # noqa: E402

PAGES = (".html", ".htm")
WORKER = "sw.js"
"""Sent after the pages: a browser that gets it stores the pages that it finds then."""
ARRIVING = ".microsite-new"
"""What a file that is on its way is called on the host, after its name."""


class Refused(Exception):
    """There is nothing to plan. The text says why."""


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return all folders that contain these paths; the outermost is the empty text."""
    folders = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def files_there(record: Path) -> dict[str, str]:
    """What an earlier deploy has put on the host, by path. Raises Refused."""
    data = record.read_bytes() if record.is_file() else b""
    if not data.strip():
        return {}
    build = read_build_json(data)
    if build is None:
        raise Refused(
            "The build.json on the host is not one of ours, so this may be the wrong place."
        )
    for path in build.files:
        if why := why_unsafe(path):
            raise Refused(f"The build.json on the host names “{path}”, and {why}.")
    return build.files


def files_here(output: Path) -> dict[str, str]:
    """What was built, by path. Raises Refused where a file is not as it was built."""
    record = output / BUILD_JSON
    build = read_build_json(record.read_bytes()) if record.is_file() else None
    if build is None:
        raise Refused(f"{output} holds no build.json of ours. Build the site first.")
    for path, digest in build.files.items():
        if digest_of_file(str(output / path)) != digest:
            raise Refused(f"{output / path} is not as it was built. Build the site again.")
    return build.files


def write_plan(here: dict[str, str], there: dict[str, str], work: Path) -> str:
    """Write the lists; gives a line for people."""
    send = sorted(path for path, digest in here.items() if there.get(path) != digest)
    phases = (
        [path for path in send if not path.endswith(PAGES) and path != WORKER],
        [path for path in send if path.endswith(PAGES)],
        [path for path in send if path == WORKER],
    )
    gone = sorted(there.keys() - here.keys())
    folders = sorted(folders_of(gone) - folders_of(here), key=lambda path: (-path.count("/"), path))
    for number, paths in enumerate(phases, 1):
        write_list(work / f"send-{number}.txt", paths)
    write_list(work / "gone.txt", gone)
    write_list(work / "rsync.txt", [*kept_but(gone)])
    write_objects(phases, work)
    made = sorted(folders_of(send) - folders_of(there) - {""})
    write_list(
        work / "sftp-1.txt",
        [f"-mkdir {quoted(path)}" for path in made] + [*puts(chain.from_iterable(phases))],
    )
    write_list(
        work / "sftp-2.txt",
        [f"-rm {quoted(path)}" for path in gone] + [f"-rmdir {quoted(path)}" for path in folders],
    )
    if not there:
        return f"{len(send)} files to send. No earlier deploy is known, so nothing is deleted."
    return f"{len(send)} files to send, {len(gone)} to delete, {len(here) - len(send)} unchanged."


def write_objects(phases: Iterable[list[str]], work: Path) -> None:
    """The files to send, grouped by the headers that an object store has to be told."""
    folder = work / "objects"
    folder.mkdir(exist_ok=True)
    lines = []
    for number, paths in enumerate(phases, 1):
        groups: dict[tuple[str, str], list[str]] = {}
        for path in paths:
            is_immutable = path.startswith(hosting.FINGERPRINTED)
            cache = hosting.CACHE_IMMUTABLE if is_immutable else hosting.CACHE_REVALIDATE
            kind = hosting.CONTENT_TYPES.get(path.rpartition(".")[2], "application/octet-stream")
            groups.setdefault((cache, kind), []).append(path)
        for index, ((cache, kind), group) in enumerate(sorted(groups.items())):
            write_list(folder / f"{number}-{index}.txt", group)
            lines.append(f"objects/{number}-{index}.txt\t{cache}\t{kind}")
    write_list(work / "objects.tsv", lines)


def kept_but(gone: list[str]) -> Iterable[str]:
    """Rules under which rsync deletes these files, and what folders they leave empty, and nothing
    else.
    """
    for folder in sorted(folders_of(gone) - {""}):
        yield f"+ /{as_rule(folder)}/"
    for path in gone:
        yield f"+ /{as_rule(path)}"
    yield "- *"


def as_rule(path: str) -> str:
    """A path as rsync reads it in a rule, without signs that it would take for a pattern."""
    return re.sub(r"[\[\]]", r"\\\g<0>", path)


def puts(paths: Iterable[str]) -> Iterable[str]:
    """Lines that bring files under another name and rename them: nobody is ever given half a file."""
    for path in paths:
        yield f"put {quoted(path)} {quoted(path + ARRIVING)}"
        yield f"rename {quoted(path + ARRIVING)} {quoted(path)}"


def quoted(path: str) -> str:
    """A path as sftp reads it in a batch; between quotes it takes no sign for a pattern."""
    return f'"{path}"'


def write_list(file: Path, lines: Iterable[str]) -> None:
    """A line each, and nothing where there is none."""
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def main(output: str, there: str, work: str) -> int:
    """Write the plan; gives the exit code."""
    try:
        sys.stdout.write(
            f"{write_plan(files_here(Path(output)), files_there(Path(there)), Path(work))}\n"
        )
    except Refused as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
