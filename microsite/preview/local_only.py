"""Guard of the preview: only this machine, under its own names, may use it."""

from __future__ import annotations

from http.client import responses
from ipaddress import ip_address

from tornado.web import HTTPError, RequestHandler

from microsite.preview.state import PreviewState


class LocalHandler(RequestHandler):
    """Request handler that accepts only names of this machine.

    Otherwise another site could read the preview through its visitor's browser (DNS rebinding).
    """

    def initialize(self, state: PreviewState) -> None:
        """Keep the state of the preview. Called by tornado."""
        self.state = state

    def prepare(self) -> None:
        """Refuse requests under other names."""
        if not is_local_host(self.request.host_name):
            raise HTTPError(403)

    @property
    def is_local(self) -> bool:
        """Return True if the request comes from this machine."""
        return is_loopback(self.request.remote_ip or "")

    @property
    def can_open(self) -> bool:
        """Return True if the sender of the request may open files in an editor."""
        return self.is_local and self.state.editor is not None

    def write_error(self, status_code: int, **_: object) -> None:
        """Send one line. Details of an exception are for the terminal only."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {responses.get(status_code, 'Error')}\n")


def is_local_host(name: str) -> bool:
    """Return True for `localhost` and for addresses: no other site can have such a name."""
    if name == "localhost":
        return True
    try:
        ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Return True for an address of this machine that no other machine can use."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
