"""Pages and news (`content/`), redirects, resources and figures (`data/`)."""

from typing import Annotated

from msgspec import field

from microsite.model.fields import FROM_FILE, Record, RefersTo
from microsite.model.types import (
    Count,
    Day,
    Label,
    Line,
    Markdown,
    NameList,
    NewAddress,
    OldAddress,
    OneOrMore,
    Picture,
    Reference,
    Slug,
    StrokeCount,
    WebAddress,
    YesNo,
)


class ProsePage(Record, frozen=True, kw_only=True):
    """The settings at the top of a page. The text below them is the page."""

    title: Annotated[Line, "The heading of the page.", "Safeguarding", ("name",)]
    description: Annotated[
        Line | None, "A sentence for search engines and shared links.", ("summary",)
    ] = None
    menu: Annotated[YesNo, "Yes, to list it in the main menu.", ("nav",)] = False
    menu_label: Annotated[Label | None, "A shorter name for the menu."] = None
    order: Annotated[
        Count | None,
        "Its place in the menu and at the foot; without it, by title.",
        "1",
        ("weight",),
    ] = None
    updated: Annotated[
        Day | None,
        "The day it was last changed or looked over: shown at its end.",
        "2027-02-01",
        ("modified", "reviewed"),
    ] = None
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
    slug: Annotated[Slug, "The name of the file.", FROM_FILE]
    body: Annotated[Markdown, "The text below the settings.", FROM_FILE] = ""


class NewsPost(Record, frozen=True, kw_only=True):
    """The settings at the top of a news post. The text below them is the post."""

    title: Annotated[Line, "The headline.", "Booking is open", ("name",)]
    date: Annotated[Day, "The day it is dated.", "2027-01-10", ("published",)]
    updated: Annotated[
        Day | None,
        "The day it was last changed, where that matters: shown at its end.",
        ("modified",),
    ] = None
    summary: Annotated[Line | None, "A sentence for the list of news.", ("description",)] = None
    picture: Annotated[Picture | None, "A picture, in assets/.", ("image",)] = None
    picture_alt: Annotated[Line | None, "What the picture shows, for those who cannot see it."] = (
        None
    )
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


DEFAULT_KINDS = (
    "Guidance",
    "News",
    "Resource",
    "Report",
    "Research",
    "Legislation",
    "Campaign",
    "Tool",
    "Training",
)


class ResourcesFile(Record, frozen=True, kw_only=True):
    """`data/resources.yaml`."""

    kinds: Annotated[
        OneOrMore[Label], "The kinds of resource, in the order in which they are shown."
    ] = DEFAULT_KINDS
    introduction: Annotated[Markdown, "Markdown above the list."] = ""


class Resource(Record, frozen=True, kw_only=True):
    """Something to read, watch or use."""

    id: Annotated[Slug, "Its name in references; it stays the same.", "flood-guidance"]
    title: Annotated[
        Line, "Its title, as its publisher gives it.", "Flood guidance for towns", ("name",)
    ]
    kind: Annotated[
        Label, "One of the kinds at the top of the file.", "Guidance", ("type", "category")
    ]
    url: Annotated[
        WebAddress | None,
        "Where it is. Left out while it is not known: then it is shown without a link.",
        ("link", "address"),
    ] = None
    publisher: Annotated[Line | None, "Who published it.", "Home Office", ("source", "author")] = (
        None
    )
    published: Annotated[Day | None, "When it was published.", "2023-11-13", ("date",)] = None
    updated: Annotated[Day | None, "When it was last changed."] = None
    checked: Annotated[Day | None, "When somebody last saw that the link is right."] = None
    summary: Annotated[Line | None, "What it is, in a sentence.", ("description",)] = None
    supersedes: Annotated[
        NameList[Annotated[Reference, RefersTo("resource")]],
        "Ids of older resources that it takes the place of.",
        ("replaces",),
    ] = ()
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class Figure(Record, frozen=True, kw_only=True):
    """A statistic, with where it comes from and when somebody last checked it.

    In Markdown it is cited as a link, `[1,200 homes](figure:homes-at-risk)`, and shown with its
    source.
    """

    id: Annotated[Slug, "Its name in references.", "homes-at-risk"]
    value: Annotated[Label, "The number as it is to be read.", '"1,200"', ("number",)]
    unit: Annotated[Label | None, "What is counted.", "homes"] = None
    statement: Annotated[Line, "The whole fact, in a sentence.", ("text",)]
    source: Annotated[Line, "Who says so.", "Example Institute", ("publisher",)]
    url: Annotated[WebAddress | None, "Where they say so.", ("link",)] = None
    published: Annotated[Day | None, "When they said so.", ("date",)] = None
    dated: Annotated[Label | None, "The time it is about, in words.", "2023 to 2024"] = None
    checked: Annotated[Day | None, "When somebody last compared it with its source."] = None
    featured: Annotated[YesNo, "Yes, to show it large on the home page."] = False
    strokes: Annotated[
        StrokeCount | None,
        "The number drawn as so many strokes, 1 to 150; “key” says what one stroke is.",
        "46",
    ] = None
    marked: Annotated[Count | None, "How many of the strokes stand out.", "4"] = None
    key: Annotated[
        Line | None,
        "What one stroke is, and which are marked.",
        "One stroke, 100 homes; marked, those flooded twice",
    ] = None
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
