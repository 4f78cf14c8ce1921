"""How an export becomes an artifact."""

from __future__ import annotations

from functools import partial

from microsite.diagnostics.source_text import Span
from microsite.digests import digest_of
from microsite.json_text import spaced
from microsite.render.artifacts import Artifact


class Written(str):
    """A value that is JSON already."""

    __slots__ = ()


def text_file(path: str, text: str, origin: Span | None = None) -> Artifact:
    """A text, ready to be published as UTF-8. Its own bytes are its inputs."""
    data = text.encode()
    return Artifact(path, digest_of(data), partial(bytes, data), origin)


def json_file(path: str, content: object, depth: int = 2) -> Artifact:
    """Plain data as JSON, names in their order: a line for each value so deep inside, so that a
    change shows as one.
    """
    return text_file(path, _lines(content, depth, "") + "\n")


def _lines(value: object, depth: int, indent: str) -> str:
    """json.dumps() with an indent takes ten times as long, and makes lines of every word."""
    if isinstance(value, Written):
        return value
    inner = indent + " "
    if depth and isinstance(value, dict) and value:
        parts = [
            f"{inner}{spaced(name)}: {_lines(part, depth - 1, inner)}"
            for name, part in value.items()
        ]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    if depth and isinstance(value, list) and value:
        return (
            "[\n"
            + ",\n".join(inner + _lines(part, depth - 1, inner) for part in value)
            + f"\n{indent}]"
        )
    return spaced(value)
