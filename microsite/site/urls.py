"""Where each page lives. An address is relative to the site's root: `speakers/kim/`, `` for the
home page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

HOME = ""
PROGRAMME = "programme/"
CHANGES = "programme/changes/"
"""Changes in the programme."""
SPEAKERS = "speakers/"
RESOURCES = "resources/"
SPONSORSHIP = "sponsorship/"
RATES = "rates/"
VENUE = "venue/"
NEWS = "news/"
CONTACT = "contact/"
HELP = "help/"
SEARCH = "search/"
OFFLINE = "offline/"
"""Page that is shown without a network in place of a page that is not kept."""
WHOLE_EVENT = "event.html"
"""Everything in one file, to be carried away."""
NOT_FOUND = "404.html"
WORKER = "sw.js"
"""Service worker, which keeps pages for use without a network. Its name never changes."""
MANIFEST = "manifest.webmanifest"

SAVE_THE_DATE = "save-the-date.ics"
"""One calendar entry for the whole event."""
CALENDAR = "event.ics"
"""A calendar entry for each session."""


def session(identity: str) -> str:
    """The page of a session."""
    return f"programme/{identity}/"


def session_calendar(identity: str) -> str:
    """The calendar file of a session that has a page, beside it."""
    return f"{session(identity)}session.ics"


def day_calendar(number: int) -> str:
    """The calendar file of a day of the programme."""
    return f"{PROGRAMME}day-{number}.ics"


def day_of_changes(since: date) -> str:
    """The anchor of what has changed on a day."""
    return f"changes-{since.isoformat()}"


def speaker(slug: str) -> str:
    """The page of a speaker."""
    return f"speakers/{slug}/"


def news(slug: str) -> str:
    """The page of a news post."""
    return f"news/{slug}/"


def page(slug: str) -> str:
    """A page of text."""
    return f"{slug}/"


def slug_of(address: str) -> str:
    """Return the last part of an address: the id or slug of the record that the page is for."""
    return address.rstrip("/").rpartition("/")[2]


def output_path(address: str) -> str:
    """The output file that holds a page."""
    return address if address.endswith(".html") else f"{address}index.html"


def page_url(file: str) -> str:
    """The address of the page that an output file holds."""
    folder, _, name = file.rpartition("/")
    return f"{folder}/".lstrip("/") if name == "index.html" else file


@dataclass(frozen=True)
class UrlContext:
    """A page's point of view: makes links that work at any path, and opened from disk."""

    address: str
    root: str
    """Way to the site's root: `../../`; empty on the home page."""

    @classmethod
    def for_page(cls, address: str) -> UrlContext:
        """The point of view of a page at this address."""
        return cls(address, "../" * address.count("/"))

    def url_for(self, address: str) -> str:
        """A link to another page, by its address; a fragment may follow."""
        plain, mark, fragment = address.partition("#")
        if plain == self.address and mark:
            return f"#{fragment}"
        return f"{self.root}{output_path(plain)}{mark}{fragment}"

    def asset_url(self, path: str) -> str:
        """A link to another file of the output."""
        return f"{self.root}{path}"
