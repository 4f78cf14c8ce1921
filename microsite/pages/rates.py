"""Rates and booking: what a place costs, and how to get one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from microsite.model.records.rates import Price, Rate, RatesFile, Vat
from microsite.pages.layout import CallToAction, actions
from microsite.pages.page import Page, make_page
from microsite.pages.views import FigureItem, RichText, TimedText, figure_sources_of, rich_text
from microsite.site import formatting
from microsite.site.prose import Prose
from microsite.site.site import Site
from microsite.site.state import (
    BookingState,
    booking_state,
    current_price,
    has_current_price,
    prices_of,
    start_of,
)
from microsite.site.timeline_values import timeline_of
from microsite.site.urls import UrlContext


class Period(Struct, frozen=True):
    """The days on which prices hold: a column of the table."""

    label: str
    """`Early booking`; “Price” where it has no name."""
    days: str
    """`until 28 February 2027`, `from 1 March 2027`, or empty."""


class PriceItem(Struct, frozen=True, kw_only=True):
    """What somebody pays in a period."""

    period: str
    """The label of its period."""
    amount: str
    """`£345`; empty where there is no price for this period."""
    with_vat: str
    """The amount with VAT added; empty where that is not to be said."""
    in_force: bool
    """On the day the site is built for, where other days have other prices."""
    since: str
    """From when on it is in force, as machines read it; empty where that is not to come, or on
    every day.
    """
    until: str
    """Up to when it is in force; empty where that lies behind, or never comes."""


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
    """What a place costs, by sector and by period."""

    periods: tuple[Period, ...]
    rows: tuple[RateRow, ...]


class RatesPage(Struct, frozen=True, kw_only=True):
    """Everything templates/pages/rates.html may read."""

    introduction: RichText
    rates: RateTable | None
    vat: str
    """How the prices stand to VAT, in words."""
    included: tuple[str, ...]
    terms: RichText
    sources: tuple[FigureItem, ...]
    """Of the statistics that the texts of the page cite."""
    states: tuple[TimedText, ...]
    """How things stand with booking, each for its time; at most one of them at any moment."""
    how: str
    actions: tuple[CallToAction, ...]
    """Where to book, or to wait for a place, each for its time."""
    is_provisional: bool


def build_rates(site: Site, address: str) -> Page:
    """Build the page of rates and booking."""
    at = UrlContext.for_page(address)
    details, rates = site.event.record, site.event.rates
    booking = details.booking
    table = rate_table(site)
    nothing = RichText(Prose().at(""), ())
    introduction = _text(site, at, rates.settings, "introduction") if rates else nothing
    terms = _text(site, at, rates.settings, "terms") if rates else nothing
    view = RatesPage(
        introduction=introduction,
        rates=table,
        vat=_vat_words(rates.settings) if rates else "",
        included=rates.settings.included if rates else (),
        terms=terms,
        sources=figure_sources_of(introduction, terms),
        states=tuple(
            TimedText(spell.what, spell.since, spell.until)
            for spell in timeline_of(site, "places", booking_status_text)
        ),
        how=booking.how or "" if booking else "",
        actions=tuple(action for action in actions(site, at) if "://" in action.href),
        is_provisional=any(row.is_sample for row in (table.rows if table else ()))
        or "booking" in details.sample,
    )
    return make_page(
        site,
        "rates",
        address,
        view,
        title="Rates and booking",
        section="rates",
        description=f"What a place at {details.title} costs, what it includes, and how to book.",
    )


NOT_OPEN_YET = "Booking is not open yet"
"""A fact, even where all else that is said of booking is a sample."""


def booking_status_text(site: Site, moment: datetime) -> str:
    """How things stand with booking, in words; empty where nothing is to be said."""
    booking = site.event.record.booking
    match booking_state(site.event, moment):
        case BookingState.NOT_YET if booking and booking.opens:
            return f"Booking opens on {_day_and_time(booking.opens, time())}"
        case BookingState.UNSETTLED:
            return NOT_OPEN_YET
        case BookingState.OPEN if booking and booking.closes:
            return f"Booking is open until {_day_and_time(booking.closes, time(23, 59))}"
        case BookingState.OPEN:
            return "Booking is open"
        case BookingState.FEW_LEFT:
            return "Only a few places are left"
        case BookingState.FULL:
            return "Every place is taken"
        case BookingState.CLOSED:
            return "Booking has closed"
        case _:
            return ""


def _day_and_time(moment: datetime, edge: time) -> str:
    """A moment in words; without its time where that is the edge of the day."""
    return (
        formatting.format_full_date(moment.date())
        if moment.time() == edge
        else formatting.format_datetime(moment)
    )


def _text(site: Site, at: UrlContext, details: RatesFile, field: str) -> RichText:
    return rich_text(site, at, site.prose(details, field, getattr(details, field)))


def rate_table(site: Site) -> RateTable | None:
    """The rates with their periods; None where there are none."""
    rates = site.event.rates
    if rates is None or not rates.rates:
        return None
    known = {_period(price): price for rate in rates.rates for price in prices_of(rate)}
    if any(period.days for period in known):
        known = {period: price for period, price in known.items() if period.days}
    periods = tuple(sorted(known, key=lambda period: _first_day(known[period])))
    return RateTable(
        periods, tuple(_row(site, rate, rates.settings, periods) for rate in rates.rates)
    )


def _first_day(price: Price) -> tuple[date, date]:
    return price.starts or date.min, price.until or date.max


def _period(price: Price) -> Period:
    return Period(price.label or "Price", _days(price))


def _row(site: Site, rate: Rate, details: RatesFile, periods: tuple[Period, ...]) -> RateRow:
    prices = {_period(price): price for price in prices_of(rate)}
    always = next((price for period, price in prices.items() if not period.days), None)
    return RateRow(
        id=rate.id,
        name=rate.name,
        who=rate.who or "",
        note=rate.note or "",
        prices=tuple(
            _price(site, rate, period, prices.get(period, always), details) for period in periods
        ),
        is_sample=rate.sample,
    )


def _price(
    site: Site, rate: Rate, period: Period, price: Price | None, details: RatesFile
) -> PriceItem:
    if price is None:
        return PriceItem(
            period=period.label, amount="", with_vat="", in_force=False, since="", until=""
        )
    changes = bool(price.starts or price.until) and has_current_price(site.event)
    in_force = changes and price == current_price(rate, site.as_of)
    lies_ahead = changes and not in_force and price.starts is not None and price.starts > site.as_of
    ends = price.until is not None and (in_force or lies_ahead)
    return PriceItem(
        period=period.label,
        amount=formatting.format_money(price.amount, details.currency.value),
        with_vat=_with_vat(price.amount, details),
        in_force=in_force,
        since=_midnight(site, price.starts) if lies_ahead and price.starts else "",
        until=_midnight(site, price.until + timedelta(days=1)) if ends and price.until else "",
    )


def _midnight(site: Site, day: date) -> str:
    return start_of(site.event, day).isoformat(timespec="minutes")


def _with_vat(amount: Decimal, details: RatesFile) -> str:
    if details.vat is not Vat.EXCLUDED:
        return ""
    total = amount * (100 + details.vat_percent) / 100
    return formatting.format_money(
        total.quantize(Decimal("0.01"), ROUND_HALF_UP), details.currency.value
    )


def _days(price: Price) -> str:
    if price.starts and price.until:
        return (
            f"from {formatting.format_date(price.starts)} to {formatting.format_date(price.until)}"
        )
    if price.until:
        return f"until {formatting.format_date(price.until)}"
    return f"from {formatting.format_date(price.starts)}" if price.starts else ""


def _vat_words(details: RatesFile) -> str:
    match details.vat:
        case Vat.EXCLUDED:
            return f"Prices are for one place. VAT at {formatting.format_number(details.vat_percent)}% is added."
        case Vat.INCLUDED:
            return f"Prices are for one place and include VAT at {formatting.format_number(details.vat_percent)}%."
        case _:
            return "Prices are for one place. No VAT is charged."
