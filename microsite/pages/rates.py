"""Rates and booking: what a place costs, and how to get one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from microsite.model.records.rates import Price, Rate, RatesFile, Vat
from microsite.pages.layout import CallToAction, actions
from microsite.pages.page import Page, make_page
from microsite.pages.views import (
    FigureItem,
    RichText,
    TimedText,
    figure_sources_of,
    join,
    rich_field,
    timed_texts,
    view_of,
)
from microsite.site.formatting import (
    format_date,
    format_datetime,
    format_full_date,
    format_money,
    format_number,
)
from microsite.site.site import Site
from microsite.site.state import (
    BookingState,
    booking_state,
    current_price,
    has_current_price,
    prices_of,
    start_of,
)
from microsite.site.urls import UrlContext


class Period(Struct, frozen=True):
    """The days on which prices hold: a column of the table."""

    label: str
    """`Early booking`, or “Price”."""
    days: str
    """`until 28 February 2027`, `from 1 March 2027`, or empty."""


class PriceItem(Struct, frozen=True, kw_only=True):
    """The price of a rate in a period."""

    period: str
    amount: str = ""
    """`£345`; empty if there is no price for this period."""
    with_vat: str = ""
    """The amount with VAT, if VAT is added; else empty."""
    in_force: bool = False
    """Whether it holds on the day of the build, and prices change."""
    since: str = ""
    """ISO time from which it holds, if that is to come; else empty."""
    until: str = ""
    """ISO time until which it holds, if that is to come; else empty."""


class RateRow(Struct, frozen=True, kw_only=True):
    """A sector and its prices."""

    id: str
    name: str
    who: str
    note: str
    prices: tuple[PriceItem, ...]
    """One for each period of the table, in the same order."""
    is_sample: bool


class RateTable(Struct, frozen=True):
    """Prices of a place, by sector and by period."""

    periods: tuple[Period, ...]
    rows: tuple[RateRow, ...]


class RatesPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/rates.html may read."""

    introduction: RichText
    rates: RateTable | None
    vat: str
    included: tuple[str, ...]
    terms: RichText
    figure_sources: tuple[FigureItem, ...]
    states: tuple[TimedText, ...]
    """State of booking; at most one at any moment."""
    how: str
    actions: tuple[CallToAction, ...]
    """Links to book, or to wait for a place."""
    is_provisional: bool


def build_rates(site: Site, at: UrlContext) -> Page:
    """Build the page of rates and booking."""
    details, rates = site.event.record, site.event.rates
    table, introduction, terms = rate_table(site), RichText(), RichText()
    if rates:
        introduction = rich_field(site, at, rates.settings, "introduction")
        terms = rich_field(site, at, rates.settings, "terms")
    has_sample = any(row.is_sample for row in table.rows) if table else False
    view = RatesPage(
        introduction=introduction,
        rates=table,
        vat=_vat_words(rates.settings) if rates else "",
        included=rates.settings.included if rates else (),
        terms=terms,
        figure_sources=figure_sources_of(introduction, terms),
        states=timed_texts(site, booking_status_text),
        how=(details.booking and details.booking.how) or "",
        actions=tuple(action for action in actions(site, at) if "://" in action.href),
        is_provisional=has_sample or "booking" in details.sample,
    )
    return make_page(site, "rates", at, view)


NOT_OPEN_YET = "Booking is not open yet"
"""True even if the booking is a sample."""


STATES = {
    BookingState.UNSETTLED: NOT_OPEN_YET,
    BookingState.OPEN: "Booking is open",
    BookingState.FEW_LEFT: "Only a few places are left",
    BookingState.FULL: "Every place is taken",
    BookingState.CLOSED: "Booking has closed",
}


def booking_status_text(site: Site, moment: datetime) -> str:
    """Return the state of booking at a moment; or an empty text."""
    booking, state = site.event.record.booking, booking_state(site.event, moment)
    if booking and booking.opens and state is BookingState.NOT_YET:
        return f"Booking opens on {_day_and_time(booking.opens, time())}"
    if booking and booking.closes and state is BookingState.OPEN:
        return f"Booking is open until {_day_and_time(booking.closes, time(23, 59))}"
    return STATES.get(state, "")


def _day_and_time(moment: datetime, edge: time) -> str:
    """Return a moment, without its time if that is the edge of the day."""
    return format_full_date(moment.date()) if moment.time() == edge else format_datetime(moment)


def rate_table(site: Site) -> RateTable | None:
    """Return the rates by period; None without rates."""
    rates = site.event.rates
    if rates is None or not rates.rates:
        return None
    prices = {_period(price): price for rate in rates.rates for price in prices_of(rate)}
    if any(period.days for period in prices):
        prices = {period: price for period, price in prices.items() if period.days}

    def days(period: Period) -> tuple[date, date]:
        return prices[period].starts or date.min, prices[period].until or date.max

    periods = tuple(sorted(prices, key=days))
    rows = tuple(_row(site, rate, rates.settings, periods) for rate in rates.rates)
    return RateTable(periods, rows)


def _period(price: Price) -> Period:
    parts = (
        f"from {format_date(price.starts)}" if price.starts else "",
        f"{'to' if price.starts else 'until'} {format_date(price.until)}" if price.until else "",
    )
    return Period(price.label or "Price", join(*parts, separator=" "))


def _row(site: Site, rate: Rate, details: RatesFile, periods: tuple[Period, ...]) -> RateRow:
    prices = {_period(price): price for price in prices_of(rate)}
    always = next((price for period, price in prices.items() if not period.days), None)
    items = tuple(
        _price(site, rate, period, prices.get(period, always), details) for period in periods
    )
    return view_of(RateRow, rate, prices=items, is_sample=rate.sample)


def _price(
    site: Site, rate: Rate, period: Period, price: Price | None, details: RatesFile
) -> PriceItem:
    if price is None:
        return PriceItem(period=period.label)
    changes = bool(price.starts or price.until) and has_current_price(site.event)
    in_force = changes and price == current_price(rate, site.as_of)
    lies_ahead = changes and not in_force and price.starts is not None and price.starts > site.as_of
    ends = price.until + timedelta(days=1) if price.until and (in_force or lies_ahead) else None
    return PriceItem(
        period=period.label,
        amount=format_money(price.amount, details.currency.value),
        with_vat=_with_vat(price.amount, details),
        in_force=in_force,
        since=_midnight(site, price.starts if lies_ahead else None),
        until=_midnight(site, ends),
    )


def _midnight(site: Site, day: date | None) -> str:
    return start_of(site.event, day).isoformat(timespec="minutes") if day else ""


def _with_vat(amount: Decimal, details: RatesFile) -> str:
    if details.vat is not Vat.EXCLUDED:
        return ""
    total = amount * (100 + details.vat_percent) / 100
    return format_money(total.quantize(Decimal("0.01"), ROUND_HALF_UP), details.currency.value)


def _vat_words(details: RatesFile) -> str:
    percent = format_number(details.vat_percent)
    if details.vat is Vat.EXCLUDED:
        return f"Prices are for one place. VAT at {percent}% is added."
    if details.vat is Vat.INCLUDED:
        return f"Prices are for one place and include VAT at {percent}%."
    return "Prices are for one place. No VAT is charged."
