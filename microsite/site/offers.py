"""Prices as structured data: an offer for each price that can still apply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from microsite.model.records.event import Booking
from microsite.model.records.rates import Price, Rate, RatesFile, Vat
from microsite.site import urls
from microsite.site.disclosure import absolute, is_confirmed
from microsite.site.site import Site
from microsite.site.state import BookingState, booking_state, prices_of

AVAILABILITY = {
    BookingState.NONE: "",
    BookingState.NOT_YET: "PreOrder",
    BookingState.OPEN: "InStock",
    BookingState.FEW_LEFT: "LimitedAvailability",
    BookingState.FULL: "SoldOut",
    BookingState.CLOSED: "OutOfStock",
}
"""By how booking stands; there are no offers in any other state."""


def offers(site: Site) -> list[dict[str, Any]]:
    """The prices that hold or will hold on the day the site is built for; none that is a sample."""
    rates, state = site.event.rates, booking_state(site.event, site.now)
    if rates is None or state not in AVAILABILITY or not is_confirmed(site, "booking"):
        return []
    return [
        offer
        for rate in rates.rates
        if not rate.sample
        for price in prices_of(rate)
        if price.until is None or price.until >= site.as_of
        for offer in _offer(site, rates.settings, rate, price, AVAILABILITY[state])
    ]


def _offer(
    site: Site, details: RatesFile, rate: Rate, price: Price, availability: str
) -> Iterator[dict[str, Any]]:
    booking = site.event.record.booking
    offer: dict[str, Any] = {
        "@type": "Offer",
        "name": f"{rate.name}: {price.label}" if price.label else rate.name,
        "price": f"{price.amount:.2f}",
        "priceCurrency": details.currency.value,
    }
    if details.vat is not Vat.EXEMPT:
        offer["priceSpecification"] = {
            "@type": "PriceSpecification",
            "price": offer["price"],
            "priceCurrency": offer["priceCurrency"],
            "valueAddedTaxIncluded": details.vat is Vat.INCLUDED,
        }
    starts, ends = _span(site, booking, price)
    if starts and ends and starts > ends:
        return
    if starts:
        offer["validFrom"] = starts.isoformat(timespec="seconds")
    if ends:
        offer["validThrough"] = ends.isoformat(timespec="seconds")
    if availability:
        offer["availability"] = f"https://schema.org/{availability}"
    address = booking.url if booking and booking.url else absolute(site, urls.RATES)
    if address:
        offer["url"] = address
    yield offer


def _span(
    site: Site, booking: Booking | None, price: Price
) -> tuple[datetime | None, datetime | None]:
    """The first and last moment at which a place can be had at this price."""
    starts = [_at(site, price.starts, time())] if price.starts else []
    ends = [_at(site, price.until, time(23, 59, 59))] if price.until else []
    if booking and booking.opens:
        starts.append(booking.opens.replace(tzinfo=site.event.zone))
    if booking and booking.closes:
        ends.append(booking.closes.replace(tzinfo=site.event.zone))
    return max(starts, default=None), min(ends, default=None)


def _at(site: Site, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, site.event.zone)
