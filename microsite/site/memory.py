"""What earlier builds found, remembered by what it came of. Losing or damaging a memory changes no byte of the site."""

from __future__ import annotations

import contextlib
import hashlib
import json
import marshal
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from microsite.hands import shared_out
from microsite.project import engine_digest
from microsite.sealed import keep, kept
from microsite.site.markdown import to_html


class MarkdownMemory:
    """Markdown to HTML with a memory on disk."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        """Where the memory is kept; None to keep none."""
        self._kept: dict[str, str] = read_memory(file)
        """What is on disk."""
        self._known = dict(self._kept)
        self._before: dict[str, tuple[str, str]] = {}
        """The texts of the last build: the key and the HTML of each."""
        self._used: dict[str, tuple[str, str]] = {}
        """Those of this build."""
        self._salt = engine_digest()

    def begin(self) -> None:
        """Begin another build. What none of its texts are is forgotten when it is saved."""
        self._before, self._used = self._before | self._used, {}

    def prepare(self, texts: Iterable[str], jobs: int) -> None:
        """Convert what is not known of many texts, with the help of other processes."""
        unheard = (text for text in texts if text not in self._before and text.strip())
        new = {key: text for text in unheard if (key := self._key(text)) not in self._known}
        keys = list(new)
        for number, html in shared_out(len(keys), lambda number: to_html(new[keys[number]]).encode(), jobs):
            self._known[keys[number]] = to_html(new[keys[number]]) if html is None else html.decode()

    def _key(self, text: str) -> str:
        return hashlib.blake2b(f"{self._salt}\0{text}".encode(), digest_size=16).hexdigest()

    def html(self, text: str) -> str:
        """Clean HTML for a Markdown text."""
        if not text.strip():
            return ""
        used = self._used.get(text)
        if used is None:
            used = self._before.get(text) or self._convert(text)
            self._used[text] = used
        return used[1]

    def _convert(self, text: str) -> tuple[str, str]:
        key = self._key(text)
        html = self._known.get(key)
        return key, to_html(text) if html is None else html

    def save(self) -> None:
        """Keep what this build used and nothing else; on disk too, where that differs from what is there."""
        self._known, self._before = {}, {}
        used = dict(self._used.values())
        if self.file is not None and used != self._kept:
            write_memory(self.file, used)
            self._kept = used


def read_memory(file: Path | None, *, openly: bool = False) -> dict[str, Any]:
    """What was remembered; nothing where there is no file, or it is not as we wrote it. `openly`: see `sealed`."""
    body = kept(str(file), _what(file, openly), openly=openly) if file is not None else None
    known: dict[str, Any] = {}
    with contextlib.suppress(ValueError, RecursionError):
        if body is not None:
            found = json.loads(body) if openly else marshal.loads(body)  # noqa: S302 - nobody else wrote it
            known = found if isinstance(found, dict) else {}
    return known


def write_memory(file: Path, known: Mapping[str, Any], *, openly: bool = False) -> None:
    """Remember all this and nothing else. A full disk is no reason to fail."""
    body = json.dumps(known, ensure_ascii=False).encode() if openly else marshal.dumps(dict(known))
    with contextlib.suppress(OSError):
        keep(str(file), body, _what(file, openly), openly=openly)


def _what(file: Path, openly: bool) -> str:
    """What a file is: where it is sealed with our key, it is in a form that only the Python that wrote it can read."""
    return file.name if openly else f"{file.name} {sys.version}"
