"""`content/speakers/*.md`: the people who speak, chair, and run workshops."""

from typing import Annotated

from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.fields import Field, Record
from microsite.model.types import (
    FocusPoint,
    Label,
    Lines,
    MarkdownText,
    NonNegativeInt,
    OneOrMore,
    Picture,
    SingleLine,
    Slug,
    WebAddress,
    YesNo,
)


class Link(Record, frozen=True, kw_only=True):
    """A link to somewhere else."""

    label: Annotated[Label, Field("The words of the link.", "Profile")]
    url: Annotated[WebAddress, Field("Where it leads.", "https://example.org/people/kim")]


class Speaker(Record, frozen=True, kw_only=True):
    """The settings at the top of a speaker's file. The text below them is the biography."""

    name: Annotated[
        SingleLine, Field("The person's name, or “to be confirmed”.", "to be confirmed")
    ]
    role: Annotated[
        SingleLine | None,
        Field("What they do.", "Harbour master", ("title", "job_title", "job", "position")),
    ] = None
    organisation: Annotated[
        SingleLine | None,
        Field("Where they do it.", aliases=("company", "organization", "affiliation", "org")),
    ] = None
    pronouns: Annotated[Label | None, Field("As they wish to be referred to.", "she/her")] = None
    photo: Annotated[
        Picture | None,
        Field("A photograph, in assets/.", "images/people/kim.jpg", ("image", "picture")),
    ] = None
    photo_alt: Annotated[
        SingleLine | None,
        Field("What the photograph shows, for those who cannot see it.", aliases=("alt",)),
    ] = None
    photo_focus: Annotated[
        FocusPoint | None,
        Field(
            "The point of the photograph that stays in sight when it is cut to a square, such as "
            "the eyes: how far from the left, and how far from the top. Without it, a little "
            "above the middle.",
            "50% 30%",
            ("focus", "crop"),
        ),
    ] = None
    links: Annotated[OneOrMore[Link], Field("Where to read more of them.")] = ()
    featured: Annotated[YesNo, Field("Yes, to show them first.")] = False
    order: Annotated[
        NonNegativeInt | None, Field("Their place in the list; without it, by name.", "1")
    ] = None
    protected: Annotated[
        YesNo,
        Field(
            "Yes, for somebody whose identity must not be known: see “shown_as” and "
            "“private_words”."
        ),
    ] = False
    shown_as: Annotated[
        SingleLine | None, Field("What a protected person is called on the site.")
    ] = None
    private_words: Annotated[
        Lines,
        Field(
            "Words that must appear nowhere in the output, besides the name of a protected person."
        ),
    ] = ()
    sample: Annotated[YesNo, Field("Yes, while this is a placeholder.")] = False
    slug: Annotated[Slug, Field("The name of the file.", is_typed=False)]
    biography: Annotated[
        MarkdownText,
        Field("The text below the settings.", aliases=("bio", "biography"), is_typed=False),
    ] = ""

    @property
    def is_named(self) -> bool:
        """Return whether the name is known and may be published."""
        return not self.protected and self.name.casefold() not in TO_BE_ANNOUNCED
