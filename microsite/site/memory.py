"""What earlier builds found, remembered by what it came of. Losing or damaging a memory changes no
byte of the site.
"""

from __future__ import annotations

import contextlib
import marshal
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from microsite.digests import digest_of
from microsite.hands import ENOUGH, shared_out
from microsite.json_text import parsed, spaced
from microsite.project import engine_digest
from microsite.sealed import keep, kept
from microsite.site.markdown import to_html
from microsite.source.ahead import Ahead
from microsite.traces import note_wanted

MANY, FEW = 600, 20
"""Of so many texts or more it is not written anew while no more than one in so many is another: to
convert those again takes less time, and mostly nobody asks for them.
"""
BESIDE = 200
"""Texts for which one more process is worth its start where one is ahead already."""
TEXTS = "texts"
"""Where it is noted in a trace which texts are shown: each by its key."""


class MarkdownMemory:
    """Markdown to HTML with a memory on disk, in which it also stands of which texts that is all
    there is to say.
    """

    def __init__(self, file: Path | None) -> None:
        self.file = file
        """Where the memory is kept; None to keep none."""
        self._kept: dict[str, tuple[str, bool]] = read_memory(file)
        """What is on disk: the HTML of each text by its key, and whether that is shown as it is."""
        self._known = {key: html for key, (html, _) in self._kept.items()}
        self._before: dict[str, tuple[str, str]] = {}
        """The texts of the last build: the key and the HTML of each."""
        self.used: dict[str, tuple[str, str]] = {}
        """Those of this build."""
        self._wanted: set[str] = set()
        """The keys of texts that this build shows without having asked for them."""
        self.plain = {key: True for key, (_, is_plain) in self._kept.items() if is_plain}
        """The keys of the texts whose HTML is shown as it is: they ask for nothing, and there is
        nothing to tell.
        """
        self._salt = engine_digest()

    def begin(self) -> None:
        """Begin another build. What none of its texts are is forgotten when it is saved."""
        self._before, self.used, self._wanted = self._before | self.used, {}, set()

    def want(self, key: str) -> None:
        """Remember a text, of which somebody has what it becomes already."""
        self._wanted.add(key)

    def prepare(self, texts: Iterable[str], jobs: int, ahead: Ahead | None = None) -> None:
        """Learn many texts; convert what is not known of them with the help of other processes, one
        of which may be `ahead` with some. Where that is little, it is left for who asks.
        """
        begun = ahead.texts if ahead is not None else frozenset()
        wanted, new = dict.fromkeys(texts), {}
        for text in wanted:
            if text in self._before or not text.strip():
                continue
            key = self._key(text)
            if key in self._known:
                self.used[text] = (key, self._known[key])
            elif text not in begun:
                new[key] = text
        keys = list(new) if len(new) >= ENOUGH else []
        enough = BESIDE if begun else ENOUGH
        for number, html in shared_out(
            len(keys), lambda number: to_html(new[keys[number]]).encode(), jobs, enough
        ):
            text = new[keys[number]]
            self.used[text] = (keys[number], to_html(text) if html is None else html.decode())
        for text, converted in ahead.converted() if ahead is not None else ():
            if text in wanted:
                self.used[text] = (self._key(text), converted)

    def _key(self, text: str) -> str:
        return digest_of(f"{self._salt}\0{text}")

    def digest(self, text: str) -> str:
        """What a text is known by."""
        used = self.used.get(text)
        return used[0] if used else self._key(text)

    def html(self, text: str) -> str:
        """Clean HTML for a Markdown text."""
        return self._use(text)[1] if text.strip() else ""

    def is_plain(self, text: str) -> bool:
        """Whether it is known that the HTML of a text is shown as it is, whatever else there is."""
        return text.strip() != "" and self._use(text)[0] in self.plain

    def note_plain(self, text: str) -> None:
        """Let that be known."""
        if text.strip():
            self.plain[self._use(text)[0]] = True

    def _use(self, text: str) -> tuple[str, str]:
        used = self.used.get(text)
        if used is None:
            used = self.used[text] = self._before.get(text) or self._convert(text)
        note_wanted(TEXTS, used[0])
        return used

    def _convert(self, text: str) -> tuple[str, str]:
        key = self._key(text)
        html = self._known.get(key)
        return key, to_html(text) if html is None else html

    def save(self) -> None:
        """Keep what this build used and nothing else; on disk too, where that differs from what is
        there.
        """
        known = {key: self._known[key] for key in self._wanted if key in self._known} | dict(
            self.used.values()
        )
        self._known, self._before = known, {}
        self.plain = {key: True for key in known if key in self.plain}
        used = {key: (html, key in self.plain) for key, html in known.items()}
        if self.file is not None and used != self._kept and not self._is_much_the_same(used):
            write_memory(self.file, used)
            self._kept = used

    def _is_much_the_same(self, used: Mapping[str, Any]) -> bool:
        """Whether many texts are on disk, and few of them are others."""
        new, old = len(used.keys() - self._kept.keys()), len(self._kept.keys() - used.keys())
        return len(used) >= MANY and (new + old) * FEW <= len(used)


def read_memory(file: Path | None, *, openly: bool = False) -> dict[str, Any]:
    """What was remembered; nothing where there is no file, or it is not as we wrote it. `openly`:
    see `sealed`.
    """
    body = kept(str(file), _what(file, openly), openly=openly) if file is not None else None
    known: dict[str, Any] = {}
    with contextlib.suppress(ValueError, RecursionError):
        if body is not None:
            found = parsed(body) if openly else marshal.loads(body)  # noqa: S302 - nobody else wrote it
            known = found if isinstance(found, dict) else {}
    return known


def write_memory(file: Path, known: Mapping[str, Any], *, openly: bool = False) -> None:
    """Remember all this and nothing else. A full disk is no reason to fail."""
    body = spaced(known).encode() if openly else marshal.dumps(dict(known))
    with contextlib.suppress(OSError):
        keep(str(file), body, _what(file, openly), openly=openly)


def _what(file: Path, openly: bool) -> str:
    """What a file is: where it is sealed with our key, it is in a form that only the Python that
    wrote it can read. The number is to be raised when it comes to hold something else.
    """
    return file.name if openly else f"{file.name} 2 {sys.version}"
