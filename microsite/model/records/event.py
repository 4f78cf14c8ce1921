"""`content/event.md`: the event."""

from datetime import time
from enum import StrEnum
from typing import Annotated

from microsite.model.dates import LocalDateTime, TimeOfDay, TimeZone
from microsite.model.fields import Field, Record
from microsite.model.types import (
    Colour,
    Contact,
    Email,
    Label,
    Language,
    Lines,
    MarkdownText,
    NameList,
    NonNegativeInt,
    Number,
    OneOrMore,
    Phone,
    Picture,
    SingleLine,
    WebAddress,
    YesNo,
)


class Hero(StrEnum):
    """Use of the accent colour at the top of the page."""

    BRIGHT = "bright"
    DEEP = "deep"


class Drawing(Record, frozen=True, kw_only=True):
    """The drawing of the day."""

    caption: Annotated[SingleLine, Field("What the lines mean, in one sentence.")]
    subject: Annotated[Label | None, Field("Whom the bright line stands for.", "One town")] = None


class Theme(Record, frozen=True, kw_only=True):
    """Colours and spacing of this event."""

    accent: Annotated[Colour | None, Field("The main colour.", '"#1b4d89"')] = None
    ink: Annotated[Colour | None, Field("The tint of text and dark surfaces.", '"#0f1926"')] = None
    hero: Annotated[
        Hero, Field("bright: dark words on the accent; deep: white words on a deep shade of it.")
    ] = Hero.BRIGHT
    density: Annotated[
        Number | None, Field("Space between things: 1 is normal, 0.8 is tighter.")
    ] = None
    cards: Annotated[
        YesNo,
        Field(
            "No, to draw no pictures for links that are shared. They are drawn where “base_url” "
            "is known."
        ),
    ] = True


class EventStatus(StrEnum):
    """Status of the event as a whole."""

    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    MOVED_ONLINE = "moved online"


class Attendance(StrEnum):
    """Ways to take part."""

    IN_PERSON = "in person"
    ONLINE = "online"
    HYBRID = "hybrid"


class Extra(StrEnum):
    """Optional parts of a site besides its pages."""

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


class TravelDirection(Record, frozen=True, kw_only=True):
    """A way of getting there."""

    by: Annotated[Label, Field("How: on foot, by train, by car.", "Train")]
    text: Annotated[
        SingleLine,
        Field("What to do, in a sentence or two.", "Five minutes on foot from the station."),
    ]


class Access(Record, frozen=True, kw_only=True):
    """One fact about access to the venue."""

    name: Annotated[Label, Field("What it is about.", "Step-free access")]
    text: Annotated[
        SingleLine, Field("How it is.", "From the street to every room, by ramp and lift.")
    ]


class Venue(Record, frozen=True, kw_only=True):
    """The venue."""

    name: Annotated[SingleLine, Field("The name of the building.", "Example House")]
    address: Annotated[
        Lines, Field("The postal address, a line each.", "[1 Example Street, London]")
    ] = ()
    postcode: Annotated[Label | None, Field("The postcode.", "SW1A 1AA")] = None
    town: Annotated[
        Label | None, Field("The town or district, as it is shown in short.", "London")
    ] = None
    country: Annotated[Label, Field("The country, as two letters.", "GB")] = "GB"
    url: Annotated[WebAddress | None, Field("The venue's own site.", "https://venue.example/")] = (
        None
    )
    map_url: Annotated[WebAddress | None, Field("A map; it opens only when it is followed.")] = None
    latitude: Annotated[Number | None, Field("Degrees north.", "51.5")] = None
    longitude: Annotated[Number | None, Field("Degrees east.", "-0.12")] = None
    picture: Annotated[Picture | None, Field("A picture of the building, in assets/.")] = None
    picture_alt: Annotated[
        SingleLine | None, Field("What the picture shows, for those who cannot see it.")
    ] = None
    directions: Annotated[tuple[TravelDirection, ...], Field("The ways of getting there.")] = ()
    access: Annotated[
        tuple[Access, ...],
        Field(
            "Step-free access, hearing loop, quiet room, parking, toilets, assistance dogs and "
            "so on."
        ),
    ] = ()
    access_contact: Annotated[
        SingleLine | None, Field("Whom to tell about access needs, and by when.")
    ] = None


class Organiser(Record, frozen=True, kw_only=True):
    """The organiser."""

    name: Annotated[SingleLine, Field("The organisation.", "Example Conferences Ltd")]
    phone: Annotated[Phone | None, Field("The number to call.", "020 7946 0000")] = None
    email: Annotated[Email | None, Field("The address to write to.", "events@example.org")] = None
    address: Annotated[Lines, Field("The postal address, a line each.")] = ()
    url: Annotated[
        WebAddress | None, Field("The organisation's own site.", "https://example.org/")
    ] = None
    logo: Annotated[Picture | None, Field("The logo, in assets/.", "images/logo.svg")] = None
    hours: Annotated[
        SingleLine | None, Field("When somebody answers.", "Monday to Friday, 9am to 5pm")
    ] = None


class Booking(Record, frozen=True, kw_only=True):
    """Booking of places."""

    url: Annotated[
        WebAddress | None, Field("Where places are booked.", "https://booking.example/")
    ] = None
    opens: Annotated[
        LocalDateTime | None, Field("When booking opens, in the event's time zone.")
    ] = None
    closes: Annotated[
        LocalDateTime | None, Field("When booking closes, in the event's time zone.")
    ] = None
    places: Annotated[NonNegativeInt | None, Field("How many places there are.", "150")] = None
    full: Annotated[YesNo, Field("Yes, when every place is taken.")] = False
    few_left: Annotated[YesNo, Field("Yes, when only a few places are left.")] = False
    waiting_list_url: Annotated[WebAddress | None, Field("Where to join the waiting list.")] = None
    how: Annotated[SingleLine | None, Field("How to book where there is no link yet.")] = None


class Series(Record, frozen=True, kw_only=True):
    """The series of which the event is an edition."""

    name: Annotated[SingleLine, Field("What all editions are called.", "Coasts in common")]
    url: Annotated[
        WebAddress,
        Field(
            "The address that always leads to the next edition. “base_url” is this and one "
            "folder more.",
            "https://coasts.example/",
        ),
    ]


class Outcome(Record, frozen=True, kw_only=True):
    """Something a delegate takes away."""

    title: Annotated[SingleLine, Field("In a few words.", "Earlier intervention")]
    text: Annotated[SingleLine | None, Field("In a sentence.")] = None


class Audience(Record, frozen=True, kw_only=True):
    """A sector that is invited."""

    name: Annotated[Label, Field("The sector.", "Local authorities")]
    who: Annotated[
        SingleLine | None, Field("Who in it.", "Heads of service, safeguarding leads")
    ] = None


class Cpd(Record, frozen=True, kw_only=True):
    """Continuing professional development."""

    hours: Annotated[Number | None, Field("Hours of learning, in decimals.", "5.5")] = None
    statement: Annotated[
        SingleLine, Field("What is offered.", "A certificate of attendance is sent to delegates.")
    ]


class HelpLine(Record, frozen=True, kw_only=True):
    """Help for people affected by the subject."""

    name: Annotated[SingleLine, Field("Who answers.", "Example Helpline")]
    about: Annotated[SingleLine, Field("For whom, or for what.", "For anybody who needs to talk")]
    phone: Annotated[Phone | None, Field("The number to call.", "020 7946 0001")] = None
    text: Annotated[Phone | None, Field("The number to text.")] = None
    url: Annotated[
        WebAddress | None, Field("Where to read or write.", "https://www.example.org/")
    ] = None
    hours: Annotated[SingleLine | None, Field("When somebody answers.", "Day and night")] = None
    emergency: Annotated[
        YesNo, Field("Yes, for the number to call when somebody is in danger now.")
    ] = False
    sample: Annotated[YesNo, Field("Yes, while the details still have to be checked.")] = False


class EventRecord(Record, frozen=True, kw_only=True):
    """The settings at the top of `content/event.md`. The text below them is the overview."""

    title: Annotated[
        SingleLine, Field("The name of the conference.", "Coasts in common", ("name",))
    ]
    strapline: Annotated[
        SingleLine | None,
        Field("What it is about, in a few words.", aliases=("subtitle", "tagline")),
    ] = None
    standfirst: Annotated[
        SingleLine | None, Field("One sentence under the title that says why to come.")
    ] = None
    description: Annotated[
        SingleLine,
        Field(
            "One or two sentences for search engines and shared links.",
            "A one-day conference on keeping coastal towns dry.",
            ("summary",),
        ),
    ]
    status: Annotated[EventStatus, Field("scheduled, postponed, cancelled or moved online.")] = (
        EventStatus.SCHEDULED
    )
    status_note: Annotated[
        SingleLine | None, Field("A sentence shown with a status other than scheduled.")
    ] = None
    attendance: Annotated[Attendance, Field("in person, online or hybrid.")] = Attendance.IN_PERSON
    online_url: Annotated[
        WebAddress | None, Field("Where an online or hybrid event is joined or explained.")
    ] = None
    timezone: Annotated[TimeZone, Field("The time zone of the venue.", "Europe/London")]
    starts: Annotated[
        LocalDateTime,
        Field(
            "When it starts: day and time in that zone, or “to be announced”.",
            "2027-05-20 09:00",
            ("date", "start"),
        ),
    ]
    ends: Annotated[
        LocalDateTime | None,
        Field(
            "When it ends, in that zone; needed where a start is given.",
            "2027-05-20 16:45",
            ("end",),
        ),
    ] = None
    new_day_at: Annotated[
        TimeOfDay,
        Field("Sessions that start before this time belong to the night of the day before."),
    ] = time(5)
    venue: Annotated[
        Venue | None,
        Field(
            "Where it takes place; without it, “to be announced”.", aliases=("location", "place")
        ),
    ] = None
    organiser: Annotated[
        Organiser, Field("Who runs it.", "name: Example Conferences Ltd", ("organizer", "host"))
    ]
    booking: Annotated[Booking | None, Field("How to get a place.", aliases=("tickets",))] = None
    audience: Annotated[
        OneOrMore[Audience], Field("Who should attend.", aliases=("who_should_attend",))
    ] = ()
    audience_note: Annotated[
        SingleLine | None, Field("A sentence above the list of who should attend.")
    ] = None
    outcomes: Annotated[
        tuple[Outcome, ...], Field("What a delegate takes away.", aliases=("take_away",))
    ] = ()
    cpd: Annotated[Cpd | None, Field("Continuing professional development.")] = None
    help_lines: Annotated[
        tuple[HelpLine, ...],
        Field("Help for people affected by the subject.", aliases=("helplines",)),
    ] = ()
    help_title: Annotated[Label | None, Field("The words of the link to the help lines.")] = None
    exit_url: Annotated[
        WebAddress | None,
        Field("Where “Exit this page” leads; without it there is no such button."),
    ] = None
    languages: Annotated[
        OneOrMore[Language],
        Field("The languages of the event; the first is the language of the pages."),
    ] = ("en-GB",)
    unchecked_links: Annotated[
        Lines,
        Field(
            "Sites and pages elsewhere that check --external leaves alone: a name stands for all "
            "of a site.",
            "[linkedin.com, https://example.org/members/]",
        ),
    ] = ()
    base_url: Annotated[
        WebAddress | None,
        Field("The address of the finished site, for search engines, feeds and shared links."),
    ] = None
    series: Annotated[
        Series | None,
        Field(
            "What this is an edition of. Its pages then go into a folder of their own, beside "
            "past editions."
        ),
    ] = None
    security_contact: Annotated[
        Contact | None,
        Field(
            "Where to report a weakness of the site, by e-mail or on a page: writes "
            ".well-known/security.txt.",
            "security@example.org",
        ),
    ] = None
    custom_domain: Annotated[
        YesNo,
        Field(
            "Yes, where GitHub Pages is to serve the site at the domain of “base_url”: writes "
            "the file CNAME."
        ),
    ] = False
    offline: Annotated[
        YesNo,
        Field(
            "No, to keep no pages on visitors’ devices for when they have no network; those kept "
            "are removed."
        ),
    ] = True
    leave_out: Annotated[
        NameList[Extra],
        Field(
            "What the site goes without: none of it is made, and no page leads there.",
            "[feeds, text copies]",
        ),
    ] = ()
    theme: Annotated[Theme | None, Field("Colours and spacing.")] = None
    drawing: Annotated[Drawing | None, Field("The drawing made from the programme.")] = None
    copyright: Annotated[SingleLine | None, Field("The line at the foot of each page.")] = None
    sample: Annotated[
        Lines,
        Field("The fields above that are not settled: shown as provisional, listed by check."),
    ] = ()
    overview: Annotated[MarkdownText, Field("The text below the settings.", is_typed=False)] = ""

    def leaves_out(self, extra: Extra) -> bool:
        """Return whether the site goes without an optional part."""
        return extra in self.leave_out
