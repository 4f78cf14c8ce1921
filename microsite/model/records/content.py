"""Records beside the event: programme, people, pages, news, resources, figures,
redirects.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import field

from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.fields import EXPORTED, FROM_FILE, CustomField, Record, RefersTo
from microsite.model.records.event import Attendance, FoundBy
from microsite.model.types import (
    Asset,
    Colour,
    Contact,
    Count,
    Day,
    DayOrNumber,
    Duration,
    FocusPoint,
    Label,
    Language,
    Line,
    Lines,
    LocalDateTime,
    Markdown,
    NameList,
    NewAddress,
    OldAddress,
    OneOrMore,
    Picture,
    Reference,
    Slug,
    StrokeCount,
    TimeOfDay,
    WebAddress,
    YesNo,
)
from microsite.source.files import slugify
from microsite.source.languages import original_of

RoomName = Annotated[Reference, RefersTo("room")]
ALL_ROOMS = ("all rooms", "all")
TrackName = Annotated[Reference, RefersTo("track")]
SessionId = Annotated[Reference, RefersTo("session")]
SpeakerNames = NameList[Annotated[Reference, RefersTo("speaker")]]
ResourceIds = NameList[Annotated[Reference, RefersTo("resource")]]


class SessionKind(StrEnum):
    """Kinds of session."""

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


HOUSEKEEPING = frozenset(
    (SessionKind.REGISTRATION, SessionKind.BREAK, SessionKind.LUNCH)
)
"""Kinds that need no speakers and, without an abstract, no page of their own."""


class SessionStatus(StrEnum):
    """Status of a session."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    CANCELLED = "cancelled"


class Booked(StrEnum):
    """Places of a session that people choose when they book."""

    SOME = "some"
    FEW_LEFT = "few left"
    FULL = "full"


class Place(Record, frozen=True, kw_only=True):
    """A room or a track: sessions refer to it by its id or its name."""

    name: Annotated[Label, "The name.", "Main hall", ("title",), EXPORTED]
    id: Annotated[Slug | None, "The id. Default: made from the name."] = None

    @property
    def slug(self) -> str:
        """The id, or one made from the name; the name itself if it has no Latin
        letters.
        """
        return self.id or slugify(original_of(self.name)) or original_of(self.name)


class Room(Place, frozen=True, kw_only=True):
    """A room of the venue."""

    floor: Annotated[
        Label | None, "The floor or building.", "First floor", EXPORTED
    ] = None
    capacity: Annotated[
        Count | None, "The number of seats.", "120", ("seats",), EXPORTED
    ] = None
    access: Annotated[
        Line | None,
        "Access information.",
        "Hearing loop; step-free.",
        EXPORTED,
    ] = None
    stream: Annotated[
        WebAddress | None,
        "The live stream, for the page of the day.",
        EXPORTED,
    ] = None
    captions: Annotated[
        WebAddress | None, "The live captions, for the page of the day.", EXPORTED
    ] = None
    all_day: Annotated[
        Line | None, "Its only use, open all day.", "Quiet room", EXPORTED
    ] = None


class Track(Place, frozen=True, kw_only=True):
    """A strand of the programme."""

    about: Annotated[Line | None, "A description.", EXPORTED] = None
    colour: Annotated[
        Colour | None,
        "A colour of its own.",
        '"#1b4d89"',
        ("color",),
        EXPORTED,
    ] = None


class OwnKind(Record, frozen=True, kw_only=True):
    """A kind of session of your own."""

    name: Annotated[Label, "The name, as visitors see it.", "Poster"]
    like: Annotated[SessionKind, "The kind that it works like.", "talk"] = (
        SessionKind.OTHER
    )


class DayRecord(Record, frozen=True, kw_only=True):
    """Title and note of a day; days need not be listed."""

    day: Annotated[DayOrNumber, "The date, or the number of the day.", "2027-05-20"]
    title: Annotated[Line | None, "A name for the day.", "Day one: policy"] = None
    note: Annotated[Line | None, "A sentence under it."] = None


class Recording(Record, frozen=True, kw_only=True):
    """A recording of a session."""

    url: Annotated[
        WebAddress,
        "The address of the recording.",
        "https://video.example/opening",
        EXPORTED,
    ]
    captions: Annotated[YesNo, "Yes, where it has captions.", EXPORTED] = False
    language: Annotated[
        Language | None,
        "The language, if there are several.",
        "cy",
        EXPORTED,
    ] = None


class Link(Record, frozen=True, kw_only=True):
    """A link to somewhere else."""

    label: Annotated[Label, "The words of the link.", "Profile", EXPORTED]
    url: Annotated[
        WebAddress,
        "The address of the link.",
        "https://example.org/people/kim",
        EXPORTED,
    ]


class Material(Link, frozen=True, kw_only=True):
    """A link or a file of a session."""

    url: Annotated[
        WebAddress | Asset, "Its address, or a file in assets/.", "https://example.org/"
    ]


class SessionRecord(Record, frozen=True, kw_only=True):
    """A session as it is typed."""

    id: Annotated[
        Slug,
        "The name in addresses. It stays the same.",
        "opening-plenary",
        ("slug",),
        EXPORTED,
    ]
    title: Annotated[Line, "The title.", "Opening plenary", ("name",), EXPORTED]
    kind: Annotated[
        SessionKind | Label,
        "The form, such as keynote, talk, panel, workshop or break, or one of “kinds”.",
        "talk",
        ("type", "format"),
        EXPORTED,
    ]
    day: Annotated[
        DayOrNumber | None,
        "Date or number of the day, if several.",
        ("date",),
        EXPORTED,
    ] = None
    start: Annotated[
        TimeOfDay | None,
        "The start, on the 24-hour clock. Leave it out until the time is known.",
        "09:30",
        ("time", "starts", "from", "begin"),
        EXPORTED,
    ] = None
    end: Annotated[
        TimeOfDay | None,
        "The end. Or give the length.",
        "10:15",
        ("ends", "until", "finish"),
        EXPORTED,
    ] = None
    length: Annotated[
        Duration | None,
        "The length. Or give the end.",
        "45 minutes",
        ("duration", "minutes"),
    ] = None
    all_day: Annotated[
        YesNo | None, "Yes, to list it first. Default: from four hours on."
    ] = None
    room: Annotated[
        OneOrMore[RoomName],
        "A room from the list, several in brackets, or “all rooms”.",
        "Main hall",
        ("rooms", "location", "place", "venue", "where"),
        EXPORTED,
    ] = ()
    track: Annotated[
        TrackName | None, "A track from the list.", "Practice", ("stream",), EXPORTED
    ] = None
    chair: Annotated[
        SpeakerNames, "The chairs.", ("moderator", "facilitator", "chairs")
    ] = ()
    speakers: Annotated[
        SpeakerNames,
        "The speakers, in order: names of files in content/speakers/, without .md.",
        ("presenter", "presenters"),
        EXPORTED,
    ] = ()
    summary: Annotated[Line | None, "One sentence for the programme.", EXPORTED] = None
    abstract: Annotated[
        Markdown, "A description, in Markdown.", ("description", "text")
    ] = ""
    status: Annotated[
        SessionStatus,
        "confirmed, provisional or cancelled; a cancelled session stays and says so.",
        EXPORTED,
    ] = SessionStatus.CONFIRMED
    status_note: Annotated[Line | None, "A sentence about its status.", EXPORTED] = None
    resources: Annotated[
        ResourceIds, "Ids of resources that belong to it.", EXPORTED
    ] = ()
    repeat_of: Annotated[
        SessionId | None,
        "The id of the session that it repeats.",
        EXPORTED,
    ] = None
    slides: Annotated[
        WebAddress | Asset | None, "Slides: an address, or a file in assets/.", EXPORTED
    ] = None
    links: Annotated[
        OneOrMore[Material], "Links and files, with their words.", ("files",)
    ] = ()
    recording: Annotated[
        OneOrMore[Recording], "Its recordings.", ("video", "recordings"), EXPORTED
    ] = ()
    language: Annotated[
        Language | None, "The language, if not that of the site.", "cy", EXPORTED
    ] = None
    attendance: Annotated[
        Attendance | None, "in person, online or hybrid, if it differs.", EXPORTED
    ] = None
    series: Annotated[
        Label | None,
        "The series or block it is part of.",
        "Tutorials",
        EXPORTED,
    ] = None
    picture: Annotated[Picture | None, "A picture, in assets/.", ("image",)] = None
    picture_alt: Annotated[Line | None, "Alternative text for the picture."] = None
    content_note: Annotated[Line | None, "A note on distressing content.", EXPORTED] = (
        None
    )
    capacity: Annotated[
        Count | None, "The number of places, if limited.", "40", EXPORTED
    ] = None
    booked: Annotated[
        Booked | None,
        "Places that are taken: some, few left or full.",
        EXPORTED,
    ] = None
    access: Annotated[
        Line | None,
        "Access information. Default: that of the room.",
        EXPORTED,
    ] = None
    questions: Annotated[
        Contact | None, "Where to ask questions. Default: the event’s.", EXPORTED
    ] = None
    feedback: Annotated[
        Contact | None, "Where to send feedback. Default: the event’s.", EXPORTED
    ] = None
    source: Annotated[Line | None, "The id in the system it is imported from."] = None
    also_found_by: FoundBy = ()
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class SessionsFile(Record, frozen=True, kw_only=True):
    """`data/sessions.yaml`."""

    fields: Annotated[tuple[CustomField, ...], "Custom fields of sessions."] = ()


class Note(Record, frozen=True, kw_only=True):
    """A notice for the page of the day, which hides it after two hours."""

    at: Annotated[LocalDateTime, "The time, in the event’s zone.", "2027-05-20 10:05"]
    text: Annotated[Line, "The notice.", "The main hall is running 10 minutes late."]


class Speaker(Record, frozen=True, kw_only=True):
    """The settings at the top of a speaker's file.

    The text below them is the biography.
    """

    name: Annotated[Line, "The person's name, or “to be confirmed”.", "to be confirmed"]
    sort_as: Annotated[
        Line | None, "The name in a long list. Default: its last word."
    ] = None
    role: Annotated[
        Line | None,
        "The role.",
        "Harbour master",
        ("title", "job_title", "job", "position"),
        EXPORTED,
    ] = None
    organisation: Annotated[
        Line | None,
        "The organisation.",
        ("company", "organization", "affiliation", "org"),
        EXPORTED,
    ] = None
    summary: Annotated[
        Line | None, "What the person brings, in one line.", "Old pumps.", EXPORTED
    ] = None
    pronouns: Annotated[
        Label | None, "The pronouns of the person.", "she/her", EXPORTED
    ] = None
    photo: Annotated[
        Picture | None,
        "A photograph, in assets/.",
        "images/people/kim.jpg",
        ("image", "picture"),
    ] = None
    photo_alt: Annotated[Line | None, "Alternative text for the photo.", ("alt",)] = (
        None
    )
    photo_focus: Annotated[
        FocusPoint | None,
        "Point to keep, from left and top.",
        "50% 30%",
        ("focus", "crop"),
    ] = None
    links: Annotated[OneOrMore[Link], "Links to more about the person.", EXPORTED] = ()
    featured: Annotated[YesNo, "Yes, to show them first."] = False
    order: Annotated[Count | None, "The place in the list. Default: by name.", "1"] = (
        None
    )
    protected: Annotated[
        YesNo, "Yes, to hide who it is: see “shown_as”, “private_words”."
    ] = False
    shown_as: Annotated[
        Line | None, "The name that the site shows for a protected person."
    ] = None
    private_words: Annotated[Lines, "Other words that the site must not contain."] = ()
    source: Annotated[Line | None, "The id in the system they are imported from."] = (
        None
    )
    also_found_by: FoundBy = ()
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
    slug: Annotated[Slug, "The name of the file.", FROM_FILE]
    biography: Annotated[
        Markdown, "The text of the file.", ("bio", "biography"), FROM_FILE
    ] = ""

    @property
    def is_named(self) -> bool:
        """Return whether the name is known and may be published."""
        return not self.protected and self.name.casefold() not in TO_BE_ANNOUNCED


class Member(Speaker, frozen=True, kw_only=True):
    """Somebody who does not speak: of the team, of a committee, or a volunteer."""

    group: Annotated[
        Label | None, "The group.", "Programme committee", ("committee",), EXPORTED
    ] = None


class Call(Record, frozen=True, kw_only=True):
    """A call, such as one for papers, with its dates."""

    opens: Annotated[
        LocalDateTime | None,
        "The first moment, in the event’s zone.",
        EXPORTED,
    ] = None
    closes: Annotated[
        LocalDateTime | None, "The deadline, in the event’s zone.", EXPORTED
    ] = None
    url: Annotated[
        WebAddress | None, "The form.", "https://proposals.example/", EXPORTED
    ] = None
    label: Annotated[
        Label | None, "The words of its button.", "Propose a talk", EXPORTED
    ] = None


class ProsePage(Record, frozen=True, kw_only=True):
    """The settings at the top of a page. The text below them is the page."""

    title: Annotated[
        Line, "The heading of the page.", "Safeguarding", ("name",), EXPORTED
    ]
    description: Annotated[
        Line | None, "First line, also in search results.", ("summary",), EXPORTED
    ] = None
    menu: Annotated[YesNo, "Yes, to list it in the main menu.", ("nav",)] = False
    menu_label: Annotated[Label | None, "A shorter name for the menu."] = None
    order: Annotated[
        Count | None, "Place in menus. Default: by title.", "1", ("weight",)
    ] = None
    updated: Annotated[
        Day | None,
        "The day of the last change or review.",
        "2027-02-01",
        ("modified", "reviewed"),
    ] = None
    call: Annotated[Call | None, "A call, such as one for papers.", ("cfp",)] = None
    also_found_by: FoundBy = ()
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
    slug: Annotated[Slug, "The name of the file.", FROM_FILE]
    body: Annotated[Markdown, "The text below the settings.", FROM_FILE] = ""


class NewsPost(Record, frozen=True, kw_only=True):
    """The settings at the top of a news post. The text below them is the post."""

    title: Annotated[Line, "The headline.", "Booking is open", ("name",), EXPORTED]
    date: Annotated[Day, "The day it is dated.", "2027-01-10", ("published",), EXPORTED]
    updated: Annotated[Day | None, "The day of the last change.", ("modified",)] = None
    author: Annotated[
        Line | None, "The author. Default: the organiser.", ("by",), EXPORTED
    ] = None
    summary: Annotated[
        Line | None, "A sentence for the list of news.", ("description",), EXPORTED
    ] = None
    picture: Annotated[Picture | None, "A picture, in assets/.", ("image",)] = None
    picture_alt: Annotated[Line | None, "Alternative text for the picture."] = None
    picture_caption: Annotated[
        Line | None, "A line under the picture.", ("caption",)
    ] = None
    draft: Annotated[YesNo, "Yes, while it is not to be published."] = False
    also_found_by: FoundBy = ()
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
    slug: Annotated[Slug, "The name of the file.", FROM_FILE]
    body: Annotated[Markdown, "The text below the settings.", FROM_FILE] = ""


class Redirect(Record, frozen=True, kw_only=True):
    """An old address, and what is to be shown to those who still have it."""

    old: Annotated[
        OldAddress,
        "The old address, from the root of the site; a folder or a file.",
        "speakers/j-smith/",
        ("old", "address"),
    ] = field(name="from")
    to: Annotated[
        NewAddress,
        "The new target: a link as in texts, such as “speaker:jo-smith”, or a whole"
        " address.",
        "speaker:jo-smith",
        ("new", "url"),
    ]


DEFAULT_KINDS = tuple(
    "Guidance News Resource Report Research Legislation Campaign Tool Training".split()
)


class Resource(Record, frozen=True, kw_only=True):
    """Something to read, watch or use."""

    id: Annotated[
        Slug, "The name in references. It stays the same.", "flood-guidance", EXPORTED
    ]
    title: Annotated[
        Line,
        "The title, as published.",
        "Flood guidance for towns",
        ("name",),
        EXPORTED,
    ]
    kind: Annotated[
        Label,
        "A kind at the top of the file.",
        "Guidance",
        ("type", "category"),
        EXPORTED,
    ]
    url: Annotated[
        WebAddress | None,
        "The address, if known.",
        ("link", "address"),
        EXPORTED,
    ] = None
    publisher: Annotated[
        Line | None, "The publisher.", "Home Office", ("source", "author"), EXPORTED
    ] = None
    published: Annotated[
        Day | None, "The day of publication.", "2023-11-13", ("date",), EXPORTED
    ] = None
    updated: Annotated[Day | None, "The day of the last change.", EXPORTED] = None
    checked: Annotated[
        Day | None, "The day on which the link was last checked.", EXPORTED
    ] = None
    summary: Annotated[
        Line | None, "A summary, in a sentence.", ("description",), EXPORTED
    ] = None
    supersedes: Annotated[
        ResourceIds, "Ids of older ones that it replaces.", ("replaces",), EXPORTED
    ] = ()
    also_found_by: FoundBy = ()
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class ResourcesFile(Record, frozen=True, kw_only=True):
    """`data/resources.yaml`."""

    kinds: Annotated[OneOrMore[Label], "The kinds of resource, in order."] = (
        DEFAULT_KINDS
    )
    introduction: Annotated[Markdown, "Markdown above the list."] = ""
    resources: tuple[Resource, ...] = ()


class Figure(Record, frozen=True, kw_only=True):
    """A statistic, with its source and the date of the last check.

    In Markdown it is cited as a link, `[1,200 homes](figure:homes-at-risk)`, and shown
    with its source.
    """

    id: Annotated[Slug, "The name in references.", "homes-at-risk", EXPORTED]
    value: Annotated[
        Label, "The number as it is to be read.", '"1,200"', ("number",), EXPORTED
    ]
    unit: Annotated[Label | None, "The unit of the number.", "homes", EXPORTED] = None
    statement: Annotated[
        Line,
        "The whole fact, in a sentence.",
        "1,200 homes flooded.",
        ("text",),
        EXPORTED,
    ]
    source: Annotated[
        Line, "The source.", "Example Institute", ("publisher",), EXPORTED
    ]
    url: Annotated[
        WebAddress | None, "The address of the source.", ("link",), EXPORTED
    ] = None
    published: Annotated[Day | None, "The day of publication.", ("date",), EXPORTED] = (
        None
    )
    dated: Annotated[
        Label | None,
        "The time it is about, in words.",
        "2023 to 2024",
        EXPORTED,
    ] = None
    checked: Annotated[
        Day | None,
        "The day of the last comparison with the source.",
        EXPORTED,
    ] = None
    featured: Annotated[YesNo, "Yes, to show it large on the home page."] = False
    strokes: Annotated[StrokeCount | None, "Strokes that show it, 1 to 150.", "46"] = (
        None
    )
    marked: Annotated[Count | None, "The number of strokes that stand out.", "4"] = None
    key: Annotated[Line | None, "The meaning of a stroke.", "One stroke, 100 homes"] = (
        None
    )
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
