"""Addresses of pages, relative to the root of the site, and links to them.

An address is a folder or a file: `speakers/kim/`, `event.html`.
"""

import re

from microsite.cache import digest_of
from microsite.model.event import Event, Session
from microsite.model.records.content import Member, Room, Speaker, Track

ROOT = "\x02"
"""Stands for the way to the root of the site in links. No source has this character."""
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
    """Return the address of a day: its page, or its place in a small programme."""
    if not event.is_large:
        return f"{PROGRAMME}#day-{number}"
    date = next(day.date for day in event.days if day.number == number)
    name = str(date) if date else f"day-{number}"
    return f"{PROGRAMME}{name}/"


def place(event: Event, record: Session) -> str:
    """Return the address of a session in the programme."""
    page = PROGRAMME
    if record.is_scheduled:
        page = day(event, record.day).partition("#")[0]
    return f"{page}#{record.id}"


def group(record: Room | Track) -> str:
    """Return the address of a room or a track of a large programme."""
    folder = "rooms" if isinstance(record, Room) else "tracks"
    name = record.slug
    # The slug of a name in another script is the name, with signs that no address can
    # have.
    if not re.fullmatch(r"[\w -]+", name):
        name = digest_of(name, 4)
    return f"{PROGRAMME}{folder}/{name}/"


def session_address(event: Event, record: Session) -> str:
    """Return the address of a session: its page, or its place in the programme."""
    return session(record.id) if record.has_own_page else place(event, record)


def session_calendar(id_: str, name: str = "session") -> str:
    """Return the path of a calendar file, `session` or `reminder`, beside a session."""
    return f"{session(id_)}{name}.ics"


def day_calendar(number: int) -> str:
    """Return the path of the calendar file of a day."""
    return f"{PROGRAMME}day-{number}.ics"


def speaker(slug: str) -> str:
    """Return the address of a speaker's page."""
    return f"{SPEAKERS}{slug}/"


def person(record: Speaker) -> str:
    """Return the address of a speaker's page, or of a member's place in the team."""
    if isinstance(record, Member):
        return f"{TEAM}#{record.slug}"
    return speaker(record.slug)


def news(slug: str) -> str:
    """Return the address of a news post."""
    return f"{NEWS}{slug}/"


def page(slug: str) -> str:
    """Return the address of a page of text."""
    return f"{slug}/"


def slug_of(address: str) -> str:
    """Return the last part of an address: the id or slug of the record of a page."""
    return address.rstrip("/").rpartition("/")[2]


def output_path(address: str) -> str:
    """Return the path in the output of the file at an address.

    A fragment may follow.
    """
    path, mark, fragment = address.partition("#")
    if path == HOME or path.endswith("/"):
        path += "index.html"
    return f"{path}{mark}{fragment}"


def page_url(file: str) -> str:
    """Return the address of the page that a file of the output holds."""
    folder, _, name = file.rpartition("/")
    if name != "index.html":
        return file
    return f"{folder}/".lstrip("/")


def url_for(address: str) -> str:
    """Return a link to the page at an address, for any file. A fragment may follow."""
    return f"{ROOT}{output_path(address)}"


def asset_url(path: str) -> str:
    """Return a link to a file of the output, for any file."""
    return f"{ROOT}{path}"


def root_of(path: str) -> str:
    """Return the way from a file of the output to the root of the site: `../../`."""
    return "../" * path.count("/")


def make_relative(text: str, path: str, root: str | None = None) -> str:
    """Return the text of a file with its links relative to it, or after another `root`.

    Relative links work at any address, and when a page is opened from disk.
    """
    text = text.replace(f"{ROOT}{path}#", "#")
    return text.replace(ROOT, root_of(path) if root is None else root)
