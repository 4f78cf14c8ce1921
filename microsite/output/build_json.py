"""build.json, the list of a build's files, and the paths that it may contain."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

BUILD_JSON = "build.json"
MAX_PATH_LENGTH = 200
"""Characters of a whole path: Windows allows 260, also for `output/`."""

_UNSAFE = {
    "it is outside the folder": r"^/|(^|/)\.\.(/|$)",
    "one of its folders or the file has no name": r"(^|/)\.?(?=/|$)",
    "it contains a backslash": r"\\",
    "Windows does not allow such a name": (
        r"[<>:\"|?*\x00-\x1f\x7f\ud800-\udfff]|[. ](/|$)"
        r"|(^|/)(con|prn|aux|nul|com[0-9]|lpt[0-9])[. ]*(\.|/|$)"
    ),
}


class BuildInfo(msgspec.Struct, frozen=True):
    """Content of a build.json."""

    engine: str
    files: dict[str, Annotated[str, msgspec.Meta(pattern="^sha256-")]]
    """Digests by path."""
    kept: dict[str, str] = {}
    """Digests of files of other builds, where `publish` has put the site."""
    sites: dict[str, str] = {}
    """Digests of the sites in folders, if this is a portfolio."""
    as_of: str = "?"
    commit: str = ""
    next_change: datetime | None = None  # when a date changes its pages; see `due`


def write_build_json(stamp: Mapping[str, str], digests: Mapping[str, str]) -> bytes:
    """Return build.json: the stamp, then the digest of each file by path."""
    content = dict(sorted(stamp.items())) | {"files": dict(sorted(digests.items()))}
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode()


def read_build_json(data: bytes) -> BuildInfo | None:
    """Return the content of a build.json, or `None` if Microsite did not write it."""
    try:
        return msgspec.json.decode(data, type=BuildInfo)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def digest_of_bytes(data: bytes) -> str:
    """Return the digest of a file's content."""
    return f"sha256-{hashlib.sha256(data).hexdigest()}"


def digest_of_file(path: str) -> str | None:
    """Return the digest of a file's content, or `None` if it cannot be read."""
    try:
        return digest_of_bytes(Path(path).read_bytes())
    except OSError:
        return None


def why_unsafe(path: str) -> str:
    """Return the reason why a path is not safe on every system; an empty text if it is
    safe.
    """
    longest = max(len(name.encode(errors="replace")) for name in path.split("/"))
    if len(path) > MAX_PATH_LENGTH or longest > 255:
        return f"it has more than {MAX_PATH_LENGTH} characters"
    reasons = (
        why
        for why, pattern in _UNSAFE.items()
        if re.search(pattern, path, re.IGNORECASE)
    )
    return next(reasons, "")
