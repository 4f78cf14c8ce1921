"""`data/resources.yaml` and `data/figures.yaml`: resources and statistics."""

from typing import Annotated

from microsite.model.dates import Day
from microsite.model.fields import Field, Record
from microsite.model.types import (
    Label,
    MarkdownText,
    NonNegativeInt,
    OneOrMore,
    ReferenceList,
    SingleLine,
    Slug,
    StrokeCount,
    WebAddress,
    YesNo,
)

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
        OneOrMore[Label], Field("The kinds of resource, in the order in which they are shown.")
    ] = DEFAULT_KINDS
    introduction: Annotated[MarkdownText, Field("Markdown above the list.")] = ""


class Resource(Record, frozen=True, kw_only=True):
    """Something to read, watch or use."""

    id: Annotated[Slug, Field("Its name in references; it stays the same.", "flood-guidance")]
    title: Annotated[
        SingleLine,
        Field("Its title, as its publisher gives it.", "Flood guidance for towns", ("name",)),
    ]
    kind: Annotated[
        Label, Field("One of the kinds at the top of the file.", "Guidance", ("type", "category"))
    ]
    url: Annotated[
        WebAddress | None,
        Field(
            "Where it is. Left out while it is not known: then it is shown without a link.",
            aliases=("link", "address"),
        ),
    ] = None
    publisher: Annotated[
        SingleLine | None, Field("Who published it.", "Home Office", ("source", "author"))
    ] = None
    published: Annotated[Day | None, Field("When it was published.", "2023-11-13", ("date",))] = (
        None
    )
    updated: Annotated[Day | None, Field("When it was last changed.")] = None
    checked: Annotated[Day | None, Field("When somebody last saw that the link is right.")] = None
    summary: Annotated[
        SingleLine | None, Field("What it is, in a sentence.", aliases=("description",))
    ] = None
    supersedes: Annotated[
        ReferenceList,
        Field(
            "Ids of older resources that it takes the place of.",
            aliases=("replaces",),
            refers_to="resource",
        ),
    ] = ()
    sample: Annotated[YesNo, Field("Yes, while this is a placeholder.")] = False


class Figure(Record, frozen=True, kw_only=True):
    """A statistic, with where it comes from and when somebody last checked it.

    In Markdown it is cited as a link, `[1,200 homes](figure:homes-at-risk)`, and shown with its
    source.
    """

    id: Annotated[Slug, Field("Its name in references.", "homes-at-risk")]
    value: Annotated[Label, Field("The number as it is to be read.", '"1,200"', ("number",))]
    unit: Annotated[Label | None, Field("What is counted.", "homes")] = None
    statement: Annotated[SingleLine, Field("The whole fact, in a sentence.", aliases=("text",))]
    source: Annotated[SingleLine, Field("Who says so.", "Example Institute", ("publisher",))]
    url: Annotated[WebAddress | None, Field("Where they say so.", aliases=("link",))] = None
    published: Annotated[Day | None, Field("When they said so.", aliases=("date",))] = None
    dated: Annotated[Label | None, Field("The time it is about, in words.", "2023 to 2024")] = None
    checked: Annotated[Day | None, Field("When somebody last compared it with its source.")] = None
    featured: Annotated[YesNo, Field("Yes, to show it large on the home page.")] = False
    strokes: Annotated[
        StrokeCount | None,
        Field(
            "The number drawn as so many strokes, 1 to 150; “key” says what one stroke is.", "46"
        ),
    ] = None
    marked: Annotated[NonNegativeInt | None, Field("How many of the strokes stand out.", "4")] = (
        None
    )
    key: Annotated[
        SingleLine | None,
        Field(
            "What one stroke is, and which are marked.",
            "One stroke, 100 homes; marked, those flooded twice",
        ),
    ] = None
    sample: Annotated[YesNo, Field("Yes, while this is a placeholder.")] = False
