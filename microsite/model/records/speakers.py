"""`content/speakers/*.md`: the people who speak, chair, and run workshops."""

from __future__ import annotations

from typing import Annotated, ClassVar

from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.fields import Record, field
from microsite.model.rules import Before
from microsite.model.types import (
    Count,
    FocusPoint,
    Label,
    Line,
    Lines,
    Picture,
    Prose,
    Slug,
    WebAddress,
    YesNo,
    listed,
)


class Link(Record):
    """A link to somewhere else."""

    label: Label = field(description="The words of the link.", examples=["Profile"])
    url: WebAddress = field(
        description="Where it leads.", examples=["https://example.org/people/kim"]
    )


class Speaker(Record):
    """The settings at the top of a speaker's file. The text below them is the biography."""

    also_called: ClassVar[dict[str, str]] = {
        "title": "role",
        "job_title": "role",
        "job": "role",
        "position": "role",
        "company": "organisation",
        "organization": "organisation",
        "affiliation": "organisation",
        "org": "organisation",
        "image": "photo",
        "picture": "photo",
        "alt": "photo_alt",
        "focus": "photo_focus",
        "crop": "photo_focus",
        "bio": "the text below the settings",
        "biography": "the text below the settings",
    }

    name: Line = field(
        is_noted=True,
        description="The person's name, or “to be confirmed”.",
        examples=["to be confirmed"],
    )
    role: Line | None = field(
        default=None, description="What they do.", examples=["Harbour master"]
    )
    organisation: Line | None = field(default=None, description="Where they do it.")
    pronouns: Label | None = field(
        default=None, description="As they wish to be referred to.", examples=["she/her"]
    )
    photo: Picture | None = field(
        default=None, description="A photograph, in assets/.", examples=["images/people/kim.jpg"]
    )
    photo_alt: Line | None = field(
        default=None, description="What the photograph shows, for those who cannot see it."
    )
    photo_focus: FocusPoint | None = field(
        default=None,
        description="The point of the photograph that stays in sight when it is cut to a square, such as the eyes: how "
        "far from the left, and how far from the top. Without it, a little above the middle.",
        examples=["50% 30%"],
    )
    links: Annotated[tuple[Link, ...], Before(listed)] = field(
        default=(), description="Where to read more of them."
    )
    featured: YesNo = field(default=False, description="Yes, to show them first.")
    order: Count | None = field(
        default=None, description="Their place in the list; without it, by name.", examples=["1"]
    )
    protected: YesNo = field(
        default=False,
        description="Yes, for somebody whose identity must not be known: see “shown_as” and “private_words”.",
    )
    shown_as: Line | None = field(
        default=None, description="What a protected person is called on the site."
    )
    private_words: Lines = field(
        default=(),
        description="Words that must appear nowhere in the output, besides the name of a protected person.",
    )
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")
    slug: Slug = field(default="person", typed=False)
    biography: Prose = field(default="", is_long=True, typed=False)

    @property
    def is_named(self) -> bool:
        """Whether we may and can say who it is."""
        return not self.protected and self.name.casefold() not in TO_BE_ANNOUNCED
