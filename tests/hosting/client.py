"""HTTP client that does not follow redirects."""

from __future__ import annotations

import gzip
import http.client
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body of a response."""

    status: int
    headers: dict[str, list[str]]
    """Values by lower-case name. A header that is sent twice has two values."""
    body: bytes

    def header(self, name: str) -> str:
        """Return the only value of a header; empty if it was not sent."""
        values = self.headers.get(name.lower(), [])
        assert len(values) < 2, f"{name} is sent {len(values)} times: {values}"
        return values[0] if values else ""

    @property
    def unpacked(self) -> bytes:
        """Return the uncompressed body."""
        return (
            gzip.decompress(self.body)
            if self.header("Content-Encoding") == "gzip"
            else self.body
        )


class Visitor:
    """A connection to a server."""

    def __init__(self, kind: str, port: int, path: str, folder: Path) -> None:
        self.kind, self.port, self.path, self.folder = kind, port, path, folder
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """Return the response to a request for a path of the site."""
        request_fields = {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        self._connection.request(
            "GET",
            self.path + path,
            headers={"Accept-Encoding": "identity", **request_fields},
        )
        answer = self._connection.getresponse()
        response_fields: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            response_fields.setdefault(name.lower(), []).append(value)
        return Answer(answer.status, response_fields, answer.read())

    def files(self) -> list[str]:
        """Return the paths of all files of the site, relative to it."""
        return sorted(
            path.relative_to(self.folder).as_posix()
            for path in self.folder.rglob("*")
            if path.is_file()
        )
