"""`data/resources.yaml` and `data/figures.yaml`: what to read, and the numbers with their sources."""

from __future__ import annotations

from typing import Annotated, ClassVar

from microsite.model.dates import Day
from microsite.model.fields import Record, field
from microsite.model.rules import After, Before
from microsite.model.types import (
    Count,
    Label,
    Line,
    Names,
    ParseError,
    Prose,
    Slug,
    WebAddress,
    YesNo,
    listed,
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


class ResourcesFile(Record):
    """`data/resources.yaml`."""

    kinds: Annotated[tuple[Label, ...], Before(listed)] = field(
        default=DEFAULT_KINDS,
        description="The kinds of resource, in the order in which they are shown.",
    )
    introduction: Prose = field(default="", is_long=True, description="Markdown above the list.")


class Resource(Record):
    """Something to read, watch or use."""

    also_called: ClassVar[dict[str, str]] = {
        "name": "title",
        "link": "url",
        "address": "url",
        "type": "kind",
        "category": "kind",
        "date": "published",
        "source": "publisher",
        "author": "publisher",
        "description": "summary",
        "replaces": "supersedes",
    }

    id: Slug = field(
        description="Its name in references; it stays the same.", examples=["flood-guidance"]
    )
    title: Line = field(
        description="Its title, as its publisher gives it.", examples=["Flood guidance for towns"]
    )
    kind: Label = field(
        description="One of the kinds at the top of the file.", examples=["Guidance"]
    )
    url: WebAddress | None = field(
        default=None,
        description="Where it is. Left out while it is not known: then it is shown without a link.",
    )
    publisher: Line | None = field(
        default=None, description="Who published it.", examples=["Home Office"]
    )
    published: Day | None = field(
        default=None, description="When it was published.", examples=["2023-11-13"]
    )
    updated: Day | None = field(default=None, description="When it was last changed.")
    checked: Day | None = field(
        default=None, description="When somebody last saw that the link is right."
    )
    summary: Line | None = field(default=None, description="What it is, in a sentence.")
    supersedes: Names = field(
        default=(), description="Ids of older resources that it takes the place of."
    )
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")


MOST_STROKES = 150
"""More cannot be told apart on a telephone."""


def within_reach(count: int) -> int:
    """Refuses a number of strokes that cannot be drawn."""
    if 1 <= count <= MOST_STROKES:
        return count
    raise ParseError("R133", given=count, least=1, most=MOST_STROKES)


Strokes = Annotated[Count, After(within_reach)]


class Figure(Record):
    """A statistic, with where it comes from and when somebody last checked it.

    In Markdown it is cited as a link, `[1,200 homes](figure:homes-at-risk)`, and shown with its
    source.
    """

    also_called: ClassVar[dict[str, str]] = {
        "number": "value",
        "publisher": "source",
        "link": "url",
        "date": "published",
        "text": "statement",
    }

    id: Slug = field(description="Its name in references.", examples=["homes-at-risk"])
    value: Label = field(description="The number as it is to be read.", examples=['"1,200"'])
    unit: Label | None = field(default=None, description="What is counted.", examples=["homes"])
    statement: Line = field(description="The whole fact, in a sentence.")
    source: Line = field(description="Who says so.", examples=["Example Institute"])
    url: WebAddress | None = field(default=None, description="Where they say so.")
    published: Day | None = field(default=None, description="When they said so.")
    dated: Label | None = field(
        default=None, description="The time it is about, in words.", examples=["2023 to 2024"]
    )
    checked: Day | None = field(
        default=None, description="When somebody last compared it with its source."
    )
    featured: YesNo = field(default=False, description="Yes, to show it large on the home page.")
    strokes: Strokes | None = field(
        default=None,
        description="The number drawn as so many strokes, 1 to 150; “key” says what one stroke is.",
        examples=["46"],
    )
    marked: Count | None = field(
        default=None, description="How many of the strokes stand out.", examples=["4"]
    )
    key: Line | None = field(
        default=None,
        description="What one stroke is, and which are marked.",
        examples=["One stroke, 100 homes; marked, those flooded twice"],
    )
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")
