"""`data/rates.yaml`: prices of a place."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import field

from microsite.model.dates import Day
from microsite.model.fields import Record
from microsite.model.types import (
    Label,
    Lines,
    MarkdownText,
    Money,
    Number,
    OneOrMore,
    SingleLine,
    Slug,
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
