"""Plan of a publication: the files to send and to delete."""

import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain
from math import ceil
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct

from microsite import __version__
from microsite.console.command import CommandError
from microsite.console.output import join_counts, plural
from microsite.output.build_json import (
    BUILD_JSON,
    BuildInfo,
    read_build_json,
    why_unsafe,
)
from microsite.site.hosting import FINGERPRINTED

PAGES = (".html", ".htm")
NEEDED_BY_OLD_PAGES = (".css", ".js", ".woff2")
"""Endings of fingerprinted files that stay for one build, because somebody may have an
old page open. A picture or a list may show a person who has been removed, so it does
not stay.
"""
WORKER = "sw.js"  # sent after the pages, because a browser then stores those it finds


class Plan(Struct, frozen=True, kw_only=True):
    """Steps of the publication of a site, in their order.

    Paths are those in all of `output/`.
    """

    folder: str  # of the site: `coasts/` for an event of a portfolio, else empty
    built: bytes = b""  # its build.json; empty to delete the site
    files: dict[str, str] = {}  # digests of all its files, by their paths in its folder
    before: bytes  # the build.json at the target
    phases: tuple[tuple[str, ...], ...] = ((), (), ())
    """Paths to send: styles and data, then pages, then the worker."""
    deletions: tuple[str, ...] = ()  # paths to delete at the end
    kept: dict[str, str] = {}
    """Digests of the build before, whose files stay for one build."""
    added: int = 0
    changed: int = 0
    size: int = 0  # bytes to send

    @property
    def send(self) -> tuple[str, ...]:
        """All paths to send, in order."""
        return tuple(chain.from_iterable(self.phases))

    def counts(self) -> str:
        """Return `3 files added, 12 files changed, 1 file removed`."""
        counts = {
            "added": self.added,
            "changed": self.changed,
            "removed": len(self.deletions),
        }
        parts = []
        for verb, count in counts.items():
            parts.append((count, f"{plural(count, 'file')} {verb}"))
        return join_counts(*parts) or "no file changes"

    @property
    def record_path(self) -> str:
        return f"{self.folder}{BUILD_JSON}"

    @property
    def final_record(self) -> bytes:
        """The build.json for the target at the end, with the files that are kept."""
        return record_with(self.built, kept=self.kept) if self.kept else self.built

    def record_after(self, paths: AbstractSet[str]) -> bytes:
        """Return the build.json for the target once these paths are sent.

        It is the one before, and keeps the new files.
        """
        sent = [name for name in self.files if self.folder + name in paths]
        sent_files = {name: self.files[name] for name in sent}
        kept = read_deployment(self.before).kept
        return record_with(self.before, kept=kept | sent_files)


def format_size(size: int) -> str:
    """Return a number of bytes in words: `1.2 MB`."""
    if size >= 100_000:
        return f"{size / 1e6:,.1f} MB"
    return f"{ceil(size / 1000):,} kB"


def read_deployment(data: bytes) -> BuildInfo:
    """Return the content of the build.json at a target; no files without one.

    Its `files` are those of the build that visitors see. Its `kept` are styles, scripts
    and fonts of the build before, and new files after an interrupted publication. Raise
    CommandError if it cannot be trusted.
    """
    if not data.strip():
        return BuildInfo(__version__, {})
    build = read_build_json(data)
    if build is None:
        raise CommandError(
            "The target has a build.json that Microsite did not write, so this may be"
            " the wrong folder. Nothing was sent. Check the place below “publish:”."
        )
    for path in (*build.files, *build.kept, *build.sites):
        if why := why_unsafe(path):
            raise CommandError(
                f"The build.json at the target lists “{path}”, but {why}. Nothing was"
                " sent. Check that the target is the right one, and delete its"
                " build.json."
            )
    return build


def is_fingerprinted(path: str) -> bool:
    """Return whether a file is named by a digest, so that its bytes never change."""
    return f"/{FINGERPRINTED}" in f"/{path}" and not path.endswith(PAGES)


def make_plan(output: Path, data: bytes, folder: str = "") -> Plan:
    """Return the steps for a site, given the build.json at the target.

    Raise CommandError.
    """
    built = (output / folder / BUILD_JSON).read_bytes()
    deployment = read_deployment(data)
    build = read_build_json(built)
    assert build is not None  # it has just been written
    files = build.files
    old_files = deployment.files | deployment.kept
    kept = _kept_files(deployment, files)
    gone = old_files.keys() - files.keys() - kept.keys()
    common = files.keys() & deployment.files.keys()
    changed = [path for path in common if deployment.files[path] != files[path]]

    send = sorted(path for path in files if old_files.get(path) != files[path])
    first: list[str] = []
    pages: list[str] = []
    last: list[str] = []
    for path in send:
        phase = first
        if path.endswith(PAGES):
            phase = pages
        elif path == WORKER:
            phase = last
        phase.append(folder + path)
    return Plan(
        folder=folder,
        built=built,
        files=files,
        before=data,
        phases=(tuple(first), tuple(pages), tuple(last)),
        deletions=tuple(sorted(folder + path for path in gone)),
        kept=kept,
        added=len(files.keys() - deployment.files.keys()),
        changed=len(changed),
        size=sum((output / folder / path).stat().st_size for path in send),
    )


def _kept_files(deployment: BuildInfo, files: Mapping[str, str]) -> dict[str, str]:
    """Return the digests of old files that stay for pages that somebody has open."""
    # A repeated publication keeps what the first one kept.
    base = deployment.kept if deployment.files == files else deployment.files
    kept = {}
    for path, digest in base.items():
        is_needed = is_fingerprinted(path) and path.endswith(NEEDED_BY_OLD_PAGES)
        if is_needed and path not in files:
            kept[path] = digest
    return kept


def plan_of_removal(data: bytes, folder: str) -> Plan:
    """Return the steps that delete a site, given the build.json at the target."""
    deployment = read_deployment(data)
    paths = sorted(folder + path for path in deployment.files | deployment.kept)
    return Plan(folder=folder, before=data, deletions=tuple(paths))


def record_with(data: bytes, **lists: Mapping[str, str]) -> bytes:
    """Return a build.json with other lists, such as `sites`. It may be empty before."""
    record: dict[str, Any] = {"engine": __version__, "files": {}}
    if data.strip():
        record = json.loads(data)
    for name, digests in lists.items():
        record[name] = dict(sorted(digests.items()))
    return f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return all folders that contain these paths, without the outermost."""
    folders: set[str] = set()
    for path in paths:
        folders.update(str(folder) for folder in PurePosixPath(path).parents)
    return folders - {"."}
