"""`data/rates.yaml`: what a place costs."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar

from microsite.model.dates import Day
from microsite.model.fields import Record, field
from microsite.model.rules import Before
from microsite.model.types import (
    Label,
    Line,
    Lines,
    Money,
    Number,
    Prose,
    Slug,
    YesNo,
    chosen_from,
    listed,
)


class Currency(StrEnum):
    """Currencies that prices can be in."""

    GBP = "GBP"
    EUR = "EUR"
    USD = "USD"

    @property
    def sign(self) -> str:
        """What stands before an amount."""
        return {"GBP": "£", "EUR": "€", "USD": "$"}[self]


class Vat(StrEnum):
    """How prices stand to VAT."""

    EXCLUDED = "excluded"
    INCLUDED = "included"
    EXEMPT = "exempt"


class Price(Record):
    """An amount and the days on which it holds."""

    amount: Money = field(description="The amount.", examples=["345"])
    label: Label | None = field(
        default=None, description="What it is called.", examples=["Early bird"]
    )
    starts: Day | None = field(
        default=None,
        key="from",
        description="The first day on which it holds.",
        examples=["2027-01-10"],
    )
    until: Day | None = field(
        default=None, description="The last day on which it holds.", examples=["2027-02-28"]
    )


class Rate(Record):
    """What a place costs for one sector."""

    also_called: ClassVar[dict[str, str]] = {"title": "name", "sector": "name", "amount": "price"}

    id: Slug = field(description="Its name in references.", examples=["public-sector"])
    name: Label = field(description="The sector.", examples=["Public sector"])
    who: Line | None = field(
        default=None, description="Who belongs to it.", examples=["Councils, police, NHS, schools"]
    )
    price: Money | None = field(
        default=None, description="The price, where it is the same every day.", examples=["345"]
    )
    prices: Annotated[tuple[Price, ...], Before(listed)] = field(
        default=(), description="The prices with their days, where they change."
    )
    note: Line | None = field(default=None, description="A sentence about it.")
    sample: YesNo = field(default=False, description="Yes, while this is a placeholder.")


class RatesFile(Record):
    """`data/rates.yaml`."""

    currency: Annotated[Currency, Before(chosen_from(Currency))] = field(
        default=Currency.GBP, description="GBP, EUR or USD."
    )
    vat: Annotated[Vat, Before(chosen_from(Vat))] = field(
        default=Vat.EXCLUDED,
        description="Whether the prices are with VAT: excluded, included or exempt.",
    )
    vat_percent: Number = field(
        default=Decimal(20), description="The rate of VAT, in percent.", examples=["20"]
    )
    introduction: Prose = field(default="", is_long=True, description="Markdown above the table.")
    included: Lines = field(default=(), description="What a place includes.")
    terms: Prose = field(
        default="",
        is_long=True,
        description="Booking terms, in Markdown: cancellation, substitutes, payment.",
    )
