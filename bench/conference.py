"""A generated conference as plain data. The same size and seed always give the same one."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.words import FIRST_NAMES, LAST_NAMES, NOUNS, PLACES, ROLES, SMALL

TRACKS = ("Practice", "Systems", "People", "Research")
TIERS = ("Gold", "Silver", "Bronze", "Community")
KINDS = ("Slides", "Video", "Code", "Paper")
SLOTS = (
    ("09:00", "09:45"),
    ("10:00", "10:45"),
    ("11:00", "11:45"),
    ("12:00", "12:45"),
    ("14:00", "14:45"),
    ("15:00", "15:45"),
    ("16:00", "16:45"),
    ("17:00", "17:45"),
)
PAGES_IN_MENU = 4
MIN_SLOTS_BETWEEN = 3
"""Slots between two sessions of a speaker, who cannot be in both at once."""


@dataclass(frozen=True, slots=True)
class Size:
    """Number of records of each kind."""

    sessions: int
    speakers: int
    """At least as many as sessions: each session has a speaker of its own."""
    sponsors: int
    resources: int
    pages: int
    days: int
    portraits: bool = False
    """True if speakers have photographs."""


SIZES = {
    "S": Size(sessions=20, speakers=20, sponsors=10, resources=15, pages=5, days=1),
    "M": Size(
        sessions=450, speakers=450, sponsors=200, resources=300, pages=95, days=3
    ),
    "L": Size(
        sessions=4500, speakers=4500, sponsors=2000, resources=3000, pages=995, days=5
    ),
    "P": Size(
        sessions=40,
        speakers=40,
        sponsors=20,
        resources=30,
        pages=10,
        days=2,
        portraits=True,
    ),
}
"""50, 1,000 and 10,000 pages: one for each session, speaker and text, and five lists. P has 95 pages
and portraits.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A speaker."""

    id: str
    name: str
    role: str
    org: str
    link: str
    body: str

    @property
    def summary(self) -> str:
        """Return the role and the organisation in a line."""
        return f"{self.role}, {self.org}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session of the programme."""

    id: str
    title: str
    day: str
    """Date in ISO format."""
    start: str
    """Time such as `09:00`, in the time zone of the conference."""
    end: str
    room: str
    track: str
    speakers: tuple[str, ...]
    """Ids."""
    resources: tuple[str, ...]
    """Ids."""
    summary: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource of a session, such as slides."""

    id: str
    title: str
    kind: str
    url: str
    session: str
    """Id of its session."""
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """A sponsor."""

    id: str
    name: str
    tier: str
    url: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """A page of text."""

    id: str
    title: str
    in_menu: bool
    summary: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference:
    """A conference with all its records."""

    name: str = "Open Content Conference 2027"
    tagline: str = "Three tracks on publishing for the open web"
    venue: str = "Harbour Hall"
    city: str = "Gothenburg"
    url: str = "https://conf.example.org"
    timezone: str = "Europe/Stockholm"
    days: tuple[str, ...]
    body: str
    speakers: tuple[Speaker, ...]
    sessions: tuple[Session, ...]
    resources: tuple[Resource, ...]
    sponsors: tuple[Sponsor, ...]
    pages: tuple[TextPage, ...]
    portraits: bool = False

    @property
    def menu(self) -> tuple[tuple[str, str], ...]:
        """Return labels and addresses of the menu, for tools that do not create one."""
        sections = ("Programme", "Speakers", "Sponsors", "Resources")
        return (
            ("Home", "/"),
            *((name, f"/{name.lower()}/") for name in sections),
            *((page.title, f"/{page.id}/") for page in self.pages if page.in_menu),
        )


def make_conference(size: Size, seed: int = 20261124) -> Conference:
    """Return a conference. The same size and seed give the same words on any machine."""
    random = Random(seed)
    days = tuple(f"2027-03-{number:02d}" for number in range(1, size.days + 1))
    body = _body(random, "conference")
    speakers = tuple(_speaker(random, number) for number in range(size.speakers))
    resources = tuple(
        _resource(random, number, size.sessions) for number in range(size.resources)
    )
    return Conference(
        days=days,
        body=body,
        speakers=speakers,
        resources=resources,
        sessions=_sessions(random, size, days, resources),
        sponsors=tuple(
            _sponsor(random, number, size.sponsors) for number in range(size.sponsors)
        ),
        pages=tuple(_page(random, number) for number in range(size.pages)),
        portraits=size.portraits,
    )


def _speaker(random: Random, number: int) -> Speaker:
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[(number // len(FIRST_NAMES) + number) % len(LAST_NAMES)]
    again = number // (len(FIRST_NAMES) * len(LAST_NAMES))
    return Speaker(
        id=f"speaker-{number:05d}",
        name=f"{first} {last} {again + 1}" if again else f"{first} {last}",
        role=random.choice(ROLES),
        org=f"{random.choice(NOUNS).capitalize()} {random.choice(PLACES)}",
        link=f"https://example.org/people/{number}",
        body=_body(random, "speaker"),
    )


def _resource(random: Random, number: int, sessions: int) -> Resource:
    return Resource(
        id=f"resource-{number:05d}",
        title=_sentence(random, 5)[:-1],
        kind=random.choice(KINDS),
        url=f"https://files.example.org/{number:05d}",
        session=f"session-{number % sessions:05d}",
        summary=_sentence(random, 14),
    )


def _sessions(
    random: Random, size: Size, days: tuple[str, ...], resources: tuple[Resource, ...]
) -> tuple[Session, ...]:
    in_a_slot = -(-size.sessions // (len(days) * len(SLOTS)))
    of_session: dict[str, list[str]] = {}
    for resource in resources:
        of_session.setdefault(resource.session, []).append(resource.id)
    sessions = []
    for number in range(size.sessions):
        slot = number // in_a_slot
        start, end = SLOTS[slot % len(SLOTS)]
        speakers = [f"speaker-{number:05d}"]
        if number % 3 == 0:
            speakers.append(
                f"speaker-{(number + MIN_SLOTS_BETWEEN * in_a_slot) % size.sessions:05d}"
            )
        identity = f"session-{number:05d}"
        session = Session(
            id=identity,
            title=" ".join(_words(random, random.randint(4, 8))).capitalize(),
            day=days[slot // len(SLOTS)],
            start=start,
            end=end,
            room=f"Room {number % in_a_slot + 1:03d}",
            track=TRACKS[number % len(TRACKS)],
            speakers=tuple(speakers),
            resources=tuple(of_session.get(identity, ())),
            summary=_sentence(random, 16),
            body=_body(random, "session"),
        )
        sessions.append(session)
    return tuple(sessions)


def _sponsor(random: Random, number: int, of: int) -> Sponsor:
    return Sponsor(
        id=f"sponsor-{number:05d}",
        name=f"{random.choice(NOUNS)} {random.choice(NOUNS)}".title(),
        tier=TIERS[number * len(TIERS) // of],
        url=f"https://sponsor.example.org/{number}",
        summary=_sentence(random, 20),
    )


def _page(random: Random, number: int) -> TextPage:
    return TextPage(
        id=f"page-{number:05d}",
        title=" ".join(_words(random, 3)).capitalize(),
        in_menu=number < PAGES_IN_MENU,
        summary=_sentence(random, 14),
        body=_body(random, "page"),
    )


def _words(random: Random, count: int) -> list[str]:
    return [
        random.choice(SMALL if number % 3 == 1 else NOUNS) for number in range(count)
    ]


def _sentence(random: Random, count: int) -> str:
    words = _words(random, count)
    if count > 10:
        words[count // 2] += ","
    return " ".join(words).capitalize() + "."


def _paragraph(random: Random, words: int) -> str:
    sentences = []
    words_left = words
    while words_left > 0:
        count = min(words_left, random.randint(8, 16))
        if words_left - count < 4:
            count = words_left
        sentences.append(_sentence(random, count))
        words_left -= count
    return " ".join(sentences)


def _body(random: Random, subject: str) -> str:
    """A Markdown text of 150 to 300 words: three paragraphs, a heading, a list, a link, words set
    off.
    """
    words = random.randint(150, 295)
    entries = random.randint(3, 5)
    rest = words - entries * 8 - 4 - 12
    first, second = int(rest * 0.4), int(rest * 0.35)
    topic = random.choice(NOUNS)
    marked = f"It is *{random.choice(NOUNS)}* and **{random.choice(NOUNS)}**"
    link = f"[the {topic} notes](https://example.org/{topic}/{random.randint(1, 9999)})"
    parts = [
        f"{_paragraph(random, first)} {marked}, see {link} for more.",
        f"## What the {subject} is about",
        _paragraph(random, second),
        "\n".join(_entry(random, is_code=number == 1) for number in range(entries)),
        _paragraph(random, rest - first - second),
    ]
    return "\n\n".join(parts) + "\n"


def _entry(random: Random, *, is_code: bool) -> str:
    words = " ".join(_words(random, 7)).capitalize()
    mark = "`" if is_code else "*"
    return f"- {words} {mark}{random.choice(NOUNS)}{mark}"
