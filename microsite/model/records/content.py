"""Records beside the event: programme, people, pages, news, resources, figures, redirects."""

from enum import StrEnum
from typing import Annotated

from msgspec import field

from microsite.model.fields import FROM_FILE, Record, RefersTo
from microsite.model.types import (
    TO_BE_ANNOUNCED,
    Asset,
    Colour,
    Count,
    Day,
    DayOrNumber,
    Duration,
    FocusPoint,
    Label,
    Line,
    Lines,
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

RoomName = Annotated[Reference, RefersTo("room")]
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


HOUSEKEEPING = frozenset((SessionKind.REGISTRATION, SessionKind.BREAK, SessionKind.LUNCH))
"""Kinds that need no speakers and, without an abstract, no page of their own."""


class SessionStatus(StrEnum):
    """Status of a session."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    CANCELLED = "cancelled"


class Room(Record, frozen=True, kw_only=True):
    """A room of the venue."""

    name: Annotated[Label, "What the room is called.", "Main hall", ("title",)]
    id: Annotated[Slug | None, "Its short name; made from the name where it is left out."] = None
    floor: Annotated[Label | None, "Where it is.", "First floor"] = None
    capacity: Annotated[Count | None, "How many people it seats.", "120", ("seats",)] = None
    access: Annotated[Line | None, "What to know about access.", "Hearing loop; step-free."] = None

    @property
    def slug(self) -> str:
        """The id, or one made from the name; the name itself if it has no Latin letters."""
        return self.id or slugify(self.name) or self.name


class Track(Record, frozen=True, kw_only=True):
    """A strand of the programme."""

    name: Annotated[Label, "What the track is called.", "Practice", ("title",)]
    id: Annotated[Slug | None, "Its short name; made from the name where it is left out."] = None
    about: Annotated[Line | None, "What it is about."] = None
    colour: Annotated[Colour | None, "A colour of its own.", '"#1b4d89"', ("color",)] = None

    @property
    def slug(self) -> str:
        """The id, or one made from the name; the name itself if it has no Latin letters."""
        return self.id or slugify(self.name) or self.name


class DayRecord(Record, frozen=True, kw_only=True):
    """Title and note of a day; days need not be listed."""

    day: Annotated[DayOrNumber, "The date, or the number of the day.", "2027-05-20"]
    title: Annotated[Line | None, "A name for the day.", "Day one: policy"] = None
    note: Annotated[Line | None, "A sentence under it."] = None


class Recording(Record, frozen=True, kw_only=True):
    """A recording of a session."""

    url: Annotated[WebAddress, "Where it is.", "https://video.example/opening"]
    captions: Annotated[YesNo, "Yes, where it has captions."] = False


class SessionRecord(Record, frozen=True, kw_only=True):
    """A session as it is typed."""

    id: Annotated[
        Slug,
        "Its name in addresses and references. It stays the same when the title changes.",
        "opening-plenary",
        ("slug",),
    ]
    title: Annotated[Line, "What it is called.", "Opening plenary", ("name",)]
    kind: Annotated[
        SessionKind,
        "What happens: registration, welcome, keynote, talk, panel, workshop, break, lunch and "
        "so on.",
        "talk",
        ("type", "format"),
    ]
    day: Annotated[
        DayOrNumber | None,
        "Its day: date or number; not needed where there is only one.",
        ("date",),
    ] = None
    start: Annotated[
        TimeOfDay,
        "When it starts, on the 24-hour clock.",
        "09:30",
        ("time", "starts", "from", "begin"),
    ]
    end: Annotated[
        TimeOfDay | None, "When it ends; or give its length.", "10:15", ("ends", "until", "finish")
    ] = None
    length: Annotated[
        Duration | None, "Its length; or give its end.", "45 minutes", ("duration", "minutes")
    ] = None
    room: Annotated[
        RoomName | None, "A room from the list.", "Main hall", ("location", "place", "venue")
    ] = None
    track: Annotated[TrackName | None, "A track from the list.", "Practice", ("stream",)] = None
    chair: Annotated[
        SpeakerNames, "Who chairs it: as in “speakers”.", ("moderator", "facilitator", "chairs")
    ] = ()
    speakers: Annotated[
        SpeakerNames,
        "Who speaks, in order: names of files in content/speakers/, without .md.",
        ("presenter", "presenters"),
    ] = ()
    summary: Annotated[Line | None, "One sentence for the programme."] = None
    abstract: Annotated[Markdown, "What it is about, in Markdown.", ("description", "text")] = ""
    status: Annotated[
        SessionStatus, "confirmed, provisional or cancelled; a cancelled session stays and says so."
    ] = SessionStatus.CONFIRMED
    status_note: Annotated[Line | None, "A sentence about its status."] = None
    resources: Annotated[ResourceIds, "Ids of resources that belong to it."] = ()
    repeat_of: Annotated[SessionId | None, "The id of the session that it repeats."] = None
    slides: Annotated[WebAddress | Asset | None, "Slides: an address, or a file in assets/."] = None
    recording: Annotated[Recording | None, "A recording.", ("video",)] = None
    content_note: Annotated[Line | None, "What may distress, so that people can choose."] = None
    capacity: Annotated[Count | None, "How many can take part, where that is limited.", "40"] = None
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class Link(Record, frozen=True, kw_only=True):
    """A link to somewhere else."""

    label: Annotated[Label, "The words of the link.", "Profile"]
    url: Annotated[WebAddress, "Where it leads.", "https://example.org/people/kim"]


class Speaker(Record, frozen=True, kw_only=True):
    """The settings at the top of a speaker's file. The text below them is the biography."""

    name: Annotated[Line, "The person's name, or “to be confirmed”.", "to be confirmed"]
    role: Annotated[
        Line | None, "What they do.", "Harbour master", ("title", "job_title", "job", "position")
    ] = None
    organisation: Annotated[
        Line | None, "Where they do it.", ("company", "organization", "affiliation", "org")
    ] = None
    pronouns: Annotated[Label | None, "As they wish to be referred to.", "she/her"] = None
    photo: Annotated[
        Picture | None, "A photograph, in assets/.", "images/people/kim.jpg", ("image", "picture")
    ] = None
    photo_alt: Annotated[Line | None, "What it shows, for those who cannot see.", ("alt",)] = None
    photo_focus: Annotated[
        FocusPoint | None,
        "Point that a crop keeps, from left and top.",
        "50% 30%",
        ("focus", "crop"),
    ] = None
    links: Annotated[OneOrMore[Link], "Where to read more of them."] = ()
    featured: Annotated[YesNo, "Yes, to show them first."] = False
    order: Annotated[Count | None, "Their place in the list; without it, by name.", "1"] = None
    protected: Annotated[YesNo, "Yes, to hide who it is: see “shown_as”, “private_words”."] = False
    shown_as: Annotated[Line | None, "What a protected person is called on the site."] = None
    private_words: Annotated[Lines, "Other words that the site must not contain."] = ()
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
    slug: Annotated[Slug, "The name of the file.", FROM_FILE]
    biography: Annotated[Markdown, "The text of the file.", ("bio", "biography"), FROM_FILE] = ""

    @property
    def is_named(self) -> bool:
        """Return whether the name is known and may be published."""
        return not self.protected and self.name.casefold() not in TO_BE_ANNOUNCED


class ProsePage(Record, frozen=True, kw_only=True):
    """The settings at the top of a page. The text below them is the page."""

    title: Annotated[Line, "The heading of the page.", "Safeguarding", ("name",)]
    description: Annotated[Line | None, "For search engines and shared links.", ("summary",)] = None
    menu: Annotated[YesNo, "Yes, to list it in the main menu.", ("nav",)] = False
    menu_label: Annotated[Label | None, "A shorter name for the menu."] = None
    order: Annotated[Count | None, "Its place in menus, else by title.", "1", ("weight",)] = None
    updated: Annotated[
        Day | None, "When it was last changed or reviewed.", "2027-02-01", ("modified", "reviewed")
    ] = None
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
    slug: Annotated[Slug, "The name of the file.", FROM_FILE]
    body: Annotated[Markdown, "The text below the settings.", FROM_FILE] = ""


class NewsPost(Record, frozen=True, kw_only=True):
    """The settings at the top of a news post. The text below them is the post."""

    title: Annotated[Line, "The headline.", "Booking is open", ("name",)]
    date: Annotated[Day, "The day it is dated.", "2027-01-10", ("published",)]
    updated: Annotated[Day | None, "When it last changed; shown at its end.", ("modified",)] = None
    summary: Annotated[Line | None, "A sentence for the list of news.", ("description",)] = None
    picture: Annotated[Picture | None, "A picture, in assets/.", ("image",)] = None
    picture_alt: Annotated[Line | None, "What it shows, for those who cannot see it."] = None
    draft: Annotated[YesNo, "Yes, while it is not to be published."] = False
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
        "Where it leads now: a link as in texts, such as “speaker:jo-smith”, or a whole address.",
        "speaker:jo-smith",
        ("new", "url"),
    ]


DEFAULT_KINDS = tuple(
    "Guidance News Resource Report Research Legislation Campaign Tool Training".split()
)


class Resource(Record, frozen=True, kw_only=True):
    """Something to read, watch or use."""

    id: Annotated[Slug, "Its name in references; it stays the same.", "flood-guidance"]
    title: Annotated[
        Line, "Its title, as its publisher gives it.", "Flood guidance for towns", ("name",)
    ]
    kind: Annotated[
        Label, "One of the kinds at the top of the file.", "Guidance", ("type", "category")
    ]
    url: Annotated[WebAddress | None, "Where it is, once it is known.", ("link", "address")] = None
    publisher: Annotated[Line | None, "The publisher.", "Home Office", ("source", "author")] = None
    published: Annotated[Day | None, "When it was published.", "2023-11-13", ("date",)] = None
    updated: Annotated[Day | None, "When it was last changed."] = None
    checked: Annotated[Day | None, "When somebody last saw that the link is right."] = None
    summary: Annotated[Line | None, "What it is, in a sentence.", ("description",)] = None
    supersedes: Annotated[ResourceIds, "Ids of older ones that it replaces.", ("replaces",)] = ()
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class ResourcesFile(Record, frozen=True, kw_only=True):
    """`data/resources.yaml`."""

    kinds: Annotated[OneOrMore[Label], "The kinds of resource, in order."] = DEFAULT_KINDS
    introduction: Annotated[Markdown, "Markdown above the list."] = ""
    resources: tuple[Resource, ...] = ()


class Figure(Record, frozen=True, kw_only=True):
    """A statistic, with where it comes from and when somebody last checked it.

    In Markdown it is cited as a link, `[1,200 homes](figure:homes-at-risk)`, and shown with its
    source.
    """

    id: Annotated[Slug, "Its name in references.", "homes-at-risk"]
    value: Annotated[Label, "The number as it is to be read.", '"1,200"', ("number",)]
    unit: Annotated[Label | None, "What is counted.", "homes"] = None
    statement: Annotated[Line, "The whole fact, in a sentence.", "1,200 homes flooded.", ("text",)]
    source: Annotated[Line, "Who says so.", "Example Institute", ("publisher",)]
    url: Annotated[WebAddress | None, "Where they say so.", ("link",)] = None
    published: Annotated[Day | None, "When they said so.", ("date",)] = None
    dated: Annotated[Label | None, "The time it is about, in words.", "2023 to 2024"] = None
    checked: Annotated[Day | None, "When somebody last compared it with its source."] = None
    featured: Annotated[YesNo, "Yes, to show it large on the home page."] = False
    strokes: Annotated[StrokeCount | None, "How many strokes show it, 1 to 150.", "46"] = None
    marked: Annotated[Count | None, "How many of the strokes stand out.", "4"] = None
    key: Annotated[
        Line | None, "What the strokes are.", "One stroke, 100 homes; marked, flooded twice"
    ] = None
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
