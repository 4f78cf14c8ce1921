"""build.json: what a build made. It makes a folder ours, and tells a deploy which files to send."""

from __future__ import annotations

from collections.abc import Mapping

RECORD = "build.json"


def write_record(stamp: Mapping[str, str], digests: Mapping[str, str]) -> bytes:
    """The record as a file: the stamp (engine, as_of, ...), then `files`, each path with its
    digest.
    """
    from microsite.json_text import compact  # who only reads a record may have no packages

    lines = ["{"]
    lines.extend(f"  {compact(name)}: {compact(stamp[name])}," for name in sorted(stamp))
    lines.append('  "files": {')
    lines.append(
        ",\n".join(f"    {compact(path)}: {compact(digests[path])}" for path in sorted(digests))
    )
    lines.append("  }\n}\n")
    return "\n".join(lines).encode()


def read_record(data: bytes) -> dict[str, str] | None:
    """The paths of a record, each with its digest; None where this is not one of ours."""
    import json  # which a build needs for nothing else

    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    files = found.get("files") if isinstance(found, dict) else None
    if not isinstance(files, dict) or not isinstance(found.get("engine"), str):
        return None
    if not all(
        isinstance(digest, str) and digest.startswith("sha256-") for digest in files.values()
    ):
        return None
    return files
