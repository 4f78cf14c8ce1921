"""The frame of a site: all that a piece of it can read without a note of that being taken (see
`traces`).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import TZPATH

import msgspec

from microsite.digests import digest_of
from microsite.model.conference import Event
from microsite.model.record import Record
from microsite.plain import dataclass, defaults, digest
from microsite.project import engine_digest, version_of
from microsite.shortcut import InDoubtError, is_settled, look_below, machine_started
from microsite.site.memory import read_memory, write_memory
from microsite.site.site import Site
from microsite.text import SourceText

if TYPE_CHECKING:
    from microsite.shortcut import Mark

LEFT_OUT = ("names", "overview", "bodies")
"""The fields of an event that are told otherwise: it is noted who looks for names, and where texts
stand no page shows.
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """Digests of what is read, and how it looked when they were made."""

    assets: str
    """Of what the theme and the project bring along."""
    whole: str
    """Of everything."""
    folders: tuple[str, ...] = ()
    """Those of the assets."""
    looks: Mapping[str, Mark | None] | None = None

    def holds_still(self) -> bool:
        """Whether the assets look as they did, so that what was read of them since is what the
        digests say.
        """
        try:
            return look_below(*self.folders) == self.looks
        except (OSError, InDoubtError):
            return False


def frame_of(site: Site, folders: Iterable[Path], memory: Path) -> Frame | None:
    """The frame of a site; None where that cannot be told. `folders` are those of assets, of which
    `memory` is a file for what is known.
    """
    if os.name == "nt":  # the date of the last change can be set back there
        return None
    moment, places = time.time_ns(), tuple(str(folder) for folder in folders if folder.is_dir())
    try:
        looks = look_below(*places)
        if not is_settled(looks, moment):
            return None
        contents = _contents(looks, memory)
        zone = [_digest_of(path) for path in _zone_files(site) if os.path.exists(path)]
    except (OSError, InDoubtError):
        return None
    made_by = f"{sys.version} {engine_digest()} {version_of('msgspec')}"
    assets = digest(made_by, places, contents)
    events = [(edition.folder, _fields(edition.event)) for edition in site.editions]
    day = (site.as_of.isoformat(), site.clock.isoformat(), site.base_url, site.drafts)
    whole = msgspec.msgpack.Encoder(enc_hook=_in_words).encode(
        (assets, day, _fields(site.event), events, zone)
    )
    return Frame(assets, digest_of(whole), places, looks)


def _contents(looks: Mapping[str, Mark | None], memory: Path) -> list[tuple[str, str]]:
    """Every file with a digest of its bytes; those that look as they did when they were read are
    not read again.

    So a frame is the same after a new checkout, whose files all look different. Raises OSError.
    """
    kept = read_memory(memory)
    known = kept["files"] if kept and kept["written"] > machine_started() else {}
    now = {}
    for path, mark in looks.items():
        if mark is not None:
            before = known.get(path)
            now[path] = before if before and before[0] == mark else (mark, _digest_of(path))
    if now != known:
        write_memory(memory, {"written": time.time(), "files": now})
    return sorted((path, known_by) for path, (_, known_by) in now.items())


def _digest_of(path: str) -> str:
    with open(path, "rb") as file:
        return digest_of(file.read())


def _zone_files(site: Site) -> list[str]:
    return [os.path.join(folder, site.event.zone.key) for folder in TZPATH]


def _fields(event: Event) -> list[Any]:
    """All of an event but what is noted when it is read, and where texts stand."""
    books = {kind: (book.closed, sorted(book.reserved)) for kind, book in event.names.items()}
    return [
        books,
        list(event.bodies),
        *(getattr(event, name) for name in defaults(Event) if name not in LEFT_OUT),
    ]


def _in_words(value: object) -> Any:
    """Something of which msgspec knows nothing. Of records what is not noted when it is read; of a
    source nothing.
    """
    if isinstance(value, Record):
        noted = value.noted_fields
        fields = {
            name: None if name in noted else each
            for name, each in vars(value).items()
            if name != "_node"
        }
        return type(value).__name__, fields
    return None if isinstance(value, SourceText) else repr(value)
