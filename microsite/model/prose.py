"""`content/pages/*.md` and `content/news/*.md`: pages of text."""

from __future__ import annotations

from typing import ClassVar

from microsite.model.fields import Count, Label, Line, Picture, Prose, Slug, YesNo
from microsite.model.moments import Day
from microsite.model.record import Record, field


class ProsePage(Record):
    """The settings at the top of a page. The text below them is the page."""

    also_called: ClassVar[dict[str, str]] = {
        "name": "title",
        "summary": "description",
        "nav": "menu",
        "weight": "order",
        "modified": "updated",
        "reviewed": "updated",
    }

    title: Line = field(description="The heading of the page.", examples=["Safeguarding"])
    description: Line | None = field(
        default=None, description="A sentence for search engines and shared links."
    )
    menu: YesNo = field(default=False, description="Yes, to list it in the main menu.")
    menu_label: Label | None = field(default=None, description="A shorter name for the menu.")
    order: Count | None = field(
        default=None,
        description="Its place in the menu and at the foot; without it, by title.",
        examples=["1"],
    )
    updated: Day | None = field(
        default=None,
        description="The day it was last changed or looked over: shown at its end.",
        examples=["2027-02-01"],
    )
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")
    slug: Slug = field(default="page", typed=False)
    body: Prose = field(default="", is_long=True, typed=False)


class NewsPost(Record):
    """The settings at the top of a news post. The text below them is the post."""

    also_called: ClassVar[dict[str, str]] = {
        "name": "title",
        "published": "date",
        "modified": "updated",
        "description": "summary",
        "image": "picture",
    }

    title: Line = field(description="The headline.", examples=["Booking is open"])
    date: Day = field(description="The day it is dated.", examples=["2027-01-10"])
    updated: Day | None = field(
        default=None,
        description="The day it was last changed, where that matters: shown at its end.",
    )
    summary: Line | None = field(default=None, description="A sentence for the list of news.")
    picture: Picture | None = field(default=None, description="A picture, in assets/.")
    picture_alt: Line | None = field(
        default=None, description="What the picture shows, for those who cannot see it."
    )
    draft: YesNo = field(default=False, description="Yes, while it is not to be published.")
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")
    slug: Slug = field(default="post", typed=False)
    body: Prose = field(default="", is_long=True, typed=False)
