"""`data/sessions.yaml`: days, rooms, tracks, and what happens when."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from microsite.model.dates import Clock, DayOrNumber, Minutes
from microsite.model.fields import Record, field
from microsite.model.rules import Before
from microsite.model.types import (
    Asset,
    Colour,
    Count,
    Label,
    Line,
    Names,
    Prose,
    Reference,
    Slug,
    WebAddress,
    YesNo,
    chosen_from,
)
from microsite.source.files import slugify


class SessionKind(StrEnum):
    """What happens in a session."""

    REGISTRATION = "registration"
    WELCOME = "welcome"
    KEYNOTE = "keynote"
    TALK = "talk"
    PANEL = "panel"
    DISCUSSION = "discussion"
    WORKSHOP = "workshop"
    DEMONSTRATION = "demonstration"
    LIGHTNING = "lightning talks"
    POSTERS = "posters"
    QUESTIONS = "questions"
    BREAK = "break"
    LUNCH = "lunch"
    NETWORKING = "networking"
    SOCIAL = "social"
    TOUR = "tour"
    CLOSING = "closing"
    OTHER = "other"


HOUSEKEEPING = frozenset((SessionKind.REGISTRATION, SessionKind.BREAK, SessionKind.LUNCH))
"""Kinds that need no speakers and, without an abstract, no page of their own."""


class SessionStatus(StrEnum):
    """Whether a session takes place."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    CANCELLED = "cancelled"


class Room(Record):
    """A room of the venue."""

    also_called: ClassVar[dict[str, str]] = {"title": "name", "seats": "capacity"}

    name: Label = field(description="What the room is called.", examples=["Main hall"])
    id: Slug | None = field(
        default=None, description="Its short name; made from the name where it is left out."
    )
    floor: Label | None = field(default=None, description="Where it is.", examples=["First floor"])
    capacity: Count | None = field(
        default=None, description="How many people it seats.", examples=["120"]
    )
    access: Line | None = field(
        default=None,
        description="What to know about access.",
        examples=["Hearing loop; step-free."],
    )

    @property
    def slug(self) -> str:
        """The id, or one made from the name; the name itself where it has no Latin letters."""
        return self.id or slugify(self.name) or self.name


class Track(Record):
    """A strand of the programme."""

    also_called: ClassVar[dict[str, str]] = {"title": "name", "color": "colour"}

    name: Label = field(description="What the track is called.", examples=["Practice"])
    id: Slug | None = field(
        default=None, description="Its short name; made from the name where it is left out."
    )
    about: Line | None = field(default=None, description="What it is about.")
    colour: Colour | None = field(
        default=None, description="A colour of its own.", examples=['"#1b4d89"']
    )

    @property
    def slug(self) -> str:
        """The id, or one made from the name; the name itself where it has no Latin letters."""
        return self.id or slugify(self.name) or self.name


class DayRecord(Record):
    """What is to be said of one day; days need not be listed."""

    day: DayOrNumber = field(
        description="The date, or the number of the day.", examples=["2027-05-20"]
    )
    title: Line | None = field(
        default=None, description="A name for the day.", examples=["Day one: policy"]
    )
    note: Line | None = field(default=None, description="A sentence under it.")


class Recording(Record):
    """A recording of a session."""

    url: WebAddress = field(description="Where it is.", examples=["https://video.example/opening"])
    captions: YesNo = field(default=False, description="Yes, where it has captions.")


class SessionRecord(Record):
    """One slot of the programme, as it is typed."""

    also_called: ClassVar[dict[str, str]] = {
        "name": "title",
        "date": "day",
        "time": "start",
        "starts": "start",
        "from": "start",
        "begin": "start",
        "ends": "end",
        "until": "end",
        "finish": "end",
        "duration": "length",
        "minutes": "length",
        "type": "kind",
        "format": "kind",
        "location": "room",
        "place": "room",
        "venue": "room",
        "stream": "track",
        "moderator": "chair",
        "facilitator": "chair",
        "chairs": "chair",
        "presenter": "speakers",
        "presenters": "speakers",
        "description": "abstract",
        "text": "abstract",
        "video": "recording",
        "slug": "id",
    }

    id: Slug = field(
        description="Its name in addresses and references. It stays the same when the title changes.",
        examples=["opening-plenary"],
    )
    title: Line = field(description="What it is called.", examples=["Opening plenary"])
    kind: Annotated[SessionKind, Before(chosen_from(SessionKind))] = field(
        description="What happens: registration, welcome, keynote, talk, panel, workshop, break, lunch and so on.",
        examples=["talk"],
    )
    day: DayOrNumber | None = field(
        default=None,
        description="Its day: the date, or the day's number; not needed where there is only one.",
    )
    start: Clock = field(description="When it starts, on the 24-hour clock.", examples=["09:30"])
    end: Clock | None = field(
        default=None, description="When it ends; or give its length.", examples=["10:15"]
    )
    length: Minutes | None = field(
        default=None, description="How long it takes; or give its end.", examples=["45 minutes"]
    )
    room: Reference | None = field(
        default=None, description="A room from the list of rooms.", examples=["Main hall"]
    )
    track: Reference | None = field(
        default=None, description="A track from the list of tracks.", examples=["Practice"]
    )
    chair: Names = field(
        default=(), description="Who chairs it: names of files in content/speakers/, without .md."
    )
    speakers: Names = field(
        default=(),
        description="Who speaks, in order: names of files in content/speakers/, without .md.",
    )
    summary: Line | None = field(default=None, description="One sentence for the programme.")
    abstract: Prose = field(default="", is_long=True, description="What it is about, in Markdown.")
    status: Annotated[SessionStatus, Before(chosen_from(SessionStatus))] = field(
        default=SessionStatus.CONFIRMED,
        description="confirmed, provisional or cancelled; a cancelled session stays and says so.",
    )
    status_note: Line | None = field(default=None, description="A sentence about its status.")
    resources: Names = field(default=(), description="Ids of resources that belong to it.")
    repeat_of: Reference | None = field(
        default=None, description="The id of the session that it repeats."
    )
    slides: WebAddress | Asset | None = field(
        default=None, description="Slides: an address, or a file in assets/."
    )
    recording: Recording | None = field(default=None, description="A recording.")
    content_note: Line | None = field(
        default=None, description="What may distress, so that people can choose."
    )
    capacity: Count | None = field(
        default=None, description="How many can take part, where that is limited."
    )
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")
