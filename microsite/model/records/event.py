"""`content/event.md`: the conference itself."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated, ClassVar

from microsite.model.dates import Clock, Moment, Zone
from microsite.model.fields import Record, field
from microsite.model.rules import Before
from microsite.model.types import (
    Colour,
    Contact,
    Count,
    Email,
    Label,
    Language,
    Line,
    Lines,
    Number,
    Phone,
    Picture,
    Prose,
    WebAddress,
    YesNo,
    chosen_from,
    listed,
    listed_names,
)


class Hero(StrEnum):
    """How the accent colour is used at the top of the page."""

    BRIGHT = "bright"
    DEEP = "deep"


class Drawing(Record):
    """The drawing of the day."""

    caption: Line = field(description="What the lines mean, in one sentence.")
    subject: Label | None = field(
        default=None, description="Whom the bright line stands for.", examples=["One town"]
    )


class Theme(Record):
    """How this conference looks different from another."""

    accent: Colour | None = field(
        default=None, description="The main colour.", examples=['"#1b4d89"']
    )
    ink: Colour | None = field(
        default=None, description="The tint of text and dark surfaces.", examples=['"#0f1926"']
    )
    hero: Annotated[Hero, Before(chosen_from(Hero))] = field(
        default=Hero.BRIGHT,
        description="bright: dark words on the accent; deep: white words on a deep shade of it.",
    )
    density: Number | None = field(
        default=None, description="Space between things: 1 is normal, 0.8 is tighter."
    )
    cards: YesNo = field(
        default=True,
        description="No, to draw no pictures for links that are shared. They are drawn where “base_url” is known.",
    )


class EventStatus(StrEnum):
    """Whether the conference goes ahead as announced."""

    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    MOVED_ONLINE = "moved online"


class Attendance(StrEnum):
    """How people take part."""

    IN_PERSON = "in person"
    ONLINE = "online"
    HYBRID = "hybrid"


class Extra(StrEnum):
    """What a site has beside its pages, unless it goes without."""

    CALENDARS = "calendars"
    """What is added to the calendar of a visitor: the event, a day, a session."""
    FEEDS = "feeds"
    """What is new, for those who subscribe to it."""
    SEARCH = "search"
    TEXT_COPIES = "text copies"
    """The words of each page in Markdown, and the list of them, for programs that read."""
    DATA_FILES = "data files"
    """The programme, and all that is public, for other programs."""
    WHOLE_EVENT = "whole event"
    """Everything in one file, to be carried away."""


class TravelDirection(Record):
    """One way of getting there."""

    by: Label = field(description="How: on foot, by train, by car.", examples=["Train"])
    text: Line = field(
        description="What to do, in a sentence or two.",
        examples=["Five minutes on foot from the station."],
    )


class Access(Record):
    """One fact about access to the venue."""

    name: Label = field(description="What it is about.", examples=["Step-free access"])
    text: Line = field(
        description="How it is.", examples=["From the street to every room, by ramp and lift."]
    )


class Venue(Record):
    """Where the conference takes place."""

    name: Line = field(description="The name of the building.", examples=["Example House"])
    address: Lines = field(
        default=(),
        description="The postal address, a line each.",
        examples=["[1 Example Street, London]"],
    )
    postcode: Label | None = field(default=None, description="The postcode.", examples=["SW1A 1AA"])
    town: Label | None = field(
        default=None,
        description="The town or district, as it is shown in short.",
        examples=["London"],
    )
    country: Label = field(
        default="GB", description="The country, as two letters.", examples=["GB"]
    )
    url: WebAddress | None = field(
        default=None, description="The venue's own site.", examples=["https://venue.example/"]
    )
    map_url: WebAddress | None = field(
        default=None, description="A map; it opens only when it is followed."
    )
    latitude: Number | None = field(default=None, description="Degrees north.", examples=["51.5"])
    longitude: Number | None = field(default=None, description="Degrees east.", examples=["-0.12"])
    picture: Picture | None = field(
        default=None, description="A picture of the building, in assets/."
    )
    picture_alt: Line | None = field(
        default=None, description="What the picture shows, for those who cannot see it."
    )
    directions: tuple[TravelDirection, ...] = field(
        default=(), description="The ways of getting there."
    )
    access: tuple[Access, ...] = field(
        default=(),
        description="Step-free access, hearing loop, quiet room, parking, toilets, assistance dogs and so on.",
    )
    access_contact: Line | None = field(
        default=None, description="Whom to tell about access needs, and by when."
    )


class Organiser(Record):
    """Who runs the conference."""

    name: Line = field(description="The organisation.", examples=["Example Conferences Ltd"])
    phone: Phone | None = field(
        default=None, description="The number to call.", examples=["020 7946 0000"]
    )
    email: Email | None = field(
        default=None, description="The address to write to.", examples=["events@example.org"]
    )
    address: Lines = field(default=(), description="The postal address, a line each.")
    url: WebAddress | None = field(
        default=None, description="The organisation's own site.", examples=["https://example.org/"]
    )
    logo: Picture | None = field(
        default=None, description="The logo, in assets/.", examples=["images/logo.svg"]
    )
    hours: Line | None = field(
        default=None,
        description="When somebody answers.",
        examples=["Monday to Friday, 9am to 5pm"],
    )


class Booking(Record):
    """How to get a place."""

    url: WebAddress | None = field(
        default=None, description="Where places are booked.", examples=["https://booking.example/"]
    )
    opens: Moment | None = field(
        default=None, description="When booking opens, in the event's time zone."
    )
    closes: Moment | None = field(
        default=None, description="When booking closes, in the event's time zone."
    )
    places: Count | None = field(
        default=None, description="How many places there are.", examples=["150"]
    )
    full: YesNo = field(default=False, description="Yes, when every place is taken.")
    few_left: YesNo = field(default=False, description="Yes, when only a few places are left.")
    waiting_list_url: WebAddress | None = field(
        default=None, description="Where to join the waiting list."
    )
    how: Line | None = field(default=None, description="How to book where there is no link yet.")


class Series(Record):
    """What the conference is an edition of, where there are several."""

    name: Line = field(description="What all editions are called.", examples=["Coasts in common"])
    url: WebAddress = field(
        description="The address that always leads to the next edition. “base_url” is this and one folder more.",
        examples=["https://coasts.example/"],
    )


class Outcome(Record):
    """Something a delegate takes away."""

    title: Line = field(description="In a few words.", examples=["Earlier intervention"])
    text: Line | None = field(default=None, description="In a sentence.")


class Audience(Record):
    """A sector that is invited."""

    name: Label = field(description="The sector.", examples=["Local authorities"])
    who: Line | None = field(
        default=None, description="Who in it.", examples=["Heads of service, safeguarding leads"]
    )


class Cpd(Record):
    """Continuing professional development."""

    hours: Number | None = field(
        default=None, description="Hours of learning, in decimals.", examples=["5.5"]
    )
    statement: Line = field(
        description="What is offered.",
        examples=["A certificate of attendance is sent to delegates."],
    )


class HelpLine(Record):
    """Where somebody affected by the subject finds help."""

    name: Line = field(description="Who answers.", examples=["Example Helpline"])
    about: Line = field(
        description="For whom, or for what.", examples=["For anybody who needs to talk"]
    )
    phone: Phone | None = field(
        default=None, description="The number to call.", examples=["020 7946 0001"]
    )
    text: Phone | None = field(default=None, description="The number to text.")
    url: WebAddress | None = field(
        default=None, description="Where to read or write.", examples=["https://www.example.org/"]
    )
    hours: Line | None = field(
        default=None, description="When somebody answers.", examples=["Day and night"]
    )
    emergency: YesNo = field(
        default=False, description="Yes, for the number to call when somebody is in danger now."
    )
    sample: YesNo = field(
        default=False, description="Yes, while the details still have to be checked."
    )


class EventRecord(Record):
    """The settings at the top of `content/event.md`. The text below them is the overview."""

    also_called: ClassVar[dict[str, str]] = {
        "name": "title",
        "subtitle": "strapline",
        "tagline": "strapline",
        "date": "starts",
        "start": "starts",
        "end": "ends",
        "location": "venue",
        "place": "venue",
        "organizer": "organiser",
        "host": "organiser",
        "summary": "description",
        "who_should_attend": "audience",
        "helplines": "help_lines",
        "take_away": "outcomes",
        "tickets": "booking",
    }

    title: Line = field(description="The name of the conference.", examples=["Coasts in common"])
    strapline: Line | None = field(default=None, description="What it is about, in a few words.")
    standfirst: Line | None = field(
        default=None, description="One sentence under the title that says why to come."
    )
    description: Line = field(
        description="One or two sentences for search engines and shared links.",
        examples=["A one-day conference on keeping coastal towns dry."],
    )
    status: Annotated[EventStatus, Before(chosen_from(EventStatus))] = field(
        default=EventStatus.SCHEDULED,
        description="scheduled, postponed, cancelled or moved online.",
    )
    status_note: Line | None = field(
        default=None, description="A sentence shown with a status other than scheduled."
    )
    attendance: Annotated[Attendance, Before(chosen_from(Attendance))] = field(
        default=Attendance.IN_PERSON, description="in person, online or hybrid."
    )
    online_url: WebAddress | None = field(
        default=None, description="Where an online or hybrid event is joined or explained."
    )
    timezone: Zone = field(description="The time zone of the venue.", examples=["Europe/London"])
    starts: Moment = field(
        description="When it starts: day and time in that zone, or “to be announced”.",
        examples=["2027-05-20 09:00"],
    )
    ends: Moment | None = field(
        default=None,
        description="When it ends, in that zone; needed where a start is given.",
        examples=["2027-05-20 16:45"],
    )
    new_day_at: Clock = field(
        default=time(5),
        description="Sessions that start before this time belong to the night of the day before.",
    )
    venue: Venue | None = field(
        default=None, description="Where it takes place; without it, “to be announced”."
    )
    organiser: Organiser = field(
        description="Who runs it.", examples=["name: Example Conferences Ltd"]
    )
    booking: Booking | None = field(default=None, description="How to get a place.")
    audience: Annotated[tuple[Audience, ...], Before(listed)] = field(
        default=(), description="Who should attend."
    )
    audience_note: Line | None = field(
        default=None, description="A sentence above the list of who should attend."
    )
    outcomes: tuple[Outcome, ...] = field(default=(), description="What a delegate takes away.")
    cpd: Cpd | None = field(default=None, description="Continuing professional development.")
    help_lines: tuple[HelpLine, ...] = field(
        default=(), description="Help for people affected by the subject."
    )
    help_title: Label | None = field(
        default=None, description="The words of the link to the help lines."
    )
    exit_url: WebAddress | None = field(
        default=None,
        description="Where “Exit this page” leads; without it there is no such button.",
    )
    languages: Annotated[tuple[Language, ...], Before(listed)] = field(
        default=("en-GB",),
        description="The languages of the event; the first is the language of the pages.",
    )
    unchecked_links: Lines = field(
        default=(),
        description="Sites and pages elsewhere that check --external leaves alone: a name stands for all of a site.",
        examples=["[linkedin.com, https://example.org/members/]"],
    )
    base_url: WebAddress | None = field(
        default=None,
        description="The address of the finished site, for search engines, feeds and shared links.",
    )
    series: Series | None = field(
        default=None,
        description="What this is an edition of. Its pages then go into a folder of their own, beside past editions.",
    )
    security_contact: Contact | None = field(
        default=None,
        description="Where to report a weakness of the site, by e-mail or on a page: writes .well-known/security.txt.",
        examples=["security@example.org"],
    )
    custom_domain: YesNo = field(
        default=False,
        description="Yes, where GitHub Pages is to serve the site at the domain of “base_url”: writes the file CNAME.",
    )
    offline: YesNo = field(
        default=True,
        description="No, to keep no pages on visitors’ devices for when they have no network; those kept are removed.",
    )
    leave_out: Annotated[
        tuple[Annotated[Extra, Before(chosen_from(Extra))], ...], Before(listed_names)
    ] = field(
        default=(),
        description="What the site goes without: none of it is made, and no page leads there.",
        examples=["[feeds, text copies]"],
    )
    theme: Theme | None = field(default=None, description="Colours and spacing.")
    drawing: Drawing | None = field(
        default=None, description="The drawing made from the programme."
    )
    copyright: Line | None = field(default=None, description="The line at the foot of each page.")
    sample: Lines = field(
        default=(),
        description="The fields above that are not settled: shown as provisional, listed by check.",
    )
    overview: Prose = field(default="", is_long=True, typed=False)

    def leaves_out(self, extra: Extra) -> bool:
        """Whether the site goes without something that others have beside their pages."""
        return extra in self.leave_out
