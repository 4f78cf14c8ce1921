"""The editor in a thread of the test, with forms as a browser sends them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from microsite.apps.editor.edit import editor_application
from microsite.apps.preview.rebuild import PreviewState
from microsite.project import Project
from tests.editor.browser_form import BrowserForm, record_form
from tests.preview_helpers import ACCESS_TOKEN, InProcessServer

BOUNDARY = "----------------------------42"
END = f"--{BOUNDARY}--\r\n".encode()
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
FORM = "application/x-www-form-urlencoded"


def part(control: tuple[str, str]) -> bytes:
    """Return a control as a part of a request in `multipart/form-data`."""
    name, value = control
    disposition = f'Content-Disposition: form-data; name="{name}"'
    return f"--{BOUNDARY}\r\n{disposition}\r\n\r\n{value}\r\n".encode()


def encoded(form: BrowserForm, *button: tuple[str, str]) -> tuple[bytes, str]:
    """Return a form with all its controls as a browser sends it: the body, and its type."""
    controls = [*form.controls, *button]
    if form.is_multipart:
        return b"".join(map(part, controls)) + END, MULTIPART
    return urlencode(controls).encode(), FORM


class Served(InProcessServer):
    """A running editor. Forms have the token in a field, like those of a browser."""

    def __init__(self, root: Path, passphrase: str | None = None) -> None:
        create = partial(
            editor_application, access_token=ACCESS_TOKEN, passphrase=passphrase
        )
        super().__init__(PreviewState(Project.at(root), None), create)
        self.root = root

    def page(self, address: str, expected: int = 200) -> str:
        """Return a page of the editor."""
        status, headers, data = self.ask(
            f"/_edit/{address}", None, "GET", X_Microsite_Token=None
        )
        assert status == expected, data.decode()
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        return unescape(data.decode())

    def send(
        self, address: str, fields: Mapping[str, str | list[str]], expected: int = 302
    ) -> str:
        """Send a form. Return the page, or the address to which it leads."""
        values = {"_token": self.state.token, **fields}
        body = urlencode(values, doseq=True).encode()
        return self._answer(address, body, FORM, expected)

    def open_form(self, address: str) -> BrowserForm:
        """Return the form of a record, as a browser shows it."""
        status, _, data = self.ask(
            f"/_edit/{address}", None, "GET", X_Microsite_Token=None
        )
        assert status == 200, data.decode()
        return record_form(data.decode())

    def submit(
        self,
        address: str,
        form: BrowserForm,
        *button: tuple[str, str],
        expected: int = 302,
    ) -> str:
        """Send a form with all its controls, and with the pressed button.

        Return the page, or the address to which it leads.
        """
        body, kind = encoded(form, *button)
        return self._answer(address, body, kind, expected)

    def submit_refused(
        self, address: str, form: BrowserForm
    ) -> tuple[str, BrowserForm]:
        """Send a form that is not saved. Return the page, and the form on it."""
        body, kind = encoded(form)
        html = self._raw_answer(address, body, kind, expected=422)
        return unescape(html), record_form(html)

    def upload(
        self, address: str, name: str, data: bytes, expected: int = 302, **fields: str
    ) -> str:
        """Send a form with a file. Return the page, or the address to which it leads."""
        parts = [part(pair) for pair in {"_token": self.state.token, **fields}.items()]
        if name:
            disposition = (
                f'Content-Disposition: form-data; name="file"; filename="{name}"'
            )
            parts.append(
                f"--{BOUNDARY}\r\n{disposition}\r\n\r\n".encode() + data + b"\r\n"
            )
        return self._answer(address, b"".join([*parts, END]), MULTIPART, expected)

    def _answer(self, address: str, body: bytes, kind: str, expected: int) -> str:
        return unescape(self._raw_answer(address, body, kind, expected))

    def _raw_answer(self, address: str, body: bytes, kind: str, expected: int) -> str:
        address = address.removeprefix("/_edit/")
        headers: dict[str, Any] = {"Content_Type": kind, "X_Microsite_Token": None}
        status, answer_headers, data = self.ask(f"/_edit/{address}", body, **headers)
        assert status == expected, unescape(data.decode())
        return answer_headers["Location"] if status == 302 else data.decode()

    def text(self, path: str) -> str:
        """Return a file of the project."""
        return (self.root / path).read_text("utf-8")


@contextmanager
def served(root: Path, passphrase: str | None = None) -> Iterator[Served]:
    """Serve the editor of a project, with a passphrase as with `--lan`."""
    server = Served(root, passphrase)
    try:
        yield server
    finally:
        server.stop()


def values_of(page: str, name: str) -> list[str]:
    """Return the values of the controls of a name."""
    return re.findall(rf'name="{name}" value="([^"]*)"', page)
