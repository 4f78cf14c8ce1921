"""Comparison of a folder or a host with a build, by the digest of each file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from microsite.publish.build_json import (
    BUILD_JSON,
    digest_of_bytes,
    digest_of_file,
    read_build_json,
)
from microsite.publish.http_client import RequestFailed, SiteClient
from microsite.site.hosting import FOR_HOSTS

MAX_REQUESTS = 4
"""Number of parallel requests."""


class State(StrEnum):
    """Result of a comparison of a file with the build."""

    SAME = "as built"
    DIFFERS = "differs"
    MISSING = "missing"
    FORWARDED = "forwarded"
    """The host redirects visitors itself."""
    KEPT = "kept"
    """Meant for the host, which does not publish it."""
    EXTRA = "extra"
    """In the folder, but not in build.json."""


class BuildInfo(Struct, frozen=True):
    """Content of a build.json."""

    files: Mapping[str, str]
    """Digests by path."""
    stamp: Mapping[str, str]
    """engine, as_of and so on."""


class Verdict(Struct, frozen=True):
    """Result for each path."""

    states: Mapping[str, State]

    def of(self, *states: State) -> list[str]:
        """Return the paths in one of these states, sorted."""
        return sorted(path for path, state in self.states.items() if state in states)

    @property
    def is_as_built(self) -> bool:
        """Return whether every file is there as it was built."""
        return not self.of(State.DIFFERS, State.MISSING, State.EXTRA)


def read_build(data: bytes) -> BuildInfo | None:
    """Return the content of a build.json, or `None` if Microsite did not write it."""
    files = read_build_json(data)
    if files is None:
        return None
    stamp = {name: value for name, value in json.loads(data).items() if isinstance(value, str)}
    return BuildInfo(files, stamp)


def verify_folder(folder: Path, files: Mapping[str, str]) -> Verdict:
    """Compare a folder with a build."""
    walk = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    there = {path.relative_to(folder).as_posix() for path in walk}
    states = dict.fromkeys(there - {BUILD_JSON}, State.EXTRA)
    for path, digest in files.items():
        found = digest_of_file(str(folder / path))
        states[path] = State.SAME if found == digest else State.DIFFERS if found else State.MISSING
    return Verdict(states)


def forwarding_pages(folder: Path, files: Iterable[str]) -> set[str]:
    """Return the pages at old addresses of a site, which only redirect."""
    pages = [it for it in files if it.endswith((".html", ".htm")) and (folder / it).is_file()]
    return {it for it in pages if b'<meta http-equiv="refresh"' in (folder / it).read_bytes()}


def verify_online(
    site: SiteClient,
    files: Mapping[str, str],
    forwarding: AbstractSet[str],
    progress: Callable[[int], None],
) -> Verdict:
    """Compare a site on the web with a build. Call `progress` after each file. Raise RequestFailed.

    The host may redirect the `forwarding` pages anywhere, all others only to a page of the site.
    """

    def state_of(path: str) -> State:
        response = site.get(path)
        digest = digest_of_bytes(response.data)
        if response.status == 200 and digest == files[path]:
            return State.SAME
        if path in FOR_HOSTS or path in (".nojekyll", "CNAME"):
            return State.KEPT
        if response.redirected_to and (digest in files.values() or path in forwarding):
            return State.FORWARDED
        return State.DIFFERS if response.status == 200 else State.MISSING

    states: dict[str, State] = {}
    with ThreadPoolExecutor(MAX_REQUESTS) as pool:
        try:
            for path, state in zip(sorted(files), pool.map(state_of, sorted(files)), strict=True):
                states[path] = state
                progress(len(states))
        except RequestFailed:
            pool.shutdown(cancel_futures=True)
            raise
    return Verdict(states)
