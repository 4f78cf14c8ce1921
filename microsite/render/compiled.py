"""Templates as Python has compiled them, remembered. Losing or damaging the memory changes no byte
of the site.
"""

from __future__ import annotations

import contextlib
import marshal
import sys
from pathlib import Path
from types import CodeType

from microsite.digests import digest_of
from microsite.project import ENGINE_HOME, engine_digest
from microsite.render.jinja import Bucket, BytecodeCache
from microsite.sealed import keep, kept

THEME = ENGINE_HOME / "templates"
OF_THE_THEME = Path(__spec__.cached).with_suffix(".theme") if __spec__.cached else None
"""Where the code of the theme's own templates is kept for all projects: beside this module's, which
Python keeps.
"""


class CompiledTemplates(BytecodeCache):
    """The code of templates by their name and text. What the theme brings along is compiled once
    for all projects, as the engine itself is; a project's own is kept in one file beside what else
    its builds remember.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        """Where the memory is kept; None to keep none."""
        self._of_theme = _read(OF_THE_THEME)
        self._own = _read(file)
        self._new: dict[str, CodeType] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """What Jinja calls a template: its name, then where it lies."""
        return f"{name}\0{filename or ''}"

    def get_source_checksum(self, source: str) -> str:
        """What tells one text of a template from another."""
        return digest_of(source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja for a template it needs."""
        key, place = _key_and_place(bucket)
        code = self._of_theme.get(key) or self._own.get(key)
        bucket.code = code and _placed(code, place)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja with a template it had to compile."""
        assert bucket.code is not None
        self._new[_key_and_place(bucket)[0]] = bucket.code

    def save(self) -> None:
        """Write what was learned. A full disk is no reason to fail."""
        if self.file is None or not self._new:
            return
        of_theme = {key: code for key, code in self._new.items() if self._is_of_theme(key)}
        if of_theme and not sys.dont_write_bytecode:
            known = {
                key: code for key, code in _read(OF_THE_THEME).items() if self._is_of_theme(key)
            } | of_theme
            if _write(OF_THE_THEME, known):
                self._of_theme = known
        own = self._own | {
            key: code for key, code in self._new.items() if key not in self._of_theme
        }
        if own == self._own or _write(self.file, own):
            self._own, self._new = own, {}

    def _is_of_theme(self, key: str) -> bool:
        """Whether the theme has a template of this name and text."""
        name, checksum, _ = key.rsplit(" ", 2)
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return self.get_source_checksum((THEME / name).read_text(encoding="utf-8")) == checksum
        return False


def _key_and_place(bucket: Bucket) -> tuple[str, str]:
    """By what the code of a template is known, as each kind of environment makes other code of it;
    and its file.
    """
    name, _, place = bucket.key.partition("\0")
    return f"{name} {bucket.checksum} {type(bucket.environment).__name__}", place


def _placed(code: CodeType, place: str) -> CodeType:
    """Code that says it was compiled from a file at this place, for whoever looks where a failure
    happened.
    """
    if code.co_filename == place:
        return code
    parts = tuple(
        _placed(part, place) if isinstance(part, CodeType) else part for part in code.co_consts
    )
    return code.replace(co_filename=place, co_consts=parts)


def _read(file: Path | None) -> dict[str, CodeType]:
    """What is remembered, if this engine with this Python wrote it on this machine."""
    body = kept(str(file), _what()) if file is not None else None
    known: dict[str, CodeType] = {}
    if body is not None:
        known = marshal.loads(body)  # noqa: S302 - nobody else wrote it
    return known


def _write(file: Path | None, codes: dict[str, CodeType]) -> bool:
    """Remember all this and nothing else; whether that could be done."""
    if file is not None:
        with contextlib.suppress(OSError):
            keep(str(file), marshal.dumps(codes), _what())
            return True
    return False


def _what() -> str:
    """Differs for every engine and Python, so that neither takes in what another wrote."""
    return f"templates {engine_digest()} {sys.version}"
