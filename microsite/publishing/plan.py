"""Plan of a publication: files to send and to delete, from the build and the list at the target."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from msgspec import Struct

from microsite import __version__
from microsite.cli.commands import CommandError
from microsite.cli.report import join_counts, plural
from microsite.publish.build_json import BUILD_JSON, BuildInfo, read_build_json, why_unsafe
from microsite.site.hosting import FINGERPRINTED

PAGES = (".html", ".htm")
NEEDED_BY_OLD_PAGES = (".css", ".js", ".woff2")
"""Endings of fingerprinted files that stay for one build, because somebody may have an old page
open. A picture or a list may show a person who has been removed, so it does not stay."""
WORKER = "sw.js"  # sent after the pages, because a browser then stores those it finds


class Plan(Struct, frozen=True):
    """Steps of the publication of a site, in their order. Paths are those in all of `output/`."""

    folder: str  # of the site: `coasts/` for an event of a portfolio, else empty
    built: bytes  # its build.json; empty to delete the site
    files: dict[str, str]  # digests of all its files, by their paths in its folder
    there: bytes  # the build.json at the target
    phases: tuple[tuple[str, ...], ...]  # paths to send: styles and data, pages, the worker
    gone: tuple[str, ...]  # paths to delete at the end
    kept: dict[str, str]  # digests of the build before, whose files stay for one build
    added: int
    changed: int
    size: int  # bytes to send

    @property
    def send(self) -> tuple[str, ...]:
        """All paths to send, in order."""
        return tuple(path for phase in self.phases for path in phase)

    def counts(self) -> str:
        """Return `3 files added, 12 files changed, 1 file removed`."""
        counts = {"added": self.added, "changed": self.changed, "removed": len(self.gone)}
        words = ((count, f"{plural(count, 'file')} {done}") for done, count in counts.items())
        return join_counts(*words) or "no file changes"


def format_size(size: int) -> str:
    """Return a number of bytes in words: `1.2 MB`."""
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{-(-size // 1000):,} kB"


def read_deployment(data: bytes) -> BuildInfo:
    """Return the content of the build.json at a target; no files without one. Raise CommandError.

    Its `files` are those of the build that visitors see. Its `kept` are styles, scripts and fonts
    of the build before, and new files after an interrupted publication.
    """
    if not data.strip():
        return BuildInfo(__version__, {})
    build = read_build_json(data)
    if build is None:
        raise CommandError(
            "The target has a build.json that Microsite did not write, so this may be the wrong"
            " folder. Nothing was sent. Check the place below “publish:”."
        )
    for path in (*build.files, *build.kept, *build.sites):
        if why := why_unsafe(path):
            raise CommandError(
                f"The build.json at the target lists “{path}”, but {why}. Nothing was sent."
                " Check that the target is the right one, and delete its build.json."
            )
    return build


def is_fingerprinted(path: str) -> bool:
    """Return whether the name of a file contains a digest, so that its bytes never change."""
    return f"/{FINGERPRINTED}" in f"/{path}" and not path.endswith(PAGES)


def make_plan(output: Path, data: bytes, folder: str = "") -> Plan:
    """Return the steps for a site, given the build.json at the target. Raise CommandError."""
    built = (output / folder / BUILD_JSON).read_bytes()
    there = read_deployment(data)
    build = read_build_json(built)
    assert build is not None  # it has just been written
    here, known = build.files, there.files | there.kept
    send = sorted(path for path, digest in here.items() if known.get(path) != digest)
    former = there.kept if there.files == here else there.files
    needed = (it for it in former if is_fingerprinted(it) and it.endswith(NEEDED_BY_OLD_PAGES))
    kept = {path: former[path] for path in needed if path not in here}
    phases = (
        (path for path in send if not path.endswith(PAGES) and path != WORKER),
        (path for path in send if path.endswith(PAGES)),
        (path for path in send if path == WORKER),
    )
    return Plan(
        folder=folder,
        built=built,
        files=here,
        there=data,
        phases=tuple(tuple(folder + path for path in phase) for phase in phases),
        gone=tuple(sorted(folder + key for key in known.keys() - here.keys() - kept.keys())),
        kept=kept,
        added=len(here.keys() - there.files.keys()),
        changed=sum(1 for path in here if there.files.get(path, here[path]) != here[path]),
        size=sum((output / folder / path).stat().st_size for path in send),
    )


def plan_of_removal(data: bytes, folder: str) -> Plan:
    """Return the steps that delete a site, of which `data` is the build.json at the target."""
    there = read_deployment(data)
    gone = tuple(sorted(folder + path for path in there.files | there.kept))
    return Plan(folder, b"", {}, data, ((), (), ()), gone, {}, 0, 0, 0)


def record_after(built: bytes, kept: Mapping[str, str]) -> bytes:
    """Return the build.json for the target at the end: as built, and the files that are kept."""
    return record_with(built, kept=kept) if kept else built


def record_with(data: bytes, **lists: Mapping[str, str]) -> bytes:
    """Return a build.json with other lists, such as `sites`. It may be empty before."""
    record = json.loads(data) if data.strip() else {"engine": __version__, "files": {}}
    record |= {name: dict(sorted(digests.items())) for name, digests in lists.items()}
    return f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return all folders that contain these paths, without the outermost."""
    return {str(folder) for path in paths for folder in PurePosixPath(path).parents} - {"."}
