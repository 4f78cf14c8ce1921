"""Rates (`data/rates.yaml`), and sponsors with their tiers (`data/sponsors.yaml`)."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import field

from microsite.model.dates import Day
from microsite.model.fields import Record, RefersTo
from microsite.model.types import (
    Label,
    Lines,
    MarkdownText,
    Money,
    NonNegativeInt,
    Number,
    OneOrMore,
    Picture,
    Reference,
    SingleLine,
    Slug,
    WebAddress,
    YesNo,
)


class Currency(StrEnum):
    """Currencies that prices can be in."""

    GBP = "GBP"
    EUR = "EUR"
    USD = "USD"

    @property
    def sign(self) -> str:
        """Sign in front of an amount."""
        return {"GBP": "£", "EUR": "€", "USD": "$"}[self]


class Vat(StrEnum):
    """VAT in prices."""

    EXCLUDED = "excluded"
    INCLUDED = "included"
    EXEMPT = "exempt"


class Price(Record, frozen=True, kw_only=True):
    """An amount and the days on which it holds."""

    amount: Annotated[Money, "The amount.", "345"]
    label: Annotated[Label | None, "What it is called.", "Early bird"] = None
    starts: Annotated[Day | None, "The first day on which it holds.", "2027-01-10"] = field(
        default=None, name="from"
    )
    until: Annotated[Day | None, "The last day on which it holds.", "2027-02-28"] = None


class Rate(Record, frozen=True, kw_only=True):
    """Price of a place for one sector."""

    id: Annotated[Slug, "Its name in references.", "public-sector"]
    name: Annotated[Label, "The sector.", "Public sector", ("title", "sector")]
    who: Annotated[SingleLine | None, "Who belongs to it.", "Councils, police, NHS, schools"] = None
    price: Annotated[
        Money | None, "The price, where it is the same every day.", "345", ("amount",)
    ] = None
    prices: Annotated[OneOrMore[Price], "The prices with their days, where they change."] = ()
    note: Annotated[SingleLine | None, "A sentence about it."] = None
    sample: Annotated[YesNo, "Yes, while this is a placeholder."] = False


class RatesFile(Record, frozen=True, kw_only=True):
    """`data/rates.yaml`."""

    currency: Annotated[Currency, "GBP, EUR or USD."] = Currency.GBP
    vat: Annotated[Vat, "Whether the prices are with VAT: excluded, included or exempt."] = (
        Vat.EXCLUDED
    )
    vat_percent: Annotated[Number, "The rate of VAT, in percent.", "20"] = Decimal(20)
    introduction: Annotated[MarkdownText, "Markdown above the table."] = ""
    included: Annotated[Lines, "What a place includes."] = ()
    terms: Annotated[
        MarkdownText, "Booking terms, in Markdown: cancellation, substitutes, payment."
    ] = ""


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
