"""The event (`content/event.md`), its rates and sponsors (`data/rates.yaml`,
`sponsors.yaml`).
"""

from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import field, structs

from microsite.model.fields import Compared, CustomField, Exported, Field, Record
from microsite.model.money import Currency, Money
from microsite.model.types import (
    Colour,
    Contact,
    Count,
    Country,
    Day,
    Email,
    HostedSite,
    HostFolder,
    Label,
    Language,
    Latitude,
    Line,
    Lines,
    LocalDateTime,
    Longitude,
    Markdown,
    NameList,
    Number,
    OneOrMore,
    Phone,
    Picture,
    Reference,
    Slug,
    TimeOfDay,
    TimeZone,
    WebAddress,
    YesNo,
)

FoundBy = Annotated[
    Lines,
    Field(
        description="More words that the search finds it by, which are not shown.",
        label="Other words for the search",
        noun="other words for the search",
        translatable=False,
    ),
]
Sample = Annotated[
    YesNo,
    Field(
        description="Yes, while this is a placeholder.",
        label="Placeholder",
        noun="setting “Placeholder”",
        compared=Compared.NO,
    ),
]


class Hero(StrEnum):
    """Use of the accent colour at the top of the page."""

    BRIGHT = "bright"
    DEEP = "deep"


class Voice(StrEnum):
    """A look: typefaces, composition of the pages, and use of the colours."""

    NOTICE = "notice"
    ALMANAC = "almanac"
    POSTER = "poster"


class Drawing(Record, frozen=True, kw_only=True):
    """The drawing of the day."""

    caption: Annotated[
        Line,
        Field(
            description="The meaning of the lines, in one sentence.",
            example="Each line is one town.",
        ),
    ]
    subject: Annotated[
        Label | None,
        Field(description="The subject of the bright line.", example="One town"),
    ] = None


class Theme(Record, frozen=True, kw_only=True):
    """Look, colours and spacing of this event."""

    voice: Annotated[
        Voice,
        Field(description="The look: notice, almanac, or poster (with a picture)."),
    ] = Voice.NOTICE
    picture: Annotated[
        Picture | None,
        Field(description="The photograph of the voice poster, in assets/."),
    ] = None
    picture_alt: Annotated[
        Line | None,
        Field(
            description="Alternative text for the picture.",
            label="Alternative text for the picture",
        ),
    ] = None
    accent: Annotated[
        Colour | None, Field(description="The main colour.", example='"#1b4d89"')
    ] = None
    ink: Annotated[
        Colour | None,
        Field(description="The tint of text and dark surfaces.", example='"#0f1926"'),
    ] = None
    hero: Annotated[
        Hero,
        Field(description="bright: dark on the accent; deep: white on a deep shade."),
    ] = Hero.BRIGHT
    density: Annotated[
        Number | None,
        Field(
            description="Space between things; 1 is normal, 0.8 tight.", example="0.8"
        ),
    ] = None
    cards: Annotated[
        YesNo,
        Field(
            description="No, to draw no pictures for shared links; needs “base_url”."
        ),
    ] = True


class ProgrammeSize(StrEnum):
    """Sizes of a programme."""

    SMALL = "small"
    LARGE = "large"


class ProgrammeSettings(Record, frozen=True, kw_only=True):
    """The layout of the programme and the choices above it."""

    size: Annotated[
        ProgrammeSize | None,
        Field(description="large, for a page for each day; or small."),
    ] = None
    chips: Annotated[
        NameList[Label],
        Field(
            description=(
                "Rooms, tracks and kinds to choose from. Default: all rooms and tracks."
            ),
            example="[Main hall, workshop]",
        ),
    ] = ()


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
    """Optional parts of a site, other than pages."""

    CALENDARS = "calendars"
    FEEDS = "feeds"
    SEARCH = "search"
    TEXT_COPIES = "text copies"
    """Each page in Markdown, and a list of them, for programs."""
    DATA_FILES = "data files"
    WHOLE_EVENT = "whole event"  # everything in one file, to be carried away
    QR_CODES = "qr codes"  # the address of each page, on paper


class TravelDirection(Record, frozen=True, kw_only=True):
    """A way of getting there."""

    by: Annotated[
        Label,
        Field(
            description="The means: on foot, by train, by car.",
            example="Train",
            label="Means of travel",
        ),
    ]
    text: Annotated[
        Line,
        Field(
            description="Directions, in a sentence.",
            example="Five minutes on foot from the station.",
            long=True,
        ),
    ]


class Access(Record, frozen=True, kw_only=True):
    """One fact about access to the venue."""

    name: Annotated[
        Label,
        Field(
            description="The subject.",
            example="Step-free access",
            exported=Exported.YES,
        ),
    ]
    text: Annotated[
        Line,
        Field(
            description="The details.",
            example="From the street to every room, by ramp and lift.",
            long=True,
            exported=Exported.YES,
        ),
    ]
    short: Annotated[
        Line | None,
        Field(
            description="The answer in a few words, shown first.",
            example="To every room",
        ),
    ] = None


class Floor(Record, frozen=True, kw_only=True):
    """A floor of the venue, drawn as a plan."""

    name: Annotated[
        Label, Field(description="The name of the floor.", example="Ground floor")
    ]
    plan: Annotated[
        Markdown,
        Field(
            description="Its rooms, as the cells of a table.",
            example="Hall | Hall | Lift",
        ),
    ]


class Venue(Record, frozen=True, kw_only=True):
    """The venue."""

    name: Annotated[
        Line,
        Field(
            description="The name of the building.",
            example="Example House",
            exported=Exported.YES,
            translatable=False,
        ),
    ]
    address: Annotated[
        Lines,
        Field(
            description="The postal address, a line each.",
            example="[1 Example Street, London]",
            exported=Exported.YES,
            translatable=False,
        ),
    ] = ()
    postcode: Annotated[
        Label | None,
        Field(
            description="The postcode.",
            example="SW1A 1AA",
            exported=Exported.YES,
            translatable=False,
        ),
    ] = None
    town: Annotated[
        Label | None,
        Field(
            description="The town or district, as it is shown in short.",
            example="London",
            exported=Exported.YES,
            translatable=False,
        ),
    ] = None
    country: Annotated[
        Country,
        Field(
            description="The country, as two letters.",
            example="GB",
            exported=Exported.YES,
        ),
    ] = "GB"
    url: Annotated[
        WebAddress | None,
        Field(
            description="The venue's own site.",
            example="https://venue.example/",
            exported=Exported.YES,
        ),
    ] = None
    map_url: Annotated[
        WebAddress | None,
        Field(description="A map; it opens only when it is followed."),
    ] = None
    latitude: Annotated[
        Latitude | None,
        Field(description="Degrees north.", example="51.5", exported=Exported.YES),
    ] = None
    longitude: Annotated[
        Longitude | None,
        Field(description="Degrees east.", example="-0.12", exported=Exported.YES),
    ] = None
    picture: Annotated[
        Picture | None, Field(description="A picture of the building, in assets/.")
    ] = None
    picture_alt: Annotated[
        Line | None,
        Field(
            description="Alternative text for the picture.",
            label="Alternative text for the picture",
        ),
    ] = None
    plan: Annotated[
        Picture | None,
        Field(
            description="A plan of the rooms, in assets/.", example="images/plan.svg"
        ),
    ] = None
    plan_alt: Annotated[
        Line | None, Field(description="Alternative text for the plan.")
    ] = None
    floors: Annotated[
        tuple[Floor, ...], Field(description="Floors, each with a plan that is drawn.")
    ] = ()
    way: Annotated[
        Lines,
        Field(
            description="The way from the door, step by step, as numbered in the plan.",
            exported=Exported.YES,
        ),
    ] = ()
    directions: Annotated[
        tuple[TravelDirection, ...], Field(description="The ways of getting there.")
    ] = ()
    access: Annotated[
        tuple[Access, ...],
        Field(
            description="Step-free access, hearing loop, toilets and so on.",
            exported=Exported.YES,
        ),
    ] = ()
    access_contact: Annotated[
        Line | None, Field(description="The contact for access needs, and the date.")
    ] = None

    @property
    def postal_address(self) -> tuple[str, ...]:
        """The lines of the address, and the postcode if they do not hold it."""
        is_given = (self.postcode or "").casefold() in " ".join(self.address).casefold()
        return self.address if is_given else (*self.address, self.postcode or "")


class Organiser(Record, frozen=True, kw_only=True):
    """The organiser."""

    name: Annotated[
        Line,
        Field(
            description="The organisation.",
            example="Example Conferences Ltd",
            exported=Exported.YES,
            translatable=False,
        ),
    ]
    phone: Annotated[
        Phone | None,
        Field(
            description="The number to call.",
            example="020 7946 0000",
            exported=Exported.YES,
        ),
    ] = None
    email: Annotated[
        Email | None,
        Field(
            description="The address to write to.",
            example="events@example.org",
            exported=Exported.YES,
        ),
    ] = None
    address: Annotated[
        Lines,
        Field(
            description="The postal address, a line each.",
            exported=Exported.YES,
            translatable=False,
        ),
    ] = ()
    url: Annotated[
        WebAddress | None,
        Field(
            description="The organisation's own site.",
            example="https://example.org/",
            exported=Exported.YES,
        ),
    ] = None
    logo: Annotated[
        Picture | None,
        Field(description="The logo, in assets/.", example="images/logo.svg"),
    ] = None
    logo_dark: Annotated[
        Picture | None,
        Field(
            description="The logo for dark backgrounds.", noun="logo for dark colours"
        ),
    ] = None
    logo_has_name: Annotated[
        YesNo,
        Field(
            description="Yes, if the name can be read in the logo.",
            noun="setting “Logo has name”",
        ),
    ] = False
    hours: Annotated[
        Line | None,
        Field(
            description="The opening hours.",
            example="Monday to Friday, 9am to 5pm",
            long=True,
        ),
    ] = None


class BookingStep(Record, frozen=True, kw_only=True):
    """Something that happens after booking."""

    title: Annotated[
        Label,
        Field(
            description="In a few words.", example="Joining note", exported=Exported.YES
        ),
    ]
    text: Annotated[
        Line,
        Field(
            description="In a sentence, with the time.",
            example="Two weeks before, we write to you.",
            long=True,
            exported=Exported.YES,
        ),
    ]


class Booking(Record, frozen=True, kw_only=True):
    """Booking of places."""

    url: Annotated[
        WebAddress | None,
        Field(
            description="The address for booking.",
            example="https://booking.example/",
            exported=Exported.YES,
        ),
    ] = None
    opens: Annotated[
        LocalDateTime | None,
        Field(
            description="The opening of booking, in the event’s zone.",
            exported=Exported.YES,
        ),
    ] = None
    closes: Annotated[
        LocalDateTime | None,
        Field(
            description="The end of booking, in the event’s zone.",
            noun="closing date",
            exported=Exported.YES,
        ),
    ] = None
    places: Annotated[
        Count | None,
        Field(
            description="The number of places.", example="150", exported=Exported.YES
        ),
    ] = None
    full: Annotated[
        YesNo,
        Field(description="Yes, when every place is taken.", exported=Exported.YES),
    ] = False
    few_left: Annotated[
        YesNo,
        Field(
            description="Yes, when only a few places are left.", exported=Exported.YES
        ),
    ] = False
    waiting_list_url: Annotated[
        WebAddress | None,
        Field(description="The address of the waiting list.", exported=Exported.YES),
    ] = None
    how: Annotated[
        Line | None,
        Field(
            description="Booking instructions, until there is a link.",
            label="How to book",
            noun="way to book",
            long=True,
            exported=Exported.YES,
        ),
    ] = None
    steps: Annotated[
        tuple[BookingStep, ...],
        Field(
            description="The steps from booking to certificate.", exported=Exported.YES
        ),
    ] = ()


class Series(Record, frozen=True, kw_only=True):
    """The series of which the event is an edition."""

    name: Annotated[
        Line,
        Field(
            description="The name of all editions.",
            example="Coasts in common",
            translatable=False,
        ),
    ]
    url: Annotated[
        WebAddress,
        Field(
            description=(
                "The address that always leads to the next edition. “base_url” is this"
                " and one folder more."
            ),
            example="https://coasts.example/",
        ),
    ]


class PartOf(Record, frozen=True, kw_only=True):
    """A portfolio of events with a site of its own."""

    name: Annotated[
        Line,
        Field(
            description="The name of the portfolio.",
            example="Conferences on coasts",
            translatable=False,
        ),
    ]
    url: Annotated[
        WebAddress,
        Field(
            description="The address of its site.", example="https://coasts.example/"
        ),
    ]


class Outcome(Record, frozen=True, kw_only=True):
    """Something a delegate takes away."""

    title: Annotated[
        Line, Field(description="In a few words.", example="Earlier intervention")
    ]
    text: Annotated[Line | None, Field(description="In a sentence.", long=True)] = None


class Audience(Record, frozen=True, kw_only=True):
    """A sector that is invited."""

    name: Annotated[
        Label,
        Field(
            description="The sector.",
            example="Local authorities",
            exported=Exported.YES,
        ),
    ]
    who: Annotated[
        Line | None,
        Field(
            description="The people in it.",
            example="Heads of service, safeguarding leads",
            label="People in it",
            noun="people",
            long=True,
            exported=Exported.YES,
        ),
    ] = None
    attending: Annotated[
        Count | None,
        Field(
            description="The number of its people who have booked.",
            example="48",
            exported=Exported.YES,
        ),
    ] = None


class Cpd(Record, frozen=True, kw_only=True):
    """Continuing professional development."""

    hours: Annotated[
        Number | None,
        Field(description="Hours of learning, shown before the offer.", example="5.5"),
    ] = None
    statement: Annotated[
        Line,
        Field(
            description="The offer.",
            example="A certificate of attendance is sent to delegates.",
            long=True,
        ),
    ]


class HelpLine(Record, frozen=True, kw_only=True):
    """Help for people affected by the subject."""

    name: Annotated[
        Line,
        Field(
            description="The service.", example="Example Helpline", translatable=False
        ),
    ]
    about: Annotated[
        Line,
        Field(
            description="Its purpose or its users.",
            example="For anybody who needs to talk",
            long=True,
        ),
    ]
    phone: Annotated[
        Phone | None, Field(description="The number to call.", example="020 7946 0001")
    ] = None
    text: Annotated[Phone | None, Field(description="The number to text.")] = None
    url: Annotated[
        WebAddress | None,
        Field(
            description="The address on the web.", example="https://www.example.org/"
        ),
    ] = None
    hours: Annotated[
        Line | None,
        Field(description="The opening hours.", example="Day and night", long=True),
    ] = None
    emergency: Annotated[
        YesNo,
        Field(description="Yes, for the number to call when someone is in danger."),
    ] = False
    also_found_by: FoundBy = ()
    sample: Annotated[
        YesNo,
        Field(
            description="Yes, while the details still have to be checked.",
            label="Placeholder",
            noun="setting “Placeholder”",
        ),
    ] = False


class Places(Record, frozen=True, kw_only=True):
    """Fields of which one gives a place outside the project."""

    @property
    def targets(self) -> dict[str, str]:
        """The places that are given, by the name of the field."""
        return {
            key: text
            for key, text in structs.asdict(self).items()
            if isinstance(text, str)
        }


class PublishTarget(Places, frozen=True, kw_only=True):
    """The place to which `publish` sends the site: one of these, and never a password
    or key.
    """

    folder: Annotated[
        Line | None,
        Field(description="A folder of this computer.", example="/srv/www/coasts"),
    ] = None
    in_place: Annotated[
        YesNo, Field(description="Yes, to keep other files that are in this folder.")
    ] = False
    rsync: Annotated[
        HostFolder | None,
        Field(
            description="A host with rsync.",
            example="web1:/var/www/conference",
            label="rsync",
        ),
    ] = None
    sftp: Annotated[
        HostFolder | None,
        Field(
            description="A host with SFTP.",
            example="me@files.example:www",
            label="SFTP",
        ),
    ] = None
    rclone: Annotated[
        HostFolder | None,
        Field(
            description="A bucket in S3 or similar.",
            example="r2:coasts",
            label="rclone",
        ),
    ] = None
    netlify: Annotated[
        HostedSite | None,
        Field(description="The id of a project on Netlify.", example="coasts-2027"),
    ] = None
    cloudflare: Annotated[
        HostedSite | None,
        Field(description="A project on Cloudflare Pages.", example="coasts"),
    ] = None


class Source(Places, frozen=True, kw_only=True):
    """A system from which `pull` gets the programme: one of the first five."""

    pretalx: Annotated[
        WebAddress | None,
        Field(description="An event in pretalx.", example="https://talks.example/c"),
    ] = None
    sessionize: Annotated[
        Line | None,
        Field(
            description="The id of an API of Sessionize.",
            example="jl4ktls0",
            translatable=False,
        ),
    ] = None
    indico: Annotated[
        WebAddress | None,
        Field(description="An event in Indico.", example="https://in.example/event/1"),
    ] = None
    google_sheet: Annotated[
        WebAddress | None,
        Field(description="A Google Sheet, or an .xlsx or .csv file."),
    ] = None
    schedule: Annotated[
        WebAddress | None, Field(description="A schedule.xml, JSON or .ics file.")
    ] = None
    only: Annotated[
        NameList[Line],
        Field(
            description="Kinds of record, ids or fields to pull.",
            example="[session]",
            translatable=False,
        ),
    ] = ()
    skip: Annotated[
        NameList[Line],
        Field(
            description="Those to leave out.",
            example="[speaker, lunch.room]",
            translatable=False,
        ),
    ] = ()
    allow_private: Annotated[
        YesNo, Field(description="Yes, for a server in your own network.")
    ] = False


class EventRecord(Record, frozen=True, kw_only=True):
    """The settings at the top of `content/event.md`.

    The text below them is the overview.
    """

    title: Annotated[
        Line,
        Field(
            description="The name of the conference.",
            example="Coasts in common",
            aliases=("name",),
            exported=Exported.YES,
        ),
    ]
    strapline: Annotated[
        Line | None,
        Field(
            description="The subject, in brief.",
            aliases=("subtitle", "tagline"),
            long=True,
            exported=Exported.YES,
        ),
    ] = None
    standfirst: Annotated[
        Line | None,
        Field(
            description="One sentence under the title that says why to come.", long=True
        ),
    ] = None
    description: Annotated[
        Line,
        Field(
            description="One or two sentences for search engines and shared links.",
            example="A one-day conference on keeping coastal towns dry.",
            aliases=("summary",),
            long=True,
            exported=Exported.YES,
        ),
    ]
    status: Annotated[
        EventStatus,
        Field(
            description="scheduled, postponed, cancelled or moved online.",
            exported=Exported.YES,
        ),
    ] = EventStatus.SCHEDULED
    status_note: Annotated[
        Line | None,
        Field(
            description="A sentence on a status other than scheduled.",
            long=True,
            exported=Exported.YES,
        ),
    ] = None
    attendance: Annotated[
        Attendance,
        Field(description="in person, online or hybrid.", exported=Exported.IF_GIVEN),
    ] = Attendance.IN_PERSON
    online_url: Annotated[
        WebAddress | None,
        Field(description="The address for joining online.", exported=Exported.YES),
    ] = None
    timezone: Annotated[
        TimeZone,
        Field(
            description="The time zone of the venue.",
            example="Europe/London",
            label="Time zone",
            exported=Exported.YES,
            fixed=True,
        ),
    ]
    starts: Annotated[
        LocalDateTime,
        Field(
            description="The start: day and time in that zone, or “to be announced”.",
            example="2027-05-20 09:00",
            aliases=("date", "start"),
            noun="start",
            exported=Exported.YES,
        ),
    ]
    ends: Annotated[
        LocalDateTime | None,
        Field(
            description="The end. Needed with “starts”.",
            example="2027-05-20 16:45",
            aliases=("end",),
            noun="end",
            exported=Exported.YES,
        ),
    ] = None
    new_day_at: Annotated[
        TimeOfDay,
        Field(
            description="Sessions before this belong to the night before.",
            noun="start of a day",
        ),
    ] = time(5)
    venue: Annotated[
        Venue | None,
        Field(
            description="The place, or to be announced.",
            aliases=("location", "place"),
            exported=Exported.YES,
        ),
    ] = None
    organiser: Annotated[
        Organiser,
        Field(
            description="The organiser.",
            example="{name: Example Ltd}",
            aliases=("organizer", "host"),
            exported=Exported.YES,
        ),
    ]
    booking: Annotated[
        Booking | None,
        Field(
            description="Booking information.",
            aliases=("tickets",),
            exported=Exported.YES,
        ),
    ] = None
    currency: Annotated[
        Currency, Field(description="The currency of prices, by its code in ISO 4217.")
    ] = "GBP"
    questions: Annotated[
        Contact | None,
        Field(
            description="Contact for questions.",
            example="https://ask.example/",
            exported=Exported.YES,
        ),
    ] = None
    feedback: Annotated[
        Contact | None,
        Field(
            description="For feedback on sessions.",
            example="events@example.org",
            exported=Exported.YES,
        ),
    ] = None
    on_the_day: Annotated[
        tuple[Access, ...],
        Field(
            description="Facts for the day: Wi-Fi, who to ask.", exported=Exported.YES
        ),
    ] = ()
    audience: Annotated[
        OneOrMore[Audience],
        Field(
            description="The intended audience.",
            aliases=("who_should_attend",),
            exported=Exported.YES,
        ),
    ] = ()
    audience_note: Annotated[
        Line | None,
        Field(description="A sentence above the list of who should attend.", long=True),
    ] = None
    outcomes: Annotated[
        tuple[Outcome, ...],
        Field(description="The benefits for a delegate.", aliases=("take_away",)),
    ] = ()
    cpd: Annotated[
        Cpd | None,
        Field(description="Continuing professional development.", label="CPD"),
    ] = None
    help_lines: Annotated[
        tuple[HelpLine, ...],
        Field(description="Help for people it affects.", aliases=("helplines",)),
    ] = ()
    help_title: Annotated[
        Label | None, Field(description="The words of the link to the help lines.")
    ] = None
    exit_url: Annotated[
        WebAddress | None,
        Field(description="The target of “Exit this page”, if wanted."),
    ] = None
    languages: Annotated[
        OneOrMore[Language],
        Field(description="Languages, the main one first.", exported=Exported.YES),
    ] = ("en-GB",)
    unchecked_links: Annotated[
        Lines,
        Field(
            description=(
                "Addresses that check --external leaves alone: a name is all of a site."
            ),
            example="[linkedin.com, https://example.org/members/]",
            translatable=False,
        ),
    ] = ()
    base_url: Annotated[
        WebAddress | None,
        Field(
            description="The site’s address, for feeds and shared links.",
            label="Address of the site",
            fixed=True,
        ),
    ] = None
    embeds: Annotated[
        YesNo,
        Field(description="Yes, to allow frames on other sites. Needs “base_url”."),
    ] = False
    series: Annotated[
        Series | None,
        Field(description="The series, for an edition in its own folder."),
    ] = None
    part_of: Annotated[
        PartOf | None,
        Field(
            description="The portfolio, linked at the foot of each page.",
            noun="larger event",
        ),
    ] = None
    security_contact: Annotated[
        Contact | None, Field(description="For security problems (security.txt).")
    ] = None
    publish: Annotated[
        PublishTarget | None,
        Field(
            description="The place to which “publish” sends the site.",
            compared=Compared.NO,
        ),
    ] = None
    sources: Annotated[
        OneOrMore[Source],
        Field(description="Systems from which “pull” gets the programme."),
    ] = ()
    custom_domain: Annotated[
        YesNo, Field(description="Yes, to have GitHub Pages serve “base_url” (CNAME).")
    ] = False
    offline: Annotated[
        YesNo,
        Field(
            description="No, to keep no pages on visitors’ devices, and remove any.",
            noun="setting “Offline”",
        ),
    ] = True
    leave_out: Annotated[
        NameList[Extra],
        Field(
            description="Features to turn off.",
            example="[feeds]",
            noun="list of what is left out",
        ),
    ] = ()
    theme: Annotated[Theme | None, Field(description="Look, colours and spacing.")] = (
        None
    )
    drawing: Annotated[
        Drawing | None, Field(description="The drawing made from the programme.")
    ] = None
    programme: Annotated[
        ProgrammeSettings | None, Field(description="The layout of the programme.")
    ] = None
    subjects: Annotated[
        NameList[Label],
        Field(
            description="Subjects, to find it in a portfolio.",
            example="[Coasts]",
            exported=Exported.IF_GIVEN,
        ),
    ] = ()
    sectors: Annotated[
        NameList[Label],
        Field(
            description="Sectors, to find it in a portfolio.",
            example="[Health]",
            exported=Exported.IF_GIVEN,
        ),
    ] = ()
    copyright: Annotated[
        Line | None, Field(description="The line at the foot of each page.", long=True)
    ] = None
    fields: Annotated[
        tuple[CustomField, ...],
        Field(description="Custom fields of these settings.", compared=Compared.NO),
    ] = ()
    speaker_fields: Annotated[
        tuple[CustomField, ...],
        Field(description="Custom fields of speakers.", compared=Compared.NO),
    ] = ()
    sample: Annotated[
        Lines,
        Field(
            description="The fields above that are not settled, shown as provisional.",
            label="Placeholder",
            noun="setting “Placeholder”",
            compared=Compared.NO,
            translatable=False,
        ),
    ] = ()
    overview: Annotated[
        Markdown, Field(description="The text below the settings.", from_file=True)
    ] = ""

    @property
    def voice(self) -> Voice:
        """The voice of the theme. A poster without a picture is a notice."""
        theme = self.theme or Theme()
        return (
            Voice.NOTICE
            if theme.voice is Voice.POSTER and not theme.picture
            else theme.voice
        )


class Vat(StrEnum):
    """VAT, or a similar tax, in prices."""

    EXCLUDED = "excluded"
    INCLUDED = "included"
    EXEMPT = "exempt"
    NONE = "none"


class Price(Record, frozen=True, kw_only=True):
    """An amount and the days on which it holds."""

    amount: Annotated[
        Money, Field(description="The amount.", example="345", exported=Exported.YES)
    ]
    label: Annotated[
        Label | None,
        Field(description="The name.", example="Early bird", exported=Exported.YES),
    ] = None
    starts: Annotated[
        Day | None,
        Field(
            description="The first day. Default: after the one before.",
            example="2027-01-10",
            label="From",
            noun="old address",
            exported=Exported.YES,
        ),
    ] = field(default=None, name="from")
    until: Annotated[
        Day | None,
        Field(
            description="The last day. Default: before the next one.",
            example="2027-02-28",
            exported=Exported.YES,
        ),
    ] = None
    currency: Annotated[
        Currency | None,
        Field(
            description="Its currency. Default: that of the rate.",
            exported=Exported.IF_GIVEN,
        ),
    ] = None


class Rate(Record, frozen=True, kw_only=True):
    """Price of a place for one sector."""

    id: Annotated[
        Slug,
        Field(
            description="The name in references.",
            example="public-sector",
            label="Name in addresses",
            exported=Exported.YES,
            compared=Compared.NO,
            fixed=True,
        ),
    ]
    name: Annotated[
        Label,
        Field(
            description="The sector.",
            example="Public sector",
            aliases=("title", "sector"),
            asked=1,
            width=32,
            exported=Exported.YES,
        ),
    ]
    who: Annotated[
        Line | None,
        Field(
            description="The people in it.",
            example="Councils, police, NHS, schools",
            label="People in it",
            noun="people",
            asked=2,
            long=True,
            width=40,
            exported=Exported.YES,
        ),
    ] = None
    price: Annotated[
        Money | None,
        Field(
            description="The price, if only one. 0 is free.",
            example="345",
            aliases=("amount",),
            asked=3,
            in_lists=True,
            width=0,
        ),
    ] = None
    currency: Annotated[
        Currency | None,
        Field(
            description="Its currency. Default: that of the file.",
            exported=Exported.IF_GIVEN,
        ),
    ] = None
    prices: Annotated[
        OneOrMore[Price],
        Field(
            description="The prices with their days, where they change.",
            exported=Exported.YES,
        ),
    ] = ()
    note: Annotated[
        Line | None,
        Field(
            description="A sentence about it.",
            long=True,
            width=40,
            exported=Exported.YES,
        ),
    ] = None
    sample: Sample = False


class RatesFile(Record, frozen=True, kw_only=True):
    """`data/rates.yaml`."""

    currency: Annotated[
        Currency | None,
        Field(
            description="The currency. Default: that of the event.",
            exported=Exported.IF_GIVEN,
        ),
    ] = None
    vat: Annotated[
        Vat,
        Field(
            description="Prices with VAT: excluded, included, exempt or none.",
            label="VAT",
            exported=Exported.YES,
        ),
    ] = Vat.EXCLUDED
    vat_percent: Annotated[
        Number,
        Field(
            description="The rate of VAT, in percent.",
            example="20",
            label="VAT rate in per cent",
            exported=Exported.YES,
        ),
    ] = Decimal(20)
    vat_name: Annotated[
        Label | None,
        Field(
            description="The name of a tax other than VAT.",
            example="GST",
            aliases=("tax",),
            label="Name of the tax, if not VAT",
            noun="name of the tax",
            exported=Exported.IF_GIVEN,
        ),
    ] = None
    introduction: Annotated[
        Markdown, Field(description="Markdown below “How to book”.")
    ] = ""
    included: Annotated[
        Lines,
        Field(
            description="Everything that a place includes.",
            example="[Lunch, Coffee]",
            noun="list of what is included",
            exported=Exported.YES,
        ),
    ] = ()
    terms: Annotated[
        Markdown,
        Field(
            description="Markdown on booking terms: cancelling, substitutes, payment."
        ),
    ] = ""
    rates: tuple[Rate, ...] = ()


class TierGroup(StrEnum):
    """Groups of packages."""

    SPONSOR = "sponsor"
    EXHIBIT = "exhibit"
    ADVERTISE = "advertise"


class Benefit(Record, frozen=True, kw_only=True):
    """One thing that a tier includes."""

    name: Annotated[
        Line,
        Field(
            description="The benefit.", example="Delegate places", translatable=False
        ),
    ]
    amount: Annotated[
        Label | None, Field(description="The amount. Default: “Yes”.", example="6")
    ] = None


class Tier(Record, frozen=True, kw_only=True):
    """A package that a sponsor or exhibitor can take."""

    id: Annotated[
        Slug,
        Field(
            description="The name in references.",
            example="headline",
            label="Name in addresses",
            exported=Exported.YES,
            compared=Compared.NO,
            fixed=True,
        ),
    ]
    name: Annotated[
        Label,
        Field(
            description="The name.",
            example="Headline sponsor",
            aliases=("title",),
            exported=Exported.YES,
        ),
    ]
    group: Annotated[TierGroup, Field(description="sponsor, exhibit or advertise.")] = (
        TierGroup.SPONSOR
    )
    summary: Annotated[
        Line | None, Field(description="A summary, in a sentence.", long=True)
    ] = None
    price: Annotated[
        Money | None,
        Field(
            description="The price; without it, on request.",
            example="5000",
            aliases=("cost",),
        ),
    ] = None
    currency: Annotated[
        Currency | None, Field(description="Its currency. Default: that of the file.")
    ] = None
    subsidised_price: Annotated[
        Money | None,
        Field(description="For public and non-profit bodies.", example="3500"),
    ] = None
    available: Annotated[
        Count | None,
        Field(
            description="The number on offer.",
            example="1",
            aliases=("number",),
            noun="number of packages",
        ),
    ] = None
    benefits: Annotated[tuple[Benefit, ...], Field(description="The benefits.")] = ()
    offered: Annotated[
        YesNo,
        Field(
            description="No, for a tier that is not offered but has sponsors.",
            noun="setting “Offered”",
        ),
    ] = True
    sample: Sample = False


class Job(Record, frozen=True, kw_only=True):
    """A job that a sponsor offers."""

    title: Annotated[
        Line,
        Field(description="The job.", example="Data engineer", exported=Exported.YES),
    ]
    url: Annotated[
        WebAddress,
        Field(
            description="The advertisement.",
            example="https://example.org/jobs/1",
            exported=Exported.YES,
        ),
    ]
    closes: Annotated[
        Day | None,
        Field(
            description="The last day to apply. It is gone after it.",
            noun="closing date",
            exported=Exported.YES,
        ),
    ] = None


class Organisation(Record, frozen=True, kw_only=True):
    """An organisation of speakers, of the team or of sponsors, which name it."""

    id: Annotated[
        Slug,
        Field(
            description="The name in references.",
            example="example-trust",
            label="Name in addresses",
            exported=Exported.YES,
            compared=Compared.NO,
            fixed=True,
        ),
    ]
    name: Annotated[
        Line,
        Field(
            description="The organisation.",
            example="Example Trust",
            aliases=("title",),
            asked=1,
            width=32,
            exported=Exported.YES,
            translatable=False,
        ),
    ]
    logo: Annotated[
        Picture | None,
        Field(
            description="A logo, in assets/.",
            example="images/example.svg",
            aliases=("image",),
        ),
    ] = None
    logo_dark: Annotated[
        Picture | None,
        Field(
            description="The logo for dark backgrounds.", noun="logo for dark colours"
        ),
    ] = None
    logo_has_name: Annotated[
        YesNo,
        Field(
            description="Yes, if the name can be read in the logo.",
            noun="setting “Logo has name”",
        ),
    ] = False
    url: Annotated[
        WebAddress | None,
        Field(
            description="The website.",
            example="https://example.org/",
            aliases=("link",),
            asked=3,
            exported=Exported.YES,
        ),
    ] = None


class Sponsor(Organisation, frozen=True, kw_only=True):
    """An organisation that supports the conference."""

    tier: Annotated[
        Reference,
        Field(
            description="The id or name of a tier.",
            example="headline",
            aliases=("level", "package"),
            refers_to="tier",
            hint="The package that the sponsor has taken.",
            asked=2,
            in_lists=True,
            exported=Exported.YES,
        ),
    ]
    words: Annotated[
        Markdown, Field(description="The sponsor’s own text, in Markdown.", width=60)
    ] = ""
    jobs: Annotated[
        tuple[Job, ...],
        Field(
            description="The jobs that the sponsor offers.", exported=Exported.IF_GIVEN
        ),
    ] = ()
    sample: Sample = False


class SponsorsFile(Record, frozen=True, kw_only=True):
    """`data/sponsors.yaml`."""

    currency: Annotated[
        Currency | None, Field(description="The currency. Default: that of the event.")
    ] = None
    introduction: Annotated[
        Markdown, Field(description="Markdown above the packages.")
    ] = ""
    subsidy: Annotated[
        Line | None,
        Field(description="The organisations that pay the subsidised prices."),
    ] = None
    closes: Annotated[
        Day | None,
        Field(
            description="The last day of the offer.",
            example="2027-03-31",
            noun="closing date",
        ),
    ] = None
    contact: Annotated[
        Line | None, Field(description="The person to ask.", example="The events team")
    ] = None
    terms: Annotated[
        Markdown,
        Field(description="Markdown below the packages: artwork, stands, cancelling."),
    ] = ""
    fields: Annotated[
        tuple[CustomField, ...],
        Field(description="Custom fields of sponsors.", compared=Compared.NO),
    ] = ()
    tiers: tuple[Tier, ...] = ()
    sponsors: tuple[Sponsor, ...] = ()
