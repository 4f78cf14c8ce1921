"""`content/pages/*.md`, `content/news/*.md` and `data/redirects.yaml`."""

from typing import Annotated

from microsite.model.dates import Day
from microsite.model.fields import Field, Record
from microsite.model.types import (
    Label,
    MarkdownText,
    NewAddress,
    NonNegativeInt,
    OldAddress,
    Picture,
    SingleLine,
    Slug,
    YesNo,
)


class ProsePage(Record, frozen=True, kw_only=True):
    """The settings at the top of a page. The text below them is the page."""

    title: Annotated[SingleLine, Field("The heading of the page.", "Safeguarding", ("name",))]
    description: Annotated[
        SingleLine | None,
        Field("A sentence for search engines and shared links.", aliases=("summary",)),
    ] = None
    menu: Annotated[YesNo, Field("Yes, to list it in the main menu.", aliases=("nav",))] = False
    menu_label: Annotated[Label | None, Field("A shorter name for the menu.")] = None
    order: Annotated[
        NonNegativeInt | None,
        Field("Its place in the menu and at the foot; without it, by title.", "1", ("weight",)),
    ] = None
    updated: Annotated[
        Day | None,
        Field(
            "The day it was last changed or looked over: shown at its end.",
            "2027-02-01",
            ("modified", "reviewed"),
        ),
    ] = None
    sample: Annotated[YesNo, Field("Yes, while this is a placeholder.")] = False
    slug: Annotated[Slug, Field("The name of the file.", is_typed=False)]
    body: Annotated[MarkdownText, Field("The text below the settings.", is_typed=False)] = ""


class NewsPost(Record, frozen=True, kw_only=True):
    """The settings at the top of a news post. The text below them is the post."""

    title: Annotated[SingleLine, Field("The headline.", "Booking is open", ("name",))]
    date: Annotated[Day, Field("The day it is dated.", "2027-01-10", ("published",))]
    updated: Annotated[
        Day | None,
        Field(
            "The day it was last changed, where that matters: shown at its end.",
            aliases=("modified",),
        ),
    ] = None
    summary: Annotated[
        SingleLine | None, Field("A sentence for the list of news.", aliases=("description",))
    ] = None
    picture: Annotated[Picture | None, Field("A picture, in assets/.", aliases=("image",))] = None
    picture_alt: Annotated[
        SingleLine | None, Field("What the picture shows, for those who cannot see it.")
    ] = None
    draft: Annotated[YesNo, Field("Yes, while it is not to be published.")] = False
    sample: Annotated[YesNo, Field("Yes, while this is a placeholder.")] = False
    slug: Annotated[Slug, Field("The name of the file.", is_typed=False)]
    body: Annotated[MarkdownText, Field("The text below the settings.", is_typed=False)] = ""


class Redirect(Record, frozen=True, kw_only=True):
    """An old address, and what is to be shown to those who still have it."""

    old: Annotated[
        OldAddress,
        Field(
            "The old address, from the root of the site; a folder or a file.",
            "speakers/j-smith/",
            ("old", "address"),
            key="from",
        ),
    ]
    to: Annotated[
        NewAddress,
        Field(
            "Where it leads now: a link as in texts, such as “speaker:jo-smith”, or a whole "
            "address.",
            "speaker:jo-smith",
            ("new", "url"),
        ),
    ]
