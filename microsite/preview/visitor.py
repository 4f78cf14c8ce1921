"""Who asks the preview for something."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

from tornado.web import HTTPError, RequestHandler

LOCAL = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
"""Where requests of this machine come from."""


class Visitor(RequestHandler):
    """A request under a name of this machine: another site must not read the preview through a
    visitor's browser.
    """

    def prepare(self) -> None:
        """Refuse all other names."""
        if not is_name_of_ours(self.request.host_name):
            raise HTTPError(403)

    @property
    def is_local(self) -> bool:
        """Whether it comes from this machine."""
        try:
            address = ip_address(self.request.remote_ip or "")
        except ValueError:
            return False
        return any(address in network for network in LOCAL)

    def write_error(self, status_code: int, **_: object) -> None:
        """A line for people; what went wrong inside is no business of a page."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {self._reason}\n")


def is_name_of_ours(host: str) -> bool:
    """Whether a host is an address, or the name that every machine has for itself."""
    return host == "localhost" or re.fullmatch(r"[\d.]+|\[?[0-9a-f:]+\]?", host) is not None
