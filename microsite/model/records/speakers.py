"""`content/speakers/*.md`: the people who speak, chair, and run workshops."""

from typing import Annotated

from microsite.model.dates import TO_BE_ANNOUNCED
from microsite.model.fields import FROM_FILE, Record
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

    label: Annotated[Label, "The words of the link.", "Profile"]
    url: Annotated[WebAddress, "Where it leads.", "https://example.org/people/kim"]


class Speaker(Record, frozen=True, kw_only=True):
    """The settings at the top of a speaker's file. The text below them is the biography."""

    name: Annotated[SingleLine, "The person's name, or “to be confirmed”.", "to be confirmed"]
    role: Annotated[
        SingleLine | None,
        "What they do.",
        "Harbour master",
        ("title", "job_title", "job", "position"),
    ] = None
    organisation: Annotated[
        SingleLine | None, "Where they do it.", ("company", "organization", "affiliation", "org")
    ] = None
    pronouns: Annotated[Label | None, "As they wish to be referred to.", "she/her"] = None
    photo: Annotated[
        Picture | None, "A photograph, in assets/.", "images/people/kim.jpg", ("image", "picture")
    ] = None
    photo_alt: Annotated[
        SingleLine | None, "What the photograph shows, for those who cannot see it.", ("alt",)
    ] = None
    photo_focus: Annotated[
        FocusPoint | None,
        "The point of the photograph that stays in sight when it is cut to a square, such as the "
        "eyes: how far from the left, and how far from the top. Without it, a little above the "
        "middle.",
        "50% 30%",
        ("focus", "crop"),
    ] = None
    links: Annotated[OneOrMore[Link], "Where to read more of them."] = ()
    featured: Annotated[YesNo, "Yes, to show them first."] = False
    order: Annotated[
        NonNegativeInt | None, "Their place in the list; without it, by name.", "1"
    ] = None
    protected: Annotated[
        YesNo,
        "Yes, for somebody whose identity must not be known: see “shown_as” and “private_words”.",
    ] = False
    shown_as: Annotated[SingleLine | None, "What a protected person is called on the site."] = None
    private_words: Annotated[
        Lines,
        "Words that must appear nowhere in the output, besides the name of a protected person.",
    ] = ()
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False
    slug: Annotated[Slug, "The name of the file.", FROM_FILE]
    biography: Annotated[
        MarkdownText, "The text below the settings.", ("bio", "biography"), FROM_FILE
    ] = ""

    @property
    def is_named(self) -> bool:
        """Return whether the name is known and may be published."""
        return not self.protected and self.name.casefold() not in TO_BE_ANNOUNCED
