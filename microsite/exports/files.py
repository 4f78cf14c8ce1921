"""How an export becomes an artifact."""

from __future__ import annotations

import hashlib
import json
from functools import partial

from microsite.artifact import Artifact
from microsite.text import Span


def text_file(path: str, text: str, origin: Span | None = None) -> Artifact:
    """A text, ready to be published as UTF-8. Its own bytes are its inputs."""
    data = text.encode()
    return Artifact(path, hashlib.blake2b(data, digest_size=16).hexdigest(), partial(bytes, data), origin)


def json_file(path: str, content: object) -> Artifact:
    """Plain data as readable JSON; names stay in their order."""
    return text_file(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
