"""The editions of a series, as each of them sees the others."""

from __future__ import annotations

from msgspec import Struct

from microsite.model.event import Event


class Edition(Struct, frozen=True):
    """One of the sites that are published side by side."""

    folder: str
    """Where it lies, from the root of the series: `2027/`."""
    event: Event

    @property
    def name(self) -> str:
        """What it is called beside the others: `2027`."""
        return self.folder.removesuffix("/")
