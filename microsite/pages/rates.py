"""Rates and booking: what a place costs, and how to get one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from microsite.model.money import Price, Rate, RatesFile, Vat
from microsite.pages.page import Page, make_page
from microsite.pages.parts import Text, text_of
from microsite.site import urls, when
from microsite.site.prose import Prose
from microsite.site.site import Site
from microsite.site.state import BookingState, booking_state, price_in_force, prices_of
from microsite.site.urls import At


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceItem:
    """A price and the days on which it holds."""

    label: str
    amount: str
    """`£345`."""
    with_vat: str
    """The amount with VAT added; empty where that is not to be said."""
    days: str
    """`until 28 February 2027`, `from 1 March 2027`, or empty."""
    first_day: str
    """ISO; empty where it holds from the beginning."""
    last_day: str
    """ISO; empty where it holds to the end."""
    in_force: bool
    """On the day the site is built for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRow:
    """A sector and its prices."""

    id: str
    name: str
    who: str
    note: str
    prices: tuple[PriceItem, ...]
    now: PriceItem | None
    """The price in force on the day the site is built for."""
    is_sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesPage:
    """Everything templates/pages/rates.html may read."""

    introduction: Text
    rows: tuple[RateRow, ...]
    has_dates: bool
    """Whether any price holds on some days only."""
    vat: str
    """How the prices stand to VAT, in words."""
    included: tuple[str, ...]
    terms: Text
    state: str
    """`open`, `not yet`, `full` and so on: see BookingState."""
    state_words: str
    how: str
    booking_href: str
    waiting_list_href: str
    is_provisional: bool


def build(site: Site) -> Iterator[Page]:
    """Rates and booking, at rates/, where there are rates or booking."""
    from microsite.pages.home import places_words

    if "rates" not in site.sections:
        return
    at = At.page(urls.RATES)
    details, rates = site.event.details, site.event.rates
    booking = details.booking
    rows = rate_rows(site)
    state = booking_state(site.event, site.as_of)
    can_book = state in (BookingState.OPEN, BookingState.FEW_LEFT)
    view = RatesPage(
        introduction=_text(site, at, rates.details, "introduction") if rates else Text(Prose().at(""), ()),
        rows=rows,
        has_dates=any(price.days for row in rows for price in row.prices),
        vat=_vat_words(rates.details) if rates else "",
        included=rates.details.included if rates else (),
        terms=_text(site, at, rates.details, "terms") if rates else Text(Prose().at(""), ()),
        state=state.value,
        state_words=places_words(site),
        how=booking.how or "" if booking else "",
        booking_href=booking.url or "" if booking and can_book else "",
        waiting_list_href=booking.waiting_list_url or "" if booking and state is BookingState.FULL else "",
        is_provisional=any(row.is_sample for row in rows) or "booking" in details.sample,
    )
    yield make_page(
        site,
        "rates",
        urls.RATES,
        view,
        title="Rates and booking",
        section="rates",
        description=f"What a place at {details.title} costs, what it includes, and how to book.",
    )


def _text(site: Site, at: At, details: RatesFile, field: str) -> Text:
    return text_of(site, at, site.prose(details, field, getattr(details, field)))


def rate_rows(site: Site) -> tuple[RateRow, ...]:
    """The rates with the price in force."""
    rates = site.event.rates
    if rates is None:
        return ()
    return tuple(_row(rate, rates.details, site.as_of) for rate in rates.rates)


def _row(rate: Rate, details: RatesFile, as_of: date) -> RateRow:
    current = price_in_force(rate, as_of)
    prices = prices_of(rate)
    items = tuple(_price(price, details, price is current or price == current) for price in prices)
    return RateRow(
        id=rate.id,
        name=rate.name,
        who=rate.who or "",
        note=rate.note or "",
        prices=items,
        now=next((item for item in items if item.in_force), None),
        is_sample=rate.sample,
    )


def _price(price: Price, details: RatesFile, in_force: bool) -> PriceItem:
    return PriceItem(
        label=price.label or "",
        amount=when.money(price.amount, details.currency.value),
        with_vat=_with_vat(price.amount, details),
        days=_days(price),
        first_day=price.starts.isoformat() if price.starts else "",
        last_day=price.until.isoformat() if price.until else "",
        in_force=in_force,
    )


def _with_vat(amount: Decimal, details: RatesFile) -> str:
    if details.vat is not Vat.EXCLUDED:
        return ""
    total = amount * (100 + details.vat_percent) / 100
    return when.money(total.quantize(Decimal("0.01"), ROUND_HALF_UP), details.currency.value)


def _days(price: Price) -> str:
    if price.starts and price.until:
        return f"from {when.day(price.starts)} to {when.day(price.until)}"
    if price.until:
        return f"until {when.day(price.until)}"
    return f"from {when.day(price.starts)}" if price.starts else ""


def _vat_words(details: RatesFile) -> str:
    match details.vat:
        case Vat.EXCLUDED:
            return f"Prices are for one place. VAT at {when.number(details.vat_percent)}% is added."
        case Vat.INCLUDED:
            return f"Prices are for one place and include VAT at {when.number(details.vat_percent)}%."
        case _:
            return "Prices are for one place. No VAT is charged."
