"""`data/sponsors.yaml`: packages for sponsors, and the sponsors."""

from typing import Annotated

from microsite.model.fields import Record, RefersTo
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

    name: Annotated[SingleLine, "What it is.", "Delegate places"]
    amount: Annotated[Label | None, "How much of it; left out, it reads “Yes”.", "6"] = None


class Tier(Record, frozen=True, kw_only=True):
    """A package that a sponsor or exhibitor can take."""

    id: Annotated[Slug, "Its name in references.", "headline"]
    name: Annotated[Label, "What it is called.", "Headline sponsor", ("title",)]
    summary: Annotated[SingleLine | None, "What it is, in a sentence."] = None
    price: Annotated[Money | None, "The price; left out, it is on request.", "5000", ("cost",)] = (
        None
    )
    subsidised_price: Annotated[
        Money | None, "The price for public-sector and non-commercial organisations.", "3500"
    ] = None
    available: Annotated[NonNegativeInt | None, "How many there are.", "1", ("number",)] = None
    benefits: Annotated[tuple[Benefit, ...], "What it includes."] = ()
    offered: Annotated[YesNo, "No, for a tier that is not offered but has sponsors."] = True
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class Sponsor(Record, frozen=True, kw_only=True):
    """An organisation that supports the conference."""

    id: Annotated[Slug, "Its name in references.", "example-trust"]
    name: Annotated[SingleLine, "The organisation.", "Example Trust", ("title",)]
    tier: Annotated[
        Reference, "The id or name of a tier.", "headline", ("level", "package"), RefersTo("tier")
    ]
    logo: Annotated[
        Picture | None, "The logo, in assets/.", "images/sponsors/example.svg", ("image",)
    ] = None
    logo_dark: Annotated[Picture | None, "The logo for dark backgrounds."] = None
    url: Annotated[WebAddress | None, "Their site.", "https://example.org/", ("link",)] = None
    words: Annotated[MarkdownText, "What they say of themselves, in Markdown."] = ""
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class SponsorsFile(Record, frozen=True, kw_only=True):
    """`data/sponsors.yaml`."""

    currency: Annotated[Currency, "GBP, EUR or USD."] = Currency.GBP
    introduction: Annotated[MarkdownText, "Markdown above the packages."] = ""
    subsidy: Annotated[SingleLine | None, "Who pays the subsidised prices."] = None
