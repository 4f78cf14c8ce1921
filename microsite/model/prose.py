"""`content/pages/*.md` and `content/news/*.md`: pages of text."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from microsite.model.fields import Count, Label, Line, Picture, Prose, Slug, YesNo
from microsite.model.moments import Day
from microsite.model.record import Record


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

    title: Line = Field(description="The heading of the page.", examples=["Safeguarding"])
    description: Line | None = Field(None, description="A sentence for search engines and shared links.")
    menu: YesNo = Field(False, description="Yes, to list it in the main menu.")
    menu_label: Label | None = Field(None, description="A shorter name for the menu.")
    order: Count | None = Field(
        None, description="Its place in the menu and at the foot; without it, by title.", examples=["1"]
    )
    updated: Day | None = Field(
        None, description="The day it was last changed or looked over: shown at its end.", examples=["2027-02-01"]
    )
    sample: YesNo = Field(False, description="Yes, while this is a placeholder.")
    slug: Slug = Field("page", exclude=True)
    body: Prose = Field("", exclude=True)


class NewsPost(Record):
    """The settings at the top of a news post. The text below them is the post."""

    also_called: ClassVar[dict[str, str]] = {
        "name": "title",
        "published": "date",
        "modified": "updated",
        "description": "summary",
        "image": "picture",
    }

    title: Line = Field(description="The headline.", examples=["Booking is open"])
    date: Day = Field(description="The day it is dated.", examples=["2027-01-10"])
    updated: Day | None = Field(None, description="The day it was last changed, where that matters: shown at its end.")
    summary: Line | None = Field(None, description="A sentence for the list of news.")
    picture: Picture | None = Field(None, description="A picture, in assets/.")
    picture_alt: Line | None = Field(None, description="What the picture shows, for those who cannot see it.")
    draft: YesNo = Field(False, description="Yes, while it is not to be published.")
    sample: YesNo = Field(False, description="Yes, while this is a placeholder.")
    slug: Slug = Field("post", exclude=True)
    body: Prose = Field("", exclude=True)
