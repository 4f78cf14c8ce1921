"""Sites of paths with texts, published into a temporary folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from microsite.diagnostics.diagnostic import Log
from microsite.diagnostics.source_text import SourceText, Span
from microsite.output.build_json import BUILD_JSON
from microsite.output.private_words import PrivateWordSearch
from microsite.output.swap import OutputFolders
from microsite.output.writer import PublishResult, publish
from microsite.render.artifacts import Artifact

STAMP = {"engine": "0.0.0", "as_of": "2027-05-20"}

TWO = {"index.html": "Welcome.", "talks/first/index.html": "The first talk."}


def span(text: str = "slug: first", path: str = "content/pages/first.md") -> Span:
    """Return a place in a source."""
    return SourceText(path, text).span(0, len(text))


@dataclass
class Site:
    """Output and cache of a project, with a record of rendered files and codes."""

    root: Path
    rendered_paths: list[str] = field(default_factory=list)
    """Paths that the last `publish` rendered."""
    log: Log = field(default_factory=Log)
    """Codes that the last `publish` reported."""

    @property
    def output(self) -> Path:
        return self.root / "output"

    @property
    def work(self) -> Path:
        return self.root / ".output.work"

    @property
    def manifest(self) -> Path:
        return self.root / ".cache" / "manifest-output.json"

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for diagnostic in self.log]

    def artifact(
        self, path: str, text: str | bytes, origin: Span | None = None
    ) -> Artifact:
        data = text.encode() if isinstance(text, str) else text
        return Artifact(
            path,
            hashlib.sha256(data).hexdigest(),
            partial(self._make, path, data),
            origin,
        )

    def _make(self, path: str, data: bytes) -> bytes:
        self.rendered_paths.append(path)
        return data

    def publish(
        self,
        files: Mapping[str, str | bytes],
        words: Mapping[str, Span] | None = None,
        stamp: Mapping[str, str] = STAMP,
        more: Iterable[Artifact] = (),
        jobs: int = 1,
    ) -> PublishResult | None:
        self.log = Log()
        self.rendered_paths.clear()
        artifacts = [
            *(self.artifact(path, text) for path, text in files.items()),
            *more,
        ]
        return publish(
            artifacts,
            OutputFolders(self.output),
            self.root / ".cache",
            stamp,
            self.log,
            PrivateWordSearch(words or {}),
            jobs=jobs,
        )

    def files(self) -> dict[str, bytes]:
        """Return all content of output without the record."""
        contents = tree(self.output)
        del contents[BUILD_JSON]
        return contents

    def holds(self, files: Mapping[str, str | bytes]) -> bool:
        """Return whether output contains exactly these files and a record."""
        return self.files() == {
            path: text.encode() if isinstance(text, str) else text
            for path, text in files.items()
        }


def tree(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file in a folder, targets of links, and empty folders."""
    contents = {}
    for at, folders, names in os.walk(folder):
        for name in names + [
            name for name in folders if (Path(at) / name).is_symlink()
        ]:
            path = Path(at) / name
            key = path.relative_to(folder).as_posix()
            contents[key] = (
                f"-> {path.readlink()}".encode()
                if path.is_symlink()
                else path.read_bytes()
            )
        if not names and not folders:
            contents[Path(at).relative_to(folder).as_posix() + "/"] = b""
    return contents


def dates(folder: Path) -> dict[str, tuple[int, int]]:
    """Return inode and timestamp of a folder and everything in it."""
    stats = {path: path.lstat() for path in [folder, *folder.rglob("*")]}
    return {str(path): (stat.st_ino, stat.st_mtime_ns) for path, stat in stats.items()}
