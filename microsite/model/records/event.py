"""The event (`content/event.md`), its rates and sponsors (`data/rates.yaml`,
`sponsors.yaml`).
"""

from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import field, structs

from microsite.model.fields import EXPORTED, FROM_FILE, CustomField, Record, RefersTo
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
    Lines, "More words that the search finds it by, which are not shown."
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
        Line, "The meaning of the lines, in one sentence.", "Each line is one town."
    ]
    subject: Annotated[Label | None, "The subject of the bright line.", "One town"] = (
        None
    )


class Theme(Record, frozen=True, kw_only=True):
    """Look, colours and spacing of this event."""

    voice: Annotated[
        Voice, "The look: notice, almanac, or poster (with a picture)."
    ] = Voice.NOTICE
    picture: Annotated[
        Picture | None, "The photograph of the voice poster, in assets/."
    ] = None
    picture_alt: Annotated[Line | None, "Alternative text for the picture."] = None
    accent: Annotated[Colour | None, "The main colour.", '"#1b4d89"'] = None
    ink: Annotated[
        Colour | None, "The tint of text and dark surfaces.", '"#0f1926"'
    ] = None
    hero: Annotated[
        Hero, "bright: dark on the accent; deep: white on a deep shade."
    ] = Hero.BRIGHT
    density: Annotated[
        Number | None, "Space between things; 1 is normal, 0.8 tight.", "0.8"
    ] = None
    cards: Annotated[
        YesNo, "No, to draw no pictures for shared links; needs “base_url”."
    ] = True


class ProgrammeSize(StrEnum):
    """Sizes of a programme."""

    SMALL = "small"
    LARGE = "large"


class ProgrammeSettings(Record, frozen=True, kw_only=True):
    """The layout of the programme and the choices above it."""

    size: Annotated[
        ProgrammeSize | None, "large, for a page for each day; or small."
    ] = None
    chips: Annotated[
        NameList[Label],
        "Rooms, tracks and kinds to choose from. Default: all rooms and tracks.",
        "[Main hall, workshop]",
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

    by: Annotated[Label, "The means: on foot, by train, by car.", "Train"]
    text: Annotated[
        Line, "Directions, in a sentence.", "Five minutes on foot from the station."
    ]


class Access(Record, frozen=True, kw_only=True):
    """One fact about access to the venue."""

    name: Annotated[Label, "The subject.", "Step-free access", EXPORTED]
    text: Annotated[
        Line,
        "The details.",
        "From the street to every room, by ramp and lift.",
        EXPORTED,
    ]
    short: Annotated[
        Line | None, "The answer in a few words, shown first.", "To every room"
    ] = None


class Floor(Record, frozen=True, kw_only=True):
    """A floor of the venue, drawn as a plan."""

    name: Annotated[Label, "The name of the floor.", "Ground floor"]
    plan: Annotated[
        Markdown, "Its rooms, as the cells of a table.", "Hall | Hall | Lift"
    ]


class Venue(Record, frozen=True, kw_only=True):
    """The venue."""

    name: Annotated[Line, "The name of the building.", "Example House", EXPORTED]
    address: Annotated[
        Lines,
        "The postal address, a line each.",
        "[1 Example Street, London]",
        EXPORTED,
    ] = ()
    postcode: Annotated[Label | None, "The postcode.", "SW1A 1AA", EXPORTED] = None
    town: Annotated[
        Label | None,
        "The town or district, as it is shown in short.",
        "London",
        EXPORTED,
    ] = None
    country: Annotated[Country, "The country, as two letters.", "GB", EXPORTED] = "GB"
    url: Annotated[
        WebAddress | None, "The venue's own site.", "https://venue.example/", EXPORTED
    ] = None
    map_url: Annotated[
        WebAddress | None, "A map; it opens only when it is followed."
    ] = None
    latitude: Annotated[Latitude | None, "Degrees north.", "51.5", EXPORTED] = None
    longitude: Annotated[Longitude | None, "Degrees east.", "-0.12", EXPORTED] = None
    picture: Annotated[Picture | None, "A picture of the building, in assets/."] = None
    picture_alt: Annotated[Line | None, "Alternative text for the picture."] = None
    plan: Annotated[
        Picture | None, "A plan of the rooms, in assets/.", "images/plan.svg"
    ] = None
    plan_alt: Annotated[Line | None, "Alternative text for the plan."] = None
    floors: Annotated[tuple[Floor, ...], "Floors, each with a plan that is drawn."] = ()
    way: Annotated[
        Lines, "The way from the door, step by step, as numbered in the plan.", EXPORTED
    ] = ()
    directions: Annotated[
        tuple[TravelDirection, ...], "The ways of getting there."
    ] = ()
    access: Annotated[
        tuple[Access, ...],
        "Step-free access, hearing loop, toilets and so on.",
        EXPORTED,
    ] = ()
    access_contact: Annotated[
        Line | None, "The contact for access needs, and the date."
    ] = None

    @property
    def postal_address(self) -> tuple[str, ...]:
        """The lines of the address, and the postcode if they do not hold it."""
        is_given = (self.postcode or "").casefold() in " ".join(self.address).casefold()
        return self.address if is_given else (*self.address, self.postcode or "")


class Organiser(Record, frozen=True, kw_only=True):
    """The organiser."""

    name: Annotated[Line, "The organisation.", "Example Conferences Ltd", EXPORTED]
    phone: Annotated[Phone | None, "The number to call.", "020 7946 0000", EXPORTED] = (
        None
    )
    email: Annotated[
        Email | None,
        "The address to write to.",
        "events@example.org",
        EXPORTED,
    ] = None
    address: Annotated[Lines, "The postal address, a line each.", EXPORTED] = ()
    url: Annotated[
        WebAddress | None,
        "The organisation's own site.",
        "https://example.org/",
        EXPORTED,
    ] = None
    logo: Annotated[Picture | None, "The logo, in assets/.", "images/logo.svg"] = None
    logo_dark: Annotated[Picture | None, "The logo for dark backgrounds."] = None
    logo_has_name: Annotated[YesNo, "Yes, if the name can be read in the logo."] = False
    hours: Annotated[
        Line | None, "The opening hours.", "Monday to Friday, 9am to 5pm"
    ] = None


class BookingStep(Record, frozen=True, kw_only=True):
    """Something that happens after booking."""

    title: Annotated[Label, "In a few words.", "Joining note", EXPORTED]
    text: Annotated[
        Line,
        "In a sentence, with the time.",
        "Two weeks before, we write to you.",
        EXPORTED,
    ]


class Booking(Record, frozen=True, kw_only=True):
    """Booking of places."""

    url: Annotated[
        WebAddress | None,
        "The address for booking.",
        "https://booking.example/",
        EXPORTED,
    ] = None
    opens: Annotated[
        LocalDateTime | None, "The opening of booking, in the event’s zone.", EXPORTED
    ] = None
    closes: Annotated[
        LocalDateTime | None, "The end of booking, in the event’s zone.", EXPORTED
    ] = None
    places: Annotated[Count | None, "The number of places.", "150", EXPORTED] = None
    full: Annotated[YesNo, "Yes, when every place is taken.", EXPORTED] = False
    few_left: Annotated[YesNo, "Yes, when only a few places are left.", EXPORTED] = (
        False
    )
    waiting_list_url: Annotated[
        WebAddress | None,
        "The address of the waiting list.",
        EXPORTED,
    ] = None
    how: Annotated[
        Line | None, "Booking instructions, until there is a link.", EXPORTED
    ] = None
    steps: Annotated[
        tuple[BookingStep, ...], "The steps from booking to certificate.", EXPORTED
    ] = ()


class Series(Record, frozen=True, kw_only=True):
    """The series of which the event is an edition."""

    name: Annotated[Line, "The name of all editions.", "Coasts in common"]
    url: Annotated[
        WebAddress,
        "The address that always leads to the next edition. “base_url” is this and one"
        " folder more.",
        "https://coasts.example/",
    ]


class PartOf(Record, frozen=True, kw_only=True):
    """A portfolio of events with a site of its own."""

    name: Annotated[Line, "The name of the portfolio.", "Conferences on coasts"]
    url: Annotated[WebAddress, "The address of its site.", "https://coasts.example/"]


class Outcome(Record, frozen=True, kw_only=True):
    """Something a delegate takes away."""

    title: Annotated[Line, "In a few words.", "Earlier intervention"]
    text: Annotated[Line | None, "In a sentence."] = None


class Audience(Record, frozen=True, kw_only=True):
    """A sector that is invited."""

    name: Annotated[Label, "The sector.", "Local authorities", EXPORTED]
    who: Annotated[
        Line | None,
        "The people in it.",
        "Heads of service, safeguarding leads",
        EXPORTED,
    ] = None
    attending: Annotated[
        Count | None, "The number of its people who have booked.", "48", EXPORTED
    ] = None


class Cpd(Record, frozen=True, kw_only=True):
    """Continuing professional development."""

    hours: Annotated[
        Number | None, "Hours of learning, shown before the offer.", "5.5"
    ] = None
    statement: Annotated[
        Line, "The offer.", "A certificate of attendance is sent to delegates."
    ]


class HelpLine(Record, frozen=True, kw_only=True):
    """Help for people affected by the subject."""

    name: Annotated[Line, "The service.", "Example Helpline"]
    about: Annotated[Line, "Its purpose or its users.", "For anybody who needs to talk"]
    phone: Annotated[Phone | None, "The number to call.", "020 7946 0001"] = None
    text: Annotated[Phone | None, "The number to text."] = None
    url: Annotated[
        WebAddress | None, "The address on the web.", "https://www.example.org/"
    ] = None
    hours: Annotated[Line | None, "The opening hours.", "Day and night"] = None
    emergency: Annotated[
        YesNo, "Yes, for the number to call when someone is in danger."
    ] = False
    also_found_by: FoundBy = ()
    sample: Annotated[YesNo, "Yes, while the details still have to be checked."] = False


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

    folder: Annotated[Line | None, "A folder of this computer.", "/srv/www/coasts"] = (
        None
    )
    in_place: Annotated[YesNo, "Yes, to keep other files that are in this folder."] = (
        False
    )
    rsync: Annotated[
        HostFolder | None, "A host with rsync.", "web1:/var/www/conference"
    ] = None
    sftp: Annotated[HostFolder | None, "A host with SFTP.", "me@files.example:www"] = (
        None
    )
    rclone: Annotated[HostFolder | None, "A bucket in S3 or similar.", "r2:coasts"] = (
        None
    )
    netlify: Annotated[
        HostedSite | None, "The id of a project on Netlify.", "coasts-2027"
    ] = None
    cloudflare: Annotated[
        HostedSite | None, "A project on Cloudflare Pages.", "coasts"
    ] = None


class Source(Places, frozen=True, kw_only=True):
    """A system from which `pull` gets the programme: one of the first five."""

    pretalx: Annotated[
        WebAddress | None, "An event in pretalx.", "https://talks.example/c"
    ] = None
    sessionize: Annotated[
        Line | None, "The id of an API of Sessionize.", "jl4ktls0"
    ] = None
    indico: Annotated[
        WebAddress | None, "An event in Indico.", "https://in.example/event/1"
    ] = None
    google_sheet: Annotated[
        WebAddress | None, "A Google Sheet, or an .xlsx or .csv file."
    ] = None
    schedule: Annotated[WebAddress | None, "A schedule.xml, JSON or .ics file."] = None
    only: Annotated[
        NameList[Line], "Kinds of record, ids or fields to pull.", "[session]"
    ] = ()
    skip: Annotated[NameList[Line], "Those to leave out.", "[speaker, lunch.room]"] = ()
    allow_private: Annotated[YesNo, "Yes, for a server in your own network."] = False


class EventRecord(Record, frozen=True, kw_only=True):
    """The settings at the top of `content/event.md`.

    The text below them is the overview.
    """

    title: Annotated[
        Line, "The name of the conference.", "Coasts in common", ("name",), EXPORTED
    ]
    strapline: Annotated[
        Line | None, "The subject, in brief.", ("subtitle", "tagline"), EXPORTED
    ] = None
    standfirst: Annotated[
        Line | None, "One sentence under the title that says why to come."
    ] = None
    description: Annotated[
        Line,
        "One or two sentences for search engines and shared links.",
        "A one-day conference on keeping coastal towns dry.",
        ("summary",),
        EXPORTED,
    ]
    status: Annotated[
        EventStatus,
        "scheduled, postponed, cancelled or moved online.",
        EXPORTED,
    ] = EventStatus.SCHEDULED
    status_note: Annotated[
        Line | None, "A sentence on a status other than scheduled.", EXPORTED
    ] = None
    attendance: Annotated[
        Attendance,
        "in person, online or hybrid.",
        EXPORTED,
    ] = Attendance.IN_PERSON
    online_url: Annotated[
        WebAddress | None, "The address for joining online.", EXPORTED
    ] = None
    timezone: Annotated[
        TimeZone, "The time zone of the venue.", "Europe/London", EXPORTED
    ]
    starts: Annotated[
        LocalDateTime,
        "The start: day and time in that zone, or “to be announced”.",
        "2027-05-20 09:00",
        ("date", "start"),
        EXPORTED,
    ]
    ends: Annotated[
        LocalDateTime | None,
        "The end. Needed with “starts”.",
        "2027-05-20 16:45",
        ("end",),
        EXPORTED,
    ] = None
    new_day_at: Annotated[
        TimeOfDay, "Sessions before this belong to the night before."
    ] = time(5)
    venue: Annotated[
        Venue | None, "The place, or to be announced.", ("location", "place"), EXPORTED
    ] = None
    organiser: Annotated[
        Organiser,
        "The organiser.",
        "{name: Example Ltd}",
        ("organizer", "host"),
        EXPORTED,
    ]
    booking: Annotated[
        Booking | None, "Booking information.", ("tickets",), EXPORTED
    ] = None
    currency: Annotated[
        Currency, "The currency of prices, by its code in ISO 4217."
    ] = "GBP"
    questions: Annotated[
        Contact | None, "Contact for questions.", "https://ask.example/", EXPORTED
    ] = None
    feedback: Annotated[
        Contact | None, "For feedback on sessions.", "events@example.org", EXPORTED
    ] = None
    on_the_day: Annotated[
        tuple[Access, ...], "Facts for the day: Wi-Fi, who to ask.", EXPORTED
    ] = ()
    audience: Annotated[
        OneOrMore[Audience], "The intended audience.", ("who_should_attend",), EXPORTED
    ] = ()
    audience_note: Annotated[
        Line | None, "A sentence above the list of who should attend."
    ] = None
    outcomes: Annotated[
        tuple[Outcome, ...], "The benefits for a delegate.", ("take_away",)
    ] = ()
    cpd: Annotated[Cpd | None, "Continuing professional development."] = None
    help_lines: Annotated[
        tuple[HelpLine, ...], "Help for people it affects.", ("helplines",)
    ] = ()
    help_title: Annotated[Label | None, "The words of the link to the help lines."] = (
        None
    )
    exit_url: Annotated[
        WebAddress | None, "The target of “Exit this page”, if wanted."
    ] = None
    languages: Annotated[
        OneOrMore[Language],
        "Languages, the main one first.",
        EXPORTED,
    ] = ("en-GB",)
    unchecked_links: Annotated[
        Lines,
        "Addresses that check --external leaves alone: a name is all of a site.",
        "[linkedin.com, https://example.org/members/]",
    ] = ()
    base_url: Annotated[
        WebAddress | None, "The site’s address, for feeds and shared links."
    ] = None
    embeds: Annotated[
        YesNo, "Yes, to allow frames on other sites. Needs “base_url”."
    ] = False
    series: Annotated[
        Series | None, "The series, for an edition in its own folder."
    ] = None
    part_of: Annotated[
        PartOf | None, "The portfolio, linked at the foot of each page."
    ] = None
    security_contact: Annotated[
        Contact | None, "For security problems (security.txt)."
    ] = None
    publish: Annotated[
        PublishTarget | None, "The place to which “publish” sends the site."
    ] = None
    sources: Annotated[
        OneOrMore[Source], "Systems from which “pull” gets the programme."
    ] = ()
    custom_domain: Annotated[
        YesNo, "Yes, to have GitHub Pages serve “base_url” (CNAME)."
    ] = False
    offline: Annotated[
        YesNo, "No, to keep no pages on visitors’ devices, and remove any."
    ] = True
    leave_out: Annotated[NameList[Extra], "Features to turn off.", "[feeds]"] = ()
    theme: Annotated[Theme | None, "Look, colours and spacing."] = None
    drawing: Annotated[Drawing | None, "The drawing made from the programme."] = None
    programme: Annotated[ProgrammeSettings | None, "The layout of the programme."] = (
        None
    )
    subjects: Annotated[
        NameList[Label], "Subjects, to find it in a portfolio.", "[Coasts]", EXPORTED
    ] = ()
    sectors: Annotated[
        NameList[Label], "Sectors, to find it in a portfolio.", "[Health]", EXPORTED
    ] = ()
    copyright: Annotated[Line | None, "The line at the foot of each page."] = None
    fields: Annotated[tuple[CustomField, ...], "Custom fields of these settings."] = ()
    speaker_fields: Annotated[
        tuple[CustomField, ...], "Custom fields of speakers."
    ] = ()
    sample: Annotated[
        Lines, "The fields above that are not settled, shown as provisional."
    ] = ()
    overview: Annotated[Markdown, "The text below the settings.", FROM_FILE] = ""

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

    amount: Annotated[Money, "The amount.", "345", EXPORTED]
    label: Annotated[Label | None, "The name.", "Early bird", EXPORTED] = None
    starts: Annotated[
        Day | None,
        "The first day. Default: after the one before.",
        "2027-01-10",
        EXPORTED,
    ] = field(default=None, name="from")
    until: Annotated[
        Day | None,
        "The last day. Default: before the next one.",
        "2027-02-28",
        EXPORTED,
    ] = None
    currency: Annotated[
        Currency | None,
        "Its currency. Default: that of the rate.",
        EXPORTED,
    ] = None


class Rate(Record, frozen=True, kw_only=True):
    """Price of a place for one sector."""

    id: Annotated[Slug, "The name in references.", "public-sector", EXPORTED]
    name: Annotated[
        Label, "The sector.", "Public sector", ("title", "sector"), EXPORTED
    ]
    who: Annotated[
        Line | None,
        "The people in it.",
        "Councils, police, NHS, schools",
        EXPORTED,
    ] = None
    price: Annotated[
        Money | None, "The price, if only one. 0 is free.", "345", ("amount",)
    ] = None
    currency: Annotated[
        Currency | None,
        "Its currency. Default: that of the file.",
        EXPORTED,
    ] = None
    prices: Annotated[
        OneOrMore[Price], "The prices with their days, where they change.", EXPORTED
    ] = ()
    note: Annotated[Line | None, "A sentence about it.", EXPORTED] = None
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class RatesFile(Record, frozen=True, kw_only=True):
    """`data/rates.yaml`."""

    currency: Annotated[
        Currency | None,
        "The currency. Default: that of the event.",
        EXPORTED,
    ] = None
    vat: Annotated[
        Vat,
        "Prices with VAT: excluded, included, exempt or none.",
        EXPORTED,
    ] = Vat.EXCLUDED
    vat_percent: Annotated[Number, "The rate of VAT, in percent.", "20", EXPORTED] = (
        Decimal(20)
    )
    vat_name: Annotated[
        Label | None, "The name of a tax other than VAT.", "GST", ("tax",), EXPORTED
    ] = None
    introduction: Annotated[Markdown, "Markdown below “How to book”."] = ""
    included: Annotated[
        Lines, "Everything that a place includes.", "[Lunch, Coffee]", EXPORTED
    ] = ()
    terms: Annotated[
        Markdown, "Markdown on booking terms: cancelling, substitutes, payment."
    ] = ""
    rates: tuple[Rate, ...] = ()


class TierGroup(StrEnum):
    """Groups of packages."""

    SPONSOR = "sponsor"
    EXHIBIT = "exhibit"
    ADVERTISE = "advertise"


class Benefit(Record, frozen=True, kw_only=True):
    """One thing that a tier includes."""

    name: Annotated[Line, "The benefit.", "Delegate places"]
    amount: Annotated[Label | None, "The amount. Default: “Yes”.", "6"] = None


class Tier(Record, frozen=True, kw_only=True):
    """A package that a sponsor or exhibitor can take."""

    id: Annotated[Slug, "The name in references.", "headline", EXPORTED]
    name: Annotated[Label, "The name.", "Headline sponsor", ("title",), EXPORTED]
    group: Annotated[TierGroup, "sponsor, exhibit or advertise."] = TierGroup.SPONSOR
    summary: Annotated[Line | None, "A summary, in a sentence."] = None
    price: Annotated[
        Money | None, "The price; without it, on request.", "5000", ("cost",)
    ] = None
    currency: Annotated[Currency | None, "Its currency. Default: that of the file."] = (
        None
    )
    subsidised_price: Annotated[
        Money | None, "For public and non-profit bodies.", "3500"
    ] = None
    available: Annotated[Count | None, "The number on offer.", "1", ("number",)] = None
    benefits: Annotated[tuple[Benefit, ...], "The benefits."] = ()
    offered: Annotated[
        YesNo, "No, for a tier that is not offered but has sponsors."
    ] = True
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class Job(Record, frozen=True, kw_only=True):
    """A job that a sponsor offers."""

    title: Annotated[Line, "The job.", "Data engineer", EXPORTED]
    url: Annotated[
        WebAddress, "The advertisement.", "https://example.org/jobs/1", EXPORTED
    ]
    closes: Annotated[
        Day | None, "The last day to apply. It is gone after it.", EXPORTED
    ] = None


class Organisation(Record, frozen=True, kw_only=True):
    """An organisation of speakers, of the team or of sponsors, which name it."""

    id: Annotated[Slug, "The name in references.", "example-trust", EXPORTED]
    name: Annotated[Line, "The organisation.", "Example Trust", ("title",), EXPORTED]
    logo: Annotated[
        Picture | None, "A logo, in assets/.", "images/example.svg", ("image",)
    ] = None
    logo_dark: Annotated[Picture | None, "The logo for dark backgrounds."] = None
    logo_has_name: Annotated[YesNo, "Yes, if the name can be read in the logo."] = False
    url: Annotated[
        WebAddress | None, "The website.", "https://example.org/", ("link",), EXPORTED
    ] = None


class Sponsor(Organisation, frozen=True, kw_only=True):
    """An organisation that supports the conference."""

    tier: Annotated[
        Reference,
        "The id or name of a tier.",
        "headline",
        ("level", "package"),
        RefersTo("tier"),
        EXPORTED,
    ]
    words: Annotated[Markdown, "The sponsor’s own text, in Markdown."] = ""
    jobs: Annotated[tuple[Job, ...], "The jobs that the sponsor offers.", EXPORTED] = ()
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class SponsorsFile(Record, frozen=True, kw_only=True):
    """`data/sponsors.yaml`."""

    currency: Annotated[
        Currency | None, "The currency. Default: that of the event."
    ] = None
    introduction: Annotated[Markdown, "Markdown above the packages."] = ""
    subsidy: Annotated[
        Line | None, "The organisations that pay the subsidised prices."
    ] = None
    closes: Annotated[Day | None, "The last day of the offer.", "2027-03-31"] = None
    contact: Annotated[Line | None, "The person to ask.", "The events team"] = None
    terms: Annotated[
        Markdown, "Markdown below the packages: artwork, stands, cancelling."
    ] = ""
    fields: Annotated[tuple[CustomField, ...], "Custom fields of sponsors."] = ()
    tiers: tuple[Tier, ...] = ()
    sponsors: tuple[Sponsor, ...] = ()
