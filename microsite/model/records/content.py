"""Records beside the event: programme, people, pages, news, resources, figures,
redirects.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import field

from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.fields import Compared, CustomField, Exported, Field, Record
from microsite.model.records.event import Attendance, FoundBy, Sample
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

ALL_ROOMS = ("all rooms", "all")


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

    name: Annotated[
        Label,
        Field(
            description="The name.",
            example="Main hall",
            aliases=("title",),
            exported=Exported.YES,
        ),
    ]
    id: Annotated[
        Slug | None,
        Field(
            description="The id. Default: made from the name.",
            label="Name in addresses",
            compared=Compared.NO,
            fixed=True,
        ),
    ] = None

    @property
    def slug(self) -> str:
        """The id, or one made from the name; the name itself if it has no Latin
        letters.
        """
        return self.id or slugify(original_of(self.name)) or original_of(self.name)


class Room(Place, frozen=True, kw_only=True):
    """A room of the venue."""

    floor: Annotated[
        Label | None,
        Field(
            description="The floor or building.",
            example="First floor",
            in_lists=True,
            exported=Exported.YES,
        ),
    ] = None
    capacity: Annotated[
        Count | None,
        Field(
            description="The number of seats.",
            example="120",
            aliases=("seats",),
            exported=Exported.YES,
        ),
    ] = None
    access: Annotated[
        Line | None,
        Field(
            description="Access information.",
            example="Hearing loop; step-free.",
            long=True,
            exported=Exported.YES,
        ),
    ] = None
    stream: Annotated[
        WebAddress | None,
        Field(
            description="The live stream, for the page of the day.",
            exported=Exported.YES,
        ),
    ] = None
    captions: Annotated[
        WebAddress | None,
        Field(
            description="The live captions, for the page of the day.",
            exported=Exported.YES,
        ),
    ] = None
    all_day: Annotated[
        Line | None,
        Field(
            description="Its only use, open all day.",
            example="Quiet room",
            noun="setting “All day”",
            exported=Exported.IF_GIVEN,
        ),
    ] = None


class Track(Place, frozen=True, kw_only=True):
    """A strand of the programme."""

    about: Annotated[
        Line | None,
        Field(description="A description.", long=True, exported=Exported.YES),
    ] = None
    colour: Annotated[
        Colour | None,
        Field(
            description="A colour of its own.",
            example='"#1b4d89"',
            aliases=("color",),
            exported=Exported.YES,
        ),
    ] = None


class OwnKind(Record, frozen=True, kw_only=True):
    """A kind of session of your own."""

    name: Annotated[
        Label, Field(description="The name, as visitors see it.", example="Poster")
    ]
    like: Annotated[
        SessionKind,
        Field(
            description="The kind that it works like.",
            example="talk",
            noun="similar kind",
            in_lists=True,
        ),
    ] = SessionKind.OTHER


class DayRecord(Record, frozen=True, kw_only=True):
    """Title and note of a day; days need not be listed."""

    day: Annotated[
        DayOrNumber,
        Field(description="The date, or the number of the day.", example="2027-05-20"),
    ]
    title: Annotated[
        Line | None, Field(description="A name for the day.", example="Day one: policy")
    ] = None
    note: Annotated[
        Line | None, Field(description="A sentence under it.", long=True)
    ] = None


class Recording(Record, frozen=True, kw_only=True):
    """A recording of a session."""

    url: Annotated[
        WebAddress,
        Field(
            description="The address of the recording.",
            example="https://video.example/opening",
            exported=Exported.YES,
        ),
    ]
    captions: Annotated[
        YesNo, Field(description="Yes, where it has captions.", exported=Exported.YES)
    ] = False
    language: Annotated[
        Language | None,
        Field(
            description="The language, if there are several.",
            example="cy",
            exported=Exported.IF_GIVEN,
        ),
    ] = None


class Link(Record, frozen=True, kw_only=True):
    """A link to somewhere else."""

    label: Annotated[
        Label,
        Field(
            description="The words of the link.",
            example="Profile",
            exported=Exported.YES,
        ),
    ]
    url: Annotated[
        WebAddress,
        Field(
            description="The address of the link.",
            example="https://example.org/people/kim",
            exported=Exported.YES,
        ),
    ]


class Material(Link, frozen=True, kw_only=True):
    """A link or a file of a session."""

    url: Annotated[
        WebAddress | Asset,
        Field(
            description="Its address, or a file in assets/.",
            example="https://example.org/",
        ),
    ]


class SessionRecord(Record, frozen=True, kw_only=True):
    """A session as it is typed."""

    id: Annotated[
        Slug,
        Field(
            description="The name in addresses. It stays the same.",
            example="opening-plenary",
            aliases=("slug",),
            label="Name in addresses",
            exported=Exported.YES,
            compared=Compared.NO,
            fixed=True,
        ),
    ]
    title: Annotated[
        Line,
        Field(
            description="The title.",
            example="Opening plenary",
            aliases=("name",),
            asked=1,
            width=44,
            exported=Exported.YES,
            compared=Compared.SENTENCE,
        ),
    ]
    kind: Annotated[
        SessionKind | Label,
        Field(
            description=(
                "The form, such as keynote, talk, panel, workshop or break, or one of"
                " “kinds”."
            ),
            example="talk",
            aliases=("type", "format"),
            asked=2,
            exported=Exported.YES,
            translatable=False,
        ),
    ]
    day: Annotated[
        DayOrNumber | None,
        Field(
            description="Date or number of the day, if several.",
            aliases=("date",),
            asked=3,
            in_lists=True,
            exported=Exported.YES,
            compared=Compared.SENTENCE,
        ),
    ] = None
    start: Annotated[
        TimeOfDay | None,
        Field(
            description=(
                "The start, on the 24-hour clock. Leave it out until the time is known."
            ),
            example="09:30",
            aliases=("time", "starts", "from", "begin"),
            noun="starting time",
            asked=4,
            in_lists=True,
            exported=Exported.YES,
            compared=Compared.SENTENCE,
        ),
    ] = None
    end: Annotated[
        TimeOfDay | None,
        Field(
            description="The end. Or give the length.",
            example="10:15",
            aliases=("ends", "until", "finish"),
            noun="end time",
            asked=5,
            exported=Exported.YES,
            compared=Compared.SENTENCE,
        ),
    ] = None
    length: Annotated[
        Duration | None,
        Field(
            description="The length. Or give the end.",
            example="45 minutes",
            aliases=("duration", "minutes"),
            compared=Compared.SENTENCE,
        ),
    ] = None
    all_day: Annotated[
        YesNo | None,
        Field(
            description="Yes, to list it first. Default: from four hours on.",
            noun="setting “All day”",
        ),
    ] = None
    room: Annotated[
        OneOrMore[Reference],
        Field(
            description="A room from the list, several in brackets, or “all rooms”.",
            example="Main hall",
            aliases=("rooms", "location", "place", "venue", "where"),
            refers_to="room",
            missing="S105",
            asked=6,
            in_lists=True,
            exported=Exported.YES,
            compared=Compared.SENTENCE,
        ),
    ] = ()
    track: Annotated[
        Reference | None,
        Field(
            description="A track from the list.",
            example="Practice",
            aliases=("stream",),
            refers_to="track",
            missing="S106",
            asked=7,
            exported=Exported.YES,
            compared=Compared.SENTENCE,
        ),
    ] = None
    chair: Annotated[
        NameList[Reference],
        Field(
            description="The chairs.",
            aliases=("moderator", "facilitator", "chairs"),
            refers_to="speaker",
            missing="S104",
            hint="The people who chair it.",
            asked=8,
            compared=Compared.SENTENCE,
        ),
    ] = ()
    speakers: Annotated[
        NameList[Reference],
        Field(
            description=(
                "The speakers, in order: names of files in content/speakers/, without"
                " .md."
            ),
            aliases=("presenter", "presenters"),
            refers_to="speaker",
            missing="S103",
            hint="In the order in which they are to be shown.",
            asked=9,
            width=36,
            exported=Exported.YES,
            compared=Compared.SENTENCE,
        ),
    ] = ()
    summary: Annotated[
        Line | None,
        Field(
            description="One sentence for the programme.",
            asked=10,
            long=True,
            width=60,
            exported=Exported.YES,
        ),
    ] = None
    abstract: Annotated[
        Markdown,
        Field(
            description="A description, in Markdown.",
            aliases=("description", "text"),
            width=60,
        ),
    ] = ""
    status: Annotated[
        SessionStatus,
        Field(
            description=(
                "confirmed, provisional or cancelled; a cancelled session stays and"
                " says so."
            ),
            in_lists=True,
            exported=Exported.YES,
            compared=Compared.SENTENCE,
        ),
    ] = SessionStatus.CONFIRMED
    status_note: Annotated[
        Line | None,
        Field(
            description="A sentence about its status.",
            long=True,
            exported=Exported.YES,
            compared=Compared.SENTENCE,
        ),
    ] = None
    resources: Annotated[
        NameList[Reference],
        Field(
            description="Ids of resources that belong to it.",
            refers_to="resource",
            missing="S107",
            hint="Resources that belong to it.",
            exported=Exported.YES,
            compared=Compared.SENTENCE,
        ),
    ] = ()
    repeat_of: Annotated[
        Reference | None,
        Field(
            description="The id of the session that it repeats.",
            refers_to="session",
            missing="S109",
            noun="repeated session",
            hint="The session that it repeats.",
            exported=Exported.YES,
        ),
    ] = None
    slides: Annotated[
        WebAddress | Asset | None,
        Field(
            description="Slides: an address, or a file in assets/.",
            exported=Exported.YES,
        ),
    ] = None
    links: Annotated[
        OneOrMore[Material],
        Field(description="Links and files, with their words.", aliases=("files",)),
    ] = ()
    recording: Annotated[
        OneOrMore[Recording],
        Field(
            description="Its recordings.",
            aliases=("video", "recordings"),
            exported=Exported.YES,
        ),
    ] = ()
    language: Annotated[
        Language | None,
        Field(
            description="The language, if not that of the site.",
            example="cy",
            exported=Exported.IF_GIVEN,
        ),
    ] = None
    attendance: Annotated[
        Attendance | None,
        Field(
            description="in person, online or hybrid, if it differs.",
            exported=Exported.IF_GIVEN,
        ),
    ] = None
    series: Annotated[
        Label | None,
        Field(
            description="The series or block it is part of.",
            example="Tutorials",
            exported=Exported.IF_GIVEN,
        ),
    ] = None
    picture: Annotated[
        Picture | None, Field(description="A picture, in assets/.", aliases=("image",))
    ] = None
    picture_alt: Annotated[
        Line | None,
        Field(
            description="Alternative text for the picture.",
            label="Alternative text for the picture",
        ),
    ] = None
    content_note: Annotated[
        Line | None,
        Field(
            description="A note on distressing content.",
            long=True,
            exported=Exported.YES,
        ),
    ] = None
    capacity: Annotated[
        Count | None,
        Field(
            description="The number of places, if limited.",
            example="40",
            exported=Exported.YES,
        ),
    ] = None
    booked: Annotated[
        Booked | None,
        Field(
            description="Places that are taken: some, few left or full.",
            noun="number of booked places",
            exported=Exported.YES,
        ),
    ] = None
    access: Annotated[
        Line | None,
        Field(
            description="Access information. Default: that of the room.",
            long=True,
            exported=Exported.YES,
        ),
    ] = None
    questions: Annotated[
        Contact | None,
        Field(
            description="Where to ask questions. Default: the event’s.",
            exported=Exported.YES,
        ),
    ] = None
    feedback: Annotated[
        Contact | None,
        Field(
            description="Where to send feedback. Default: the event’s.",
            exported=Exported.YES,
        ),
    ] = None
    source: Annotated[
        Line | None,
        Field(
            description="The id in the system it is imported from.",
            width=0,
            compared=Compared.NO,
            translatable=False,
        ),
    ] = None
    also_found_by: FoundBy = ()
    sample: Sample = False


class SessionsFile(Record, frozen=True, kw_only=True):
    """`data/sessions.yaml`."""

    fields: Annotated[
        tuple[CustomField, ...],
        Field(description="Custom fields of sessions.", compared=Compared.NO),
    ] = ()


class Note(Record, frozen=True, kw_only=True):
    """A notice for the page of the day, which hides it after two hours."""

    at: Annotated[
        LocalDateTime,
        Field(description="The time, in the event’s zone.", example="2027-05-20 10:05"),
    ]
    text: Annotated[
        Line,
        Field(
            description="The notice.",
            example="The main hall is running 10 minutes late.",
            long=True,
        ),
    ]


class Speaker(Record, frozen=True, kw_only=True):
    """The settings at the top of a speaker's file.

    The text below them is the biography.
    """

    name: Annotated[
        Line,
        Field(
            description="The person's name, or “to be confirmed”.",
            example="to be confirmed",
            asked=1,
            width=32,
            translatable=False,
        ),
    ]
    sort_as: Annotated[
        Line | None,
        Field(
            description="The name in a long list. Default: its last word.",
            noun="name for sorting",
            translatable=False,
            private=True,
        ),
    ] = None
    role: Annotated[
        Line | None,
        Field(
            description="The role.",
            example="Harbour master",
            aliases=("title", "job_title", "job", "position"),
            asked=3,
            in_lists=True,
            exported=Exported.YES,
            private=True,
        ),
    ] = None
    organisation: Annotated[
        Line | None,
        Field(
            description="The organisation.",
            aliases=("company", "organization", "affiliation", "org"),
            asked=4,
            in_lists=True,
            exported=Exported.YES,
            translatable=False,
            private=True,
        ),
    ] = None
    summary: Annotated[
        Line | None,
        Field(
            description="What the person brings, in one line.",
            example="Old pumps.",
            long=True,
            width=60,
            exported=Exported.YES,
        ),
    ] = None
    pronouns: Annotated[
        Label | None,
        Field(
            description="The pronouns of the person.",
            example="she/her",
            exported=Exported.YES,
            translatable=False,
            private=True,
        ),
    ] = None
    photo: Annotated[
        Picture | None,
        Field(
            description="A photograph, in assets/.",
            example="images/people/kim.jpg",
            aliases=("image", "picture"),
            private=True,
        ),
    ] = None
    photo_alt: Annotated[
        Line | None,
        Field(
            description="Alternative text for the photo.",
            aliases=("alt",),
            label="Alternative text for the photo",
            private=True,
        ),
    ] = None
    photo_focus: Annotated[
        FocusPoint | None,
        Field(
            description="Point to keep, from left and top.",
            example="50% 30%",
            aliases=("focus", "crop"),
            label="Focal point of the photo",
            private=True,
        ),
    ] = None
    links: Annotated[
        OneOrMore[Link],
        Field(
            description="Links to more about the person.",
            exported=Exported.YES,
            private=True,
        ),
    ] = ()
    featured: Annotated[
        YesNo, Field(description="Yes, to show them first.", noun="setting “Featured”")
    ] = False
    order: Annotated[
        Count | None,
        Field(description="The place in the list. Default: by name.", example="1"),
    ] = None
    protected: Annotated[
        YesNo,
        Field(
            description="Yes, to hide who it is: see “shown_as”, “private_words”.",
            noun="protection",
            imported=False,
            compared=Compared.NO,
        ),
    ] = False
    shown_as: Annotated[
        Line | None,
        Field(
            description="The name that the site shows for a protected person.",
            noun="name that is shown",
            imported=False,
            compared=Compared.NO,
            translatable=False,
        ),
    ] = None
    private_words: Annotated[
        Lines,
        Field(
            description="Other words that the site must not contain.",
            imported=False,
            compared=Compared.NO,
            translatable=False,
            private=True,
        ),
    ] = ()
    source: Annotated[
        Line | None,
        Field(
            description="The id in the system they are imported from.",
            width=0,
            compared=Compared.NO,
            translatable=False,
            private=True,
        ),
    ] = None
    also_found_by: Annotated[
        Lines,
        Field(
            description="More words that the search finds it by, which are not shown.",
            label="Other words for the search",
            noun="other words for the search",
            translatable=False,
            private=True,
        ),
    ] = ()
    sample: Sample = False
    slug: Annotated[
        Slug,
        Field(
            description="The name of the file.", compared=Compared.NO, from_file=True
        ),
    ]
    biography: Annotated[
        Markdown,
        Field(
            description="The text of the file.",
            aliases=("bio", "biography"),
            from_file=True,
        ),
    ] = ""

    @property
    def is_named(self) -> bool:
        """Return whether the name is known and may be published."""
        return not self.protected and self.name.casefold() not in TO_BE_ANNOUNCED


class Member(Speaker, frozen=True, kw_only=True):
    """Somebody who does not speak: of the team, of a committee, or a volunteer."""

    group: Annotated[
        Label | None,
        Field(
            description="The group.",
            example="Programme committee",
            aliases=("committee",),
            asked=2,
            in_lists=True,
            exported=Exported.YES,
        ),
    ] = None


class Call(Record, frozen=True, kw_only=True):
    """A call, such as one for papers, with its dates."""

    opens: Annotated[
        LocalDateTime | None,
        Field(
            description="The first moment, in the event’s zone.", exported=Exported.YES
        ),
    ] = None
    closes: Annotated[
        LocalDateTime | None,
        Field(
            description="The deadline, in the event’s zone.",
            noun="closing date",
            exported=Exported.YES,
        ),
    ] = None
    url: Annotated[
        WebAddress | None,
        Field(
            description="The form.",
            example="https://proposals.example/",
            exported=Exported.YES,
        ),
    ] = None
    label: Annotated[
        Label | None,
        Field(
            description="The words of its button.",
            example="Propose a talk",
            exported=Exported.YES,
        ),
    ] = None


class ProsePage(Record, frozen=True, kw_only=True):
    """The settings at the top of a page. The text below them is the page."""

    title: Annotated[
        Line,
        Field(
            description="The heading of the page.",
            example="Safeguarding",
            aliases=("name",),
            asked=1,
            exported=Exported.YES,
        ),
    ]
    description: Annotated[
        Line | None,
        Field(
            description="First line, also in search results.",
            aliases=("summary",),
            asked=2,
            long=True,
            exported=Exported.YES,
        ),
    ] = None
    menu: Annotated[
        YesNo,
        Field(
            description="Yes, to list it in the main menu.",
            aliases=("nav",),
            noun="place in the menu",
            asked=3,
        ),
    ] = False
    menu_label: Annotated[
        Label | None, Field(description="A shorter name for the menu.")
    ] = None
    order: Annotated[
        Count | None,
        Field(
            description="Place in menus. Default: by title.",
            example="1",
            aliases=("weight",),
        ),
    ] = None
    updated: Annotated[
        Day | None,
        Field(
            description="The day of the last change or review.",
            example="2027-02-01",
            aliases=("modified", "reviewed"),
            noun="date of the last update",
        ),
    ] = None
    call: Annotated[
        Call | None,
        Field(
            description="A call, such as one for papers.",
            aliases=("cfp",),
            noun="call for papers",
        ),
    ] = None
    also_found_by: FoundBy = ()
    sample: Sample = False
    slug: Annotated[
        Slug,
        Field(
            description="The name of the file.", compared=Compared.NO, from_file=True
        ),
    ]
    body: Annotated[
        Markdown,
        Field(description="The text below the settings.", noun="text", from_file=True),
    ] = ""


class NewsPost(Record, frozen=True, kw_only=True):
    """The settings at the top of a news post. The text below them is the post."""

    title: Annotated[
        Line,
        Field(
            description="The headline.",
            example="Booking is open",
            aliases=("name",),
            asked=1,
            exported=Exported.YES,
        ),
    ]
    date: Annotated[
        Day,
        Field(
            description="The day it is dated.",
            example="2027-01-10",
            aliases=("published",),
            asked=2,
            in_lists=True,
            exported=Exported.YES,
        ),
    ]
    updated: Annotated[
        Day | None,
        Field(
            description="The day of the last change.",
            aliases=("modified",),
            noun="date of the last update",
        ),
    ] = None
    author: Annotated[
        Line | None,
        Field(
            description="The author. Default: the organiser.",
            aliases=("by",),
            exported=Exported.IF_GIVEN,
        ),
    ] = None
    summary: Annotated[
        Line | None,
        Field(
            description="A sentence for the list of news.",
            aliases=("description",),
            asked=3,
            long=True,
            exported=Exported.YES,
        ),
    ] = None
    picture: Annotated[
        Picture | None, Field(description="A picture, in assets/.", aliases=("image",))
    ] = None
    picture_alt: Annotated[
        Line | None,
        Field(
            description="Alternative text for the picture.",
            label="Alternative text for the picture",
        ),
    ] = None
    picture_caption: Annotated[
        Line | None,
        Field(description="A line under the picture.", aliases=("caption",)),
    ] = None
    draft: Annotated[
        YesNo,
        Field(
            description="Yes, while it is not to be published.", noun="setting “Draft”"
        ),
    ] = False
    also_found_by: FoundBy = ()
    sample: Sample = False
    slug: Annotated[
        Slug,
        Field(
            description="The name of the file.", compared=Compared.NO, from_file=True
        ),
    ]
    body: Annotated[
        Markdown,
        Field(description="The text below the settings.", noun="text", from_file=True),
    ] = ""


class Redirect(Record, frozen=True, kw_only=True):
    """An old address, and what is to be shown to those who still have it."""

    old: Annotated[
        OldAddress,
        Field(
            description=(
                "The old address, from the root of the site; a folder or a file."
            ),
            example="speakers/j-smith/",
            aliases=("old", "address"),
            label="From",
            noun="old address",
        ),
    ] = field(name="from")
    to: Annotated[
        NewAddress,
        Field(
            description=(
                "The new target: a link as in texts, such as “speaker:jo-smith”, or a"
                " whole address."
            ),
            example="speaker:jo-smith",
            aliases=("new", "url"),
            label="New address",
            in_lists=True,
        ),
    ]


DEFAULT_KINDS = tuple(
    "Guidance News Resource Report Research Legislation Campaign Tool Training".split()
)


class Resource(Record, frozen=True, kw_only=True):
    """Something to read, watch or use."""

    id: Annotated[
        Slug,
        Field(
            description="The name in references. It stays the same.",
            example="flood-guidance",
            label="Name in addresses",
            exported=Exported.YES,
            compared=Compared.NO,
            fixed=True,
        ),
    ]
    title: Annotated[
        Line,
        Field(
            description="The title, as published.",
            example="Flood guidance for towns",
            aliases=("name",),
            asked=1,
            width=44,
            exported=Exported.YES,
        ),
    ]
    kind: Annotated[
        Label,
        Field(
            description="A kind at the top of the file.",
            example="Guidance",
            aliases=("type", "category"),
            asked=2,
            in_lists=True,
            exported=Exported.YES,
            translatable=False,
        ),
    ]
    url: Annotated[
        WebAddress | None,
        Field(
            description="The address, if known.",
            aliases=("link", "address"),
            asked=3,
            exported=Exported.YES,
        ),
    ] = None
    publisher: Annotated[
        Line | None,
        Field(
            description="The publisher.",
            example="Home Office",
            aliases=("source", "author"),
            asked=4,
            in_lists=True,
            exported=Exported.YES,
            translatable=False,
        ),
    ] = None
    published: Annotated[
        Day | None,
        Field(
            description="The day of publication.",
            example="2023-11-13",
            aliases=("date",),
            noun="date of publication",
            asked=5,
            exported=Exported.YES,
        ),
    ] = None
    updated: Annotated[
        Day | None,
        Field(
            description="The day of the last change.",
            noun="date of the last update",
            exported=Exported.YES,
        ),
    ] = None
    checked: Annotated[
        Day | None,
        Field(
            description="The day on which the link was last checked.",
            noun="date of the last check",
            exported=Exported.YES,
        ),
    ] = None
    summary: Annotated[
        Line | None,
        Field(
            description="A summary, in a sentence.",
            aliases=("description",),
            asked=6,
            long=True,
            width=60,
            exported=Exported.YES,
        ),
    ] = None
    supersedes: Annotated[
        NameList[Reference],
        Field(
            description="Ids of older ones that it replaces.",
            aliases=("replaces",),
            refers_to="resource",
            noun="replaced resources",
            hint="Older resources that it replaces.",
            exported=Exported.YES,
        ),
    ] = ()
    also_found_by: FoundBy = ()
    sample: Sample = False


class ResourcesFile(Record, frozen=True, kw_only=True):
    """`data/resources.yaml`."""

    kinds: Annotated[
        OneOrMore[Label],
        Field(
            description="The kinds of resource, in order.",
            hint="The kinds of resource, in order, a line each.",
        ),
    ] = DEFAULT_KINDS
    introduction: Annotated[Markdown, Field(description="Markdown above the list.")] = (
        ""
    )
    resources: tuple[Resource, ...] = ()


class Figure(Record, frozen=True, kw_only=True):
    """A statistic, with its source and the date of the last check.

    In Markdown it is cited as a link, `[1,200 homes](figure:homes-at-risk)`, and shown
    with its source.
    """

    id: Annotated[
        Slug,
        Field(
            description="The name in references.",
            example="homes-at-risk",
            label="Name in addresses",
            exported=Exported.YES,
            compared=Compared.NO,
            fixed=True,
        ),
    ]
    value: Annotated[
        Label,
        Field(
            description="The number as it is to be read.",
            example='"1,200"',
            aliases=("number",),
            asked=2,
            in_lists=True,
            exported=Exported.YES,
        ),
    ]
    unit: Annotated[
        Label | None,
        Field(
            description="The unit of the number.",
            example="homes",
            asked=3,
            in_lists=True,
            exported=Exported.YES,
        ),
    ] = None
    statement: Annotated[
        Line,
        Field(
            description="The whole fact, in a sentence.",
            example="1,200 homes flooded.",
            aliases=("text",),
            asked=1,
            long=True,
            exported=Exported.YES,
        ),
    ]
    source: Annotated[
        Line,
        Field(
            description="The source.",
            example="Example Institute",
            aliases=("publisher",),
            asked=4,
            exported=Exported.YES,
            compared=Compared.NO,
            translatable=False,
        ),
    ]
    url: Annotated[
        WebAddress | None,
        Field(
            description="The address of the source.",
            aliases=("link",),
            asked=5,
            exported=Exported.YES,
        ),
    ] = None
    published: Annotated[
        Day | None,
        Field(
            description="The day of publication.",
            aliases=("date",),
            noun="date of publication",
            asked=6,
            exported=Exported.YES,
        ),
    ] = None
    dated: Annotated[
        Label | None,
        Field(
            description="The time it is about, in words.",
            example="2023 to 2024",
            noun="date",
            exported=Exported.YES,
        ),
    ] = None
    checked: Annotated[
        Day | None,
        Field(
            description="The day of the last comparison with the source.",
            noun="date of the last check",
            exported=Exported.YES,
        ),
    ] = None
    featured: Annotated[
        YesNo,
        Field(
            description="Yes, to show it large on the home page.",
            noun="setting “Featured”",
        ),
    ] = False
    strokes: Annotated[
        StrokeCount | None,
        Field(description="Strokes that show it, 1 to 150.", example="46"),
    ] = None
    marked: Annotated[
        Count | None,
        Field(
            description="The number of strokes that stand out.",
            example="4",
            noun="marked part",
        ),
    ] = None
    key: Annotated[
        Line | None,
        Field(
            description="The meaning of a stroke.",
            example="One stroke, 100 homes",
            long=True,
        ),
    ] = None
    sample: Sample = False
