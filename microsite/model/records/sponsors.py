"""`data/sponsors.yaml`: what a sponsor gets, and who sponsors."""

from __future__ import annotations

from typing import Annotated, ClassVar

from microsite.model.fields import Record, field
from microsite.model.records.rates import Currency
from microsite.model.rules import Before
from microsite.model.types import (
    Count,
    Label,
    Line,
    Money,
    Picture,
    Prose,
    Reference,
    Slug,
    WebAddress,
    YesNo,
    chosen_from,
)


class Benefit(Record):
    """One thing that a tier includes."""

    name: Line = field(description="What it is.", examples=["Delegate places"])
    amount: Label | None = field(
        default=None, description="How much of it; left out, it reads “Yes”.", examples=["6"]
    )


class Tier(Record):
    """A package that a sponsor or exhibitor can take."""

    also_called: ClassVar[dict[str, str]] = {
        "title": "name",
        "number": "available",
        "cost": "price",
    }

    id: Slug = field(description="Its name in references.", examples=["headline"])
    name: Label = field(description="What it is called.", examples=["Headline sponsor"])
    summary: Line | None = field(default=None, description="What it is, in a sentence.")
    price: Money | None = field(
        default=None, description="The price; left out, it is on request.", examples=["5000"]
    )
    subsidised_price: Money | None = field(
        default=None,
        description="The price for public-sector and non-commercial organisations.",
        examples=["3500"],
    )
    available: Count | None = field(default=None, description="How many there are.", examples=["1"])
    benefits: tuple[Benefit, ...] = field(default=(), description="What it includes.")
    offered: YesNo = field(
        default=True, description="No, for a tier that is not offered but has sponsors."
    )
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")


class Sponsor(Record):
    """An organisation that supports the conference."""

    also_called: ClassVar[dict[str, str]] = {
        "title": "name",
        "level": "tier",
        "package": "tier",
        "link": "url",
        "image": "logo",
    }

    id: Slug = field(description="Its name in references.", examples=["example-trust"])
    name: Line = field(description="The organisation.", examples=["Example Trust"])
    tier: Reference = field(description="The id or name of a tier.", examples=["headline"])
    logo: Picture | None = field(
        default=None, description="The logo, in assets/.", examples=["images/sponsors/example.svg"]
    )
    logo_dark: Picture | None = field(default=None, description="The logo for dark backgrounds.")
    url: WebAddress | None = field(
        default=None, description="Their site.", examples=["https://example.org/"]
    )
    words: Prose = field(
        default="", is_long=True, description="What they say of themselves, in Markdown."
    )
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")


class SponsorsFile(Record):
    """`data/sponsors.yaml`."""

    currency: Annotated[Currency, Before(chosen_from(Currency))] = field(
        default=Currency.GBP, description="GBP, EUR or USD."
    )
    introduction: Prose = field(
        default="", is_long=True, description="Markdown above the packages."
    )
    subsidy: Line | None = field(default=None, description="Who pays the subsidised prices.")
