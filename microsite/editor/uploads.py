"""Files that browsers send: the base of handlers that receive them, and a place to keep them."""

import re
import secrets
import shutil
from pathlib import Path

from tornado.httputil import HTTPInputError, parse_body_arguments
from tornado.web import HTTPError, stream_request_body

from microsite.editor.security import EditHandler
from microsite.project import Project

MAX_BYTES = 64 * 1024 * 1024
MAX_WAITING = 10
NO_LIMIT = 1 << 40  # a file that is too large is read and ignored, to answer with a message


@stream_request_body
class UploadHandler(EditHandler):
    """Handler of a form with a file in the control `file`. Tornado calls `data_received`."""

    async def prepare(self) -> None:
        """Allow a large request. Its token is checked once it has arrived."""
        self.received: list[bytes] = []
        self.size = 0
        await super().prepare()
        self.request.connection.set_max_body_size(NO_LIMIT)  # type: ignore[union-attr]

    def check_token(self) -> None:
        """Wait for the body, which has the token."""

    def data_received(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size <= MAX_BYTES:
            self.received.append(chunk)

    def read_form(self) -> tuple[str, bytes]:
        """Read the form. Return the name and bytes of its file, or empty ones. Raises HTTPError.

        The bytes of a file that is too large are empty, and its size is in `size`.
        """
        request, body = self.request, b"".join(self.received)
        if self.size > MAX_BYTES:  # the other fields may be behind the file
            if self.request.headers.get("Origin") != f"http://{self.request.host}":
                raise HTTPError(403)
            return "The file", b""
        try:
            kind = request.headers.get("Content-Type", "")
            parse_body_arguments(kind, body, request.body_arguments, request.files)
        except HTTPInputError:
            raise HTTPError(400) from None
        super().check_token()
        files = request.files.get("file", [])
        return (files[0].filename, files[0].body) if files else ("", b"")


def keep_upload(project: Project, name: str, data: bytes) -> str:
    """Keep a file until there is a decision on it. Return a secret name. The oldest are deleted."""
    folder, secret = project.cache / "uploads", secrets.token_hex(8)
    (folder / secret).mkdir(parents=True)
    for old in sorted(folder.iterdir(), key=lambda it: it.stat().st_mtime_ns)[:-MAX_WAITING]:
        shutil.rmtree(old)
    base = re.sub(r"[^\w .()-]", "_", re.split(r"[\\/]", name)[-1])[-80:].strip(" .")
    (folder / secret / base).write_bytes(data)
    return secret


def find_upload(project: Project, secret: str) -> Path | None:
    """Return a file by its secret name."""
    return next((project.cache / "uploads").glob(f"{secret}/*"), None)
