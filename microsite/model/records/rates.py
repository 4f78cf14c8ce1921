"""`data/rates.yaml`: prices of a place."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from microsite.model.dates import Day
from microsite.model.fields import Field, Record
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

    amount: Annotated[Money, Field("The amount.", "345")]
    label: Annotated[Label | None, Field("What it is called.", "Early bird")] = None
    starts: Annotated[
        Day | None, Field("The first day on which it holds.", "2027-01-10", key="from")
    ] = None
    until: Annotated[Day | None, Field("The last day on which it holds.", "2027-02-28")] = None


class Rate(Record, frozen=True, kw_only=True):
    """Price of a place for one sector."""

    id: Annotated[Slug, Field("Its name in references.", "public-sector")]
    name: Annotated[Label, Field("The sector.", "Public sector", ("title", "sector"))]
    who: Annotated[
        SingleLine | None, Field("Who belongs to it.", "Councils, police, NHS, schools")
    ] = None
    price: Annotated[
        Money | None, Field("The price, where it is the same every day.", "345", ("amount",))
    ] = None
    prices: Annotated[
        OneOrMore[Price], Field("The prices with their days, where they change.")
    ] = ()
    note: Annotated[SingleLine | None, Field("A sentence about it.")] = None
    sample: Annotated[YesNo, Field("Yes, while this is a placeholder.")] = False


class RatesFile(Record, frozen=True, kw_only=True):
    """`data/rates.yaml`."""

    currency: Annotated[Currency, Field("GBP, EUR or USD.")] = Currency.GBP
    vat: Annotated[Vat, Field("Whether the prices are with VAT: excluded, included or exempt.")] = (
        Vat.EXCLUDED
    )
    vat_percent: Annotated[Number, Field("The rate of VAT, in percent.", "20")] = Decimal(20)
    introduction: Annotated[MarkdownText, Field("Markdown above the table.")] = ""
    included: Annotated[Lines, Field("What a place includes.")] = ()
    terms: Annotated[
        MarkdownText, Field("Booking terms, in Markdown: cancellation, substitutes, payment.")
    ] = ""
