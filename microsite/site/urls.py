"""Addresses of pages, relative to the root of the site (`speakers/kim/`), and links to them."""

from msgspec import Struct

from microsite.model.event import Event, Session
from microsite.model.records.content import Member, Room, Speaker, Track

HOME = ""
PROGRAMME = "programme/"
CHANGES = "programme/changes/"
SPEAKERS = "speakers/"
RESOURCES = "resources/"
SPONSORSHIP = "sponsorship/"
RATES = "rates/"
VENUE = "venue/"
NEWS = "news/"
CONTACT = "contact/"
TEAM = "team/"
HELP = "help/"
CASE = "make-the-case/"
RECORDINGS = "recordings/"
TODAY = "today/"
NOTICES = "notes.json"
SEARCH = "search/"
SEARCH_INDEX = "search/index.txt"
SEARCH_REST = "search/rest.json"
OFFLINE = "offline/"
WHOLE_EVENT = "event.html"
NOT_FOUND = "404.html"
WORKER = "sw.js"
SAVE_THE_DATE = "save-the-date.ics"
CALENDAR = "event.ics"


def session(id_: str) -> str:
    """Return the address of a session's page."""
    return f"{PROGRAMME}{id_}/"


def day(event: Event, number: int) -> str:
    """Return the address of a day: its page in a large programme, else its place in it."""
    if not event.is_large:
        return f"{PROGRAMME}#day-{number}"
    date = next(day.date for day in event.days if day.number == number)
    return f"{PROGRAMME}{date or f'day-{number}'}/"


def place(event: Event, record: Session) -> str:
    """Return the address of a session in the programme."""
    page = day(event, record.day).partition("#")[0] if record.is_scheduled else PROGRAMME
    return f"{page}#{record.id}"


def group(record: Room | Track) -> str:
    """Return the address of a room or a track, which have pages in a large programme."""
    return f"{PROGRAMME}{'rooms' if isinstance(record, Room) else 'tracks'}/{record.slug}/"


def session_address(event: Event, record: Session) -> str:
    """Return the address of a session: its page, or its place in the programme."""
    return session(record.id) if record.has_own_page else place(event, record)


def session_calendar(id_: str, name: str = "session") -> str:
    """Return the path of a calendar file of a session that has a page: `session`, `reminder`."""
    return f"{session(id_)}{name}.ics"


def day_calendar(number: int) -> str:
    """Return the path of the calendar file of a day."""
    return f"{PROGRAMME}day-{number}.ics"


def speaker(slug: str) -> str:
    """Return the address of a speaker's page."""
    return f"{SPEAKERS}{slug}/"


def person(record: Speaker) -> str:
    """Return the address of a speaker's page, or of the place of somebody of the team."""
    return f"{TEAM}#{record.slug}" if isinstance(record, Member) else speaker(record.slug)


def news(slug: str) -> str:
    """Return the address of a news post."""
    return f"{NEWS}{slug}/"


def page(slug: str) -> str:
    """Return the address of a page of text."""
    return f"{slug}/"


def slug_of(address: str) -> str:
    """Return the last part of an address: the id or slug of the record that the page is for."""
    return address.rstrip("/").rpartition("/")[2]


def output_path(address: str) -> str:
    """Return the path in the output of the file at an address. A fragment may follow."""
    plain, mark, fragment = address.partition("#")
    file = f"{plain}index.html" if plain == HOME or plain.endswith("/") else plain
    return f"{file}{mark}{fragment}"


def page_url(file: str) -> str:
    """Return the address of the page that a file of the output holds."""
    folder, _, name = file.rpartition("/")
    return f"{folder}/".lstrip("/") if name == "index.html" else file


class UrlContext(Struct, frozen=True):
    """Relative links of one page. They work at any path, and when opened from disk."""

    address: str
    root: str  # relative path to the site's root: `../../`; empty on the home page

    @classmethod
    def for_page(cls, address: str) -> "UrlContext":
        return cls(address, "../" * address.count("/"))

    def url_for(self, address: str) -> str:
        """Return a link to the page at an address. A fragment may follow."""
        plain, mark, fragment = address.partition("#")
        if plain == self.address and mark:
            return f"#{fragment}"
        return f"{self.root}{output_path(address)}"

    def asset_url(self, path: str) -> str:
        return f"{self.root}{path}"
