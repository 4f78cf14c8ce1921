"""Base of handlers that receive files, which may be larger than other requests."""

from __future__ import annotations

from tornado.httputil import HTTPInputError, parse_body_arguments
from tornado.web import HTTPError, stream_request_body

from microsite.editor.security import EditHandler

MAX_BYTES = 64 * 1024 * 1024
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
        """Keep a part of the body."""
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
