"""`data/sponsors.yaml`: packages for sponsors, and the sponsors."""

from typing import Annotated

from microsite.model.fields import Field, Record
from microsite.model.records.rates import Currency
from microsite.model.types import (
    Label,
    MarkdownText,
    Money,
    NonNegativeInt,
    Picture,
    Reference,
    SingleLine,
    Slug,
    WebAddress,
    YesNo,
)


class Benefit(Record, frozen=True, kw_only=True):
    """One thing that a tier includes."""

    name: Annotated[SingleLine, Field("What it is.", "Delegate places")]
    amount: Annotated[Label | None, Field("How much of it; left out, it reads “Yes”.", "6")] = None


class Tier(Record, frozen=True, kw_only=True):
    """A package that a sponsor or exhibitor can take."""

    id: Annotated[Slug, Field("Its name in references.", "headline")]
    name: Annotated[Label, Field("What it is called.", "Headline sponsor", ("title",))]
    summary: Annotated[SingleLine | None, Field("What it is, in a sentence.")] = None
    price: Annotated[
        Money | None, Field("The price; left out, it is on request.", "5000", ("cost",))
    ] = None
    subsidised_price: Annotated[
        Money | None, Field("The price for public-sector and non-commercial organisations.", "3500")
    ] = None
    available: Annotated[NonNegativeInt | None, Field("How many there are.", "1", ("number",))] = (
        None
    )
    benefits: Annotated[tuple[Benefit, ...], Field("What it includes.")] = ()
    offered: Annotated[YesNo, Field("No, for a tier that is not offered but has sponsors.")] = True
    sample: Annotated[YesNo, Field("Yes, while this is a placeholder.")] = False


class Sponsor(Record, frozen=True, kw_only=True):
    """An organisation that supports the conference."""

    id: Annotated[Slug, Field("Its name in references.", "example-trust")]
    name: Annotated[SingleLine, Field("The organisation.", "Example Trust", ("title",))]
    tier: Annotated[
        Reference,
        Field("The id or name of a tier.", "headline", ("level", "package"), refers_to="tier"),
    ]
    logo: Annotated[
        Picture | None, Field("The logo, in assets/.", "images/sponsors/example.svg", ("image",))
    ] = None
    logo_dark: Annotated[Picture | None, Field("The logo for dark backgrounds.")] = None
    url: Annotated[WebAddress | None, Field("Their site.", "https://example.org/", ("link",))] = (
        None
    )
    words: Annotated[MarkdownText, Field("What they say of themselves, in Markdown.")] = ""
    sample: Annotated[YesNo, Field("Yes, while this is a placeholder.")] = False


class SponsorsFile(Record, frozen=True, kw_only=True):
    """`data/sponsors.yaml`."""

    currency: Annotated[Currency, Field("GBP, EUR or USD.")] = Currency.GBP
    introduction: Annotated[MarkdownText, Field("Markdown above the packages.")] = ""
    subsidy: Annotated[SingleLine | None, Field("Who pays the subsidised prices.")] = None
