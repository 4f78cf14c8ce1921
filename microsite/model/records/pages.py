"""`content/pages/*.md`, `content/news/*.md` and `data/redirects.yaml`."""

from typing import Annotated

from msgspec import field

from microsite.model.dates import Day
from microsite.model.fields import FROM_FILE, Record
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

    title: Annotated[SingleLine, "The heading of the page.", "Safeguarding", ("name",)]
    description: Annotated[
        SingleLine | None, "A sentence for search engines and shared links.", ("summary",)
    ] = None
    menu: Annotated[YesNo, "Yes, to list it in the main menu.", ("nav",)] = False
    menu_label: Annotated[Label | None, "A shorter name for the menu."] = None
    order: Annotated[
        NonNegativeInt | None,
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
    body: Annotated[MarkdownText, "The text below the settings.", FROM_FILE] = ""


class NewsPost(Record, frozen=True, kw_only=True):
    """The settings at the top of a news post. The text below them is the post."""

    title: Annotated[SingleLine, "The headline.", "Booking is open", ("name",)]
    date: Annotated[Day, "The day it is dated.", "2027-01-10", ("published",)]
    updated: Annotated[
        Day | None,
        "The day it was last changed, where that matters: shown at its end.",
        ("modified",),
    ] = None
    summary: Annotated[SingleLine | None, "A sentence for the list of news.", ("description",)] = (
        None
    )
    picture: Annotated[Picture | None, "A picture, in assets/.", ("image",)] = None
    picture_alt: Annotated[
        SingleLine | None, "What the picture shows, for those who cannot see it."
    ] = None
    draft: Annotated[YesNo, "Yes, while it is not to be published."] = False
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
    slug: Annotated[Slug, "The name of the file.", FROM_FILE]
    body: Annotated[MarkdownText, "The text below the settings.", FROM_FILE] = ""


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
